"""How the draft's own list of duties is written, so that a new item looks like one of it: sign, indent, blank lines
between items, full stop or none, the form of the verbs, and where the list ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from jdmatch.check.draft import Draft
from jdmatch.check.findings import Edit
from jdmatch.check.sentences import VerbForm, form_of_duty
from jdmatch.records import Chunk, Section

_SIGN = re.compile(r"\s*(?:[^\w\s]{1,2}|\(?(?:\d{1,3}|[A-Za-z])[.):])\s*")
_NUMBER = re.compile(r"\d+")
_ADDRESSED = re.compile(r"\W*(?:in this role,? |here,? )?you(?:[’']ll| will| shall| would)?(?: be)? ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListStyle:
    """``at``: the offset at which a new item is inserted; ``before``: what is written there ahead of its sentence;
    ``stop``: whether items end in a full stop; ``form``: the form of their verbs."""

    at: int
    before: str
    stop: bool
    form: VerbForm

    def edit(self, told: str) -> Edit:
        """The insertion of one more item."""
        return Edit(self.at, self.at, self.before + told)


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
    duties = [c for c in draft.duties if c.section == section.id]
    items = [c for c in duties if c.layout == "item"]
    form = _form(duties)
    if 2 * len(items) >= len(duties):
        return _of_items(draft, items, form)
    return _of_sentences(draft.text, duties, form)


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


def _of_items(draft: Draft, items: Sequence[Chunk], form: VerbForm) -> ListStyle:
    text = draft.text
    ordered = sorted(items, key=lambda c: c.start)
    heads = [c for c in ordered if _sign(text, c) is not None] or ordered
    last = heads[-1]
    end = _end_of_item(draft, max(ordered, key=lambda c: c.end))
    line_end = text.find("\n", end)
    rest = text[end : len(text) if line_end < 0 else line_end]
    if not rest.strip(" \t\r.;"):
        end += len(rest.rstrip())
    sign = _sign(text, last) or ""
    before = f"{_between(text, heads)}{_indent(text, last)}{_counted(sign)}"
    # An item may be cut into several duties; its end is the last one's.
    ends = [text[c.start : c.end].rstrip() for c in ordered]
    stop = 2 * sum(e.endswith((".", ".)")) for e in ends) > len(ends) or (
        ends[-1].endswith(".") and all(e.endswith((";", ".")) for e in ends[-3:])
    )
    return ListStyle(end, before, stop, form)


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


def _of_sentences(text: str, duties: Sequence[Chunk], form: VerbForm) -> ListStyle:
    """Duties told in running text: one more sentence behind the last."""
    end = max(c.end for c in duties)
    written = text[:end].rstrip()
    # A duty that is the last clause of its sentence: the sentence is finished first.
    rest = re.match(r"[^\n.!?]*[.!?](?=\s|$)", text[end:])
    if not written.endswith((".", "!", "?", ";", ":")) and rest is not None:
        return ListStyle(end + rest.end(), " ", True, form)
    gap = " " if written.endswith((".", "!", "?")) else ". "
    return ListStyle(end, gap, True, form)


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
