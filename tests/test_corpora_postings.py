"""The annotated postings, hard pairs and level cases: whole, consistent, split by occupation, nobody else's text."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from jdmatch.frameworks import read
from jdmatch.records import CHUNK_KINDS, FOUR_STEPS
from jdmatch.settings import Settings

CORPORA = Path(__file__).parents[1] / "corpora"
SEEDS = Path(__file__).parents[1].parent / "shared" / "data" / "seeds"
SPLITS = ("train", "dev", "test")
# Their statements measure the project: they train nothing (43-3021, 43-3011 and dev-gold's twelve).
HELD_OUT = {
    "43-3021", "43-3011", "29-1141", "13-2011", "13-1071", "43-4051", "43-6014", "47-2111", "49-3023", "11-2021",
    "13-1111", "25-2031", "11-9021", "13-2051",
}  # fmt: skip


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


POSTINGS = {split: rows(CORPORA / "postings" / f"{split}.jsonl") for split in SPLITS}
EVERY = [p for split in SPLITS for p in POSTINGS[split]]
STATEMENTS = {s.id for path in (CORPORA / "frameworks").glob("*.json") for s in read(path, Settings()).statements}


def test_there_is_enough_of_it():
    assert len(EVERY) >= 240
    assert sum(len(p["units"]) for p in EVERY) >= 4500
    assert sum(p["occupation"] is None for p in EVERY) >= 24
    per_occupation = Counter(p["occupation"] for p in EVERY if p["occupation"])
    assert min(per_occupation.values()) >= 3
    assert set(per_occupation) == {s.split("/")[0] for s in STATEMENTS}


def test_splits_share_no_occupation_and_the_measured_ones_train_nothing():
    occupations = {split: {p["occupation"] for p in POSTINGS[split]} - {None} for split in SPLITS}
    assert not occupations["train"] & (occupations["dev"] | occupations["test"])
    assert not occupations["dev"] & occupations["test"]
    assert not {o[:7] for o in occupations["train"]} & HELD_OUT


def test_ids_are_unique():
    assert max(Counter(p["id"] for p in EVERY).values()) == 1


@pytest.mark.parametrize("posting", EVERY, ids=lambda p: p["id"])
def test_a_posting_is_consistent(posting):
    end = 0
    for number, unit in enumerate(posting["units"], start=1):
        assert unit["n"] == number
        assert end <= unit["start"] < unit["end"]
        end = unit["end"]
        assert posting["text"][unit["start"] : unit["end"]] == unit["text"]
        assert unit["kind"] in CHUNK_KINDS
        assert unit["kind"] == "responsibility" or not unit["matches"]
        assert set(unit["matches"].values()) <= {1, 2}
        assert {s.split("/")[0] for s in unit["matches"]} <= {posting["occupation"]}
        assert {s.split("/")[0] for s in unit.get("neighbour", {})} <= {posting.get("neighbour_occupation")}
        assert set(unit["matches"]) | set(unit.get("neighbour", {})) <= STATEMENTS
    assert 1 <= posting["level_low"] <= posting["level"] <= posting["level_high"] <= 4
    assert posting["fits_occupation"] == (posting["occupation"] is not None)
    for cue in posting["level_cues"]:
        assert cue in posting["text"]


def test_the_second_annotation_is_of_the_same_units():
    known = {p["id"]: p for p in EVERY}
    second = rows(CORPORA / "second" / "postings.jsonl")
    assert len(second) * 5 >= len(EVERY)
    for again in second:
        places = [(u["start"], u["end"]) for u in again["units"]]
        assert places == [(u["start"], u["end"]) for u in known[again["id"]]["units"]]


def test_hard_pairs():
    pairs = rows(CORPORA / "pairs.jsonl")
    assert len(pairs) >= 300
    assert {p["statement"] for p in pairs} <= STATEMENTS
    assert {p["grade"] for p in pairs} == {0, 1, 2}
    assert all(p["reason"] for p in pairs)
    assert max(Counter((p["unit"], p["statement"]) for p in pairs).values()) == 1
    assert 0.4 <= sum(p["split"] == "test" for p in pairs) / len(pairs) <= 0.7


def test_level_cases():
    cases = rows(CORPORA / "level-cases.jsonl")
    assert len(cases) >= 200
    rank = FOUR_STEPS.levels.index
    for case in cases:
        assert case["where"] in ("title", "sentence")
        if case["level"] is None:
            assert case["low"] is None
            assert case["high"] is None
        else:
            assert rank(case["low"]) <= rank(case["level"]) <= rank(case["high"])
    assert 0.4 <= sum(c["split"] == "test" for c in cases) / len(cases) <= 0.7


def grams(text, n=7):
    words = re.findall(r"[a-z]+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/data/seeds is not there: nothing to compare with")
def test_no_seven_words_of_the_seeds():
    seeds = set()
    for path in SEEDS.glob("*.txt"):
        seeds |= grams(path.read_text(encoding="utf-8"))
    for path in SEEDS.glob("ler-*.json"):
        levels = json.loads(path.read_text(encoding="utf-8"))["framework"]["levels"]
        for level in levels.values():
            for statement in level["statements"]:
                seeds |= grams(statement)
    texts = [(p["id"], p["text"]) for p in EVERY]
    texts += [(p["statement"], p["unit"]) for p in rows(CORPORA / "pairs.jsonl")]
    assert [name for name, text in texts if grams(text) & seeds] == []
