"""Occupation: which framework fits, none among the answers, and what may not matter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jdmatch import encoder, occupation, resources
from jdmatch.encoder import Encoder
from jdmatch.occupation import words
from jdmatch.records import Chunk, ChunkKind, Framework, OccupationEstimate
from jdmatch.settings import Settings
from tests.builders import framework
from tests.tiny_encoder import TinyEncoder

TINY = TinyEncoder(dim=384)
OTHER = TinyEncoder(dim=64)
CLERK = framework(
    ["post payments to accounts", "send invoices to customers"], framework_id="clerk", title="Billing Clerks"
)
NURSE = framework(["give patients medicine", "teach patients"], framework_id="29-1141.00", title="Registered Nurses")
COOK = framework(["cook soup and sauces", "clean the kitchen"], framework_id="35-2014.00", title="Cooks, Restaurant")
WORDS = ["post", "payments", "patients", "medicine", "cook", "soup", "clean", "teach", "drive", "trucks"]
DUTIES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), max_size=6)


def candidate(one: Framework, used: TinyEncoder = TINY) -> occupation.Candidate:
    titles = used.encode(occupation.titles(one)).vectors
    return occupation.prepare(one, titles, used.encode([s.text for s in one.statements]).vectors)


def choose(
    title: str | None, duties: Sequence[str], frameworks: Sequence[Framework], used: TinyEncoder = TINY
) -> OccupationEstimate:
    return occupation.choose(looked_at(title, duties, used), [candidate(f, used) for f in frameworks])


def looked_at(
    title: str | None, duties: Sequence[str], used: Encoder = TINY, others: Sequence[Chunk] = ()
) -> occupation.Evidence:
    vector: NDArray[np.float32] | None = used.encode([title]).vectors[0] if title else None
    chunks = [*(chunk(text) for text in duties), *others]
    rows = used.encode(duties).vectors if duties else np.zeros((0, used.dim), dtype=np.float32)
    return occupation.evidence(title, vector, rows, chunks)


def chunk(text: str, kind: ChunkKind = "responsibility") -> Chunk:
    return Chunk(id=0, start=0, end=len(text), text=text, section=0, kind=kind)


def test_the_framework_with_the_posting_s_title_and_duties_is_chosen() -> None:
    found = choose("Billing Clerk", ["post payments to accounts", "send invoices to customers"], [NURSE, CLERK, COOK])
    assert found.selected == "clerk"
    assert found.candidates[0].framework == "clerk"
    assert {c.framework for c in found.candidates} == {"clerk", "29-1141.00", "35-2014.00"}


def test_a_posting_of_another_trade_fits_none() -> None:
    found = choose("Truck Driver", ["drive trucks to the yard", "wash trucks"], [NURSE, CLERK, COOK])
    assert found.selected is None
    assert sum(c.probability for c in found.candidates) < 0.5


def test_one_named_framework_may_not_fit() -> None:
    assert choose("Truck Driver", ["drive trucks"], [CLERK]).selected is None
    assert len(choose("Truck Driver", ["drive trucks"], [CLERK]).candidates) == 1


def test_no_frameworks_is_none() -> None:
    assert choose("Nurse", ["teach patients"], []) == OccupationEstimate(None, ())


@settings(deadline=None, max_examples=30)
@given(
    st.one_of(st.none(), st.sampled_from(["Nurse", "Billing Clerk", "Line Cook"])), DUTIES, st.permutations([0, 1, 2])
)
def test_order_does_not_matter_and_probabilities_leave_room_for_none(
    title: str | None, duties: list[str], order: list[int]
) -> None:
    known = [CLERK, NURSE, COOK]
    found = choose(title, duties, known)
    assert choose(title, duties, [known[i] for i in order]) == found
    shares = [c.probability for c in found.candidates]
    assert shares == sorted(shares, reverse=True)
    assert all(0.0 <= share <= 1.0 for share in shares)
    none = 1.0 - sum(shares)
    assert none > -0.001
    assert (found.selected is None) == (not shares[0] > none + 1e-9) or abs(shares[0] - none) < 0.001


@settings(deadline=None, max_examples=20)
@given(DUTIES)
def test_a_rival_never_makes_a_framework_more_probable(duties: list[str]) -> None:
    alone = choose("Nurse", duties, [NURSE]).candidates[0].probability
    with_rival = {c.framework: c.probability for c in choose("Nurse", duties, [NURSE, COOK]).candidates}
    assert with_rival[NURSE.id] <= alone + 1e-9


def test_an_alternate_title_counts_like_the_title() -> None:
    plain = choose("Accounts Receivable Associate", [], [CLERK]).candidates[0].probability
    named = replace(CLERK, alternate_titles=("Accounts Receivable Associate",))
    assert choose("Accounts Receivable Associate", [], [named]).candidates[0].probability > plain


def test_vectors_of_another_length_are_judged_without_what_was_learned_of_this_one() -> None:
    found = choose("Billing Clerk", ["post payments to accounts", "drive trucks"], [CLERK, NURSE], OTHER)
    assert found.candidates[0].framework == "clerk"


def test_words_count_by_their_stem_and_wherever_they_stand() -> None:
    once, twice = words.count(["Bends conduit"]), words.count(["bending", "Conduit!"])
    assert once == twice
    rarity = np.ones(words.BUCKETS, dtype=np.float32)
    places, weights = words.profile(once + words.count(["conduits"]), rarity)
    assert places.tolist() == sorted(places.tolist())
    assert weights.max() > weights.min() > 0
    assert np.linalg.norm(weights) == pytest.approx(1.0)
    assert [len(part) for part in words.profile(words.count([""]), rarity)] == [0, 0]


def test_words_of_requirements_are_looked_at_where_no_duty_is_told() -> None:
    asked = looked_at(None, [], others=[chunk("experience cooking soup and sauces in a kitchen", "requirement")])
    rows = np.array(occupation.signs(asked, [candidate(COOK), candidate(NURSE)], occupation.load()))
    named = dict(zip(occupation.SIGNS, rows.T, strict=True))
    for sign in ("requirements_words", "text_words", "text_words_beyond"):
        assert named[sign][0] > named[sign][1], sign
    assert not named["duties_near"].any()


def test_a_framework_is_no_rival_of_its_own_occupation() -> None:
    model = occupation.load()
    cook = candidate(COOK)
    assert [model.groups[group] for group in cook.own] == ["35-2014"]
    assert all(
        model.groups[group].startswith("35-2")
        for group in range(len(model.groups))
        if model.minor[group] in cook.trades
    )


def test_words_in_the_model_lie_as_the_model_says() -> None:
    model = occupation.load()
    assert len(model.word_starts) == words.BUCKETS + 1
    assert model.word_starts[-1] == len(model.word_codes) == len(model.word_weights)
    lengths = np.bincount(model.word_codes, weights=model.word_weights.astype(np.float64) ** 2)
    assert np.allclose(lengths, 1.0, atol=0.05)


@settings(deadline=None, max_examples=20)
@given(DUTIES, st.sampled_from([None, "Billing Clerk", "Cook, Restaurant and Nurses"]), st.permutations([0, 1, 2]))
def test_signs_are_the_same_to_the_last_digit_alone_and_among_others(
    duties: list[str], title: str | None, order: list[int]
) -> None:
    model, known = occupation.load(), [candidate(one) for one in (CLERK, NURSE, COOK)]
    asked = looked_at(title, duties)
    together = occupation.signs(asked, [known[place] for place in order], model)
    for row, place in zip(together, order, strict=True):
        assert (row == occupation.signs(asked, [known[place]], model)[0]).all()
    assert occupation.signs(asked, [], model).shape == (0, len(occupation.SIGNS))


def test_counts_must_agree() -> None:
    vectors = TINY.encode(["a", "b"]).vectors
    with pytest.raises(ValueError, match="clerk: 2 titles, 2 statements"):
        occupation.prepare(CLERK, vectors, vectors)


@pytest.mark.real
def test_the_model_belongs_to_the_shipped_encoder() -> None:
    model = occupation.load()
    assert model.encoder == encoder.load(Settings()).signature
    assert np.allclose(np.linalg.norm(model.background, axis=1), 1.0, atol=0.01)


@pytest.mark.real
@pytest.mark.parametrize(
    ("title", "code"),
    [("Staff RN", "29-1141"), ("Journeyman Electrician", "47-2111"), ("Senior Java Developer", "15-1252"),
     ("Tax Accountant", "13-2011"), ("Line Cook", "35-2014"), ("Payroll Clerk", "43-3051")],
)  # fmt: skip
def test_titles_are_known(title: str, code: str) -> None:
    model = occupation.load()
    known = model.known(encoder.load(Settings()).encode([title]).vectors[0])
    likeliest = [model.codes[i] for i in np.argsort(-known)[:5]]
    assert any(found.startswith(code) for found in likeliest)
    assert abs(float(known.sum()) - 1.0) < 1e-9


@pytest.mark.real
@pytest.mark.parametrize(
    ("title", "duties", "right"),
    [
        ("Med/Surg RN, nights", ["Assess patients at shift start", "Give IV and oral medications"], "29-1141.00"),
        ("Electrician", ["Pull and terminate branch circuits", "Bend conduit", "Read one-line diagrams"], "47-2111.00"),
        ("Astronomer", ["Observe variable stars with the two-metre telescope", "Publish light curves"], None),
    ],
)  # fmt: skip
def test_embedded_frameworks(title: str, duties: list[str], right: str | None) -> None:
    shipped = encoder.load(Settings())
    candidates = []
    for name in ("29-1141.00", "47-2111.00", "13-2011.00", "35-2014.00"):
        path = Path(resources.folder("corpora/frameworks")) / f"{name}.json"
        table = json.loads(path.read_text(encoding="utf-8"))
        levels = {level: part["statements"] for level, part in table["framework"]["levels"].items()}
        one = framework(levels, framework_id=name, title=table["occupation"]["title"])
        vectors = shipped.encode([s.text for s in one.statements]).vectors
        candidates.append(occupation.prepare(one, shipped.encode([one.title]).vectors, vectors))
    found = occupation.choose(looked_at(title, duties, shipped), candidates)
    assert found.selected == right
