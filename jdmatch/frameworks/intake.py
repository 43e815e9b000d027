"""A framework file as bytes, within the limit, and as text; the only place of the room where foreign files are opened.

The size is checked before anything is read. Text is Unicode by its byte order mark, else UTF-8. A table that is neither
is taken for Windows-1252, which is what Excel saves as "CSV" in the Americas and western Europe, and a warning says so;
JSON and YAML are UTF-8 by their own rules, and anything else is a fault.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import FrameworkError
from jdmatch.settings import Settings

_MARKS: tuple[tuple[bytes, str], ...] = (
    # UTF-32's mark begins with UTF-16's, so it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes of one file: ``name`` as places in messages show it, ``stem`` as a default id (None: no file name)."""

    name: str
    data: bytes
    stem: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """Decoded text without byte order mark; ``guessed`` where it is no Unicode and was taken for Windows-1252."""

    value: str
    guessed: bool = False


def take_in(source: Path | str | bytes, settings: Settings, name: str | None = None) -> Document:
    """Bytes as they are, or a file's. FrameworkError: JDM001 missing, 002 folder, 003 not readable, 009 too large."""
    if isinstance(source, bytes):
        _check_size(len(source), name or "<bytes>", settings)
        return Document(name or "<bytes>", source, stem_id(name) if name else None)
    path = Path(source)
    shown = name or str(path)
    try:
        if path.is_dir():
            raise FrameworkError(f"{shown} is a folder: name one framework file.", code="JDM002")
        with path.open("rb") as stream:
            _check_size(path.stat().st_size, shown, settings)
            data = stream.read(settings.limits.framework_bytes + 1)
    except FileNotFoundError:
        raise FrameworkError(f"{shown} does not exist: check the path of the framework file.", code="JDM001") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FrameworkError(f"{shown} can not be read: {reason}. Check its permissions.", code="JDM003") from error
    # A pipe or a device has no size beforehand; what was read is asked again.
    _check_size(len(data), shown, settings)
    return Document(shown, data, stem_id(path.name))


def _check_size(size: int, name: str, settings: Settings) -> None:
    limit = settings.limits.framework_bytes
    if size > limit:
        raise FrameworkError(
            f"{name} is larger than {limit:,} bytes, the limit of a framework file. "
            "Split it, or raise limits.framework_bytes in jdmatch.toml.",
            code="JDM009",
        )


def decode(document: Document) -> Text:
    """The document's text. FrameworkError (JDM013) where the bytes are no text."""
    data = document.data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Text(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise _undecodable(document, encoding.upper(), error) from error
    try:
        return Text(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        try:
            return Text(data.decode("cp1252"), guessed=True)
        except UnicodeDecodeError:
            raise _undecodable(document, "UTF-8", error) from error


def _undecodable(document: Document, encoding: str, error: UnicodeDecodeError) -> FrameworkError:
    return FrameworkError(
        f"{document.name} is no {encoding} text (byte {error.start:,}). Save it as UTF-8 and try again.",
        faults=[(document.name, f"is not {encoding} at byte {error.start:,}")],
        code="JDM013",
    )


def stem_id(name: str) -> str | None:
    """A framework id from a file name: the name without its ending, blanks and odd characters as hyphens."""
    stem = Path(name).stem if name not in ("-", "<bytes>") else ""
    return re.sub(r"[^\w.]+", "-", stem).strip("-.") or None
