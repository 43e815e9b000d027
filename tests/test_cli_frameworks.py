"""``jdmatch frameworks`` as a shell sees it: imports of one and of many, their account, search, diff, and scoring with
a framework that stands in a file of any format."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests import bakery

EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
RELEASE = EXAMPLES / "onet-29-text"


@pytest.fixture
def place(tmp_path, jd):
    """An empty working folder with a table in it, and one row of the table without a statement."""
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "gap.csv").write_text(bakery.FOUR + "x9,,emerging\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def archive(tmp_path):
    """The example release as a zip archive, in a folder of its own as its publisher packs it."""
    with zipfile.ZipFile(tmp_path / "db_29_3_text.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(RELEASE.iterdir()):
            packed.write(path, f"db_29_3_text/{path.name}")
    return "db_29_3_text.zip"


def installed(jd):
    rows = json.loads(jd("frameworks", "list", "--format", "json").out)
    return {row["id"]: row for row in rows if row["origin"] == "user"}


def test_an_archive_of_many_is_imported_listed_and_removed(place, archive, jd):
    run = jd("frameworks", "import", archive)
    assert run.code == 0
    rows = installed(jd)
    assert len(rows) > 1
    assert {row["source"] for row in rows.values()} == {archive}
    assert f"{len(rows)} frameworks installed" in run.out
    assert "(db_29_3_text.zip)" in jd("frameworks", "list").out
    assert jd("frameworks", "remove", "--from", archive).code == 0
    assert installed(jd) == {}
    run = jd("frameworks", "remove", "--from", archive)
    assert (run.code, "Nothing was imported as" in run.err) == (2, True)


def test_one_occupation_of_a_release(place, archive, jd):
    first = sorted(json.loads(json.dumps(list(_ids(jd, archive)))))[0]
    assert jd("frameworks", "import", archive, "--occupations", first).code == 0
    assert list(installed(jd)) == [first]
    run = jd("frameworks", "import", archive, "--occupations", "99-9999.00")
    assert run.code in (2, 3)
    assert list(installed(jd)) == [first]


def _ids(jd, archive):
    jd("frameworks", "import", archive, "--dry-run", "--report", "report.json")
    return [one["id"] for one in json.loads(Path("report.json").read_text(encoding="utf-8"))["frameworks"]]


def test_a_dry_run_reports_and_installs_nothing(place, archive, jd):
    run = jd("frameworks", "import", archive, "--dry-run", "--report", "report.json")
    assert run.code == 0
    assert "would be installed" in run.out
    assert "Nothing was installed" in run.out
    assert installed(jd) == {}
    report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    rows = report["rows"]
    assert report["installed"] is False
    assert rows["read"] == rows["statements"] + rows["headings"] + rows["skipped"] + sum(rows["left_out"].values())
    assert {one["change"] for one in report["frameworks"]} == {"installed"}


def test_a_skipped_row_is_told_with_its_place_and_strict_refuses_it(place, jd):
    run = jd("frameworks", "import", "gap.csv", "--strict", "--id", "gap")
    assert run.code == 3
    assert "JDM036" in run.err
    assert "gap.csv:" in run.err
    assert installed(jd) == {}
    run = jd("frameworks", "import", "gap.csv", "--id", "gap")
    assert run.code == 0
    assert "skipped  1 row" in run.out
    assert f"gap.csv:{bakery.FOUR.count(chr(10)) + 1}" in run.out
    assert "gap" in installed(jd)


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--format", "case"], 3, "JDM032"),
        (["--format", "cvs"], 2, "Did you mean 'csv'?"),
        (["--map", "statement"], 2, "JDM06"),
        (["--id", " "], 2, "blank"),
    ],
)
def test_what_an_import_refuses(place, jd, arguments, code, word):
    run = jd("frameworks", "import", "four.csv", *arguments)
    assert (run.code, word in run.err) == (code, True), run.err
    assert run.out == ""
    assert installed(jd) == {}


def test_an_archive_that_leads_outside_is_refused(place, jd):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("../four.csv", bakery.FOUR)
    (place / "evil.zip").write_bytes(held.getvalue())
    run = jd("frameworks", "import", "evil.zip")
    assert (run.code, "leads out of the archive" in run.err) == (3, True)
    assert installed(jd) == {}


def test_a_posting_is_scored_against_one_of_an_archive(place, archive, jd, tiny):
    (place / "good.txt").write_text(bakery.POSTING, encoding="utf-8")
    ids = _ids(jd, archive)
    run = jd("score", "good.txt", "-f", f"{archive}#{ids[0]}", "--format", "json")
    assert run.code == 0, run.err
    found = json.loads(run.out)
    assert [c["framework"] for c in found["occupation"]["candidates"]] == [ids[0]]
    assert found["coverage"]["framework"] == ids[0]
    assert all(s["level"] is None for s in found["coverage"]["statements"])
    run = jd("score", "good.txt", "-f", archive, "--format", "json")
    assert {c["framework"] for c in json.loads(run.out)["occupation"]["candidates"]} == set(ids)
    assert installed(jd) == {}


def test_search_answers_best_first_and_says_why(place, jd, tiny):
    run = jd("frameworks", "search", "billing", "clerk")
    assert run.code == 0
    assert run.out.startswith("43-3021.00  Billing and Posting Clerks")
    best = json.loads(jd("frameworks", "search", "billing clerk", "--format", "json", "--limit", "1").out)
    assert [(one["id"], one["where"]) for one in best] == [("43-3021.00", "title")]
    assert "No framework answers" in jd("frameworks", "search", "zzzzqq").out


def test_diff_tells_what_changed(place, jd):
    changed = bakery.FOUR.replace("emerging", "developing", 1)
    (place / "new.csv").write_text(changed, encoding="utf-8")
    run = jd("frameworks", "diff", "four.csv", "new.csv", "--format", "json")
    assert run.code == 0
    found = json.loads(run.out)
    assert len(found["moved"]) == 1
    assert "1 moved between levels" in jd("frameworks", "diff", "four.csv", "new.csv").out
    assert "say the same" in jd("frameworks", "diff", "four.csv", "four.csv").out
    assert jd("frameworks", "diff", "four.csv", "nope.csv").code == 3


def test_a_long_id_has_a_line_of_its_own_in_lists(place, jd):
    address = "https://bakers.example.org/frameworks/counter"
    (place / "counter.csv").write_text(bakery.FLAT.replace("# id: counter", f"# id: {address}"), encoding="utf-8")
    (place / "one.json").write_text('{"id": "one", "statements": [{"statement": "Sweep the yard"}]}', encoding="utf-8")
    for name in ("four.csv", "counter.csv", "one.json"):
        assert jd("frameworks", "import", name).code == 0
    lines = jd("frameworks", "list").out.splitlines()
    at = lines.index(f"  {address}")
    beside = next(line for line in lines if line.startswith("  bakery "))
    assert beside.endswith("6 statements (2/1/1/2), imported")
    assert lines[at + 1].index("Counter staff") == beside.index("Bakers")
    assert any(line.endswith("    1 statement  (no levels), imported") for line in lines)


def test_levels_are_known_by_label_and_headings_stand_above_their_statements(place, jd):
    rubric = str(EXAMPLES / "case-1.1-front-desk-rubric.json")
    lines = jd("frameworks", "show", rubric, "--level", "leading").out.splitlines()
    at = lines.index("Leading")
    assert lines[at + 1] == "  Looking after guests \u203a Checks guests in and out"
    assert lines[at + 2].startswith("    2a8a3da6-")
    assert not any("Assisted" in line for line in lines[at:])
    run = jd("frameworks", "show", rubric, "--level", "expert")
    assert (run.code, "Front Desk" in run.out, "Known: Assisted, Independent, Leading" in run.err) == (2, False, True)
    run = jd("frameworks", "show", str(EXAMPLES / "onet-29-text") + "#49-9871.00", "--level", "advanced")
    assert (run.code, "has no levels: leave --level away" in run.err) == (2, True)


def test_an_address_stands_below_its_statement(place, jd):
    lines = jd("frameworks", "show", f"{EXAMPLES / 'esco-mini'}#7234.9").out.splitlines()
    at = lines.index("  true bicycle wheels")
    assert lines[at - 1] == ""
    assert lines[at + 1].startswith("    http://data.europa.eu/esco/skill/")


@pytest.mark.parametrize("wanted", ["esco-7234.9", "7234.9", "bicycle workshop assistant"])
def test_one_of_a_release_is_named_by_id_code_or_title(jd, wanted):
    run = jd("frameworks", "show", f"{EXAMPLES / 'esco-mini'}#{wanted}")
    assert (run.code, run.out.splitlines()[0]) == (0, "bicycle workshop assistant (esco-7234.9)")


def test_what_a_file_does_not_hold_is_named_with_the_nearest(place, jd):
    run = jd("frameworks", "show", f"{RELEASE}#Kite Repairer")
    assert (run.code, "Did you mean '49-9871.00' (Kite Repairers)?" in run.err) == (2, True)
    run = jd("frameworks", "show", "four.csv#bakry")
    assert (run.code, "Did you mean 'bakery'?" in run.err) == (2, True)


@pytest.mark.parametrize("option", [["--occupations", "43-3021.00"], ["--as-one"]])
def test_options_that_a_format_has_no_use_for_are_refused(place, jd, option):
    run = jd("frameworks", "import", "four.csv", *option)
    assert (run.code, f"leave {option[0]} away" in run.err) == (2, True)
    assert installed(jd) == {}


def test_a_dry_run_gives_its_account_where_another_framework_is_in_the_way(place, jd):
    assert jd("frameworks", "import", "four.csv").code == 0
    (place / "four.csv").write_text(bakery.FOUR.replace("daily", "weekly"), encoding="utf-8")
    run = jd("frameworks", "import", "four.csv", "--dry-run")
    assert run.code == 3
    assert "kept     6 statements in 1 framework" in run.out
    assert [line.startswith("jdmatch: JDM033: ") for line in run.said] == [True]
    assert jd("frameworks", "import", "four.csv").out == ""


def test_many_that_are_there_already_are_only_counted(place, archive, jd):
    jd("frameworks", "import", archive)
    run = jd("frameworks", "import", archive)
    assert run.code == 0
    assert run.out.splitlines()[-1] == f"{len(installed(jd))} frameworks already installed, nothing changed"


def test_two_files_of_one_framework_are_told_apart_by_their_names(place, jd):
    (place / "again.csv").write_text(bakery.FOUR, encoding="utf-8")
    run = jd("frameworks", "diff", "four.csv", "again.csv")
    assert run.out == "bakery (four.csv) and bakery (again.csv) say the same: 6 statements.\n"


def test_further_frameworks_have_their_titles_in_the_report(place, jd, tiny):
    for name, text in (("flat.csv", bakery.FLAT), ("good.txt", bakery.POSTING)):
        (place / name).write_text(text, encoding="utf-8")
    run = jd("score", "good.txt", "-f", "four.csv", "-f", "flat.csv")
    assert run.code == 0, run.err
    assert {"Coverage of Bakers, by level", "Also compared: Counter staff"} <= set(run.out.splitlines())
