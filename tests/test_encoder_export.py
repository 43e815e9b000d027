"""The export: whole numbers that no processor gets wrong, a graph that is the model, files that say what they are.

The weights of all-MiniLM-L6-v2 come from the test extra; without them, or without onnx, what needs them is skipped.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from jdmatch import resources
from jdmatch.encoder.onnx import OnnxEncoder
from tests.small_bert import small_bert

pytest.importorskip("onnx", reason="onnx ([train] extra) is not installed")

from jdmatch.training import export
from jdmatch.training.export import quantise
from jdmatch.training.export.bert import Bert, batches

TEXTS: list[str] = json.loads((Path(__file__).parent / "cases" / "encoder" / "texts.json").read_text(encoding="utf-8"))
CLEAN = [text for text in TEXTS if text.isprintable()]
# What the rounding of the small model is calibrated on.
TYPICAL = ["post the bills", "call about the bills", "post", "the the call the bills"]
PRECISIONS: tuple[export.Precision, ...] = ("fp32", "int8")


@pytest.fixture(scope="module")
def source() -> Path:
    try:
        return export.package_folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def exact(source: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """The model in float32, exported here."""
    folder = tmp_path_factory.mktemp("fp32")
    export.export(source, folder, precision="fp32", name="all-MiniLM-L6-v2", texts=[])
    return OnnxEncoder(folder)


@pytest.mark.real
def test_the_float_graph_is_the_model(source: Path, exact: OnnxEncoder) -> None:
    bert = Bert.read(source)
    ids = [exact._read(text).ids for text in TEXTS]
    expected = np.zeros((len(ids), bert.dim), dtype=np.float32)
    for members, batch in batches(ids):
        means = bert.hidden(batch).mean(axis=1)
        expected[members] = means / np.linalg.norm(means, axis=1, keepdims=True)
    assert exact.encode(TEXTS).vectors == pytest.approx(expected, abs=2e-4)  # half precision


@pytest.mark.real
def test_the_float_graph_gives_the_vectors_of_sentence_transformers(source: Path, exact: OnnxEncoder) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers ([train] extra) is not installed")
    from jdmatch.encoder.sentence_transformers import SentenceTransformersEncoder

    texts = [*CLEAN, "one two three four " * 80]
    theirs = SentenceTransformersEncoder(str(source)).encode(texts, tokens=True)
    ours = exact.encode(texts, tokens=True)
    assert (theirs.vectors * ours.vectors).sum(axis=1).min() >= 1 - 1e-4
    assert theirs.truncated == ours.truncated
    assert theirs.spans == ours.spans
    assert theirs.token_vectors == pytest.approx(ours.token_vectors, abs=2e-3)


@pytest.mark.real
def test_no_pair_of_the_shipped_weights_can_saturate() -> None:
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(resources.model_file("encoder/model.onnx")))
    matrices = [numpy_helper.to_array(t) for t in model.graph.initializer if t.name.endswith(".matrix")]
    assert len(matrices) == 24
    for matrix in matrices:
        assert matrix.dtype == np.int8
        assert _largest_pair(matrix) <= 32767


def test_weights_of_another_release_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / export.PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('the package itself is not to be run')")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match="not the released model"):
        export.package_folder()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A sentence-transformers folder with a BERT of random weights: two layers of 16, four heads."""
    return small_bert(tmp_path / "small")


def test_any_bert_of_that_shape_can_be_exported(small: Path, tmp_path: Path) -> None:
    vectors = {}
    for precision in PRECISIONS:
        out = tmp_path / precision
        export.export(small, out, precision=precision, name="small", texts=TYPICAL)
        encoder = OnnxEncoder(out)
        assert encoder.signature.startswith(f"small/{precision}/onnxruntime@sha256:")
        assert encoder.max_tokens == 12
        assert {"config.json", "modules.json", "tokenizer.json"} <= {p.name for p in out.iterdir()}
        vectors[precision] = encoder.encode(["post the bills", "call about bills", "post", "the the the"]).vectors
    assert (vectors["fp32"] * vectors["int8"]).sum(axis=1).min() > 0.998
    assert (vectors["fp32"] != vectors["int8"]).any()


def test_the_same_export_is_the_same_file(small: Path, tmp_path: Path) -> None:
    for out in ("a", "b"):
        export.export(small, tmp_path / out, precision="int8", name="small", texts=TYPICAL)
    for path in (tmp_path / "a").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("config.json", "model_type", "roberta"),
        ("config.json", "hidden_act", "relu"),
        ("1_Pooling/config.json", "pooling_mode_mean_tokens", False),
    ],
)
def test_a_model_of_another_make_is_refused(small: Path, name: str, key: str, value: object) -> None:
    config = json.loads((small / name).read_text(encoding="utf-8"))
    (small / name).write_text(json.dumps({**config, key: value}), encoding="utf-8")
    with pytest.raises(ValueError, match="no BERT with GELU and mean pooling"):
        Bert.read(small)


@settings(deadline=None, max_examples=40)
@given(
    matrix=arrays(np.float64, (8, 5), elements=st.floats(-3, 3)),
    inputs=arrays(np.float64, (20, 8), elements=st.floats(-9, 9)),
)
def test_rounded_weights_keep_both_limits(matrix: NDArray[np.float64], inputs: NDArray[np.float64]) -> None:
    moments = inputs.T @ inputs + np.eye(8)
    whole, _ = quantise._round(matrix, moments)
    assert np.abs(whole.astype(int)).max() <= 127
    assert _largest_pair(whole) <= 32767


def test_passing_errors_on_beats_rounding_to_the_nearest() -> None:
    draw = np.random.default_rng(0)
    inputs = draw.normal(size=(400, 64)) @ draw.normal(size=(64, 64))
    matrix = draw.normal(size=(64, 32))
    whole, scales = quantise._round(matrix, inputs.T @ inputs)
    plain = np.rint(matrix / scales) * scales
    ours, theirs = (np.abs(inputs @ (m - matrix)).mean() for m in (whole * scales, plain))
    assert ours < 0.8 * theirs


def test_rows_in_bytes_are_within_half_a_step() -> None:
    table = np.random.default_rng(1).normal(size=(50, 16)).astype(np.float32)
    table[7] = 0
    whole, scales = quantise.rows_in_bytes(table)
    assert np.abs(whole * scales - table).max() <= scales.max() * 0.51
    assert (whole[7] == 0).all()


def _largest_pair(matrix: NDArray[np.int8]) -> int:
    """The largest sum that two neighbouring inputs of 255 can make: 16 bits must hold it (AVX2's vpmaddubsw)."""
    pairs = matrix.astype(np.int64).reshape(-1, 2, matrix.shape[1])
    return int(255 * max(np.maximum(pairs, 0).sum(axis=1).max(), np.maximum(-pairs, 0).sum(axis=1).max()))
