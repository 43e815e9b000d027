"""The one way to write a file, whole or not at all, and the one way to look through a folder.

Bytes go to a temporary name beside the target, are fsynced and renamed over it, and the folder is fsynced, so that a
reader sees the old file or the new one and a crash leaves no half. A failure leaves no file behind and is an
``OutputError`` that says which path and why. Of a folder everything that is not hidden is listed, in one order.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from jdmatch.errors import InputError, OutputError


def write_whole(path: Path, data: bytes | str | Iterable[bytes]) -> None:
    """Write ``data`` (text as UTF-8, or pieces one after the other) to ``path`` in one step. OutputError (JDM050) where
    that is impossible. Where ``path`` is a link its target is written; a pipe or a device is written to, not
    replaced."""
    payload = data.encode("utf-8") if isinstance(data, str) else data
    pieces = (payload,) if isinstance(payload, bytes | bytearray | memoryview) else payload
    if path.is_dir():
        raise OutputError(f"{path} is a folder: give the name of a file to write.")
    temporary: Path | None = None
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(b"".join(pieces))
            return
        path = path.resolve() if path.is_symlink() else path
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise OutputError(f"{path} can not be written: {reason}. Choose another place or free some space.") from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Wait until no other process is at work in a folder, and hold it; the system lets go of it when this process
    dies. False where nothing can be held (Windows, some network file systems)."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(handle)


def files_below(folder: Path, *, but: Path | None = None) -> list[str]:
    """The relative name (forward slashes) of every visible file below a folder, sorted by the parts of the name. Hidden
    files, links to folders and the folder ``but`` are passed over. InputError (JDM003) where a folder can not be
    listed."""

    def refuse(error: OSError) -> None:
        raise InputError(
            f"{error.filename} can not be listed: {error.strerror}. Check its permissions.", code="JDM003"
        ) from error

    left_out = but.resolve() if but is not None else None
    files: list[str] = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        here = Path(place)
        below = here.relative_to(folder).as_posix()
        folders[:] = [f for f in folders if not f.startswith(".") and (here / f).resolve() != left_out]
        files += [name if below == "." else f"{below}/{name}" for name in names if not name.startswith(".")]
    return sorted(files, key=lambda name: name.split("/"))


def _mode(path: Path) -> int:
    """The permission bits of the file that is replaced, else what the umask leaves of 0666."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    # Without this the rename itself may be lost in a power cut; not every platform can open a folder.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
