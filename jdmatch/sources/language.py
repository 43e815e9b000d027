"""Is a posting English, and which parts of it are not?

A detector of whole texts can not answer the second question, and the ones at hand guess on short lines; a posting is
full of short lines, names and product words. So each line (each sentence of a long one) is weighed by function words,
posting words and endings of some forty languages, by scripts otherwise. A line is foreign only on clear evidence, more
of it than for English, and never when all that is foreign in it is names; lines without evidence go with their
neighbours. The posting is English when a good part of it is; then what is foreign is named, with its range, and not
analysed. If it is not, there is no result to invent: InputError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting
from jdmatch.sources import language_tables as tables
from jdmatch.sources.words import FEWEST_WORDS, count_words

Verdict = Literal["foreign", "english", "unknown"]

# Tuned together on English postings with names in them and on paragraphs in the languages of the tables; do not move
# one alone. Least evidence for a foreign line; how much more of it than for English; least evidence a word; least
# number of uncapitalised words that are no function words; how often one word counts in a line; how many different
# words of more than a letter must speak for the language; least words of a line that is judged.
_LEAST = 2.0
_TIMES_ENGLISH = 2.0
_PER_WORD = 0.18
_LOWER_WORDS = 1
_REPEATS = 2
_KINDS = 2
_FEWEST = 4
_SCRIPT_SHARE = 0.5
_SCRIPT_LETTERS = 4
_LONG_LINE = 300
_GAP = 6
# The words of postings are much the same ones; so many are remembered with what they speak for.
_REMEMBERED = 1 << 14
# A posting is English when at least this share of its words stands in lines that are not foreign.
_ENGLISH_SHARE = 0.3
_NO_ENGLISH = 0.02

_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b(?:e\.?g|i\.?e|etc|et al|a\.m|p\.m)\.")
# Where none of these stands, there is no noise.
_NOISE_SIGNS = ("://", "www.", "@", "e.g.", "eg.", "i.e.", "ie.", "etc.", "et al.", "a.m.", "p.m.")
_WORD = re.compile(r"(?<!\w)(?<!\w-)[^\W\d_]+(?:['\u2019][^\W\d_]+)*(?!-?\w)")
_LINE = re.compile(r"[^\r\n]+")
_SENTENCE = re.compile(r"\S.*?(?:[.!?]+(?=\s)|\u3002|$)")


@dataclass(frozen=True, slots=True)
class _Segment:
    start: int
    end: int
    words: int
    verdict: Verdict
    language: str
    english: float
    foreign: float


def check(posting: Posting) -> tuple[str, tuple[Diagnostic, ...]]:
    """The language code (``en``) and a JDM008 diagnostic with its range for each foreign part. InputError: JDM004
    empty, JDM005 fewer than twenty words, JDM007 not English."""
    if not posting.text.strip():
        raise InputError(f"{posting.id} is empty: it holds no text. Give the posting's text.", code="JDM004")
    if count_words(posting.text, FEWEST_WORDS) < FEWEST_WORDS:
        raise InputError(
            f"{posting.id} has fewer than {FEWEST_WORDS} words, too little to judge. Give the whole posting.",
            code="JDM005",
        )
    segments = _settled([_weigh(posting.text, start, end) for start, end in _cut(posting.text)])
    total = max(sum(s.words for s in segments), 1)
    foreign = [s for s in segments if s.verdict == "foreign"]
    foreign_words = sum(s.words for s in foreign)
    english_words = sum(s.words for s in segments if s.verdict == "english")
    if foreign and (total - foreign_words < _ENGLISH_SHARE * total or english_words < min(FEWEST_WORDS, foreign_words)):
        raise _not_english(posting.id, _most(foreign))
    if not foreign and (language := _weakly_foreign(segments, total)):
        raise _not_english(posting.id, language)
    return "en", tuple(_diagnostics(segments))


def _not_english(name: str, language: str) -> InputError:
    spoken = tables.NAMES.get(language, language)
    return InputError(
        f"{name} is not in English (it reads as {spoken}), and only English postings are analysed. Give an English "
        "version.",
        code="JDM007",
    )


def _weakly_foreign(segments: Sequence[_Segment], total: int) -> str | None:
    """The language of a text in which no single line was clear, but all of them together are."""
    english = sum(s.english for s in segments)
    by_language: dict[str, float] = {}
    for s in segments:
        if s.language:
            by_language[s.language] = by_language.get(s.language, 0.0) + s.foreign
    best = max(by_language.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
    clear = best[1] >= _LEAST and best[1] > _TIMES_ENGLISH * english and best[1] >= _PER_WORD * total
    return best[0] if clear and english < _NO_ENGLISH * 10 * total else None


def _most(segments: Iterable[_Segment]) -> str:
    words: dict[str, int] = {}
    for s in segments:
        words[s.language] = words.get(s.language, 0) + s.words
    return max(words.items(), key=lambda item: (item[1], item[0]))[0]


def _diagnostics(segments: Sequence[_Segment]) -> Iterable[Diagnostic]:
    run: list[_Segment] = []
    for s in [*segments, None]:
        if s is not None and s.verdict == "foreign":
            run.append(s)
            continue
        if run:
            words = sum(r.words for r in run)
            spoken = tables.NAMES.get(_most(run), "another language")
            message = f"A part of {words} words reads as {spoken}; it was not analysed."
            yield Diagnostic("JDM008", "warning", message, run[0].start, run[-1].end)
        run = []


def _cut(text: str) -> Iterable[tuple[int, int]]:
    """Lines, and the sentences of long ones, without the blanks around them."""
    for line in _LINE.finditer(text):
        pieces = [line.span()]
        if len(line.group()) > _LONG_LINE:
            pieces = [m.span() for m in _SENTENCE.finditer(text, *line.span())]
        for start, end in pieces:
            piece = text[start:end]
            low, high = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            if low < high:
                yield low, high


def _weigh(text: str, start: int, end: int) -> _Segment:
    piece = text[start:end]
    if any(sign in piece for sign in _NOISE_SIGNS):
        piece = _NOISE.sub(lambda m: " " * len(m.group()), piece)
    script = _script(piece)
    if script:
        return _Segment(start, end, count_words(piece), "foreign", script, 0.0, _LEAST)
    words = _WORD.findall(piece)
    english = 0.0
    scores: dict[str, float] = {}
    shares: dict[str, float] = {}
    kinds: dict[str, int] = {}
    seen: dict[str, int] = {}
    for word in words:
        small = _small(word)
        times = seen[small] = seen.get(small, 0) + 1
        if times > _REPEATS:
            continue
        evidence = _evidence(small)
        english += evidence.english
        for language, weight in evidence.foreign:
            scores[language] = scores.get(language, 0.0) + weight
            shares[language] = shares.get(language, 0.0) + weight / evidence.languages
            kinds[language] = kinds.get(language, 0) + (times == 1 and len(small) > 1)
    # "de la" is six languages; which it is, words that they do not share decide.
    language, foreign = max(scores.items(), key=lambda item: (item[1] + shares[item[0]], item[0]), default=("", 0.0))
    verdict: Verdict = "unknown"
    if (
        len(words) >= _FEWEST
        and foreign >= _LEAST
        and kinds[language] >= _KINDS
        and foreign > _TIMES_ENGLISH * english
        and foreign >= _PER_WORD * len(words)
        and sum(map(_is_lower, words)) >= _LOWER_WORDS
    ):
        verdict = "foreign"
    elif english > foreign:
        verdict = "english"
    return _Segment(start, end, len(words), verdict, language, english, foreign)


def _small(word: str) -> str:
    return word.lower().replace("\u2019", "'")


def _is_lower(word: str) -> bool:
    """Whether a word is neither a name nor a function word: it is not capitalised, or all of it is in capitals."""
    return (word.islower() or (word.isupper() and len(word) > 3)) and _small(word) not in _function_words()


def _script(piece: str) -> str | None:
    if piece.isascii() or not _other_scripts().search(piece):
        return None
    letters = [c for c in piece if c.isalpha()]
    found: dict[str, int] = {}
    for c in letters:
        if ord(c) < 0x0370:
            continue
        for low, high, language in tables.SCRIPTS:
            if low <= ord(c) <= high:
                found[language] = found.get(language, 0) + 1
                break
    count = sum(found.values())
    if count < _SCRIPT_LETTERS or count <= _SCRIPT_SHARE * len(letters):
        return None
    # Japanese is written with Chinese characters too; a few Kana tell.
    best = "ja" if found.get("ja", 0) > 0.1 * count else max(found, key=lambda k: (found[k], k))
    lowered = piece.lower()
    return next(
        (other for one, signs, other in tables.LETTERS if one == best and any(s in lowered for s in signs)), best
    )


def _settled(segments: list[_Segment]) -> list[_Segment]:
    """Lines without evidence between foreign lines, or between one and an end of the text, are foreign too."""
    out = list(segments)
    known = [i for i, s in enumerate(out) if s.verdict != "unknown"]
    for before, after in zip([-1, *known], [*known, len(out)], strict=True):
        left = out[before] if before >= 0 else None
        right = out[after] if after < len(out) else None
        sides = [s for s in (left, right) if s is not None]
        if not sides or after - before - 1 > _GAP or any(s.verdict != "foreign" for s in sides):
            continue
        for i in range(before + 1, after):
            s = out[i]
            out[i] = _Segment(s.start, s.end, s.words, "foreign", sides[0].language, s.english, s.foreign)
    return out


@cache
def _function_words() -> frozenset[str]:
    return frozenset(word for words in tables.FUNCTION_WORDS.values() for word in words.split())


@cache
def _other_scripts() -> re.Pattern[str]:
    """Any sign of a script other than Latin."""
    return re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high, _ in tables.SCRIPTS) + "]")


class _Evidence(NamedTuple):
    """What a word speaks for: how much for English, and how much for which other ``languages``, which are counted with
    English."""

    english: float
    foreign: tuple[tuple[str, float], ...]
    languages: int

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> _Evidence:
        foreign = tuple((language, weight) for language, weight in weights.items() if language != "en")
        return cls(weights.get("en", 0.0), foreign, len(weights))


_NO_EVIDENCE = _Evidence(0.0, (), 0)


@cache
def _lexicon() -> dict[str, dict[str, float]]:
    """Word → the languages that it is evidence for, each with its weight: one, or half for posting words."""
    owners: dict[str, dict[str, float]] = {}
    for worth, lists in ((1.0, tables.FUNCTION_WORDS), (0.5, tables.POSTING_WORDS)):
        for language, words in lists.items():
            for word in words.split():
                owners.setdefault(word, {}).setdefault(language, worth)
    return owners


@cache
def _endings() -> tuple[tuple[int, dict[str, tuple[str, ...]]], ...]:
    """By length of the ending: ending → its languages."""
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for ending, language in tables.ENDINGS:
        of_length = found.setdefault(len(ending), {})
        of_length[ending] = (*of_length.get(ending, ()), language)
    return tuple(sorted(found.items()))


@lru_cache(_REMEMBERED)
def _evidence(word: str) -> _Evidence:
    weights = _lexicon().get(word)
    if weights is not None:
        return _Evidence.of(weights)
    if len(word) < tables.ENDING_LEAST:
        return _NO_EVIDENCE
    ends = [of_length[word[-length:]] for length, of_length in _endings() if word[-length:] in of_length]
    return _Evidence.of(dict.fromkeys(chain.from_iterable(ends), 0.5)) if ends else _NO_EVIDENCE
