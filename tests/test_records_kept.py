"""An analysis kept as bytes and read again: equal in every field, and usable as if it had just been made."""

import zlib
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import jdmatch
from jdmatch.errors import KeptError
from jdmatch.records import Analysis, Diagnostic, Pair, Posting, keep, kept, read
from jdmatch.settings import load_settings
from tests.builders import analysis, build_analysis, framework

SAMPLES = Path(__file__).parents[1] / "corpora" / "samples"


@pytest.fixture(scope="module")
def analyzed():
    """Real analyses: samples of three formats, one of them without any framework that fits."""
    from tests.tiny_encoder import TinyEncoder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jdmatch.encoder.load", lambda settings: TinyEncoder())
        named = jdmatch.Analyzer.load(load_settings(frameworks=("43-4051.00",)))
        chosen = jdmatch.Analyzer.load(load_settings())
        made = [
            named.attempt_file(SAMPLES / "customer-support-rep.txt"),
            named.attempt_file(SAMPLES / "hr-generalist-nonprofit.json"),
            chosen.attempt_file(SAMPLES / "new-grad-rn-residency.html"),
        ]
    assert all(isinstance(one, Analysis) for one in made)
    return made


def test_what_is_read_is_what_was_kept(analyzed):
    for one in [*analyzed, build_analysis()]:
        before = one.to_json()  # fills what is derived and remembered, which must not be kept
        back = read(keep(one))
        assert back == one
        assert back.to_json() == before
        for field in fields(one):
            assert type(getattr(back, field.name)) is type(getattr(one, field.name)), field.name
        assert all(type(pair) is Pair for pair in back.pairs)
        assert back.posting.blocks == one.posting.blocks
        assert [back.posting.locate(c.start, c.end) for c in back.chunks] == [
            one.posting.locate(c.start, c.end) for c in one.chunks
        ]
    assert any(one.posting.blocks and one.posting.spans for one in analyzed)
    assert all(one.pairs for one in analyzed[:2])


def test_it_is_decided_at_other_thresholds_as_the_first_one_is(analyzed):
    one = analyzed[0]
    for covered in (0.03, 0.5, 0.9):
        assert read(keep(one)).at(covered=covered).to_json() == one.at(covered=covered).to_json()


def test_floats_keep_their_last_digit():
    one = build_analysis()
    exact = tuple(pair._replace(probability=pair.probability / 3, similarity=0.1 + 0.2) for pair in one.pairs)
    back = read(keep(replace(one, pairs=exact)))
    assert [p.probability.hex() for p in back.pairs] == [p.probability.hex() for p in exact]
    assert back.pairs[0].similarity == 0.30000000000000004


def test_numbers_of_numpy_become_plain_ones_of_the_same_value():
    one = build_analysis()
    odd = one.pairs[0]._replace(
        chunk=np.int64(one.pairs[0].chunk), probability=np.float32(0.1), similarity=np.float64(0.7)
    )
    back = read(keep(replace(one, pairs=(odd, *one.pairs[1:]))))
    assert back.pairs[0] == odd
    assert [type(x) for x in back.pairs[0]] == [int, str, str, float, float]


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError, match="can not hold a object"):
        keep(replace(build_analysis(), facts=(object(),)))


@pytest.mark.parametrize("name", ["caf\udce9.txt", "\ud83d\ude00 halves", "😀 \u2028 \x00 \x1b é"])
def test_halves_of_surrogate_pairs_and_other_odd_characters_survive(name):
    one = build_analysis()
    one = replace(
        one, posting=replace(one.posting, id=name, title=name), diagnostics=(Diagnostic("JDM016", "note", name),)
    )
    back = read(keep(one))
    assert back == one
    assert (back.posting.id, back.diagnostics[0].message) == (name, name)


def test_an_analysis_without_a_framework_and_without_a_level():
    one = analysis("WHAT YOU DO\n- Stack shelves\n- Count stock\n", level=None)
    assert read(keep(one)) == one
    levelless = analysis("WHAT YOU DO\n- Stack shelves\n", framework(["Stacks shelves", "Counts stock"]))
    assert read(keep(levelless)) == levelless


def test_it_is_small(analyzed):
    one = analyzed[0]
    assert len(keep(one)) < len(one.to_json()) / 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "first line"),
        (b'{"schema": "jdmatch.analysis/1"}', "first line"),
        (b"jdmatch.kept/one\n", "first line"),
        (b"jdmatch.kept/99\nx", "format 99, and this jdmatch reads format 1"),
        (b"jdmatch.kept/1\n", "do not end where"),
        (b"jdmatch.kept/1\nnot zlib", "damaged"),
        (b"jdmatch.kept/1\n" + zlib.compress(b"{}"), "damaged: Object missing required field"),
        (b"jdmatch.kept/1\n" + zlib.compress(b"\xff{"), "damaged"),
        (keep(build_analysis())[:-1], "do not end where"),
        (keep(build_analysis()) + b"x", "do not end where"),
    ],
)
def test_what_can_not_be_read_says_what_to_do(data, told):
    with pytest.raises(KeptError, match=told) as caught:
        read(data)
    assert caught.value.code == "JDM085"
    assert str(caught.value).endswith("Analyse the posting again.")


def test_any_flipped_bit_is_noticed():
    whole = keep(build_analysis())
    for at in range(15, len(whole), 97):
        broken = bytearray(whole)
        broken[at] ^= 1
        with pytest.raises(KeptError):
            read(bytes(broken))


def test_what_inflates_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 1000)
    with pytest.raises(KeptError):
        read(keep(build_analysis()))


def test_a_view_of_memory_is_read_too():
    one = build_analysis()
    assert read(memoryview(keep(one))) == one


def test_a_record_of_another_shape_is_another_format():
    """A field more or less changes what is kept: then this list and ``FORMAT`` change together."""
    assert kept.FORMAT == 1
    assert [f.name for f in fields(Posting)] == [
        "id", "text", "title", "title_span", "fields", "format", "blocks", "spans", "diagnostics",
    ]  # fmt: skip
