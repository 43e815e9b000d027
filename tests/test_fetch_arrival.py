"""What a fetched file is called, and in which encoding it is handed on."""

import pytest

from jdmatch.fetch.arrival import arrived
from jdmatch.fetch.exchange import Answer
from jdmatch.fetch.links import parse


def fetched(url="https://jobs.example.com/job", body=b"x", **headers):
    return arrived(parse(url), Answer(200, {n.replace("_", "-"): v for n, v in headers.items()}, body))


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/jobs/billing-clerk", "text/html", "billing-clerk.html"),
        ("/jobs/billing-clerk/", "text/html", "billing-clerk.html"),
        ("/job.aspx?id=3", "text/html", "job.aspx.html"),
        ("/posting.PDF", "application/pdf", "posting.PDF"),
        ("/download?file=3", "application/pdf", "download.pdf"),
        ("/nurse.md", "text/plain; charset=utf-8", "nurse.md"),
        ("/framework.csv", "text/plain", "framework.csv"),
        ("/framework", "application/octet-stream", "framework"),
        ("/framework.yaml", "", "framework.yaml"),
        ("/", "text/html", "jobs.example.com.html"),
        ("/%2e%2e%2fetc%2fpasswd", "text/plain", "passwd.txt"),
        ("/a%00b%0Ac", "text/plain", "a-b-c.txt"),
        ("/..%5C..%5Cwin.ini", "", "win.ini"),
        ("/Stelle%20(m-w-d)", "text/html", "Stelle (m-w-d).html"),
    ],
)
def test_the_name_is_the_last_part_of_the_path_with_an_ending(path, kind, name):
    assert fetched("https://jobs.example.com" + path, content_type=kind).name == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('attachment; filename="Billing clerk.pdf"', "Billing clerk.pdf"),
        ("attachment; filename=clerk.pdf; size=3", "clerk.pdf"),
        ("attachment; filename=\"x.pdf\"; filename*=UTF-8''caf%C3%A9.pdf", "café.pdf"),
        ('attachment; filename="../../.ssh/authorized_keys"', "authorized_keys.pdf"),
        ('attachment; filename="C:\\\\temp\\\\a.pdf"', "a.pdf"),
        ('attachment; filename=""', "jobs.example.com.pdf"),
        ('attachment; filename="..."', "jobs.example.com.pdf"),
        ("inline", "job.pdf"),
        ('attachment; filename="' + "a" * 400 + '.pdf"', "a" * 96 + ".pdf"),
    ],
)
def test_the_server_may_name_the_file_but_no_folder(said, name):
    assert fetched(content_disposition=said, content_type="application/pdf").name == name


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("windows-1252", b"don\x92t caf\xe9", "don’t café"),
        ("ISO-8859-1", b"don\x92t caf\xe9", "don’t café"),
        ('"iso-8859-2"', b"\xb1\xe6", "ąć"),
        ("us-ascii", b"caf\xe9", "café"),
        ("utf-16-le", "café".encode("utf-16-le"), "café"),
    ],
)
def test_an_encoding_that_only_the_header_names_is_not_lost(charset, body, text):
    got = fetched(body=body, content_type=f"text/html; charset={charset}")
    assert got.data == b"\xef\xbb\xbf" + text.encode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=windows-1252", "schon UTF-8: café".encode()),
        ("text/html; charset=utf-8", b"caf\xe9"),
        ("text/html; charset=no-such-thing", b"caf\xe9"),
        ("text/html; charset=rot13", b"caf\xe9"),
        ("text/html; charset=hex", b"caf\xe9"),
        ("text/html", b"caf\xe9"),
        ("application/pdf; charset=windows-1252", b"%PDF-1.7 \xe9"),
        ("text/html; charset=utf-16", b"\xff\xfe\x00"),
    ],
)
def test_bytes_are_left_alone_where_the_header_does_not_help(kind, body):
    assert fetched(body=body, content_type=kind).data == body
