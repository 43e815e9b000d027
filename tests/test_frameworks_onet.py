"""O*NET releases: both generations of headers, text and Excel editions, folder, archive and single table, and the rows
that are skipped, warned of and refused."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import export, read_all
from jdmatch.records import Framework
from jdmatch.settings import Limits, Settings

EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
TEXT, EXCEL = EXAMPLES / "onet-29-text", EXAMPLES / "onet-30-excel"
REAL = Path(__file__).parents[1].parent / "shared" / "data" / "train" / "onet-29.3"
SETTINGS = Settings()
HEADER = "O*NET-SOC Code\tTask ID\tTask\tTask Type\n"
KITES, TIDES, STALLS = "49-9871.00", "27-3871.00", "41-9871.00"


def release(folder: Path = TEXT, **changed: str | bytes | None) -> dict[str, bytes]:
    """The files of an example, with some replaced (by the name without its ending), added or taken away (None)."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    for stem, content in changed.items():
        name = next((name for name in files if Path(name).stem == stem), f"{stem}.txt")
        files.pop(name, None)
        if content is not None:
            files[name] = content.encode() if isinstance(content, str) else content
    return files


def packed(files: Mapping[str, bytes], inner: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(inner + name, data)
    return stream.getvalue()


def read(source: Path | bytes | Mapping[str, bytes], options: Options | None = None, name: str = "onet.zip") -> Reading:
    if isinstance(source, Path):
        return checked(read_all(source, SETTINGS, options=options))
    data = source if isinstance(source, bytes) else packed(source)
    return checked(read_all(data, SETTINGS, name=name, options=options))


def checked(reading: Reading) -> Reading:
    """The reading, found true to what every report promises."""
    kept = reading.statements + reading.headings
    assert reading.rows == kept + len(reading.skipped) + sum(n for _, n in reading.left_out)
    assert len({f.id for f in reading.frameworks}) == len(reading.frameworks)
    for framework in reading.frameworks:
        assert framework.statements
        assert len(framework.by_id) == len(framework.statements)
        assert all(s.framework == framework.id and s.text == " ".join(s.text.split()) for s in framework.statements)
    return reading


def by_id(reading: Reading) -> dict[str, Framework]:
    return {framework.id: framework for framework in reading.frameworks}


def refused(source: Path | bytes | Mapping[str, bytes], name: str = "onet.zip") -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        read(source, name=name)
    return caught.value


def test_the_text_edition_is_a_framework_an_occupation() -> None:
    reading = read(TEXT)
    assert reading.format == "onet"
    assert [(f.id, len(f.statements)) for f in reading.frameworks] == [(TIDES, 5), (STALLS, 4), (KITES, 5)]
    tides = reading.frameworks[0]
    assert tides.title == "Tide Table Editors"
    assert tides.description.startswith("Compile, check, and publish tables of the times")
    assert (tides.job_zone, tides.version, tides.scale, tides.format) == (4, "29.9", None, "onet")
    assert tides.group == "Arts, Design, Entertainment, Sports & Media"
    assert tides.licence == "CC BY 4.0"
    assert tides.attribution.startswith("O*NET 29.9 Database by the U.S. Department of Labor")
    assert tides.alternate_titles == ("Tide Predictions Editor", "Hydrographic Tables Editor", "Tide Editor")


def test_a_task_keeps_its_id_type_activities_and_other_columns() -> None:
    first, *_, last = by_id(read(TEXT))[TIDES].statements
    assert (first.id, first.kind, first.category, first.level) == (f"{TIDES}/90101", "task", "Core", None)
    assert dict(first.extra) == {
        "Incumbents Responding": "41",
        "Date": "08/2023",
        "Domain Source": "Incumbent",
        "DWA ID": "4.A.2.a.9.I01.D01",
        "DWA Title": "Check data against readings of instruments.",
    }
    # A blank type stays blank, and "n/a" is nothing.
    assert (last.category, last.weight) == (None, None)
    assert dict(last.extra) == {"Date": "05/2024", "Domain Source": "Analyst"}


def test_activities_of_a_task_are_kept_in_order() -> None:
    task = by_id(read(TEXT))[TIDES].by_id[f"{TIDES}/90104"]
    assert dict(task.extra)["DWA ID"] == "4.A.3.b.9.I02.D01 | 4.A.2.a.9.I01.D01"
    assert dict(task.extra)["DWA Title"] == "Prepare pages for print. | Check data against readings of instruments."


def test_core_and_supplemental_weigh_where_there_are_no_ratings() -> None:
    assert [s.weight for s in by_id(read(TEXT))[TIDES].statements] == [1.0, 1.0, 0.5, 1.0, None]


def test_ratings_weigh_where_they_are_there() -> None:
    frameworks = by_id(read(EXCEL))
    assert [s.weight for s in frameworks[TIDES].statements] == [4.61, 4.52, 2.87, 4.1, None]
    # An occupation that nobody rated has its types.
    assert [s.weight for s in frameworks[KITES].statements] == [1.0, 1.0, 1.0, 1.0, 0.5]


def test_both_generations_say_the_same_of_the_same_tasks() -> None:
    old, new = by_id(read(TEXT)), by_id(read(EXCEL))
    assert list(old) == list(new)
    for code in old:
        assert [(s.id, s.text, s.category) for s in old[code].statements] == [
            (s.id, s.text, s.category) for s in new[code].statements
        ]
        assert (old[code].title, old[code].job_zone, old[code].description) == (
            new[code].title, new[code].job_zone, new[code].description,
        )  # fmt: skip
        # The ids of activities are of one release, their titles are the same.
        pairs = zip(old[code].statements, new[code].statements, strict=True)
        assert all(dict(a.extra).get("DWA Title") == dict(b.extra).get("DWA Title") for a, b in pairs)
    assert dict(new[TIDES].statements[0].extra)["DWA ID"] == "4.A.2.a.9.a.1"
    assert new[TIDES].version == ""
    assert new[TIDES].attribution.startswith("O*NET Database by")


def test_an_archive_with_a_folder_inside_is_the_same_release() -> None:
    folder, archive = read(TEXT), read(packed(release(), "db_29_9_text/"))
    assert [f.sha256 for f in archive.frameworks] == [f.sha256 for f in folder.frameworks]
    assert archive.warnings[0][0] == "onet.zip"


@pytest.mark.parametrize(
    ("inner", "name", "version"),
    [
        ("db_30_1_text/", "download.zip", "30.1"),
        ("", "db_28_3_text.zip", "28.3"),
        ("", "onet-29.3.zip", "29.3"),
        ("", "O*NET 30.0 tables.zip", "30.0"),
        ("tables/", "sandb_29_3.zip", ""),
        ("", "jobs-2024.zip", ""),
    ],
)
def test_the_release_is_what_folder_or_archive_are_called(inner: str, name: str, version: str) -> None:
    files = release(**{"Read Me": None})
    assert {f.version for f in read(packed(files, inner), name=name).frameworks} == {version}


def test_task_statements_alone_are_enough() -> None:
    bare = read(TEXT / "Task Statements.txt")
    assert [(f.id, f.title) for f in bare.frameworks] == [(code, code) for code in (TIDES, STALLS, KITES)]
    [(place, reason)] = bare.warnings
    assert place == str(TEXT / "Task Statements.txt")
    assert reason == "has no titles of occupations (Occupation Data): they are called by their codes"
    titled = read(EXCEL / "task_statements.tsv")
    assert [f.title for f in titled.frameworks] == ["Tide Table Editors", "Market Stall Coordinators", "Kite Repairers"]
    assert titled.warnings == ()
    assert "Title" not in dict(titled.frameworks[0].statements[0].extra)


def test_one_occupation_in_one_file_keeps_its_bytes() -> None:
    data = (HEADER + f"{KITES}\t1\tFly repaired kites.\tCore\n").encode()
    only = read(data).frameworks[0]
    assert only.source == data
    assert b"Fly repaired kites." in export(only, "csv")


def test_names_of_files_do_not_matter() -> None:
    files = {f"{i}.dat": data for i, data in enumerate(release().values())}
    assert [f.sha256 for f in read(files).frameworks] == [f.sha256 for f in read(TEXT).frameworks]


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\t\t\n").replace("Source\t\t\n", "Source\n").encode(),
        lambda text: ("\n\n" + text + "\n\t\t\t\n").encode(),
    ],
    ids=["windows", "mark", "utf16", "trailing", "blank"],
)
def test_tables_as_programs_save_them(saved: object) -> None:
    assert callable(saved)
    files = release()
    files["Task Statements.txt"] = saved(files["Task Statements.txt"].decode())
    assert [f.statements for f in read(files).frameworks] == [f.statements for f in read(TEXT).frameworks]
    alone = read(files["Task Statements.txt"])
    assert [s.text for f in alone.frameworks for s in f.statements] == [
        s.text for f in read(TEXT).frameworks for s in f.statements
    ]


@pytest.mark.parametrize("separator", [",", ";"])
def test_tables_with_commas_and_quotes(separator: str) -> None:
    rows = (EXCEL / "task_statements.tsv").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip('"').replace('""', '"') for cell in row.split("\t")] for row in rows]
    text = "\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells)
    statements = [s for f in read(text.encode()).frameworks for s in f.statements]
    assert statements == [s for f in read(EXCEL / "task_statements.tsv").frameworks for s in f.statements]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('Say "ready" to the crew.', 'Say "ready" to the crew.'),
        (r"Say \"ready\" to the crew.", 'Say "ready" to the crew.'),
        ('"Say ""ready"", then go."', 'Say "ready", then go.'),
        ('"Wind, tide, and light."', "Wind, tide, and light."),
        ('"Red" and "green" are lamps.', '"Red" and "green" are lamps.'),
        ('Measure boards of 6"', 'Measure boards of 6"'),
        ('"Half a quote', '"Half a quote'),
    ],
)
def test_quotation_marks_are_of_the_text_or_of_the_program(cell: str, text: str) -> None:
    data = (HEADER + f"{KITES}\t1\t{cell}\tCore\n{KITES}\t2\tAnother task.\tCore\n").encode()
    assert [s.text for s in read(data).frameworks[0].statements] == [text, "Another task."]


def test_windows_letters_are_read_with_one_warning() -> None:
    data = (HEADER + f"{KITES}\t1\tServe guests of a café.\tCore\n").encode("cp1252")
    reading = read(data)
    assert reading.frameworks[0].statements[0].text == "Serve guests of a café."
    assert sum("Windows-1252" in reason for _, reason in reading.warnings) == 1
    files = release(**{"Task Statements": data})
    [(place, _)] = [pair for pair in read(files).warnings if "Windows-1252" in pair[1]]
    assert place == "onet.zip:Task Statements.txt"


def test_sql_names_of_columns() -> None:
    data = b"onetsoc_code\ttask_id\ttask\ttask_type\n" + f"{KITES}\t1\tFly repaired kites.\t\\N\n".encode()
    [statement] = read(data).frameworks[0].statements
    assert (statement.id, statement.category) == (f"{KITES}/1", None)


def test_rows_that_can_be_no_statement_are_skipped_with_their_place() -> None:
    rows = (
        f"{KITES}\t1\tFly repaired kites.\tCore\n"
        f"{KITES}\t2\t \tCore\n"
        f"{KITES}\t3\tA row with a cell less.\n"
        f"{KITES}\t4\tA row with\ta tab\tinside.\n"
        "49-9871\t5\tA short code.\tCore\n"
        f"{KITES}\t\tNo id.\tCore\n"
        f"{KITES}\t1\tFly  repaired kites. \tSupplemental\n"
    )
    reading = read((HEADER + rows).encode(), name="tasks.txt")
    assert (reading.rows, reading.statements) == (7, 1)
    assert reading.skipped == (
        ("tasks.txt:3", "has no task text"),
        ("tasks.txt:4", "has 3 cells where the header has 4"),
        ("tasks.txt:5", "has 5 cells where the header has 4"),
        ("tasks.txt:6", "has '49-9871' in the place of an O*NET-SOC code such as 43-3021.00"),
        ("tasks.txt:7", "has no Task ID"),
        ("tasks.txt:8", "repeats the task 1 of 2"),
    )


def test_a_row_of_an_archive_has_its_table_in_its_place() -> None:
    files = release(**{"Task Statements": HEADER + f"{KITES}\t1\t\tCore\n{KITES}\t2\tFly kites.\tCore\n"})
    assert read(packed(files, "db/")).skipped == (("onet.zip:db/Task Statements.txt:2", "has no task text"),)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (
            f"{KITES}\t1\tFly repaired kites.\tCore\n{KITES}\t1\tSell kites.\tCore\n",
            [("t.txt:3", "has the Task ID 1, which t.txt:2 has with another text")],
        ),
        (
            f"{KITES}\t1\tRing the bell\x07.\tCore\n{KITES}\t2\tFly.\tCore\x1b\n",
            [
                ("t.txt:2", "the Task holds a control character (U+0007)"),
                ("t.txt:3", "the Task Type holds a control character (U+001B)"),
            ],
        ),
        ("", [("t.txt", "holds no framework")]),
        ("\t\t\t\n", [("t.txt", "holds no framework")]),
    ],
)
def test_a_broken_table_is_refused_with_every_fault(rows: str, faults: list[tuple[str, str]]) -> None:
    assert list(refused((HEADER + rows).encode(), "t.txt").faults) == faults


def test_tables_that_contradict_each_other_are_refused() -> None:
    occupations = (TEXT / "Occupation Data.txt").read_text(encoding="utf-8") + f"{KITES}\tKite Sellers\tSell kites.\n"
    zones = (TEXT / "Job Zones.txt").read_text(encoding="utf-8") + f"{KITES}\t7\t07/2021\tAnalyst\n{KITES}\t2\t\t\n"
    error = refused(release(**{"Occupation Data": occupations, "Job Zones": zones}))
    assert list(error.faults) == [
        (
            "onet.zip:Occupation Data.txt:6",
            f"calls {KITES} 'Kite Sellers', and onet.zip:Occupation Data.txt:4 'Kite Repairers'",
        ),
        ("onet.zip:Job Zones.txt:5", "must be a job zone from 1 to 5, not '7'"),
        ("onet.zip:Job Zones.txt:6", f"{KITES} has the job zones 3 and 2"),
    ]


def test_two_releases_in_one_folder_are_refused() -> None:
    both = {f"old/{n}": d for n, d in release().items()} | {f"new/{n}": d for n, d in release(EXCEL).items()}
    error = refused(both)
    assert ("onet.zip:old/Task Statements.txt", "Task Statements") in [(p, r[21:36]) for p, r in error.faults]
    assert "new/task_statements.tsv" in str(error)


def test_a_release_without_tasks_says_what_it_has() -> None:
    error = refused(release(**{"Task Statements": None}))
    assert "no table of tasks" in str(error)
    assert "Occupation Data" in str(error)


def test_a_column_that_is_there_twice_is_a_fault() -> None:
    data = f"O*NET-SOC Code\tTask ID\tTask\tTask\n{KITES}\t1\tFly kites.\tSell kites.\n".encode()
    assert refused(data, "t.txt").faults == (("t.txt:1", "has the column 'Task' twice"),)


def test_side_tables_lose_rows_with_one_warning_each() -> None:
    alternate = "O*NET-SOC Code\tAlternate Title\n" + f"{KITES}\n" * 3 + f"{KITES}\tKite Mender\n49\tX\n"
    links = (TEXT / "Tasks to DWAs.txt").read_text(encoding="utf-8") + f"{KITES}\t99999\t4.A.1\t03/2014\tAnalyst\n"
    reading = read(release(**{"Alternate Titles": alternate, "Tasks to DWAs": links}))
    assert by_id(reading)[KITES].alternate_titles == ("Kite Mender", "Kite Technician")
    assert (
        "onet.zip:Alternate Titles.txt:2",
        "has 1 cell where the header has 2: a title is left out, and 3 more such rows",
    ) in reading.warnings
    assert ("onet.zip", "Tasks to DWAs names 1 task that is not in Task Statements") in reading.warnings
    assert reading.skipped == ()


def test_tasks_of_an_occupation_that_the_table_lacks_are_kept() -> None:
    occupations = "O*NET-SOC Code\tTitle\tDescription\n" + f"{KITES}\tKite Repairers\tMend kites.\n"
    reading = read(release(**{"Occupation Data": occupations}))
    assert {f.id: f.title for f in reading.frameworks} == {TIDES: TIDES, STALLS: STALLS, KITES: "Kite Repairers"}
    assert (
        "onet.zip:Task Statements.txt:2", f"{TIDES} is not in the table of occupations: it is called by its code"
    ) in reading.warnings  # fmt: skip


def test_occupations_without_tasks_are_counted() -> None:
    reasons = [reason for _, reason in read(TEXT).warnings]
    assert (
        "1 occupation has no tasks and can not be a framework (49-9899.00 Repairers of Flying Toys, All Other)"
        in reasons
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((KITES,), [KITES]),
        (("49-9871",), [KITES]),
        (("49-*", "27-3871.00"), [TIDES, KITES]),
        (("49",), [KITES]),
        (("??-9871.*",), [STALLS, KITES]),
        (("kite repairers",), [KITES]),
    ],
)
def test_occupations_are_chosen_by_code_pattern_or_title(asked: tuple[str, ...], found: list[str]) -> None:
    reading = read(TEXT, Options(occupations=asked))
    assert [f.id for f in reading.frameworks] == found
    assert reading.rows == 14
    left = 14 - reading.statements
    assert dict(reading.left_out) == {"tasks of occupations that were not asked for": left}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("49-9871.01", "no occupation '49-9871.01'. Did you mean '49-9871.00'?"),
        ("Kite Repairer", "Did you mean '49-9871.00' (Kite Repairers)?"),
        ("12-*", "no occupation '12-*'"),
        ("49-9899.00", "no tasks for the occupation '49-9899.00' (Repairers of Flying Toys, All Other)"),
    ],
)
def test_an_occupation_that_is_not_there_is_an_error(asked: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(TEXT, Options(occupations=(KITES, asked)))
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_one_framework_of_everything_is_refused() -> None:
    with pytest.raises(SettingsError, match="one framework an occupation"):
        read(TEXT, Options(as_one=True))


def test_a_named_format_that_is_another_is_refused() -> None:
    with pytest.raises(FrameworkError, match="it looks like esco"):
        read_all(EXAMPLES / "esco-mini", SETTINGS, format="onet")
    with pytest.raises(FrameworkError, match="it looks like onet"):
        read_all(TEXT, SETTINGS, format="case")


def test_a_table_over_the_limit_is_refused() -> None:
    small = Settings(limits=Limits(framework_bytes=500))
    with pytest.raises(FrameworkError) as caught:
        read_all(TEXT, small)
    assert caught.value.code == "JDM009"


def test_an_archive_that_leads_out_of_itself_is_refused() -> None:
    with pytest.raises(FrameworkError) as caught:
        read(packed(release(), "db/../../"))
    assert caught.value.code == "JDM012"


@pytest.mark.skipif(not REAL.is_dir(), reason="the O*NET tables are not beside this checkout")
def test_a_real_release_is_read_whole() -> None:
    reading = read(REAL)
    assert (len(reading.frameworks), reading.rows, reading.statements, reading.skipped) == (845, 17_246, 17_246, ())
    assert {f.version for f in reading.frameworks} == {"29.3"}
    assert all(f.title != f.id and f.group and f.description for f in reading.frameworks)
    statements = [s for f in reading.frameworks for s in f.statements]
    assert {s.category for s in statements} == {"Core", "Supplemental", None}
    assert not any("\\" in s.text for s in statements)
    assert sum("DWA Title" in dict(s.extra) for s in statements) == 16_949
    chosen = read(REAL, Options(occupations=("11-*",)))
    assert chosen.rows == 17_246
    assert [f for f in reading.frameworks if f.id.startswith("11-")] == list(chosen.frameworks)


PIECES = st.sampled_from(
    [b"\t", b"\n", b"\r", b'"', b"\x00", b"\xff", b"\xef\xbb\xbf", b"49-9871.00", b"90101", b"n/a"]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_mutated_releases_are_read_or_refused(data: st.DataObject) -> None:
    files = release(data.draw(st.sampled_from([TEXT, EXCEL])))
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(files)))
        content = files[name]
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.sampled_from([start, start + 1, start + 9, len(content)]))
        files[name] = content[:start] + data.draw(st.one_of(PIECES, st.binary(max_size=3))) + content[end:]
    if data.draw(st.booleans()) and len(files) > 1:
        files.pop(data.draw(st.sampled_from(sorted(files))))
    # Anything else than jdmatch's own errors fails the test, and so does a reading that breaks a promise.
    with contextlib.suppress(FrameworkError, SettingsError):
        read(files)
