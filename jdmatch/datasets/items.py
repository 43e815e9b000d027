"""Items: one answer of a system beside the annotated truth, the boundary between systems and measures.

A system writes items, measures read them, and neither knows the other: figures can be replayed without a model, and
another program's answers can be measured. An item file is JSON lines under gzip: one object a line, told apart by
``task``, sorted by ``key``, fractions rounded to six places, no time of writing in the header. The same answers give
the same bytes.

In every item ``cluster`` is what the bootstrap draws (a posting, a query, a framework) and ``group`` what a fit may be
held out by (an occupation, a source).
"""

from __future__ import annotations

import gzip
import io
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from jdmatch.errors import EvaluationError
from jdmatch.files import write_whole

PLACES = 6
Said = Literal["covered", "partial", "missing"]


@dataclass(frozen=True, kw_only=True)
class CoverageItem:
    """A statement against a whole posting. ``label``: the highest annotated grade, 0 to 2. ``score`` ranks (any
    number), ``probability`` is the calibrated one; None, like ``said``, where the system has none."""

    task: Literal["coverage"] = "coverage"
    cluster: str
    group: str
    item: str
    label: int
    score: float
    probability: float | None = None
    said: Said | None = None


@dataclass(frozen=True, kw_only=True)
class RankingItem:
    """The statements of a framework, scored for one annotated unit: ``items``, ``labels`` (0 to 2) and ``scores`` side
    by side, in the framework's order. ``ranking``: units that are duties; ``ranking-all``: all units."""

    task: Literal["ranking", "ranking-all"]
    cluster: str
    group: str
    query: str
    items: tuple[str, ...]
    labels: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class KindItem:
    """The kind of a passage. ``kinds``: annotated units; ``kinds-chunks``: the system's own chunks, labelled by the
    annotated unit that they overlap most. ``probability`` is that of the kind that was said."""

    task: Literal["kinds", "kinds-chunks"]
    cluster: str
    group: str
    item: str
    label: str
    said: str
    probability: float | None = None


@dataclass(frozen=True, kw_only=True)
class LevelItem:
    """The level of a posting on the four steps, 1 to 4; ``low`` to ``high`` are levels that a careful reader could
    also give. ``interval`` is that of the system, both ends inside, at its stated ``coverage``."""

    task: Literal["level"] = "level"
    cluster: str
    group: str
    label: int
    low: int
    high: int
    said: int
    probabilities: tuple[float, ...] | None = None
    interval: tuple[int, int] | None = None
    coverage: float | None = None
    abstained: bool = False


@dataclass(frozen=True, kw_only=True)
class OccupationItem:
    """Which framework a posting is about; None is "none of them". ``probability`` is that of what was said.
    ``occupation-without``: asked again with the posting's own framework taken away, so that none is right."""

    task: Literal["occupation", "occupation-without"] = "occupation"
    cluster: str
    group: str
    label: str | None
    said: str | None
    probability: float | None = None


@dataclass(frozen=True, kw_only=True)
class LevelledItem:
    """A statement at step ``label`` of the ``levels`` steps of its framework (the cluster). ``score``: higher is a
    higher level, comparable within a framework. ``interval`` and ``probabilities``, where the system has them, are on
    the framework's own scale."""

    task: Literal["levelled"] = "levelled"
    cluster: str
    group: str
    item: int
    label: int
    levels: int
    score: float
    probabilities: tuple[float, ...] | None = None
    interval: tuple[int, int] | None = None
    coverage: float | None = None


@dataclass(frozen=True, kw_only=True)
class RetrievalItem:
    """The best labels of an index for a query, best first (at most a hundred), and the right ones."""

    task: Literal["retrieval"] = "retrieval"
    cluster: str
    query: str
    gold: tuple[str, ...]
    ranked: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def group(self) -> str:
        """A query is a group of its own."""
        return self.cluster


@dataclass(frozen=True, kw_only=True)
class PairItem:
    """One unit against one statement: hard pairs. The cluster is the statement's framework. ``score`` ranks,
    ``probability`` as for coverage; ``trap`` says what makes the pair hard."""

    task: Literal["pairs"] = "pairs"
    cluster: str
    item: int
    label: int
    score: float
    probability: float | None = None
    trap: str

    @property
    def group(self) -> str:
        """The framework."""
        return self.cluster


@dataclass(frozen=True, kw_only=True)
class LevelCaseItem:
    """A short text whose words look like a level. None: it says none. Levels 1 to 4 of the four steps."""

    task: Literal["level-case"] = "level-case"
    cluster: str
    item: int
    label: int | None
    low: int | None
    high: int | None
    said: int | None
    trap: str

    @property
    def group(self) -> str:
        """A case is a group of its own."""
        return self.cluster


Item = (
    CoverageItem
    | RankingItem
    | KindItem
    | LevelItem
    | OccupationItem
    | LevelledItem
    | RetrievalItem
    | PairItem
    | LevelCaseItem
)
KINDS: Mapping[str, type[Item]] = {
    "coverage": CoverageItem,
    "ranking": RankingItem,
    "ranking-all": RankingItem,
    "kinds": KindItem,
    "kinds-chunks": KindItem,
    "level": LevelItem,
    "occupation": OccupationItem,
    "occupation-without": OccupationItem,
    "levelled": LevelledItem,
    "retrieval": RetrievalItem,
    "pairs": PairItem,
    "level-case": LevelCaseItem,
}
TASKS: tuple[str, ...] = tuple(KINDS)
_LENGTHS = (("items", "labels"), ("items", "scores"), ("ranked", "scores"))


def key(item: Item) -> tuple[str, str, str, int]:
    """What items are sorted by: task, cluster, then the item's own name or number."""
    name = getattr(item, "item", getattr(item, "query", ""))
    return (item.task, item.cluster, "", name) if isinstance(name, int) else (item.task, item.cluster, name, 0)


def to_dict(item: Item) -> dict[str, Any]:
    """The item as JSON has it, task first, fractions rounded. ValueError for a number that is not finite."""
    return {name: _plain(value) for name, value in asdict(item).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"an item holds {value}")
        return round(value, PLACES) + 0.0
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def from_dict(table: Mapping[str, Any]) -> Item:
    """The item of a JSON object. ValueError says what is wrong with it: unknown task or key, a missing one, a wrong
    type, lists of different lengths, a number that is not finite."""
    import msgspec

    kind = KINDS.get(table.get("task", ""))
    if kind is None:
        raise ValueError(f"task is {table.get('task')!r}; it is one of {', '.join(TASKS)}")
    unknown = sorted(set(table) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}' in an item of {table['task']}")
    try:
        item: Item = msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    for one, other in _LENGTHS:
        if hasattr(item, one) and hasattr(item, other) and len(getattr(item, one)) != len(getattr(item, other)):
            raise ValueError(f"{one} and {other} are of different lengths")
    _plain(list(table.values()))
    return item


def dumps(items: Iterable[Item]) -> bytes:
    """Items as sorted JSON lines."""
    rows = (
        json.dumps(to_dict(i), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for i in sorted(items, key=key)
    )
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "surrogatepass")


def write_items(path: Path, items: Iterable[Item]) -> None:
    """Write items to ``path``, under gzip where its name ends in .gz. The same items give the same bytes. OutputError
    where it can not be written."""
    data = dumps(items)
    if path.suffix == ".gz":
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as stream:
            stream.write(data)
        data = packed.getvalue()
    write_whole(path, data)


def read_items(path: Path) -> tuple[Item, ...]:
    """The items of a file. EvaluationError (JDM082) where it can not be read or a line is no item."""
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").split("\n")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise EvaluationError(
            f"{path} can not be read as items: {error}. Run the suite again.", code="JDM082"
        ) from error
    return tuple(_read(path, number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _read(path: Path, number: int, line: str) -> Item:
    try:
        table = json.loads(line)
        if not isinstance(table, dict):
            raise ValueError("not a JSON object")
        return from_dict(table)
    except ValueError as error:
        raise EvaluationError(f"{path}:{number} is no item: {error}.", code="JDM082") from error


def of_task(items: Sequence[Item], task: str) -> tuple[Item, ...]:
    """The items of one task, in order."""
    return tuple(item for item in items if item.task == task)
