"""All missing responsibilities in one edit: each way of writing a list goes on as it was."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: pip install 'jdmatch[lsp]'")

from jdmatch.check.document import applied
from jdmatch.check.engine import Located
from jdmatch.check.families.coverage.style import style_of
from jdmatch.check.findings import Fix
from jdmatch.check.making import found
from jdmatch.lsp import inserting
from tests.check_kit import looked, opened

MISSING = ("Train new clerks on the register", "Count the cash in the drawer", "Prepare letters & forms")
HEAD = "# Billing Clerk\n\n## Responsibilities\n\n"
TAIL = "\n\n## Requirements\n\n- High school diploma\n- One year of experience in an office\n"
PAGE = (
    "<html><body><h1>Billing Clerk</h1>\n<h2>Responsibilities</h2>\n{list}\n<h2>Requirements</h2>\n"
    "<ul><li>High school diploma</li><li>One year of experience in an office</li></ul></body></html>\n"
)
# Lists of duties, before and after.
CASES = json.loads((Path(__file__).parent / "cases" / "lsp" / "lists.json").read_text(encoding="utf-8"))
LISTS = {case["name"]: (case["file"], case["duties"], case["after"]) for case in CASES}


def text_of(name, duties):
    if name.endswith(".html"):
        return PAGE.format(list=f"{duties}{duties[:1]}/{duties[1:3]}>")
    if name.endswith(".txt"):
        return HEAD.replace("#", "").replace(" Resp", "Resp").lstrip() + duties + TAIL.replace("## ", "")
    text = HEAD + duties + TAIL
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in duties else text


def missing(document, checked, told=MISSING):
    """The check's answer with a finding for each statement, its sentence put as the check puts it."""
    style = style_of(checked.draft)
    out = []
    for number, words in enumerate(told):
        fix = Fix(f"Insert “{words}”", style.edits(words))
        finding = found("JDM101", 0, 0, f"No duty says “{words}”.", fixes=(fix,), key=f"f/{number}")
        edits = document.edits(fix)
        out.append(Located(finding, document.place(0, 0), f"{number}", ((fix, edits),) if edits else ()))
    return replace(checked, findings=(*checked.findings, *out))


@pytest.mark.parametrize("form", LISTS)
def test_a_list_goes_on_as_it_was(form):
    name, duties, more = LISTS[form]
    text = text_of(name, duties)
    document = opened(text, name)
    checked = looked(document)
    edits, answered = inserting.all_missing(missing(document, checked))
    after = applied(text, edits)
    assert after == text.replace(duties, more)
    assert [one.finding.key for one in answered] == ["f/0", "f/1", "f/2"]
    before, now = ([c.kind for c in one.draft.chunks] for one in (checked, looked(after, name)))
    assert now.count("responsibility") == before.count("responsibility") + 3
    assert now.count("other") == before.count("other")


def test_the_first_is_put_as_it_is_put_alone():
    for name, duties, _ in LISTS.values():
        document = opened(text_of(name, duties), name)
        checked = missing(document, looked(document))
        alone = checked.findings[-3].fixes[0][1][0]
        (edit, *_), _ = inserting.all_missing(checked)
        assert (edit.start, edit.end) == (alone.start, alone.end)
        assert edit.text.startswith(alone.text)


def test_they_come_in_the_order_of_the_framework():
    document = opened(text_of(*LISTS["bullets"][:2]))
    checked = missing(document, looked(document))
    statements = [SimpleNamespace(id=f"f/{number}") for number in (2, 7, 0)]
    checked = replace(checked, draft=SimpleNamespace(framework=SimpleNamespace(statements=statements)))
    (edit,), answered = inserting.all_missing(checked)
    # What is no statement of the framework comes last.
    assert [one.finding.key for one in answered] == ["f/2", "f/0", "f/1"]
    assert edit.text.split("\n- ")[1:] == [MISSING[2], MISSING[0], MISSING[1]]


@pytest.mark.parametrize("told", [(), MISSING[:1]])
def test_fewer_than_two_are_not_worth_an_action(told):
    document = opened(text_of(*LISTS["bullets"][:2]))
    assert inserting.all_missing(missing(document, looked(document), told)) is None


def test_what_can_not_be_put_in_is_not_offered():
    # An item that is never closed.
    document = opened(
        text_of("a.html", "<ul>\n<li>Prepare invoices\n<li>Post payments\n<li>Answer questions"), "a.html"
    )
    assert inserting.all_missing(missing(document, looked(document))) is None
