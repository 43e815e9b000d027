"""Signing in, roles, tokens and a proxy's word, mostly as attacks that must fail."""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import bakery, web_kit
from tests.web_kit import ADDRESS, Serving, desk_of, words

pytest.importorskip("argon2", reason="argon2 is not installed: pip install 'jdmatch[web]'")

import argon2
from fastapi.routing import iter_route_contexts
from itsdangerous import URLSafeSerializer
from starlette.testclient import TestClient

from jdmatch.errors import SettingsError, StoreError
from jdmatch.settings import Settings
from jdmatch.store import open_store, restore
from jdmatch.store import users as users_module
from jdmatch.store.signing_in import secret_file
from jdmatch.web import people, rules, signing, token
from jdmatch.web.access import RANKS, chosen
from jdmatch.web.app import create_app
from jdmatch.web.attempts import PER_ADDRESS, PER_NAME, SECONDS, Attempts, TooManyError
from jdmatch.web.gate import own_path
from jdmatch.web.signing import COOKIE, Signer

PASSWORD = "correct horse"
USERS = {"rita": "reader", "edda": "editor", "adam": "admin"}
HOST = "127.0.0.1:8000"
_addresses = count(1)


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes():
    """Argon2 with so little work that a test may do it often."""
    patch = pytest.MonkeyPatch()
    patch.setattr(users_module, "_hasher", lambda: argon2.PasswordHasher(time_cost=1, memory_cost=64))
    patch.setattr(users_module, "_nobody", cache(lambda: users_module._hasher().hash(b"nobody's")))
    yield
    patch.undo()


class Server:
    """An application with its store, and browsers at it."""

    def __init__(self, app, store):
        self.app, self.store = app, store

    def browser(self, name=None, address=None):
        """A browser, signed in as ``name``."""
        made = Browser(self, address or f"192.0.2.{next(_addresses)}")
        if name:
            answer = made.sign_in(name)
            assert answer.status_code == 303, words(answer.text)
        return made

    def signer(self, clock=time.time):
        return Signer(self.store.signing_in.secret(), clock)


class Browser:
    """What a browser keeps and sends: cookies, and the token of the page that it is at."""

    def __init__(self, server, address):
        self.server = server
        self.client = TestClient(
            server.app, base_url=ADDRESS, client=(address, 5000), raise_server_exceptions=False, follow_redirects=False
        )

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, data=None, *, own_token=None, headers=None, **more):
        headers = {"origin": ADDRESS, "sec-fetch-site": "same-origin"} | (headers or {})
        form = {token.FIELD: self.token if own_token is None else own_token} | (data or {})
        return self.client.post(path, data=form, headers=headers, **more)

    @property
    def token(self):
        if not self.client.cookies.get(token.COOKIE):
            self.client.get("/sign-in")
        return self.client.cookies.get(token.COOKIE)

    @property
    def session(self):
        return self.client.cookies.get(COOKIE)

    @session.setter
    def session(self, value):
        self.client.cookies.delete(COOKIE)
        self.client.cookies.set(COOKIE, value, domain="127.0.0.1", path="/")

    def sign_in(self, name, password=PASSWORD, **more):
        return self.post("/sign-in", {"name": name, "password": password} | more)

    def is_in(self):
        return self.get("/jobs").status_code == 200


@contextmanager
def served(place, access, **more):
    """An application with a reader, an editor and an admin."""
    settings = Settings()
    with open_store(f"sqlite:///{place / 'store.db'}", settings) as store:
        for name, role in USERS.items():
            store.users.add(name, PASSWORD, role, None)
        app = create_app(settings, store, Serving(access=access, **more), desk_of(settings))
        with TestClient(app, base_url=ADDRESS):
            yield Server(app, store)


def users_access(**more):
    return chosen("users", host="127.0.0.1", is_loopback=True, **more)


def proxy_access(**more):
    wanted = {"header": "X-Remote-User", "peers": ("10.0.0.0/24",)} | more
    return chosen("proxy", host="127.0.0.1", is_loopback=True, **wanted)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("users"), users_access()) as made:
        yield made


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    with served(tmp_path_factory.mktemp("proxy"), proxy_access(role_header="X-Remote-Role")) as made:
        yield made


@pytest.fixture
def fresh(monkeypatch):
    """The database is asked at every request."""
    monkeypatch.setattr(people, "_FRESH", 0.0)


def somebody(server, role="reader"):
    """A user of a test's own."""
    name = f"user{next(_addresses)}"
    server.store.users.add(name, PASSWORD, role, None)
    return name


def routes(app):
    """Every (method, template) that an application answers."""
    inner = app
    while not hasattr(inner, "routes"):
        cells = [cell.cell_contents for cell in getattr(inner, "__closure__", None) or ()]
        inner = getattr(inner, "_app", None) or next(cell for cell in cells if callable(cell))
    for route in iter_route_contexts(inner.routes):
        if route.path == "/static":
            yield "GET", "/static/{path:path}"
            continue
        for method in route.methods or ():
            if method != "HEAD":
                yield method, route.path


# --- every route has a rule -----------------------------------------------------------------------------------------


def test_every_route_has_a_rule_and_every_rule_a_route(server):
    found = set(routes(server.app))
    assert len(found) > 60
    assert found == set(rules.RULES)


def test_only_these_are_for_everybody():
    public = {path for (_, path), need in rules.RULES.items() if need is None}
    assert public == {"/static/{path:path}", "/static/report.css", "/healthz", "/readyz", "/sign-in"}


def test_no_change_is_a_readers():
    kept = {path for (method, path), need in rules.RULES.items() if method != "GET" and need == "reader"}
    assert kept == {"/sign-out", "/account", "/postings/compare", "/postings/export"}


@pytest.mark.parametrize(
    ("method", "path", "need"),
    [
        ("GET", "/frameworks/import", "admin"),
        ("GET", "/frameworks/import/abc", "admin"),
        ("GET", "/frameworks/anything/else", "reader"),
        ("GET", "/drafts/new", "editor"),
        ("GET", "/postings/upload", "editor"),
        ("GET", "/postings/12", "reader"),
        ("POST", "/postings/remove", "admin"),
        ("DELETE", "/api/v1/postings/1", "admin"),
        ("GET", "/nowhere", "reader"),
        ("POST", "/nowhere", "admin"),
        ("PUT", "/sign-in", "admin"),
        ("POST", "/sign-in/", "admin"),
        ("POST", "//sign-in", "admin"),
        ("GET", "/static/../users", None),
    ],
)
def test_the_strictest_rule_counts(method, path, need):
    assert rules.needed(method, path) == need


@pytest.mark.parametrize(("method", "template"), sorted(rules.RULES))
def test_nothing_answers_who_is_not_signed_in(server, method, template):
    path = re.sub(r"\{[^}]+\}", "1", template)
    need = rules.RULES[method, template]
    browser = server.browser()
    answer = browser.client.request(method, path, headers={"accept": "application/json"})
    if need is not None:
        assert answer.status_code == 401, path
        assert answer.json()["code"] == "JDM089"
        assert answer.headers["www-authenticate"] == "Bearer"
    else:
        assert answer.status_code != 401 or path == "/sign-in"


@pytest.mark.parametrize("name", USERS)
def test_no_route_answers_a_lower_role(server, name):
    browser = server.browser(name)
    role = USERS[name]
    for (method, template), need in rules.RULES.items():
        if need is None or RANKS[role] >= RANKS[need]:
            continue
        path = re.sub(r"\{[^}]+\}", "1", template)
        headers = {"origin": ADDRESS, token.HEADER: browser.token}
        answer = browser.client.request(method, path, headers=headers)
        assert answer.status_code == 403, f"{method} {path}"
        assert f"Your role is {role}" in words(answer.text)


# --- signing in and out ---------------------------------------------------------------------------------------------


def test_a_page_leads_to_the_sign_in_and_back(server):
    browser = server.browser()
    answer = browser.get("/postings?words=a%26b&sort=score")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/postings%3Fwords%3Da%2526b%26sort%3Dscore"
    page = browser.get(answer.headers["location"])
    assert 'name="next" value="/postings?words=a%26b&amp;sort=score"' in page.text
    assert 'aria-label="Places"' not in page.text
    done = browser.sign_in("rita", next="/postings?words=a%26b&sort=score")
    assert (done.status_code, done.headers["location"]) == (303, "/postings?words=a%26b&sort=score")
    assert browser.get("/sign-in?next=/jobs").headers["location"] == "/jobs"


def test_a_part_of_a_page_leads_the_whole_page(server):
    headers = {"hx-request": "true", "hx-current-url": f"{ADDRESS}/postings?sort=score"}
    answer = server.browser().get("/postings", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=/postings%3Fsort%3Dscore"
    evil = server.browser().get("/postings", headers=headers | {"hx-current-url": "https://evil.example//evil.example"})
    assert evil.headers["hx-redirect"] == "/sign-in"


def test_the_cookie_is_for_servers_alone(server):
    browser = server.browser()
    said = browser.sign_in("rita").headers.get_list("set-cookie")
    session = next(one for one in said if one.startswith(f"{COOKIE}="))
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(session.split("; "))
    assert "Secure" not in session  # on loopback, by http


def test_cookies_are_secure_elsewhere_and_over_https(tmp_path):
    for options, secure in (({}, True), ({"insecure_cookies": True}, False)):
        access = chosen("users", host="0.0.0.0", is_loopback=False, **options)
        place = tmp_path / str(secure)
        place.mkdir()
        with served(place, access, host="0.0.0.0", names=("127.0.0.1",)) as server:
            browser = server.browser()
            assert ("Secure" in browser.get("/sign-in").headers["set-cookie"]) is secure
            browser.client.base_url = ADDRESS.replace("http:", "https:")  # as the proxy's pages are
            answer = browser.sign_in("rita")
            assert answer.status_code == 303
            said = answer.headers.get_list("set-cookie")
            assert len(said) == 2
            assert all("; Secure" in one for one in said)


def test_there_is_another_token_after_signing_in_and_out(server):
    browser = server.browser()
    before = browser.token
    browser.sign_in("rita")
    inside = browser.token
    assert inside != before
    assert browser.post("/sign-out", own_token=before).status_code == 403
    assert browser.is_in()
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    assert browser.token not in (before, inside)
    assert not browser.is_in()


def test_signing_in_needs_the_token(server):
    browser = server.browser()
    assert browser.token
    for own in ("", "x" * 43):
        assert browser.post("/sign-in", {"name": "rita", "password": PASSWORD}, own_token=own).status_code == 403
    foreign = browser.post(
        "/sign-in", {"name": "rita", "password": PASSWORD}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert browser.session is None


def test_signing_out_is_no_link(server):
    browser = server.browser("rita")
    assert browser.get("/sign-out").status_code in (404, 405)
    assert browser.is_in()


def test_a_cookie_that_was_kept_is_of_no_use_after_signing_out(server):
    browser, thief = server.browser("rita"), server.browser()
    kept = browser.session
    other = server.browser("rita")
    browser.post("/sign-out")
    thief.session = kept
    assert not thief.is_in()
    assert other.is_in()


def test_signing_out_everywhere(server):
    name = somebody(server)
    here, there = server.browser(name), server.browser(name)
    assert here.post("/sign-out", {"everywhere": "true"}).status_code == 303
    assert not there.is_in()


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("rita", "wrong horse!"),
        ("rita", ""),
        ("", ""),
        ("rita", PASSWORD + " "),
        ("Rita", PASSWORD),
        ("rita\0", PASSWORD),
        ("nobody", PASSWORD),
        ("rita' OR '1'='1", PASSWORD),
        ("x" * 9_000, PASSWORD),
        ("rita", "y" * 9_000),
    ],
)
def test_what_was_wrong_is_not_told(server, name, password):
    browser = server.browser()
    answer = browser.sign_in(name, password)
    assert answer.status_code in (401, 413)
    if answer.status_code == 401:
        assert "The name or the password is not right." in words(answer.text)
        assert password not in answer.text or not password
    assert browser.session is None


def test_disabled_users_hear_nothing_else(server):
    name = somebody(server)
    server.store.users.disable(name, None)
    told = {}
    for one in (name, "nobody-at-all"):
        page = server.browser().sign_in(one)
        told[one] = words(page.text), page.status_code
        told[one] = told[one][0].replace(one, ""), told[one][1]
    assert len(set(told.values())) == 1


def test_an_unknown_name_is_looked_at_as_long(server, monkeypatch):
    looked = []
    real = users_module._is_of
    monkeypatch.setattr(
        users_module, "_is_of", lambda hashed, password: looked.append(hashed) or real(hashed, password)
    )
    server.store.users.add("proxied", None, "reader", None)
    for name in ("rita", "no-such-user", "proxied"):
        server.browser().sign_in(name, "wrong horse!")
    assert len(looked) == 3
    assert all(one.startswith("$argon2id$") for one in looked)


def test_who_is_not_signed_in_can_send_little(server):
    browser = server.browser()
    answer = browser.post("/sign-in", {"name": "rita", "password": "x" * 50_000})
    assert answer.status_code == 413

    def pieces():
        yield b"name=rita&"
        yield b"password=x"

    headers = {"origin": ADDRESS, "content-type": "application/x-www-form-urlencoded", token.HEADER: browser.token}
    assert browser.client.post("/sign-in", content=pieces(), headers=headers).status_code == 411


@pytest.mark.parametrize(
    "leads",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%0d%0aSet-Cookie:x\r\nx",
        " //evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "",
        "/sign-in",
        "/sign-out",
        "/" + "a" * 3000,
    ],
)
def test_nobody_is_led_elsewhere(server, leads):
    assert own_path(leads) is None
    browser = server.browser()
    page = browser.get(f"/sign-in?next={quote(leads)}")
    assert 'name="next" value=""' in page.text
    assert browser.sign_in("rita", next=leads).headers["location"] == "/"
    assert browser.get(f"/sign-in?next={quote(leads)}").headers["location"] == "/"


# --- forged, old and foreign cookies --------------------------------------------------------------------------------


def test_forged_cookies(server):
    user = server.store.users.get("adam")
    mine = server.browser("rita").session
    payload, _, sign = mine.rpartition(".")
    other = Signer("a secret of somebody else, quite long").cookie(server.signer().begun(user))
    content = ["adam", 1, user.created, int(time.time()), int(time.time()), "x" * 22]
    salted = URLSafeSerializer(server.store.signing_in.secret()).dumps(content)
    forged = [
        other,
        other.rpartition(".")[0] + "." + sign,
        payload + ".",
        payload,
        "." + sign,
        sign,
        salted,
        mine[:-1],
        mine.swapcase(),
        "",
        "x" * 5_000,
        ".eJw=" + "." + sign,
        "null",
        "[]",
    ]
    for cookie in forged:
        browser = server.browser()
        browser.session = cookie
        assert not browser.is_in(), cookie[:80]


def test_what_is_signed_but_no_session(server):
    serializer = server.signer()._serializer
    user, now = server.store.users.get("adam"), int(time.time())
    good = ["adam", user.sessions, user.created, now, now, "x" * 22]
    for at, value in ((0, 1), (1, "1"), (1, True), (3, "0"), (4, None), (5, 3)):
        wrong = [*good[:at], value, *good[at + 1 :]]
        assert server.signer().read(serializer.dumps(wrong)) is None
    for wrong in ({}, [], good[:5], [*good, 1], "adam", None):
        assert server.signer().read(serializer.dumps(wrong)) is None
    assert server.signer().read(serializer.dumps(good)) is not None


def test_cookies_end(server):
    user = server.store.users.get("rita")
    hour = 3600
    for unused, whole, lasts in ((11, 11, True), (13, 13, False), (1, 167, True), (1, 169, False)):
        session = server.signer(lambda unused=unused: time.time() - unused * hour).begun(user)
        began = int(time.time()) - whole * hour
        cookie = server.signer().cookie(signing.replace(session, began=began))
        browser = server.browser()
        browser.session = cookie
        answer = browser.get("/jobs")
        assert (answer.status_code == 200) is lasts, (unused, whole)
        if lasts:  # written anew, but never for longer than a week from the beginning
            said = answer.headers["set-cookie"]
            left = int(re.search(r"Max-Age=(\d+)", said)[1])
            assert abs(left - min(12 * hour, 168 * hour - whole * hour)) <= 2
            found = server.signer().read(re.search(rf"{COOKIE}=([^;]+)", said)[1])
            assert (found.began, found.id) == (began, session.id)


def test_a_new_cookie_is_not_written_at_every_request(server):
    assert "set-cookie" not in server.browser("rita").get("/jobs").headers


def test_a_cookie_of_another_database_with_the_same_secret(server, tmp_path, monkeypatch):
    monkeypatch.setenv(signing.VARIABLE, "one secret for everything, chosen badly")
    with served(tmp_path, users_access()) as other:
        browser = other.browser("adam")
        assert browser.is_in()
        mine = server.store.users.get("adam")
        assert (mine.name, mine.sessions) == ("adam", other.store.users.get("adam").sessions)
        session = signing.signer(other.store).read(browser.session)
        assert not session.is_of(mine)


def test_a_short_secret_is_refused(server, monkeypatch):
    monkeypatch.setenv(signing.VARIABLE, "short")
    with pytest.raises(SettingsError, match="32"):
        signing.signer(server.store)


def test_the_secret_is_its_owners_alone(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with open_store(url, Settings()) as store, open_store(url, Settings()) as other:
        made = [None] * 8
        threads = [
            threading.Thread(target=lambda n=n: made.__setitem__(n, (store, other)[n % 2].signing_in.secret()))
            for n in range(8)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(set(made)) == 1
        assert len(made[0]) >= 60
        file = secret_file(tmp_path / "a.db")
        assert file.stat().st_mode & 0o777 == 0o600
        assert not list(tmp_path.glob(".a.db*"))
        file.chmod(0o644)
        with pytest.raises(StoreError, match="read by others"):
            store.signing_in.secret()
        file.chmod(0o600)
        file.write_text("x")
        with pytest.raises(StoreError, match="damaged"):
            store.signing_in.secret()
        store.backup(tmp_path / "copy.db")
    assert restore(tmp_path / "copy.db", url, Settings(), overwrite=True) is None
    assert not file.exists()


# --- who was changed meanwhile --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda store, name: store.users.disable(name, None),
        lambda store, name: store.users.set_role(name, "reader", None),
        lambda store, name: store.users.set_password(name, "battery staple", None),
        lambda store, name: store.users.end_sessions(name, None),
    ],
)
def test_what_is_changed_ends_sessions_at_once(server, change, fresh):
    name = somebody(server, "admin")
    browser = server.browser(name)
    assert browser.get("/users").status_code == 200
    change(server.store, name)
    assert browser.get("/users").status_code == 303
    assert not browser.is_in()


def test_at_once_is_a_matter_of_seconds():
    assert people._FRESH <= 3


def test_who_was_enabled_again_signs_in_anew(server, fresh):
    name = somebody(server)
    browser = server.browser(name)
    server.store.users.disable(name, None)
    server.store.users.enable(name, None)
    assert not browser.is_in()
    assert server.browser(name).is_in()


def test_another_password_of_ones_own(server):
    name = somebody(server)
    here, there = server.browser(name), server.browser(name)
    form = {"password": PASSWORD, "new": "battery staple", "again": "battery staple"}
    for wrong in ({"password": "not this one"}, {"again": "another one!"}, {"new": "short", "again": "short"}):
        answer = here.post("/account", form | wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    kept = here.session
    assert here.post("/account", form).headers["location"] == "/account?done=1"
    assert "Your password is changed" in words(here.get("/account?done=1").text)
    assert here.is_in()
    assert not there.is_in()
    there.session = kept
    assert not there.is_in()
    assert server.browser().sign_in(name).status_code == 401
    assert server.browser().sign_in(name, "battery staple").status_code == 303


def test_nobody_changes_anothers_password(server):
    name = somebody(server)
    browser = server.browser("adam")
    browser.post("/account", {"name": name, "who": name, "password": PASSWORD, "new": "x" * 12, "again": "y" * 12})
    assert server.browser().sign_in(name).status_code == 303


# --- brute force ----------------------------------------------------------------------------------------------------


def test_one_name_from_many_addresses(server):
    name = somebody(server)
    answers = [server.browser().sign_in(name, f"wrong password {n}") for n in range(PER_NAME + 3)]
    assert [one.status_code for one in answers] == [401] * PER_NAME + [429] * 3
    assert 0 < int(answers[-1].headers["retry-after"]) <= SECONDS + 1
    assert "Too many attempts" in words(answers[-1].text)
    assert server.browser().sign_in(name).status_code == 429  # the right one says nothing either


def test_many_names_from_one_address(server):
    browser = server.browser(address="198.51.100.9")
    answers = [browser.sign_in(f"somebody{n}") for n in range(PER_ADDRESS + 2)]
    assert [one.status_code for one in answers] == [401] * PER_ADDRESS + [429] * 2
    assert server.browser().sign_in("rita").status_code == 303


def test_many_names_from_one_network_of_ipv6(server):
    browsers = [server.browser(address=f"2001:db8:1:2::{n:x}") for n in range(1, PER_ADDRESS + 2)]
    answers = [browser.sign_in(f"anybody{n}").status_code for n, browser in enumerate(browsers)]
    assert answers == [401] * PER_ADDRESS + [429]


def test_a_forwarded_address_is_not_believed(server):
    browser = server.browser(address="198.51.100.10")
    answers = [
        browser.post(
            "/sign-in", {"name": f"person{n}", "password": "x"}, headers={"x-forwarded-for": f"203.0.113.{n}"}
        ).status_code
        for n in range(PER_ADDRESS + 1)
    ]
    assert answers[-1] == 429


def test_what_is_right_does_not_count():
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(100):
        attempts.begin("192.0.2.1", "ann")
        attempts.right("192.0.2.1", "ann")
    for _ in range(PER_NAME):
        attempts.begin("192.0.2.2", "ann")
    with pytest.raises(TooManyError) as told:
        attempts.begin("192.0.2.3", "ann")
    assert told.value.seconds == SECONDS + 1
    now[0] += SECONDS
    attempts.begin("192.0.2.3", "ann")


def test_attempts_at_once_do_not_pass_together():
    attempts, passed = Attempts(), []
    ready = threading.Barrier(40)

    def attempt():
        ready.wait()
        try:
            attempts.begin("192.0.2.1", "ann")
            passed.append(1)
        except TooManyError:
            pass

    threads = [threading.Thread(target=attempt) for _ in range(40)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(passed) == PER_NAME


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("jdmatch.web.attempts._MOST", 50)
    attempts = Attempts()
    for n in range(500):
        attempts.begin(f"10.0.{n // 250}.{n % 250}", f"name{n}")
    assert len(attempts._made) <= 54


# --- the audit log --------------------------------------------------------------------------------------------------


def test_signing_in_is_written_down(tmp_path):
    with served(tmp_path, users_access()) as server:
        browser = server.browser("edda")
        server.browser().sign_in("edda", "my secret password")
        server.browser().sign_in("my secret password", "x")
        browser.post("/sign-out")
        found = [(one.action, one.subject, one.who) for one in server.store.audit.entries(action="session").entries]
        assert found == [
            ("session.end", "user edda", "edda"),
            ("session.refuse", "no user's name", None),
            ("session.refuse", "user edda", None),
            ("session.begin", "user edda", "edda"),
        ]
        assert "secret password" not in str(server.store.audit.entries(limit=1000))
        assert server.store.audit.verify() is None


def test_the_page_of_the_log(tmp_path):
    with served(tmp_path, users_access()) as server:
        admin = server.browser("adam")
        for n in range(120):
            server.store.audit.note("posting.export", f"posting {n}", {"kind": "<b>csv</b>"}, "edda")
        head = server.store.audit.head().id
        page = admin.get("/audit")
        assert f"Verified up to entry {head}" in words(page.text)
        assert "posting 119" in page.text
        assert "<b>csv" not in page.text
        assert "posting 3 " not in words(page.text)
        older = re.search(r'href="(/audit\?before=\d+)"', page.text)[1]
        assert "posting 3 " in words(admin.get(older).text)
        assert words(admin.get("/audit?who=adam").text).count("session.begin") >= 1
        assert "posting.export" not in re.search("(?s)<tbody>.*</tbody>", admin.get("/audit?action=session").text)[0]
        assert "No entry" in words(admin.get("/audit?who=nobody").text)
        with server.store.database.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
            connection.exec_driver_sql("UPDATE audit SET who = 'rita' WHERE id = 7")
        later = create_app(Settings(), server.store, Serving(access=users_access()), desk_of(Settings()))
        other = Server(later, server.store).browser("adam")
        assert "The log is broken at entry 7" in words(other.get("/audit").text)


def test_what_was_done_has_its_name(server):
    browser = server.browser("edda")
    number = int(browser.post("/drafts", {"text": "A draft", "title": "Mine"}).headers["location"].split("/")[2])
    assert server.store.drafts.get(number).created_by == "edda"
    assert server.store.audit.entries(action="draft").entries[0].who == "edda"


# --- roles ----------------------------------------------------------------------------------------------------------


def test_pages_offer_what_the_role_may_do(server):
    added = server.browser("edda").post("/score", {"text": bakery.POSTING})
    path = added.headers["location"].partition("?")[0]
    rita, edda, adam = (server.browser(name) for name in USERS)
    pages = {name: b.get(path).text for name, b in (("rita", rita), ("edda", edda), ("adam", adam))}
    for part, who in (
        (f'action="{path}/remove"', {"adam"}),
        (f'action="{path}/again"', {"adam", "edda"}),
        (f'hx-post="{path}/remarks"', {"adam", "edda"}),
        ("/export.", {"adam", "edda", "rita"}),
        ('action="/sign-out"', {"adam", "edda", "rita"}),
        ('href="/users"', {"adam"}),
        ('href="/audit"', {"adam"}),
        ('href="/">Score', {"adam", "edda"}),
    ):
        assert {name for name, page in pages.items() if part in page} == who, part
    for name, role in USERS.items():
        assert f"{name} {role}" in words(pages[name])
    assert rita.get("/").headers["location"] == "/postings"


def test_a_reader_is_offered_no_change(server):
    number = server.store.drafts.create("Baker", "One", "edda").id
    rita = server.browser("rita")
    for path in ("/postings", "/drafts", f"/drafts/{number}/versions", "/jobs", "/frameworks", "/compare", "/account"):
        page = rita.get(path)
        assert page.status_code == 200
        forms = re.findall(r'(?:formaction|action|hx-post)="([^"?]+)"', page.text)
        links = re.findall(r'href="([^"?#]+)', page.text)
        posted = [one for one in forms if ("POST", one) in rules.RULES]
        assert all(rules.may("reader", rules.needed("POST", one)) for one in posted), path
        assert all(rules.may("reader", rules.needed("GET", one)) for one in links), path
    assert rita.get(f"/drafts/{number}").headers["location"] == f"/drafts/{number}/versions"


def test_admins_see_to_users(server, fresh):
    admin = server.browser("adam")
    form = {"name": "nina", "password": PASSWORD, "role": "reader"}
    assert admin.post("/users", form).status_code == 303
    nina = server.browser("nina")
    assert admin.post("/users", form).status_code == 422
    assert admin.post("/users", form | {"name": "a b"}).status_code == 422
    assert admin.post("/users", form | {"name": "otto", "password": "short"}).status_code == 422
    assert admin.post("/users", form | {"name": "otto", "role": "root"}).status_code == 422
    assert admin.post("/users/role", {"name": "nina", "role": "editor"}).status_code == 303
    assert not nina.is_in()
    assert server.browser("nina").get("/drafts/new").status_code == 200
    assert admin.post("/users/disable", {"name": "nina"}).status_code == 303
    assert server.browser().sign_in("nina").status_code == 401
    assert "nina disabled" in words(admin.get("/users").text)
    assert admin.post("/users/enable", {"name": "nina"}).status_code == 303
    assert server.browser().sign_in("nina").status_code == 303
    assert admin.post("/users/disable", {"name": "no-one"}).status_code == 404
    assert server.store.audit.entries(action="user.disable", who="adam").entries[0].subject == "user nina"


def test_admins_do_not_shut_themselves_out(server):
    admin = server.browser("adam")
    for path, more in (("role", {"role": "reader"}), ("disable", {}), ("enable", {})):
        assert admin.post(f"/users/{path}", {"name": "adam"} | more).status_code == 422
    assert admin.get("/users").status_code == 200


def test_changes_need_the_token_too(server):
    admin = server.browser("adam")
    for path in ("/users", "/users/role", "/users/disable", "/account", "/sign-out"):
        assert admin.post(path, {"name": "rita", "role": "admin"}, own_token="x" * 43).status_code == 403
    assert server.store.users.get("rita").role == "reader"


# --- programs -------------------------------------------------------------------------------------------------------


def test_a_token_asks_in_its_users_name(server, fresh):
    name = somebody(server, "editor")
    made, told = server.store.signing_in.add_token(name, None)
    program = server.browser()
    headers = {"authorization": f"Bearer {told}"}
    assert program.get("/api/v1/postings", headers=headers).status_code == 200
    assert program.get("/metrics", headers=headers).status_code == 200
    answer = program.client.post("/api/v1/postings", json={"text": bakery.POSTING}, headers=headers)
    assert answer.status_code == 201
    assert program.client.delete("/api/v1/postings/1", headers=headers).status_code == 403
    assert program.get("/postings", headers=headers).status_code == 303  # pages are for browsers
    server.store.users.disable(name, None)
    assert program.get("/api/v1/postings", headers=headers).status_code == 401
    server.store.users.enable(name, None)
    assert program.get("/api/v1/postings", headers=headers).status_code == 200
    server.store.signing_in.remove_token(made.id, None)
    assert program.get("/api/v1/postings", headers=headers).status_code == 401
    with server.store.database.read() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM tokens").all())
    assert told not in kept


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer jdm_",
        "Bearer null",
        "Bearer jdm_' OR '1'='1",
        "Basic YWRhbTpjb3JyZWN0IGhvcnNl",
        "Bearer jdm_\xff",
    ],
)
def test_other_words_are_nobodys(server, said):
    browser = server.browser("adam")  # nor does the cookie help out
    answer = browser.get("/api/v1/postings", headers={"authorization": said.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.json()["schema"] == "jdmatch.error/1"


def test_two_tokens_are_none(server):
    told = server.store.signing_in.add_token("rita", None)[1]
    headers = [("authorization", f"Bearer {told}"), ("authorization", f"Bearer {told}")]
    assert server.browser().get("/api/v1/postings", headers=headers).status_code == 401


def test_a_session_is_good_for_the_api_too(server):
    rita = server.browser("rita")
    assert rita.get("/api/v1/postings").status_code == 200
    assert rita.client.post("/api/v1/analyze", json={"text": bakery.POSTING}).status_code == 403
    assert rita.client.delete("/api/v1/postings/1").status_code == 403
    foreign = {"origin": "https://evil.example"}
    edda = server.browser("edda")
    assert edda.client.post("/api/v1/postings", json={"text": bakery.POSTING}, headers=foreign).status_code == 403


def test_whoever_asks_whether_it_is_ready_learns_no_more(server, monkeypatch):
    def broken():
        raise StoreError("server at 10.1.2.3 does not answer")

    monkeypatch.setattr(type(server.store), "ready", lambda self: broken())
    answer = server.browser().get("/readyz")
    assert answer.status_code == 503
    assert "10.1.2.3" not in answer.text
    assert answer.json()["database"] == "not ready"


# --- a proxy's word -------------------------------------------------------------------------------------------------

PEER, STRANGER = "10.0.0.7", "10.0.1.7"


def asked(server, address, headers, path="/api/v1/version"):
    return server.browser(address=address).get(path, headers=headers)


def test_the_proxy_names_the_user(behind):
    for name, role in USERS.items():
        page = behind.browser(address=PEER).get("/postings", headers={"X-Remote-User": name})
        assert f"{name} {role}" in words(page.text)
        assert "/sign-out" not in page.text
    unknown = behind.browser(address=PEER).get("/postings", headers={"X-Remote-User": "somebody.new@example.org"})
    assert "somebody.new@example.org reader" in words(unknown.text)


@pytest.mark.parametrize("address", [STRANGER, "127.0.0.1", "10.0.0", "", "10.0.0.7.evil", "::1", "fe80::1"])
def test_nobody_elses_word_counts(behind, address):
    answer = asked(behind, address or "testclient", {"X-Remote-User": "adam", "X-Forwarded-For": PEER})
    assert answer.status_code == 401
    assert "proxy" in answer.json()["message"]


def test_a_peer_by_ipv6_is_the_same(behind):
    assert asked(behind, f"::ffff:{PEER}", {"X-Remote-User": "rita"}).status_code == 200
    assert asked(behind, f"::ffff:{STRANGER}", {"X-Remote-User": "rita"}).status_code == 401


def test_what_the_proxy_forwards_does_not_make_it_a_stranger(behind):
    headers = {"X-Remote-User": "rita", "X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https"}
    answer = asked(behind, PEER, headers, "/postings")
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]
    stranger = asked(behind, STRANGER, {"X-Forwarded-Proto": "https"}, "/postings")
    assert "Secure" not in stranger.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("x-remote-user", "")],
        [("x-remote-user", "rita"), ("x-remote-user", "adam")],
        [("x-remote-user", "rita"), ("x-remote-user", "rita")],
        [("x-remote-user", "rita"), ("x_remote_user", "adam")],
        [("x_remote_user", "adam")],
        [("x-remote_user", "adam")],
        [("X_REMOTE_USER", "adam")],
        [("remote-user", "adam")],
        [("x-remote-user", "rita,adam")],
        [("x-remote-user", "rita, adam")],
        [("x-remote-user", "rita adam")],
        [("x-remote-user", "rita\x00")],
        [("x-remote-user", "../adam")],
        [("x-remote-user", "a" * 101)],
        [("x-remote-user", "ad\xe4m")],
        [("x-remote-user", "rita"), ("x_remote_role", "admin")],
        [("x-remote-user", "rita"), ("x-remote-role", "admin"), ("x-remote-role", "reader")],
    ],
)
def test_smuggled_headers(behind, headers):
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    answer = asked(behind, PEER, sent)
    assert answer.status_code == 401
    assert answer.json()["code"] == "JDM089"


def test_the_proxys_role(behind):
    for told, status in (("admin", 200), ("reader", 403), ("root", 403), ("Admin", 403), ("", 403)):
        headers = {"X-Remote-User": "rita", "X-Remote-Role": told}
        assert asked(behind, PEER, headers, "/audit").status_code == status, told
    assert asked(behind, PEER, {"X-Remote-User": "adam"}, "/audit").status_code == 200


def test_who_is_disabled_stays_out_behind_a_proxy(behind, fresh):
    name = somebody(behind)
    assert asked(behind, PEER, {"X-Remote-User": name}).status_code == 200
    behind.store.users.disable(name, None)
    answer = asked(behind, PEER, {"X-Remote-User": name, "X-Remote-Role": "admin"})
    assert answer.status_code == 403


def test_names_that_are_no_users_can_be_refused(tmp_path):
    with served(tmp_path, proxy_access(new=None)) as server:
        assert asked(server, PEER, {"X-Remote-User": "rita"}).status_code == 200
        assert asked(server, PEER, {"X-Remote-User": "stranger"}).status_code == 403
        assert asked(server, PEER, {"X-Remote-User": "rita", "X-Remote-Role": "admin"}, "/audit").status_code == 403


def test_no_cookie_helps_behind_a_proxy(behind):
    browser = behind.browser(address=PEER)
    browser.session = behind.signer().cookie(behind.signer().begun(behind.store.users.get("adam")))
    assert browser.get("/audit").status_code == 401
    assert browser.get("/sign-in").status_code == 404
    stranger = behind.browser(address=STRANGER)
    assert stranger.get("/healthz").status_code == 200
    form = {"name": "adam", "password": PASSWORD}
    assert stranger.post("/sign-in", form, own_token="x").status_code in (403, 404)


def test_changes_behind_a_proxy_need_the_token(behind):
    browser = behind.browser(address=PEER)
    headers = {"X-Remote-User": "adam"}
    browser.get("/users", headers=headers)
    form = {"name": "rita", "role": "editor"}
    assert browser.post("/users/role", form, own_token="x" * 43, headers=headers).status_code == 403
    assert browser.post("/users/role", form, headers=headers).status_code == 303
    assert behind.store.users.get("rita").role == "editor"
    behind.store.users.set_role("rita", "reader", None)


def test_a_program_behind_a_proxy_that_names_nobody(behind):
    told = behind.store.signing_in.add_token("edda", None)[1]
    headers = {"authorization": f"Bearer {told}"}
    assert asked(behind, PEER, headers).status_code == 200
    assert asked(behind, STRANGER, headers).status_code == 401


def test_a_header_means_nothing_where_nobody_asked_for_it(server):
    assert asked(server, PEER, {"X-Remote-User": "adam"}).status_code == 401


# --- where nobody has to sign in ------------------------------------------------------------------------------------

site = web_kit.site


def test_on_loopback_nothing_is_asked(site):
    page = site.get("/")
    assert page.status_code == 200
    assert COOKIE not in page.headers.get("set-cookie", "")
    assert "Sign out" not in page.text
    for path in ("/sign-in", "/account", "/users"):
        assert site.get(path).status_code == 404
    assert site.post("/users", {"name": "ann", "password": PASSWORD, "role": "admin"}).status_code == 404
    assert site.get("/audit").status_code == 200
    assert not secret_file(Path(site.store.database.engine.url.database)).exists()


def test_a_header_names_nobody_on_loopback(site):
    number = site.scored(bakery.POSTING)
    site.client.headers["X-Remote-User"] = "adam"
    site.post(f"/postings/{number}/remove")
    assert site.store.audit.entries(action="posting.remove").entries[0].who is None


def test_an_open_server_is_never_reached_from_elsewhere(tmp_path):
    with (
        open_store(f"sqlite:///{tmp_path / 'a.db'}", Settings()) as store,
        pytest.raises(SettingsError, match="--auth users"),
    ):
        create_app(Settings(), store, Serving(host="0.0.0.0"))


@pytest.mark.parametrize(
    ("kind", "options", "told"),
    [
        ("none", {"is_loopback": False}, "--auth users"),
        ("none", {"peers": ("10.0.0.1",)}, "--auth"),
        ("users", {"header": "X-Remote-User"}, "--auth proxy"),
        ("proxy", {"header": "X-Remote-User"}, "--proxy-from"),
        ("proxy", {"peers": ("10.0.0.1",)}, "--proxy-header"),
        ("proxy", {"header": "X-Remote-User", "peers": ("0.0.0.0/0",)}, "everybody"),
        ("proxy", {"header": "X-Remote-User", "peers": ("::/0",)}, "everybody"),
        ("proxy", {"header": "X-Remote-User", "peers": ("proxy.example",)}, "--proxy-from"),
        ("proxy", {"header": "X-Remote-User", "peers": ("10.0.0.1/24",)}, "--proxy-from"),
        ("proxy", {"header": "Host", "peers": ("10.0.0.1",)}, "no header"),
        ("proxy", {"header": "X_Remote_User", "peers": ("10.0.0.1",)}, "no header"),
        ("proxy", {"header": "A", "role_header": "a", "peers": ("10.0.0.1",)}, "two headers"),
    ],
)
def test_options_that_do_not_go_together(kind, options, told):
    with pytest.raises(SettingsError, match=re.escape(told)):
        chosen(kind, **({"host": "0.0.0.0", "is_loopback": True} | options))
