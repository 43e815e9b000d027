"""A day's work in a real browser with the shipped models, at a desk and on a phone: a posting is scored, judged,
exported, scored again, made a draft and compared, and a framework is imported, by mouse and by keyboard alone. Nothing
that a page's policy forbids is tried anywhere, and no page is wider than its screen."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import kit, tour

pytestmark = [kit.needs_chromium, pytest.mark.real]
browser, own_folders = kit.browser, kit.own_folders
expect = kit.playwright.expect
TITLE = "Medical Billing Specialist"


@pytest.fixture(scope="module", params=[1280, 390])
def width(request):
    return request.param


@pytest.fixture(scope="module")
def site(width, own_folders, tmp_path_factory):
    with kit.served(tmp_path_factory.mktemp("walk"), real=True) as made:
        yield made


@pytest.fixture
def page(browser, site, width):
    with kit.opened(browser, site[0], width=width) as one:
        yield one
        fits(one)


@pytest.fixture(scope="module")
def posting(browser, site, width):
    """The number of a posting that was pasted and scored."""
    with kit.opened(browser, site[0], width=width) as one:
        return tour.scored(one, tour.sample(tour.BILLING), ("43-3021.00",))


@pytest.fixture(scope="module")
def other(browser, site, width, posting):
    with kit.opened(browser, site[0], width=width) as one:
        return tour.scored(one, tour.sample(tour.SENIOR), ("43-3021.00",))


def fits(page):
    widest, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widest <= screen, page.url


def saved(page, link):
    with page.expect_download() as got:
        link.click()
    return Path(got.value.path()).read_bytes(), got.value.suggested_filename


# --- scoring --------------------------------------------------------------------------------------------------------


def test_a_pasted_posting_shows_what_it_covers_with_the_words_that_show_it(page, posting):
    page.goto(f"/postings/{posting}")
    expect(page.locator("h1")).to_contain_text(TITLE)
    expect(page.locator(".glance")).to_contain_text(re.compile(r"\d+\s%"))
    expect(page.locator(".glance")).to_contain_text("Developing")
    quote = page.locator("#analysis mark, #analysis .source a").first
    assert quote.inner_text().strip() in tour.sample(tour.BILLING)


def docx_of(text):
    document = pytest.importorskip("docx").Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def pdf_of(text):
    pytest.importorskip("reportlab")
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.rl_config import defaultPageSize

    held, style = io.BytesIO(), getSampleStyleSheet()["BodyText"]
    lines = [line.replace("&", "&amp;").replace("<", "&lt;") or "&nbsp;" for line in text.splitlines()]
    SimpleDocTemplate(held, pagesize=defaultPageSize).build([Paragraph(line, style) for line in lines])
    return held.getvalue()


@pytest.mark.parametrize(("name", "make"), [("nurse.docx", docx_of), ("nurse.pdf", pdf_of)])
def test_a_word_file_and_a_pdf_are_scored_like_their_text(page, tmp_path, name, make):
    text = tour.sample("rn-med-surg-nights.txt")
    (tmp_path / name).write_bytes(make(text))
    page.goto("/")
    page.set_input_files("#files", tmp_path / name)
    page.click("form.score button[type=submit]")
    page.wait_for_selector("#analysis")
    expect(page.locator(".glance")).to_contain_text("Registered Nurses")
    expect(page.locator("#analysis .masthead")).to_contain_text(name)


def test_a_file_that_is_no_posting_is_told_and_the_form_stays_filled(page, tmp_path, width):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    page.goto("/")
    page.fill("#title", "Clerk")
    page.set_input_files("#files", tmp_path / "scan.pdf")
    page.click("form.score button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("scan.pdf")
    expect(page.locator("#title")).to_have_value("Clerk")
    page.wrong[:] = [said for said in page.wrong if "422" not in said]  # the answer's own status


def test_thresholds_decide_anew_without_loading_the_page_again(page, posting):
    page.goto(f"/postings/{posting}")
    page.evaluate("window.same = true")
    before = page.inner_text(".glance")
    page.locator("#from-covered").focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"covered=0\.95"))
    expect(page.locator("output[for=from-covered]")).to_have_text("95 %")
    expect(page.locator(".glance")).not_to_have_text(before)
    assert page.evaluate("window.same")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"covered=0\.94"))
    page.locator("#from-partial").focus()
    page.keyboard.press("End")  # drags the other one along: "partly" never lies above "covered"
    expect(page.locator("output[for=from-covered]")).to_have_text("95 %")
    assert "covered=0.95" in page.locator("a[data-keeps-query]").first.get_attribute("href")
    page.click("text=Back to them")
    page.wait_for_url(re.compile(r"/postings/\d+$"))
    assert page.inner_text(".glance") == before


def test_what_the_bar_of_an_analysis_leads_to_is_in_the_analysis(page, posting):
    page.goto(f"/postings/{posting}")
    for name, heading in (
        ("Missing", "Missing"),
        ("Covered", "Covered"),
        ("Level", "Level"),
        ("Posting", "The posting"),
    ):
        page.locator("#analysis nav").get_by_role("link", name=name, exact=True).click()
        place = page.evaluate("document.querySelector(location.hash).textContent.trim()")
        assert place.startswith(heading)


def test_what_a_reader_says_about_statements_is_there_after_a_reload(page, posting):
    page.goto(f"/postings/{posting}")
    page.get_by_role("button", name="Right", exact=True).nth(0).click()
    expect(page.locator(".remark.confirmed")).to_have_count(1)
    expect(page.locator("#told")).to_contain_text("Kept")
    page.get_by_role("button", name="Wrong", exact=True).nth(1).click()
    expect(page.locator(".remark.rejected")).to_have_count(1)
    third = page.locator(".remark").nth(2)
    third.locator("summary").click()
    third.locator("textarea").fill("Asked of the <b>lead</b> only")
    third.get_by_role("button", name="Keep note").click()
    expect(page.locator(".remark").nth(2).locator(".by time")).to_have_count(1)
    page.reload()
    expect(page.locator(".remark.confirmed [aria-pressed=true]")).to_have_text("Right")
    expect(page.locator(".remark.rejected [aria-pressed=true]")).to_have_text("Wrong")
    expect(page.locator(".remark").nth(2).locator("textarea")).to_have_value("Asked of the <b>lead</b> only")
    for n in range(3):
        expect(page.locator(".remark").nth(n).locator("time")).to_contain_text(re.compile(r"\d{4}"))
    page.get_by_role("button", name="Right", exact=True).nth(0).click()  # once more takes it back
    expect(page.locator(".remark.confirmed")).to_have_count(0)


def test_every_export_can_be_opened(page, posting):
    page.goto(f"/postings/{posting}")

    def got(kind):
        page.locator(".menu", has_text="Export").first.locator("summary").click()
        link = page.locator(f"a[href*='export.{kind}']")
        fits(page)
        data, name = saved(page, link)
        assert TITLE in name
        page.keyboard.press("Escape")
        return data

    pdf = pytest.importorskip("pypdf").PdfReader(io.BytesIO(got("pdf")))
    assert TITLE in " ".join("".join(one.extract_text() for one in pdf.pages).split())
    book = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(got("xlsx")), read_only=True)
    assert any(TITLE in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    book.close()
    rows = list(csv.DictReader(io.StringIO(got("csv").decode("utf-8-sig"))))
    assert len(rows) >= 51
    assert {row["status"] for row in rows} == {"covered", "partial", "missing"}
    schema = json.loads(subprocess.check_output([sys.executable, "-m", "jdmatch", "schema"]))
    analysis = json.loads(got("json"))
    pytest.importorskip("jsonschema").validate(analysis, schema)
    assert analysis["coverage"]["framework"] == "43-3021.00"
    web = got("html").decode("utf-8")
    assert TITLE in web
    assert "<script" not in web
    assert TITLE in got("md").decode("utf-8")


def test_a_posting_scored_again_at_another_level_keeps_its_earlier_analysis(page, other):
    page.goto(f"/postings/{other}")
    expect(page.locator(".history")).to_have_count(0)
    menu = page.locator("details.menu", has_text="Score again").first
    menu.locator("> summary").click()
    fits(page)
    menu.locator("details.choose > summary").click()
    menu.locator("input[type=search]").fill("collectors")
    menu.get_by_label(re.compile("Bill and Account Collectors")).check()
    menu.locator("select").select_option("developing")
    menu.get_by_role("button", name="Score again").click()
    expect(page.locator(".history tbody tr")).to_have_count(2)
    expect(page.locator(".glance")).to_contain_text("Developing statements of Bill and Account Collectors")


# --- a draft, and two beside each other -----------------------------------------------------------------------------


def test_a_posting_becomes_a_draft_that_covers_more(page, posting, width):
    number = tour.drafted(page, posting)
    page.goto(f"/drafts/{number}/versions")
    fits(page)
    page.click("text=Compare the two")
    expect(page.locator("h1")).to_contain_text("version 2 gained")
    expect(page.locator(".edits > li")).not_to_have_count(0)
    fits(page)
    page.goto("/drafts")
    expect(page.locator("table.list tbody tr")).to_have_count(1)


def test_two_postings_of_the_library_are_compared(page, posting, other, width):
    page.goto("/postings")
    fits(page)
    for title in (TITLE, "Senior Collections"):
        page.get_by_label(re.compile(f"Tick {title}")).check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("2 postings side by side")
    expect(page.locator(".verdicts")).to_contain_text("points")
    fits(page)
    quotes = page.locator(".level-of[open] details.quoted")
    page.get_by_role("button", name="Show all quotes").click()
    expect(quotes.first).to_have_attribute("open", "")
    rows = page.locator(".level-of[open] tbody tr:visible")
    every = rows.count()
    page.get_by_label("Only where they differ").check()
    assert rows.count() < every
    fits(page)
    data, _ = saved(page, page.get_by_role("link", name="Export as CSV"))
    assert TITLE in data.decode("utf-8-sig")


# --- frameworks -----------------------------------------------------------------------------------------------------


def test_a_framework_is_read_changed_and_imported_with_its_account(page, posting, tmp_path):
    page.goto("/frameworks")
    page.fill("#words", "billing")
    expect(page.locator("#frameworks tbody tr").first).to_contain_text("Billing and Posting Clerks")
    fits(page)
    page.get_by_role("link", name="Billing and Posting Clerks").click()
    expect(page.locator(".statements-of li").first).to_be_visible()
    covering = page.locator("details.counts-of").first
    covering.locator("summary").click()
    expect(covering).to_contain_text(TITLE)
    fits(page)
    page.locator(".menu", has_text="Export").locator("summary").click()
    data, name = saved(page, page.get_by_role("link", name="ler", exact=True))
    assert name.endswith(".json")
    changed = json.loads(data)
    statements = changed["framework"]["levels"]["emerging"]["statements"]
    statements[0] = re.sub(r"one record at a time", "two at once", json.dumps(statements[0]))
    statements[0] = json.loads(statements[0])
    statements.append(json.loads(json.dumps(statements[1]).replace("—", "— together with the lead,")))
    (tmp_path / name).write_text(json.dumps(changed), encoding="utf-8")
    tour.imported(page, tmp_path / name)
    expect(page.locator("main")).to_contain_text("stands before the one of jdmatch")
    fits(page)
    page.locator("summary", has_text="Against what is there").click()
    expect(page.locator("main")).to_contain_text("1 added")
    page.locator("form.keeping button.main").click()
    expect(page.get_by_role("status").filter(has_text="Kept")).to_be_visible()
    page.get_by_role("link", name="the one that came with jdmatch").click()
    expect(page.locator("main")).to_contain_text("1 added")
    expect(page.locator("main")).to_contain_text("1 reworded")
    fits(page)
    page.goto("/frameworks/43-3021.00")
    page.locator(".menu", has_text="Remove").locator("summary").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status").filter(has_text="removed")).to_be_visible()


# --- without a mouse ------------------------------------------------------------------------------------------------


def focus(page):
    """The focused element, which must be seen to be it: its id, else its text."""
    name, drawn = page.evaluate(
        "(() => { const one = document.activeElement, style = getComputedStyle(one);"
        " const ring = [one, one.parentElement].some((el) => getComputedStyle(el).outlineStyle !== 'none');"
        " return [one.id || one.textContent.trim().slice(0, 60), ring]; })()"
    )
    assert drawn, f"the focus on {name!r} can not be seen"
    return name


def tab_to(page, wanted, most=40):
    for _ in range(most):
        page.keyboard.press("Tab")
        if focus(page).startswith(wanted):
            return
    raise AssertionError(f"{wanted} was not reached with Tab")


def test_everything_can_be_done_with_the_keyboard_alone(page, posting):
    page.goto("/postings")
    page.keyboard.press("Tab")
    assert focus(page) == "Skip to the page"
    tab_to(page, "Score")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    tab_to(page, "text")
    page.keyboard.insert_text(tour.sample("staff-accountant-manufacturer.txt"))
    tab_to(page, "Score")
    page.keyboard.press("Enter")
    page.wait_for_selector("#analysis")
    tab_to(page, "from-covered")
    told = page.inner_text("output[for=from-covered]")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=from-covered]")).not_to_have_text(told)
    expect(page).to_have_url(re.compile("covered="))
    tab_to(page, "Export")
    menu = page.locator("details.menu", has_text="Export").first
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert focus(page) == "Web page"
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert focus(page) == "Export"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download():
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    tab_to(page, "right-", most=120)
    page.keyboard.press("Enter")
    expect(page.locator(".remark.confirmed")).to_have_count(1)
    assert focus(page).startswith("right-"), "the focus was lost when the remark was kept"
