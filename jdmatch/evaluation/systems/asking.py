"""A suite's rows × a system → items: every question of a suite put to the parts that a system has.

What counts as the truth is decided here, once for all systems: a statement's grade is the highest that any unit of the
posting has; a chunk's kind is the one that most of its annotated characters have; a posting that fits no framework of
the library is none's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jdmatch.datasets import rows
from jdmatch.datasets.items import (
    CoverageItem,
    Item,
    KindItem,
    LevelCaseItem,
    LevelItem,
    LevelledItem,
    OccupationItem,
    PairItem,
    RankingItem,
    RetrievalItem,
)
from jdmatch.datasets.rows import AnnotatedPosting, Unit
from jdmatch.evaluation.systems.bench import Bench, Read
from jdmatch.evaluation.systems.parts import Reader, System, Targets
from jdmatch.records import FOUR_STEPS, Chunk

Progress = Callable[[int, int], None]
BULLETS = "-•*· \t"
# Of a ranking of labels so many are kept.
KEPT = 100


@dataclass(slots=True)
class Answers:
    """Items, and what of the suite has none, with the number."""

    items: list[Item] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def ask(system: System, bench: Bench, progress: Progress | None = None) -> Answers:
    """All items of a system on the bench's suite. ``progress`` is told (done, of)."""
    answers = Answers()
    _TASKS[bench.suite.task](system, bench, answers, progress or _silent)
    return answers


def _silent(done: int, of: int) -> None:
    pass


# --- postings ---------------------------------------------------------------------------------------------------------


def _postings(system: System, bench: Bench, answers: Answers, progress: Progress) -> None:
    found = rows.postings(bench.suite)
    reader = system.reader(found) if system.reader else None
    for n, row in enumerate(found):
        progress(n, len(found))
        if bench.read(row).analysis is None:
            answers.left_out["postings that jdmatch refuses (answered with nothing)"] += 1
        if system.scorer is not None:
            if row.occupation is None:
                answers.left_out["postings of no framework (no coverage, no ranking)"] += 1
            else:
                answers.items += _coverage(system, bench, row)
                answers.items += _rankings(system, bench, row)
        if reader is not None:
            answers.items += _kinds(reader, bench.read(row), row)
            answers.items += _level(reader, row)
            answers.items += _occupations(reader, bench, row)
    progress(len(found), len(found))


def _asked(bench: Bench, row: AnnotatedPosting) -> list[Targets]:
    """The frameworks that a posting was annotated against: its occupation's, then those whose statements it matches."""
    own = row.occupation
    owners = {bench.owners.of(statement, own) for unit in row.units for statement in unit.matches}
    return [bench.targets(name) for name in (*([own] if own else []), *sorted(owners - {own}))]


def _ids(targets: Targets) -> tuple[str, ...]:
    return tuple(s.id for s in targets.framework.statements) if targets.framework else ()


def _coverage(system: System, bench: Bench, row: AnnotatedPosting) -> Iterator[CoverageItem]:
    scorer, decider = system.scorer, system.decider
    if scorer is None:
        return
    grades: dict[str, int] = {}
    for unit in row.units:
        for statement, grade in unit.matches.items():
            grades[statement] = max(grade, grades.get(statement, 0))
    duties = bench.read(row).duties
    for targets in _asked(bench, row):
        scores = scorer.scores(duties, targets).max(axis=0, initial=scorer.nothing)
        chances = decider.probabilities(duties, targets) if decider else None
        for i, statement in enumerate(_ids(targets)):
            chance = None if chances is None else float(chances[i])
            yield CoverageItem(
                cluster=row.id,
                group=row.group,
                item=statement,
                label=grades.get(statement, 0),
                score=float(scores[i]),
                probability=chance,
                said=decider.status(chance) if decider and chance is not None else None,
            )


def _rankings(system: System, bench: Bench, row: AnnotatedPosting) -> Iterator[RankingItem]:
    if system.scorer is None:
        return
    asked = _asked(bench, row)
    ids = tuple(name for targets in asked for name in _ids(targets))
    texts = [row.text[unit.start : unit.end].strip().lstrip(BULLETS).strip() for unit in row.units]
    parts = [system.scorer.scores(texts, targets) for targets in asked]
    for i, unit in enumerate(row.units):
        every = RankingItem(
            task="ranking-all",
            cluster=row.id,
            group=row.group,
            query=f"{row.id}#{unit.n}",
            items=ids,
            labels=tuple(unit.matches.get(name, 0) for name in ids),
            scores=tuple(float(score) for part in parts for score in part[i]),
        )
        yield every
        if unit.kind == "responsibility":
            yield replace(every, task="ranking")


def _kinds(reader: Reader, read: Read, row: AnnotatedPosting) -> Iterator[KindItem]:
    gold = tuple(_as_chunk(i, unit, row.text, read.chunks) for i, unit in enumerate(row.units))
    told = reader.kinds(row, read.sections, gold)
    own = reader.kinds(row, read.sections, read.chunks)
    for unit, (said, chance) in zip(row.units, told, strict=True):
        yield KindItem(
            task="kinds",
            cluster=row.id,
            group=row.group,
            item=f"{row.id}#{unit.n}",
            label=unit.kind,
            said=said,
            probability=chance,
        )
    for chunk, (said, chance) in zip(read.chunks, own, strict=True):
        yield KindItem(
            task="kinds-chunks",
            cluster=row.id,
            group=row.group,
            item=f"{row.id}@{chunk.start}",
            label=kind_of(chunk, row.units),
            said=said,
            probability=chance,
        )


def kind_of(chunk: Chunk, units: Sequence[Unit]) -> str:
    """The kind that most of a chunk's annotated characters have; ``other`` where none is annotated."""
    shares: Counter[str] = Counter()
    for unit in units:
        shares[unit.kind] += _overlap(chunk, unit)
    return max(shares, key=lambda kind: (shares[kind], kind)) if shares.total() else "other"


def _as_chunk(i: int, unit: Unit, text: str, chunks: Sequence[Chunk]) -> Chunk:
    """An annotated unit as a chunk, with section and layout of the chunk of ours that it overlaps most."""
    best = max(chunks, key=lambda c: _overlap(c, unit))
    whole = _overlap(best, unit) > 0.7 * (unit.end - unit.start)
    # A heading is a chunk of its own: a unit that only begins with one is none.
    layout = best.layout if best.layout != "heading" or whole else "item"
    body = best.body_start if best.start <= unit.start <= best.body_start < unit.end else unit.start
    return Chunk(
        i, unit.start, unit.end, text[unit.start : unit.end], best.section, layout, body_start=body, body_end=unit.end
    )


def _overlap(chunk: Chunk, unit: Unit) -> int:
    return max(0, min(chunk.end, unit.end) - max(chunk.start, unit.start))


def _level(reader: Reader, row: AnnotatedPosting) -> Iterator[LevelItem]:
    if row.level is None:
        return
    told = reader.level(row)
    yield LevelItem(
        cluster=row.id,
        group=row.group,
        label=row.level,
        low=row.level_low or row.level,
        high=row.level_high or row.level,
        said=told.said,
        probabilities=told.probabilities,
        interval=told.interval,
        coverage=told.coverage,
        abstained=told.abstained,
    )


def _occupations(reader: Reader, bench: Bench, row: AnnotatedPosting) -> Iterator[OccupationItem]:
    if bench.suite.occupation is None:
        return
    right = row.occupation if row.fits_occupation and row.occupation in bench.candidates else None
    said, chance = reader.occupation(row)
    yield OccupationItem(cluster=row.id, group=row.group, label=right, said=said, probability=chance)
    if right is not None:
        said, chance = reader.occupation_without(row)
        yield OccupationItem(
            task="occupation-without", cluster=row.id, group=row.group, label=None, said=said, probability=chance
        )


# --- the other tasks --------------------------------------------------------------------------------------------------


def _retrieval(system: System, bench: Bench, answers: Answers, progress: Progress) -> None:
    if system.retriever is None:
        return
    import numpy as np

    found = rows.queries(bench.suite)
    if found.without:
        answers.left_out["queries without a right label"] += found.without
    targets = Targets("labels", found.labels)
    for n, query in enumerate(found.queries):
        progress(n, len(found.queries))
        scores = system.retriever.scores([query.query], targets)[0]
        # Of equal scores the label that comes first in the index.
        best = np.argsort(-scores, kind="stable")[:KEPT]
        name = query.id or f"q{n + 1:04d}"
        answers.items.append(
            RetrievalItem(
                cluster=name,
                query=name,
                gold=tuple(dict.fromkeys(query.gold)),
                ranked=tuple(found.labels[i] for i in best),
                scores=tuple(float(scores[i]) for i in best),
            )
        )
    progress(len(found.queries), len(found.queries))


def _levelled(system: System, bench: Bench, answers: Answers, progress: Progress) -> None:
    if system.leveller is None:
        return
    found = rows.levelled(bench.suite)
    # One ladder counts its steps from 1 and says that it has fewer.
    steps = [max(row.n_levels, row.level) for row in found]
    told = system.leveller.levels([row.text for row in found], steps)
    for n, (row, own, answer) in enumerate(zip(found, steps, told, strict=True)):
        answers.items.append(
            LevelledItem(
                cluster=f"{row.source}/{row.framework}",
                group=row.source,
                item=n,
                label=row.level,
                levels=own,
                score=answer.score,
                probabilities=answer.probabilities,
            )
        )
    progress(len(found), len(found))


def _pairs(system: System, bench: Bench, answers: Answers, progress: Progress) -> None:
    scorer, decider = system.scorer, system.decider
    if scorer is None:
        return
    found = rows.pairs(bench.suite)
    for n, row in enumerate(found):
        progress(n, len(found))
        owner = bench.owners.of(row.statement)
        targets = bench.targets(owner)
        place = _ids(targets).index(row.statement)
        answers.items.append(
            PairItem(
                cluster=owner,
                item=n,
                label=row.grade,
                score=float(scorer.scores([row.unit], targets)[0, place]),
                probability=float(decider.probabilities([row.unit], targets)[place]) if decider else None,
                trap=row.trap,
            )
        )
    progress(len(found), len(found))


def _level_cases(system: System, bench: Bench, answers: Answers, progress: Progress) -> None:
    if system.cases is None:
        return
    found = rows.level_cases(bench.suite)
    reader = system.cases(found)
    for n, row in enumerate(found):
        progress(n, len(found))
        label, low, high = (
            None if name is None else FOUR_STEPS.index(name) + 1 for name in (row.level, row.low, row.high)
        )
        answers.items.append(
            LevelCaseItem(
                cluster=f"{n + 1:04d}",
                item=n,
                label=label,
                low=low,
                high=high,
                said=reader.level(row),
                trap=row.trap or f"{row.where}, {'no level' if label is None else 'a level'}",
            )
        )
    progress(len(found), len(found))


_TASKS: dict[str, Callable[[System, Bench, Answers, Progress], None]] = {
    "postings": _postings,
    "retrieval": _retrieval,
    "levelled": _levelled,
    "pairs": _pairs,
    "level-cases": _level_cases,
}
