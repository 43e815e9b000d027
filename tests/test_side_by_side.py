"""Two postings side by side: what is the same in both, what only one has, and what an edit did."""

import itertools
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from jdmatch.analyzer import Analyzer, compare, take_apart
from jdmatch.errors import InputError
from jdmatch.frameworks import resolve_all
from jdmatch.records import LevelEstimate
from jdmatch.report import PIPE_WIDTH
from jdmatch.report.side_by_side import place_side_by_side
from jdmatch.report.side_by_side_edits import VERSION_FROM
from jdmatch.report.side_by_side_json import to_dict
from jdmatch.report.side_by_side_md import render as markdown
from jdmatch.report.side_by_side_page import render as page
from jdmatch.report.side_by_side_screen import capture
from jdmatch.report.side_by_side_told import signed_points, verdicts
from jdmatch.settings import Settings
from jdmatch.sources import from_text
from tests import bakery
from tests.builders import CASES
from tests.test_report_html import Page
from tests.tiny_encoder import TinyEncoder

GOLDEN = CASES / "report"
DOCS = Path(__file__).parents[1] / "docs" / "wire.md"
REMOVED = bakery.POSTING.replace("- Record oven temperatures in the log book\n", "")
CHANGED = bakery.POSTING.replace(
    "- Record oven temperatures in the log book", "- Record oven temperatures and proofing times in the log book"
)
MOVED = bakery.POSTING.replace("- Scale flour and water for the daily dough\n", "").replace(
    "- Drive the delivery van", "- Scale flour and water for the daily dough\n- Drive the delivery van"
)
STRICTER = bakery.POSTING.replace("One year of experience", "Five years of experience")
RECLASSED = bakery.POSTING.replace("- Drive the delivery van to the second shop\n", "").replace(
    "- High school diploma", "- Drive the delivery van to the second shop\n- High school diploma"
)

TAUGHT = bakery.POSTING.replace("High school diploma or equivalent", "Associate degree in baking")


@pytest.fixture(scope="module")
def frameworks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frameworks")
    for name, text in (("four", bakery.FOUR), ("flat", bakery.FLAT)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: str(folder / f"{name}.csv") for name in ("four", "flat")}


@pytest.fixture(scope="module")
def analyzer(frameworks):
    return Analyzer.load(Settings(frameworks=(frameworks["four"],), level="developing"), encoder_=TinyEncoder())


def compared(analyzer, draft, other):
    parts = [
        take_apart(from_text(text, analyzer.settings, id=f"{name}.txt"), analyzer.settings)
        for name, text in (("draft", draft), ("other", other))
    ]
    return compare(analyzer, *parts)


def seen(analyzer, draft, other):
    return place_side_by_side(compared(analyzer, draft, other), analyzer.frameworks)


def everywhere(analyzer, draft, other):
    """The comparison on each surface, as text."""
    made = compared(analyzer, draft, other)
    view = place_side_by_side(made, analyzer.frameworks)
    return capture(view, 80), markdown(view), page(view), json.dumps(to_dict(made, view))


# --- both by the same figures -----------------------------------------------------------------------------------------


def test_both_are_measured_by_the_draft_s_framework_and_level(frameworks):
    named = Settings(frameworks=(frameworks["four"], frameworks["flat"]))
    analyzer = Analyzer.load(named, encoder_=TinyEncoder())
    made = compared(analyzer, bakery.POSTING, bakery.COUNTER)
    one, other = made.draft.coverage, made.other.coverage
    assert made.other_alone.coverage.framework == "counter"
    assert (other.framework, other.target_level) == (one.framework, one.target_level) == ("bakery", "developing")
    assert made.draft.signature == made.other.signature
    assert [(s.statement, s.importance) for s in one.statements] == [
        (s.statement, s.importance) for s in other.statements
    ]
    view = place_side_by_side(made, analyzer.frameworks)
    assert "Bakers (bakery) at Developing" in view.settings[0]
    assert any("B alone would have been taken for Counter staff (counter" in told for told in view.settings)
    assert view.edits is None


def test_the_draft_s_figures_are_those_that_score_gives(analyzer):
    made = compared(analyzer, bakery.POSTING, bakery.COUNTER)
    assert made.draft.coverage == made.draft_alone.coverage
    assert made.draft.level == made.draft_alone.level


def test_a_level_that_is_another_one_s_alone_is_told(frameworks):
    analyzer = Analyzer.load(Settings(frameworks=(frameworks["four"],)), encoder_=TinyEncoder())
    senior = bakery.POSTING.replace("Bread Baker", "Director of Baking", 1).replace("One year", "Twelve years")
    view = seen(analyzer, bakery.POSTING, senior)
    assert "the framework named, at the level that A reads as" in view.settings[0]
    assert any(re.fullmatch(r"B alone would have been scored at \w+\.", told) for told in view.settings)


def test_no_framework_fits(monkeypatch, frameworks):
    four = resolve_all(frameworks["four"], Settings())
    analyzer = Analyzer(Settings(), TinyEncoder(), list(four), named=False)
    made = compared(analyzer, bakery.COUNTER.replace("bread ", ""), bakery.POSTING)
    assert made.draft_alone.coverage is None
    assert made.draft.coverage is None
    assert made.other.coverage is None
    view = place_side_by_side(made, analyzer.frameworks)
    assert view.settings[0].startswith("None of the known occupations fits A")
    assert view.score is None
    assert not view.rows
    for told in everywhere(analyzer, bakery.COUNTER.replace("bread ", ""), bakery.POSTING):
        assert "--framework" in told or '"score": null' in told


def test_what_is_no_posting_is_refused(analyzer):
    with pytest.raises(InputError) as refused:
        compared(analyzer, bakery.POSTING, bakery.RECIPE * 3)
    assert refused.value.code == "JDM006"


# --- statements, requirements, duties ---------------------------------------------------------------------------------


def test_every_statement_of_the_level_is_in_one_list(analyzer):
    made = compared(analyzer, bakery.POSTING, bakery.COUNTER)
    view = place_side_by_side(made, analyzer.frameworks)
    lists = [view.having(where) for where in ("a", "b", "both", "neither")]
    assert sum(map(len, lists)) == len(made.draft.coverage.scored)
    assert [row.a.text for row in lists[0]] == ["Record oven temperatures and proofing times"]
    for row in lists[0]:
        assert row.a.status != "missing"
        assert row.b.status == "missing"
        assert row.a.quotes[0].text in made.draft.posting.text
    total = sum(row.share for row in view.rows)
    assert total == pytest.approx(made.draft.coverage.score - made.other.coverage.score)


def test_requirements_stand_beside_each_other(analyzer):
    view = seen(analyzer, STRICTER, bakery.POSTING)
    facts = {fact.kind: fact for fact in view.facts}
    assert [value for value, _ in facts["years"].a] == ["5 years"]
    assert [value for value, _ in facts["years"].b] == ["1 year"]
    assert not facts["education"].differs
    assert facts["education"].both
    assert not facts["pay"].differs
    assert facts["pay"].absent == "not stated"
    assert [value for value, _ in facts["must_have"].both] == ["High school diploma or equivalent"]


def test_a_difference_is_one_only_where_the_ranges_part(analyzer):
    made = compared(analyzer, bakery.POSTING, bakery.COUNTER)

    def told(one, other):
        shown = replace(
            made,
            analyses=(
                replace(made.draft, coverage=replace(made.draft.coverage, score=one[1], score_interval=one[::2])),
                replace(made.other, coverage=replace(made.other.coverage, score=other[1], score_interval=other[::2])),
            ),
        )
        return place_side_by_side(shown, analyzer.frameworks).score

    assert told((0.5, 0.6, 0.7), (0.1, 0.2, 0.3)).clear
    assert told((0.1, 0.2, 0.3), (0.5, 0.6, 0.7)).text.startswith("B covers 40 points more than A")
    near = told((0.4, 0.6, 0.7), (0.1, 0.3, 0.4))
    assert not near.clear
    assert "not clearly different" in near.text
    assert "no difference" in told((0.1, 0.2, 0.3), (0.1, 0.2, 0.4)).text


def test_a_level_is_higher_only_where_the_likely_levels_part(analyzer):
    made = compared(analyzer, bakery.POSTING, bakery.COUNTER)
    scale = ("emerging", "developing", "proficient", "advanced")

    def told(one, other, **more):
        levels = [
            LevelEstimate(scale, (0.25,) * 4, found[0], (found[1], found[2]), 0.9, False, ()) for found in (one, other)
        ]
        shown = replace(
            made,
            analyses=(
                replace(made.draft, level=replace(levels[0], **more)),
                replace(made.other, level=levels[1]),
            ),
        )
        return place_side_by_side(shown, analyzer.frameworks).level

    low, high = ("emerging", "emerging", "developing"), ("advanced", "proficient", "advanced")
    assert told(high, low).clear
    assert told(high, low).text.startswith("A is pitched higher than B")
    assert told(low, high).text.startswith("B is pitched higher than A")
    overlapping = told(("proficient", "developing", "proficient"), ("developing", "developing", "developing"))
    assert not overlapping.clear
    assert "not clearly different" in overlapping.text
    assert not told(low, low).clear
    assert "The level of A is not clear" in told(high, low, abstained=True).text


# --- versions of one text ---------------------------------------------------------------------------------------------


def test_identical_texts_have_no_difference_and_say_so(analyzer):
    view = seen(analyzer, bakery.POSTING, bakery.POSTING)
    assert view.same
    assert view.edits.nothing
    assert view.edits.moved == 0
    assert view.score.value == 0
    assert not view.score.clear
    assert all(row.alike and row.share == 0 for row in view.rows)
    assert not any(view.reasons)
    assert not any(fact.differs for fact in view.facts)
    assert not view.duties[1]
    assert not view.duties[2]
    for told in everywhere(analyzer, bakery.POSTING, bakery.POSTING)[:3]:
        assert "The two texts are the same: no difference" in told
        assert "Only in A" not in told.replace("Only in A (", "")


def test_one_bullet_removed(analyzer):
    view = seen(analyzer, REMOVED, bakery.POSTING)
    (edit,) = view.edits.duties
    assert edit.kind == "removed"
    assert edit.before.text == "Record oven temperatures in the log book"
    assert edit.points == pytest.approx(view.score.value)
    assert edit.points < 0
    (effect,) = edit.notable
    assert effect.now.text == "Record oven temperatures and proofing times"
    assert (effect.before.status, effect.now.status) == ("covered", "missing")
    assert view.edits.rest == 0
    # B had a line more: turned round, the same line is gained.
    (back,) = seen(analyzer, bakery.POSTING, REMOVED).edits.duties
    assert back.kind == "added"
    assert back.points == pytest.approx(-edit.points)


def test_one_bullet_changed(analyzer):
    view = seen(analyzer, CHANGED, bakery.POSTING)
    (edit,) = view.edits.duties
    assert edit.kind == "changed"
    assert [run for run in edit.now_runs if run[1]] == [("and proofing times", True)]
    assert all(not changed for _, changed in edit.before_runs)
    assert " ".join(text for text, _ in edit.now_runs) == edit.now.text
    assert edit.points == pytest.approx(view.score.value)
    assert edit.points > 0


def test_lines_that_were_only_moved_are_no_edits(analyzer):
    view = seen(analyzer, MOVED, bakery.POSTING)
    assert view.edits.nothing
    assert view.edits.moved == 1
    assert view.score.value == 0
    assert verdicts(view) == ["Lines were only moved: score, level, statements and requirements are the same."]


def test_a_requirement_that_changed_is_an_edit_without_points(analyzer):
    view = seen(analyzer, STRICTER, bakery.POSTING)
    assert not view.edits.duties
    (edit,) = view.edits.others
    assert edit.kind == "changed"
    assert not edit.duty
    assert not edit.effects
    assert "No duty was added, removed or changed" in capture(view, 80)


def test_a_duty_that_went_to_the_requirements_says_so(analyzer):
    made = compared(analyzer, RECLASSED, bakery.POSTING)
    if any(c.kind == "responsibility" and "van" in c.text for c in made.draft.chunks):
        pytest.skip("the line is read as a duty wherever it stands")
    view = place_side_by_side(made, analyzer.frameworks)
    (edit,) = view.edits.duties
    assert edit.kind == "removed"
    assert edit.note == "still stands in A, where it is not read as a duty"
    assert not [e for e in view.edits.others if "van" in str(e)]


def test_the_points_of_all_edits_are_the_difference_of_the_scores(analyzer):
    other = bakery.POSTING.replace("- Scale flour", "- Weigh flour").replace("- Drive", "- Wash and drive")
    draft = CHANGED.replace("- Shape loaves by hand and load the deck oven before six\n", "- Train new bakers\n")
    view = seen(analyzer, draft, other)
    assert len(view.edits.duties) >= 4
    assert view.edits.total + view.edits.rest == pytest.approx(view.score.value)
    assert sum(e.points for e in view.edits.duties) == pytest.approx(view.edits.total)
    told = [abs(e.points) for e in view.edits.duties]
    assert told == sorted(told, reverse=True)


def test_versions_share_lines_and_other_postings_do_not(analyzer):
    assert seen(analyzer, REMOVED, bakery.POSTING).edits.likeness > VERSION_FROM
    assert seen(analyzer, bakery.COUNTER, bakery.POSTING).edits is None
    # The same employer's text around other duties makes no version.
    other = bakery.POSTING
    for line in re.findall(r"(?m)^- (?:Scale|Shape|Record|Drive).*$", bakery.POSTING):
        other = other.replace(line, {"S": "- Answer calls", "R": "- Sweep halls", "D": "- Sort mail"}[line[2]])
    assert seen(analyzer, bakery.POSTING, other).edits is None


def test_lines_that_stand_twice_are_paired_one_by_one(analyzer):
    line = "- Record oven temperatures in the log book\n"
    view = seen(analyzer, bakery.POSTING, bakery.POSTING.replace(line, line * 2))
    (edit,) = view.edits.duties
    assert edit.kind == "removed"
    assert not edit.effects
    assert view.score.value == 0


def test_points_are_told_with_their_sign():
    assert [signed_points(x) for x in (0.032, -0.0267, 0.01, 0.0, 0.0001)] == [
        "+3.2 points", "−2.7 points", "+1.0 point", "0 points", "under 0.1 points",
    ]  # fmt: skip


# --- surfaces ---------------------------------------------------------------------------------------------------------


def check_golden(name, text):
    path = GOLDEN / name
    text = re.sub(r"(?s)(  Importance|- \*\*Importance).*", "", text)  # versions and hashes
    if os.environ.get("JDMATCH_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "draft", "other"),
    [("side-by-side", TAUGHT, bakery.COUNTER), ("side-by-side-versions", CHANGED, REMOVED)],
)
def test_golden(analyzer, name, draft, other):
    view = seen(analyzer, draft, other)
    check_golden(f"{name}-80.txt", capture(view, 80))
    check_golden(f"{name}.md", markdown(view))


@pytest.mark.parametrize("width", [40, 60, 80, PIPE_WIDTH])
def test_lines_keep_to_the_width(analyzer, width):
    for draft, other in ((bakery.POSTING, bakery.COUNTER), (CHANGED, REMOVED)):
        for line in capture(seen(analyzer, draft, other), width).splitlines():
            assert len(line) <= width or " " not in line.strip(), line
            assert line == line.rstrip()


@pytest.mark.parametrize(("draft", "other"), [(bakery.POSTING, bakery.COUNTER), (CHANGED, REMOVED), (MOVED, MOVED)])
def test_the_page_is_whole_and_can_be_read_without_seeing_it(analyzer, draft, other):
    source = page(seen(analyzer, draft, other))
    found = Page(source)
    assert len(found.ids) == len(set(found.ids))
    for link in found.all("a"):
        assert link.attributes["href"].removeprefix("#") in found.by_id
    assert not found.all("script")
    assert "default-src 'none'" in source
    headings = [int(e.tag[1]) for e in found.elements if re.fullmatch(r"h\d", e.tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(headings))
    for table in found.all("table"):
        assert table.all("caption")
        assert all("scope" in th.attributes for th in table.all("th"))
    for section in found.all("section"):
        assert section.attributes["aria-labelledby"] in found.by_id


def test_hostile_text_is_only_text(analyzer):
    bad = '<script>alert(1)</script> [bold]| `x` \x1b[2J\u202e"&amp;'
    draft = CHANGED.replace("in the log book", f"in the {bad} log book").replace("One year", f"One {bad} year")
    text, told, source, _ = everywhere(analyzer, draft, bakery.POSTING)
    for surface in (text, told, source):
        assert "\x1b" not in surface
        assert "\u202e" not in surface
    assert "<script>" not in source
    assert "&lt;script&gt;" in source
    assert "\\<script\\>" in told
    assert not re.search(r"(?<!\\)<script", told)
    assert "[bold]" in text


def test_it_is_a_pure_function(analyzer):
    assert everywhere(analyzer, CHANGED, REMOVED) == everywhere(analyzer, CHANGED, REMOVED)


def test_the_json_is_what_the_docs_say(analyzer):
    made = compared(analyzer, CHANGED + "\nNice to have: a van licence", REMOVED)
    told = to_dict(made, place_side_by_side(made, analyzer.frameworks))
    written = DOCS.read_text(encoding="utf-8")
    section = written[written.index("# The comparison JSON") :]
    documented = json.loads(section.split("```json\n")[1].split("```")[0])
    for key, value in documented.items():
        if key == "analyses":
            continue
        assert shape_fits(value, told[key]), key
    assert list(documented) == list(told)
    assert told["analyses"]["draft"] == made.draft.to_dict()
    assert sum(e["points"] for e in told["edits"]["duties"]) == pytest.approx(told["score"]["difference"], abs=5e-4)


def shape_fits(documented, told):
    """Whether objects have the documented keys in their order; lists are judged by their first entries."""
    if isinstance(documented, dict) and isinstance(told, dict):
        return list(documented) == list(told) and all(shape_fits(documented[k], told[k]) for k in told)
    if isinstance(documented, list) and isinstance(told, list) and documented and told:
        return shape_fits(documented[0], told[0])
    return True
