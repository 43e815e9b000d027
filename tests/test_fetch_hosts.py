"""Which addresses may be asked: every kind that is not of the public internet, in every coat that it wears."""

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import FetchError
from jdmatch.fetch import wire
from jdmatch.fetch.hosts import Hosts, objection

PUBLIC = [
    "93.184.216.34", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "223.255.255.255",
    "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001:800::200e", "64:ff9b::5db8:d822",
]  # fmt: skip
REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "::7f00:1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.1.2.3", "64:ff9b:1::5db8:d822", "100::1",
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
    "2002:5db8:d822::1", "2606:2800::5efe:10.0.0.1", "2606:2800::200:5efe:192.168.1.1", "3fff::1", "4000::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "not-an-address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_may_be_asked(address):
    assert objection(address) is None


@pytest.mark.parametrize("address", REFUSED)
def test_every_other_address_is_refused_in_words(address):
    assert objection(address)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.ip_addresses(v=4))
def test_nothing_passes_that_python_calls_special(address):
    if objection(str(address)) is None:
        assert address.is_global
        assert not any((address.is_multicast, address.is_reserved, address.is_private, address.is_loopback))


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.ip_addresses(v=6) | st.ip_addresses(v=6, network="2000::/3"))
def test_nothing_of_ipv6_passes_that_python_calls_special(address):
    if objection(str(address)) is None and address not in ipaddress.IPv6Network("64:ff9b::/96"):
        assert address.is_global
        assert not any((address.is_multicast, address.is_reserved, address.is_site_local))
        assert address.sixtofour is None
        assert address.teredo is None
        assert address.ipv4_mapped is None


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(inner):
    coats = [f"::ffff:{inner}", f"64:ff9b::{inner}", f"2606:2800::5efe:{inner}", f"::{inner}"]
    if objection(str(inner)) is not None:
        assert all(objection(coat) for coat in coats)


def hosts(*answers):
    left = list(answers)
    return Hosts(wire.World(resolve=lambda host, clock: left.pop(0)))


def test_one_private_address_among_public_ones_refuses_the_host():
    with pytest.raises(
        FetchError, match=r"jobs\.example\.com leads to 10\.0\.0\.7, which is a private address"
    ) as caught:
        hosts(["93.184.216.34", "10.0.0.7"]).addresses("jobs.example.com", wire.Clock(5))
    assert caught.value.code == "JDM022"


def test_a_host_is_looked_up_once_in_a_run():
    known = hosts(["93.184.216.34"], ["127.0.0.1"])
    assert known.addresses("jobs.example.com", wire.Clock(5)) == ("93.184.216.34",)
    assert known.addresses("jobs.example.com", wire.Clock(5)) == ("93.184.216.34",)


def test_an_address_is_not_looked_up_and_is_judged_all_the_same():
    with pytest.raises(FetchError, match=r"169\.254\.169\.254 is a link-local address"):
        hosts().addresses("169.254.169.254", wire.Clock(5))
    assert hosts().addresses("93.184.216.34", wire.Clock(5)) == ("93.184.216.34",)


def test_a_host_without_an_address_is_said_to_have_none():
    with pytest.raises(FetchError, match=r"has no address") as caught:
        hosts([]).addresses("jobs.example.com", wire.Clock(5))
    assert caught.value.code == "JDM023"
