"""The sentence-transformers room: any model of that library, by path or by name, on torch and the CPU.

It is for trying other models, so it takes what the library gives: its prompt, its pooling, its limit. Three things are
not left to it. Texts go through one at a time, because padding and batch size change torch's last digits and a vector
is to be a pure function of its text. Nothing is fetched unless the user allowed the network, and no code of a model is
run. And weights are read from safetensors alone, never unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jdmatch.encoder.protocols import Encoding, assemble
from jdmatch.errors import MissingExtraError, ModelError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


class SentenceTransformersEncoder:
    """A sentence-transformers model. ``name``: a folder, or a name on the Hugging Face hub that is in the local cache
    or, with ``allow_network``, may be fetched. MissingExtraError without the [train] extra, ModelError (JDM043) where
    the model can not be loaded."""

    def __init__(self, name: str, *, threads: int = 1, allow_network: bool = False) -> None:
        self._name = name
        self._model = _load(name, threads, allow_network)
        model = self._model
        self.dim: int = _dimension(model)
        self.max_tokens: int = model.max_seq_length or sys.maxsize
        self._prompt: str = (model.prompts or {}).get(model.default_prompt_name or "", "") or ""
        short = Path(name).resolve().name if Path(name).is_dir() else name
        self.signature = f"{short}/fp32/torch@sha256:{self._content()[:16]}"

    def encode(self, texts: Sequence[str], *, tokens: bool = False) -> Encoding:
        """Encode the texts, each different one once and alone."""
        distinct = {text: n for n, text in enumerate(dict.fromkeys(texts))}
        done = [self._one(text, tokens) for text in distinct]
        order = [distinct[text] for text in texts]
        return assemble(
            [done[i][0] for i in order],
            [done[i][1] for i in order],
            self.dim,
            [done[i][2] for i in order] if tokens else None,
            [done[i][3] for i in order] if tokens else None,
        )

    def _one(self, text: str, tokens: bool) -> tuple[Any, bool, Any, list[tuple[int, int]]]:
        import numpy as np

        ids, special, offsets = self._pieces(text)
        truncated = len(ids) > self.max_tokens
        output = self._model.encode([text], batch_size=1, show_progress_bar=False, output_value=None)[0]
        vector = _unit(output["sentence_embedding"].cpu().numpy().astype(np.float32)[None])[0]
        if not tokens:
            return vector, truncated, None, []
        states = output["token_embeddings"].cpu().numpy().astype(np.float32)
        if len(states) != min(len(ids), self.max_tokens):
            raise _unusable(self._name, "its token vectors can not be told apart by its tokenizer")
        lead = len(self._prompt)
        rows = [i for i in range(len(states)) if not special[i] and offsets[i][0] >= lead]
        spans = [(offsets[i][0] - lead, offsets[i][1] - lead) for i in rows]
        return vector, truncated, _unit(states[rows]), spans

    def _pieces(self, text: str) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        """Ids, special-token flags and offsets of prompt and text, not cut."""
        if not getattr(self._model.tokenizer, "is_fast", False):
            raise _unusable(self._name, "its tokenizer does not say where its pieces stand in the text")
        known = self._model.tokenizer(
            self._prompt + text,
            truncation=False,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            verbose=False,
        )
        ids, special = known["input_ids"], known["special_tokens_mask"]
        offsets = known["offset_mapping"]
        if len(ids) > self.max_tokens:
            # The cut keeps the closing special token, in the last place.
            special = [*special[: self.max_tokens - 1], special[-1]]
        return ids, special, offsets

    def _content(self) -> str:
        """sha256 over weights, tokenizer, limit and prompt: what the vectors depend on."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            if ".pooler." in name:
                # BERT's own pooler is not used here, and random where a checkpoint leaves it out.
                continue
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
        backend = getattr(self._model.tokenizer, "backend_tokenizer", None)
        digest.update(backend.to_str().encode() if backend is not None else b"")
        digest.update(f"{self.max_tokens} {self._prompt}".encode())
        return digest.hexdigest()


def _load(name: str, threads: int, allow_network: bool) -> Any:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if not allow_network:
        # Read by huggingface_hub when it is imported, which the next lines do.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The encoder {name}", "train") from error
    torch.set_num_threads(max(1, threads))
    try:
        with _quiet():
            return SentenceTransformer(
                name,
                device="cpu",
                trust_remote_code=False,
                local_files_only=not allow_network,
                model_kwargs={"use_safetensors": True, "torch_dtype": torch.float32},
            )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, ImportError) as error:
        raise _unusable(name, str(error).splitlines()[0] if str(error) else type(error).__name__) from error


def _dimension(model: Any) -> int:
    # Renamed in sentence-transformers 5.2; the old name warns.
    ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    return int(ask())


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and no loading report of transformers on stderr."""
    from transformers.utils import logging

    shown, loudness = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(loudness)
        if shown:
            logging.enable_progress_bar()


def _unit(rows: NDArray[float32]) -> NDArray[float32]:
    import numpy as np

    unit: NDArray[float32] = rows / np.maximum(np.sqrt((rows * rows).sum(axis=1, keepdims=True)), 1e-12)
    return unit


def _unusable(name: str, why: str) -> ModelError:
    return ModelError(
        f"The encoder {name} can not be loaded: {why}. Give the folder of a sentence-transformers model, or with "
        "--allow-network the name of one on the Hugging Face hub.",
        code="JDM043",
    )
