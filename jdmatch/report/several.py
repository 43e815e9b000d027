"""Several postings side by side, as a table: a column for each, a row for every statement and every kind of fact.

All were analysed against one framework at one level (``analyzer.compare``), the first one's where nothing else was
asked for. Each posting is known by a letter, in the order in which they were given. As in ``side_by_side``, which shows
two in all detail, a difference is called one only where the two ranges have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from string import ascii_uppercase

from jdmatch.analyzer import Compared
from jdmatch.records import Analysis, Framework
from jdmatch.report.build import build
from jdmatch.report.side_by_side import (
    Difference,
    Entry,
    fact_key,
    level_difference,
    measure,
    said,
    score_difference,
    taken_alone,
)
from jdmatch.report.side_by_side_words import NOTHING_FITS_SEVERAL, SEVERAL_LEVELS, SEVERAL_SCORES
from jdmatch.report.views import FrameworkView, Line, View
from jdmatch.report.words import STATUS_WORD

MOST = len(ascii_uppercase)


@dataclass(frozen=True)
class Column:
    """One posting: its ``letter``, its ``view``, and what it would have been taken for ``alone``, where that is
    something else than what all are measured by (else empty)."""

    letter: str
    view: View
    alone: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement in every posting, in the order of the columns."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """The first posting's line; what is not about a posting is the same in all."""
        return self.lines[0]

    @property
    def covering(self) -> tuple[int, ...]:
        """The places of the postings that cover it, at least partly."""
        return tuple(place for place, line in enumerate(self.lines) if line.status != "missing")

    @property
    def alike(self) -> bool:
        """Whether it has the same status in all."""
        return len({line.status for line in self.lines}) == 1


@dataclass(frozen=True, slots=True)
class LevelRows:
    """The statements of one level (label None: a framework without levels); ``target``: it is the one scored."""

    label: str | None
    target: bool
    rows: tuple[StatementRow, ...]

    @property
    def tallies(self) -> tuple[int, ...]:
        """How many of them each posting covers, at least partly."""
        columns = len(self.rows[0].lines) if self.rows else 0
        return tuple(sum(place in row.covering for row in self.rows) for place in range(columns))


@dataclass(frozen=True, slots=True)
class FactRow:
    """One kind of fact: what each posting states; ``absent`` is said of one that states nothing."""

    kind: str
    label: str
    cells: tuple[tuple[Entry, ...], ...]
    absent: str

    @property
    def alike(self) -> bool:
        """Whether all state the same."""
        return len({frozenset(fact_key(value) for value, _ in cell) for cell in self.cells}) == 1


@dataclass(frozen=True)
class Several:
    """Everything that the table shows. ``settings`` are the sentences that say what all are measured by; ``framework``
    is None where none fits, then there are no ``levels``. ``verdicts`` say whose figures really differ. ``in_none`` and
    ``only`` (by column) are statements of the scored level, most important first."""

    columns: tuple[Column, ...]
    framework: FrameworkView | None
    settings: tuple[str, ...]
    verdicts: tuple[str, ...]
    levels: tuple[LevelRows, ...]
    in_none: tuple[StatementRow, ...]
    only: tuple[tuple[StatementRow, ...], ...]
    facts: tuple[FactRow, ...]

    @property
    def at(self) -> str:
        """ " at Developing": the level that is scored, empty where there is none."""
        label = next((level.label for level in self.levels if level.target), None)
        return f" at {label}" if label else ""


def place_several(compared: Compared, frameworks: Mapping[str, Framework]) -> Several:
    """The table of a comparison of at most ``MOST`` postings. ``frameworks`` gives titles, scales and texts by id."""
    views = [build(analysis, frameworks) for analysis in compared.analyses]
    letters = ascii_uppercase[: len(views)]
    columns = tuple(
        Column(letter, view, taken_alone(letter, alone, compared.draft, frameworks))
        for letter, view, alone in zip(letters, views, compared.alone, strict=True)
    )
    framework = views[0].framework
    together = "Both" if len(views) == 2 else "All"
    settings = [NOTHING_FITS_SEVERAL] if framework is None else list(measure(compared, framework, together))
    levels = tuple(_levels(views))
    scored = sorted((r for level in levels if level.target for r in level.rows), key=lambda row: -row.first.importance)
    return Several(
        columns=columns,
        framework=framework,
        settings=(*settings, *(column.alone for column in columns if column.alone)),
        verdicts=(
            *_verdicts(compared.analyses, letters, score_difference, SEVERAL_SCORES),
            *_verdicts(compared.analyses, letters, level_difference, SEVERAL_LEVELS),
        ),
        levels=levels,
        in_none=tuple(row for row in scored if not row.covering),
        only=tuple(tuple(row for row in scored if row.covering == (place,)) for place in range(len(views))),
        facts=tuple(_facts(views)),
    )


_Differ = Callable[[Analysis, Analysis, tuple[str, str]], Difference | None]


def _verdicts(analyses: Sequence[Analysis], letters: str, differ: _Differ, unclear: str) -> Iterator[str]:
    """Of two postings what is to be said of them; of more, whose figures are clearly different, and then whose are
    not."""
    found = [((a, b), differ(analyses[i], analyses[j], (a, b))) for (i, a), (j, b) in _pairs(letters)]
    told = [(pair, difference) for pair, difference in found if difference is not None]
    if len(letters) == 2:
        yield from (difference.text for _, difference in told)
        return
    yield from (difference.text for _, difference in told if difference.clear)
    rest = [f"{a} and {b}" for (a, b), difference in told if not difference.clear]
    if rest:
        yield unclear.format(pairs="any two of them" if len(rest) == len(found) else "; ".join(rest))


def _pairs(letters: str) -> Iterator[tuple[tuple[int, str], tuple[int, str]]]:
    return combinations(enumerate(letters), 2)


def _levels(views: Sequence[View]) -> Iterator[LevelRows]:
    """The levels of the framework, lowest first. All analyses have the same statements, by the same keys."""
    if any(view.framework is None for view in views):
        return
    lines = [
        {line.key: line for group in view.framework.groups for line in group.lines} for view in views if view.framework
    ]
    for group in views[0].framework.groups if views[0].framework else ():
        rows = tuple(StatementRow(tuple(own[line.key] for own in lines)) for line in group.lines)
        yield LevelRows(group.label, group.target, rows)


def _facts(views: Sequence[View]) -> Iterator[FactRow]:
    sheets = [{fact.kind: fact for fact in view.facts} for view in views]
    order: dict[str, str] = {}
    for view in views:
        order |= {fact.kind: fact.label for fact in view.facts if fact.kind not in order}
    for kind, label in order.items():
        held = [sheet.get(kind) for sheet in sheets]
        absent = next((fact.absent for fact in held if fact and fact.absent), "none stated")
        yield FactRow(kind, label, tuple(fact.entries if fact else () for fact in held), absent)


def statement_cells(table: Several) -> Iterator[tuple[str | float | bool | None, ...]]:
    """The statements for a spreadsheet, a head and then a row each: level, whether it is scored, the statement, and of
    every posting its status, probability and best quote (or the one that came nearest)."""
    head: list[str] = ["level", "scored", "statement"]
    for column in table.columns:
        head += [f"{column.letter}: {column.view.title}", f"{column.letter}: probability", f"{column.letter}: quote"]
    yield tuple(head)
    for level in table.levels:
        for row in level.rows:
            cells: list[str | float | bool | None] = [level.label, level.target, row.first.text]
            for line in row.lines:
                quote = said(line)
                cells += [STATUS_WORD[line.status], round(line.probability, 4), quote.text if quote else None]
            yield tuple(cells)
