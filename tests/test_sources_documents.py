"""PDF and DOCX: what comes out of them, what is refused, and that the worker is always gone."""

from __future__ import annotations

import io
import os
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jdmatch.errors import InputError, LimitError
from jdmatch.records import Posting
from jdmatch.settings import Limits, Settings
from jdmatch.sources import read_bytes, sandbox
from tests.sources_kit import LINES, docx, encrypted_pdf, pdf, picture_pdf, raw_pdf

WORDS = " ".join(LINES)


def read(document: bytes, **limits: int) -> Posting:
    return read_bytes(document, Settings(limits=Limits(**limits)), id="x", name="posting.bin")


def refused(document: bytes, code: str, says: str, **limits: int) -> InputError:
    with pytest.raises(InputError) as caught:
        read(document, **limits)
    assert caught.value.code == code, str(caught.value)
    assert says in str(caught.value)
    assert "posting.bin" in str(caught.value)
    return caught.value


@pytest.fixture(autouse=True)
def gone(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Whatever a test did, each worker that it started has ended and was waited for."""
    started: list[subprocess.Popen[bytes]] = []
    start = sandbox._start

    def remembered() -> subprocess.Popen[bytes]:
        started.append(start())
        return started[-1]

    monkeypatch.setattr(sandbox, "_start", remembered)
    yield started
    for process in started:
        assert process.returncode is not None
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


def blocks(posting: Posting) -> list[tuple[str, str]]:
    return [(b.kind, posting.text[b.start : b.end]) for b in posting.blocks]


# PDF


def test_pdf_text_pages_and_layout() -> None:
    long = (
        "Reconcile the accounts of the ten largest customers every month, including unapplied cash, duplicate payments "
        "and credits."
    )
    posting = read(
        pdf([LINES, ["Page two has the benefits."]], bullets=[long, "Greet visitors."], heading="Dental Receptionist")
    )
    assert posting.format == "pdf"
    assert posting.text.split("\n")[0] == "Dental Receptionist"
    assert (
        " ".join(posting.text.split())
        == f"Dental Receptionist {WORDS} • {long} • Greet visitors. Page two has the benefits."
    )
    kinds = [(kind, " ".join(text.split())) for kind, text in blocks(posting)]
    assert kinds == [
        ("heading", "Dental Receptionist"),
        *(("paragraph", line) for line in LINES),
        ("item", f"• {long}"),
        ("item", "• Greet visitors."),
        ("paragraph", "Page two has the benefits."),
    ]
    assert "\n" in posting.text[posting.blocks[5].start : posting.blocks[5].end]
    assert posting.title == "Dental Receptionist"


def test_pdf_places_are_pages() -> None:
    posting = read(pdf([LINES, ["Page two has the benefits."]]))
    at = posting.text.index("benefits")
    place = posting.locate(at, at + 8)
    assert place is not None
    assert (place.page, place.source_start, place.exact) == (2, None, False)
    assert "".join(posting.text[s.start : s.end] for s in posting.spans) == posting.text.replace("\n", "")


def test_pdf_hyphens_at_line_ends_stay_and_the_paragraph_goes_on() -> None:
    lines = b" 0 -14 Td ".join(
        b"(%s) Tj" % line.encode() for line in ("Work on the inter-", "national accounts.", *LINES)
    )
    posting = read(raw_pdf(b"BT /F1 12 Tf 50 700 Td " + lines + b" ET"))
    assert posting.text.startswith("Work on the inter-\nnational accounts.\n")
    assert blocks(posting)[0] == ("paragraph", "Work on the inter-\nnational accounts.")


def test_pdf_rows_of_a_table_are_not_joined() -> None:
    rows = b"".join(
        b"1 0 0 1 50 %d Tm (%s) Tj 1 0 0 1 250 %d Tm (%d) Tj " % (700 - 14 * i, name, 700 - 14 * i, i)
        for i, name in enumerate((b"Claims", b"Denials", b"Days"))
    )
    text = b" 0 -14 Td ".join(b"(%s) Tj" % line.encode() for line in LINES)
    posting = read(raw_pdf(b"BT /F1 10 Tf " + rows + b"1 0 0 1 50 500 Tm " + text + b" ET"))
    assert blocks(posting)[:3] == [("row", "Claims 0"), ("row", "Denials 1"), ("row", "Days 2")]


def test_pdf_that_only_restricts_its_owner_is_read() -> None:
    assert "Answer the telephone" in read(encrypted_pdf(user="")).text


def test_encrypted_pdf_is_refused() -> None:
    refused(encrypted_pdf(user="secret"), "JDM010", "password")


def test_scanned_pdf_is_refused_and_a_scanned_page_is_named() -> None:
    refused(picture_pdf(), "JDM011", "OCR")
    posting = read(picture_pdf(LINES))
    (note,) = posting.diagnostics
    assert (note.code, note.severity) == ("JDM018", "warning")
    assert note.message.startswith("Page 1:")


def test_pdf_with_blank_pages_is_empty() -> None:
    refused(raw_pdf(b""), "JDM004", "empty")


def test_pdf_pages_at_the_limit_and_beyond() -> None:
    pages = [[f"Page {n}. {LINES[0]}"] for n in range(6)]
    assert "Page 5." in read(pdf(pages), pages=6).text
    refused(pdf(pages), "JDM009", "6 pages", pages=5)


def test_a_pdf_of_300_pages_is_refused() -> None:
    refused(pdf([["x"]] * 300), "JDM009", "300 pages")


def test_pdf_characters_at_the_limit() -> None:
    document = pdf()
    assert read(document, characters=len(WORDS) + 10).text
    refused(document, "JDM009", "characters", characters=len(WORDS) - 10)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_off_pdf_is_refused_not_read_in_part(share: float) -> None:
    document = pdf([LINES] * 3)
    refused(document[: int(len(document) * share)], "JDM012", "cut off")


def test_a_cut_off_revision_or_web_view_is_refused() -> None:
    document = pdf()
    refused(document + b"\n9 0 obj\n<</Length 5>>stream", "JDM012", "cut off")
    linear = document.replace(b"%PDF-1.4", b"%%PDF-1.4\n1 0 obj <</Linearized 1/L %d>> endobj" % (2 * len(document)), 1)
    linear = linear.replace(b"%PDF-1.3", b"%%PDF-1.3\n1 0 obj <</Linearized 1/L %d>> endobj" % (2 * len(document)), 1)
    refused(linear, "JDM012", "cut off")


def test_a_pdf_by_its_first_bytes_only_is_broken() -> None:
    refused(b"%PDF-1.7\nnothing of the kind\n%%EOF\n", "JDM012", "damaged")


def test_a_pdf_that_inflates_without_end_is_refused() -> None:
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 10_000_000) for _ in range(60)) + packer.flush()
    document = raw_pdf(stream, b"/Filter/FlateDecode")
    with pytest.raises(InputError) as caught:
        read(document, worker_bytes=400_000_000)
    assert caught.value.code in ("JDM009", "JDM012")


# DOCX


def p(text: str, style: str = "") -> str:
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{head}<w:r><w:t>{text}</w:t></w:r></w:p>"


FOUR = "".join(p(line) for line in LINES)


def test_docx_text_layout_and_paragraphs() -> None:
    row = "<w:tr>{}</w:tr>".format("".join(f"<w:tc>{p(c)}</w:tc>" for c in ("Claims", "95%")))
    body = (
        p("Dental Receptionist", "Title")
        + p("Duties", "Heading1")
        + p("Greet visitors", "ListBullet")
        + p("Seat patients", "ListNumber")
        + "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>What we offer</w:t></w:r></w:p>"
        + FOUR
        + f"<w:tbl>{row}</w:tbl>"
    )
    posting = read(docx(body))
    assert posting.format == "docx"
    assert blocks(posting) == [
        ("heading", "Dental Receptionist"),
        ("heading", "Duties"),
        ("item", "Greet visitors"),
        ("item", "Seat patients"),
        ("heading", "What we offer"),
        *(("paragraph", line) for line in LINES),
        ("row", "Claims | 95%"),
    ]
    assert [b.depth for b in posting.blocks[:4]] == [1, 1, 1, 1]
    assert [s.paragraph for s in posting.spans] == list(range(1, 11))
    assert all(s.source_start is None and not s.exact for s in posting.spans)
    assert posting.title == "Dental Receptionist"


def test_docx_tracked_insertions_content_controls_and_text_boxes_are_kept() -> None:
    box = "<w:txbxContent>" + p("Boxed words") + "</w:txbxContent>"
    body = (
        '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>Inserted words</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>Deleted words</w:delText></w:r></w:del></w:p>'
        f"<w:sdt><w:sdtContent>{p('Controlled words')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    ) + FOUR
    posting = read(docx(body))
    assert posting.text.split("\n")[:3] == ["Inserted words", "Controlled words", "Boxed words"]
    assert "Deleted" not in posting.text
    assert posting.diagnostics == ()


def test_docx_says_what_it_did_not_analyse() -> None:
    lost = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
        f"{p('Lost words')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
    picture = "<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    header = b"<w:hdr %s><w:p><w:r><w:t>Acme Dental</w:t></w:r></w:p></w:hdr>" % space
    comment = b'<w:comments %s><w:comment w:id="0"/></w:comments>' % space
    posting = read(docx(FOUR + lost + picture, {"word/header9.xml": header, "word/comments.xml": comment}))
    assert [(d.code, d.message.split(" (")[0]) for d in posting.diagnostics] == [
        ("JDM018", "Pictures in the document"),
        ("JDM018", "Comments in the margin"),
        ("JDM018", "Page headers and footers"),
        ("JDM018", "Text boxes"),
    ]


def test_docx_of_pictures_only_and_of_nothing() -> None:
    refused(docx("<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>"), "JDM011", "OCR")
    refused(docx("<w:p/>"), "JDM004", "empty")


@pytest.mark.parametrize("share", [0.2, 0.7, 0.99])
def test_a_cut_off_docx_is_refused(share: float) -> None:
    document = docx()
    refused(document[: int(len(document) * share)], "JDM012", "damaged")


def test_a_damaged_part_is_named() -> None:
    document = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(bytes(document))) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 80
    document[at : at + 40] = bytes(40)
    refused(bytes(document), "JDM012", "word/document.xml")
    refused(docx(parts={"word/document.xml": b"<w:document>"}), "JDM012", "word/document.xml")


def test_a_document_type_is_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    refused(docx(parts={"word/extra.xml": laughs}), "JDM012", "document type")


def test_xml_depth_at_the_limit_and_beyond() -> None:
    def deep(levels: int) -> bytes:
        return docx(parts={"word/extra.xml": b"<a>" * levels + b"</a>" * levels})

    assert read(deep(100)).text
    refused(deep(101), "JDM009", "100 levels")


def test_archive_members_at_the_limit_and_beyond() -> None:
    document = docx()
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        count = len(archive.namelist())
    assert read(document, archive_members=count).text
    refused(document, "JDM009", f"{count} parts", archive_members=count - 1)


def test_a_zip_bomb_is_refused_before_anything_is_parsed() -> None:
    started = time.monotonic()
    refused(docx(parts={"word/media/a.bin": bytes(60_000_000)}), "JDM009", "100 times")
    refused(docx(parts={"word/media/a.bin": os.urandom(2_000_000)}), "JDM009", "1 MB", inflated_bytes=1_500_000)
    assert time.monotonic() - started < 20


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    document = bytearray(docx(parts={"word/media/a.bin": bytes(3_000_000)}))
    size = (3_000_000).to_bytes(4, "little")
    at = document.find(size)
    while at >= 0:
        document[at : at + 4] = (10).to_bytes(4, "little")
        at = document.find(size)
    with pytest.raises(InputError) as caught:
        read(bytes(document))
    assert caught.value.code in ("JDM009", "JDM012")


def test_a_zip_of_something_else_named_docx_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputError) as caught:
        read_bytes(stream.getvalue(), Settings(), id="x", name="a.docx")
    assert caught.value.code == "JDM012"


def test_docx_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LimitError):
        read(docx(), characters=100)


# The worker

START = "import sys; sys.path[:] = {path!r}; from jdmatch.sources import worker; "


def misbehave(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put code in the place of the parser, inside the worker and under its limits."""
    body = f"\ndef parse(job, document):\n    {code}\nworker._parse = parse\nworker.main()"
    monkeypatch.setattr(sandbox, "_START", START + body.replace("{", "{{").replace("}", "}}"))


@pytest.mark.parametrize("make", [pdf, docx])
def test_a_crash_is_an_error_with_a_reason(monkeypatch: pytest.MonkeyPatch, make: Callable[[], bytes]) -> None:
    misbehave(monkeypatch, "import os; os.abort()")
    error = refused(make(), "JDM012", "SIGABRT")
    assert error.__cause__ is None


def test_a_pdf_on_which_the_first_parser_dies_is_read_by_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(
        monkeypatch,
        "from jdmatch.sources import worker_pdf; import os; job['engine'] == 'pypdf' or os.abort(); "
        "return worker_pdf.read(document, job['limits'], 'pypdf')",
    )
    posting = read(pdf([LINES, ["Page two."]]))
    assert " ".join(posting.text.split()) == f"{WORDS} Page two."
    assert posting.blocks == ()
    assert [s.page for s in posting.spans if "Page two" in posting.text[s.start : s.end]] == [2]


def test_endless_waiting_ends_at_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, "import time; time.sleep(60)")
    started = time.monotonic()
    refused(docx(), "JDM009", "worker_wall_seconds", worker_wall_seconds=1)
    assert time.monotonic() - started < 10


def test_endless_work_ends_at_the_cpu_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, "exec('while True: pass')")
    refused(docx(), "JDM009", "CPU", worker_cpu_seconds=1)


def test_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, "return bytearray(400_000_000)")
    refused(docx(), "JDM009", "memory", worker_bytes=300_000_000)


def test_what_a_parser_prints_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(
        monkeypatch,
        "print('{}', flush=True); from jdmatch.sources import worker_docx; "
        "return worker_docx.read(document, job['limits'])",
    )
    assert read(docx()).text.startswith(LINES[0])


def test_any_exception_of_a_parser_is_a_damaged_document(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(monkeypatch, "raise RecursionError('too deep')")
    refused(docx(), "JDM012", "RecursionError")


def test_an_interrupt_ends_the_worker(monkeypatch: pytest.MonkeyPatch, gone: list[Any]) -> None:
    misbehave(monkeypatch, "import time; time.sleep(60)")

    def interrupted(self: subprocess.Popen[bytes], *_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        read(docx())
    assert gone[-1].returncode == -9


def test_the_worker_imports_one_parser_and_nothing_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    misbehave(
        monkeypatch,
        "from jdmatch.sources import worker_docx; found = worker_docx.read(document, job['limits']); "
        "import sys; found['html'] = ' '.join(sys.modules); return found",
    )
    loaded = set(read(docx()).text.split())
    assert "mammoth" in loaded
    assert not loaded & {
        "numpy",
        "spacy",
        "faiss",
        "onnxruntime",
        "pypdf",
        "pypdfium2",
        "ftfy",
        "jdmatch.settings",
        "jdmatch.errors",
        "site",
    }


def test_a_worker_that_can_not_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(sandbox, "_start", full)
    refused(docx(), "JDM003", "temporarily unavailable")
