"""The library: shadowing, conflicts, removal, damaged files, unwritable folders, and resolving what a user typed."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from jdmatch import files, frameworks
from jdmatch.errors import FrameworkError, OutputError, UnknownFrameworkError
from jdmatch.settings import Settings

EMBEDDED = "43-3021.00"
DOCK = b"id,statement,level\na,Unload trailers,emerging\nb,Plan the door schedule,advanced\n"
OTHER = b"id,statement,level\na,Unload trailers and vans,emerging\nb,Plan the door schedule,advanced\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def shelf(settings: Settings) -> frameworks.Library:
    return frameworks.library(settings)


def stored(settings: Settings) -> list[str]:
    folder = settings.data_folder / "frameworks"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def lines(shelf: frameworks.Library, id_: str) -> list[tuple[str, bool]]:
    return [(entry.origin, entry.shadowed) for entry in shelf.list() if entry.id == id_]


def test_the_embedded_frameworks_are_there_and_nothing_is_written(
    shelf: frameworks.Library, settings: Settings
) -> None:
    assert EMBEDDED in shelf.ids()
    assert [f.id for f in shelf.all()] == list(shelf.ids()) == sorted(shelf.ids())
    entry = next(e for e in shelf.list() if e.id == EMBEDDED)
    framework = shelf.get(EMBEDDED)
    assert (entry.title, entry.group, entry.format, entry.origin) == (
        framework.title,
        framework.group,
        "ler",
        "embedded",
    )
    assert entry.sha256 == framework.sha256
    assert framework.origin == "embedded"
    assert [name for name, _ in entry.levels] == ["emerging", "developing", "proficient", "advanced"]
    assert sum(count for _, count in entry.levels) == entry.statements == len(framework.statements)
    assert shelf.get(EMBEDDED) is framework
    assert not settings.data_folder.exists()


def test_install_list_get_remove(shelf: frameworks.Library, settings: Settings) -> None:
    done = shelf.install(DOCK, id="dock")
    assert (done.change, done.shadows, done.framework.origin) == ("installed", False, "user")
    assert stored(settings) == ["dock.csv"]
    assert (settings.data_folder / "frameworks" / "dock.csv").read_bytes() == DOCK
    assert lines(shelf, "dock") == [("user", False)]
    assert frameworks.library(settings).get("dock") == done.framework
    assert shelf.remove("dock") is False
    assert "dock" not in shelf.ids()
    assert stored(settings) == []


def test_an_imported_framework_shadows_the_embedded_one_until_it_is_removed(shelf: frameworks.Library) -> None:
    embedded = shelf.get(EMBEDDED)
    done = shelf.install(DOCK, id=EMBEDDED)
    assert (done.change, done.shadows) == ("installed", True)
    assert lines(shelf, EMBEDDED) == [("user", False), ("embedded", True)]
    assert shelf.get(EMBEDDED).statements[0].text == "Unload trailers"
    assert [f.origin for f in shelf.all() if f.id == EMBEDDED] == ["user"]
    assert shelf.embedded(EMBEDDED) == embedded
    with pytest.raises(UnknownFrameworkError):
        shelf.embedded("dock")
    assert shelf.remove(EMBEDDED) is True
    assert shelf.get(EMBEDDED) == embedded
    with pytest.raises(FrameworkError, match="is a part of jdmatch") as caught:
        shelf.remove(EMBEDDED)
    assert caught.value.code == "JDM034"


def test_the_same_content_again_changes_nothing(shelf: frameworks.Library, settings: Settings) -> None:
    shelf.install(DOCK, id="dock")
    before = (settings.data_folder / "frameworks" / "dock.csv").stat()
    assert shelf.install(DOCK, id="dock").change == "unchanged"
    # The same content in another format, without what a table can not carry, is the same content.
    assert shelf.install(frameworks.export(shelf.get("dock"), "yaml")).change == "unchanged"
    after = (settings.data_folder / "frameworks" / "dock.csv").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert stored(settings) == ["dock.csv"]
    assert shelf.install(frameworks.export(shelf.get(EMBEDDED), "ler")).change == "unchanged"
    assert lines(shelf, EMBEDDED) == [("embedded", False)]


def test_other_content_needs_replace_or_another_id(shelf: frameworks.Library, settings: Settings) -> None:
    shelf.install(DOCK, id="dock")
    for source, id_ in ((OTHER, "dock"), (DOCK, "Dock")):
        with pytest.raises(FrameworkError, match="--replace, or import this one under another id") as caught:
            shelf.install(source, id=id_)
        assert caught.value.code == "JDM033"
    assert shelf.get("dock").statements[0].text == "Unload trailers"
    assert shelf.install(OTHER, id="dock-2").change == "installed"
    replaced = shelf.install(b'{"id": "dock", "title": "Dock", "statements": ["Wrap pallets"]}', replace=True)
    assert replaced.change == "replaced"
    assert stored(settings) == ["dock-2.csv", "dock.json"]
    assert shelf.get("dock").title == "Dock"


def test_another_title_is_other_content(shelf: frameworks.Library) -> None:
    shelf.install(b'{"id": "x", "title": "One", "statements": ["Wrap pallets"]}')
    with pytest.raises(FrameworkError, match="was imported before"):
        shelf.install(b'{"id": "x", "title": "Two", "statements": ["Wrap pallets"]}')
    assert shelf.install(b'{"id": "x", "statements": ["Wrap pallets"]}').change == "unchanged"


def test_a_refused_file_leaves_the_library_as_it_was(shelf: frameworks.Library, settings: Settings) -> None:
    shelf.install(DOCK, id="dock")
    with pytest.raises(FrameworkError, match="holds no statements: every row was skipped"):
        shelf.install(b"id,statement\na,\n", id="dock", replace=True)
    assert shelf.get("dock").statements[0].text == "Unload trailers"
    assert stored(settings) == ["dock.csv"]


@pytest.mark.parametrize("id_", ["a/b", "../../up", ".hidden", "CON: x?*", "ünï 100 %", "a.csv", "~", "x" * 200])
def test_any_id_is_a_file_of_the_folder_and_comes_back(shelf: frameworks.Library, settings: Settings, id_: str) -> None:
    shelf.install(DOCK, id=id_)
    assert len(stored(settings)) == 1
    again = frameworks.library(settings)
    assert id_ in again.ids()
    assert again.get(id_).id == id_
    assert frameworks.resolve(id_, settings).id == id_
    again.remove(id_)
    assert stored(settings) == []


def test_a_damaged_file_is_reported_and_leaves_the_rest_usable(
    shelf: frameworks.Library, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.install(DOCK, id="dock")
    folder = settings.data_folder / "frameworks"
    (folder / "broken.json").write_bytes(b'{"statements": [')
    (folder / f"{EMBEDDED}.json").write_bytes(b'{"statements": [""]}')
    (folder / "notes.md").write_bytes(b"remember the milk")
    (folder / "%0A.csv").write_bytes(DOCK)
    (folder / ".dock.csv.x.tmp").write_bytes(b"half")
    damaged = {entry.id: entry.damaged for entry in shelf.list() if entry.damaged}
    assert sorted(damaged) == ["\n", EMBEDDED, "broken", "notes.md"]
    assert "is no JSON" in str(damaged["broken"])
    assert "$.statements[0] → is empty" in str(damaged[EMBEDDED])
    assert "Rename or remove it" in str(damaged["\n"])
    with caplog.at_level(logging.WARNING, logger="jdmatch.frameworks.library"):
        usable = {f.id for f in shelf.all()}
    assert "dock" in usable
    # Not quietly the embedded one, though the user's own can not be read.
    assert EMBEDDED not in usable
    assert len(caplog.records) == 4
    with pytest.raises(FrameworkError, match="is no JSON"):
        shelf.get("broken")
    assert shelf.install(DOCK, id="broken", replace=True).change == "replaced"
    assert shelf.get("broken").statements[0].text == "Unload trailers"
    assert shelf.remove(EMBEDDED) is True
    assert shelf.get(EMBEDDED).origin == "embedded"


@pytest.mark.skipif(os.name != "posix", reason="file names of bytes are POSIX's")
def test_a_file_name_that_is_no_text_is_listed(shelf: frameworks.Library, settings: Settings) -> None:
    folder = settings.data_folder / "frameworks"
    folder.mkdir(parents=True)
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")).write_bytes(DOCK)
    except OSError:
        pytest.skip("this file system takes no such names")
    names = [entry.id for entry in shelf.list() if entry.origin == "user"]
    assert names == ["??"]
    assert all(name.encode() for name in names)


def test_a_changed_file_is_read_again(shelf: frameworks.Library, settings: Settings) -> None:
    shelf.install(DOCK, id="dock")
    assert shelf.get("dock").statements[0].text == "Unload trailers"
    path = settings.data_folder / "frameworks" / "dock.csv"
    path.write_bytes(OTHER)
    assert shelf.get("dock").statements[0].text == "Unload trailers and vans"


def test_of_two_files_of_one_id_the_newer_counts(shelf: frameworks.Library, settings: Settings) -> None:
    shelf.install(DOCK, id="dock")
    folder = settings.data_folder / "frameworks"
    (folder / "dock.json").write_bytes(b'["Wrap pallets"]')
    os.utime(folder / "dock.csv", ns=(10**18, 10**18))
    os.utime(folder / "dock.json", ns=(2 * 10**18, 2 * 10**18))
    assert shelf.get("dock").format == "json"
    assert len([e for e in shelf.list() if e.id == "dock"]) == 1
    os.utime(folder / "dock.csv", ns=(3 * 10**18, 3 * 10**18))
    assert shelf.get("dock").format == "csv"
    shelf.remove("dock")
    assert stored(settings) == []


def test_a_folder_that_can_not_be_written_is_an_output_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    shelf = frameworks.library(Settings(data_dir=blocked / "data"))
    assert EMBEDDED in shelf.ids()
    with pytest.raises(OutputError, match="JDMATCH_DATA_DIR") as caught:
        shelf.install(DOCK, id="dock")
    assert caught.value.code == "JDM050"


def test_a_full_disk_leaves_no_half_file(
    shelf: frameworks.Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.install(DOCK, id="dock")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        shelf.install(OTHER, id="dock", replace=True)
    monkeypatch.undo()
    assert stored(settings) == ["dock.csv"]
    assert frameworks.library(settings).get("dock").statements[0].text == "Unload trailers"


def test_unknown_ids_name_the_nearest(shelf: frameworks.Library, settings: Settings) -> None:
    with pytest.raises(UnknownFrameworkError, match=r"Did you mean '43-3021\.00'") as caught:
        shelf.get("43-3021")
    assert (caught.value.code, caught.value.exit_code) == ("JDM031", 2)
    for act in (shelf.remove, lambda name: frameworks.resolve(name, settings)):
        with pytest.raises(UnknownFrameworkError, match=r"'43-3021\.00' \(Billing and Posting Clerks\)"):
            act("billing clerks")


def test_resolve_takes_an_id_or_a_file(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert frameworks.resolve(EMBEDDED, settings).origin == "embedded"
    file = tmp_path / "dock.csv"
    file.write_bytes(DOCK)
    assert frameworks.resolve(str(file), settings).origin == str(file)
    assert frameworks.resolve(file, settings).id == "dock"
    monkeypatch.chdir(tmp_path)
    assert frameworks.resolve("dock.csv", settings).id == "dock"
    (tmp_path / "dock").write_bytes(OTHER)
    assert frameworks.resolve("dock", settings).statements[0].text == "Unload trailers and vans"
    frameworks.library(settings).install(DOCK, id="dock")
    assert frameworks.resolve("dock", settings).statements[0].text == "Unload trailers"
    assert frameworks.resolve("./dock", settings).statements[0].text == "Unload trailers and vans"


def test_a_file_never_consults_or_changes_the_library(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / f"{EMBEDDED}.csv"
    file.write_bytes(DOCK)
    monkeypatch.setattr(frameworks.Library, "ids", lambda self: pytest.fail("the library was consulted"))
    assert frameworks.resolve(str(file), settings).statements[0].text == "Unload trailers"
    assert not settings.data_folder.exists()


def test_a_missing_file_and_a_missing_framework_are_different_errors(settings: Settings) -> None:
    for name in ("no.json", "folder/no", "no.xlsx"):
        with pytest.raises(FrameworkError, match="does not exist") as caught:
            frameworks.resolve(name, settings)
        assert (caught.value.code, caught.value.exit_code) == ("JDM001", 3)
    for name in ("zz", "z" * 5000, "z\0"):
        with pytest.raises(UnknownFrameworkError) as unknown:
            frameworks.resolve(name, settings)
        assert unknown.value.exit_code == 2


def test_install_reports_warnings(shelf: frameworks.Library) -> None:
    done = shelf.install("statement\nCafé till — close\n".encode("cp1252"), id="x")
    assert any("Windows-1252" in reason for _, reason in done.warnings)


def test_the_hint_knows_titles_and_beginnings_and_is_silent_where_nothing_is_near(
    shelf: frameworks.Library, settings: Settings
) -> None:
    long = "5f0d6a1e-2c4b-4f57-9a0e-6d1b7c3e8f20"
    shelf.install(DOCK, id=long)
    shelf.install(DOCK, id="https://dock.example.org/crew")
    for typed, word in (
        ("5f0d6a1e", f"Did you mean '{long}'?"),
        ("billing and posting clerk", f"Did you mean '{EMBEDDED}' (Billing and Posting Clerks)?"),
        ("https://dock.example.org/crews", "Did you mean 'https://dock.example.org/crew'?"),
    ):
        with pytest.raises(UnknownFrameworkError) as caught:
            frameworks.resolve(typed, settings)
        assert word in caught.value.message
    with pytest.raises(UnknownFrameworkError) as caught:
        frameworks.resolve("zzzz", settings)
    assert "Known" not in caught.value.message


def test_a_missing_file_is_named_also_before_one_of_its_frameworks(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match=r"gone\.zip does not exist") as caught:
        frameworks.resolve(f"{tmp_path / 'gone.zip'}#43-3021.00", settings)
    assert caught.value.code == "JDM001"
