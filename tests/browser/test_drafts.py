"""The draft's editor in a real browser: Debian's Chromium, driven as a person would, on the server with tests' encoder.

Skipped where Playwright or Chromium is not there. Nothing outside this machine is asked.
"""

from __future__ import annotations

import time

import pytest

from tests.browser import kit
from tests.check_kit import CLERK
from tests.draft_kit import OWN, SLANG, settings_with_own

pytestmark = kit.needs_chromium
browser, PATIENCE = kit.browser, kit.PATIENCE


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    place = tmp_path_factory.mktemp("browser")
    with kit.served(place, settings_with_own(place)) as (made, _):
        yield made


@pytest.fixture
def page(browser, address):
    with kit.opened(browser, address) as one:
        yield one


def text_of(page):
    return page.input_value("#text")


def until(page, told):
    """Wait until something is so; Playwright's own way would need what the page's policy forbids."""
    end = time.monotonic() + PATIENCE / 1000
    while not told():
        assert time.monotonic() < end, "it did not come about"
        page.wait_for_timeout(20)


def judged(page):
    """Wait until the models have spoken."""
    page.wait_for_selector("#figures:not([hidden])")


def begun(page):
    """A new draft, checked against a framework."""
    page.goto(f"/drafts/new?framework={OWN}")
    page.fill("#text", CLERK)
    judged(page)
    page.wait_for_selector("#suggested li")


def test_findings_show_while_one_types_and_a_fix_can_be_undone(page):
    page.goto("/drafts/new")
    page.click("#text")
    page.keyboard.insert_text(SLANG)
    page.wait_for_selector("#found li:has-text('rockstar')")
    assert page.locator("#mirror .found", has_text="rockstar").count() == 1
    page.click("#found li:has-text('rockstar') button.fix")
    until(page, lambda: "rockstar" not in text_of(page))
    assert text_of(page) == SLANG.replace("a rockstar", "an expert")
    page.keyboard.press("Control+z")
    assert text_of(page) == SLANG
    page.wait_for_selector("#found li:has-text('rockstar')")


def test_a_missing_responsibility_is_inserted_with_one_click_and_taken_back_with_one_undo(page):
    begun(page)
    told = page.inner_text("#suggested li .said")
    page.click("#suggested li .fix")
    until(page, lambda: told in text_of(page))
    assert f"by phone\n- {told}" in text_of(page)
    until(page, lambda: told not in page.inner_text("#suggested"))
    page.keyboard.press("Control+z")
    assert text_of(page) == CLERK


def test_versions_are_saved_and_compared(page):
    begun(page)
    page.keyboard.press("Control+s")
    page.wait_for_selector("#state:has-text('Saved as version 1')")
    assert page.url.rpartition("/")[2].isdecimal()
    page.click("#suggested li .fix")
    page.wait_for_selector("#state:has-text('Not saved')")
    page.wait_for_selector("#change:has-text('since version 1')")
    page.click("#save")
    page.wait_for_selector("#state:has-text('Saved as version 2')")
    page.click("#versions")
    page.click("text=Compare the two")
    page.wait_for_selector("h1:has-text('What version 2 gained and lost against version 1')")
    assert page.locator("text=1 added").count() == 1


def test_everything_works_with_the_keyboard_alone(page):
    page.goto("/drafts/new")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.insert_text(SLANG + "\nWe want a ninja.\n")
    page.wait_for_selector("#found li:has-text('ninja')")
    judged(page)
    seen = []
    for _ in range(12):
        page.keyboard.press("F8")
        seen.append(
            page.evaluate(
                "(() => { const a = document.getElementById('text');"
                " return a.value.slice(a.selectionStart, a.selectionEnd); })()"
            )
        )
        if seen[-1] == "ninja":
            break
    assert "rockstar" in seen
    assert seen[-1] == "ninja"
    assert "ninja" in page.inner_text("#spoken")
    assert page.is_visible("#card")
    page.keyboard.press("Alt+Enter")
    until(page, lambda: "ninja" not in text_of(page))
    page.keyboard.press("Shift+F8")
    page.keyboard.press("Escape")
    assert page.is_hidden("#card")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Control+s")
    page.wait_for_selector("#state:has-text('Saved as version 1')")


def test_unsaved_text_is_offered_back_after_a_reload(page):
    begun(page)
    page.keyboard.press("Control+s")
    page.wait_for_selector("#state:has-text('Saved as version 1')")
    page.click("#text")
    page.keyboard.press("Control+End")
    page.keyboard.type("- Own a car")
    page.reload()
    assert text_of(page) == CLERK
    page.click("#offer button.main")
    assert text_of(page) == CLERK + "- Own a car"
    page.keyboard.press("Control+s")
    page.wait_for_selector("#state:has-text('Saved as version 2')")
    page.reload()
    assert page.is_hidden("#offer")


def test_a_conflict_shows_both_and_keeps_what_was_written(page):
    begun(page)
    page.keyboard.press("Control+s")
    page.wait_for_selector("#state:has-text('Saved as version 1')")
    other = page.context.new_page()
    other.goto(page.url)
    for one, words in ((other, "- Theirs"), (page, "- Mine")):
        one.click("#text")
        one.keyboard.press("Control+End")
        one.keyboard.type(words)
        one.keyboard.press("Control+s")
        if one is other:
            one.wait_for_selector("#state:has-text('Saved as version 2')")
    page.wait_for_selector("#conflict del:has-text('Theirs')")
    assert page.locator("#conflict ins", has_text="Mine").count() == 1
    assert text_of(page) == CLERK + "- Mine"
    page.click("#conflict [data-do=mine]")
    page.wait_for_selector("#state:has-text('Saved as version 3')")
    page.wrong[:] = [said for said in page.wrong if "409" not in said]  # the conflict's own status


def test_the_marks_lie_on_their_words(page):
    """Mirror and field break their lines alike: the field needs no more height than the mirror gives it."""
    page.goto("/drafts/new")
    page.fill("#text", SLANG)
    page.wait_for_selector("#found li:has-text('rockstar')")
    judged(page)
    for width in (1280, 700, 390):
        page.set_viewport_size({"width": width, "height": 900})
        sizes = page.evaluate(
            "(() => { const a = document.getElementById('text'), m = document.getElementById('mirror');"
            " return [a.scrollHeight, a.clientHeight, a.clientWidth, m.clientWidth,"
            " document.documentElement.scrollWidth, innerWidth]; })()"
        )
        assert sizes[0] <= sizes[1]
        assert sizes[2] == sizes[3]
        assert sizes[4] <= sizes[5]


def test_a_finding_set_aside_stays_so(page):
    page.goto("/drafts/new")
    page.fill("#text", SLANG)
    page.click("#found li:has-text('rockstar') button.plain")
    page.wait_for_selector("#aside:has-text('1 set aside')")
    page.click("#text")
    page.keyboard.press("Control+End")
    page.keyboard.type("- A licence")
    judged(page)
    assert page.locator("#found li:has-text('rockstar')").count() == 0
    page.click("#aside button")
    assert page.locator("#found li:has-text('rockstar')").count() == 1
