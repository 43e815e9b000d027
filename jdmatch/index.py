"""Vectors to nearest neighbours: the FAISS room, and the exact NumPy search that it is held to.

FAISS proposes, this module decides: proposals are scored again in double precision, pair by pair, and ordered by
(−score, row). So a score depends on its two vectors alone, equal statements stand in their own order, and the answer is
that of ``exact_search`` to the last bit, whatever FAISS's kernels round. Vectors need not come normalised.

On disk an index is a folder: ``index.faiss`` and ``manifest.json`` with its sha256, its sizes, and the encoder and
frameworks it was made of. FAISS loads a file with a flipped bit without complaint, so nothing reaches it before the
hash was compared. A folder is built beside its place and renamed into it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.errors import ModelError, OutputError
from jdmatch.files import write_whole

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

FORMAT = "jdmatch.index/1"
REBUILD = "jdmatch doctor --rebuild-index"
_MANIFEST, _VECTORS = "manifest.json", "index.faiss"
_METRIC = "inner_product"
# FAISS sums in single precision: its scores of unit vectors are off by some 1e-6. Whatever it leaves out lies at least
# so far below the k-th proposal that it can not belong among the first k.
_SLACK = 1e-4
_SPARE = 16
_TRIES = 20
# Each combination of frameworks has an index of its own; those of one-off combinations need not stay.
_KEPT = 32
_NAME = re.compile("[0-9a-f]{20}")


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one framework in an index: its id, the sha256 of its content, how many statements."""

    framework: str
    sha256: str
    rows: int


class Index:
    """Unit vectors of the statements of some frameworks, part after part, and their nearest neighbours."""

    def __init__(self, faiss_index: Any, encoder: str, parts: Sequence[Part]) -> None:
        self._faiss = faiss_index
        self.encoder = encoder
        self.parts = tuple(parts)
        self.dim = int(faiss_index.d)
        self._rows: NDArray[float32] = faiss_index.reconstruct_n(0, faiss_index.ntotal)

    def __len__(self) -> int:
        return len(self._rows)

    @classmethod
    def build(cls, vectors: NDArray[float32], *, encoder: str, parts: Sequence[Part]) -> Index:
        """An index of ``vectors`` (n, dim), which are normalised; ``parts`` say whose rows they are, in order.
        ValueError where the counts differ."""
        import faiss

        if sum(part.rows for part in parts) != len(vectors):
            raise ValueError(f"{len(vectors)} vectors for parts of {sum(part.rows for part in parts)} rows")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(_unit(vectors))
        return cls(index, encoder, parts)

    def rows(self, framework: str) -> range:
        """The rows of a framework's statements. KeyError where it is not in the index."""
        start = 0
        for part in self.parts:
            if part.framework == framework:
                return range(start, start + part.rows)
            start += part.rows
        raise KeyError(framework)

    def vectors(self, framework: str) -> NDArray[float32]:
        """The unit vectors (n, dim) of a framework's statements. KeyError where it is not in the index."""
        rows = self.rows(framework)
        return self._rows[rows.start : rows.stop]

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """For each row of the index, the framework that its statement belongs to."""
        return tuple(part.framework for part in self.parts for _ in range(part.rows))

    def search(self, queries: NDArray[float32], k: int) -> tuple[NDArray[int64], NDArray[float32]]:
        """The ``k`` nearest rows (all of them where there are fewer) of each query (m, dim), best first, equal scores
        by row: (rows, cosines), both (m, k)."""
        import numpy as np

        units = _unit(queries)
        k = min(k, len(self))
        out_rows = np.zeros((len(units), k), dtype=np.int64)
        out_scores = np.zeros((len(units), k), dtype=np.float32)
        if k and len(units):
            for i, proposed in enumerate(self._propose(units, k)):
                out_rows[i], out_scores[i] = _best(proposed, _cosines(units[i], self._rows[proposed]), k)
        return out_rows, out_scores

    def _propose(self, units: NDArray[float32], k: int) -> NDArray[int64]:
        """Rows (m, at least k) that are sure to hold each query's first ``k``."""
        take = min(len(self), k + _SPARE)
        while True:
            scores, rows = self._faiss.search(units, take)
            if take == len(self) or (scores[:, k - 1] - scores[:, -1] > _SLACK).all():
                return rows  # type: ignore[no-any-return]
            take = min(len(self), 2 * take)

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``, in place of what is there. OutputError where that is impossible."""
        import faiss

        data = faiss.serialize_index(self._faiss).tobytes()
        manifest = {
            "format": FORMAT,
            "metric": _METRIC,
            "dim": self.dim,
            "rows": len(self),
            "encoder": self.encoder,
            "parts": [asdict(part) for part in self.parts],
            "files": {_VECTORS: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}},
        }
        with _replaced(folder) as fresh:
            write_whole(fresh / _VECTORS, data)
            write_whole(fresh / _MANIFEST, json.dumps(manifest, indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path, *, encoder: str, parts: Sequence[Part]) -> Index:
        """The index in ``folder``, which must be of this encoder and these parts. ModelError (JDM041), with the command
        that rebuilds it, where it is anything else: missing, damaged, of another model, of other frameworks."""
        manifest = _manifest(folder)
        made_of = {"encoder": encoder, "parts": [asdict(part) for part in parts], "format": FORMAT, "metric": _METRIC}
        for key, wanted in made_of.items():
            if manifest.get(key) != wanted:
                raise _refused(folder, f"its {key} is not the one asked for")
        index = _deserialised(folder, _checked_bytes(folder, manifest))
        if (index.d, index.ntotal) != (manifest.get("dim"), sum(part.rows for part in parts)):
            raise _refused(folder, f"it holds {index.ntotal} vectors of {index.d} numbers, not what its manifest says")
        return cls(index, encoder, parts)


def open_index(
    root: Path | None,
    *,
    encoder: str,
    parts: Sequence[Part],
    vectors: Callable[[], NDArray[float32]],
    note: Callable[[str], None] | None = None,
) -> Index:
    """The index of these parts kept below ``root``, made from ``vectors()`` where there is none yet. One that is there
    and damaged is refused as in ``Index.load``; a root that can not be written is told to ``note`` (the log by
    default), and None keeps nothing."""
    folder = None if root is None else root / index_name(encoder, parts)
    if folder is not None and folder.exists():
        index = Index.load(folder, encoder=encoder, parts=parts)
        with contextlib.suppress(OSError):
            os.utime(folder)
        return index
    index = Index.build(vectors(), encoder=encoder, parts=parts)
    if folder is not None and root is not None:
        try:
            index.save(folder)
            forget(root, keep=_KEPT)
        except OutputError as error:
            (note or logger.warning)(f"The index can not be kept and is made anew each time: {error}")
    return index


def forget(root: Path, *, keep: int = 0) -> int:
    """Remove the indexes below ``root`` but the ``keep`` that were used last, so that they are made again when they
    are next wanted; how many went. What can not be removed stays."""
    if not root.is_dir():
        return 0
    known = []
    for folder in root.iterdir():
        # Another process may be removing it, too.
        with contextlib.suppress(OSError):
            if _NAME.fullmatch(folder.name) and folder.is_dir():
                known.append((folder.stat().st_mtime, folder))
    gone = [folder for _, folder in sorted(known, reverse=True)[keep:]]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return sum(not folder.exists() for folder in gone)


def damaged(root: Path) -> list[str]:
    """Why each index below ``root`` that can not be used is refused; one of another model than today's is whole."""
    wrong = []
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if _NAME.fullmatch(folder.name) and folder.is_dir():
            try:
                manifest = _manifest(folder)
                parts = [Part(**part) for part in manifest["parts"]]
                Index.load(folder, encoder=manifest["encoder"], parts=parts)
            except ModelError as error:
                wrong.append(str(error))
            except (KeyError, TypeError):
                wrong.append(str(_refused(folder, f"{_MANIFEST} is damaged")))
    return wrong


def index_name(encoder: str, parts: Sequence[Part]) -> str:
    """The name of an index's folder: a hash of what it is made of."""
    content = json.dumps([FORMAT, encoder, [asdict(part) for part in parts]])
    return hashlib.sha256(content.encode()).hexdigest()[:20]


def exact_search(
    queries: NDArray[float32], vectors: NDArray[float32], k: int
) -> tuple[NDArray[int64], NDArray[float32]]:
    """What ``Index.search`` must return, by scoring every pair: the reference that FAISS is tested against."""
    import numpy as np

    units, rows = _unit(queries), _unit(vectors)
    k = min(k, len(rows))
    found = [_best(np.arange(len(rows)), _cosines(unit, rows), k) for unit in units]
    ids = np.array([f[0] for f in found], dtype=np.int64).reshape(len(units), k)
    return ids, np.array([f[1] for f in found], dtype=np.float32).reshape(len(units), k)


def _unit(vectors: NDArray[float32]) -> NDArray[float32]:
    """Rows at unit length; a row of zeros stays one."""
    import numpy as np

    wide = np.asarray(vectors, dtype=np.float64)
    lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    unit: NDArray[float32] = np.ascontiguousarray(wide / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
    return unit


def _cosines(unit: NDArray[float32], rows: NDArray[float32]) -> NDArray[float32]:
    """Cosines of one unit vector with others, each computed from its pair alone: no matrix product, whose last digits
    would depend on what else is in the matrix."""
    import numpy as np

    products: NDArray[float64] = rows.astype(np.float64) * unit.astype(np.float64)
    cosines: NDArray[float32] = products.sum(axis=1).astype(np.float32)
    return cosines


def _best(rows: NDArray[int64], scores: NDArray[float32], k: int) -> tuple[NDArray[int64], NDArray[float32]]:
    import numpy as np

    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


@contextlib.contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
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


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(folder, f"{_MANIFEST} can not be read ({error.strerror})") from error
    except ValueError as error:
        raise _refused(folder, f"{_MANIFEST} is damaged") from error
    if not isinstance(manifest, dict):
        raise _refused(folder, f"{_MANIFEST} is damaged")
    return manifest


def _checked_bytes(folder: Path, manifest: dict[str, Any]) -> bytes:
    try:
        data = (folder / _VECTORS).read_bytes()
    except OSError as error:
        raise _refused(folder, f"{_VECTORS} can not be read ({error.strerror})") from error
    found = hashlib.sha256(data).hexdigest()
    if manifest.get("files") != {_VECTORS: {"sha256": found, "size": len(data)}}:
        raise _refused(folder, f"{_VECTORS} has {len(data)} bytes and sha256 {found[:12]}…, not its manifest's")
    return data


def _deserialised(folder: Path, data: bytes) -> Any:
    import faiss
    import numpy as np

    # A header can claim any number of vectors; newer FAISS can be told not to believe more than there are bytes.
    bounded = hasattr(faiss, "set_deserialization_vector_byte_limit")
    before = faiss.get_deserialization_vector_byte_limit() if bounded else 0
    try:
        if bounded:
            faiss.set_deserialization_vector_byte_limit(len(data))
        index = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    except RuntimeError as error:
        raise _refused(folder, f"{_VECTORS} is no FAISS index") from error
    finally:
        if bounded:
            faiss.set_deserialization_vector_byte_limit(before)
    if not isinstance(index, faiss.IndexFlat) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
        raise _refused(folder, f"{_VECTORS} is another kind of index")
    return index


def _refused(folder: Path, why: str) -> ModelError:
    return ModelError(f"The index {folder} is refused: {why}. Rebuild it: {REBUILD}", code="JDM041")
