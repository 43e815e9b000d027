"""What a writer reads: the whole of it held by golden files, and that no posting can disturb it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from jdmatch import sources
from jdmatch.check.document import Document
from jdmatch.check.draft import Draft
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.formats import screen
from jdmatch.check.formats.run import Run
from jdmatch.records import Failure
from jdmatch.settings import Settings

GOLDEN = Path(__file__).parent / "cases" / "check" / "screen"
TEXT = """\
Bread Baker

Responsibilities
- Scale the the flour
-\tMix 面粉 and \x1b[31mwater\x1b[0m for the daily dough
- Every morning before six, when the street is still dark, shape the loaves by hand, let them rest, and leverage the \
deck oven for whatever the shops have asked for the day before
- Count the drawer
- Clean, oil, sharpen and put away
the knives of the shop

Requirements
- One year of experience in a bakery
"""
ACTS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def document(name="posts/baker.txt", text=TEXT):
    return Document.of(name, sources.from_text(text, Settings(), id=name), text)


def located(where, code, severity, message, quote, *, told="", fixes=(), related=(), gain=None):
    """A finding at the first place of ``quote``; "" is the whole posting."""
    start = where.posting.text.index(quote) if quote else 0
    end = start + len(quote)
    finding = Finding(code, severity, message, start, end, help=told, fixes=fixes, related=related, gain=gain)
    made = ((fix, where.edits(fix)) for fix in fixes)
    return Located(finding, where.place(start, end), "sha256:0", tuple((f, e) for f, e in made if e is not None))


def at(quote):
    return TEXT.index(quote)


def findings(where):
    drawer = at("Count the drawer") + len("Count the drawer")
    long = " and say so to the baker who has the next shift, in the book"
    compound = [Edit(at(", oil"), at("oil"), "\n- "), Edit(at(", sharpen"), at("sharpen"), "\n- ")]
    return (
        located(where, "JDM504", "suggestion", "The posting states no pay and no range of pay.", "", told="State it."),
        located(
            where, "JDM101", "warning", "No duty says “Clean the oven”, typical of Bakers.", "Responsibilities",
            told="If it belongs to the job, insert the sentence and put it in your own words; else ignore it.",
            fixes=(Fix("Insert “Clean the oven”", (Edit(drawer, drawer, "\n- Clean the oven"),)),),
            related=(Related("The nearest duty.", at("Count the drawer"), drawer),), gain=3.14,
        ),
        located(
            where, "JDM101", "warning", "No duty says “Note what is missing”.", "Responsibilities",
            told="If it belongs to the job, insert the sentence and put it in your own words; else ignore it.",
            fixes=(Fix("Insert a sentence", (Edit(drawer, drawer, long),)),), gain=0.01,
        ),
        located(
            where, "JDM311", "error", "“the” stands twice.", "the the",
            fixes=(Fix("Leave out one “the”", (Edit(at("the the"), at("the the") + 4, ""),), safe=True),),
        ),
        located(where, "JDM307", "suggestion", "“面粉” is never spelled out.", "面粉"),
        located(where, "JDM314", "note", "Signs \x1b[31m that act \u202e on a screen.", "\x1b[31mwater"),
        located(
            where, "JDM306", "suggestion", "“leverage” says no more than “use”.", "leverage",
            fixes=(Fix("Write “use” instead", (Edit(at("leverage"), at("leverage") + 8, "use"),)),),
            related=tuple(Related("and here", at(q), at(q) + 4) for q in ("Bread", "Count", "Clean", "One", "Mix")),
        ),
        located(
            where, "JDM302", "suggestion", "Four duties in one.", TEXT[at("Clean") : at("\n\nRequire")],
            fixes=(Fix("Make each duty a bullet of its own", tuple(compound)),),
        ),
    )  # fmt: skip


def run(**more):
    where = document()
    draft = Draft(where.posting, (), ())
    clear = document("posts/clear.txt")
    return Run(
        (
            Checked(where, draft, findings(where), ignored=1),
            Failure("posts/x.pdf", "JDM012", "posts/x.pdf is damaged."),
            Checked(clear, draft, ()),
        ),
        **more,
    )


def printed(tell, made, width=80):
    out, stream = screen.plain_writer(width)
    tell(made, out)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "tell", "width"),
    [
        ("full-80", screen.full, 80),
        ("full-40", screen.full, 40),
        ("concise", screen.concise, 80),
        ("statistics", screen.statistics, 80),
    ],
)
def test_it_reads_as_it_did(name, tell, width):
    text = printed(tell, run(known=2, fixed=3), width)
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert not ACTS.search(text)
    if tell is not screen.concise:
        assert max(map(cell_len, text.splitlines())) <= width


def test_the_carets_stand_below_what_is_meant():
    lines = printed(screen.full, run()).splitlines()
    for quote, marks in (("the the", 7), ("面粉", 4), ("leverage", 8)):
        i = next(i for i, line in enumerate(lines) if quote in line and " | " in line)
        caret = lines[i + 1]
        assert cell_len(lines[i][: lines[i].index(quote)]) == caret.index("^")
        assert caret.count("^") == marks


def test_all_clear():
    where = document()
    clear = Checked(where, Draft(where.posting, (), ()), ())
    assert printed(screen.full, Run((clear, clear))) == "All clear: 2 postings checked.\n"
    known = printed(screen.concise, Run((clear,), known=4))
    assert known == "All clear: 1 posting checked.\n4 in the baseline.\n"
    failed = Run((Failure("x", "JDM001", "x does not exist."),))
    assert printed(screen.full, failed) == "Nothing could be checked.\n"


def test_a_document_without_lines_of_its_own():
    where = Document("cv.json", TEXT, sources.from_text(TEXT, Settings(), id="x"), own=False)
    fix = Fix("Write “use” instead", (Edit(at("leverage"), at("leverage") + 8, "use"),), safe=True)
    one = located(where, "JDM306", "suggestion", "“leverage” says no more than “use”.", "leverage", fixes=(fix,))
    text = printed(screen.full, Run((Checked(where, Draft(where.posting, (), ()), (one,)),)))
    assert "cv.json:6:105 (line of the text in it)" in text
    assert "= fix:  Write “use” instead\n" in text  # it can be read, not applied
    assert "--fix" not in text


def test_colours_are_for_terminals():
    from rich.console import Console

    console = Console(force_terminal=True, color_system="standard", width=80, markup=False)
    with console.capture() as seen:
        screen.full(run(), screen.writer(console))
    assert "\x1b[1;33mwarning\x1b[0m" in seen.get()
    assert "\x1b[31m" not in re.sub(r"\x1b\[1;31merror", "", seen.get())  # none of the posting's own
    with console.capture() as seen:
        screen.difference("--- a\n+++ b\n@@ -1 +1 @@\n-a\x1b[2J\n+b\n", screen.writer(console))
    assert "\x1b[2J" not in seen.get()
    assert "\x1b[32m+b" in seen.get()


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.data(),
    st.integers(20, 120),
)
def test_a_line_is_cropped_around_what_is_meant(line, data, room):
    first = data.draw(st.integers(0, len(line) - 1))
    last = data.draw(st.integers(first + 1, len(line)))
    shown, before, marked = screen.crop(line, first, last, room)
    assert not ACTS.search(shown)
    assert cell_len(shown) <= room
    assert marked >= 1
    assert before + marked <= max(cell_len(shown), before + 1)
    if line.isascii() and line.isprintable():
        assert shown[before] == line[first]
        assert shown.strip("…") in line


def test_a_page_of_one_line_is_quick_to_show():
    line = "x" * 5_000_000 + " leverage " + "y" * 5_000_000
    shown, before, marked = screen.crop(line, 5_000_001, 5_000_009, 60)
    assert shown[before : before + marked] == "leverage"
    assert shown[0] == shown[-1] == "…"
