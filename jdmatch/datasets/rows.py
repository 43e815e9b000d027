"""Rows of suites: what is annotated about a posting, a query, a statement, a pair or a short text.

One record a task. Rows come from JSON lines, are filtered by the suite's ``where``, renamed by its ``columns``, and
checked one by one: a wrong row is refused with its file and line, because a row that is dropped would lift a figure
unseen. Columns that a record does not know are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

from jdmatch.datasets.suites import Suite
from jdmatch.datasets.texts import digest
from jdmatch.errors import EvaluationError
from jdmatch.records import FOUR_STEPS, ChunkKind

Grade = Literal[0, 1, 2]
Step = Literal[1, 2, 3, 4]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A passage of a posting: ``text[start:end]``, its kind, and the statements that it is evidence of (2: the same
    activity on the same kind of object; 1: related)."""

    n: int
    start: int
    end: int
    kind: ChunkKind
    matches: dict[str, Grade] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnnotatedPosting:
    """A posting with its units, its occupation (the id of a framework) and its level, 1 to 4, with the range that is
    still defensible. ``occupation`` None: of no framework. ``level`` None: not annotated."""

    id: str
    text: str
    units: tuple[Unit, ...]
    title: str | None = None
    occupation: str | None = None
    fits_occupation: bool = True
    level: Step | None = None
    level_low: Step | None = None
    level_high: Step | None = None

    @property
    def group(self) -> str:
        """The occupation; a posting of none is a group of its own."""
        return self.occupation or self.id


@dataclass(frozen=True, kw_only=True)
class Query:
    """A text and the labels of the index that are right for it."""

    query: str
    gold: tuple[str, ...]
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LevelledStatement:
    """A statement at step ``level`` of the ``n_levels`` of its framework. ``ambiguous``: the same text stands at
    several levels."""

    source: str
    framework: str
    text: str
    level: int
    n_levels: int
    ambiguous: bool = False


@dataclass(frozen=True, kw_only=True)
class HardPair:
    """A duty, a statement's id, the grade of the two, and what makes them hard."""

    unit: str
    statement: str
    grade: Grade
    trap: str = ""


@dataclass(frozen=True, kw_only=True)
class LevelCase:
    """A title or a sentence with the level that it tells, and the range that is defensible; None: it tells none."""

    text: str
    where: Literal["title", "sentence"]
    level: str | None
    low: str | None = None
    high: str | None = None
    trap: str = ""


Texts = Mapping[str, tuple[str, str]]
R = TypeVar("R", AnnotatedPosting, Query, LevelledStatement, HardPair, LevelCase)


@dataclass(frozen=True, slots=True)
class Queries:
    """The queries that have an answer, how many have none, and the index."""

    queries: tuple[Query, ...]
    without: int
    labels: tuple[str, ...]


def postings(suite: Suite) -> tuple[AnnotatedPosting, ...]:
    """The postings of a suite. EvaluationError (JDM080) for a wrong row, with file and line."""
    rows = list(_rows(suite, AnnotatedPosting, _posting_fault))
    _unique([(place, row.id) for place, row in rows], "the id")
    return tuple(row for _, row in rows)


def queries(suite: Suite) -> Queries:
    """The queries of a suite with their index, a label a line, each once."""
    rows = [row for _, row in _rows(suite, Query, _sound)]
    lines = [line.strip() for path in suite.files["labels"] for line in _text(path).split("\n")]
    labels = tuple(dict.fromkeys(line for line in lines if line))
    if not labels:
        raise EvaluationError(f"{suite.files['labels'][0]} holds no labels.")
    answered = tuple(row for row in rows if row.gold)
    return Queries(answered, len(rows) - len(answered), labels)


def levelled(suite: Suite) -> tuple[LevelledStatement, ...]:
    """The levelled statements of a suite without the ambiguous ones."""
    return tuple(row for _, row in _rows(suite, LevelledStatement, _levelled_fault) if not row.ambiguous)


def pairs(suite: Suite) -> tuple[HardPair, ...]:
    """The hard pairs of a suite."""
    return tuple(row for _, row in _rows(suite, HardPair, _sound))


def level_cases(suite: Suite) -> tuple[LevelCase, ...]:
    """The level cases of a suite."""
    return tuple(row for _, row in _rows(suite, LevelCase, _case_fault))


def _rows(suite: Suite, kind: type[R], fault: Any) -> Iterator[tuple[str, R]]:
    """(file:line, row) of every row that counts. A suite without any is refused: it would measure nothing."""
    import msgspec

    suite.require()
    _check_columns(suite, kind)
    found = False
    for place, table, texts in _lines(suite):
        if not _counts(table, suite, place):
            continue
        named = {**table, **{ours: table[theirs] for ours, theirs in suite.columns.items() if theirs in table}}
        named = {**named, **_outside(named, texts, place)} if texts is not None else named
        try:
            row = msgspec.convert(named, kind)
        except msgspec.ValidationError as error:
            raise EvaluationError(f"{place}: {error}.") from error
        wrong = fault(row)
        if wrong:
            raise EvaluationError(f"{place}: {wrong}.")
        found = True
        yield place, row
    if not found:
        raise EvaluationError(f"{suite.folder}: no row counts. Look at 'where' and at the files of the suite.")


def _check_columns(suite: Suite, kind: type[Any]) -> None:
    ours = [*(f.name for f in fields(kind)), *(("text_row", "text_sha256") if suite.texts else ())]
    for name in suite.columns:
        if name not in ours:
            raise EvaluationError(f"{suite.folder}: columns.{name} is no column of {suite.task}: {', '.join(ours)}.")


def _outside(row: Mapping[str, Any], texts: Texts, place: str) -> dict[str, str]:
    """Title and text of a row out of the table that they lie in."""
    name, told = row.get("text_row"), row.get("text_sha256")
    if not isinstance(name, str) or name not in texts:
        raise EvaluationError(f"{place}: text_row is {name!r}, and the table of texts has no such row.")
    title, text = texts[name]
    if digest(text) != told:
        raise EvaluationError(f"{place}: the text {name} is another than the one that was annotated (text_sha256).")
    return {"title": title, "text": text}


def _lines(suite: Suite) -> Iterator[tuple[str, dict[str, Any], Texts | None]]:
    """(file:line, row, the texts of its file where they lie elsewhere)."""
    for number_of_file, path in enumerate(suite.files["rows"]):
        texts = suite.texts[number_of_file].texts() if suite.texts else None
        for number, line in enumerate(_text(path).split("\n"), start=1):
            if not line.strip():
                continue
            place = f"{path}:{number}"
            try:
                table = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise EvaluationError(f"{place}: no JSON: {error}.") from error
            if not isinstance(table, dict):
                raise EvaluationError(f"{place}: a row is a JSON object.")
            yield place, table, texts


def _counts(table: Mapping[str, Any], suite: Suite, place: str) -> bool:
    for column, wanted in suite.where.items():
        if column not in table:
            raise EvaluationError(f"{place}: the row has no column '{column}', which 'where' asks for.")
        if table[column] not in wanted:
            return False
    return True


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} can not be read: {error}.") from error


def _unique(names: list[tuple[str, str]], what: str) -> None:
    seen: set[str] = set()
    for place, name in names:
        if name in seen:
            raise EvaluationError(f"{place}: {what} {name} is there twice.")
        seen.add(name)


def _sound(_: object) -> str | None:
    return None


def _posting_fault(row: AnnotatedPosting) -> str | None:
    for unit in row.units:
        if not 0 <= unit.start < unit.end <= len(row.text):
            return f"unit {unit.n}: {unit.start}–{unit.end} is no range of the text"
        if unit.text is not None and row.text[unit.start : unit.end] != unit.text:
            return f"unit {unit.n}: its text is not text[{unit.start}:{unit.end}]"
    if len({unit.n for unit in row.units}) != len(row.units):
        return "two units have the same number n"
    if row.level is not None:
        low, high = row.level_low or row.level, row.level_high or row.level
        if not low <= row.level <= high:
            return f"level {row.level} lies outside {low}–{high}"
    return None


def _levelled_fault(row: LevelledStatement) -> str | None:
    return None if row.level >= 1 and row.n_levels >= 1 else f"level {row.level} of {row.n_levels} counts from 1"


def _case_fault(row: LevelCase) -> str | None:
    if (row.level is None) != (row.low is None) or (row.level is None) != (row.high is None):
        return "level, low and high are given together or not at all"
    for name in (row.level, row.low, row.high):
        if name is not None and name not in FOUR_STEPS.levels:
            return f"'{name}' is no level: {', '.join(FOUR_STEPS.levels)}"
    return None
