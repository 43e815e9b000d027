"""The shipped encoder: pure in each text, in order, honest about truncation, true to where its pieces stand."""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import encoder as encoder_room
from jdmatch import resources
from jdmatch.encoder import Encoder, load
from jdmatch.encoder.onnx import FILES, OnnxEncoder
from jdmatch.errors import ModelError
from jdmatch.settings import Settings

CASES = Path(__file__).parent / "cases" / "encoder"
TEXTS: list[str] = json.loads((CASES / "texts.json").read_text(encoding="utf-8"))
GOLD = Path(__file__).parents[2] / "shared" / "data" / "dev-gold"
LONG = "one two three four " * 80  # each word one piece


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder.shipped()


@pytest.fixture(scope="module")
def two_threads() -> OnnxEncoder:
    return OnnxEncoder.shipped(threads=2)


@pytest.fixture(scope="module")
def alone(encoder: OnnxEncoder) -> dict[str, tuple[bytes, bytes]]:
    """The bits of every case text, encoded by itself."""
    return {text: _bits(encoder, [text])[0] for text in [*TEXTS, LONG]}


def _bits(encoder: Encoder, texts: list[str]) -> list[tuple[bytes, bytes]]:
    made = encoder.encode(texts, tokens=True)
    return [(v.tobytes(), t.tobytes()) for v, t in zip(made.vectors, made.tokens, strict=True)]


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 40))
def test_a_vector_depends_on_its_text_alone(
    encoder: OnnxEncoder, two_threads: OnnxEncoder, alone: dict[str, tuple[bytes, bytes]], seed: int, size: int
) -> None:
    draw = random.Random(seed)
    texts = [draw.choice([*TEXTS, LONG]) for _ in range(size)]
    expected = [alone[text] for text in texts]
    assert _bits(encoder, texts) == expected
    assert _bits(two_threads, texts) == expected


def test_many_texts_of_one_length_agree_with_each_alone(encoder: OnnxEncoder, two_threads: OnnxEncoder) -> None:
    # More rows than one run takes: the batch is cut, and a text's place in it must not show.
    words = ["audits", "posts", "files", "checks", "codes", "reviews", "sends", "scans"]
    texts = [f"{a} {b} {c}" for a in words for b in words for c in words][:300]
    together = _bits(two_threads, texts)
    assert together[::37] == [_bits(encoder, [text])[0] for text in texts[::37]]


@pytest.mark.parametrize(("small", "large"), [(1, 1), (64, 64), (4096, 4096)])
def test_the_size_of_a_run_does_not_show(
    encoder: OnnxEncoder, alone: dict[str, tuple[bytes, bytes]], monkeypatch: pytest.MonkeyPatch, small: int, large: int
) -> None:
    monkeypatch.setattr("jdmatch.encoder.onnx._SMALL_RUN", small)
    monkeypatch.setattr("jdmatch.encoder.onnx._LARGE_RUN", large)
    texts = [*TEXTS, LONG, *reversed(TEXTS)]
    assert _bits(encoder, texts) == [alone[text] for text in texts]


def test_texts_with_the_models_own_signs_in_them_keep_their_pieces(encoder: OnnxEncoder) -> None:
    # Written out, the special tokens are read as such: they have no place among the pieces of a text.
    made = encoder.encode(["[SEP]", "post [CLS] bills", "post bills"], tokens=True)
    assert [len(spans) for spans in made.spans] == [len(tokens) for tokens in made.tokens]
    assert made.spans[2] == ((0, 4), (5, 10))


@settings(deadline=None, max_examples=30)
@given(text=st.text(max_size=60))
def test_any_text_has_a_unit_vector_and_spans_inside_itself(encoder: OnnxEncoder, text: str) -> None:
    made = encoder.encode([text], tokens=True)
    assert made.vectors.dtype == np.float32
    assert np.linalg.norm(made.vectors[0]) == pytest.approx(1, abs=5e-4)
    assert all(0 <= start <= end <= len(text) for start, end in made.spans[0])
    assert len(made.tokens[0]) == len(made.spans[0])
    assert np.linalg.norm(made.tokens[0], axis=1) == pytest.approx(np.ones(len(made.spans[0])), abs=2e-3)


@pytest.mark.parametrize(
    "case", json.loads((CASES / "pieces.json").read_text(encoding="utf-8")), ids=lambda c: c["text"]
)
def test_spans_are_places_in_the_text_as_given(encoder: OnnxEncoder, case: dict[str, object]) -> None:
    text = str(case["text"])
    assert [text[a:b] for a, b in encoder.encode([text], tokens=True).spans[0]] == case["pieces"]


def test_vectors_come_in_the_order_of_the_texts_and_repeat_with_them(encoder: OnnxEncoder) -> None:
    made = encoder.encode([TEXTS[0], TEXTS[2], TEXTS[0]])
    assert (made.vectors[0] == made.vectors[2]).all()
    assert not np.allclose(made.vectors[0], made.vectors[1])
    assert made.token_vectors is None
    assert len(made) == 3


def test_no_texts_are_no_vectors(encoder: OnnxEncoder) -> None:
    made = encoder.encode([], tokens=True)
    assert made.vectors.shape == (0, encoder.dim)
    assert made.tokens == ()


def test_a_text_over_the_limit_is_reported_and_read_up_to_it(encoder: OnnxEncoder) -> None:
    words = LONG.split()
    fits = " ".join(words[: encoder.max_tokens - 2])
    over = " ".join(words[: encoder.max_tokens - 1])
    made = encoder.encode([fits, over, LONG], tokens=True)
    assert made.truncated == (False, True, True)
    assert [len(spans) for spans in made.spans] == [encoder.max_tokens - 2] * 3
    assert (made.vectors[0] == made.vectors[1]).all()
    assert (made.vectors[0] == made.vectors[2]).all()


def test_same_meaning_is_nearer_than_same_topic(encoder: OnnxEncoder) -> None:
    texts = ["Answers patients' calls about bills", "Responds to billing questions by phone", "Drives a forklift"]
    near, far = (encoder.encode(texts).vectors @ encoder.encode(texts[:1]).vectors[0])[1:]
    assert near > far + 0.3


def test_all_vectors_lie_on_the_grid_that_is_kept(encoder: OnnxEncoder) -> None:
    made = encoder.encode(TEXTS, tokens=True)
    assert made.token_vectors is not None
    for values in (made.vectors, made.token_vectors):
        assert (values == values.astype(np.float16).astype(np.float32)).all()


def test_the_signature_names_model_precision_kernel_and_content(encoder: OnnxEncoder) -> None:
    kind, content = encoder.signature.split("@sha256:")
    assert kind == "jdmatch-minilm/int8/onnxruntime"
    assert len(content) == 16


def test_the_shipped_file_is_small_and_says_what_it_was_made_from() -> None:
    from onnxruntime import InferenceSession

    path = resources.model_file("encoder/model.onnx")
    assert path.stat().st_size <= 25_000_000
    about = InferenceSession(str(path), providers=["CPUExecutionProvider"]).get_modelmeta().custom_metadata_map
    assert about["name"] == "jdmatch-minilm"
    assert about["weights"].startswith("sha256:")
    assert about["calibration"].startswith("sha256:")


def test_the_shipped_file_is_near_the_float_model(encoder: OnnxEncoder) -> None:
    known = json.loads((CASES / "float-vectors.json").read_text(encoding="utf-8"))
    exact = np.array(known["vectors"]) / 10_000
    cosines = (encoder.encode(known["texts"]).vectors * exact).sum(axis=1)
    assert cosines.min() > 0.995
    assert cosines.mean() > 0.998


def test_a_folder_with_a_graph_is_loaded_without_torch(tmp_path: Path, encoder: OnnxEncoder) -> None:
    folder = _copy(tmp_path / "own-model")
    loaded = load(Settings(encoder=str(folder), threads=1))
    assert isinstance(loaded, OnnxEncoder)
    # Named by what the graph says of itself; same files, same signature.
    assert loaded.signature == encoder.signature
    assert (loaded.encode(TEXTS[:3]).vectors == encoder.encode(TEXTS[:3]).vectors).all()


@pytest.mark.parametrize("name", FILES)
def test_another_file_is_another_signature(tmp_path: Path, encoder: OnnxEncoder, name: str) -> None:
    folder = _copy(tmp_path / "own-model")
    path = folder / name
    if name == "model.onnx":
        # An unknown field at the end of the message: skipped by any reader.
        path.write_bytes(path.read_bytes() + b"\xf8\x7f\x00")
    else:
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert OnnxEncoder(folder).signature != encoder.signature


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("model.onnx", "no graph", "model.onnx"),
        ("tokenizer.json", "{}", "tokenizer.json"),
        ("tokenizer.json", None, "tokenizer.json"),
        ("sentence_bert_config.json", '{"max_seq_length": null}', "max_seq_length"),
        ("sentence_bert_config.json", "[", "sentence_bert_config.json"),
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}', "mean"),
        ("1_Pooling/config.json", "[]", "no JSON object"),
    ],
)
def test_an_unusable_folder_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: str | None, why: str
) -> None:
    folder = _copy(tmp_path / "own-model")
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=why) as caught:
        OnnxEncoder(folder)
    assert caught.value.code == "JDM043"
    assert "--encoder" in str(caught.value)


def test_a_damaged_shipped_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / "models"
    shutil.copytree(resources.folder("models"), models)
    path = models / "encoder" / "tokenizer.json"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    resources.model_file.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"encoder/tokenizer\.json") as caught:
            load(Settings())
        assert caught.value.code == "JDM040"
    finally:
        resources.model_file.cache_clear()


def test_importing_the_room_loads_no_library() -> None:
    script = (
        "import sys, jdmatch.encoder, jdmatch.encoder.onnx, jdmatch.encoder.sentence_transformers, jdmatch.index\n"
        "print(*sorted({'numpy', 'onnxruntime', 'tokenizers', 'torch', 'faiss', 'safetensors'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_onnxruntime_keeps_no_identifier_of_this_machine(tmp_path: Path) -> None:
    script = (
        "from jdmatch.encoder import load; from jdmatch.settings import Settings\n"
        "load(Settings()).encode(['posts payments'])"
    )
    # onnxruntime says nothing where it takes itself to be in a test or on a build machine.
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    env = known | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "-c", script], env=env, check=True)
    assert sorted(tmp_path.rglob("*")) == []


def test_cores_are_those_that_this_process_may_use() -> None:
    assert encoder_room.cores() >= 1


@pytest.mark.real
@pytest.mark.skipif(not GOLD.is_dir(), reason="data/dev-gold is not beside the project")
def test_eight_bits_cost_nothing_on_dev_gold(monkeypatch: pytest.MonkeyPatch, two_threads: OnnxEncoder) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "eval"))
    known = json.loads((CASES / "dev-gold.json").read_text(encoding="utf-8"))
    found = importlib.import_module("encoder_dev_gold").figures(two_threads)
    assert dict(found) == pytest.approx(known["float"], abs=known["tolerance"])


def _copy(folder: Path) -> Path:
    shutil.copytree(resources.folder("models") / "encoder", folder)
    return folder
