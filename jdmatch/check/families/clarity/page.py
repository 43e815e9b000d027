"""The draft as a reader sees it: paragraphs and bullets, the sentences in them, and the lists that bullets make.

Chunks are cut finer than that (two duties of one sentence are two chunks), so the rules of this family put them
together again: what stands on one line, or goes on on the next, is a block; what ends in a full stop is a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise
from operator import eq

from jdmatch.check.draft import Draft
from jdmatch.check.families.clarity.duty_tables import STATUTORY
from jdmatch.chunking.lines import MARK
from jdmatch.records import Chunk, ChunkKind

_END = re.compile(r"[.!?…][\"'”’)\]*]*$")
_STOP = frozenset(".!?:;…")
# Blanks of which so many stand for a lost line break.
_LOST_BREAK = 3
# The sign of a sub-item that was left at the end of the item above it.
_SIGN_BEHIND = re.compile(r"(?:[ \t\xa0]{2}|[.;:][ \t\xa0])[o¿]$")
# Where a line break was lost inside a chunk: a capital glued to the word or the stop before it (but not one that opens
# the second half of a name such as "SharePoint"), the sign of an item, a row of blanks. All begin with a class of
# characters, which is found ten times as fast as alternatives are.
_INNER_BREAK = re.compile(
    r"[A-Z¿•·▪●\x1a \t\xa0](?:"
    r"(?<=[a-z]{3}[A-Z])(?=[a-z]+ )(?!(?<=P)(?:oint|ress|ower)|(?<=S)(?:cript|oft|hop|tore|tack|ite|uite|ense|erver)|"
    r"(?<=B)(?:ook|ase|oard|ridge)|(?<=F)(?:orce|low)|(?<=T)ube|(?<=H)ub|(?<=W)are|(?<=N)(?:et|ow)|"
    r"(?<=C)(?:loud|enter)|(?<=V)iew|(?<=D)esk)|"
    r"(?<=[a-z)][.;:][A-Z])(?=[a-z])|"
    r"(?<=[¿•·▪●\x1a])(?<!\S.)(?=\s?\w)|"
    r"(?<=[ \t\xa0])(?:[ \t\xa0]{2,}|[ \t\xa0](?:o|-{1,2}|\*)(?=\s)|"
    r"(?<=[.;:][ \t\xa0])(?:o|-{1,2}|\*)(?=\s+[A-Z])))"
)
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Chunks that share a sentence."""

    chunks: tuple[Chunk, ...]

    @property
    def start(self) -> int:
        """Where its words begin, behind a bullet sign."""
        first = self.chunks[0]
        return first.body_start if first.body_start >= 0 else first.start

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.chunks[-1].end


@dataclass(frozen=True)
class Block:
    """A paragraph or a bullet. ``mark`` is its bullet sign or number, "" where it has none; ``body`` where its words
    begin."""

    chunks: tuple[Chunk, ...]
    mark: str
    body: int

    @property
    def start(self) -> int:
        """Where it begins, at its bullet sign."""
        return self.chunks[0].start

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.chunks[-1].end

    @property
    def section(self) -> int:
        """The number of its section."""
        return self.chunks[0].section

    @property
    def is_running(self) -> bool:
        """Whether it is text, and no heading or row of a table."""
        return self.chunks[0].layout in ("item", "sentence")

    @cached_property
    def kind(self) -> ChunkKind:
        """What most of its characters are about."""
        lengths: dict[ChunkKind, int] = {}
        for chunk in self.chunks:
            lengths[chunk.kind] = lengths.get(chunk.kind, 0) + len(chunk.text)
        return max(lengths, key=lambda kind: lengths[kind])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in order."""
        out: list[list[Chunk]] = [[self.chunks[0]]]
        for before, chunk in pairwise(self.chunks):
            if _END.search(before.text) or _is_new_item(before, chunk):
                out.append([chunk])
            else:
                out[-1].append(chunk)
        return tuple(Sentence(tuple(chunks)) for chunks in out)


@dataclass(frozen=True)
class Page:
    """A draft with its blocks."""

    draft: Draft
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.draft.text

    @cached_property
    def running(self) -> tuple[Block, ...]:
        """The blocks that are text."""
        return tuple(b for b in self.blocks if b.is_running)

    @cached_property
    def lists(self) -> tuple[tuple[Block, ...], ...]:
        """Runs of two or more blocks with bullet signs or numbers that follow each other in one section."""
        out: list[list[Block]] = []
        for before, block in pairwise((None, *self.blocks)):
            if block is None or not block.mark or not block.is_running:
                continue
            goes_on = before is not None and before.mark and before.is_running and before.section == block.section
            if goes_on and out:
                out[-1].append(block)
            else:
                out.append([block])
        return tuple(tuple(run) for run in out if len(run) > 1)

    def words(self, block: Block) -> int:
        """How many words a block has."""
        return len(self.text[block.body : block.end].split())

    @cached_property
    def low(self) -> str:
        """The text in lower case; it may be longer than the text, so places in it say nothing."""
        return self.text.lower()

    @cached_property
    def repeats(self) -> frozenset[str]:
        """The words that stand twice in a row, in lower case, whatever is between the two."""
        words = _LETTERS.findall(self.low)
        return frozenset(compress(words, map(eq, words, words[1:])))

    @cached_property
    def _breaks(self) -> tuple[tuple[int, int], ...]:
        """Where line breaks were lost; a capital belongs to what begins there."""
        found = ((cut.start(), cut.end(), cut.group()) for cut in _INNER_BREAK.finditer(self.text))
        return tuple((start, start if said[0].isupper() else end) for start, end, said in found)

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of ``text[start:end]`` between lost line breaks: what a reader sees as one run of words."""
        for left, right in self._breaks[bisect_left(self._breaks, (start, start)) :]:
            if left >= end:
                break
            if left > start:
                yield start, left
            start = right
        if start < end:
            yield start, end

    def block_at(self, place: int) -> Block | None:
        """The block of text that holds a character."""
        number = bisect_right(self._starts, place) - 1
        return self.running[number] if number >= 0 and place < self.running[number].end else None

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(block.start for block in self.running)

    def is_statutory(self, block: Block) -> bool:
        """Whether a block holds requirements in the words of a statute, which no writer of a posting may change."""
        return block.kind == "requirement" and STATUTORY.search(self.text, block.start, block.end) is not None

    def quote(self, start: int, end: int, limit: int = 60) -> str:
        """``text[start:end]`` on one line in quotation marks, cut at a word where it is longer."""
        said = " ".join(self.text[start:end].split())
        if len(said) > limit:
            said = said[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"
        return f"“{said}”"


def read(draft: Draft) -> Page:
    """The page of a draft."""
    return Page(draft, tuple(_blocks(draft.text, draft.chunks, _edges(draft))))


def _is_new_item(before: Chunk, chunk: Chunk) -> bool:
    """Whether a capital behind a semicolon or two blanks opens what was an item of a list."""
    return chunk.text[:1].isupper() and (before.text.endswith(";") or chunk.start - before.end > 1)


def _edges(draft: Draft) -> frozenset[int]:
    """Where the reader of the file knows that a block begins."""
    return frozenset(block.start for block in draft.posting.blocks)


def _blocks(text: str, chunks: Sequence[Chunk], edges: frozenset[int]) -> Iterator[Block]:
    run: list[Chunk] = []
    for chunk in chunks:
        if run and not _goes_on(text, run[-1], chunk, edges):
            yield _block(text, run)
            run = []
        run.append(chunk)
    if run:
        yield _block(text, run)


def _block(text: str, run: Sequence[Chunk]) -> Block:
    first = run[0]
    mark = MARK.match(text, first.start, first.end) if 0 <= first.start < first.body_start else None
    body = mark.end() if mark else first.start
    while body < first.end and text[body].isspace():
        body += 1
    return Block(tuple(run), mark.group() if mark else "", body)


def _goes_on(text: str, before: Chunk, chunk: Chunk, edges: frozenset[int]) -> bool:
    """Whether a chunk stands in the same paragraph or bullet as the one before it."""
    if chunk.layout != before.layout or chunk.layout in ("heading", "row") or chunk.section != before.section:
        return False
    if chunk.start in edges or (chunk.start < chunk.body_start and MARK.match(text, chunk.start, chunk.body_start)):
        return False
    between = text[before.end : chunk.start]
    if not between or _SIGN_BEHIND.search(text, before.start, before.end):
        # Glued to what stands before: a line break was lost here.
        return False
    if "\n" in between or "\r" in between:
        # A line that breaks off in the middle of a sentence goes on below.
        return text[before.end - 1] not in _STOP and text[chunk.start].islower()
    return len(between) < _LOST_BREAK
