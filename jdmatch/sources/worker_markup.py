"""Inside the worker: what a document reader found, written as the little HTML that ``html_walk`` reads outside.

ODT and RTF know headings, items, rows and bold words; HTML has a word for each of them and there is a reader for it, so
that a document of any kind becomes lines by one way. Every paragraph carries an anchor with its number, which is its
place in the file. An item is written inside as many lists as it is deep, and stands alone in them: nothing but its
depth is asked for later.
"""

from __future__ import annotations

from html import escape

from jdmatch.sources.worker import RefusedError

_DEEPEST = 9
_LOWEST_HEADING = 6


class Runs:
    """The characters of one paragraph, with what is bold or underlined among them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks = (False, False)
        self.blank = True

    def text(self, data: str, *, bold: bool = False, underlined: bool = False) -> None:
        """Append characters; a line break among them is a blank, as in the files."""
        if not data.isspace():
            self.blank = False
            self._switch((bold, underlined))
        self._parts.append(escape(data.replace("\n", " ").replace("\r", " "), quote=False))

    def line_break(self) -> None:
        """End the line within the paragraph."""
        self._parts.append("<br>")

    def html(self) -> str:
        """The paragraph's content, with every mark closed."""
        self._switch((False, False))
        return "".join(self._parts)

    def _switch(self, marks: tuple[bool, bool]) -> None:
        if marks == self._marks:
            return
        bold, underlined = self._marks
        self._parts.append("</u>" * underlined + "</b>" * bold + "<b>" * marks[0] + "<u>" * marks[1])
        self._marks = marks


class Markup:
    """Numbers the paragraphs of a document and counts its characters against the limit."""

    def __init__(self, limits: dict[str, int]) -> None:
        self._most = self._left = limits["characters"]
        self._number = 0

    def count(self, characters: int) -> None:
        """Take note of characters that were read; RefusedError (JDM009) beyond the limit."""
        self._left -= characters
        if self._left < 0:
            raise RefusedError("JDM009", f"holds more than {self._most:,} characters (limits.characters)")

    def paragraph(self, runs: Runs, *, heading: int = 0, item: int = 0) -> str:
        """The HTML of a paragraph that has ended: a heading of that rank, an item of that depth, or neither."""
        self._number += 1
        if runs.blank:
            return ""
        content = f'<a id="jdmatch-paragraph-{self._number}"></a>{runs.html()}'
        if heading:
            level = min(heading, _LOWEST_HEADING)
            return f"<h{level}>{content}</h{level}>"
        if item:
            depth = min(item, _DEEPEST)
            return "<ul>" * depth + f"<li>{content}</li>" + "</ul>" * depth
        return f"<p>{content}</p>"
