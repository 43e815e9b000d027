"""Which lines of a mail are the writer's words, which are an earlier mail's, and which are nobody's.

People forward postings, answer them, sign them, and their mail systems add warnings; all of it is one text. Each line
gets a role here, by the marks that mail programs leave (quote marks, "On … wrote:", a forwarded header) and by what
signatures and notices look like. ``choose`` then decides where the posting is: below the header in a forwarded mail,
above the quotes in an answer, unless there is too little of it there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jdmatch.sources import mail_tables as tables

Role = Literal["own", "earlier", "quoted", "head", "signature", "notice"]
_POSTING_WORDS = 40
_SURE_WORDS = 120
_SHARE = 3
_BEFORE_SIGNATURE = 20


@dataclass(frozen=True, slots=True)
class Split:
    """Roles line by line; ``forwarded`` says that the earlier mail was passed on, ``subject`` is that mail's."""

    roles: tuple[Role, ...]
    forwarded: bool = False
    subject: str = ""

    def words(self, lines: Sequence[str]) -> Counter[Role]:
        """How many words stand in lines of each role."""
        counts: Counter[Role] = Counter()
        for role, line in zip(self.roles, lines, strict=True):
            counts[role] += len(line.split())
        return counts


def split(lines: Sequence[str], *, whole: bool = False) -> Split:
    """The roles of a mail's lines; ``whole``: each line is a paragraph, as in HTML."""
    roles: list[Role] = ["own"] * len(lines)
    forwarded, subject = False, ""
    current: Role = "own"
    i = 0
    while i < len(lines):
        line = lines[i]
        marker = tables.EARLIER.match(line.strip())
        size, fields = _header(lines, i + 1 if marker else i)
        if marker or size:
            stop = i + bool(marker) + size
            forwarded = forwarded or bool(marker and marker["forwarded"])
            subject = subject or fields.get("subject", "")
            roles[i:stop] = ["head"] * (stop - i)
            current, i = "earlier", stop
            continue
        if size := _attribution(lines, i):
            roles[i : i + size] = ["head"] * size
            i += size
            # Below it every line is marked, or none is and all the rest is the earlier mail.
            following = next((lines[j] for j in range(i, len(lines)) if lines[j].strip()), "")
            current = current if tables.QUOTED.match(following) else "earlier"
            continue
        roles[i] = "quoted" if tables.QUOTED.match(line) else current
        i += 1
    _notices(lines, roles, whole)
    for role in ("own", "earlier"):
        _signature(lines, roles, role)
    return Split(tuple(roles), forwarded, subject)


def choose(found: Split, lines: Sequence[str], *, forwarded: bool) -> Role:
    """The role of the lines that are the posting."""
    words = found.words(lines)
    others = words["earlier"] + words["quoted"]
    order: tuple[Role, ...] = ("own", "earlier", "quoted")
    if forwarded or found.forwarded:
        order = ("earlier", "quoted", "own")
    elif words["own"] >= _SURE_WORDS or (words["own"] >= _POSTING_WORDS and words["own"] * _SHARE >= others):
        return "own"
    first = order[0]
    if words[first] >= _POSTING_WORDS and first != "own":
        return first
    return max(order, key=lambda role: (words[role], -order.index(role)))


def _header(lines: Sequence[str], at: int) -> tuple[int, dict[str, str]]:
    """How many lines from ``at`` on are an earlier mail's header, and its fields; none where too few are."""
    fields: dict[str, str] = {}
    i = end = at
    blank = 0
    while i < min(len(lines), at + tables.HEAD_LINES) and blank < 2:
        match = tables.HEAD_FIELD.match(lines[i])
        if match:
            fields.setdefault(match["name"].lower(), match["value"].strip(" *"))
            end, blank = i + 1, 0
        elif not lines[i].strip():
            blank += 1
            if fields:
                break
        elif not fields or not lines[i][:1].isspace():
            break
        i += 1
    whole = len(fields) >= tables.HEAD_FEWEST and all(fields.keys() & names for names in tables.HEAD_MUST)
    return (end - at, fields) if whole else (0, {})


def _attribution(lines: Sequence[str], at: int) -> int:
    if not tables.ATTRIBUTION_START.match(lines[at]):
        return 0
    for size in range(1, tables.ATTRIBUTION_LINES + 1):
        joined = " ".join(line.strip() for line in lines[at : at + size])
        if tables.ATTRIBUTION.match(joined):
            return size
    return 0


def _notices(lines: Sequence[str], roles: list[Role], whole: bool) -> None:
    paragraph = False
    for i, line in enumerate(lines):
        text = tables.QUOTE_MARKS.sub("", line).strip()
        if not text:
            paragraph = False
        elif paragraph or tables.NOTICE_PARAGRAPH.match(text):
            paragraph = not whole
            roles[i] = "notice"
        elif tables.NOTICE_LINE.match(text):
            roles[i] = "notice"


def _signature(lines: Sequence[str], roles: list[Role], role: Role) -> None:
    """Mark the signature at the end of the lines of a role: below a rule, or below "Best regards," where what follows
    is as short as signatures are."""
    mine = [i for i, found in enumerate(roles) if found == role]
    filled = [i for i in mine if lines[i].strip()]
    before = sum(len(lines[i].split()) for i in filled)
    after = 0
    start = None
    for i in reversed(filled[-tables.SIGNATURE_LINES :]):
        text = lines[i].strip()
        count = len(text.split())
        before, after = before - count, after + count
        if after > tables.SIGNATURE_WORDS or before < _BEFORE_SIGNATURE:
            break
        if tables.SIGNATURE_RULE.match(text) or tables.CLOSING.match(text):
            start = i
    for i in mine:
        if start is not None and i >= start:
            roles[i] = "signature"
