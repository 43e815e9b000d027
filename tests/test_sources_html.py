"""HTML: the posting on the page, line by line, and the way back into the page's source."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.chunking import split
from jdmatch.errors import InputError, LimitError
from jdmatch.records import Posting
from jdmatch.settings import Limits, Settings
from jdmatch.sources import read_bytes
from jdmatch.sources.html import fragment_lines
from jdmatch.sources.html_tokens import tokens
from jdmatch.sources.layout import lay_out
from jdmatch.sources.maps import Mapped
from tests.sources_kit import LINES, leads_back, posting_leads_back

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "sources" / "html.json").read_text("utf-8"))
DUTIES = "".join(f"<li>{line}</li>" for line in LINES)
BODY = f"<h1>Front Desk Receptionist</h1><h2>Duties</h2><ul>{DUTIES}</ul>"


def page(html: str, **limits: int) -> Posting:
    return read_bytes(html.encode(), Settings(limits=Limits(**limits)), id="page", name="page.html")


def codes(posting: Posting) -> list[str]:
    return [d.code for d in posting.diagnostics]


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_fragments(case: dict[str, Any]) -> None:
    laid = lay_out(fragment_lines(Mapped.verbatim(case["html"]), Settings()))
    assert laid.text == case["text"]
    assert [f"{b.kind} {b.depth}" for b in laid.blocks] == case["kinds"]
    assert posting_leads_back(Posting("x", laid.text, spans=laid.spans), case["html"])


def test_blocks_cover_the_text_line_by_line() -> None:
    posting = page(BODY)
    lines = [line for line in posting.text.split("\n") if line]
    assert [posting.text[b.start : b.end] for b in posting.blocks] == lines


def test_the_page_around_the_posting_is_left_out_and_counted() -> None:
    furniture = (
        "<header><a>Acme</a><nav><ul><li>Home<li>Jobs</ul></nav></header>{}"
        "<aside><h3>More</h3>Lead the whole clinic</aside>"
        "<div class='cookie-banner'>We use cookies</div><footer>© Acme</footer><div role=dialog>Subscribe</div>"
    )
    posting = page(furniture.format(BODY))
    assert posting.text == page(BODY).text
    assert codes(posting) == ["JDM018"]
    assert "navigation" in posting.diagnostics[0].message


def test_the_main_element_wins_where_it_holds_a_posting() -> None:
    around = "<div>Welcome to the careers portal of Acme.</div><main>{}</main><div>Call us at any time of day.</div>"
    assert "portal" not in page(around.format(BODY)).text
    assert "portal" in page(around.format("<p>Loading…</p>") + BODY).text


def test_other_jobs_are_dropped_with_their_box() -> None:
    box = "<div><h3>Similar jobs</h3><div><a>Director</a><p>Owns the budget of nine clinics</p></div></div>"
    other = box + "<p>Apply soon.</p>"
    posting = page(BODY + other)
    assert "budget" not in posting.text
    assert posting.text.endswith("Apply soon.")


def test_runs_of_bare_links_are_navigation() -> None:
    links = "".join(f"<div><a href=#>{word}</a></div>" for word in ("Home", "Jobs", "Events", "Login"))
    assert page(links + BODY).text == page(BODY).text
    assert "Apply now" in page(BODY + "<p><a href=#>Apply now</a></p>").text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>",
        "<div style='color:red; DISPLAY : none'><p>{}</p></div>",
        "<p style='visibility:hidden'>{}</p>",
        "<span style='font-size:0'>{}</span>",
        "<span class='sr-only'>{}</span>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out_with_a_word_about_it(hidden: str) -> None:
    posting = page(BODY + hidden.format("python kubernetes terraform ansible docker jenkins kafka spark hadoop hive"))
    assert "kubernetes" not in posting.text
    assert codes(posting) == ["JDM017"]
    assert "10 words" in posting.diagnostics[0].message
    assert codes(page(BODY + hidden.format("Skip to content"))) == []


def test_small_letters_and_half_hidden_texts_are_seen() -> None:
    seen = "<p style='font-size:0.8em'>a</p><p hidden=until-found>b</p><p style='opacity:0.5'>c</p>"
    assert page(BODY + seen).text.endswith("a\nb\nc")


def test_a_page_that_hides_everything_is_read_all_the_same() -> None:
    assert page(f"<body style='display:none'>{BODY}").text == page(BODY).text
    assert page(f"<footer>{BODY}</footer>").text == page(BODY).text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "<h1>Front Desk Receptionist</h1>", "Front Desk Receptionist"),
        ("<title>Receptionist | Acme Careers</title>", "<h1>Careers</h1>", "Receptionist"),
        (
            "<meta property='og:title' content='Dental Receptionist'><title>Acme</title>",
            "<h1>Acme</h1>",
            "Dental Receptionist",
        ),
        (
            "<title>Smile Maker in Chief &amp; More - Acme</title>",
            "<h1>Smile Wizardry</h1>",
            "Smile Maker in Chief & More",
        ),
        ("<title>Opening: Smile Wizardry</title>", "<h1>Smile Wizardry</h1>", "Smile Wizardry"),
        ("<title>Acme</title>", "<h1>Join our family</h1>", None),
        ("", "<h2>Lab Technician II - Nights</h2>", "Lab Technician II"),
    ],
)
def test_titles(head: str, body: str, title: str | None) -> None:
    posting = page(f"<html><head>{head}</head><body>{body}<ul>{DUTIES}</ul>")
    assert posting.title == title
    if posting.title_span is not None:
        assert posting.text[posting.title_span.start : posting.title_span.end] == title


def test_a_title_from_the_head_is_never_in_the_text() -> None:
    posting = page(f"<title>Receptionist | Acme</title><ul>{DUTIES}</ul>")
    assert (posting.title, posting.title_span) == ("Receptionist", None)
    assert "Receptionist" not in posting.text


def test_mojibake_in_entities_is_mended_after_they_are_read() -> None:
    posting = page(f"<p>We&acirc;&euro;&trade;re hiring</p><ul>{DUTIES}</ul>")
    assert posting.text.startswith("We’re hiring\n")
    assert codes(posting) == ["JDM016"]
    place = posting.locate(2, 3)
    assert place is not None
    assert (place.source_start, place.source_end, place.exact) == (5, 5 + len("&acirc;&euro;&trade;"), False)


def test_preformatted_text_is_read_like_the_plain_text_it_is() -> None:
    text = (
        "FRONT DESK CLERK\n\nLarkmoor Dental in Dayton needs somebody who keeps its front desk in order,\n"
        "five mornings a week and on every second Saturday, and who likes company\n"
        "while the telephone rings and the door opens.\n\n"
        "DUTIES\n  * Answer the telephone,\n    book appointments\n  * Post R&amp;D payments\n"
    )
    plain = read_bytes(text.encode(), Settings(), id="page")
    source = f"<html><body><nav>Home</nav><pre>{text}</pre></body></html>"
    shown = page(source)
    assert shown.text == plain.text.strip()
    assert shown.blocks == ()
    assert posting_leads_back(shown, source)
    told = [(c.layout, " ".join(c.text.split())) for c in split(shown)[1]]
    assert told == [(c.layout, " ".join(c.text.split())) for c in split(plain)[1]]
    assert ("item", "* Answer the telephone, book appointments") in told


REFERENCES = {"decimal": f"&#{'1' * 5000};", "hexadecimal": f"&#x{'f' * 9000}", "zeros": f"&#{'0' * 5000}65;"}


@pytest.mark.parametrize("reference", REFERENCES.values(), ids=REFERENCES)
def test_a_reference_of_any_length_is_one_character(reference: str) -> None:
    meant = "A" if "65" in reference else "\ufffd"
    body = f"<html><title>{reference} x</title><p class='{reference}'>{reference}</p>{BODY}"
    assert page(body).text == f"{meant}\n\n{page(BODY).text}"
    marked = (
        f"<div itemscope itemtype='https://schema.org/JobPosting'><b itemprop=title>Clerk{reference}</b>{BODY}</div>"
    )
    assert page(f"<html>{marked}").title == f"Clerk{meant}"


def test_an_odd_rank_of_a_heading_is_the_usual_one() -> None:
    for level in ("\u00b2", "x", "0", "", "9" * 5000):
        assert page(f"<html><div role=heading aria-level='{level}'>Duties</div>{BODY}").blocks[0].depth == 2


def test_elements_nested_beyond_reason_still_show_their_text() -> None:
    posting = page(f"<html>{'<div>' * 3000}{BODY}{'</div>' * 3000}<p>{LINES[0]}</p>")
    assert LINES[0] in posting.text.split("\n")[-1]
    assert posting.title == "Front Desk Receptionist"


def test_a_page_of_more_tags_than_people_read_is_refused() -> None:
    with pytest.raises(LimitError, match="1,000,000 tags"):
        page("<html>" + BODY + "<b></b>" * 500_001)


def test_the_limit_of_characters_counts_the_text_not_the_page() -> None:
    text = len(page(BODY).text)
    noise = f"<script>{'x' * 5000}</script>"
    assert page(noise + BODY, characters=text + len(LINES) + 2).text == page(BODY).text
    with pytest.raises(LimitError):
        page(BODY, characters=text - 1)


def test_a_page_without_text_is_empty() -> None:
    with pytest.raises(InputError) as caught:
        page("<html><body><img src=a.png><script>1</script></body></html>")
    assert caught.value.code == "JDM004"


TAGS = (
    "<p> </p> <b> </b> <ul> <li> </li> </ul> </div> <table> <tr> <td> </td> </tr> </table> <h2> </h2> <br> </a> <pre>"
)
ODDS = "<!-- <!--c--> < & &amp; &nbsp; &#8217; &bogus; • é â€™ <script> </script> <span > \u200b"
pieces = st.sampled_from(
    [*TAGS.split(), *ODDS.split(" "), "<div hidden>", "<a href='x>y\">", "word ", "two words", "\n", "  ", "• x"]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_soup_is_read_and_maps_back(soup: str) -> None:
    lines = fragment_lines(Mapped.verbatim(soup), Settings())
    laid = lay_out(lines)
    assert posting_leads_back(Posting("x", laid.text, spans=laid.spans), soup)
    assert all(leads_back(line.mapped, soup) for line in lines)
    covered = "".join(laid.text[b.start : b.end] for b in laid.blocks)
    sure = lay_out([line for line in lines if line.sure])
    assert covered == sure.text.replace("\n", "")
    assert all(line.sure or "\n" in line.mapped.text for line in lines)


inner = st.recursive(
    st.sampled_from(["word", "two words", "R&amp;D", " ", "\n", "é", "&lt;b&gt;", "<br>"]),
    lambda children: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "span", "a", "em"]), st.lists(children, max_size=3)).map(
            lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"
        )
    ),
    max_leaves=4,
)
outer = st.recursive(
    inner.map(lambda s: f"<p>{s}</p>"),
    lambda children: st.tuples(
        st.sampled_from(["div", "section", "li", "blockquote", "article"]), st.lists(children, max_size=3)
    ).map(lambda t: f"<ul><li>{''.join(t[1])}</li></ul>" if t[0] == "li" else f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200)
@given(outer)
def test_a_browser_engine_sees_the_same_characters(fragment: str) -> None:
    selectolax = pytest.importorskip("selectolax.lexbor", reason="selectolax is not installed")
    seen = selectolax.LexborHTMLParser(f"<body>{fragment}</body>").body.text()
    read = lay_out(fragment_lines(Mapped.verbatim(fragment), Settings())).text
    assert "".join(read.split()) == "".join(seen.split())


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="<>/!-=\"'ab &;\n", max_size=60))
def test_tokens_are_in_order_and_within_the_source(source: str) -> None:
    end = 0
    for token in tokens(source):
        assert end <= token.start <= token.end <= len(source)
        end = token.end


@pytest.mark.parametrize(
    "bomb",
    [
        "<a " * 300_000,
        "<!" * 300_000,
        "<a x='" * 100_000 + ">",
        "<div>" * 60_000,
        "<!--" * 200_000,
        "<b>x" * 30_000 + "</i>" * 30_000,
        "<li>" * 30_000,
        "<table><tr><td>" * 3_000,
        "&" * 300_000,
        "</p>" * 60_000,
    ],
    ids=lambda b: b[:6],
)
def test_bombs_take_linear_time(bomb: str) -> None:
    started = time.process_time()
    fragment_lines(Mapped.verbatim(bomb), Settings(limits=Limits(characters=10_000_000)))
    assert time.process_time() - started < 5.0
