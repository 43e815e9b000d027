"""The report as PDF, workbook and CSV: read back with other libraries, they say what the analyses say."""

import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from jdmatch import report
from jdmatch.errors import MissingExtraError, OutputError
from jdmatch.records import Failure
from jdmatch.records.wire import number
from jdmatch.report import printing, workbook
from jdmatch.report.flat import STATEMENTS
from jdmatch.report.workbook import MOST_CHARACTERS, Remark, cell_text
from tests import bakery
from tests.builders import analysis, build_analysis, framework, library_framework
from tests.test_report import UNREADABLE, hostile

LIBRARY = {library_framework().id: library_framework()}
A4, LETTER = (595.3, 841.9), (612, 792)


@pytest.fixture(scope="module")
def weasyprint():
    try:
        import weasyprint
    except (ImportError, OSError):
        pytest.skip("WeasyPrint (the [report] extra) or Pango is not installed")
    return weasyprint


@pytest.fixture(scope="module")
def xlsxwriter():
    return pytest.importorskip("xlsxwriter", reason="the [report] extra is not installed")


def opened(data):
    import pypdf

    return pypdf.PdfReader(io.BytesIO(data))


def lines(data):
    """The lines of each page, as pdfium reads them."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        pages = [document[i].get_textpage().get_text_bounded() for i in range(len(document))]
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]


def words(data):
    return [" ".join(" ".join(page).split()) for page in lines(data)]


@pytest.fixture(scope="module")
def paper(weasyprint):
    """The PDF of the library's posting on both papers, and of two postings and a failure."""
    one = build_analysis()
    second = replace(one, posting=replace(one.posting, id="again.txt", title="Second Posting"))
    return {
        "a4": report.pdf(one, LIBRARY),
        "letter": report.pdf(one, LIBRARY, paper="letter"),
        "several": report.pdf([one, UNREADABLE, second], LIBRARY),
    }


# --- PDF --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "size"), [("a4", A4), ("letter", LETTER)])
def test_pages_have_the_paper_and_their_numbers(paper, name, size):
    reader = opened(paper[name])
    pages = words(paper[name])
    assert len(pages) >= 3
    for at, (page, text) in enumerate(zip(reader.pages, pages, strict=True), 1):
        assert [float(x) for x in (page.mediabox.width, page.mediabox.height)] == pytest.approx(size, abs=0.5)
        assert f"page {at} of {len(pages)}" in text
        assert build_analysis().posting.title in text


def test_the_pdf_says_what_the_analysis_says(paper):
    one = build_analysis()
    text = re.sub(r"\s", "", "".join(words(paper["a4"])))
    for statement in one.coverage.scored:
        assert re.sub(r"\s", "", statement.text) in text
    for match in one.matches:
        if match.status == "covered":
            assert re.sub(r"\s", "", one.chunks[match.chunk].body) in text


def test_the_pdf_is_tagged_titled_and_has_bookmarks(paper):
    reader = opened(paper["a4"])
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] == "true" or catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()
    assert reader.metadata.title.startswith(build_analysis().posting.title)
    assert not {"/CreationDate", "/ModDate"} & set(reader.metadata)
    top = reader.outline
    assert top[0].title == build_analysis().posting.title
    assert any("Missing" in item.title for item in top[1])


def test_drawings_have_a_text_in_their_place(paper):
    alts = [o.get("/Alt") for o in every_object(opened(paper["a4"])) if o.get("/S") == "/Figure"]
    assert len(alts) == 3
    assert all(alts)


def every_object(reader):
    import pypdf

    size = int(reader.trailer["/Size"])
    found = [reader.get_object(pypdf.generic.IndirectObject(i, 0, reader)) for i in range(1, size)]
    return [o for o in found if isinstance(o, pypdf.generic.DictionaryObject)]


def test_several_postings_are_one_document(paper):
    reader = opened(paper["several"])
    pages = words(paper["several"])
    assert "3 postings compared" in pages[0]
    assert UNREADABLE.code in pages[0]
    titles = [item.title for item in reader.outline[1] if not isinstance(item, list)]
    assert titles == [build_analysis().posting.title, "Second Posting"]


def test_no_heading_ends_a_page(paper):
    heads = {"Coverage by level", "Level", "Fact sheet", "Other levels", "Not analysed", "How this was computed"}
    title = build_analysis().posting.title
    for name in ("a4", "letter", "several"):
        for page in lines(paper[name]):
            body = [x for x in page if not re.match(r"page \d+ of", x) and x != title]
            assert body[-1] not in heads


def test_the_same_analysis_gives_the_same_pdf_in_another_process(paper, tmp_path):
    environ = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    code = (
        "import sys; from jdmatch import report; from tests.test_report_exports import LIBRARY, build_analysis\n"
        "sys.stdout.buffer.write(report.pdf(build_analysis(), LIBRARY))"
    )
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environ)
    assert again.stdout == paper["a4"]


def test_a_hostile_posting_is_text_and_nothing_is_fetched(weasyprint, monkeypatch, caplog):
    asked = []
    monkeypatch.setattr("weasyprint.urls.URLFetcher.open", lambda self, url, *a, **k: asked.append(url))
    text = "WHAT YOU DO\n- Stack shelves <img src=http://example.com/x.png> <link rel=stylesheet href=file:///etc/passwd>\n"
    one = analysis(text, framework(["Stacks <style>@import 'http://example.com/y.css';</style> shelves"]), title="<b>T")
    assert "<img src=http://example.com/x.png>" in " ".join(words(report.pdf(one, {})))
    assert not asked
    assert not [r for r in caplog.records if "http" in r.getMessage()]
    assert words(report.pdf(*hostile()))


def test_the_fetcher_refuses_everything(weasyprint):
    for url in ("http://example.com/x.png", "file:///etc/passwd", "data:text/css,a{}"):
        with pytest.raises(ValueError, match="nothing outside"):
            printing._refusing()(url)


def test_a_long_quote_is_cut_in_the_findings_and_whole_in_the_posting(weasyprint):
    text = "WHAT YOU DO\n- Stack shelves " + "again and " * 150 + "finally done\n"
    one = analysis(text, framework([f"Stacks shelves {i}" for i in range(4)]))
    told = " ".join(words(report.pdf(one, {})))
    assert told.count("finally done") == 1 + sum(f.kind == "must_have" for f in one.facts)
    assert told.count("…”") >= 4


def test_only_failures_make_a_pdf_that_says_so(weasyprint):
    assert UNREADABLE.code in words(report.pdf(UNREADABLE, {}))[0]


def test_an_unknown_paper_is_refused():
    with pytest.raises(ValueError, match="a4, letter"):
        report.pdf(build_analysis(), {}, paper="a5")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "a4"),
        ({"LANG": "C.UTF-8"}, "a4"),
        ({"LANG": "en_US.UTF-8"}, "letter"),
        ({"LANG": "en_GB.UTF-8"}, "a4"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE"}, "a4"),
        ({"LC_ALL": "fr_CA@x", "LC_PAPER": "de_DE"}, "letter"),
        ({"LC_ALL": "", "LANG": "es_MX"}, "letter"),
    ],
)
def test_the_usual_paper_is_the_countrys(environ, expected):
    assert report.usual_paper(environ) == expected


# --- workbook ---------------------------------------------------------------------------------------------------


def sheets(data):
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: sheet for sheet in book}


def table(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_says_what_the_analysis_says(xlsxwriter):
    one = build_analysis()
    found = sheets(report.xlsx([one, UNREADABLE], LIBRARY))
    assert list(found) == ["Overview", "Statements", "Missing", "Duties outside", "Facts", "How computed"]
    first, failed = table(found["Overview"])
    assert first["Score"] == number(one.coverage.score)
    assert UNREADABLE.code in failed["Remark"]
    rows = table(found["Statements"])
    assert [r["Statement id"] for r in rows] == [s.statement for s in one.coverage.statements]
    for row, s in zip(rows, one.coverage.statements, strict=True):
        assert row["Probability"] == number(s.probability)
        assert row["Importance"] == number(s.importance)
        assert {"partly": "partial"}.get(row["Status"], row["Status"]) == one.status(s)
        assert one.posting.text[row["Start"] : row["End"]] == row["In the posting's words"]
    assert sum(r["Scored"] == "yes" for r in rows) == len(one.coverage.scored)
    assert {r["Statement"] for r in table(found["Missing"])} == {m.text for m in one.missing}
    for row in table(found["Duties outside"]):
        assert one.posting.text[row["Start"] : row["End"]] == row["Duty"]
    assert len(table(found["Duties outside"])) == len(one.unmatched)
    assert {r["Fact"] for r in table(found["Facts"])} >= {"Experience", "Pay"}
    assert {"Score", "Status", "Made by", "Not analysed"} <= {r["What"] for r in table(found["How computed"])}


def test_sheets_are_ready_to_read(xlsxwriter):
    for sheet in sheets(report.xlsx(build_analysis(), LIBRARY)).values():
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.cell(1, 1).font.bold
        assert sheet.column_dimensions["A"].width > 20


def test_remarks_of_readers_stand_beside_their_statements(xlsxwriter):
    one = build_analysis()
    s = one.coverage.statements[1]
    said = {(1, s.framework, s.statement): Remark("rejected", "=not this", "ann", "2026-11-22")}
    rows = table(sheets(report.xlsx([UNREADABLE, one], LIBRARY, remarks=said))["Statements"])
    assert [tuple(r.values())[-4:] for r in rows[:2]] == [(None,) * 4, ("rejected", "=not this", "ann", "2026-11-22")]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.com")', "{=1}"])
def test_nothing_becomes_a_formula_or_a_link(xlsxwriter, start):
    one = analysis(f"WHAT YOU DO\n{start} stacks shelves\n", framework([f"{start} stacks shelves"]), title=start)
    for sheet in sheets(report.xlsx(one, {})).values():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "sn"
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix


def test_characters_that_no_workbook_holds_are_made_visible(xlsxwriter):
    one, known = hostile()
    one = replace(one, posting=replace(one.posting, id="a\x00b\ud800\x1b.txt"))
    first = table(sheets(report.xlsx(one, known))["Overview"])[0]
    assert first["Posting"] == "a␀b\ufffd␛.txt"


@pytest.mark.parametrize("character", ["x", "😀", "é"])
def test_a_cell_holds_so_many_characters_and_says_what_was_cut(character):
    wide = 2 if character > "\uffff" else 1
    fits = character * (MOST_CHARACTERS // wide)
    assert cell_text(fits) == fits
    cut = cell_text(fits + character * 2)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert cut.endswith(f"(cut here: {len(fits) + 2:,} characters in all)")


def test_too_many_rows_are_refused(xlsxwriter, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    with pytest.raises(OutputError, match="more than 4 rows"):
        report.xlsx(build_analysis(), LIBRARY)


def test_the_same_analysis_gives_the_same_workbook(xlsxwriter):
    assert report.xlsx(build_analysis(), LIBRARY) == report.xlsx(build_analysis(), LIBRARY)
    bare = analysis("WHAT YOU DO\n- Stack shelves\n", level=None)
    assert table(sheets(report.xlsx([bare], {}))["Statements"]) == []


# --- CSV --------------------------------------------------------------------------------------------------------


def test_the_csv_has_a_row_for_each_statement_of_each_posting():
    one = build_analysis()
    text = report.csv([one, UNREADABLE, one])
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert list(rows[0]) == [column.name for column in STATEMENTS]
    assert [r["statement"] for r in rows] == 2 * [s.statement for s in one.coverage.statements]
    for row in rows:
        quote = one.posting.text[int(row["start"]) : int(row["end"])]
        assert row["quote"] == ("'" + quote if quote[0] in "-+=@" else quote)


def test_the_csv_runs_nothing_in_a_spreadsheet():
    one = analysis("WHAT YOU DO\n- =1+1\n", framework(["=cmd|' /C calc'!A0", "@SUM(1)"]), posting_id="=x.txt")
    cells = [cell for row in csv.reader(io.StringIO(report.csv(one)[1:], newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# --- the command line -------------------------------------------------------------------------------------------


@pytest.fixture
def postings(tmp_path):
    (tmp_path / "good.txt").write_text(bakery.POSTING)
    (tmp_path / "other.txt").write_text(bakery.POSTING + "\n- Sweep the floor\n")
    (tmp_path / "two.csv").write_text(bakery.THREE)
    (tmp_path / "short.txt").write_text("Too short.")
    return tmp_path


def test_score_writes_each_of_them(jd, tiny, postings, weasyprint, xlsxwriter):
    files = ("--pdf", "r.pdf", "--paper", "letter", "--xlsx", "r.xlsx", "--csv", "r.csv", "--html", "r.html")
    run = jd("score", "good.txt", "other.txt", "-f", "two.csv", *files)
    assert run.code == 0, run.err
    reader = opened((postings / "r.pdf").read_bytes())
    first = words((postings / "r.pdf").read_bytes())[0]
    assert float(reader.pages[0].mediabox.width) == LETTER[0]
    assert "2 postings compared" in first
    assert len(table(sheets((postings / "r.xlsx").read_bytes())["Overview"])) == 2
    rows = list(csv.DictReader((postings / "r.csv").read_text("utf-8-sig").splitlines()))
    assert {r["posting"] for r in rows} == {"good.txt", "other.txt"}
    assert (postings / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (postings / "r.html").exists()


def test_what_can_not_be_written_is_exit_3_and_the_rest_is_written(jd, tiny, postings):
    run = jd("score", "good.txt", "-f", "two.csv", "--csv", "nowhere/r.csv", "--html", "r.html")
    assert run.code == 3
    assert "JDM050" in run.err
    assert "nowhere" in run.err
    assert run.out
    assert (postings / "r.html").exists()


def test_a_failed_posting_is_exit_3_and_has_no_row(jd, tiny, postings):
    run = jd("score", "good.txt", "short.txt", "-f", "two.csv", "--csv", "r.csv")
    assert run.code == 3
    assert "short.txt" not in (postings / "r.csv").read_text("utf-8-sig")


def test_paper_without_a_pdf_is_refused(jd, tiny, postings):
    run = jd("score", "good.txt", "--paper", "a4")
    assert run.code == 2
    assert "--pdf" in run.err


@pytest.mark.parametrize(("option", "library"), [("--pdf", "weasyprint"), ("--xlsx", "xlsxwriter")])
def test_without_the_extra_the_pip_line_is_said_before_anything_is_done(
    jd, tiny, postings, monkeypatch, option, library
):
    monkeypatch.setitem(sys.modules, library, None)
    run = jd("score", "good.txt", "-f", "two.csv", option, "r.out")
    assert run.code == 2
    assert "pip install 'jdmatch[report]'" in run.err
    assert tiny.texts == 0
    assert not (postings / "r.out").exists()


def test_without_pango_the_system_packages_are_said(monkeypatch):
    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [m for m in sys.modules if m.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    with pytest.raises(MissingExtraError, match="apt-get install libpango"):
        report.require(pdf=True)


def test_a_failure_alone_writes_nothing(jd, tiny, postings):
    assert jd("score", "short.txt", "-f", "two.csv", "--csv", "r.csv").code == 3
    assert not (postings / "r.csv").exists()
    assert isinstance(UNREADABLE, Failure)
