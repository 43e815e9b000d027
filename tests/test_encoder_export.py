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

from tools import encoder_quantise, export_encoder, manifest
from tools.bert import Bert, batches

TEXTS: list[str] = json.loads((Path(__file__).parent / "cases" / "encoder" / "texts.json").read_text(encoding="utf-8"))
CLEAN = [text for text in TEXTS if text.isprintable()]


@pytest.fixture(scope="module")
def source() -> Path:
    try:
        return export_encoder.package_folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def exact(source: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """The model in float32, exported here."""
    folder = tmp_path_factory.mktemp("fp32")
    export_encoder.export(source, folder, precision="fp32", name="all-MiniLM-L6-v2")
    return OnnxEncoder(folder)


@pytest.mark.real
def test_the_float_graph_is_the_model(source: Path, exact: OnnxEncoder) -> None:
    bert = Bert.read(source)
    ids = [exact._read(text).ids for text in TEXTS]
    expected = np.zeros((len(ids), bert.dim), dtype=np.float32)
    for members, batch in batches(ids):
        means = bert.hidden(batch).mean(axis=1)
        expected[members] = means / np.linalg.norm(means, axis=1, keepdims=True)
    assert exact.encode(TEXTS).vectors == pytest.approx(expected, abs=1e-5)


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
def test_the_shipped_file_is_near_the_float_model(exact: OnnxEncoder) -> None:
    shipped = OnnxEncoder.shipped()
    cosines = (shipped.encode(CLEAN).vectors * exact.encode(CLEAN).vectors).sum(axis=1)
    assert cosines.min() > 0.995
    assert cosines.mean() > 0.999
    assert shipped.max_tokens == exact.max_tokens == 256


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
    package = tmp_path / export_encoder.PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('the package itself is not to be run')")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ValueError, match="not the released model"):
        export_encoder.package_folder()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A sentence-transformers folder with a BERT of random weights: two layers of 16, four heads."""
    return small_bert(tmp_path / "small")


def test_any_bert_of_that_shape_can_be_exported(small: Path, tmp_path: Path) -> None:
    vectors = {}
    for precision in ("fp32", "int8"):
        out = tmp_path / precision
        arguments = ["--source", str(small), "--out", str(out), "--name", "small", "--precision", precision]
        assert export_encoder.main(arguments) == 0
        encoder = OnnxEncoder(out)
        assert encoder.signature.startswith(f"small/{precision}/onnxruntime@sha256:")
        assert encoder.max_tokens == 12
        assert {"config.json", "modules.json", "tokenizer.json"} <= {p.name for p in out.iterdir()}
        vectors[precision] = encoder.encode(["post the bills", "call about bills", "post", "the the the"]).vectors
    assert (vectors["fp32"] * vectors["int8"]).sum(axis=1).min() > 0.998
    assert (vectors["fp32"] != vectors["int8"]).any()


def test_the_same_export_is_the_same_file(small: Path, tmp_path: Path) -> None:
    for out in ("a", "b"):
        export_encoder.export(small, tmp_path / out, precision="int8", name="small")
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
    whole, _ = encoder_quantise._round(matrix, moments)
    assert np.abs(whole.astype(int)).max() <= 127
    assert _largest_pair(whole) <= 32767


def test_passing_errors_on_beats_rounding_to_the_nearest() -> None:
    draw = np.random.default_rng(0)
    inputs = draw.normal(size=(400, 64)) @ draw.normal(size=(64, 64))
    matrix = draw.normal(size=(64, 32))
    whole, scales = encoder_quantise._round(matrix, inputs.T @ inputs)
    plain = np.rint(matrix / scales) * scales
    ours, theirs = (np.abs(inputs @ (m - matrix)).mean() for m in (whole * scales, plain))
    assert ours < 0.8 * theirs


def test_rows_in_bytes_are_within_half_a_step() -> None:
    table = np.random.default_rng(1).normal(size=(50, 16)).astype(np.float32)
    table[7] = 0
    whole, scales = encoder_quantise.rows_in_bytes(table)
    assert np.abs(whole * scales - table).max() <= scales.max() * 0.51
    assert (whole[7] == 0).all()


def test_the_manifest_is_up_to_date() -> None:
    entries = manifest._read()
    assert manifest.unlisted(entries) == []
    assert manifest.render(entries) == (manifest.MODELS / "manifest.toml").read_text(encoding="utf-8")


def test_the_manifest_follows_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "MODELS", tmp_path)
    (tmp_path / "manifest.toml").write_text("", encoding="utf-8")
    (tmp_path / "a.json").write_text("1")
    monkeypatch.setattr("sys.argv", ["manifest", "--check"])
    assert manifest.main() == 1  # a file without an entry
    manifest.record("a.json", about='What "it" is', licence="MIT", origin="here")
    assert manifest.main() == 0
    (tmp_path / "a.json").write_text("22")
    assert manifest.main() == 1
    monkeypatch.setattr("sys.argv", ["manifest"])
    assert manifest.main() == 0
    text = (tmp_path / "manifest.toml").read_text(encoding="utf-8")
    assert "size = 2" in text
    assert '"What \\"it\\" is"' in text
    (tmp_path / "a.json").unlink()
    assert manifest.main() == 0
    assert "a.json" not in (tmp_path / "manifest.toml").read_text(encoding="utf-8")


def _largest_pair(matrix: NDArray[np.int8]) -> int:
    """The largest sum that two neighbouring inputs of 255 can make: 16 bits must hold it (AVX2's vpmaddubsw)."""
    pairs = matrix.astype(np.int64).reshape(-1, 2, matrix.shape[1])
    return int(255 * max(np.maximum(pairs, 0).sum(axis=1).max(), np.maximum(-pairs, 0).sum(axis=1).max()))
