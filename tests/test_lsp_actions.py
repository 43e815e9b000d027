"""Actions, hover and outline from what was found: each edit is made and what it leaves is looked at again."""

import json
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: pip install 'jdmatch[lsp]'")

from lsprotocol import types

from jdmatch.check.choosing import Choice
from jdmatch.check.document import applied
from jdmatch.check.engine import Checker
from jdmatch.check.findings import Edit, Fix
from jdmatch.lsp import actions, buffer, convert, symbols
from jdmatch.lsp.hover import hover
from jdmatch.lsp.positions import Change, Positions, changed
from jdmatch.lsp.session import Buffer, Report
from jdmatch.settings import Settings

END = """

{h}Requirements

- High school diploma
- One year of experience in an office

{h}Pay and benefits

$20 to $24 an hour. Health insurance from the first day. Apply by mail to jobs@example.org until May 31.
"""
MARKDOWN = (
    "# Billing Clerk\n\n## Responsibilities\n\n- Prepare invoices for customers\n- Check the the bills of clients"
    + END.format(h="## ")
)
NESTED = (
    "# Billing Clerk\n\n## Responsibilities\n\n- Prepare invoices\n  - Check the the bills of clients"
    + END.format(h="## ")
)
WRAPPED = (
    "# Billing Clerk\n\n## Responsibilities\n\nYou will prepare the invoices for our customers and\nyou will check the "
    "the bills of our clients every\nday before they are sent." + END.format(h="## ")
)
PLAIN = (
    "Billing Clerk\n\nRESPONSIBILITIES\n\n\u2022 Prepare invoices for customers\n\u2022 Check the the bills of clients"
    + END.format(h="").upper()
)
FRONT = "---\ntitle: Clerk of the the bills\n# for the site\ntags: [billing]\n---\n"
HTML = (
    "<html><body>\n<h1>Billing Clerk</h1>\n<h2>Responsibilities</h2>\n<ul>\n  <li>Prepare invoices for customers</li>\n"
    "  <li>Check the the bills of clients</li>\n</ul>\n<h2>Requirements</h2>\n<ul><li>High school diploma</li>\n"
    "<li>One year of experience in an office</li></ul>\n<p>$20 to $24 an hour.</p>\n</body></html>\n"
)
FORMS = {
    "markdown": ("markdown", MARKDOWN, "\n<!-- jdmatch: ignore[JDM315] -->\n- Check"),
    "nested": ("markdown", NESTED, "\n  <!-- jdmatch: ignore[JDM315] -->\n  - Check"),
    "wrapped": ("markdown", WRAPPED, "clients every <!-- jdmatch: ignore[JDM315] -->\nday"),
    "plain": ("plaintext", PLAIN, "\n<!-- jdmatch: ignore[JDM315] -->\n\u2022 Check"),
    "front": ("markdown", FRONT.replace("the the", "the") + MARKDOWN, "\n<!-- jdmatch: ignore[JDM315] -->\n- Check"),
    "in front": (
        "markdown",
        FRONT + MARKDOWN.replace("the the", "the"),
        "billing]\n---\n<!-- jdmatch: ignore-file[JDM315] -->\n# Billing Clerk",
    ),
    "html": ("html", HTML, "\n  <!-- jdmatch: ignore[JDM315] -->\n  <li>Check"),
}


def looked(text, language="markdown", encoding="utf-16", **choice):
    uri = "file:///drafts/a%20clerk." + {"markdown": "md", "plaintext": "txt", "html": "html"}[language]
    document = buffer.read(uri, language, text, Settings())
    checker = Checker(Settings(), lambda: None, choice=Choice(**choice))
    checked = checker.look(document, checker.parts(document))
    return Report(Buffer(uri, language, 3, text, Path(), 0.0, 0.0, 1), Positions(text, encoding), checked, whole=True)


def everywhere(report):
    return convert.between(report.positions, 0, len(report.buffer.text))


def made(report, action, encoding="utf-16"):
    edit = action.edit
    (document,) = edit.document_changes
    assert (document.text_document.uri, document.text_document.version) == (report.buffer.uri, 3)
    last_first = sorted(document.edits, key=lambda e: (-e.range.start.line, -e.range.start.character))
    changes = [Change(e.new_text, convert.spot(e.range.start), convert.spot(e.range.end)) for e in last_first]
    return changed(report.buffer.text, changes, encoding)


def codes(report):
    return sorted(one.finding.code for one in report.findings)


def doubled(report):
    """The code of the rule about a word that stands twice."""
    (one,) = [one for one in report.findings if "the the" in report.buffer.text[one.place.start : one.place.end]
              or "THE THE" in report.buffer.text[one.place.start : one.place.end]]  # fmt: skip
    return one


@pytest.mark.parametrize("form", FORMS)
def test_a_comment_stands_where_it_counts_and_changes_nothing_else(form):
    language, text, expected = FORMS[form]
    text = text.replace("CHECK", "Check")
    report = looked(text, language)
    code = doubled(report).finding.code
    (action,) = [a for a in actions.actions(report, everywhere(report), None, versioned=True)
                 if a.title in (f"Ignore {code} here", f"Ignore {code} in this file")]  # fmt: skip
    after = made(report, action)
    assert expected.replace("JDM315", code) in after
    again = looked(after, language)
    assert codes(again) == [c for c in codes(report) if c != code]
    # It is in use, else that would be told.
    assert [c.text for c in again.checked.draft.chunks] == [c.text for c in report.checked.draft.chunks]
    assert action.diagnostics[0].code == code


@pytest.mark.parametrize("form", ["front", "in front"])
def test_no_comment_stands_above_front_matter(form):
    """Above it, it would be front matter no more."""
    report = looked(FORMS[form][1])
    offered = [a for a in actions.actions(report, everywhere(report), None, versioned=True) if "Ignore" in a.title]
    assert any(one.place.start == one.place.end for one in report.findings)
    assert offered
    for action in offered:
        after = made(report, action)
        assert after.startswith(report.buffer.text[: report.checked.document.body])
        assert ("ignore-file" in after) == ("in this file" in action.title)


@pytest.mark.parametrize("form", FORMS)
def test_every_comment_offered_silences_its_finding(form):
    language, text, _ = FORMS[form]
    report = looked(text, language)
    offered = [
        a for a in actions.actions(report, everywhere(report), None, versioned=True) if a.title.startswith("Ignore")
    ]
    assert {a.diagnostics[0].code for a in offered} == set(codes(report))
    for action in offered:
        left = codes(looked(made(report, action), language))
        assert len(left) == len(codes(report)) - len(action.diagnostics), action.title


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_fix_lands_on_its_words_behind_an_emoji(form, encoding):
    language, text, _ = FORMS[form]
    text = text.replace("Check the the", "😀 é Check the the").replace("check the the", "😀 é check the the")
    report = looked(text, language, encoding)
    one = doubled(report)
    at = convert.range_of(report, one)
    found = list(actions.actions(report, at, ["quickfix"], versioned=True))
    assert [a.kind for a in found] == ["quickfix"] * len(found)
    (fix,) = [a for a in found if a.is_preferred]
    after = made(report, fix, encoding)
    assert after == text.replace("the the", "the").replace("THE THE", "THE")
    assert one.finding.code not in codes(looked(after, language))


def test_all_safe_fixes_are_one_action():
    text = MARKDOWN.replace("Prepare invoices for customers", "Prepare invoices for for customers")
    report = looked(text)
    (action,) = actions.actions(report, everywhere(report), ["source.fixAll"], versioned=True)
    assert action.kind == "source.fixAll.jdmatch"
    assert "2 problems" in action.title
    assert made(report, action) == text.replace("for for", "for").replace("the the", "the")
    kinds = {a.kind for a in actions.actions(report, everywhere(report), None, versioned=True)}
    assert kinds == {"quickfix", "source.fixAll.jdmatch"}
    assert not list(actions.actions(report, everywhere(report), ["refactor"], versioned=True))
    whole = MARKDOWN.replace("the the", "the")
    assert not list(actions.actions(looked(whole), everywhere(looked(whole)), ["source.fixAll"], versioned=True))


def test_actions_are_those_of_the_place():
    report = looked(MARKDOWN)
    elsewhere = types.Range(types.Position(9, 0), types.Position(9, 3))
    assert not [a for a in actions.actions(report, elsewhere, None, versioned=True) if "315" in a.title]
    at = convert.range_of(report, doubled(report))
    (edit,) = {a.edit.changes is not None for a in actions.actions(report, at, None, versioned=False)}
    assert edit


def test_a_diagnostic_says_what_where_and_what_to_do():
    report = looked(MARKDOWN)
    one = doubled(report)
    found = next(d for d in convert.diagnostics(report) if d.code == one.finding.code)
    assert (found.range.start, found.range.end) == (types.Position(5, 8), types.Position(5, 15))
    assert found.source == "jdmatch"
    assert found.severity == convert.SEVERITIES[one.finding.severity]
    assert found.message.startswith(one.finding.message)
    assert found.data["fingerprint"] == one.fingerprint
    assert found.code_description is None or "://" in found.code_description.href


def test_what_is_said_of_the_whole_posting_is_shown_at_its_first_line():
    report = looked("\n\n" + MARKDOWN.replace("Apply by mail to jobs@example.org until May 31.", ""))
    whole = [one for one in report.findings if one.place.start == one.place.end]
    for one in whole:
        shown = convert.range_of(report, one)
        assert shown.end.line == shown.start.line
        assert shown.end.character > shown.start.character
    assert whole


def test_a_comment_that_silences_nothing_is_shown_as_superfluous_and_not_ignored():
    report = looked(
        MARKDOWN.replace("## Responsibilities", "<!-- jdmatch: ignore[JDM3] -->\n## Responsibilities"), select=()
    )
    about = [d for d in convert.diagnostics(report) if d.code.startswith("JDM09")]
    assert all(types.DiagnosticTag.Unnecessary in (d.tags or ()) for d in about if d.code == "JDM090")
    titles = [a.title for a in actions.actions(report, everywhere(report), None, versioned=True)]
    assert not [t for t in titles if t.startswith("Ignore JDM09")]


def test_hover_over_a_finding_explains_its_rule_and_disarms_markdown():
    text = MARKDOWN.replace("Check the the bills", "Check *all* the the bills")
    report = looked(text)
    one = doubled(report)
    shown, start, end = hover(report, one.place.start + 1)
    assert one.finding.code in shown
    assert "*Why:*" in shown
    assert "*Source:*" in shown
    assert "**Responsibility**" in shown
    assert text[start:end].startswith("Check *all*")
    plain, _, _ = hover(report, one.place.start + 1, markdown=False)
    assert "**" not in plain
    assert "\\" not in plain
    assert hover(report, text.index("## Req")) is None or "JDM" in hover(report, text.index("## Req"))[0]


def test_the_outline_has_the_sections_with_what_is_in_them():
    report = looked(MARKDOWN)
    found = {s.name: s for s in symbols.symbols(report)}
    assert found["Responsibilities"].detail == "2 responsibilities"
    assert found["Requirements"].detail == "2 requirements"
    assert found["Responsibilities"].selection_range.start.line == 2
    for one in found.values():
        inner, outer = one.selection_range, one.range
        assert (outer.start.line, outer.start.character) <= (inner.start.line, inner.start.character)
        assert (inner.end.line, inner.end.character) <= (outer.end.line, outer.end.character)
    assert [s.name for s in symbols.flat(report)] == [f"{s.name} ({s.detail})" for s in symbols.symbols(report)]


def test_a_page_whose_posting_is_in_its_data_is_shown_its_places_and_offered_no_edit():
    posting = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": "Billing Clerk",
        "description": "<p>Responsibilities</p><ul><li>Check the the bills of clients</li><li>Prepare invoices for "
        "customers every month</li></ul><p>Requirements</p><ul><li>High school diploma</li><li>One year of experience "
        "in an office, and a calm voice on the phone</li></ul>",
    }  # fmt: skip
    text = f'<html><head><script type="application/ld+json">{json.dumps(posting)}</script></head><body></body></html>'
    report = looked(text, "html")
    one = doubled(report)
    assert text[one.place.start : one.place.end] == "the the"
    assert not list(actions.actions(report, everywhere(report), None, versioned=True))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("  <li>Check the bills</li>\n", "  <li>Check the bills</li>\n  <li>Train R&amp;D clerks</li>\n"),
        ("<li class='x'><p>Check <b>the bills</b></p></li>", "</p></li>\n<li>Train R&amp;D clerks</li>"),
        ("  <LI>Check the bills\n  </LI>\n", "  </LI>\n  <li>Train R&amp;D clerks</li>\n"),
        ("  <li>Check the bills\n", None),
    ],
)
def test_a_line_put_into_a_page_is_another_item_of_its_list(item, expected):
    text = HTML.replace("  <li>Check the the bills of clients</li>\n", item)
    document = buffer.read("file:///a.html", "html", text, Settings())
    at = document.posting.text.index("the bills") + len("the bills")
    edits = document.edits(Fix("Insert it", (Edit(at, at, "\n\u2022 Train R&D clerks"),)))
    if expected is None:
        assert edits is None
        return
    after = applied(text, edits)
    assert expected in after
    again = buffer.read("file:///a.html", "html", after, Settings()).posting.text
    assert again.replace("Train R&D clerks\n", "") == document.posting.text
