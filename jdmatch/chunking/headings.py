"""Which lines are headings, and what stands below a heading.

A known phrase ("Key Responsibilities") is believed with little layout around it, an unknown line only with a sign:
Markdown, capitals, a colon before a list, or a short capitalised line that stands alone above longer text. In doubt a
line is no heading: a lost heading costs one section, an invented one turns the list below it into something else.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from jdmatch.chunking.heading_tables import FILLER, ITEM_OPENERS, PHRASES, Topic
from jdmatch.chunking.tables import FIELD_LABELS
from jdmatch.chunking.verbs import form_of
from jdmatch.chunking.words import word_set
from jdmatch.records import SectionKind

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’&/+.-]*[A-Za-z0-9]|[A-Za-z0-9&]")
_EDGES = " \t\r\n\xa0*_#:=-–—.?!>|•()[]{}\"“”'‘’…"
_SMALL = word_set(
    """
    a an and as at but by for from in is nor of on or our per the to via vs with you your we do
    """
)
_SENTENCE_END = re.compile(r"[a-z)][.!?]\s+[A-Z]")
_ADDRESS = re.compile(r"://|@|www\.")
_LEAD_IN = re.compile(
    r"\b(?:responsibilit\w+|dut(?:y|ies)|tasks|functions|accountabilities|requirements|qualifications|skills)\b.{0,60}"
    r"\b(?:includ\w+|following|are|to|as follows)\s*:$",
    re.IGNORECASE,
)
MAX_WORDS = 12
_ANSWER = 100
# A longer line with a finite verb is a sentence, unless it begins like "What you will need".
_PLAIN_WORDS = 6
_FINITE = word_set("must should will is are have has can was were would shall do does")
_QUESTION_WORDS = word_set("what who how why where when in if")
# Words that may stand before "responsibilities" in a lead-in; more make it a sentence about them.
_LEAD_IN_WORDS = 6
MAX_LENGTH = 90
# Postings share their headings, and each is asked about several times over.
_REMEMBERED = 1 << 12

# Ranks of headings without markup, below the six of Markdown and HTML.
BOLD, CAPITALS, PLAIN, NUMBERED, QUESTION = 7, 8, 9, 10, 11


class Heading(NamedTuple):
    """A heading line: what stands below it (None: unknown) and its rank (1 = highest)."""

    topic: Topic | None
    rank: int


class Surroundings(NamedTuple):
    """What a line stands between.

    ``alone``: a blank line above, or the beginning. ``next_length``: characters of the next line, 0 at the end;
    ``next_marked``: it has a bullet; ``next_gap``: blank lines before it. ``shouting``: much of the posting is in
    capitals, so that capitals say nothing. ``next_number``, ``above_number``: the next line, the one above is numbered
    as well. ``above_ends``: the line above ends a sentence or is a heading; ``below_heading``: it is a heading.
    """

    alone: bool = True
    next_length: int = 0
    next_marked: bool = False
    next_gap: int = 0
    shouting: bool = False
    next_number: bool = False
    above_number: bool = False
    above_ends: bool = True
    below_heading: bool = False
    next_text: str = ""


def kind_of(topic: Topic | None) -> SectionKind:
    """The section kind of a topic; a summary tells about the job, an unknown heading about anything."""
    if topic is None:
        return "other"
    return "about" if topic == "summary" else topic


@lru_cache(_REMEMBERED)
def topic_of(heading: str) -> Topic | None:
    """What stands below a heading, None where its words say nothing.

    Words about the text, the offer or the application decide first; between duties and requirements the one that is
    named first; then what is left of the table, from top to bottom.
    """
    plain = _plain(heading)
    if not plain or not _known().search(plain):
        return None
    best: tuple[int, Topic] | None = None
    for topic, pattern in _patterns():
        found = pattern.search(plain)
        if found is None:
            continue
        if topic not in ("requirements", "responsibilities"):
            return best[1] if best else topic
        if best is None or found.start() < best[0]:
            best = (found.start(), topic)
    return best[1] if best else None


@cache
def _patterns() -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return tuple((topic, re.compile(pattern)) for topic, pattern in PHRASES)


@cache
def _known() -> re.Pattern[str]:
    """Any known phrase, to the end of the word in which it ends."""
    return re.compile("(?:" + "|".join(f"(?:{pattern})" for _, pattern in PHRASES) + ")[a-z]*")


def _plain(heading: str) -> str:
    low = heading.replace("’", "'").replace("â€™", "'").lower().strip(_EDGES)
    return re.sub(r"\s+", " ", re.sub(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+", "", low)).strip(_EDGES)


@lru_cache(_REMEMBERED)
def strangers(heading: str) -> int:
    """How many words of a heading are neither part of a known phrase nor small change; 99 where no phrase is known."""
    plain = _plain(heading)
    if not plain or not _known().search(plain):
        return 99
    rest = _known().sub(" ", plain)
    return sum(1 for word in _WORD.findall(rest) if word.strip(".") not in FILLER and not word.isdigit())


def judge(content: str, style: str, around: Surroundings) -> Heading | None:
    """The heading that a line is, or None. ``content`` has no bullet sign; ``style`` is the line's."""
    words = _WORD.findall(content)
    if not words or len(content) > 120 or len(words) > 2 * MAX_WORDS:
        return None
    if _SENTENCE_END.search(content) or _ADDRESS.search(content):
        return None
    if style == "markdown":
        return Heading(topic_of(content), 1)
    if _is_bold(content) and len(words) <= MAX_WORDS:
        return Heading(topic_of(content), BOLD)
    if style in ("number", "letter"):
        return _numbered(content, words, around)
    if style != "none":
        return None
    loud = is_capitals(content) and not around.shouting and len(words) <= 4 and topic_of(content) is not None
    if len(content) > MAX_LENGTH or (content[-1] in ".;," and not (loud and content[-1] == ".")):
        return _lead_in(content)
    if content.endswith("?"):
        return _question(content, words, around)
    return _lead_in(content) or _titled(content, words, around)


def _is_bold(content: str) -> bool:
    core = content.rstrip(": ")
    return len(core) > 4 and core[:2] in ("**", "__") and core.endswith(core[:2]) and core.count(core[:2]) == 2


def _numbered(content: str, words: list[str], around: Surroundings) -> Heading | None:
    """ "1. Account Work" above bullets or prose is a heading; among numbered siblings it is an item."""
    if len(words) > 7 or content[-1] in ".;,?!" or around.next_number or around.above_number or not is_title(words):
        return None
    if around.next_length == 0:
        return None
    return Heading(topic_of(content), NUMBERED)


def _question(content: str, words: list[str], around: Surroundings) -> Heading | None:
    if len(words) > 16 or not (around.alone or around.next_length >= _ANSWER) or around.next_length == 0:
        return None
    topic = topic_of(content)
    # "What skills are most valuable?" is one of the questions of a guide; "What will you do?" speaks of this job.
    ours = topic == "responsibilities" or any(
        word.lower() in ("you", "your", "we", "you'll", "we're") for word in words
    )
    return Heading(topic if ours else None, QUESTION)


def _lead_in(content: str) -> Heading | None:
    """ "The clerk's responsibilities include the following:" opens a section although it is a sentence."""
    found = _LEAD_IN.search(content) if content.endswith(":") else None
    if found and len(content) <= 160 and len(content[: found.start()].split()) <= _LEAD_IN_WORDS:
        return Heading(topic_of(content) or "responsibilities", PLAIN)
    return None


def _titled(content: str, words: list[str], around: Surroundings) -> Heading | None:
    if len(words) > MAX_WORDS or around.next_length == 0 or _is_field(content) or not content[0].isalnum():
        return None
    colon = content.endswith(":")
    unknown = strangers(content)
    item = words[0].lower() in ITEM_OPENERS
    capitals = is_capitals(content) and not around.shouting
    title = is_title(words)
    if capitals and (unknown < 99 or (len(words) >= 2 and around.next_length > len(content))):
        return Heading(topic_of(content), CAPITALS)
    if unknown == 0 and not (item and not colon and not title) and (title or colon or len(words) <= 4):
        return Heading(topic_of(content), PLAIN)
    if colon and len(words) <= 8 and (title or unknown <= 2 or around.next_marked):
        return Heading(topic_of(content), PLAIN)
    if item or (_is_duty(words) and not (title and unknown <= 3)):
        return None
    if around.below_heading and not colon and not around.next_gap and not around.next_marked:
        return None
    if (
        len(words) > _PLAIN_WORDS
        and words[0].lower() not in _QUESTION_WORDS
        and any(w.lower() in _FINITE for w in words)
    ):
        return None
    apart = around.alone and (around.next_gap > 0 or around.next_marked)
    if unknown <= 3 and title and (around.alone or (unknown <= 1 and around.next_marked)):
        return Heading(topic_of(content), PLAIN)
    if unknown <= 3 and words[0][0].isupper() and (apart or (unknown <= 1 and around.alone and len(words) <= 8)):
        return Heading(topic_of(content), PLAIN)
    return _stands_alone(content, words, around, title=title, apart=apart)


def _stands_alone(content: str, words: list[str], around: Surroundings, *, title: bool, apart: bool) -> Heading | None:
    """A short capitalised line that nothing is known about, above something longer."""
    if not title or len(words) > 7 or (len(words) < 2 and not apart):
        return None
    longer = around.next_marked or (around.next_length > max(60, len(content)) and around.next_text[-1:] in ".!?:")
    if around.alone and longer:
        return Heading(topic_of(content), PLAIN)
    prose = around.above_ends and around.next_length > 80 and around.next_text[-1:] == "." and not around.next_gap
    return Heading(topic_of(content), PLAIN) if prose and content[-1].isalnum() else None


def _is_duty(words: list[str]) -> bool:
    form = form_of(words[0].lower())
    return form is not None and form.firm and form.shape != "ing" and len(words) > 2


def _is_field(content: str) -> bool:
    label, colon, value = content.partition(":")
    return bool(colon and value.strip() and label.strip().lower() in FIELD_LABELS)


def is_title(words: list[str]) -> bool:
    """Whether every word that counts is capitalised."""
    counted = [w for w in words if w.lower() not in _SMALL and w[0].isalpha()]
    return bool(counted) and (words[0][0].isupper() or words[0][0].isdigit()) and all(w[0].isupper() for w in counted)


def is_capitals(content: str) -> bool:
    """Whether the letters are capitals, at least four of them."""
    return content.isupper() and sum(c.isalpha() for c in content) >= 4
