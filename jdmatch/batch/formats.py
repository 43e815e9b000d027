"""How the results of a part are written: as lines of JSON, or flat, as two tables in Parquet or CSV.

A ``Renderer`` takes analyses one by one and gives the part's files. Their bytes are a function of the analyses, of the
``Run`` that they belong to and of the version of the writer, which ``writer`` names and a resumed run must share.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from jdmatch.batch import parquet
from jdmatch.records import Analysis, Signature
from jdmatch.report import flat

STATEMENTS_SCHEMA = "jdmatch.statements/1"
POSTINGS_SCHEMA = "jdmatch.postings/1"


@dataclass(frozen=True, slots=True)
class Run:
    """What all parts of a run have in common: the form of their files, the sha256 of the plan, the signature, and the
    library that writes (``writer``)."""

    format: str
    sha256: str
    signature: Signature
    writer: str | None = None


class Renderer(Protocol):
    """Analyses in, files out."""

    def add(self, analysis: Analysis) -> None:
        """The next analysis of the part."""

    def files(self) -> list[bytes]:
        """The part's files, in the order of ``names``."""


class Lines:
    """One analysis a line, as everywhere (docs/wire.md)."""

    def __init__(self, run: Run) -> None:
        self._lines: list[str] = []

    def add(self, analysis: Analysis) -> None:
        """The next analysis of the part."""
        self._lines.append(analysis.to_json() + "\n")

    def files(self) -> list[bytes]:
        """The one file."""
        return ["".join(self._lines).encode("utf-8")]


class Flat:
    """Two tables; ``render`` makes the bytes of one from its columns, rows and metadata."""

    def __init__(self, run: Run, render: Callable[..., bytes]) -> None:
        self._run = run
        self._render = render
        self._statements: list[flat.Row] = []
        self._postings: list[flat.Row] = []

    def add(self, analysis: Analysis) -> None:
        """The next analysis of the part."""
        self._statements.extend(flat.statement_rows(analysis))
        self._postings.append(flat.posting_row(analysis))

    def files(self) -> list[bytes]:
        """The table of statements and the table of postings."""
        return [
            self._render(flat.STATEMENTS, self._statements, self._metadata(STATEMENTS_SCHEMA)),
            self._render(flat.POSTINGS, self._postings, self._metadata(POSTINGS_SCHEMA)),
        ]

    def _metadata(self, schema: str) -> dict[str, str]:
        made = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in asdict(self._run.signature).items()
        }
        return {
            "jdmatch.schema": schema,
            "jdmatch.run": f"sha256:{self._run.sha256}",
            "jdmatch.version": made.pop("jdmatch"),
            **{f"jdmatch.{name}": value for name, value in made.items()},
        }


def names(format_: str, number: int) -> list[str]:
    """The names of a part's files."""
    stems = ("part",) if format_ == "jsonl" else ("statements", "postings")
    return [f"{stem}-{number:05d}.{format_}" for stem in stems]


def joinable(format_: str) -> bool:
    """Whether a part's file is the files of its slices, one after the other."""
    return format_ == "jsonl"


def renderer(run: Run) -> Renderer:
    """A new part of a run."""
    if run.format == "jsonl":
        return Lines(run)
    return Flat(run, parquet.table if run.format == "parquet" else csv_table)


def writer(format_: str) -> str | None:
    """The library whose version may change a file's bytes. MissingExtraError where it is not installed."""
    return parquet.writer() if format_ == "parquet" else None


def csv_table(columns: Sequence[flat.Column], rows: Sequence[flat.Row], _metadata: object) -> bytes:
    """A table as CSV: UTF-8 with its mark, by which spreadsheets know it."""
    return flat.csv_text(columns, rows).encode("utf-8-sig")
