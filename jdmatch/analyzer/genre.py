"""Whether a text is a job posting at all, and if it is none, why not.

Sentences that tell somebody to do something stand in postings, and in manuals, licences, recipes and house rules as
well, so duties alone prove nothing. What tells them apart is what else they speak of: a posting speaks of a job, of the
one who is looked for, of pay and applying; the others of files, of licensors, of tablespoons. Both are counted in kinds
of cues (``genre_tables``). A text is refused where another genre has more to say for itself than the posting has, or
where no word of a job stands beside few duties; and it is taken, with or without duties, where somebody is looked for.
None of 2,054 real postings with duties is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from jdmatch.analyzer import genre_tables as tables
from jdmatch.chunking.patterns import LazyPattern
from jdmatch.chunking.verbs import form_of
from jdmatch.records import Chunk, Section, SectionKind

NO_DUTIES = "no part of it says what the holder of the job does or must have"
NO_JOB = "nothing in it speaks of a job, of pay, or of somebody who is looked for"
# So many kinds of cues make another genre likely.
_LIKELY = 3
# So many are enough where no word of a job stands against them.
_ALONE = 2
# With so many of a job only a letter of application is still thought of.
_PLENTY = 8
# It speaks of the same job, and says "I": so many kinds of cues are enough, whatever else is said.
_LETTER = 3
# A posting without duties must at least look for somebody, and say so many things about that and about the job.
_SAID = 3
# Without a word of a job, so large a part of the text must be orders: a bare list of duties is welcome.
_MOSTLY = 0.5
_SHORTEST = 20
# The headings of a posting say as much as so many kinds of cues.
_HEADED: dict[SectionKind, int] = {"responsibilities": 2, "requirements": 1, "benefits": 1, "application": 1}
_SPANS = LazyPattern(
    r"\b(?:19|20)\d\d\s?(?:[-–—]|to)\s?(?:[a-z]{3,9}\.? )?(?:(?:19|20)\d\d|present|now|today|current)\b"
)
_QUOTED = 3


def reason_against(text: str, sections: Sequence[Section], chunks: Sequence[Chunk]) -> str | None:
    """Why ``text``, taken apart into ``sections`` and ``chunks``, is no job posting, as the end of "… does not look
    like a job posting:"; None where it is one."""
    low = f" {' '.join(text.lower().split())} "
    hiring = _said(low, tables.HIRING)
    posting = _said(low, tables.POSTING)
    told = len(hiring) + len(posting) + sum(_HEADED.get(kind, 0) for kind in {s.kind for s in sections if s.heading})
    other = _other(low, told, hiring)
    if other is not None:
        return other
    if all(c.kind == "other" for c in chunks):
        return None if hiring and told >= _SAID else NO_DUTIES
    listed = sum(len(c.text.split()) for c in chunks if c.kind != "other" and _is_order(c))
    if told == 0 and listed < _MOSTLY * max(_SHORTEST, len(text.split())):
        return NO_JOB
    return None


def _is_order(chunk: Chunk) -> bool:
    """Whether a chunk is an item of a list or begins with what is to be done."""
    first = form_of(chunk.text.split(maxsplit=1)[0].lower())
    return chunk.layout == "item" or (first is not None and first.firm)


def _other(low: str, told: int, hiring: list[str]) -> str | None:
    """What other genre the text is of, with the words that show it."""
    for name, groups in tables.OTHERS if told < _PLENTY else tables.OTHERS[:1]:
        said = _said(low, groups)
        if len(said) < (_LIKELY if told else _ALONE):
            continue
        if name == tables.LETTER_NAME:
            is_other = len(said) > _LETTER or not hiring
        elif name == tables.RESUME_NAME:
            is_other = not hiring and sum(1 for _ in _SPANS.finditer(low)) > 1
        else:
            is_other = len(said) > told
        if is_other:
            quoted = ", ".join(f"“{cue.strip()}”" for cue in said[:_QUOTED])
            return f"it reads like {name} ({quoted})"
    return None


def _said(low: str, groups: tables.Groups) -> list[str]:
    """The first cue of each group that stands in the text."""
    firsts = (next((cue for cue in group if cue in low), None) for group in groups)
    return [cue for cue in firsts if cue is not None]
