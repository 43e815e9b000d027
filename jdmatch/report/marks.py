"""The posting's text cut into pieces that a page can mark: one piece a chunk, and the blank space between.

A piece knows what it stands for (evidence, a duty outside the framework, text that was not scored) and which
statements it speaks for, strongest first, so that the mark in the text and the statement's row can link to each other.
The pieces' texts put together are the posting's text: nothing is lost or moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from jdmatch.records import Analysis, Chunk, Span, Status
from jdmatch.report.views import Line, View

Role = Literal["covered", "partial", "outside", "scored", "heading", "other"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a chunk's body; ``cue`` where it points to a level."""

    text: str
    cue: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A statement that a piece speaks for."""

    ref: str
    key: int
    text: str
    status: Status


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk as ``lead`` (its bullet), ``runs`` (its body) and ``tail``; or blank space, all in ``lead``, with
    ``chunk`` None."""

    chunk: int | None
    role: Role
    lead: str
    runs: tuple[Run, ...] = ()
    tail: str = ""
    links: tuple[Link, ...] = ()

    @property
    def level(self) -> bool:
        """Whether some of its words point to a level."""
        return any(run.cue for run in self.runs)

    @property
    def text(self) -> str:
        """The piece as it stands in the posting."""
        return self.lead + "".join(run.text for run in self.runs) + self.tail


def pieces(analysis: Analysis, view: View) -> tuple[Piece, ...]:
    """The whole text in order."""
    text, links = analysis.posting.text, _links(analysis, view)
    outside = {d.quote.chunk for d in view.duties} if view.framework else set()
    cues = [Span(e.start, e.end) for e in analysis.level.evidence if e.source == "text"] if analysis.level else []
    out: list[Piece] = []
    at = 0
    for chunk in analysis.chunks:
        if chunk.start > at:
            out.append(Piece(None, "other", text[at : chunk.start]))
        start, end = (chunk.start, chunk.end) if chunk.body_start < 0 else (chunk.body_start, chunk.body_end)
        out.append(
            Piece(
                chunk=chunk.id,
                role=_role(chunk, links.get(chunk.id, ()), chunk.id in outside),
                lead=text[chunk.start : start],
                runs=_runs(text, start, end, cues),
                tail=text[end : chunk.end],
                links=links.get(chunk.id, ()),
            )
        )
        at = chunk.end
    if at < len(text):
        out.append(Piece(None, "other", text[at:]))
    return tuple(out)


def _role(chunk: Chunk, links: Sequence[Link], outside: bool) -> Role:
    if links:
        return "covered" if any(link.status == "covered" for link in links) else "partial"
    if outside:
        return "outside"
    if chunk.layout == "heading":
        return "heading"
    return "other" if chunk.kind == "other" else "scored"


def _runs(text: str, start: int, end: int, cues: Iterable[Span]) -> tuple[Run, ...]:
    """The body cut at the cues that lie in it; of cues that overlap, what is not yet taken."""
    out: list[Run] = []
    at = start
    for cue in sorted(cues, key=lambda c: (c.start, c.end)):
        first, last = max(cue.start, at), min(cue.end, end)
        if first >= last:
            continue
        if first > at:
            out.append(Run(text[at:first], False))
        out.append(Run(text[first:last], True))
        at = last
    if at < end:
        out.append(Run(text[at:end], False))
    return tuple(out)


def _links(analysis: Analysis, view: View) -> dict[int, tuple[Link, ...]]:
    """By chunk: the statements of the scored framework that quote it, covered before partly covered, those of the
    target level first."""
    if view.framework is None or analysis.coverage is None:
        return {}
    statuses = {(m.chunk, m.framework, m.statement): m.status for m in analysis.matches}
    found: dict[int, list[tuple[tuple[bool, bool, int], Link]]] = {}
    for group in view.framework.groups:
        for line in group.lines:
            s = analysis.coverage.statements[line.key]
            for quote in line.quotes:
                if quote.chunk is not None:
                    status = statuses.get((quote.chunk, s.framework, s.statement), line.status)
                    entry = ((status != "covered", not group.target, line.key), _link(line, status))
                    found.setdefault(quote.chunk, []).append(entry)
    return {chunk: tuple(link for _, link in sorted(entries, key=_first)) for chunk, entries in found.items()}


def _first(entry: tuple[tuple[bool, bool, int], Link]) -> tuple[bool, bool, int]:
    return entry[0]


def _link(line: Line, status: Status) -> Link:
    return Link(line.ref, line.key, line.text, status)
