"""The line of a page that is being read: its characters with their places, and what all of them have in common.

Blanks wait for the word behind them: a run of them is one blank, and none stands at a line's end. Only what is written
with its line breaks (preformatted text) keeps a run in which the line ends, as it is.
"""

from __future__ import annotations

from jdmatch.sources import references
from jdmatch.sources.html_page import too_long
from jdmatch.sources.maps import MapBuilder, Mapped

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"


class OpenLine:
    """Collects the characters of one line after the other; ``bold`` and ``linked`` are true as long as all of them
    are. LimitError when a line grows beyond ``limit`` characters."""

    def __init__(self, origin: Mapped, limit: int) -> None:
        self._origin, self._limit = origin, limit
        self._builder = MapBuilder()
        self._begin()

    def _begin(self) -> None:
        if self._builder.length:
            self._builder = MapBuilder()
        self.bold = self.linked = True
        self._blanks: tuple[int, int] | None = None
        self._written, self._gap = "", False

    def take(self) -> Mapped:
        """What was collected; the next line begins."""
        taken = self._builder.build()
        self._begin()
        return taken

    def gap(self) -> None:
        """A blank belongs here that is not written."""
        self._gap = True

    def blank(self, low: int, high: int, written: str = "") -> None:
        """A run of blanks; ``written`` is the run where its line breaks count."""
        if self._builder.length:
            self._written = (self._written if self._blanks else "") + written
            self._blanks = (self._blanks[0] if self._blanks else low, high)

    def reference(self, written: str, low: int, high: int) -> str:
        """A character reference; returns what it stands for, nothing where that is no word."""
        # A feed that escapes what was escaped before means the character all the same.
        means = references.unescape(references.unescape(written) if written.startswith("&amp;") else written)
        if means.isspace():
            self.blank(low, high)
            return ""
        return means if means.strip(INVISIBLE) else ""

    def word(self, low: int, high: int, means: str | None, *, bold: bool, linked: bool) -> None:
        """Characters that are shown, or that stand for ``means``."""
        if self._builder.length and self._blanks:
            self._builder.put(self._written if "\n" in self._written else " ", self._origin, *self._blanks)
        elif self._builder.length and self._gap:
            self._builder.glue(" ")
        self._blanks, self._gap = None, False
        if means is None:
            self._builder.add(self._origin, low, high)
        else:
            self._builder.put(means, self._origin, low, high)
        self.bold, self.linked = self.bold and bold, self.linked and linked
        if self._builder.length > self._limit:
            raise too_long(self._limit)
