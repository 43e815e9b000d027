"""Flat tables as an Excel workbook of any length, written row by row into a file.

The columns are the flat form's (``flat``), so that a workbook, a CSV and a Parquet file of the same postings say the
same. A text is a text: nothing becomes a formula, a link or a number. Only the row at hand is in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from jdmatch.report.flat import Column
from jdmatch.report.workbook import MOST_ROWS, cell_text, library

_WIDTHS = {"text": 24, "real": 11, "whole": 9, "truth": 9}
_WIDE = {"text": 60, "quote": 60, "title": 40, "posting": 32, "failure_message": 60}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class FlatBook:
    """A workbook that is open: ``sheet`` adds a table to it, ``add`` a row to a table. MissingExtraError without
    XlsxWriter."""

    def __init__(self, path: Path) -> None:
        never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = library().Workbook(str(path), {**never, "constant_memory": True, "tmpdir": str(path.parent)})
        self._head = self._book.add_format({"bold": True, "bg_color": "#D9ECF0", "bottom": 1})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._sheets: dict[str, tuple[Any, int]] = {}

    def __enter__(self) -> FlatBook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def sheet(self, name: str, columns: Sequence[Column]) -> None:
        """Add a table with its header, which stays in view."""
        made = self._book.add_worksheet(name)
        for at, column in enumerate(columns):
            made.set_column(at, at, _WIDE.get(column.name, _WIDTHS[column.kind]))
            made.write_string(0, at, column.name, self._head)
        made.freeze_panes(1, 1)
        self._sheets[name] = (made, 1)

    def add(self, name: str, row: Sequence[Any]) -> bool:
        """Add a row; False where the sheet holds no more."""
        sheet, at = self._sheets[name]
        if at >= MOST_ROWS:
            return False
        for column, value in enumerate(row):
            self._cell(sheet, at, column, value)
        self._sheets[name] = (sheet, at + 1)
        return True

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            text = cell_text(str(value))
            sheet.write_string(row, column, text, self._quoted if text.startswith(_FORMULA) else None)
