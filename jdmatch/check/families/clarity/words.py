"""Jargon: words that sound like business and say less than plain ones would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jdmatch.check.families.clarity.jargon_tables import JARGON, Jargon
from jdmatch.check.families.clarity.page import Page
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found


def jargon(page: Page) -> Iterator[Finding]:
    """JDM306: one finding for each expression, with all its places."""
    for entry in JARGON:
        hits = _hits(page, entry) if any(cue in page.low for cue in entry.cues) else []
        if not hits:
            continue
        first, *rest = hits
        quote = page.quote(*first.span())
        times = f" ({len(hits)} times)" if rest else ""
        yield found(
            "JDM306",
            *first.span(),
            _message(entry, first, quote, times),
            fixes=_fixes(entry, hits),
            related=tuple(Related(f"{page.quote(*hit.span())} again", *hit.span()) for hit in rest),
            key=entry.name,
        )


def _hits(page: Page, entry: Jargon) -> list[re.Match[str]]:
    hits: list[re.Match[str]] = []
    for match in _expression(entry.pattern).finditer(page.text):
        block = page.block_at(match.start())
        if block is None or match.end() > block.end or page.is_statutory(block):
            continue
        near = page.text[max(block.start, match.start() - 30) : min(block.end, match.end() + 30)]
        if entry.besides is None or not _compiled(entry.besides).search(near):
            hits.append(match)
    return hits


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """The pattern of an expression, as whole words."""
    return re.compile(rf"\b(?<!-)(?:{pattern})(?![\w-])", re.IGNORECASE)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _message(entry: Jargon, match: re.Match[str], quote: str, times: str) -> str:
    word = _replacement(entry, match.group())
    if word:
        return f"{quote} says no more than “{word}”{times}."
    return f"{quote} is jargon{times}: {entry.plain}."


def _replacement(entry: Jargon, said: str) -> str:
    """The plain word in the form and case of what was said; "" where words cannot be exchanged one for one."""
    word = entry.forms.get(said.lower(), "")
    return word[:1].upper() + word[1:] if said[:1].isupper() else word


def _fixes(entry: Jargon, hits: list[re.Match[str]]) -> tuple[Fix, ...]:
    words = [_replacement(entry, hit.group()) for hit in hits]
    if not all(words):
        return ()
    edits = tuple(Edit(hit.start(), hit.end(), word) for hit, word in zip(hits, words, strict=True))
    return (Fix(f"Write “{words[0]}” instead", edits),)
