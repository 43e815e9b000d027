"""The system's part: looking a name up in limited time, connecting to addresses only, and telling what failed."""

import socket
import ssl
import time

import pytest

from jdmatch.errors import FetchError
from jdmatch.fetch import wire
from jdmatch.fetch.links import parse
from tests import fetch_kit

no_network, Site = fetch_kit.no_network, fetch_kit.Site

LINK = parse("http://jobs.example.com/")


def test_a_name_is_looked_up_by_the_system(monkeypatch):
    rows = [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 0)), (socket.AF_INET6, 1, 6, "", ("2606:2800::1", 0, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **kind: rows)
    assert wire.look_up("jobs.example.com", wire.Clock(5)) == ["93.184.216.34", "2606:2800::1"]


def test_a_name_that_is_not_found_is_said(monkeypatch):
    def nowhere(host, port, **kind):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(FetchError, match=r"jobs\.example\.com could not be found: Name or service not known") as caught:
        wire.look_up("jobs.example.com", wire.Clock(5))
    assert caught.value.code == "JDM023"


def test_a_lookup_that_hangs_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **kind: time.sleep(1) or [])
    begun = time.monotonic()
    with pytest.raises(FetchError, match="could not be looked up in time") as caught:
        wire.look_up("jobs.example.com", wire.Clock(0.1))
    assert caught.value.code == "JDM024"
    assert time.monotonic() - begun < 0.8


def test_the_next_address_is_tried_where_one_takes_no_connection():
    site = Site()

    def dial(address, port, seconds):
        if address == "93.184.216.34":
            raise ConnectionRefusedError(111, "Connection refused")
        return wire.dial("127.0.0.1", site.port, seconds)

    made = wire.connect(LINK, ("93.184.216.34", "151.101.1.69"), wire.World(dial=dial), wire.Clock(5))
    assert made.getpeername() == ("127.0.0.1", site.port)
    made.close()
    site.close()


def test_a_connection_that_nobody_takes_is_said_with_the_proxy_that_is_not_used(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    world = wire.World(dial=lambda address, _, seconds: wire.dial("127.0.0.1", port, seconds))
    with pytest.raises(FetchError, match="HTTPS_PROXY is set and not used") as caught:
        wire.connect(LINK, ("93.184.216.34",), world, wire.Clock(5))
    assert caught.value.code == "JDM023"


def test_a_connection_that_hangs_is_told_as_time():
    def dial(address, port, seconds):
        raise TimeoutError("timed out")

    with pytest.raises(FetchError, match="did not answer in time") as caught:
        wire.connect(LINK, ("93.184.216.34",), wire.World(dial=dial), wire.Clock(5))
    assert caught.value.code == "JDM024"


def test_no_wait_is_longer_than_what_is_left():
    clock = wire.Clock(5, connect=1, silent=2)
    assert clock.to_connect("x") == 1
    assert clock.to_hear("x") == 2
    assert wire.Clock(0.5).to_connect("x") <= 0.5
    with pytest.raises(FetchError, match="longer than 0 s in all"):
        wire.Clock(0).check("x")


def test_certificates_and_names_are_always_verified():
    context = wire.trust()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_system_without_authorities_gets_a_list(monkeypatch, tmp_path):
    empty = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    monkeypatch.setattr(ssl, "create_default_context", lambda: empty)
    paths = ssl.get_default_verify_paths()._replace(capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert wire.trust.__wrapped__().cert_store_stats()["x509_ca"] > 50
