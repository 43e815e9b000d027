"""Validation: faults without an exception, warnings that refuse nothing, and whole folders."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from jdmatch import frameworks
from jdmatch.errors import FrameworkError
from jdmatch.settings import Settings

SETTINGS = Settings()


def test_a_good_file_gives_counts(tmp_path: Path) -> None:
    path = tmp_path / "dock.csv"
    rows = [f"{level}{n},Unload trailer number {n} for {level},{level}" for level in ("1", "2") for n in range(10)]
    path.write_text("\n".join(["id,statement,level", *rows]), encoding="utf-8")
    report = frameworks.validate(path, SETTINGS)
    assert report.ok
    assert report.warnings == ()
    (counts,) = report.counts
    assert (counts.file, counts.id, counts.format, counts.statements) == (str(path), "dock", "csv", 20)
    assert counts.levels == (("1", 10), ("2", 10))


def test_warnings_do_not_refuse(tmp_path: Path) -> None:
    path = tmp_path / "dock.json"
    statements = [
        {"id": "a", "statement": "Unload trailers with care", "level": 1},
        {"id": "b", "statement": "UNLOAD trailers with care", "level": 1},
        {"id": "c", "statement": "Sweep", "level": 1},
        {"id": "d", "statement": "word " * 61, "level": 3},
    ]
    path.write_text(json.dumps({"levels": ["1", "2", "3"], "statements": statements}), encoding="utf-8")
    report = frameworks.validate(path, SETTINGS)
    assert report.ok
    assert len(report.counts) == 1
    assert [(place.removeprefix(f"{path}"), reason.split(":")[0]) for place, reason in report.warnings] == [
        (":b", "has the same text as a"),
        (":c", "the statement has only 1 word"),
        (":d", "the statement has 61 words"),
        ("", "the level '1' has 3 statements, fewer than 10"),
        ("", "the level '2' has 0 statements, fewer than 10"),
        ("", "the level '3' has 1 statements, fewer than 10"),
    ]


def test_a_level_that_a_ler_export_leaves_out_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    levels = {"emerging": {"label": "Emerging", "statements": [f"Flour — scale batch {n}" for n in range(10)]}}
    occupation = {"soc": "baker", "title": "Bakers"}
    document = {"schemaVersion": "1.0", "occupation": occupation, "framework": {"levels": levels}}
    path.write_text(json.dumps(document), encoding="utf-8")
    reasons = [reason for _, reason in frameworks.validate(path, SETTINGS).warnings]
    assert "'baker' is no SOC code such as 43-3021.00" in reasons
    assert "has no level 'advanced'" in reasons


def test_levels_that_no_statement_has_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('{"levels": ["a", "b"], "statements": ["Unload trailers with care"]}', encoding="utf-8")
    report = frameworks.validate(path, SETTINGS)
    assert report.ok
    assert "declares levels, but no statement has one" in report.warnings[0][1]


def test_a_folder_is_checked_whole(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.json").write_text('{"id": "x", "statements": ["Unload trailers with care"]}', encoding="utf-8")
    (tmp_path / "sub" / "b.yaml").write_text("id: x\nstatements: [Wrap pallets for return]\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("id,statement\nb,\na,Pack\na,Wrap\n", encoding="utf-8")
    (tmp_path / "d.json").write_text("{", encoding="utf-8")
    (tmp_path / "e.xlsx").write_bytes(b"PK\x03\x04 xl/workbook.xml")
    (tmp_path / "f.csv").write_text("id,statement\na,\nb,Wrap pallets for return\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("no framework", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{", encoding="utf-8")
    report = frameworks.validate(tmp_path, SETTINGS)
    assert not report.ok
    found = [(place.removeprefix(f"{tmp_path}/"), re.split(r"[:,]", reason)[0]) for place, reason in report.faults]
    assert found == [
        ("c.csv:4", "has the id 'a'"),
        ("d.json:1:2", "is no JSON"),
        ("e.xlsx", "is a zip archive that can not be read"),
        ("sub/b.yaml", "has the framework id 'x'"),
    ]
    assert [Path(counts.file).name for counts in report.counts] == ["a.json", "f.csv", "b.yaml"]
    # Of a file that is refused, too.
    assert report.skipped == tuple(
        (f"{tmp_path / name}:2", "has no statement: its cell in the column 'statement' is empty")
        for name in ("c.csv", "f.csv")
    )


def test_a_row_that_an_import_would_skip_is_listed_and_the_file_is_not_in_order(tmp_path: Path) -> None:
    path = tmp_path / "dock.csv"
    path.write_text("id,statement\na,Unload trailers with care\nb,\n", encoding="utf-8")
    report = frameworks.validate(path, SETTINGS)
    assert not report.ok
    assert (report.faults, len(report.counts)) == ((), 1)
    assert report.skipped == ((f"{path}:3", "has no statement: its cell in the column 'statement' is empty"),)


def test_an_archive_is_checked_with_the_faults_of_all_its_files(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id,statement\na,Pack\na,Wrap\n")
        archive.writestr("b.json", '{"statements": ["Unload trailers with care", ""]}')
        archive.writestr("c.yaml", "statements: [Wrap pallets for return]\n")
    report = frameworks.validate(path, SETTINGS)
    assert [place.removeprefix(f"{path}!") for place, _ in report.faults] == ["a.csv:3", "b.json:$.statements[1]"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("c.yaml", "statements: [Wrap pallets for return]\n")
        archive.writestr("d.csv", "id,task\na,Unload trailers with care\n")
    assert [counts.id for counts in frameworks.validate(path, SETTINGS).counts] == ["c", "d"]


def test_the_tables_of_a_release_are_checked_together() -> None:
    folder = Path(__file__).parent / "examples" / "frameworks" / "onet-29-text"
    report = frameworks.validate(folder, SETTINGS)
    assert {counts.format for counts in report.counts} == {"onet"}
    assert len(report.counts) > 1
    assert all(place.startswith(f"{folder}") for place, _ in report.warnings)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="does not exist"):
        frameworks.validate(tmp_path / "no.json", SETTINGS)
    with pytest.raises(FrameworkError, match="holds no files"):
        frameworks.validate(tmp_path, SETTINGS)
    (tmp_path / "README.md").write_text("no framework", encoding="utf-8")
    with pytest.raises(FrameworkError, match="holds no framework files"):
        frameworks.validate(tmp_path, SETTINGS)
