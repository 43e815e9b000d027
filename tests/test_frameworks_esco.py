"""ESCO releases: by occupation and as one, languages, quoting, and the relations and concepts that are not used."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import read_all
from jdmatch.records import Framework
from jdmatch.settings import Settings

EXAMPLE = Path(__file__).parent / "examples" / "frameworks" / "esco-mini"
REAL = Path(__file__).parents[1].parent / "shared" / "data" / "train" / "esco" / "skills.tsv"
SETTINGS = Settings()
SKILLS, OCCUPATIONS, RELATIONS = "skills_en.csv", "occupations_en.csv", "occupationSkillRelations_en.csv"
RADIO, SEEDS, BICYCLES = "esco-2654.9", "esco-2131.9", "esco-7234.9"


def release(**changed: str | None) -> dict[str, bytes]:
    """The files of the example, with some replaced (by the name without its ending), added or taken away (None)."""
    files = {path.name: path.read_bytes() for path in sorted(EXAMPLE.iterdir())}
    for stem, content in changed.items():
        files.pop(f"{stem}.csv", None)
        if content is not None:
            files[f"{stem}.csv"] = content.encode()
    return files


def only(*names: str) -> dict[str, bytes]:
    return {name: (EXAMPLE / name).read_bytes() for name in names}


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((EXAMPLE / name).read_text(encoding="utf-8"), newline="")))


def written(rows: list[dict[str, str]], separator: str = ",", fields: list[str] | None = None) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, fields or list(rows[0]), delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def read(
    source: Path | Mapping[str, bytes], options: Options | None = None, name: str = "esco.zip", inner: str = ""
) -> Reading:
    if isinstance(source, Path):
        return checked(read_all(source, SETTINGS, options=options))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in source.items():
            archive.writestr(inner + path, data)
    return checked(read_all(stream.getvalue(), SETTINGS, name=name, options=options))


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


def refused(source: Path | Mapping[str, bytes], options: Options | None = None) -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        read(source, options)
    return caught.value


def test_a_release_is_a_framework_an_occupation() -> None:
    reading = read(EXAMPLE)
    assert reading.format == "esco"
    assert [(f.id, f.title, len(f.statements)) for f in reading.frameworks] == [
        (RADIO, "community radio producer", 9),
        (SEEDS, "seed archivist", 9),
        (BICYCLES, "bicycle workshop assistant", 8),
    ]
    radio = reading.frameworks[0]
    assert radio.alternate_titles == ("producer of community radio", "local radio producer")
    assert radio.description.startswith("Community radio producers plan, make and present")
    assert (radio.group, radio.language, radio.scale, radio.job_zone) == ("Professionals", "en", None, None)
    assert "ESCO classification of the European Commission" in radio.attribution
    assert "2011/833/EU" in radio.licence
    kept = json.loads(radio.extra)["esco"]
    assert (kept["code"], kept["iscoGroup"]) == ("2654.9", "2654")
    assert kept["uri"].startswith("http://data.europa.eu/esco/occupation/")


def test_a_skill_is_a_statement_with_its_other_labels_and_kind() -> None:
    skills = {s.text: s for s in by_id(read(EXAMPLE))[BICYCLES].statements}
    wheels = skills["true bicycle wheels"]
    assert wheels.id.startswith("http://data.europa.eu/esco/skill/")
    assert (wheels.kind, wheels.category, wheels.weight) == ("skill", "essential", 1.0)
    # Each label is a line of one cell.
    assert wheels.aliases == ("straighten wheels", "align bicycle wheels")
    assert dict(wheels.extra)["description"].startswith("Turn the nipples")
    assert dict(wheels.extra)["reuseLevel"] == "occupation-specific"
    assert skills["bicycle mechanics"].kind == "knowledge"
    wrench = skills["use a torque wrench"]
    assert (wrench.category, wrench.weight, dict(wrench.extra)["scopeNote"]) == (
        "optional", 0.5, "Excludes power tools.",
    )  # fmt: skip


def test_a_skill_of_two_occupations_has_one_id_in_both() -> None:
    frameworks = by_id(read(EXAMPLE))
    ids = [{s.text: s.id for s in frameworks[f].statements}["speak in public"] for f in (RADIO, SEEDS)]
    assert ids[0] == ids[1]


def test_relations_that_lead_nowhere_are_skipped_with_their_place() -> None:
    (old, why_old), (absent, why_absent) = read(EXAMPLE).skipped
    assert old.endswith(f"{RELATIONS}:11")
    assert why_old.startswith("names the skill 'type on a teleprinter' (http")
    assert why_old.endswith("whose status is 'obsolete'")
    assert absent.endswith(f"{RELATIONS}:29")
    assert why_absent.startswith("names the skill 'weld frames' (http")
    assert why_absent.endswith("which the release lacks")


def test_what_is_not_used_is_counted_and_named() -> None:
    reading = read(EXAMPLE)
    unused = ["skillGroups_en.csv", "skillsHierarchy_en.csv", "transversalSkillsCollection_en.csv"]
    assert reading.left_out == (("skills of no occupation", 1),)
    assert [reason for _, reason in reading.warnings] == [
        f"holds 3 more tables, not used here: {', '.join(unused)}",
        "1 occupation has no skills and can not be a framework (8350.9 lighthouse keeper)",
    ]


def test_all_skills_are_one_framework_where_that_is_asked_for() -> None:
    reading = read(EXAMPLE, Options(as_one=True))
    [skills] = reading.frameworks
    assert (skills.id, skills.title, len(skills.statements), reading.rows) == ("esco-skills", "ESCO skills", 25, 26)
    assert all(s.weight is None and s.category is None for s in skills.statements)
    [(place, reason)] = reading.skipped
    assert place.endswith(f"{SKILLS}:26")
    assert reason == "is a skill whose status is 'obsolete'"


def test_a_table_of_skills_alone_is_one_framework() -> None:
    alone = read(EXAMPLE / SKILLS)
    assert [f.statements for f in alone.frameworks] == [
        f.statements for f in read(EXAMPLE, Options(as_one=True)).frameworks
    ]
    assert alone.frameworks[0].language == "en"
    [collection] = read(EXAMPLE / "transversalSkillsCollection_en.csv").frameworks
    assert [s.text for s in collection.statements] == ["speak in public", "keep records, registers and lists"]
    # Collections put bars where the table of skills has lines.
    assert collection.statements[1].aliases == ("maintain records",)
    assert dict(collection.statements[0].extra)["broaderConceptPT"] == "working with people"


def test_older_releases_have_no_labels_beside_relations() -> None:
    fields = ["occupationUri", "relationType", "skillType", "skillUri"]
    files = release(occupationSkillRelations_en=written(table(RELATIONS), fields=fields))
    assert [f.statements for f in read(files).frameworks] == [f.statements for f in read(EXAMPLE).frameworks]
    # A label can't be shown then.
    assert read(files).skipped[1][1].startswith("names the skill http")


def test_relations_with_labels_are_enough() -> None:
    reading = read(EXAMPLE / RELATIONS)
    assert [f.title for f in reading.frameworks] == [
        "community radio producer",
        "seed archivist",
        "bicycle workshop assistant",
    ]
    assert all(f.id.startswith("esco-") and len(f.id) == 41 for f in reading.frameworks)
    texts = [s.text for s in reading.frameworks[2].statements]
    assert texts[-1] == "weld frames"
    assert reading.frameworks[2].statements[0].kind == "skill"


def test_without_a_code_the_address_names_an_occupation() -> None:
    fields = [name for name in table(OCCUPATIONS)[0] if name != "code"]
    files = release(occupations_en=written(table(OCCUPATIONS), fields=fields))
    reading = read(files)
    assert [f.title for f in reading.frameworks] == [f.title for f in read(EXAMPLE).frameworks]
    uris = [json.loads(f.extra)["esco"]["uri"] for f in reading.frameworks]
    assert [f.id for f in reading.frameworks] == [f"esco-{uri.rsplit('/', 1)[1]}" for uri in uris]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("2654.9",), [RADIO]),
        (("esco-2654.9",), [RADIO]),
        (("Seed Archivist", "7234*"), [SEEDS, BICYCLES]),
        (("2131",), [SEEDS]),
        (("uri",), [BICYCLES]),
    ],
)
def test_occupations_are_chosen_by_code_address_or_label(asked: tuple[str, ...], found: list[str]) -> None:
    uri = next(row["conceptUri"] for row in table(OCCUPATIONS) if row["code"] == "7234.9")
    reading = read(EXAMPLE, Options(occupations=tuple(uri if name == "uri" else name for name in asked)))
    assert [f.id for f in reading.frameworks] == found
    left = dict(reading.left_out)["relations of occupations that were not asked for"]
    assert left == 26 - reading.statements


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(occupations=("2654.8",)), "no occupation '2654.8'. Did you mean '2654.9'?"),
        (Options(occupations=("seed archiver",)), "Did you mean '2131.9' (seed archivist)?"),
        (Options(occupations=("lighthouse keeper",)), "has no skills for the occupation 'lighthouse keeper'"),
        (Options(occupations=("2654.9",), as_one=True), "leave --occupations away"),
    ],
)
def test_choices_that_can_not_be_met(options: Options, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(EXAMPLE, options)
    assert said in str(caught.value)


def test_a_table_of_skills_is_not_read_by_occupation() -> None:
    with pytest.raises(SettingsError, match="a table of skills alone"):
        read(EXAMPLE / SKILLS, Options(occupations=("2654.9",)))


@pytest.mark.parametrize(
    "saved",
    [
        lambda rows: written(rows).encode("utf-8-sig"),
        lambda rows: written(rows, ";").encode(),
        lambda rows: written(rows, ";").encode("utf-8-sig"),
        lambda rows: written(rows, "\t").encode("utf-16"),
        lambda rows: ("sep=;\r\n" + written(rows, ";")).encode(),
        lambda rows: (written(rows) + "\r\n" + "," * (len(rows[0]) - 1) + "\r\n").encode(),
    ],
    ids=["mark", "semicolons", "both", "utf16", "sep", "blank"],
)
def test_tables_as_programs_save_them(saved: object) -> None:
    assert callable(saved)
    files = release()
    for name in (SKILLS, OCCUPATIONS, RELATIONS):
        files[name] = saved(table(name))
    assert [f.statements for f in read(files).frameworks] == [f.statements for f in read(EXAMPLE).frameworks]


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    # The cells above the row have line breaks, which are no rows.
    rows = table(SKILLS)
    rows[20]["preferredLabel"] = ""
    rows[21]["conceptUri"] = " "
    reading = read(release(skills_en=written(rows)))
    assert reading.skipped[0] == ("esco.zip:skills_en.csv:22", "is a concept without a label")
    assert reading.skipped[1] == ("esco.zip:skills_en.csv:23", "is a concept without a URI")


def test_a_quote_that_is_never_closed_is_refused() -> None:
    text = (EXAMPLE / SKILLS).read_text(encoding="utf-8")
    last = text.rindex("Carve the case")
    error = refused(release(skills_en=text[:last] + '"' + text[last:]))
    assert error.faults[0][0] == "esco.zip:skills_en.csv:27"
    assert "is no row of a table" in error.faults[0][1]


def test_concepts_and_relations_that_are_there_twice() -> None:
    skills, relations = table(SKILLS), table(RELATIONS)
    double = {**relations[0], "relationType": "optional"}
    error = refused(
        release(
            skills_en=written([*skills, {**skills[0], "preferredLabel": "something else"}]),
            occupationSkillRelations_en=written([*relations, double]),
        )
    )
    uri = skills[0]["conceptUri"]
    assert list(error.faults) == [
        ("esco.zip:skills_en.csv:28", f"has the URI {uri}, which esco.zip:skills_en.csv:2 has too"),
        (f"esco.zip:{RELATIONS}:30", f"says 'optional' of {uri}, and esco.zip:{RELATIONS}:2 'essential'"),
    ]
    again = read(release(occupationSkillRelations_en=written([*relations, relations[0]])))
    assert again.skipped[-1] == (f"esco.zip:{RELATIONS}:30", f"repeats the relation of {RELATIONS}:2")


def test_two_occupations_of_one_code_are_refused() -> None:
    occupations = table(OCCUPATIONS)
    occupations[1]["code"] = occupations[0]["code"]
    error = refused(release(occupations_en=written(occupations)))
    assert error.faults[0] == (
        "esco.zip:occupations_en.csv:3",
        "has the code 2654.9, which esco.zip:occupations_en.csv:2 has too",
    )


def test_relations_of_occupations_that_are_not_there_or_not_released() -> None:
    occupations = [row for row in table(OCCUPATIONS) if row["code"] != "2131.9"]
    occupations[0]["status"] = "deprecated"
    reading = read(release(occupations_en=written(occupations)))
    assert [f.id for f in reading.frameworks] == [BICYCLES]
    reasons = [reason for _, reason in reading.skipped]
    assert sum("'seed archivist'" in r and r.endswith("which the release lacks") for r in reasons) == 9
    assert sum(r.endswith("whose status is 'deprecated'") for r in reasons) == 10


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((SKILLS, OCCUPATIONS), "does not say which skills an occupation has"),
        ((OCCUPATIONS,), "it has: occupations"),
        (("ISCOGroups_en.csv",), "it has: ISCOGroups"),
    ],
)
def test_tables_that_make_no_framework(names: tuple[str, ...], said: str) -> None:
    assert said in str(refused(only(*names)))


def test_relations_without_labels_need_the_table_of_skills() -> None:
    fields = ["occupationUri", "relationType", "skillType", "skillUri"]
    files = {**only(OCCUPATIONS), RELATIONS: written(table(RELATIONS), fields=fields).encode()}
    assert "Put the table of skills beside it" in str(refused(files))
    assert "no table of skills" in str(refused(only(OCCUPATIONS, RELATIONS), Options(as_one=True)))


def german() -> dict[str, bytes]:
    files = {}
    for name in (SKILLS, OCCUPATIONS):
        rows = [{**row, "preferredLabel": f"{row['preferredLabel']} (deutsch)"} for row in table(name)]
        files[name.replace("_en", "_de")] = written(rows).encode()
    return {**files, RELATIONS.replace("_en", "_de"): (EXAMPLE / RELATIONS).read_bytes()}


def test_a_folder_of_two_languages_needs_a_choice() -> None:
    both = {**release(), **german()}
    error = refused(both)
    assert "in de, en: choose one with --language en" in str(error)
    english = read(both, Options(language="en-GB"))
    assert [f.statements for f in english.frameworks] == [f.statements for f in read(EXAMPLE).frameworks]
    other = read(both, Options(language="de"))
    assert {f.language for f in other.frameworks} == {"de"}
    assert other.frameworks[0].title.endswith("(deutsch)")


def test_a_language_that_is_not_there_is_refused() -> None:
    assert "holds no statements" in str(refused(EXAMPLE, Options(language="de")))


def test_two_tables_of_one_kind_are_refused() -> None:
    files = {**only(SKILLS), "more.csv": (EXAMPLE / SKILLS).read_bytes()}
    assert "holds several tables of skills (more.csv and skills_en.csv) of one kind" in str(refused(files))


def test_names_of_files_do_not_matter_but_for_the_language() -> None:
    files = {f"{i}.dat": data for i, data in enumerate(release().values())}
    reading = read(files)
    assert [f.sha256 for f in reading.frameworks] == [f.sha256 for f in read(EXAMPLE).frameworks]
    assert {f.language for f in reading.frameworks} == {""}


def test_groups_are_named_in_the_language_of_the_release() -> None:
    groups = written([{**row, "preferredLabel": f"{row['preferredLabel']}!"} for row in table("ISCOGroups_en.csv")])
    assert by_id(read(release(ISCOGroups_en=groups)))[BICYCLES].group == "Craft and related trades workers!"
    assert by_id(read(release(ISCOGroups_en=None)))[BICYCLES].group == "Craft and related trades workers"
    assert by_id(read(german(), Options(language="de")))[BICYCLES].group == ""


@pytest.mark.parametrize(
    ("inner", "name", "version"),
    [
        ("ESCO dataset - v1.2.0 - classification - en - csv/", "download.zip", "1.2.0"),
        ("", "ESCO dataset - v1.1.1 - classification - en - csv.zip", "1.1.1"),
        ("", "esco.zip", ""),
    ],
)
def test_the_version_is_what_folder_or_archive_are_called(inner: str, name: str, version: str) -> None:
    reading = read(release(), name=name, inner=inner)
    assert {f.version for f in reading.frameworks} == {version}
    assert all(f.attribution.endswith(f"({version})." if version else "Commission.") for f in reading.frameworks)


@pytest.mark.skipif(not REAL.is_file(), reason="the ESCO skills are not beside this checkout")
def test_real_skills_are_read_whole() -> None:
    reading = read(REAL)
    [skills] = reading.frameworks
    assert (reading.rows, len(skills.statements), reading.skipped, skills.id) == (10_715, 10_715, (), "esco-skills")
    assert sum(bool(s.aliases) for s in skills.statements) > 10_000
    assert all(s.id.startswith("http://data.europa.eu/esco/skill/") for s in skills.statements)
    assert all("description" in dict(s.extra) for s in skills.statements)


PIECES = st.sampled_from(
    [b",", b"\n", b"\r", b'"', b'""', b";", b"\x00", b"\xff", b"\xef\xbb\xbf", b"obsolete", b"_de"]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_mutated_releases_are_read_or_refused(data: st.DataObject) -> None:
    files = release()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from([SKILLS, OCCUPATIONS, RELATIONS, *sorted(files)]))
        content = files.get(name, b"")
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.sampled_from([start, start + 1, start + 9, len(content)]))
        files[name] = content[:start] + data.draw(st.one_of(PIECES, st.binary(max_size=3))) + content[end:]
    if data.draw(st.booleans()):
        files.pop(data.draw(st.sampled_from(sorted(files))))
    options = data.draw(st.sampled_from([Options(), Options(as_one=True), Options(occupations=("2654.9",))]))
    # Anything else than jdmatch's own errors fails the test, and so does a reading that breaks a promise.
    with contextlib.suppress(FrameworkError, SettingsError):
        read(files, options)
