"""Comments that silence findings: what each reaches, what is wrong with it, and which are of no use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.check import ignores
from jdmatch.check.document import Document, applied
from jdmatch.check.findings import Finding
from jdmatch.sources import text as reader
from tests.check_kit import CLERK, opened

CASES = json.loads((Path(__file__).parent / "cases" / "check" / "ignores.json").read_text(encoding="utf-8"))


def draft(lines: list[str]) -> Document:
    text = "\n".join(lines)
    return Document.of("x.md", reader.read_markdown(text, "x"), text)


def finding(document: Document, code: str, quote: str) -> Finding:
    start = document.posting.text.index(quote) if quote else 0
    return Finding(code, "warning", "x", start, start + len(quote))


def left(document: Document, *found: tuple[str, str]):
    """What is left of findings (code, quote), and the unused comments."""
    said = [finding(document, *one) for one in found]
    kept, unused = ignores.apply(ignores.find(document), [(f, document.place(f.start, f.end)) for f in said])
    return [f.code for f, _ in kept], unused


def without_unused(document: Document, *found: tuple[str, str]) -> Document:
    """The draft once every unused comment is taken out, one after the other."""
    while unused := left(document, *found)[1]:
        text = applied(document.text, [ignores.removal(document, unused[0])])
        document = Document.of("x.md", reader.read_markdown(text, "x"), text)
    return document


@pytest.mark.parametrize("case", CASES["reach"], ids=lambda case: case["name"])
def test_what_a_comment_reaches(case):
    document = draft(case["lines"])
    silenced = set(map(tuple, case["silenced"]))
    for code, quote in silenced:
        assert left(document, (code, quote))[0] == [], quote
    for code, quote in map(tuple, case["told"]):
        assert left(document, (code, quote))[0] == [code], quote
    assert [one.fault for one in ignores.find(document)] == [""] * case.get("comments", 1)


@pytest.mark.parametrize(("comment", "fault"), CASES["faults"])
def test_what_is_wrong_with_a_comment(comment, fault):
    document = draft(["# Clerk", f"- Prepare bills {comment}"])
    (read,) = ignores.find(document)
    assert fault in read.fault
    assert read.fault.endswith((".", "?"))
    assert left(document, ("JDM301", "Prepare"))[0] == ["JDM301"]


def test_the_parts_of_a_comment():
    (one,) = ignores.find(draft(["- a <!-- jdmatch: ignore[JDM301, jdm4,JDM301]  because [it] is -> so  -->"]))
    assert (one.verb, one.codes, one.reason) == ("ignore", ("JDM301", "JDM4"), "because [it] is -> so")
    assert one.shown_codes == "[JDM301, JDM4]"


def test_an_enable_without_its_disable_is_at_fault():
    said = [one.fault for one in ignores.find(draft([
        "<!-- jdmatch: enable[JDM3] -->", "a", "<!-- jdmatch: disable[JDM301] -->", "b",
        "<!-- jdmatch: enable[JDM4] -->", "c", "<!-- jdmatch: enable[JDM3] -->",
    ]))]  # fmt: skip
    assert ["no 'disable'" in one or "no 'disable" in one or "there is no" in one for one in said] == [
        True, False, True, False,
    ]  # fmt: skip


def test_files_without_characters_have_no_comments():
    document = opened(
        '{"@type": "JobPosting", "description": "<!-- jdmatch: ignore -->' + "Prepare bills. " * 20 + '"}', "a.json"
    )
    assert ignores.find(document) == ()


def test_a_page_has_comments_too():
    page = "\n".join(
        ["<html><body><h1>Clerk</h1>", "<!-- jdmatch: ignore[JDM301] -->", "<ul class='a'>", "  <li>Prepare bills</li>",
         "  <li>Post payments <!-- jdmatch: ignore[JDM302] --></li></ul>",
         f"<p>{'We are here for you. ' * 8}</p></body></html>"]
    )  # fmt: skip
    document = opened(page, "a.html")
    found = [("JDM301", "Prepare"), ("JDM302", "Prepare"), ("JDM301", "Post"), ("JDM302", "Post")]
    assert left(document, *found) == (["JDM302", "JDM301"], [])


def test_unused_comments_and_codes():
    document = draft([
        "<!-- jdmatch: ignore-file[JDM5] -->", "# Clerk",
        "- Prepare bills <!-- jdmatch: ignore[JDM301,JDM302] -->",
        "<!-- jdmatch: disable[JDM4] -->", "- Post payments", "<!-- jdmatch: enable[JDM4] -->",
        "- Answer calls <!-- jdmatch: ignore -->",
    ])  # fmt: skip
    _, unused = left(document, ("JDM301", "Prepare"))
    assert [(one.ignore.verb, one.codes, one.whole) for one in unused] == [
        ("ignore-file", ("JDM5",), True),
        ("ignore", ("JDM302",), False),
        ("disable", ("JDM4",), True),
        ("enable", ("JDM4",), True),
        ("ignore", (), True),
    ]
    kept, unused = left(
        document, ("JDM302", "Prepare"), ("JDM301", "Prepare"), ("JDM401", "Post"), ("JDM1", "Answer"), ("JDM501", "")
    )
    assert (kept, unused) == ([], [])


@pytest.mark.parametrize("case", CASES["removal"], ids=lambda case: case["name"])
def test_taking_out_what_is_not_needed(case):
    text = case["text"]
    document = Document.of("x", reader.read_markdown(text, "x"), text)
    assert without_unused(document, *map(tuple, case.get("found", []))).text == case["becomes"]


def test_taking_out_leaves_a_pages_elements():
    text = "<html><body>\n<ul>\n<!-- jdmatch: ignore[JDM3] -->\n"
    text += "<li>Prepare bills <!-- jdmatch: ignore[JDM4] --></li>\n</ul><p>"
    text += "We are here for you. " * 8 + "</p></body></html>"
    document = opened(text, "a.html")
    _, unused = left(document)
    made = applied(text, [ignores.removal(document, one) for one in unused])
    assert made.startswith("<html><body>\n<ul>\n<li>Prepare bills </li>\n</ul><p>")


VERBS = ["ignore", "ignore-next-line", "ignore-file", "disable", "enable"]
LINES = st.lists(
    st.one_of(
        st.sampled_from(["- Prepare bills", "- Post payments", "", "# Duties", "1. Answer calls"]),
        st.builds(
            lambda before, verb, codes: f"{before}<!-- jdmatch: {verb}{codes} -->",
            st.sampled_from(["", "- ", "- Send reminders ", "  "]),
            st.sampled_from(VERBS),
            st.sampled_from(["", "[JDM301]", "[JDM3]", "[JDM301,JDM4]"]),
        ),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(LINES, st.data())
def test_taking_out_unused_comments_changes_nothing_else(lines, data):
    document = draft([*lines, "Thank you"])
    text = document.posting.text
    words = [w for w in ("Prepare bills", "Post payments", "Send reminders", "Answer calls") if w in text]
    found = data.draw(
        st.lists(st.tuples(st.sampled_from(["JDM301", "JDM302", "JDM401"]), st.sampled_from(words or [""])), max_size=5)
    )
    again = without_unused(document, *found)
    assert again.posting.text.split() == text.split()
    assert left(again, *found) == (left(document, *found)[0], [])


def test_a_comment_with_many_blanks_takes_no_time():
    text = CLERK + "<!-- jdmatch:" + " " * 60_000 + "ignore" + " " * 60_000 + "x" + " " * 60_000 + "y -->\n"
    (one,) = ignores.find(opened(text))
    assert one.verb == "ignore"
