"""Paragraphs that are too long, sentences that are too hard, postings that are too short or too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jdmatch.check.families.clarity.duty_tables import STATUTORY, WALL_WORDS
from jdmatch.check.families.clarity.page import Block, Page
from jdmatch.check.families.clarity.syllables import syllables
from jdmatch.check.findings import Finding, Related
from jdmatch.check.making import found
from jdmatch.chunking.clauses import opens_with_duty

# All duties in one paragraph are a wall already when it is as long as this.
_DUTY_WALL_WORDS = 60
_DUTY_WALL_DUTIES = 4
# A paragraph is about the job where so much of it tells duties or requirements; bullets can be made of it where so
# many of these are the holder's own, and not what an employer or a unit does.
_JOB_SHARE = 0.5
_FEWEST_FOR_BULLETS = 2
_HOLDER = re.compile(
    r"\b(?:will|shall|must|you|your|responsibilities|duties|incumbent|candidates?|selectee|applicants?|"
    r"(?:looking for|seeks?|seeking)(?: an?)?|(?:this|the) (?:position|role|job)|(?:he|she|they)(?:/she)? (?:is|are))"
    r"\b|\A\W*responsible for\b",
    re.IGNORECASE,
)
# Where a bullet ends and prose goes on behind it on the same line.
_BEHIND_BULLET = re.compile(r"[.;!][ \t\xa0]{2,}(?=[A-Z])")
# The useful length of a whole posting, in words; below ``_BARE`` nobody would call it enough.
_BARE, _SHORT, _LONG = 75, 150, 1000
# Flesch reading ease below which a text is for specialists only, and how much text it takes to say so.
_HARD = 5.0
_ENOUGH_WORDS = 120
_ENOUGH_SENTENCES = 5
_HARDEST = 3
_LONG_SENTENCES = 22
_FEWEST_WORDS = 2
_BACKGROUND = "Shorten it; what it tells of the employer can stand behind the duties."
# What Flesch counts as a sentence: a unit of thought, which a colon or semicolon ends too.
_THOUGHT = re.compile(r"(?!\s)[^;:]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def walls(page: Page) -> Iterator[Finding]:
    """JDM304: paragraphs about the job that nobody can skim."""
    hits = [block for block in page.running if is_wall(page, block)]
    if not hits:
        return
    own = {block.start for block in hits if _is_for_bullets(page, block)}
    first = max(hits, key=lambda block: (block.start in own, page.words(block), -block.start))
    words = page.words(first)
    more = f", and {len(hits) - 1} more like it" if len(hits) > 1 else ""
    related = tuple(
        Related(f"A paragraph of {page.words(block)} words", block.start, block.end)
        for block in hits
        if block is not first
    )
    if not own:
        message = f"This paragraph runs to {words} words{more}, and tells little of what the holder of the job does."
        yield found("JDM304", first.start, first.end, message, help=_BACKGROUND, related=related, key="background")
        return
    if _holds_all_duties(page, first) and words <= WALL_WORDS:
        message = f"All duties stand in one paragraph of {words} words{more}."
    else:
        message = f"This paragraph runs to {words} words{more}."
    yield found("JDM304", first.start, first.end, message, related=related)


def _is_for_bullets(page: Page, block: Block) -> bool:
    """Whether a paragraph tells two or more things that the holder of the job does or must have, or what those with
    the posting's title do."""
    title = (page.draft.posting.title or "").strip().lower()
    if title and any(title in c.text.lower() for c in block.chunks if c.kind == "responsibility"):
        return True
    told = [c for c in block.chunks if c.kind != "other" and not c.text.rstrip().endswith(":")]
    own = [
        c
        for c in told
        if c.kind == "requirement" or _HOLDER.search(c.text) or opens_with_duty(page.text, c.start, c.end)
    ]
    return len(own) >= _FEWEST_FOR_BULLETS


def reading_ease(page: Page) -> Iterator[Finding]:
    """JDM308: duties and requirements in sentences that only specialists read without effort."""
    told: list[tuple[list[str], int, int]] = []
    for block in page.running:
        if block.kind == "other" or page.is_statutory(block):
            continue
        for start, end in _thoughts(page, block):
            spoken = [word for word in _WORD.findall(page.text, start, end) if not word.isupper()]
            if len(spoken) > _FEWEST_WORDS and not STATUTORY.search(page.text, start, end):
                told.append((spoken, start, end))
    total = sum(len(spoken) for spoken, *_ in told)
    # Most postings are done here: syllables take longer to count than words.
    if total < _ENOUGH_WORDS or len(told) < _ENOUGH_SENTENCES or total < _LONG_SENTENCES * len(told):
        return
    rows: list[tuple[float, int, int, int, int]] = []
    for spoken, start, end in told:
        count = sum(map(syllables, spoken))
        rows.append((_ease(len(spoken), 1, count), len(spoken), count, start, end))
    ease = _ease(total, len(rows), sum(row[2] for row in rows))
    length = total / len(rows)
    if ease >= _HARD:
        return
    hardest = sorted((row for row in rows if row[1] >= length), key=lambda row: (row[0], row[3]))[:_HARDEST]
    first = hardest[0]
    yield found(
        "JDM308",
        first[3],
        first[4],
        f"The duties and requirements are very hard to read (Flesch reading ease {max(ease, 0):.0f} of 100, "
        f"{length:.0f} words a sentence); this sentence, of {first[1]} words, is the hardest.",
        related=tuple(Related(f"{words} words", start, end) for _, words, _, start, end in hardest[1:]),
    )


def length(page: Page) -> Iterator[Finding]:
    """JDM309: a posting that is too short to tell what the job is, or too long to be read."""
    words = len(page.text.split())
    if not page.running or not words:
        return
    if words < _SHORT:
        bare = words < _BARE
        yield found(
            "JDM309",
            0,
            0,
            f"The posting has {words} words; {'that is hardly more than a notice' if bare else 'that is very short'}.",
            severity="warning" if bare else "suggestion",
            help="Say what the person will do, what they need, what you offer and how to apply.",
            key="short",
        )
    elif words > _LONG:
        yield found("JDM309", 0, 0, f"The posting has {words} words; few people read so much of one.", key="long")


def _thoughts(page: Page, block: Block) -> Iterator[tuple[int, int]]:
    for sentence in block.sentences:
        for start, end in page.stretches(sentence.start, sentence.end):
            for match in _THOUGHT.finditer(page.text, start, end):
                yield match.span()


def is_wall(page: Page, block: Block) -> bool:
    """Whether a block is a paragraph or item about the job that nobody can skim."""
    words = page.words(block)
    if words <= _DUTY_WALL_WORDS:
        return False
    if page.is_statutory(block):
        return False
    about = sum(len(chunk.text) for chunk in block.chunks if chunk.kind != "other")
    if about < _JOB_SHARE * sum(len(chunk.text) for chunk in block.chunks):
        return False
    # What only a lost line break puts together is no paragraph.
    words = max(len(page.text[start:end].split()) for start, end in _paragraphs(page, block))
    return words > WALL_WORDS or (words > _DUTY_WALL_WORDS and _holds_all_duties(page, block))


def _paragraphs(page: Page, block: Block) -> Iterator[tuple[int, int]]:
    """The parts of a block between lost line breaks; a bullet is one, and what is glued behind it another."""
    for start, end in page.stretches(block.body, block.end):
        behind = _BEHIND_BULLET.search(page.text, start, end) if block.mark else None
        if behind is not None:
            yield start, behind.start() + 1
            start = behind.end()
        yield start, end


def _holds_all_duties(page: Page, block: Block) -> bool:
    inside = sum(block.start <= chunk.start < block.end for chunk in page.draft.duties)
    return not block.mark and inside >= _DUTY_WALL_DUTIES and inside == len(page.draft.duties)


def _ease(words: int, sentences: int, count: int) -> float:
    """Flesch's reading ease."""
    return 206.835 - 1.015 * words / sentences - 84.6 * count / words
