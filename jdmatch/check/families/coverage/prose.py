"""Duties told in running text, and how one more is told there: as a full sentence behind the last, with the subject
that the others have ("The candidate will prepare …")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.check.sentences import VerbForm, form_of_duty
from jdmatch.records import Chunk

_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)$")
_REST = re.compile(r"[^\n.!?]*[.!?](?=\s|$)")


# A word with a capital in mid-sentence, behind a small one: "… in the ledger Answer questions".
GLUED = re.compile(r"(?<=[a-z]) ?(?=[A-Z][a-z]{2,} [a-z])")


def speaks(text: str, chunk: Chunk) -> bool:
    """Whether a sentence says what somebody will do."""
    return chunk.layout == "sentence" and tables.SUBJECT.match(text, chunk.start) is not None


def style_of(draft: Draft, duties: Sequence[Chunk], form: VerbForm) -> ListStyle | None:
    """One more sentence behind the last duty; None where text goes on there with no sign between."""
    text = draft.text
    ordered = sorted(duties, key=lambda c: c.start)
    while len(ordered) > 1 and tables.CATCH_ALL.search(ordered[-1].body) and _begins(text, ordered[-1]):
        ordered.pop()
    subject = _subject(draft, ordered)
    end = max(c.end for c in ordered)
    written = text[:end].rstrip()
    rest = _REST.match(text, end)
    if written.endswith((".", "!", "?")):
        return ListStyle(end, " ", True, form, subject=subject)
    if rest is not None:
        # A duty that is a clause of its sentence: the sentence is finished first.
        return ListStyle(rest.end(), " ", True, form, subject=subject)
    if text[end:].split("\n", 1)[0].strip():
        return None
    return ListStyle(end, ". ", True, form, subject=subject)


def _begins(text: str, chunk: Chunk) -> bool:
    """Whether a chunk begins a sentence."""
    return _SENTENCE_START.search(text[max(0, chunk.start - 8) : chunk.start]) is not None


def _subject(draft: Draft, duties: Sequence[Chunk]) -> str:
    """Who does the duties. "" where their sentences begin with the verb, or say "you" themselves."""
    text = draft.text
    found: Counter[str] = Counter()
    plain = 0
    for chunk in duties:
        start = max(text.rfind(sign, 0, chunk.start + 1) + 1 for sign in ".!?\n")
        spoken = tables.SUBJECT.match(text, start)
        if spoken is not None:
            found[" ".join(spoken["who"].split())] += 1
        elif _begins(text, chunk) and form_of_duty(chunk.body) is not None:
            plain += 1
    if not found:
        return "" if 2 * plain >= len(duties) else "You" if tables.ADDRESSED.search(text) else tables.ANYONE
    best = max(found.values())
    return "" if plain > best else next(who for who, n in found.items() if n == best)
