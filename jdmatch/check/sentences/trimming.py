"""What a sentence for a posting leaves out of a statement: under whose eye, how freely and in what kind of place.

Such phrases tell the level (``jdmatch.leveling`` reads them), and in a posting they are said once for the job.
"""

from __future__ import annotations

import re
from functools import cache

from jdmatch.check.sentences import tables
from jdmatch.leveling.cue import TextCue
from jdmatch.leveling.texts import read_text

_LEVEL_GROUPS = frozenset(("received", "autonomy"))
_SPACE = re.compile(r"\s+")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in (*tables.SUPERVISED, *tables.SETTING))


@cache
def _alone() -> tuple[tuple[re.Pattern[str], str], ...]:
    alone = tables.ALONE
    return (
        (re.compile(rf"\b(\w+ly) and {alone}\b", re.IGNORECASE), r"\1"),
        (re.compile(rf"\b{alone} and (\w+ly)\b", re.IGNORECASE), r"\1"),
        # "drive independently and report delays": without the adverb, the delays would be driven, too.
        (re.compile(rf"(?<=\w) {alone}(?= and [a-z]+ (?:the|a|an|any|all|\w+s)\b)", re.IGNORECASE), ","),
        # "independently validated" is about something else.
        (re.compile(rf"(?<=\w) {alone}(?! (?:\w+ed|and|or)\b)\b", re.IGNORECASE), ""),
    )


def trimmed(text: str, fewest: int = 2) -> str:
    """The text without phrases of supervision, autonomy and setting; as it was where fewer words would be left."""
    out = text
    for pattern, instead in _alone():
        out = pattern.sub(instead, out)
    for pattern in _patterns():
        out = pattern.sub(" ", out)
    for hit in reversed(read_text(out).cues):
        if (
            isinstance(hit.entry, TextCue)
            and hit.entry.group in _LEVEL_GROUPS
            and _is_supervision(out, hit.start, hit.end)
        ):
            out = out[: hit.start] + " " + out[hit.end :]
    out = _tidied(out)
    return out if len(out.split()) >= fewest else text


def _is_supervision(text: str, start: int, end: int) -> bool:
    """Whether a cue is a whole phrase about supervision, behind which nothing hangs."""
    quote = text[start:end].lower()
    named = any(word in quote for word in ("supervision", "guidance", "oversight", "instruction", "direction"))
    return named and quote.startswith(("under ", "with ", "without ")) and not text[end:].lstrip().startswith("of ")


def _tidied(text: str) -> str:
    out = _SPACE.sub(" ", text)
    out = re.sub(r" (?=[,;.])", "", out)
    out = re.sub(r"(?:,\s*)+,", ",", out)
    out = re.sub(r"(?:,|;|\b(?:and|or))\s*$", "", out.strip())
    return out.strip(" ,;")
