"""What the columns of a spreadsheet are, as its owner says it: ``--map 'Duty text=statement'`` and mapping files.

A mapping file is TOML, so that a column may have any name, and says what each column is:

    [columns]
    "Duty text" = "statement"
    Grade = "level"

One is also written from what an import has read, so that the next delivery of the same spreadsheet is read alike. What
is said on the command line goes before the file.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jdmatch.errors import SettingsError, nearest
from jdmatch.files import write_whole
from jdmatch.frameworks import columns_tables as words
from jdmatch.frameworks.names_tables import plain_name
from jdmatch.frameworks.notes import kind

_MANY = (words.EXTRA, words.IGNORE)
_MOST_BYTES = 1_000_000
_HEAD = "# What the columns of a spreadsheet are, for: jdmatch frameworks import FILE --mapping THIS\n[columns]\n"

Pairs = tuple[tuple[str, str], ...]


def mapped_columns(columns: Sequence[str], mapping: Path | None) -> Pairs:
    """(column, field) of each ``column=field``, after those of a mapping file that these do not say anew.

    A field is one of ``MAPPED_FIELDS``, ``level:NAME`` for a column of statements at a level, or ``-`` for ``ignore``.
    SettingsError for what is no such thing, for a column or a field that is mapped twice, and for a file that can not
    be read, with the line.
    """
    given = [_argument(text) for text in columns]
    _check_once(given, "--map")
    read = _file(mapping) if mapping is not None else []
    fields = {field for _, field in given if field not in _MANY}
    named = {plain_name(column) for column, _ in given}
    rest = [(column, field) for column, field in read if plain_name(column) not in named and field not in fields]
    return (*rest, *given)


def save_mapping(path: Path, used: Iterable[tuple[str, str]], mapping: Iterable[tuple[str, str]] = ()) -> None:
    """Write the (column, field) pairs that were ``used`` as a mapping file, with those of the ``mapping`` that keep a
    column unread or leave it out. SettingsError where the files of an import had a column, or a field, for two
    things."""
    pairs = [*used, *((column, field) for column, field in mapping if field in _MANY)]
    _check_once(pairs, str(path))
    if not pairs:
        raise SettingsError(f"{path} was not written: only tables and generic JSON or YAML have columns to map.")
    lines = [f"{_quoted(column)} = {_quoted(field)}\n" for column, field in pairs]
    write_whole(path, _HEAD + "".join(lines))


def _quoted(text: str) -> str:
    # A basic string of TOML is one of JSON, but for DEL, which JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _argument(text: str) -> tuple[str, str]:
    column, sign, field = text.rpartition("=")
    if not sign or not column.strip() or not field.strip():
        raise SettingsError(f"--map {text!r}: say which column is which field, as in --map 'Duty text=statement'.")
    return column.strip(), _field(field, f"--map {text!r}")


def _field(written: str, where: str) -> str:
    field = written.strip()
    if field == "-":
        return words.IGNORE
    if field.casefold().startswith(words.LEVEL):
        level = " ".join(field[len(words.LEVEL) :].split())
        if not level:
            raise SettingsError(f"{where}: name the level, as in level:proficient.")
        return f"{words.LEVEL}{level}"
    known = field.casefold().replace("-", "_")
    if known not in words.MAPPED_FIELDS:
        hint = nearest(known, [*words.MAPPED_FIELDS, "level:NAME"])
        raise SettingsError(f"{where}: {field!r} is no field of a framework.{hint}")
    return known


def _check_once(pairs: Sequence[tuple[str, str]], where: str, lines: Sequence[int] = ()) -> None:
    """SettingsError where a column, or a field that has one column, is named twice."""
    for what, names in (
        ("column", [plain_name(column) for column, _ in pairs]),
        ("field", ["" if field in _MANY else field.casefold() for _, field in pairs]),
    ):
        counts = Counter(name for name in names if name)
        for i, name in enumerate(names):
            if counts[name] > 1 and name in names[:i]:
                shown = pairs[i][0] if what == "column" else pairs[i][1]
                line = f":{lines[i]}" if lines else ""
                raise SettingsError(f"{where}{line}: the {what} {shown!r} is mapped twice.")


def _file(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise SettingsError(f"{path} is larger than {_MOST_BYTES:,} bytes: it is no mapping file.")
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"The mapping file {path} can not be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path} is no mapping file (TOML): {error}. {_example()}") from error
    for name in table:
        if name != "columns":
            raise SettingsError(
                f"{path}:{_line(text, name)}: a mapping file has [columns] and no {name!r}. {_example()}"
            )
    columns = table.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise SettingsError(f"{path} maps no columns. {_example()}")
    return _pairs(columns, text, path)


def _pairs(columns: dict[str, Any], text: str, path: Path) -> list[tuple[str, str]]:
    pairs, lines = [], []
    for column, field in columns.items():
        line = _line(text, column)
        where = f"{path}:{line}"
        if not isinstance(field, str):
            raise SettingsError(f"{where}: the field of {column!r} must be a text, not {kind(field)}. {_example()}")
        if not column.strip():
            raise SettingsError(f"{where}: a column has no name.")
        pairs.append((column.strip(), _field(field, where)))
        lines.append(line)
    _check_once(pairs, str(path), lines)
    return pairs


def _line(text: str, key: str) -> int:
    """The line on which a key of a flat table stands."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            alone = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        if key in alone:
            return number
    return 1


def _example() -> str:
    return 'It says what each column is, as in: [columns], and below it "Duty text" = "statement"'
