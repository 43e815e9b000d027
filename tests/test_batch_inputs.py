"""The files behind the arguments of a batch run."""

from __future__ import annotations

import errno
import os

import pytest

from jdmatch import Settings
from jdmatch.batch.plan import Columns, find_inputs, items
from jdmatch.errors import InputError
from tests import bakery, batch_kit
from tests.batch_kit import manifest, parts, rows

place, batch = batch_kit.place, batch_kit.batch


def test_items_are_a_stream(tmp_path):
    table = tmp_path / "rows.jsonl"
    table.write_text("".join(bakery.row(n) for n in range(50)))
    inputs, _ = find_inputs([table], tmp_path / "out")
    stream = items(inputs, Columns(), Settings())
    assert next(stream).id == "p0"
    table.write_text("")
    assert len(list(stream)) < 50


def test_a_folder_that_can_not_be_listed_is_refused(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()

    def forbidden(path):
        raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(InputError, match="can not be listed"):
        find_inputs([tmp_path / "in"], tmp_path / "out")


def test_a_folder_goes_in_by_relative_path(batch, place):
    (place / "in" / "notes.xyz").write_text("no posting")
    (place / "in" / ".hidden.txt").write_text(bakery.POSTING)
    (place / "in" / "table.csv").write_text("number,note\n1,no posting\n")
    (place / "in" / "more.jsonl").write_text(bakery.row(1))
    done = batch("in")
    assert done.code == 3
    assert [f["posting"]["id"] for f in rows(place / "out")] == ["a.txt", "b/shop.txt", "c.md", "p1"]
    assert any("notes.xyz" in line and "no reader" in line for line in done.said)
    # A table of something else may be one of many, and it may be a table whose text column has another name.
    (error,) = rows(place / "out", "errors.jsonl")
    assert (error["id"], error["code"]) == ("table.csv", "JDM015")
    assert "number, note" in error["message"]
    assert not any("hidden" in line for line in done.said)
    assert len(manifest(place / "out")["skipped_files"]) == 1


def test_many_skipped_files_are_counted(batch, place):
    for n in range(14):
        (place / "in" / f"{n}.xyz").write_text("")
    said = batch("in").said
    assert sum(".xyz" in line for line in said) == 10
    assert any("4 more files" in line for line in said)


def test_files_and_tables_in_the_order_given(batch, place):
    batch("in/c.md", "rows.jsonl", "in/a.txt", part_size=64)
    ids = [f["posting"]["id"] for f in rows(place / "out")]
    assert ids == ["in/c.md", *(f"p{n}" for n in range(7)), "in/a.txt"]


def test_results_below_the_inputs_are_no_inputs(batch, place):
    assert batch("in", out="in/results").code == 0
    before = parts(place / "in" / "results")
    assert batch("in", "--resume", out="in/results").code == 0
    assert parts(place / "in" / "results") == before


def test_a_pipe_is_no_input(batch, place):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(place / "pipe.txt")
    done = batch("pipe.txt")
    assert done.code == 3
    assert "reads its inputs twice" in done.err
    os.mkfifo(place / "in" / "pipe.txt")
    assert batch("in").code == 0


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("in/*.txt", ["in/a.txt"]),
        ("in/?.*", ["in/a.txt", "in/c.md"]),
        ("in/**/*.txt", ["in/a.txt", "in/b/shop.txt"]),
        ("in/*", ["in/a.txt", "in/b/shop.txt", "in/c.md"]),
        ("**", ["in/a.txt", "in/b/shop.txt", "in/c.md"]),
        ("i[n]", ["in/a.txt", "in/b/shop.txt", "in/c.md"]),
        ("*.jsonl", [f"p{n}" for n in range(7)]),
    ],
)
def test_a_quoted_pattern_is_what_a_shell_would_have_made_of_it(batch, place, pattern, ids):
    (place / "four.csv").rename(place / ".four.csv")
    if pattern == "**":
        (place / "rows.jsonl").unlink()
    done = batch(pattern, framework=".four.csv")
    assert done.code == 0, done.err
    assert [f["posting"]["id"] for f in rows(place / "out")] == ids


def test_an_absolute_pattern_and_a_name_with_brackets(batch, place):
    assert batch(place / "in" / "*.md").code == 0
    assert [f["posting"]["id"] for f in rows(place / "out")] == [(place / "in" / "c.md").as_posix()]
    (place / "baker [night].txt").write_text(bakery.POSTING)
    assert batch("baker [night].txt", out="other").code == 0
    assert [f["posting"]["id"] for f in rows(place / "other")] == ["baker [night].txt"]


def test_a_pattern_passes_over_results_hidden_files_and_what_no_reader_knows(batch, place):
    (place / "in" / ".hidden.txt").write_text(bakery.POSTING)
    (place / "in" / "notes.xyz").write_text("no posting")
    assert batch("in/*", out="in/results").code == 0
    assert any("notes.xyz" in line for line in batch("in/*", "--resume", out="in/results").said)
    assert [f["posting"]["id"] for f in rows(place / "in" / "results")] == ["in/a.txt", "in/b/shop.txt", "in/c.md"]
