"""Texts that lie elsewhere: annotations that hold offsets and no text, joined with the table that their texts are in.

Some sets of postings may be measured on but not copied. What is annotated of them is kept without a word of theirs: a
row names the row of the outside table (``text_row``) and carries the first sixteen hex digits of the sha256 of the text
that its offsets count in (``text_sha256``), so that a table that has changed is refused and never measured askew. How
the text comes out of the table's columns is fixed here: the named parts under their headings, and of HTML what is
between the tags, block tags as ends of lines.
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import EvaluationError

_BLOCK = re.compile(r"<(br|/p|/div|/li|/ul|/ol|/h\d)[^>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_BLANK = re.compile(r"\n\s*\n+")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class TextTable:
    """``path``: a CSV file with a header, or JSON lines. ``parts``: (heading or nothing, column) in the order in which
    they make a text."""

    path: Path
    id: str
    title: str
    parts: tuple[tuple[str, str], ...]
    html: bool = False

    def texts(self) -> Mapping[str, tuple[str, str]]:
        """Row id → (title, text). EvaluationError where a column is missing."""
        out: dict[str, tuple[str, str]] = {}
        for number, row in enumerate(self._rows(), start=1):
            try:
                columns = [(heading, row[column] or "") for heading, column in self.parts]
                # Of rows with one id the first counts: they are reposts.
                out.setdefault(str(row[self.id]), (str(row[self.title] or "").strip(), self._text(columns)))
            except KeyError as error:
                raise EvaluationError(f"{self.path}, row {number}: there is no column {error}.") from error
        return out

    def _rows(self) -> Iterator[Mapping[str, str]]:
        with self.path.open(encoding="utf-8", newline="") as stream:
            if self.path.suffix == ".csv":
                yield from csv.DictReader(stream)
            else:
                yield from (json.loads(line) for line in stream if line.strip())

    def _text(self, columns: list[tuple[str, str]]) -> str:
        if not self.html:
            return "\n".join(f"{heading}\n{text}" if heading else text for heading, text in columns)
        marked = "\n".join(f"<h2>{heading}</h2>\n{text}" if heading else text for heading, text in columns)
        lines = _TAG.sub("", _ITEM.sub("\n- ", _BLOCK.sub("\n", marked)))
        return _BLANK.sub("\n\n", html.unescape(lines)).strip()


def digest(text: str) -> str:
    """How a text is told by its annotations."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
