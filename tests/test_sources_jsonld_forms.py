"""JobPosting data in all their forms: names, references, languages, structured fields; and each thing once."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest

from jdmatch.errors import InputError
from jdmatch.records import Posting, Salary
from jdmatch.settings import Settings
from jdmatch.sources.jsonld import read_documents
from jdmatch.sources.maps import Mapped
from tests.jsonld_kit import DESCRIPTION, job, read
from tests.sources_kit import LINES, posting_leads_back


@pytest.mark.parametrize(
    ("context", "names"),
    [
        ("http://schema.org", "{}"),
        ({"schema": "https://schema.org/"}, "schema:{}"),
        ({"s": "http://schema.org/"}, "s:{}"),
        ([{"w": "https://www.schema.org"}, None, 3], "w:{}"),
        (None, "https://schema.org/{}"),
        (None, "http://www.schema.org/{}"),
        ({n: f"schema:{n[2:]}" for n in ("x_title", "x_description", "x_skills", "x_JobPosting")}, "x_{}"),
        ({"x_skills": {"@id": "http://schema.org/skills", "@container": "@list"}, "s": "https://schema.org/"}, "s:{}"),
    ],
)
def test_names_are_read_in_every_spelling(context: Any, names: str) -> None:
    data = {"title": "Receptionist", "description": DESCRIPTION, "skills": "Excel"}
    value = {names.format(k): v for k, v in data.items()} | {"@type": "JobPosting", "dc:description": "Never read"}
    posting = read(value if context is None else {"@context": context} | value)
    assert posting.title == "Receptionist"
    assert posting.text == read(job(skills="Excel")).text


def test_aliases_of_keywords_and_the_fuller_of_two_names() -> None:
    value = {
        "@context": {"type": "@type", "id": "@id"},
        "type": "JobPosting",
        "description": "",
        "schema:description": DESCRIPTION,
    }
    assert read(value).text == read(job()).text


def test_references_in_a_graph_are_followed_and_keep_their_path() -> None:
    graph = [
        {"@id": "#pay", "@type": "MonetaryAmount", "currency": "USD", "value": {"@id": "#range"}},
        job(
            **{"@id": "#job"},
            hiringOrganization="#us",
            baseSalary={"@id": "#pay"},
            skills=[{"@id": "#skill"}, {"@id": "#nowhere"}],
            employerOverview={"@id": "#job"},
        ),
        {"@id": "#range", "minValue": {"@value": "20", "@type": "xsd:decimal"}, "unitText": {"en": "HOUR"}},
        {"@id": "#skill", "@type": "DefinedTerm", "name": "Fish care", "inDefinedTermSet": {"@id": "#skill"}},
        {"@id": "#us", "@type": "Organization", "employerOverview": "We keep fish.", "event": {"@id": "#us"}},
        {"@type": "WebPage", "mainEntity": {"@id": "#job", "@type": "JobPosting"}},
    ]
    posting = read({"@context": "https://schema.org", "@graph": graph})
    assert posting.fields.salary == Salary(20.0, None, "USD", "hour")
    assert [(posting.text[s.start : s.end], s.path) for s in posting.spans[-2:]] == [
        (LINES[3], "$['@graph'][1].description"),
        ("Fish care", "$['@graph'][3].name"),
    ]
    assert posting.diagnostics == ()


def test_references_without_end_come_to_one() -> None:
    names = [f"#{i}" for i in range(60)]
    graph = [{"@id": n, "description": [{"@id": m} for m in names]} for n in names]
    posting = read({"@graph": [job(skills=[{"@id": n} for n in names]), *graph]})
    assert posting.text.startswith(LINES[0])


@pytest.mark.parametrize(
    "said",
    [
        {"en-US": "{}"},
        {"de": "Nein", "EN": "{}"},
        {"@none": "{}", "fr": "Non"},
        {"@value": "{}", "@language": "en"},
        [{"@value": "Nein", "@language": "de"}, {"@value": "{}", "@language": "en-GB"}],
        {"en": ["{}"]},
        {"@list": ["{}"]},
        {"@set": {"@value": "{}"}},
        {"@type": "Text", "text": "{}"},
    ],
)
def test_texts_in_every_form(said: Any) -> None:
    full = json.loads(json.dumps(said).replace("{}", "Fish care"))
    assert read(job(skills=full)).text.split("\n")[-1] == "Fish care"
    assert read(job(title=full)).title == "Fish care"
    assert read(job(description=[full, DESCRIPTION])).text.startswith("Fish care")


def test_of_a_text_in_several_languages_the_english_one_is_read() -> None:
    german = {"@language": "de", "@value": "<p>Wir suchen eine freundliche Stimme für unser Telefon.</p>"}
    english = {"@language": "en-US", "@value": DESCRIPTION}
    assert read(job(description=[german, english])).text == read(job()).text
    both = [{"@language": "en", "@value": "Excel"}, {"@language": "fr", "@value": "Tableur"}]
    assert read(job(skills=both)).text.endswith("Excel")


def test_the_members_of_an_item_list_are_items() -> None:
    members = [{"@type": "ListItem", "position": n, "name": f"Open the mail {n}"} for n in (1, 2)]
    posting = read(job(responsibilities={"@type": "ItemList", "itemListElement": members}))
    assert [b.kind for b in posting.blocks[-2:]] == ["item", "item"]
    assert posting.blocks[-1].section == "responsibilities"


def test_a_posting_in_another_language_alone_is_not_empty() -> None:
    assert read(job(description={"de": DESCRIPTION})).text == read(job()).text
    assert "https" not in read(job(skills=["https://example.com/skill", {"url": "https://x.example/1"}])).text


@pytest.mark.parametrize(
    ("field", "value", "lines"),
    [
        ("skills", {"@type": "DefinedTerm", "name": "Excel", "description": "A program of sheets"}, ["Excel"]),
        ("skills", {"@type": "Thing", "name": "Excel", "description": "Build sheets"}, ["Build sheets"]),
        (
            "educationRequirements",
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "certificate",
                "competencyRequired": ["Safe lifting", {"@type": "DefinedTerm", "name": "First aid"}],
            },
            ["Safe lifting", "First aid"],
        ),
        ("educationRequirements", {"credentialCategory": "bachelor degree"}, []),
        ("educationRequirements", {"credentialCategory": "state notary seal"}, ["state notary seal"]),
        ("experienceRequirements", {"monthsOfExperience": 12}, []),
        ("experienceRequirements", {"monthsOfExperience": 12, "description": "A year of it"}, ["A year of it"]),
        ("physicalRequirement", "Climb stairs all day", ["Climb stairs all day"]),
        ("eligibilityToWorkRequirement", ["Work permit"], ["Work permit"]),
    ],
)
def test_structured_fields_become_requirements(field: str, value: Any, lines: list[str]) -> None:
    posting = read(job(**{field: value}))
    new = posting.blocks[len(read(job()).blocks) :]
    assert [posting.text[b.start : b.end] for b in new] == lines
    assert {b.section for b in new} <= {"requirements"}


@pytest.mark.parametrize(
    "again",
    [
        f"{LINES[1]} {LINES[2]}",
        f"{LINES[1]}\n\n{LINES[2]}",
        f"<ol><li><b>{LINES[1]}</b></li><li>{LINES[2].upper()}</li></ol>",
        [f"1. {LINES[1].rstrip('.')}", f"b) {LINES[2]}"],
        f"• {LINES[1].replace(' ', '  ')}<br>* {LINES[2].replace('.', ' !')}",
        f"&lt;p&gt;{LINES[1]}&lt;/p&gt;&lt;p&gt;{LINES[2]}&lt;/p&gt;",
        [{"@value": LINES[1].replace("telephone", "tele­phone")}, LINES[2].replace("insurers", "​insurers")],
    ],
)
def test_the_same_in_other_clothes_is_counted_once(again: Any) -> None:
    posting = read(job(responsibilities=again))
    assert posting.text == read(job()).text
    assert [b.section for b in posting.blocks] == [None, *["responsibilities"] * 3, None]


def test_of_a_paragraph_only_the_new_sentences_are_added() -> None:
    posting = read(job(responsibilities=f"{LINES[1]} Water the plants. Feed the fish. {LINES[2]} Lock up at six."))
    assert posting.text.split("\n")[-2:] == ["Water the plants. Feed the fish.", "Lock up at six."]
    assert [b.section for b in posting.blocks].count("responsibilities") == 5


def test_a_paragraph_of_the_description_that_a_list_repeats_learns_its_section() -> None:
    posting = read(job(description=f"<p>{LINES[0]}</p><p>{LINES[1]} {LINES[2]}</p>", responsibilities=list(LINES[1:3])))
    assert [b.section for b in posting.blocks] == [None, "responsibilities"]


def test_a_list_that_half_repeats_is_one_list() -> None:
    description = f"<p>{LINES[0]}</p><h3>Du</h3><ul><li>{LINES[1]}</li><li>{LINES[2]}</li><li>Sweep</li></ul><p>By</p>"
    posting = read(job(description=description, responsibilities=list(LINES[1:3])))
    assert [b.section for b in posting.blocks] == [None, *["responsibilities"] * 4, None]


def test_a_list_is_told_by_several_fields_together() -> None:
    description = "<p>{}</p><h3>Profile</h3><ul><li>{}</li><li>{}</li><li>{}</li><li>{}</li></ul>".format(
        *LINES, "Tact"
    )
    posting = read(job(description=description, skills="tact.", experienceRequirements=LINES[3]))
    told = [(posting.text[b.start : b.end], b.section) for b in posting.blocks]
    assert told[1:] == [(line, "requirements") for line in ("Profile", *LINES[1:], "Tact")]


@pytest.mark.parametrize("around", ["<p>{}</p>", "{}", "<div><p>{}</p><br></div>"])
def test_html_that_was_escaped_inside_a_tag_is_html(around: str) -> None:
    text = around.format(html.escape(DESCRIPTION))
    assert read(job(description=text)).text == read(job()).text
    said = "<p>Write &lt;p&gt; and &lt;b&gt; by hand.</p><ul><li>Know HTML</li></ul><p>" + LINES[0] + "</p>"
    assert "Write <p> and <b> by hand." in read(job(description=said)).text


def test_a_plain_description_learns_sections_line_by_line() -> None:
    plain = f"{LINES[0]}\n\nDuties\n- {LINES[1]}\n- {LINES[2]}\n\n{LINES[3]}"
    posting = read(job(description=plain, responsibilities=list(LINES[1:3]), qualifications=[LINES[3], "Patience"]))
    assert posting.text == plain + "\nPatience"
    assert [(posting.text[b.start : b.end], b.section) for b in posting.blocks] == [
        (f"Duties\n- {LINES[1]}\n- {LINES[2]}", "responsibilities"),
        (LINES[3], "requirements"),
        ("Patience", "requirements"),
    ]


def test_fields_repeat_each_other_too() -> None:
    posting = read(job(skills=["Fish care", "fish care.", "Fish  Care"], qualifications="Fish care"))
    assert posting.text.count("ish") == 1


def test_the_same_posting_twice_is_the_fuller_one_with_what_the_other_states() -> None:
    short = job(description=DESCRIPTION[:130] + "</p>", educationRequirements="high school")
    posting = read([short, job(skills="Excel")])
    assert posting.text.endswith("Excel")
    assert posting.fields.education == "high_school"
    assert posting.diagnostics == ()
    assert read([job(**{"@id": "#1"}), job(**{"@id": "#1", "title": "Other"})]).diagnostics == ()
    assert len(read([job(), job(title="Cook")]).diagnostics) == 1


def test_the_same_text_for_another_number_or_town_is_another_posting() -> None:
    def town(name: str) -> dict[str, Any]:
        return {"jobLocation": {"@type": "Place", "address": {"addressLocality": name}}}

    assert len(documents([job(identifier={"value": i}) for i in range(3)])) == 3
    assert len(documents([job(**town("Dayton")), job(**town("Troy")), job()])) == 2
    assert len(documents([job(identifier="1"), job(identifier="1", title="Cook")])) == 2
    assert len(documents([job(identifier="1", url="https://a.example/"), job(url="https://a.example/")])) == 1


def documents(value: Any, name: str = "jobs.json") -> list[Posting]:
    return read_documents(Mapped.verbatim(json.dumps(value)), Settings(), name, name)


def test_every_posting_of_a_document() -> None:
    assert [p.id for p in documents(job())] == ["jobs.json"]
    numbered = documents([job(), {"@graph": [job(title="Cook")]}, job(title="Maid")])
    assert [p.id for p in numbered] == ["jobs.json#1", "jobs.json#2", "jobs.json#3"]
    assert [p.title for p in numbered] == ["Receptionist", "Cook", "Maid"]
    assert all(p.diagnostics == () for p in numbered)
    named = documents(
        [
            job(identifier={"@type": "PropertyValue", "name": "Acme", "value": "R-1"}),
            job(title="Cook", identifier={"value": 7}, **{"@id": "#cook"}),
            job(title="Maid", identifier=["R-1"], **{"@id": "#maid"}),
            job(title="Page", identifier={"value": "7"}),
            job(title="Usher", identifier=" A  B "),
        ]
    )
    assert [p.id for p in named] == [f"jobs.json#{own}" for own in ("R-1", "7", "#maid", "4", "A B")]
    source = json.dumps([job(), job(title="Cook", description="")])
    first, second = read_documents(Mapped.verbatim(source), Settings(), "x", "x")
    assert posting_leads_back(first, source)
    assert second.text == ""
    for bad, code in (({"jobs": []}, "JDM015"), ([1], "JDM015")):
        with pytest.raises(InputError) as caught:
            documents(bad)
        assert caught.value.code == code
