"""The way from a path or bytes to a checked ``Posting``, and the order in which what can be wrong is found out.

File there, a file, readable, small enough before it is read; then what its first bytes say, its encoding, its format's
reader; then the text: not empty, not longer than the limit, not fewer than twenty words. A given title wins over every
other and is never put into the text. Language is a question of its own (``language``).
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import InputError, LimitError
from jdmatch.records import Posting
from jdmatch.settings import Settings
from jdmatch.sources import detect
from jdmatch.sources.decoding import HEAD, declared_encoding, decode, encoded_like
from jdmatch.sources.maps import Mapped
from jdmatch.sources.words import FEWEST_WORDS, count_words

if TYPE_CHECKING:
    from jdmatch.sources import boards


def read_file(path: Path, settings: Settings, *, id: str | None = None, title: str | None = None) -> Posting:  # noqa: A002
    """The posting in a file; its id is the file's name where none is given. InputError says which file and why."""
    data = bytes_of(path, settings.limits.posting_bytes, too_large)
    return _read(data, settings, path.name if id is None else id, path.name, str(path), title)


def read_bytes(
    data: bytes,
    settings: Settings,
    *,
    id: str,  # noqa: A002
    name: str | None = None,
    title: str | None = None,
) -> Posting:
    """The posting in bytes from anywhere (standard input, an upload). ``name`` is a file name, whose suffix is asked
    where the content leaves the format open."""
    if len(data) > settings.limits.posting_bytes:
        raise too_large(name or id, len(data), settings.limits.posting_bytes)
    return _read(data, settings, id, name, name or id, title)


def from_text(text: str, settings: Settings, *, id: str, title: str | None = None) -> Posting:  # noqa: A002
    """The posting in a plain or Markdown text that is at hand as characters; tags in it are text."""
    from jdmatch.sources import text as reader

    _check_length(len(text), settings.limits.characters, id)
    kind = detect.text_layout(text)
    posting = reader.read_markdown(text, id) if kind == "markdown" else reader.read_plain(text, id)
    return checked(posting, settings, id, title)


def read_characters(text: str, settings: Settings, *, id: str, name: str) -> Posting:  # noqa: A002
    """The posting in characters that are at hand and are a file's, as in an editor; ``name`` is a file name that fits
    them. Only what is text is read: the bytes of a document or a picture, opened as text, are refused (JDM013)."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > settings.limits.posting_bytes:
        raise too_large(id, size, settings.limits.posting_bytes)
    if not text.strip():
        raise _empty(id)
    if detect.is_no_text(text):
        raise InputError(
            f"{id} is no text: it holds characters that occur in none. Open the text itself.", code="JDM013"
        )
    with _named(id):
        posting = _textual(text, settings, id, name, id)
    return checked(posting, settings, id, None)


def characters(data: bytes, name: str) -> str | None:
    """The characters of a file that has some of its own to point at and to edit (plain text, Markdown, HTML), as the
    readers see them: a posting's ``source_start`` counts them. None for any other file. ``name`` is its file name.
    InputError for what ``read_bytes`` refuses, too."""
    if detect.binary_kind(data, name, name) is not None:
        return None
    text = decode(data, name, declared_encoding(data[:HEAD])).text
    return None if detect.text_kind(text, name) == "json" else text


def with_characters(text: str, data: bytes, name: str) -> bytes:
    """The bytes of a file whose characters became ``text``: encoding and byte order mark stay as they are in ``data``.
    OutputError where its encoding can not hold the text."""
    return encoded_like(text, data, name)


def bytes_of(path: Path, most: int, refusal: Callable[[str, int, int], LimitError]) -> bytes:
    """What a file holds. InputError where it is none that can be read; ``refusal(name, size, most)`` is raised where it
    has more than ``most`` bytes."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. Check the name.", code="JDM001") from None
    except NotADirectoryError:
        raise InputError(
            f"{path} does not exist: a part of the path is a file. Check the name.", code="JDM001"
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder. Give a file, or use jdmatch batch for folders.", code="JDM002")
    if stat.S_ISREG(status.st_mode) and status.st_size > most:
        # Known before a byte is read; an unreadable large file is still first of all too large.
        raise refusal(str(path), status.st_size, most)
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > most:
        raise refusal(str(path), len(data), most)
    return data


def _unreadable(path: Path, error: Exception) -> InputError:
    if isinstance(error, PermissionError):
        message = f"{path} may not be read: permission denied. Change its permissions or copy it."
    else:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{path} can not be read: {reason}."
    return InputError(message, code="JDM003")


def too_large(name: str, size: int, most: int) -> LimitError:
    """The refusal of a posting of ``size`` bytes."""
    # One byte over the limit is where reading stops: there may be more.
    counted = f"more than {most:,}" if size == most + 1 else f"{size:,}"
    return LimitError(
        f"{name} has {counted} bytes, and a posting at most {most:,} "
        "(limits.posting_bytes). Give one posting, or raise the limit; tables of postings are read by jdmatch batch."
    )


def _read(data: bytes, settings: Settings, identifier: str, file: str | None, shown: str, title: str | None) -> Posting:
    if not data.strip():
        raise _empty(shown)
    with _named(shown):
        posting = _parsed(data, settings, identifier, file, shown)
    return checked(posting, settings, shown, title)


@contextlib.contextmanager
def _named(shown: str) -> Iterator[None]:
    """Deep inside a reader nobody knows the file's name; limits that are reached there are told with it."""
    try:
        yield
    except LimitError as error:
        raise error if shown in error.message else LimitError(f"{shown}: {error.message}") from None


def _parsed(data: bytes, settings: Settings, identifier: str, file: str | None, shown: str) -> Posting:
    kind = detect.binary_kind(data, shown, file)
    if kind == "pdf":
        from jdmatch.sources import pdf

        return pdf.read(data, settings, identifier, shown)
    if kind in ("docx", "odt", "rtf"):
        from jdmatch.sources import office

        return office.read(kind, data, settings, identifier, shown)
    if kind == "mail":
        from jdmatch.sources import mail

        return mail.read(data, settings, identifier, shown, _parsed)
    text = decode(data, shown, declared_encoding(data[:HEAD])).text
    return _textual(text, settings, identifier, file, shown)


def _textual(text: str, settings: Settings, identifier: str, file: str | None, shown: str) -> Posting:
    if not text.strip():
        raise _empty(shown)
    kind = detect.text_kind(text, file)
    if kind == "html":
        from jdmatch.sources import html

        return html.read_page(Mapped.verbatim(text), settings, identifier)
    if kind == "json":
        return _of_json(text, settings, identifier, shown)
    from jdmatch.sources import text as reader

    _check_length(len(text), settings.limits.characters, shown)
    return reader.read_markdown(text, identifier) if kind == "markdown" else reader.read_plain(text, identifier)


def _of_json(text: str, settings: Settings, identifier: str, shown: str) -> Posting:
    from jdmatch.sources import boards, jsonld

    board = boards.find(text, settings, shown)
    if board is None:
        return jsonld.read_document(Mapped.verbatim(text), settings, identifier, shown)
    if len(board.places) > 1:
        raise InputError(
            f"{shown} holds {len(board.places):,} jobs, and one posting is read here. jdmatch score and jdmatch batch "
            "read them all, as does jdmatch.sources.read_all.",
            code="JDM028",
        )
    return boards.read(next(board.jobs()), settings, identifier, shown)


def read_job(job: boards.Job, settings: Settings, identifier: str, shown: str, title: str | None) -> Posting:
    """The posting that a job of a board is, checked like any other."""
    from jdmatch.sources import boards

    with _named(shown):
        posting = boards.read(job, settings, identifier, shown)
    return checked(posting, settings, shown, title)


def checked(posting: Posting, settings: Settings, shown: str, title: str | None) -> Posting:
    """A posting with something to judge in it, under the title that was given. InputError where it has too little text,
    or too much."""
    if not posting.text.strip():
        raise _empty(shown)
    _check_length(len(posting.text), settings.limits.characters, shown)
    words = count_words(posting.text, FEWEST_WORDS)
    if words < FEWEST_WORDS:
        counted = "1 word" if words == 1 else f"{words} words"
        raise InputError(
            f"{shown} has {counted}, and fewer than {FEWEST_WORDS} say too little to judge. Give the whole posting.",
            code="JDM005",
        )
    if title is not None and title.strip():
        return replace(posting, title=title.strip(), title_span=None)
    return posting


def _empty(shown: str) -> InputError:
    return InputError(f"{shown} is empty: it holds no text. Give a file with the posting's text.", code="JDM004")


def _check_length(length: int, most: int, shown: str) -> None:
    if length > most:
        raise LimitError(
            f"{shown} has {length:,} characters of text, and a posting at most {most:,} (limits.characters). Give one "
            "posting at a time, or raise the limit."
        )
