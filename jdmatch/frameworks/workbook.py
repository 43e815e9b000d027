"""An Excel workbook (.xlsx, .xlsm) as sheets of rows, read from its XML as a stream; nothing in it is run.

A workbook is a zip archive of XML parts. They are read with expat and without document types, so that entities can not
blow up, and cell by cell, so that a sheet with a million empty rows, or one cell in the last corner of the grid, costs
what it holds and not what it spans. (The libraries for it either make room for every cell between the corners, which
ends the process for a file of two kilobytes, or do not tell a formula's value from its absence.)
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import NoReturn
from xml.parsers import expat

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.bundle import BROKEN
from jdmatch.frameworks.intake import Document
from jdmatch.frameworks.workbook_cells import MAX_ROW, Attributes, Merge, Row, SheetScan, StyleScan, TextScan

MAX_INFLATED = 500_000_000
"""Bytes of XML that a workbook may inflate to."""

MAX_PARTS = 10_000
MAX_RATIO = 200

_BOOK = "xl/workbook.xml"
_RATIO_FROM = 10_000_000
# A header row that stands below this is looked for by nobody.
_HEAD_ROWS = 1_000
_CHUNK = 1 << 16
_SEPARATOR = " "


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name, whether it is hidden, and the archive member that holds it."""

    name: str
    hidden: bool
    part: str


class _Local(dict[str, str]):
    """Names of elements without their namespaces; looked up a million times, made once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(_SEPARATOR)[2]
        return self[name]


class Workbook:
    """The sheets of a workbook. FrameworkError (JDM012) where it is damaged, here and while its rows are read."""

    def __init__(self, document: Document) -> None:
        self.name = document.name
        self._texts: list[str] | None = None
        self._formats: list[str] | None = None
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(document.data))
        except (zipfile.BadZipFile, *BROKEN) as error:
            self._damaged(str(error))
        with self._intact():
            self._check_size()
            self._parts = set(self._archive.namelist())
            self._ties = self._relations()
            self.sheets = self._sheets()

    def head(self, sheet: Sheet, rows: int) -> list[Row]:
        """The first rows of a sheet that hold something, so many at most."""
        return [row for row in islice(self.rows(sheet, [], _HEAD_ROWS), rows) if row.number <= _HEAD_ROWS]

    def rows(self, sheet: Sheet, merges: list[Merge], last: int = MAX_ROW) -> Iterator[Row]:
        """The rows of a sheet that hold something, from the top, and hardly any behind row ``last``. ``merges`` gets
        its merged ranges as (first row, first column, last row, last column), once all rows were read."""
        scan = SheetScan(self._shared(), self._styles(), self._epoch, self._damaged)
        with self._intact():
            for _ in self._feed(sheet.part, scan.start, scan.end, scan.text):
                yield from scan.take()
                if scan.last_row > last:
                    return
            merges.extend(scan.merges)

    def _check_size(self) -> None:
        entries = self._archive.infolist()
        inflated = sum(entry.file_size for entry in entries)
        bomb = inflated > _RATIO_FROM and inflated > MAX_RATIO * sum(entry.compress_size for entry in entries)
        if len(entries) > MAX_PARTS or inflated > MAX_INFLATED or bomb:
            raise FrameworkError(
                f"{self.name} would inflate to {inflated:,} bytes in {len(entries):,} parts, which is more than a "
                f"workbook may have ({MAX_INFLATED:,} bytes, {MAX_PARTS:,} parts, {MAX_RATIO} times its size). Save "
                "the sheet as CSV and import that.",
                code="JDM009",
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise FrameworkError(f"{self.name} is encrypted and needs a password. Save it without one.", code="JDM010")

    def _feed(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Parse a part; a turn of the loop is a block of it."""
        if part not in self._parts:
            self._damaged(f"it has no {part}")
        local = _Local()
        parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = lambda *_: self._damaged(f"{part} declares a document type")
        parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
        if end is not None:
            parser.EndElementHandler = lambda name: end(local[name])
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            stream = self._archive.open(part)
        except BROKEN as error:
            self._damaged(str(error))
        with stream:
            while block := stream.read(_CHUNK):
                self._parse(parser, block)
                yield
            self._parse(parser, b"", last=True)
            yield

    def _parse(self, parser: expat.XMLParserType, block: bytes, *, last: bool = False) -> None:
        try:
            parser.Parse(block, last)
        except (LookupError, ValueError) as error:
            # An encoding that there is not, or that expat can not have.
            self._damaged(str(error))

    def _read(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        for _ in self._feed(part, start, end, text):
            pass

    def _relations(self) -> dict[str, tuple[str, str]]:
        """What the workbook's relations lead to: (kind, member) by id."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

        self._read("xl/_rels/workbook.xml.rels", start)
        return found

    def _sheets(self) -> tuple[Sheet, ...]:
        sheets: list[Sheet] = []
        self._epoch = datetime(1899, 12, 30, tzinfo=UTC)

        def start(name: str, attributes: Attributes) -> None:
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self._epoch = datetime(1904, 1, 1, tzinfo=UTC)
            elif name == "sheet":
                tie = next((value for key, value in attributes.items() if key.endswith(f"{_SEPARATOR}id")), "")
                kind, part = self._ties.get(tie, ("", ""))
                if kind == "worksheet":
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(Sheet(attributes.get("name", ""), hidden, part))

        self._read(_BOOK, start)
        return tuple(sheets)

    def _part(self, kind: str) -> str | None:
        return next((part for found, part in self._ties.values() if found == kind and part in self._parts), None)

    def _shared(self) -> list[str]:
        """The texts that cells name by their number."""
        if self._texts is None:
            scan = TextScan()
            self._texts = scan.texts
            if part := self._part("sharedStrings"):
                with self._intact():
                    self._read(part, scan.start, scan.end, scan.text)
        return self._texts

    def _styles(self) -> list[str]:
        """The number format of each cell style."""
        if self._formats is None:
            scan = StyleScan()
            if part := self._part("styles"):
                with self._intact():
                    self._read(part, scan.start, scan.end)
            self._formats = scan.formats()
        return self._formats

    @contextmanager
    def _intact(self) -> Iterator[None]:
        try:
            yield
        except expat.ExpatError as error:
            self._damaged(str(error))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            self._damaged(str(error) or type(error).__name__)

    def _damaged(self, why: str, code: str = "JDM012") -> NoReturn:
        raise FrameworkError(
            f"{self.name} is an Excel workbook that can not be read: {why}. Open it and save it again.", code=code
        )
