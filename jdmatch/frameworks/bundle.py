"""What was given to be read, as members: one file, the files of a folder, or those of a zip archive.

O*NET and ESCO come as many tables, a Credential Registry download as many graphs; a reader asks for the members that it
needs and streams them, so that a release of a hundred megabytes is never in memory as a whole. An archive is held to
limits before anything of it is inflated, and a member whose name would leave the archive refuses it: whoever made such
a file meant harm. Names of members in messages are ``archive.zip!folder/member``.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from jdmatch.errors import FrameworkError
from jdmatch.frameworks.intake import Document, Text, decode, stem_id, take_in
from jdmatch.frameworks.names_tables import OFFICE
from jdmatch.settings import Settings

ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
BROKEN = (NotImplementedError, EOFError, ValueError, IndexError, OverflowError, struct.error)
"""What zipfile says of directories that make no sense, beside its own error."""

# A workbook is a zip archive too, and is one file to whoever has it.
_WORKBOOK = "xl/workbook.xml"
_MOST_INFLATED = 2_000_000_000
_RATIO_FROM = 1_000_000
_HEAD = 65_536
_CHUNK = 1 << 20
# What systems leave in folders and archives beside the files that somebody put there: hidden files, the halves that a
# Mac adds, and what Excel marks an open workbook with.
_CLUTTER = (".", "__MACOSX", "~$")


@dataclass(frozen=True, slots=True)
class Member:
    """One file. ``name`` is what messages show, ``path`` its place in the folder or archive with forward slashes,
    ``size`` its bytes (inflated)."""

    name: str
    path: str
    size: int
    limit: int
    _open: Callable[[], BinaryIO] = field(repr=False)

    @classmethod
    def of(cls, document: Document) -> Member:
        """A file that was taken in, as the only member."""
        size = len(document.data)
        return cls(document.name, Path(document.name).name, size, size, lambda: io.BytesIO(document.data))

    def open(self) -> BinaryIO:
        """A stream of the member's bytes."""
        return self._open()

    def head(self, size: int = _HEAD) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def document(self) -> Document:
        """The member read whole, as a file of its own. FrameworkError (JDM009) where it is larger than the limit."""
        if self.size > self.limit:
            raise FrameworkError(
                f"{self.name} is larger than {self.limit:,} bytes, the limit of a framework file. "
                "Split it, or raise limits.framework_bytes in jdmatch.toml.",
                code="JDM009",
            )
        with self.open() as stream:
            return Document(self.name, stream.read(self.limit + 1), stem_id(PurePosixPath(self.path).name))

    def text(self) -> Text:
        """The member read whole and decoded."""
        return decode(self.document())

    @contextmanager
    def lines(self) -> Iterator[io.TextIOWrapper]:
        """The member's text, line by line, as UTF-8 (or UTF-16 by its mark), line ends as they are; FrameworkError
        (JDM013) from the loop where it is none."""
        with self.open() as stream:
            mark = self.head(4)
            utf16 = mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            with io.TextIOWrapper(stream, encoding="utf-16" if utf16 else "utf-8-sig", newline="") as wrapped:
                try:
                    yield wrapped
                except UnicodeDecodeError as error:
                    raise FrameworkError(
                        f"{self.name} is no UTF-8 text ({error.reason}). Save it as UTF-8 and try again.",
                        faults=[(self.name, "is not UTF-8")],
                        code="JDM013",
                    ) from error

    def sha256(self) -> str:
        """Hex sha256 of the bytes."""
        seen = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(_CHUNK):
                seen.update(chunk)
        return seen.hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was given: ``document`` where it is one file, else ``members`` by path. ``stem`` is a default id."""

    name: str
    stem: str | None
    document: Document | None = None
    members: tuple[Member, ...] = ()

    def sha256(self) -> str:
        """Hex sha256 of the file, or over the paths and hashes of all members."""
        if self.document is not None:
            return hashlib.sha256(self.document.data).hexdigest()
        content = "\n".join(f"{member.path} {member.sha256()}" for member in self.members)
        return hashlib.sha256(content.encode()).hexdigest()


@contextmanager
def open_bundle(source: Path | str | bytes, settings: Settings, name: str | None = None) -> Iterator[Bundle]:
    """The bundle of a path or bytes, for as long as it is needed. FrameworkError: what ``take_in`` says, and JDM009
    or JDM012 for an archive that is too large, encrypted, broken or has members outside itself."""
    if not isinstance(source, bytes) and _is_folder(Path(source)):
        yield _folder(Path(source), settings)
        return
    if not _is_archive(source):
        # A pipe can be read once, so what it holds is asked after that.
        document = take_in(source, settings, name)
        if not document.data.startswith((ZIP, _EMPTY_ZIP)):
            yield Bundle(document.name, document.stem, document)
            return
        source, name = document.data, document.name
    shown = name or ("<bytes>" if isinstance(source, bytes) else str(source))
    with _archive(source, shown) as archive:
        inside = set(archive.namelist())
        if _WORKBOOK in inside:
            document = take_in(source, settings, name)
            yield Bundle(shown, document.stem, document)
            return
        for mark, what in OFFICE:
            if mark in inside:
                raise FrameworkError(f"{shown} is {what}, not a framework.", code="JDM032")
        yield Bundle(shown, stem_id(Path(shown).name), None, tuple(_archived(archive, shown, settings)))


@contextmanager
def _archive(source: Path | str | bytes, shown: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except OSError as error:
        raise FrameworkError(f"{shown} can not be read: {error.strerror or error}.", code="JDM003") from error
    except (zipfile.BadZipFile, *BROKEN) as error:
        raise _broken(shown, error) from error
    try:
        with archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise _broken(shown, error) from error
    except OSError as error:
        raise FrameworkError(f"{shown} can not be read: {error.strerror or error}.", code="JDM003") from error


def _broken(shown: str, error: Exception) -> FrameworkError:
    return FrameworkError(
        f"{shown} is a zip archive that can not be read: {error}. Download or pack it again.", code="JDM012"
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_archive(source: Path | str | bytes) -> bool:
    if isinstance(source, bytes):
        return source.startswith((ZIP, _EMPTY_ZIP))
    try:
        if not Path(source).is_file():
            return False
        with Path(source).open("rb") as stream:
            return stream.read(4) in (ZIP, _EMPTY_ZIP)
    except (OSError, ValueError):
        # What is wrong with it is said where it is taken in.
        return False


def _folder(root: Path, settings: Settings) -> Bundle:
    limit, most = settings.limits.framework_bytes, settings.limits.archive_members
    members = []
    try:
        for path in sorted(root.rglob("*")):
            inner = path.relative_to(root).as_posix()
            if path.is_file() and not _is_clutter(inner):
                members.append(Member(str(path), inner, path.stat().st_size, limit, _opener(path)))
    except OSError as error:
        raise FrameworkError(f"{root} can not be read: {error.strerror or error}.", code="JDM003") from error
    if len(members) > most:
        raise FrameworkError(
            f"{root} holds more than {most:,} files (limits.archive_members). Name the folder of one framework source.",
            code="JDM009",
        )
    if not members:
        raise FrameworkError(f"{root} holds no files: name a folder with the files of a framework.", code="JDM004")
    return Bundle(str(root), stem_id(root.resolve().name), None, tuple(members))


def _is_clutter(inner: str) -> bool:
    return any(part.startswith(_CLUTTER) for part in inner.split("/"))


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _archived(archive: zipfile.ZipFile, shown: str, settings: Settings) -> Iterator[Member]:
    limits = settings.limits
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limits.archive_members:
        raise FrameworkError(
            f"{shown} holds {len(entries):,} files, and an archive at most {limits.archive_members:,} "
            "(limits.archive_members). Unpack it and name the folder.",
            code="JDM009",
        )
    total = sum(entry.file_size for entry in entries)
    if total > _MOST_INFLATED:
        raise FrameworkError(
            f"{shown} would inflate to {total:,} bytes, and an archive at most to {_MOST_INFLATED:,}. Unpack it and "
            "name the folder.",
            code="JDM009",
        )
    for entry in entries:
        _check_entry(entry, shown, limits.inflation_ratio)
    used = [entry for entry in entries if not _is_clutter(entry.filename)]
    if not used:
        raise FrameworkError(f"{shown} is an archive without files.", code="JDM004")
    for entry in sorted(used, key=lambda e: e.filename):
        inner = entry.filename
        yield Member(
            f"{shown}!{inner}", inner, entry.file_size, limits.framework_bytes, _inflater(archive, entry, shown)
        )


def _check_entry(entry: zipfile.ZipInfo, shown: str, ratio: int) -> None:
    name = entry.filename
    outside = ".." in PurePosixPath(name).parts or ".." in PureWindowsPath(name).parts
    if outside or name.startswith(("/", "\\")) or PureWindowsPath(name).drive:
        raise FrameworkError(
            f"{shown} holds the member {name!r}, whose path leads out of the archive: it was not opened. Get the "
            "archive from its publisher again.",
            faults=[(shown, f"has the member {name!r}, which leads out of the archive")],
            code="JDM012",
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FrameworkError(f"{shown} holds the link {name!r}, which is not followed. Pack files only.", code="JDM012")
    if entry.flag_bits & 1:
        raise FrameworkError(f"{shown} is encrypted and needs a password. Unpack it first.", code="JDM010")
    if entry.file_size > _RATIO_FROM and entry.file_size > ratio * max(entry.compress_size, 1):
        raise FrameworkError(
            f"{shown} holds the member {name!r}, which would inflate more than {ratio} times "
            "(limits.inflation_ratio). Unpack it and name the folder, if you trust it.",
            code="JDM009",
        )


def _inflater(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            # zipfile stops at the size that the directory names, which was held to the limits.
            return cast(BinaryIO, archive.open(entry))
        except (zipfile.BadZipFile, RuntimeError, *BROKEN) as error:
            raise FrameworkError(
                f"{shown}!{entry.filename} can not be inflated: {error}. Download or pack it again.", code="JDM012"
            ) from error

    return opened
