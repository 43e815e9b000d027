"""All missing responsibilities put in at once: the single insertions of a draft made into one.

Each of them was made as if it were the only one, the next item of the writer's list. Of several the second comes behind
the first: its number is one higher, and so much higher are those of the items behind them all; a list whose items end
in a semicolon goes on with it, and a sentence that had first to be finished is finished once. They come in the order of
the framework, not of their weight: that is the order in which the list will be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from jdmatch.check.document import Document
from jdmatch.check.draft import Draft
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import Edit, Fix

_MISSING = "JDM101"
_FEWEST = 2
# A line that is put in begins with its number: "\n3. ", "\n  (3) ", or with " 3. " in a list without lines.
_NUMBERED = re.compile(r"(?P<lead>\s+\(?)(?P<number>\d{1,3})[.):]")
# What finishes the sentence before a sentence that is put in.
_FINISHES = re.compile(r"\.(?= )")
_BETWEEN_ITEMS = (";", ",")
_STOPS = (".", "!", "?", ";", ",")


def all_missing(checked: Checked) -> tuple[list[Edit], list[Located]] | None:
    """The edits of the file that insert every missing responsibility for which a sentence is offered, and the findings
    that they answer; None where fewer than two go to one place."""
    offered = [one for one in checked.findings if one.finding.code == _MISSING and _made(one)]
    together = [one for one in offered if _beside(_made(one)) == _beside(_made(offered[0]))]
    together.sort(key=_order(checked.draft))
    if len(together) < _FEWEST:
        return None
    document = checked.document
    put_in = _carried(document, _chained(document.posting.text, together))
    if put_in is None or len({edit.start for edit in put_in}) > 1:
        return None
    others = _carried(document, [_later_number(edit, len(together) - 1) for edit in _made(together[0])[1:]])
    if others is None:
        return None
    whole = replace(put_in[0], text="".join(edit.text for edit in put_in))
    return [whole, *others], together


def _made(one: Located) -> tuple[Edit, ...]:
    """What a finding's first fix does to the posting's text: an insertion, and what changes with it; () where there is
    no such fix, or it can not be made in the file."""
    edits = one.fixes[0][0].edits if one.fixes else ()
    return edits if edits and edits[0].start == edits[0].end else ()


def _beside(edits: tuple[Edit, ...]) -> tuple[int, tuple[Edit, ...]]:
    """Where something is inserted, and what changes with it: the same for all that go to one place."""
    return edits[0].start, edits[1:]


def _later_number(edit: Edit, by: int) -> Edit:
    """The change of a number, by so much more."""
    return replace(edit, text=str(int(edit.text) + by)) if edit.text.isdecimal() else edit


def _order(draft: Draft) -> Callable[[Located], int]:
    """Where a finding's statement stands in the framework; those that stand nowhere come last, as they came."""
    statements = draft.framework.statements if draft.framework is not None else ()
    numbers = {statement.id: number for number, statement in enumerate(statements)}
    return lambda one: numbers.get(one.finding.key, len(numbers))


def _chained(text: str, together: Sequence[Located]) -> list[Edit]:
    """The insertions as they must be for each to come behind the one before it."""
    edits = [_made(one)[0] for one in together]
    before = text[: edits[0].start].rstrip()[-1:]
    listed = before if before in _BETWEEN_ITEMS else ""
    out = []
    for number, edit in enumerate(edits):
        told = _later(edit.text, number) if number else edit.text
        if listed and number < len(edits) - 1 and not told.endswith(_STOPS):
            told += listed
        out.append(replace(edit, text=told))
    return out


def _later(told: str, by: int) -> str:
    """What was made to be the next item as the one that comes ``by`` items behind it."""
    if numbered := _NUMBERED.match(told):
        return f"{numbered['lead']}{int(numbered['number']) + by}{told[numbered.end('number') :]}"
    return told[1:] if _FINISHES.match(told) else told


def _carried(document: Document, edits: Iterable[Edit]) -> list[Edit] | None:
    """The edits as edits of the file; None where one of them can not be made there."""
    out: list[Edit] = []
    for edit in edits:
        made = document.edits(Fix("", (edit,)))
        if made is None:
            return None
        out += made
    return out
