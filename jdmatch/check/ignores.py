"""Comments that silence findings: ``<!-- jdmatch: ignore[JDM301] reason -->`` and its kin.

============================  ==========================================================================
``ignore[CODES] reason``      findings of its own line; on a line without text, of the next line with text
``ignore-next-line[CODES]``   findings of the next line with text
``disable[CODES]``            from here …
``enable[CODES]``             … to here, or to the end of the file
``ignore-file[CODES]``        the whole file
============================  ==========================================================================

Codes are separated by commas; a prefix (``JDM3``) stands for all that begin with it, and no brackets for all codes. A
finding of several lines is one of each of them; one about the whole posting is one of its first line with text. Of
``disable`` and ``enable`` the last one before a finding counts that names its code. A comment, or a code in one, that
silenced nothing is reported itself (JDM090), and so is one that can not be read (JDM091) or that names no code
(JDM092): a silencer that nobody looks at hides the next fault, too. What is said of comments no comment silences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jdmatch.check.document import Document, Place
from jdmatch.check.findings import Edit, Finding
from jdmatch.check.rules import RULES
from jdmatch.errors import nearest
from jdmatch.sources.comments import OURS as COMMENT
from jdmatch.sources.comments import cuts

_SAID = re.compile(r"(?P<verb>[a-z-]*)\s*(?P<brackets>\[(?P<codes>[^\]]*)\])?\s*(?P<reason>.*)", re.DOTALL)
_CODE = re.compile(r"JDM\d{1,3}\Z")
_LOOKS_LIKE_CODES = re.compile(r"\[|JDM\d", re.IGNORECASE)
# Findings about comments.
_ABOUT = "JDM09"
VERBS = ("ignore", "ignore-next-line", "ignore-file", "disable", "enable")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment, at ``text[start:end]``: it silences what stands in ``text[low:high]``, for these codes or prefixes
    (none: for all). ``fault`` says why it can not be read, "" where it can."""

    start: int
    end: int
    verb: str
    codes: tuple[str, ...]
    reason: str
    low: int
    high: int
    fault: str = ""

    def reaches(self, place: Place) -> bool:
        """Whether something stands where it silences."""
        if self.fault:
            return False
        if self.verb in ("disable", "enable"):
            return self.low <= place.start
        return place.start < self.high and max(place.end, place.start + 1) > self.low

    def names(self, code: str) -> str | None:
        """What in it stands for a code: the code, a prefix, "" where it names none; None where nothing does."""
        if not self.codes:
            return ""
        return max((one for one in self.codes if code.startswith(one)), key=len, default=None)

    @property
    def shown_codes(self) -> str:
        """Its codes as they stand in brackets."""
        return f"[{', '.join(self.codes)}]" if self.codes else ""


@dataclass(frozen=True, slots=True)
class Unused:
    """Those ``codes`` of a comment that silenced nothing; ``whole`` where that is all of it."""

    ignore: Ignore
    codes: tuple[str, ...]
    whole: bool


def find(document: Document) -> tuple[Ignore, ...]:
    """The comments of a file, in order. Files without characters of their own have none."""
    if not document.own:
        return ()
    return tuple(_paired([_read(document, match) for match in COMMENT.finditer(document.text)]))


def _read(document: Document, match: re.Match[str]) -> Ignore:
    said = _SAID.match(match["said"].strip())
    # Every part of the pattern may be empty, so that it always fits.
    verb, brackets, reason = (said["verb"], said["codes"], said["reason"]) if said else ("", None, "")
    codes = tuple(dict.fromkeys(c.strip().upper() for c in (brackets or "").split(",") if c.strip()))
    low, high = _range(document, verb, match)
    read = Ignore(match.start(), match.end(), verb, codes, reason, low, high)
    return replace(read, fault=_fault(read, brackets=brackets is not None))


def _fault(read: Ignore, *, brackets: bool) -> str:
    """What is wrong with it, as sentences."""
    if read.verb not in VERBS:
        said = f"'{read.verb}' is" if read.verb else "what it says is"
        return f"{said} none of {', '.join(VERBS)}."
    if brackets and not read.codes:
        return "there is no code in its brackets."
    if not brackets and _LOOKS_LIKE_CODES.match(read.reason):
        return f"codes stand in brackets, as in {read.verb}[JDM301]."
    for code in read.codes:
        if not _CODE.match(code):
            return f"'{code}' is no code like JDM301."
        if code.startswith(_ABOUT):
            return f"{code} is about comments, and no comment silences it. Leave it out with --ignore."
        if not any(known.startswith(code) for known in RULES):
            return f"no rule has a code {code}.{nearest(code, list(RULES))}"
    return ""


def _range(document: Document, verb: str, match: re.Match[str]) -> tuple[int, int]:
    if verb == "ignore-file":
        return 0, len(document.text) + 1
    if verb in ("disable", "enable"):
        return match.end(), len(document.text) + 1
    first, last = document.line_of(match.start()), document.line_of(match.end())
    if verb == "ignore-next-line" or document.read_lines.isdisjoint(range(first, last + 1)):
        first = last = min((n for n in document.read_lines if n > last), default=last)
    return document.start_of(first), document.start_of(last + 1) + (last == document.lines)


def _paired(found: Sequence[Ignore]) -> Iterator[Ignore]:
    """An ``enable`` that ends nothing is at fault."""
    for i, one in enumerate(found):
        if one.verb == "enable" and not one.fault and not any(_ends(one, other) for other in found[:i]):
            yield replace(one, fault="there is no 'disable' of the same codes before it.")
        else:
            yield one


def _ends(enable: Ignore, other: Ignore) -> bool:
    """Whether an ``enable`` is about some of the codes of a ``disable``."""
    if other.verb != "disable" or other.fault:
        return False
    both = [(a, b) for a in enable.codes for b in other.codes]
    return not enable.codes or not other.codes or any(a.startswith(b) or b.startswith(a) for a, b in both)


def silences(ignores: Sequence[Ignore], code: str, place: Place) -> bool:
    """Whether comments silence a finding."""
    return any(True for _ in _silencing(ignores, code, place))


def apply(
    ignores: Sequence[Ignore], findings: Sequence[tuple[Finding, Place]]
) -> tuple[list[tuple[Finding, Place]], list[Unused]]:
    """The findings that are left, and the comments and codes that silenced none of them."""
    used: set[tuple[int, str]] = set()
    left = []
    for finding, place in findings:
        silenced = list(_silencing(ignores, finding.code, place))
        used.update(silenced)
        if not silenced:
            left.append((finding, place))
    return left, list(_unused(ignores, used))


def _silencing(ignores: Sequence[Ignore], code: str, place: Place) -> Iterator[tuple[int, str]]:
    """The comments that silence a finding, by number, each with what in it stands for the code."""
    switch: tuple[int, str] | None = None
    for i, one in enumerate(ignores):
        named = one.names(code)
        if named is None or not one.reaches(place):
            continue
        if one.verb in ("disable", "enable"):
            switch = (i, named) if one.verb == "disable" else None
        else:
            yield i, named
    if switch is not None:
        yield switch


def _unused(ignores: Sequence[Ignore], used: set[tuple[int, str]]) -> Iterator[Unused]:
    numbers = {i for i, _ in used}
    for i, one in enumerate(ignores):
        if one.fault:
            continue
        if one.verb == "enable":
            # It is of use to the blocks that it ends.
            if not any(n < i and _ends(one, ignores[n]) for n in numbers):
                yield Unused(one, one.codes, whole=True)
        elif i not in numbers:
            yield Unused(one, one.codes, whole=True)
        elif codes := tuple(c for c in one.codes if (i, c) not in used):
            yield Unused(one, codes, whole=False)


def removal(document: Document, unused: Unused) -> Edit:
    """The edit that takes a comment out, with its line where there is nothing else on it, or those of its codes that
    are not needed."""
    one = unused.ignore
    if not unused.whole:
        kept = replace(one, codes=tuple(c for c in one.codes if c not in unused.codes))
        said = document.text[one.start : one.end]
        low, high = said.index("["), said.index("]") + 1
        return Edit(one.start + low, one.start + high, kept.shown_codes)
    start, end = next(cuts(document.text, [(one.start, one.end)]))
    return Edit(start, end, "")
