"""What a file is, by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from jdmatch.errors import InputError
from jdmatch.sources.detect import binary_kind, text_kind, text_layout
from tests.office_kit import fodt, odt, rtf
from tests.sources_kit import docx, pdf, rezipped


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


def zipped_as(kind: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", "<x/>")
    return stream.getvalue()


def test_documents_by_their_first_bytes() -> None:
    assert binary_kind(pdf(), "posting.txt") == "pdf"
    assert binary_kind(b"\r\n\r\n" + pdf(), "-") == "pdf"
    assert binary_kind(docx(), "posting.pdf") == "docx"
    assert binary_kind(odt(""), "posting.zip") == "odt"
    assert binary_kind(fodt(""), "posting.xml") == "odt"
    assert binary_kind(zipped("content.xml", "META-INF/manifest.xml"), "-") == "odt"
    assert binary_kind(rtf("words"), "posting.doc") == "rtf"
    assert binary_kind(b"\xef\xbb\xbf\n" + rtf("words"), "-") == "rtf"
    assert binary_kind(b"plain words", "posting.pdf") is None
    assert binary_kind(b"plain words", "posting.eml") is None


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped_as("application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument table"),
        (zipped_as("application/vnd.oasis.opendocument.presentation"), "OpenDocument presentation"),
        (zipped_as("application/vnd.sun.xml.writer"), "OpenOffice 1"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037001F".encode("utf-16-le"), "Outlook mail"),
        (b'<?xml version="1.0"?>\n<office:document office:mimetype="x.opendocument.spreadsheet">', "flat OpenDocument"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old format"),
        (zipped("xl/workbook.xml"), "Excel"),
        (zipped("ppt/presentation.xml"), "PowerPoint"),
        (zipped("a.txt", "b.txt"), "zip archive"),
        (b"SQLite format 3\x00", "database"),
        (b"PAR1....", "Parquet"),
        (b"\x7fELF\x02", "program"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_kinds_that_no_reader_knows_say_what_to_do(data: bytes, what: str) -> None:
    with pytest.raises(InputError) as caught:
        binary_kind(data, "posting.bin")
    assert caught.value.code == "JDM019"
    assert what in str(caught.value)
    assert "DOCX" in str(caught.value)


def test_an_encrypted_office_document_is_named_so() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(InputError) as caught:
        binary_kind(data, "posting.docx")
    assert caught.value.code == "JDM010"


def test_a_pdf_by_name_alone_is_damaged() -> None:
    with pytest.raises(InputError) as caught:
        binary_kind(b"\x00\x01\x02" * 400, "posting.pdf")
    assert caught.value.code == "JDM012"


def test_a_docx_without_word_in_it_is_another_zip_unless_its_name_says_docx() -> None:
    other = rezipped(zipped("a.txt"), {})
    assert binary_kind(other, "posting.docx") == "docx"
    with pytest.raises(InputError):
        binary_kind(other, "posting.zip")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("<!DOCTYPE html><p>Hi", "a.txt", "html"),
        ("\n <html lang=en>", None, "html"),
        ("<!-- saved from -->\n<html>", None, "html"),
        ("<p>One</p>\n<ul><li>Two</li><li>Three</li></ul>", "a.txt", "html"),
        ("Duties:<br>one<br>two<br>three", None, "html"),
        ("We use <b>bold</b> once in a long plain text.", "a.txt", "text"),
        ("Pay < 20 and > 10, a <b and c> d", None, "text"),
        ("plain words", "a.html", "text"),
        ("<i>little</i> markup", "a.htm", "html"),
        ('{"title": "x"}', "a.txt", "json"),
        ('[\n {"title": "x"}]', None, "json"),
        ("{company} is hiring", "a.txt", "text"),
        ("[Remote] Cook wanted", None, "text"),
        ("not json at all", "a.json", "json"),
        ("plain words", "a.md", "markdown"),
        ("# Cook\n\n## Duties\n- cook", "a.txt", "markdown"),
        ("# 1 restaurant in town\nCome and cook.", "a.txt", "text"),
        ("<br>one<br>two<br>three in Markdown", "a.md", "markdown"),
    ],
)
def test_texts(text: str, name: str | None, kind: str) -> None:
    assert text_kind(text, name) == kind


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        ("From: a@b.example\r\nSubject: Job\r\nMIME-Version: 1.0", True),
        ("Received: from x\n\tby y;\n Mon, 2 Mar 2026\nSubject: Job\nFrom: a@b.example", True),
        ("From a@b.example Mon Mar  2 09:30:02 2026\nFrom: a\nTo: b\nDate: c", True),
        ("From: a\nTo: b\nSubject: Job\nContent-Type: multipart/mixed; boundary=x", True),
        ("Snapshot-Content-Location: https://a.example/", True),
        ("Title: Cook\nDate: Monday\nLocation: Dayton", False),
        ("From: 9\nTo: 5", False),
        ("Subject: Cook\nDate: Monday\nTo: all staff", False),
        ("Cook wanted\nFrom: a\nTo: b\nDate: c\nMIME-Version: 1.0", False),
    ],
)
def test_a_mail_begins_with_its_header(head: str, is_mail: bool) -> None:
    data = f"{head}\n\nbody".encode()
    assert (binary_kind(data, "posting.txt") == "mail") is is_mail


def test_a_mailbox_of_several_mails_is_refused() -> None:
    one = b"From a@b.example Mon Mar  2 09:30:02 2026\nFrom: a\nTo: b\nDate: c\n\nbody\n\n"
    assert binary_kind(one, "posting") == "mail"
    with pytest.raises(InputError) as caught:
        binary_kind(one + one, "posting")
    assert caught.value.code == "JDM019"


def test_characters_at_hand_are_text_or_markdown_only() -> None:
    assert text_layout("<p>a</p><p>b</p><p>c</p>") == "text"
    assert text_layout("**Duties**\n- cook\n\n**You**\n- able") == "markdown"
