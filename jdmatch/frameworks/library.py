"""The installed frameworks: those that travel with jdmatch, and over them those that the user imported.

An imported framework shadows an embedded one of the same id until it is removed. Listing parses no statements of
imports of many, and a file that can not be read is reported as damaged and leaves the others usable. An import is
planned first (what is new, what is there already, what is in the way) and then written in one step, so that the library
is changed by success alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from jdmatch import resources
from jdmatch.errors import FrameworkError, UnknownFrameworkError, nearest
from jdmatch.frameworks.levels import level_counts
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import read_all
from jdmatch.frameworks.stored import Folder, Origin, Place, same, stamp_of
from jdmatch.records import Framework
from jdmatch.settings import Settings

Change = Literal["installed", "replaced", "unchanged"]
_SHOWN = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the library's list. ``levels`` are (level, number of statements), lowest first, () without levels;
    ``shadowed`` marks an embedded framework behind an imported one; ``damaged`` says why a file can not be read, and
    then only id and origin are known; ``source`` is what an import of many was called."""

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
    source: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """What an import did with one framework. ``unchanged``: the same content was there and nothing happened.
    ``shadows``: an embedded framework of the same id now stands behind this one."""

    framework: Framework
    change: Change
    shadows: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


class Library:
    """The frameworks that are installed for some settings. Files are read when they are asked for and kept until they
    change on the disk."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data_folder / "frameworks"
        self._files = Folder(self.folder, settings)

    def ids(self) -> tuple[str, ...]:
        """The ids that ``get`` knows, in order; damaged files included. No statement is parsed."""
        return tuple(sorted(self._seen()))

    def list(self) -> tuple[Entry, ...]:
        """Every installed framework by id, an imported one before the embedded one that it shadows."""
        user, embedded = self._files.places(), _embedded()
        entries = [self._entry(place, shadowed=False) for place in user.values()]
        entries += [self._entry(place, shadowed=place.id in user) for place in embedded.values()]
        return tuple(sorted(entries, key=lambda entry: (entry.id, entry.origin == "embedded")))

    def get(self, id: str) -> Framework:
        """The framework of an id. UnknownFrameworkError with the nearest id; FrameworkError where its file is
        damaged."""
        found = self._seen().get(id)
        if found is not None:
            return self._files.load(found)
        raise UnknownFrameworkError(
            f"No framework '{id}' is installed.{self.hint(id)} All of them: jdmatch frameworks list"
        )

    def embedded(self, id: str) -> Framework:
        """The framework of an id that came with jdmatch, also where an imported one stands before it.
        UnknownFrameworkError."""
        found = _embedded().get(id)
        if found is not None:
            return self._files.load(found)
        raise UnknownFrameworkError(f"No framework '{id}' came with jdmatch. All of them: jdmatch frameworks list")

    def all(self) -> tuple[Framework, ...]:
        """Every framework that can be used, by id. A damaged one is left out with a warning in the log, and what it
        shadows with it: an analysis must not go on quietly with another framework than the user installed."""
        out = []
        seen = sorted(self._seen().items())
        try:
            self._files.load_packs([place for _, place in seen])
        except FrameworkError:
            _log.debug("a pack is damaged; its frameworks are read one by one")
        for name, place in seen:
            try:
                out.append(self._files.load(place))
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
        options: Options | None = None,
    ) -> Installation:
        """Import the one framework of a path or bytes.

        FrameworkError: every fault of the file; JDM033 where another framework of that id was imported before and
        ``replace`` is not set; JDM035 where the source holds several. OutputError where the folder can not be written.
        The library is changed only by success.
        """
        reading = read_all(source, self.settings, format=format, id=id, name=name, origin="user", options=options)
        if len(reading.frameworks) > 1:
            raise FrameworkError(f"{reading.name} holds {len(reading.frameworks)} frameworks.", code="JDM035")
        return self.keep(reading, replace=replace)[0]

    def plan(self, reading: Reading, *, replace: bool = False) -> tuple[Installation, ...]:
        """What ``keep`` would do, framework by framework, without doing it. FrameworkError (JDM033) where another
        framework of one of the ids was imported before and ``replace`` is not set."""
        user, embedded = self._files.places(), _embedded()
        taken = {name.casefold(): name for name in user}
        out, in_the_way = [], []
        for framework in reading.frameworks:
            there = user.get(framework.id) or embedded.get(framework.id)
            if there is not None and self._same(framework, there, exactly=replace):
                kept = self._files.load(there)
                out.append(Installation(kept, "unchanged", warnings=reading.warnings))
                continue
            near = taken.get(framework.id.casefold())
            if near is not None:
                in_the_way.append(near)
            change: Change = "installed" if near is None else "replaced"
            out.append(Installation(framework, change, framework.id in embedded, reading.warnings))
        if in_the_way and not replace:
            raise _conflict(in_the_way)
        return tuple(out)

    def keep(self, reading: Reading, *, replace: bool = False) -> tuple[Installation, ...]:
        """Install the frameworks of a reading, all of them or none. Errors of ``plan``, and OutputError."""
        planned = self.plan(reading, replace=replace)
        if all(done.change == "unchanged" for done in planned):
            return planned
        with self._files.alone():
            # Another process may have changed the library while this one waited.
            planned = self.plan(reading, replace=replace)
            new = [done.framework for done in planned if done.change != "unchanged"]
            if new:
                self._files.write(new, name=reading.name, source_sha256=reading.source_sha256)
            places = self._files.places()
            return tuple(
                done
                if done.change == "unchanged"
                else Installation(self._files.load(places[done.framework.id]), done.change, done.shadows, done.warnings)
                for done in planned
            )

    def remove(self, id: str) -> bool:
        """Remove an imported framework; True where an embedded one of that id is seen again. Errors of
        ``remove_all``."""
        return bool(self.remove_all([id]))

    def remove_all(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Remove imported frameworks, all of them or none; the ids of embedded ones that are seen again.
        FrameworkError (JDM034) for one that is only embedded, UnknownFrameworkError, OutputError."""
        self._check_removable(ids)
        with self._files.alone():
            # Another process may have removed one of them while this one waited.
            self._check_removable(ids)
            self._files.drop(ids)
        embedded = _embedded()
        return tuple(name for name in ids if name in embedded)

    def _check_removable(self, ids: Sequence[str]) -> None:
        user, embedded = self._files.places(), _embedded()
        for name in ids:
            if name not in user and name in embedded:
                raise FrameworkError(
                    f"The framework {name} is a part of jdmatch and can not be removed. To use another one in its "
                    f"place, import a framework under that id: jdmatch frameworks import FILE --id {name}",
                    code="JDM034",
                )
            if name not in user:
                self.get(name)

    def imported(self, source: str) -> tuple[str, ...]:
        """The ids that came with one import of many, by what that was called."""
        packs = ((place.id, place.pack) for place in self._files.places().values())
        return tuple(sorted(name for name, pack in packs if pack is not None and Path(pack.head.name).name == source))

    def hint(self, name: str) -> str:
        """The nearest id; where a title or the beginning of one long id was typed in its place, that one. "" where
        nothing is near."""
        ids = self.ids()
        begun = [i for i in ids if name and i.casefold().startswith(name.casefold())]
        if len(begun) == 1:
            return nearest(begun[0], begun)
        if get_close_matches(name.casefold(), [i.casefold() for i in ids], n=1, cutoff=0.5):
            return nearest(name, ids)
        by_title = {entry.title.casefold(): entry for entry in self.list() if entry.title}
        close = get_close_matches(name.casefold(), by_title, n=1, cutoff=0.6)
        return f" Did you mean '{by_title[close[0]].id}' ({by_title[close[0]].title})?" if close else ""

    def _seen(self) -> dict[str, Place]:
        """Where each framework is that ``get`` gives: an imported one before an embedded one."""
        return {**_embedded(), **self._files.places()}

    def _entry(self, place: Place, shadowed: bool) -> Entry:
        line = place.line
        if line is not None and place.pack is not None:
            source = Path(place.pack.head.name).name
            about = (line.title, line.group, line.levels, line.statements, line.format, line.sha256)
            return Entry(place.id, place.origin, *about, shadowed=shadowed, source=source)
        try:
            framework = self._files.load(place)
        except FrameworkError as error:
            return Entry(place.id, place.origin, shadowed=shadowed, damaged=str(error))
        return Entry(
            id=place.id,
            origin=place.origin,
            title=framework.title,
            group=framework.group,
            levels=level_counts(framework),
            statements=len(framework.statements),
            format=framework.format,
            sha256=framework.sha256,
            shadowed=shadowed,
        )

    def _same(self, new: Framework, place: Place, *, exactly: bool) -> bool:
        try:
            return same(new, self._files.load(place), exactly=exactly)
        except FrameworkError:
            return False


def library(settings: Settings) -> Library:
    """The installed frameworks under these settings; nothing is read yet."""
    return Library(settings)


def _conflict(ids: Sequence[str]) -> FrameworkError:
    if len(ids) == 1:
        what, it = f"Another framework '{ids[0]}' was imported before", "it"
    else:
        more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
        what, it = f"Other frameworks {', '.join(ids[:_SHOWN])}{more} were imported before", "them"
    other = ", or import this one under another id with --id" if len(ids) == 1 else ""
    return FrameworkError(f"{what}. Nothing was changed: replace {it} with --replace{other}.", code="JDM033")


def _embedded() -> Mapping[str, Place]:
    folder = resources.folder("corpora/frameworks")
    return {path.name.removesuffix(".json"): _place(path) for path in _json_files(folder)}


def _json_files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith(".json"))


def _place(path: Path) -> Place:
    return Place(path.name.removesuffix(".json"), path, "embedded", stamp_of(path))
