"""Framework files: what is read, what is refused and with which faults, encodings, limits and export."""

from __future__ import annotations

import codecs
import json
import os
import random
import re
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import names_tables
from jdmatch.frameworks.intake import stem_id
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Limits, Settings

CASES = Path(__file__).parent / "cases" / "frameworks"
EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
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
    reading = frameworks.read_all(case["text"].encode(), SETTINGS, name=case["file"])
    (framework,) = reading.frameworks
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
    assert [[h.id, h.text, h.parent or ""] for h in framework.headings] == case.get("headings", [])
    assert [s.aliases for s in framework.statements] == [
        tuple(a) for a in case.get("aliases", [()] * len(framework.statements))
    ]
    skipped = case.get("skipped", [])
    assert [place for place, _ in reading.skipped] == [f"{case['file']}:{row}" for row, _ in skipped]
    assert all(part in reason for (_, reason), (_, part) in zip(reading.skipped, skipped, strict=True))
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped)
    warned = case.get("warned", [])
    assert len(reading.warnings) == len(warned)
    assert all(part in reason for (_, reason), part in zip(reading.warnings, warned, strict=True))
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
    if "anything" in case:
        assert error.faults
        return
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


# A format of more than one page has tests and examples of its own.
ELSEWHERE = {
    "onet": "onet",
    "esco": "esco",
    "case": "case",
    "ctdl": "ctdl",
    "cass-csv": "cass_csv",
    "rsd": "rsd",
    "nice": "nice",
    "xlsx": "xlsx",
}


def test_every_readable_format_has_good_cases_here_or_tests_of_its_own() -> None:
    read = {p.values[0]["format"] for p in cases("good.toml") if "format" in p.values[0]}
    assert read == set(names_tables.READABLE) - set(ELSEWHERE)
    assert all((CASES.parents[1] / f"test_frameworks_{name}.py").is_file() for name in ELSEWHERE.values())


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
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "an old Office document, or one with a password"),
        (b"\x1f\x8b\x08", "a gzip archive"),
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
    with pytest.raises(FrameworkError, match="holds no files") as caught:
        frameworks.read(tmp_path, SETTINGS)
    assert caught.value.code == "JDM004"
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
    framework = frameworks.read(b'["Shape baguettes"]', SETTINGS, id="x")
    with pytest.raises(FrameworkError, match="xlsx is read and not written") as refused:
        frameworks.export(framework, "xlsx")
    assert refused.value.code == "JDM032"


def mistaken(format_id: str) -> list[str]:
    return [name for name in names_tables.READABLE if name != format_id]


@pytest.mark.parametrize("name", mistaken("csv"))
def test_a_table_is_refused_as_any_other_format(name: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(b"id,task\na,Unload trailers\n", SETTINGS, id="x", format=name)
    assert caught.value.code in ("JDM014", "JDM030", "JDM032")


@pytest.mark.parametrize("name", mistaken("ler"))
def test_an_export_of_ler_is_refused_as_any_other_format(name: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(ler_bytes(), SETTINGS, id="x", format=name)
    assert caught.value.code in ("JDM030", "JDM032")


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


@pytest.mark.parametrize(
    ("name", "columns", "levels", "statements", "headings", "skipped"),
    [
        ("table-dock.csv", (), FOUR_STEPS.levels, 5, 0, []),
        ("table-dock-headings.tsv", (), ("trainee", "hand", "lead"), 4, 3, []),
        ("table-matrix.csv", (), FOUR_STEPS.levels, 7, 2, []),
        ("table-people.csv", (("Duty text", "statement"),), ("1", "2", "3"), 3, 2, ["7", "10", "12", "11"]),
    ],
)
def test_the_example_tables_are_read(
    name: str,
    columns: tuple[tuple[str, str], ...],
    levels: tuple[str, ...],
    statements: int,
    headings: int,
    skipped: list[str],
) -> None:
    path = EXAMPLES / name
    reading = frameworks.read_all(path, SETTINGS, options=frameworks.Options(columns=columns))
    (framework,) = reading.frameworks
    assert framework.scale is not None
    assert (framework.scale.levels, reading.statements, reading.headings) == (levels, statements, headings)
    assert [place.removeprefix(f"{path}:") for place, _ in reading.skipped] == skipped
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped)
    for format_id in ("csv", "tsv", "json", "yaml"):
        back = frameworks.read(frameworks.export(replace(framework, source=b""), format_id), SETTINGS)
        assert back.sha256 == framework.sha256
        assert (back.statements, back.headings) == (framework.statements, framework.headings)


WHOLE = [path.read_bytes() for path in sorted(EXAMPLES.glob("table-*"))]
WHOLE += [p.values[0]["text"].encode() for p in cases("good.toml")]
PIECES = [
    b",",
    b";",
    b"\t",
    b'"',
    b"\n",
    b"\r",
    b"'=",
    b"# levels: a < b\n",
    b"{",
    b"]",
    b": ",
    b"- ",
    b"x",
    b"\xff",
    b"\x00",
]


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.sampled_from(WHOLE), st.integers(0, 2**32), st.sampled_from([None, "csv", "json", "yaml"]))
def test_no_mutated_table_or_document_fails_in_another_way(data: bytes, seed: int, name: str | None) -> None:
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(out) + 1)
        if chance.random() < 0.4:
            del out[at : at + chance.randrange(1, 40)]
        else:
            out[at:at] = chance.choice(PIECES)
    try:
        reading = frameworks.read_all(bytes(out), SETTINGS, name="x.csv", format=name)
    except FrameworkError:
        return
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped)
    assert all(f.statements and len(f.by_id) == len(f.statements) for f in reading.frameworks)


def test_the_examples_of_the_documentation_are_read() -> None:
    text = (Path(__file__).parents[1] / "docs" / "formats.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    read = [
        frameworks.read(block.encode(), SETTINGS, id="x")
        for kind, block in blocks
        if kind in ("csv", "yaml") or (not kind and block.startswith("# levels:"))
    ]
    assert {framework.format for framework in read} == {"csv", "yaml"}
    assert all(framework.scale is not None and len(framework.scale.levels) > 1 for framework in read)
    assert all(f"`{name}`" in text for name in names_tables.READABLE)


@pytest.mark.parametrize("named", ["json", "csv", "onet", "rsd"])
def test_a_package_of_another_format_is_told_by_its_own_name(named: str) -> None:
    path = Path(__file__).parent / "examples" / "frameworks" / "case-1.0-dietary-aide.json"
    with pytest.raises(FrameworkError, match=f"is no {named} file .* it looks like case") as caught:
        frameworks.read(path, SETTINGS, format=named)
    assert caught.value.code == "JDM032"


def test_a_language_that_is_not_there_is_named() -> None:
    table = b"id,statement,language\na,Shape baguettes,en\n"
    with pytest.raises(FrameworkError) as caught:
        frameworks.read(table, SETTINGS, name="f.csv", options=frameworks.Options(language="de"))
    assert [reason for _, reason in caught.value.faults] == ["holds no statements in the language 'de'"]
