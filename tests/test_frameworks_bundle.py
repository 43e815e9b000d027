"""Folders and archives: what is in them, what is clutter, and archives that mean harm or are broken."""

from __future__ import annotations

import io
import random
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks.bundle import open_bundle
from jdmatch.settings import Limits, Settings
from tests.xlsx_kit import workbook

SETTINGS = Settings()
DOCK = b"id,task\na,Unload trailers daily\n"
BREAD = b'{"statements": ["Shape baguettes by hand"]}'


def packed(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def refused(source: bytes | Path, with_settings: Settings = SETTINGS, name: str | None = "all.zip") -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read_all(source, with_settings, name=name)
    return caught.value


def paths(source: bytes | Path) -> list[str]:
    with open_bundle(source, SETTINGS) as bundle:
        return [member.path for member in bundle.members]


def test_each_file_of_an_archive_stands_for_itself() -> None:
    reading = frameworks.read_all(
        packed({"b/bread.json": BREAD, "dock.csv": DOCK, "a.png": b"x"}), SETTINGS, name="z.zip"
    )
    assert [(f.id, f.format) for f in reading.frameworks] == [("bread", "json"), ("dock", "csv")]
    assert (reading.format, reading.rows, reading.statements) == ("several", 2, 2)
    with pytest.raises(FrameworkError, match="holds 2 frameworks") as caught:
        frameworks.read(packed({"bread.json": BREAD, "dock.csv": DOCK}), SETTINGS, name="z.zip")
    assert caught.value.code == "JDM035"
    with pytest.raises(SettingsError, match="--id names one framework, and several files were given"):
        frameworks.read_all(packed({"bread.json": BREAD, "dock.csv": DOCK}), SETTINGS, id="x")


def test_a_folder_and_its_archive_are_one_content(tmp_path: Path) -> None:
    members = {"b/bread.json": BREAD, "dock.csv": DOCK}
    for name, data in members.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    archive = tmp_path / "in.zip"
    archive.write_bytes(packed(members))
    from_folder = frameworks.read_all(tmp_path / "in", SETTINGS)
    from_archive = frameworks.read_all(archive, SETTINGS)
    assert [f.sha256 for f in from_folder.frameworks] == [f.sha256 for f in from_archive.frameworks]
    assert from_folder.source_sha256 == from_archive.source_sha256


def test_faults_name_the_archive_and_the_member() -> None:
    found = refused(packed({"a/dock.csv": b"id,task\na,Unload\na,Wrap\n", "c.json": b"{", "ok.csv": DOCK}))
    assert [place for place, _ in found.faults] == ["all.zip!a/dock.csv:3", "all.zip!c.json:1:2"]


CLUTTER = ["__MACOSX/._dock.csv", ".DS_Store", "a/.hidden.csv", "a/__MACOSX/x.csv", "~$dock.xlsx", "a/~$dock.csv"]


def test_what_systems_leave_behind_is_not_looked_at(tmp_path: Path) -> None:
    members = dict.fromkeys(CLUTTER, b"\x00\x05\x16\x07") | {"dock.csv": DOCK}
    assert paths(packed(members)) == ["dock.csv"]
    for name, data in members.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert paths(tmp_path) == ["dock.csv"]
    assert refused(packed(dict.fromkeys(CLUTTER, b"x"))).code == "JDM004"


@pytest.mark.parametrize(
    "name",
    [
        "../up.csv",
        "a/../../up.csv",
        "/root.csv",
        "..\\up.csv",
        "\\root.csv",
        "C:\\x.csv",
        "C:x.csv",
        "//host/x.csv",
        "..",
    ],
)
def test_a_member_outside_its_archive_refuses_it_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / "inner" / "all.zip"
    path.parent.mkdir()
    path.write_bytes(packed({"dock.csv": DOCK, name: DOCK}))
    found = refused(path, name=None)
    assert found.code == "JDM012"
    assert "leads out of the archive" in found.faults[0][1]
    assert repr(name) in found.faults[0][1]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["all.zip", "inner"]


def test_links_are_not_followed() -> None:
    link = zipfile.ZipInfo("dock.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    found = refused(stream.getvalue())
    assert (found.code, "the link 'dock.csv', which is not followed" in found.message) == ("JDM012", True)


def test_encrypted_archives_are_named() -> None:
    data = bytearray(packed({"dock.csv": DOCK}))
    # The flag of encryption, in the member's own head and in the directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    found = refused(bytes(data))
    assert (found.code, "needs a password" in found.message) == ("JDM010", True)


def test_limits_are_asked_before_anything_is_inflated() -> None:
    bomb = packed({"dock.csv": b"id,task\n" + b"a" * 3_000_000})
    found = refused(bomb)
    assert (found.code, "would inflate more than 100 times" in found.message) == ("JDM009", True)
    many = packed({f"{n}.csv": DOCK for n in range(12)})
    found = refused(many, replace(SETTINGS, limits=Limits(archive_members=11)))
    assert (found.code, "holds 12 files, and an archive at most 11" in found.message) == ("JDM009", True)
    exact = frameworks.read_all(many, replace(SETTINGS, limits=Limits(archive_members=12)), name="all.zip")
    assert len(exact.frameworks) == 12
    found = refused(packed({"dock.csv": DOCK}), replace(SETTINGS, limits=Limits(framework_bytes=len(DOCK) - 1)))
    assert (found.code, "dock.csv is larger than" in found.message) == ("JDM009", True)


def test_a_member_that_says_a_smaller_size_than_it_has_is_not_inflated_beyond_it() -> None:
    data = bytearray(packed({"dock.csv": b"id,task\n" + b"a,Unload the trailers\n" * 5000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (40).to_bytes(4, "little")
    found = refused(bytes(data))
    assert found.code == "JDM012"
    assert "can not be read" in found.message


def test_folders_have_a_limit_too(tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.csv").write_bytes(DOCK)
    found = refused(tmp_path, replace(SETTINGS, limits=Limits(archive_members=3)), name=None)
    assert (found.code, "holds more than 3 files" in found.message) == ("JDM009", True)


def test_broken_archives_say_so() -> None:
    whole = packed({"dock.csv": DOCK * 50}, method=zipfile.ZIP_STORED)
    for data in (whole[:-30], whole[:100], b"PK\x03\x04", b"PK\x03\x04" + bytes(200)):
        found = refused(data)
        assert (found.code, "is a zip archive that can not be read" in found.message) == ("JDM012", True)
    changed = whole.replace(b"Unload", b"Upload", 1)
    found = refused(changed)
    assert (found.code, "Bad CRC-32" in found.message) == ("JDM012", True)


def test_an_archive_without_files_is_empty() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.mkdir("folder")
    for data in (packed({}), stream.getvalue()):
        found = refused(data)
        assert (found.code, "archive without files" in found.message) == ("JDM004", True)


def test_an_archive_without_framework_files_says_what_it_holds() -> None:
    found = refused(packed({"a.png": b"x", "read me.txt": b"Hello."}))
    assert (found.code, found.faults[0][1]) == ("JDM032", "holds no framework files (it holds a.png, read me.txt)")


def test_a_workbook_is_one_file_and_no_archive() -> None:
    data = workbook({"Dock": [["id", "task"], ["a", "Unload trailers daily"]]})
    with open_bundle(data, SETTINGS, "dock.xlsx") as bundle:
        assert bundle.document is not None
        assert (bundle.members, bundle.stem) == ((), "dock")


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = packed({"dock.csv": DOCK})
    assert "holds no framework files (it holds inner.zip)" in refused(packed({"inner.zip": inner})).faults[0][1]


def test_text_of_a_member_is_utf8_or_utf16_line_by_line() -> None:
    data = packed({"a.txt": "é\r\nb\n".encode("utf-8-sig"), "b.txt": "é\nb".encode("utf-16"), "c.txt": b"\xe9\n"})
    with open_bundle(data, SETTINGS, "all.zip") as bundle:
        lines = []
        for member in bundle.members[:2]:
            with member.lines() as stream:
                lines.append(list(stream))
        assert lines == [["é\r\n", "b\n"], ["é\n", "b"]]
        with pytest.raises(FrameworkError, match="no UTF-8 text") as caught, bundle.members[2].lines() as stream:
            list(stream)
        assert caught.value.code == "JDM013"


GOOD = packed({"a/bread.json": BREAD, "dock.csv": DOCK * 3, "__MACOSX/x": b"y"})


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.integers(0, 2**32))
def test_no_mutated_archive_fails_in_another_way(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(data))
        if chance.random() < 0.7:
            data[at] = chance.randrange(256)
        elif chance.random() < 0.5:
            del data[at : at + chance.randrange(1, 9)]
        else:
            data[at:at] = chance.randbytes(chance.randrange(1, 5))
    try:
        reading = frameworks.read_all(bytes(data), SETTINGS, name="all.zip")
    except FrameworkError:
        return
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped)
