"""First bytes and first words by which formats are told apart, and what to do about those that are not read."""

from __future__ import annotations

import re

# (offset, bytes, what it is, what to do). Files of a kind that no reader knows.
UNKNOWN: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG", "a picture (PNG)", "Run text recognition (OCR) over it and give the text"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", "Run text recognition (OCR) over it and give the text"),
    (0, b"GIF8", "a picture (GIF)", "Run text recognition (OCR) over it and give the text"),
    (0, b"II*\x00", "a picture (TIFF)", "Run text recognition (OCR) over it and give the text"),
    (0, b"MM\x00*", "a picture (TIFF)", "Run text recognition (OCR) over it and give the text"),
    (8, b"WEBP", "a picture (WebP)", "Run text recognition (OCR) over it and give the text"),
    (4, b"ftyp", "a picture or film", "Give the posting as text"),
    (0, b"\x1f\x8b", "a gzip archive", "Unpack it and give the file inside"),
    (0, b"BZh", "a bzip2 archive", "Unpack it and give the file inside"),
    (0, b"\xfd7zXZ", "an xz archive", "Unpack it and give the file inside"),
    (0, b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and give the file inside"),
    (0, b"Rar!", "a RAR archive", "Unpack it and give the file inside"),
    (0, b"(\xb5/\xfd", "a Zstandard archive", "Unpack it and give the file inside"),
    (257, b"ustar", "a tar archive", "Unpack it and give the file inside"),
    (0, b"SQLite format 3\x00", "a database", "Export the postings and use jdmatch batch"),
    (0, b"PAR1", "a Parquet table", "Use jdmatch batch for tables of postings"),
    (0, b"\x7fELF", "a program", "Give the posting as text"),
    (0, b"MZ\x90", "a program", "Give the posting as text"),
    (0, b"bplist00", "a web archive or property list", "Save the page as HTML"),
    (0, b"%!PS", "a PostScript document", "Save it as PDF"),
)
PDF = b"%PDF-"
PDF_WITHIN = 1024
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Office encrypts a document by putting it into an old-style container under this name (UTF-16).
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What else is a zip: (a member's name, what it is, what to do).
ZIPPED: tuple[tuple[bytes, str, str], ...] = (
    (b"xl/workbook", "an Excel workbook", "Save the posting as text, or the table as .csv for jdmatch batch"),
    (b"ppt/presentation", "a PowerPoint presentation", "Save it as PDF"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument table", "Save the posting as text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "an OpenDocument presentation", "Save it as PDF"),
    (b"mimetypeapplication/vnd.oasis.opendocument.graphics", "an OpenDocument drawing", "Save it as PDF"),
    (b"mimetypeapplication/vnd.sun.xml", "an OpenOffice 1 document", "Save it as .odt or .docx"),
    (b"mimetypeapplication/epub", "an e-book", "Save it as HTML or text"),
    (b"META-INF/MANIFEST.MF", "a Java archive", "Give the posting as text"),
    (b"Index/Document.iwa", "a Pages document", "Export it as .docx or PDF"),
)
OLE_MAIL = "__substg1.0_".encode("utf-16-le")
WORD_MEMBER = b"word/"
# An OpenDocument text by what its archive says first, or by two of its members.
ODT_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"
ODT_MEMBERS = (b"content.xml", b"META-INF/manifest.xml")
# The same as one XML file.
FLAT_ODT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<office:document\s[^>]*opendocument\.text", re.DOTALL
)
FLAT_OTHER = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<office:document\s", re.DOTALL)
RTF = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")

# The lines before the first blank one, if all of them are header fields; a mailbox begins with a line of its own.
MAIL_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?P<mailbox>From \S[^\n]*\n)?>?"
    rb"(?P<fields>(?:[!-9;-~]+:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)){1,400})(?:\r?\n|\Z)"
)
MAIL_FIELD = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
# Only mails and saved pages have one of these; else a mail has all of the others' kinds.
MAIL_SURE = frozenset({b"mime-version", b"content-transfer-encoding", b"snapshot-content-location"})
MAIL_SENT = frozenset({b"from", b"sender", b"return-path", b"received"})
MAIL_WHEN = frozenset({b"date", b"sent", b"received", b"message-id", b"content-type"})
MAIL_WHAT = frozenset({b"subject", b"to"})
NEXT_MAIL = re.compile(rb"\n\r?\nFrom \S+[^\n]*\d{4}\r?\n[\w-]+:")
JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\}|\Z)|\[\s*(?:[\"{\[\]\d]|true|false|null|\Z))")
HTML_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
HTML_TAG = re.compile(
    r"</?(p|br|ul|ol|li|div|span|strong|b|em|i|h[1-6]|table|tr|td|section|article|a|font|main|body|html)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
HTML_BLOCKS = frozenset(
    {"p", "br", "ul", "ol", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article"}
)
MARKDOWN_MARKS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|^\*\*[^*\n]+\*\*[ \t]*$|^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$", re.MULTILINE
)

# How the formats are called where a user is told which there are.
READ = "text, Markdown, HTML, JSON, PDF, DOCX, ODT, RTF, mails (EML) and saved pages (MHTML)"

SUFFIXES: dict[str, str] = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".jsonld": "json",
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".ott": "odt", ".fodt": "odt", ".rtf": "rtf",
    ".eml": "mail", ".mht": "mail", ".mhtml": "mail",
}  # fmt: skip
READABLE_SUFFIXES = frozenset(SUFFIXES)
