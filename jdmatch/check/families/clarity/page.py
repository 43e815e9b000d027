"""The draft as a reader sees it: paragraphs and bullets, the sentences in them, and the lists that bullets make.

Chunks are cut finer than that (two duties of one sentence are two chunks), so the rules of this family put them
together again: what stands on one line, or goes on on the next, is a block; what ends in a full stop is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from jdmatch.check.draft import Draft
from jdmatch.chunking.lines import MARK
from jdmatch.records import Chunk, ChunkKind

_END = re.compile(r"[.!?…][\"'”’)\]*]*$")
_STOP = frozenset(".!?:;…")
# Blanks of which so many stand for a lost line break.
_LOST_BREAK = 3


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
            if _END.search(before.text):
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

    def quote(self, start: int, end: int, limit: int = 60) -> str:
        """``text[start:end]`` on one line in quotation marks, cut at a word where it is longer."""
        said = " ".join(self.text[start:end].split())
        if len(said) > limit:
            said = said[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"
        return f"“{said}”"


def read(draft: Draft) -> Page:
    """The page of a draft."""
    return Page(draft, tuple(_blocks(draft.text, draft.chunks, _edges(draft))))


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
    if not between:
        return text[before.end - 1] in _STOP
    if "\n" in between or "\r" in between:
        # A line that breaks off in the middle of a sentence goes on below.
        return text[before.end - 1] not in _STOP and text[chunk.start].islower()
    return len(between) < _LOST_BREAK
