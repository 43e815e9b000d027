"""The flat form of results: two tables, in Parquet and in CSV, that say what the analyses say."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import Analyzer, Settings
from jdmatch.batch.formats import Run, csv_table, joinable
from jdmatch.batch.items import Item
from jdmatch.batch.parts import joined, make
from jdmatch.records import OccupationEstimate
from jdmatch.report import flat
from jdmatch.report.flat import POSTINGS, STATEMENTS
from tests import bakery, batch_kit
from tests.batch_kit import manifest, parts, rows
from tests.conftest import files_below
from tests.tiny_encoder import TinyEncoder

place, batch = batch_kit.place, batch_kit.batch
WIRE = Path(__file__).parents[1] / "docs" / "wire.md"
KINDS = {"string": "text", "double": "real", "int32": "whole", "bool": "truth"}


@pytest.fixture
def table(batch, place):
    """Three postings of a folder, one of them bad, another about something else, in all three formats."""
    (place / "rows.jsonl").write_text(
        bakery.row(1, title="=1+1") + '{"id": "bad", "text": "x"}\n' + bakery.row(2, bakery.COUNTER, title=None)
    )
    (place / "two.csv").write_text(bakery.THREE)
    for kind in ("jsonl", "parquet", "csv"):
        if kind == "parquet":
            pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
        assert batch("rows.jsonl", "--format", kind, "-f", "two.csv", out=kind, part_size=64).code == 3
    return place


def read_csv(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def read_parquet(path):
    from pyarrow import parquet

    return parquet.read_table(path).to_pylist()


@pytest.mark.parametrize("size", [1, 2, 5])
def test_slices_of_a_part_join_to_the_part(place, size):
    analyzer = Analyzer.load(Settings(frameworks=("four.csv",)), encoder_=TinyEncoder())
    described = Run("jsonl", "0", analyzer.signature)
    items = [
        Item(str(n), "0", text=text, title=title)
        for n, (text, title) in enumerate([(bakery.POSTING, "Baker"), ("x", None), (bakery.COUNTER, None)] * 2)
    ]
    slices = [make(analyzer, items[at : at + size], described) for at in range(0, len(items), size)]
    assert joined(slices) == make(analyzer, items, described)
    assert joined(slices).failed == 2
    assert joinable("jsonl")
    assert not joinable("parquet")


def test_the_tables_say_what_the_analyses_say(table):
    analyses = rows(table / "jsonl")
    statements = read_parquet(table / "parquet" / "statements-00000.parquet")
    expected = [(a, s) for a in analyses for s in a["coverage"]["statements"]]
    assert len(statements) == len(expected) == 2 * (6 + 3)
    for row, (analysis, said) in zip(statements, expected, strict=True):
        assert list(row) == [c.name for c in STATEMENTS]
        assert row["posting"] == analysis["posting"]["id"]
        assert row["chunk"] == said["best_chunk"]
        for name in ("framework", "statement", "level", "text", "status", "probability", "importance"):
            assert row[name] == said[name]
        assert analysis["posting"]["text"][row["start"] : row["end"]] == row["quote"]
        about = analysis["coverage"]
        assert row["target"] == ((row["framework"], row["level"]) == (about["framework"], about["target_level"]))
    for row, analysis in zip(read_parquet(table / "parquet" / "postings-00000.parquet"), analyses, strict=True):
        assert list(row) == [c.name for c in POSTINGS]
        level, about = analysis["level"], analysis["coverage"]
        assert (row["posting"], row["sha256"]) == (analysis["posting"]["id"], analysis["posting"]["sha256"])
        assert row["title"] == analysis["posting"]["title"]
        assert row["occupation"] == analysis["occupation"]["selected"]
        assert [row["level_low"], row["level_high"]] == level["interval"]
        assert row["level"] == level["estimate"]
        assert row["level_probability"] == level["probabilities"][level["estimate"]]
        assert row["level_abstained"] is level["abstained"]
        assert (row["score"], [row["score_low"], row["score_high"]]) == (about["score"], about["score_interval"])
        target = [s for s in statements if s["posting"] == row["posting"] and s["target"]]
        for status in ("covered", "partial", "missing"):
            assert row[status] == sum(s["status"] == status for s in target)
        assert row["missing"] + row["partial"] == len(analysis["missing"])
        assert row["unmatched"] == len(analysis["unmatched"])
        assert row["responsibilities"] == sum(c["kind"] == "responsibility" for c in analysis["chunks"])
        assert row["min_years_experience"] == analysis["posting"]["fields"]["min_years_experience"]
        assert row["education"] == analysis["posting"]["fields"]["education"]
    assert {s["status"] for s in statements} == {"covered", "missing"}


def test_csv_says_what_parquet_says(table):
    for name, columns in (("statements", STATEMENTS), ("postings", POSTINGS)):
        plain = read_csv(table / "csv" / f"{name}-00000.csv")
        typed = read_parquet(table / "parquet" / f"{name}-00000.parquet")
        assert len(plain) == len(typed)
        for cells, row in zip(plain, typed, strict=True):
            assert list(cells) == list(row)
            for column in columns:
                cell, value = cells[column.name], row[column.name]
                if value is None:
                    assert cell == ""
                elif column.kind == "text":
                    assert cell in (value, "'" + value)
                else:
                    assert json.loads(cell) == value


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(table):
    title = read_csv(table / "csv" / "postings-00000.csv")[0]["title"]
    assert title == "'=1+1"
    quotes = [r["quote"] for r in read_csv(table / "csv" / "statements-00000.csv")]
    assert any(q.startswith("'- Scale flour") for q in quotes)
    assert not any(re.match(r"[=+\-@]", q) for q in quotes)
    assert (table / "csv" / "postings-00000.csv").read_bytes().startswith(b"\xef\xbb\xbfposting,sha256,")


@settings(deadline=None, max_examples=80)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)))
def test_guarded_cells_come_back_when_their_apostrophe_is_taken_away(texts):
    column = flat.Column("quote", "text", False, "")
    more = flat.Column("end", "whole", False, "")
    data = csv_table([column, more], [(text, 7) for text in texts], {}).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(data, newline=""))][1:]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    assert [re.sub(r"^'(?='*[=+\-@\t])", "", cell) for cell in cells] == texts


def test_the_files_of_a_run_and_its_errors(table):
    for kind in ("parquet", "csv"):
        assert files_below(table / kind) == sorted(
            [
                "errors.jsonl",
                "manifest.json",
                "parts/00000.errors.jsonl",
                "parts/00000.json",
                f"postings-00000.{kind}",
                f"statements-00000.{kind}",
            ]
        )
        assert (table / kind / "errors.jsonl").read_bytes() == (table / "jsonl" / "errors.jsonl").read_bytes()
        assert manifest(table / kind)["counts"] == manifest(table / "jsonl")["counts"]


def test_the_schema_is_fixed_and_the_file_says_what_made_it(table):
    from pyarrow import parquet

    plan = manifest(table / "parquet")["plan"]
    for name, columns in (("statements", STATEMENTS), ("postings", POSTINGS)):
        file = parquet.ParquetFile(table / "parquet" / f"{name}-00000.parquet")
        assert [(f.name, KINDS[str(f.type)], f.nullable) for f in file.schema_arrow] == [
            (c.name, c.kind, c.nullable) for c in columns
        ]
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"
        said = {k.decode(): v.decode() for k, v in file.metadata.metadata.items() if k.startswith(b"jdmatch.")}
        assert said["jdmatch.schema"] == f"jdmatch.{name}/1"
        assert re.fullmatch("sha256:[0-9a-f]{64}", said["jdmatch.run"])
        assert json.loads(said["jdmatch.frameworks"]) == plan["signature"]["frameworks"]
        for key in ("encoder", "matcher", "level", "settings"):
            assert said[f"jdmatch.{key}"] == plan["signature"][key]
        assert said["jdmatch.version"] == plan["signature"]["jdmatch"]
    assert plan["writer"].startswith("pyarrow ")
    assert manifest(table / "csv")["plan"]["writer"] is None


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_the_same_run_gives_the_same_bytes(batch, place, kind):
    if kind == "parquet":
        pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    for out in ("one", "two"):
        assert batch("rows.jsonl", "--format", kind, out=out).code == 0
    assert parts(place / "one") == parts(place / "two")


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_part_of_failures_has_empty_tables(batch, place, kind):
    (place / "rows.jsonl").write_text('{"id": "bad", "text": "x"}\n' * 2)
    assert batch("rows.jsonl", "--format", kind).code == 3
    read = read_csv if kind == "csv" else read_parquet
    for name in ("statements", "postings"):
        assert read(place / "out" / f"{name}-00000.{kind}") == []


def test_without_a_framework_that_fits_there_are_no_statements(place, tiny):
    analysis = Analyzer.load(Settings(frameworks=(str(place / "four.csv"),)), encoder_=tiny).analyze(bakery.POSTING)
    bare = replace(analysis, coverage=None, level=None, occupation=OccupationEstimate(None, ()))
    assert list(flat.statement_rows(bare)) == []
    row = dict(zip([c.name for c in POSTINGS], flat.posting_row(bare), strict=True))
    assert row["responsibilities"] == 4
    assert (row["covered"], row["partial"], row["missing"]) == (0, 0, 0)
    for name in ("occupation", "framework", "target_level", "level", "level_low", "level_abstained", "score_high"):
        assert row[name] is None
    # What may not be empty is not.
    assert all(row[c.name] is not None for c in POSTINGS if not c.nullable)


def test_an_id_that_is_no_utf8_is_escaped():
    assert flat.plain("caf\udce9.txt") == "caf\\udce9.txt"


def test_the_documented_columns_are_the_columns():
    text = WIRE.read_text(encoding="utf-8")
    for name, columns in (("statements", STATEMENTS), ("postings", POSTINGS)):
        section = text.split(f"`jdmatch.{name}/1`", 1)[1].split("\n\n", 2)[1]
        documented = re.findall(r"^\| `(\w+)` \| (\w+)(, or empty)? \| (.*) \|$", section, re.MULTILINE)
        assert [(n, k, bool(e), a) for n, k, e, a in documented] == [
            (c.name, c.kind, c.nullable, c.about) for c in columns
        ]
