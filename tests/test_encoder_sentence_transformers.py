"""Any model of sentence-transformers keeps the contract of an encoder, and nothing of it is fetched or unpickled."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from jdmatch.encoder import load
from jdmatch.encoder.sentence_transformers import SentenceTransformersEncoder
from jdmatch.errors import MissingExtraError, ModelError
from jdmatch.settings import Settings
from tests.small_bert import small_bert

TEXTS = ["post the bills", "call about bills about bills", "", "unknown words", "the " * 30, "post the bills"]


def test_without_the_extra_the_error_has_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'jdmatch\[train\]'") as caught:
        load(Settings(encoder="all-mpnet-base-v2"))
    assert caught.value.exit_code == 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers ([train] extra) is not installed")
    return small_bert(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> SentenceTransformersEncoder:
    loaded = load(Settings(encoder=str(folder), threads=1))
    assert isinstance(loaded, SentenceTransformersEncoder)
    return loaded


def test_its_vectors_are_the_librarys(encoder: SentenceTransformersEncoder, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True).encode(
        TEXTS, show_progress_bar=False
    )
    made = encoder.encode(TEXTS)
    assert made.vectors == pytest.approx(np.asarray(theirs), abs=5e-4)  # half precision
    assert (encoder.dim, encoder.max_tokens) == (16, 12)
    assert made.truncated == (False, False, False, False, True, False)


def test_a_vector_depends_on_its_text_alone(encoder: SentenceTransformersEncoder) -> None:
    together = encoder.encode(TEXTS, tokens=True)
    for i, text in enumerate(TEXTS):
        alone = encoder.encode([text], tokens=True)
        assert (alone.vectors[0] == together.vectors[i]).all()
        assert (alone.tokens[0] == together.tokens[i]).all()


def test_tokens_are_without_special_ones_and_know_their_place(encoder: SentenceTransformersEncoder) -> None:
    made = encoder.encode(TEXTS, tokens=True)
    assert [TEXTS[0][a:b] for a, b in made.spans[0]] == ["post", "the", "bills"]
    assert [len(t) for t in made.tokens] == [3, 5, 0, 2, 10, 3]


def test_another_weight_is_another_signature(encoder: SentenceTransformersEncoder, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    same = small_bert(tmp_path / "small")
    assert SentenceTransformersEncoder(str(same)).signature == encoder.signature
    weights = load_file(same / "model.safetensors")
    weights["encoder.layer.1.output.dense.weight"][0, 0] += 1
    save_file(weights, same / "model.safetensors")
    changed = SentenceTransformersEncoder(str(same)).signature
    assert changed != encoder.signature
    assert changed.startswith("small/fp32/torch@sha256:")


@pytest.mark.parametrize("name", ["nobody/such-a-model", "/nowhere/model"])
def test_a_model_that_is_not_there_is_not_fetched(folder: Path, name: str) -> None:
    with pytest.raises(ModelError, match="--allow-network") as caught:
        load(Settings(encoder=name))
    assert caught.value.code == "JDM043"
    assert name in str(caught.value)


def test_pickled_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    other = small_bert(tmp_path / "pickled")
    torch.save(load_file(other / "model.safetensors"), other / "pytorch_model.bin")
    (other / "model.safetensors").unlink()
    with pytest.raises(ModelError) as caught:
        load(Settings(encoder=str(other)))
    assert caught.value.code == "JDM043"
