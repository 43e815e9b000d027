"""The library and its jobs in a real browser: many files uploaded, searched, tagged, exported, scored again."""

from __future__ import annotations

import re
from pathlib import Path

from tests import bakery, store_kit
from tests.browser import kit

browser, site, page = kit.browser, kit.site, kit.page
pytestmark = kit.needs_chromium
expect = kit.playwright.expect
TRADES = ("Bread Baker", "Night Baker", "Pastry Cook")


def fill(store):
    for n, title in enumerate(TRADES):
        text = bakery.POSTING.replace("two shops", f"{n + 3} shops").replace("Bread Baker", title)
        store_kit.add(store, text, name=f"{n}.txt", title=title, level="advanced" if n == 2 else "developing")


def test_files_are_uploaded_and_the_page_follows_until_they_are_done(page, tmp_path):
    for n in range(6):
        (tmp_path / f"{n}.txt").write_text(bakery.POSTING.replace("two shops", f"{n + 3} shops"), encoding="utf-8")
    (tmp_path / "empty.pdf").write_bytes(b"")
    page.goto("/postings")
    page.get_by_role("link", name=re.compile("Upload a folder")).click()
    page.get_by_label("Files").set_input_files(sorted([*tmp_path.glob("*.txt"), tmp_path / "empty.pdf"]))
    expect(page.locator(".picked")).to_contain_text("7 files")
    page.get_by_role("button", name="Upload and score").click()
    expect(page.locator(".figures")).to_contain_text("7 of 7", timeout=60_000)
    expect(page.locator("#job[hx-trigger]")).to_have_count(0)
    expect(page.locator("tr.failed")).to_contain_text("JDM004")
    with page.expect_download() as got:
        page.get_by_role("link", name="Failures as CSV").click()
    assert "empty.pdf" in Path(got.value.path()).read_text(encoding="utf-8-sig")


def test_searching_and_narrowing_go_together_and_back(page, site):
    fill(site[1])
    page.goto("/postings")
    rows = page.locator("table.postings tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_label("Words in title or text").fill("baker")
    expect(page).to_have_url(re.compile(r"\?q=baker$"))
    page.locator("#facets").get_by_role("link", name=re.compile("Developing")).click()
    expect(page).to_have_url(re.compile(r"q=baker&level=developing$"))
    expect(rows).to_have_count(2)
    page.get_by_label("Words in title or text").fill("night")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=night&level=developing$"))
    page.go_back()
    expect(rows).to_have_count(2)
    expect(page.get_by_label("Words in title or text")).to_have_value("baker")


def test_ticked_postings_are_tagged_by_keyboard_and_exported(page, site):
    fill(site[1])
    page.goto("/postings")
    compare = page.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    page.get_by_label("Tick Night Baker").press("Space")
    page.get_by_label("Tick Bread Baker").press("Space")
    expect(compare).to_be_enabled()
    page.locator(".bar-of-list summary", has_text="Tag").press("Enter")
    page.locator("#tag").fill("spring intake")
    page.locator("#tag").press("Enter")
    expect(page.locator("table.postings .chip")).to_have_count(2)
    page.get_by_label("all that match").check()
    page.locator(".bar-of-list summary", has_text="Export").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV", exact=True).click()
    lines = Path(got.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    assert sum("spring intake" in line for line in lines) == 2


def test_all_that_match_are_scored_again(page, site):
    fill(site[1])
    page.goto("/postings?q=baker")
    page.get_by_label("all that match").check()
    page.locator(".bar-of-list summary", has_text="Score again").click()
    page.locator(".menu[open] .choose summary").click()
    page.locator("#framework-filter").fill("accountants and aud")
    page.locator("#framework-list input:visible").first.check()
    page.locator("button[formaction='/postings/rescore']").click()
    expect(page.locator(".figures")).to_contain_text(re.compile(r"(\d) of \1"), timeout=60_000)
    expect(page.locator(".changes")).to_contain_text("Statements gained")


def test_on_a_phone_nothing_is_wider_than_the_screen(page, site):
    fill(site[1])
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/postings", "/postings/upload", "/jobs", "/postings/1"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
