"""robots.txt: whose rules hold, what no answer means, and that it is asked through the same guard as a page."""

import pytest

from jdmatch.errors import FetchError
from tests import fetch_kit
from tests.fetch_kit import ADDRESS, HOST, OTHER_ADDRESS, OTHER_HOST, answer, endlessly, moved, slowly

net, no_network, authority = fetch_kit.net, fetch_kit.no_network, fetch_kit.authority

ALLOWED = [
    "",
    "User-agent: *\nDisallow:\n",
    "User-agent: *\nDisallow: /admin\n",
    "User-agent: othbot\nDisallow: /\n",
    "User-agent: *\nDisallow: /\n\nUser-agent: jdmatch\nAllow: /\n",
    "User-agent: *\nDisallow: /\nAllow: /job\n",
    "User-agent: *\nAllow: /job\nDisallow: /job\n",
    "User-agent: *\nDisallow: /job$\nDisallow: /*.pdf$\n",
    "<!doctype html><p>User-agent: *</p>",
    "\x00\x01\x02 noise",
]
DENIED = [
    "User-agent: *\nDisallow: /\n",
    "\ufeffUser-agent: *\r\nDisallow: /\r\n",
    "USER-AGENT: *\rDISALLOW: /job\r",
    "User-agent: JDMatch\nDisallow: /jobs\n\nUser-agent: *\nAllow: /\n",
    "User-agent: jdmatch\nDisallow: /x\n\nUser-agent: a\nDisallow:\n\nUser-agent: jdmatch\nDisallow: /jobs\n",
    "User-agent: a\nUser-agent: *\nDisallow: /jobs/*/bil\n",
    "User-agent: *\nAllow: /\nDisallow: /%6Aobs/7\n",
    "User-agent: * # all\nDisallow: /*id=3$ # by query\n",
    "Sitemap: https://x.example.com\nUser-agent: *\nCrawl-delay: 10\nDisallow: /jobs/\n",
]
TARGET = "/jobs/7/billing?id=3"


def ready(net, robots, **how):
    site = net.site(**how)
    site.pages[TARGET] = answer("the page")
    if robots is not None:
        site.pages["/robots.txt"] = robots
    return site


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_not_denied_is_fetched(net, text):
    ready(net, answer(text))
    assert net.get(TARGET).data == b"the page"


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_not_asked_for(net, text):
    site = ready(net, answer(text))
    with pytest.raises(FetchError, match=r"kept from programs by http://jobs\.example\.com/robots\.txt") as caught:
        net.get(TARGET)
    assert caught.value.code == "JDM027"
    assert site.all_asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410])
def test_a_site_without_rules_lets_everything_be_fetched(net, status):
    ready(net, answer("User-agent: *\nDisallow: /", status))
    assert net.get(TARGET).data == b"the page"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_site_that_can_not_say_lets_nothing_be_fetched(net, status):
    site = ready(net, answer("", status))
    with pytest.raises(FetchError, match=f"HTTP status {status}") as caught:
        net.get(TARGET)
    assert caught.value.code == "JDM027"
    assert not site.asked


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (slowly(answer("a" * 1000), 0.05), "JDM024"),
        (lambda send, over: over.wait(5), "JDM024"),
        (b"", "JDM023"),
        (b"nonsense\r\n\r\n", "JDM023"),
        (answer("x", content_encoding="br"), "JDM023"),
    ],
)
def test_a_site_that_does_not_answer_lets_nothing_be_fetched(net, page, code):
    site = ready(net, page)
    with pytest.raises(FetchError, match=r"asked for robots\.txt, without which") as caught:
        net.get(TARGET, seconds=0.4)
    assert caught.value.code == code
    assert not site.asked


def test_only_the_first_500_kib_count(net):
    filler = "# filler\n" * 60_000
    ready(net, answer(filler + "User-agent: *\nDisallow: /\n"))
    assert net.get(TARGET).data == b"the page"
    net.sites[ADDRESS, 80].pages["/robots.txt"] = answer("User-agent: *\nDisallow: /\n" + filler)
    with pytest.raises(FetchError, match="kept from programs"):
        net.get(TARGET)


def test_endless_rules_are_read_as_far_as_they_count(net):
    ready(net, endlessly(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /jobs\n", b"# more\n" * 1000))
    with pytest.raises(FetchError, match="kept from programs"):
        net.get(TARGET)


def test_rules_that_moved_are_followed_to_another_host(net):
    ready(net, moved(f"http://{OTHER_HOST}/rules"))
    other = net.site(address=OTHER_ADDRESS)
    other.pages["/rules"] = answer("User-agent: *\nDisallow: /jobs\n")
    with pytest.raises(FetchError, match="kept from programs"):
        net.get(TARGET)
    assert other.all_asked == ["/rules"]


def test_rules_that_moved_too_often_are_none(net):
    site = ready(net, moved("/r/"))
    site.pages["/r/"] = moved("/r/")
    assert net.get(TARGET).data == b"the page"
    assert len(site.all_asked) == 7


@pytest.mark.parametrize("location", ["http://169.254.169.254/robots.txt", "http://127.0.0.1/", "http://localhost/"])
def test_rules_that_moved_inside_are_not_asked_for(net, location):
    site = ready(net, moved(location))
    with pytest.raises(FetchError, match=r"robots\.txt") as caught:
        net.get(TARGET)
    assert caught.value.code == "JDM022"
    assert not site.asked
    assert set(net.dialled) == {(ADDRESS, 80)}


def test_rules_are_asked_for_once_a_run_and_site_and_for_each_scheme(net):
    plain = ready(net, None)
    secret = ready(net, answer("User-agent: *\nDisallow: /\n"), tls=HOST)
    fetcher = net.fetcher()
    for _ in range(3):
        fetcher.get(f"http://{HOST}{TARGET}", 1000)
        with pytest.raises(FetchError, match="kept from programs"):
            fetcher.get(f"https://{HOST}{TARGET}", 1000)
    assert plain.all_asked == ["/robots.txt", TARGET, TARGET, TARGET]
    assert secret.all_asked == ["/robots.txt"]


def test_a_redirect_to_a_denied_page_is_denied_and_dots_do_not_hide_it(net):
    site = ready(net, answer("User-agent: *\nDisallow: /jobs/7\n"))
    site.pages["/open"] = moved("/jobs/x/../%2e/7/billing")
    with pytest.raises(FetchError, match="kept from programs"):
        net.get("/open")
    assert site.asked == ["/open"]
