"""Small suites for tests: annotated postings of one bakery, queries, levelled statements, pairs and level cases."""

from __future__ import annotations

import json
from pathlib import Path

from tests import bakery

ABOUT = 'license = "CC0"\nsource = "Made by the test."\n'
FRAMEWORKS = [
    {
        "id": "bakery",
        "title": "Bakers",
        "statements": [
            {"id": "bakery/1", "text": "Scale flour and water for the daily dough"},
            {"id": "bakery/2", "text": "Shape loaves by hand and load the deck oven"},
            {"id": "bakery/3", "text": "Negotiate flour prices with millers"},
        ],
    },
    {
        "id": "counter",
        "title": "Counter staff",
        "statements": [
            {"id": "counter/1", "text": "Serve customers at the counter and take payments"},
            {"id": "counter/2", "text": "Refill the bread shelves through the day"},
        ],
    },
]


def lines(*rows: object) -> str:
    """Rows as JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def units(text: str, matches: dict[str, dict[str, int]]) -> list[dict[str, object]]:
    """Every line of a text that is not blank as a unit: with bullets above Requirements or 'What you need' a duty,
    below a requirement, else other. ``matches``: a piece of the line → its grades."""
    out: list[dict[str, object]] = []
    at, kind = 0, "responsibility"
    for line in text.splitlines(keepends=True):
        if line.startswith(("Requirements", "What you need")):
            kind = "requirement"
        if line.strip():
            found = next((grades for piece, grades in matches.items() if piece in line), {})
            body = line.rstrip("\n")
            own = kind if line.startswith("- ") else "other"
            out.append(
                {"n": len(out) + 1, "start": at, "end": at + len(body), "text": body, "kind": own, "matches": found}
            )
        at += len(line)
    return out


POSTINGS = [
    {
        "id": "baker",
        "title": "Bread Baker",
        "text": bakery.POSTING,
        "occupation": "bakery",
        "level": 1,
        "level_low": 1,
        "level_high": 2,
        "units": units(bakery.POSTING, {"Scale flour": {"bakery/1": 2}, "Shape loaves": {"bakery/2": 1}}),
    },
    {
        "id": "seller",
        "title": "Counter Assistant",
        "text": bakery.COUNTER,
        "occupation": "counter",
        "units": units(bakery.COUNTER, {"Refill": {"counter/2": 2, "bakery/2": 1}}),
    },
    {"id": "smith", "title": "Smith", "text": bakery.POSTING, "units": units(bakery.POSTING, {})},
]


def write(folder: Path, toml: str, **files: str) -> Path:
    """A suite of that TOML and those files (``rows_jsonl`` is rows.jsonl) in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "suite.toml").write_text(
        f'format = "jdmatch.suite/1"\nabout = "A trial."\n{ABOUT}{toml}', encoding="utf-8"
    )
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def postings(folder: Path, *rows: object, more: str = "") -> Path:
    """A suite of annotated postings; without rows those of the bakery."""
    toml = (
        'name = "bakery"\ntask = "postings"\noccupation = "frameworks"\n'
        f'{more}[files]\nrows = "rows.jsonl"\nframeworks = "frameworks.json"\n'
    )
    return write(folder, toml, rows_jsonl=lines(*(rows or POSTINGS)), frameworks_json=json.dumps(FRAMEWORKS))


def retrieval(folder: Path) -> Path:
    """Two queries with an answer, one without."""
    rows = lines(
        {"query": "you bake bread", "gold": ["bake bread"]},
        {"query": "sell rolls and bread", "gold": ["sell rolls", "count money"]},
        {"query": "nice people", "gold": []},
    )
    toml = 'name = "labels"\ntask = "retrieval"\nfast = true\n[files]\nrows = "rows.jsonl"\nlabels = "labels.txt"\n'
    return write(folder, toml, rows_jsonl=rows, labels_txt="bake bread\nsell rolls\ncount money\nsweep the floor\n")


def levelled(folder: Path) -> Path:
    """Three steps of one ladder, one row ambiguous."""
    rows = lines(
        *(
            {"source": "own", "framework": "ladder", "body": text, "level": n, "n_levels": 3, "ambiguous": n == 9}
            for text, n in (("Assist the baker", 1), ("Prepare the dough", 2), ("Direct the bakery", 3), ("Bake", 9))
        )
    )
    toml = 'name = "ladder"\ntask = "levelled"\n[files]\nrows = "rows.jsonl"\n[columns]\ntext = "body"\n'
    return write(folder, toml, rows_jsonl=rows)


def pairs(folder: Path) -> Path:
    """Two pairs of the test half, one of another."""
    rows = lines(
        {"unit": "Scale flour", "statement": "bakery/1", "grade": 2, "trap": "short", "split": "test"},
        {"unit": "Eat flour", "statement": "bakery/1", "grade": 0, "trap": "other verb", "split": "test"},
        {"unit": "Eat bread", "statement": "counter/2", "grade": 0, "trap": "other verb", "split": "dev"},
    )
    toml = (
        'name = "hard"\ntask = "pairs"\n[files]\nrows = "rows.jsonl"\nframeworks = "frameworks.json"\n'
        '[where]\nsplit = "test"\n'
    )
    return write(folder, toml, rows_jsonl=rows, frameworks_json=json.dumps(FRAMEWORKS))


def level_cases(folder: Path) -> Path:
    """A title with a level and a heading without."""
    step = {"level": "advanced", "low": "proficient", "high": "advanced"}
    none = {"level": None, "low": None, "high": None}
    rows = lines(
        {"text": "Director of Baking", "where": "title", **step},
        {"text": "Principal responsibilities", "where": "sentence", **none},
    )
    return write(folder, 'name = "traps"\ntask = "level-cases"\n[files]\nrows = "rows.jsonl"\n', rows_jsonl=rows)
