"""The whole way from a URL to a file, against servers that behave, fail, or attack."""

import gzip
import time
import zlib

import pytest

from jdmatch.errors import FetchError, SettingsError
from jdmatch.fetch import Fetcher, check_allowed
from jdmatch.settings import Settings
from tests import fetch_kit
from tests.fetch_kit import ADDRESS, HOST, MOST, OTHER_ADDRESS, OTHER_HOST, answer, endlessly, moved, slowly

net, no_network, authority = fetch_kit.net, fetch_kit.no_network, fetch_kit.authority

PAGE = "<!doctype html><title>Billing clerk</title><p>Prepare and send invoices.</p>"


def refused(net, code, match, target="/job", **how):
    with pytest.raises(FetchError, match=match) as caught:
        net.get(target, **how)
    assert caught.value.code == code, str(caught.value)
    assert f"{how.get('scheme', 'http')}://{how.get('host', HOST)}{target}" in str(caught.value)
    return str(caught.value)


# --- a page that is there ---------------------------------------------------------------------------------------


def test_a_page_comes_with_its_url_and_a_name_and_the_request_says_little(net):
    site = net.site()
    site.pages["/jobs/billing-clerk?id=7"] = answer(PAGE, content_type="text/html; charset=utf-8")
    got = net.get("/jobs/billing-clerk?id=7#top")
    assert (got.data, got.url) == (PAGE.encode(), f"http://{HOST}/jobs/billing-clerk?id=7")
    assert (got.name, got.media_type) == ("billing-clerk.html", "text/html")
    head = site.heads[-1].splitlines()
    assert head[0] == "GET /jobs/billing-clerk?id=7 HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in head[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-language", "accept-encoding", "connection"}
    assert f"Host: {HOST}" in head
    assert next(line for line in head if line.startswith("User-Agent")).startswith("User-Agent: jdmatch/")


def test_a_page_comes_over_tls_under_the_name_that_was_asked_for(net):
    site = net.site(tls=HOST)
    site.pages["/job"] = answer(PAGE)
    assert net.get(scheme="https").data == PAGE.encode()
    assert net.dialled == [(ADDRESS, 443)] * 2


def test_cookies_of_a_redirect_are_not_carried_on(net):
    site = net.site()
    site.pages["/job"] = answer(b"", 302, location="/there", set_cookie="session=1")
    site.pages["/there"] = answer(PAGE)
    assert net.get().url == f"http://{HOST}/there"
    assert "ookie" not in site.heads[-1]
    assert "eferer" not in site.heads[-1]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("x-gzip", gzip.compress(PAGE.encode())),
        ("GZIP", gzip.compress(PAGE[:9].encode()) + gzip.compress(PAGE[9:].encode())),
        ("gzip", gzip.compress(PAGE.encode()) + b"\0\0 behind the end"),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())[2:-4]),
        ("identity", PAGE.encode()),
    ],
)
@pytest.mark.parametrize("step", [1, 100_000])
def test_a_packed_page_is_unpacked_however_it_arrives(net, coding, packed, step):
    site = net.site()
    head = answer(packed, content_encoding=coding)[: -len(packed)]
    site.pages["/job"] = slowly(head + packed, 0, step=step)
    assert net.get().data == PAGE.encode()


def test_a_chunked_page_and_one_that_ends_with_the_connection_are_read(net):
    site = net.site()
    chunks = b"5\r\n<!doc\r\n4;a=b\r\ntype\r\n0\r\nTrailer: x\r\n\r\n"
    site.pages["/chunked"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    site.pages["/old"] = b"HTTP/1.0 200 OK\r\n\r\n" + PAGE.encode()
    assert net.get("/chunked").data == b"<!doctype"
    assert net.get("/old").data == PAGE.encode()


def test_answers_before_the_answer_are_passed_over(net):
    net.site().pages["/job"] = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(PAGE)
    assert net.get().data == PAGE.encode()


# --- the network is off ------------------------------------------------------------------------------------------


def test_without_the_option_nothing_is_asked(net):
    fetcher = Fetcher(Settings(allow_network=True), allow_network=False, world=net.world)
    with pytest.raises(SettingsError, match="uses no network unless --allow-network is given") as caught:
        fetcher.get(f"http://{HOST}/job", MOST)
    assert caught.value.code == "JDM021"
    assert not net.lookups
    assert not net.dialled


def test_arguments_are_checked_before_any_work():
    check_allowed(["posting.txt", "-"], allow_network=False)
    check_allowed(["posting.txt", "https://jobs.example.com/a"], allow_network=True)
    with pytest.raises(SettingsError, match=r"https://…@jobs.example.com/a is a URL"):
        check_allowed(["posting.txt", "https://ann:hunter2@jobs.example.com/a"], allow_network=False)


# --- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_points_inside_is_refused_without_a_connection(net, address):
    net.names[HOST] = [ADDRESS, address]
    message = refused(net, "JDM022", "public internet only")
    assert address in message
    assert not net.dialled


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]", "0.0.0.0"])
def test_an_inner_address_in_the_url_is_refused_without_a_connection(net, host):
    refused(net, "JDM022", "public internet only", host=host)
    assert not net.dialled
    assert not net.lookups


def test_a_name_that_changes_its_address_after_the_check_changes_nothing(net):
    net.names[HOST] = [[ADDRESS], ["127.0.0.1"]]
    site = net.site()
    site.pages["/job"] = moved("/there")
    site.pages["/there"] = answer(PAGE)
    assert net.get().data == PAGE.encode()
    assert net.lookups == [HOST]
    assert set(net.dialled) == {(ADDRESS, 80)}


def test_a_second_run_asks_again_and_refuses_the_name_that_now_points_inside(net):
    net.names[HOST] = [[ADDRESS], ["127.0.0.1"]]
    net.site().pages["/job"] = answer(PAGE)
    net.get()
    refused(net, "JDM022", "127.0.0.1, which is this machine itself")


# --- redirects ---------------------------------------------------------------------------------------------------


def test_a_redirect_to_another_host_goes_the_whole_way_again(net):
    net.site().pages["/job"] = moved(f"https://{OTHER_HOST}/job", 301)
    other = net.site(tls=OTHER_HOST, address=OTHER_ADDRESS)
    other.pages["/job"] = answer(PAGE)
    got = net.get()
    assert (got.url, got.data) == (f"https://{OTHER_HOST}/job", PAGE.encode())
    assert net.lookups == [HOST, OTHER_HOST]
    assert other.all_asked == ["/robots.txt", "/job"]
    assert f"Host: {OTHER_HOST}" in other.heads[-1]


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://127.0.0.1/", "this machine itself"),
        ("http://127.0.0.1:80/admin", "this machine itself"),
        ("http://169.254.169.254/latest/meta-data/", "where clouds keep their metadata"),
        ("//[::1]/", "this machine itself"),
        ("http://0x7f.1/", "plain spelling"),
        ("http://2130706433/", "plain spelling"),
        ("http://localhost/", "no host of the public internet"),
        ("http://inside.example.net/", r"leads to 10\.1\.2\.3, which is a private address"),
        ("http://jobs.example.com:6379/", "port 6379"),
        ("file:///etc/passwd", "no http or https URL"),
        ("gopher://127.0.0.1/", "no http or https URL"),
        ("http://a@127.0.0.1/", "names a user"),
        ("http://127.0.0.1\\@jobs.example.com/", "a backslash"),
        ("//jobs.example.com/a b", "a blank"),
    ],
)
def test_a_redirect_inside_is_refused_without_a_connection(net, location, why):
    net.names["inside.example.net"] = ["10.1.2.3"]
    net.site().pages["/job"] = moved(location)
    refused(net, "JDM022", why)
    assert set(net.dialled) == {(ADDRESS, 80)}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_judged(net, status):
    net.site().pages["/job"] = moved("http://127.0.0.1/", status)
    refused(net, "JDM022", "this machine itself")
    assert set(net.dialled) == {(ADDRESS, 80)}


def test_a_redirect_never_leads_out_of_encryption(net):
    net.site(tls=HOST).pages["/job"] = moved(f"http://{HOST}/job")
    plain = net.site()
    refused(net, "JDM022", "does not go back to http", scheme="https")
    assert not plain.heads


def test_five_redirects_are_followed_and_six_are_not(net):
    site = net.site()
    for number in range(6):
        site.pages[f"/{number}"] = moved(f"/{number + 1}")
    site.pages["/6"] = answer(PAGE)
    assert net.get("/1").data == PAGE.encode()
    refused(net, "JDM026", "more than 5 times", target="/0")
    assert site.asked[-1] == "/5"


def test_a_circle_of_redirects_is_seen(net):
    site = net.site()
    site.pages["/job"], site.pages["/there"] = moved("/there"), moved("/job")
    refused(net, "JDM026", "in a circle; the site may want a cookie")
    assert site.asked == ["/job", "/there"]


def test_two_places_at_once_are_no_redirect(net):
    net.site().pages["/job"] = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    refused(net, "JDM023", "two places at once")


# --- statuses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (404, {}, "HTTP status 404: jobs.example.com has nothing at this address"),
        (410, {}, "The posting is closed"),
        (401, {}, "jdmatch never signs in"),
        (403, {}, "does not give this to programs"),
        (429, {"retry_after": "120"}, r"asked too often by this machine\. It asks to wait 120 s"),
        (429, {}, "Try again later"),
        (503, {"retry_after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "wait until Wed, 21 Oct 2026 07:28:00 GMT"),
        (503, {"retry_after": "\u00fc\x1b"}, r"trouble of its own\. Try again later"),
        (304, {}, "does not follow"),
        (302, {}, "does not follow"),
        (206, {}, "does not follow"),
        (418, {}, "does not follow"),
    ],
)
def test_a_status_is_told_with_what_to_do(net, status, headers, said):
    net.site().pages["/job"] = answer("x" * 10, status, **headers)
    assert f"http://{HOST}/job" in refused(net, "JDM026", said)


# --- sizes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", [None, "gzip", "deflate"])
def test_a_body_of_the_limit_is_taken_and_one_byte_more_is_not(net, coding):
    pack = {None: bytes, "gzip": gzip.compress, "deflate": zlib.compress}[coding]
    site = net.site()
    site.pages["/fits"] = answer(pack(b"a" * MOST), content_encoding=coding)
    site.pages["/over"] = answer(pack(b"a" * (MOST + 1)), content_encoding=coding)
    site.pages["/unsaid"] = b"HTTP/1.0 200 OK\r\n\r\n" + b"a" * (MOST + 1)
    assert net.get("/fits").data == b"a" * MOST
    refused(net, "JDM009", "more than 100,000 bytes", target="/over")
    refused(net, "JDM009", "more than 100,000 bytes", target="/unsaid")


def test_json_may_be_larger_than_a_page_where_the_caller_says_so(net):
    site = net.site()
    site.pages["/board"] = answer(b"[" + b" " * MOST + b"]", content_type="application/json; charset=utf-8")
    site.pages["/page"] = answer(b"a" * (MOST + 2), content_type="text/html")
    fetcher = net.fetcher()
    assert len(fetcher.get(f"http://{HOST}/board", MOST, most_json=2 * MOST).data) == MOST + 2
    for target, room in (("/board", 0), ("/board", MOST + 1), ("/page", 2 * MOST)):
        with pytest.raises(FetchError, match="bytes, the limit"):
            fetcher.get(f"http://{HOST}{target}", MOST, most_json=room)


def test_a_size_that_is_announced_is_refused_before_it_is_sent(net):
    net.site().pages["/job"] = slowly(answer(b"", content_length=MOST + 1), 0, step=1000)
    refused(net, "JDM009", "more than 100,000 bytes")


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 10_000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 9000 + b"\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n", b"a" * 10_000),
    ],
)
def test_an_endless_body_is_left(net, head, piece):
    sent = []
    net.site().pages["/job"] = endlessly(head, piece, sent)
    refused(net, "JDM009", "more than 100,000 bytes")
    assert sum(sent) < 30_000_000  # what the system holds between two sockets is sent, too


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"a" * 900 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Filler: ", b"a" * 1000),
        (b"HTTP/1.1 200 ", b"O" * 1000),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: " + b"a" * 30_000 + b"\r\n\r\n"),
        (b"", b"\r\n" * 500),
    ],
)
def test_endless_headers_are_left(net, head, piece):
    net.site().pages["/job"] = endlessly(head, piece)
    refused(net, "JDM023", "did not arrive whole")


def test_a_small_file_that_unpacks_to_a_large_one_is_stopped_at_the_limit(net):
    import tracemalloc

    bomb = gzip.compress(bytes(200_000_000), 9)
    site = net.site()
    site.pages["/gzip"] = answer(bomb, content_encoding="gzip")
    site.pages["/twice"] = answer(gzip.compress(bomb), content_encoding="gzip, gzip")
    site.pages["/parts"] = answer(gzip.compress(b"") * 4000, content_encoding="gzip")
    tracemalloc.start()
    refused(net, "JDM009", "more than 1,000,000 bytes", target="/gzip", most=1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    refused(net, "JDM023", "was not asked for", target="/twice", most=1_000_000)
    refused(net, "JDM023", "too many parts", target="/parts", most=1_000_000)


@pytest.mark.parametrize(
    "page",
    [
        answer(gzip.compress(PAGE.encode() * 50)[:-9], content_encoding="gzip"),
        answer(b"no gzip at all", content_encoding="gzip"),
        answer(PAGE, content_encoding="br"),
        answer(PAGE, content_length=500),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<!doc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/2 200\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_is_broken_is_never_half_taken(net, page):
    net.site().pages["/job"] = page
    refused(net, "JDM023", "did not arrive whole")


@pytest.mark.parametrize("kind", ["image/png", "video/mp4; x=y", "Audio/MPEG", "font/woff2"])
def test_a_picture_is_refused_by_its_header(net, kind):
    net.site().pages["/job"] = answer("x", content_type=kind)
    refused(net, "JDM019", "is no text: its type is")


# --- time --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        answer("a" * 1000),
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1000,
        b"HTTP/1.1 102 Processing\r\n\r\n" * 100,
        answer(gzip.compress(PAGE.encode() * 100), content_encoding="gzip", x_pad="a" * 500),
    ],
)
@pytest.mark.parametrize("tls", [None, HOST])
def test_a_server_that_drips_is_left_when_the_time_is_up(net, data, tls):
    net.site(tls=tls).pages["/job"] = slowly(data, 0.03)
    begun = time.monotonic()
    refused(net, "JDM024", "longer than 0.4 s in all", seconds=0.4, scheme="https" if tls else "http")
    assert time.monotonic() - begun < 1.5


def test_a_server_that_says_nothing_is_left(net):
    net.site().pages["/job"] = lambda send, over: over.wait(5)
    begun = time.monotonic()
    refused(net, "JDM024", "in all|in time", seconds=0.4)
    assert time.monotonic() - begun < 1.5


def test_a_server_that_never_greets_is_left(net):
    site = net.site()  # speaks no TLS: waits for a request that the handshake never completes
    net.sites[ADDRESS, 443] = site
    begun = time.monotonic()
    refused(net, "JDM024", "in time", seconds=0.4, scheme="https")
    assert time.monotonic() - begun < 1.5


def test_redirects_share_the_time(net):
    site = net.site()
    for number in range(5):
        site.pages[f"/{number}"] = slowly(moved(f"/{number + 1}"), 0.1, step=30)
    begun = time.monotonic()
    refused(net, "JDM024", "longer than 0.4 s in all", target="/0", seconds=0.4)
    assert time.monotonic() - begun < 1.5


# --- encryption --------------------------------------------------------------------------------------------------


def test_a_certificate_for_another_name_is_refused(net):
    site = net.site(tls=OTHER_HOST)
    refused(net, "JDM025", "no certificate that can be trusted: Hostname mismatch", scheme="https")
    assert not site.heads


def test_a_certificate_of_an_unknown_authority_is_refused(net):
    import trustme

    stranger, net.authority = net.authority, trustme.CA()
    site = net.site(tls=HOST)
    net.authority = stranger
    refused(net, "JDM025", "unable to get local issuer certificate", scheme="https")
    assert not site.heads


def test_a_certificate_that_has_expired_is_refused(net):
    import datetime

    with pytest.MonkeyPatch.context() as patch:
        issue = net.authority.issue_cert
        past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        patch.setattr(type(net.authority), "issue_cert", lambda self, name: issue(name, not_after=past))
        net.site(tls=HOST)
    refused(net, "JDM025", "certificate has expired", scheme="https")


def test_a_server_without_encryption_is_told_so(net):
    site = net.site(port=443)
    site._serve = lambda connection: (connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n"), connection.close())
    refused(net, "JDM025", "No encrypted connection to jobs.example.com", scheme="https")
