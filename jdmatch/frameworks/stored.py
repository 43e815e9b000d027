"""The folder of imported frameworks: which files hold which, how one is read back, written and taken away.

A framework that came as one plain file is kept as that file, named by its id and holding the very bytes that were
imported, so that the folder can be read, copied and mended with any tool. Everything else (an import of many, or one
that was read with options) is a pack. Whatever is written is written in one step, and what it supersedes is removed
after that; of two files with one id, which a crash between the two leaves, the newer counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

from jdmatch.errors import FrameworkError, OutputError
from jdmatch.files import alone, write_whole
from jdmatch.frameworks import packs
from jdmatch.frameworks.draft import id_fault
from jdmatch.frameworks.intake import stem_id, take_in
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.reading import read_document
from jdmatch.records import Framework
from jdmatch.settings import Settings

Origin = Literal["embedded", "user"]
Stamp = tuple[int, int, int]

# The ending says which reader a stored file needs, where its content alone leaves a choice.
_ENDINGS: Mapping[str, str] = {"ler": ".json", "json": ".json", "csv": ".csv", "tsv": ".tsv", "yaml": ".yaml"}
_FORCED: Mapping[str, str] = {".csv": "csv", ".tsv": "tsv", ".yaml": "yaml", ".yml": "yaml"}
ENDINGS = frozenset({*_ENDINGS.values(), *_FORCED})
# What a write that was killed leaves beside its target.
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one framework is kept: a file of its own, or a line of a pack. ``damaged`` says why a pack can not be
    read; then ``id`` is only its file's name."""

    id: str
    path: Path
    origin: Origin
    stamp: Stamp
    pack: packs.Pack | None = None
    line: packs.Line | None = None
    damaged: str = ""


class Folder:
    """The files of one folder. What was read is kept until the file changes on the disk."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._packs: dict[Path, tuple[Stamp, packs.Pack]] = {}
        self._read: dict[tuple[Path, str], tuple[Stamp, Framework]] = {}

    def places(self) -> dict[str, Place]:
        """Every framework by id, the newest where there are two."""
        out: dict[str, Place] = {}
        for path in self._visible():
            for place in self._in(path):
                known = out.get(place.id)
                if known is None or place.stamp[0] > known.stamp[0]:
                    out[place.id] = place
        return out

    def _in(self, path: Path) -> Iterator[Place]:
        try:
            stamp = stamp_of(path)
        except FileNotFoundError:
            return
        if path.suffix != packs.ENDING:
            yield Place(_stored_id(path), path, "user", stamp)
            return
        try:
            pack = self._pack(path, stamp)
        except FrameworkError as error:
            # Removed by another process since the folder was listed.
            if path.exists():
                yield Place(path.name, path, "user", stamp, damaged=error.message)
            return
        for line in pack.head.frameworks:
            yield Place(line.id, path, "user", stamp, pack, line)

    def _pack(self, path: Path, stamp: Stamp) -> packs.Pack:
        known = self._packs.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, packs.open_pack(path))
            self._packs[path] = known
        return known[1]

    def load(self, place: Place) -> Framework:
        """The framework of a place. FrameworkError where its file is damaged."""
        if place.damaged:
            raise FrameworkError(place.damaged)
        reason = id_fault(place.id)
        if reason is not None:
            raise FrameworkError(
                f"{place.path} is named after an id that can not be: it {reason}. Rename or remove it."
            )
        known = self._read.get((place.path, place.id))
        if known is not None and known[0] == place.stamp:
            return known[1]
        try:
            framework = self._fresh(place)
        except FrameworkError:
            # Another process may have written the file anew since the folder was listed.
            now = self.places().get(place.id) if place.origin == "user" and _changed(place) else None
            if now is None:
                raise
            place, framework = now, self._fresh(now)
        self._read[place.path, place.id] = (place.stamp, framework)
        return framework

    def load_packs(self, places: Collection[Place]) -> None:
        """Read the packs of these places whole, since one by one costs an opened file each."""
        for path in {place.path for place in places if place.pack is not None}:
            members = [place for place in places if place.path == path]
            pack = members[0].pack
            fresh = [(path, m.id) not in self._read or self._read[path, m.id][0] != m.stamp for m in members]
            if pack is not None and sum(fresh) > 1:
                for framework in pack.all():
                    self._read[path, framework.id] = (members[0].stamp, framework)

    def _fresh(self, place: Place) -> Framework:
        if place.pack is not None and place.line is not None:
            return place.pack.framework(place.line)
        document = take_in(place.path, self.settings)
        forced = _FORCED.get(place.path.suffix.casefold())
        return read_document(document, Notes(document.name), format=forced, id=place.id, origin=place.origin)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder (made where it is missing) while it is changed: of two imports at once, each sees all or
        nothing of what the other did. OutputError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.path} can not be made: {error.strerror or error}. "
                "Name a folder that can be written in JDMATCH_DATA_DIR."
            ) from error
        with alone(self.path) as held:
            if held:
                self._sweep()
            yield

    def _sweep(self) -> None:
        """Remove what a killed import had not finished writing; nobody else is at work here."""
        with contextlib.suppress(OSError):
            for path in self.path.iterdir():
                if _TEMPORARY.fullmatch(path.name) and path.is_file():
                    path.unlink(missing_ok=True)

    def write(self, frameworks: Sequence[Framework], *, name: str, source_sha256: str) -> None:
        """Keep frameworks in place of any of the same ids: all of them, or none. To be called ``alone``.
        OutputError."""
        path = self._target(frameworks, name)
        if path.suffix == packs.ENDING:
            packs.write(path, frameworks, name=name, source_sha256=source_sha256)
        else:
            write_whole(path, frameworks[0].source)
        self.drop({framework.id for framework in frameworks}, keep=path)

    def _target(self, frameworks: Sequence[Framework], name: str) -> Path:
        first = frameworks[0]
        if len(frameworks) == 1 and first.source and first.format in _ENDINGS:
            return self.path / (_file_stem(first.id) + _ENDINGS[first.format])
        content = "\n".join(f"{f.id} {f.sha256}" for f in frameworks)
        stem = first.id if len(frameworks) == 1 else stem_id(Path(name).name) or "frameworks"
        digest = hashlib.sha256(content.encode()).hexdigest()[:12]
        return self.path / f"{_file_stem(stem)[:100]}-{digest}{packs.ENDING}"

    def drop(self, ids: Collection[str], keep: Path | None = None) -> None:
        """Take frameworks away, whatever holds them, except from the file ``keep``. Ids are compared as file systems
        compare names: some do not tell A from a. To be called ``alone``. OutputError."""
        wanted = {name.casefold() for name in ids}
        for path in self._visible():
            if keep is not None and path.name.casefold() == keep.name.casefold():
                continue
            if path.suffix == packs.ENDING:
                self._drop_from_pack(path, wanted)
            elif _stored_id(path).casefold() in wanted:
                _unlink(path)

    def _drop_from_pack(self, path: Path, wanted: Collection[str]) -> None:
        try:
            pack = self._pack(path, stamp_of(path))
        except (FrameworkError, FileNotFoundError):
            # A damaged pack is removed by its own name, which is what it is listed under.
            if path.name.casefold() in wanted:
                _unlink(path)
            return
        rest = [line for line in pack.head.frameworks if line.id.casefold() not in wanted]
        if not rest:
            _unlink(path)
        elif len(rest) < len(pack.head.frameworks):
            packs.rewrite(pack, rest)

    def _visible(self) -> list[Path]:
        """The files of the folder; temporary and hidden ones are no frameworks."""
        try:
            return sorted(path for path in self.path.iterdir() if path.is_file() and not path.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise FrameworkError(
                f"The folder of imported frameworks, {self.path}, can not be read: {error.strerror or error}. "
                "Mend its permissions, or name another with JDMATCH_DATA_DIR.",
                code="JDM003",
            ) from error


def same(new: Framework, old: Framework, *, exactly: bool) -> bool:
    """Whether an installed framework says what a new one says. ``exactly`` compares everything; otherwise what the new
    file leaves open (a table has no description) does not make it another framework."""
    if exactly:
        return old.source == new.source and replace(new, origin=old.origin) == old
    about = ("version", "description", "context", "group", "job_zone", "licence", "attribution", "alternate_titles")
    titled = new.title in (old.title, new.id)
    return (
        old.sha256 == new.sha256
        and titled
        and all(getattr(new, field) in (getattr(old, field), "", None, ()) for field in about)
    )


def stamp_of(path: Path) -> Stamp:
    """What tells one state of a file from another."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino


def _changed(place: Place) -> bool:
    try:
        return stamp_of(place.path) != place.stamp
    except OSError:
        return True


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} can not be removed: {error.strerror or error}.") from error


def _stored_id(path: Path) -> str:
    known = path.suffix.casefold() in ENDINGS
    name = unquote(path.name[: -len(path.suffix)] if known else path.name)
    # A name that is no UTF-8 must not break a listing.
    return name.encode("utf-8", "replace").decode("utf-8")


def _file_stem(id: str) -> str:
    stem = quote(id, safe=" ()")
    return "%2E" + stem[1:] if stem.startswith(".") else stem
