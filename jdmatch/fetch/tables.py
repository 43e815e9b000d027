"""What the room knows: addresses and names that are not of the public internet, limits, statuses, kinds of files.

The networks are those of IANA's special-purpose registries (IPv4, IPv6, and multicast), with what is at them in words.
"""

from __future__ import annotations

# network → what it is, for the error; the first that holds the address is named
REFUSED_V4: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "an address of no host"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "an address inside a provider's network"),
    ("127.0.0.0/8", "this machine itself"),
    ("168.63.129.16/32", "a cloud's metadata service"),
    ("169.254.0.0/16", "a link-local address, where clouds keep their metadata"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "an address reserved for protocols"),
    ("192.0.2.0/24", "an address for documentation"),
    ("192.31.196.0/24", "an address reserved for name servers"),
    ("192.52.193.0/24", "an address reserved for relays"),
    ("192.88.99.0/24", "an address reserved for relays"),
    ("192.168.0.0/16", "a private address"),
    ("192.175.48.0/24", "an address reserved for name servers"),
    ("198.18.0.0/15", "an address for benchmarks"),
    ("198.51.100.0/24", "an address for documentation"),
    ("203.0.113.0/24", "an address for documentation"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
)
REFUSED_V6: tuple[tuple[str, str], ...] = (
    ("::/128", "an address of no host"),
    ("::1/128", "this machine itself"),
    ("::ffff:0:0/96", "an IPv4 address in IPv6 spelling"),
    ("::/96", "an IPv4 address in IPv6 spelling"),
    ("64:ff9b:1::/48", "a local translation to IPv4"),
    ("100::/64", "an address that swallows everything"),
    ("2001::/32", "a Teredo tunnel to an IPv4 address"),
    ("2001::/23", "an address reserved for protocols"),
    ("2001:db8::/32", "an address for documentation"),
    ("2002::/16", "a 6to4 tunnel to an IPv4 address"),
    ("2620:4f:8000::/48", "an address reserved for name servers"),
    ("3fff::/20", "an address for documentation"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"),
    ("ff00::/8", "a multicast address"),
)
# Outside of this, no IPv6 address has been given to anyone.
PUBLIC_V6 = "2000::/3"
# The last 32 bits are the IPv4 address that is meant; a network without IPv4 of its own reaches every site in this way.
NAT64 = "64:ff9b::/96"
# The same in the lower half of any address: ISATAP's interface identifiers, before the IPv4 address.
ISATAP = (0x00005EFE, 0x02005EFE)

# Endings of names that mean no host of the public internet (RFC 6761, 6762, 7686, 8375, 9476, and .internal).
REFUSED_NAMES = (
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "onion",
    "alt",
    "invalid",
    "test",
    "example",
)
PORTS = (80, 443)

URL_CHARACTERS = 4_000
HOST_CHARACTERS = 253
REDIRECTS = 5
ADDRESSES_TRIED = 4
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 20.0
HEADER_BYTES = 65_536
# Framing of a chunked body may be larger than the body; beyond this it is no honest framing.
FRAMING = 2
GZIP_PARTS = 32
ROBOTS_BYTES = 500 * 1024
ROBOTS_AGENT = "jdmatch"

ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf,application/json,application/ld+json,text/plain;q=0.9,*/*;q=0.5"
)
REFUSED_KINDS = ("image", "audio", "video", "font")

_AWAY = "Save the page in a browser and give the file."
STATUS: dict[int, str] = {
    204: f"has nothing at this address. {_AWAY}",
    400: "does not understand the URL. Check it.",
    401: f"wants a sign-in, and jdmatch never signs in. {_AWAY}",
    402: f"wants to be paid. {_AWAY}",
    403: f"does not give this to programs, or to anyone without a sign-in. {_AWAY}",
    404: "has nothing at this address. The posting may be closed, or the URL mistyped.",
    406: f"has no form of this that jdmatch takes. {_AWAY}",
    407: f"wants a sign-in, and jdmatch never signs in. {_AWAY}",
    410: "had this once and has it no more. The posting is closed.",
    429: "was asked too often by this machine.",
    451: "may not show this for legal reasons.",
}

# media type → the endings that already say it; the first one is put behind a name that says nothing
ENDINGS: dict[str, tuple[str, ...]] = {
    "text/html": (".html", ".htm"),
    "application/xhtml+xml": (".html", ".htm", ".xhtml"),
    "application/pdf": (".pdf",),
    "application/json": (".json", ".jsonld"),
    "application/ld+json": (".jsonld", ".json"),
    "text/markdown": (".md", ".markdown"),
    "text/csv": (".csv", ".tsv"),
    "text/tab-separated-values": (".tsv",),
    "text/plain": (".txt", ".md", ".markdown", ".csv", ".tsv", ".json", ".jsonld", ".yaml", ".yml", ".eml", ".rtf"),
    "text/rtf": (".rtf",),
    "application/rtf": (".rtf",),
    "application/yaml": (".yaml", ".yml"),
    "message/rfc822": (".eml", ".mht", ".mhtml"),
    "multipart/related": (".mhtml", ".mht"),
    "application/zip": (".zip", ".docx", ".xlsx", ".odt"),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
