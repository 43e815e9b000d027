"""HTML pages and fragments: the posting on the page, not the page.

A JobPosting in the page's own data wins over what the page shows, if it holds the posting's text, and not a few lines
of it for search engines, while the page shows them all. Otherwise the page is
read (``html_walk``). Where microdata or RDFa say which elements are the posting's texts (``structured``) and these hold
most of it, they are the text; else the element that says it is the main one is taken where it holds a posting's worth
of words, and runs of bare links are dropped. Data without a text still lend the page's text their title and fields.
What a reader does not see is left out with a diagnostic, and so is furniture, unless nothing would remain: then the
page is not built as it says, and everything is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jdmatch.records import Diagnostic, Posting, PostingFields, Span
from jdmatch.settings import Settings
from jdmatch.sources import jsonld, structured, titles
from jdmatch.sources.html_page import Drop, Page
from jdmatch.sources.html_walk import walk
from jdmatch.sources.jsonld_fields import merged_fields
from jdmatch.sources.jsonld_text import headed, joined, words_of
from jdmatch.sources.layout import Laid, Line, emphasised_headings, lay_out
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend_string
from jdmatch.sources.structured import Marked
from jdmatch.sources.words import FEWEST_WORDS, count_words

_POSTING_WORDS = 40
_MAIN_SHARE = 0.25
_TEXT_SHARE = 0.5
_LINK_RUN = 3
_LINK_WORDS = 6
_HIDDEN_WORDS = 10
_EXCERPT_WORDS = 100
_EXCERPT_SHARE = 2
_OPENING = 80
_MARKED_HEADINGS = 3


def read_page(origin: Mapped, settings: Settings, identifier: str) -> Posting:
    """The posting in a page. InputError where the page's data or the page itself can not be read as one."""
    marked = structured.read(origin, settings) or Marked()
    page = walk(origin, characters=settings.limits.characters, marks=marked.marks)
    stated, notes = jsonld.read_scripts(page.data, settings, identifier) if page.data else (None, ())
    told = stated is not None and count_words(stated.text, FEWEST_WORDS) >= FEWEST_WORDS
    if stated is not None and told and not _may_be_excerpt(stated):
        return _of_data(stated, marked)
    page, lines = _shown(origin, page, settings, marked)
    if stated is not None and told and not _shows_more(lines, stated):
        return _of_data(stated, marked)
    laid = lay_out(_with_written(lines, marked))
    title, span = page_title(page, laid)
    if said := (stated.title if stated is not None else None) or marked.title:
        title, span = said, _span_of(said, laid)
    return Posting(
        id=identifier,
        text=laid.text,
        title=title,
        title_span=span,
        fields=merged_fields([stated.fields if stated is not None else PostingFields(), marked.fields]),
        format="html",
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *notes, *_others(marked), *_left_out(page)),
    )


def _of_data(stated: Posting, marked: Marked) -> Posting:
    return replace(stated, fields=merged_fields([stated.fields, marked.fields]))


def _may_be_excerpt(stated: Posting) -> bool:
    """Is the text of the page's data short and without any list, as a summary for search engines is?"""
    running = not any(block.kind in ("heading", "item") for block in stated.blocks)
    return running and count_words(stated.text, _EXCERPT_WORDS) < _EXCERPT_WORDS


def _shows_more(lines: Sequence[Line], stated: Posting) -> bool:
    """Does the page itself begin with that text and go on for longer?"""
    shown = words_of(" ".join(line.mapped.text for line in lines))
    opening = words_of(stated.text)[:_OPENING]
    return opening in shown and len(shown.split()) >= _EXCERPT_SHARE * len(stated.text.split())


def fragment_lines(origin: Mapped, settings: Settings) -> list[Line]:
    """The lines of a piece of HTML (a description in JSON, a converted document), nothing taken for furniture."""
    page = walk(origin, characters=settings.limits.characters, keep=frozenset({"furniture"}))
    return emphasised_headings(page.lines)


def page_title(page: Page, laid: Laid) -> tuple[str | None, Span | None]:
    """The title: a heading that names an occupation, else such a part of what the page calls itself, else a main
    heading that the page's title element repeats, else what the text says. With its range where the text has it."""
    names = [mend_string(n) for n in (*_marked_headings(page), page.shared_as, page.name) if n]
    headings = [b for b in laid.blocks if b.kind == "heading"][:4]
    for block in headings:
        text = laid.text[block.start : block.end]
        if titles.names_an_occupation(text) and (found := titles.find(text)):
            span = Span(block.start + found.start, block.start + found.end)
            return laid.text[span.start : span.end], span
    for name in names:
        if found_title := titles.trim(name):
            return found_title, None
    for block in headings:
        text = laid.text[block.start : block.end]
        # A page that is called nothing but "Acme" is called by its owner.
        repeated = any(text.lower() in name.lower() and (len(name) > len(text) or " " in text) for name in names)
        if block.depth == 1 and repeated and titles.may_be_title(text):
            return text, Span(block.start, block.end)
    span_or_none = titles.find(laid.text, laid.blocks)
    if span_or_none is not None:
        return laid.text[span_or_none.start : span_or_none.end], span_or_none
    return None, None


def _marked_headings(page: Page) -> list[str]:
    """The headings of the element that is marked as the posting: its title may stand above its marked texts."""
    if page.posting is None:
        return []
    heads = [line for line in page.lines if line.kind == "heading" and page.posting in line.regions]
    return [line.mapped.text for line in heads[:_MARKED_HEADINGS] if titles.names_an_occupation(line.mapped.text)]


def _shown(origin: Mapped, page: Page, settings: Settings, marked: Marked) -> tuple[Page, list[Line]]:
    """The page and its lines, walked again with less left out where what is left is no posting."""
    keeps: tuple[frozenset[Drop], ...] = (frozenset({"hidden"}), frozenset({"hidden", "furniture"}))
    lines = _main_lines(page)
    for keep in keeps:
        if sum(line.words for line in lines) >= FEWEST_WORDS or not sum(page.dropped.values()):
            break
        again = walk(origin, characters=settings.limits.characters, keep=keep, marks=marked.marks)
        if len(again.lines) > len(page.lines):
            page, lines = again, _main_lines(again)
    return page, lines


def _main_lines(page: Page) -> list[Line]:
    lines = emphasised_headings(page.lines)
    if page.texts and (texts := _marked_lines(page, lines)):
        return texts
    total = sum(line.words for line in lines)
    region, words = max(page.regions.items(), key=lambda item: (item[1], -item[0]), default=(-1, 0))
    if words >= _POSTING_WORDS and words >= _MAIN_SHARE * total:
        lines = [line for line in lines if region in line.regions]
    return _without_link_runs(page, lines)


def _marked_lines(page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines in the texts that the page's data mark, with the headings right above them; nothing where these are
    not a posting's worth, or the smaller part of the element that is marked as the posting."""
    inside = [not page.texts.isdisjoint(line.regions) for line in lines]
    words = sum(line.words for line, kept in zip(lines, inside, strict=True) if kept)
    around = sum(line.words for line in lines if page.posting in line.regions)
    if words < _POSTING_WORDS or words < _TEXT_SHARE * around:
        return []
    out: list[Line] = []
    for i in range(len(lines) - 1, -1, -1):
        heads = lines[i].kind == "heading" and page.posting in lines[i].regions and i + 1 < len(lines) and inside[i + 1]
        if inside[i] or heads:
            out.append(lines[i])
    return out[::-1]


def _with_written(lines: list[Line], marked: Marked) -> list[Line]:
    """The page's lines and what only attributes say: the description where the page shows no posting's worth, the
    other texts under it. A heading right above lines of a known section belongs to it."""
    description = sum(line.words for line in marked.description)
    if description >= FEWEST_WORDS and sum(line.words for line in lines) < min(description, _POSTING_WORDS):
        lines = marked.description
    return joined(headed(lines), marked.written)


def _span_of(title: str, laid: Laid) -> Span | None:
    """Where a heading of the text is the title and nothing more."""
    for block in laid.blocks:
        if block.kind == "heading" and laid.text[block.start : block.end] == title:
            return Span(block.start, block.end)
    return None


def _others(marked: Marked) -> list[Diagnostic]:
    if not marked.others:
        return []
    more = "another JobPosting was" if marked.others == 1 else f"{marked.others} more JobPostings were"
    message = f"The page marks several JobPostings. The longest was read; {more} not. Give each posting's own page."
    return [Diagnostic("JDM018", "warning", message)]


def _without_link_runs(page: Page, lines: Sequence[Line]) -> list[Line]:
    out: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if line.linked and line.words <= _LINK_WORDS and line.kind != "heading":
            run.append(line)
            continue
        out += _kept(page, run)
        run = []
        out.append(line)
    return out + _kept(page, run)


def _kept(page: Page, run: list[Line]) -> list[Line]:
    if len(run) < _LINK_RUN:
        return run
    page.dropped["furniture"] += sum(line.words for line in run)
    return []


def _left_out(page: Page) -> tuple[Diagnostic, ...]:
    out: list[Diagnostic] = []
    if page.dropped["hidden"] >= _HIDDEN_WORDS:
        message = (
            f"{page.dropped['hidden']} words that a reader of the page does not see (hidden by attribute or style) "
            "were left out."
        )
        out.append(Diagnostic("JDM017", "warning", message))
    if page.dropped["furniture"]:
        message = (
            f"{page.dropped['furniture']} words of the page around the posting (navigation, footer, other jobs, "
            "banners) were left out."
        )
        out.append(Diagnostic("JDM018", "note", message))
    return tuple(out)
