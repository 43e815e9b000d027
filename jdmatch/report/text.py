"""How text and figures are put before a reader: hostile characters made visible, lines cut at words, numbers in words.

A posting may hold anything: escape codes that would drive a terminal, direction overrides that would turn a line
round, halves of surrogate pairs that no file can hold. ``clean`` replaces each with a visible sign before any report
shows it; what a surface needs beyond that (HTML entities, Markdown backslashes) is the surface's own affair. Figures
are never printed bare: ``percent`` says "under 1 %" where rounding would claim a certainty that is not there.
"""

from __future__ import annotations

import re

# Controls except tab and newline, C1 controls, direction embeddings, overrides and isolates, lone surrogates,
# noncharacters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BLANK = re.compile(r"\s+")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text with every kind of line end as a newline and every character that could act on a screen instead of
    standing on it replaced: C0 controls by their pictures (␛), all others by �. Tabs and newlines stay."""
    return _UNSAFE.sub(_visible, _LINE_END.sub("\n", text))


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def one_line(text: str) -> str:
    """``clean`` text on one line: every run of blank space is one space."""
    return _BLANK.sub(" ", clean(text)).strip()


def clip(text: str, length: int) -> str:
    """The text cut behind a word so that, with its ``…``, it has at most ``length`` characters."""
    if len(text) <= length:
        return text
    head = text[:length].rpartition(" ")[0]
    kept = head if len(head) > length // 2 else text[: length - 1]
    return kept.rstrip(" ,;:–—-") + "…"


def headline(statement: str, length: int = 60) -> str:
    """A short name for a statement: the object of "OBJECT — verb …", else its first words, without a full stop."""
    line = one_line(statement).removesuffix(".")
    start, dash, _ = line.partition(" — ")
    return clip(start if dash and len(start) <= length else line, length)


def whole_percent(value: float) -> int:
    """A share as a whole number of per cent, halves up (Python's own rounding sends 0.125 and 0.375 different ways)."""
    return int(value * 100 + 0.5 + 1e-9)


def percent(value: float) -> str:
    """A share as "62 %". Shares that only rounding makes nothing or all are "under 1 %" and "over 99 %"."""
    if 0 < value < 0.005:
        return "under 1 %"
    if 0.995 <= value < 1:
        return "over 99 %"
    return f"{whole_percent(value)} %"


def percent_range(low: float, high: float) -> str:
    """Two shares as "51–70 %"; one where both round alike."""
    a, b = whole_percent(low), whole_percent(high)
    return f"{a} %" if a == b else f"{a}–{b} %"


def points(value: float) -> str:
    """A difference of two shares as "38 points"."""
    n = max(whole_percent(value), 1)
    return f"{n} point" if n == 1 else f"{n} points"


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 statement", "1,240 characters"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listed(parts: list[str], joint: str = "and") -> str:
    """Parts as running text: "a, b and c"."""
    return f" {joint} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
