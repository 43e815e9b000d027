"""Tables of postings, a row a posting: JSON Lines, CSV, TSV and Parquet, streamed.

What the kinds have in common stands here: which columns hold id, title and text, what a row without them is told, and
how a row is named that has no id (by the table and its place in it). A broken row is an item with a fault. A table
whose header lacks the text column, or has it twice, holds no posting: that is an error about the whole table.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from jdmatch.batch import parquet
from jdmatch.batch.delimited import SEPARATORS, Broken, records
from jdmatch.batch.items import Columns, Item
from jdmatch.errors import InputError, nearest
from jdmatch.settings import Settings

SUFFIXES = (".jsonl", ".csv", ".tsv", ".parquet")
# Escaped as JSON a character takes at most six bytes where UTF-8 takes one; the rest is for the other columns.
_LINE_PER_POSTING = 8
# A text of quotation marks doubles when it is quoted; the rest is for the other columns.
_ROW_PER_POSTING = 3
_LONGEST_HEADER = 1_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def need_parquet() -> None:
    """MissingExtraError where Parquet tables can not be read."""
    parquet.writer()


def check(path: Path, name: str, columns: Columns) -> None:
    """InputError where a table as a whole can not be read as postings. Lines of JSON have no header to ask."""
    if path.suffix.lower() == ".parquet":
        _placed(parquet.header(path, name), columns, name)
    elif path.suffix.lower() != ".jsonl":
        _placed(_separator(path, name, columns)[1], columns, name)


def rows(path: Path, name: str, columns: Columns, settings: Settings) -> Iterator[Item]:
    """The postings of a table in its order. InputError where it is none as a whole, or from some place on."""
    kind, most = path.suffix.lower(), settings.limits.posting_bytes
    try:
        if kind == ".jsonl":
            with path.open("rb") as stream:
                for number, line in enumerate(_lines(stream, most * _LINE_PER_POSTING), start=1):
                    if line is None or line.strip():
                        yield _of_json(line, f"{name}:{number}", columns)
        elif kind == ".parquet":
            yield from _of_parquet(path, name, columns)
        else:
            yield from _of_text(path, name, columns, max(most, _LONGEST_HEADER) * _ROW_PER_POSTING)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path} can not be read: {error.strerror}. Check its permissions.", code="JDM003")


# --- JSON Lines -----------------------------------------------------------------------------------------------------


def _lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """Lines of at most ``longest`` bytes; None for a longer one, which is passed over without being held."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(longest + 1)
        yield None


def _of_json(line: bytes | None, place: str, columns: Columns) -> Item:
    digest = hashlib.sha256(line or b"").hexdigest()
    if line is None:
        told = "is longer than a line with one posting can be (limits.posting_bytes). Split it."
        return _faulty(place, digest, "JDM009", told)
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return _faulty(place, digest, "JDM014", f"is no line of JSON: {error}. Each line is one object.")
    if not isinstance(row, dict):
        told = f"is {_kind(row)}. Each line is one object with an id, a title and a text."
        return _faulty(place, digest, "JDM015", told)
    if row.get(columns.text) is None:
        there = f"has the columns {', '.join(row)}" if row else "has no columns"
        told = f"{there}; its text is looked for in '{columns.text}'. Name it with --text-column."
        return _faulty(place, digest, "JDM015", told)
    return _item(row, place, digest, columns)


# --- Parquet --------------------------------------------------------------------------------------------------------


def _of_parquet(path: Path, name: str, columns: Columns) -> Iterator[Item]:
    _placed(parquet.header(path, name), columns, name)
    wanted = (columns.id, columns.title, columns.text)
    for number, row in enumerate(parquet.rows(path, name, wanted), start=1):
        content = json.dumps([_plain(row.get(column)) for column in wanted])
        yield _item(row, f"{name}:{number}", hashlib.sha256(content.encode()).hexdigest(), columns)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value if isinstance(value, str | int | None) else repr(value)


# --- CSV and TSV ----------------------------------------------------------------------------------------------------


def _of_text(path: Path, name: str, columns: Columns, longest: int) -> Iterator[Item]:
    separator, header = _separator(path, name, columns)
    places = _placed(header, columns, name)
    table = records(path, separator, longest)
    next(table)
    for row, cells in table:
        place = f"{name}:{row}"
        if isinstance(cells, Broken):
            digest = hashlib.sha256(cells.reason.encode()).hexdigest()
            yield _faulty(place, digest, cells.code, cells.reason)
            continue
        digest = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
        counted = f"has {len(cells)} cells where the header has {len(header)}"
        if any(cell.strip() for cell in cells[len(header) :]):
            told = f"{counted}: a separator inside a text needs quotes around the text."
            yield _faulty(place, digest, "JDM015", told)
        elif places[columns.text] >= len(cells):
            yield _faulty(place, digest, "JDM015", f"{counted}, and no '{columns.text}'.")
        else:
            found = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
            yield _item(_decoded(found, columns), place, digest, columns)


def _separator(path: Path, name: str, columns: Columns) -> tuple[str, list[str]]:
    """What stands between the cells, and the header: the first separator under which the text column is there."""
    best: list[str] = []
    broken: Broken | None = None
    for separator in ("\t",) if path.suffix.lower() == ".tsv" else SEPARATORS:
        try:
            _, cells = next(records(path, separator, _LONGEST_HEADER), (0, []))
        except OSError as error:
            raise InputError(
                f"{path} can not be read: {error.strerror}. Check its permissions.", code="JDM003"
            ) from error
        if isinstance(cells, Broken):
            broken = broken or cells
            continue
        header = [cell.strip() for cell in cells]
        if columns.text in header:
            return separator, header
        best = max(best, header, key=len)
    if broken and not best:
        raise InputError(f"{name} has a header that {broken.reason}", code=broken.code)
    raise _textless(best, columns, name)


def _placed(header: Sequence[str], columns: Columns, name: str) -> dict[str, int]:
    """The place of each column that is there. InputError where the text column is not, or one is there twice."""
    if columns.text not in header:
        raise _textless(header, columns, name)
    wanted = (columns.id, columns.title, columns.text)
    for column, times in Counter(header).items():
        if column in wanted and times > 1:
            raise InputError(f"{name} has the column '{column}' {times} times. Rename all but one.", code="JDM015")
    return {column: header.index(column) for column in wanted if column in header}


def _textless(header: Sequence[str], columns: Columns, name: str) -> InputError:
    shown = [cell for cell in header if cell]
    there = f"has the columns {', '.join(shown[:20])}" if shown else "has no header"
    if any("\0" in cell for cell in header):
        there = "holds zeros between its characters (UTF-16 without its mark?)"
    hint = nearest(columns.text, shown)
    told = f"{name} {there}; the text is looked for in '{columns.text}'. Name it with --text-column."
    return InputError(told + (hint if "Did you" in hint else ""), code="JDM015")


def _decoded(cells: dict[str, str], columns: Columns) -> dict[str, Any]:
    """Cells that were no UTF-8 as something that can be read: the text's bytes are decoded as a file's are."""
    out: dict[str, Any] = {}
    for column, cell in cells.items():
        if not _SURROGATE.search(cell):
            out[column] = cell
        else:
            raw = cell.encode("utf-8", "surrogateescape")
            out[column] = raw if column == columns.text else raw.decode("cp1252", "replace")
    return out


# --- what they have in common ---------------------------------------------------------------------------------------


def _faulty(place: str, digest: str, code: str, told: str) -> Item:
    return Item(id=place, sha256=digest, fault=(code, f"{place} {told}"))


def _item(row: Mapping[str, Any], place: str, digest: str, columns: Columns) -> Item:
    """The posting of a row. Its id is the row's place where it has none; a text may be bytes."""
    text, given, title = row.get(columns.text), row.get(columns.id), row.get(columns.title)
    for column, value in ((columns.text, text), (columns.title, title), (columns.id, given)):
        numbered = column == columns.id and isinstance(value, int) and not isinstance(value, bool)
        undecoded = column == columns.text and isinstance(value, bytes)
        if not (value is None or isinstance(value, str) or numbered or undecoded):
            return _faulty(
                place, digest, "JDM015", f"has {_kind(value)} in the column '{column}', where a text belongs."
            )
        if isinstance(value, str) and "\0" in value:
            told = f"has a zero character in the column '{column}', which no text has. Write the table anew."
            return _faulty(place, digest, "JDM013", told)
    return Item(
        id=place if given is None or given == "" else str(given),
        sha256=digest,
        title=title if title and title.strip() else None,
        text=None if isinstance(text, bytes) else _SURROGATE.sub("\ufffd", text or ""),
        data=text if isinstance(text, bytes) else None,
    )


def _kind(value: Any) -> str:
    names = {
        dict: "an object",
        list: "an array",
        str: "a text",
        bytes: "bytes",
        bool: "a truth value",
        type(None): "null",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), f"a {type(value).__name__}")
