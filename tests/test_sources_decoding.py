"""Decoding: the characters that were saved come back, whatever they were saved in; bytes that are no text do not."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError
from jdmatch.sources.decoding import declared_encoding, decode

ENGLISH = "We’re hiring – a “senior” café manager… £30k, naïve résumés • Prepare invoices daily.\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_english_in_the_encodings_it_is_found_in(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "a.txt").text == ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "Just one curly quote: don’t miss it. Prepare invoices and post the payments.",
        "• Prepare invoices\n• Post payments\n",
        "Lift 50 lb – often",
        "Café manager wanted for the night shift",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_one_high_byte_is_enough_to_tell(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Мы ищем бухгалтера для работы в нашей компании. Обязанности: ведение учета.", "cp1251"),
        ("Мы ищем бухгалтера для работы в нашей компании. Обязанности: ведение учета.", "koi8_r"),
        ("経理担当者を募集しています。請求書の作成、入金の管理をお願いします。", "shift_jis"),
        ("我们正在招聘会计人员。职责：编制发票、管理收款、协助月末结账。", "gb18030"),
    ],
)
def test_other_scripts_come_out_readable_enough_to_be_refused_by_name(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


def test_a_byte_order_mark_is_no_text_and_line_ends_stay() -> None:
    assert decode(codecs.BOM_UTF8 + b"a\r\nb\rc\n", "a.txt").text == "a\r\nb\rc\n"


def test_stray_old_bytes_in_a_utf8_file_spoil_only_themselves() -> None:
    data = "Café – “new” – ".encode() + "don’t".encode("cp1252")
    assert decode(data, "a.txt").text == "Café – “new” – don’t"


def test_what_a_page_declares_is_used_where_it_is_no_utf8() -> None:
    data = '<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2")
    assert decode(data, "a.html", declared_encoding(data)).text.endswith("Łódź")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "cp1252"),
        (b'<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        (b'<meta charset="no-such-thing">', None),
        (b'<meta charset="hex">', None),
        (b'<meta charset="utf-16">', None),
        (b"<p>charset=latin1</p>", None),
    ],
)
def test_declarations(head: bytes, encoding: str | None) -> None:
    assert declared_encoding(head) == encoding


@pytest.mark.parametrize(
    "data",
    [
        random.Random(7).randbytes(4000),
        b"word " * 30 + b"\x00\x01\x02\x03" * 10,
        codecs.BOM_UTF16_LE + b"a",
        codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff",
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, "a.txt")
    assert caught.value.code == "JDM013"
    assert "a.txt" in str(caught.value)


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_utf8_is_always_read_back(text: str) -> None:
    printable = "".join(c for c in text if c.isprintable() or c in "\r\n\t").replace("\ufeff", "")
    assert decode(printable.encode("utf-8"), "a.txt").text == printable


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_error_with_a_code(data: bytes) -> None:
    code = None
    try:
        decode(data, "a.txt").text.encode("utf-8")
    except InputError as error:
        code = error.code
    assert code in (None, "JDM013")
