"""What the tests of the sources share: is a map right, and documents made to order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from jdmatch.records import Posting
from jdmatch.sources.maps import Mapped

LINES = (
    "Larkmoor Dental in Dayton needs somebody for the front desk, five mornings a week and every second Saturday.",
    "Answer the telephone, book appointments and call patients the day before.",
    "Post payments, balance the drawer and send claims to the insurers.",
    "Two years at a front desk and a high school diploma are required.",
)


def leads_back(mapped: Mapped, file: str) -> bool:
    """Every exact piece is verbatim in the file, every piece has a range inside it, pieces are in order."""
    end = 0
    for piece in mapped.pieces:
        ordered = end <= piece.start < piece.end <= len(mapped.text)
        inside = 0 <= piece.source_start <= piece.source_end <= len(file)
        same = mapped.text[piece.start : piece.end] == file[piece.source_start : piece.source_end]
        if not (ordered and inside and (same or not piece.exact)):
            return False
        end = piece.end
    return True


def posting_leads_back(posting: Posting, file: str) -> bool:
    """The same of a posting's spans; and no character that is not blank or put between cells is without a place."""
    covered = bytearray(len(posting.text))
    end = 0
    for span in posting.spans:
        if span.source_start is None or span.source_end is None or not end <= span.start < span.end:
            return False
        if not 0 <= span.source_start <= span.source_end <= len(file):
            return False
        piece = posting.text[span.start : span.end]
        if span.exact and piece != file[span.source_start : span.source_end]:
            return False
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
        end = span.end
    return all(c.isspace() or c == "|" or known for c, known in zip(posting.text, covered, strict=True))


def pdf(pages: Iterable[Iterable[str]] = (LINES,), *, bullets: Iterable[str] = (), heading: str = "") -> bytes:
    """A PDF by reportlab: pages of paragraphs; on the first a heading before and a list behind them."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate

    style = getSampleStyleSheet()
    story: list[object] = [Paragraph(heading, style["Title"])] if heading else []
    for number, page in enumerate(pages):
        if number:
            story.append(PageBreak())
        story += [Paragraph(line, style["BodyText"]) for line in page]
        if not number and bullets:
            items = [ListItem(Paragraph(line, style["BodyText"])) for line in bullets]
            story.append(ListFlowable(items, bulletType="bullet"))
    stream = io.BytesIO()
    SimpleDocTemplate(stream).build(story)
    return stream.getvalue()


def picture_pdf(lines: Iterable[str] = ()) -> bytes:
    """A PDF whose first page is a picture; ``lines`` on a second page where there are some."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(Image.new("RGB", (80, 60), "white")), 50, 50, 400, 600)
    canvas.showPage()
    for number, line in enumerate(lines):
        canvas.drawString(60, 760 - 16 * number, line)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def encrypted_pdf(user: str, owner: str = "owner") -> bytes:
    """A PDF encrypted by pypdf; with an empty ``user`` password anybody may open it."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user, owner, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def raw_pdf(content: bytes, extra: bytes = b"") -> bytes:
    """The smallest PDF of one page with that content stream."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 " + font + b">>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return out + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def docx(body: str | None = None, parts: dict[str, bytes] | None = None) -> bytes:
    """A DOCX: four plain paragraphs, or ``body`` in XML; ``parts`` go on top or in the place of parts."""
    import docx as python_docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = python_docx.Document()
    if body is None:
        for line in LINES:
            document.add_paragraph(line)
    else:
        spaces = nsdecls("w", "r", "wp", "a", "pic") + (
            ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        )
        for child in list(parse_xml(f"<w:body {spaces}>{body}</w:body>")):
            document.element.body.insert(len(document.element.body) - 1, child)
    stream = io.BytesIO()
    document.save(stream)
    return rezipped(stream.getvalue(), parts or {})


def rezipped(archive: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()
