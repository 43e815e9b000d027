"""What the kind model is fitted on: marked postings are read as they were meant, and borrow from nobody."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from jdmatch.kinds import wording
from jdmatch.records import CHUNK_KINDS
from jdmatch.training import kinds, kinds_data

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
WRITTEN = ROOT / "corpora" / kinds.WRITTEN


def test_marks_become_units(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text("# a note\n=== one\n{O}Duties\n{R}- Mix dough. {Q}Two years.\n=== two\n{Q}Van.\n", encoding="utf-8")
    one, two = kinds_data.written(path)
    assert (one["id"], two["id"]) == ("one", "two")
    assert one["text"] == "Duties\n- Mix dough. Two years.\n"
    pieces = [(one["text"][u["start"] : u["end"]], u["kind"]) for u in one["units"]]
    assert pieces == [("Duties", "other"), ("- Mix dough.", "responsibility"), ("Two years.", "requirement")]


def test_every_line_of_the_written_postings_has_a_kind() -> None:
    text = WRITTEN.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("#", "==="))]
    assert all(re.match(r"\{[RQO]\}\S", line) for line in lines)
    records = list(kinds_data.written(WRITTEN))
    assert len({r["id"] for r in records}) == len(records) >= 20
    found = [u["kind"] for r in records for u in r["units"]]
    assert min(found.count(kind) for kind in CHUNK_KINDS) > 100
    assert len(found) == sum(line.count("{") for line in lines)


@pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")
def test_the_written_postings_share_no_seven_words_with_data_from_outside() -> None:
    def sevens(text: str) -> set[str]:
        words = re.findall(r"[a-z0-9]+", text.lower())
        return {" ".join(words[i : i + 7]) for i in range(len(words) - 6)}

    own = sevens(" ".join(r["text"] for r in kinds_data.written(WRITTEN)))
    gold = (DATA / "dev-gold" / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in gold]
    texts += [path.read_text(encoding="utf-8", errors="replace") for path in (DATA / "seeds").iterdir()]
    assert [own & sevens(text) for text in texts if own & sevens(text)] == []


def test_a_word_that_was_never_seen_leans_to_where_its_vector_points() -> None:
    axes = np.eye(2)
    vectors = {"sweep": axes[0], "mop": axes[0] * 0.9, "degree": axes[1]}
    head = np.array([[2.0, -1.0], [-1.0, 2.0], [0.0, 0.0]])
    first = kinds.collapse({wording.WORD + "sweep": np.array([1.0, 0.0, 0.0])}, vectors, head, head * 0)
    assert first.words["mop"][0] > 0 > first.words["mop"][1]
    assert first.words["degree"][1] > 0 > first.words["degree"][0]
    assert first.words["sweep"][0] == 300
    assert first.words["sweep"][2:] == (0, 0)
