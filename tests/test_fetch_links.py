"""Which URLs may be asked: what each means, and how every trick with them is told."""

import ipaddress
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FetchError
from jdmatch.fetch import is_url
from jdmatch.fetch.links import follow, parse

READ = {
    "https://jobs.example.com/a": "https://jobs.example.com/a",
    "HTTPS://Jobs.Example.COM/A": "https://jobs.example.com/A",
    "http://jobs.example.com": "http://jobs.example.com/",
    "https://jobs.example.com.": "https://jobs.example.com/",
    "https://jobs.example.com:443/a": "https://jobs.example.com/a",
    "http://jobs.example.com:80?id=3": "http://jobs.example.com/?id=3",
    "http://jobs.example.com:443/": "http://jobs.example.com:443/",
    "https://jobs.example.com:/a": "https://jobs.example.com/a",
    "https://jobs.example.com/a#top?x": "https://jobs.example.com/a",
    "https://jobs.example.com/a/../b/./c/%2e%2E/d": "https://jobs.example.com/b/d",
    "https://jobs.example.com/../../etc/..": "https://jobs.example.com/",
    "https://jobs.example.com/%7euser/%e2%82%ac%2Fx": "https://jobs.example.com/~user/%E2%82%AC%2Fx",
    "https://jobs.example.com/Pflege\u00f6ffnung?q=caf\u00e9": "https://jobs.example.com/Pflege%C3%B6ffnung?q=caf%C3%A9",
    "https://jobs.example.com/a@b": "https://jobs.example.com/a@b",
    "https://b\u00fccher.example.com/": "https://xn--bcher-kva.example.com/",
    "https://jobs\u3002example\u3002com/": "https://jobs.example.com/",
    "https://my_site.example.com/": "https://my_site.example.com/",
    "http://93.184.216.34/": "http://93.184.216.34/",
    "https://[2606:2800:220:1::0001]/": "https://[2606:2800:220:1::1]/",
}
REFUSED = {
    "ftp://jobs.example.com/a": "no http or https URL",
    "file:///etc/passwd": "Give a file by its path",
    "gopher://jobs.example.com/": "no http or https URL",
    "https://": "no host",
    "https:///a": "no host",
    "https://:443/": "no host",
    "https://user:secret@jobs.example.com/": "names a user",
    "https://jobs.example.com@127.0.0.1/": "names a user",
    "https://127.0.0.1\\@jobs.example.com/": "a backslash",
    "https:\\\\jobs.example.com\\a": "a backslash",
    "https://jobs.example.com/a b": "a blank",
    " https://jobs.example.com/": "a blank",
    "https://jobs.example.com/\r\nHost: x": "a blank",
    "https://jobs.example.com\t/": "a blank",
    "https://jobs.example.com/\x00": "a blank",
    "https://jobs.exa\u00admple.com/": "a blank or a character that does not show",
    "https://jobs.example.com/\ud800": "a blank or a character that does not show",
    "https://jobs.example.com:8080/": "port 8080",
    "https://jobs.example.com:22/": "port 22",
    "https://jobs.example.com:0/": "port 0",
    "https://jobs.example.com:99999/": "port 99999",
    "https://jobs.example.com:4 43/": "a blank",
    "https://jobs.example.com:+443/": "no host",
    "https://jobs.example.com:443:80/": "no host",
    "https://jobs..example.com/": "no name of the internet",
    "https://jobs.example.com../": "no name of the internet",
    "https://-jobs.example.com/": "no name of the internet",
    "https://jobs.example.com%2f.evil.com/": "no name of the internet",
    "https://%31%32%37.0.0.1/": "no name of the internet",
    "https://jobs\u2044x.example.com/": "no name of the internet",
    "https://evil\uff0f.example.com/": "no name of the internet",
    "https://" + "a" * 64 + ".example.com/": "no name of the internet",
    "https://" + "a." * 140 + "com/": "no name of the internet",
    "https://localhost/": "no host of the public internet",
    "https://LOCALHOST./": "no host of the public internet",
    "https://x.localhost/": "no host of the public internet",
    "https://intranet/": "no host of the public internet",
    "https://printer.local/": "no host of the public internet",
    "https://metadata.google.internal/": "no host of the public internet",
    "https://facts.onion/": "no host of the public internet",
    "http://2130706433/": "plain spelling",
    "http://0x7f000001/": "plain spelling",
    "http://0x7f.0.0.1/": "plain spelling",
    "http://0177.0.0.1/": "plain spelling",
    "http://127.1/": "plain spelling",
    "http://127.0.0.1.5/": "plain spelling",
    "http://1.2.3.256/": "plain spelling",
    "http://example.0x1/": "plain spelling",
    "http://\uff11\uff12\uff17.1/": "plain spelling",
    "http://[::1%25lo]/": "no host",
    "http://[::1/": "no host",
    "http://[12345::]/": "no IPv6 address",
    "http://[::1]x/": "no host",
    "https://jobs.example.com/" + "a" * 4000: "at most 4,000",
}


@pytest.mark.parametrize(("text", "url"), READ.items(), ids=list(READ))
def test_a_url_means_one_host_and_one_path(text, url):
    assert parse(text).url == url


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=[ascii(text)[:60] for text in REFUSED])
def test_a_url_that_could_mean_two_things_is_refused(text, why):
    with pytest.raises(FetchError, match=re.escape(why)) as caught:
        parse(text)
    assert caught.value.code == "JDM022"


def test_full_width_digits_are_read_before_the_address_is_judged():
    assert parse("http://\uff11\uff12\uff17\u30020\u30020\u30021/").host == "127.0.0.1"


def test_a_password_is_never_shown():
    for url in (
        "https://ann:hunter2@jobs.example.com/",
        "ftp://ann:hunter2@x/",
        "https://ann:hunter2@x.example.com/a b",
    ):
        with pytest.raises(FetchError) as caught:
            parse(url)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://jobs.example.com", True),
        ("HTTP://x", True),
        (" https://x", True),
        ("ftp://x", True),
        ("file:///x", True),
        ("posting.txt", False),
        ("-", False),
        ("C:\\postings\\a.txt", False),
        ("jobs.example.com/a", False),
        ("http:/x", False),
        ("folder/http://x", False),
    ],
)
def test_an_argument_is_a_url_or_a_file(text, meant):
    assert is_url(text) is meant


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b?x=1", "https://jobs.example.com/b?x=1"),
        ("c", "https://jobs.example.com/a/c"),
        ("//careers.example.org/c", "https://careers.example.org/c"),
        ("https://careers.example.org", "https://careers.example.org/"),
        ("../../d", "https://jobs.example.com/d"),
        ("https:c", "https://jobs.example.com/a/c"),
        ("?x", "https://jobs.example.com/a/b?x"),
        ("", "https://jobs.example.com/a/b"),
    ],
)
def test_a_redirect_is_read_against_the_page_it_came_from(location, url):
    assert follow(parse("https://jobs.example.com/a/b"), location).url == url


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://jobs.example.com/a", "not encrypted"),
        ("//localhost/", "no host of the public internet"),
        ("https://0x7f.1/", "plain spelling"),
        ("javascript:alert(1)", "no http or https URL"),
        ("file:///etc/passwd", "no http or https URL"),
        ("/\\evil.example.com", "a backslash"),
        ("https://a:b@jobs.example.com/", "names a user"),
        ("https://jobs.example.com:6379/", "port 6379"),
    ],
)
def test_a_redirect_is_judged_as_a_url_is(location, why):
    with pytest.raises(FetchError, match=why):
        follow(parse("https://jobs.example.com/a"), location)


@settings(deadline=None, max_examples=400, derandomize=True)
@given(st.text(st.sampled_from("htps:/@.\\[]%?#0127xf٠１。-_ \t\x00aé"), max_size=40) | st.text(max_size=40))
def test_whatever_is_read_is_one_plain_host(rest):
    try:
        link = parse("http://" + rest)
    except FetchError:
        return
    assert link.port in (80, 443)
    assert link.target.startswith("/")
    assert re.fullmatch(r"[\x21-\x7e]+", link.url)
    assert parse(link.url) == link
    try:
        ipaddress.ip_address(link.host)
    except ValueError:
        assert re.fullmatch(r"([a-z0-9_-]+\.)+[a-z0-9_-]+", link.host)
        assert not re.fullmatch(r"\d+|0x[0-9a-f]*", link.host.rpartition(".")[2])
