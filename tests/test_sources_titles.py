"""Titles: what a careful reader would take for one, and None rather than a guess."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from jdmatch.sources import titles
from jdmatch.sources.markdown import blocks

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "cases" / "sources" / "titles.json").read_text("utf-8"))
POSTINGS = HERE.parents[1] / "shared" / "data" / "dev" / "postings"


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:40] for c in CASES])
def test_titles(case: dict[str, Any]) -> None:
    span = titles.find(case["text"], blocks(case["text"]))
    assert (case["text"][span.start : span.end] if span else None) == case["title"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Night Cook | Careers at Acme", "Night Cook"),
        ("Acme – Careers – Night Cook", "Night Cook"),
        ("Careers at Acme", None),
        ("Receptionist | Acme", "Receptionist"),
    ],
)
def test_a_pages_name_is_trimmed_to_its_title(name: str, title: str | None) -> None:
    assert titles.trim(name) == title


def real_postings() -> list[tuple[str, str]]:
    if not POSTINGS.is_dir():
        pytest.skip("../shared/data/dev/postings is not here")
    nyc = [json.loads(line) for line in (POSTINGS / "nyc-jobs.jsonl").read_text("utf-8").splitlines()]
    with (POSTINGS / "emscad-499.csv").open(encoding="utf-8", newline="") as stream:
        emscad = list(csv.DictReader(stream))
    return [(r["Business Title"].strip(), r["Job Description"] or "") for r in nyc] + [
        (r["title"].strip(), r["description"]) for r in emscad
    ]


@pytest.mark.real
def test_on_real_postings_titles_are_found_and_hardly_ever_invented() -> None:
    found = invented = wrong = 0
    postings = real_postings()
    for title, text in postings:
        whole = f"{title}\n\n{text}"
        span = titles.find(whole)
        if span is not None and span.end <= len(title):
            found += 1
        elif span is not None:
            wrong += 1
        invented += titles.find(text) is not None
    assert found >= 0.9 * len(postings)
    assert wrong <= 0.002 * len(postings)
    assert invented <= 0.002 * len(postings)
