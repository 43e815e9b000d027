"""Excel workbooks made to order, written as Excel writes them: shared texts, styles, relations, one part a sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Number formats by the style number that cells name.
FORMATS = ("General", "00000", "0.00", "dd mmm yyyy", "yyyy-mm-dd hh:mm", "h:mm", '#,##0.00 "days"', "[Red]0")


@dataclass(frozen=True)
class Raw:
    """A cell as XML behind its address: attributes and content."""

    attributes: str
    content: str


@dataclass(frozen=True)
class Sheet:
    """Rows of cells (None for an empty one), from the first row or from those named in ``numbers``."""

    rows: Sequence[Sequence[object]]
    merged: Sequence[str] = ()
    state: str = ""
    hidden_rows: Sequence[int] = ()
    behind: str = ""
    addresses: bool = True


def styled(number: object, style: int) -> Raw:
    return Raw(f's="{style}"', f"<v>{number}</v>")


def formula(code: str, value: str | None, kind: str = "") -> Raw:
    shown = "" if value is None else f"<v>{escape(value)}</v>"
    return Raw(f't="{kind}"' if kind else "", f"<f>{escape(code)}</f>{shown}")


def workbook(
    sheets: Mapping[str, Sheet | Sequence[Sequence[object]]],
    parts: Mapping[str, str | bytes | None] | None = None,
    *,
    date1904: bool = False,
) -> bytes:
    """A workbook of those sheets; ``parts`` are put in the place of its own, or left out where they are None."""
    texts: list[str] = []
    made = [sheet if isinstance(sheet, Sheet) else Sheet(sheet) for sheet in sheets.values()]
    members: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{SHEET}" xmlns:r="{_TIES}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{i}" state={quoteattr(s.state or "visible")} r:id="rId{i}"/>'
            for i, (name, s) in enumerate(zip(sheets, made, strict=True), start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(made) + 1)]
            + [("rId90", "sharedStrings", "sharedStrings.xml"), ("rId91", "styles", "styles.xml")]
        ),
        "xl/styles.xml": _styles(),
    }
    for i, sheet in enumerate(made, start=1):
        members[f"xl/worksheets/sheet{i}.xml"] = _sheet(sheet, texts)
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    members["xl/sharedStrings.xml"] = f'{_HEAD}<sst xmlns="{SHEET}">{items}</sst>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**members, **(parts or {})}.items():
            if content is not None:
                archive.writestr(name, content)
    return stream.getvalue()


def _relations(ties: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_TIES}/{kind}" Target="{target}"/>' for i, kind, target in ties)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _styles() -> str:
    custom = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(FORMATS) if i
    )
    used = "".join(f'<xf numFmtId="{164 + i if i else 0}"/>' for i in range(len(FORMATS)))
    # Excel's own numbers: 14 a date, 22 a date with a time, 49 text.
    used += "".join(f'<xf numFmtId="{number}"/>' for number in (14, 22, 49))
    return (
        f'{_HEAD}<styleSheet xmlns="{SHEET}"><numFmts>{custom}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{used}</cellXfs></styleSheet>"
    )


def _sheet(sheet: Sheet, texts: list[str]) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, start=1):
        cells = "".join(_cell(f"{_letter(at)}{number}", cell, texts, sheet.addresses) for at, cell in enumerate(row))
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        address = f' r="{number}"' if sheet.addresses else ""
        rows.append(f"<row{address}{hidden}>{cells}</row>")
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    return (
        f'{_HEAD}<worksheet xmlns="{SHEET}"><sheetData>{"".join(rows)}{sheet.behind}</sheetData>'
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
    )


def _cell(address: str, cell: object, texts: list[str], addressed: bool) -> str:
    where = f' r="{address}"' if addressed else ""
    if cell is None:
        return f'<c{where} s="1"/>'
    if isinstance(cell, Raw):
        return f"<c{where} {cell.attributes}>{cell.content}</c>"
    if isinstance(cell, bool):
        return f'<c{where} t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f"<c{where}><v>{cell!r}</v></c>"
    if cell not in texts:
        texts.append(str(cell))
    return f'<c{where} t="s"><v>{texts.index(str(cell))}</v></c>'


def _letter(at: int) -> str:
    return chr(65 + at)
