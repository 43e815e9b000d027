"""The pyarrow room: Parquet tables of postings in, row by row, and tables of results out.

Rows come out of small batches, so that a table is never in memory as a whole. What is written is a function of the rows
and of the version of pyarrow alone (``writer`` names it): no time, no place, one row group.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from jdmatch.errors import InputError, MissingExtraError
from jdmatch.report.flat import Column

_BATCH = 32
_BUFFER = 1 << 18
_GROUP = 20_000


def writer() -> str:
    """What writes, with its version. MissingExtraError where it is not installed."""
    return f"pyarrow {_pyarrow().__version__}"


def _pyarrow() -> ModuleType:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("Parquet", "research") from error
    return pyarrow  # type: ignore[no-any-return]


def header(path: Path, name: str) -> list[str]:
    """The columns of a table. InputError where it is none."""
    pa = _pyarrow()
    try:
        with pa.parquet.ParquetFile(path) as table:
            return list(table.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def rows(path: Path, name: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The cells of each row in those of the columns that are there, as Python values. InputError where the table, or a
    later piece of it, can not be read."""
    pa = _pyarrow()
    done = 0
    try:
        with pa.parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as table:
            there = [column for column in table.schema_arrow.names if column in columns]
            for batch in table.iter_batches(_BATCH, columns=there, use_threads=False):
                yield from batch.to_pylist()
                done += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error, f" from row {done + 1} on") from error


def _damaged(name: str, error: Exception, where: str = "") -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"{name} can not be read as a Parquet table{where}: {reason}. Write it anew.", code="JDM012")


def table(columns: Sequence[Column], rows: Sequence[Sequence[Any]], metadata: Mapping[str, str]) -> bytes:
    """A table as the bytes of a Parquet file: the columns' fixed schema, zstd, ``metadata`` as key and value."""
    pa = _pyarrow()
    sink = io.BytesIO()
    made = _arrow(pa, columns, rows, metadata)
    pa.parquet.write_table(made, sink, compression="zstd", row_group_size=max(1, len(rows)))
    return sink.getvalue()


def write(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Any]], metadata: Mapping[str, str]) -> None:
    """The same into a file, for more rows than memory should hold: a row group for every so many."""
    pa = _pyarrow()
    waiting = iter(rows)
    empty = _arrow(pa, columns, (), metadata)
    with pa.parquet.ParquetWriter(path, empty.schema, compression="zstd") as sink:
        while some := list(islice(waiting, _GROUP)):
            sink.write_table(_arrow(pa, columns, some, metadata))


def _arrow(
    pa: ModuleType, columns: Sequence[Column], rows: Sequence[Sequence[Any]], metadata: Mapping[str, str]
) -> Any:
    types = {"text": pa.string(), "real": pa.float64(), "whole": pa.int32(), "truth": pa.bool_()}
    schema = pa.schema(
        [pa.field(c.name, types[c.kind], nullable=c.nullable) for c in columns],
        metadata={key: metadata[key] for key in sorted(metadata)},
    )
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [pa.array(column, field.type) for column, field in zip(cells, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
