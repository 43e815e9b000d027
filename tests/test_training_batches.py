"""What the encoder learns from: graded lines that fit their frameworks, nothing held out, batches that come again."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest

from jdmatch.training import checkout, encoder, material
from jdmatch.training.batches import LINES, Draws, GradedBatch
from jdmatch.training.encoder import Recipe, pace

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")
PLACES = material.Places(ROOT / "corpora", DATA)


def lines() -> list[dict]:
    return [*PLACES.records("lines.jsonl")]


def test_every_line_is_graded_against_statements_that_exist() -> None:
    known = {}
    for record in lines():
        name = record["framework"]
        if name.startswith("onet/"):
            assert all(key.startswith("T") for key in record["matches"])
            continue
        if name not in known:
            known[name] = set(material.statements(PLACES, name)[0])
        assert set(record["matches"]) | set(record.get("not", ())) <= known[name]
    assert len(known) == 55


def test_lines_have_grades_and_words() -> None:
    for record in lines():
        assert record["line"].strip() == record["line"] != ""
        assert set(record["matches"].values()) <= {1, 2}
        assert not set(record.get("not", ())) & set(record["matches"])


def test_no_line_is_about_an_occupation_that_is_held_out() -> None:
    written = {record["framework"].removeprefix("onet/") for record in lines()}
    assert not written & PLACES.held_out()
    assert not written & {"43-3021.00", "43-3011.00"}


def test_held_out_are_dev_gold_and_the_dev_and_test_postings() -> None:
    out = PLACES.held_out()
    assert out >= material.DEV_GOLD
    for part in ("dev", "test"):
        assert {p["occupation"] for p in PLACES.records(f"postings/{part}.jsonl") if p["occupation"]} <= out
    assert not out & {p["occupation"] for p in PLACES.records("postings/train.jsonl")}


@needs_data
def test_lines_for_onet_name_its_tasks() -> None:
    tasks = material.onet_tasks(PLACES)
    for record in lines():
        name = record["framework"]
        if name.startswith("onet/"):
            assert set(record["matches"]) <= set(tasks[name.removeprefix("onet/")])


@needs_data
def test_the_same_seed_draws_the_same_batches() -> None:
    one, other = (Draws(PLACES, random.Random(5)) for _ in range(2))
    for task in one.tasks:
        assert [*islice(one.tasks[task], 2)] == [*islice(other.tasks[task], 2)]


@needs_data
def test_graded_batches_hold_whole_frameworks_and_nothing_kept_back() -> None:
    kept = {
        statement
        for one in (*material.written_lines(PLACES), *material.postings(PLACES))
        if one.framework in material.KEPT_BACK and one.source != "onet-lines"
        for statement in one.statements
    }
    draws = Draws(PLACES, random.Random(1))
    seen = 0
    for blocks in islice(draws.tasks["graded"], 60):
        for block in blocks:
            assert isinstance(block, GradedBatch)
            assert len(block.lines) == len(block.grades) <= LINES
            assert all(0 <= j < len(block.statements) for marks in block.grades for j in marks)
            assert not kept & set(block.statements)
            seen += sum(map(len, block.grades))
    assert seen > 500


@needs_data
def test_what_is_recorded_is_what_is_read() -> None:
    data = encoder.used(checkout.places())
    assert data.fingerprint == encoder.used(PLACES).fingerprint
    assert not PLACES.held_out() & data.items
    assert not {name.removeprefix("onet/") for name in material.KEPT_BACK if name.startswith("onet/")} & {
        one.framework.removeprefix("onet/")
        for one in material.written_lines(PLACES)
        if one.framework not in material.KEPT_BACK
    }


def test_the_learning_rate_rises_and_falls() -> None:
    recipe = Recipe(steps=100)
    rates = [pace(step, recipe) for step in range(100)]
    assert rates.index(max(rates)) == 5
    assert rates[0] < rates[5]
    assert rates[-1] < 0.05
    assert all(0 < rate <= 1 for rate in rates)


def test_the_loss_pulls_what_matches_up() -> None:
    torch = pytest.importorskip("torch", reason="the [train] extra is not installed")
    pytest.importorskip("transformers", reason="the [train] extra is not installed")
    from jdmatch.training.losses import graded_loss

    cosine = torch.tensor([[0.9, 0.1], [0.2, 0.3]], requires_grad=True)
    odds = torch.zeros(2, 2, 2, requires_grad=True)
    grades = torch.tensor([[2.0, 0.0], [0.0, 1.0]])
    taken = torch.ones(2, 2, dtype=torch.bool)
    loss = graded_loss(cosine, odds, grades, taken)
    loss.backward()
    # Going down the slope raises what matches and lowers what does not.
    assert cosine.grad[0, 0] < 0 < cosine.grad[0, 1]
    assert odds.grad[0, 0, 1] < 0 < odds.grad[0, 1, 1]
    assert odds.grad[1, 1, 0] < 0
    assert float(graded_loss(torch.eye(2), torch.zeros(2, 2, 2), grades, taken)) < float(loss.detach())
