"""Mails and saved pages: which part is the posting, whose words are left out, what is refused."""

from __future__ import annotations

import base64
import quopri
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jdmatch.errors import InputError
from jdmatch.records import Posting
from jdmatch.settings import Limits, Settings
from jdmatch.sources import mail_lines, read_bytes, read_file
from tests.office_kit import odt, rtf
from tests.sources_kit import LINES, docx, pdf, posting_leads_back

EXAMPLES = Path(__file__).parent / "examples" / "sources"
TEXT = "\n".join(LINES)
HTML = "<h1>Dental Receptionist</h1><ul>" + "".join(f"<li>{line}</li>" for line in LINES) + "</ul>"
HEAD = "From: Ada <ada@larkmoor.example>\nTo: desk@larkmoor.example\nDate: Mon, 2 Mar 2026 09:30:02 +0000\n"
COVER = "Hello,\nthe posting is attached, tell me what you think of it.\n"
ATTACHED = "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="


def mail(body: str, kind: str = "text/plain; charset=utf-8", *, subject: str = "Hello", more: str = "") -> bytes:
    return f"{HEAD}Subject: {subject}\nMIME-Version: 1.0\nContent-Type: {kind}\n{more}\n{body}".encode()


def parts(*bodies: str, kind: str = "mixed", subject: str = "Hello", mark: str = "b0") -> bytes:
    """A mail of parts, each given as its header fields, a blank line and its body."""
    inside = "".join(f"--{mark}\n{body}\n" for body in bodies)
    return mail(f"{inside}--{mark}--\n", f'multipart/{kind}; boundary="{mark}"', subject=subject)


def plain(text: str) -> str:
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}"


def page(text: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{text}"


def attached(data: bytes, name: str) -> str:
    return f'{ATTACHED}"{name}"\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(data).decode()}'


def read(data: bytes, **limits: int) -> Posting:
    return read_bytes(data, Settings(limits=Limits(**limits)), id="x", name="posting.bin")


def refused(data: bytes, code: str, says: str, **limits: int) -> InputError:
    with pytest.raises(InputError) as caught:
        read(data, **limits)
    assert caught.value.code == code, str(caught.value)
    assert says in str(caught.value)
    assert "posting.bin" in str(caught.value)
    return caught.value


def said(posting: Posting) -> str:
    return " / ".join(d.message for d in posting.diagnostics)


# The examples


def test_a_forwarded_mail() -> None:
    path = EXAMPLES / "library-assistant-forwarded.eml"
    posting = read_file(path, Settings())
    assert (posting.format, posting.title) == ("eml", "School Library Assistant")
    assert posting.text.startswith("School Library Assistant\n")
    assert posting.text.endswith("Pay: $16.20 an hour.")
    assert [b.kind for b in posting.blocks].count("item") == 6
    for left_out in ("CAUTION", "Marek", "Forwarded", "Talent Desk", "555", "Preview"):
        assert left_out not in posting.text
    assert "notices of the mail system" in said(posting)
    assert posting_leads_back(posting, path.read_bytes().decode())
    exact = sum(span.end - span.start for span in posting.spans if span.exact)
    assert exact > 0.8 * len(posting.text)


def test_a_mail_with_the_posting_attached() -> None:
    path = EXAMPLES / "inventory-clerk-attached.eml"
    posting = read_file(path, Settings())
    alone = read_file(EXAMPLES / "inventory-clerk.odt", Settings())
    assert (posting.format, posting.title, posting.text) == ("eml", alone.title, alone.text)
    assert "read from the attachment Inventory clerk FINAL.odt; the mail's own 26 words" in said(posting)
    place = posting.spans[3]
    assert place.source_start is not None
    assert path.read_bytes()[place.source_start : place.source_start + 8] == base64.b64encode(b"PK\x03\x04\x14\x00")
    assert (place.exact, place.paragraph) == (False, 3)


def test_an_answered_mail_in_an_old_encoding() -> None:
    path = EXAMPLES / "night-baker-reply.eml"
    posting = read_file(path, Settings())
    assert posting.title == "Night Shift Baker"
    assert posting.text.startswith("Night Shift Baker \u2013 Lanternfield Caf\u00e9, Burlington")
    assert posting.text.endswith("at $19 an hour.")
    assert "the signature, headers of earlier mails, quoted mails" in said(posting)
    assert posting_leads_back(posting, path.read_bytes().decode("cp1252"))
    assert all(span.exact for span in posting.spans)


def test_a_saved_page() -> None:
    path = EXAMPLES / "deckhand-page.mhtml"
    posting = read_file(path, Settings())
    assert (posting.format, posting.title) == ("mhtml", "Ferry Deckhand")
    assert [b.kind for b in posting.blocks].count("item") == 6
    assert "Pay | $24.10 an hour" in posting.text
    assert "Cookies" not in posting.text
    assert posting_leads_back(posting, path.read_bytes().decode())


# Bodies


ACCENTED = TEXT + " \u2013 caf\u00e9"
QUOTED = "Content-Transfer-Encoding: quoted-printable\n"
BASE64 = "Content-Transfer-Encoding: base64\n"


@pytest.mark.parametrize(
    ("more", "charset", "body"),
    [
        ("", "utf-8", ACCENTED.encode().decode("latin-1")),
        (QUOTED, "utf-8", quopri.encodestring(ACCENTED.encode()).decode()),
        (BASE64, "utf-8", base64.encodebytes(ACCENTED.encode()).decode()),
        (QUOTED, "windows-1252", TEXT + " =96 caf=E9"),
        (QUOTED, "us-ascii", TEXT + " =96 caf=E9"),
        (QUOTED, "no-such-charset", TEXT + " =E2=80=93 caf=C3=A9"),
        (BASE64, "utf-16", base64.encodebytes(ACCENTED.encode("utf-16")).decode()),
    ],
    ids=["8bit", "qp", "base64", "cp1252", "wrong", "unknown", "utf-16"],
)
def test_encodings(more: str, charset: str, body: str) -> None:
    data = mail("BODY", f"text/plain; charset={charset}", more=more).replace(b"BODY", body.encode("latin-1"))
    posting = read(data)
    assert posting.text == ACCENTED
    assert posting_leads_back(posting, data.decode())


def test_two_encodings_in_one_file_are_each_read_rightly() -> None:
    data = parts(plain(f"{TEXT} caf\u00e9"), "Content-Type: text/plain; charset=cp1252\n\ncaf# again").replace(
        b"#", b"\xe9"
    )
    assert read(data).text.endswith("caf\u00e9\ncaf\u00e9 again")


def test_html_is_taken_where_it_shows_structure_and_plain_text_where_it_does_not() -> None:
    both = [plain("Receptionist wanted\n" + TEXT), page(HTML)]
    assert len(read(parts(*both, kind="alternative")).blocks) == 5
    assert len(read(parts(*both[::-1], kind="alternative")).blocks) == 5
    bare = read(parts(plain(TEXT), page(f"<div>{TEXT}</div>"), kind="alternative"))
    assert (bare.blocks, bare.text) == ((), TEXT)
    empty = read(parts(plain(" \n"), page(f"<div>{TEXT}</div>"), kind="alternative"))
    assert empty.text.startswith(LINES[0])


def test_related_parts_and_parts_in_a_row() -> None:
    inside = f"--b1\n{plain('no')}\n--b1\nContent-ID: <two>\n{page(HTML)}\n--b1--\n"
    related = f'multipart/related; boundary="b1"; start="<two>"\n\n{inside}'
    assert read(parts(f"Content-Type: {related}")).title == "Dental Receptionist"
    split = read(parts(page(f"<p>{LINES[0]}</p>"), attached(b"\x89PNG", "a.png"), page(f"<ul><li>{TEXT}</li></ul>")))
    assert split.text.startswith(LINES[0])
    assert "a.png" in said(split)


def test_flowed_text_is_one_line_again() -> None:
    wrapped = TEXT.replace(" the", " \nthe") + "\n Stuffed.\n-- \nAda"
    assert read(mail(wrapped, "text/plain; format=flowed")).text == TEXT + "\nStuffed."
    assert read(mail(TEXT.replace(" the", "  \nthe"), "text/plain; format=flowed; delsp=yes")).text == TEXT


def test_a_mail_without_mime_and_one_behind_a_mailbox_line() -> None:
    data = (HEAD + "Subject: Dental Receptionist\n\n" + TEXT).encode()
    assert (read(data).format, read(data).text, read(data).title) == ("eml", TEXT, "Dental Receptionist")
    assert read(b"From ada@larkmoor.example Mon Mar  2 09:30:02 2026\n" + data).text == TEXT
    assert read(b"\xef\xbb\xbf\r\n" + data).text == TEXT


def test_titles_from_subjects() -> None:
    for subject, title in (
        ("FW: RE: [EXTERNAL] Job posting: Dental Receptionist (Dayton)", "Dental Receptionist (Dayton)"),
        ("=?utf-8?B?" + base64.b64encode("Vacancy \u2013 Office Manager".encode()).decode() + "?=", "Office Manager"),
        ("=?iso-8859-1?Q?Now_hiring:_Cook_=96_nights?=", "Cook"),
        ("Hiring: Barback", "Barback"),
        ("Our meeting on Friday", None),
        ("=?broken?=", None),
    ):
        assert read(mail(TEXT, subject=subject)).title == title, subject
    placed = read(mail(f"{TEXT}\nApply as dental receptionist today.", subject="Opening: Dental Receptionist"))
    assert placed.title_span is not None
    assert placed.title == "dental receptionist"
    assert read(mail(f"# Office Manager\n\n## Duties\n{TEXT}", subject="Cook")).title == "Office Manager"


# Whose words


@pytest.mark.parametrize(
    ("lines", "roles"),
    [
        ("a|> b|>> c|a", "oqqo"),
        ("a|On Mon, 2 Mar 2026 at 09:30, Ada <a@b.example> wrote:|> b", "ohq"),
        ("a|On Mon, 2 Mar 2026 at 09:30, Ada|<a@b.example> wrote:||b", "ohhee"),
        ("On call one week in four.|On Mondays we bake.", "oo"),
        ("a|-----Original Message-----|From: x|Sent: y|To: z|Subject: s||b", "ohhhhhee"),
        ("a|Begin forwarded message:||From: x|Subject: s|Date: y||b", "ohhhhhee"),
        ("a|*From:* x|*Sent:* y|*To:* z|*Subject:* s||b", "ohhhhee"),
        ("From: 9 to 5|To: be agreed|Pay: good", "ooo"),
        ("[EXTERNAL]|a|Sent from my iPhone", "non"),
        ("a|Confidentiality Notice: this is secret|and so on||b", "onnoo"),
        ("a|You receive this because you signed up.|You received this message in error", "onn"),
        ("You receive this hotel's guests.", "o"),
    ],
)
def test_roles(lines: str, roles: str) -> None:
    found = mail_lines.split(lines.split("|"))
    assert "".join(role[0] for role in found.roles) == roles


def test_a_notice_above_the_posting_of_an_html_mail_does_not_take_the_posting_along() -> None:
    notice = "<p>Confidentiality notice: this message is for its addressee alone.</p>"
    posting = read(mail(f"<html><body>{notice}{HTML}</body></html>", "text/html; charset=utf-8"))
    assert posting.text == "Dental Receptionist\n" + TEXT
    assert "notices of the mail system" in said(posting)


def test_a_plain_mail_inside_one_html_element_is_a_plain_mail() -> None:
    wrapped = (
        "Dental Receptionist\n\nDuties\n  * Answer the telephone, book appointments and\n    call patients\n\n" + TEXT
    )
    text = f"{wrapped}\n\n-- \nAda\n"
    shown = read(mail(f"<html><body><pre>{text}</pre></body></html>", "text/html; charset=utf-8"))
    told = read(mail(text))
    assert (shown.text, shown.title, said(shown)) == (told.text, told.title, said(told))
    # Beside anything else its lines are judged one by one, like all lines of the mail.
    both = read(mail(f"<html><body><p>Hello Bo,</p><pre>{text}</pre></body></html>", "text/html; charset=utf-8"))
    assert both.text.startswith("Hello Bo,\nDental Receptionist\nDuties\n* Answer")


def test_signatures_are_short_and_last() -> None:
    body = [TEXT] * 2
    for ending in (["-- ", "Ada"], ["Best regards,", "Ada", "Larkmoor Dental"], ["Thanks!", "", "Ada"]):
        roles = mail_lines.split([*body, *ending]).roles
        assert roles == (*["own"] * 2, *["signature"] * len(ending)), ending
    assert set(mail_lines.split(["Thanks,", *body]).roles) == {"own"}
    assert set(mail_lines.split([*body, "Thanks,", "word " * 100]).roles) == {"own"}


def test_which_part_of_a_thread_is_read() -> None:
    forward = "---------- Forwarded message ---------\nFrom: Bo\nDate: x\nSubject: Vacancy: Office Manager\nTo: Ada\n\n"
    note = "Ada, please look at this one before Friday and tell me whether it can go out as it stands now.\n\n"
    posting = read(mail(note + forward + TEXT, subject="Fwd: that posting"))
    assert (posting.text, posting.title) == (TEXT, "Office Manager")
    answered = read(mail(f"{TEXT}\n\nOn Mon, 2 Mar 2026, Bo wrote:\n> Can you send the posting?\n"))
    assert answered.text == TEXT
    quoted = "\n".join(f"> {line}" for line in LINES)
    assert read(mail(f"See below.\n\nOn Mon, 2 Mar 2026, Bo wrote:\n{quoted}\n")).text == TEXT


def test_quotes_and_signatures_of_html_mails() -> None:
    gmail = (
        f'{HTML}<div class="gmail_signature"><p>Ada, Larkmoor</p></div><div class="gmail_quote">'
        "<div>On Mon, Bo wrote:</div>"
        "<blockquote><p>Where is the posting?</p></blockquote></div>"
    )
    apple = (
        f'{HTML}<blockquote type="cite"><div><p>Where is the posting?</p><blockquote>old</blockquote></div>'
        "</blockquote>"
    )
    outlook = (
        f"{HTML}<div><p><b>From:</b> Bo<br><b>Sent:</b> Monday<br><b>To:</b> Ada<br><b>Subject:</b> Posting</p></div>"
        "<p>Where is the posting?</p>"
    )
    for body in (gmail, apple, outlook):
        posting = read(mail(body, "text/html; charset=utf-8"))
        assert posting.text == "Dental Receptionist\n" + TEXT, body
        assert "were left out" in said(posting)


# Attachments


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pdf(), "posting.pdf"),
        (docx(), "posting.docx"),
        (odt("".join(f"<text:p>{line}</text:p>" for line in LINES)), "posting.odt"),
        (rtf(r"\par ".join(LINES) + r"\par"), "posting.rtf"),
        (HTML.encode(), "posting.html"),
        (TEXT.encode("utf-16"), "posting.txt"),
        (pdf(), "scan0001"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_the_one_attachment_is_read(data: bytes, name: str) -> None:
    posting = read(parts(plain(COVER), attached(data, name), subject="Job posting: Dental Receptionist"))
    assert LINES[2] in " ".join(posting.text.split())
    assert (posting.format, posting.title) == ("eml", "Dental Receptionist")
    assert name in said(posting)


def test_an_attached_mail_is_read_and_its_attachment_too() -> None:
    inner = mail(TEXT, subject="Vacancy: Office Manager").decode()
    posting = read(parts(plain(COVER), f"Content-Type: message/rfc822\n\n{inner}"))
    assert (posting.text, posting.title) == (TEXT, "Office Manager")
    deep = parts(plain(COVER), attached(docx(), "a.docx"), mark="b9").decode()
    assert LINES[2] in read(parts(plain(COVER), f"Content-Type: message/rfc822\n\n{deep}")).text


def test_a_mail_that_says_enough_keeps_its_attachments_out() -> None:
    posting = read(parts(plain(f"{TEXT}\n{TEXT}"), attached(pdf(), "form.pdf")))
    assert posting.text == f"{TEXT}\n{TEXT}"
    assert [(d.code, d.severity) for d in posting.diagnostics] == [("JDM018", "warning")]
    assert "form.pdf" in said(posting)


def test_which_attachments_are_refused() -> None:
    refused(
        parts(plain("Hi"), attached(pdf(), "a.pdf"), attached(docx(), "b.docx")),
        "JDM005",
        "2 attachments (a.pdf, b.docx)",
    )
    refused(parts(plain("Hi"), attached(b"\x89PNG" + bytes(50), "a.pdf")), "JDM005", "1 word")
    refused(parts(plain("Hi"), attached(pdf()[:-400], "a.pdf")), "JDM012", "attachment a.pdf")
    refused(parts(attached(b"%PDF-1.4 nothing", "a.pdf")), "JDM012", "attachment a.pdf")


# Saved pages


def archive(
    *bodies: str, head: str = "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\n"
) -> bytes:
    inside = "".join(f"--b0\n{body}\n" for body in bodies)
    kind = 'multipart/related; type="text/html"; boundary="b0"'
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n{inside}--b0--\n".encode()


def test_a_posting_in_a_frame_of_a_page() -> None:
    outer = page("<p>Careers at Larkmoor. All our jobs are below.</p><iframe src='cid:f1'></iframe>")
    posting = read(archive(outer, page(f"{HTML}{HTML}")))
    assert (posting.format, posting.title) == ("mhtml", "Dental Receptionist")
    assert "frame of the page" in said(posting)
    assert read(archive(page(HTML), page("<p>an advertisement</p>"))).text.endswith(LINES[-1])


def test_pages_of_other_programs() -> None:
    word = archive(page(HTML), head="")
    assert read(word).format == "mhtml"
    coded = quopri.encodestring(HTML.encode()).decode()
    single = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n{QUOTED}\n{coded}"
    assert read(single.encode()).format == "mhtml"
    refused(archive("Content-Type: image/png\n\nx"), "JDM012", "without a page")


# What is refused


def test_what_is_cut_off_is_refused() -> None:
    whole = parts(plain(TEXT), page(HTML), kind="alternative")
    assert read(whole[:-40]).text == TEXT  # the plain text was whole
    refused(whole[: whole.index(b"Post payments")], "JDM012", "cut off")
    refused(mail("no boundary", 'multipart/mixed; boundary="b0"'), "JDM012", "cut off")
    coded = base64.encodebytes(TEXT.encode()).decode().rstrip()
    refused(mail(coded[:-42], more="Content-Transfer-Encoding: base64\n"), "JDM012", "cut off")
    refused(archive(page(HTML))[:-60], "JDM012", "cut off")


def test_what_else_is_refused() -> None:
    refused(mail(""), "JDM004", "empty")
    refused(mail("Three words only"), "JDM005", "3 words")
    refused(parts("Content-Type: image/png\n\nx"), "JDM011", "pictures")
    refused(mail("x", 'multipart/encrypted; boundary="b0"'), "JDM010", "encrypted")
    refused(mail("x", "application/pkcs7-mime; smime-type=enveloped-data"), "JDM010", "encrypted")
    refused(mail("x", "application/pkcs7-mime; smime-type=signed-data"), "JDM019", "signature")
    refused(mail(f"-----BEGIN PGP MESSAGE-----\n{TEXT}"), "JDM010", "encrypted")
    two = b"From a@b.example Mon Mar  2 09:30:02 2026\n" + mail(TEXT) + b"\n\n"
    refused(two + two, "JDM019", "mailbox")
    refused(mail("BODY", "text/plain").replace(b"BODY", bytes(range(256)) * 20), "JDM013", "no text")


def test_limits() -> None:
    refused(parts(*[plain("x")] * 60), "JDM009", "archive_members", archive_members=50)
    refused(b"".join([mail("", "multipart/mixed; boundary=b0"), b"--b0\n" * 20_000]), "JDM009", "archive_members")
    nested = "".join(f"--b{i}\nContent-Type: multipart/mixed; boundary=b{i + 1}\n\n" for i in range(80))
    refused(mail(nested, "multipart/mixed; boundary=b0"), "JDM009", "parts inside of parts")
    refused(mail(TEXT, "text/plain; x=" + '";' * 20_000), "JDM012", "never ends")
    refused(mail("word " * 50_000), "JDM009", "characters")
    inner = mail(TEXT)
    for depth in range(5):
        inner = parts(plain("Hi"), f"Content-Type: message/rfc822\n\n{inner.decode()}", mark=f"b{depth}")
    refused(inner, "JDM005", "1 word")


@pytest.mark.parametrize(
    "body",
    ["To: x\n" * 60_000, "On 1 wrote:\n" * 40_000, "> " * 200_000, "-" * 400_000, "From: x\nSent: y\nTo: z\n" * 15_000],
    ids=["fields", "attributions", "quotes", "rule", "headers"],
)
def test_strange_mails_take_no_time(body: str) -> None:
    started = time.monotonic()
    with pytest.raises(InputError):
        read(mail(body, subject="=?utf-8?Q?" + "a" * 100_000))
    assert time.monotonic() - started < 5


SEEDS = [
    path.read_bytes()
    for path in sorted(EXAMPLES.iterdir())
    if path.suffix in (".eml", ".mhtml") and "attached" not in path.name
]
PIECES = [
    b"\n",
    b"\r\n\r\n",
    b"--b0",
    b"=",
    b"=?",
    b";",
    b'"',
    b"\xff",
    b"\x00",
    b"Content-Type: multipart/mixed\n",
    b"<div>",
]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    document=st.sampled_from(SEEDS),
    edits=st.lists(
        st.tuples(st.floats(0, 0.999), st.integers(0, 60), st.one_of(st.binary(max_size=8), st.sampled_from(PIECES))),
        min_size=1,
        max_size=5,
    ),
)
def test_damaged_mails_are_refused_or_read(document: bytes, edits: list[tuple[float, int, bytes]]) -> None:
    for place, gone, new in edits:
        at = int(place * len(document))
        document = document[:at] + new + document[at + gone :]
    try:
        posting = read(document)
    except InputError:
        return
    assert posting.text.strip()
    assert all(0 <= b.start < b.end <= len(posting.text) for b in posting.blocks)
