"""Nothing was trained on what must stay unseen, and the models name the data that they were made from."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jdmatch import resources
from jdmatch.training import checkout, output, run
from jdmatch.training.material import DEV_GOLD

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "models"
DATA = ROOT.parent / "shared" / "data"
SEEDS = {"43-3021.00", "43-3011.00"}
# step → the model file that names its data
FILES = {"kinds": "kinds.json", "level": "level.json", "occupation": "occupation.json", "matcher": "matcher.json"}
# Scores of lines that the encoder was trained on are too good to fit the scorer's last weights on: those are fitted on
# dev postings, of other occupations than dev-gold's and the seeds'.
FITTED_ON_DEV = {"matcher"}
STEPS = sorted(output.trained_on(MODELS))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")


def postings(part: str) -> Iterator[dict]:
    with (ROOT / "corpora" / "postings" / f"{part}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def held_out(step: str) -> set[str]:
    """Occupations and postings that a step may not be fitted on."""
    out = SEEDS | DEV_GOLD
    for part in ("test",) if step in FITTED_ON_DEV else ("dev", "test"):
        for posting in postings(part):
            out |= {posting["id"], *([posting["occupation"]] if posting["occupation"] else [])}
    gold = DATA / "dev-gold" / "postings.jsonl"
    if gold.is_file():
        out |= {json.loads(line)["id"] for line in gold.read_text(encoding="utf-8").splitlines()}
    return out


def test_every_model_of_the_checkout_is_on_record() -> None:
    assert set(FILES) <= set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_nothing_held_out_was_fitted_on(step: str) -> None:
    items = set(output.trained_on(MODELS)[step]["items"])
    assert bool(items) == bool(output.trained_on(MODELS)[step]["sources"]), "what it was fitted on is not on record"
    assert {name for name in held_out(step) if output.digest(name) in items} == set()


@pytest.mark.parametrize("step", ["kinds", "level", "occupation"])
def test_the_record_would_show_a_leak(step: str) -> None:
    """The hashes are those of real names: what was fitted on is found by them."""
    items = set(output.trained_on(MODELS)[step]["items"])
    assert all(output.digest(posting["id"]) in items for posting in postings("train"))


@pytest.mark.parametrize("step", STEPS)
def test_tuning_is_declared_apart_from_fitting(step: str) -> None:
    entry = output.trained_on(MODELS)[step]
    kinds_of_use = [entry["sources"], entry["tuned_on"], entry["held_out"]]
    assert len(set().union(*kinds_of_use)) == sum(map(len, kinds_of_use)), "a set is declared twice"
    assert not [
        name for name in entry["sources"] if name.startswith("data/dev-gold") or "seeds" in name or "data/dev/" in name
    ]
    assert any("postings/dev" in name for name in entry["sources"]) == (step in FITTED_ON_DEV)
    assert any("test.jsonl" in name for name in entry["held_out"])
    assert any("seeds" in name for name in entry["held_out"])


@pytest.mark.parametrize("step", sorted(FILES))
def test_the_model_file_and_the_record_agree(step: str) -> None:
    table = json.loads((MODELS / FILES[step]).read_text(encoding="utf-8"))["data"]
    entry = output.trained_on(MODELS)[step]
    assert table == {key: entry[key] for key in table}


@needs_data
@pytest.mark.parametrize("step", ["encoder", *sorted(FILES)])
def test_the_recorded_fingerprint_is_that_of_the_present_data(step: str) -> None:
    module = importlib.import_module(run.STEPS[step][0])
    used = module.used(checkout.places())
    entry = output.trained_on(MODELS)[step]
    assert used.fingerprint == entry["fingerprint"], f"the data changed: jdmatch train {step}"
    assert sorted(map(output.digest, used.items)) == entry["items"]


def test_the_record_is_no_model_file() -> None:
    assert output.TRAINED_ON not in resources.manifest()
