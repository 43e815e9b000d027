"""The frameworks that travel with jdmatch keep the house rules of corpora/WRITING.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from jdmatch import frameworks, resources
from jdmatch.frameworks.reading import read
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Settings

FOLDER = resources.folder("corpora/frameworks")
FILES = sorted(FOLDER.glob("*.json"))
SEEDS = Path(__file__).parents[1].parent / "shared" / "data" / "seeds"

FEWEST_AT_LEVEL = 10
FEWEST_WORDS, MOST_WORDS = 8, 30
MOST_SHARERS = 5
MOST_SHARED = 0.02
NAMED = {"43-3021.00", "43-3011.00", "29-1141.00", "15-1252.00", "13-2011.00", "13-1071.00"}


@pytest.fixture(scope="module")
def library() -> tuple[Framework, ...]:
    return tuple(read(path, Settings()) for path in FILES)


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())


def grams(texts: Iterable[str], n: int) -> Iterator[tuple[str, ...]]:
    for text in texts:
        found = words(text)
        for i in range(len(found) - n + 1):
            yield tuple(found[i : i + n])


def texts(library: Iterable[Framework]) -> list[str]:
    return [s.text for framework in library for s in framework.statements]


def test_the_validator_finds_nothing() -> None:
    report = frameworks.validate(FOLDER, Settings())
    assert report.faults == ()
    assert report.warnings == ()
    assert len(report.counts) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shape(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(document) == ["schemaVersion", "exportedAt", "occupation", "framework", "sources", "attribution"]
    assert document["schemaVersion"] == "1.0"
    assert "CC BY 4.0" in document["attribution"]
    occupation = document["occupation"]
    assert set(occupation) == {"soc", "title", "group", "sector", "jobZone", "jobZoneInferred"}
    assert re.fullmatch(r"\d\d-\d{4}\.\d\d", occupation["soc"])
    assert occupation["soc"] == path.stem
    assert occupation["jobZone"] in (1, 2, 3, 4, 5)
    assert re.fullmatch(r"\d\d(-\d\d)?", occupation["sector"])
    assert set(document["framework"]) == {"version", "description", "contextCovered", "levels"}
    assert all(document["framework"].values())
    assert list(document["framework"]["levels"]) == list(FOUR_STEPS.levels)
    text = path.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "\n  " in text, "two-space indent"
    assert "\t" not in text
    assert "\\u" not in text, "UTF-8, not escapes"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_levels_and_lengths(path: Path) -> None:
    framework = read(path, Settings())
    for level in FOUR_STEPS.levels:
        assert len(framework.at_level(level)) >= FEWEST_AT_LEVEL
    lengths = {s.text: len([word for word in s.text.split() if word != "—"]) for s in framework.statements}
    odd = [text for text, length in lengths.items() if not FEWEST_WORDS <= length <= MOST_WORDS]
    assert odd == []


def test_no_two_statements_are_equal(library: tuple[Framework, ...]) -> None:
    counts = Counter(text.casefold() for text in texts(library))
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_formula_runs_through_the_statements(library: tuple[Framework, ...]) -> None:
    sharers = Counter(gram for text in texts(library) for gram in set(grams([text], 6)))
    often = {" ".join(gram): n for gram, n in sharers.items() if n > MOST_SHARERS}
    assert len(often) <= MOST_SHARED * len(sharers), often


def test_the_first_frameworks_are_there(library: tuple[Framework, ...]) -> None:
    assert {framework.id for framework in library} >= NAMED
    assert len(library) >= 12
    assert len({framework.id[:2] for framework in library}) >= 8
    groups = {framework.id[:2]: framework.group for framework in library}
    assert all(framework.group == groups[framework.id[:2]] for framework in library), "one group, one name"


def test_nothing_is_taken_from_the_seeds(library: tuple[Framework, ...]) -> None:
    if not SEEDS.is_dir():
        pytest.skip("shared/data/seeds is not here")
    sources = [s.text for path in sorted(SEEDS.glob("ler-*.json")) for s in read(path, Settings()).statements]
    sources += [path.read_text(encoding="utf-8", errors="replace") for path in sorted(SEEDS.glob("*.txt"))]
    assert len(sources) > 80
    taken = set(grams(sources, 7)) & set(grams(texts(library), 7))
    assert [" ".join(gram) for gram in taken] == []
