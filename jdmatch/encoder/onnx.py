"""The onnxruntime room: a BERT-like sentence encoder as one ONNX file, without torch.

How a vector is kept a pure function of its text: texts are run together only when they have equally many tokens, so
nothing is ever padded; each run uses one thread, so no kernel splits its work by what else is there; the shipped graph
multiplies matrices in whole numbers with one scale a token, which is exact whatever the batch; and what is left in
floating point (layer norm, softmax, attention, the mean over tokens) is computed row by row or text by text. So a text
gives the same bits alone and among ten thousand, and a test compares them. Speed on several cores comes from running
several such batches at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.encoder.protocols import Encoding, assemble
from jdmatch.errors import ModelError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

MODEL, TOKENIZER, LENGTHS, POOLING = (
    "model.onnx",
    "tokenizer.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)
FILES = (MODEL, TOKENIZER, LENGTHS, POOLING)
_SHIPPED = "encoder"

# Tokens in one run. Between the matrix products every run goes through some two hundred small steps, which larger runs
# spread over more tokens (docs/performance.md has the figures); the largest still fits a core's own cache. A single
# posting, about a thousand tokens, is cut finer, so that every core has runs to do.
_SMALL_RUN, _LARGE_RUN = 128, 384
_RUNS_PER_THREAD = 4
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A tokenised text: ids with special tokens, the places of the others in ``ids``, their spans, whether cut."""

    ids: list[int]
    rows: slice | list[int]
    spans: list[tuple[int, int]]
    truncated: bool


class OnnxEncoder:
    """An encoder in a folder of sentence-transformers' layout, with ``model.onnx`` for the weights.

    The graph takes ``input_ids`` (n, t), and ``attention_mask`` and ``token_type_ids`` where it names them, and gives
    ``last_hidden_state`` (n, t, dim); the mean over all tokens and the unit length are made here. ModelError (JDM043)
    where the folder holds something else.
    """

    def __init__(self, folder: Path, *, threads: int = 1, hashes: Mapping[str, str] | None = None) -> None:
        self._threads = max(1, threads)
        sums = hashes or _hashes(folder)
        self.max_tokens = _max_tokens(folder)
        self._tokenizer = _tokenizer(folder, self.max_tokens)
        self._session = _session(folder / MODEL)
        self._inputs = tuple(i.name for i in self._session.get_inputs())
        output = self._session.get_outputs()[0]
        if output.name != "last_hidden_state" or not isinstance(output.shape[-1], int):
            raise _unusable(
                folder, f"its first output is {output.name} {output.shape}, not last_hidden_state (n, t, dim)"
            )
        self.dim: int = output.shape[-1]
        about = self._session.get_modelmeta().custom_metadata_map
        content = hashlib.sha256("".join(f"{name}:{sums[name]}\n" for name in FILES).encode()).hexdigest()
        kind = f"{about.get('name', folder.name)}/{about.get('precision', 'fp32')}/onnxruntime"
        self.signature = f"{kind}@sha256:{content[:16]}"

    @classmethod
    def shipped(cls, *, threads: int = 1) -> OnnxEncoder:
        """The model that comes with jdmatch, every file compared with the manifest. ModelError (JDM040)."""
        paths = [resources.model_file(f"{_SHIPPED}/{name}") for name in FILES]
        sums = {name: resources.manifest()[f"{_SHIPPED}/{name}"].sha256 for name in FILES}
        return cls(paths[0].parent, threads=threads, hashes=sums)

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """Encode the texts, each different one once, in runs of equally long ones."""
        distinct = {text: n for n, text in enumerate(dict.fromkeys(texts))}
        read = [self._read(text) for text in distinct]
        runs = list(_runs([len(t.ids) for t in read], self._threads))
        vectors: list[Any] = [None] * len(read)
        pieces: list[Any] = [None] * len(read)

        def work(run: Sequence[int]) -> None:
            hidden = self._run([read[i].ids for i in run])
            means = _unit_means(hidden)
            units = _unit_rows(hidden) if tokens else hidden
            for i, mean, states in zip(run, means, units, strict=True):
                vectors[i] = mean
                if tokens:
                    pieces[i] = states[read[i].rows]

        workers = min(self._threads, len(runs))
        if workers > 1:
            # onnxruntime and NumPy let go of the interpreter lock while they compute.
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(work, runs))
        else:
            for run in runs:
                work(run)
        order = [distinct[text] for text in texts]
        return assemble(
            [vectors[i] for i in order],
            [read[i].truncated for i in order],
            self.dim,
            [pieces[i] for i in order] if tokens else None,
            [read[i].spans for i in order] if tokens else None,
        )

    def _read(self, text: str) -> _Tokens:
        # Half a surrogate pair can not be told to the tokenizer; its stand-in is as long, so that spans stay right.
        piece = self._tokenizer.encode(_SURROGATE.sub("\ufffd", text))
        special, offsets = piece.special_tokens_mask, piece.offsets
        rows: slice | list[int]
        if sum(special) == 2 and special[0] and special[-1]:
            rows, spans = slice(1, len(special) - 1), offsets[1:-1]
        else:
            rows = [i for i, one in enumerate(special) if not one]
            spans = [offsets[i] for i in rows]
        return _Tokens(piece.ids, rows, spans, bool(piece.overflowing))

    def _run(self, ids: Sequence[Sequence[int]]) -> NDArray[float32]:
        import numpy as np

        rows = np.array(ids, dtype=np.int64)
        known = {"input_ids": rows, "attention_mask": np.ones_like(rows), "token_type_ids": np.zeros_like(rows)}
        hidden: NDArray[float32] = self._session.run(
            ["last_hidden_state"], {name: known[name] for name in self._inputs}
        )[0]
        return hidden


def _runs(lengths: Sequence[int], threads: int) -> Iterator[list[int]]:
    """Numbers of texts of equal length (one text at least), longest work first so that the cores end together. How
    texts are put together shows in the time alone."""
    share = sum(lengths) // (threads * _RUNS_PER_THREAD)
    most = min(max(share, _SMALL_RUN), _LARGE_RUN)
    groups: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        groups.setdefault(length, []).append(i)
    runs = []
    for length, members in groups.items():
        size = max(1, most // length)
        runs += [members[at : at + size] for at in range(0, len(members), size)]
    yield from sorted(runs, key=lambda run: -len(run) * lengths[run[0]])


def _unit_means(hidden: NDArray[float32]) -> NDArray[float32]:
    """For each text (n, t, dim) the mean of its hidden states, special tokens included as in training, at unit length
    (n, dim)."""
    import numpy as np

    # In double precision: the sum's last bits would be the first to depend on how a library orders its additions.
    total = hidden.sum(axis=1, dtype=np.float64)
    units: NDArray[float32] = (total / np.sqrt((total * total).sum(axis=1, keepdims=True))).astype(np.float32)
    return units


def _unit_rows(states: NDArray[float32]) -> NDArray[float32]:
    """Hidden states (…, dim) at unit length."""
    import numpy as np

    unit: NDArray[float32] = states / np.sqrt((states * states).sum(axis=-1, keepdims=True))
    return unit


def _session(model: Path) -> Any:
    # From 1.29 on, importing onnxruntime sends word of the process to Microsoft and leaves an identifier in the user's
    # cache folder, before any call can forbid it.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is written as it should run; the higher levels rewrite nothing in it and cost loading time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.enable_mem_pattern = False  # plans memory for one shape; here nearly every run has another
    # Finding which results may share memory takes longer than all the rest of loading, and saves nothing that the
    # allocator's pool does not.
    options.enable_mem_reuse = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own types, none of them public
        raise _unusable(model, str(error).splitlines()[0]) from error


def _tokenizer(folder: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # tokenizers raises bare Exception
        raise _unusable(folder / TOKENIZER, str(error)) from error
    # The file has a truncation and a padding of its own baked in.
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _max_tokens(folder: Path) -> int:
    pooling = _json(folder / POOLING)
    if not pooling.get("pooling_mode_mean_tokens"):
        raise _unusable(folder / POOLING, "only the mean over tokens is known here")
    length = _json(folder / LENGTHS).get("max_seq_length")
    if not isinstance(length, int) or length < 3:
        raise _unusable(folder / LENGTHS, f"max_seq_length is {length!r}")
    return length


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(path, str(error)) from error
    if not isinstance(document, dict):
        raise _unusable(path, "it holds no JSON object")
    return document


def _hashes(folder: Path) -> dict[str, str]:
    try:
        return {name: resources.file_sha256(folder / name) for name in FILES}
    except OSError as error:
        raise _unusable(folder, f"{Path(str(error.filename)).name} can not be read: {error.strerror}") from error


def _unusable(path: Path, why: str) -> ModelError:
    return ModelError(
        f"{path} can not be used as an encoder: {why}. Leave out --encoder for the shipped model, or give a "
        "sentence-transformers model.",
        code="JDM043",
    )
