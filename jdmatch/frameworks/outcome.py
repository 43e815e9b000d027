"""What reading a source came to, and what was asked of it: the options of an import and its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from jdmatch.frameworks.notes import Notes
from jdmatch.records import Framework

Placed = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may be asked: ``occupations`` to take (codes or URIs; () for all), ``columns`` as (column, field)
    pairs for tables, the ``sheet`` of a workbook, the ``language`` to keep, and ``as_one`` for one framework of
    everything where a source could also be cut by occupation."""

    occupations: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    language: str = ""
    as_one: bool = False


@dataclass(frozen=True)
class Reading:
    """The frameworks of a source, and what became of its rows: every one of ``rows`` is a statement, a heading, in
    ``skipped`` with its place and reason, or counted in ``left_out`` by why it was not asked for. ``columns`` are the
    (column, field) pairs that a table or a generic file was read by."""

    name: str
    format: str
    frameworks: tuple[Framework, ...]
    rows: int
    skipped: Placed = ()
    left_out: tuple[tuple[str, int], ...] = ()
    warnings: Placed = ()
    source_sha256: str = ""
    columns: Placed = ()

    @classmethod
    def of(
        cls, name: str, format_id: str, frameworks: Sequence[Framework], notes: Notes, source_sha256: str
    ) -> Reading:
        """The report of one source. Readers that count no rows have one for each statement, heading and skipped row."""
        kept = sum(len(f.statements) + len(f.headings) for f in frameworks)
        return cls(
            name=name,
            format=format_id,
            frameworks=tuple(frameworks),
            rows=notes.rows or kept + len(notes.skipped) + sum(notes.left_out.values()),
            skipped=tuple(notes.skipped),
            left_out=tuple(sorted(notes.left_out.items())),
            warnings=tuple(notes.warnings),
            source_sha256=source_sha256,
            columns=tuple(notes.columns),
        )

    @classmethod
    def together(cls, name: str, readings: Sequence[Reading], source_sha256: str) -> Reading:
        """One report of several files."""
        formats = {reading.format for reading in readings}
        left: Counter[str] = Counter()
        for reading in readings:
            left.update(dict(reading.left_out))
        return cls(
            name=name,
            format=formats.pop() if len(formats) == 1 else "several",
            frameworks=tuple(chain.from_iterable(r.frameworks for r in readings)),
            rows=sum(r.rows for r in readings),
            skipped=tuple(chain.from_iterable(r.skipped for r in readings)),
            left_out=tuple(sorted(left.items())),
            warnings=tuple(chain.from_iterable(r.warnings for r in readings)),
            source_sha256=source_sha256,
            columns=tuple(dict.fromkeys(chain.from_iterable(r.columns for r in readings))),
        )

    @property
    def statements(self) -> int:
        """How many statements were kept."""
        return sum(len(f.statements) for f in self.frameworks)

    @property
    def headings(self) -> int:
        """How many headings were kept as context."""
        return sum(len(f.headings) for f in self.frameworks)

    @cached_property
    def unused(self) -> tuple[tuple[str, int], ...]:
        """Fields of the source that jdmatch does not use and keeps for export, with how many items have them."""
        counts: Counter[str] = Counter()
        for framework in self.frameworks:
            for extra in (item.extra for kept in (framework.statements, framework.headings) for item in kept):
                counts.update(name for name, _ in extra)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
