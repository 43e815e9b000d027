"""What can be done about a finding with one key: its fixes, a comment that silences it, all missing responsibilities in
one go, and all safe fixes at once.

Edits are made from the very text that the finding was made from and are offered for no other, so that they never land
beside what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lsprotocol import types

from jdmatch.check.document import EDITABLE, Document
from jdmatch.check.engine import Located
from jdmatch.check.findings import Edit
from jdmatch.check.mending import safe_edits
from jdmatch.lsp import convert, inserting
from jdmatch.lsp.session import Report

FIX_ALL = "source.fixAll.jdmatch"
# A refactoring and no source action: what says something new is not for an editor to do on saving.
INSERT_ALL = "refactor.insertAll.jdmatch"
KINDS: tuple[str, ...] = (types.CodeActionKind.QuickFix.value, INSERT_ALL, FIX_ALL)
# What is said about comments no comment silences.
_ABOUT_COMMENTS = "JDM09"
_INDENT = re.compile(r"[ \t]*")
# A heading of Markdown, by its sign or by the line below it.
_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]|=+[ \t]*$|-{2,}[ \t]*$)")
_BEGINS_BLOCK = re.compile(r"[ \t]*(?:[*+\u2022\u25aa\u25cf\u00b7\u2013-][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|<!--)")


def actions(
    report: Report, at: types.Range, only: Sequence[str] | None, *, versioned: bool
) -> Iterator[types.CodeAction]:
    """The actions for a range of a document, those asked for by ``only`` (kinds, or how they begin). ``versioned``: the
    client can hold an edit against the version that it is made for."""
    checked = report.checked
    if checked is None:
        return
    met = [one for one in report.findings if _meet(convert.range_of(report, one), at)]
    if _wanted(KINDS[0], only):
        for one in met:
            yield from _fixes(report, one, versioned=versioned)
        yield from _comments(report, met, checked.document, versioned=versioned)
    if _wanted(INSERT_ALL, only):
        yield from _insertions(report, met, versioned=versioned)
    if _wanted(FIX_ALL, only):
        edits, mended = safe_edits(checked)
        if edits:
            things = "problem" if len(mended) == 1 else "problems"
            yield types.CodeAction(
                title=f"Fix {len(mended)} {things} that jdmatch can fix safely",
                kind=FIX_ALL,
                edit=_workspace(report, edits, versioned=versioned),
            )


def silence(document: Document, one: Located) -> Edit | None:
    """The edit that puts a comment which ignores a finding where it counts and does no harm: on a line of its own
    above, indented as the finding's line is; at the end of the line inside a paragraph, which another line would part.
    Front matter can hold none, and what is found there is ignored in the whole file, right behind it. None where no
    comment can stand."""
    start = document.start_of(one.place.line)
    line = document.line(one.place.line)
    comment = f"<!-- jdmatch: ignore[{one.finding.code}] -->"
    if document.posting.format == "html" and document.text.rfind("<", 0, start) > document.text.rfind(">", 0, start):
        return None  # inside a tag
    if start < document.body:
        return Edit(document.body, document.body, f"{comment.replace('ignore', 'ignore-file')}{document.newline}")
    if _goes_on(document, one.place.line):
        end = start + len(line.rstrip())
        return Edit(end, end, f" {comment}")
    indent = _INDENT.match(line)
    return Edit(start, start, f"{indent.group() if indent else ''}{comment}{document.newline}")


def _goes_on(document: Document, number: int) -> bool:
    """Whether a line may go on with what the line above it began: a paragraph, a table."""
    above = document.line(number - 1) if number > 1 else ""
    if not above.strip() or document.posting.format == "html" or document.start_of(number) == document.body:
        return False
    return not (_HEADING.match(above) or _BEGINS_BLOCK.match(document.line(number)))


def _fixes(report: Report, one: Located, *, versioned: bool) -> Iterator[types.CodeAction]:
    for number, (fix, edits) in enumerate(one.fixes):
        yield types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[convert.diagnostic(report, one)],
            is_preferred=True if fix.safe and number == 0 else None,
            edit=_workspace(report, edits, versioned=versioned),
        )


def _insertions(report: Report, met: Sequence[Located], *, versioned: bool) -> Iterator[types.CodeAction]:
    """All missing responsibilities, where one of them is told."""
    together = inserting.all_missing(report.checked) if report.checked is not None else None
    if together is None:
        return
    edits, answered = together
    if any(one in met for one in answered):
        yield types.CodeAction(
            title=f"Insert all {len(answered)} missing responsibilities offered here",
            kind=INSERT_ALL,
            diagnostics=[convert.diagnostic(report, one) for one in answered],
            edit=_workspace(report, edits, versioned=versioned),
        )


def _comments(
    report: Report, found: Sequence[Located], document: Document, *, versioned: bool
) -> Iterator[types.CodeAction]:
    """A comment for each rule and line; it silences all that the rule says there."""
    silenced: dict[tuple[str, Edit], list[Located]] = {}
    if document.posting.format in EDITABLE:
        for one in found:
            code = one.finding.code
            edit = None if code.startswith(_ABOUT_COMMENTS) else silence(document, one)
            if edit is not None:
                silenced.setdefault((code, edit), []).append(one)
    for (code, edit), these in silenced.items():
        yield types.CodeAction(
            title=f"Ignore {code} {'in this file' if 'ignore-file' in edit.text else 'here'}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[convert.diagnostic(report, one) for one in these],
            edit=_workspace(report, [edit], versioned=versioned),
        )


def _workspace(report: Report, edits: Sequence[Edit], *, versioned: bool) -> types.WorkspaceEdit:
    uri = report.buffer.uri
    made = [types.TextEdit(convert.between(report.positions, e.start, e.end), e.text) for e in edits]
    if not versioned:
        return types.WorkspaceEdit(changes={uri: made})
    document = types.OptionalVersionedTextDocumentIdentifier(uri, report.buffer.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, made)])


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return not only or any(kind == asked or kind.startswith(f"{asked}.") for asked in only)


def _meet(one: types.Range, other: types.Range) -> bool:
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
