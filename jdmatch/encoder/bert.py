"""A BERT sentence encoder in NumPy: a folder of sentence-transformers' layout, without torch and without an export.

It is the plainest room, in float32 and by the book, for comparing with: any BERT with exact GELU and mean pooling, run
from its safetensors. Texts go through together only with texts of as many tokens, so nothing is ever padded. It is
slower than the others, and the last bits of a vector may depend on how the BLAS library splits a product.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder.protocols import Encoding, assemble
from jdmatch.errors import ModelError

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

    Array = NDArray[float32]

CONFIG, LENGTHS, POOLING = "config.json", "sentence_bert_config.json", "1_Pooling/config.json"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
_RUN_TOKENS = 1024


class BertEncoder:
    """The BERT in ``folder``, called ``name`` in its signature. ModelError (JDM043) where the folder holds another
    kind of model, or files are missing."""

    def __init__(self, folder: Path, name: str | None = None) -> None:
        try:
            config, lengths, pooling = (
                json.loads((folder / file).read_text(encoding="utf-8")) for file in (CONFIG, LENGTHS, POOLING)
            )
            self._weights = _weights(folder)
            self._tokenizer = _tokenizer(folder)
            mean = pooling.get("pooling_mode_mean_tokens") or pooling.get("pooling_mode") == "mean"
            if config["model_type"] != "bert" or config["hidden_act"] != "gelu" or not mean:
                raise ValueError("it is no BERT with GELU and mean pooling")
            self.dim = int(config["hidden_size"])
            self._heads, self._layers = int(config["num_attention_heads"]), int(config["num_hidden_layers"])
            self._epsilon = float(config["layer_norm_eps"])
            places = int(config["max_position_embeddings"])
            self.max_tokens = min(int(lengths.get("max_seq_length") or places), places)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The encoder {folder} can not be loaded: {error}. Give the folder of a BERT with model.safetensors.",
                code="JDM043",
            ) from error
        self._tokenizer.enable_truncation(self.max_tokens)
        digest = hashlib.sha256()
        for file in (WEIGHTS, TOKENIZER, LENGTHS, POOLING):
            digest.update(hashlib.sha256((folder / file).read_bytes()).digest())
        self.signature = f"{name or folder.name}/fp32/numpy@sha256:{digest.hexdigest()[:16]}"

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """Encode the texts, each different one once."""
        import numpy as np

        distinct = {text: n for n, text in enumerate(dict.fromkeys(texts))}
        # Half a surrogate pair can not be told to the tokenizer; its stand-in is as long.
        read = [self._tokenizer.encode(text.encode("utf-16", "replace").decode("utf-16")) for text in distinct]
        states: list[Any] = [None] * len(read)
        for run in _runs([len(piece.ids) for piece in read]):
            hidden = self._hidden(np.array([read[i].ids for i in run], dtype=np.int64))
            for i, rows in zip(run, hidden, strict=True):
                states[i] = rows
        order = [distinct[text] for text in texts]
        inner = [[i for i, special in enumerate(piece.special_tokens_mask) if not special] for piece in read]
        return assemble(
            [_unit(states[i].sum(axis=0, dtype=np.float64)[None])[0].astype(np.float32) for i in order],
            [bool(read[i].overflowing) for i in order],
            self.dim,
            [_unit(states[i][inner[i]]) for i in order] if tokens else None,
            [[read[i].offsets[row] for row in inner[i]] for i in order] if tokens else None,
        )

    def _hidden(self, ids: NDArray[int64]) -> Array:
        """Last hidden states (n, t, dim) of token ids (n, t)."""
        import numpy as np

        n, t = ids.shape
        size = self.dim // self._heads
        table, w = "embeddings.", self._weights
        x = w[f"{table}word_embeddings.weight"][ids] + w[f"{table}position_embeddings.weight"][:t]
        x = self._normed(f"{table}LayerNorm", (x + w[f"{table}token_type_embeddings.weight"][0]).reshape(n * t, -1))
        for layer in range(self._layers):
            own = f"encoder.layer.{layer}."
            q, k, v = (
                self._product(f"{own}attention.self.{part}", x).reshape(n, t, self._heads, size).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            share = _softmax(q @ k.transpose(0, 1, 3, 2) / np.float32(math.sqrt(size)))
            mixed = (share @ v).transpose(0, 2, 1, 3).reshape(n * t, self.dim)
            x = self._normed(
                f"{own}attention.output.LayerNorm", x + self._product(f"{own}attention.output.dense", mixed)
            )
            grown = _gelu(self._product(f"{own}intermediate.dense", x))
            x = self._normed(f"{own}output.LayerNorm", x + self._product(f"{own}output.dense", grown))
        return x.reshape(n, t, self.dim)

    def _product(self, name: str, x: Array) -> Array:
        y: Array = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return y

    def _normed(self, name: str, x: Array) -> Array:
        import numpy as np

        centred = x - x.mean(axis=1, keepdims=True)
        y: Array = centred / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + self._epsilon)
        return y * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _weights(folder: Path) -> dict[str, Array]:
    import numpy as np
    from safetensors.numpy import load_file

    found = load_file(folder / WEIGHTS)
    return {k.removeprefix("bert."): v.astype(np.float32) for k, v in found.items() if v.dtype.kind == "f"}


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
    # Released files pad and cut everything to 128.
    tokenizer.no_padding()
    return tokenizer


def _runs(lengths: Sequence[int]) -> Iterator[list[int]]:
    groups: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        groups.setdefault(length, []).append(i)
    for length, members in sorted(groups.items()):
        size = max(1, _RUN_TOKENS // length)
        yield from (members[at : at + size] for at in range(0, len(members), size))


def _softmax(x: Array) -> Array:
    import numpy as np

    grown = np.exp(x - x.max(axis=-1, keepdims=True))
    y: Array = grown / grown.sum(axis=-1, keepdims=True)
    return y


def _gelu(x: Array) -> Array:
    """x · Φ(x), with the error function to 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    import numpy as np

    z = np.abs(x) / np.float32(math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = np.sign(x) * (1 - series * np.exp(-z * z))
    y: Array = (0.5 * x * (1 + error)).astype(np.float32)
    return y


def _unit(rows: Any) -> Any:
    import numpy as np

    return rows / np.maximum(np.sqrt((rows * rows).sum(axis=-1, keepdims=True)), 1e-12)
