"""The indexes that are kept: one folder for each encoder and combination of frameworks, made when first wanted."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch.errors import ModelError, OutputError
from jdmatch.index import folders
from jdmatch.index.store import Index, Part, layout

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

# Those of one-off combinations need not stay, and large ones less so.
_KEPT, _KEPT_BYTES = 32, 4_000_000_000


def open_index(
    root: Path | None,
    *,
    encoder: str,
    parts: Sequence[Part],
    vectors: Callable[[], NDArray[float32] | Iterable[NDArray[float32]]],
    note: Callable[[str], None] | None = None,
) -> Index:
    """The index of these parts kept below ``root``, made from ``vectors()``, whole or in pieces, where there is none
    yet. One that is there and damaged is refused as in ``Index.load``; a root that can not be written is told to
    ``note`` (the log by default), and so is how long a large one took; None keeps nothing."""
    tell = note or logger.info
    folder = None if root is None else root / index_name(encoder, parts)
    if folder is not None and folder.exists():
        index = Index.load(folder, encoder=encoder, parts=parts)
        with contextlib.suppress(OSError):
            os.utime(folder)
        return index
    started = time.monotonic()
    index = Index.build(vectors(), encoder=encoder, parts=parts, near=root)
    if not index.exact:
        tell(f"Indexed {len(index)} statements in {time.monotonic() - started:.0f} s.")
    # Another process may have made the same one meanwhile.
    if folder is not None and root is not None and not folder.exists():
        try:
            index.save(folder)
            folders.forget(root, keep=_KEPT, most=_KEPT_BYTES)
        except OutputError as error:
            (note or logger.warning)(f"The index can not be kept and is made anew each time: {error}")
    return index


def damaged(root: Path) -> list[str]:
    """Why each index below ``root`` that can not be used is refused, everything hashed anew; one of another model than
    today's is whole."""
    wrong = []
    for folder in folders.folders(root):
        try:
            manifest = folders.manifest_of(folder)
            parts = [Part(**part) for part in manifest["parts"]]
            Index.load(folder, encoder=manifest["encoder"], parts=parts, fully=True)
        except ModelError as error:
            wrong.append(str(error))
        except (KeyError, TypeError):
            wrong.append(str(folders.refused(folder, f"{folders.MANIFEST} is damaged")))
    return wrong


def index_name(encoder: str, parts: Sequence[Part]) -> str:
    """The name of an index's folder: a hash of what it is made of."""
    content = json.dumps([layout(parts), encoder, [asdict(part) for part in parts]])
    return hashlib.sha256(content.encode()).hexdigest()[:20]
