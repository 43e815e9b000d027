"""Chunking: nothing lost, nothing twice, and the cuts where a reader would make them."""

from __future__ import annotations

import csv
import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.chunking import assembly, clauses, headings, layout, lines, parser, sentences, split, verbs
from jdmatch.errors import ModelError
from jdmatch.records import Block, Chunk, Posting, Section

CASES = Path(__file__).parent / "cases" / "chunking"
DATA = Path(__file__).parents[1].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the data folder beside the checkout is not there")


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def hold(posting: Posting) -> tuple[tuple[Section, ...], tuple[Chunk, ...]]:
    """Split a posting and check everything that always holds."""
    sections, chunks = split(posting)
    text, at = posting.text, 0
    assert [c.id for c in chunks] == list(range(len(chunks)))
    assert [s.id for s in sections] == list(range(len(sections)))
    for chunk in chunks:
        assert not text[at : chunk.start].strip(), "a character that is not blank lies in no chunk"
        assert at <= chunk.start < chunk.end
        assert text[chunk.start : chunk.end] == chunk.text == chunk.text.strip()
        assert chunk.start <= chunk.body_start < chunk.body_end <= chunk.end
        assert chunk.body
        section = sections[chunk.section]
        assert section.start <= chunk.start
        assert chunk.end <= section.end
        assert (chunk.kind, chunk.kind_probability, chunk.level) == ("other", None, None)
        at = chunk.end
    assert not text[at:].strip()
    assert [c.section for c in chunks] == sorted(c.section for c in chunks)
    for one, other in pairwise(sections):
        assert one.end <= other.start
    for section in sections:
        first = next(c for c in chunks if c.section == section.id)
        assert (section.heading is not None) == (first.layout == "heading")
        assert all(c.layout != "heading" for c in chunks if c.section == section.id and c is not first)
    return sections, chunks


# --- cases --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("layout.jsonl"), ids=lambda case: case["name"])
def test_layout(case: dict) -> None:
    sections, chunks = hold(Posting("p", case["text"]))
    assert [f"{c.layout}: {c.body}" for c in chunks] == case["chunks"]
    assert [f"{s.kind}: {s.heading}" if s.heading else s.kind for s in sections] == case["sections"]


@pytest.mark.parametrize("case", cases("headings.jsonl"), ids=lambda case: case["heading"])
def test_topic(case: dict) -> None:
    assert headings.topic_of(case["heading"]) == case["topic"]


def marked(text: str) -> tuple[str, set[int]]:
    """A text without its cut marks, and where they stood."""
    places: set[int] = set()
    out = ""
    for part in text.split("|")[:-1]:
        out += part
        places.add(len(out))
    return out + text.split("|")[-1], places


@pytest.mark.parametrize("case", cases("sentences.jsonl"), ids=lambda case: case["about"])
def test_sentences(case: dict) -> None:
    text, places = marked(case["text"])
    assert set(sentences.ends(text, 0, len(text))) == places


@pytest.mark.parametrize("case", cases("clauses.jsonl"), ids=lambda case: case["text"][:50])
def test_clauses(case: dict) -> None:
    text, places = marked(case["text"])
    allowed = [places, *(marked(other)[1] for other in case.get("any", ()))]
    assert set(clauses.cuts(text, 0, len(text))) in allowed


def test_clauses_are_enough_to_measure() -> None:
    found = cases("clauses.jsonl")
    assert len(found) >= 40
    assert sum("|" not in case["text"] for case in found) >= 20, "half of them must be traps that are not cut"


# --- what the cases do not say ------------------------------------------------------------------------------------


def test_a_conjunction_is_in_the_chunk_and_not_in_its_body() -> None:
    _, chunks = hold(Posting("p", "Duties\n- Count the till, and prepare the deposit;"))
    assert [(c.text, c.body) for c in chunks[1:]] == [
        ("- Count the till,", "Count the till"),
        ("and prepare the deposit;", "prepare the deposit"),
    ]


def test_only_duties_are_cut_into_clauses() -> None:
    line = "Reconcile the accounts and prepare the statements."
    for heading, count in (("Responsibilities", 2), ("Requirements", 1), ("Benefits", 1)):
        _, chunks = hold(Posting("p", f"{heading}\n- {line}"))
        assert len(chunks) == 1 + count


def test_blocks_of_the_reader_win_over_guesses() -> None:
    text = "Our promise\nPatience\nReconcile the till\nTotal\t3"
    edges = [0, 12, 21, 40, len(text) + 1]
    kinds = ["heading", "item", "paragraph", "row"]
    blocks = tuple(Block(a, b - 1, k) for a, b, k in zip(edges, edges[1:], kinds, strict=False))  # type: ignore[arg-type]
    sections, chunks = hold(Posting("p", text, blocks=blocks))
    assert [c.layout for c in chunks] == ["heading", "item", "sentence", "row"]
    assert [s.heading for s in sections] == ["Our promise"]


def test_a_section_that_the_source_names_wins_over_its_heading() -> None:
    text = "Background\nFold the sails.\nMore\nWe sell boats."
    blocks = (
        Block(0, 26, "paragraph", section="responsibilities"),
        Block(0, 10, "heading", section="responsibilities"),
        Block(27, len(text), "paragraph"),
    )
    sections, chunks = hold(Posting("p", text, blocks=blocks))
    assert sections[chunks[1].section].kind == "responsibilities"
    assert sections[chunks[-1].section].kind == "other"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("responsibilities", [("Duties", "responsibilities")]),
        ("requirements", [("Duties", "responsibilities"), (None, "requirements"), (None, "responsibilities")]),
    ],
)
def test_a_line_that_the_source_names_does_not_end_the_section_around_it(told: str, expected: list) -> None:
    lines = ["Duties", "Fold the sails", "Mop the deck", "Paint the hull"]
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    blocks = tuple(
        Block(at, at + len(line), "item" if at else "heading", section=told if line == "Mop the deck" else None)
        for at, line in zip(starts, lines, strict=True)
    )
    sections, _ = hold(Posting("p", text, blocks=blocks))
    assert [(s.heading, s.kind) for s in sections] == expected


def test_nested_blocks_give_each_place_to_the_innermost() -> None:
    text = "Duties Sweep the hall Mop the stairs"
    blocks = (Block(0, len(text), "item"), Block(7, 21, "item", 2), Block(22, len(text), "item", 2))
    _, chunks = hold(Posting("p", text, blocks=blocks))
    assert [c.text for c in chunks] == ["Duties", "Sweep the hall", "Mop the stairs"]


def test_a_paragraph_in_heading_type_is_no_heading() -> None:
    text = " ".join(["word"] * 40)
    _, chunks = hold(Posting("p", text, blocks=(Block(0, len(text), "heading"),)))
    assert chunks[0].layout == "sentence"


def test_wrapped_text_has_a_width_and_lists_have_none() -> None:
    wrapped = "\n".join(["the clerk keeps the ledger and the keys and counts the till,"] * 6)
    listed = "\n".join(["Keep the ledger and the keys and count the till each evening"] * 6)
    assert layout.wrap_width(wrapped, lines.read(wrapped)) > 0
    assert layout.wrap_width(listed, lines.read(listed)) == 0


@pytest.mark.parametrize(
    ("verb", "third", "gerund"),
    [("prepare", "prepares", "preparing"), ("plan", "plans", "planning"), ("supply", "supplies", "supplying"),
     ("process", "processes", "processing"), ("tie", "ties", "tying"), ("oversee", "oversees", "overseeing")],
)  # fmt: skip
def test_shapes_of_verbs(verb: str, third: str, gerund: str) -> None:
    assert verbs.third_person(verb) == third
    assert gerund in verbs.gerunds(verb)
    for word in (verb, third, gerund):
        form = verbs.form_of(word)
        assert form is not None
        assert form.base == verb


def test_words_that_are_no_duty_verbs() -> None:
    assert all(verbs.form_of(word) is None for word in ("customer", "excellent", "ability", "monday", ""))


# --- properties ---------------------------------------------------------------------------------------------------

FRAGMENTS = (
    "Responsibilities:", "REQUIREMENTS", "## What we offer", "**Duties**", "• Prepare invoices and post payments",
    "- ", "*", "1. Account Work", "2) Close the books", "a) one b) two", "Qualifications", "e.g. Sr. Clerk No. 4",
    "clients.We offer", "onlineSupport teamsPrepare reportsReview claims", "Pay: $20/hr", "| a | b |", "===", "---",
    "reviews claims; posts payments, and reconciles the ledger.", "What do you do?", "\t", "    ", "\n\n", "\n", "\r\n",
    "\u2028", "\x0b", "\u200b", "\ufeff", "\uf0b7 item", "â€¢ item", "o Item", "(", ")", "EOE M/F/D/V.", "x", ".", "…",
    "To support our clients, the team  The agency  JOB DESCRIPTION   Under direction", "\x1c", "\x85",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=25).map("".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("\n".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("  ".join),
)


@given(texts)
@settings(deadline=None, max_examples=250)
def test_every_character_is_in_one_chunk(text: str) -> None:
    hold(Posting("p", text))


@given(texts, st.data())
@settings(deadline=None, max_examples=150)
def test_every_character_is_in_one_chunk_with_blocks(text: str, data: st.DataObject) -> None:
    kinds = st.sampled_from(["heading", "item", "paragraph", "row"])
    named = st.sampled_from([None, None, "responsibilities", "benefits"])
    places = st.integers(0, len(text) + 2)
    spans = data.draw(st.lists(st.tuples(places, places, kinds, st.integers(0, 9), named), max_size=6))
    blocks = tuple(Block(min(a, b), max(a, b), k, d, s) for a, b, k, d, s in spans)  # type: ignore[arg-type]
    hold(Posting("p", text, blocks=blocks))


@given(texts)
@settings(deadline=None, max_examples=60)
def test_splitting_is_a_function_of_the_text(text: str) -> None:
    assert split(Posting("a", text)) == split(Posting("b", text, title="another"))


@given(st.text(alphabet="abcd .,;-", max_size=60))
@settings(deadline=None, max_examples=60)
def test_clause_cuts_lie_inside(text: str) -> None:
    found = clauses.cuts(text, 0, len(text))
    assert found == sorted(set(found))
    assert all(0 < at < len(text) for at in found)


# --- real postings ------------------------------------------------------------------------------------------------


@needs_data
def test_nothing_is_lost_of_the_nyc_postings() -> None:
    started = time.process_time()
    count = 0
    with (DATA / "dev" / "postings" / "nyc-jobs.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            parts = (row["Job Description"], row["Minimum Qual Requirements"], row["Preferred Skills"])
            hold(Posting(str(row["Job ID"]), "\n".join(str(part) for part in parts if part)))
            count += 1
    assert count == 1585
    assert time.process_time() - started < 120, "a posting takes many times as long as it did"


@needs_data
def test_nothing_is_lost_of_glued_postings() -> None:
    with (DATA / "dev" / "postings" / "emscad-499.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            hold(Posting(row["job_id"], row["description"] + "\n\n" + row["requirements"]))


@needs_data
@pytest.mark.parametrize(
    "name", ["posting-billing-specialist", "guide-billing-officer", "career-page-billing-and-posting-clerks"]
)
def test_nothing_is_lost_of_the_seeds(name: str) -> None:
    sections, chunks = hold(Posting(name, (DATA / "seeds" / f"{name}.txt").read_text(encoding="utf-8")))
    assert {"responsibilities", "requirements", "other"} <= {s.kind for s in sections}
    assert len(chunks) > 40


@needs_data
def test_cuts_agree_with_the_gold_units() -> None:
    """Nearly every gold unit begins where a chunk begins; what is cut finer is a duty, an inline item or a heading."""
    missed = finer = units = 0
    for line in (DATA / "dev-gold" / "postings.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        _, chunks = hold(Posting(record["id"], record["text"]))
        starts = {chunk.start for chunk in chunks} | {chunk.body_start for chunk in chunks}
        for unit in record["units"]:
            units += 1
            missed += unit["start"] not in starts
            finer += sum(unit["start"] < chunk.start < unit["end"] for chunk in chunks)
    assert units == 1277
    assert missed <= 10
    assert finer <= 160


def test_sample_postings_have_duties_and_requirements() -> None:
    folder = Path(__file__).parents[1] / "corpora" / "samples"
    for path in sorted(folder.glob("*.txt")) + sorted(folder.glob("*.md")):
        if path.name == "README.md":
            continue
        _, chunks = hold(Posting(path.name, path.read_text(encoding="utf-8")))
        assert len(chunks) >= 20, path.name


# --- the spaCy room -----------------------------------------------------------------------------------------------


def test_the_judge_decides_what_the_words_leave_open() -> None:
    line = "Review contracts and draft amendments."
    asked: list[tuple[str, int]] = []

    def judge(sentence: str, offset: int) -> bool:
        asked.append((sentence, offset))
        return True

    assert clauses.cuts(line, 0, len(line)) == []
    assert clauses.cuts(line, 0, len(line), judge) == [line.index("and")]
    assert asked == [(line, line.index("draft"))]
    _, chunks = assembly.split(Posting("p", f"Duties\n- {line}"), judge)
    assert [c.body for c in chunks[1:]] == ["Review contracts", "draft amendments."]


@pytest.mark.real
def test_the_parser_knows_a_joined_verb_from_a_noun() -> None:
    pytest.importorskip("spacy")
    pytest.importorskip(parser.MODEL)
    line = "Perform research and draft explanatory letters."
    assert parser.judge(line, line.index("draft"))
    assert not parser.judge("Create files and ship files.", 17)


def test_a_changed_model_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp]\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"config\.cfg is not the one") as caught:
        parser.verify(tmp_path)
    assert caught.value.code == "JDM040"
