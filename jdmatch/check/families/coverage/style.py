"""How the draft's own list of duties is written, so that a new item looks like one of it: sign, indent, blank lines
between items, full stop or none, the form of the verbs, and where the list ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import prose, tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.check.families.coverage.lists import closes, indent_of, plain_list, sign_of
from jdmatch.check.findings import Edit
from jdmatch.check.sentences import VerbForm
from jdmatch.records import Chunk, Section

_NUMBER = re.compile(r"\d+")
_AND = ("; and", ", and", "; or", ", or")
# What belongs to an item behind its last word, what ends one, and a line that goes on with it.
_ITEM_END = re.compile(r"(?:[ \t]*[;,.])?(?:[ \t]+(?:and|or)(?=[ \t]*(?:\r?\n|$)))?")
_ENDED = re.compile(r"[.;:!?]\)?$|[.;:!?,]\s+(?:and|or)$")
_GOES_ON = re.compile(r"[ \t]*\r?\n[ \t]*(?=[a-z(])(?![a-z][.)]\s)[^\r\n]*[^\s]")


def place_of(draft: Draft) -> tuple[int, int]:
    """Where a missing duty is told: at the heading over the duties, else at the last of them, else at the
    beginning."""
    section = _section_of_duties(draft)
    if section is not None:
        for chunk in draft.chunks_of(section):
            if chunk.layout == "heading":
                return chunk.start, chunk.end
        last = _last_item([c for c in draft.duties if c.section == section.id])
        return last.start, last.end
    return 0, 0


def style_of(draft: Draft) -> ListStyle | None:
    """How one more duty is put into the list, or the running text, that holds most duties; None without duties, and
    where place or form are not sure: then nothing is offered."""
    section = _section_of_duties(draft)
    if section is None:
        return None
    duties = [c for c in draft.duties if c.section == section.id]
    if not any(c.layout == "item" for c in duties):
        return prose.style_of(draft, duties)
    listed = plain_list(draft, section.id)
    return _of_items(draft, *listed) if listed is not None else None


def _section_of_duties(draft: Draft) -> Section | None:
    """The section that is called responsibilities and has most duties; else the one that has most, with a heading or
    without. None without duties."""
    counts = Counter(c.section for c in draft.duties)
    named = [s for s in draft.sections if s.kind == "responsibilities" and s.heading and counts[s.id]]
    holding = named or [s for s in draft.sections if counts[s.id]]
    return max(holding, key=lambda s: (counts[s.id], -s.id), default=None)


def _last_item(duties: Sequence[Chunk]) -> Chunk:
    items = [c for c in duties if c.layout == "item"]
    return max(items or duties, key=lambda c: c.end)


def _of_items(draft: Draft, items: Sequence[Chunk], form: VerbForm) -> ListStyle | None:
    text = draft.text
    everything = sorted(items, key=lambda c: c.start)
    ordered = _without_tail(text, everything)
    # An item may be cut into several duties; its end is the last one's.
    last = [
        c
        for c, after in zip_longest(ordered, ordered[1:])
        if after is None or sign_of(text, after) is not None or not _has_signs(text, ordered)
    ]
    ends = [text[c.start : _full_end(text, c.end)].rstrip() for c in last]
    sign = _separator(ends)
    if sign and len(last) > 1:
        # The last one ends the sentence, and "and" may stand before it: the new one goes ahead of both.
        before_last = 2 if ends[-2].lower().endswith(_AND) and len(last) > 2 else 1
        ordered = ordered[: ordered.index(last[-before_last - 1]) + 1]
    heads = [c for c in ordered if sign_of(text, c) is not None] or ordered
    end = _end_of_item(draft, max(ordered, key=lambda c: c.end))
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end]
    if rest.strip(" \t\r.;,"):
        return None  # something else goes on in the last item's line
    end += len(rest.rstrip())
    number = _counted(sign_of(text, heads[-1]) or "")
    before = f"{_between(text, heads)}{indent_of(text, heads[-1]) or ''}{number}"
    stopped = sum(e.endswith((".", ".)")) for e in ends)
    if not sign and (len(ends) < 3 * stopped < 2 * len(ends) or any(e.endswith(";") for e in ends)):
        return None  # some items end in a full stop or a semicolon, and others do not
    stop = not sign and 2 * stopped > len(ends)
    small = 2 * sum(c.body[:1].islower() for c in heads) > len(heads)
    if any(tables.ASIDE.match(c.body) for c in draft.chunks if ordered[-1].end <= c.start < end):
        return None  # on the last item's line stands what is about the posting
    if tables.ASIDE_WITHIN.search(text, heads[-1].start, end) or closes(text[:end]):
        return None  # or behind its words, or "and" for the item behind it
    behind = [c for c in _items_of(draft, everything) if c.start >= end]
    return ListStyle(end, before, stop, form, sign, small, others=tuple(_renumbered(text, behind, number)))


def _has_signs(text: str, items: Sequence[Chunk]) -> bool:
    """Whether items are told apart by signs; those of a page are not."""
    return any(sign_of(text, c) is not None for c in items)


def _without_tail(text: str, items: list[Chunk]) -> list[Chunk]:
    """The items before "other duties as assigned", which ends a list; all where nothing stands before it."""
    kept = len(items)
    while kept and tables.CATCH_ALL.search(items[kept - 1].body) and len(items[kept - 1].body) < tables.LONGEST_TAIL:
        kept -= 1
    # The parts of one item go together.
    while (
        0 < kept < len(items)
        and sign_of(text, items[kept]) is None
        and "\n" not in text[items[kept - 1].end : items[kept].start]
    ):
        kept -= 1
    return items[:kept] or items


def _separator(ends: Sequence[str]) -> str:
    """The sign with which the items of a list end that is one long sentence; "" where they do not."""
    inner = [re.sub(r"\s+(?:and|or)$", "", e.lower()) for e in ends[:-1]]
    for sign in ";,":
        if len(inner) > 1 and 3 * sum(e.endswith(sign) for e in inner) >= 2 * len(inner):
            return sign
    return ""


def _items_of(draft: Draft, items: Sequence[Chunk]) -> list[Chunk]:
    """Every item of the section, duty or not, from the first of these on."""
    first = items[0]
    inside = [c for c in draft.chunks if c.section == first.section and c.layout == "item" and c.start >= first.start]
    return sorted(inside, key=lambda c: c.start)


def _renumbered(text: str, behind: Sequence[Chunk], inserted: str) -> Iterator[Edit]:
    """The numbers of the items behind the new one, each up by one, as far as they go on from its own."""
    own = _NUMBER.search(inserted)
    due = int(own[0]) if own else None
    for chunk in behind:
        sign = sign_of(text, chunk)
        number = _NUMBER.search(sign) if sign else None
        if number is None or int(number[0]) != due:
            return
        due += 1
        start = chunk.start + number.start()
        yield Edit(start, start + len(number[0]), str(due))


def _full_end(text: str, end: int) -> int:
    """The end of an item with the sign and the "and" behind its words."""
    found = _ITEM_END.match(text, end)
    return found.end() if found else end


def _end_of_item(draft: Draft, last: Chunk) -> int:
    """Where the item ends that holds a list's last duty: what else stands on its lines is no duty and belongs to it
    ("Other tasks as needed. We all help out.")."""
    end, indent = last.end, None
    for chunk in draft.chunks:
        if chunk.section != last.section:
            continue
        if chunk.start <= last.start and sign_of(draft.text, chunk) is not None:
            indent = len(indent_of(draft.text, chunk) or "")
        if chunk.start < end:
            continue
        gap = draft.text[end : chunk.start]
        deeper = indent is not None and len(indent_of(draft.text, chunk) or "") > indent
        joined = "\n" not in gap or (gap.count("\n") == 1 and deeper)
        if chunk.layout != "item" or not joined or sign_of(draft.text, chunk) is not None:
            break
        end = chunk.end
    return _over_line_ends(draft.text, _full_end(draft.text, end))


def _over_line_ends(text: str, end: int) -> int:
    """The end of an item whose words go on in the next line, as in text taken from a PDF."""
    while not _ENDED.search(text[:end]) and (more := _GOES_ON.match(text, end)) is not None:
        end = more.end()
    return end


def _counted(sign: str) -> str:
    """The sign of the next item: a number goes up by one."""
    return _NUMBER.sub(lambda n: str(int(n[0]) + 1), sign, count=1)


def _between(text: str, items: Sequence[Chunk]) -> str:
    """What stands between two items: a line end, one with a blank line, or a blank where they share a line."""
    newline = "\r\n" if "\r\n" in text else "\n"
    gaps: Counter[int] = Counter()
    for one, other in pairwise(items):
        gap = text[one.end : other.start]
        gaps[gap.count("\n") if not gap.strip(" \t\r\n.;") else 1] += 1
    if not gaps:
        last = items[-1]
        return newline if text.rfind("\n", 0, last.start) >= 0 or last.start == 0 else " "
    lines = max(gaps, key=lambda n: (gaps[n], n))
    return newline * min(lines, 2) if lines else " "
