"""Imports of many frameworks: kept as one file, listed from its first line, planned, replaced, removed, damaged."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from jdmatch import files, frameworks
from jdmatch.errors import FrameworkError, OutputError
from jdmatch.frameworks import packs
from jdmatch.records import FOUR_STEPS, Framework, Heading, Statement
from jdmatch.settings import Settings

EMBEDDED = "43-3021.00"


def document(id_: str, *texts: str, **about: str) -> dict[str, object]:
    statements = [{"id": f"{id_}{n}", "statement": text} for n, text in enumerate(texts)]
    return {"id": id_, "title": id_.upper(), "statements": statements, **about}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def shelf(settings: Settings) -> frameworks.Library:
    return frameworks.library(settings)


def folder(place: Path, *documents: dict[str, object]) -> Path:
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for one in documents:
        (place / f"{one['id']}.json").write_text(json.dumps(one), encoding="utf-8")
    return place


def stored(settings: Settings) -> list[str]:
    return sorted(path.suffix for path in (settings.data_folder / "frameworks").iterdir())


@pytest.fixture
def three(tmp_path: Path) -> Path:
    return folder(tmp_path / "three", document("a", "Sweep", "Wash"), document("b", "Bake"), document("c", "Sell"))


def test_a_folder_is_one_file_of_the_library(shelf: frameworks.Library, settings: Settings, three: Path) -> None:
    reading = frameworks.read_all(three, settings, origin="user")
    done = shelf.keep(reading)
    assert [(d.framework.id, d.change) for d in done] == [("a", "installed"), ("b", "installed"), ("c", "installed")]
    assert stored(settings) == [".pack"]
    again = frameworks.library(settings)
    assert [e.source for e in again.list() if e.origin == "user"] == ["three"] * 3
    assert again.get("a") == reading.frameworks[0].__class__(**{**vars(reading.frameworks[0]), "origin": "user"})
    assert again.imported("three") == ("a", "b", "c")
    assert {"a", "b", "c"} <= {f.id for f in again.all()}


def test_the_same_again_changes_nothing(shelf: frameworks.Library, settings: Settings, three: Path) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    (pack,) = shelf.folder.iterdir()
    before = pack.stat().st_mtime_ns
    assert {d.change for d in shelf.keep(frameworks.read_all(three, settings))} == {"unchanged"}
    assert pack.stat().st_mtime_ns == before


def test_one_in_the_way_refuses_all_and_replace_takes_them(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.install(json.dumps(document("b", "Knead")).encode())
    with pytest.raises(FrameworkError, match="'b' was imported before") as caught:
        shelf.keep(frameworks.read_all(three, settings))
    assert caught.value.code == "JDM033"
    assert [e.id for e in shelf.list() if e.origin == "user"] == ["b"]
    done = shelf.keep(frameworks.read_all(three, settings), replace=True)
    assert [d.change for d in done] == ["installed", "replaced", "installed"]
    assert stored(settings) == [".pack"]
    assert shelf.get("b").statements[0].text == "Bake"


def test_a_plan_changes_nothing(shelf: frameworks.Library, settings: Settings, three: Path) -> None:
    assert [d.change for d in shelf.plan(frameworks.read_all(three, settings))] == ["installed"] * 3
    assert not settings.data_folder.exists()


def test_removing_one_leaves_the_others_and_the_last_takes_the_file(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    assert shelf.remove("b") is False
    assert shelf.imported("three") == ("a", "c")
    with pytest.raises(FrameworkError, match="No framework 'zz'"):
        shelf.remove_all(["a", "zz"])
    assert shelf.imported("three") == ("a", "c")
    shelf.remove_all(["a", "c"])
    assert stored(settings) == []


def test_a_newer_file_of_one_id_takes_it_out_of_the_pack(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    shelf.install(json.dumps(document("b", "Knead")).encode(), replace=True)
    assert shelf.imported("three") == ("a", "c")
    assert shelf.get("b").statements[0].text == "Knead"


def test_an_embedded_one_is_shadowed_and_comes_back(
    shelf: frameworks.Library, settings: Settings, tmp_path: Path
) -> None:
    place = folder(tmp_path / "two", document(EMBEDDED, "Bill"), document("x", "Sweep"))
    assert [d.shadows for d in shelf.keep(frameworks.read_all(place, settings))] == [True, False]
    assert shelf.get(EMBEDDED).statements[0].text == "Bill"
    assert shelf.remove_all([EMBEDDED, "x"]) == (EMBEDDED,)
    assert shelf.get(EMBEDDED).origin == "embedded"


def test_two_frameworks_of_one_id_are_refused(settings: Settings, tmp_path: Path) -> None:
    place = folder(tmp_path / "twice", document("a", "Sweep"))
    (place / "again.json").write_text(json.dumps(document("a", "Wash")), encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        frameworks.read_all(place, settings)
    assert caught.value.faults == (
        (str(place / "again.json"), f"holds the framework 'a', which {place / 'a.json'} holds too"),
    )


def test_faults_of_all_files_are_said_at_once_and_nothing_is_kept(
    shelf: frameworks.Library, settings: Settings, tmp_path: Path
) -> None:
    place = folder(tmp_path / "bad", document("a", "Sweep"), document("b", ""), document("c"))
    with pytest.raises(FrameworkError) as caught:
        shelf.keep(frameworks.read_all(place, settings))
    places = [place.rsplit("/", 1)[1] for place, _ in caught.value.faults]
    assert places == ["b.json:$.statements[0].statement", "c.json:$.statements"]
    assert not settings.data_folder.exists()


def test_a_full_disk_leaves_the_library_as_it_was(
    shelf: frameworks.Library, settings: Settings, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.install(json.dumps(document("b", "Knead")).encode())
    reading = frameworks.read_all(three, settings)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        shelf.keep(reading, replace=True)
    monkeypatch.undo()
    assert [e.id for e in frameworks.library(settings).list() if e.origin == "user"] == ["b"]
    assert frameworks.library(settings).get("b").statements[0].text == "Knead"


def test_every_field_comes_back_from_a_pack(tmp_path: Path) -> None:
    whole = Framework(
        id="f",
        title="T",
        statements=(Statement("s", "Sweep", "f", "emerging", "C", "c", 0.5, (("k", "v"),), "task", "h", ("Clean",)),),
        sha256="",
        scale=FOUR_STEPS,
        version="1",
        description="d",
        context="c",
        group="g",
        job_zone=2,
        licence="l",
        attribution="a",
        alternate_titles=("A", "B"),
        format="case",
        extra='{"x":1}',
        headings=(Heading("h", "H", None, "1", "k", (("e", "f"),)),),
        language="en-US",
        source_sha256="ab",
        source=b"\x00bytes",
    )
    from dataclasses import replace

    from jdmatch.frameworks.draft import canonical_sha256

    whole = replace(whole, sha256=canonical_sha256("f", FOUR_STEPS, whole.statements))
    packs.write(tmp_path / "x.pack", [whole], name="x", source_sha256="ab")
    (back,) = packs.open_pack(tmp_path / "x.pack").all()
    assert back == whole
    assert (back.source, back.source_sha256) == (b"\x00bytes", "ab")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"Bake", b"Fake", "b was changed"),
        (b'"jdmatch.frameworks/1"', b'"jdmatch.frameworks/2"', "reads jdmatch.frameworks/1"),
        (b'{"schema"', b'{"scheme"', "is damaged"),
        (b'"title":"B"', b'"title":[]}', "is damaged"),
    ],
)
def test_a_damaged_pack_is_listed_and_leaves_the_rest(
    shelf: frameworks.Library, settings: Settings, three: Path, old: bytes, new: bytes, said: str
) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    (pack,) = shelf.folder.iterdir()
    pack.write_bytes(pack.read_bytes().replace(old, new))
    fresh = frameworks.library(settings)
    ids = {f.id for f in fresh.all()}
    assert EMBEDDED in ids
    assert "b" not in ids
    user = [e for e in fresh.list() if e.origin == "user"]
    with pytest.raises(FrameworkError, match=said):
        fresh.get("b" if any(e.id == "b" for e in user) else user[0].id)
    fresh.remove_all([e.id for e in user])
    assert stored(settings) == []


def test_a_frameworks_of_many_is_named_behind_the_path(settings: Settings, three: Path) -> None:
    assert frameworks.resolve(f"{three}#b", settings).id == "b"
    assert [f.id for f in frameworks.resolve_all(three, settings)] == ["a", "b", "c"]
    with pytest.raises(FrameworkError, match="holds 3 frameworks") as caught:
        frameworks.resolve(three, settings)
    assert caught.value.code == "JDM035"
    with pytest.raises(FrameworkError, match=r"holds no framework 'bb'\. Did you mean 'b'"):
        frameworks.resolve(f"{three}#bb", settings)


def at_once(*jobs: Callable[[], object]) -> None:
    """Run every job at the same moment, each with a library of its own as separate processes would have."""
    start = threading.Barrier(len(jobs))

    def one(job: Callable[[], object]) -> object:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(one, job) for job in jobs]:
            done.result()


def test_removals_at_once_do_not_bring_one_another_back(settings: Settings, tmp_path: Path) -> None:
    ids = [f"f{n}" for n in range(8)]
    for _ in range(5):
        frameworks.library(settings).keep(
            frameworks.read_all(folder(tmp_path / "eight", *(document(i, "Sweep") for i in ids)), settings)
        )
        at_once(*(partial(frameworks.library(settings).remove, i) for i in ids[1:]))
        left = [e.id for e in frameworks.library(settings).list() if e.origin == "user"]
        assert left == ["f0"]


def test_imports_at_once_leave_one_of_them_whole(settings: Settings, tmp_path: Path) -> None:
    readings = [
        frameworks.read_all(
            folder(tmp_path / f"p{n}", document("a", f"Sweep {n}"), document("b", f"Wash {n}")), settings
        )
        for n in range(4)
    ]
    for _ in range(5):
        at_once(*(partial(frameworks.library(settings).keep, reading, replace=True) for reading in readings))
        shelf = frameworks.library(settings)
        texts = [shelf.get(i).statements[0].text.split()[1] for i in ("a", "b")]
        assert texts[0] == texts[1]
        assert stored(settings) == [".pack"]


def test_a_pack_that_is_taken_away_while_it_is_read_is_an_error_with_its_path(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    (path,) = shelf.folder.iterdir()
    pack = packs.open_pack(path)
    path.unlink()
    for read in (lambda: pack.framework(pack.head.frameworks[0]), pack.all, lambda: packs.rewrite(pack, [])):
        with pytest.raises(FrameworkError, match="can not be read") as caught:
            read()
        assert (caught.value.code, str(path) in caught.value.message) == ("JDM003", True)


def test_what_another_process_wrote_anew_is_found_again(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.keep(frameworks.read_all(three, settings))
    late = frameworks.library(settings)
    places = late._files.places()
    shelf.remove("a")
    assert late._files.load(places["c"]).statements[0].text == "Sell"
    with pytest.raises(FrameworkError):
        late._files.load(places["a"])


@pytest.mark.skipif(os.name == "nt", reason="a folder can not be held here, so nothing is swept")
def test_what_a_killed_import_left_is_swept_by_the_next(
    shelf: frameworks.Library, settings: Settings, three: Path
) -> None:
    shelf.folder.mkdir(parents=True)
    (shelf.folder / ".three-0123456789ab.pack.a1b2c3d4.tmp").write_bytes(b"half")
    (shelf.folder / ".mine.tmp").write_bytes(b"kept")
    shelf.keep(frameworks.read_all(three, settings))
    assert sorted(path.name for path in shelf.folder.iterdir() if path.name.startswith(".")) == [".mine.tmp"]
