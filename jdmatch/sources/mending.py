"""Mojibake is mended before anything else, and the mended text still knows its place in the file.

``weâ€™ll`` is the UTF-8 of ``we’ll`` read in the wrong encoding, often long ago and by somebody else. ftfy recognises
and reverses it; of ftfy's repairs only those of encoding are used, since uncurling quotes or composing characters
would change a text that is not broken. ftfy returns a string, so the two strings are aligned here: what is equal on
both sides is exact, each garbled stretch maps as a whole to what it became.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jdmatch.records import Diagnostic
from jdmatch.sources.maps import MapBuilder, Mapped

# ftfy takes a tenth of a second to import, and needs to see a line only when two characters beyond ASCII meet (of
# which one is not ordinary typography), when a letter stands before a space that was a byte of it, or at a C1 control.
_TYPOGRAPHY = (
    "\xa0\xad\u00b7\u2010-\u2015\u2026\u2018-\u201d\u2022\u00ae\u2122\u00a9\u00b0\u25aa\u25cf\u25cb\u25a0\u2192"
)
_SUSPECT = re.compile(
    rf"[\x80-\x9f]|[^\x00-\x7f{_TYPOGRAPHY}][^\x00-\x7f]|[^\x00-\x7f][^\x00-\x7f{_TYPOGRAPHY}]|[\u0152\u0153\u00c2\u00c3]"
)
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[a-zA-Z][a-zA-Z0-9]{1,24});")
_LINE = re.compile(r"[^\n]*\n?")
_ANCHOR = 2
_REACH = 48
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after mending; ``count`` garbled stretches were mended. ``example`` is the first of them before and
    after, ``span`` where it stands in the mended text."""

    mapped: Mapped
    count: int = 0
    example: tuple[str, str] = ("", "")
    span: tuple[int, int] = (0, 0)


def mend(origin: Mapped) -> Mended:
    """Mend every line of a text. The same ``Mapped`` comes back where nothing was garbled."""
    if origin.text.isascii() or not _SUSPECT.search(origin.text):
        return Mended(origin)
    builder, count, example, span = MapBuilder(), 0, ("", ""), (0, 0)
    for match in _LINE.finditer(origin.text):
        line = match.group()
        fixed = _fixed(line)
        if fixed == line:
            builder.add(origin, *match.span())
            continue
        for low, high, text in _align(line, fixed):
            before = line[low:high]
            if text != before:
                if not count:
                    example, span = (before, text), (builder.length, builder.length + len(text))
                count += 1
            builder.put(text, origin, match.start() + low, match.start() + high)
    return Mended(builder.build(), count, example, span) if count else Mended(origin)


def unescape(origin: Mapped) -> Mapped:
    """Character references (``&amp;``, ``&#8217;``) read as the characters they stand for: in a text that is no HTML
    they are what is left of some."""
    if not _REFERENCE.search(origin.text):
        return origin
    builder, at = MapBuilder(), 0
    for match in _REFERENCE.finditer(origin.text):
        builder.add(origin, at, match.start())
        builder.put(_meaning(match.group()), origin, match.start(), match.end())
        at = match.end()
    builder.add(origin, at)
    return builder.build()


def _meaning(reference: str) -> str:
    import html.entities

    from jdmatch.sources import references

    # html.unescape also reads "&notaname;" as "¬aname;", as browsers do; in a text only whole names count.
    known = reference.startswith("&#") or reference[1:] in html.entities.html5
    return references.unescape(reference) if known else reference


def mend_string(text: str) -> str:
    """A string that needs no map (a title of a field), mended."""
    return mend(Mapped.verbatim(text)).mapped.text


def notes(parts: Sequence[tuple[int, Mended]]) -> tuple[Diagnostic, ...]:
    """The JDM016 note for a text that was mended; nothing for one that was not. ``parts`` are the pieces that the text
    was put together from, each with its offset in it."""
    count = sum(mended.count for _, mended in parts)
    if not count:
        return ()
    at, first = next((at, mended) for at, mended in parts if mended.count)
    before, after = first.example
    places = "place" if count == 1 else "places"
    message = (
        f"Garbled characters were mended in {count} {places}, the first: {before.strip()!r} is read as "
        f"{after.strip()!r}. Save the source as UTF-8 to keep them from coming back."
    )
    return (Diagnostic("JDM016", "note", message, at + first.span[0], at + first.span[1]),)


def _fixed(line: str) -> str:
    if line.isascii() or not _SUSPECT.search(line):
        return line
    from ftfy import fix_encoding
    from ftfy.fixes import fix_c1_controls

    fixed = str(fix_c1_controls(fix_encoding(line)))
    # A line end must stay where it is: the offsets of every later line hang on it.
    return fixed if fixed.count("\n") == line.count("\n") else line


def _align(old: str, new: str) -> list[tuple[int, int, str]]:
    """Cut two strings into (start, end, replacement) over ``old``, in order and without gaps: equal stretches and,
    between them, the shortest replaced ones after which both sides agree for ``_ANCHOR`` characters."""
    out: list[tuple[int, int, str]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        run = _common(old, i, new, j)
        if run:
            out.append((i, i + run, new[j : j + run]))
            i, j = i + run, j + run
            continue
        skip_old, skip_new = _resume(old, i, new, j)
        out.append((i, i + skip_old, new[j : j + skip_new]))
        i, j = i + skip_old, j + skip_new
    return out


def _common(old: str, i: int, new: str, j: int) -> int:
    run, most = 0, min(len(old) - i, len(new) - j)
    # Garbled places are few and far between: what is alike is compared in blocks, and only the last one by character.
    while run + _BLOCK <= most and old.startswith(new[j + run : j + run + _BLOCK], i + run):
        run += _BLOCK
    while run < most and old[i + run] == new[j + run]:
        run += 1
    return run


def _resume(old: str, i: int, new: str, j: int) -> tuple[int, int]:
    """How many characters to replace on both sides until they agree again; the rest of both where they never do."""
    for total in range(1, 2 * _REACH):
        # The garbled side is the longer one: try its longest share first.
        for skip_new in range(total // 2 + 1):
            skip_old = total - skip_new
            left, right = old[i + skip_old : i + skip_old + _ANCHOR], new[j + skip_new : j + skip_new + _ANCHOR]
            at_ends = i + skip_old >= len(old) and j + skip_new >= len(new)
            if at_ends or (left and left == right):
                # A stretch that became nothing ("Âº" → "º") takes its neighbour along, to be worth showing.
                return (skip_old, skip_new) if skip_new or not right else (skip_old + 1, 1)
    return len(old) - i, len(new) - j
