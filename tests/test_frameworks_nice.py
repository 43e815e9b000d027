"""The NICE framework from NIST's CPRT export: work roles as frameworks, what is left out, skipped and refused."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks.draft import canonical_sha256
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import export, lost, read_all
from jdmatch.settings import Settings

EXAMPLE = Path(__file__).parent / "examples" / "frameworks" / "nice-components.json"
SETTINGS = Settings()


def example(**options: Any) -> Reading:
    return read_all(EXAMPLE.read_bytes(), SETTINGS, name="nice.json", options=Options(**options))


def element(kind: str, id_: str, text: str = "", title: str = "", **more: Any) -> dict[str, Any]:
    return {"element_type": kind, "element_identifier": id_, "title": title, "text": text, **more}


def link(source: str, dest: str, **more: Any) -> dict[str, Any]:
    return {"source_element_identifier": source, "dest_element_identifier": dest, **more}


def small() -> dict[str, Any]:
    """One work role with a task, as the innermost object of an export has it."""
    return {
        "documents": [{"doc_identifier": "D", "name": "Doc", "version": "1"}],
        "elements": [element("work_role", "R", "Does it.", "Role"), element("task", "T1", "Sweep the floor")],
        "relationships": [link("R", "T1")],
    }


def of(value: Any, **options: Any) -> Reading:
    return read_all(json.dumps(value).encode(), SETTINGS, name="x.json", options=Options(**options))


def faults(value: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(FrameworkError) as caught:
        of(value, **options)
    return list(caught.value.faults)


def balanced(reading: Reading) -> bool:
    left = sum(n for _, n in reading.left_out)
    return reading.rows == reading.statements + reading.headings + len(reading.skipped) + left


def test_each_work_role_is_a_framework_with_its_category_as_group() -> None:
    reading = example()
    assert reading.format == "nice"
    # By the numbers of the sort elements, not in the order of the file.
    assert [f.id for f in reading.frameworks] == ["KP-WRL-902", "KP-WRL-901", "TE-WRL-901"]
    first = reading.frameworks[0]
    assert (first.title, first.group, first.version) == ("Backup Keeping", "Keeping and Protecting", "1.0.0")
    assert first.description == "Responsible for copies of data that can be restored."
    assert first.licence.startswith("Public domain")
    assert "Example Workforce Framework for Small Networks" in first.attribution
    assert first.scale is None
    assert [(s.id, s.kind, s.category, s.level, s.text) for s in first.statements] == [
        ("T9002", "task", "Tasks", None, "Restore deleted files from last night's backup"),
        ("K9001", "knowledge", "Knowledge", None, "Knowledge of backup schedules"),
        ("S9001", "skill", "Skills", None, "Skill in reading system logs"),
    ]
    kept = json.loads(first.extra)["nice"]
    assert kept["category"]["text"] == "Keeps small networks running and their data safe."
    assert json.loads(reading.frameworks[2].extra)["nice"]["opm_codes"] == ["990"]


def test_withdrawn_and_dangling_are_skipped_with_the_place_and_what_no_role_has_is_counted() -> None:
    reading = example()
    at = "nice.json:$.response.elements.relationships"
    assert reading.skipped == (
        (f"{at}[7]", "names 'T9999', and there is no such element"),
        (f"{at}[4]", "leads to T9004, which was withdrawn"),
    )
    assert reading.left_out == (("statements of no work role", 1),)
    assert reading.warnings == ()
    assert balanced(reading)


@pytest.mark.parametrize("asked", ["KP-WRL-902", "kp-wrl-902", "backup keeping"])
def test_a_work_role_is_chosen_by_its_identifier_or_title(asked: str) -> None:
    reading = example(occupations=(asked,))
    assert [f.id for f in reading.frameworks] == ["KP-WRL-902"]
    assert dict(reading.left_out) == {"statements of no work role": 1, "statements of other work roles": 5}
    assert balanced(reading)


def test_a_work_role_that_is_not_there_is_an_error_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="KP-WRL-902"):
        example(occupations=("KP-WRL-903",))


def test_everything_as_one_framework_has_each_statement_once_under_a_heading() -> None:
    reading = example(as_one=True)
    (framework,) = reading.frameworks
    assert (framework.id, framework.title) == ("EX_900_1_0_0", "Example Workforce Framework for Small Networks")
    assert [h.text for h in framework.headings] == ["Tasks", "Knowledge", "Skills"]
    assert [s.id for s in framework.statements] == ["T9001", "T9002", "T9003", "K9001", "K9002", "S9001", "S9002"]
    shared = framework.by_id["S9001"]
    assert (shared.parent, shared.category) == ("Skills", "Skills")
    assert shared.extra == (("work_roles", "KP-WRL-901; KP-WRL-902"),)
    assert framework.by_id["S9002"].extra == ()
    assert "is T9004, which was withdrawn" in [reason for _, reason in reading.skipped]
    assert balanced(reading)


def test_one_framework_of_some_work_roles() -> None:
    reading = example(as_one=True, occupations=("KP-WRL-902", "TE-WRL-901"))
    assert [s.id for s in reading.frameworks[0].statements] == ["T9002", "T9003", "K9001", "S9001"]
    assert balanced(reading)


def test_the_two_wrappings_of_the_download_may_be_there_or_not() -> None:
    plain = small()
    for value in (plain, {"response": plain}, {"response": {"elements": plain}}, {"elements": plain}):
        reading = of(value)
        assert reading.format == "nice"
        assert [s.text for s in reading.frameworks[0].statements] == ["Sweep the floor"]


@pytest.mark.parametrize("kind", ["work_role", "Work Role", "work-role", "workRole", "WORK_ROLES"])
def test_types_are_known_in_any_spelling(kind: str) -> None:
    value = small()
    value["elements"][0]["element_type"] = kind
    assert of(value).frameworks[0].id == "R"


def test_an_older_framework_has_specialty_areas_and_abilities() -> None:
    value = small()
    value["elements"] += [
        element("category", "SP", title="Provision"),
        element("specialty_area", "SP-ARC", title="Architecture"),
        element("ability", "A1", "Ability to carry a ladder"),
    ]
    value["relationships"] += [link("SP", "SP-ARC"), link("SP-ARC", "R"), link("R", "A1")]
    framework = of(value).frameworks[0]
    assert framework.group == "Provision"
    assert framework.statements[1].kind == "ability"


def test_withdrawn_is_known_by_its_text_or_by_the_element_that_gives_the_reason() -> None:
    value = small()
    value["elements"] += [
        element("task", "T2", "Withdrawn"),
        element("task", "T3", "Wipe the windows"),
        element("withdraw_reason", "WR-T3", "moved to T1"),
        element("task", "T4", "Keep withdrawn passes in a safe"),
        element("work_role", "R2", "(Withdrawn) Did it.", "Old role"),
    ]
    value["relationships"] += [link("R", "T2"), link("R", "T3"), link("R", "T4"), link("R2", "T1")]
    reading = of(value)
    assert [s.id for s in reading.frameworks[0].statements] == ["T1", "T4"]
    assert [reason for _, reason in reading.skipped] == [
        "is the work role R2, which was withdrawn",
        "leads to T2, which was withdrawn",
        "leads to T3, which was withdrawn",
    ]
    assert balanced(reading)


def test_what_can_be_no_statement_is_skipped_and_what_is_unknown_is_said() -> None:
    value = small()
    value["elements"] += [
        element("task", "T2"),
        element("work_role", "R2", "Does nothing.", "Idle"),
        element("party", "P1", "First"),
        element("party", "P2", "Second"),
    ]
    value["relationships"] += [link("R", "T2"), link("R", "T1"), link("nobody", "T1"), link("R", "P1")]
    reading = of(value)
    assert reading.skipped == (
        ("x.json:$.relationships[3]", "names 'nobody', and there is no such element"),
        ("x.json:$.relationships[1]", "leads to T2, which has no text"),
        ("x.json:$.relationships[2]", "leads to T1 a second time"),
        ("x.json:$.elements[3]", "is the work role R2, and no task, knowledge or skill in use belongs to it"),
    )
    assert reading.warnings == (
        ("x.json:$.elements[4]", "is of the type 'party', which is not known: 2 of them are not used"),
    )
    assert balanced(reading)


def test_members_that_nobody_knows_are_kept() -> None:
    value = small()
    value["elements"][1]["verb"] = "sweep"
    value["elements"][1]["title"] = "Sweeping"
    value["relationships"][0]["core_or_additional"] = "Core"
    statement = of(value).frameworks[0].statements[0]
    assert statement.extra == (("verb", "sweep"), ("core_or_additional", "Core"))
    assert statement.aliases == ("Sweeping",)


def broken(change: str) -> dict[str, Any]:
    value = small()
    elements, links = value["elements"], value["relationships"]
    if change == "twice":
        elements.append(element("task", "T1", "Sweep again"))
    elif change == "no id":
        del elements[1]["element_identifier"]
    elif change == "no type":
        elements[1]["element_type"] = ""
    elif change == "text":
        elements[1]["text"] = ["Sweep"]
    elif change == "element":
        elements.append("T1")
    elif change == "link":
        links.append(["R", "T1"])
    elif change == "end":
        links[0]["dest_element_identifier"] = None
    elif change == "links":
        value["relationships"] = {"R": "T1"}
    elif change == "document":
        value["documents"] = ["D"]
    elif change == "no links":
        value["relationships"] = []
    elif change == "other":
        value["elements"] = [element("function", "GV", "Govern")]
    return value


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ("twice", "$.elements[2]", "has the element_identifier 'T1', which x.json:$.elements[1] has too"),
        ("no id", "$.elements[1].element_identifier", "is missing"),
        ("no type", "$.elements[1].element_type", "is empty"),
        ("text", "$.elements[1].text", "must be a text, not a list"),
        ("element", "$.elements[2]", "must be an element, not a text"),
        ("link", "$.relationships[1]", "must be a relationship, not a list"),
        ("end", "$.relationships[0].dest_element_identifier", "is missing"),
        ("links", "$.relationships", "must be a list of relationships, not an object"),
        ("document", "$.documents[0]", "must be a document, not a text"),
        ("no links", "", "holds no work role with statements: --as-one reads the statements"),
        ("other", "$", "holds no work roles, tasks, knowledge or skills: it is the export of another document (Doc)"),
    ],
)
def test_faulty_files_are_refused_with_the_place(change: str, path: str, reason: str) -> None:
    assert faults(broken(change)) == [(f"x.json:{path}" if path else "x.json", reason)]


def test_files_without_a_list_of_elements_are_refused() -> None:
    assert faults({"response": {"elements": {"elements": None}}}) == [
        ("x.json:$.response.elements.elements", "is no list of elements, as a CPRT export of the NICE framework has")
    ]
    assert faults({"elements": []})[0][1] == "holds no work roles, tasks, knowledge or skills"


def test_another_format_that_was_named_is_said() -> None:
    with pytest.raises(FrameworkError, match="nice") as caught:
        read_all(EXAMPLE.read_bytes(), SETTINGS, name="x.json", format="rsd")
    assert caught.value.code == "JDM032"


def test_a_work_role_can_be_written_in_other_formats() -> None:
    framework = example(occupations=("KP-WRL-902",)).frameworks[0]
    assert "kinds" in lost(framework, "rsd")
    back = read_all(export(framework, "json"), SETTINGS).frameworks[0]
    assert replace(back, format="nice", origin=framework.origin) == framework
    again = read_all(export(framework, "rsd"), SETTINGS).frameworks[0]
    assert (again.id, again.sha256) == (framework.id, framework.sha256)


def test_a_file_of_the_size_of_the_real_one_is_read_in_seconds() -> None:
    chance = random.Random(1)
    elements = [element("work_role", f"R{n}", "Does it.", f"Role {n}") for n in range(42)]
    elements += [element("task", f"T{n}", f"Do the thing number {n}") for n in range(2200)]
    links = [link(f"R{n % 42}", f"T{i}") for n in range(42) for i in chance.sample(range(2200), 130)]
    start = time.perf_counter()
    reading = of({"elements": elements, "relationships": links})
    assert time.perf_counter() - start < 5
    assert reading.statements == len(links)
    assert balanced(reading)


def holds(data: bytes, options: Options, named: str | None) -> None:
    """Reading refuses with an error of jdmatch's own, or gives whole frameworks and a report that adds up."""
    try:
        reading = read_all(data, SETTINGS, name="x.json", format=named, options=options)
    except (FrameworkError, SettingsError):
        return
    assert balanced(reading)
    for framework in reading.frameworks:
        assert framework.statements
        assert len({s.id for s in framework.statements}) == len(framework.statements)
        assert all(s.text and s.framework == framework.id for s in framework.statements)
        assert framework.sha256 == canonical_sha256(framework.id, framework.scale, framework.statements)


def change(value: Any, chance: random.Random) -> None:
    """Drop, retype, nest or double one member somewhere in a JSON value."""
    holders = [value]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder
        holders += [member for member in inner if isinstance(member, dict | list) and member]
    holder = chance.choice(holders)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    strange = [
        None,
        7,
        "",
        "x\u0000",
        "T9001",
        "KP-WRL-901",
        "work_role",
        "task",
        "withdrawn",
        [],
        {},
        [[]],
        {"elements": []},
    ]
    action = chance.randrange(4)
    if action == 0:
        del holder[key]
    elif action == 1:
        holder[key] = chance.choice(strange)
    elif action == 2:
        holder[key] = {"elements": holder[key], "response": holder[key]}
    elif isinstance(holder, list):
        holder.append(holder[key])


OPTIONS = (Options(), Options(as_one=True), Options(occupations=("KP-WRL-901",)))


@settings(deadline=None, derandomize=True, max_examples=200)
@given(st.integers(0, 2**32), st.integers(1, 5), st.sampled_from(OPTIONS))
def test_changed_files_are_refused_or_read_whole(seed: int, times: int, options: Options) -> None:
    chance = random.Random(seed)
    value = json.loads(EXAMPLE.read_bytes())
    for _ in range(times):
        if not value:
            break
        change(value, chance)
        value = json.loads(json.dumps(value))
    holds(json.dumps(value).encode(), options, "nice" if seed % 2 else None)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.data())
def test_damaged_files_are_refused_or_read_whole(data: st.DataObject) -> None:
    whole = bytearray(EXAMPLE.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 30))
        whole[at : at + length] = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b",", b"[", b"}", b":"]))
    holds(bytes(whole), Options(), None)
