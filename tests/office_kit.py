"""OpenDocument texts and RTF documents made to order, written as LibreOffice and Word write them."""

from __future__ import annotations

import io
import zipfile

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
TYPE = "application/vnd.oasis.opendocument.text"
STYLES = """
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard"/>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"
 style:parent-style-name="Heading" style:default-outline-level="2">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Heading"/>
<style:style style:name="Strong_20_Emphasis" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Internet_20_link" style:family="text">
<style:text-properties style:text-underline-style="solid"/></style:style>
"""
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Standard">
<style:text-properties text:display="none"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties fo:font-weight="normal"/></style:style>
<style:style style:name="T4" style:family="text">
<style:text-properties style:text-underline-style="solid"/></style:style>
"""


def odt(body: str, parts: dict[str, bytes | None] | None = None, *, margins: str = "") -> bytes:
    """An ODT with that body; ``parts`` are put in the place of its own, or left out where they are None."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    members: dict[str, bytes | None] = {
        "mimetype": TYPE.encode(),
        "content.xml": (
            f'{head}<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>{AUTOMATIC}'
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>"
        ).encode(),
        "styles.xml": (
            f'{head}<office:document-styles {_SPACES} office:version="1.3"><office:styles>{STYLES}</office:styles>'
            f'<office:master-styles><style:master-page style:name="Standard">{margins}</style:master-page>'
            "</office:master-styles></office:document-styles>"
        ).encode(),
        "Configurations2/accelerator/current.xml": b"",
        "META-INF/manifest.xml": (
            f'{head}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
            f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
            f'manifest:media-type="{TYPE}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
            '<manifest:file-entry manifest:full-path="Configurations2/accelerator/current.xml" manifest:media-type=""/>'
            "</manifest:manifest>"
        ).encode(),
        **(parts or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if data is not None:
                info = zipfile.ZipInfo(name, (2026, 3, 2, 9, 0, 0))
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
    return stream.getvalue()


def fodt(body: str) -> bytes:
    """The same as one flat XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_SPACES} office:version="1.3"\n'
        f' office:mimetype="{TYPE}">\n<office:styles>{STYLES}</office:styles>\n<office:automatic-styles>{AUTOMATIC}'
        f"</office:automatic-styles>\n<office:body>\n<office:text>\n{body}\n</office:text>\n</office:body>\n</office:document>\n"
    ).encode()


def rtf(body: str, *, head: str = "") -> bytes:
    """An RTF with that body, under the tables that Word writes."""
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Calibri;}{\f1\froman\fcharset2 Symbol;}"
        r"{\f2\fswiss\fcharset238{\*\fname Arial;}Arial CE;}}{\colortbl;\red0\green0\blue0;}"
        r"{\stylesheet{\ql \snext0 Normal;}{\s1\sbasedon0\snext0 heading 1;}{\s2\sbasedon0\snext0 heading 2;}"
        r"{\s3\sbasedon0 Title;}{\*\cs10 \additive Default Paragraph Font;}}"
        rf"{{\*\generator Riched20 10.0;}}{{\info{{\title Draft 3}}{{\author D. Ostrander}}}}{head}"
        f"\n{body}\n}}"
    ).encode("latin-1")
