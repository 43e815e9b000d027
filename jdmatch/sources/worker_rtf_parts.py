"""Inside the worker: two things that the RTF reader keeps while it reads, its flows of text and its fonts.

RTF has no tables, only paragraphs that say that they stand in a cell, words that end a cell and words that end a row;
so cells and rows wait in their flow, by the level of their table, until a row is ended. And RTF has no encoding, only
fonts: each says in which code page the bytes written with it are to be read.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from jdmatch.sources import rtf_tables as tables
from jdmatch.sources.worker_markup import Markup, Runs


@dataclass(slots=True)
class Flow:
    """A flow of text: the body, a note, a text box. ``parts`` is its HTML so far, ``behind`` what stands behind the
    open paragraph, ``signed`` whether that paragraph has an item's sign."""

    markup: Markup
    parts: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    runs: Runs = field(default_factory=Runs)
    signed: bool = False
    _cells: dict[int, list[str]] = field(default_factory=dict)
    _rows: dict[int, list[str]] = field(default_factory=dict)

    def end_paragraph(self, level: int, heading: int, item: int) -> None:
        """The open paragraph ends, inside of ``level`` tables."""
        html = self.markup.paragraph(self.runs, heading=heading, item=item)
        if level:
            target = self._cells.setdefault(level, [])
        else:
            self._flush_rows()
            target = self.parts
        target.append(html)
        target += self.behind
        self.runs, self.behind, self.signed = Runs(), [], False

    def end_cell(self, level: int) -> None:
        """The open cell ends."""
        self._rows.setdefault(level, []).append("".join(self._cells.pop(level, [])))

    def end_row(self, level: int) -> None:
        """The open row ends and becomes a part of the flow, or of the cell around its table."""
        cells = self._rows.pop(level, [])
        if loose := self._cells.pop(level, []):
            cells.append("".join(loose))
        row = "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
        (self._cells.setdefault(level - 1, []) if level > 1 else self.parts).append(row)

    def finish(self) -> None:
        """The flow ends, with whatever is open in it."""
        if not self.runs.blank or self.behind:
            self.end_paragraph(0, 0, int(self.signed))
        self._flush_rows()

    def _flush_rows(self) -> None:
        while levels := {*self._cells, *self._rows}:
            self.end_row(max(levels))


class Fonts:
    """Which code page each font of the document speaks."""

    def __init__(self) -> None:
        self.page, self.default = "cp1252", 0
        self._pages: dict[int, str] = {}
        self._described = 0

    def describe(self, word: str, number: int) -> None:
        """Take a word of the font table."""
        if word == "f":
            self._described = number
        elif word == "fcharset" and number == tables.SYMBOL_CHARSET:
            self._pages[self._described] = "symbol"
        elif word in ("fcharset", "cpg"):
            page = code_page(number) if word == "cpg" else tables.CODE_PAGES.get(number)
            # Charset 0 says no more than the document does.
            if page and number:
                self._pages[self._described] = page

    def decode(self, data: bytes, font: int) -> str:
        """Bytes that were written with a font (-1: the default one)."""
        page = self._pages.get(font if font >= 0 else self.default, self.page)
        if page == "symbol":
            return "".join(tables.SIGN_CHARACTERS.get(byte, chr(byte)) for byte in data)
        try:
            return data.decode(page)
        except UnicodeDecodeError:
            # A byte that the page leaves open stands for the control character of its number, as in Windows.
            return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def code_page(number: int) -> str | None:
    """Python's name for one of Windows' code pages, if it knows it."""
    name = "utf-8" if number == 65001 else "mac_roman" if number == 10000 else f"cp{number}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
