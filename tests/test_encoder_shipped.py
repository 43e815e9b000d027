"""The vectors that travel with jdmatch are what the encoder makes now, and nothing else is ever found in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jdmatch import Analyzer, Settings, resources
from jdmatch.encoder import VectorCache, shipped
from jdmatch.encoder.entries import key
from jdmatch.encoder.onnx import OnnxEncoder
from jdmatch.encoder.shipped import Shipped
from jdmatch.errors import ModelError
from jdmatch.records import Framework
from jdmatch.training import checkout, manifest, vectors
from tests import bakery
from tests.tiny_encoder import TinyEncoder

LISTS = [("bakes bread", "sells bread", ""), ("one " * 300,), ("a baker",)]
# Another processor's float operations may change a vector's last digits (models/encoder.md).
NEAR = 1e-3


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder.shipped()


@pytest.fixture(scope="module")
def embedded() -> list[Framework]:
    return vectors.embedded(checkout.places())


def find(encoder: object, texts: object) -> object:
    return Shipped().find(encoder, key(encoder, texts, tokens=False))


@pytest.fixture
def own(tmp_path: Path):
    """Writes vectors of another encoder's where jdmatch looks first."""

    def write(encoder: TinyEncoder) -> Path:
        (tmp_path / shipped.FILE).write_bytes(shipped.pack(encoder, LISTS))
        manifest.record(shipped.FILE, about="a", licence="b", origin="c", models=tmp_path)
        resources.prefer(tmp_path)
        return tmp_path / shipped.FILE

    yield write
    resources.prefer(None)


def test_every_embedded_framework_is_found_with_its_titles(encoder: OnnxEncoder, embedded: list[Framework]) -> None:
    """What ``jdmatch train vectors --check`` compares in full: here, that no list is missing (a framework or the
    encoder was changed: jdmatch train vectors), and a sample of the numbers."""
    lists = vectors.lists(embedded)
    assert VectorCache(None, shipped=Shipped()).absent(encoder, lists) == 0
    for texts in (*lists[:: len(lists) // 6], lists[-1]):
        found, now = find(encoder, texts), encoder.encode(texts)
        assert found.truncated == now.truncated
        assert found.vectors.dtype == np.float32
        assert np.abs(found.vectors - now.vectors).max() < NEAR


@pytest.mark.real
def test_a_first_analysis_encodes_its_posting_and_the_chosen_framework_alone(
    encoder: OnnxEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = OnnxEncoder.encode
    monkeypatch.setattr(
        OnnxEncoder, "encode", lambda self, texts, **how: seen.extend(texts) or real(self, texts, **how)
    )
    analyzer = Analyzer.load(Settings(cache_dir=tmp_path, data_dir=tmp_path), encoder_=encoder)
    text = (resources.folder("corpora/samples") / "billing-specialist-medical-group.txt").read_text(encoding="utf-8")
    found = analyzer.analyze(text)
    asked = {s.text for s in analyzer.frameworks[found.occupation.selected].statements}
    others = {s.text for f in analyzer.frameworks.values() for s in f.statements} - asked
    assert asked <= set(seen)
    assert not others & set(seen)


def test_what_was_packed_is_found_bit_for_bit(own) -> None:
    own(TinyEncoder())
    for texts in LISTS:
        found, now = find(TinyEncoder(), texts), TinyEncoder().encode(texts)
        assert (found.vectors == now.vectors).all()
        assert found.truncated == now.truncated


@pytest.mark.parametrize("texts", [("bakes bread", "sells bread"), ("sells bread", "bakes bread", ""), ("a baker ",)])
def test_another_list_is_not_found(own, texts: tuple[str, ...]) -> None:
    own(TinyEncoder())
    assert find(TinyEncoder(), texts) is None


def test_another_encoder_and_token_vectors_are_not_found(own) -> None:
    own(TinyEncoder())
    assert find(TinyEncoder("other"), LISTS[0]) is None
    encoder, cache = TinyEncoder(), VectorCache(None, shipped=Shipped())
    assert cache.encode(encoder, LISTS[0]).token_vectors is None
    assert encoder.texts == 0
    assert cache.encode(encoder, LISTS[0], tokens=True).token_vectors is not None
    assert encoder.texts == len(LISTS[0])


def test_what_is_shipped_is_not_kept_again(own, tmp_path: Path) -> None:
    own(TinyEncoder())
    cache = VectorCache.of(Settings(cache_dir=tmp_path / "cache"))
    encoder = TinyEncoder()
    cache.encode(encoder, LISTS[0])
    assert encoder.texts == 0
    assert not (tmp_path / "cache").exists()
    cache.encode(encoder, ["sells rolls"])
    assert len(list((tmp_path / "cache" / "vectors").iterdir())) == 1


def test_a_damaged_file_is_refused(own) -> None:
    path = own(TinyEncoder())
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    resources.prefer(path.parent)
    with pytest.raises(ModelError, match=r"vectors\.safetensors") as caught:
        find(TinyEncoder(), LISTS[0])
    assert caught.value.code == "JDM040"


def test_analyses_are_the_same_without_them(monkeypatch: pytest.MonkeyPatch, own, tmp_path: Path) -> None:
    """Kept, shipped or made now: the same bytes."""
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    chosen = Settings(frameworks=(str(tmp_path / "four.csv"),), use_cache=False)
    plain = Analyzer.load(chosen, encoder_=TinyEncoder()).analyze(bakery.POSTING).to_dict()
    framework = next(iter(Analyzer.load(chosen, encoder_=TinyEncoder()).frameworks.values()))
    lists = [tuple(s.text for s in framework.statements), (framework.title,)]
    monkeypatch.setattr("tests.test_encoder_shipped.LISTS", lists)
    own(TinyEncoder())
    assert Analyzer.load(chosen, encoder_=TinyEncoder()).analyze(bakery.POSTING).to_dict() == plain
