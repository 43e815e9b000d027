"""CTDL-ASN graphs: every shape that real files have, what is refused with its place, and the way back."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch.errors import FrameworkError
from jdmatch.frameworks import ctdl, export, lost
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.frameworks.reading import read, read_all
from jdmatch.records import Framework
from jdmatch.settings import Settings
from tests.framework_strategies import frameworks

SETTINGS = Settings()
EXAMPLES = Path(__file__).parent / "examples" / "frameworks"
QUICK = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
R = "https://credentialengineregistry.org/resources/"
F = "ce-00000000-0000-4000-8000-0000000000f0"


def ctid(n: int | str) -> str:
    return f"ce-00000000-0000-4000-8000-{n:>012}"


def uri(n: int | str) -> str:
    return R + ctid(n)


def frame(**more: Any) -> dict[str, Any]:
    return {
        "@id": R + F,
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": F,
        "ceasn:name": {"en-us": "Ferry Deckhand"},
        "ceasn:inLanguage": ["en-US"],
        **{key.replace("__", ":"): value for key, value in more.items()},
    }


def competency(n: int | str, text: Any = None, **more: Any) -> dict[str, Any]:
    node = {
        "@id": uri(n),
        "@type": "ceasn:Competency",
        "ceterms:ctid": ctid(n),
        "ceasn:competencyText": {"en-us": f"Tie up the ferry at berth {n}."} if text is None else text,
        "ceasn:isPartOf": R + F,
    }
    return {k: v for k, v in (node | {k.replace("__", ":"): v for k, v in more.items()}).items() if v is not None}


def graph(*nodes: dict[str, Any]) -> bytes:
    return json.dumps({"@context": "https://credreg.net/ctdlasn/schema/context/json", "@graph": list(nodes)}).encode()


def texts(reading: Reading) -> list[str]:
    return [s.text for f in reading.frameworks for s in f.statements]


def whole(reading: Reading) -> None:
    assert reading.rows == reading.statements + reading.headings + len(reading.skipped) + sum(
        n for _, n in reading.left_out
    )


def faults(data: bytes, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(FrameworkError) as caught:
        read_all(data, SETTINGS, options=Options(**options))
    return list(caught.value.faults)


# The example files, and what a reader makes of them.


def test_the_bakery_is_read_with_its_levels_headings_and_order() -> None:
    reading = read_all(EXAMPLES / "ctdl-bakery.json", SETTINGS)
    whole(reading)
    (framework,) = reading.frameworks
    assert (reading.format, reading.rows, reading.statements, reading.headings) == ("ctdl", 5, 3, 2)
    assert (framework.id[:11], framework.title, framework.language) == ("ce-5b0c9a52", "Commercial Baker", "en-US")
    assert (framework.version, framework.licence) == ("2024.1", "https://creativecommons.org/licenses/by/4.0/")
    assert framework.attribution == "Harbor Baking Institute, 2024"
    assert framework.scale is not None
    assert framework.scale.levels == ("Helper", "Baker", "Shift Lead")
    assert [h.text for h in framework.headings] == ["Doughs and fillings", "Ovens and finished goods"]
    # ceasn:listID orders the first two, though the file has them the other way round.
    assert [(s.code, s.level, s.kind, s.weight) for s in framework.statements] == [
        ("D.1", "Helper", "skill", 0.25),
        ("D.2", "Shift Lead", "skill", None),
        ("O.1", "Baker", None, None),
    ]
    assert [s.category for s in framework.statements] == ["Doughs and fillings", "Skill", "Ovens and finished goods"]
    assert framework.statements[1].aliases == ("Rescue a failing dough",)
    kept = dict(framework.statements[0].extra)
    assert json.loads(kept["ceasn:competencyText"]) == {
        "es": "Pesar harina, agua, sal y levadura según la fórmula del día."
    }
    assert kept["ceasn:comment"] == "On a scale that was checked this month."
    assert json.loads(kept["ceasn:exactAlignment"]) == ["https://other.example.org/frameworks/food/scale-ingredients"]


def test_envelopes_hold_frameworks_of_every_spelling() -> None:
    reading = read_all(EXAMPLES / "ctdl-envelopes.json", SETTINGS)
    whole(reading)
    lot, valet = reading.frameworks
    assert (lot.title, lot.language, len(lot.statements)) == ("Parking Lot Attendant", "en-us", 2)
    assert lot.statements[0].id == "ce-0d7b8a36-6a0f-4b8e-8d5c-1f2a00000101"
    assert (valet.id, valet.title, valet.language) == ("https://harbor.example.org/frameworks/valet", "Valet", "en")
    assert valet.statements[0].weight == 0.7
    assert valet.statements[0].extra == (("hbr:checkedBy", "shift lead"),)


# Shapes.

SHAPES: dict[str, Any] = {
    "graph": {"@graph": [frame(), competency(1)]},
    "old context": {"@context": "http://credreg.net/ctdlasn/schema/context/json", "@graph": [frame(), competency(1)]},
    "list": [frame(), competency(1)],
    "list of one": [competency(1)],
    "one resource": competency(1),
    "envelope": {"envelope_id": "x", "decoded_resource": {"@graph": [frame(), competency(1)]}},
    "envelopes of one resource each": [{"decoded_resource": frame()}, {"decoded_resource": competency(1)}],
    "publish request": {"PublishForOrganizationIdentifier": "ce-x", "GraphInput": {"@graph": [frame(), competency(1)]}},
    "embedded": {"@graph": [frame(ceasn__hasTopChild=[competency(1)])]},
    "full names": [
        {"@id": R + F, "@type": ["https://purl.org/ctdlasn/terms/CompetencyFramework"]},
        {
            "@id": uri(1),
            "@type": ["http://purl.org/ctdlasn/terms/Competency"],
            "http://purl.org/ctdlasn/terms/competencyText": [
                {"@language": "en", "@value": "Tie up the ferry at berth 1."}
            ],
            "https://purl.org/ctdlasn/terms/isPartOf": [{"@id": R + F}],
        },
    ],
    "own prefixes": {
        "@context": {"a": "http://purl.org/ctdlasn/terms/"},
        "@graph": [
            frame(),
            {"@id": uri(1), "@type": "a:Competency", "a:competencyText": "Tie up the ferry at berth 1."},
        ],
    },
    "bare names": {
        "@graph": [
            {"@id": R + F, "@type": "CompetencyFramework", "name": "Ferry Deckhand"},
            {"@id": uri(1), "@type": "Competency", "competencytext": "Tie up the ferry at berth 1.", "isPartOf": R + F},
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_holds_the_same_statement(name: str) -> None:
    reading = read_all(json.dumps(SHAPES[name]).encode(), SETTINGS)
    whole(reading)
    (framework,) = reading.frameworks
    assert (reading.format, framework.id) == ("ctdl", F)
    assert [(s.id, s.text) for s in framework.statements] == [(ctid(1), "Tie up the ferry at berth 1.")]


TEXTS: list[Any] = [
    "Coil the lines.",
    {"en": "Coil the lines."},
    {"EN-us": "Coil the lines.", "fr": "Lover les amarres."},
    {"fr": ["Lover les amarres."], "en-GB": ["Coil the lines."]},
    [{"@language": "fr", "@value": "Lover les amarres."}, {"@language": "en", "@value": "Coil the lines."}],
    {"@value": " Coil  the\nlines. "},
    ["Coil the lines."],
]


@pytest.mark.parametrize("value", TEXTS)
def test_the_english_text_is_found_in_every_form(value: Any) -> None:
    framework = read(graph(frame(), competency(1, value)), SETTINGS)
    assert framework.statements[0].text == "Coil the lines."
    assert ("Lover" in str(framework.statements[0].extra)) is ("Lover" in str(value))


def test_another_language_is_read_where_it_is_asked_for() -> None:
    both = {"en": "Coil the lines.", "fr": "Lover les amarres."}
    data = graph(
        frame(), competency(1, both), competency(2), competency(3, both, ceasn__isChildOf=[uri(4)]), competency(4)
    )
    reading = read_all(data, SETTINGS, options=Options(language="fr"))
    whole(reading)
    assert texts(reading) == ["Lover les amarres.", "Lover les amarres."]
    assert [reason for _, reason in reading.skipped] == ["is in the language 'en-US', and 'fr' was asked for"]
    assert reading.frameworks[0].headings[0].text == "Tie up the ferry at berth 4."


def test_two_languages_without_a_choice_are_refused() -> None:
    ((place, reason),) = faults(graph(frame(), competency(1), competency(2, {"fr": "Lover les amarres."})))
    assert place == "<bytes>:$['@graph'][2]"
    assert "is in another language than the rest" in reason


# Which stands under which.


def test_either_direction_makes_the_same_tree() -> None:
    down = graph(
        frame(ceasn__hasTopChild=[uri(1), uri(4)]),
        competency(1, "Lines", ceasn__hasChild=[uri(3), uri(2)], ceasn__isPartOf=None),
        competency(2, ceasn__isPartOf=None),
        competency(3, ceasn__isPartOf=None),
        competency(4, ceasn__isPartOf=None),
    )
    up = graph(
        frame(),
        competency(1, "Lines", ceasn__isTopChildOf=R + F),
        competency(3, ceasn__isChildOf=[uri(1)]),
        competency(2, ceasn__isChildOf={"@id": uri(1)}),
        competency(4, ceasn__isChildOf=R + F),
    )
    a, b = read(down, SETTINGS), read(up, SETTINGS)
    assert [(s.id, s.parent) for s in a.statements] == [(ctid(3), ctid(1)), (ctid(2), ctid(1)), (ctid(4), None)]
    assert (a.statements, a.headings) == (b.statements, b.headings)


@pytest.mark.parametrize(
    ("given", "order"),
    [
        (["2", "10", "1"], [3, 1, 2]),
        (["1.10", "1.2", "1.1"], [3, 2, 1]),
        (["b", "a", "c"], [2, 1, 3]),
        (["1", "1", "2"], [1, 2, 3]),
    ],
)
def test_list_ids_order_siblings_as_people_do(given: list[str], order: list[int]) -> None:
    data = graph(frame(), *(competency(i + 1, ceasn__listID=key) for i, key in enumerate(given)))
    assert [s.id for s in read(data, SETTINGS).statements] == [ctid(n) for n in order]


def test_several_parents_are_read_under_the_first_and_kept() -> None:
    data = graph(
        frame(),
        competency(1),
        competency(2),
        competency(3, ceasn__isChildOf=[uri(2), uri(1)]),
        competency(4, ceasn__isChildOf=uri(1)),
    )
    reading = read_all(data, SETTINGS)
    (framework,) = reading.frameworks
    assert {s.id: s.parent for s in framework.statements} == {ctid(3): ctid(2), ctid(4): ctid(1)}
    assert "stands under 2 competencies" in reading.warnings[0][1]
    again = json.loads(ctdl.render(framework))["@graph"]
    assert next(n for n in again if n["@id"] == uri(3))["ceasn:isChildOf"] == [uri(2), uri(1)]


REFUSED: list[tuple[str, bytes, str, str]] = [
    ("cycle", graph(frame(), competency(1, ceasn__isChildOf=uri(2)), competency(2, ceasn__isChildOf=uri(1))),
     "$['@graph'][1]", "stands under itself"),
    ("own parent", graph(frame(), competency(1, ceasn__hasChild=[uri(1)])), "$['@graph'][1]", "stands under itself"),
    ("contradiction", graph(
        frame(), competency(1, ceasn__hasChild=[uri(3)]), competency(2), competency(3, ceasn__isChildOf=[uri(2)])),
     "$['@graph'][3]['ceasn:isChildOf']", "though 'ce-00000000-0000-4000-8000-000000000001' has it as a child"),
    ("dangling child", graph(frame(), competency(1, ceasn__hasChild=[uri(9)])),
     "$['@graph'][1]['ceasn:hasChild']", "the file holds no such competency"),
    ("dangling parent", graph(frame(), competency(1, ceasn__isChildOf=uri(9))),
     "$['@graph'][1]['ceasn:isChildOf']", "the file holds no such competency"),
    ("dangling top child", graph(frame(ceasn__hasTopChild=[uri(1), uri(9)]), competency(1)),
     "$['@graph'][0]['ceasn:hasTopChild']", "the file holds no such competency"),
    ("dangling framework", graph(frame(), competency(1), competency(2, ceasn__isPartOf=uri(9))),
     "$['@graph'][2]['ceasn:isPartOf']", "the file holds no framework of that id"),
    ("two of one id", graph(frame(), competency(1), competency(1, "Another text.")), "$['@graph'][2]", "has the id"),
    ("two of one ctid", graph(frame(), competency(1), competency(2, ceterms__ctid=ctid(1))),
     "$['@graph'][2]", "has the id"),
    ("no text", graph(frame(), competency(1, {})), "$['@graph'][1]", "has neither a ceasn:competencyText nor"),
    ("number for a text", graph(frame(), competency(1, 7)),
     "$['@graph'][1]['ceasn:competencyText']", "must be a text, not a number"),
    ("number in a map", graph(frame(), competency(1, {"en": 7})),
     "$['@graph'][1]['ceasn:competencyText'].en", "must be a text, not a number"),
    ("weight", graph(frame(), competency(1, ceasn__weight="heavy")),
     "$['@graph'][1]['ceasn:weight']", "must be a number"),
    ("part of no framework", graph(frame(), competency(1), competency(2, ceasn__isPartOf=uri(1))),
     "$['@graph'][2]['ceasn:isPartOf']", "which is Competency and no framework"),
    ("reference", graph(frame(), competency(1, ceasn__isChildOf=[5])),
     "$['@graph'][1]['ceasn:isChildOf'][0]", "must be the id of a resource"),
    ("no type", graph(frame(), competency(1), {"@id": uri(2), "ceasn:competencyText": "A text."}),
     "$['@graph'][2]", "no @type"),
    ("a text in the graph", graph(frame(), "x"), "$['@graph'][1]", "must be a resource"),  # type: ignore[arg-type]
    ("twice", graph(frame(), competency(1, **{"https://purl.org/ctdlasn/terms/competencyText": "B"})),
     "$['@graph'][1]['https://purl.org/ctdlasn/terms/competencyText']", "is a second ceasn:competencyText"),
    ("empty framework", graph(frame()), "$['@graph'][0]", "gives a framework with its competencies under /graph/"),
    ("one of two is empty", graph(frame(), competency(1), {"@id": uri("a"), "@type": "ceasn:CompetencyFramework"}),
     "$['@graph'][2]", "holds no competencies"),
    ("nothing", graph(), "$", "holds no resources"),
    ("levels alone", graph({"@id": uri(1), "@type": "skos:Concept"}), "$['@graph'][0]", "holds no ceasn:Competency"),
    ("between frameworks", graph(
        frame(), competency(1), competency(2, ceasn__isPartOf=uri("a"), ceasn__isChildOf=uri(1)),
        {"@id": uri("a"), "@type": "ceasn:CompetencyFramework"}),
     "$['@graph'][2]['ceasn:isChildOf']", "is part of another framework"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_broken_is_refused_with_its_place(data: bytes, place: str, reason: str) -> None:
    found = faults(data)
    assert any(p == f"<bytes>:{place}" and reason in r for p, r in found), found


def test_all_faults_are_said_at_once() -> None:
    data = graph(frame(), competency(1, 7), competency(2, ceasn__weight=-1), competency(3, ceasn__hasChild=[uri(9)]))
    assert len(faults(data)) == 3


def test_a_resource_that_stands_twice_is_kept_once_and_said() -> None:
    reading = read_all(json.dumps([{"decoded_resource": {"@graph": [frame(), competency(1)]}}] * 2).encode(), SETTINGS)
    whole(reading)
    assert texts(reading) == ["Tie up the ferry at berth 1."]
    assert reading.skipped[0][0] == "<bytes>:$[1].decoded_resource['@graph'][1]"


def test_the_wrong_format_is_named() -> None:
    with pytest.raises(FrameworkError, match="it looks like ctdl"):
        read_all(graph(frame(), competency(1)), SETTINGS, format="case")
    with pytest.raises(FrameworkError, match="is no ctdl file"):
        read_all(b'{"CFDocument": {}, "CFItems": []}', SETTINGS, format="ctdl")


def test_a_deep_or_broken_document_is_refused() -> None:
    deep = b'{"@graph": ' + b"[" * 90 + b"]" * 90 + b"}"
    with pytest.raises(FrameworkError, match="nested deeper"):
        read_all(deep, SETTINGS)
    with pytest.raises(FrameworkError):
        read_all(b'{"@graph": [', SETTINGS)


# Which framework.


def test_several_frameworks_are_several() -> None:
    other = {"@id": uri("a"), "@type": "ceasn:CompetencyFramework", "ceasn:name": "Cook"}
    shared = competency(3, ceasn__isPartOf=[R + F, uri("a")])
    note = {"@id": "_:b", "@type": "ceterms:Certification", "ceterms:name": "Able seaman"}
    data = graph(frame(ceasn__x="_:b"), other, competency(1), competency(2, ceasn__isPartOf=uri("a")), shared, note)
    reading = read_all(data, SETTINGS)
    whole(reading)
    assert [[s.id for s in f.statements] for f in reading.frameworks] == [[ctid(1), ctid(3)], [ctid(2), ctid(3)]]
    assert ["Able seaman" in f.extra for f in reading.frameworks] == [True, False]
    with pytest.raises(FrameworkError, match="holds 2 frameworks"):
        read(data, SETTINGS)


def test_competencies_of_a_framework_that_is_elsewhere_make_their_own() -> None:
    reading = read_all(graph(competency(1), competency(2, ceasn__isPartOf=None, ceasn__isChildOf=uri(1))), SETTINGS)
    (framework,) = reading.frameworks
    assert (framework.id, framework.title, len(framework.headings)) == (F, F, 1)
    assert "which the file does not hold" in reading.warnings[0][1]


def test_a_competency_that_names_no_framework_goes_to_the_only_one() -> None:
    reading = read_all(graph(frame(), competency(1, ceasn__isPartOf=None)), SETTINGS)
    assert reading.statements == 1
    assert "does not say what it is part of" in reading.warnings[0][1]


def test_a_collection_is_a_framework_where_there_is_no_other() -> None:
    collection = {"@id": R + F, "@type": "ceterms:Collection", "ceterms:name": {"en": "Deck skills"}}
    collection["ceterms:hasMember"] = [uri(2), uri(1), uri(9)]
    reading = read_all(
        graph(collection, competency(1, ceasn__isPartOf=None), competency(2, ceasn__isPartOf=None)), SETTINGS
    )
    whole(reading)
    (framework,) = reading.frameworks
    assert (framework.title, [s.id for s in framework.statements]) == ("Deck skills", [ctid(2), ctid(1)])
    assert "names the member" in reading.skipped[0][1]
    anew = read_all(ctdl.render(framework), SETTINGS).frameworks[0]
    assert replace(anew, origin=framework.origin) == framework


def test_ids_are_ctids_and_the_same_without_them() -> None:
    sandbox = R.replace("://", "://sandbox.")
    for address, own, expected in [
        (uri(1), ctid(1), ctid(1)),
        (uri(1), None, ctid(1)),
        (sandbox + ctid(1), None, ctid(1)),
        ("https://x.example.org/1", ctid(1), ctid(1)),
        ("https://x.example.org/1", None, "https://x.example.org/1"),
        ("https://x.example.org/1/1592146644785", None, "https://x.example.org/1"),
    ]:
        node = competency(1, ceterms__ctid=own) | {"@id": address}
        assert read(graph(frame(), node), SETTINGS).statements[0].id == expected


# Levels.


def levelled(names: list[Any], used: str = "asn:hasProgressionLevel", **more: Any) -> list[dict[str, Any]]:
    return [competency(i + 1, **more) | ({used: name} if name is not None else {}) for i, name in enumerate(names)]


def concepts(labels: list[str], kind: str = "skos:Concept", **more: list[Any]) -> list[dict[str, Any]]:
    progression = kind.startswith("asn")
    nodes: list[dict[str, Any]] = [
        {"@id": uri(100 + i), "@type": kind, "skos:prefLabel": {"en-us": label}}
        | ({"ceasn:inProgressionModel": uri(99)} if progression else {"skos:inScheme": uri(99)})
        | {key.replace("__", ":"): values[i] for key, values in more.items() if values[i] is not None}
        for i, label in enumerate(labels)
    ]
    return [{"@id": uri(99), "@type": "asn:ProgressionModel" if progression else "skos:ConceptScheme"}, *nodes]


def scale(reading: Reading) -> tuple[str, ...] | None:
    found = reading.frameworks[0].scale
    return None if found is None else found.levels


@pytest.mark.parametrize("kind", ["skos:Concept", "asn:ProgressionLevel"])
@pytest.mark.parametrize("used", ["asn:hasProgressionLevel", "ceasn:complexityLevel", "ceasn:performanceLevelType"])
def test_levels_of_a_model_are_ordered_by_it(kind: str, used: str) -> None:
    model, *rest = concepts(["Able", "Ordinary", "Master"], kind)
    statements = levelled([[uri(101)], uri(100), {"@id": uri(102)}], used)
    for order, nodes in [
        ((1, 0, 2), [model | {"skos:hasTopConcept": [uri(101), uri(100), uri(102)]}, *rest]),
        ((2, 0, 1), concepts(["Able", "Ordinary", "Master"], kind, skos__notation=["2", "3", "1"])),
        ((2, 1, 0), concepts(["Able", "Ordinary", "Master"], kind, ceterms__precedes=[None, [uri(100)], uri(101)])),
        ((0, 1, 2), concepts(["Able", "Ordinary", "Master"], kind, ceterms__precededBy=[None, [uri(100)], uri(101)])),
    ]:
        reading = read_all(graph(frame(), *statements, *nodes), SETTINGS)
        assert scale(reading) == tuple(["Able", "Ordinary", "Master"][i] for i in order)
        assert [s.level for s in reading.frameworks[0].statements] == ["Ordinary", "Able", "Master"]
        anew = read_all(ctdl.render(reading.frameworks[0]), SETTINGS).frameworks[0]
        assert anew == reading.frameworks[0]


@pytest.mark.parametrize(
    ("names", "levels"),
    [
        (["Level 2", "Level 1"], ("1", "2")),
        ([2, 1], ("1", "2")),
        (["Proficient", "Emerging"], ("emerging", "developing", "proficient", "advanced")),
        (
            [{"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en": "Level 3"}}],
            ("1", "2", "3"),
        ),
    ],
)
def test_levels_in_words_are_read_where_their_order_is_known(names: list[Any], levels: tuple[str, ...]) -> None:
    assert scale(read_all(graph(frame(), *levelled(names, "ceasn:complexityLevel")), SETTINGS)) == levels


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        (levelled(["Able", "Ordinary"]), "order nothing tells ('Able', 'Ordinary')"),
        (levelled([uri(100)]), "which the file does not hold"),
        ([*levelled([uri(100), uri(101)]), *concepts(["Able", "Ordinary"])], "order nothing tells"),
        ([*levelled([uri(100), "Level 1"]), *concepts(["Able", "Ordinary"])], "beside those of a model"),
    ],
)
def test_levels_without_an_order_are_kept_and_not_guessed(nodes: list[dict[str, Any]], reason: str) -> None:
    reading = read_all(graph(frame(), *nodes), SETTINGS)
    assert scale(reading) is None
    assert reason in reading.warnings[0][1]
    assert all(name == "asn:hasProgressionLevel" for s in reading.frameworks[0].statements for name, _ in s.extra)
    assert read_all(ctdl.render(reading.frameworks[0]), SETTINGS).frameworks[0] == reading.frameworks[0]


def test_statements_without_one_level_are_skipped_where_others_have_one() -> None:
    nodes = levelled([[uri(100)], None, [uri(100), uri(101)]]) + concepts(
        ["Able", "Ordinary"], skos__notation=["1", "2"]
    )
    data = graph(frame(), *nodes, competency(8, "Only this", ceasn__hasChild=[uri(9)]), competency(9))
    reading = read_all(data, SETTINGS)
    whole(reading)
    assert [s.id for s in reading.frameworks[0].statements] == [ctid(1)]
    assert [h.text for h in reading.frameworks[0].headings] == ["Only this"]
    assert [r for _, r in reading.skipped] == [
        "has no level (asn:hasProgressionLevel), though other competencies have one",
        "stands on 2 levels (Able, Ordinary), and a statement stands on one",
        "has no level (asn:hasProgressionLevel), though other competencies have one",
    ]


@pytest.mark.parametrize("name", ["ceasn:complexityLevel", "asn:hasProgressionLevel"])
def test_a_field_of_another_source_is_no_level(name: str) -> None:
    plain = read(graph(frame(), competency(1), competency(2)), SETTINGS)
    odd = tuple(replace(s, extra=((name, "Level 2"),)) for s in plain.statements)
    framework = replace(plain, statements=odd, format="json", source=b"")
    back = read_all(ctdl.render(framework), SETTINGS).frameworks[0]
    assert replace(back, format="json", origin=framework.origin) == framework
    assert read_all(ctdl.render(back), SETTINGS).frameworks[0] == back


# Kinds, labels, what is kept.


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"ceasn:competencyCategory": {"en": "Knowledge"}}, "knowledge"),
        ({"ceasn:competencyCategory": "Tasks"}, "task"),
        ({"ceasn:competencyCategory": "Deck work"}, None),
        ({"ceasn:skillEmbodied": ["https://x.example.org/1"]}, "skill"),
        ({"ceasn:skillEmbodied": ["https://x.example.org/1"], "ceasn:taskEmbodied": ["https://x.example.org/2"]}, None),
    ],
)
def test_kinds_are_read_where_they_are_plain(more: dict[str, Any], kind: str | None) -> None:
    assert read(graph(frame(), competency(1) | more), SETTINGS).statements[0].kind == kind


def test_labels_are_aliases_and_stand_in_for_a_text() -> None:
    data = graph(
        frame(),
        competency(1, ceasn__competencyLabel={"en": "Mooring"}, skos__altLabel={"en": ["Berthing", "Docking"]}),
        competency(2, {}, ceasn__competencyLabel="Steer by compass."),
    )
    first, second = read(data, SETTINGS).statements
    assert first.aliases == ("Mooring", "Berthing", "Docking")
    assert (second.text, second.aliases) == ("Steer by compass.", ())


def test_what_is_unknown_comes_back_with_its_name_and_type() -> None:
    unknown = {
        "ceasn:shouldIndex": "https://purl.org/ctdlasn/terms/true",
        "ceasn:dateCreated": "2024-01-01",
        "ceasn:conceptKeyword": {"en-us": ["lines", "berths"]},
        "ceasn:broadAlignment": ["https://x.example.org/9"],
        "schema:position": 3,
        "ceterms:flag": True,
        "ceterms:odd": '{"a": 1}',
        "socList": ["53-5011.00"],
        "ceterms:occupationType": [{"@type": "ceterms:CredentialAlignmentObject", "ceterms:codedNotation": "53-5011"}],
    }
    about = {"ceasn:creator": [uri("c")], "ceasn:source": "https://x.example.org", "later:thing": {"a": [1, None]}}
    data = graph(frame() | about, competency(1) | unknown)
    framework = read(data, SETTINGS)
    nodes = json.loads(ctdl.render(framework))["@graph"]
    assert {k: v for k, v in nodes[1].items() if k in unknown} == unknown
    assert {k: v for k, v in nodes[0].items() if k in about} == about
    assert not any(k.startswith("jdmatch:") for node in nodes for k in node if k != "jdmatch:derived")


# The way back.


@settings(QUICK, max_examples=120)
@given(frameworks())
def test_an_export_reads_back_as_the_same_framework(framework: Framework) -> None:
    data = export(framework, "ctdl")
    # What is not in English is read where it is asked for.
    reading = read_all(data, SETTINGS, options=Options(language="de" if framework.language == "de" else ""))
    whole(reading)
    (back,) = reading.frameworks
    assert replace(back, format=framework.format, origin=framework.origin) == framework
    assert ctdl.render(replace(back, format=framework.format)) == data
    assert lost(framework, "ctdl") == ()


@settings(QUICK, max_examples=60)
@given(frameworks())
def test_an_export_has_what_the_format_requires(framework: Framework) -> None:
    document = json.loads(export(framework, "ctdl"))
    nodes = document["@graph"]
    ids = [node["@id"] for node in nodes]
    assert len(set(ids)) == len(ids)
    assert document["@context"] == ctdl_context(nodes)
    for node in nodes:
        assert node["ceterms:ctid"].startswith("ce-")
        required = {
            "ceasn:CompetencyFramework": {"ceasn:name", "ceasn:description", "ceasn:inLanguage"},
            "ceasn:Competency": {"ceasn:competencyText", "ceasn:isPartOf"},
            "asn:ProgressionModel": {"ceasn:name", "skos:hasTopConcept"},
            "asn:ProgressionLevel": {"skos:prefLabel", "ceasn:inProgressionModel"},
        }[node["@type"]]
        assert required <= set(node)
        for name in ("ceasn:hasChild", "ceasn:hasTopChild", "ceasn:isChildOf", "asn:hasProgressionLevel"):
            assert set(node.get(name, [])) <= set(ids)


def ctdl_context(nodes: list[dict[str, Any]]) -> Any:
    plain = "https://credreg.net/ctdlasn/schema/context/json"
    own = any(key.startswith("jdmatch:") for node in nodes for key in node)
    return [plain, {"jdmatch": "urn:jdmatch:"}] if own else plain


@pytest.mark.parametrize("name", ["ctdl-bakery.json", "ctdl-envelopes.json", "cass-greenhouse.csv"])
def test_examples_come_back_member_for_member(name: str) -> None:
    for framework in read_all(EXAMPLES / name, SETTINGS).frameworks:
        anew = ctdl.render(framework)
        (back,) = read_all(anew, SETTINGS).frameworks
        assert replace(back, format=framework.format, origin=framework.origin) == framework
        assert ctdl.render(back) == anew
        assert b"jdmatch:extra" not in anew
    if name == "ctdl-bakery.json":
        assert export(read(EXAMPLES / name, SETTINGS), "ctdl") == (EXAMPLES / name).read_bytes()


# Mutated files.


def mutated(value: Any, rnd: random.Random) -> Any:
    """A JSON value with one member dropped, retyped, nested, doubled or moved."""
    value = copy.deepcopy(value)
    holders: list[Any] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict | list) and here:
            holders.append(here)
            waiting.extend(here.values() if isinstance(here, dict) else here)
    holder = rnd.choice(holders)
    key: Any = rnd.choice(list(holder)) if isinstance(holder, dict) else rnd.randrange(len(holder))
    change = rnd.randrange(6)
    if change == 0:
        del holder[key]
    elif change == 1:
        holder[key] = rnd.choice(
            [None, 7, -1.5, True, "", "x", [], {}, [None], {"@value": 3}, {"en": {}}, "ce-x", "\u0007"]
        )
    elif change == 2:
        holder[key] = rnd.choice([[holder[key]], {"@id": holder[key]}, {"en": holder[key]}, {"@graph": [holder[key]]}])
    elif change == 3 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif change == 4:
        other = rnd.choice(holders)
        holder[key] = copy.deepcopy(other)
    elif isinstance(holder, dict):
        holder[rnd.choice(["@type", "@id", "ceasn:isChildOf", "ceasn:hasChild", "ceasn:isPartOf"])] = holder.pop(key)
    return value


def held(data: bytes) -> None:
    try:
        reading = read_all(data, SETTINGS)
    except FrameworkError:
        return
    whole(reading)
    for framework in reading.frameworks:
        assert framework.statements
        assert len({s.id for s in framework.statements}) == len(framework.statements)
        if reading.format == "ctdl":
            (back,) = read_all(ctdl.render(framework), SETTINGS).frameworks
            assert replace(back, origin=framework.origin) == framework


@settings(QUICK, max_examples=250)
@given(st.sampled_from(["ctdl-bakery.json", "ctdl-envelopes.json"]), st.integers(0, 2**32), st.integers(1, 4))
def test_mutated_files_are_read_whole_or_refused(name: str, seed: int, times: int) -> None:
    rnd = random.Random(seed)
    value = json.loads((EXAMPLES / name).read_bytes())
    for _ in range(times):
        if isinstance(value, dict | list) and value:
            value = mutated(value, rnd)
    held(json.dumps(value).encode())


@settings(QUICK, max_examples=150)
@given(st.integers(0, 2**32))
def test_damaged_bytes_are_read_whole_or_refused(seed: int) -> None:
    rnd = random.Random(seed)
    data = bytearray((EXAMPLES / "ctdl-bakery.json").read_bytes())
    for _ in range(rnd.randrange(1, 4)):
        at = rnd.randrange(len(data))
        change = rnd.randrange(3)
        if change == 0:
            data[at] = rnd.randrange(256)
        elif change == 1:
            del data[at : at + rnd.randrange(1, 400)]
        else:
            data[at:at] = rnd.choice([b'"', b"{", b"]", b",", b"\x00", b"\xff", b'"ceasn:hasChild": ["x"],'])
    held(bytes(data))
