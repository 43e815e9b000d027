"""The installed frameworks: those that travel with jdmatch, and over them those that the user imported.

A user's framework is one file in ``settings.data_folder/frameworks``, named by its id and holding the very bytes that
were imported, so that the folder can be read, copied and mended with any tool. An imported framework shadows an
embedded one of the same id until it is removed. Ids are file names, so listing them parses nothing; a file that can not
be read is reported as damaged and leaves the others usable.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote

from jdmatch import resources
from jdmatch.errors import FrameworkError, OutputError, UnknownFrameworkError, nearest
from jdmatch.files import write_whole
from jdmatch.frameworks.draft import id_fault
from jdmatch.frameworks.intake import take_in
from jdmatch.frameworks.levels import level_counts
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.reading import read, read_document
from jdmatch.records import Framework
from jdmatch.settings import Settings

Origin = Literal["embedded", "user"]

# The ending says which reader a stored file needs, where its content alone leaves a choice.
_ENDINGS: Mapping[str, str] = {"ler": ".json", "json": ".json", "csv": ".csv", "tsv": ".tsv", "yaml": ".yaml"}
_FORCED: Mapping[str, str] = {".csv": "csv", ".tsv": "tsv", ".yaml": "yaml", ".yml": "yaml"}
_STORED = frozenset({*_ENDINGS.values(), *_FORCED})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the library's list. ``levels`` are (level, number of statements), lowest first, () without levels;
    ``shadowed`` marks an embedded framework behind an imported one; ``damaged`` says why a file can not be read, and
    then only id and origin are known."""

    id: str
    origin: Origin
    title: str = ""
    group: str = ""
    levels: tuple[tuple[str, int], ...] = ()
    statements: int = 0
    format: str = ""
    sha256: str = ""
    shadowed: bool = False
    damaged: str | None = None


@dataclass(frozen=True, slots=True)
class Installation:
    """What an import did. ``unchanged``: the same content was there and nothing happened. ``shadows``: an embedded
    framework of the same id now stands behind this one."""

    framework: Framework
    change: Literal["installed", "replaced", "unchanged"]
    shadows: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


class Library:
    """The frameworks that are installed for some settings. Files are read when they are asked for and kept until they
    change on the disk."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data_folder / "frameworks"
        self._read: dict[Path, tuple[tuple[int, int, int], Framework]] = {}

    def ids(self) -> tuple[str, ...]:
        """The ids that ``get`` knows, in order; damaged files included. Nothing is parsed."""
        return tuple(sorted(self._seen()))

    def list(self) -> tuple[Entry, ...]:
        """Every installed framework by id, an imported one before the embedded one that it shadows."""
        user, embedded = self._user(), _embedded()
        entries = [self._entry(name, path, "user", shadowed=False) for name, path in user.items()]
        entries += [self._entry(name, path, "embedded", name in user) for name, path in embedded.items()]
        return tuple(sorted(entries, key=lambda entry: (entry.id, entry.origin == "embedded")))

    def get(self, id: str) -> Framework:
        """The framework of an id. UnknownFrameworkError with the nearest id; FrameworkError where its file is
        damaged."""
        found = self._seen().get(id)
        if found is not None:
            return self._load(id, *found)
        raise UnknownFrameworkError(
            f"No framework '{id}' is installed.{self._hint(id)} All of them: jdmatch frameworks list"
        )

    def all(self) -> tuple[Framework, ...]:
        """Every framework that can be used, by id. A damaged one is left out with a warning in the log, and what it
        shadows with it: an analysis must not go on quietly with another framework than the user installed."""
        out = []
        for name, (path, origin) in sorted(self._seen().items()):
            try:
                out.append(self._load(name, path, origin))
            except FrameworkError as error:
                _log.warning("The framework %s is left out: %s", name, error.message)
        return tuple(out)

    def install(
        self,
        source: Path | str | bytes,
        *,
        id: str | None = None,
        format: str | None = None,
        replace: bool = False,
        name: str | None = None,
    ) -> Installation:
        """Import a framework from a path or bytes.

        FrameworkError: every fault of the file; JDM033 where another framework of that id was imported before and
        ``replace`` is not set. OutputError where the folder can not be written. The library is changed only by success.
        """
        document = take_in(source, self.settings, name)
        notes = Notes(document.name)
        framework = read_document(document, notes, format=format, id=id, origin="user")
        user, embedded = self._user(), _embedded()
        there = user.get(framework.id) or embedded.get(framework.id)
        origin: Origin = "user" if framework.id in user else "embedded"
        warnings = tuple(notes.warnings)
        if there is not None and self._same(framework, there, origin, replace):
            return Installation(self._load(framework.id, there, origin), "unchanged", warnings=warnings)
        if not replace:
            self._refuse_conflict(framework.id, user)
        self._write(framework, user)
        change: Literal["installed", "replaced"] = "installed" if _near(framework.id, user) is None else "replaced"
        return Installation(self.get(framework.id), change, shadows=framework.id in embedded, warnings=warnings)

    def remove(self, id: str) -> bool:
        """Remove an imported framework; True where an embedded one of that id is seen again. FrameworkError (JDM034)
        for one that is only embedded, UnknownFrameworkError, OutputError."""
        user, embedded = self._user(), _embedded()
        if id not in user:
            if id in embedded:
                raise FrameworkError(
                    f"The framework {id} is a part of jdmatch and can not be removed. To use another one in its place, "
                    f"import a framework under that id: jdmatch frameworks import FILE --id {id}",
                    code="JDM034",
                )
            self.get(id)
        self._unlink(self._files(id))
        return id in embedded

    def _seen(self) -> dict[str, tuple[Path, Origin]]:
        """File and origin of each framework that ``get`` gives: an imported one before an embedded one."""
        out: dict[str, tuple[Path, Origin]] = {name: (path, "embedded") for name, path in _embedded().items()}
        out.update({name: (path, "user") for name, path in self._user().items()})
        return out

    def _user(self) -> dict[str, Path]:
        """Files of the user's folder by id, the newest where a crash left two."""
        out: dict[str, Path] = {}
        for path in _visible(self.folder):
            name = _stored_id(path)
            if name not in out or path.stat().st_mtime_ns > out[name].stat().st_mtime_ns:
                out[name] = path
        return out

    def _files(self, id: str) -> tuple[Path, ...]:
        return tuple(path for path in _visible(self.folder) if _stored_id(path) == id)

    def _load(self, id: str, path: Path, origin: Origin) -> Framework:
        reason = id_fault(id)
        if reason is not None:
            raise FrameworkError(f"{path} is named after an id that can not be: it {reason}. Rename or remove it.")
        try:
            state = path.stat()
        except OSError as error:
            raise FrameworkError(f"{path} can not be read: {error.strerror}.", code="JDM003") from error
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            document = take_in(path, self.settings)
            forced = _FORCED.get(path.suffix.casefold())
            known = (stamp, read_document(document, Notes(document.name), format=forced, id=id, origin=origin))
            self._read[path] = known
        return known[1]

    def _entry(self, id: str, path: Path, origin: Origin, shadowed: bool) -> Entry:
        try:
            framework = self._load(id, path, origin)
        except FrameworkError as error:
            return Entry(id, origin, shadowed=shadowed, damaged=str(error))
        return Entry(
            id=id,
            origin=origin,
            title=framework.title,
            group=framework.group,
            levels=level_counts(framework),
            statements=len(framework.statements),
            format=framework.format,
            sha256=framework.sha256,
            shadowed=shadowed,
        )

    def _same(self, new: Framework, path: Path, origin: Origin, replace: bool) -> bool:
        """Whether an installed file says what a new one says. With ``replace`` every byte counts; without, what the new
        file leaves open (a table has no description) does not make it another framework."""
        try:
            old = self._load(new.id, path, origin)
        except FrameworkError:
            return False
        if replace:
            return old.source == new.source
        about = ("version", "description", "context", "group", "job_zone", "licence", "attribution", "alternate_titles")
        titled = new.title in (old.title, new.id)
        return (
            old.sha256 == new.sha256
            and titled
            and all(getattr(new, field) in (getattr(old, field), "", None, ()) for field in about)
        )

    def _refuse_conflict(self, id: str, user: Mapping[str, Path]) -> None:
        near = _near(id, user)
        if near is not None:
            raise FrameworkError(
                f"Another framework '{near}' was imported before. Nothing was changed: "
                "replace it with --replace, or import this one under another id with --id.",
                code="JDM033",
            )

    def _write(self, framework: Framework, user: Mapping[str, Path]) -> None:
        path = self.folder / (_file_stem(framework.id) + _ENDINGS[framework.format])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.folder} can not be made: {error.strerror or error}. "
                "Name a folder that can be written in JDMATCH_DATA_DIR."
            ) from error
        write_whole(path, framework.source)
        self._read.pop(path, None)
        stale = {old for name, old in user.items() if name.casefold() == framework.id.casefold()}
        stale.update(self._files(framework.id))
        self._unlink(tuple(old for old in stale if old.name.casefold() != path.name.casefold()))

    def _unlink(self, paths: tuple[Path, ...]) -> None:
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"{path} can not be removed: {error.strerror or error}.") from error
            self._read.pop(path, None)

    def _hint(self, name: str) -> str:
        """The nearest id; where a title was typed in its place, the id of that title."""
        by_title = {entry.title.casefold(): entry for entry in self.list() if entry.title}
        close = get_close_matches(name.casefold(), by_title, n=1, cutoff=0.6)
        if close and not get_close_matches(name.casefold(), [i.casefold() for i in self.ids()], n=1, cutoff=0.5):
            return f" Did you mean '{by_title[close[0]].id}' ({by_title[close[0]].title})?"
        return nearest(name, self.ids())


def library(settings: Settings) -> Library:
    """The installed frameworks under these settings; nothing is read yet."""
    return Library(settings)


def resolve(name: str | Path, settings: Settings, *, installed: Library | None = None) -> Framework:
    """The framework that a user names: an installed id, else a file, which is read and never looked up or stored.

    UnknownFrameworkError (exit 2) where it is neither, FrameworkError (exit 3) where it is written as a path and is not
    there or can not be read.
    """
    text = str(name)
    is_path = isinstance(name, Path) or _looks_like_path(text)
    if is_path and _exists(text):
        return read(text, settings)
    shelf = installed or Library(settings)
    if text in shelf.ids():
        return shelf.get(text)
    if is_path or _exists(text):
        return read(text, settings)
    raise UnknownFrameworkError(
        f"No framework '{text}' is installed, and there is no file of that name.{shelf._hint(text)} "
        "All of them: jdmatch frameworks list"
    )


def _looks_like_path(text: str) -> bool:
    return "/" in text or "\\" in text or Path(text).suffix.casefold() in {*_STORED, ".xlsx", ".txt"}


def _near(id: str, user: Mapping[str, Path]) -> str | None:
    """The imported id that is this one but for capitals: some systems' folders do not tell A from a, so that the two
    would be one file."""
    return next((name for name in user if name.casefold() == id.casefold()), None)


def _exists(text: str) -> bool:
    # A text that no file can be called (too long, with a null byte) is an error of its own kind to the system.
    with contextlib.suppress(OSError, ValueError):
        return Path(text).exists()
    return False


def _embedded() -> dict[str, Path]:
    folder = resources.folder("corpora/frameworks")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return {name.removesuffix(".json"): folder / name for name in names}


def _visible(folder: Path) -> list[Path]:
    """The files of the user's folder; temporary and hidden ones are no frameworks."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise FrameworkError(
            f"The folder of imported frameworks, {folder}, can not be read: {error.strerror or error}. "
            "Mend its permissions, or name another with JDMATCH_DATA_DIR.",
            code="JDM003",
        ) from error


def _stored_id(path: Path) -> str:
    known = path.suffix.casefold() in _STORED
    name = unquote(path.name[: -len(path.suffix)] if known else path.name)
    # A name that is no UTF-8 must not break a listing.
    return name.encode("utf-8", "replace").decode("utf-8")


def _file_stem(id: str) -> str:
    stem = quote(id, safe=" ()")
    return "%2E" + stem[1:] if stem.startswith(".") else stem
