"""The CaSS table: rows as resources, the rows of its template, and what is refused with its row."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError
from jdmatch.frameworks import ctdl
from jdmatch.frameworks.outcome import Reading
from jdmatch.frameworks.reading import read, read_all
from jdmatch.settings import Settings

SETTINGS = Settings()
EXAMPLE = Path(__file__).parent / "examples" / "frameworks" / "cass-greenhouse.csv"
QUICK = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
HEADER = ("@type", "@id", "ceasn:name", "ceasn:competencyText", "ceasn:isPartOf", "ceasn:isChildOf", "ceasn:hasChild")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, separator: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows([header, *rows])
    return stream.getvalue().encode()


FRAMEWORK = ("ceasn:CompetencyFramework", "ce-f", "Florist", "", "", "", "")


def row(n: int, text: str = "", above: str = "", below: str = "", part: str = "ce-f") -> tuple[str, ...]:
    return ("ceasn:Competency", f"ce-{n}", "", text or f"Bind bouquet number {n}.", part, above, below)


def whole(reading: Reading) -> None:
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped)


def faults(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(FrameworkError) as caught:
        read_all(data, SETTINGS)
    return list(caught.value.faults)


def test_the_greenhouse_is_read_and_its_template_rows_are_not() -> None:
    reading = read_all(EXAMPLE, SETTINGS)
    whole(reading)
    (framework,) = reading.frameworks
    assert (reading.format, reading.rows, framework.id) == ("cass-csv", 8, "ce-7a1d0c11-52f4-4c5e-8a55-000000000001")
    assert (framework.title, framework.language) == ("Greenhouse Worker", "en-US")
    # A reference by CTID, and one by the address of another version, mean the same rows.
    assert [h.text for h in framework.headings] == ["Propagation", "Care for plants"]
    seeds, pests = framework.statements
    assert (seeds.parent, pests.parent) == (framework.headings[0].id, framework.headings[1].id)
    assert (seeds.code, seeds.kind, seeds.aliases) == ("A.1", "task", ("Seed trays",))
    kept = dict(seeds.extra)
    # A bar separates values, but not inside a text.
    assert kept["ceasn:comment"] == "Mixes are blended on Mondays | check the board."
    assert kept["ceasn:conceptKeyword"] == '["sowing", "trays"]'
    assert sorted((place.rsplit(":", 1)[1], reason) for place, reason in reading.skipped) == [
        ("10", "has no @type"),
        ("2", "is no resource but a row of the template ('Instruction: what the row is')"),
        ("3", "is no resource but a row of the template ('Sample ceasn:Competency')"),
        ("8", "has neither a ceasn:competencyText nor a ceasn:competencyLabel"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_names_are_found_with_and_without_prefix_and_in_any_case(separator: str) -> None:
    data = table(FRAMEWORK, row(1), separator=separator)
    plain = data.replace(b"ceasn:name", b"name").replace(b"ceasn:competencyText", b"competencytext")
    plain = plain.replace(b"ceasn:CompetencyFramework", b"CompetencyFramework").replace(b"ceasn:isPartOf", b"IsPartOf")
    for written in (data, plain, b"\xef\xbb\xbf" + data):
        reading = read_all(written, SETTINGS)
        (framework,) = reading.frameworks
        assert (reading.format, framework.id, framework.title) == ("cass-csv", "ce-f", "Florist")
        assert [(s.id, s.text) for s in framework.statements] == [("ce-1", "Bind bouquet number 1.")]


def test_several_values_and_both_directions() -> None:
    data = table(FRAMEWORK, row(1, "Work at the bench", below="ce-3 | ce-2"), row(2), row(3, above="ce-1"), row(4))
    framework = read(data, SETTINGS)
    assert [(s.id, s.parent) for s in framework.statements] == [("ce-3", "ce-1"), ("ce-2", "ce-1"), ("ce-4", None)]


def test_a_table_and_a_graph_of_one_framework_are_the_same() -> None:
    framework = read(EXAMPLE, SETTINGS)
    (again,) = read_all(ctdl.render(framework), SETTINGS).frameworks
    assert (again.sha256, again.statements, again.headings) == (
        framework.sha256,
        framework.statements,
        framework.headings,
    )
    assert again.extra == framework.extra


def test_levels_of_a_progression_model_in_the_table() -> None:
    header = (*HEADER, "asn:hasProgressionLevel", "skos:prefLabel", "skos:hasTopConcept", "ceasn:inProgressionModel")
    rows = [
        (*FRAMEWORK, "", "", "", ""),
        (*row(1), "ce-b", "", "", ""),
        (*row(2), "ce-a", "", "", ""),
        ("asn:ProgressionModel", "ce-m", "Steps", "", "", "", "", "", "", "ce-a|ce-b", ""),
        ("asn:ProgressionLevel", "ce-b", "", "", "", "", "", "", "Florist", "", "ce-m"),
        ("asn:ProgressionLevel", "ce-a", "", "", "", "", "", "", "Apprentice", "", "ce-m"),
    ]
    framework = read(table(*rows, header=header), SETTINGS)
    assert framework.scale is not None
    assert framework.scale.levels == ("Apprentice", "Florist")
    assert [s.level for s in framework.statements] == ["Florist", "Apprentice"]


def test_versions_come_with_their_type_behind_a_tilde() -> None:
    data = table((*FRAMEWORK, "2.1~Edition"), (*row(1), ""), header=(*HEADER, "ceterms:versionIdentifier"))
    framework = read(data, SETTINGS)
    assert framework.version == "2.1"
    assert '"ceterms:versionIdentifier":"2.1~Edition"' in framework.extra


REFUSED = [
    ("cycle", table(FRAMEWORK, row(1, above="ce-2"), row(2, above="ce-1")), "3", "stands under itself"),
    ("dangling parent", table(FRAMEWORK, row(1, above="ce-9")), "3", "the ceasn:isChildOf names 'ce-9'"),
    ("dangling child", table(FRAMEWORK, row(1, below="ce-9|ce-8")), "3", "the ceasn:hasChild names 'ce-8'"),
    ("dangling framework", table(FRAMEWORK, row(1, part="ce-x")), "3", "the ceasn:isPartOf names 'ce-x'"),
    ("two of one id", table(FRAMEWORK, row(1), row(1, "Another.")), "4", "has the id 'ce-1'"),
    ("no statements", table(FRAMEWORK), "2", "holds no ceasn:Competency"),
    ("nothing", table(), "", "holds no framework and no competency"),
    ("only template rows", table(("sample", *FRAMEWORK[1:])), "", "holds no framework and no competency"),
    ("heading without a text", table(FRAMEWORK, ("ceasn:Competency", "ce-1", "", "", "ce-f", "", "ce-2"), row(2)),
     "3", "has neither a ceasn:competencyText nor"),
    ("no type", b"@id,ceasn:competencyText\nce-1,A text\n", "1", "has no column @type"),
    ("column twice", table(FRAMEWORK, header=("@type", "@id", "name", "ceasn:name", *HEADER[4:])),
     "1", "the column ceasn:name twice"),
    ("too many cells", table(FRAMEWORK, (*row(1), "x")), "3", "has 8 cells where the header has 7"),
    ("weight", table((*FRAMEWORK, ""), (*row(1), "much"), header=(*HEADER, "weight")),
     "3", "the weight must be a number"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_is_broken_is_refused_with_its_row(data: bytes, place: str, reason: str) -> None:
    found = faults(data)
    assert any(p == f"<bytes>:{place}".rstrip(":") and reason in r for p, r in found), found


def test_rows_of_another_kind_and_nameless_columns_are_said() -> None:
    data = table(FRAMEWORK, row(1), ("ceterms:Occupation", "ce-o", "Florist", "", "", "", ""))
    reading = read_all(data, SETTINGS)
    whole(reading)
    assert reading.skipped[0][1].startswith("is a ceterms:Occupation, which is neither")
    nameless = read_all(table((*FRAMEWORK, ""), (*row(1), "odd"), header=(*HEADER, "")), SETTINGS)
    assert nameless.warnings == (("<bytes>:3", "has a value in a column without a name: it is left out"),)


def test_the_wrong_format_is_named() -> None:
    with pytest.raises(FrameworkError):
        read_all(b"id,statement\n1,Bind bouquets.\n", SETTINGS, format="cass-csv")


def held(data: bytes) -> None:
    try:
        reading = read_all(data, SETTINGS)
    except FrameworkError:
        return
    if reading.format == "cass-csv":
        whole(reading)
    for framework in reading.frameworks:
        assert framework.statements
        assert len({s.id for s in framework.statements}) == len(framework.statements)


@settings(QUICK, max_examples=200)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_mutated_tables_are_read_whole_or_refused(seed: int, times: int) -> None:
    rnd = random.Random(seed)
    rows = list(csv.reader(io.StringIO(EXAMPLE.read_text(encoding="utf-8"), newline="")))
    for _ in range(times):
        if not rows:
            break
        cells = rnd.choice(rows)
        at, change = rnd.randrange(len(cells) or 1), rnd.randrange(5)
        if change == 0:
            rows.remove(cells)
        elif change == 1:
            rows.insert(rnd.randrange(len(rows)), list(cells))
        elif change == 2 and cells:
            cells[at] = rnd.choice(["", "|", "ce-x", "a|b", "\x07", "ceasn:Competency", "{", '"', "-1"])
        elif change == 3 and cells:
            cells[at] = rnd.choice(rnd.choice(rows) or [""])
        elif cells:
            del cells[at]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    held(stream.getvalue().encode())


@settings(QUICK, max_examples=150)
@given(st.integers(0, 2**32))
def test_damaged_bytes_are_read_whole_or_refused(seed: int) -> None:
    rnd = random.Random(seed)
    data = bytearray(EXAMPLE.read_bytes())
    for _ in range(rnd.randrange(1, 4)):
        at, change = rnd.randrange(len(data)), rnd.randrange(3)
        if change == 0:
            data[at] = rnd.randrange(256)
        elif change == 1:
            del data[at : at + rnd.randrange(1, 300)]
        else:
            data[at:at] = rnd.choice([b'"', b",", b"\n", b"|", b"\x00", b"\xff", b";"])
    held(bytes(data))
