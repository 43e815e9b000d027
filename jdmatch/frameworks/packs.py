"""Several frameworks in one file: how an import of many is kept in the library.

An O*NET release is 845 frameworks. As files of their own they could be half there after a crash and would take seconds
to list; as one file they are there or not, and its first line says what is in it: id, title, counts and place of each.
A line is one framework as msgspec writes the record, so reading one back is one call, and its canonical hash is
compared with what stands in the line. The file holds what jdmatch read, not the bytes it was read from, except for a
framework that came from a file of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import msgspec

from jdmatch.errors import FrameworkError
from jdmatch.files import write_whole
from jdmatch.frameworks.draft import canonical_sha256
from jdmatch.frameworks.levels import level_counts
from jdmatch.records import Framework

ENDING = ".pack"
SCHEMA = "jdmatch.frameworks/1"


class Line(msgspec.Struct, frozen=True):
    """What the first line says of one framework; ``start`` and ``length`` are bytes behind that line."""

    id: str
    title: str
    group: str
    levels: tuple[tuple[str, int], ...]
    statements: int
    format: str
    sha256: str
    start: int
    length: int


class Head(msgspec.Struct, frozen=True):
    """The first line of a pack: where it came from and what is in it."""

    schema: str
    name: str
    source_sha256: str
    frameworks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """An opened pack: its file, its first line, and where the frameworks begin."""

    path: Path
    head: Head
    behind: int

    def framework(self, line: Line) -> Framework:
        """One framework. FrameworkError where the file no longer says what it said."""
        try:
            with self.path.open("rb") as stream:
                stream.seek(self.behind + line.start)
                body = stream.read(line.length)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        return _decoded(body, line, self.path)

    def all(self) -> tuple[Framework, ...]:
        """Every framework, read at once."""
        data = _behind(self)
        return tuple(_decoded(data[a.start : a.start + a.length], a, self.path) for a in self.head.frameworks)


def write(path: Path, frameworks: Sequence[Framework], *, name: str, source_sha256: str) -> None:
    """Write a pack in one step. ``name`` is what was imported, as it is shown later."""
    encoder = msgspec.json.Encoder()
    bodies = [encoder.encode(framework) for framework in frameworks]
    lines = [
        Line(
            id=framework.id,
            title=framework.title,
            group=framework.group,
            levels=level_counts(framework),
            statements=len(framework.statements),
            format=framework.format,
            sha256=framework.sha256,
            start=0,
            length=len(body),
        )
        for framework, body in zip(frameworks, bodies, strict=True)
    ]
    _write(path, name, source_sha256, lines, bodies)


def rewrite(pack: Pack, keep: Sequence[Line]) -> None:
    """Write a pack anew with only these of its frameworks, each as it stands, in one step."""
    data = _behind(pack)
    bodies = [data[line.start : line.start + line.length] for line in keep]
    _write(pack.path, pack.head.name, pack.head.source_sha256, keep, bodies)


def _write(path: Path, name: str, source_sha256: str, lines: Sequence[Line], bodies: Sequence[bytes]) -> None:
    starts = accumulate((len(body) + 1 for body in bodies), initial=0)
    placed = tuple(msgspec.structs.replace(line, start=start) for line, start in zip(lines, starts, strict=False))
    head = msgspec.json.encode(Head(SCHEMA, name, source_sha256, placed))
    write_whole(path, b"\n".join([head, *bodies, b""]))


def open_pack(path: Path) -> Pack:
    """A pack by its first line. FrameworkError where it is none."""
    try:
        with path.open("rb") as stream:
            first = stream.readline()
        head = msgspec.json.decode(first, type=Head)
    except OSError as error:
        raise _unreadable(path, error) from error
    except msgspec.MsgspecError as error:
        raise _damaged(path, str(error)) from error
    if head.schema != SCHEMA:
        raise _damaged(path, f"it is {head.schema}, and this version reads {SCHEMA}")
    return Pack(path, head, len(first))


def _decoded(body: bytes, line: Line, path: Path) -> Framework:
    try:
        framework = msgspec.json.decode(body, type=Framework)
    except (msgspec.MsgspecError, ValueError) as error:
        raise _damaged(path, f"{line.id}: {error}") from error
    if canonical_sha256(framework.id, framework.scale, framework.statements) != framework.sha256:
        raise _damaged(path, f"{line.id} was changed")
    return replace(framework, origin="user")


def _behind(pack: Pack) -> bytes:
    try:
        return pack.path.read_bytes()[pack.behind :]
    except OSError as error:
        raise _unreadable(pack.path, error) from error


def _unreadable(path: Path, error: OSError) -> FrameworkError:
    return FrameworkError(f"{path} can not be read: {error.strerror or error}. Check its permissions.", code="JDM003")


def _damaged(path: Path, reason: str) -> FrameworkError:
    return FrameworkError(
        f"{path} is damaged: {reason}. Remove the file and import the frameworks again.", code="JDM030"
    )
