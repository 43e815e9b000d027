"""An index in use: whose rows it holds, what is near a query, and the two forms in which it is built, saved and loaded.

``Index`` is the same to its users whatever the size; which form it has is a matter of ``EXACT_ROWS`` alone, so that one
set of frameworks never has two answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jdmatch.errors import OutputError
from jdmatch.files import write_whole
from jdmatch.index import flat, folders, lists
from jdmatch.index.cosines import best, cosines, unit

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

# Above so many rows, lists. Against 50,000 rows one and all, thirty duties of a posting cost a core 65 ms, which is
# what the rest of an analysis costs; with lists 10. O*NET's 17,246 tasks (20 ms) stay exact.
EXACT_ROWS = 50_000
_METRIC = "inner_product"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one framework in an index: its id, the sha256 of its content, how many statements."""

    framework: str
    sha256: str
    rows: int


class _Proposer(Protocol):
    def propose(self, units: NDArray[float32], k: int) -> list[NDArray[int64]]: ...


class Index:
    """Unit vectors of the statements of some frameworks, part after part, and their nearest neighbours. ``exact`` says
    whether all of them are looked at."""

    def __init__(self, rows: NDArray[Any], proposer: _Proposer, encoder: str, parts: Sequence[Part]) -> None:
        self._rows = rows
        self._proposer = proposer
        self.encoder = encoder
        self.parts = tuple(parts)
        self.dim: int = rows.shape[1]
        self.exact = isinstance(proposer, flat.Flat)
        self._folder: Path | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def build(
        cls,
        vectors: NDArray[float32] | Iterable[NDArray[float32]],
        *,
        encoder: str,
        parts: Sequence[Part],
        near: Path | None = None,
    ) -> Index:
        """An index of ``vectors`` (n, dim), whole or as pieces (at least one) that come one after another; ``parts``
        say whose rows they are, in order. A large one is built in a scratch folder, below ``near`` where that can be
        written, and never holds all vectors in memory. ValueError where the counts differ; OutputError where there is
        no room."""
        import numpy as np

        pieces: Iterable[NDArray[float32]] = (vectors,) if isinstance(vectors, np.ndarray) else vectors
        total = sum(part.rows for part in parts)
        if total > EXACT_ROWS:
            return cls._built_large(pieces, encoder, parts, near)
        rows = unit(np.concatenate(list(pieces)))
        _check_count(len(rows), total)
        return cls(rows, flat.Flat(rows), encoder, parts)

    @classmethod
    def _built_large(
        cls, pieces: Iterable[NDArray[float32]], encoder: str, parts: Sequence[Part], near: Path | None
    ) -> Index:
        folder = _scratch(near)
        try:
            total, dim = lists.rows_written(folder / lists.ROWS, pieces)
            _check_count(total, sum(part.rows for part in parts))
            rows = lists.rows_mapped(folder / lists.ROWS, total, dim)
            index = lists.trained(rows)
            write_whole(folder / lists.LISTS, lists.serialised(index))
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise OutputError(f"An index can not be built in {folder}: {error.strerror or error}.") from error
            raise
        built = cls(rows, lists.Lists(index, rows), encoder, parts)
        built._folder = folder
        weakref.finalize(built, shutil.rmtree, folder, ignore_errors=True)
        return built

    def rows(self, framework: str) -> range:
        """The rows of a framework's statements. KeyError where it is not in the index."""
        return self._places[framework]

    def vectors(self, framework: str) -> NDArray[float32]:
        """The unit vectors (n, dim) of a framework's statements, of half precision in a large index. KeyError where it
        is not in the index."""
        import numpy as np

        rows = self.rows(framework)
        return self._rows[rows.start : rows.stop].astype(np.float32)

    @cached_property
    def _places(self) -> dict[str, range]:
        places: dict[str, range] = {}
        start = 0
        for part in self.parts:
            places.setdefault(part.framework, range(start, start + part.rows))
            start += part.rows
        return places

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """For each row of the index, the framework that its statement belongs to."""
        return tuple(chain.from_iterable((part.framework,) * part.rows for part in self.parts))

    def search(self, queries: NDArray[float32], k: int) -> tuple[NDArray[int64], NDArray[float32]]:
        """The ``k`` nearest rows (all of them where there are fewer) of each query (m, dim), best first, equal scores
        by row: (rows, cosines), both (m, k). Of a large index nearly the nearest: see ``lists``."""
        import numpy as np

        units = unit(queries)
        k = min(k, len(self))
        out_rows = np.zeros((len(units), k), dtype=np.int64)
        out_scores = np.zeros((len(units), k), dtype=np.float32)
        if k and len(units):
            for i, proposed in enumerate(self._proposer.propose(units, k)):
                out_rows[i], out_scores[i] = best(proposed, self._scores(units[i], proposed), k)
        return out_rows, out_scores

    def _scores(self, one: NDArray[float32], rows: NDArray[int64]) -> NDArray[float32]:
        in_order = len(rows) == len(self) and bool((rows[1:] > rows[:-1]).all())
        # All of them are looked at where they lie.
        return cosines(one, self._rows if in_order else self._rows[rows])

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``, in place of what is there. OutputError where that is impossible."""
        with folders.replaced(folder) as fresh:
            if self._folder is None:
                data = flat.header(len(self), self.dim) + self._rows.astype("<f4").tobytes()
                write_whole(fresh / flat.VECTORS, data)
            else:
                for name in (lists.LISTS, lists.ROWS):
                    _link(self._folder / name, fresh / name)
            manifest = {
                **_made_of(self.encoder, self.parts),
                "dim": self.dim,
                "rows": len(self),
                "files": {path.name: folders.described(path) for path in sorted(fresh.iterdir())},
            }
            write_whole(fresh / folders.MANIFEST, json.dumps(manifest, indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path, *, encoder: str, parts: Sequence[Part], fully: bool = False) -> Index:
        """The index in ``folder``, which must be of this encoder and these parts; its rows are mapped. ModelError
        (JDM041), with the command that rebuilds it, where it is anything else: missing, damaged, of another model, of
        other frameworks. ``fully`` hashes the rows of a large one even if they were found whole before."""
        manifest = folders.manifest_of(folder)
        for key, wanted in _made_of(encoder, parts).items():
            if manifest.get(key) != wanted:
                raise folders.refused(folder, f"its {key} is not the one asked for")
        total, dim = sum(part.rows for part in parts), manifest.get("dim")
        names = {lists.LISTS, lists.ROWS} if total > EXACT_ROWS else {flat.VECTORS}
        files = manifest.get("files")
        if not isinstance(dim, int) or dim < 1 or not isinstance(files, dict) or set(files) != names:
            raise folders.refused(folder, f"{folders.MANIFEST} is damaged")
        if total > EXACT_ROWS:
            return cls._loaded_large(folder, manifest, encoder, parts, fully)
        path = folders.checked_path(folder, flat.VECTORS, manifest)
        try:
            rows = flat.mapped(path, total, dim)
        except (OSError, ValueError) as error:
            raise folders.refused(folder, str(error)) from error
        return cls(rows, flat.Flat(rows), encoder, parts)

    @classmethod
    def _loaded_large(
        cls, folder: Path, manifest: dict[str, Any], encoder: str, parts: Sequence[Part], fully: bool
    ) -> Index:
        total, dim = sum(part.rows for part in parts), manifest["dim"]
        data = folders.checked_bytes(folder, lists.LISTS, manifest)
        path = folders.checked_path(folder, lists.ROWS, manifest, once=not fully)
        try:
            index = lists.deserialised(data, total, dim)
            rows = lists.rows_mapped(path, total, dim)
        except (OSError, ValueError) as error:
            raise folders.refused(folder, str(error)) from error
        loaded = cls(rows, lists.Lists(index, rows), encoder, parts)
        loaded._folder = folder
        return loaded


def layout(parts: Sequence[Part]) -> str:
    """The name of the form that an index of these parts has."""
    return lists.FORMAT if sum(part.rows for part in parts) > EXACT_ROWS else flat.FORMAT


def _made_of(encoder: str, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "format": layout(parts),
        "metric": _METRIC,
        "encoder": encoder,
        "parts": [asdict(part) for part in parts],
    }


def _check_count(found: int, wanted: int) -> None:
    if found != wanted:
        raise ValueError(f"{found} vectors for parts of {wanted} rows")


def _scratch(near: Path | None) -> Path:
    if near is not None:
        with contextlib.suppress(OSError):
            near.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=folders.SCRATCH, dir=near))
    try:
        return Path(tempfile.mkdtemp(prefix=folders.SCRATCH))
    except OSError as error:
        raise OutputError(f"There is no place for an index: {error.strerror or error}.") from error


def _link(source: Path, target: Path) -> None:
    """The same file under a second name, or a copy where the file system has no such thing."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
