"""People who sign in, in a real browser: what each role is shown and may do, a user's whole life from being added to
being locked out, the way in and out by keyboard alone, and no grave fault of accessibility on the pages for it."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests import bakery
from tests.browser import kit, test_axe, tour
from tests.browser.test_walk import fits, tab_to

pytest.importorskip("argon2", reason="argon2 is not installed: pip install 'jdmatch[web]'")

from jdmatch.web import rules
from jdmatch.web.access import chosen

pytestmark = kit.needs_chromium
browser, own_folders = kit.browser, kit.own_folders
expect = kit.playwright.expect
PASSWORD = "correct horse"
USERS = {"rita": "reader", "edda": "editor", "adam": "admin"}
# What the browser says of answers that are refusals on purpose.
REFUSED = re.compile(r"status of (401|403|422) ")


@contextmanager
def served(place):
    """A server with a user of each role."""
    with kit.served(place, access=chosen("users", host="127.0.0.1", is_loopback=True)) as made:
        for name, role in USERS.items():
            made[1].users.add(name, PASSWORD, role, None)
        yield made


@pytest.fixture(scope="module")
def server(own_folders, tmp_path_factory):
    with served(tmp_path_factory.mktemp("signin")) as made:
        yield made


@pytest.fixture(scope="module")
def people(browser, server):
    """A page of one's own for everybody who is asked for by name, signed in."""
    with ExitStack() as open_pages:
        made = {}

        def page_of(name):
            if name not in made:
                page = made[name] = open_pages.enter_context(kit.opened(browser, server[0]))
                page.goto("/sign-in")
                enter(page, name)
                expect(page.locator(".who")).to_contain_text(f"{name} {USERS[name]}")
            return made[name]

        yield page_of
        for page in made.values():
            page.wrong[:] = [said for said in page.wrong if not REFUSED.search(said)]


@pytest.fixture
def stranger(browser, server):
    """A page at which nobody has signed in."""
    with kit.opened(browser, server[0]) as page:
        yield page
        page.wrong[:] = [said for said in page.wrong if not REFUSED.search(said)]


@pytest.fixture(scope="module")
def library(people, server, tmp_path_factory):
    """What the editor has made: a posting, a job, a draft in one version, by number."""
    page = people("edda")
    posting = tour.scored(page, bakery.POSTING)
    path = tmp_path_factory.mktemp("files") / "counter.txt"
    path.write_text(bakery.COUNTER, encoding="utf-8")
    job = tour.uploaded(page, [path])
    draft = server[1].drafts.create("Night Baker", bakery.POSTING, "edda").id
    return {"posting": posting, "job": job, "draft": draft}


def enter(page, name, password=PASSWORD):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


# --- the way in -----------------------------------------------------------------------------------------------------


def test_whoever_signs_in_comes_to_where_they_wanted_to_go(stranger, library):
    wanted = f"/postings/{library['posting']}?covered=0.7&partial=0.3"
    stranger.goto(wanted)
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next="))
    expect(stranger.locator("nav[aria-label=Places]")).to_have_count(0)
    enter(stranger, "rita", "wrong horse")
    expect(stranger.get_by_role("alert")).to_be_visible()
    known = stranger.get_by_role("alert").inner_text()
    expect(stranger.get_by_label("Name")).to_have_value("rita")
    expect(stranger.get_by_label("Password")).to_have_value("")
    expect(stranger.get_by_label("Password")).to_be_focused()
    enter(stranger, "nobody-here")
    assert stranger.get_by_role("alert").inner_text() == known, "whether a name exists must not be told"
    enter(stranger, "rita")
    stranger.wait_for_url("**" + wanted)
    expect(stranger.locator("h1")).to_contain_text("Bread Baker")
    expect(stranger.locator("output[for=from-covered]")).to_contain_text("70")


@pytest.mark.parametrize("leads", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
def test_nobody_is_led_to_another_server(stranger, server, leads):
    stranger.goto(f"/sign-in?next={quote(leads, safe='')}")
    enter(stranger, "rita")
    expect(stranger.locator(".who")).to_contain_text("rita")
    assert stranger.url.startswith(server[0])


def test_signing_out_ends_it_here_and_where_the_cookie_was_copied(stranger, browser, server):
    stranger.goto("/account")
    enter(stranger, "rita")
    stranger.wait_for_url("**/account")
    kept = stranger.context.cookies()
    stranger.get_by_role("button", name="Sign out", exact=True).click()
    stranger.wait_for_url("**/sign-in")
    stranger.goto("/postings")
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next=/postings$"))
    stranger.context.add_cookies(kept)
    stranger.goto("/postings")
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next=/postings$"))


def test_in_and_out_again_by_keyboard_alone(stranger, library):
    stranger.goto("/jobs")
    expect(stranger.get_by_label("Name")).to_be_focused()
    stranger.keyboard.type("edda")
    stranger.keyboard.press("Tab")
    stranger.keyboard.type("wrong horse")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("alert")).to_be_visible()
    expect(stranger.get_by_label("Password")).to_be_focused()
    stranger.keyboard.type(PASSWORD)
    tab_to(stranger, "Sign in", most=1)
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/jobs")
    tab_to(stranger, "edda")
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/account")
    tab_to(stranger, "Sign out")
    stranger.keyboard.press("Enter")
    stranger.wait_for_url("**/sign-in")
    expect(stranger.get_by_label("Name")).to_be_focused()


# --- what each role is shown ----------------------------------------------------------------------------------------

# Everything on a page that asks the server for something: (method, path).
ASKS = """() => {
  const at = (path) => new URL(path || location.href, location.href);
  const out = [];
  for (const one of document.querySelectorAll("a[href]")) out.push(["GET", at(one.getAttribute("href"))]);
  for (const one of document.forms)
    if (!one.hasAttribute("hx-post")) out.push([one.method.toUpperCase(), at(one.getAttribute("action"))]);
  for (const one of document.querySelectorAll("[formaction]"))
    out.push([(one.getAttribute("formmethod") || one.form.method).toUpperCase(), at(one.getAttribute("formaction"))]);
  for (const method of ["get", "post", "patch", "delete"])
    for (const one of document.querySelectorAll(`[hx-${method}]`))
      out.push([method.toUpperCase(), at(one.getAttribute(`hx-${method}`))]);
  return out.filter(([, to]) => to.origin === location.origin).map(([method, to]) => [method, to.pathname, to.search]);
}"""


def places(library):
    posting, draft = library["posting"], library["draft"]
    return [
        *("/postings", "/postings?q=zeppelin", f"/postings/{posting}", f"/compare?posting={posting}", "/compare"),
        *("/jobs", f"/jobs/{library['job']}", "/drafts", f"/drafts/{draft}", f"/drafts/{draft}/versions"),
        *("/frameworks", "/frameworks/43-3021.00", "/api/docs", "/account", "/nowhere"),
    ]


def offered(page, role, path):
    """What a page offers, and what of it the role may not do; a reader may ask for the first page, but is led on."""
    page.goto(path)
    every = page.evaluate(ASKS)
    return every, [
        (path, method, to + query)
        for method, to, query in every
        if not rules.may(role, rules.needed(method, to)) or (role == "reader" and to == "/" and query)
    ]


def test_a_library_in_which_nothing_is_offers_a_reader_nothing_to_add(browser, tmp_path):
    with served(tmp_path) as (address, _), kit.opened(browser, address) as page:
        page.goto("/postings")
        enter(page, "rita")
        expect(page.locator("main")).to_contain_text("Nothing here yet")
        for path in ("/postings", "/jobs", "/drafts", "/compare"):
            assert offered(page, "reader", path)[1] == []


@pytest.mark.parametrize("name", USERS)
def test_no_page_offers_what_one_may_not_do(people, library, name):
    page, role, faults, seen = people(name), USERS[name], [], set()
    for path in places(library):
        every, wrong = offered(page, role, path)
        seen |= {(method, to) for method, to, _ in every}
        faults += wrong
    assert faults == []
    assert (("POST", f"/postings/{library['posting']}/remarks") in seen) is (role != "reader")
    assert (("POST", f"/postings/{library['posting']}/remove") in seen) is (role == "admin")
    page.wrong[:] = [said for said in page.wrong if "/nowhere: " not in said]


def test_a_reader_who_asks_all_the_same_is_refused_and_nothing_is_done(people, library, server):
    page, posting = people("rita"), library["posting"]
    page.goto("/postings")
    before = server[1].postings.get(posting)
    sent = """async ([path, form]) => (await fetch(path, { method: "POST", body: new URLSearchParams(form),
      headers: { "x-jdmatch-token": document.body.dataset.token } })).status"""
    for path, form in (
        ("/score", {"text": bakery.COUNTER}),
        (f"/postings/{posting}/remarks", {"key": "x", "verdict": "confirmed"}),
        (f"/postings/{posting}/remove", {}),
        ("/postings/remove", {"posting": str(posting), "scope": "ticked"}),
        (f"/drafts/{library['draft']}/remove", {}),
        ("/users", {"name": "mallory", "password": PASSWORD, "role": "admin"}),
        ("/users/role", {"name": "rita", "role": "admin"}),
    ):
        assert page.evaluate(sent, [path, form]) == 403, path
    assert server[1].postings.get(posting) == before
    assert {user.name for user in server[1].users.list()} >= set(USERS)
    assert server[1].users.get("rita").role == "reader"
    for path in ("/users", "/audit", "/postings/upload", "/drafts/new", "/frameworks/import"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text("Your role is reader")
    page.goto("/")
    page.wait_for_url("**/postings")


def test_a_remark_stands_there_with_its_writers_name_for_all(people, library):
    page = people("edda")
    page.goto(f"/postings/{library['posting']}")
    first = page.locator(".remark").first
    first.get_by_role("button", name="Right", exact=True).click()
    expect(page.locator(".remark.confirmed .by")).to_contain_text("edda, ")
    reader = people("rita")
    reader.goto(f"/postings/{library['posting']}")
    expect(reader.locator(".remark")).to_have_count(1)
    expect(reader.locator(".remark")).to_contain_text("Right")
    expect(reader.locator(".remark .by")).to_contain_text("edda, ")
    reader.goto(f"/jobs/{library['job']}")
    expect(reader.locator("main")).to_contain_text("by edda")


# --- an admin's work ------------------------------------------------------------------------------------------------


def test_a_user_from_being_added_to_being_locked_out(people, stranger, server):
    page = people("adam")
    page.goto("/")
    page.get_by_role("link", name="Users").click()
    page.get_by_label("Name").fill("nils")
    page.get_by_label(re.compile("First password")).fill("staple battery")
    page.get_by_label("Role", exact=True).select_option("reader")
    page.get_by_role("button", name="Add").click()
    row = page.locator("table.users tbody tr", has_text="nils")
    expect(row).to_have_count(1)
    stranger.goto("/")
    enter(stranger, "nils", "staple battery")
    stranger.wait_for_url("**/postings")
    expect(stranger.locator(".who")).to_contain_text("nils reader")

    row.get_by_label("Role of nils").select_option("editor")
    row.get_by_role("button", name=re.compile("^Change")).click()
    expect(row.get_by_label("Role of nils")).to_have_value("editor")
    stranger.goto("/")  # what one may do has changed: one signs in anew
    enter(stranger, "nils", "staple battery")
    expect(stranger.locator(".who")).to_contain_text("nils editor")
    expect(stranger.locator("#text")).to_be_visible()

    stranger.goto("/account")
    stranger.get_by_label("The one you have").fill("staple battery")
    stranger.get_by_label(re.compile("^New one")).fill("a third secret")
    stranger.get_by_label("The new one again").fill("a third secret, mistyped")
    stranger.get_by_role("button", name="Change it").click()
    expect(stranger.get_by_role("alert")).to_contain_text("twice the same")
    stranger.get_by_label("The one you have").fill("staple battery")
    stranger.get_by_label(re.compile("^New one")).fill("a third secret")
    stranger.get_by_label("The new one again").fill("a third secret")
    stranger.get_by_role("button", name="Change it").click()
    expect(stranger.get_by_role("status").filter(has_text="changed")).to_be_visible()

    row.get_by_role("button", name="Disable nils").click()
    expect(row).to_contain_text("disabled")
    stranger.goto("/postings")
    expect(stranger).to_have_url(re.compile(r"/sign-in\?next=/postings$"))
    enter(stranger, "nils", "a third secret")
    expect(stranger.get_by_role("alert")).to_be_visible()


def test_what_an_admin_removes_is_gone_and_stands_in_the_audit_log(people, server, library):
    writer, page = people("edda"), people("adam")
    number = tour.scored(writer, bakery.POSTING.replace("two shops", "nine shops"))
    page.goto(f"/postings/{number}")
    page.locator("details.menu", has_text="Remove").locator("summary").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page).to_have_url(re.compile(r"/postings(\?.*)?$"))
    writer.goto(f"/postings/{number}")
    expect(writer.locator("main")).to_contain_text(re.compile("no posting|not there|removed", re.IGNORECASE))
    writer.wrong[:] = [said for said in writer.wrong if f"/postings/{number}: " not in said]
    page.get_by_role("link", name="Audit log").click()
    expect(page.locator(".notice")).to_contain_text("Verified up to entry")
    page.get_by_label("Did what").fill("posting.remove")
    page.get_by_role("button", name="Show").click()
    assert parse_qs(urlsplit(page.url).query)["action"] == ["posting.remove"]
    expect(page.locator("table.audit tbody tr")).to_have_count(1)
    expect(page.locator("table.audit tbody tr")).to_contain_text(str(number))
    expect(page.locator("table.audit tbody tr [data-label=Who]")).to_have_text("adam")
    assert server[1].audit.verify() is None, "nothing of the log is broken"


# --- accessibility --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not test_axe.AXE.exists(), reason="axe-core is not there: make test-browser takes it from npm")
@pytest.mark.parametrize(("scheme", "width"), test_axe.VIEWS)
def test_the_pages_of_signing_in_have_no_grave_fault(people, stranger, library, server, scheme, width):
    if "otto" not in {user.name for user in server[1].users.list()}:
        server[1].users.add("otto", PASSWORD, "reader", "adam")
        server[1].users.disable("otto", "adam")

    def grave(page, name):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
        found = page.evaluate(test_axe.TWICE)
        page.evaluate(test_axe.AXE.read_text(encoding="utf-8"))
        found += [
            (one["id"], one["where"][:4])
            for one in page.evaluate(test_axe.RUN, False)
            if one["impact"] in test_axe.GRAVE
        ]
        return [(name, *found)] if found else []

    faults = []
    stranger.goto("/sign-in?next=/postings")
    faults += grave(stranger, "sign in")
    enter(stranger, f"nobody-{scheme}-{width}")
    faults += grave(stranger, "sign in, refused")
    page = people("adam")
    for path in ("/account", "/account?done=1", "/users", "/audit", "/audit?action=posting.add", "/audit?who=zoe"):
        page.goto(path)
        faults += grave(page, path)
    page.goto("/account")
    page.get_by_label("The one you have").fill(PASSWORD)
    for label in ("New one", "The new one again"):
        page.get_by_label(re.compile(f"^{label}")).fill("abcdefghijkl" + label)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += grave(page, "account, refused")
    page.goto("/users")
    page.get_by_label("Name").fill("rita")
    page.get_by_label(re.compile("First password")).fill(PASSWORD)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += grave(page, "users, refused")
    reader = people("rita")
    for path in ("/postings", f"/postings/{library['posting']}", f"/drafts/{library['draft']}/versions", "/users"):
        reader.goto(path)
        faults += grave(reader, f"a reader at {path}")
    assert faults == []
