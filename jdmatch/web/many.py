"""Many postings of the library as one file: the flat form of ``jdmatch batch``, with what the library knows of each.

Before the columns of the flat form stand the posting's number in the library, when it was added and its tags; behind
them, why it could not be analysed. CSV and JSON Lines are sent as they are made, whatever their length; a workbook and
a Parquet file have their index at the end, so they are made in a temporary file first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from starlette.responses import Response, StreamingResponse

from jdmatch import __version__
from jdmatch.batch import parquet
from jdmatch.records import dumps, failure_to_dict
from jdmatch.report import flat, workbook
from jdmatch.report.flat import Column, Row
from jdmatch.report.flatbook import FlatBook
from jdmatch.store.records import StoredPosting
from jdmatch.web.exports import disposition

Postings = Iterable[StoredPosting]
_AT_ONCE = 50
_PIECE = 1 << 16

_NUMBER = Column("number", "whole", False, "the posting's number in the library")
_OWN = (
    _NUMBER,
    Column("added", "text", False, "when it was added, UTC"),
    Column("tags", "text", False, "its tags, each behind a semicolon"),
)
_WHY = (
    Column("failure_code", "text", True, "why it could not be analysed"),
    Column("failure_message", "text", True, "the same in words"),
)
# One that could not be analysed has a row, too, in which most is empty.
POSTINGS = (*_OWN, *(replace(one, nullable=True) for one in flat.POSTINGS), *_WHY)
STATEMENTS = (_NUMBER, *flat.STATEMENTS)


def posting_row(one: StoredPosting) -> Row:
    """The row of a posting."""
    own = (one.row.id, one.row.added, "; ".join(one.row.tags))
    if one.analysis is None:
        about = (flat.plain(one.posting.id), one.row.summary.sha256, one.row.title)
        told = (one.failure.code, one.failure.message) if one.failure else (None, None)
        return (*own, *about, *(None,) * (len(flat.POSTINGS) - len(about)), *told)
    return (*own, *flat.posting_row(one.analysis), None, None)


def statement_rows(one: StoredPosting) -> Iterator[Row]:
    """A row for each statement of a posting; none for one that could not be analysed."""
    if one.analysis is not None:
        yield from ((one.row.id, *row) for row in flat.statement_rows(one.analysis))


def _each_statement(postings: Postings) -> Iterator[Row]:
    return (row for one in postings for row in statement_rows(one))


def _csv(columns: tuple[Column, ...], rows: Iterator[Row]) -> Iterator[bytes]:
    yield flat.csv_text(columns, ()).encode("utf-8-sig")
    while some := list(islice(rows, _AT_ONCE)):
        yield flat.csv_lines(some).encode()


def _lines(postings: Postings) -> Iterator[bytes]:
    for one in postings:
        if one.analysis is not None:
            yield (one.analysis.to_json() + "\n").encode()
        elif one.failure is not None:
            yield (dumps(failure_to_dict(one.failure)) + "\n").encode()


def _book(postings: Postings) -> Iterator[bytes]:
    workbook.library()

    def make(path: Path) -> None:
        with FlatBook(path) as book:
            book.sheet("Postings", POSTINGS)
            book.sheet("Statements", STATEMENTS)
            for one in postings:
                book.add("Postings", posting_row(one))
                for row in statement_rows(one):
                    book.add("Statements", row)

    return _made(make)


def _parquet(columns: tuple[Column, ...], rows: Iterator[Row]) -> Iterator[bytes]:
    parquet.writer()
    about = {"jdmatch.version": __version__}
    return _made(lambda path: parquet.write(path, columns, rows, about))


def _made(make: Callable[[Path], None]) -> Iterator[bytes]:
    """The bytes of a file that is made as a whole and then sent in pieces."""
    with tempfile.TemporaryDirectory(prefix="jdmatch-") as folder:
        path = Path(folder) / "export"
        make(path)
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of export: what people call it, its file's ending, its media type, how it is made."""

    name: str
    about: str
    ending: str
    media: str
    make: Callable[[Postings], Iterator[bytes]]


KindName = Literal["csv", "statements-csv", "xlsx", "jsonl", "parquet", "statements-parquet"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET = "application/vnd.apache.parquet"
_CSV = "text/csv; charset=utf-8"
KINDS: Mapping[KindName, Kind] = {
    "csv": Kind("CSV", "a row a posting", "csv", _CSV, lambda p: _csv(POSTINGS, map(posting_row, p))),
    "statements-csv": Kind(
        "CSV of statements",
        "a row a statement of each posting",
        "csv",
        _CSV,
        lambda p: _csv(STATEMENTS, _each_statement(p)),
    ),
    "xlsx": Kind("Excel", "both, as sheets", "xlsx", _XLSX, _book),
    "jsonl": Kind("JSON Lines", "whole analyses", "jsonl", "application/x-ndjson", _lines),
    "parquet": Kind(
        "Parquet", "a row a posting", "parquet", _PARQUET, lambda p: _parquet(POSTINGS, map(posting_row, p))
    ),
    "statements-parquet": Kind(
        "Parquet of statements",
        "a row a statement of each posting",
        "parquet",
        _PARQUET,
        lambda p: _parquet(STATEMENTS, _each_statement(p)),
    ),
}


def export(kind: KindName, postings: Postings) -> Response:
    """The file, sent while it is made. MissingExtraError where its library is not installed."""
    made = KINDS[kind]
    stem = "statements" if kind.startswith("statements") else "postings"
    pieces = made.make(postings)
    # What is missing is told before anything is sent.
    first = next(pieces, b"")
    headers = {"Content-Disposition": disposition(f"{stem}.{made.ending}")}
    return StreamingResponse(_joined(first, pieces), media_type=made.media, headers=headers)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield first
        yield from rest
    finally:
        close = getattr(rest, "close", None)
        if close is not None:
            close()
