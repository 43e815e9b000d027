"""What a user named with ``--framework``: installed frameworks by id, or whatever a file, folder or archive holds.

A path is read and never looked up or stored. Of a source with many frameworks one is named behind the path, as in
``db_29_3_text.zip#43-3021.00``, by its id or by what ``--occupations`` takes; without that, all of them are meant.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from jdmatch.errors import FrameworkError, SettingsError, UnknownFrameworkError, nearest
from jdmatch.frameworks.library import Library
from jdmatch.frameworks.names_tables import OF_OCCUPATIONS
from jdmatch.frameworks.outcome import Options
from jdmatch.frameworks.reading import read_all, the_one
from jdmatch.frameworks.stored import ENDINGS
from jdmatch.records import Framework
from jdmatch.settings import Settings

_PATHS = frozenset({*ENDINGS, ".xlsx", ".txt", ".jsonld", ".zip"})


def resolve(name: str | Path, settings: Settings, *, installed: Library | None = None) -> Framework:
    """The one framework that a user names. As ``resolve_all``; FrameworkError (JDM035) where it is several."""
    return the_one(resolve_all(name, settings, installed=installed), str(name))


def resolve_all(name: str | Path, settings: Settings, *, installed: Library | None = None) -> tuple[Framework, ...]:
    """The frameworks that a user names: an installed id, else what a path holds.

    UnknownFrameworkError (exit 2) where it is neither, FrameworkError (exit 3) where it is written as a path and is not
    there or can not be read.
    """
    text = str(name)
    is_path = isinstance(name, Path) or _looks_like_path(text)
    if is_path and _exists(text):
        return _of_path(text, "", settings)
    path, _, wanted = text.rpartition("#")
    if path and wanted and _exists(path):
        return _of_path(path, wanted, settings)
    shelf = installed or Library(settings)
    if text in shelf.ids():
        return (shelf.get(text),)
    if path and wanted and _looks_like_path(path):
        return _of_path(path, wanted, settings)
    if is_path or _exists(text):
        return _of_path(text, "", settings)
    raise UnknownFrameworkError(
        f"No framework '{text}' is installed, and there is no file of that name.{shelf.hint(text)} "
        "All of them: jdmatch frameworks list"
    )


def _of_path(path: str, wanted: str, settings: Settings) -> tuple[Framework, ...]:
    if not wanted:
        return read_all(path, settings).frameworks
    unknown: SettingsError | None = None
    try:
        # A release is read for the one occupation, where the name is one that its format knows.
        return read_all(path, settings, options=Options(occupations=(wanted,))).frameworks
    except FrameworkError:
        pass
    except SettingsError as error:
        unknown = error
    found = read_all(path, settings)
    chosen = tuple(f for f in found.frameworks if f.id == wanted)
    if chosen:
        return chosen
    if unknown is not None and found.format in OF_OCCUPATIONS:
        raise unknown
    ids = [f.id for f in found.frameworks]
    raise UnknownFrameworkError(f"{path} holds no framework '{wanted}'.{nearest(wanted, ids)}")


def _looks_like_path(text: str) -> bool:
    # An address is an id of a framework, as CTDL-ASN has them; URLs are fetched before they come here.
    if "://" in text:
        return False
    return "/" in text or "\\" in text or Path(text).suffix.casefold() in _PATHS


def _exists(text: str) -> bool:
    # A text that no file can be called (too long, with a null byte) is an error of its own kind to the system.
    with contextlib.suppress(OSError, ValueError):
        return Path(text).exists()
    return False
