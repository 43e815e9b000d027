"""Lines on a console: wrapped, with hanging indents, without trailing blanks, in signs that the output can carry.

rich's tables would pad every line to the console's width, which a pipe, a mail and a diff show as noise, so the few
shapes that a report needs are laid out here. rich measures the text (wide and combining characters) and breaks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jdmatch.report.words import PLAIN

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Part = str | tuple[str, str]  # a string, or (string, key of STYLE)

STYLE: Mapping[str, str] = {
    "title": "bold",
    "head": "bold cyan",
    "label": "cyan",
    "strong": "bold",
    "soft": "dim",
    "covered": "green",
    "partial": "yellow",
    "missing": "red",
    "error": "bold red",
    "warning": "bold yellow",
    "suggestion": "bold cyan",
    "note": "bold",
    "new": "green",
    "gone": "red",
}
GUTTER = 2  # columns between the columns of a table
HELD = "\ufdd0"  # stands for a blank that must not break until the line is broken; ``clean`` lets none through
NARROWEST = 20  # columns a paragraph gets even where its indent leaves fewer


class Writer:
    """Prints paragraphs and labelled entries to a rich console. ``width`` is the console's, in columns."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = console.width
        self._ascii = console.options.ascii_only
        # What comes out is the text alone: rich's way to print it is half the time of a report.
        self._bare = console.color_system is None and not console.record

    def line(self, *parts: Part, indent: int = 0) -> None:
        """Print one paragraph; a blank line where it is empty."""
        self.entry((), indent, *parts, indent=indent)

    def entry(self, label: Sequence[Part], column: int, *parts: Part, indent: int = 0) -> None:
        """Print ``label`` at ``indent`` and ``parts`` from ``column`` on, wrapped under their own beginning."""
        head = self._text([" " * indent, *label])
        head.pad_right(max(column - head.cell_len, 1 if label else 0))
        room = max(self.width - head.cell_len, NARROWEST)
        lines = list(self._text(parts).wrap(self.console, room)) or [self._text(())]
        for i, line in enumerate(lines):
            out = self._text([" " * head.cell_len]) if i else head.copy()
            out.append_text(line)
            self._print(out)

    def whole(self, *parts: Part) -> None:
        """Print one line as it is, however long."""
        self._print(self._text(parts))

    def head(self, string: str) -> None:
        """Print a heading with a blank line before it."""
        self.line()
        self.line((string, "head"))

    def more(self, total: int, shown: int, indent: int = 2) -> None:
        """Say how many entries of a list were not printed."""
        if total > shown:
            self.line((f"… and {total - shown:,} more, all in the HTML and Markdown reports", "soft"), indent=indent)

    def table(
        self, names: Sequence[str], rows: Sequence[Sequence[str]], limits: Sequence[int], indent: int = 2
    ) -> None:
        """Print rows in columns under their names: each as wide as its cells want, up to its limit; the last one has
        the rest of the line."""
        from rich.cells import cell_len

        widths = [
            min(limit, max(cell_len(cell) for cell in column))
            for limit, *column in zip(limits, names, *rows, strict=False)
        ]
        widths.append(max(self.width - indent - sum(widths) - GUTTER * len(widths), NARROWEST))
        for cells, style in ((names, "label"), *((row, "") for row in rows)):
            parts: list[Part] = [*cells] if not style else [(cell, style) for cell in cells]
            columns = [
                list(self._text([part]).wrap(self.console, width)) for part, width in zip(parts, widths, strict=True)
            ]
            for i in range(max(map(len, columns))):
                out = self._text([" " * indent])
                for lines, width in zip(columns, widths, strict=True):
                    cell = lines[i] if i < len(lines) else self._text(())
                    cell.rstrip()
                    cell.pad_right(max(width - cell.cell_len, 0) + GUTTER)
                    out.append_text(cell)
                self._print(out)

    def _print(self, line: Text) -> None:
        line.rstrip()
        line.plain = line.plain.replace(HELD, " ")
        if self._bare:
            self.console.file.write(f"{line.plain}\n")
        else:
            self.console.print(line, soft_wrap=True)

    def _text(self, parts: Sequence[Part]) -> Text:
        from rich.text import Text

        out = Text()
        for part in parts:
            string, style = (part, "") if isinstance(part, str) else (part[0], STYLE[part[1]])
            out.append(self._carried(string).replace(" %", f"{HELD}%"), style=style)
        return out

    def _carried(self, string: str) -> str:
        if not self._ascii:
            return string
        encoding = self.console.encoding
        return string.translate(PLAIN).encode(encoding, "replace").decode(encoding)
