"""Two versions of one text: what was changed, added and removed, and what each edit did to statements and score.

Two postings are versions of one text where enough of their duties are the same or nearly so. A line that stands in
both gets the same figures in both, wherever it stands (the matcher judges a line by itself), so a statement's figure
can move only by an edit: the gain belongs to the edited line that is its best now, the loss to the edited line that was
its best before. Lines that were only moved are no edits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from jdmatch.records import Analysis, Chunk
from jdmatch.report.side_by_side_words import ELSEWHERE
from jdmatch.report.text import one_line
from jdmatch.report.views import Line, Quote, View

EditKind = Literal["changed", "added", "removed"]
Run = tuple[str, bool]  # a stretch of a line, and whether it was changed

# A text with so many of its duties in the other (Dice: 2 × common ÷ all) is a version of it. Postings of different
# writers have hardly a line in common; a draft cut to a third of its lines still has half by this measure.
VERSION_FROM = 0.4
# A line that shares so many of its words, in their order, with another is that line changed.
CHANGED_FROM = 0.5
# Pairs of lines that are compared word by word at most; beyond that only equal lines are found.
MOST_PAIRS = 40_000
# A figure that moved by less did not move: probabilities are given in four places.
_MOVED = 1e-4
# A share of the score from which an effect is worth telling where no status turned: a tenth of a point.
WORTH_TELLING = 0.001


@dataclass(frozen=True, slots=True)
class Effect:
    """A statement whose figure an edit moved: before in B, now in A. ``points``: what that did to the score, as a
    share; 0 where ``scored`` is false (a statement of another level)."""

    now: Line
    before: Line
    points: float
    scored: bool

    @property
    def turned(self) -> bool:
        """Whether the status is another."""
        return self.now.status != self.before.status

    @property
    def notable(self) -> bool:
        """Whether it is worth telling: a status turned, or the score moved by a tenth of a point."""
        return self.turned or abs(self.points) >= WORTH_TELLING


@dataclass(frozen=True, slots=True)
class Edit:
    """A line that was changed, added or removed: its words ``before`` (in B) and ``now`` (in A), in runs of which the
    changed ones are told. ``effects``: those with another status first, then by how far they moved. ``duty``: whether
    it was a duty in either; other lines are never matched and have no effects. ``note`` says what is peculiar."""

    kind: EditKind
    before: Quote | None
    now: Quote | None
    before_runs: tuple[Run, ...]
    now_runs: tuple[Run, ...]
    duty: bool
    points: float = 0.0
    effects: tuple[Effect, ...] = ()
    note: str = ""

    @property
    def notable(self) -> tuple[Effect, ...]:
        """The effects that are worth telling."""
        return tuple(effect for effect in self.effects if effect.notable)


@dataclass(frozen=True, slots=True)
class Edits:
    """What makes A of B. ``likeness``: the share of duties in common. ``duties``: edits of duties, those that moved the
    score most first; ``others``: edits of other lines, in the order of the text. ``moved`` lines only changed their
    place. ``total``: the points of all edits; ``rest``: what could be given to none of them (0 but for last digits)."""

    likeness: float
    duties: tuple[Edit, ...]
    others: tuple[Edit, ...]
    moved: int
    total: float
    rest: float

    @property
    def felt(self) -> tuple[Edit, ...]:
        """The edits of duties that turned a status or moved the score."""
        return tuple(edit for edit in self.duties if edit.notable)

    @property
    def unfelt(self) -> tuple[Edit, ...]:
        """The edits of duties that did neither."""
        return tuple(edit for edit in self.duties if not edit.notable)

    @property
    def nothing(self) -> bool:
        """Whether nothing was edited; lines may still have been moved."""
        return not self.duties and not self.others


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Lines before and now: places of equal ones, of changed ones with what they became, and what is left."""

    kept: tuple[tuple[int, int], ...]
    changed: tuple[tuple[int, int], ...]
    removed: tuple[int, ...]
    added: tuple[int, ...]

    @property
    def moved(self) -> int:
        """How many of the equal lines stand in another order: all but those of a longest run that rises."""
        tails: list[int] = []
        for _, now in self.kept:
            at = bisect_left(tails, now)
            tails[at : at + 1] = [now]
        return len(self.kept) - len(tails)


def edits_between(before: Analysis, now: Analysis, before_view: View, now_view: View) -> Edits | None:
    """The edits that make ``now`` of ``before``; None where the two are no versions of one text."""
    b_duties, a_duties = _lines(before, duty=True), _lines(now, duty=True)
    found = _align([c.body for c in b_duties], [c.body for c in a_duties])
    total = len(b_duties) + len(a_duties)
    likeness = 2 * (len(found.kept) + len(found.changed)) / total if total else 0.0
    if likeness < VERSION_FROM:
        return None
    b_others, a_others = _lines(before, duty=False), _lines(now, duty=False)
    rest = _align([c.body for c in b_others], [c.body for c in a_others])
    made = _attributed(list(_made(found, b_duties, a_duties, (b_others, a_others))), before_view, now_view)
    edits, unclaimed = made
    return Edits(
        likeness=likeness,
        duties=tuple(sorted(edits, key=lambda e: (-round(abs(e.points), 6), -len(e.notable)))),
        others=tuple(
            e
            for e in _made(rest, b_others, a_others, (b_duties, a_duties), duty=False)
            if not e.note  # told among the duties
        ),
        moved=found.moved + rest.moved,
        total=sum(e.points for e in edits),
        rest=unclaimed,
    )


def _lines(analysis: Analysis, *, duty: bool) -> list[Chunk]:
    """The lines of a posting that are duties, or all others."""
    return [c for c in analysis.chunks if (c.kind == "responsibility") == duty and c.body.strip()]


# --- which line became which ------------------------------------------------------------------------------------------


def _align(before: Sequence[str], now: Sequence[str]) -> _Aligned:
    old, new = [one_line(x) for x in before], [one_line(x) for x in now]
    places: dict[str, list[int]] = {}
    for i, line in enumerate(new):
        places.setdefault(line, []).append(i)
    kept = [(i, places[line].pop(0)) for i, line in enumerate(old) if places.get(line)]
    left = [i for i in range(len(old)) if i not in {b for b, _ in kept}]
    right = [j for j in range(len(new)) if j not in {a for _, a in kept}]
    changed = _nearest(old, new, left, right)
    return _Aligned(
        kept=tuple(kept),
        changed=tuple(sorted(changed, key=lambda pair: pair[1])),
        removed=tuple(i for i in left if i not in {b for b, _ in changed}),
        added=tuple(j for j in right if j not in {a for _, a in changed}),
    )


def _nearest(
    old: Sequence[str], new: Sequence[str], left: Sequence[int], right: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs of lines that are enough alike, most alike first, each line in one pair."""
    if len(left) * len(right) > MOST_PAIRS:
        return []
    words = {(0, i): _words(old[i]) for i in left} | {(1, j): _words(new[j]) for j in right}
    counts = {key: Counter(found) for key, found in words.items()}
    ranked: list[tuple[float, int, int]] = []
    for i in left:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(words[0, i])
        for j in right:
            size = len(words[0, i]) + len(words[1, j])
            if 2 * (counts[0, i] & counts[1, j]).total() < CHANGED_FROM * size:
                continue
            matcher.set_seq1(words[1, j])
            if (ratio := matcher.ratio()) >= CHANGED_FROM:
                ranked.append((-ratio, i, j))
    taken: list[tuple[int, int]] = []
    for _, i, j in sorted(ranked):
        if all(i != b and j != a for b, a in taken):
            taken.append((i, j))
    return taken


def _words(line: str) -> list[str]:
    return [word.strip(".,;:!?()").casefold() or word for word in line.split()]


def _made(
    found: _Aligned,
    before: Sequence[Chunk],
    now: Sequence[Chunk],
    elsewhere: tuple[Sequence[Chunk], Sequence[Chunk]],
    *,
    duty: bool = True,
) -> Iterable[Edit]:
    """The edits of an alignment, in the order of the new text, what was removed behind it. ``elsewhere``: the other
    kind of lines before and now, among which a line may still stand."""
    still = [{one_line(c.body) for c in chunks} for chunks in elsewhere]
    by_place: list[tuple[int, Edit]] = []
    for i, j in found.changed:
        runs = word_runs(one_line(before[i].body), one_line(now[j].body))
        by_place.append((j, Edit("changed", _quote(before[i]), _quote(now[j]), *runs, duty)))
    for j in found.added:
        line = one_line(now[j].body)
        note = ELSEWHERE["added"] if line in still[0] else ""
        by_place.append((j, Edit("added", None, _quote(now[j]), (), ((line, False),), duty, note=note)))
    yield from (edit for _, edit in sorted(by_place, key=lambda placed: placed[0]))
    for i in found.removed:
        line = one_line(before[i].body)
        note = ELSEWHERE["removed"] if line in still[1] else ""
        yield Edit("removed", _quote(before[i]), None, ((line, False),), (), duty, note=note)


def _quote(chunk: Chunk) -> Quote:
    return Quote(chunk.body, chunk.id)


def word_runs(before: str, now: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both lines in runs of words that the other has, too, and that it has not."""
    old, new = before.split(), now.split()
    left: list[Run] = []
    right: list[Run] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i2 > i1:
            left.append((" ".join(old[i1:i2]), what != "equal"))
        if j2 > j1:
            right.append((" ".join(new[j1:j2]), what != "equal"))
    return tuple(left), tuple(right)


# --- what an edit did -------------------------------------------------------------------------------------------------


def _attributed(edits: Sequence[Edit], before: View, now: View) -> tuple[list[Edit], float]:
    """The edits with their effects, and the points that belong to none."""
    if before.framework is None or now.framework is None:
        return list(edits), 0.0
    by_before = {e.before.chunk: i for i, e in enumerate(edits) if e.before}
    by_now = {e.now.chunk: i for i, e in enumerate(edits) if e.now}
    old = {line.key: line for group in before.framework.groups for line in group.lines}
    target = now.framework.target
    scored = {line.key for line in target.lines} if target else set()
    weight = sum(line.importance for line in target.lines) if target else 0.0
    effects: dict[int, list[Effect]] = {}
    rest = 0.0
    for line in (line for group in now.framework.groups for line in group.lines):
        was, counts = old[line.key], line.key in scored and weight > 0
        moved = line.probability - was.probability
        share = moved * line.importance / weight if counts else 0.0
        cause = _cause(moved, was, line, by_before, by_now)
        if cause is None:
            rest += share
        elif abs(moved) >= _MOVED:
            effects.setdefault(cause, []).append(Effect(line, was, share, counts))
    return [_with_effects(edit, effects.get(i, ())) for i, edit in enumerate(edits)], rest


def _cause(
    moved: float, was: Line, line: Line, by_before: Mapping[int | None, int], by_now: Mapping[int | None, int]
) -> int | None:
    """The edit of the line that is a statement's best now (where it rose), or was before (where it fell)."""
    gained, lost = by_now.get(_chunk(line)), by_before.get(_chunk(was))
    first, second = (gained, lost) if moved > 0 else (lost, gained)
    return first if first is not None else second


def _chunk(line: Line) -> int | None:
    shown = line.quotes[0] if line.quotes else line.nearest
    return None if shown is None else shown.chunk


def _with_effects(edit: Edit, effects: Sequence[Effect]) -> Edit:
    ranked = sorted(effects, key=lambda e: (not e.turned, not e.scored, -abs(e.now.probability - e.before.probability)))
    return replace(edit, effects=tuple(ranked), points=sum(e.points for e in effects))
