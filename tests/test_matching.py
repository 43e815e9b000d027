"""Matching: words, features, the pairs that are kept, and what may never change a probability."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import encoder
from jdmatch.errors import ModelError
from jdmatch.matching import FEATURES, SIGNS, Matcher, Prepared, alignment, load, read, tables
from jdmatch.matching.features import chunk_side, rows, statement_side
from jdmatch.matching.words import STATEMENT_DECAY, content_words, stem
from jdmatch.records import Framework, Pair
from jdmatch.settings import Settings
from tests.builders import framework
from tests.small_alignment import small_alignment
from tests.tiny_encoder import TinyEncoder

CASES = Path(__file__).parent / "cases" / "matching"
HARD = json.loads((CASES / "hard_pairs.json").read_text(encoding="utf-8"))["cases"]
_WORDS = "check post invoice payment ledger patient chart teach nurse order stock weekly under supervision —"
WORDS = _WORDS.split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=8).map(" ".join)
DUTIES = st.lists(TEXTS, min_size=1, max_size=5)
STATEMENTS = st.lists(TEXTS.filter(str.strip), min_size=1, max_size=7)
TINY = TinyEncoder()
QUICK = settings(deadline=None, max_examples=40)


def aligning() -> Matcher:
    """The shipped weights with a pair scorer of the tiny encoder's length, and every pair let through."""
    model = replace(load(), gate_threshold=-100.0)
    return Matcher(model, small_alignment(TINY.dim))


def prepared(matcher: Matcher, one: Framework) -> Prepared:
    return matcher.prepare(one, TINY.encode([s.text for s in one.statements], tokens=True))


def pairs_of(duties: Sequence[str], *frameworks: Framework) -> tuple[Pair, ...]:
    matcher = aligning()
    ready = [prepared(matcher, f) for f in frameworks]
    return matcher.pairs(ready, range(len(duties)), duties, TINY.encode(duties, tokens=True))


def best(pairs: Sequence[Pair]) -> dict[str, float]:
    out: dict[str, float] = {}
    for pair in pairs:
        out[pair.statement] = max(out.get(pair.statement, 0.0), pair.probability)
    return out


@pytest.mark.parametrize("forms", json.loads((CASES / "stems.json").read_text(encoding="utf-8")), ids=lambda f: f[0])
def test_forms_of_a_word_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("invoice", "inventory"), ("process", "procedure"), ("bill", "building")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_words_know_their_place_and_clause() -> None:
    text = "Credit balances — refund, and keep the proof"
    words = content_words(text, tables.STATEMENT_BREAK)
    assert [text[w.start : w.end] for w in words] == ["Credit", "balances", "refund", "keep", "proof"]
    clauses = [w.clause for w in words]
    assert clauses == sorted(clauses)
    assert len(set(clauses)) == 3


def test_first_words_of_a_statement_weigh_most() -> None:
    assert 0 < STATEMENT_DECAY < 1
    matcher = Matcher.load()
    side = prepared(matcher, framework(["invoices check weekly under supervision"])).side
    weights = side.pieces.weights
    assert list(weights) == sorted(weights, reverse=True)
    assert weights[0] == 1.0


@QUICK
@given(STATEMENTS, DUTIES)
def test_features_are_finite_and_probabilities_lie_in_the_unit_interval(
    statements: list[str], duties: list[str]
) -> None:
    side = statement_side(statements, TINY.encode(statements, tokens=True))
    encoding = TINY.encode(duties, tokens=True)
    own = chunk_side(duties, encoding)
    found = rows(encoding.vectors, own, side)
    assert found.shape == (len(duties), len(statements), len(FEATURES))
    assert np.isfinite(found).all()
    assert all(0.0 <= p.probability <= 1.0 for p in pairs_of(duties, framework(statements)))


@QUICK
@given(STATEMENTS, DUTIES, st.sampled_from([1, 7, 40]))
def test_features_are_the_same_in_any_block(statements: list[str], duties: list[str], room: int) -> None:
    side = statement_side(statements, TINY.encode(statements, tokens=True))
    encoding = TINY.encode(duties, tokens=True)
    own = chunk_side(duties, encoding)
    together = rows(encoding.vectors, own, side)
    for i, duty in enumerate(duties):
        alone = TINY.encode([duty], tokens=True)
        assert rows(alone.vectors, chunk_side([duty], alone), side)[0].tobytes() == together[i].tobytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jdmatch.matching.features._ROOM", room)
        assert rows(encoding.vectors, own, side).tobytes() == together.tobytes()


def test_statements_are_made_ready_again_when_they_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = aligning()
    one = prepared(matcher, framework(["invoice — check", "stock — order weekly", "calls — answer"]))
    duties = ["check invoice", "order stock", "answer calls"]
    encoding = TINY.encode(duties, tokens=True)
    before = matcher.pairs([one], range(3), duties, encoding)
    monkeypatch.setattr("jdmatch.matching._SIDES", 1)
    fresh = aligning()
    assert fresh.pairs([one], range(3), duties, encoding) == before
    assert len(fresh._sides) == 1


@QUICK
@given(STATEMENTS, DUTIES, TEXTS)
def test_another_chunk_never_lowers_a_probability(statements: list[str], duties: list[str], more: str) -> None:
    one = framework(statements)
    before, after = best(pairs_of(duties, one)), best(pairs_of([*duties, more], one))
    assert all(after[name] >= p for name, p in before.items())


@QUICK
@given(STATEMENTS, DUTIES, st.randoms(use_true_random=False))
def test_the_order_of_chunks_changes_only_their_numbers(
    statements: list[str], duties: list[str], random: object
) -> None:
    order = list(range(len(duties)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = framework(statements)
    matcher = aligning()
    shuffled = [duties[i] for i in order]
    ready = [prepared(matcher, one)]
    found = matcher.pairs(ready, order, shuffled, TINY.encode(shuffled, tokens=True))
    known = {(p.chunk, p.statement): p for p in pairs_of(duties, one)}
    # A statement's best of two equal chunks may be either; what is in both lists is equal to the last bit.
    common = [p for p in found if (p.chunk, p.statement) in known]
    assert common
    assert all(p == known[p.chunk, p.statement] for p in common)
    assert best(found) == best(pairs_of(duties, one))


@QUICK
@given(STATEMENTS, STATEMENTS, DUTIES)
def test_other_frameworks_change_nothing(first: list[str], second: list[str], duties: list[str]) -> None:
    one, two = framework(first), framework(second, framework_id="99-2002.00")
    together = pairs_of(duties, one, two)
    assert tuple(p for p in together if p.framework == one.id) == pairs_of(duties, one)
    assert tuple(p for p in together if p.framework == two.id) == pairs_of(duties, two)


def test_frameworks_may_come_in_any_order() -> None:
    matcher, duties = aligning(), ["check invoice", "order stock", "teach nurse"]
    lists = (["invoice — check", "stock — order"], ["patient chart", "teach nurse weekly", "order"], ["ledger post"])
    ready = [prepared(matcher, framework(one, framework_id=f"99-100{i}.00")) for i, one in enumerate(lists)]
    encoding = TINY.encode(duties, tokens=True)
    expected = set(matcher.pairs(ready, range(3), duties, encoding))
    for order in itertools.permutations(ready):
        found = matcher.pairs(order, range(3), duties, encoding)
        places = {one.framework.id: place for place, one in enumerate(order)}
        keys = [(p.chunk, -p.probability, places[p.framework], p.statement) for p in found]
        assert keys == sorted(keys)
        assert set(found) == expected
    assert len(matcher._sets) == 1


def test_sets_of_frameworks_are_put_together_again_when_they_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdmatch.matching._SETS", 1)
    matcher = aligning()
    one, two = (prepared(matcher, framework([text], framework_id=text)) for text in ("check invoice", "post ledger"))
    encoding = TINY.encode(["check ledger"], tokens=True)
    found = [matcher.pairs(ready, [0], ["check ledger"], encoding) for ready in ([one], [two], [one, two], [one])]
    assert found[0] == found[3]
    assert set(found[2]) == {*found[0], *found[1]}
    assert len(matcher._sets) == 1


@QUICK
@given(STATEMENTS, DUTIES)
def test_kept_pairs(statements: list[str], duties: list[str]) -> None:
    found = pairs_of(duties, framework(statements))
    assert {p.statement for p in found} == {f"99-1001.00/{n}" for n in range(1, len(statements) + 1)}
    assert {p.chunk for p in found} == set(range(len(duties)))
    keys = [(p.chunk, -p.probability, p.statement) for p in found]
    assert keys == sorted(keys)
    assert len({(p.chunk, p.statement) for p in found}) == len(found)
    assert all(round(p.probability, 4) == p.probability for p in found)


def test_without_chunks_there_are_no_pairs() -> None:
    assert pairs_of([], framework(["Invoices — check"])) == ()


def test_a_chunk_that_says_the_statement_beats_one_that_does_not() -> None:
    matcher, duties = Matcher.load(encoder=TINY.signature), ["check invoice", "teach nurse"]
    one = prepared(matcher, framework(["invoice — check", "stock — order weekly"]))
    found = matcher.pairs([one], [0, 1], duties, TINY.encode(duties, tokens=True))
    chances = {(p.chunk, p.statement): p.probability for p in found}
    assert chances[0, "99-1001.00/1"] > chances.get((1, "99-1001.00/1"), 0.0)


def test_counts_must_agree() -> None:
    matcher = Matcher.load()
    with pytest.raises(ValueError, match="2 statements, 1 vectors"):
        matcher.prepare(framework(["a", "b"]), TINY.encode(["a"], tokens=True))
    with pytest.raises(ValueError, match="1 chunk ids, 2 texts"):
        matcher.pairs([], [0], ["a", "b"], TINY.encode(["a", "b"], tokens=True))


def test_a_statement_longer_than_the_encoder_reads_is_matched_by_its_beginning() -> None:
    short = TinyEncoder(max_tokens=3)
    matcher = Matcher.load(encoder=short.signature)
    one = framework(["invoice check ledger patient chart teach", "the of and"])
    ready = matcher.prepare(one, short.encode([s.text for s in one.statements], tokens=True))
    found = matcher.pairs([ready], [0], ["invoice check ledger"], short.encode(["invoice check ledger"], tokens=True))
    assert {p.statement for p in found} == {s.id for s in one.statements}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "jdmatch.matcher/0"},
        {"weights": {"cosine": 1.0}},
        {"gate": {"weights": {"cosine": 1.0}, "threshold": 0.0, "unaligned": {}}},
        {"calibration": {"slope": -1.0, "offset": 0.0}},
        {"thresholds": {"covered": 0.2, "partial": 0.4}},
        {"floor": None},
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    gate = {
        "weights": dict.fromkeys(FEATURES, 1.0),
        "threshold": -2.0,
        "unaligned": dict.fromkeys(alignment.ODDS, -4.0),
    }
    table = {
        "format": "jdmatch.matcher/2", "encoder": "e", "alignment": "a", "gate": gate,
        "weights": dict.fromkeys(SIGNS, 1.0), "intercept": 0.0, "floor": 0.01,
        "calibration": {"slope": 1.0, "offset": 0.0}, "thresholds": {"covered": 0.5, "partial": 0.2},
    }  # fmt: skip
    path = tmp_path / "matcher.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    assert read(path).thresholds.covered == 0.5
    path.write_text(json.dumps(table | change), encoding="utf-8")
    with pytest.raises(ModelError, match="jdmatch train matcher") as caught:
        read(path)
    assert caught.value.code == "JDM040"


def test_raising_the_calibration_raises_every_probability() -> None:
    model = load()
    scores = np.linspace(-8.0, 4.0, 50)
    lifted = replace(model, offset=model.offset + 1.0)
    assert (lifted.probabilities(scores) >= model.probabilities(scores)).all()
    assert (np.diff(model.probabilities(scores)) >= 0).all()


@pytest.mark.real
def test_the_weights_belong_to_the_shipped_encoder() -> None:
    assert Matcher.load().encoder == encoder.load(Settings()).signature


@pytest.mark.real
def test_the_weights_belong_to_the_shipped_pair_scorer() -> None:
    assert load().alignment == alignment.load().digest


def test_with_another_encoder_pairs_are_not_aligned() -> None:
    own, foreign = Matcher.load(), Matcher.load(encoder=TINY.signature)
    one = prepared(foreign, framework(["invoice — check"]))
    signs = foreign.signs(one, ["check invoice"], TINY.encode(["check invoice"], tokens=True))
    assert tuple(signs[0, 0, len(FEATURES) :]) == load().unaligned
    assert own.signature == foreign.signature


def test_pairs_below_the_gate_are_not_aligned() -> None:
    closed = Matcher(replace(load(), gate_threshold=1e6), small_alignment(TINY.dim))
    one = prepared(closed, framework(["invoice — check", "stock — order weekly"]))
    signs = closed.signs(one, ["check invoice"], TINY.encode(["check invoice"], tokens=True))
    assert (signs[0, :, len(FEATURES) :] == load().unaligned).all()
    assert not closed._sides


@pytest.mark.real
@pytest.mark.parametrize("case", HARD, ids=lambda c: c["name"])
def test_hard_pairs(case: dict[str, object], request: pytest.FixtureRequest) -> None:
    if case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(strict=True))
    matcher, shipped = Matcher.load(), encoder.load(Settings())
    one = framework(case["statements"])  # type: ignore[arg-type]
    ready = matcher.prepare(one, shipped.encode([s.text for s in one.statements], tokens=True))
    duty = str(case["duty"])
    found = matcher.pairs([ready], [0], [duty], shipped.encode([duty], tokens=True))
    assert found[0].statement == one.statements[int(str(case["best"]))].id
