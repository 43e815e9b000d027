"""A BERT encoder in NumPy, read from a sentence-transformers folder.

It serves the export: it holds the weights in the shape that the ONNX graph wants them in, runs the calibration texts
with a hook at every matrix product, and is an independent reference that the exported files are tested against.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

Array = NDArray[np.float32]
Linear = Callable[[str, Array], Array]
PARTS = ("qkv", "o", "up", "down")


@dataclass(frozen=True)
class Bert:
    """Weights by their name in the safetensors file, and the numbers of config.json that the arithmetic needs."""

    weights: dict[str, Array]
    heads: int
    layers: int
    epsilon: float
    max_tokens: int

    @classmethod
    def read(cls, folder: Path) -> Bert:
        """The model in ``folder``. ValueError where it is no BERT with exact GELU and mean pooling."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        lengths = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        mean = pooling.get("pooling_mode_mean_tokens") or pooling.get("pooling_mode") == "mean"
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu" or not mean:
            raise ValueError(f"{folder} is no BERT with GELU and mean pooling: this export knows no other")
        weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if v.dtype.kind == "f"}
        return cls(
            {k.removeprefix("bert."): v.astype(np.float32) for k, v in weights.items()},
            heads=config["num_attention_heads"],
            layers=config["num_hidden_layers"],
            epsilon=config["layer_norm_eps"],
            max_tokens=_max_tokens(folder, config, lengths),
        )

    @property
    def dim(self) -> int:
        """Length of a hidden state."""
        return int(self.words.shape[1])

    @property
    def words(self) -> Array:
        """The word pieces' vectors (vocabulary, dim)."""
        return self.weights["embeddings.word_embeddings.weight"]

    @cached_property
    def positions(self) -> Array:
        """The positions' vectors (max_tokens, dim), with that of token type 0, the only one used, added."""
        kinds = self.weights["embeddings.token_type_embeddings.weight"]
        table: Array = self.weights["embeddings.position_embeddings.weight"][: self.max_tokens] + kinds[0]
        return table

    @cached_property
    def products(self) -> dict[str, tuple[Array, Array]]:
        """Every matrix product as (matrix (inputs, outputs), bias): ``0.qkv``, ``0.o``, ``0.up``, ``0.down``, ….
        Query, key and value are one, the queries already divided by √(dim of a head)."""
        scale = np.float32(1 / math.sqrt(self.dim // self.heads))
        out = {}
        for i in range(self.layers):
            own = f"encoder.layer.{i}"
            three = [f"{own}.attention.self.{name}" for name in ("query", "key", "value")]
            factors = (scale, np.float32(1), np.float32(1))
            out[f"{i}.qkv"] = (
                np.concatenate(
                    [self.weights[f"{n}.weight"].T * f for n, f in zip(three, factors, strict=True)], axis=1
                ),
                np.concatenate([self.weights[f"{n}.bias"] * f for n, f in zip(three, factors, strict=True)]),
            )
            names = ("attention.output.dense", "intermediate.dense", "output.dense")
            for part, name in zip(PARTS[1:], names, strict=True):
                out[f"{i}.{part}"] = (self.weights[f"{own}.{name}.weight"].T, self.weights[f"{own}.{name}.bias"])
        return out

    def norm(self, name: str) -> tuple[Array, Array]:
        """Weight and bias of a layer norm: ``embeddings``, ``0.attention``, ``0.output``, …."""
        if name == "embeddings":
            key = "embeddings.LayerNorm"
        else:
            layer, part = name.split(".")
            key = f"encoder.layer.{layer}." + ("attention.output" if part == "attention" else "output") + ".LayerNorm"
        return self.weights[f"{key}.weight"], self.weights[f"{key}.bias"]

    def plain(self, name: str, x: Array) -> Array:
        """The matrix product ``name`` in float32."""
        matrix, bias = self.products[name]
        y: Array = x @ matrix + bias
        return y

    def hidden(self, ids: NDArray[np.int64], linear: Linear | None = None) -> Array:
        """Last hidden states (n, t, dim) of token ids (n, t) without padding, every product done by ``linear``."""
        product = linear or self.plain
        n, t = ids.shape
        size = self.dim // self.heads
        x = self._normed("embeddings", (self.words[ids] + self.positions[:t]).reshape(n * t, self.dim))
        for i in range(self.layers):
            q, k, v = product(f"{i}.qkv", x).reshape(n, t, 3, self.heads, size).transpose(2, 0, 3, 1, 4)
            weights = _softmax(q @ k.transpose(0, 1, 3, 2))
            mixed = (weights @ v).transpose(0, 2, 1, 3).reshape(n * t, self.dim)
            x = self._normed(f"{i}.attention", x + product(f"{i}.o", mixed))
            x = self._normed(f"{i}.output", x + product(f"{i}.down", _gelu(product(f"{i}.up", x))))
        return x.reshape(n, t, self.dim)

    def _normed(self, name: str, x: Array) -> Array:
        weight, bias = self.norm(name)
        centred = x - x.mean(axis=1, keepdims=True)
        y: Array = centred / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + self.epsilon) * weight + bias
        return y


def _max_tokens(folder: Path, config: dict[str, Any], lengths: dict[str, Any]) -> int:
    """The model's own limit: newer versions of sentence-transformers keep it with the tokenizer."""
    tokenizer = folder / "tokenizer_config.json"
    told = json.loads(tokenizer.read_text(encoding="utf-8")) if tokenizer.is_file() else {}
    longest = lengths.get("max_seq_length") or told.get("model_max_length") or config["max_position_embeddings"]
    return min(int(longest), int(config["max_position_embeddings"]))


def batches(rows: Sequence[Sequence[int]], tokens: int = 2048) -> Iterator[tuple[list[int], NDArray[np.int64]]]:
    """Token ids in batches of equal length: (numbers of the texts, ids (n, t))."""
    groups: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(len(row), []).append(i)
    for length, members in sorted(groups.items()):
        size = max(1, tokens // length)
        for at in range(0, len(members), size):
            part = members[at : at + size]
            yield part, np.array([rows[i] for i in part], dtype=np.int64)


def _softmax(x: Array) -> Array:
    grown = np.exp(x - x.max(axis=-1, keepdims=True))
    y: Array = grown / grown.sum(axis=-1, keepdims=True)
    return y


def _gelu(x: Array) -> Array:
    y: Array = 0.5 * x * (1 + _erf(x / np.float32(math.sqrt(2))))
    return y.astype(np.float32)


def _erf(x: Array) -> Array:
    """The error function to 1.5e-7 (Abramowitz and Stegun 7.1.26): SciPy is no part of this export."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    y: Array = np.sign(x) * (1 - series * np.exp(-x * x))
    return y
