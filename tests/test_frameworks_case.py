"""CASE packages: what is read from 1.0 and 1.1, what is refused and where, levels, and what an export gives back."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError
from jdmatch.frameworks import case
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import export, lost, read_all
from jdmatch.records import FOUR_STEPS, Framework
from jdmatch.settings import Limits, Settings
from tests.framework_strategies import JSON, frameworks

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples" / "frameworks"
DIETARY = EXAMPLES / "case-1.0-dietary-aide.json"
RUBRIC = EXAMPLES / "case-1.1-front-desk-rubric.json"
SKILLS = EXAMPLES / "case-1.1-library-skill-levels.json"
SEEDS = HERE.parents[0].parent / "shared" / "data" / "seeds"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((HERE / "cases" / "frameworks" / "case-1.1.schema.json").read_text("utf-8"))
)
SETTINGS = Settings()
QUICK = settings(
    deadline=None, max_examples=120, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

Package = dict[str, Any]


def uid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://tests.example/{name}"))


def link(name: str, **more: Any) -> Package:
    return {"title": name, "identifier": uid(name), "uri": f"https://case.example/{uid(name)}", **more}


def item(name: str, **more: Any) -> Package:
    return {
        "identifier": uid(name),
        "uri": f"https://case.example/{uid(name)}",
        "fullStatement": f"Does {name} well",
        "lastChangeDateTime": "2024-05-01T00:00:00Z",
        **more,
    }


def tie(origin: str, type_: str, to: str | Package, **more: Any) -> Package:
    return {
        "identifier": uid(f"{origin} {type_} {to}"),
        "uri": f"https://case.example/{uid(f'{origin} {type_} {to}')}",
        "associationType": type_,
        "originNodeURI": link(origin),
        "destinationNodeURI": link(to) if isinstance(to, str) else to,
        "lastChangeDateTime": "2024-05-01T00:00:00Z",
        **more,
    }


def package(items: list[Package], ties: list[Package] | None = None, **more: Any) -> Package:
    document = {"creator": "Example Council", "title": "Example", "lastChangeDateTime": "2024-05-01T00:00:00Z"}
    return {
        "CFDocument": {"identifier": uid("doc"), "uri": f"https://case.example/{uid('doc')}", **document},
        "CFItems": items,
        "CFAssociations": ties or [],
        **more,
    }


def rubric(*criteria: tuple[str | None, list[tuple[str | None, float | None, str | None]]], **more: Any) -> Package:
    """Criteria as (item, [(quality, score, description)]), positions as listed."""
    out = []
    for n, (name, cells) in enumerate(criteria):
        criterion = item(f"criterion {n}")
        del criterion["fullStatement"]
        criterion["CFRubricCriterionLevels"] = [
            {
                "identifier": uid(f"cell {n} {i}"),
                "uri": f"https://case.example/{uid(f'cell {n} {i}')}",
                "lastChangeDateTime": "2024-05-01T00:00:00Z",
                **{
                    k: v
                    for k, v in {"quality": q, "score": s, "description": d, "position": i}.items()
                    if v is not None
                },
            }
            for i, (q, s, d) in enumerate(cells)
        ]
        out.append(criterion | ({"CFItemURI": link(name)} if name else {}))
    return {"identifier": uid("rubric"), "uri": "urn:example:rubric", "CFRubricCriteria": out, **more}


def read(value: Any, **more: Any) -> Reading:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    reading = read_all(data, SETTINGS, name="p.json", **more)
    kept = reading.statements + reading.headings
    assert reading.rows == kept + len(reading.skipped) + sum(n for _, n in reading.left_out)
    return reading


def one(value: Any) -> Framework:
    (framework,) = read(value).frameworks
    return framework


def refused(value: Any, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(FrameworkError) as caught:
        read(value, **more)
    return [(place.removeprefix("p.json:"), reason) for place, reason in caught.value.faults]


def written(framework: Framework) -> Package:
    document: Package = json.loads(case.render(framework))
    SCHEMA.validate(document)
    return document


def same(back: Framework, framework: Framework) -> None:
    """Equal but for where it came from; other members of a package in any order."""
    assert replace(back, origin="", format="", extra="") == replace(framework, origin="", format="", extra="")
    assert json.loads(back.extra or "{}") == json.loads(framework.extra or "{}")


def texts(framework: Framework) -> list[str]:
    return [statement.text.removeprefix("Does ").removesuffix(" well") for statement in framework.statements]


# --- what is read


def test_a_package_as_opensalt_writes_it() -> None:
    reading = read(DIETARY.read_bytes())
    (framework,) = reading.frameworks
    assert (framework.format, framework.title, framework.version) == ("case", "Dietary Aide Competencies", "2023.1")
    assert (framework.language, framework.licence) == ("en", "Attribution 4.0 International")
    assert framework.attribution == "Example Regional Hospital Association"
    assert framework.scale is None
    assert [(h.code, h.text, h.kind) for h in framework.headings] == [
        ("DA.1", "Food safety", "Area"),
        ("DA.2", "Service to patients", "Area"),
    ]
    # The file has them in no order; sequenceNumber has, and 10 is after 2.
    assert [s.code for s in framework.statements] == [
        "DA.1.1",
        "DA.1.2",
        "DA.1.3",
        "DA.2.1",
        "DA.2.2",
        "DA.2.3",
        "DA.2.4",
    ]
    assert [s.aliases for s in framework.statements][:3] == [("Allergen separation",), (), ("Temperature checks",)]
    first = framework.statements[0]
    assert (first.kind, first.category, first.parent) == ("Task", "Food safety", framework.headings[0].id)
    assert dict(first.extra)["educationLevel"] == '["12"]'
    assert {name for s in framework.statements for name, _ in s.extra}.isdisjoint({"CFDocumentURI", "language"})
    kept = json.loads(framework.extra)["case"]
    assert kept["CFDocument"]["publisher"] == "Example Workforce Board"
    assert [a["associationType"] for a in kept["CFAssociations"]].count("isChildOf") == 9
    assert kept["CFDefinitions"]["CFItemTypes"][0]["typeCode"] == "Area"
    assert reading.warnings == (
        ("p.json:$.CFItems[7]", "has ended (statusEndDate) and is kept"),
        ("p.json:$.CFItems[7]", "is replaced by another item (replacedBy): both are kept"),
    )


def test_a_rubric_gives_levels() -> None:
    framework = one(RUBRIC.read_bytes())
    assert framework.scale is not None
    assert framework.scale.levels == framework.scale.labels == ("Assisted", "Independent", "Leading")
    # Scores 1, 2 and 4: positions as far apart as the scores.
    assert framework.scale.positions == pytest.approx((1 / 6, 7 / 18, 5 / 6))
    assert [h.text for h in framework.headings] == [
        "Looking after guests", "Checks guests in and out", "Handles complaints", "Closes the till",
    ]  # fmt: skip
    assert [(s.category, s.level, s.weight) for s in framework.statements] == [
        ("Checks guests in and out", "Assisted", 0.5),
        ("Checks guests in and out", "Independent", 0.5),
        ("Checks guests in and out", "Leading", 0.5),
        ("Handles complaints", "Assisted", 0.3),
        ("Handles complaints", "Independent", 0.3),
        ("Handles complaints", "Leading", 0.3),
        ("Closes the till", "Assisted", 0.2),
        ("Closes the till", "Independent", 0.2),
    ]
    source = json.loads(RUBRIC.read_bytes())["CFPackage"]["CFRubrics"][0]["CFRubricCriteria"]
    assert framework.statements[2].id == source[0]["CFRubricCriterionLevels"][0]["identifier"]
    assert dict(framework.statements[4].extra)["feedback"] == "Ask for two cases from the last month."


def test_skill_levels_give_levels() -> None:
    reading = read(SKILLS.read_bytes())
    (framework,) = reading.frameworks
    assert framework.scale is not None
    assert framework.scale.levels == ("Basic", "Skilled", "Expert")
    assert [s.level for s in framework.statements] == ["Basic", "Skilled", "Expert", "Basic", "Skilled"]
    # The level items are levels and no statements, and what holds them is a heading.
    assert [h.text for h in framework.headings] == ["Cataloguing", "Lending", "Proficiency levels"]
    assert [reason for _, reason in reading.warnings] == [
        "puts 'Follows up overdue items and fees' under a second item: it stays under the first by sequence, 'Lending'"
    ]


def test_education_levels_are_no_levels() -> None:
    framework = one(
        package([item("a", educationLevel=["09", "10"], proficiency="high"), item("b", educationLevel=["11"])])
    )
    assert framework.scale is None
    assert dict(framework.statements[0].extra)["proficiency"] == "high"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda p: p,
        lambda p: {"CFPackage": p},
        lambda p: {"CFPackages": [p]},
        lambda p: [p],
        lambda p: [{"CFPackage": p}],
    ],
)
def test_every_wrapping_of_a_package_is_found(wrap: Callable[[Package], Any]) -> None:
    value = package([item("a"), item("b")], [tie("b", "isChildOf", "a", sequenceNumber=1)])
    framework = one(wrap(value))
    assert (framework.id, framework.format) == (uid("doc"), "case")
    assert (texts(framework), [h.id for h in framework.headings]) == (["b"], [uid("a")])


def test_several_packages_and_several_documents_are_several_frameworks() -> None:
    other = package([item("c")])
    other["CFDocument"] |= {"identifier": uid("other"), "title": "Other"}
    assert [f.title for f in read([package([item("a")]), other]).frameworks] == ["Example", "Other"]
    both = package(
        [item("a"), item("b"), item("c", CFDocumentURI=link("other"))],
        [tie("a", "isChildOf", "doc"), tie("b", "isChildOf", "a"), tie("c", "precedes", "b")],
    )
    both["CFDocument"] = [both["CFDocument"], other["CFDocument"]]
    first, second = read(both).frameworks
    assert (texts(first), [h.id for h in first.headings], texts(second)) == (["b"], [uid("a")], ["c"])
    assert "precedes" in second.extra
    assert "precedes" not in first.extra
    both["CFItems"].append(item("d"))
    assert refused(both) == [("$.CFItems[3]", "belongs to none of the 2 documents: it names none of them")]


@pytest.mark.parametrize(
    "to",
    [
        uid("a"),
        uid("a").upper(),
        f"https://case.example/{uid('a')}",
        f"https://mirror.example/uri/{uid('a')}/",
        {"identifier": uid("a").upper()},
        {"title": "a", "identifier": "a", "uri": f"https://case.example/{uid('a')}"},
        {"uri": f"urn:uuid:{uid('a')}"},
    ],
)
def test_links_are_followed_by_identifier_and_by_uri(to: Any) -> None:
    value = package([item("a"), item("b")], [tie("b", "ischildof", "a") | {"destinationNodeURI": to}])
    assert [h.id for h in one(value).headings] == [uid("a")]
    same(one(written(one(value))), one(value))


def test_nulls_and_members_of_older_versions_are_read() -> None:
    nothing = dict.fromkeys(
        ["alternativeLabel", "CFItemType", "humanCodingScheme", "listEnumeration", "abbreviatedStatement", "notes"]
    )
    value = package(
        [
            item("a", **nothing, CFItemTypeURI={"title": "Skill", "identifier": uid("s"), "uri": "urn:x:s"}),
            item("b", CFItemType={"title": "Task", "identifier": uid("t"), "uri": "urn:x:t"}, educationalLevel="06"),
            item("c", licenseURI="https://licence.example", CFItemTypeURI="https://types.example/1", language=None),
        ]
    )
    value |= {"CFDefinitions": None, "CFRubrics": None, "CFAssociations": None}
    value["CFDocument"] |= {"language": None, "licenseURI": "CC BY 4.0", "CFPackageURI": "https://case.example/p"}
    framework = one(value)
    assert [s.kind for s in framework.statements] == ["Skill", "Task", None]
    assert framework.licence == "CC BY 4.0"
    assert dict(framework.statements[1].extra)["educationalLevel"] == "06"
    same(one(written(framework)), framework)


def test_siblings_stand_by_sequence_then_enumeration_then_as_in_the_file() -> None:
    names = ["x", "j", "i", "b", "a"]
    order = {"j": {"listEnumeration": "10."}, "i": {"listEnumeration": "9."}}
    value = package(
        [item(name, **order.get(name, {})) for name in names],
        [tie("a", "isChildOf", "doc", sequenceNumber=1), tie("b", "isChildOf", "doc", sequenceNumber="2")],
    )
    assert texts(one(value)) == ["a", "b", "i", "j", "x"]


def test_a_short_name_of_several_items_names_none_of_them() -> None:
    value = package(
        [item("a", alternativeLabel="Skill", abbreviatedStatement="A"), item("b", alternativeLabel="Skill")]
    )
    framework = one(value)
    assert [s.aliases for s in framework.statements] == [("A",), ()]
    assert [dict(s.extra)["alternativeLabel"] for s in framework.statements] == ["Skill", "Skill"]
    same(one(written(framework)), framework)


def test_part_of_counts_where_no_child_of_does() -> None:
    value = package([item("a"), item("b")], [tie("b", "isPartOf", "a"), tie("a", "isPartOf", link("elsewhere"))])
    framework = one(value)
    assert framework.statements[0].parent == uid("a")
    same(one(written(framework)), framework)


def test_the_first_of_several_parents_counts() -> None:
    ties = [tie("c", "isChildOf", "a", sequenceNumber=2), tie("c", "isChildOf", "b", sequenceNumber=1)]
    ties.append(tie("d", "isChildOf", "a"))
    reading = read(package([item(name) for name in "abcd"], ties))
    (framework,) = reading.frameworks
    assert {s.id: s.parent for s in framework.statements} == {uid("c"): uid("b"), uid("d"): uid("a")}
    assert reading.warnings == (
        (
            "p.json:$.CFAssociations[0]",
            "puts 'Does c well' under a second item: it stays under the first by sequence, 'Does b well'",
        ),
    )
    same(one(written(framework)), framework)


def test_withdrawn_documents_and_many_ended_items_are_said_once() -> None:
    value = package(
        [item(name, statusEndDate="2001-01-31") for name in "abc"] + [item("d", statusEndDate="2999-01-01")]
    )
    value["CFDocument"]["adoptionStatus"] = "Deprecated"
    reading = read(value)
    assert reading.statements == 4
    assert [place for place, _ in reading.warnings] == ["p.json:$.CFItems[0]", "p.json:$.CFDocument.adoptionStatus"]
    assert "as 3 items in all" in reading.warnings[0][1]


# --- what is refused, and where


FAULTS: list[tuple[str, Any, str, str]] = [
    ("no document", {"CFItems": [item("a")]}, "$.CFDocument", "is missing"),
    (
        "a list of documents",
        {"CFDocuments": [package([])["CFDocument"]]},
        "$.CFItems",
        "list of documents and no package",
    ),
    ("no items", package([]), "$.CFItems", "holds no items"),
    ("items of another type", package({"a": 1}), "$.CFItems", "must be a list, not an object"),  # type: ignore[arg-type]
    ("an item that is a text", package(["a"]), "$.CFItems[0]", "must be an object, not a text"),  # type: ignore[list-item]
    ("no identifier", package([item("a", identifier=None)]), "$.CFItems[0].identifier", "is missing"),
    ("no statement", package([item("a", fullStatement=" ")]), "$.CFItems[0].fullStatement", "is empty"),
    ("a control character", package([item("a", notes="x\x07")]), "$.CFItems[0].notes", "control character"),
    ("twice the same", package([item("a"), item("a")]), "$.CFItems[1].identifier", "of $.CFItems[0] too"),
    (
        "twice, in capitals",
        package([item("a"), item("b", identifier=uid("a").upper())]),
        "$.CFItems[1].identifier",
        "of $.CFItems[0] too",
    ),
    (
        "a parent that is not there",
        package([item("a")], [tie("a", "isChildOf", "gone")]),
        "$.CFAssociations[0].destinationNodeURI",
        "neither an item of the package nor its document",
    ),
    (
        "a child that is not there",
        package([item("a")], [tie("gone", "isChildOf", "a")]),
        "$.CFAssociations[0].originNodeURI",
        "not in the package",
    ),
    (
        "under itself",
        package([item("a")], [tie("a", "isChildOf", "a")]),
        "$.CFAssociations[0]",
        "stand under itself: Does a well \u2192 Does a well",
    ),
    (
        "a circle of three",
        package(
            [item(name) for name in "abcd"],
            [tie("d", "isChildOf", "a"), *(tie(x, "isChildOf", y) for x, y in ("ab", "bc", "ca"))],
        ),
        "$.CFAssociations[3]",
        "stand under itself",
    ),
    (
        "a circle by a second parent",
        package(
            [item("a"), item("b")],
            [
                tie("a", "isChildOf", "doc", sequenceNumber=1),
                tie("b", "isChildOf", "a"),
                tie("a", "isChildOf", "b", sequenceNumber=2),
            ],
        ),
        "$.CFAssociations[1]",
        "stand under itself",
    ),
    (
        "no type",
        package([item("a")], [tie("a", "isChildOf", "doc", associationType=None)]),
        "$.CFAssociations[0].associationType",
        "is missing",
    ),
    (
        "no end",
        package([item("a")], [tie("a", "precedes", "b", destinationNodeURI=None)]),
        "$.CFAssociations[0].destinationNodeURI",
        "is missing",
    ),
    (
        "an empty end",
        package([item("a")], [tie("a", "precedes", "b", originNodeURI={"title": "x"})]),
        "$.CFAssociations[0].originNodeURI",
        "names no node",
    ),
    (
        "a criterion of a list",
        package([item("a")], CFRubrics=[rubric(("a", [("1", 1, "x")])) | {"CFRubricCriteria": [{"CFItemURI": ["a"]}]}]),
        "$.CFRubrics[0].CFRubricCriteria[0].CFItemURI",
        "must be a link, not a list",
    ),
    (
        "a criterion of nowhere",
        package([item("a")], CFRubrics=[rubric(("gone", [("1", 1, "x")]))]),
        "$.CFRubrics[0].CFRubricCriteria[0].CFItemURI",
        "there is no such item in the package",
    ),
    (
        "two languages",
        package([item("a", language="en"), item("b", language="en-GB"), item("c", language="fr")]),
        "$.CFItems[2]",
        "is in another language than the rest",
    ),
]


@pytest.mark.parametrize(("value", "place", "reason"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS])
def test_faults_have_their_place(value: Any, place: str, reason: str) -> None:
    faults = refused(value)
    assert [(at, reason in why) for at, why in faults] == [(place, True)], faults


def test_all_faults_are_told_at_once() -> None:
    value = package(
        [item("a"), item("b", fullStatement=None)], [tie("a", "isChildOf", "x"), tie("y", "isChildOf", "a")]
    )
    assert len(refused(value)) == 3


def test_faults_inside_wrappings_have_the_whole_path() -> None:
    assert refused([{"CFPackage": package([item("a", notes=7, identifier=7)])}]) == [
        ("$[0].CFPackage.CFItems[0].identifier", "must be a text, not a number"),
    ]


def test_another_named_format_and_no_package_are_refused() -> None:
    with pytest.raises(FrameworkError, match="it looks like case"):
        read(package([item("a")]), format="ctdl")
    with pytest.raises(FrameworkError, match="is no case file"):
        read({"@graph": []}, format="case")
    assert refused([], format="case")
    assert refused({"x": 1}, format="case")


def test_limits_hold_and_depth_is_no_way_in() -> None:
    data = json.dumps(package([item("a")])).encode()
    with pytest.raises(FrameworkError) as caught:
        read_all(data, Settings(limits=Limits(framework_bytes=100)))
    assert caught.value.code == "JDM009"
    deep = json.dumps(package([item("a")], [])).replace('"CFAssociations": []', '"x": ' + "[" * 9000 + "]" * 9000)
    with pytest.raises(FrameworkError) as caught:
        read(deep.encode())
    assert caught.value.code == "JDM014"


def test_a_deep_tree_is_read_without_recursion() -> None:
    n = 3000
    value = package([item(str(i)) for i in range(n)], [tie(str(i), "isChildOf", str(i - 1)) for i in range(1, n)])
    framework = one(value)
    assert (len(framework.headings), texts(framework)) == (n - 1, [str(n - 1)])


def test_an_archive_of_packages_is_read_and_none_leaves_it() -> None:
    def archive(name: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            z.write(DIETARY, "one.json")
            z.write(SKILLS, name)
        return out.getvalue()

    assert [f.format for f in read_all(archive("two.json"), SETTINGS).frameworks] == ["case", "case"]
    with pytest.raises(FrameworkError, match="leads out of the archive"):
        read_all(archive("../two.json"), SETTINGS)


# --- levels


def levelled(*cells: tuple[str | None, float | None, str | None], more: list[Any] | None = None) -> Package:
    return package([item("a")], CFRubrics=[rubric(("a", list(cells)), *(more or []))])


def test_levels_follow_scores_and_not_the_order_on_paper() -> None:
    framework = one(levelled(("High", 3, "x"), ("Low", 1, "y"), ("Middle", 2, "z")))
    assert framework.scale is not None
    assert framework.scale.levels == ("Low", "Middle", "High")
    # Even steps are the default, to the last digit.
    assert framework.scale.positions == (0.5 / 3, 1.5 / 3, 2.5 / 3)
    assert [s.text for s in framework.statements] == ["y", "z", "x"]


def test_scores_may_differ_between_criteria_that_agree_on_the_order() -> None:
    first = ("a", [("Low", 5, "x"), ("High", 10, "y")])
    second = ("b", [("Low", 1, "x"), ("Top", 9, "z"), ("High", 8, "y")])
    framework = one(package([item("a"), item("b")], CFRubrics=[rubric(first, second)]))
    assert framework.scale is not None
    assert framework.scale.levels == ("Low", "High", "Top")


def test_positions_give_the_order_where_there_are_no_scores_with_a_warning() -> None:
    reading = read(levelled(("Fair", None, "x"), ("Fine", None, "y")))
    assert reading.frameworks[0].scale is not None
    assert reading.frameworks[0].scale.levels == ("Fair", "Fine")
    assert "lowest first (Fair, Fine). Check it." in reading.warnings[0][1]


def test_a_score_stands_for_a_missing_quality_and_nothing_for_both() -> None:
    reading = read(levelled((None, 1, "x"), (None, 2, "y"), (None, None, "z")))
    assert [s.level for s in reading.frameworks[0].statements] == ["1", "2"]
    assert [reason for _, reason in reading.skipped] == ["has neither a quality nor a score, so its level is not known"]


@pytest.mark.parametrize(
    ("cells", "more", "part"),
    [
        ([("Low", 1, "x"), ("High", 2, "y")], [("b", [("High", 1, "x"), ("Low", 2, "y")])], "agree on no order"),
        ([("Low", 1, "x"), ("High", 2, "y")], [("b", [("Weak", 1, "x"), ("Strong", 4, "y")])], None),
        ([("Low", 1, "x"), ("High", 2, "y")], [("b", [("Weak", 1, "x"), ("Strong", 2, "y")])], "agree on no order"),
        ([("Low", 1, "x"), ("High", 1, "y")], [("b", [("Low", 1, "x"), ("High", 1, "y")])], "positions"),
        ([("Low", 1, "x"), ("low", 2, "y")], [("b", [("Low", 1, "x")])], "two ways"),
    ],
)
def test_rubrics_without_one_order_are_kept_and_not_read(cells: list[Any], more: list[Any], part: str | None) -> None:
    value = package([item("a"), item("b")], CFRubrics=[rubric(("a", cells), *more)])
    if part is None:
        # One score for two qualities: their order is not known from it.
        part = "agree on no order"
    reading = read(value)
    (framework,) = reading.frameworks
    assert part in reading.warnings[0][1]
    if part == "positions":
        assert framework.scale is not None
        return
    assert framework.scale is None
    assert texts(framework) == ["a", "b"]
    assert [name for name, _ in reading.left_out] == ["criterion levels of rubrics that were not read as levels"]
    back = written(framework)
    assert [len(c["CFRubricCriterionLevels"]) for c in back["CFRubrics"][0]["CFRubricCriteria"]] == [2, len(more[0][1])]
    same(one(back), framework)


def test_a_rubric_of_few_items_is_no_scale_of_all() -> None:
    reading = read(package([item(n) for n in "abcde"], CFRubrics=[rubric(("a", [("Low", 1, "x"), ("High", 2, "y")]))]))
    assert (reading.statements, reading.frameworks[0].scale) == (5, None)
    assert "describe 1 of 5 items" in reading.warnings[0][1]


def test_items_beside_rubrics_without_a_level_are_skipped() -> None:
    cells = [("Low", 1, "x"), ("High", 2, "y")]
    reading = read(package([item(n) for n in "abc"], CFRubrics=[rubric(("a", cells), ("b", cells))]))
    assert reading.skipped == (("p.json:$.CFItems[2]", "has no level, though most others have one"),)
    assert (reading.statements, reading.headings) == (4, 2)


def test_cells_without_a_description_are_no_statements() -> None:
    reading = read(levelled(("Low", 1, None), ("High", 2, None)))
    assert (reading.statements, reading.frameworks[0].scale) == (1, None)


def test_a_criterion_without_an_item_names_the_category() -> None:
    value = package([], CFRubrics=[rubric((None, [("Low", 1, "x"), ("High", 2, "y")]))])
    value["CFRubrics"][0]["CFRubricCriteria"][0]["category"] = "Care"
    framework = one(value)
    assert [(s.category, s.parent, s.level) for s in framework.statements] == [
        ("Care", None, "Low"),
        ("Care", None, "High"),
    ]
    same(one(written(framework)), framework)


def skilled(levels: list[Package], given_to: dict[str, str | Package], *ties: Package) -> Package:
    return package(
        [*levels, *(item(name) for name in given_to)],
        [*ties, *(tie(name, "hasSkillLevel", to) for name, to in given_to.items())],
    )


def test_skill_levels_are_ordered_by_sequence_under_one_parent() -> None:
    levels = [item("scale"), item("top", fullStatement="Top"), item("low", fullStatement="Low")]
    ties = [tie("top", "isChildOf", "scale", sequenceNumber=2), tie("low", "isChildOf", "scale", sequenceNumber=1)]
    framework = one(skilled(levels, {"a": "top", "b": "low"}, *ties))
    assert framework.scale is not None
    assert framework.scale.levels == ("Low", "Top")
    assert [h.id for h in framework.headings] == [uid("scale")]
    same(one(written(framework)), framework)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("Advanced", "Emerging"), FOUR_STEPS.levels),
        (("Level 3", "Level 1"), ("Level 1", "Level 3")),
        (("Remember", "Analyse"), None),
        (("Lexile 820L", "Lexile 610L"), None),
    ],
)
def test_levels_elsewhere_are_ordered_by_names_that_have_an_order(
    titles: tuple[str, str], expected: tuple[str, ...] | None
) -> None:
    far = [{"title": t, "identifier": t, "uri": f"https://levels.example/{n}"} for n, t in enumerate(titles)]
    reading = read(skilled([], {"a": far[0], "b": far[1]}))
    (framework,) = reading.frameworks
    assert (framework.scale.levels if framework.scale else None) == expected
    assert len(framework.statements) == 2
    if expected is None:
        assert "whose order is not known" in reading.warnings[0][1]
        assert "listEnumeration (1 for the lowest)" in reading.warnings[0][1]
    same(one(written(framework)), framework)


def test_what_stands_under_a_level_item_is_not_lost() -> None:
    levels = [item("low", listEnumeration="1"), item("top", listEnumeration="2")]
    value = skilled(levels, {"a": "low", "b": "top"}, tie("c", "isChildOf", "low"))
    value["CFItems"].append(item("c"))
    reading = read(value)
    (framework,) = reading.frameworks
    assert [h.id for h in framework.headings] == [uid("low")]
    assert (texts(framework), [place for place, _ in reading.skipped]) == (["a", "b"], ["p.json:$.CFItems[4]"])


def test_an_item_of_two_skill_levels_leaves_all_without() -> None:
    levels = [item("low", listEnumeration="1"), item("top", listEnumeration="2")]
    reading = read(skilled(levels, {"a": "low", "b": "top"}, tie("a", "hasSkillLevel", "top")))
    (framework,) = reading.frameworks
    assert (texts(framework), framework.scale) == (["a", "b"], None)
    assert "a second skill level" in reading.warnings[0][1]
    back = written(framework)
    assert len(back["CFItems"]) == 4
    same(one(back), framework)


def test_a_few_skill_levels_are_no_scale_and_most_are() -> None:
    items = [item("low", listEnumeration="1"), *(item(n) for n in "abc")]
    reading = read(package(items, [tie("a", "hasSkillLevel", "low")]))
    assert (texts(reading.frameworks[0]), reading.frameworks[0].scale) == (["a", "b", "c"], None)
    assert "1 of 3 statements" in reading.warnings[0][1]
    reading = read(package(items, [tie(n, "hasSkillLevel", "low") for n in "ab"]))
    assert [s.level for s in reading.frameworks[0].statements] == ["Does low well", "Does low well"]
    assert reading.skipped == (("p.json:$.CFItems[3]", "has no level, though most others have one"),)


# --- what is written


@QUICK
@given(frameworks())
def test_a_framework_comes_back_as_it_was_and_validates(framework: Framework) -> None:
    data = case.render(framework)
    SCHEMA.validate(json.loads(data))
    (back,) = read(data).frameworks
    assert replace(back, origin=framework.origin, format=framework.format) == framework
    assert case.render(back) == data
    assert lost(framework, "case") == ()


@pytest.mark.parametrize("path", [DIETARY, RUBRIC, SKILLS], ids=lambda path: path.stem)
def test_examples_come_back_with_every_member(path: Path) -> None:
    framework = one(path.read_bytes())
    data = case.render(framework)
    back = one(data)
    same(back, framework)
    SCHEMA.validate(json.loads(data))
    assert case.render(back) == data
    assert export(framework, "case") == path.read_bytes()


def test_members_that_1_1_allows_stand_where_it_has_them() -> None:
    document = written(one(DIETARY.read_bytes()))
    source = json.loads(DIETARY.read_bytes())
    allergen = next(i for i in document["CFItems"] if i.get("humanCodingScheme") == "DA.1.1")
    original = next(i for i in source["CFItems"] if i["humanCodingScheme"] == "DA.1.1")
    assert allergen == {name: v for name, v in original.items() if v and name not in ("CFDocumentURI", "language")}
    assert document["CFDocument"]["caseVersion"] == "1.1"
    assert document["CFDocument"]["extensions"]["jdmatch"]["other"].keys() == {"CFPackageURI"}
    known = {a["identifier"]: a for a in source["CFAssociations"]}
    assert all(a == known[a["identifier"]] for a in document["CFAssociations"])
    assert len(document["CFAssociations"]) == len(known)


def test_rubrics_are_written_back_as_rubrics() -> None:
    document = written(one(RUBRIC.read_bytes()))
    source = json.loads(RUBRIC.read_bytes())["CFPackage"]
    assert document["CFRubrics"] == source["CFRubrics"]
    assert document["extensions"] == source["extensions"]
    assert len(document["CFItems"]) == len(source["CFItems"])


def test_a_changed_level_changes_only_its_association() -> None:
    framework = one(SKILLS.read_bytes())
    changed = replace(
        framework, statements=(replace(framework.statements[0], level="Expert"), *framework.statements[1:])
    )
    document, source = written(changed), json.loads(SKILLS.read_bytes())
    assert [s.level for s in one(document).statements] == ["Expert", "Skilled", "Expert", "Basic", "Skilled"]
    before = {a["identifier"] for a in source["CFAssociations"]}
    after = {a["identifier"] for a in document["CFAssociations"]}
    assert (len(before - after), len(after - before)) == (1, 1)


def test_a_new_id_leaves_the_document_its_identifier() -> None:
    reading = read(DIETARY.read_bytes(), id="dietary-aide")
    (framework,) = reading.frameworks
    document = written(framework)
    assert document["CFDocument"]["identifier"] == json.loads(DIETARY.read_bytes())["CFDocument"]["identifier"]
    same(one(document), framework)


def test_levels_are_items_that_statements_point_to() -> None:
    text = {"id": "clerk", "levels": ["junior", "senior"], "statements": [
        {"id": "1", "statement": "Files letters", "level": "junior"},
        {"id": "2", "statement": "Decides what is filed", "level": "senior", "weight": 2},
    ]}  # fmt: skip
    (framework,) = read_all(json.dumps(text).encode(), SETTINGS).frameworks
    document = written(framework)
    items = {i["fullStatement"]: i for i in document["CFItems"]}
    assert list(items) == ["Files letters", "Decides what is filed", "Junior", "Senior"]
    assert [items[name]["listEnumeration"] for name in ("Junior", "Senior")] == ["1", "2"]
    pairs = {
        (a["originNodeURI"]["title"], a["destinationNodeURI"]["title"])
        for a in document["CFAssociations"]
        if a["associationType"] == "hasSkillLevel"
    }
    assert pairs == {("Files letters", "Junior"), ("Decides what is filed", "Senior")}
    # Another program may throw the extensions away: levels and tree are in plain CASE.
    plain = json.loads(json.dumps(document), object_hook=lambda o: {k: v for k, v in o.items() if k != "extensions"})
    again = one(plain)
    assert again.scale is not None
    assert again.scale.levels == ("Junior", "Senior")
    assert [s.level for s in again.statements] == ["Junior", "Senior"]


@pytest.mark.parametrize("name", ["ler-43-3021.00.json", "ler-43-3011.00.json"])
def test_a_ler_export_goes_through_case(name: str) -> None:
    path = SEEDS / name
    if not path.is_file():
        pytest.skip("the real LER.me exports are not beside this checkout")
    (framework,) = read_all(path, SETTINGS).frameworks
    document = written(framework)
    back = one(document)
    assert replace(back, origin=framework.origin, format=framework.format) == framework
    assert export(replace(back, source=b""), "ler") == export(replace(framework, source=b""), "ler")


@settings(QUICK, max_examples=60)
@given(frameworks(extras=False), st.dictionaries(
    st.sampled_from(["CFDocument", "CFAssociations", "CFDefinitions", "CFRubrics", "levels", "package"]), JSON
))  # fmt: skip
def test_whatever_an_editor_left_under_case_is_written_or_left_out(framework: Framework, kept: Package) -> None:
    edited = replace(framework, extra=json.dumps({"case": kept}))
    document = written(edited)
    back = one(document)
    assert [(s.id, s.text, s.level, s.weight) for s in back.statements] == [
        (s.id, s.text, s.level, s.weight) for s in framework.statements
    ]


# --- anything else


def _mutated(value: Any, rnd: Any) -> Any:
    """The value with one member somewhere dropped, doubled, retyped, nested or swapped."""
    value = copy.deepcopy(value)
    holders: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        inside = list(here.items()) if isinstance(here, dict) else list(enumerate(here))
        holders += [(here, key) for key, _ in inside]
        waiting += [member for _, member in inside if isinstance(member, dict | list)]
    for _ in range(rnd.randint(1, 3)):
        holder, key = rnd.choice(holders)
        other, other_key = rnd.choice(holders)
        try:
            what = rnd.randint(0, 6)
            if what == 0:
                del holder[key]
            elif what == 1 and isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            elif what == 2:
                holder[key] = rnd.choice([None, 0, -1.5, True, "", "x", [], {}, [[]], {"a": 1}, "\x00", 1e300])
            elif what == 3:
                holder[key] = {"extensions": {"jdmatch": copy.deepcopy(holder[key])}}
            elif what == 4:
                holder[key] = [copy.deepcopy(holder[key])]
            else:
                holder[key] = copy.deepcopy(other[other_key])
        except (KeyError, IndexError, TypeError):
            continue
    return value


FUZZED = [json.loads(path.read_bytes()) for path in (DIETARY, RUBRIC, SKILLS)]
FUZZED += [json.loads(case.render(one(path.read_bytes()))) for path in (RUBRIC, SKILLS)]


@settings(QUICK, max_examples=400)
@given(st.sampled_from(range(len(FUZZED))), st.randoms(use_true_random=False))
def test_no_changed_package_is_half_read(which: int, rnd: Any) -> None:
    try:
        reading = read(_mutated(FUZZED[which], rnd), options=Options(language=rnd.choice(["", "", "en"])))
    except FrameworkError:
        return
    for framework in reading.frameworks:
        ids = [piece.id for piece in (*framework.headings, *framework.statements)]
        assert framework.statements
        assert len(set(ids)) == len(ids)
        assert all((s.level is None) == (framework.scale is None) for s in framework.statements)
        if framework.format == "case":
            (back,) = read(written(framework)).frameworks
            # What was read with a warning is decided anew from what was written, which may be clearer.
            if not reading.warnings:
                assert back.statements == framework.statements
                assert (back.headings, back.scale) == (framework.headings, framework.scale)


@settings(QUICK, max_examples=200)
@given(st.sampled_from([DIETARY, RUBRIC, SKILLS]), st.integers(0, 10**6), st.binary(max_size=4), st.integers(0, 9))
def test_no_changed_bytes_make_the_reader_fail_in_another_way(path: Path, at: int, put: bytes, cut: int) -> None:
    data = path.read_bytes()
    at %= len(data)
    try:
        reading = read(data[:at] + put + data[at + cut :])
    except FrameworkError:
        return
    assert all(framework.statements for framework in reading.frameworks)
