"""HTML cut into tags and text, each with its offsets in the source.

The parsers at hand (selectolax, lxml) do not say where in the file a text stood, and a diagnostic must be able to point
there. The standard library's parser does, but what it makes of comments and scripts has changed between Python's patch
releases, and the same posting must read the same everywhere. So the part of the HTML standard's tokenizer that matters
for text is written out here: tags with attributes, comments, raw text elements. It never fails: whatever is no tag is
text, and a tag that is never closed by ``>`` is text too, since nobody means to hide the rest of a posting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jdmatch.errors import LimitError
from jdmatch.sources import references

TokenKind = Literal["text", "start", "end", "raw"]
_OPEN = re.compile(r"<(?:!--|[!?]|/?[a-zA-Z])")
_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']*)))?")
_STRAY = re.compile(r"(?:\s*[\"'=])*")
_CLOSE = re.compile(r"[\s/]*>")
_COMMENT_END = re.compile(r"--!?>")
# Start and end tags; a page of ten megabytes that people read has a tenth of these.
MOST_TAGS = 1_000_000
RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_NO_ATTRIBUTES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Token:
    """``source[start:end]`` is a text, a start or end tag, or (raw) what stands inside a raw text element.
    ``name`` is the tag's in lower case; attribute values have their entities resolved."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a page or fragment, in order. Comments and declarations are left out. LimitError where there are
    more tags than a page of people has."""
    at, size, count = 0, len(source), 0
    last = source.rfind(">")
    while at < size:
        match = _OPEN.search(source, at)
        # Behind the last ">" no markup can end; asking at every "<" there would take quadratic time.
        if match is None or match.start() > last:
            yield Token("text", at, size)
            return
        begin = match.start()
        after = _after_markup(source, begin)
        if after is None:
            # A "<" that opens nothing: it and what stands before it are text.
            yield Token("text", at, begin + 1)
            at = begin + 1
            continue
        if begin > at:
            yield Token("text", at, begin)
        end, token = after
        at = end
        if token is None:
            continue
        yield token
        count += 1
        if count > MOST_TAGS:
            raise LimitError(f"The page has more than {MOST_TAGS:,} tags, as no posting has. Give its text.")
        if token.kind == "start" and token.name in RAW_TEXT:
            stop = _raw_end(source, token.name, end)
            yield Token("raw", end, stop, token.name)
            at = stop


def _after_markup(source: str, begin: int) -> tuple[int, Token | None] | None:
    """Where the markup at ``begin`` ends and its token (None for a comment); None where it never ends."""
    if source.startswith("<!--", begin):
        return _comment(source, begin)
    if source[begin + 1] in "!?":
        stop = source.find(">", begin)
        return None if stop < 0 else (stop + 1, None)
    closing = source[begin + 1] == "/"
    name = _NAME.match(source, begin + 2 if closing else begin + 1)
    if name is None:
        return None
    attributes, at = _attributes(source, name.end())
    end = _CLOSE.match(source, at)
    if end is None:
        return None
    kind: TokenKind = "end" if closing else "start"
    return end.end(), Token(kind, begin, end.end(), name.group().lower(), _NO_ATTRIBUTES if closing else attributes)


def _comment(source: str, begin: int) -> tuple[int, None]:
    for short in ("<!-->", "<!--->"):
        if source.startswith(short, begin):
            return begin + len(short), None
    match = _COMMENT_END.search(source, begin + 4)
    return (match.end() if match else len(source)), None


def _attributes(source: str, at: int) -> tuple[Mapping[str, str], int]:
    found: dict[str, str] = {}
    while True:
        # A stray quote or "=" is no attribute and must not end the tag: step over it, as browsers do.
        at = _STRAY.match(source, at).end()  # type: ignore[union-attr]
        match = _ATTRIBUTE.match(source, at)
        if match is None:
            return found or _NO_ATTRIBUTES, at
        value = next((g for g in match.groups()[1:] if g is not None), "")
        found.setdefault(match.group(1).lower(), references.unescape(value) if "&" in value else value)
        at = match.end()


def attribute_range(source: str, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Where in the start tag ``source[start:end]`` the value of an attribute stands, without its quotes."""
    tag = _NAME.match(source, start + 1)
    at = tag.end() if tag else end
    while at < end:
        at = _STRAY.match(source, at).end()  # type: ignore[union-attr]
        match = _ATTRIBUTE.match(source, at, end)
        if match is None:
            return None
        if match.group(1).lower() == name:
            group = next((g for g in (2, 3, 4) if match.group(g) is not None), 0)
            return match.span(group) if group else None
        at = match.end()
    return None


def _raw_end(source: str, name: str, start: int) -> int:
    match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, start)
    return match.start() if match else len(source)
