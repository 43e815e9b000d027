"""How the draft's own list of duties is written, so that a new item looks like one of it: sign, indent, blank lines
between items, full stop or none, the form of the verbs, and where the list ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import prose, tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.check.findings import Edit
from jdmatch.check.sentences import VerbForm, form_of_duty
from jdmatch.records import Chunk, Section

_SIGN = re.compile(r"\s*(?:[^\w\s]{1,2}|\(?(?:\d{1,3}|[A-Za-z])[.):])\s*")
_NUMBER = re.compile(r"\d+")
_AND = ("; and", ", and", "; or", ", or")
# What belongs to an item behind its last word, what ends one, and a line that goes on with it.
_ITEM_END = re.compile(r"(?:[ \t]*[;,.])?(?:[ \t]+(?:and|or)(?=[ \t]*(?:\r?\n|$)))?")
_ENDED = re.compile(r"[.;:!?]\)?$|[.;:!?,]\s+(?:and|or)$")
_GOES_ON = re.compile(r"[ \t]*\r?\n[ \t]*(?=[a-z(])(?![a-z][.)]\s)[^\r\n]*[^\s]")
_ADDRESSED = re.compile(r"\W*(?:in this role,? |here,? )?you(?:[’']ll| will| shall| would)?(?: be)? ", re.IGNORECASE)


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
    """The style of the list that holds most duties; None without duties."""
    section = _section_of_duties(draft)
    if section is None:
        return None
    mine = [c for c in draft.duties if c.section == section.id]
    duties = _told_alike(draft, [c for c in mine if not tables.ASIDE.match(c.body)] or mine)
    items = [c for c in duties if c.layout == "item"]
    form = _form(duties)
    last = max(duties, key=lambda c: c.end)
    if len(prose.GLUED.findall(draft.text[last.start : last.end])) >= tables.GLUED_ITEMS:
        return None
    if 2 * len(items) >= len(duties):
        return None if _is_glued(draft, items) else _of_items(draft, items, form)
    return prose.style_of(draft, duties, form)


def _told_alike(draft: Draft, duties: Sequence[Chunk]) -> list[Chunk]:
    """The duties, and what follows the last of them and is told as they are: whether each one is known for a duty does
    not matter where the list of them ends."""
    last = max(duties, key=lambda c: c.end)
    out = list(duties)
    for chunk in sorted(draft.chunks, key=lambda c: c.start):
        if chunk.start < last.end or chunk.section != last.section:
            continue
        gap = draft.text[last.end : chunk.start]
        told = prose.speaks(draft.text, chunk) or form_of_duty(chunk.body) is not None
        if (
            tables.ASIDE.match(chunk.body)
            or chunk.kind != "other"
            or chunk.layout != last.layout
            or not told
            or gap.count("\n") > 1
        ):
            break
        out.append(chunk)
        last = chunk
    return out


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


def _is_glued(draft: Draft, items: Sequence[Chunk]) -> bool:
    """Whether items run together on one line with no sign between them, or other text does behind the last: nobody can
    tell where one of them ends."""
    text = draft.text
    ordered = sorted(items, key=lambda c: c.start)
    for one, other in pairwise(ordered):
        gap = text[one.end : other.start]
        if "\n" not in gap and _sign(text, other) is None and not _ENDED.search(text[: one.end].rstrip() + gap.strip()):
            return not other.body[:1].islower() and not gap.strip()
    end = _end_of_item(draft, ordered[-1])
    behind = text[end:].split("\n", 1)[0].strip(" \t\r.;")
    return bool(behind) and not _ENDED.search(text[:end].rstrip())


def _of_items(draft: Draft, items: Sequence[Chunk], form: VerbForm) -> ListStyle | None:
    text = draft.text
    everything = sorted(items, key=lambda c: c.start)
    ordered = _without_tail(text, everything)
    ends = [text[c.start : _full_end(text, c.end)].rstrip() for c in ordered]
    sign = _separator(ends)
    if sign and len(ordered) > 1:
        # The last one ends the sentence, and "and" may stand before it: the new one goes ahead of both.
        before_last = 2 if ends[-2].lower().endswith(_AND) and len(ordered) > 2 else 1
        ordered = ordered[:-before_last]
    heads = [c for c in ordered if _sign(text, c) is not None] or ordered
    end = _end_of_item(draft, max(ordered, key=lambda c: c.end))
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end]
    if not rest.strip(" \t\r.;,"):
        end += len(rest.rstrip())
    number = _counted(_sign(text, heads[-1]) or "")
    before = f"{_between(text, heads)}{_indent(text, heads[-1])}{number}"
    # An item may be cut into several duties; its end is the last one's.
    stop = not sign and (
        2 * sum(e.endswith((".", ".)")) for e in ends) > len(ends)
        or (ends[-1].endswith(".") and all(e.endswith((";", ".")) for e in ends[-3:]))
    )
    small = bool(sign) and 2 * sum(c.body[:1].islower() for c in ordered) > len(ordered)
    if any(tables.ASIDE.match(c.body) for c in draft.chunks if ordered[-1].end <= c.start < end):
        return None  # on the last item's line stands what is about the posting
    if not before.strip() and "\n" not in before and not _ENDED.search(text[:end].rstrip()):
        return None  # items on one line, with nothing between them
    behind = [c for c in _items_of(draft, everything) if c.start >= end]
    return ListStyle(end, before, stop, form, sign, small, others=tuple(_renumbered(text, behind, number)))


def _without_tail(text: str, items: list[Chunk]) -> list[Chunk]:
    """The items before "other duties as assigned", which ends a list; all where nothing stands before it."""
    kept = len(items)
    while kept and tables.CATCH_ALL.search(items[kept - 1].body) and len(items[kept - 1].body) < tables.LONGEST_TAIL:
        kept -= 1
    # The parts of one item go together.
    while (
        0 < kept < len(items)
        and _sign(text, items[kept]) is None
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
        sign = _sign(text, chunk)
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
        if chunk.start <= last.start and _sign(draft.text, chunk) is not None:
            indent = len(_indent(draft.text, chunk))
        if chunk.start < end:
            continue
        gap = draft.text[end : chunk.start]
        deeper = indent is not None and len(_indent(draft.text, chunk)) > indent
        joined = "\n" not in gap or (gap.count("\n") == 1 and deeper)
        if chunk.layout != "item" or not joined or _sign(draft.text, chunk) is not None:
            break
        end = chunk.end
    return _over_line_ends(draft.text, _full_end(draft.text, end))


def _over_line_ends(text: str, end: int) -> int:
    """The end of an item whose words go on in the next line, as in text taken from a PDF."""
    while not _ENDED.search(text[:end]) and (more := _GOES_ON.match(text, end)) is not None:
        end = more.end()
    return end


def _sign(text: str, chunk: Chunk) -> str | None:
    """The bullet or number of an item with the blanks behind it; None for the later parts of an item."""
    if chunk.body_start <= chunk.start:
        return None
    sign = text[chunk.start : chunk.body_start]
    return sign if _SIGN.fullmatch(sign) else None  # "and " opens a later part


def _counted(sign: str) -> str:
    """The sign of the next item: a number goes up by one."""
    return _NUMBER.sub(lambda n: str(int(n[0]) + 1), sign, count=1)


def _indent(text: str, chunk: Chunk) -> str:
    line = text.rfind("\n", 0, chunk.start) + 1
    before = text[line : chunk.start]
    return before if not before.strip() else ""


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


def _form(duties: Sequence[Chunk]) -> VerbForm:
    """The form of most duties' verbs; the imperative where no other has more."""
    counts: Counter[VerbForm] = Counter()
    for chunk in duties:
        body = chunk.body.lstrip()
        if _ADDRESSED.match(body):
            counts["you will"] += 1
            continue
        shape = form_of_duty(body)
        if shape is not None:
            counts[shape] += 1
    best = max(counts.values(), default=0)
    order: tuple[VerbForm, ...] = ("imperative", "third", "gerund", "you will")
    return next((form for form in order if counts[form] == best), "imperative")
