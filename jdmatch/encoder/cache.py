"""Vectors kept on disk, keyed by what they are made of.

One file holds the encoding of one list of texts: a framework's statements, or its titles. Its name is the sha256 of
the encoder's signature and of the texts, so a changed model or text is another file and nothing is ever stale. A file
is written whole and renamed into place, which makes it safe with several processes: the worst that two of them can do
is the same work twice. When read it is compared with the sha256 of its own name and content, since a flipped bit, or a
file under another's name, would otherwise become a wrong score; a damaged file is made again without a word. A folder
that can not be written is said once, as a note, and vectors are then made anew each time.

The folder has a fixed size. It is looked through before a process has written another 32nd of it, and brought down by
so much below its bound by removing the files that were not used for longest. So one process never goes over the bound,
and n of them at once by n − 1 32nds at most. What a killed process left half written goes, too, when it is an hour old.

Postings are not kept here: see ``memory``.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder.protocols import Encoder, Encoding, join
from jdmatch.errors import OutputError
from jdmatch.files import write_whole

if TYPE_CHECKING:
    from jdmatch.settings import Settings

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]

_FORMAT = "jdmatch.vectors/1"
_FOLDER = "vectors"
# Texts between two calls of ``progress``: about a tenth of a second of work.
_SLICE = 128
_MEGABYTES = 1024
# The folder is looked through once in so many parts of its size that a process writes: with thousands of files that
# takes longer than encoding a framework's titles.
_PARTS = 32
_HALF_WRITTEN = ".*.tmp"
_STALE_SECONDS = 3600


class VectorCache:
    """Encodings below ``folder`` (None: nothing is kept). ``note`` is told, once, that the folder can not be written;
    by default that goes to the log. ``megabytes`` bounds the folder."""

    def __init__(
        self, folder: Path | None, *, note: Callable[[str], None] | None = None, megabytes: int = _MEGABYTES
    ) -> None:
        self._folder = folder
        self._note = note or logger.warning
        self._bytes = megabytes * 1_000_000
        # Of what was there before this process nothing is known, so its first file counts like a whole part.
        self._unseen = self._bytes // _PARTS

    @classmethod
    def of(cls, settings: Settings, *, note: Callable[[str], None] | None = None) -> VectorCache:
        """The cache that the settings ask for."""
        return cls(settings.cache_folder / _FOLDER if settings.use_cache else None, note=note)

    def encode(
        self, encoder: Encoder, texts: Sequence[str], *, tokens: bool = False, progress: Progress | None = None
    ) -> Encoding:
        """What ``encoder.encode(texts, tokens=tokens)`` gives, from disk where it is kept. ``progress`` is called with
        (texts done, texts) while there is something to do, and never when the answer was kept."""
        if self._folder is None or not texts:
            return _encode(encoder, texts, tokens, progress)
        path = self._folder / f"{_key(encoder, texts, tokens)}.safetensors"
        kept = _read(path, len(texts), encoder.dim, tokens)
        if kept is not None:
            return kept
        made = _encode(encoder, texts, tokens, progress)
        self._keep(path, made)
        return made

    def _keep(self, path: Path, made: Encoding) -> None:
        data = _pack(made, path.stem)
        part = self._bytes // _PARTS
        if len(data) > self._bytes - part:
            return  # it would push out everything else
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._unseen += len(data)
            if self._unseen >= part:
                _prune(path.parent, self._bytes - part - len(data))
                self._unseen = len(data)
            write_whole(path, data)
        except (OSError, OutputError) as error:
            self._note(f"Vectors can not be kept and are made anew each time: {error}")
            self._folder = None


def _encode(encoder: Encoder, texts: Sequence[str], tokens: bool, progress: Progress | None) -> Encoding:
    if progress is None or not texts:
        return encoder.encode(texts, tokens=tokens)
    parts = []
    for start in range(0, len(texts), _SLICE):
        progress(start, len(texts))
        parts.append(encoder.encode(texts[start : start + _SLICE], tokens=tokens))
    progress(len(texts), len(texts))
    return join(parts)


def _key(encoder: Encoder, texts: Sequence[str], tokens: bool) -> str:
    digest = hashlib.sha256(f"{_FORMAT}\n{encoder.signature}\n{tokens}\n".encode())
    for text in texts:
        # Lone surrogates are no UTF-8, but a text that has them has a vector all the same.
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def _pack(made: Encoding, key: str) -> bytes:
    import numpy as np
    from safetensors.numpy import save

    arrays: dict[str, Any] = {"vectors": made.vectors, "truncated": np.array(made.truncated, dtype=np.uint8)}
    if made.token_vectors is not None and made.token_starts is not None and made.token_spans is not None:
        # Lossless: they lie on the float16 grid.
        arrays["token_vectors"] = made.token_vectors.astype(np.float16)
        arrays["token_starts"] = made.token_starts
        arrays["token_spans"] = made.token_spans
    return save(arrays, metadata={_FORMAT: _content(arrays, key)})


def _read(path: Path, texts: int, dim: int, tokens: bool) -> Encoding | None:
    """The encoding in a file, or None where there is none or it is not what was written."""
    if not path.is_file():
        return None
    import numpy as np
    from safetensors import safe_open

    try:
        with safe_open(path, framework="np") as stream:
            about = stream.metadata() or {}
            arrays = {name: stream.get_tensor(name) for name in stream.keys()}  # noqa: SIM118  (no mapping)
    except Exception as error:  # safetensors raises its own type, for damage of every kind
        logger.info("%s is damaged and is made again: %s", path, error)
        return None
    if not _sound(about, arrays, path.stem, tokens) or arrays["vectors"].shape != (texts, dim):
        logger.info("%s is damaged and is made again", path)
        return None
    with contextlib.suppress(OSError):
        path.touch()
    truncated = tuple(bool(flag) for flag in arrays["truncated"])
    if not tokens:
        return Encoding(arrays["vectors"], truncated)
    values = arrays["token_vectors"].astype(np.float32)
    return Encoding(arrays["vectors"], truncated, values, arrays["token_starts"], arrays["token_spans"])


def _sound(about: dict[str, str], arrays: dict[str, Any], key: str, tokens: bool) -> bool:
    """Whether a file holds the arrays that belong in it, as they were when it was written under this name."""
    wanted = {"vectors", "truncated"} | ({"token_vectors", "token_starts", "token_spans"} if tokens else set())
    return set(arrays) == wanted and about == {_FORMAT: _content(arrays, key)}


def _content(arrays: dict[str, Any], key: str) -> str:
    digest = hashlib.sha256(f"{key}\n".encode())
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"{name} {array.dtype} {array.shape}\n".encode())
        digest.update(memoryview(array).cast("B") if array.size else b"")
    return digest.hexdigest()


def _prune(folder: Path, size: int) -> None:
    """Remove the files that were not used for longest until the others fit, and what was left half written."""
    known = []
    for path in (*folder.glob("*.safetensors"), *folder.glob(_HALF_WRITTEN)):
        # Another process may remove it meanwhile.
        with contextlib.suppress(OSError):
            state = path.stat()
            if path.suffix == ".tmp" and time.time() - state.st_mtime > _STALE_SECONDS:
                path.unlink()
            else:
                known.append((state.st_mtime, state.st_size, path))
    total = sum(length for _, length, _ in known)
    for _, length, path in sorted(known, key=lambda entry: entry[0]):
        if total <= size:
            return
        if path.suffix == ".tmp":
            continue  # another process is writing it
        with contextlib.suppress(OSError):
            path.unlink()
        total -= length
