"""Folders of indexes: how one is written so that it is whole, and what is believed when it is read.

A folder holds ``manifest.json`` and the files that it names with size and sha256. It is built beside its place and
renamed into it. FAISS loads a file with a flipped bit without complaint, so what FAISS parses is compared with its hash
each time, before it is parsed, and so is an index of ordinary size (some milliseconds).

Rows in half precision are another matter: at a million, 768 MB, of which a posting looks at some hundred rows and
hashing which would cost half a second a start. They are hashed once for each state of the file: ``rows.checked`` beside
them keeps the size, the time of change and the inode of the file that was found whole. Files here are replaced, never
written to, so another content is another state. What that can not see is a disk that loses bits by itself; nothing
parses the rows, so the worst of it is a wrong score, and ``jdmatch doctor`` hashes everything each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jdmatch.errors import ModelError, OutputError
from jdmatch.files import write_whole

REBUILD = "jdmatch doctor --rebuild-index"
MANIFEST = "manifest.json"
NAME = re.compile("[0-9a-f]{20}")
_CHECKED = "rows.checked"
SCRATCH = ".jdmatch-index-"
_LEFT_BEHIND = re.compile(rf"\.[0-9a-f]{{20}}\..*|{re.escape(SCRATCH)}.*")
_ABANDONED = 24 * 3600.0  # seconds; no build takes so long
_TRIES = 20


def manifest_of(folder: Path) -> dict[str, Any]:
    """What a folder's manifest says. ModelError where it can not be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise refused(folder, f"{MANIFEST} can not be read ({error.strerror})") from error
    except ValueError as error:
        raise refused(folder, f"{MANIFEST} is damaged") from error
    if not isinstance(manifest, dict):
        raise refused(folder, f"{MANIFEST} is damaged")
    return manifest


def described(path: Path) -> dict[str, Any]:
    """The manifest's entry for a file. OSError."""
    return {"sha256": _sha256(path), "size": path.stat().st_size}


def checked_bytes(folder: Path, name: str, manifest: dict[str, Any]) -> bytes:
    """A file's content, which is what the manifest says. ModelError."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise refused(folder, f"{name} can not be read ({error.strerror})") from error
    _compare(folder, name, manifest, {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)})
    return data


def checked_path(folder: Path, name: str, manifest: dict[str, Any], *, once: bool = False) -> Path:
    """A file that is what the manifest says; ``once``: or was, when it was last looked at. ModelError."""
    path = folder / name
    try:
        entry = _entry(manifest, name)
        state = _state(path)
        if once and entry is not None and state == _state_checked(folder, entry):
            return path
        _compare(folder, name, manifest, described(path))
    except OSError as error:
        raise refused(folder, f"{name} can not be read ({error.strerror})") from error
    if once:
        # Where it can not be kept the next start looks again.
        with contextlib.suppress(OutputError):
            write_whole(folder / _CHECKED, json.dumps({"state": state, "entry": entry}) + "\n")
    return path


def refused(folder: Path, why: str) -> ModelError:
    """The error for a folder that is not used."""
    return ModelError(f"The index {folder} is refused: {why}. Rebuild it: {REBUILD}", code="JDM041")


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A fresh folder to fill, which then takes the place of ``folder``; OutputError, and nothing left, where not."""
    fresh = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        yield fresh
        _swap(fresh, folder)
    except OSError as error:
        raise OutputError(f"{folder} can not be written: {error.strerror or error}.") from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)


def forget(root: Path, *, keep: int = 0, most: int | None = None) -> int:
    """Remove the indexes below ``root`` but the ``keep`` that were used last, and of these all but the first that make
    more than ``most`` bytes, so that they are made again when they are next wanted; how many went. What can not be
    removed stays."""
    if not root.is_dir():
        return 0
    _sweep(root)
    kept, size, gone = 0, 0, []
    for folder in sorted(folders(root), key=_used, reverse=True):
        size += _size(folder)
        if kept < keep and (not kept or most is None or size <= most):
            kept += 1
        else:
            gone.append(folder)
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return sum(not folder.exists() for folder in gone)


def folders(root: Path) -> list[Path]:
    """The folders below ``root`` that are named like an index."""
    if not root.is_dir():
        return []
    return [folder for folder in sorted(root.iterdir()) if NAME.fullmatch(folder.name) and folder.is_dir()]


def _sweep(root: Path) -> None:
    """Remove what builds that were killed have left behind."""
    for folder in root.iterdir():
        if _LEFT_BEHIND.fullmatch(folder.name) and time.time() - _used(folder) > _ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)


def _used(folder: Path) -> float:
    # Another process may be removing it, too.
    with contextlib.suppress(OSError):
        return folder.stat().st_mtime
    return 0.0


def _size(folder: Path) -> int:
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in folder.iterdir())
    return 0


def _swap(fresh: Path, folder: Path) -> None:
    """Rename ``fresh`` to ``folder``, whose old content goes. A folder can not be renamed over a full one, so there is
    a moment without either, and other processes may be doing the same: then try again."""
    for attempt in range(_TRIES):
        old = fresh.with_name(f"{fresh.name}.old")
        try:
            with contextlib.suppress(FileNotFoundError):
                folder.rename(old)
            fresh.rename(folder)
        except OSError:
            if attempt == _TRIES - 1:
                raise
        else:
            return
        finally:
            shutil.rmtree(old, ignore_errors=True)


def _entry(manifest: dict[str, Any], name: str) -> Any:
    files = manifest.get("files")
    return files.get(name) if isinstance(files, dict) else None


def _compare(folder: Path, name: str, manifest: dict[str, Any], found: dict[str, Any]) -> None:
    if _entry(manifest, name) != found:
        told = f"{name} has {found['size']} bytes and sha256 {found['sha256'][:12]}…, not its manifest's"
        raise refused(folder, told)


def _state(path: Path) -> list[int]:
    about = path.stat()
    return [about.st_size, about.st_mtime_ns, about.st_ino]


def _state_checked(folder: Path, entry: Any) -> Any:
    """The state in which the file of this manifest's entry was found whole; None where it was not."""
    try:
        kept = json.loads((folder / _CHECKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept.get("state") if isinstance(kept, dict) and kept.get("entry") == entry else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
