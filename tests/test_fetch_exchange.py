"""Answers that nobody thought of: whatever a server sends, what comes out is within the limit, or an error in words."""

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FetchError
from jdmatch.fetch.arrival import arrived
from jdmatch.fetch.exchange import ask
from jdmatch.fetch.links import follow, parse
from jdmatch.fetch.robots import Rules
from jdmatch.fetch.wire import Clock
from tests.fetch_kit import answer, moved

MOST = 2_000
LINK = parse("https://jobs.example.com/job")
TEXT = b"<!doctype html><p>Prepare and send invoices.</p>" * 20
ANSWERS = (
    answer(TEXT, content_type="text/html; charset=utf-8", content_disposition='inline; filename="a.html"'),
    answer(gzip.compress(TEXT), content_type="application/json", content_encoding="gzip"),
    answer(zlib.compress(TEXT), content_encoding="deflate"),
    answer(zlib.compress(TEXT)[2:-4], content_encoding="deflate"),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<!doctype\r\n3;x=y\r\n a>\r\n0\r\nA: b\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(TEXT),
    b"HTTP/1.0 200 OK\r\n\r\n" + TEXT,
    moved("https://careers.example.org/job?id=3#top"),
    answer("wait", 429, retry_after="120"),
)


class Said:
    """A connection to a server that says this, in pieces, whatever it is asked."""

    def __init__(self, data, step):
        self._pieces = [data[place : place + step] for place in range(0, len(data), step)]
        self.closed = False

    def settimeout(self, seconds):
        assert seconds > 0

    def sendall(self, data):
        assert data.startswith(b"GET /job HTTP/1.1\r\n")

    def recv(self, most):
        return self._pieces.pop(0) if self._pieces else b""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.closed = True


@st.composite
def damaged(draw):
    data = bytearray(draw(st.sampled_from(ANSWERS)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "repeat"]))
        if kind == "flip" and place < len(data):
            data[place] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del data[place : place + draw(st.integers(1, 40))]
        elif kind == "insert":
            data[place:place] = draw(st.binary(max_size=12) | st.sampled_from([b"\r\n", b"\x00", b"9" * 5000, b": "]))
        else:
            data[place:place] = data[place : place + draw(st.integers(1, 60))]
    return bytes(data)


@settings(deadline=None, max_examples=600, derandomize=True)
@given(damaged(), st.sampled_from([1, 7, 100_000]))
def test_whatever_comes_is_taken_whole_or_refused_in_words(data, step):
    connection = Said(data, step)
    try:
        got = ask(LINK, connection, Clock(20), MOST)
        fetched = arrived(LINK, got)
        if "location" in got.headers:
            follow(LINK, got.headers["location"])
    except FetchError:
        pass
    else:
        assert len(got.body) <= MOST
        assert "/" not in fetched.name
    assert connection.closed


@pytest.mark.parametrize("data", ANSWERS)
@pytest.mark.parametrize("step", [1, 100_000])
def test_the_undamaged_ones_are_taken(data, step):
    assert ask(LINK, Said(data, step), Clock(20), MOST).status in (200, 302, 429)


@pytest.mark.parametrize("length", ["9" * 5000, "99999999999999999999", "1e3", "+5", "0x10", "٣"])
def test_an_odd_length_is_no_crash(length):
    with pytest.raises(FetchError):
        ask(LINK, Said(answer("abc", content_length=length), 100_000), Clock(20), MOST)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(
    st.lists(
        st.tuples(st.sampled_from(["User-agent", "Disallow", "Allow", "Sitemap", "Crawl-delay", "\ufeff", ""]),
                  st.sampled_from([":", " : ", "", "=", "\t"]),
                  st.text(st.sampled_from("/*$%aj#?\x00é4 ") , max_size=12) | st.just("jdmatch")),
        max_size=12,
    )
)  # fmt: skip
def test_whatever_robots_txt_says_there_is_an_answer(lines):
    rules = Rules("\n".join("".join(line) for line in lines))
    try:
        rules.check(LINK)
    except FetchError as error:
        assert error.code == "JDM027"  # noqa: PT017
