"""The findings about single words: each word of a posting once, with all the places where it stands.

The tables say which words; here is decided whether one is meant where it stands, and how the finding is put. The same
word in five places is one finding with four related ones: a reader who has understood it once needs no repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jdmatch.check.families.inclusive import cue_tables, word_tables
from jdmatch.check.families.inclusive.lens import Lens, compiled
from jdmatch.check.families.inclusive.role_tables import ROLES
from jdmatch.check.families.inclusive.term import Term
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.leveling.phrases import Hit, PhraseTable
from jdmatch.records import Chunk

_ARTICLE = re.compile(r"\b(an?)(\s+)\Z", re.IGNORECASE)
_VOWELS = "aeiou"
# Ways of saying it, by rule: with a word to put in its place, and without one.
_SAID: dict[str, tuple[str, str]] = {
    "JDM401": ("“{quote}” names one gender; “{instead}” names the work.", "“{quote}” asks for one gender."),
    "JDM404": ("“{quote}” speaks of age.", "“{quote}” speaks of age."),
    "JDM405": (
        "“{quote}” makes a figure of speech of a disability; “{instead}” says it plainly.",
        "“{quote}” makes a figure of speech of a disability, or names people by it.",
    ),
    "JDM406": (
        "“{quote}” asks where somebody grew up; “{instead}” asks how well they know the language.",
        "“{quote}” asks where somebody comes from.",
    ),
    "JDM407": (
        "“{quote}” is slang that readers picture as one kind of person; “{instead}” is plain.",
        "“{quote}” says little about the work, and some readers will not feel meant.",
    ),
    "JDM408": ("“{quote}” is a loaded figure of speech; “{instead}” says the same.", "“{quote}” is a loaded phrase."),
    "JDM409": ("", "“{quote}” asks about private life, not about the work."),
    "JDM410": ("", "“{quote}” asks about looks or faith, not about the work."),
}
_BODY = "“{quote}” describes a body, not what the job does."
_ENERGY = "“{quote}” is often read as “young”."
_CITIZENS = "“{quote}” leaves out others who may lawfully work here."
_RECORD = "“{quote}” shuts out everyone with a record, whatever it has to do with the job."


@cache
def table() -> PhraseTable[Term]:
    """All terms and masks, to be looked up together."""
    return PhraseTable(word_tables.MASKS, (*ROLES, *word_tables.TERMS))


def find(lens: Lens, *, title_too: bool) -> Iterator[Finding]:
    """Findings about words. Roles in the posting's title are left out without ``title_too``."""
    places: dict[tuple[str, str], list[Hit[Term]]] = {}
    for hit in table().find(lens.text):
        if hit.entry.code and _is_meant(lens, hit) and (title_too or not _in_title(lens, hit)):
            # What a body can do is one finding, in however many verbs it is said.
            words = "" if _is_body(hit.entry) else " ".join(lens.text[hit.start : hit.end].lower().split())
            places.setdefault((hit.entry.code, words), []).append(hit)
    for hits in places.values():
        yield _finding(lens.text, hits)
    if title_too:
        yield from _title(lens)
    yield from _ages(lens)


def gendered(title: str) -> list[Hit[Term]]:
    """The words of a job title that name one gender."""
    return [hit for hit in table().find(title) if hit.entry.code == "JDM401"]


def _title(lens: Lens) -> Iterator[Finding]:
    """What a title says that comes from a field and stands nowhere in the text; it has no place to point at."""
    posting = lens.draft.posting
    if posting.title is None or posting.title_span is not None or posting.title.lower() in lens.text.lower():
        return
    for hit in gendered(posting.title)[:1]:
        quote = posting.title[hit.start : hit.end]
        message = _message(hit.entry).format(quote=quote, instead=_as_written(quote, hit.entry.instead))
        yield found("JDM401", 0, 0, f"In the title: {message}", key=quote.casefold())


def _is_body(term: Term) -> bool:
    return term.code == "JDM405" and term.when == "asked"


def _is_meant(lens: Lens, hit: Hit[Term]) -> bool:
    term = hit.entry
    if lens.is_legal(hit.start) or lens.is_denied(hit.start):
        return False
    match term.when:
        case "no name":
            return not lens.is_name(hit.start, hit.end) and not lens.is_part_of_name(hit.start, hit.end)
        case "asked":
            return lens.is_asked(hit.start) and not lens.accommodates and not lens.goes_on(hit.end)
        case "no title":
            return not lens.is_part_of_name(hit.start, hit.end) and not lens.is_quoted(hit.start, hit.end)
        case "no duty":
            return not lens.is_duty(hit.start)
        case "not by law":
            return not lens.is_by_law(hit.start, hit.end)
        case "always":
            return True


def _in_title(lens: Lens, hit: Hit[Term]) -> bool:
    span = lens.draft.posting.title_span
    return hit.entry.code == "JDM401" and span is not None and span.start <= hit.start < span.end


def _finding(text: str, hits: Sequence[Hit[Term]]) -> Finding:
    first = hits[0]
    quote = " ".join(text[first.start : first.end].split())
    instead = _as_written(quote, first.entry.instead)
    message = _message(first.entry).format(quote=quote, instead=instead)
    related = tuple(Related("and here", hit.start, hit.end) for hit in hits[1:])
    return found(first.entry.code, first.start, first.end, message, related=related, fixes=_fixes(text, hits, instead))


def _message(term: Term) -> str:
    if _is_body(term):
        return _BODY
    if term.phrase.startswith("energetic"):
        return _ENERGY
    if term.when == "not by law" and term.code == "JDM406":
        return _CITIZENS
    if term.when == "not by law" and term.code == "JDM409":
        return _RECORD
    return _SAID[term.code][0 if term.instead else 1]


def _fixes(text: str, hits: Sequence[Hit[Term]], instead: str) -> tuple[Fix, ...]:
    if not instead:
        return ()
    edits: list[Edit] = []
    for hit in hits:
        edits.extend(_edits(text, hit.start, hit.end, _as_written(text[hit.start : hit.end], hit.entry.instead)))
    where = "" if len(hits) == 1 else f" in {len(hits)} places"
    return (Fix(f"Write “{instead}”{where}", tuple(edits)),)


def _edits(text: str, start: int, end: int, new: str) -> Iterator[Edit]:
    """The replacement, and before it that of "a" by "an" where the new word asks for it."""
    article = _ARTICLE.search(text, max(0, start - 5), start)
    if article is not None:
        needed = "an" if new[0].lower() in _VOWELS else "a"
        written = article.group(1)
        if written.lower() != needed:
            yield Edit(article.start(1), article.end(1), needed.upper() if written.isupper() and len(written) > 1
                       else needed.capitalize() if written[0].isupper() else needed)  # fmt: skip
    yield Edit(start, end, new)


def _as_written(old: str, new: str) -> str:
    """The new words in the capitals of the old ones."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    if not old[:1].isupper():
        return new
    words = old.split()
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return " ".join(word[:1].upper() + word[1:] for word in new.split(" "))
    return new[:1].upper() + new[1:]


def _ages(lens: Lens) -> Iterator[Finding]:
    """Limits of age, and years of experience that are capped."""
    low = lens.text.lower()
    for cues, pattern, message in (
        (cue_tables.AGE_CUES, cue_tables.AGES, "“{}” sets a limit of age."),
        (cue_tables.CAP_CUES, cue_tables.CAPPED_YEARS, "“{}” caps experience, and with it age."),
    ):
        if not any(cue in low for cue in cues):
            continue
        for chunk, match in _matches(lens, cues, pattern):
            start, end = match.span()
            capped = pattern == cue_tables.CAPPED_YEARS
            meant = lens.is_asked(start) if capped else lens.is_limit(start, end)
            if not meant or lens.is_legal(start) or lens.is_by_law(start, end):
                continue
            if compiled(cue_tables.NO_CAP).search(chunk.text):
                continue
            yield found("JDM404", start, end, message.format(" ".join(match.group().split())))
            break


def _matches(lens: Lens, cues: Sequence[str], pattern: str) -> Iterator[tuple[Chunk, re.Match[str]]]:
    for chunk in lens.draft.chunks:
        low = chunk.text.lower()
        if any(cue in low for cue in cues):
            for match in compiled(pattern).finditer(lens.text, chunk.start, chunk.end):
                yield chunk, match
