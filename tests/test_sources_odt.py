"""OpenDocument texts: what comes out of them, what is left out and told, what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError, LimitError
from jdmatch.records import Posting
from jdmatch.settings import Limits, Settings
from jdmatch.sources import read_bytes, read_file, worker_odt
from jdmatch.sources.html import fragment_lines
from jdmatch.sources.maps import Mapped
from jdmatch.sources.worker import RefusedError
from tests.office_kit import fodt, odt
from tests.sources_kit import LINES

EXAMPLES = Path(__file__).parent / "examples" / "sources"
LIMITS = {name: getattr(Limits(), name) for name in Limits.__dataclass_fields__}
PARAGRAPHS = "".join(f"<text:p>{line}</text:p>" for line in LINES)


def read(document: bytes, **limits: int) -> Posting:
    return read_bytes(document, Settings(limits=Limits(**limits)), id="x", name="posting.bin")


def refused(document: bytes, code: str, says: str, **limits: int) -> InputError:
    with pytest.raises(InputError) as caught:
        read(document, **limits)
    assert caught.value.code == code, str(caught.value)
    assert says in str(caught.value)
    assert "posting.bin" in str(caught.value)
    return caught.value


def lines(body: str) -> list[tuple[str, int, str]]:
    """The blocks of a body, without the process around the parser."""
    posting = read(odt(body + PARAGRAPHS))
    blocks = [(b.kind, b.depth, posting.text[b.start : b.end]) for b in posting.blocks]
    assert [text for _, _, text in blocks[-len(LINES) :]] == list(LINES)
    return blocks[: -len(LINES)]


@pytest.mark.parametrize("name", ["inventory-clerk.odt", "inventory-clerk.fodt"])
def test_the_example(name: str) -> None:
    posting = read_file(EXAMPLES / name, Settings())
    assert (posting.format, posting.title) == ("odt", "Inventory Control Clerk")
    blocks = [(b.kind, b.depth, posting.text[b.start : b.end]) for b in posting.blocks]
    assert [text for kind, _, text in blocks if kind == "heading"] == [
        "Inventory Control Clerk", "About us", "What you will do", "What we ask for", "Pay and hours",
    ]  # fmt: skip
    assert [(depth, text.split()[0]) for kind, depth, text in blocks if kind == "item"] == [
        (1, "Count"), (1, "Receive"), (2, "compare"), (2, "report"), (1, "Investigate"), (1, "Prepare"), (1, "A"),
        (1, "Confidence"),
    ]  # fmt: skip
    assert [text for kind, _, text in blocks if kind == "row"] == [
        "Pay | $21.50 to $24.00 an hour", "Hours | 6:30 to 3:00, Monday to Friday",
    ]  # fmt: skip
    # A line break and a tab, a run of blanks, an insertion; a text box and a note behind.
    assert "Brackenridge Supply Duluth, Minnesota\nFull time, day shift" in posting.text
    assert "sells plumbing" in posting.text
    assert "Investigate variances and post approved adjustments to the ledger." in posting.text
    assert posting.text.endswith("before you apply.\nThe warehouse moves to Hermantown in the autumn.")
    for left_out in ("parking permits", "still true", "requisition", "Ostrander", "Human Resources"):
        assert left_out not in posting.text
    said = {d.message.split(" (")[0]: d.code for d in posting.diagnostics}
    assert said["Hidden text"] == "JDM017"
    assert said["Comments in the margin"] == "JDM018"
    assert ("Page headers and footers" in said) == name.endswith(".odt")


def test_places_are_paragraphs() -> None:
    posting = read(odt(PARAGRAPHS))
    at = posting.text.index("Post payments")
    place = posting.locate(at, at + 4)
    assert place is not None
    assert (place.paragraph, place.source_start, place.exact) == (3, None, False)


def test_headings_by_rank_and_a_title_by_its_style() -> None:
    assert lines(
        '<text:p text:style-name="P2">Cook</text:p><text:h text:outline-level="3">Duties</text:h>'
        '<text:h>No rank</text:h><text:list><text:list-item><text:h text:outline-level="2">Numbered</text:h>'
        "</text:list-item></text:list>"
    ) == [("heading", 1, "Cook"), ("heading", 3, "Duties"), ("heading", 1, "No rank"), ("heading", 2, "Numbered")]


def test_bold_lines_are_headings_by_their_styles() -> None:
    kinds = [
        kind
        for kind, _, _ in lines(
            '<text:p text:style-name="P1">Bold by paragraph</text:p><text:p>one</text:p>'
            '<text:p><text:span text:style-name="T1">Bold by span</text:span></text:p><text:p>two</text:p>'
            '<text:p text:style-name="P1"><text:span text:style-name="T3">Not bold</text:span></text:p>'
            "<text:p>three</text:p>"
            '<text:p><text:a><text:span text:style-name="T1">Half</text:span></text:a> bold</text:p>'
            "<text:p>four</text:p>"
        )
    ]
    assert kinds[::2] == ["heading", "heading", "paragraph", "paragraph"]


def test_lists_in_lists_list_headers_and_lists_in_cells() -> None:
    assert lines(
        "<text:list><text:list-header><text:p>Before</text:p></text:list-header><text:list-item><text:p>one</text:p>"
        "<text:list><text:list-item><text:p>two</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:list><text:list-item><text:p>in a cell</text:p>"
        "</text:list-item></text:list></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    ) == [
        ("paragraph", 1, "Before"),
        ("item", 1, "one"),
        ("item", 2, "two"),
        ("item", 1, "in a cell"),
        ("paragraph", 1, "b"),
    ]


def test_rows_repeated_by_number_are_read_once_and_covered_cells_not_at_all() -> None:
    assert lines(
        '<table:table><table:table-header-rows><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="9999999"><text:p>Pay</text:p></table:table-cell>'
        "<table:covered-table-cell><text:p>covered</text:p></table:covered-table-cell>"
        "<table:table-cell><text:p>$20</text:p></table:table-cell></table:table-row></table:table-header-rows></table:table>"
    ) == [("row", 1, "Pay | $20")]


def test_deletions_are_left_out_wherever_they_stand() -> None:
    """LibreOffice writes deleted text apart, or in its place between the marks of a change."""
    changes = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:p>old words</text:p>'
        "</text:deletion>"
        '</text:changed-region><text:changed-region text:id="b"><text:insertion/></text:changed-region>'
        "</text:tracked-changes>"
    )
    assert lines(
        f'{changes}<text:p>Cook<text:change text:change-id="a"/> <text:change-start text:change-id="b"/>soup'
        '<text:change-end text:change-id="b"/><text:change-start text:change-id="a"/> and old words'
        '<text:change-end text:change-id="a"/> daily.</text:p>'
    ) == [("paragraph", 1, "Cook soup daily.")]


def test_hidden_text_is_left_out_and_counted() -> None:
    body = (
        '<text:p>seen<text:span text:style-name="T2"> hidden by span</text:span></text:p>'
        '<text:p text:style-name="P3">hidden by paragraph</text:p>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>hidden by field</text:p>'
        '<text:section text:display="none"><text:p>hidden by section</text:p></text:section>'
    )
    posting = read(odt(body + PARAGRAPHS))
    assert posting.text == "seen\n" + "\n".join(LINES)
    assert [d.code for d in posting.diagnostics] == ["JDM017"]
    assert "(12 words)" in posting.diagnostics[0].message


def test_shapes_boxes_in_boxes_notes_and_pictures() -> None:
    body = (
        "<text:p>before <draw:custom-shape><text:p>in a shape</text:p></draw:custom-shape><draw:frame><draw:text-box>"
        "<text:p>box <draw:frame><draw:text-box><text:p>inner</text:p></draw:text-box></draw:frame></text:p>"
        "</draw:text-box></draw:frame><draw:frame><draw:image/><draw:image/><svg:desc>a logo</svg:desc></draw:frame>"
        "after<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>noted</text:p>"
        "</text:note-body></text:note></text:p>"
    )
    posting = read(odt(body + PARAGRAPHS))
    assert posting.text == "before after\nin a shape\nbox\ninner\n" + "\n".join([*LINES, "noted"])
    assert [d.message.split(" were")[0] for d in posting.diagnostics] == ["Pictures in the document (1)"]


def test_contents_and_comments_are_counted() -> None:
    body = (
        "<text:table-of-content><text:index-body><text:p>Duties 1</text:p></text:index-body></text:table-of-content>"
        "<text:p>x<office:annotation><text:p>why?</text:p></office:annotation></text:p>"
    )
    posting = read(odt(body + PARAGRAPHS))
    assert posting.text.startswith("x\n")
    assert [d.severity for d in posting.diagnostics] == ["note", "note"]


def test_other_prefixes_mean_the_same() -> None:
    with zipfile.ZipFile(io.BytesIO(odt(PARAGRAPHS))) as archive:
        content = archive.read("content.xml").decode()
    renamed = re.sub(r"(?<=[</ ])text:", "t:", content).replace("xmlns:text=", "xmlns:t=")
    assert "<t:p>" in renamed
    assert read(odt("", {"content.xml": renamed.encode()})).text == "\n".join(LINES)


def test_without_styles_or_manifest_or_mimetype() -> None:
    for part in ("styles.xml", "META-INF/manifest.xml"):
        assert read(odt(PARAGRAPHS, {part: None})).format == "odt"
    assert read(odt(PARAGRAPHS, {"mimetype": None})).format == "odt"


def test_what_is_refused() -> None:
    whole = odt(PARAGRAPHS)
    refused(whole[:-60], "JDM012", "cut off")
    refused(whole[: len(whole) // 2], "JDM012", "cut off")
    refused(odt(PARAGRAPHS, {"content.xml": b"<office:document-content"}), "JDM012", "content.xml")
    refused(odt(PARAGRAPHS, {"content.xml": None}), "JDM012", "without a text")
    refused(odt("", {"content.xml": b"<x/>"}), "JDM012", "without a text")
    refused(odt(""), "JDM004", "empty")
    refused(odt("<text:p>Three words only</text:p>"), "JDM005", "3 words")
    refused(odt("<text:p><draw:frame><draw:image/></draw:frame></text:p>"), "JDM011", "pictures")
    refused(fodt(PARAGRAPHS)[:-40], "JDM012", "no valid XML")
    spreadsheet = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    refused(odt("", spreadsheet), "JDM019", "OpenDocument table")
    refused(fodt("").replace(b"opendocument.text", b"opendocument.graphics"), "JDM019", "flat OpenDocument")


def test_an_encrypted_document_is_refused_before_its_noise_is_parsed() -> None:
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        b'manifest:full-path="content.xml" manifest:size="4141"><manifest:encryption-data manifest:checksum="x">'
        b"</manifest:encryption-data></manifest:file-entry></manifest:manifest>"
    )
    refused(odt("", {"META-INF/manifest.xml": manifest, "content.xml": bytes(range(256)) * 4}), "JDM010", "password")


def test_bombs() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    refused(odt("", {"content.xml": declared}), "JDM012", "document type")
    refused(odt(PARAGRAPHS, {"Pictures/a.png": bytes(60_000_000)}), "JDM009", "inflat")
    refused(odt(PARAGRAPHS, {f"x{i}": b"" for i in range(60)}), "JDM009", "archive_members", archive_members=50)
    refused(odt("<text:list><text:list-item>" * 200), "JDM009", "xml_depth")
    refused(odt(f"<text:p>{'word ' * 50_000}</text:p>"), "JDM009", "limits.characters")
    assert isinstance(refused(odt(PARAGRAPHS), "JDM009", "characters", characters=100), LimitError)


WHOLE = (EXAMPLES / "inventory-clerk.odt").read_bytes()
FLAT = (EXAMPLES / "inventory-clerk.fodt").read_bytes()


@settings(deadline=None, max_examples=120, derandomize=True)
@given(
    document=st.sampled_from([WHOLE, FLAT]),
    edits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4),
)
def test_damaged_documents_are_refused_or_read(document: bytes, edits: list[tuple[float, int, bytes]]) -> None:
    for place, gone, new in edits:
        at = int(place * len(document))
        document = document[:at] + new + document[at + gone :]
    try:
        found = worker_odt.read(document, LIMITS)
    except RefusedError as refusal:
        code = refusal.code
    else:
        fragment_lines(Mapped.verbatim(found["html"]), Settings())
        return
    assert code in ("JDM009", "JDM010", "JDM012")


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.data())
def test_any_nesting_of_elements_is_read_whole(data: st.DataObject) -> None:
    """Whatever stands in whatever, no seen word is lost and none is doubled."""
    names = ["text:p", "text:h", "text:list", "text:list-item", "table:table", "table:table-row", "table:table-cell"]
    names += ["text:span", "text:a", "draw:frame", "draw:text-box", "text:section", "text:note-body"]
    words: list[str] = []

    def tree(depth: int) -> str:
        name = data.draw(st.sampled_from(names))
        inner = ""
        if name in ("text:p", "text:h"):
            words.append(f"w{len(words)}")
            inner = words[-1] + " "
        if depth:
            inner += "".join(tree(depth - 1) for _ in range(data.draw(st.integers(0, 2))))
        return f"<{name}>{inner}</{name}>"

    html = worker_odt.read(fodt(tree(4)), LIMITS)["html"]
    assert sorted(w for w in words if f"{w} " in html) == sorted(words)
    assert all(html.count(f">{w} ") <= 1 for w in words)
