"""Microdata and RDFa: which elements of a page say what, and that the page's text keeps its places."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import JdmatchError
from jdmatch.records import Posting, Salary
from jdmatch.settings import Settings
from jdmatch.sources import read_bytes
from jdmatch.sources.html_tokens import attribute_range, tokens
from jdmatch.sources.page_elements import Elements
from tests.sources_kit import LINES, posting_leads_back

EXAMPLES = Path(__file__).parent / "examples" / "sources"
MICRODATA = EXAMPLES / "jobposting-wordpress-microdata.html"
RDFA = EXAMPLES / "jobposting-drupal-rdfa.html"
INTRO = f"<p>{LINES[0]} {LINES[3]} Some more words about how we work here, so that it is a posting's worth of text.</p>"
DUTIES = f"<ul><li>{LINES[1]}</li><li>{LINES[2]}</li></ul>"


def read(source: str) -> Posting:
    posting = read_bytes(source.encode(), Settings(), id="x", name="page.html")
    assert posting_leads_back(posting, source)
    return posting


def sections(posting: Posting) -> list[tuple[str, str | None]]:
    return [(posting.text[b.start : b.end], b.section) for b in posting.blocks]


def micro(body: str, more: str = "") -> str:
    return (
        f"<html><body><p>Welcome to our careers site.</p><div itemscope itemtype='https://schema.org/JobPosting'{more}>"
        f"{body}</div></body></html>"
    )


def test_the_example_of_a_content_system_with_microdata() -> None:
    source = MICRODATA.read_text("utf-8")
    posting = read(source)
    assert (posting.title, posting.title_span, posting.format) == ("Veterinary Receptionist", None, "html")
    assert posting.fields.education == "high_school"
    assert posting.fields.salary == Salary(17.0, 19.5, "USD", "hour")
    assert [s for _, s in sections(posting)] == [
        None,
        *["responsibilities"] * 5,
        *["requirements"] * 4,
        "benefits",
    ]
    assert [b.depth for b in posting.blocks if b.kind == "item"] == [1, 1, 1, 2]
    assert "waiting room" not in posting.text
    assert "Kennel" not in posting.text
    # The related job is a title and a line, and no other posting that was not read.
    assert [d.code for d in posting.diagnostics] == ["JDM018"]


def test_offsets_lead_into_the_page_and_into_its_attributes() -> None:
    source = MICRODATA.read_text("utf-8")
    posting = read(source)
    for words in ("Answer a four-line phone", "Close out the card terminal", "Half off care for your own pets"):
        at = posting.text.index(words)
        place = posting.locate(at, at + len(words))
        assert place is not None
        assert place.source_start is not None
        assert place.exact
        assert source[place.source_start : place.source_end] == words
        assert source.count(words) == 1


def test_the_example_of_a_content_system_with_rdfa() -> None:
    posting = read(RDFA.read_text("utf-8"))
    assert posting.title == "Water Treatment Operator"
    assert posting.fields.min_years_experience == 1.0
    assert posting.fields.salary == Salary(58240.0, 71760.0, "USD", "year")
    found = sections(posting)
    assert [s for _, s in found] == [None, *["responsibilities"] * 9, *["requirements"] * 4]
    assert ("Minimum requirements", "requirements") in found
    assert [b.kind for b in posting.blocks].count("item") == 6
    assert "hr.clerk" not in posting.text


@pytest.mark.parametrize(
    "marks",
    [
        ("itemscope itemtype='http://schema.org/JobPosting'", "itemprop='{}'"),
        (
            "itemscope itemtype='https://schema.org/Thing https://schema.org/JobPosting'",
            "itemprop='https://schema.org/{}'",
        ),
        ("vocab='http://schema.org/' typeof='JobPosting'", "property='{}'"),
        ("vocab='https://schema.org' typeof='Thing JobPosting'", "property='{}'"),
        ("typeof='schema:JobPosting'", "property='schema:{}'"),
        ("prefix='s: https://schema.org/ og: http://ogp.me/ns#' typeof='s:JobPosting'", "property='s:{} og:x'"),
        ("xmlns:s='http://schema.org/' typeof='s:JobPosting'", "property='s:{}'"),
        ("typeof='http://schema.org/JobPosting'", "property='http://schema.org/{}'"),
        ("typeof=JobPosting", "property={}"),
    ],
    ids=lambda m: m[0][:40],
)
def test_one_posting_in_many_spellings(marks: tuple[str, str]) -> None:
    scope, name = marks
    posting = read(
        f"<body><p>Other words of the page.</p><div {scope}><a href='/7' {name.format('title')}>Front Desk Lead</a>"
        f"<div {name.format('description')}>{INTRO}</div><h3>Your day</h3>"
        f"<div {name.format('responsibilities')}>{DUTIES}</div><p>Share this</p></div></body>"
    )
    assert posting.title == "Front Desk Lead"
    assert "Other words" not in posting.text
    assert "Share" not in posting.text
    assert sections(posting)[1:] == [
        ("Your day", "responsibilities"),
        (LINES[1], "responsibilities"),
        (LINES[2], "responsibilities"),
    ]


def test_names_of_other_vocabularies_say_nothing() -> None:
    page = "<body><div vocab='http://example.com/' typeof='{}JobPosting'><meta property=title content='Tidy hands'>{}"
    assert read(page.format("", INTRO + DUTIES)).title is None
    assert read(page.format("https://schema.org/", INTRO + DUTIES)).title is None
    assert read(page.format("", INTRO + DUTIES).replace("example.com", "schema.org")).title == "Tidy hands"


def test_nested_items_keep_their_own_properties() -> None:
    company = (
        "<div itemprop=hiringOrganization itemscope><b itemprop=title>Acme</b><p itemprop=description>Big</p></div>"
    )
    posting = read(micro(f"{company}<h1 itemprop=title>Cook</h1><div itemprop=description>{INTRO}{DUTIES}</div>"))
    assert posting.title == "Cook"
    assert "Acme" not in posting.text


def test_itemref_reaches_elements_elsewhere_and_circles_end() -> None:
    far = f"<div id=far itemprop=responsibilities>{DUTIES}</div>"
    source = micro(
        f"<h1 itemprop=title>Cook</h1><div itemprop=description>{INTRO}</div>", " id=me itemref='far me gone'"
    )
    posting = read(source.replace("</body>", far + "</body>"))
    assert sections(posting)[-1] == (LINES[2], "responsibilities")


def test_references_in_rdfa_are_followed() -> None:
    pay = (
        "<div resource='#pay' typeof='MonetaryAmount'><meta property=currency content=EUR>"
        "<span property=value typeof=QuantitativeValue><meta property=value content='30,500'>"
        "<meta property=unitText content=YEAR></span></div>"
    )
    link = "<link property='baseSalary' href='#pay'>"
    for how in (link, "<span rel=baseSalary resource='#pay'></span>", f"<div rel=baseSalary>{pay}</div>"):
        body = f"<div vocab='https://schema.org/' typeof=JobPosting>{how}<div property=description>{INTRO}</div></div>"
        page = f"<body vocab='https://schema.org/'>{body}{'' if pay in how else pay}</body>"
        assert read(page).fields.salary == Salary(30500.0, 30500.0, "EUR", "year")


def test_a_short_description_does_not_hide_the_rest_of_the_posting() -> None:
    posting = read(micro(f"<h1 itemprop=title>Cook</h1><p itemprop=description>A nice job.</p>{INTRO}{DUTIES}"))
    assert posting.title == "Cook"
    assert posting.title_span is not None
    assert LINES[1] in posting.text
    assert "careers site" not in posting.text


def test_the_page_says_it_before_the_attribute_does() -> None:
    hidden = f"<meta itemprop=description content='{LINES[0]} {LINES[3]}'>"
    assert read(micro(hidden + INTRO + DUTIES)).text.count(LINES[0]) == 1
    posting = read(micro(hidden + "<h1 itemprop=title>Cook</h1>"))
    assert posting.text == f"{LINES[0]} {LINES[3]}"
    escaped = f"<meta itemprop=description content='&lt;p&gt;{LINES[0]} &amp;amp; {LINES[3]}&lt;/p&gt;'>"
    assert read(micro(escaped)).text == f"{LINES[0]} & {LINES[3]}"


def test_what_attributes_add_is_counted_once() -> None:
    body = f"<div itemprop=description>{INTRO}<h3>Duties</h3>{DUTIES}</div>"
    meta = f"<meta itemprop=responsibilities content='- {LINES[1]}\n- {LINES[2]}\n- Lock the door'>"
    posting = read(micro(body + meta))
    assert posting.text.count(LINES[1]) == 1
    assert sections(posting)[1:] == [
        ("Duties", "responsibilities"),
        (LINES[1], "responsibilities"),
        (LINES[2], "responsibilities"),
        ("- Lock the door", "responsibilities"),
    ]


def test_words_in_a_line_are_marked_only_where_they_are_most_of_it() -> None:
    listed = "<p>Know: <span itemprop=skills>spreadsheets</span> and <span itemprop=skills>good manners</span></p>"
    told = f"<p>We ask for <span itemprop=skills>patience</span> since {LINES[3]}</p>"
    posting = read(micro(f"<div itemprop=description>{INTRO}{listed}{told}</div>"))
    assert [s for _, s in sections(posting)] == [None, "requirements", None]


def test_linked_data_with_a_text_wins_and_thin_data_lends_its_title() -> None:
    script = '<script type="application/ld+json">{{"@type":"JobPosting","title":"Chef","description":"{}"}}</script>'
    body = micro(f"<h1 itemprop=title>Cook</h1><div itemprop=description>{INTRO}{DUTIES}</div>")
    full = read(script.format(" ".join(LINES)) + body)
    assert (full.title, full.format) == ("Chef", "json-ld")
    thin = read(script.format("Soon") + body)
    assert (thin.title, thin.format) == ("Chef", "html")
    assert "careers site" not in thin.text


def test_the_title_stands_in_the_marked_element_above_its_text() -> None:
    head = "<html><title>Receptionist in Dayton, Ohio | Careers</title>"
    above = "<h2>Join us</h2><h1>Front Desk Receptionist</h1><p>Posted today</p>"
    text = f"<div itemprop=description><p>{' '.join(LINES)}</p><p>{LINES[0]}</p></div>"
    posting = read(f"{head}<div itemscope itemtype='https://schema.org/JobPosting'>{above}{text}</div>")
    assert posting.text.startswith("Larkmoor")
    assert (posting.title, posting.title_span) == ("Front Desk Receptionist", None)


def test_several_full_postings_are_counted() -> None:
    scope = "<div itemscope itemtype='http://schema.org/JobPosting'>"
    one = scope + "<h2 itemprop=title>{}</h2><div itemprop=description>{}</div></div>"
    posting = read("<body>" + one.format("Cook", INTRO) + one.format("Lead", INTRO + DUTIES) + "</body>")
    assert posting.title == "Lead"
    (note,) = [d for d in posting.diagnostics if d.severity == "warning"]
    assert note.code == "JDM018"
    assert "another JobPosting" in note.message


def test_a_marked_description_is_no_furniture() -> None:
    posting = read(micro(f"<aside itemprop=description>{INTRO}{DUTIES}</aside><p>{LINES[0]}</p>"))
    assert LINES[1] in posting.text


MARKS = """
<div itemscope itemtype='http://schema.org/JobPosting' id=a itemref='b a'>|</div>|<p itemprop=description id=b>|</p>|
<div typeof=JobPosting resource=#x>|<a property=skills href=#x>|</a>|<meta itemprop=skills content='a &amp; b'>|
<span rel=title>|</span>|<ul itemprop='responsibilities skills' itemscope>|<li>|</ul>|<table><tr><td property=title>|
</table>|<b typeof=Thing property=skills>|</b>|word and words |• x|<meta property=description content>|<dl><dt>|
<dd>|</dl>|<br>|<th>|<article>
"""
pieces = st.sampled_from(MARKS.strip().split("|"))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_soup_of_marks_is_read_and_maps_back(soup: str) -> None:
    source = f"<html><body><i itemtype='x/JobPosting'></i>{INTRO}{soup}"
    assert read(source).text


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.sampled_from([MICRODATA, RDFA]), st.data())
def test_damaged_examples_are_read_or_refused(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        posting = read_bytes(bytes(content), Settings(), id="x", name="page.html")
    except JdmatchError:
        return
    assert posting.text


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(alphabet="ab<>=\"' /&;", max_size=40))
def test_attributes_are_where_they_are_said_to_be(inner: str) -> None:
    source = f"<p {inner}>x"
    for token in tokens(source):
        for name, value in token.attributes.items():
            place = attribute_range(source, token.start, token.end, name)
            assert (source[slice(*place)] if place else "") == value or "&" in value or "&" in source


def test_elements_know_their_text_and_descendants() -> None:
    page = Elements("<ul id=u><li>One <b>bold</b><li>Two<script>no</script></ul><p id=p>Three<p>Four")
    (ul, first, _, second, script, third, fourth) = page.list
    assert [e.name for e in page.inside(ul)] == ["li", "b", "li", "script"]
    assert [page.text(e) for e in (ul, first, second, script, third, fourth)] == [
        "One bold Two",
        "One bold",
        "Two",
        "",
        "Three",
        "Four",
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        "<div itemscope itemprop=skills itemtype=x/JobPosting>a " * 20_000,
        "<div property=skills typeof=JobPosting resource=#x>a " * 20_000,
        "<div itemscope itemtype=http://schema.org/JobPosting id=a itemref='"
        + "a b c " * 20_000
        + "'><p id=b itemprop=skills>" * 99,
        "<div typeof=JobPosting resource=#a>" + "<a property=skills href=#a>" * 20_000,
        "<div xmlns:a='b' typeof=JobPosting>" * 20_000,
        "<b itemprop=skills>x " * 30_000 + "itemtype=JobPosting",
        "itemtype=" * 100_000 + "<p>",
        'typeof="' * 100_000 + "<p>",
    ],
    ids=lambda b: b[:24],
)
def test_bombs_come_to_an_end(bomb: str) -> None:
    started = time.process_time()
    with contextlib.suppress(JdmatchError):
        read_bytes(f"<html><body>{INTRO}{bomb}".encode(), Settings(), id="x", name="p.html")
    assert time.process_time() - started < 10.0
