"""Kinds: the cases of the genre, the model's arithmetic, and floors on annotated postings."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import kinds, resources
from jdmatch.chunking import split
from jdmatch.errors import ModelError
from jdmatch.kinds import KindModel, TwoLooks, prose, wording
from jdmatch.kinds import model as kind_model
from jdmatch.kinds.tables import DUTY_CUES, OPENERS, OTHER_CUES, REQUIREMENT_CUES
from jdmatch.records import CHUNK_KINDS, Chunk, Posting
from jdmatch.training import kinds_data

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")


def cases() -> list[dict]:
    path = Path(__file__).parent / "cases" / "kinds" / "postings.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def classified(text: str) -> tuple[Chunk, ...]:
    posting = Posting("p", text)
    return kinds.classify(posting, *split(posting))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_kinds(case: dict) -> None:
    text = "\n".join(line for _, line in case["lines"])
    chunks = classified(text)
    at = 0
    for kind, line in case["lines"]:
        start = text.index(line, at)
        at = start + len(line)
        found = [chunk.kind for chunk in chunks if start <= chunk.start < at]
        assert found, line
        # A known failure that is told rightly one day must be taken off the list.
        assert (set(found) == {kind}) != (line in case.get("known_failures", ())), line


def test_a_heading_is_other_for_certain() -> None:
    chunk = classified("Responsibilities\n- Count the till")[0]
    assert (chunk.layout, chunk.kind, chunk.kind_probability) == ("heading", "other", 1.0)


def test_only_kind_and_probability_are_set() -> None:
    posting = Posting("p", "Duties\n- Count the till\nBenefits\n- Dental insurance")
    sections, chunks = split(posting)
    for before, after in zip(chunks, kinds.classify(posting, sections, chunks), strict=True):
        assert after.kind_probability is not None
        assert (after.id, after.start, after.end, after.text, after.section, after.layout, after.body) == (
            before.id, before.start, before.end, before.text, before.section, before.layout, before.body,
        )  # fmt: skip


def test_an_empty_posting_has_no_kinds() -> None:
    assert classified("") == ()


def test_a_short_posting_in_prose_has_its_duties() -> None:
    text = (
        "Helper wanted at the boat yard, Saturdays.\n\nSand and varnish hulls, coil the lines and keep the dock swept. "
        "You answer the phone when Marge is out. Must swim.\n\n$15. Ask at the fuel dock."
    )
    found = {chunk.text: chunk.kind for chunk in classified(text)}
    assert found["You answer the phone when Marge is out."] == "responsibility"
    assert [kind for line, kind in found.items() if line.startswith("Sand")] == ["responsibility"]
    assert found["Must swim."] == "requirement"
    assert [kind for line, kind in found.items() if "fuel dock" in line] == ["other"]


def test_the_second_look_lets_a_line_lean_to_its_neighbours() -> None:
    model = TwoLooks(
        KindModel({"duty": (4.0, 0.0, 0.0)}, 1.0),
        KindModel({"own_responsibility": (1.0, 0.0, 0.0), "above_1_responsibility": (3.0, 0.0, 0.0)}, 1.0),
    )
    chunks = classified("Duties\n- Count the till\n- Lids")
    rows = [{}, {"duty": 1.0}, {}]
    heading, duty, after = model.probabilities(chunks, rows)
    alone = model.probabilities(chunks[2:], rows[2:])[0]
    assert heading == (0.0, 0.0, 1.0)
    assert duty[0] > after[0] > alone[0]


def test_the_same_line_is_a_duty_under_duties_and_a_need_under_needs() -> None:
    line = "- Forklift work in a cold store"
    duties = classified(f"Responsibilities\n{line}\n- Unload trucks\n- Count pallets")
    needs = classified(f"Requirements\n{line}\n- High school diploma\n- Ability to lift 50 pounds")
    offers = classified(f"Benefits\n{line}\n- Dental insurance\n- Paid time off")
    assert [chunks[1].kind for chunks in (duties, needs, offers)] == ["responsibility", "requirement", "other"]


# --- features -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("You answer the phone", "you_does"),
        ("You are patient", "you_holds"),
        ("She keeps the ledger", "one_does"),
        ("Tuesdays: 18 trays", "label_unknown"),
        ("Location: Reno", "label_field"),
        ("Qualifications: two seasons", "label_requirements"),
        ("Month one: Prepare the trays", "label_then_duty"),
        ("On Fridays, clean the hood", "lead_in_duty"),
        ("Under policy guidance, directs the unit", "lead_in_duty"),
        ("Sweep, stack, wrap", "verbs_in_a_row"),
        ("🌰 wash mouthed toys", "duty_behind_sign"),
        ("Last year we were nine", "past"),
        ("You won't sell", "denies"),
    ],
)
def test_prose_features(body: str, name: str) -> None:
    assert prose.features(body).get(name, 0.0) > 0.0
    assert name not in prose.features("Evergreen valley"), name


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=100)
def test_any_text_has_finite_features(body: str) -> None:
    rows = {**prose.features(body), **wording.features(body)}
    assert all(0.0 <= value < math.inf for value in rows.values())


def test_words_count_less_among_many_and_the_first_one_once_more() -> None:
    row = wording.features("Sweep 12 floors, sweep 9 halls")
    assert row["opens with sweep"] == 1.0
    # Six words: a word that comes twice counts twice 2/√6.
    assert row["word sweep"] == row[f"word {wording.NUMBER}"] == pytest.approx(4 / math.sqrt(6))
    assert row["word halls"] == pytest.approx(2 / math.sqrt(6))
    assert wording.features("…") == {}


# --- the model ----------------------------------------------------------------------------------------------------


def test_probabilities_are_a_softmax_over_the_temperature() -> None:
    model = KindModel(weights={"a": (1.0, 0.0, -1.0), "b": (0.0, 2.0, 0.0)}, temperature=2.0)
    scores = [0.5 * 1.0, 0.5 * 1.0, 0.5 * -1.0]  # a=1, b=0.5, unknown counts nothing; divided by the temperature
    total = sum(math.exp(s) for s in scores)
    expected = [math.exp(s) / total for s in scores]
    assert model.probabilities({"a": 1.0, "b": 0.5, "unknown": 9.0}) == pytest.approx(expected)


@given(st.dictionaries(st.sampled_from(["bias", "duty", "years", "benefits", "in_about"]), st.floats(-50, 50)))
@settings(deadline=None, max_examples=50)
def test_probabilities_sum_to_one(row: dict[str, float]) -> None:
    probabilities = kinds.load().first.probabilities(row)
    assert sum(probabilities) == pytest.approx(1.0)
    assert all(0.0 <= p <= 1.0 for p in probabilities)


def test_the_shipped_model_knows_every_cue() -> None:
    weights = kinds.load().first.weights
    cues = {**REQUIREMENT_CUES, **DUTY_CUES, **OTHER_CUES, **OPENERS}
    # "page" is only seen alone, where it has a feature of its own.
    assert set(cues) - set(weights) <= {"page"}
    assert all(len(row) == len(CHUNK_KINDS) for row in weights.values())


def test_weights_point_where_their_names_say() -> None:
    weights = kinds.load().first.weights
    duty, requirement, other = range(3)
    expected = {
        duty: ("in_responsibilities", "duty", "responsible"),
        requirement: ("in_requirements", "degree", "years"),
        other: ("benefits", "equal", "page_alone"),
    }
    for towards, name in ((towards, name) for towards, names in expected.items() for name in names):
        assert max(range(3), key=lambda i: weights[name][i]) == towards, name


def test_every_cue_pattern_compiles_and_is_lower_case() -> None:
    for name, pattern in {**REQUIREMENT_CUES, **DUTY_CUES, **OTHER_CUES, **OPENERS}.items():
        re.compile(pattern)
        assert not re.search(r"(?<!\\)[A-Z]", pattern), name


def test_a_model_of_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kinds.json"
    path.write_text(json.dumps({"format": "jdmatch.kinds/9", "kinds": list(CHUNK_KINDS)}), encoding="utf-8")
    monkeypatch.setattr(resources, "model_file", lambda name: path)
    kind_model.load.cache_clear()
    try:
        with pytest.raises(ModelError, match="not of the format") as caught:
            kinds.load()
    finally:
        kind_model.load.cache_clear()
    assert caught.value.code == "JDM040"


# --- annotated postings -------------------------------------------------------------------------------------------


def script(folder: str, name: str) -> ModuleType:
    """A module of eval/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@needs_data
def test_floors_on_dev_gold() -> None:
    """Real postings that the model was not fitted on. The floors lie below what is measured: a change that costs more
    than noise shows here."""
    gold = script("eval", "kinds_dev_gold")
    ours, units = gold.load(gold.GOLD)
    by_chunk, by_unit = gold.measure(gold.shipped(ours)), gold.measure(gold.shipped(units))
    assert (by_unit.n, by_chunk.n >= 1300) == (1277, True)
    assert by_unit.macro_f1 >= 0.90
    assert by_chunk.macro_f1 >= 0.88
    assert by_unit.ece <= 0.05
    assert min(f1 for _, _, f1 in by_unit.by_kind.values()) >= 0.86


def test_floors_on_the_projects_own_postings() -> None:
    gold = script("eval", "kinds_dev_gold")
    ours, units = gold.load(ROOT / "corpora" / "postings" / "dev.jsonl")
    by_chunk, by_unit = gold.measure(gold.shipped(ours)), gold.measure(gold.shipped(units))
    assert by_unit.macro_f1 >= 0.83
    assert by_chunk.macro_f1 >= 0.82
    assert by_unit.ece <= 0.06


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_no_posting_of_the_project_is_without_a_duty(part: str) -> None:
    for line in (ROOT / "corpora" / "postings" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if any(unit["kind"] == "responsibility" for unit in record["units"]):
            assert any(chunk.kind == "responsibility" for chunk in classified(record["text"])), record["id"]


@needs_data
def test_folds_keep_twins_together_and_apart_from_the_rest() -> None:
    gold = script("eval", "kinds_dev_gold")
    ours, _ = gold.load(gold.GOLD)
    found = kinds_data.folds(ours, 5)
    assert set.union(*found) == {item.group for item in ours}
    assert sum(len(fold) for fold in found) == len(set.union(*found))
    assert {item.group for item in ours if item.posting in kinds_data.TWINS} <= set(kinds_data.TWINS.values())
