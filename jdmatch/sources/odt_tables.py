"""What the ODT reader knows about OpenDocument's elements: which hold text, which never do, which are counted."""

from __future__ import annotations

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
# Writers may choose any prefix; these are the ones that the tables below use.
PREFIXES = {
    f"{_OASIS}office:1.0": "office",
    f"{_OASIS}text:1.0": "text",
    f"{_OASIS}table:1.0": "table",
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}style:1.0": "style",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}svg-compatible:1.0": "svg",
}

TEXT_TYPES = (
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.text-template",
    "application/vnd.oasis.opendocument.text-master",
    "application/vnd.oasis.opendocument.text-web",
)

# Left out with everything inside, and under which name their words are counted ("" is not counted).
SKIPPED = {
    "text:tracked-changes": "changes",  # what was deleted; what was inserted stands in the text
    "office:annotation": "comments",
    "text:note-citation": "",
    "text:ruby-text": "",
    "text:table-of-content": "contents",
    "text:alphabetical-index": "contents",
    "text:illustration-index": "contents",
    "text:table-index": "contents",
    "text:object-index": "contents",
    "text:user-index": "contents",
    "text:bibliography": "contents",
    "office:forms": "",
    "office:binary-data": "",
    "office:scripts": "",
    "office:meta": "",
    "office:settings": "",
    "svg:title": "",
    "svg:desc": "",
    "draw:object": "",
    "table:covered-table-cell": "",
    "text:script": "",
}
# Page headers and footers, in the styles.
MARGINS = frozenset(
    {
        "style:header",
        "style:footer",
        "style:header-left",
        "style:footer-left",
        "style:header-first",
        "style:footer-first",
    }
)
HTML_TABLES = {"table:table": "table", "table:table-row": "tr", "table:table-cell": "td"}
BLANKS = frozenset({"text:s", "text:tab"})
