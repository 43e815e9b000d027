"""One entry of the vector cache: its key, its bytes, and what is believed when they are read.

An entry is the encoding of one list of texts. Its key is the sha256 of the encoder's signature and of the texts, so a
changed model or text is another entry and nothing is ever stale. It holds the sha256 of its own key and content, since
a flipped bit, or a file under another's name, would otherwise become a wrong score.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder.protocols import Encoder, Encoding

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

# 2: sentence vectors, too, lie on the float16 grid.
FORMAT = "jdmatch.vectors/2"
SUFFIX = ".safetensors"
_PLAIN = frozenset({"vectors", "truncated"})
_WITH_TOKENS = _PLAIN | {"token_vectors", "token_starts", "token_spans"}


def key(encoder: Encoder, texts: Sequence[str], tokens: bool) -> str:
    """The name of the encoding of these texts, with token vectors or without."""
    digest = hashlib.sha256(f"{FORMAT}\n{encoder.signature}\n{tokens}\n".encode())
    for text in texts:
        # Lone surrogates are no UTF-8, but a text that has them has a vector all the same.
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def pack(made: Encoding, name: str) -> bytes:
    """The bytes of an entry with the key ``name``. Nothing is lost by half precision: vectors lie on its grid."""
    import numpy as np
    from safetensors.numpy import save

    arrays: dict[str, Any] = {
        "vectors": made.vectors.astype(np.float16),
        "truncated": np.array(made.truncated, dtype=np.uint8),
    }
    if made.token_vectors is not None and made.token_starts is not None and made.token_spans is not None:
        arrays["token_vectors"] = made.token_vectors.astype(np.float16)
        # A part of a longer encoding is a view; what is written is laid out anew.
        arrays["token_starts"] = np.ascontiguousarray(made.token_starts)
        arrays["token_spans"] = np.ascontiguousarray(made.token_spans)
    return save(arrays, metadata={FORMAT: _content(arrays, name)})


def read(path: Path, texts: int, dim: int, tokens: bool) -> Encoding | None:
    """The encoding of so many texts in a file that is named by its key, or None where there is none or it is not what
    was written. ``tokens``: whether it was kept with token vectors."""
    if not path.is_file():
        return None
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
        return Encoding(_single(arrays["vectors"]), truncated)
    return Encoding(
        _single(arrays["vectors"]),
        truncated,
        _single(arrays["token_vectors"]),
        arrays["token_starts"],
        arrays["token_spans"],
    )


def _single(values: Any) -> NDArray[float32]:
    import numpy as np

    single: NDArray[float32] = values.astype(np.float32)
    return single


def _sound(about: dict[str, str], arrays: dict[str, Any], name: str, tokens: bool) -> bool:
    """Whether a file holds the arrays that belong in it, as they were when it was written under this name."""
    return arrays.keys() == (_WITH_TOKENS if tokens else _PLAIN) and about == {FORMAT: _content(arrays, name)}


def _content(arrays: dict[str, Any], name: str) -> str:
    digest = hashlib.sha256(f"{name}\n".encode())
    for array_name in sorted(arrays):
        array = arrays[array_name]
        digest.update(f"{array_name} {array.dtype} {array.shape}\n".encode())
        digest.update(memoryview(array).cast("B") if array.size else b"")
    return digest.hexdigest()
