"""Places and edits: from the posting's text to the lines and characters of the file, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.check.document import Document, Place, applied
from jdmatch.check.findings import Edit, Fix
from jdmatch.records import Posting
from jdmatch.sources import text as reader
from tests import sources_kit
from tests.check_kit import CLERK, opened

OURS = "<!-- jdmatch: ignore[JDM301] why -->"
PAGE = """<!DOCTYPE html>
<html><body>
<h1>Billing Clerk</h1>
<ul>
  <li>Prepare <b>monthly</b> invoices &amp; bills</li>
  <li>Post customer payments</li>
</ul>
<p>{rest}</p>
</body></html>
""".format(rest="We run nine clinics in three counties and have done so for years and years. " * 3)


def at(document: Document, quote: str, extra: int = 0) -> Place:
    start = document.posting.text.index(quote)
    return document.place(start, start + len(quote) + extra)


def shown(document: Document, place: Place) -> str:
    return document.text[place.start : place.end]


def replaced(document: Document, quote: str, text: str) -> str | None:
    start = document.posting.text.index(quote)
    edits = document.edits(Fix("x", (Edit(start, start + len(quote), text),)))
    return None if edits is None else applied(document.text, edits)


def inserted(document: Document, behind: str, text: str) -> str | None:
    where = document.posting.text.index(behind) + len(behind)
    edits = document.edits(Fix("x", (Edit(where, where, text),)))
    return None if edits is None else applied(document.text, edits)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["draft.md", "draft.txt"])
def test_a_text_is_its_own(newline, mark, name):
    text = CLERK.replace("Post", "\U0001f4b0 Post").replace("\n", newline)
    document = opened(mark + text.encode(), name)
    assert document.own
    assert document.text == text  # a byte order mark is no character
    place = at(document, "Post customer")
    assert (place.line, place.column, place.end_line, place.end_column) == (6, 5, 6, 18)
    assert shown(document, place) == "Post customer"
    assert document.line(6) == "- \U0001f4b0 Post customer payments and follow up on overdue accounts"
    assert document.lines == 12
    assert document.newline == newline


def test_a_range_over_several_lines():
    document = opened(CLERK)
    place = at(document, "time sheets\n- Post")
    assert (place.line, place.end_line, place.end_column) == (5, 6, 7)
    assert at(document, "time sheets", extra=1).end_line == 6  # with its line's end


def test_the_whole_posting_stands_where_its_text_begins():
    document = opened(f"\n{OURS}\n\n# Billing Clerk" + CLERK[len("# Billing Clerk") :])
    place = document.place(0, 0)
    assert (place.line, place.column, place.start) == (4, 1, place.end)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["---", "..."])
def test_the_whole_posting_stands_behind_front_matter(newline, end):
    front = f"---\ntitle: Billing Clerk\n\ntags: [a]\n{end}\n"
    document = opened((front + f"\n{OURS}\n{CLERK}").replace("\n", newline))
    assert document.text[: document.body] == front.replace("\n", newline)
    place = document.place(0, 0)
    assert (place.line, place.column, place.start) == (8, 1, place.end)
    assert at(document, "tags").line == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("draft.md", CLERK),
        ("draft.md", f"---\n\n{CLERK}\n---\n"),  # a rule above and below
        ("draft.md", f"---\ntitle: Clerk\n{CLERK}"),  # never closed
        ("draft.md", f"\n---\ntitle: Clerk\n---\n{CLERK}"),
        ("draft.txt", f"---\ntitle: Clerk\n---\n{CLERK.replace('#', '')}"),
    ],
)
def test_what_is_no_front_matter(name, text):
    document = opened(text, name)
    assert document.body == 0
    assert document.place(0, 0).start == len(text) - len(text.lstrip())


def test_comments_shift_nothing():
    document = opened(CLERK.replace("\n- Post", f" {OURS}\n{OURS}\n- Post"))
    assert "jdmatch" not in document.posting.text
    assert at(document, "Post customer").line == 7
    over = at(document, "time sheets\n- Post")
    assert shown(document, over).startswith("time sheets")
    assert shown(document, over).endswith("Post")
    assert document.read_lines == {1, 3, 5, 7, 8, 10, 12}


def test_an_edit_over_a_comment_is_not_made():
    document = opened(CLERK.replace("\n- Post", f" {OURS}\n- Post"))
    assert replaced(document, "time sheets\n- Post", "x") is None
    assert replaced(document, "time sheets", "x") is not None


def test_a_new_line_stands_below_the_comment_of_its_line():
    text = CLERK.replace("by phone\n", f"by phone {OURS}\n")
    assert f"by phone {OURS}\n- New\n" in inserted(opened(text), "by phone", "\n- New")
    assert f"by phone and mail {OURS}\n" in inserted(opened(text), "by phone", " and mail")
    last = CLERK.rstrip("\n") + f" {OURS}"
    assert inserted(opened(last), "in an office", "\n- New").endswith(f"in an office {OURS}\n- New")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_lines_end_as_the_files_do(newline):
    document = opened(CLERK.replace("\n", newline))
    made = inserted(document, "by phone", "\n- Send reminders")
    assert f"by phone{newline}- Send reminders{newline}" in made
    assert "\r\r" not in made
    assert made.count("\n") == made.count(newline)


def test_mended_characters_are_shown_and_not_edited():
    document = opened(CLERK.replace("customers'", "customers\u00e2\u20ac\u2122"))
    place = at(document, "customers\u2019 questions")
    assert shown(document, place) == "customers\u00e2\u20ac\u2122 questions"
    assert shown(document, at(document, "\u2019")) == "\u00e2\u20ac\u2122"
    assert replaced(document, "customers\u2019", "their") is None
    assert "their bills" in replaced(document, "questions about their bills", "their bills")


def test_a_page_is_edited_between_its_tags():
    document = opened(PAGE, "page.html")
    assert document.own
    assert at(document, "Post customer").line == 6
    assert shown(document, at(document, "Prepare monthly invoices")) == "Prepare <b>monthly</b> invoices"
    assert shown(document, at(document, "invoices & bills")) == "invoices &amp; bills"
    # The line breaks between items are the reader's own.
    assert shown(document, at(document, "\n- Post" if "\n- Post" in document.posting.text else "\nPost")) == "Post"
    assert "<li>Enter R&amp;D &lt;costs&gt;</li>" in replaced(document, "Post customer payments", "Enter R&D <costs>")
    assert replaced(document, "Prepare monthly", "x") is None
    assert replaced(document, "& bills", "x") is None
    assert "Post customer payments</li>\n  <li>New</li>\n" in inserted(document, "Post customer payments", "\n- New")
    assert inserted(document, "Billing Clerk", "\n- New") is None
    assert "payments daily</li>" in inserted(document, "Post customer payments", " daily")


def test_blanks_of_the_readers_own_stand_where_the_text_before_ends():
    document = opened(PAGE, "page.html")
    end = document.posting.text.index("Clerk") + len("Clerk")
    place = document.place(end, end + 1)
    assert (place.line, place.start) == (3, place.end)
    assert document.text[: place.start].endswith("Billing Clerk")
    assert document.place(len(document.posting.text), len(document.posting.text)).line == 8


def test_structured_data_can_be_pointed_at_and_not_edited():
    duties = "Prepare monthly invoices and post the payments of our customers every day. " * 4
    page = f"""<html><head><script type="application/ld+json">
{{"@type": "JobPosting", "title": "Clerk",
 "description": "<p>About \\u00e9t\\u00e9.</p><p>{duties}</p><ul><li>Answer calls</li></ul>"}}
</script></head><body><h1>Clerk</h1></body></html>"""
    document = opened(page, "page.html")
    assert document.posting.format == "json-ld"
    assert document.own
    assert at(document, "Answer calls").line == 3
    assert shown(document, at(document, "Answer calls")) == "Answer calls"
    assert replaced(document, "Answer calls", "x") is None


def test_a_pdf_has_pages_and_the_lines_of_its_text():
    data = sources_kit.pdf([sources_kit.LINES, ["Water the garden behind the house."]])
    document = opened(data, "a.pdf")
    assert not document.own
    place = at(document, "Water the garden")
    assert (place.page, place.paragraph) == (2, None)
    assert document.line(place.line).startswith("Water the garden")
    assert document.place(0, 0).page == 1
    assert replaced(document, "garden", "lawn") is None
    assert document.read_lines


def test_a_word_document_has_paragraphs():
    document = opened(sources_kit.docx(), "a.docx")
    assert not document.own
    place = at(document, sources_kit.LINES[2][:20])
    assert (place.page, place.paragraph) == (None, 3)
    assert at(document, "\n").paragraph == 1


def test_a_board_is_shown_by_its_text():
    text = '{"@type": "JobPosting", "title": "Clerk", "description": "<p>' + "Prepare the bills. " * 12 + '</p>"}'
    document = opened(text, "a.json")
    assert not document.own
    assert shown(document, at(document, "Prepare the bills.")) == "Prepare the bills."


def test_a_posting_without_a_map_is_the_file():
    document = Document.of("x", Posting("x", "a\nb c"), "a\nb c")
    assert document.place(2, 3) == Place(2, 3, 2, 1, 2, 2)
    assert document.edits(Fix("x", (Edit(2, 2, "d "),))) == (Edit(2, 2, "d "),)
    assert document.read_lines == {1, 2}


def test_lines_that_are_not_there():
    document = opened(CLERK)
    assert document.line(0) == document.line(99) == ""
    assert document.line_of(-5) == 1
    assert document.line_of(10**6) == document.lines
    assert document.start_of(document.lines + 1) == len(document.text)


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap at 1"):
        applied("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])
    assert applied("abc", [Edit(3, 3, "!"), Edit(0, 1, ""), Edit(1, 1, "-")]) == "-bc!"


PIECES = st.sampled_from(
    [
        "word",
        "W",
        " ",
        "\n",
        "\r\n",
        "\r",
        "- ",
        "# ",
        OURS,
        "<!-- c -->",
        "&amp;",
        "\u00e2\u20ac\u2122",
        "\U0001f600",
        "\x0c",
        "\u2028",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.booleans(), st.data())
def test_every_place_leads_to_the_words(text, markdown, data):
    posting = (reader.read_markdown if markdown else reader.read_plain)(text, "x")
    document = Document.of("x", posting, text)
    start = data.draw(st.integers(0, len(posting.text)))
    end = data.draw(st.integers(start, len(posting.text)))
    place = document.place(start, end)
    assert 0 <= place.start <= place.end <= len(text)
    # Lines and columns say the same as the offsets.
    assert document.start_of(place.line) + place.column - 1 == place.start
    assert document.start_of(place.end_line) + place.end_column - 1 == place.end
    assert 1 <= place.line <= place.end_line <= document.lines
    if "&amp;" not in text and "\u00e2" not in text and start < end:
        kept = iter(shown(document, place))
        assert all(c in kept for c in posting.text[start:end])


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.booleans(), st.data())
def test_an_edit_that_is_made_changes_the_posting_as_it_says(text, markdown, data):
    read = reader.read_markdown if markdown else reader.read_plain
    posting = read(text, "x")
    document = Document.of("x", posting, text)
    start = data.draw(st.integers(0, len(posting.text)))
    end = data.draw(st.integers(start, len(posting.text)))
    edits = document.edits(Fix("x", (Edit(start, end, "new"),)))
    if edits is None:
        assert OURS in text or "<!--" in text or "&amp;" in text or "\u00e2" in text
        return
    before, behind = document.text[: edits[0].start], document.text[edits[0].end :]
    assert applied(text, edits) == before + "new" + behind
    assert document.text[edits[0].start : edits[0].end] == posting.text[start:end]
    if "<" not in text:
        assert read(applied(text, edits), "x").text == posting.text[:start] + "new" + posting.text[end:]


def test_a_large_draft_is_placed_at_once():
    document = opened(
        "<html><body>" + "<p>Prepare &amp; post <b>bills</b> daily.</p>\n" * 800 + "</body></html>", "a.html"
    )
    length = len(document.posting.text)
    places = [document.place(i, i + 10) for i in range(0, length - 10, length // 1000)]
    assert len({place.line for place in places}) > 700
