"""Comments in a text: what its writer sees and its reader does not.

In Markdown every ``<!-- … -->`` is one, since whoever reads the page never sees it. A plain text is read as it stands,
so there only jdmatch's own comments (``<!-- jdmatch: ignore[JDM301] … -->``) are left out. A line that held nothing
but comments goes with its end, and its bullet with it; elsewhere a comment goes with the blanks beside it, so that
none is doubled and none is left at the end of a line. A comment that is never closed is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jdmatch.sources.maps import MapBuilder, Mapped

OPEN, CLOSE = "<!--", "-->"
# One of jdmatch's own; it may run over several lines, but not over the beginning of another.
OURS = re.compile(r"<!--\s*jdmatch\s*:(?P<said>(?:(?!<!--|-->).)*)-->", re.DOTALL | re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
# What is left of a line that held comments, where that is nothing: quotation marks and a bullet.
_NOTHING = re.compile(r"[ \t>]*(?:(?:[*+\u2022\u25aa\u25cf\u00b7\u2013-]|\d{1,3}[.)])[ \t]*)?\Z")
_BLANK = " \t"

Range = tuple[int, int]


def without_comments(origin: Mapped, *, markdown: bool) -> Mapped:
    """The text without its comments. The same ``Mapped`` comes back where there are none."""
    if OPEN not in origin.text:
        return origin
    found = list(_every(origin.text)) if markdown else [m.span() for m in OURS.finditer(origin.text)]
    if not found:
        return origin
    builder, at = MapBuilder(), 0
    for low, high in cuts(origin.text, found):
        builder.add(origin, at, low)
        at = high
    builder.add(origin, at)
    return builder.build()


def holds_nothing(line: str) -> bool:
    """Whether what is left of a line without its comments is no text."""
    return _NOTHING.match(line) is not None


def _every(text: str) -> Iterator[Range]:
    low = text.find(OPEN)
    while low >= 0:
        end = text.find(CLOSE, low + 2)  # "<!-->" is a comment, too
        if end < 0:
            return
        yield low, end + len(CLOSE)
        low = text.find(OPEN, end + len(CLOSE))


def cuts(text: str, found: Sequence[Range]) -> Iterator[Range]:
    """What goes when comments go, in order: those of the same lines are looked at together."""
    i = 0
    while i < len(found):
        start = max(text.rfind("\n", 0, found[i][0]), text.rfind("\r", 0, found[i][0])) + 1
        group, end = [found[i]], _end_of_line(text, found[i][1])
        while i + len(group) < len(found) and found[i + len(group)][0] < end[0]:
            group.append(found[i + len(group)])
            if group[-1][1] > end[0]:
                end = _end_of_line(text, group[-1][1])
        i += len(group)
        edges = [start, *(edge for span in group for edge in span), end[0]]
        kept = [text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)]
        if holds_nothing("".join(kept)):
            yield start, end[1]
        else:
            yield from _inside(group, kept)


def _inside(group: Sequence[Range], kept: Sequence[str]) -> Iterator[Range]:
    """The comments of a line that has text, each with the blanks that would be one too many: those around it where
    nothing follows on the line, those behind it where one stands before it or the line begins with it. ``kept`` is the
    line without its comments, cut where they were."""
    text_ends = max(n for n, piece in enumerate(kept) if piece.strip(_BLANK))
    before = " "
    for n, (low, high) in enumerate(group):
        before = kept[n][-1:] or before
        if n == text_ends:
            yield low - _blanks(kept[n][::-1]), group[-1][1] + _blanks(kept[-1])
            return
        yield low, high + (_blanks(kept[n + 1]) if before in _BLANK else 0)


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip(_BLANK))


def _end_of_line(text: str, at: int) -> Range:
    """Where the line's end begins and where it ends."""
    match = _LINE_END.search(text, at)
    return match.span() if match else (len(text), len(text))
