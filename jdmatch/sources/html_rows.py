"""Tables and definition lists as lines.

A row of data is one line with its cells between bars. A row of a table that is there for the layout is what its cells
hold. A table whose columns are sections ("Responsibilities | Requirements") or one of whose columns tells duties ("Duty
| How often") is read column by column: by rows, duties and requirements would alternate, and a duty would be one thing
with its share or its day. In a definition list a term with one short word for its definition is a row ("Pay | $20 an
hour"), and any other is a heading over its definitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from jdmatch.sources import html_tables as tables
from jdmatch.sources.layout import BOLD_HEADING_DEPTH, Line, reads_as_heading
from jdmatch.sources.maps import MapBuilder

_CELL_WORDS = 40
_HEADER_WORDS = 9
_DEFINITION_WORDS = 6
_SIGN_LENGTH = 3
_DUTY_WORDS = 4

Cells = list[list[Line]]


def row_lines(cells: Cells) -> list[Line]:
    """The lines of one row."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or not all(_is_plain(cell) for cell in filled[1:]):
        return [line for cell in filled for line in cell]
    first = filled[0]
    if len(first) == 1 and len(filled) == 2 and _is_sign(first[0].mapped.text):
        return [replace(_merged([first[0], filled[1][0]], " "), kind="item")]
    if not _is_plain(first):
        return [line for cell in filled for line in cell]
    return [replace(_merged([cell[0] for cell in filled], " | "), kind="row")]


def is_header(cells: Cells) -> bool:
    """Is a row made of short names in bold, as the head of a table is?"""
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(len(c) == 1 and c[0].bold and c[0].words <= _HEADER_WORDS for c in filled)


def table_lines(rows: Sequence[Cells]) -> list[Line]:
    """The lines of a table whose first row is its head."""
    head = rows[0]
    if len(rows) < 2 or not _has_sections(head, rows[1:]):
        return [line for cells in rows for line in row_lines(cells)]
    out: list[Line] = []
    for column in zip_longest(*rows, fillvalue=[]):
        name, *cells = column
        out += [replace(line, kind="heading", depth=BOLD_HEADING_DEPTH, bold=False) for line in name]
        listed = sum(bool(cell) for cell in cells) > 1
        for cell in cells:
            out += [replace(cell[0], kind="item")] if listed and _is_plain(cell) else cell
    return out


def defined(lines: list[Line]) -> list[Line]:
    """The same lines with the terms of definition lists read as headings or rows."""
    if not any(line.term for line in lines):
        return lines
    out: list[Line] = []
    i = 0
    while i < len(lines):
        end = i + 1
        while lines[i].term == "term" and end < len(lines) and lines[end].term == "definition":
            end += 1
        out += _definition(lines[i], lines[i + 1 : end]) if end > i + 1 else [lines[i]]
        i = end
    return out


def _definition(term: Line, said: list[Line]) -> list[Line]:
    if term.kind != "paragraph" or not reads_as_heading(term.mapped.text.rstrip(" :")):
        return [term, *said]
    if len(said) == 1 and said[0].kind == "paragraph" and said[0].words <= _DEFINITION_WORDS:
        return [replace(_merged([term, said[0]], " | "), kind="row")]
    several = len(said) > 1 and all(line.kind == "paragraph" for line in said)
    rest = [replace(line, kind="item") for line in said] if several else said
    return [replace(term, kind="heading", depth=BOLD_HEADING_DEPTH, bold=False), *rest]


def _has_sections(head: Cells, rows: Sequence[Cells]) -> bool:
    named = [tables.SECTION_COLUMN.search(cell[0].mapped.text) if cell else None for cell in head]
    kinds = {match.lastgroup for match in named if match}
    laid_out = any(cell and not _is_plain(cell) for cells in rows for cell in cells)
    if len(kinds) > 1 or (laid_out and kinds):
        return True
    # "Duty | How often": a duty is a unit of its own where it is told in more than a word or two.
    duties = [i for i, match in enumerate(named) if match and match.lastgroup == "duties"]
    told = [cells[i][0].words for cells in rows for i in duties if i < len(cells) and cells[i]]
    return bool(told) and sum(told) >= _DUTY_WORDS * len(told)


def _is_plain(cell: list[Line]) -> bool:
    return len(cell) == 1 and cell[0].kind == "paragraph" and cell[0].words <= _CELL_WORDS


def _is_sign(text: str) -> bool:
    """Is it nothing but a bullet, or a number with its point?"""
    return len(text) <= _SIGN_LENGTH and (not any(c.isalnum() for c in text) or text[:-1].isdigit())


def _merged(lines: Sequence[Line], between: str) -> Line:
    builder = MapBuilder()
    for i, line in enumerate(lines):
        if i:
            builder.glue(between)
        builder.add(line.mapped)
    section = next((line.section for line in lines if line.section), None)
    regions = tuple(dict.fromkeys(region for line in lines for region in line.regions))
    return replace(lines[0], mapped=builder.build(), bold=False, section=section, regions=regions, term=None)
