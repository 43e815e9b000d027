"""The report on a terminal, in a pipe and as Markdown."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from rich.cells import cell_len
from rich.console import Console

from jdmatch import report
from jdmatch.records import (
    FOUR_STEPS,
    Failure,
    LevelEstimate,
    LevelEvidence,
    OccupationCandidate,
    OccupationEstimate,
    PostingFields,
    Salary,
)
from jdmatch.report.build import build
from tests.builders import CASES, analysis, build_analysis, framework, library_framework

GOLDEN = CASES / "report"
UNREADABLE = Failure("scan.pdf", "JDM011", "The document holds pictures of text, and no text.")


@cache
def library():
    return build_analysis(), {f.id: f for f in (library_framework(),)}


def hostile():
    text = (GOLDEN / "hostile.txt").read_text(encoding="utf-8")
    for word, sign in (("ESC", "\x1b[2J"), ("NUL", "\x00\x07"), ("RLO", "\u202e"), ("C1", "\x9b31m\ud800")):
        text = text.replace(word, sign)
    known = library_framework()
    pairs = {
        ("Check books", f"{known.id}/developing/1"): 0.9,
        ("Register new", f"{known.id}/developing/2"): 0.8,
        ("daily hold list", f"{known.id}/developing/3"): 0.7,
        ("Ring ", f"{known.id}/developing/4"): 0.4,
    }
    facts = [("years", "1 year <b>", "One year of work")]
    title = '<script>alert("title")</script> [bold]Clerk[/bold]\n# *one*'
    made = analysis(text, known, pairs=pairs, title=title, facts=facts, cues=[("One year", "developing")])
    return made, {known.id: known}


def large():
    """A framework of 120 statements, 60 of them at the level scored, in a posting that covers every third."""
    levels = {
        name: [f"{name.title()} object {n} — weigh, wash and label by hand before noon" for n in range(1, size + 1)]
        for name, size in (("low", 30), ("middle", 60), ("high", 30))
    }
    known = framework(levels, title="Weighing Room Workers")
    duties = [f"- Weigh and label object {n} of the {name} shelf before noon" for name in levels for n in range(1, 31)]
    pairs = {
        (f"object {n} of the {name} shelf", f"{known.id}/{name}/{n}"): 0.9 if n % 2 else 0.3
        for name in levels
        for n in range(1, 31)
    }
    text = "WHAT YOU WILL DO\n" + "\n".join(duties) + "\n- Sing\n" * 20
    return analysis(text, known, pairs=pairs, level="middle", title="Weigher"), {known.id: known}


def check_golden(name, text):
    """Compare with a file of cases/report; JDMATCH_WRITE_GOLDEN=1 writes it anew."""
    path = GOLDEN / name
    if os.environ.get("JDMATCH_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_golden_text_in_a_pipe():
    check_golden("library-100.txt", report.plain([library()[0]], library()[1]))


def test_golden_markdown():
    check_golden("library.md", report.markdown(*library()))


def test_golden_comparison():
    made, frameworks = library()
    strict = replace(made.at(covered=0.9), posting=replace(made.posting, id="strict.txt"))
    text = report.plain([made, UNREADABLE, strict], frameworks)
    check_golden("comparison-100.txt", text[text.index("3 postings compared") :])
    narrow = report.plain([made, UNREADABLE, strict], frameworks, 60)
    check_golden("comparison-60.txt", narrow[narrow.index("3 postings compared") :])
    told = report.markdown([made, UNREADABLE, strict], frameworks)
    check_golden("comparison.md", told[told.index("## 3 postings compared") :])


@pytest.mark.parametrize("make", [library, hostile, large])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_lines_keep_to_the_width_and_reports_to_200_lines(make, width):
    made, frameworks = make()
    lines = report.plain([made], frameworks, width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]
    if width >= 80:
        assert len(lines) < 200


def test_cut_lists_say_how_much_was_cut():
    made, frameworks = large()
    text = report.plain([made], frameworks)
    view = build(made, frameworks)
    assert len(view.missing) == 30
    assert "… and 20 more, all in the HTML and Markdown reports" in text
    shown = [line for line in text.splitlines() if line.strip().startswith("○ ")]
    assert len(shown) == 10
    markdown = report.markdown(made, frameworks)
    assert all(f"**{line.ref}**" in markdown for line in view.missing)
    assert "more, all in" not in markdown


def test_long_bars_are_drawn_to_scale_and_lose_no_status():
    text = report.plain(*_only(large()))
    bar = next(line for line in text.splitlines() if "▸ Middle" in line)
    assert bar.split()[2].count("●") == 6
    assert len(bar.split()[2]) == 24
    assert "15 covered, 15 partly, 30 missing" in bar
    assert "drawn to scale" in text


def _only(pair):
    return [pair[0]], pair[1]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def test_colour_on_a_terminal_only(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "90")
    terminal, pipe, grey = Terminal(), io.StringIO(), Terminal()
    report.terminal(*_only(library()), report.console(terminal))
    report.terminal(*_only(library()), report.console(pipe))
    monkeypatch.setenv("NO_COLOR", "1")
    report.terminal(*_only(library()), report.console(grey))
    assert "\x1b[36m" in terminal.getvalue() or "\x1b[1;36m" in terminal.getvalue()
    assert "\x1b" not in pipe.getvalue()
    assert pipe.getvalue() == report.plain(*_only(library()))
    assert "36m" not in grey.getvalue()


@pytest.mark.parametrize(("columns", "width"), [("70", 70), ("250", report.READING_WIDTH)])
def test_a_wide_terminal_is_not_filled(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert report.console(Terminal()).width == width
    assert report.console(io.StringIO()).width == report.PIPE_WIDTH


def test_plain_signs_where_the_output_has_no_others():
    class Ascii(io.StringIO):
        encoding = "ascii"

    from rich.console import Console

    stream = Ascii()
    for made in (library(), hostile()):
        report.terminal(*_only(made), Console(file=stream, width=80, color_system=None))
    stream.getvalue().encode("ascii")
    assert "# D1" in stream.getvalue()


def test_hostile_text_drives_no_terminal_and_is_no_markup():
    made, frameworks = hostile()
    text = report.plain([made], frameworks)
    assert not set(text) & set("\x1b\x00\x07\x9b\u202e\ud800")
    assert "␛[2J" in text
    assert "[red]see[/red] proof of address :smile: **bold**" in text
    assert "[bold]Clerk[/bold] # *one*" in text.splitlines()[0]
    report.markdown(made, frameworks).encode("utf-8")


def test_hostile_text_is_only_text_in_markdown():
    from markdown_it import MarkdownIt

    made, frameworks = hostile()
    tokens = MarkdownIt("commonmark").enable("table").parse(report.markdown([made, UNREADABLE, made], frameworks))
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {
        "html_block",
        "html_inline",
        "link_open",
        "image",
        "code_inline",
        "code_block",
        "fence",
        "em_open",
    }
    assert sum(t.type == "heading_open" and t.tag == "h1" for t in tokens) == 2


def test_it_is_a_pure_function(monkeypatch):
    first = [report.plain(*_only(library())), report.markdown(*library()), report.html(*library())]
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert [report.plain(*_only(library())), report.markdown(*library()), report.html(*library())] == first


def test_a_single_failure_is_told():
    assert report.plain([UNREADABLE], {}).split("\n")[0] == f"Not analysed  scan.pdf: {UNREADABLE.message}"
    assert "scan.pdf: The document holds pictures" in report.markdown(UNREADABLE, {})


def test_thresholds_move_statements_between_the_lists():
    made, frameworks = library()
    view = build(made.at(covered=0.95), frameworks)
    target = view.framework.target
    assert [line.ref for line in target.having("covered")] == ["D2", "D3"]
    assert [line.ref for line in target.having("partial")] == ["D1", "D4", "D5"]
    assert view.score == replace(build(made, frameworks).score, counts="2 covered, 3 partly, 1 missing")


def test_no_framework_fits():
    known = library_framework()
    candidates = (OccupationCandidate(known.id, known.title, 0.04), OccupationCandidate("1", "Bakers", 0.11))
    text = (GOLDEN / "library.txt").read_text(encoding="utf-8")
    made = analysis(text, occupation=OccupationEstimate(None, candidates))
    told = " ".join(report.plain([made], {known.id: known}).split())
    assert "None of the known occupations fits (most alike: Bakers (11 %) or Library" in told
    assert "not scored: no framework was named and none fits" in told
    assert "What the job asks to be done (not compared) (7)" in told
    assert "Missing" not in told
    assert "None of the known occupations fits" in report.markdown(made, {})


def test_a_named_framework_that_does_not_fit():
    made, frameworks = library()
    told = report.plain(
        [replace(made, occupation=OccupationEstimate(None, (OccupationCandidate("99-4121.00", "X", 0.12),)))],
        frameworks,
    )
    assert "scored as asked, but the posting does not seem to describe this work" in " ".join(told.split())
    assert "X (12 %)" in told


def test_level_not_known_and_abstained():
    made, frameworks = library()
    assert "no level could be read" in report.plain([replace(made, level=None)], frameworks)
    unsure = LevelEstimate(
        FOUR_STEPS.levels, (0.3, 0.3, 0.2, 0.2), "developing", ("emerging", "advanced"), 0.9, abstained=True
    )
    told = report.plain([replace(made, level=unsure)], frameworks)
    assert "Not clear from the text (best guess Developing, anything from Emerging to Advanced is possible, 90 %)" in (
        " ".join(told.split())
    )
    certain = replace(unsure, interval=("developing", "developing"), abstained=False)
    assert "Developing (no other level is likely, 90 %)" in report.plain([replace(made, level=certain)], frameworks)


def test_level_evidence_from_title_and_field():
    made, frameworks = library()
    evidence = (
        LevelEvidence("title", None, 12, 21, "assistant", "emerging"),
        LevelEvidence("field", None, 0, 0, "36 months of experience", "proficient"),
    )
    told = report.plain([replace(made, level=replace(made.level, evidence=evidence))], frameworks)
    assert "“Circulation Assistant, Harrow Street Branch” in the title → Emerging" in told
    assert "“36 months of experience” from the file's own fields → Proficient" in told


def test_labels_are_the_framework_s_own():
    levels = {"l1": ["Cut bread — by hand"], "l2": ["Bake bread — in a stone oven"], "l3": ["Ovens — choose"]}
    known = framework(levels, labels=["Step one", "Step two", "Step three"])
    made = analysis("WHAT YOU WILL DO\n- Bake bread in a stone oven", known, level="l2",
                    pairs={("Bake bread", f"{known.id}/l2/1"): 0.9})  # fmt: skip
    told = report.plain([made], {known.id: known})
    assert "Pitched at    Step two (likely Step two–Step three, 90 %)" in told
    assert "● 2.1 Bake bread" in told  # three labels begin with S, so levels are numbered
    assert "Pitched at    L2 (likely L2–L3, 90 %)" in report.plain([made], {})


def test_a_framework_without_levels():
    known = framework([f"Thing {n} — fetch, mend and carry back" for n in range(1, 4)], title="Fetchers")
    made = analysis("WHAT YOU WILL DO\n- Fetch thing 2, mend it, carry it back", known,
                    pairs={("thing 2", f"{known.id}/2"): 0.8})  # fmt: skip
    told = report.plain([made], {known.id: known})
    assert "of the 3 statements of Fetchers" in told
    assert "Covered (1)" in told
    assert "Missing, most important first (2)" in told
    assert "None" not in told
    assert "None" not in report.markdown(made, {known.id: known})


def test_a_second_framework_is_compared_beside_the_first():
    other = framework({"low": ["Ficus — water on Mondays"], "high": ["Palms — repot"]}, title="Gardeners")
    known = library_framework()
    made = analysis((GOLDEN / "library.txt").read_text(encoding="utf-8"), known, other,
                    pairs={("Water the ficus", f"{other.id}/low/1"): 0.9})  # fmt: skip
    for told in (report.plain([made], {known.id: known, other.id: other}), report.markdown(made, {})):
        assert "Gardeners" in told
        assert "Water the ficus" in told
        assert "Duties outside the framework (1)" not in told


def test_facts_from_fields_and_facts_not_stated():
    text = "WHAT YOU WILL DO\n- Sort the carts by floor"
    fields = PostingFields(1.0, "bachelor", Salary(19.4, 22.0, "USD", "hour"))
    told = " ".join(report.plain([analysis(text, library_framework(), fields=fields)], {}).split())
    assert "Experience at least 1 year from the file's own fields" in told
    assert "Education bachelor's degree from" in told
    assert "Pay USD 19.40–22 an hour" in told
    silent = " ".join(report.plain([analysis(text, library_framework())], {}).split())
    assert "Experience not stated Education not stated Licences and certificates none stated Pay not stated" in silent


def test_a_frequency_is_claimed_only_with_enough_postings():
    made, frameworks = library()

    def told(sample):
        statements = tuple(
            s._replace(importance_source="prevalence", sample=sample, importance=0.34) for s in made.coverage.statements
        )
        return report.plain([replace(made, coverage=replace(made.coverage, statements=statements))], frameworks)

    assert "in about 34 % of such postings (20 read)" in " ".join(told(20).split())
    assert "such postings (19" not in told(19)
    assert "too few for a claim of frequency" in " ".join(told(19).split())


def test_the_printed_formula_is_the_score_s_own():
    made, frameworks = library()
    assert "= 2.93 ÷ 3.82 = 77 %" in " ".join(report.plain([made], frameworks).split())
    odd = replace(made, coverage=replace(made.coverage, score=0.5))
    assert "÷ 3.82" not in report.plain([odd], frameworks)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_without_colour_the_text_comes_out_as_rich_would_print_it(encoding):
    made, frameworks = library()

    def printed(**options):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        console = Console(file=stream, width=72, color_system=None, highlight=False, markup=False, **options)
        report.terminal([made, made], frameworks, console)
        stream.flush()
        return stream.buffer.getvalue()

    assert printed() == printed(record=True)
    assert printed().count(b"\n") > 50


def test_importing_reports_loads_no_renderer():
    code = "import sys, jdmatch.report as r; print(sorted({'rich', 'jinja2', 'numpy', 'spacy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
