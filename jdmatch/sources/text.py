"""Plain text and Markdown, kept verbatim: the posting's text is the file's, but for mended characters, for character
references (``&amp;``) that copying out of a page's source has left, and for comments, which no reader sees."""

from __future__ import annotations

from jdmatch.records import Block, Posting, SourceSpan
from jdmatch.sources import titles
from jdmatch.sources.comments import without_comments
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend, notes, unescape


def read_plain(text: str, identifier: str) -> Posting:
    """The posting in a plain text. Nothing about its layout is sure, so it has no blocks."""
    return read_mapped(Mapped.verbatim(text), identifier, markdown=False)


def read_markdown(text: str, identifier: str) -> Posting:
    """The posting in a Markdown text, with blocks for what its marks say."""
    return read_mapped(Mapped.verbatim(text), identifier, markdown=True)


def read_mapped(origin: Mapped, identifier: str, *, markdown: bool) -> Posting:
    """The posting in a text that is a part of a file (of a mail, say)."""
    mended = mend(unescape(without_comments(origin, markdown=markdown)))
    mapped = mended.mapped
    blocks: tuple[Block, ...] = ()
    if markdown:
        from jdmatch.sources.markdown import blocks as find_blocks

        blocks = find_blocks(mapped.text)
    title = titles.find(mapped.text, blocks)
    return Posting(
        id=identifier,
        text=mapped.text,
        title=mapped.text[title.start : title.end] if title else None,
        title_span=title,
        format="markdown" if markdown else "text",
        blocks=blocks,
        spans=tuple(SourceSpan(p.start, p.end, p.source_start, p.source_end, exact=p.exact) for p in mapped.pieces),
        diagnostics=notes([(0, mended)]),
    )
