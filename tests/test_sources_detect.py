"""What a file is, by its content, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from jdmatch.errors import InputError
from jdmatch.sources.detect import binary_kind, text_kind, text_layout
from tests.sources_kit import docx, pdf, rezipped


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


def test_documents_by_their_first_bytes() -> None:
    assert binary_kind(pdf(), "posting.txt") == "pdf"
    assert binary_kind(b"\r\n\r\n" + pdf(), "-") == "pdf"
    assert binary_kind(docx(), "posting.pdf") == "docx"
    assert binary_kind(b"plain words", "posting.pdf") is None


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"{\\rtf1\\ansi hello}", "RTF"),
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


def test_a_mail_is_no_posting() -> None:
    mail = "From: a@b.example\r\nSubject: Job\r\nMIME-Version: 1.0\r\n\r\nbody"
    with pytest.raises(InputError) as caught:
        text_kind(mail, "a.txt")
    assert caught.value.code == "JDM019"


def test_characters_at_hand_are_text_or_markdown_only() -> None:
    assert text_layout("<p>a</p><p>b</p><p>c</p>") == "text"
    assert text_layout("**Duties**\n- cook\n\n**You**\n- able") == "markdown"
