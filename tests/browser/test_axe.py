"""axe-core on every page, light and dark, wide and on a phone: no serious or critical fault of accessibility.

axe-core is no part of the project: ``make test-browser`` takes it from npm into build/. It is given to the pages by the
browser's own means, past their policy, which stays as strict as it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import kit, tour

AXE = Path(__file__).parents[2] / "build" / "axe-core" / "package" / "axe.min.js"
pytestmark = [
    kit.needs_chromium,
    pytest.mark.real,
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: make test-browser takes it from npm"),
]
browser, own_folders = kit.browser, kit.own_folders
VIEWS = [("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)]
GRAVE = ("serious", "critical")
# First all but the menus, which would hide what lies below them; then the menus alone.
RUN = """async (menus) => {
  for (const one of document.querySelectorAll("main details:not([hx-get])"))
    if (one.matches(".menu") === menus) one.open = true;
  const where = menus ? ".menu" : document;
  if (menus && !document.querySelector(where)) return [];
  return (await axe.run(where, { resultTypes: ["violations"] })).violations.map(({ id, impact, nodes }) =>
    ({ id, impact, where: nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`) }));
}"""


# axe does not mind these any more, but links and labels lead to the first alone.
TWICE = """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
  .filter((id, n, all) => all.indexOf(id) !== n)"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """One page for all tests, of a new application."""
    with (
        kit.served(tmp_path_factory.mktemp("axe"), real=True) as (address, _),
        kit.opened(browser, address) as one,
    ):
        yield one
        # Pages that are errors on purpose.
        one.wrong[:] = [said for said in one.wrong if "/nowhere: " not in said and "422" not in said]


@pytest.fixture(scope="module")
def filled(page, tmp_path_factory):
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return tour.fill(page, tmp_path_factory.mktemp("files"))


def faults(page, pages, scheme, width):
    """The grave faults of pages, each with its page's name and its place there."""
    found, axe = [], AXE.read_text(encoding="utf-8")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for name, path in pages.items():
        page.goto(path)
        tour.settled(page, path)
        twice = page.evaluate(TWICE)
        found += [(name, "serious", "an id that is there twice", twice)] if twice else []
        page.evaluate(axe)
        for one in [*page.evaluate(RUN, False), *page.evaluate(RUN, True)]:
            if one["impact"] in GRAVE:
                found.append((name, one["impact"], one["id"], one["where"][:4]))
    return found


def test_a_fault_would_be_found(page):
    page.goto("/")
    page.evaluate("document.querySelector('label[for=text]').remove()")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # The placeholder still names the field; without it nothing does.
    page.evaluate("document.getElementById('text').removeAttribute('placeholder')")
    assert "label" in [one["id"] for one in page.evaluate(RUN, False)]


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_pages_on_which_nothing_was_done_yet_have_no_grave_fault(page, scheme, width):
    assert faults(page, tour.EMPTY, scheme, width) == []


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_pages_of_a_filled_library_have_no_grave_fault(page, filled, scheme, width):
    assert faults(page, filled, scheme, width) == []
