"""Vectors kept on disk, keyed by what they are made of.

One file holds the encoding of one list of texts (``entries``): a framework's statements, or its titles. A file is
written whole and renamed into place, which makes it safe with several processes: the worst that two of them can do is
the same work twice. A damaged file is made again without a word. A folder that can not be written is said once, as a
note, and vectors are then made anew each time. What comes with jdmatch (``shipped``) is never written.

The folder has a fixed size. It is looked through before a process has written another 32nd of it, and brought down by
so much below its bound by removing the files that were not used for longest. So one process never goes over the bound,
and n of them at once by n − 1 32nds at most. What a killed process left half written goes, too, when it is an hour old.

Postings are not kept here: see ``memory``.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.encoder import entries
from jdmatch.encoder.protocols import Encoder, Encoding, join
from jdmatch.encoder.shipped import Shipped
from jdmatch.errors import OutputError
from jdmatch.files import write_whole

if TYPE_CHECKING:
    from jdmatch.settings import Settings

logger = logging.getLogger(__name__)

_FOLDER = "vectors"
# Texts that are encoded together, without and with their token vectors, of which a statement has 38 kB: enough to fill
# the encoder's runs, and never much in memory however many there are.
_TOGETHER, _TOGETHER_WITH_TOKENS = 4096, 1024
_MEGABYTES = 1024
# The folder is looked through once in so many parts of its size that a process writes: with thousands of files that
# takes longer than encoding a framework's titles.
_PARTS = 32
_HALF_WRITTEN = ".*.tmp"
_STALE_SECONDS = 3600


class VectorCache:
    """Encodings below ``folder`` (None: nothing is kept). ``note`` is told, once, that the folder can not be written;
    by default that goes to the log. ``megabytes`` bounds the folder. ``shipped`` is asked before it."""

    def __init__(
        self,
        folder: Path | None,
        *,
        note: Callable[[str], None] | None = None,
        megabytes: int = _MEGABYTES,
        shipped: Shipped | None = None,
    ) -> None:
        self._folder = folder
        self._note = note or logger.warning
        self._bytes = megabytes * 1_000_000
        self._shipped = shipped
        # Of what was there before this process nothing is known, so its first file counts like a whole part.
        self._unseen = self._bytes // _PARTS

    @classmethod
    def of(cls, settings: Settings, *, note: Callable[[str], None] | None = None) -> VectorCache:
        """The cache that the settings ask for, and what comes with jdmatch in any case."""
        return cls(settings.cache_folder / _FOLDER if settings.use_cache else None, note=note, shipped=Shipped())

    def encode(self, encoder: Encoder, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """What ``encoder.encode(texts, tokens=tokens)`` gives, from disk where it is kept."""
        return next(self.encode_each(encoder, [texts], tokens=tokens))

    def encode_each(
        self, encoder: Encoder, lists: Iterable[Sequence[str]], *, tokens: bool = False
    ) -> Iterator[Encoding]:
        """What ``encode`` gives for each of many lists, in order. What is not kept is encoded together. A stream: of
        any number of lists, only some thousand texts' vectors are held at a time."""
        for window in _windows(lists, _TOGETHER_WITH_TOKENS if tokens else _TOGETHER):
            keys = [entries.key(encoder, texts, tokens) for texts in window]
            found = [self._kept(encoder, texts, key, tokens) for texts, key in zip(window, keys, strict=True)]
            made = _made(encoder, [texts for texts, one in zip(window, found, strict=True) if one is None], tokens)
            for key, one in zip(keys, found, strict=True):
                if one is None:
                    one = next(made)
                    self._keep(key, one)
                yield one

    def absent(self, encoder: Encoder, lists: Iterable[Sequence[str]], *, tokens: bool = False) -> int:
        """How many texts would have to be encoded."""
        return sum(len(texts) for texts in lists if not self._holds(encoder, texts, tokens))

    def _holds(self, encoder: Encoder, texts: Sequence[str], tokens: bool) -> bool:
        key = entries.key(encoder, texts, tokens)
        if self._shipped is not None and self._shipped.holds(encoder, key):
            return True
        return self._folder is not None and any(path.is_file() for path, _ in self._paths(encoder, texts, key, tokens))

    def _kept(self, encoder: Encoder, texts: Sequence[str], key: str, tokens: bool) -> Encoding | None:
        if not texts:
            return None
        found = self._shipped.find(encoder, key) if self._shipped is not None else None
        if found is not None or self._folder is None:
            return found
        for path, with_tokens in self._paths(encoder, texts, key, tokens):
            found = entries.read(path, len(texts), encoder.dim, with_tokens)
            if found is not None:
                return found if tokens == with_tokens else Encoding(found.vectors, found.truncated)
        return None

    def _paths(self, encoder: Encoder, texts: Sequence[str], key: str, tokens: bool) -> Iterator[tuple[Path, bool]]:
        """The files that answer, and whether each holds token vectors: one that does answers for one that does not."""
        if self._folder is not None:
            yield self._folder / f"{key}{entries.SUFFIX}", tokens
            if not tokens:
                yield self._folder / f"{entries.key(encoder, texts, tokens=True)}{entries.SUFFIX}", True

    def _keep(self, key: str, made: Encoding) -> None:
        if self._folder is None or not len(made):
            return
        data = entries.pack(made, key)
        part = self._bytes // _PARTS
        if len(data) > self._bytes - part:
            return  # it would push out everything else
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._unseen += len(data)
            if self._unseen >= part:
                _prune(self._folder, self._bytes - part - len(data))
                self._unseen = len(data)
            write_whole(self._folder / f"{key}{entries.SUFFIX}", data)
        except (OSError, OutputError) as error:
            self._note(f"Vectors can not be kept and are made anew each time: {error}")
            self._folder = None


def _windows(lists: Iterable[Sequence[str]], most: int) -> Iterator[list[Sequence[str]]]:
    """The lists in pieces of at most so many texts, of one list at least."""
    window: list[Sequence[str]] = []
    texts = 0
    for one in lists:
        if window and texts + len(one) > most:
            yield window
            window, texts = [], 0
        window.append(one)
        texts += len(one)
    if window:
        yield window


def _made(encoder: Encoder, lists: Sequence[Sequence[str]], tokens: bool) -> Iterator[Encoding]:
    """The encoding of each list, all of them encoded together."""
    texts = [text for one in lists for text in one]
    most = _TOGETHER_WITH_TOKENS if tokens else _TOGETHER
    # One list may be longer than a window.
    parts = [encoder.encode(texts[at : at + most], tokens=tokens) for at in range(0, len(texts), most)]
    made = join(parts) if len(parts) > 1 else parts[0] if parts else encoder.encode([], tokens=tokens)
    start = 0
    for one in lists:
        yield made.between(start, start + len(one))
        start += len(one)


def _prune(folder: Path, size: int) -> None:
    """Remove the files that were not used for longest until the others fit, and what was left half written."""
    known = []
    for path in (*folder.glob(f"*{entries.SUFFIX}"), *folder.glob(_HALF_WRITTEN)):
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
