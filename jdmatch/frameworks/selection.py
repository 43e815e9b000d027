"""Which occupations of a source are taken, by what a user calls them.

A name is looked for as a code, an address or a title, whole and in any case; then, with ``*`` or ``?`` in it, as a
pattern; then as the first part of a code (``43-3021`` for 43-3021.00 and what stands below it). A name that finds
nothing is an error with the nearest that there is, since a typing mistake must not make a smaller import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from jdmatch.errors import SettingsError, nearest

_PATTERN = "*?["


def select(
    asked: Sequence[str], known: Mapping[str, tuple[str, ...]], filled: Collection[str], source: str, what: str
) -> set[str]:
    """The keys of ``known`` that were asked for; all of them where nothing was.

    ``known`` has the names of each occupation by its key: its code first, its title last. ``filled`` are those that
    have ``what`` (tasks, skills). SettingsError for a name that finds no occupation, or only such without any.
    """
    if not asked:
        return set(known)
    folded = {key: tuple(name.casefold() for name in names) for key, names in known.items()}
    taken: set[str] = set()
    for name in asked:
        found = _find(name.strip().casefold(), folded)
        if not found:
            raise SettingsError(f"{source} has no occupation '{name}'.{_hint(name, known, filled)}")
        if not any(key in filled for key in found):
            title = known[found[0]][-1]
            shown = f"'{name}'" + (f" ({title})" if title and title.casefold() != name.casefold() else "")
            raise SettingsError(f"{source} has no {what} for the occupation {shown}: it can not be a framework.")
        taken.update(found)
    return taken


def _find(name: str, folded: Mapping[str, tuple[str, ...]]) -> list[str]:
    exact = [key for key, names in folded.items() if name in names]
    if exact or not name:
        return exact
    if any(sign in name for sign in _PATTERN):
        return [key for key, names in folded.items() if any(fnmatchcase(own, name) for own in names)]
    return [key for key, names in folded.items() if names[0].startswith((f"{name}.", f"{name}-"))]


def _hint(name: str, known: Mapping[str, tuple[str, ...]], filled: Collection[str]) -> str:
    """The nearest code, or the code of the nearest title where a title was typed."""
    by_title = {known[key][-1].casefold(): key for key in known if key in filled and known[key][-1]}
    close = get_close_matches(name.casefold(), by_title, n=1, cutoff=0.6)
    if close:
        code, title = known[by_title[close[0]]][0], known[by_title[close[0]]][-1]
        return f" Did you mean '{code}' ({title})?"
    return nearest(name, [known[key][0] for key in known if key in filled])
