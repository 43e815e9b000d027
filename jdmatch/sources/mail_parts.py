"""The parts of a mail or a saved page: taken apart by the standard library, decoded, each text with its place in the
file.

The email package finds the parts and never fails; what it made of a broken mail stands in its defects, and a part that
was cut off is told apart here from one that is whole. Headers are read raw and decoded here, because the package's own
header objects raise on some that strangers write. A part that stands in the file as it is maps exactly; of a
quoted-printable one all but the escapes does; a base64 one maps as a whole.
"""

from __future__ import annotations

import binascii
import email
import re
from dataclasses import dataclass, field
from email import errors as defects
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from functools import cached_property
from typing import TypeAlias

from jdmatch.errors import InputError, LimitError
from jdmatch.settings import Limits, Settings
from jdmatch.sources.decoding import declared_encoding, decode, known_encoding
from jdmatch.sources.mail_tables import ENCRYPTED_TYPES, RICH, SMIME_TYPES
from jdmatch.sources.maps import MapBuilder, Mapped

Mail: TypeAlias = "Message[str, str]"
_MOST_NESTED = 50
_LONGEST_FIELD = 20_000
_LONGEST_VALUE = 5_000
_BOUNDARIES = 5
_HEAD = 4096
_CONTENT_FIELD = re.compile(rb"^content-[\w-]+:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_QUOTED_TOKEN = re.compile(
    r"(?P<codes>(?:=[0-9A-Fa-f]{2}(?:=[ \t]*\r?\n(?==[0-9A-Fa-f]{2}))?)+)"
    r"|(?P<soft>=[ \t]*(?:\r?\n|\Z))|(?P<plain>[^=]+|=)"
)
_CODE = re.compile(r"=([0-9A-Fa-f]{2})")
_CUT = (
    defects.CloseBoundaryNotFoundDefect,
    defects.StartBoundaryNotFoundDefect,
    defects.MultipartInvariantViolationDefect,
)
_CUT_BASE64 = (defects.InvalidBase64PaddingDefect, defects.InvalidBase64LengthDefect)


@dataclass(slots=True)
class Contents:
    """What a mail consists of: the texts of its body in order, what is attached, how many pictures it shows. ``cut``
    are the ids of parts behind which the file ends without saying so."""

    texts: list[Mail] = field(default_factory=list)
    attached: list[Mail] = field(default_factory=list)
    pictures: int = 0
    cut: set[int] = field(default_factory=set)

    def add(self, other: Contents) -> None:
        """Put another's parts behind these."""
        self.texts += other.texts
        self.attached += other.attached
        self.pictures += other.pictures
        self.cut |= other.cut


class Source:
    """The file that a mail was parsed from, searched for the places of its parts."""

    def __init__(self, data: bytes, shown: str) -> None:
        self._data, self._shown = data, shown
        self._raw = data.decode("ascii", "surrogateescape")

    @cached_property
    def _file(self) -> tuple[str, str]:
        """The decoded file and its encoding; nothing where it has no single one."""
        try:
            decoded = decode(self._data, self._shown)
        except InputError:
            return "", ""
        return decoded.text, decoded.encoding

    def place(self, raw: str) -> Mapped | None:
        """The payload of a part where it stands in the decoded file; None where it can not be found there."""
        found = self._raw.find(raw) if raw else -1
        text, encoding = self._file
        if found < 0 or not text:
            return None
        at = found
        if not self._raw.isascii() and encoding == "utf-8":
            at = len(self._data[:found].decode("utf-8", "ignore"))
        elif len(text) != len(self._data):
            return None
        wide = encoding == "utf-8" and not raw.isascii()
        size = len(raw.encode("ascii", "surrogateescape").decode("utf-8", "ignore")) if wide else len(raw)
        return Mapped.verbatim(text[at : at + size], at)


@dataclass(frozen=True, slots=True)
class Job:
    """What every reader of a part needs to know: the file, the settings, the posting's id, the file's name."""

    source: Source
    settings: Settings
    identifier: str
    shown: str


def parse(data: bytes, limits: Limits, shown: str) -> Mail:
    """The parts of a mail. LimitError where there are too many or they are nested too deep; InputError (JDM012) for a
    header that no mail has."""
    nested = len(_NESTING.findall(data))
    if nested > _MOST_NESTED:
        raise LimitError(
            f"{shown} has {nested:,} parts inside of parts, and a mail at most {_MOST_NESTED}. Give one mail."
        )
    if data.count(b"\n--") > _BOUNDARIES * limits.archive_members:
        raise _too_many(shown, limits)
    if any(len(match.group()) > _LONGEST_FIELD for match in _CONTENT_FIELD.finditer(data)):
        raise InputError(f"{shown} is a damaged mail: a field of its header never ends. Save it anew.", code="JDM012")
    try:
        message = email.message_from_bytes(data, policy=compat32)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise InputError(f"{shown} is a damaged mail ({type(error).__name__}). Save it anew.", code="JDM012") from error
    if sum(1 for _ in message.walk()) > limits.archive_members:
        raise _too_many(shown, limits)
    return message


def contents(part: Mail, shown: str, *, cut: bool = False) -> Contents:
    """Sort the parts of a mail. InputError (JDM010) for an encrypted one."""
    kind = part.get_content_type()
    if kind in ENCRYPTED_TYPES or kind in SMIME_TYPES:
        raise _sealed(part, kind, shown)
    cut = cut or any(isinstance(defect, _CUT) for defect in part.defects)
    if kind.startswith("multipart/") and part.is_multipart():
        return _of_parts(part, kind, shown, cut)
    found = Contents(cut={id(part)} if cut else set())
    disposition = field_of(part, "content-disposition").partition(";")[0].strip().lower()
    if kind in ("text/plain", "text/html") and disposition != "attachment" and not (file_name(part) and disposition):
        found.texts.append(part)
    elif kind.startswith("image/") and disposition != "attachment":
        found.pictures = 1
    elif not kind.startswith("multipart/"):
        found.attached.append(part)
    else:  # a part of parts in which none was found
        found.cut.add(id(part))
        found.texts.append(part)
    return found


def _of_parts(part: Mail, kind: str, shown: str, cut: bool) -> Contents:
    children = [child for child in part.get_payload() if isinstance(child, Message)]
    last = len(children) - 1
    found = [contents(child, shown, cut=cut and i == last) for i, child in enumerate(children)]
    if kind == "multipart/alternative" and found:
        return _best(found)
    if kind == "multipart/related" and found:
        root = found[_root(part, children)]
        root.pictures = sum(one.pictures for one in found)
        return root
    together = Contents()
    for one in found[:1] if kind == "multipart/signed" else found:
        together.add(one)
    return together


def _best(found: list[Contents]) -> Contents:
    """Of the forms that a mail gives of itself: HTML if it shows more than running text, else plain text; one that is
    whole before one that was cut off."""
    readable = [one for one in found if one.texts]
    whole = [one for one in readable if not any(id(text) in one.cut for text in one.texts)] or readable
    rich = [one for one in whole if any(_is_rich(text) for text in one.texts)]
    plain = [one for one in whole if all(text.get_content_type() == "text/plain" for text in one.texts)]
    filled = [one for one in plain if any(payload(text).strip() for text in one.texts)]
    best = (rich or filled or whole or found)[-1]
    for one in found:
        if one is not best:
            best.attached += [a for a in one.attached if not a.get_content_type().startswith("text/")]
    return best


def _is_rich(part: Mail) -> bool:
    return part.get_content_type() == "text/html" and RICH.search(payload(part).decode("latin-1")) is not None


def _root(part: Mail, children: list[Mail]) -> int:
    start = str(part.get_param("start") or "").strip("<> ")
    for i, child in enumerate(children):
        if start and field_of(child, "content-id").strip("<> ") == start:
            return i
    return 0


def _sealed(part: Mail, kind: str, shown: str) -> InputError:
    if kind in SMIME_TYPES and "signed" in field_of(part, "content-type"):
        return InputError(
            f"{shown} is a signed mail whose text stands inside its signature, which is not read. Open it and save "
            "its text.",
            code="JDM019",
        )
    return InputError(f"{shown} is an encrypted mail. Open it and save its text.", code="JDM010")


def payload(part: Mail) -> bytes:
    """The decoded bytes of a part that has no parts."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def text_of(part: Mail, source: Source, shown: str) -> Mapped:
    """The text of a part, mapped into the file. InputError (JDM013) for bytes that are no text."""
    data = payload(part)
    declared = known_encoding(_charset(part)) or declared_encoding(data[:_HEAD])
    decoded = decode(data, shown, declared)
    raw = str(part.get_payload())
    # The package has decoded what is not ASCII, and not as it is done here.
    place = source.place(raw if raw.isascii() else data.decode("ascii", "surrogateescape"))
    if place is None or not decoded.text:
        return Mapped(decoded.text, ())
    if place.text == decoded.text:
        return place
    if field_of(part, "content-transfer-encoding").strip().lower() == "quoted-printable":
        quoted = _quoted(place, decoded.encoding)
        if quoted is not None and quoted.text == decoded.text:
            return quoted
    builder = MapBuilder()
    builder.put(decoded.text, place, 0, len(place.text))
    return builder.build()


def _quoted(place: Mapped, encoding: str) -> Mapped | None:
    """Quoted-printable read with its places; None where a character is written half in codes and half not."""
    builder = MapBuilder()
    try:
        for match in _QUOTED_TOKEN.finditer(place.text):
            if match["plain"]:
                builder.add(place, *match.span())
            elif match["codes"]:
                codes = binascii.unhexlify("".join(_CODE.findall(match["codes"])))
                builder.put(codes.decode(encoding), place, *match.span())
    except (UnicodeDecodeError, LookupError):
        return None
    return builder.build()


def is_cut(part: Mail, found: Contents) -> bool:
    """Does the file end within a part, as far as can be known?"""
    if id(part) in found.cut:
        return True
    alone = len(found.texts) == 1 and not found.attached
    return alone and any(isinstance(defect, _CUT_BASE64) for defect in part.defects)


def cut_off(shown: str) -> InputError:
    """The error for a mail that ends within the part that is to be read."""
    return InputError(
        f"{shown} was cut off: the end of the part with its text is missing. Save or export it again.", code="JDM012"
    )


def field_of(part: Mail, name: str) -> str:
    """A header field, decoded; the empty string where there is none."""
    raw = next((value for key, value in part.raw_items() if key.lower() == name), "")
    value = _characters(str(raw)[:_LONGEST_VALUE].encode("utf-8", "surrogateescape"))
    if "=?" not in value:
        return " ".join(value.split())
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError, binascii.Error, defects.HeaderParseError):
        return " ".join(value.split())
    return " ".join("".join(_piece(*piece) for piece in pieces).split())


def _piece(data: bytes | str, charset: str | None) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode(known_encoding(charset or "") or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return _characters(data)


def _characters(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def file_name(part: Mail) -> str:
    """The file name that a part gives itself, without any folder."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    text = _characters(str(name).encode("utf-8", "surrogateescape"))
    if "=?" in text:
        text = "".join(_piece(*piece) for piece in decode_header(text))
    return " ".join(re.split(r"[/\\]", text)[-1].split())[:120]


def _charset(part: Mail) -> str:
    try:
        return part.get_content_charset() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _too_many(shown: str, limits: Limits) -> LimitError:
    return LimitError(
        f"{shown} has more than {limits.archive_members:,} parts (limits.archive_members). Give one mail."
    )
