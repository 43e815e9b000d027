"""Excel workbooks: which sheet, which header row, what cells say, and what is refused."""

from __future__ import annotations

import io
import random
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import Options, Reading, workbook_cells
from jdmatch.frameworks.mapping import mapped_columns
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Settings
from tests.xlsx_kit import SHEET, Raw, Sheet, formula, styled, workbook

SETTINGS = Settings()
DOCK = [
    ["ID", "Task", "Level", "Area", "Importance"],
    ["D1", "Unload trailers with a pallet jack", "emerging", "Receiving", 1],
    ["D2", "Count cartons against the bill of lading", "developing", "Receiving", 1.5],
    ["D3", "Assign doors for the next shift", "advanced", "Planning", 3],
]


def read(data: bytes, *mapping: str, sheet: str = "", name: str = "dock.xlsx") -> Reading:
    options = Options(columns=mapped_columns(mapping, None), sheet=sheet)
    reading = frameworks.read_all(data, SETTINGS, name=name, options=options)
    kept = reading.statements + reading.headings
    assert reading.rows == kept + len(reading.skipped) + sum(n for _, n in reading.left_out)
    return reading


def one(data: bytes, *mapping: str, sheet: str = "") -> Framework:
    (framework,) = read(data, *mapping, sheet=sheet).frameworks
    return framework


def refused(data: bytes, *mapping: str, sheet: str = "") -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        read(data, *mapping, sheet=sheet)
    return caught.value


def texts(framework: Framework) -> list[str]:
    return [s.text for s in framework.statements]


def test_a_workbook_is_read_like_the_table_that_it_is() -> None:
    framework = one(workbook({"Dock": DOCK}))
    assert (framework.id, framework.title, framework.format) == ("dock", "dock", "xlsx")
    assert framework.scale == FOUR_STEPS
    assert [(s.id, s.text, s.level, s.category, s.weight) for s in framework.statements] == [
        ("D1", "Unload trailers with a pallet jack", "emerging", "Receiving", 1.0),
        ("D2", "Count cartons against the bill of lading", "developing", "Receiving", 1.5),
        ("D3", "Assign doors for the next shift", "advanced", "Planning", 3.0),
    ]
    rows = [",".join(map(str, row)) for row in DOCK]
    as_csv = frameworks.read("\n".join(rows).encode(), SETTINGS, name="dock.csv")
    assert framework.sha256 == as_csv.sha256


def test_a_workbook_that_another_program_wrote_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Read me"
    notes["A1"] = "How to use this workbook"
    sheet = book.create_sheet("Dock work")
    sheet.append(["Dock competencies 2026"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["No", "Area", "Task", "Level", "Importance", "Since"])
    sheet.append(["001", "Receiving", "Unload trailers", "Emerging", 1, date(2024, 3, 1)])
    sheet.append(["002", None, "Count cartons", "Developing", 1.5, datetime(2024, 3, 1, 14, 30)])  # noqa: DTZ001
    sheet.append(["003", "Planning", CellRichText("Assign ", TextBlock(InlineFont(b=True), "doors")), "Advanced", 3])
    sheet.merge_cells("B4:B5")
    sheet.row_dimensions[5].hidden = True
    for name, state in (("Roles", "visible"), ("Old", "hidden")):
        other = book.create_sheet(name)
        other.append(["Task", "Role"])
        other.append([f"Do the {name} things", "hand"])
        other.sheet_state = state
    path = tmp_path / "dock.xlsx"
    book.save(path)
    reading = read(path.read_bytes())
    (framework,) = reading.frameworks
    assert framework.title == "Dock competencies 2026"
    assert [(s.id, s.text, s.category, s.extra) for s in framework.statements] == [
        ("001", "Unload trailers", "Receiving", (("Since", "2024-03-01"),)),
        ("002", "Count cartons", "Receiving", (("Since", "2024-03-01 14:30"),)),
        ("003", "Assign doors", "Planning", ()),
    ]
    assert [(place, reason.split(":")[0]) for place, reason in reading.warnings] == [
        ("dock.xlsx:Dock work", "is the sheet that was read; statements stand in 'Roles' too"),
        ("dock.xlsx:Dock work", "has 1 hidden row, which was read too"),
    ]
    assert texts(one(path.read_bytes(), sheet="roles")) == ["Do the Roles things"]
    assert texts(one(path.read_bytes(), sheet="Old")) == ["Do the Old things"]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (7, "7"),
        (7.0, "7"),
        (1.1, "1.1"),
        (0.1 + 0.2, "0.3"),
        ("00123", "00123"),
        (True, "TRUE"),
        (styled(123, 1), "00123"),
        (styled(1.1, 2), "1.10"),
        (styled(2, 2), "2.00"),
        (styled(1234.5, 6), "1234.5"),
        (styled(4, 7), "4"),
        (styled(45352, 3), "2024-03-01"),
        (styled(45352.604166667, 4), "2024-03-01 14:30"),
        (styled(0.25, 5), "06:00"),
        (styled(45352, 8), "2024-03-01"),
        (styled(45352.5, 9), "2024-03-01 12:00"),
        (styled(59, 3), "1900-02-28"),
        (styled(61, 3), "1900-03-01"),
        (styled(9e99, 3), "9e+99"),
        (styled("1E3", 0), "1000"),
        (styled("-3", 1), "-3"),
        (Raw('t="d"', "<v>2024-03-01</v>"), "2024-03-01"),
        (Raw('t="inlineStr"', "<is><t>plain</t></is>"), "plain"),
        (Raw('t="inlineStr"', "<is><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r></is>"), "rich text"),
        (Raw('t="inlineStr"', "<is><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></is>"), "東京"),
        (Raw('t="inlineStr"', "<is><t>two_x000D_\nlines _x005F_x000D_</t></is>"), "two lines _x000D_"),
        (formula("A1&B1", "joined", "str"), "joined"),
        (formula("1+1", "2"), "2"),
        (formula("A1=1", "1", "b"), "TRUE"),
        (formula('""', "", "str"), ""),
    ],
)
def test_cells_say_what_a_spreadsheet_shows(cell: object, shown: str) -> None:
    data = workbook({"S": [["task", "Note"], ["Unload trailers", cell]]})
    assert dict(one(data).statements[0].extra).get("Note", "") == shown


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    data = workbook({"S": [["task", "Since"], ["Unload trailers", styled(43890, 3)]]}, date1904=True)
    assert one(data).statements[0].extra == (("Since", "2024-03-01"),)


def test_cells_without_addresses_stand_one_after_another() -> None:
    framework = one(workbook({"S": Sheet([["id", "task"], ["a", "Unload trailers"]], addresses=False)}))
    assert [(s.id, s.text) for s in framework.statements] == [("a", "Unload trailers")]


def test_errors_and_formulas_without_a_value_are_faults_with_their_cell() -> None:
    error = Raw('t="e"', "<v>#REF!</v>")
    rows = [["id", "task", "weight", "Remark"], ["a", error, formula("1+1", None), None], ["b", "Wrap", 1, error]]
    found = refused(workbook({"My sheet": rows}))
    assert [(place, reason.split(":")[0]) for place, reason in found.faults] == [
        ("dock.xlsx:'My sheet'!B2", "the task holds the error #REF!"),
        ("dock.xlsx:'My sheet'!C2", "the weight holds a formula without a value"),
    ]


def test_an_error_in_a_column_that_is_only_kept_is_a_warning() -> None:
    error = Raw('t="e"', "<v>#N/A</v>")
    reading = read(workbook({"S": [["task", "Owner"], ["Unload", error], ["Wrap", "Ana"], ["Seal", error]]}))
    assert reading.statements == 3
    assert reading.warnings == (
        (
            "dock.xlsx:S!B2",
            "the Owner holds the error #N/A, and so does 1 more cell of the column: left out, the statement is kept",
        ),
    )


def test_merged_cells_say_the_same_in_each_row_and_titles_of_sections_stand_across() -> None:
    rows = [
        ["Area", "Task", "Owner"],
        ["Receiving", "Unload trailers", "Ana"],
        [None, "Count cartons", None],
        [None, "Photograph damage", "Ben"],
        ["Planning", "Assign doors", "Ben"],
    ]
    framework = one(workbook({"S": Sheet(rows, merged=["A2:A4", "C2:C3"])}))
    assert [(s.category, dict(s.extra)["Owner"]) for s in framework.statements] == [
        ("Receiving", "Ana"),
        ("Receiving", "Ana"),
        ("Receiving", "Ben"),
        ("Planning", "Ben"),
    ]
    rows = [
        ["Task", "Owner"],
        ["Receiving", None],
        ["Unload trailers", "Ana"],
        ["Planning", None],
        ["Assign doors", "Ben"],
    ]
    framework = one(workbook({"S": Sheet(rows, merged=["A2:B2", "A4:B4"])}))
    assert [h.text for h in framework.headings] == ["Receiving", "Planning"]
    assert [(s.text, s.category) for s in framework.statements] == [
        ("Unload trailers", "Receiving"),
        ("Assign doors", "Planning"),
    ]


def test_a_statement_that_is_merged_over_rows_is_one_statement() -> None:
    rows = [["Task", "Tool"], ["Unload trailers", "jack"], [None, "truck"], ["Wrap pallets", "film"]]
    reading = read(workbook({"S": Sheet(rows, merged=["A2:A3"])}))
    assert reading.statements == 2
    assert reading.skipped == (("dock.xlsx:S!3", "has no statement: its cell in the column 'Task' is empty"),)


def test_a_matrix_with_its_headings_merged_over_two_rows() -> None:
    rows = [
        ["Desk competencies"],
        ["Competency", "Levels", None, None],
        [None, "Emerging", "Proficient", "Advanced"],
        ["Guests", "Greets guests", "Solves complaints", "Trains the desk"],
        ["Rates", "Reads the report", None, "Plans the season"],
        [None, "Enters the rates", None, None],
    ]
    framework = one(workbook({"S": Sheet(rows, merged=["A2:A3", "B2:D2", "A5:A6"])}))
    assert framework.scale == FOUR_STEPS
    assert [h.text for h in framework.headings] == ["Guests", "Rates"]
    assert [(s.id, s.text) for s in framework.statements] == [
        ("Guests/emerging", "Greets guests"),
        ("Guests/proficient", "Solves complaints"),
        ("Guests/advanced", "Trains the desk"),
        ("Rates/emerging", "Reads the report"),
        ("Rates/advanced", "Plans the season"),
        ("Rates/emerging/2", "Enters the rates"),
    ]


def test_a_statement_over_the_columns_of_two_levels_is_a_fault() -> None:
    rows = [["Competency", "Level 1", "Level 2", "Level 3"], ["Guests", "Greets guests", None, "Trains the desk"]]
    found = refused(workbook({"S": Sheet(rows, merged=["B2:C2"])}))
    assert found.faults == (
        ("dock.xlsx:S!B2", "is spread over the columns of several levels: write it into each"),
    )  # fmt: skip


def test_levels_and_columns_can_be_mapped() -> None:
    rows = [["Fähigkeit", "Neuling", "Könner", "Intern"], ["Guests", "Greets guests", "Trains the desk", "x"]]
    mapping = ("Fähigkeit=statement", "neuling=level:novice", "Könner=level:expert", "Intern=-")
    framework = one(workbook({"S": rows}), *mapping)
    assert framework.scale is not None
    assert (framework.scale.levels, framework.scale.labels) == (("novice", "expert"), ("Neuling", "Könner"))
    assert [s.id for s in framework.statements] == ["Guests/novice", "Guests/expert"]
    assert framework.headings[0].extra == ()
    with pytest.raises(SettingsError, match=r"dock\.xlsx has no column 'Konner', .* Did you mean 'Könner'"):
        read(workbook({"S": rows}), "Fähigkeit=statement", "Konner=level:expert")


def test_comments_above_the_header_declare_levels_as_in_a_csv() -> None:
    rows = [["# levels: trainee < lead"], ["# title: Dock work"], [], ["task", "level"], ["Unload", "Trainee"]]
    framework = one(workbook({"S": rows}))
    assert framework.scale is not None
    assert (framework.title, framework.scale.levels) == ("Dock work", ("trainee", "lead"))


def test_sheets_without_statements_are_passed_over_and_named_when_there_is_no_other() -> None:
    about = [["Author", "Date"], ["Ana", "today"]]
    framework = one(workbook({"About": about, "Chart": [], "Dock": DOCK}))
    assert len(framework.statements) == 3
    found = refused(workbook({"About": about, "Hidden": Sheet(DOCK, state="veryHidden"), "Empty": []}))
    assert found.faults[0][1].startswith(
        "no sheet has a column of statements: 'About' has the columns 'Author', 'Date'; "
        "'Hidden' (hidden: --sheet reads it) has the columns 'ID', 'Task', 'Level', 'Area', 'Importance'; "
        "'Empty' has no table."
    )


def test_a_sheet_is_asked_for_by_its_name() -> None:
    data = workbook({"Dock": DOCK, "Empty": [], "About": [["Author", "Date"]]})
    with pytest.raises(SettingsError, match=r"has no sheet 'Dok'\. Did you mean 'Dock'"):
        read(data, sheet="Dok")
    assert refused(data, sheet="Empty").faults == (("dock.xlsx:Empty", "is a sheet without anything in it"),)
    assert "no column holds statements: the columns are 'Author', 'Date'" in refused(data, sheet="About").faults[0][1]
    with pytest.raises(SettingsError, match="only a workbook"):
        frameworks.read(b"id,task\na,Wrap\n", SETTINGS, id="x", options=Options(sheet="Dock"))


def test_what_is_read_from_text_is_named_and_not_misread() -> None:
    rows = [["O*NET-SOC Code", "Task ID", "Task"], ["51-3011.00", 1, "Shape loaves"]]
    reason = refused(workbook({"Task Statements": rows})).faults[0][1]
    assert reason.startswith("has the columns of onet")
    framework = one(workbook({"Task Statements": rows}), "Task=statement", "Task ID=id")
    assert [s.id for s in framework.statements] == ["1"]


def test_columns_without_a_name_that_hold_something_are_named() -> None:
    reading = read(workbook({"S": [["task", None, "owner"], ["Unload", "?", "Ana", "beside"], ["Wrap", "!"]]}))
    assert reading.warnings == (
        ("dock.xlsx:S!B1", "has no name for a column with 2 cells: they are not read"),
        ("dock.xlsx:S!D1", "has no name for a column with 1 cell: they are not read"),
    )


def test_a_million_empty_rows_and_a_cell_in_the_last_corner_cost_what_they_hold() -> None:
    empty = "".join(f'<row r="{n}"/>' for n in range(5, 200_000))
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = workbook({"S": Sheet(DOCK, behind=empty + corner)})
    before = time.process_time()
    reading = read(data)
    assert time.process_time() - before < 5
    assert reading.statements == 3
    assert reading.warnings == (("dock.xlsx:S!XFD1", "has no name for a column with 1 cell: they are not read"),)


@pytest.mark.parametrize(
    ("part", "content", "why"),
    [
        ("xl/workbook.xml", "<workbook", "unclosed token"),
        ("xl/_rels/workbook.xml.rels", None, r"it has no xl/_rels/workbook\.xml\.rels"),
        ("xl/worksheets/sheet1.xml", None, r"it has no xl/worksheets/sheet1\.xml"),
        ("xl/sharedStrings.xml", "<sst/>", "the shared text '0' is not there"),
        ("xl/sharedStrings.xml", '<!DOCTYPE a [<!ENTITY b "c">]><sst/>', "declares a document type"),
        ("xl/worksheets/sheet1.xml", b"\xff\xfe\x00", "XML|token"),
    ],
)
def test_damaged_workbooks_are_refused(part: str, content: str | bytes | None, why: str) -> None:
    with pytest.raises(FrameworkError, match=why) as caught:
        read(workbook({"Dock": DOCK}, {part: content}))
    assert caught.value.code == "JDM012"
    assert caught.value.message.startswith("dock.xlsx is an Excel workbook that can not be read")


@pytest.mark.parametrize(
    "behind",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="9"><c r="A8"><v>1</v></c></row>',
        '<row r="9"><c r="A9"><v>1</v></c><c r="A9"><v>2</v></c></row>',
        '<row r="9"><c r="XFE9"><v>1</v></c></row>',
        '<row r="9"><c r="?"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
    ],
)
def test_cells_that_stand_where_they_can_not_refuse_the_workbook(behind: str) -> None:
    assert refused(workbook({"Dock": Sheet(DOCK, behind=behind)})).code == "JDM012"


def test_limits_hold_before_and_while_a_workbook_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = f'<worksheet xmlns="{SHEET}"><sheetData>{" " * 20_000_000}</sheetData></worksheet>'
    found = refused(workbook({"Dock": DOCK}, {"xl/worksheets/sheet1.xml": bomb}))
    assert found.code == "JDM009"
    assert "200 times its size" in found.message
    monkeypatch.setattr(workbook_cells, "MAX_CELLS", 10)
    found = refused(workbook({"Dock": DOCK}))
    assert (found.code, "more than 10 cells" in found.message) == ("JDM009", True)


def test_merged_cells_that_overlap_a_million_times_are_refused() -> None:
    rows = [["task"], *[[f"Unload trailer {n}"] for n in range(1200)]]
    found = refused(workbook({"S": Sheet(rows, merged=["A2:A1201"] * 1000)}))
    assert found.code == "JDM009"


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("member", "what"),
    [
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", r"a binary Excel workbook \(save it as \.xlsx to have it read\), not"),
        ("content.xml", r"an OpenDocument file \(save a spreadsheet as \.xlsx to have it read\), not"),
    ],
)
def test_other_documents_of_offices_are_named(member: str, what: str) -> None:
    with pytest.raises(FrameworkError, match=what) as caught:
        read(packed({"[Content_Types].xml": b"<Types/>", member: b"<a/>"}))
    assert caught.value.code == "JDM032"


def test_a_named_format_must_be_a_workbook() -> None:
    for data in (b"id,task\na,Wrap\n", b"{}"):
        with pytest.raises(FrameworkError, match="no Excel workbook") as caught:
            frameworks.read(data, SETTINGS, id="x", format="xlsx")
        assert caught.value.code == "JDM032"


def test_a_workbook_in_an_archive_is_read_like_one_beside_it() -> None:
    reading = read(packed({"a/dock.xlsx": workbook({"Dock": DOCK}), "b.csv": b"id,task\na,Wrap pallets\n"}))
    assert [(f.id, len(f.statements)) for f in reading.frameworks] == [("dock", 3), ("b", 1)]


def test_an_imported_workbook_stays_in_the_library(tmp_path: Path) -> None:
    shelf = frameworks.library(Settings(data_dir=tmp_path))
    installed = shelf.install(workbook({"Dock": DOCK}), id="dock")
    again = frameworks.library(Settings(data_dir=tmp_path)).get("dock")
    assert again.statements == installed.framework.statements
    assert again.sha256 == installed.framework.sha256


GOOD = workbook(
    {
        "About": [["How to use"]],
        "Dock": Sheet([["Dock work"], *DOCK, ["D4", styled(4, 1), "emerging", None, formula("1", "1")]], ["A1:E1"]),
    }
)


@settings(deadline=None, max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 12), st.booleans())
def test_no_mutated_workbook_fails_in_another_way(seed: int, changes: int, inside: bool) -> None:
    chance = random.Random(seed)
    data = mutated_inside(chance, changes) if inside else mutated(GOOD, chance, changes)
    try:
        reading = read(data)
    except (FrameworkError, SettingsError):
        return
    assert all(f.statements for f in reading.frameworks)
    assert all(len({s.id for s in f.statements}) == len(f.statements) for f in reading.frameworks)


def mutated(data: bytes, chance: random.Random, changes: int) -> bytes:
    out = bytearray(data)
    for _ in range(changes):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(3)
        if kind == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + chance.randrange(1, 30)]
        else:
            out[at:at] = chance.randbytes(chance.randrange(1, 6))
    return bytes(out)


def mutated_inside(chance: random.Random, changes: int) -> bytes:
    """The workbook with parts cut up, or with attributes and texts exchanged, and packed whole again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(stream, "w") as archive:
        names = source.namelist()
        hit = set(chance.sample(names, chance.randrange(1, 3)))
        for name in names:
            data = source.read(name)
            if name in hit and chance.random() < 0.5:
                data = mutated(data, chance, changes)
            elif name in hit:
                for old, new in chance.sample(SWAPS, 3):
                    data = data.replace(old, new, chance.randrange(1, 4))
            archive.writestr(name, data)
    return stream.getvalue()


SWAPS = [
    (b'r="', b'r="Z'),
    (b'r="', b'q="'),
    (b"<v>", b"<v>9"),
    (b"<v>", b"<v>-"),
    (b"</v>", b"e400</v>"),
    (b't="s"', b't="e"'),
    (b't="s"', b't="n"'),
    (b't="s"', b't="?"'),
    (b"<row", b"<tow"),
    (b"<c ", b"<f "),
    (b"A1:E1", b"A1:XFD1048576"),
    (b"A1:E1", b"E1:A1"),
    (b"worksheet", b"chartsheet"),
    (b"sheet1", b"sheet2"),
    (b"Task", b""),
]
