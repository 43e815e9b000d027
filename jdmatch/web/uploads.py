"""Files that wait: what a browser has sent and nobody has said yet to keep.

A framework's file is looked at before it is imported, so it has to stay here between the two. It lies in a folder of
the server's own under a name of the server's making, can be had by the browser that sent it alone, and goes after an
hour, with the server, or when the room is needed.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request

from jdmatch.web import token

SECONDS = 3600.0
BYTES = 600_000_000
EACH = 4


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits: its ``key``, the ``name`` that it had with its sender, its size in bytes."""

    key: str
    owner: str
    name: str
    size: int
    at: float
    path: Path

    def data(self) -> bytes:
        """Its content. FileNotFoundError where it went meanwhile."""
        return self.path.read_bytes()


class Uploads:
    """The files that wait. ``seconds``: how long one may; ``most``: bytes of all together; ``each``: how many files of
    one browser. What is too much pushes the oldest out, its own sender's first."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        most: int = BYTES,
        each: int = EACH,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._most, self._each, self._clock = seconds, most, each, clock
        self._lock = threading.Lock()
        self._kept: dict[str, Upload] = {}
        self._folder: Path | None = None

    def put(self, owner: str, name: str, stream: BinaryIO) -> Upload:
        """Take a file in. OSError where it can not be written."""
        key = secrets.token_urlsafe(16)
        path = self._place() / key
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        made = Upload(key, owner, name, path.stat().st_size, self._clock(), path)
        with self._lock:
            self._kept[key] = made
            self._make_room(made)
        return made

    def get(self, owner: str, key: str) -> Upload | None:
        """The file of a key, for who sent it; None where there is none any more."""
        with self._lock:
            self._sweep()
            found = self._kept.get(key)
        return found if found is not None and secrets.compare_digest(found.owner, owner) else None

    def drop(self, owner: str, key: str) -> None:
        """Have a file go now."""
        if self.get(owner, key) is not None:
            with self._lock:
                self._remove(key)

    @property
    def size(self) -> int:
        """Bytes of all that wait."""
        return sum(one.size for one in self._kept.values())

    def _place(self) -> Path:
        with self._lock:
            if self._folder is None:
                # Readable by nobody else; removed when the server ends, at the latest.
                self._folder = Path(tempfile.mkdtemp(prefix="jdmatch-uploads-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            return self._folder

    def _sweep(self) -> None:
        for one in list(self._kept.values()):
            if self._clock() - one.at > self._seconds:
                self._remove(one.key)

    def _make_room(self, new: Upload) -> None:
        self._sweep()
        own = [one.key for one in self._kept.values() if one.owner == new.owner]
        for key in own[: max(0, len(own) - self._each)]:
            self._remove(key)
        for key in [key for key in self._kept if key != new.key]:
            if self.size <= self._most:
                return
            self._remove(key)

    def _remove(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            gone.path.unlink(missing_ok=True)


def owner_of(request: Request) -> str:
    """Who sent a file: the browser, by its token, of which nothing is kept but a hash."""
    return hashlib.sha256(token.of(request).encode()).hexdigest()


def of(request: Request) -> Uploads:
    """The application's: a dependency of routes."""
    state = request.app.state
    kept: Uploads | None = getattr(state, "uploads", None)
    if kept is None:
        with _MAKING:
            kept = getattr(state, "uploads", None)
            if kept is None:
                kept = state.uploads = Uploads()
    return kept


_MAKING = threading.Lock()
