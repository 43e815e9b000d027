"""Bytes become characters here, once: by byte order mark, then as UTF-8, then by what reads best.

English text in an old encoding is nearly all ASCII with a few curly quotes, dashes and bullets, and for so few bytes a
statistical detector guesses (it calls Windows-1252 cp1250 or cp850 as often as not). So a mostly-ASCII text is decided
by those marks themselves: under which of the three encodings that English is found in do they stand where such marks
stand? Only a text full of high bytes goes to charset-normalizer. A mark is no part of the text; line endings stay.
``encoded_like`` goes the way back, for a file that was changed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from jdmatch.errors import InputError, OutputError
from jdmatch.sources.signature_tables import READ

# How much of a file is looked at for the encoding that it names.
HEAD = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENGLISH = ("cp1252", "mac_roman", "cp437")
_DETECTED = (
    "cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "mac_roman", "cp437", "cp850", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_CHARACTER_SETS = (
    "utf-8",
    "iso8859",
    "cp",
    "koi8",
    "mac",
    "shift_jis",
    "euc",
    "gb",
    "big5",
    "iso2022",
    "hz",
    "tis-620",
)
_MOSTLY_ASCII = 0.15
_SAVED = 0.3
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.01
_HIGH = re.compile(rb"[\x80-\xff]")
_FITS = re.compile(
    "(?<=\\w)\u2019(?=\\w)"  # don’t
    "|(?:^|(?<=[\\s(]))[\u201c\u2018](?=\\w)|(?<=[\\w.,!?])[\u201d\u2019](?=[\\s.,;:)]|$)"  # “senior”
    "|(?:^|(?<=\\s))[\u2013\u2014\u2022\u00b7](?=\\s)|(?<=\\w)[\u2013\u2014](?=\\w)"  # – • 45–60
    "|(?<=[a-z])[\u00e0\u00e1\u00e2\u00e4\u00e7\u00e8\u00e9\u00ea\u00ef\u00ed\u00f1\u00f3\u00f4\u00f6\u00fa\u00fc]"
    "|[\u00a3\u20ac](?=\\d)|(?<=\\d)\u00b0|(?<=\\w)[\u00ae\u2122\u2026]",
    re.MULTILINE,
)
_CLASHES = re.compile(
    "(?<=[a-z])[\u00c0-\u00de\u0152\u0160\u0178]|[\u201a\u0192\u201e\u2020-\u2021\u02c6\u2030\u2500-\u259f\u0391-\u03c9\x80-\x9f]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file and the encoding that was used."""

    text: str
    encoding: str


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text of ``data``. ``declared`` is an encoding that the file itself names (a page's ``meta charset``), used
    where the bytes are no UTF-8. InputError (JDM013) for bytes that are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name)
    wide = _wide(data)
    if wide:
        return _strict(data, wide, name)
    if len(_CONTROL.findall(data)) > _CONTROL_SHARE * len(data):
        raise _undecodable(name, "it holds bytes that occur in no text")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _legacy(data, name, declared)


def encoded_like(text: str, data: bytes, name: str) -> bytes:
    """``text`` as bytes in the encoding that ``data`` was read in, with its mark: what ``decode`` undoes. A file of two
    encodings at once becomes UTF-8. OutputError where that encoding has not all of the characters."""
    mark = next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")
    encoding = decode(data, name, declared_encoding(data[:HEAD])).encoding
    try:
        return mark + text.encode("utf-8" if encoding.startswith("utf-8") else encoding, _BYTEWISE)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"{name} can not be written in its own encoding, {encoding}: that has no {text[error.start]!r}. Save it as "
            "UTF-8 first."
        ) from error


def declared_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes of a page or an XML file name, if Python knows it."""
    match = re.search(
        rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", head, re.I
    )
    if not match:
        return None
    return known_encoding((match.group(1) or match.group(2)).decode("ascii", "ignore"))


def known_encoding(named: str) -> str | None:
    """Python's name of a character set as pages and mails name it; None for what is none."""
    named = named.strip().lower()
    # Browsers read these two as Windows-1252, and so do the people who wrote them.
    named = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}.get(named, named)
    try:
        found = codecs.lookup(named).name
    except (LookupError, ValueError):
        return None
    # Python also knows "hex", "punycode" and the like by this way; a page may only name a character set.
    return found if found.startswith(_CHARACTER_SETS) else None


def _strict(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _legacy(data, name, None)
        raise _undecodable(name, f"it begins like {encoding.upper()} text but is not valid there") from error


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 8 or len(data) % 2:
        return None
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _legacy(data: bytes, name: str, declared: str | None) -> Decoded:
    if declared and declared != "utf-8":
        try:
            return Decoded(data.decode(declared), declared)
        except UnicodeDecodeError:
            pass
    high = len(_HIGH.findall(data))
    lenient = data.decode("utf-8", _BYTEWISE)
    # A UTF-8 character saves one or two of its bytes: where many were saved it is UTF-8, and single bytes strayed in.
    if len(data) - len(lenient) >= _SAVED * high:
        return Decoded(lenient, "utf-8 with stray cp1252")
    if high <= _MOSTLY_ASCII * len(data):
        candidates = [Decoded(data.decode(e, _BYTEWISE), e) for e in _ENGLISH]
        return max(candidates, key=lambda d: _plausibility(d.text))
    return _detected(data, name)


def _plausibility(text: str) -> int:
    return len(_FITS.findall(text)) - 2 * len(_CLASHES.findall(text))


def _detected(data: bytes, name: str) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_DETECTED)).best()
    if best is None:
        raise _undecodable(name, "no encoding turns its bytes into text")
    return Decoded(str(best), best.encoding)


def _undecodable(name: str, why: str) -> InputError:
    return InputError(
        f"{name} can not be read as text: {why}. Save it as UTF-8. Read are: {READ}.",
        code="JDM013",
    )


def _bytewise(error: UnicodeError) -> tuple[str | bytes, int]:
    """Codec error handler: a byte that fails is read as Windows-1252, or kept as a C1 control for ftfy to mend. Such a
    control is written as the byte that it was."""
    if isinstance(error, UnicodeEncodeError) and "\x80" <= error.object[error.start] <= "\x9f":
        return bytes((ord(error.object[error.start]),)), error.start + 1
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


_BYTEWISE = "jdmatch-bytewise"
codecs.register_error(_BYTEWISE, _bytewise)
