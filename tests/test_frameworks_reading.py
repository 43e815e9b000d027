"""Framework files: what is read, what is refused and with which faults, encodings, limits and export."""

from __future__ import annotations

import codecs
import json
import os
import re
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import names_tables
from jdmatch.frameworks.intake import stem_id
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Limits, Settings

CASES = Path(__file__).parent / "cases" / "frameworks"
SEEDS = Path(__file__).parents[1].parent / "shared" / "data" / "seeds"
SETTINGS = Settings()


def cases(file: str) -> list[Any]:
    table = tomllib.loads((CASES / file).read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in table]


def rows(framework: Framework) -> list[list[object]]:
    return [
        [s.id, s.text, s.level or "", s.category or "", s.code or "", "" if s.weight is None else s.weight]
        for s in framework.statements
    ]


@pytest.mark.parametrize("case", [p for p in cases("good.toml") if "refused" not in p.values[0]])
def test_good_files_are_read(case: dict[str, Any]) -> None:
    framework = frameworks.read(case["text"].encode(), SETTINGS, name=case["file"])
    assert (framework.id, framework.title, framework.format) == (case["id"], case["title"], case["format"])
    assert list(framework.scale.levels if framework.scale else ()) == case["levels"]
    assert rows(framework) == case["statements"]
    assert [[list(pair) for pair in s.extra] for s in framework.statements] == case.get(
        "extra", [[] for _ in framework.statements]
    )
    assert all(s.framework == framework.id for s in framework.statements)
    for name, value in case.get("fields", {}).items():
        found = getattr(framework, name)
        assert (list(found) if isinstance(found, tuple) else found) == value
    if "labels" in case:
        assert framework.scale is not None
        assert list(framework.scale.labels) == case["labels"]
    if "kept" in case:
        assert framework.extra == case["kept"]


@pytest.mark.parametrize("case", [p for p in cases("good.toml") if "refused" in p.values[0]] + cases("bad.toml"))
def test_bad_files_are_refused_with_every_fault(case: dict[str, Any]) -> None:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(case["text"].encode(), SETTINGS, name=case["file"])
    error = caught.value
    expected = case.get("refused", case.get("faults"))
    assert len(error.faults) == len(expected), error.faults
    for (place, reason), (path, part) in zip(error.faults, expected, strict=True):
        whole = f"{case['file']}:{path}" if path else case["file"]
        assert place.startswith(whole) if path.endswith(":") else place == whole
        assert part in reason
    assert error.code == case.get("code", "JDM030")
    assert error.exit_code == 3
    assert case.get("message", "") in error.message
    assert case["file"] in str(error)
    for place, reason in error.faults:
        assert f"{place} → {reason}" in str(error)


def test_every_readable_format_has_a_good_case_and_every_later_one_a_refusal() -> None:
    read = {p.values[0]["format"] for p in cases("good.toml") if "format" in p.values[0]}
    assert read == set(names_tables.READABLE)
    refused = {p.values[0].get("message", "").strip("()") for p in cases("bad.toml")}
    assert set(names_tables.NOT_YET) - {"xlsx"} <= refused


TABLE = "id,statement\r\na,Café — “till” closing\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-8"),
        codecs.BOM_UTF8 + TABLE.encode("utf-8"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
        TABLE.encode("cp1252"),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "utf-32", "cp1252"],
)
def test_tables_are_read_in_the_encodings_that_spreadsheets_write(data: bytes) -> None:
    framework = frameworks.read(data, SETTINGS, id="x")
    assert framework.statements[0].text == "Café — “till” closing"


def test_a_guessed_encoding_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    warnings = frameworks.validate(path, SETTINGS).warnings
    assert any("Windows-1252" in reason for _, reason in warnings)


def test_json_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(FrameworkError, match="not UTF-8") as caught:
        frameworks.read('["Café till"]'.encode("cp1252"), SETTINGS, id="x")
    assert caught.value.code == "JDM013"


@pytest.mark.parametrize("data", [b"id,statement\n\x81\x8d,x", codecs.BOM_UTF16_LE + b"\x00\xd8\x00"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(data, SETTINGS, id="x")
    assert caught.value.code == "JDM013"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "(xlsx)"),
        (b"PK\x03\x04\x14\x00word/document.xml", "a zip archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"id\x00statement\x00", "a binary file"),
    ],
)
def test_other_kinds_of_files_are_named(data: bytes, what: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(data, SETTINGS, id="x")
    assert caught.value.code == "JDM032"
    assert what in caught.value.message
    assert "ler (LER.me export, schemaVersion 1.x)" in caught.value.message


@pytest.mark.parametrize("text", ["[" * 200 + "]" * 200, '{"a":' * 200 + "1" + "}" * 200, "[" * 200_000])
def test_deep_json_is_refused(text: str) -> None:
    with pytest.raises(FrameworkError, match="nested deeper than 64"):
        frameworks.read(text.encode(), SETTINGS, id="x")


@pytest.mark.parametrize("depth", [200, 20_000])
def test_deep_yaml_is_refused(depth: int) -> None:
    with pytest.raises(FrameworkError, match="nested deeper than 64"):
        frameworks.read(("statements: " + "[" * depth).encode(), SETTINGS, id="x", format="yaml")


def test_the_size_limit_holds_at_its_boundary(tmp_path: Path) -> None:
    data = b'["Shape baguettes"]'
    path = tmp_path / "x.json"
    path.write_bytes(data)
    exact = replace(SETTINGS, limits=Limits(framework_bytes=len(data)))
    below = replace(SETTINGS, limits=Limits(framework_bytes=len(data) - 1))
    assert len(frameworks.read(path, exact).statements) == 1
    for source in (path, data):
        with pytest.raises(FrameworkError, match="larger than") as caught:
            frameworks.read(source, below, id="x")
        assert caught.value.code == "JDM009"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_the_size_limit_holds_for_a_pipe_that_has_no_size(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    small = replace(SETTINGS, limits=Limits(framework_bytes=10))
    writer = threading.Thread(target=pipe.write_bytes, args=(b'["Shape baguettes"]',))
    writer.start()
    with pytest.raises(FrameworkError, match="larger than 10 bytes"):
        frameworks.read(pipe, small)
    writer.join()


def test_a_path_that_can_not_be_read_says_which_and_why(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="does not exist") as caught:
        frameworks.read(tmp_path / "no.json", SETTINGS)
    assert caught.value.code == "JDM001"
    with pytest.raises(FrameworkError, match="is a folder") as caught:
        frameworks.read(tmp_path, SETTINGS)
    assert caught.value.code == "JDM002"
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(tmp_path / ("n" * 300), SETTINGS)
    assert caught.value.code == "JDM003"


def test_faults_name_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('["", "Shape baguettes"]', encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(path, SETTINGS)
    assert caught.value.faults == ((f"{path}:$[0]", "is empty"),)


def test_formats_are_checked_by_name() -> None:
    with pytest.raises(SettingsError, match="'jsn' is no format") as caught:
        frameworks.read(b"[]", SETTINGS, format="jsn")
    assert "'json'" in str(caught.value)
    for name in names_tables.NOT_YET:
        with pytest.raises(FrameworkError) as refused:
            frameworks.read(b"[]", SETTINGS, format=name)
        assert refused.value.code == "JDM032"


def test_a_named_format_goes_before_the_content() -> None:
    assert frameworks.read(b'["Shape baguettes"]', SETTINGS, id="x", format="yaml").format == "yaml"
    with pytest.raises(FrameworkError, match="no column holds statements"):
        frameworks.read(b"id,statement\na,Unload trailers\n", SETTINGS, id="x", format="tsv")
    with pytest.raises(FrameworkError, match="schemaVersion"):
        frameworks.read(b'{"statements": ["Shape baguettes"]}', SETTINGS, id="x", format="ler")
    with pytest.raises(FrameworkError, match=r"is no LER\.me export"):
        frameworks.read(b'["Shape baguettes"]', SETTINGS, id="x", format="ler")


@pytest.mark.parametrize("bad", [" x", "", "a\nb", "x" * 300])
def test_an_id_that_can_not_be_is_a_wrong_option(bad: str) -> None:
    with pytest.raises(SettingsError, match="The id"):
        frameworks.read(b'["Shape baguettes"]', SETTINGS, id=bad)


def test_another_id_renames_numbered_statements_and_keeps_the_occupation() -> None:
    data = ler_bytes()
    framework = frameworks.read(data, SETTINGS, id="ours")
    assert framework.statements[0].id == "ours/emerging/1"
    assert frameworks.export(framework, "ler") == data
    anew = json.loads(frameworks.export(replace(framework, source=b""), "ler"))
    assert anew == json.loads(data)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("My framework (2).csv", "My-framework-2"),
        ("43-3021.00.json", "43-3021.00"),
        ("ünï.yaml", "ünï"),
        ("...", None),
        ("-", None),
    ],
)
def test_default_ids_come_from_file_names(name: str, expected: str | None) -> None:
    assert stem_id(name) == expected


def ler_bytes() -> bytes:
    document = {
        "schemaVersion": "1.0",
        "exportedAt": "2026-01-01T00:00:00.000Z",
        "occupation": {"soc": "51-3011.00", "title": "Bakers", "group": "Production", "sector": "31", "jobZone": 2},
        "framework": {
            "version": "1",
            "description": "",
            "contextCovered": "Craft bakeries.",
            "levels": {
                level: {"label": level.title(), "statements": [f"Loaves — shape as {level} {n}" for n in "ab"]}
                for level in FOUR_STEPS.levels
            },
        },
        "sources": {"written": "for this test"},
        "attribution": "A baker",
    }
    return json.dumps(document, indent=1).encode()


def test_exporting_the_format_that_was_read_gives_the_bytes_back() -> None:
    data = ler_bytes()
    framework = frameworks.read(data, SETTINGS)
    assert frameworks.export(framework, "ler") == data
    changed = replace(framework, title="Baker")
    assert json.loads(frameworks.export(changed, "ler"))["occupation"]["title"] == "Baker"


def test_a_ler_framework_comes_back_equal_from_every_other_format() -> None:
    framework = frameworks.read(ler_bytes(), SETTINGS)
    for name in ("json", "yaml"):
        back = frameworks.read(frameworks.export(framework, name), SETTINGS)
        assert replace(back, format="ler", origin=framework.origin) == framework
        assert json.loads(frameworks.export(back, "ler")) == json.loads(ler_bytes())
    for name in ("csv", "tsv"):
        back = frameworks.read(frameworks.export(framework, name), SETTINGS)
        assert (back.sha256, back.title, back.statements) == (framework.sha256, framework.title, framework.statements)
        assert "context" in frameworks.lost(framework, name)
    assert frameworks.lost(framework, "ler") == frameworks.lost(framework, "yaml") == ()


def test_another_scale_can_not_be_a_ler_export() -> None:
    for text in ('["Shape baguettes"]', '[{"statement": "Shape baguettes", "level": 1}]'):
        framework = frameworks.read(text.encode(), SETTINGS, id="x")
        with pytest.raises(FrameworkError, match=r"a LER\.me export has emerging, developing") as caught:
            frameworks.export(framework, "ler")
        assert caught.value.code == "JDM032"


def test_exported_tables_hold_no_formulas_and_start_with_the_header() -> None:
    texts = ["=1+1", "+1", "-1 to the till", "@home visits", "plain", "'=x"]
    framework = frameworks.read(json.dumps(texts).encode(), SETTINGS, id="x")
    for name, mark in (("csv", codecs.BOM_UTF8), ("tsv", b"")):
        data = frameworks.export(framework, name)
        assert data.startswith(mark + b"id")
        separator = "," if name == "csv" else "\t"
        cells = [line.split(separator)[1] for line in data.decode("utf-8-sig").splitlines()[1:]]
        assert cells == ["'=1+1", "'+1", "'-1 to the till", "'@home visits", "plain", "''=x"]
        assert frameworks.read(data, SETTINGS).statements == framework.statements


def test_the_hash_is_of_the_content_and_of_nothing_else() -> None:
    def read(**changes: object) -> Framework:
        statement = {"id": "a", "statement": "Shape baguettes", "level": "low", "category": "Dough", "weight": 1}
        document = {"id": "x", "title": "t", "levels": ["low", "high"], "statements": [statement]}
        for key, value in changes.items():
            (statement if key in statement and key != "id" else document)[key] = value
        return frameworks.read(json.dumps(document).encode(), SETTINGS)

    base = read()
    assert len(base.sha256) == 64
    same = [read(title="u"), read(version="2"), read(weight=1.0), read(statement=" Shape  baguettes")]
    assert {f.sha256 for f in same} == {base.sha256}
    other = [
        read(id="y"),
        read(levels=["low", "mid", "high"]),
        read(levels=[{"name": "low", "position": 0.1}, {"name": "high", "position": 0.9}]),
        read(statement="Shape baguette"),
        read(level="high"),
        read(category="Bread"),
        read(weight=2),
    ]
    assert len({f.sha256 for f in [base, *other]}) == 1 + len(other)


@pytest.mark.parametrize("name", ["ler-43-3021.00.json", "ler-43-3011.00.json"])
def test_real_exports_are_read_and_written_back(name: str) -> None:
    path = SEEDS / name
    if not path.is_file():
        pytest.skip("shared/data/seeds is not here")
    framework = frameworks.read(path, SETTINGS)
    assert framework.id == name[4:14]
    assert len(framework.statements) == 40
    assert framework.statements[11].id == f"{framework.id}/developing/2"
    assert frameworks.export(framework, "ler") == path.read_bytes()
    assert frameworks.export(replace(framework, source=b""), "ler") == path.read_bytes()
    assert frameworks.validate(path, SETTINGS).warnings == ()


def test_what_an_export_leaves_out_is_named() -> None:
    document = {
        "id": "x",
        "title": "X",
        "licence": "CC0-1.0",
        "levels": [{"name": name, "label": f"The {name}"} for name in FOUR_STEPS.levels],
        "statements": [
            {
                "id": "a",
                "statement": "Shape baguettes",
                "level": "emerging",
                "category": "Dough",
                "code": "1",
                "by": "me",
            }
        ],
        "reviewed": True,
    }
    framework = frameworks.read(json.dumps(document).encode(), SETTINGS)
    fields = ("statement ids", "categories", "codes", "extra fields")
    assert frameworks.lost(framework, "ler") == ("licence", *fields, "other members of the source")
    assert frameworks.lost(framework, "csv") == ("licence", "level labels", "other members of the source")
    assert frameworks.lost(framework, "json") == ()


def test_the_examples_of_the_documentation_are_read() -> None:
    text = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    read = [frameworks.read(b.encode(), SETTINGS, id="x") for b in blocks if not b.startswith("jdmatch ")]
    assert [(f.format, len(f.scale.levels) if f.scale else 0, len(f.statements)) for f in read] == [
        ("csv", 3, 1),
        ("yaml", 3, 2),
    ]
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(names_tables.READABLE)
    assert all(f"`{name}`" in text for name in names_tables.NOT_YET)
