"""Rich skill descriptors: JSON and the three tables of OSMT, what is skipped and refused, and the way back."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks.draft import canonical_sha256
from jdmatch.frameworks.outcome import Reading
from jdmatch.frameworks.reading import export, lost, read_all
from jdmatch.frameworks.rsd import tables as rsd_tables
from jdmatch.frameworks.rsd.export import short_name
from jdmatch.records import FOUR_STEPS, Framework, Statement
from jdmatch.settings import Settings
from tests import framework_strategies as strategies

EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
SETTINGS = Settings()
UUID_A = "1b7f4c52-9d0e-4b36-8a51-0c9e2f7d6a11"


def example(name: str) -> Reading:
    return read_all(EXAMPLES / name, SETTINGS)


def of(value: Any, name: str = "skills.json") -> Reading:
    return read_all(json.dumps(value).encode(), SETTINGS, name=name)


def skill(**more: Any) -> dict[str, Any]:
    return {"skillName": "Proofing", "skillStatement": "Let the dough rise before it is baked.", **more}


def faults(data: bytes, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(FrameworkError) as caught:
        read_all(data, SETTINGS, name="skills.json", **more)
    return list(caught.value.faults)


def balanced(reading: Reading) -> bool:
    left = sum(n for _, n in reading.left_out)
    return reading.rows == reading.statements + reading.headings + len(reading.skipped) + left


def test_a_collection_is_a_framework_of_its_skills() -> None:
    reading = example("rsd-collection.json")
    (framework,) = reading.frameworks
    assert (reading.format, reading.rows, reading.statements) == ("rsd", 5, 3)
    assert balanced(reading)
    assert framework.id == "5f0d6a1e-2c4b-4f57-9a0e-6d1b7c3e8f20"
    assert framework.title == "Bicycle Workshop"
    assert framework.attribution == "Example Trades College"
    assert framework.description.startswith("What a mechanic")
    assert framework.scale is None
    first = framework.statements[0]
    assert first.id == f"https://skills.example.org/api/skills/{UUID_A}"
    assert first.text == "True bent wheels on a stand by adjusting spoke tension."
    assert (first.category, first.aliases, first.level, first.weight) == (
        "Wheels; Repair",
        ("Wheel Truing",),
        None,
        None,
    )
    kept = dict(first.extra)
    assert json.loads(kept["keywords"]) == ["spoke wrench", "truing stand"]
    assert json.loads(kept["occupations"])[0]["parents"] == [{"code": "49-0000", "level": "Major"}]
    # The UUID is the end of the address, and archiveDate is null: neither says anything more.
    assert not {"uuid", "archiveDate", "type", "@context"} & set(kept)
    assert json.loads(framework.extra)["rsd"]["creationDate"] == "2024-02-05T09:12:44.120000Z"


def test_archived_skills_and_bare_references_are_skipped_with_their_place_and_drafts_are_kept_with_a_warning() -> None:
    reading = example("rsd-collection.json")
    file = str(EXAMPLES / "rsd-collection.json")
    assert reading.skipped == (
        (f"{file}:$.skills[3]", "is archived: its authors took it out of use"),
        (f"{file}:$.skills[4]", "names a skill and does not hold it: export the skills themselves"),
    )
    ((place, reason),) = reading.warnings
    assert place == f"{file}:$.skills[2]"
    assert "draft" in reason


@pytest.mark.parametrize("status", ["archived", "Archived", "DELETED"])
def test_obsolete_states_are_skipped(status: str) -> None:
    reading = of([skill(status=status), skill()])
    assert reading.skipped == (("skills.json:$[0]", f"is {status.lower()}: its authors took it out of use"),)
    assert reading.statements == 1


@pytest.mark.parametrize(
    ("status", "warned"),
    [("draft", 1), ("Draft", 1), ("Workspace", 1), ("unpublished", 1), ("published", 0), ("Unarchived", 0), (None, 0)],
)
def test_other_states_are_kept(status: str | None, warned: int) -> None:
    reading = of([skill(publishStatus=status), skill(skillStatement="Score the loaf.")])
    assert (reading.statements, len(reading.warnings)) == (2, warned)


def test_drafts_are_counted_in_one_warning() -> None:
    reading = of([skill(), *(skill(skillStatement=f"Bake loaf {n}.", status="draft") for n in range(3))])
    ((place, reason),) = reading.warnings
    assert place == "skills.json:$[1]"
    assert "(3 skills of the file are)" in reason


def test_a_list_of_skills_without_addresses_has_their_uuids_as_ids() -> None:
    reading = example("rsd-skills.json")
    (framework,) = reading.frameworks
    assert (framework.id, framework.title) == ("rsd-skills", "rsd-skills")
    assert framework.statements[0].id == "6a1c2b3d-4e5f-4061-9273-8495a6b7c8d9"
    assert [s.category for s in framework.statements] == ["Propagation", "Climate"]


def test_shapes_of_json() -> None:
    one = of(skill(type="RichSkillDescriptor", uuid=UUID_A), name="proofing.json").frameworks[0]
    assert (one.id, one.statements[0].id) == ("proofing", UUID_A)
    assert of({"skills": [skill()]}).frameworks[0].id == "skills"
    assert of({"type": "RichSkillCollection", "name": "Bakery", "skills": [skill()]}).frameworks[0].title == "Bakery"
    named = [
        {"type": "RichSkillCollection", "uuid": UUID_A, "name": "A", "skills": [skill()]},
        {
            "type": "RichSkillCollection",
            "id": "https://b.example/c",
            "name": "B",
            "skills": [skill(), skill(status="archived")],
        },
        {"type": "RichSkillCollection", "name": "C", "skills": []},
    ]
    reading = of(named)
    assert [(f.id, f.title) for f in reading.frameworks] == [(UUID_A, "A"), ("https://b.example/c", "B")]
    assert reading.skipped[-1] == ("skills.json:$[2]", "is a collection without a statement")
    assert balanced(reading)


def test_the_one_collection_of_all_skills_is_the_title() -> None:
    bakery, shop = {"uuid": UUID_A, "name": "Bakery"}, {"name": "Shop"}
    two = [skill(collections=[bakery]), skill(skillStatement="Score the loaf.", collections=[bakery])]
    assert of(two).frameworks[0].title == "Bakery"
    assert of([two[0], skill(collections=[shop])]).frameworks[0].title == "skills"
    assert of([two[0], skill()]).frameworks[0].title == "skills"
    assert of([skill(collections="Bakery")]).frameworks[0].title == "skills"
    assert of([skill(collections=["Bakery"])]).frameworks[0].title == "Bakery"


def test_categories_of_both_generations_are_one_text() -> None:
    both = [skill(category="A"), skill(categories=["A", "B"], category="A"), skill(categories=["A"], category="B")]
    assert [s.category for s in of(both).frameworks[0].statements] == ["A", "A; B", "A; B"]
    assert of([skill(categories=[], category=None)]).frameworks[0].statements[0].category is None


def test_the_export_table_of_osmt() -> None:
    reading = example("rsd-export.csv")
    (framework,) = reading.frameworks
    assert (reading.format, reading.rows, reading.statements) == ("rsd", 3, 2)
    # A cell with a line break is one row of a spreadsheet, and a blank line is one too.
    assert reading.skipped == ((f"{EXAMPLES / 'rsd-export.csv'}:5", "has no skill statement"),)
    first, second = framework.statements
    assert first.id == "https://skills.example.org/api/skills/81f0a2b4-c6d8-4eaf-9b12-34d56e78f901"
    assert (first.aliases, first.category) == (("Parcel Sorting",), "Sorting; Depot")
    kept = {name: json.loads(value) for name, value in first.extra}
    assert kept == {
        "authors": ["Example Post", "Example Trades College"],
        "keywords": ["conveyor", "route codes"],
        "standards": [{"skillName": "EP-S-01"}],
        "occupations": [{"code": c} for c in ("43-0000", "43-5000", "43-5050", "43-5051", "43-5053.00", "43-5051.00")],
        "employers": [{"name": "Example Post"}],
        "alignments": [
            {
                "id": "https://taxonomy.example.com/skills/mail-sorting",
                "skillName": "Mail Sorting",
                "isPartOf": {"name": "Example Taxonomy"},
            },
            {"id": "https://taxonomy.example.com/skills/parcels", "skillName": "Parcel Handling"},
        ],
    }
    assert second.text == "Ask the recipient of a registered letter to sign for it, and check who signs."


def test_the_upload_table_of_osmt_has_no_ids_and_keeps_columns_of_its_user() -> None:
    (framework,) = example("rsd-upload.csv").frameworks
    assert [s.id for s in framework.statements] == ["rsd-upload/1", "rsd-upload/2"]
    assert dict(framework.statements[0].extra)["Internal Note"] == "checked in May"
    assert json.loads(dict(framework.statements[0].extra)["occupations"]) == [
        {"code": "13-0000"},
        {"code": "13-1121.00"},
    ]


def test_the_batch_table_of_osmt_has_lists_in_its_one_pair_of_alignment_columns() -> None:
    (framework,) = example("rsd-batch.csv").frameworks
    assert (framework.id, framework.title) == ("rsd-batch", "Night Porter")
    first = framework.statements[0]
    assert first.aliases == ("Guest Arrivals at Night",)
    assert json.loads(dict(first.extra)["alignments"]) == [
        {"id": "https://taxonomy.example.com/a", "skillName": "Check-in"},
        {"id": "https://taxonomy.example.com/b", "skillName": "Key Handling"},
    ]


@pytest.mark.parametrize(
    "header",
    [
        "canonical url,rsd name,AUTHOR,Skill statement",
        "RSD NAME;Skill Statement;Keywords",
        "Skill_Name\tContextualized Skill Statement\tBLS Major Groups",
        '"skillName","skillStatement"',
    ],
)
def test_columns_are_known_in_any_case_and_with_any_separator(header: str) -> None:
    separator = next(sign for sign in ";\t," if sign in header)
    row = separator.join(["Knead the dough for ten minutes."] * (header.count(separator) + 1))
    reading = read_all(f"{header}\n{row}\n".encode("utf-16"), SETTINGS, name="x")
    assert reading.format == "rsd"
    assert reading.frameworks[0].statements[0].text == "Knead the dough for ten minutes."


def test_a_second_column_for_one_thing_is_kept_and_the_same_column_twice_is_refused() -> None:
    (framework,) = read_all(
        b"RSD Name,Skill Name,Skill Statement\nA,B,Weigh the flour.\n", SETTINGS, name="x"
    ).frameworks
    assert framework.statements[0].aliases == ("A",)
    assert framework.statements[0].extra == (("Skill Name", "B"),)
    assert faults(b"RSD Name,Skill Statement,Skill Statement\nA,B,C\n") == [
        ("skills.json:1", "has the column 'Skill Statement' twice")
    ]


def test_own_columns_with_names_of_members_stay_apart() -> None:
    data = b"RSD Name,Skill Statement,type,extra.id\nA,Weigh the flour.,tool,7\n"
    (framework,) = read_all(data, SETTINGS, name="x").frameworks
    assert framework.statements[0].extra == (("type", "tool"), ("id", "7"))
    assert framework.statements[0].id == "x/1"
    back = read_all(export(replace(framework, source=b""), "rsd"), SETTINGS).frameworks[0]
    assert back.statements == framework.statements


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            [skill(id="http://a"), skill(id="http://a")],
            [("$[1]", "has the id 'http://a', which skills.json:$[0] has too")],
        ),
        ([skill(id="http://a"), skill()], [("$[1]", "has no id, though other statements have one")]),
        ([skill(), 7], [("$[1]", "must be a skill, not a number")]),
        ([skill(), skill(skillStatement=["x"])], [("$[1].skillStatement", "must be a text, not a list")]),
        ([skill(uuid=5)], [("$[0].uuid", "must be a text, not a number")]),
        ([skill(categories=[["x"]])], [("$[0].categories[0]", "must be a text, not a list")]),
        ([skill(id="urn:jdmatch:%00")], [("$[0].id", "holds a control character (U+0000)")]),
        ([skill(collections=["a\x00b"])], [("$[0]", "the name of the collection holds a control character (U+0000)")]),
        ([skill(keywords=["\ud800"])], [("$[0].keywords", "holds half of a broken character (U+D800)")]),
        ({"type": "RichSkillCollection", "skills": 3}, [("$.skills", "must be a list of skills, not a number")]),
        ({"type": "RichSkillCollection", "name": 3, "skills": [skill()]}, [("$.name", "must be a text, not a number")]),
        ({"type": "RichSkillCollection", "skills": []}, [("", "holds no statements")]),
        (
            {"type": "RichSkillCollection", "skills": [{"id": "http://a"}, "http://b"]},
            [
                (
                    "$.skills[0]",
                    "names a skill and does not hold it: export the skills themselves; of 2 skills none is left",
                )
            ],
        ),
    ],
)
def test_faulty_json_is_refused_with_the_place(value: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(json.dumps(value).encode()) == [
        (f"skills.json:{path}" if path else "skills.json", reason) for path, reason in expected
    ]


def test_tables_that_hold_nothing_or_are_broken_are_refused_with_the_row() -> None:
    header = b"RSD Name,Skill Statement\n"
    assert faults(header) == [("skills.json", "holds no statements")]
    assert faults(header + b"A,\nB, \n") == [("skills.json:2", "has no skill statement; of 2 skills none is left")]
    assert faults(header + b'A,"never closed\n')[0][0] == "skills.json:2"
    assert faults(header + b"A,B,C\n")[0][0] == "skills.json:2"
    assert faults(header + b"A,B\x07\n") == [
        ("skills.json:2", "the Skill Statement holds a control character (U+0007)")
    ]
    assert "no column holds skill statements" in faults(b"Task,Level\nWeigh,1\n", format="rsd")[0][1]


def test_another_format_that_was_named_is_said() -> None:
    data = (EXAMPLES / "rsd-collection.json").read_bytes()
    with pytest.raises(FrameworkError) as caught:
        read_all(data, SETTINGS, name="x.json", format="case")
    assert caught.value.code == "JDM032"
    assert "rich skill descriptors" in caught.value.message
    with pytest.raises(FrameworkError) as caught:
        read_all(b'{"CFDocument": {}, "CFItems": []}', SETTINGS, name="x.json", format="rsd")
    assert caught.value.code == "JDM032"
    with pytest.raises(FrameworkError, match=r"\$"):
        read_all(b"[[1]]", SETTINGS, name="x.json", format="rsd")


def test_what_is_written_has_all_that_osmt_gives_and_is_the_same_each_time() -> None:
    statements = (
        Statement("43/1", "Answer calls.", "43", "emerging", code="A1", weight=2.0),
        Statement(
            UUID_A,
            "Take messages for colleagues who are out of the office, and pass them on the same day.",
            "43",
            "advanced",
        ),
    )
    digest = canonical_sha256("43", FOUR_STEPS, statements)
    framework = Framework("43", "Clerks", statements, digest, FOUR_STEPS, version="2", licence="CC BY 4.0")
    data = export(framework, "rsd")
    document = json.loads(data)
    assert data == export(framework, "rsd")
    assert document["type"] == "RichSkillCollection"
    assert document["@context"] == rsd_tables.CONTEXT
    assert (document["name"], document["id"]) == ("Clerks", "urn:jdmatch:43")
    first, second = document["skills"]
    assert first["id"] == "urn:jdmatch:43:43%2F1"
    assert second["id"] == f"urn:uuid:{UUID_A}"
    assert second["uuid"] == UUID_A
    assert second["skillName"] == "Take messages for colleagues who are out of the office, and"
    for written in document["skills"]:
        assert set(rsd_tables.REQUIRED_LISTS) <= set(written)
        assert str(UUID(written["uuid"])) == written["uuid"]
    assert lost(framework, "rsd") == ("levels", "version", "licence", "weights", "codes")


def test_two_frameworks_with_like_numbered_statements_do_not_share_uuids() -> None:
    def uuid(framework: str) -> str:
        statement = Statement("1", "Answer calls.", framework)
        made = Framework(framework, framework, (statement,), canonical_sha256(framework, None, (statement,)))
        found: str = json.loads(export(made, "rsd"))["skills"][0]["uuid"]
        return found

    assert uuid("a") != uuid("b")


def test_a_table_that_was_read_is_written_in_the_shape_of_json() -> None:
    (framework,) = example("rsd-export.csv").frameworks
    written = json.loads(export(replace(framework, source=b""), "rsd"))["skills"][0]
    assert written["categories"] == ["Sorting", "Depot"]
    assert written["standards"] == [{"skillName": "EP-S-01"}]
    assert written["alignments"][0]["isPartOf"] == {"name": "Example Taxonomy"}
    assert written["uuid"] == "81f0a2b4-c6d8-4eaf-9b12-34d56e78f901"


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("rsd-*")))
def test_examples_come_back_whole(name: str) -> None:
    reading = example(name)
    (framework,) = reading.frameworks
    assert balanced(reading)
    assert export(framework, "rsd") == (EXAMPLES / name).read_bytes()
    again = replace(framework, source=b"")
    back = frameworks.read(export(again, "rsd"), SETTINGS)
    assert replace(back, origin=framework.origin) == framework
    assert lost(framework, "rsd") == ()


def sayable(framework: Framework) -> Framework:
    """What of a framework the format can say."""
    statements = tuple(
        Statement(
            id=s.id,
            text=s.text,
            framework=s.framework,
            category=s.category,
            extra=tuple(sorted(s.extra)),
            aliases=s.aliases[:1] if s.aliases[:1] != (short_name(s.text),) else (),
        )
        for s in framework.statements
    )
    return Framework(
        id=framework.id,
        title=framework.title,
        statements=statements,
        sha256=canonical_sha256(framework.id, None, statements),
        description=framework.description,
        attribution=framework.attribution,
        format="rsd",
        extra=framework.extra if '"rsd"' in framework.extra else "",
    )


@st.composite
def awkward(draw: st.DrawFn) -> Framework:
    """Frameworks whose ids and other fields look like what the format has of its own."""
    framework = draw(strategies.frameworks())
    uris = st.builds(
        str.__add__,
        st.sampled_from(["http://a.b/", "urn:x:", "urn:jdmatch:", "urn:uuid:", "-http://h/"]),
        strategies.UUIDS,
    )
    members = st.sampled_from(
        [*sorted(rsd_tables.SKILL_MEMBERS), *rsd_tables.REQUIRED_LISTS, "status", "extra.id", "authors"]
    )
    values = st.one_of(
        strategies.TEXT,
        strategies.UUIDS,
        strategies.JSON.map(lambda value: json.dumps(value, ensure_ascii=False)).map(lambda s: " ".join(s.split())),
        st.sampled_from(["archived", "draft", "[]", "[NaN]", "[1e999]", '["a", "b"]', '["a","b"]', "[" * 3000]),
    )
    extra = draw(st.dictionaries(members, values, max_size=3))
    first = replace(framework.statements[0], id=draw(st.one_of(strategies.TEXT, uris)), extra=tuple(extra.items()))
    if first.id in {s.id for s in (*framework.statements[1:], *framework.headings)}:
        first = replace(first, id=framework.statements[0].id)
    framework_id = draw(st.one_of(st.just(framework.id), uris))
    statements = tuple(replace(s, framework=framework_id) for s in (first, *framework.statements[1:]))
    return replace(
        framework,
        id=framework_id,
        statements=statements,
        sha256=canonical_sha256(framework_id, framework.scale, statements),
    )


@settings(
    deadline=None,
    derandomize=True,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.one_of(strategies.frameworks(), awkward()))
def test_what_the_format_can_say_comes_back(framework: Framework) -> None:
    data = export(framework, "rsd")
    (back,) = read_all(data, SETTINGS, format="rsd").frameworks
    ordered = tuple(replace(s, extra=tuple(sorted(s.extra))) for s in back.statements)
    assert replace(back, statements=ordered, origin=framework.origin) == sayable(framework)
    assert export(replace(back, source=b""), "rsd") == data
    kept = sayable(framework)
    same = replace(framework, statements=tuple(replace(s, extra=tuple(sorted(s.extra))) for s in framework.statements))
    if not lost(framework, "rsd") and all(s.aliases != (short_name(s.text),) for s in framework.statements):
        assert replace(kept, format=same.format) == replace(same, origin=kept.origin)


@st.composite
def collections(draw: st.DrawFn) -> dict[str, Any]:
    statements = draw(st.lists(strategies.TEXT, min_size=1, max_size=4))
    optional = {
        "status": st.sampled_from(["published", "draft"]),
        "keywords": st.lists(strategies.TEXT, max_size=3),
        "categories": st.lists(strategies.TEXT, max_size=3),
        "alignments": st.lists(
            st.fixed_dictionaries({"id": strategies.TEXT, "skillName": strategies.TEXT}), max_size=2
        ),
        "laterMember": strategies.JSON,
    }
    skills = [
        draw(st.fixed_dictionaries({}, optional=optional))
        | {"uuid": draw(strategies.UUIDS), "skillStatement": text, "skillName": "x"}
        for text in statements
    ]
    top = {"uuid": strategies.UUIDS, "creator": strategies.TEXT, "author": strategies.TEXT, "owner": strategies.JSON}
    return draw(st.fixed_dictionaries({}, optional=top)) | {
        "type": "RichSkillCollection",
        "name": "N",
        "skills": skills,
    }


@settings(deadline=None, derandomize=True, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(collections())
def test_members_that_nobody_knows_come_back(document: dict[str, Any]) -> None:
    ids = [s["uuid"] for s in document["skills"]]
    if len(set(ids)) < len(ids):
        return
    data = json.dumps(document).encode()
    framework = frameworks.read(data, SETTINGS, name="n.json")
    assert export(framework, "rsd") == data
    again = frameworks.read(export(replace(framework, source=b""), "rsd"), SETTINGS)
    assert replace(again, origin=framework.origin) == framework


def change(value: Any, chance: random.Random) -> Any:
    """A JSON value with one member dropped, retyped, nested or doubled somewhere."""
    holders = [value]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder if isinstance(holder, list) else ()
        holders += [member for member in inner if isinstance(member, dict | list) and member]
    holder = chance.choice(holders)
    key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    strange = [
        None,
        7,
        -1.5,
        True,
        "",
        " \t ",
        "x\u0000y",
        "é" * 9,
        [],
        {},
        [[]],
        {"a": []},
        "archived",
        "urn:jdmatch:%ff",
        value,
    ]
    action = chance.randrange(3)
    if action == 0:
        del holder[key]
    elif action == 1:
        holder[key] = json.loads(json.dumps(chance.choice(strange)))
    else:
        holder[key] = [holder[key]] if chance.random() < 0.5 else {"skills": holder[key], "id": holder[key]}
    return value


def holds(read: Callable[[], Reading]) -> None:
    """Reading refuses with an error of jdmatch's own, or gives whole frameworks and a report that adds up."""
    try:
        reading = read()
    except (FrameworkError, SettingsError):
        return
    assert balanced(reading)
    for framework in reading.frameworks:
        assert framework.statements
        assert len({s.id for s in framework.statements}) == len(framework.statements)
        assert all(
            s.text == " ".join(s.text.split()) != "" and s.framework == framework.id for s in framework.statements
        )
        assert framework.sha256 == canonical_sha256(framework.id, framework.scale, framework.statements)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from(["rsd-collection.json", "rsd-skills.json"]), st.integers(1, 4))
def test_changed_json_is_refused_or_read_whole(seed: int, name: str, times: int) -> None:
    chance = random.Random(seed)
    value = json.loads((EXAMPLES / name).read_bytes())
    for _ in range(times):
        value = change(value, chance)
        if not isinstance(value, dict | list) or not value:
            break
    data = json.dumps(value).encode()
    holds(lambda: read_all(data, SETTINGS, name="x.json", format="rsd" if seed % 2 else None))


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.data(), st.sampled_from(sorted(path.name for path in EXAMPLES.glob("rsd-*"))))
def test_damaged_files_are_refused_or_read_whole(data: st.DataObject, name: str) -> None:
    whole = bytearray((EXAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 40))
        whole[at : at + length] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b",", b"\n", b"[", b"}", b";"])
        )
        if not whole:
            break
    holds(lambda: read_all(bytes(whole), SETTINGS, name="x"))
