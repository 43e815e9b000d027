"""RTF: what comes out of it, what is left out and told, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError
from jdmatch.records import Posting
from jdmatch.settings import Limits, Settings
from jdmatch.sources import read_bytes, read_file, worker_rtf
from jdmatch.sources.html import fragment_lines
from jdmatch.sources.maps import Mapped
from jdmatch.sources.worker import RefusedError
from tests.office_kit import rtf
from tests.sources_kit import LINES

EXAMPLES = Path(__file__).parent / "examples" / "sources"
LIMITS = {name: getattr(Limits(), name) for name in Limits.__dataclass_fields__}
PARAGRAPHS = r"\pard " + r"\par ".join(LINES) + r"\par"


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
    """The lines of a body, without the process around the parser."""
    html = worker_rtf.read(rtf(body), LIMITS)["html"]
    return [(line.kind, line.depth, line.mapped.text) for line in fragment_lines(Mapped.verbatim(html), Settings())]


def text(body: str) -> str:
    return "\n".join(line for _, _, line in lines(body))


def test_the_example() -> None:
    posting = read_file(EXAMPLES / "night-auditor.rtf", Settings())
    assert (posting.format, posting.title) == ("rtf", "Hotel Night Auditor")
    blocks = [(b.kind, b.depth, posting.text[b.start : b.end]) for b in posting.blocks]
    assert [(kind, depth) for kind, depth, _ in blocks] == [
        ("heading", 1), ("paragraph", 1), ("paragraph", 1), ("heading", 4), ("item", 1), ("item", 1), ("item", 2),
        ("item", 2), ("item", 1), ("item", 1), ("heading", 2), ("item", 1), ("item", 1), ("heading", 2), ("row", 1),
        ("row", 1), ("paragraph", 1), ("paragraph", 1),
    ]  # fmt: skip
    assert "Townsend \u2014 an 84\u2011room hotel on the water\nFull time" in posting.text
    assert "Close the day\u2019s books:" in posting.text
    assert "post room charges and taxes, and correct posting errors." in posting.text
    assert "Hourly | $22.75, plus a night premium of $1.50\nLeave | Fifteen days a year\n" in posting.text
    assert posting.text.endswith(
        "Apply at harborview.example/jobs or call Andr\u00e9 at the desk.\nTwenty after five years."
    )
    for left_out in ("long report", "ask HR", "draft", "Hartwell", "HYPERLINK", "Symbol", "PAGE"):
        assert left_out not in posting.text
    assert [d.code for d in posting.diagnostics] == ["JDM018", "JDM017", "JDM018"]


def test_places_are_paragraphs() -> None:
    posting = read(rtf(PARAGRAPHS))
    at = posting.text.index("Post payments")
    place = posting.locate(at, at + 4)
    assert place is not None
    assert (place.paragraph, place.source_start) == (3, None)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        (r"\ldblquote a\rdblquote  \lquote b\rquote ", "\u201ca\u201d \u2018b\u2019"),
        (r"\emdash\endash  \bullet  c", "\u2014\u2013 \u2022 c"),
        (r"a\~b\tab c\_d\-e \{f\} \\g", "a b c\u2011de {f} \\g"),
        (r"caf\'e9 \'93x\'94 \'80", "caf\u00e9 \u201cx\u201d \u20ac"),
        (r"\u8217\'92s \u-10179?\u-8703?!", "\u2019s \U0001f601!"),
        (r"{\uc2\u8217\'81\'5fs}\u8217?s", "\u2019s\u2019s"),
        (r"{\uc0\u8217 s}", "\u2019s"),
        (r"\u8211\endash x\u8226 \par y", "\u2013x\u2022\ny"),
        (r"{\f2 \'9b\'f3\'b3w} \'e9", "\u203a\u00f3\u0142w \u00e9"),
        (r"{\f1\'b7} one", "\u2022 one"),
        ("soft\r\n broken li\nnes", "soft broken lines"),
        ("line one\\\nline two\\\r\nline three", "line one\nline two\nline three"),
        (r"{\upr{ansi}{\*\ud{\u8220?unicode\u8221?}}}", "\u201cunicode\u201d"),
        (r"{\*\unknown gone{\b too}}kept{\*\bkmkstart gone}", "kept"),
        (r"a{\v hidden}b{\v0 c}\v x\v0 d", "abcd"),
        (r"a{\deleted\revauthdel1 gone}{\revised new}", "anew"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt our page}}", "our page"),
        (r"{\object\objemb{\*\objclass x}{\*\objdata 0102}{\result shown}}", "shown"),
        (r"{\xe{index}}{\tc{contents}}{\*\pn\pnlvlblt{\pntxtb\'b7}}kept", "kept"),
        ("a\x00b\x01c" + "d" * 300, "abc" + "d" * 300),
    ],
)  # fmt: skip
def test_characters(written: str, means: str) -> None:
    assert text(rf"\pard {written}\par") == means


def test_code_pages_of_the_document_and_of_fonts() -> None:
    for head, byte, means in (
        (r"\mac", "a5", "\u2022"), (r"\pc", "f9", "\u2219"), (r"\ansi\ansicpg1251", "c4", "\u0414"),
        (r"\ansi\ansicpg65001", "e2\\'80\\'a2", "\u2022"), (r"\ansi\ansicpg99999", "95", "\u2022"),
    ):  # fmt: skip
        document = rf"{{\rtf1{head}\deff0{{\fonttbl{{\f0 Arial;}}}}\pard a\'{byte}\par}}".encode()
        assert means in worker_rtf.read(document, LIMITS)["html"]
    single = rb"{\rtf1\ansi{\fonttbl\f0\fswiss\fcharset0 Helvetica;\f1\fcharset161 Greek;}\f1 \'e1\f0 \'e1\par}"
    assert "\u03b1\u00e1" in worker_rtf.read(single, LIMITS)["html"]


def test_headings_by_outline_by_style_and_by_bold() -> None:
    assert lines(
        r"\pard\s1 By style one\par\pard\s2 By style two\par\pard\s3 By title\par\pard\outlinelevel2 By outline\par"
        r"\pard\s1\outlinelevel9 Body\par{\pard\s2 In a group\par}\pard {\b Bold\par}text\par"
        r"{\pard\s1{\listtext 1.\tab}Numbered\par}"
    ) == [
        ("heading", 1, "By style one"), ("heading", 2, "By style two"), ("heading", 1, "By title"),
        ("heading", 3, "By outline"), ("paragraph", 1, "Body"), ("heading", 2, "In a group"), ("heading", 4, "Bold"),
        ("paragraph", 1, "text"), ("heading", 1, "Numbered"),
    ]  # fmt: skip


def test_items_of_word_wordpad_and_textedit() -> None:
    word = r"\pard{\listtext\f1\'b7\tab}\ls1\ilvl0 one\par{\listtext\f1\'b7\tab}\ls1\ilvl1 two\par\pard not\par"
    wordpad = (
        r"\pard{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt\pnf1\pnindent0{\pntxtb\'B7}}\fi-360\li720 three\par"
        r"{\pntext\f1\'B7\tab}four\par\pard not\par"
    )
    textedit = "\\pard\\ls1\\ilvl0\\cf0 {\\listtext\t\\uc0\\u8226 \t}five\\\n"
    textedit += "{\\listtext\t\\uc0\\u8226 \t}six\\\n\\pard not\\\n"
    typed = r"\pard \bullet\tab seven\par \'95 eight\par"
    assert [(kind, depth) for kind, depth, _ in lines(word + wordpad + textedit + typed)] == [
        ("item", 1), ("item", 2), ("paragraph", 1), ("item", 1), ("item", 1), ("paragraph", 1), ("item", 1),
        ("item", 1), ("paragraph", 1), ("item", 1), ("item", 1),
    ]  # fmt: skip


def test_tables_tables_in_tables_and_rows_that_never_end() -> None:
    row = r"\trowd\cellx100\cellx200\pard\intbl Pay\cell $20\cell\row"
    nested = (
        r"\trowd\pard\intbl Shifts\cell\pard\intbl\itap2 Night\nestcell{\nonesttables\par}11 p.m.\nestcell"
        r"{\nonesttables\par}{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\pard\intbl\itap1 \cell\row"
    )
    assert lines(rf"{row}\pard after\par") == [("row", 1, "Pay | $20"), ("paragraph", 1, "after")]
    assert lines(rf"{nested}\pard after\par") == [
        ("paragraph", 1, "Shifts"), ("row", 1, "Night | 11 p.m."), ("paragraph", 1, "after"),
    ]  # fmt: skip
    assert text(r"\pard\intbl one\cell two\cell\pard three\par") == "one | two\nthree"
    assert text(r"\pard\intbl\itap2000000000 deep\nestcell\pard up\par") == "deep\nup"
    assert text(r"\pard\intbl two\par lines\cell b\cell\row") == "two\nlines\nb"


def test_boxes_notes_headers_comments_and_pictures() -> None:
    body = (
        r"{\header Acme\par}\pard before{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\sp{\sn pib}{\sv{\pict 00}}}"
        r"{\shptxt \pard in a box\par}}{\shprslt{\*\do{\dptxbxtext \pard in a box\par}}}}{\footnote \pard noted\par}"
        r"{\*\annotation why?}{\*\shppict{\pict 00}}{\nonshppict{\pict 00}} after\par "
    )
    found = worker_rtf.read(rtf(body + PARAGRAPHS), LIMITS)
    assert {k: v for k, v in found.items() if k != "html"} == {
        "pictures": 2, "comments": 1, "margin_words": 1, "hidden_words": 0, "trailing_bytes": 0,
    }  # fmt: skip
    assert read(rtf(body + PARAGRAPHS)).text == "before after\nin a box\n" + "\n".join([*LINES, "noted"])
    old = r"\pard a{\*\do{\dptxbxtext \pard in an old box\par}}\par"
    assert text(old) == "a\nin an old box"


def test_binary_pictures_are_stepped_over() -> None:
    assert text(r"\pard a{\pict\bin7 }}}\{{b}c\par") == "ac"


def test_what_stands_behind_the_end_is_told() -> None:
    posting = read(rtf(PARAGRAPHS) + b"\x00\r\n {\\rtf1 a second document}")
    assert posting.text == "\n".join(LINES)
    assert "25 bytes" in posting.diagnostics[0].message
    assert read(b"\xef\xbb\xbf\r\n" + rtf(PARAGRAPHS) + b"\r\n\x00").diagnostics == ()


def test_what_is_refused() -> None:
    whole = rtf(PARAGRAPHS)
    refused(whole[:-3], "JDM012", "cut off")
    refused(whole[:60], "JDM012", "cut off")
    refused(rb"{\rtf1 a{\pict\bin4000000000 x}}", "JDM012", "end nowhere")
    refused(rb"{\rtf1 a{\pict\bin-5 x}}", "JDM012", "end nowhere")
    refused(rb"{\rtf1 " + bytes(i for i in range(256) if chr(i) not in "{}\\") * 20 + b"}", "JDM012", "no RTF")
    refused(rb"{\rtf1}", "JDM004", "empty")
    refused(rtf(""), "JDM004", "empty")
    refused(rtf(r"Three words only\par"), "JDM005", "3 words")
    refused(rtf(r"{\*\shppict{\pict 00}}\par"), "JDM011", "pictures")
    refused(rtf("{" * 200 + "}" * 200), "JDM009", "nested deeper")
    refused(rtf(PARAGRAPHS), "JDM009", "characters", characters=100)
    with pytest.raises(InputError) as caught:
        read_bytes(b"\x00\x01\x02\x03" * 50, Settings(), id="x", name="posting.rtf")
    assert caught.value.code == "JDM012"


_PIECES = [b"{", b"}", b"\\par ", b"\\cell ", b"\\row ", b"\\u-1", b"\\bin9 "]
WHOLE = (EXAMPLES / "night-auditor.rtf").read_bytes()


@settings(deadline=None, max_examples=250, derandomize=True)
@given(
    edits=st.lists(
        st.tuples(
            st.floats(0, 0.999),
            st.integers(0, 40),
            st.one_of(st.binary(max_size=8), st.sampled_from(_PIECES)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_damaged_documents_are_refused_or_read(edits: list[tuple[float, int, bytes]]) -> None:
    document = WHOLE
    for place, gone, new in edits:
        at = 6 + int(place * (len(document) - 6))
        document = document[:at] + new + document[at + gone :]
    try:
        found = worker_rtf.read(document, LIMITS)
    except RefusedError as refusal:
        code = refusal.code
    else:
        fragment_lines(Mapped.verbatim(found["html"]), Settings())
        return
    assert code in ("JDM009", "JDM012")


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=40))
def test_any_characters_come_back(written: str) -> None:
    units = written.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    html = worker_rtf.read(rtf(r"\pard x" + "".join(rf"\u{code}?" for code in codes) + r"x\par"), LIMITS)["html"]
    read_back = "\n".join(line.mapped.text for line in fragment_lines(Mapped.verbatim(html), Settings()))
    assert read_back == f"x{written}x"
