"""JobPosting data in a page's scripts, the examples of both kinds, and what damage does to them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError
from jdmatch.records import PostingFields, Salary
from jdmatch.settings import Settings
from jdmatch.sources import read_bytes
from tests.jsonld_kit import DESCRIPTION, EXAMPLES, job, page, read, refused
from tests.sources_kit import LINES, posting_leads_back


def test_in_a_page_the_data_wins() -> None:
    source = page("\n" + json.dumps(job(), indent=1).replace("</", "<\\/") + ";")
    posting = read(source, "page.html")
    assert posting.text == read(job()).text
    assert posting.format == "json-ld"


def test_thin_data_lends_title_and_fields_to_the_page() -> None:
    thin = job(description="Nice job.", educationRequirements="high school")
    posting = read(page(json.dumps(thin), f"<h1>Apply</h1><ul><li>{'</li><li>'.join(LINES)}</li></ul>"), "page.html")
    assert posting.format == "html"
    assert (posting.title, posting.fields.education) == ("Receptionist", "high_school")
    assert LINES[1] in posting.text


@pytest.mark.parametrize("excerpt", [LINES[0] + " " + LINES[1], LINES[0] + " Answer the telephone, book …"])
def test_an_excerpt_for_search_engines_is_not_taken_for_the_posting_that_the_page_shows(excerpt: str) -> None:
    shown = "<h1>Clerk</h1>" + DESCRIPTION + "<p>We open at eight and close at noon, and nobody works on Sundays.</p>"
    script = json.dumps(job(description=excerpt, baseSalary={"currency": "USD", "value": 20}))
    posting = read(page(script, shown), "page.html")
    assert posting.text.endswith("Sundays.")
    assert posting.title == "Receptionist"
    assert posting.fields.salary is not None
    # The page says something else, or little more, or the data have a list: they are the posting.
    assert read(page(script, "<h1>Welcome</h1><p>" + LINES[2] * 9), "page.html").format == "json-ld"
    assert read(page(script, f"<h1>Clerk</h1><p>{excerpt}"), "page.html").format == "json-ld"
    listed = json.dumps(job(description=excerpt, responsibilities=["Open the mail", "Sort the mail"]))
    assert read(page(listed, shown), "page.html").format == "json-ld"


def test_broken_data_in_a_page_is_a_note_and_the_page_is_read() -> None:
    posting = read(page('{"@type": "JobPosting", }', f"<ul><li>{'</li><li>'.join(LINES)}</li></ul>"), "page.html")
    assert [d.code for d in posting.diagnostics] == ["JDM014"]
    assert "line 1, column 25" in posting.diagnostics[0].message


@pytest.mark.parametrize(
    "wrapped",
    [
        "{};",
        "<!--\n{}\n-->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/ {} /*]]>*/",
        "<![CDATA[{}]]>",
        "\ufeff{}\n// made by the plugin",
        '// by "hand" {{\n{}',
        "/* {{}} */{}}} trailing",
    ],
)
def test_what_surrounds_the_data_in_a_script_does_not_matter(wrapped: str) -> None:
    assert read(page(wrapped.format(json.dumps(job()).replace("</", "<\\/"))), "page.html").text == read(job()).text


def test_comments_are_let_through_in_scripts_alone() -> None:
    source = json.dumps(job(), indent=1).replace("</", "<\\/").replace('"@type"', '// kind\n /* of */ "@type"')
    assert read(page(source), "page.html").format == "json-ld"
    assert refused(source).code == "JDM014"


def scripts(*values: Any) -> str:
    texts = (v if isinstance(v, str) else json.dumps(v).replace("</", "<\\/") for v in values)
    return "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)


def test_the_posting_may_stand_in_any_script_and_beside_broken_ones() -> None:
    other = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "Jobs"}]}
    posting = read(f"<html><head>{scripts('{broken', other, '', job())}</head><body><p>Shown.</p>", "page.html")
    assert posting.text == read(job()).text


def test_the_fuller_version_in_another_script_is_read_and_stubs_are_not_counted() -> None:
    stub = job(title="Night Porter", description="Soon.")
    page_of = scripts(
        stub, job(description=DESCRIPTION[:120], baseSalary=20, salaryCurrency="USD"), job(skills="Excel")
    )
    posting = read(f"<html><body>{page_of}<p>Shown.</p>", "page.html")
    assert posting.title == "Receptionist"
    assert posting.text.endswith("Excel")
    assert posting.fields.salary == Salary(20.0, 20.0, "USD", None)
    assert posting.diagnostics == ()
    twice = read(f"<html><body>{scripts(job(), job(title='Cook'))}<p>Shown.</p>", "page.html")
    assert [d.code for d in twice.diagnostics] == ["JDM018"]


def test_the_example_of_a_page_of_an_applicant_system() -> None:
    source = (EXAMPLES / "jobposting-ats-page.html").read_text("utf-8")
    posting = read(source, "page.html")
    assert posting.title == "Accounts Receivable Specialist"
    assert posting.fields == PostingFields(2.0, "high_school", Salary(24.5, 29.0, "USD", "hour"))
    found = [(posting.text[b.start : b.end], b.section) for b in posting.blocks]
    assert len({text for text, _ in found}) == len(found) == 12
    assert [s for _, s in found].count("responsibilities") == 5
    assert ("What you bring", "requirements") in found
    assert ("Transportation management systems", "requirements") in found
    assert posting.diagnostics == ()
    for words, path in (
        ("accounts & wants", "$['@graph'][2].description"),
        ("Reconcile the receivables", "$['@graph'][2].responsibilities"),
    ):
        at = posting.text.index(words)
        first, last = posting.locate(at, at + 1), posting.locate(at + len(words) - 1, at + len(words))
        assert first is not None and last is not None and first.source_start and last.source_end  # noqa: PT018
        assert first.path == path
        assert source[first.source_start : last.source_end].replace("&amp;", "&") == words


def test_the_example_of_job_schema_plus() -> None:
    source = (EXAMPLES / "jobposting-jdx.jsonld").read_text("utf-8")
    posting = read(source, "job.jsonld")
    assert posting.title == "Information Security Analyst"
    assert posting.fields.salary == Salary(68000.0, 84000.0, "USD", "year")
    found = [(posting.text[b.start : b.end], b.section) for b in posting.blocks]
    assert found[-10:-3] == [
        ("A security certification (entry level or above) within the first year", "requirements"),
        ("A one-hour exercise with log files", "requirements"),
        ("Review firewall and mail gateway alerts and decide which to escalate", "responsibilities"),
        ("Test backups of the core system every quarter", "responsibilities"),
        ("Knowledge of how phishing kits collect and relay credentials", "requirements"),
        ("Clear writing", "requirements"),
        ("On call one week in four", "other"),
    ]
    assert found[0][1] == "about"
    assert posting.text.startswith("We are looking for an analyst")
    assert "15-1212" not in posting.text
    assert {s.path for s in posting.spans} >= {"$['@graph'][0]['jdx:employerOverview']['en-US']"}
    assert read({"jobSchemaPlusFile": json.loads(source)}).text == posting.text


def damaged(value: Any, draw: Any) -> Any:
    """JSON with members dropped, doubled, retyped or nested."""
    if isinstance(value, dict):
        out = {}
        for key, member in value.items():
            how = draw(st.sampled_from(["keep"] * 12 + ["drop", "null", "list", "number", "nest", "key"]))
            if how != "drop":
                made = damaged(member, draw)
                made = {"null": None, "list": [made, made], "number": 3, "nest": {"@value": made}}.get(how, made)
                out[key + "x" if how == "key" else key] = made
        return out
    return [damaged(member, draw) for member in value] if isinstance(value, list) else value


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.data())
def test_damaged_data_are_read_or_refused(data: st.DataObject) -> None:
    value = json.loads((EXAMPLES / "jobposting-jdx.jsonld").read_text("utf-8"))
    source = json.dumps(damaged(value, data.draw))
    cut = data.draw(st.integers(0, len(source) * 3))
    source = source[:cut] + data.draw(st.sampled_from(["", "\\", '"', "{", "\x00"])) + source[cut + 1 :]
    try:
        posting = read_bytes(source.encode(), Settings(), id="x", name="job.json")
    except InputError:
        return
    assert posting_leads_back(posting, source)
