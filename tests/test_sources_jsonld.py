"""JobPosting data: what it says once, with its path, and what is wrong with it by place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError, LimitError
from jdmatch.records import PostingFields, Salary
from jdmatch.settings import Limits, Settings
from jdmatch.sources import read_bytes
from jdmatch.sources.json_places import Text, parse, string_map
from jdmatch.sources.jsonld_fields import stated_fields
from jdmatch.sources.maps import Mapped
from tests.jsonld_kit import DESCRIPTION, job, read, refused
from tests.sources_kit import LINES, leads_back


def test_description_title_and_blocks() -> None:
    posting = read(job())
    assert posting.format == "json-ld"
    assert posting.text == "{}\n\nDuties\n{}\n{}\n{}".format(*LINES)
    assert [b.kind for b in posting.blocks] == ["paragraph", "heading", "item", "item", "paragraph"]
    assert (posting.title, posting.title_span) == ("Receptionist", None)
    assert "Receptionist" not in posting.text
    assert {s.path for s in posting.spans} == {"$.description"}


@pytest.mark.parametrize(
    "shape",
    [
        lambda j: [{"@type": "WebSite"}, j],
        lambda j: {"@context": "x", "@graph": [{"@type": "Organization"}, j]},
        lambda j: {"@type": "WebPage", "mainEntity": j},
        lambda j: j | {"@type": ["Thing", "JobPosting"]},
        lambda j: j | {"@type": "schema:JobPosting"},
        lambda j: j | {"@type": "http://schema.org/JobPosting"},
    ],
)
def test_wherever_the_posting_stands(shape: Any) -> None:
    assert read(shape(job())).text == read(job()).text


def test_paths_name_the_place() -> None:
    posting = read({"@graph": [{"@type": "WebSite"}, job(responsibilities=["Feed the office fish at noon"])]})
    assert posting.spans[0].path == "$['@graph'][1].description"
    assert posting.spans[-1].path == "$['@graph'][1].responsibilities[0]"


def test_other_fields_follow_with_their_section_and_no_heading() -> None:
    posting = read(
        job(
            responsibilities="Feed the office fish at noon.\n• Water the plants",
            qualifications="<ul><li>Love of fish</li></ul>",
            skills=["Excel", {"@type": "DefinedTerm", "name": "Fish care"}],
            jobBenefits="Free fish",
            employerOverview={"@value": "We keep fish."},
        )
    )
    added = posting.text.removeprefix(read(job()).text).strip().split("\n")
    assert added == [
        "We keep fish.",
        "Feed the office fish at noon.",
        "• Water the plants",
        "Love of fish",
        "Excel",
        "Fish care",
        "Free fish",
    ]
    new = posting.blocks[-7:]
    assert [(b.kind, b.section) for b in new] == [
        ("paragraph", "about"),
        ("paragraph", "responsibilities"),
        ("item", "responsibilities"),
        ("item", "requirements"),
        ("item", "requirements"),
        ("item", "requirements"),
        ("paragraph", "benefits"),
    ]


def test_what_the_description_says_already_is_counted_once_and_lends_its_section() -> None:
    posting = read(job(responsibilities=f"<ul><li>{LINES[1]}</li><li>{LINES[2]}</li></ul>", skills=["drawer"]))
    assert posting.text == read(job()).text
    assert [b.section for b in posting.blocks] == [None, *["responsibilities"] * 3, None]


def test_a_plain_description_is_verbatim_and_its_layout_is_left_to_the_chunker() -> None:
    plain = "\n\n".join(LINES).replace("front desk", "front&nbsp;desk")
    posting = read(job(description=plain + "\n"))
    assert posting.text == plain.replace("&nbsp;", "\xa0")
    assert posting.blocks == ()


@pytest.mark.parametrize("times", [1, 2])
def test_escaped_html_is_read_at_most_twice(times: int) -> None:
    escaped = DESCRIPTION
    for _ in range(times):
        escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(job(description=escaped)).text == read(job()).text


def test_the_first_of_several_is_read_and_the_others_are_counted() -> None:
    posting = read([job(), job(title="Cook"), job(title="Maid")])
    assert posting.title == "Receptionist"
    (note,) = posting.diagnostics
    assert (note.code, note.severity) == ("JDM018", "warning")
    assert "2 more" in note.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1,}', "line 1, column 9"),
        ('{\n "a": tru\n}', "line 2, column 7"),
        ('{"a" 1}', "':' is expected"),
        ('["a" "b"]', "',' or ']' is expected"),
        ('{"a": "open', "not closed"),
        ('{"a": "\\q"}', "\\q is no escape"),
        ('{"a": [1, 2', "ends in the middle"),
        ('{"a": 1}\n{"a": 2}', "line 2, column 1"),
        ("plain words", "a value is expected"),
        ("{'a': 1}", "double quotes"),
        ('{"a": 01}', "',' or '}' is expected"),
        ('{"a": "\\u12"}', "\\u is no escape"),
    ],
)
def test_broken_json_is_refused_with_its_place(text: str, says: str) -> None:
    error = refused(text)
    assert error.code == "JDM014"
    assert says in str(error)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (
            {"jobs": [{"id": 1}], "meta": {}},
            "$ has the keys jobs, meta; $.jobs is a list of 1; $.jobs[0] has the keys id",
        ),
        ({"@graph": [{"@type": "WebPage"}]}, "$['@graph'][0] has the keys @type and the type WebPage"),
        ([], "$ is a list of 0"),
        ({}, "$ is empty"),
        ("[1, 2]", "$ is a list of 2"),
        ("3", "$ is a single value"),
        ({f"key{i}": i for i in range(20)}, "key7, …"),
    ],
)
def test_foreign_json_is_refused_with_the_paths_looked_at(value: Any, says: str) -> None:
    error = refused(value)
    assert error.code == "JDM015"
    assert says in str(error)
    assert "JobPosting" in str(error)


def test_a_job_posting_without_text_is_empty() -> None:
    assert refused({"@type": "JobPosting", "title": "Cook"}).code == "JDM004"


def test_json_nested_too_deep_is_refused_at_the_limit() -> None:
    deep = {"@type": "JobPosting", "description": DESCRIPTION}
    value: Any = 1
    for _ in range(98):
        value = [value]
    assert read(deep | {"x": value}).text
    with pytest.raises(LimitError):
        read(deep | {"x": [[[value]]]})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, PostingFields()),
        ({"experienceRequirements": {"monthsOfExperience": 30}}, PostingFields(min_years_experience=2.5)),
        (
            {"experienceRequirements": [{"monthsOfExperience": "24"}, {"monthsOfExperience": 12}]},
            PostingFields(min_years_experience=1.0),
        ),
        ({"experienceRequirements": "two years"}, PostingFields()),
        ({"experienceRequirements": {"monthsOfExperience": True}}, PostingFields()),
        ({"educationRequirements": {"credentialCategory": "bachelor degree"}}, PostingFields(education="bachelor")),
        (
            {
                "educationRequirements": [
                    {"credentialCategory": "bachelor degree"},
                    {"credentialCategory": "associate degree"},
                ]
            },
            PostingFields(education="associate"),
        ),
        ({"educationRequirements": {"credentialCategory": "postgraduate degree"}}, PostingFields(education="master")),
        ({"educationRequirements": "High School Diploma"}, PostingFields(education="high_school")),
        ({"educationRequirements": "no requirements"}, PostingFields(education="none")),
        (
            {"educationRequirements": "Somebody with a master plan and a degree in life, and more words"},
            PostingFields(),
        ),
        (
            {"baseSalary": {"currency": "USD", "value": {"minValue": 20, "maxValue": 25.5, "unitText": "HOUR"}}},
            PostingFields(salary=Salary(20.0, 25.5, "USD", "hour")),
        ),
        (
            {"baseSalary": {"currency": "usd", "value": {"value": "61,500", "unitText": "YEAR"}}},
            PostingFields(salary=Salary(61500.0, 61500.0, "USD", "year")),
        ),
        (
            {"baseSalary": {"minValue": 3000, "unitText": "MONTH"}, "salaryCurrency": "EUR"},
            PostingFields(salary=Salary(3000.0, None, "EUR", "month")),
        ),
        ({"baseSalary": 52000, "salaryCurrency": "USD"}, PostingFields(salary=Salary(52000.0, 52000.0, "USD", None))),
        ({"baseSalary": "$20 - $25 an hour"}, PostingFields()),
        ({"baseSalary": {"currency": "dollars", "value": {"value": 0}}}, PostingFields()),
        ({"baseSalary": {"value": None}}, PostingFields()),
        ({"baseSalary": float("inf"), "salaryCurrency": "USD"}, PostingFields()),
        ({"baseSalary": {"value": "1" * 400}, "experienceRequirements": {"monthsOfExperience": -3}}, PostingFields()),
    ],
)
def test_fields_are_what_the_data_states(fields: dict[str, Any], expected: PostingFields) -> None:
    assert stated_fields(fields) == expected


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(values, st.booleans(), st.sampled_from([None, 1]))
def test_json_is_read_as_the_standard_library_reads_it(value: Any, ascii_only: bool, indent: int | None) -> None:
    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse(source, "x", depth=100) == json.loads(source)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet='ab"\\/\n\té😀<', max_size=30), st.booleans())
def test_every_character_of_a_string_maps_back(value: str, ascii_only: bool) -> None:
    source = "[ " + json.dumps(value, ensure_ascii=ascii_only) + " ]"
    (text,) = parse(source, "x", depth=9)
    assert isinstance(text, Text)
    mapped = string_map(Mapped.verbatim(source), text)
    assert mapped.text == value
    assert leads_back(mapped, source)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet='{}[]",:1-.eE \\tfn', max_size=25))
def test_what_the_standard_library_refuses_is_refused_with_a_code(source: str) -> None:
    try:
        expected = json.loads(source)
    except ValueError:
        with pytest.raises(InputError) as caught:
            parse(source, "x", depth=100)
        assert caught.value.code == "JDM014"
    else:
        assert parse(source, "x", depth=100) == expected


def test_limits_apply_to_the_text_that_comes_out() -> None:
    with pytest.raises(LimitError):
        read_bytes(json.dumps(job()).encode(), Settings(limits=Limits(characters=100)), id="x")
