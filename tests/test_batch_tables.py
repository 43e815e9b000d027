"""Tables of postings: every kind gives the same items, row by row, and a broken row is one error row."""

from __future__ import annotations

import codecs
import csv
import io
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import Settings
from jdmatch.batch.delimited import Broken, records
from jdmatch.batch.plan import Columns, find_inputs, items
from jdmatch.errors import BatchError, MissingExtraError
from jdmatch.records.schema import result_schema
from jdmatch.settings import Limits
from tests import bakery, batch_kit
from tests.batch_kit import parts, rows

SCHEMA = jsonschema.Draft202012Validator(result_schema())
place, batch = batch_kit.place, batch_kit.batch
POSTINGS = [json.loads(bakery.row(n)) for n in range(5)]


def written(found, separator=",", quoting=csv.QUOTE_MINIMAL, end="\r\n"):
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=separator, quoting=quoting, lineterminator=end)
    table.writerow(["id", "title", "text"])
    table.writerows([p["id"], p["title"], p["text"]] for p in found)
    return stream.getvalue()


def parquet(path, columns, **how):
    pa = pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table(columns), path, **how)


def planned(path, settings=None, columns=None):
    inputs, _ = find_inputs([path], path.parent / "out")
    return list(items(inputs, columns or Columns(), settings or Settings()))


WAYS = {
    "comma": (written(POSTINGS).encode(), "rows.csv"),
    "semicolon": (written(POSTINGS, ";").encode(), "rows.csv"),
    "all quoted": (written(POSTINGS, quoting=csv.QUOTE_ALL).encode(), "rows.csv"),
    "semicolon, all quoted": (written(POSTINGS, ";", csv.QUOTE_ALL).encode(), "rows.CSV"),
    "bar": (written(POSTINGS, "|").encode(), "rows.csv"),
    "tab in a csv": (written(POSTINGS, "\t").encode(), "rows.csv"),
    "tab": (written(POSTINGS, "\t", end="\n").encode(), "rows.tsv"),
    "mark": (written(POSTINGS).encode("utf-8-sig"), "rows.csv"),
    "utf-16": (written(POSTINGS).encode("utf-16"), "rows.csv"),
    "utf-16-be": (codecs.BOM_UTF16_BE + written(POSTINGS).encode("utf-16-be"), "rows.csv"),
    "carriage returns": (written(POSTINGS, quoting=csv.QUOTE_ALL, end="\r").encode(), "rows.csv"),
    "no last line end": (written(POSTINGS).rstrip().encode(), "rows.csv"),
    "blank lines": (written(POSTINGS).replace("\r\np", "\r\n\r\n,,\r\np").encode(), "rows.csv"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_of_text_gives_what_lines_of_json_give(tmp_path, way):
    data, name = WAYS[way]
    (tmp_path / name).write_bytes(data)
    found = planned(tmp_path / name)
    assert [(i.id, i.title, i.text, i.fault) for i in found] == [
        (p["id"], p["title"], p["text"], None) for p in POSTINGS
    ]
    assert len({i.sha256 for i in found}) == len(POSTINGS)


def test_a_run_over_each_kind_gives_the_same_analyses(batch, place):
    (place / "rows.csv").write_text(written(POSTINGS), encoding="utf-8", newline="")
    (place / "rows.tsv").write_text(written(POSTINGS, "\t"), encoding="utf-8", newline="")
    parquet(place / "rows.parquet", {key: [p[key] for p in POSTINGS] for key in ("id", "title", "text")})
    (place / "rows.jsonl").write_text("".join(bakery.row(n) for n in range(5)))
    made = {}
    for kind in ("jsonl", "csv", "tsv", "parquet"):
        assert batch(f"rows.{kind}", out=kind).code == 0
        made[kind] = {name: data for name, data in parts(place / kind).items() if name.startswith("part-")}
    assert made["csv"] == made["tsv"] == made["parquet"] == made["jsonl"]


BAD = {
    "too many cells": ("x,T,one, two", "JDM015", "has 4 cells where the header has 3"),
    "no text": ("x", "JDM015", "has 1 cells where the header has 3, and no 'text'"),
    "empty text": ("x,T,", "JDM004", "is empty"),
    "zero": ("x,T,Bake \0 bread", "JDM013", "zero character"),
    "zero in the id": ("x\0,T,Bake bread", "JDM013", "zero character"),
    "short": ("x,T,Bake bread.", "JDM005", "fewer than 20"),
    "a quote in the middle": ('x,"T"s,Bake', "JDM015", "is no row of a table"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_an_error_row_and_the_others_are_analysed(batch, place, name):
    line, code, told = BAD[name]
    one, two, three = written(POSTINGS[:1]), written(POSTINGS[1:2]).split("\r\n", 1)[1], "\r\n"
    (place / "rows.csv").write_text(one + line + three + two, newline="")
    assert batch("rows.csv").code == 3
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["p0", "p1"]
    (error,) = rows(place / "out", "errors.jsonl")
    SCHEMA.validate(error)
    assert error["code"] == code
    assert told in error["message"]
    assert error["id"] in ("x", "rows.csv:3")


def test_cells_that_are_missing_at_the_end_of_a_row_are_empty(tmp_path):
    (tmp_path / "rows.csv").write_text("text,id,title\nBake bread,7\nMill flour\n,8,T\n")
    found = planned(tmp_path / "rows.csv")
    assert [(i.title, i.text) for i in found] == [(None, "Bake bread"), (None, "Mill flour"), ("T", "")]
    assert [i.id.removeprefix(f"{tmp_path}/") for i in found] == ["7", "rows.csv:3", "8"]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    good = written(POSTINGS).split("\r\n", 1)[1]
    (tmp_path / "rows.csv").write_text(f'id,title,text\r\nbad,T,"never closed\r\n{good}', newline="")
    found = planned(tmp_path / "rows.csv")
    assert [i.id for i in found][1:] == [p["id"] for p in POSTINGS]
    assert found[0].fault[0] == "JDM015"
    # The same where no other quote follows.
    (tmp_path / "rows.csv").write_text('id,title,text\nbad,T,"never closed\n1,A,plain\n2,B,plain\n')
    found = planned(tmp_path / "rows.csv")
    assert [(i.id, i.fault is None) for i in found][1:] == [("1", True), ("2", True)]


def test_a_tab_table_without_quoting(tmp_path):
    (tmp_path / "rows.tsv").write_text('id\ttitle\ttext\n1\t"Senior" Baker\tBake "good" bread\n2\tMiller\t"Mill\tit"\n')
    found = planned(tmp_path / "rows.tsv")
    assert [(i.id, i.title, i.text) for i in found] == [
        ("1", '"Senior" Baker', 'Bake "good" bread'),
        ("2", "Miller", "Mill\tit"),
    ]


@pytest.mark.parametrize("quoted", [False, True])
def test_a_huge_cell_is_one_error_row_and_is_not_held(tmp_path, monkeypatch, quoted):
    monkeypatch.setattr("jdmatch.batch.tables._LONGEST_HEADER", 1000)
    small = Settings(limits=Limits(posting_bytes=1000))
    cell = '"' + "bake, bread\n" * 5000 + '"' if quoted else "bread " * 5000
    (tmp_path / "rows.csv").write_text(f"id,text\n1,{cell}\n2,short\n3,{cell}\n")
    found = planned(tmp_path / "rows.csv", small)
    assert [(i.id.split("/")[-1], i.fault[0] if i.fault else None) for i in found] == [
        ("rows.csv:2", "JDM009"),
        ("2", None),
        ("rows.csv:4", "JDM009"),
    ]
    # A line of millions of characters is read in pieces.
    assert max(len(line) for _, line in records(tmp_path / "rows.csv", ",", 3000) if not isinstance(line, Broken)) == 2


def test_a_cell_over_the_limit_of_a_posting_is_its_own_error_row(batch, place):
    (place / "jdmatch.toml").write_text("[limits]\nposting_bytes = 2000\n")
    (place / "rows.csv").write_text(
        written([*POSTINGS[:1], {"id": "x", "title": "", "text": "a" * 30_000}]), newline=""
    )
    assert batch("rows.csv").code == 3
    assert [(e["id"], e["code"]) for e in rows(place / "out", "errors.jsonl")] == [("x", "JDM009")]


def test_each_row_has_an_encoding_of_its_own(batch, place):
    own = bakery.POSTING + "- Order coffee for the café “Zur Mühle” — daily\n"
    data = written([{"id": "old", "title": "Bäcker", "text": own}]).encode("cp1252")
    data += written([{"id": "new", "title": "Bäcker", "text": own}]).split("\r\n", 1)[1].encode()
    (place / "rows.csv").write_bytes(data)
    assert batch("rows.csv").code == 0
    old, new = rows(place / "out")
    assert old["posting"]["text"] == new["posting"]["text"]
    assert old["posting"]["title"] == new["posting"]["title"] == "Bäcker"
    assert "café “Zur Mühle” — daily" in new["posting"]["text"]


def test_html_and_named_columns(batch, place):
    page = "<h1>Baker</h1><ul>" + "".join(f"<li>{line}</li>" for line in bakery.POSTING.splitlines()) + "</ul>"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["body", "key", "other"], [page, "k1", "x"]])
    (place / "rows.csv").write_text(stream.getvalue(), newline="")
    done = batch("rows.csv", "--id-column", "key", "--title-column", "name", "--text-column", "body")
    assert done.code == 0, done.err
    (found,) = rows(place / "out")
    assert found["posting"]["id"] == "k1"
    assert "<li>" not in found["posting"]["text"]


# --- Parquet --------------------------------------------------------------------------------------------------------


def test_parquet_in_any_type_that_holds_texts(tmp_path):
    pa = pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    texts = [p["text"] for p in POSTINGS]
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        columns = {"id": pa.array(range(5), pa.int64()), "text": pa.array(texts, pa.string()).cast(kind)}
        parquet(tmp_path / "rows.parquet", {**columns, "more": [[1, 2]] * 5})
        assert [(i.id, i.text) for i in planned(tmp_path / "rows.parquet")] == [
            (str(n), text) for n, text in enumerate(texts)
        ]
    parquet(tmp_path / "rows.parquet", {"text": [t.encode() for t in texts]})
    found = planned(tmp_path / "rows.parquet")
    assert [i.data for i in found] == [t.encode() for t in texts]
    assert found[2].id.endswith("rows.parquet:3")


def test_bad_rows_of_a_parquet_table(batch, place):
    texts = [POSTINGS[0]["text"], None, "", POSTINGS[1]["text"], POSTINGS[2]["text"]]
    parquet(place / "rows.parquet", {"id": ["a", "b", "c", "a", None], "text": texts})
    assert batch("rows.parquet").code == 3
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["a", "rows.parquet:5"]
    errors = [(e["id"], e["code"]) for e in rows(place / "out", "errors.jsonl")]
    assert errors == [("b", "JDM004"), ("c", "JDM004"), ("a", "JDM020")]


def test_a_parquet_table_of_something_else(tmp_path):
    parquet(tmp_path / "rows.parquet", {"id": [1], "text": [["a", "list"]]})
    (item,) = planned(tmp_path / "rows.parquet")
    assert item.fault[0] == "JDM015"
    assert "an array in the column 'text'" in item.fault[1]
    parquet(tmp_path / "rows.parquet", {"id": [1], "txt": ["a"]})
    with pytest.raises(BatchError, match="columns id, txt; the text is looked for in 'text'"):
        planned(tmp_path / "rows.parquet")
    (tmp_path / "rows.parquet").write_bytes(b"PAR1 and nothing PAR1")
    with pytest.raises(BatchError, match="can not be read as a Parquet table"):
        planned(tmp_path / "rows.parquet")


def test_a_damaged_page_of_a_parquet_table_is_an_error_row(tmp_path):
    pytest.importorskip("pyarrow", reason="the [research] extra is not installed")
    from pyarrow import parquet as pq

    path = tmp_path / "rows.parquet"
    columns = {"id": [str(n) for n in range(300)], "text": [f"bread {n} " * 50 for n in range(300)]}
    parquet(path, columns, row_group_size=100, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(path).metadata.row_group(2).column(1)
    data = bytearray(path.read_bytes())
    data[column.data_page_offset : column.data_page_offset + 80] = b"\xff" * 80
    path.write_bytes(data)
    found = planned(path)
    # Rows are read some at a time, and the message says how far that went.
    *good, bad = found
    assert len(good) > 150
    assert [i.id for i in good] == columns["id"][: len(good)]
    assert bad.fault[0] == "JDM012"
    assert f"from row {len(good) + 1} on" in bad.fault[1]


def test_parquet_without_its_package(place, batch, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (place / "rows.parquet").write_bytes(b"PAR1")
    for arguments in (["rows.parquet"], ["rows.jsonl", "--format", "parquet"]):
        done = batch(*arguments)
        assert done.code == 2
        assert "pip install 'jdmatch[research]'" in done.err
        assert not (place / "out").exists()
    with pytest.raises(MissingExtraError):
        find_inputs([place / "rows.parquet"], place / "out")


# --- whatever stands in the cells -----------------------------------------------------------------------------------


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@settings(deadline=None, max_examples=60)
@given(table=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), separator=st.sampled_from(",;|\t"))
def test_what_the_csv_module_writes_comes_back(tmp_path_factory, table, separator):
    path = tmp_path_factory.mktemp("tables") / "rows.csv"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("key", "name", "text"), *table])
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    kept = [row for row in table if any(map(str.strip, row))]
    assert [tuple(cells) for _, cells in records(path, separator, 10_000)][1:] == kept
    assert [i.text for i in planned(path)] == [text for _, _, text in kept]


@settings(deadline=None, max_examples=60)
@given(data=st.binary(max_size=200))
def test_no_bytes_end_a_plan(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("tables") / "rows.csv"
    path.write_bytes(b"id,text\r\n1,first\r\n" + data + b"\r\nlast,last\r\n")
    found = planned(path)
    assert found[0].id == "1"
    assert found[-1].id == "last" or found[-1].fault or found[-1].text.endswith("last")
