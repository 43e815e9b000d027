"""Files that hold many postings: a whole job board, or a JSON-LD document with several JobPostings.

Such a file is taken apart before its postings are read: each is ``Found`` with an id of its own, and what is wrong with
one of them is known when that one is read. Any other file is one posting and the business of ``reading``. A posting's
id is the file's and the job's own, ``board.json#4012``; one that has none is named by its place, ``board.json#[3]``. Of
two with the same id the later one is an error. The whole file may be larger than a posting (``limits.board_bytes``),
each posting in it may not.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from jdmatch.errors import InputError, LimitError
from jdmatch.records import Failure, Posting
from jdmatch.settings import Settings
from jdmatch.sources import detect, reading
from jdmatch.sources.decoding import declared_encoding, decode
from jdmatch.sources.maps import Mapped

if TYPE_CHECKING:
    from jdmatch.sources import boards

_HEAD = 4096
# Byte order marks, and the zeros between the characters of UTF-16.
_BEFORE_JSON = re.compile(
    b"(?:" + b"|".join((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) + rb")?[\s\0]*[\[{]"
)
# Fewer are one posting at most.
_SEVERAL = 2
_JOB_POSTING = "JobPosting"


@dataclass(frozen=True, slots=True)
class Found:
    """One posting of a file that holds several, not read yet. ``place`` is how errors name it; ``sha256`` is of what
    the file says of it. It can be sent to another process and read there."""

    id: str
    place: str
    sha256: str
    job: boards.Job | None = None
    posting: Posting | None = None
    error: InputError | None = None

    def read(self, settings: Settings, *, title: str | None = None) -> Posting:
        """The posting. InputError says what is wrong with it, and where in the file it stands."""
        if self.error is not None:
            raise self.error
        if self.job is not None:
            return reading.read_job(self.job, settings, self.id, self.place, title)
        if self.posting is None:
            raise ValueError("a posting that was found is a job or a posting")
        return reading.checked(self.posting, settings, self.place, title)


def find_postings(path: Path, settings: Settings, *, id: str | None = None) -> Iterator[Found] | None:  # noqa: A002
    """The postings of a file that holds several, in its order; None for a file that is one posting (``read_file``).
    ``id`` stands before the ``#`` of their ids, the file's name without it. InputError where the file as a whole can
    not be read."""
    if not path.is_file() or not may_hold_several(path):
        return None
    most = settings.limits.board_bytes
    data = reading.bytes_of(path, most, _too_large)
    return _found(data, settings, path.name if id is None else id, path.name, str(path))


def find_postings_in_bytes(
    data: bytes,
    settings: Settings,
    *,
    id: str,  # noqa: A002
    name: str | None = None,
) -> Iterator[Found] | None:
    """The same of bytes from anywhere."""
    if not _begins_like_json(data):
        return None
    if len(data) > settings.limits.board_bytes:
        raise _too_large(name or id, len(data), settings.limits.board_bytes)
    return _found(data, settings, id, name, name or id)


def read_all(
    path: Path,
    settings: Settings,
    *,
    id: str | None = None,  # noqa: A002
    title: str | None = None,
) -> Iterator[Posting | Failure]:
    """Every posting of a file, one or many, with a ``Failure`` in the place of each that can not be read. InputError
    where the file as a whole can not be read. ``title`` is for a file that is one posting."""
    found = find_postings(path, settings, id=id)
    if found is not None:
        return _each(found, settings)
    return iter([reading.read_file(path, settings, id=id, title=title)])


def read_all_bytes(
    data: bytes,
    settings: Settings,
    *,
    id: str,  # noqa: A002
    name: str | None = None,
    title: str | None = None,
) -> Iterator[Posting | Failure]:
    """``read_all`` of bytes from anywhere."""
    found = find_postings_in_bytes(data, settings, id=id, name=name)
    if found is not None:
        return _each(found, settings)
    return iter([reading.read_bytes(data, settings, id=id, name=name, title=title)])


def take(stream: BinaryIO, settings: Settings) -> bytes:
    """What a stream holds, read no further than a posting or a board may be large, and one byte more that tells that
    there is more."""
    data = stream.read(settings.limits.posting_bytes + 1)
    if len(data) > settings.limits.posting_bytes and _begins_like_json(data):
        rest = max(settings.limits.board_bytes - settings.limits.posting_bytes, 0)
        data += stream.read(rest)
    return data


def may_hold_several(path: Path) -> bool:
    """Whether a file begins like JSON; everything else is one posting. False where it can not be looked into."""
    try:
        with path.open("rb") as stream:
            return _begins_like_json(stream.read(_HEAD))
    except OSError:
        return False


def _begins_like_json(data: bytes) -> bool:
    return _BEFORE_JSON.match(data[:_HEAD]) is not None


def _each(found: Iterator[Found], settings: Settings) -> Iterator[Posting | Failure]:
    for one in found:
        try:
            yield one.read(settings)
        except InputError as error:
            yield Failure(id=one.id, code=error.code, message=str(error))


def _found(data: bytes, settings: Settings, identifier: str, file: str | None, shown: str) -> Iterator[Found] | None:
    if not data.strip() or detect.binary_kind(data, shown, file) is not None:
        return None
    text = decode(data, shown, declared_encoding(data[:_HEAD])).text
    size = len(data)
    del data
    if not text.strip() or detect.text_kind(text, file) != "json":
        return None
    from jdmatch.sources import boards

    board = boards.find(text, settings, shown)
    if board is not None and board.whole:
        return _once(_jobs(board, settings, identifier, shown), shown)
    if board is None and text.count(_JOB_POSTING) >= _SEVERAL:
        from jdmatch.sources import jsonld

        postings = jsonld.read_documents(Mapped.verbatim(text), settings, identifier, shown)
        if len(postings) >= _SEVERAL:
            return _linked(postings, identifier, shown, text)
    if size > settings.limits.posting_bytes:
        raise reading.too_large(shown, size, settings.limits.posting_bytes)
    return None


def _jobs(board: boards.Board, settings: Settings, identifier: str, shown: str) -> Iterator[Found]:
    from jdmatch.sources import boards

    for number, job in enumerate(board.jobs()):
        own = boards.own_id(job) or f"[{number}]"
        place = f"{shown}#{own} ({job.path})"
        content = job.text.encode("utf-8", "surrogatepass")
        error = None
        if len(content) > settings.limits.posting_bytes:
            error = reading.too_large(place, len(content), settings.limits.posting_bytes)
        yield Found(
            f"{identifier}#{own}", place, hashlib.sha256(content).hexdigest(), None if error else job, error=error
        )


def _linked(postings: Sequence[Posting], identifier: str, shown: str, text: str) -> Iterator[Found]:
    # Parts of a JSON-LD document may name each other, so what is said of a posting is all of it.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for posting in postings:
        yield Found(posting.id, shown + posting.id.removeprefix(identifier), digest, posting=posting)


def _once(found: Iterator[Found], shown: str) -> Iterator[Found]:
    """The same with an error in the place of every id that came before."""
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            reason = f"{one.place}: the id {one.id} came before in {shown}. Give every job an id of its own."
            yield replace(one, job=None, posting=None, error=InputError(reason, code="JDM020"))
        else:
            seen.add(one.id)
            yield one


def _too_large(name: str, size: int, most: int) -> LimitError:
    counted = f"more than {most:,}" if size == most + 1 else f"{size:,}"
    return LimitError(
        f"{name} has {counted} bytes, and a file of postings at most {most:,} (limits.board_bytes). Split it, or raise "
        "the limit."
    )
