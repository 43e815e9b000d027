"""HTML pages and fragments: the posting on the page, not the page.

A JobPosting in the page's own data wins over what the page shows, if it holds the posting's text. Otherwise the page is
read (``html_walk``), the element that says it is the main one is taken where it holds a posting's worth of words, and
runs of bare links are dropped. What a reader does not see is left out with a diagnostic, and so is furniture, unless
nothing would remain: then the page is not built as it says, and everything is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from jdmatch.errors import InputError
from jdmatch.records import Diagnostic, Posting, PostingFields, Span
from jdmatch.settings import Settings
from jdmatch.sources import titles
from jdmatch.sources.html_walk import Drop, Page, walk
from jdmatch.sources.layout import Laid, Line, emphasised_headings, lay_out
from jdmatch.sources.maps import Mapped
from jdmatch.sources.mending import mend_string

_POSTING_WORDS = 40
_FEWEST_WORDS = 20
_MAIN_SHARE = 0.25
_LINK_RUN = 3
_LINK_WORDS = 6
_HIDDEN_WORDS = 10


def read_page(origin: Mapped, settings: Settings, identifier: str) -> Posting:
    """The posting in a page. InputError where the page's data or the page itself can not be read as one."""
    page = walk(origin, characters=settings.limits.characters)
    stated, notes = _stated(page, settings, identifier)
    if stated is not None and len(stated.text.split()) >= _FEWEST_WORDS:
        return stated
    page, lines = _shown(origin, page, settings)
    laid = lay_out(emphasised_headings(lines))
    title, span = page_title(page, laid)
    if stated is not None and stated.title:
        title, span = stated.title, None
    return Posting(
        id=identifier,
        text=laid.text,
        title=title,
        title_span=span,
        fields=stated.fields if stated is not None else PostingFields(),
        format="html",
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *notes, *_left_out(page)),
    )


def fragment_lines(origin: Mapped, settings: Settings) -> list[Line]:
    """The lines of a piece of HTML (a description in JSON, a converted document), nothing taken for furniture."""
    page = walk(origin, characters=settings.limits.characters, keep=frozenset({"furniture"}))
    return emphasised_headings(page.lines)


def page_title(page: Page, laid: Laid) -> tuple[str | None, Span | None]:
    """The title: a heading that names an occupation, else such a part of what the page calls itself, else a main
    heading that the page's title element repeats, else what the text says. With its range where the text has it."""
    names = [mend_string(n) for n in (page.shared_as, page.name) if n]
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


def _stated(page: Page, settings: Settings, identifier: str) -> tuple[Posting | None, tuple[Diagnostic, ...]]:
    """The JobPosting of the page's data, if it has one that can be read; what was wrong with the data otherwise."""
    from jdmatch.sources import jsonld

    notes: list[Diagnostic] = []
    for data in page.data:
        try:
            found = jsonld.read_data(data, settings, identifier)
        except InputError as error:
            if error.code == "JDM014":
                message = f"The page's structured data was not read: {error.message.split('. ')[0]}."
                notes.append(Diagnostic("JDM014", "note", message))
            continue
        if found is not None:
            return found, tuple(notes)
    return None, tuple(notes)


def _shown(origin: Mapped, page: Page, settings: Settings) -> tuple[Page, list[Line]]:
    """The page and its lines, walked again with less left out where what is left is no posting."""
    keeps: tuple[frozenset[Drop], ...] = (frozenset({"hidden"}), frozenset({"hidden", "furniture"}))
    lines = _main_lines(page)
    for keep in keeps:
        if sum(line.words for line in lines) >= _FEWEST_WORDS or not sum(page.dropped.values()):
            break
        again = walk(origin, characters=settings.limits.characters, keep=keep)
        if len(again.lines) > len(page.lines):
            page, lines = again, _main_lines(again)
    return page, lines


def _main_lines(page: Page) -> list[Line]:
    total = sum(line.words for line in page.lines)
    region, words = max(page.regions.items(), key=lambda item: (item[1], -item[0]), default=(-1, 0))
    lines = page.lines
    if words >= _POSTING_WORDS and words >= _MAIN_SHARE * total:
        lines = [line for line in lines if region in line.regions]
    return _without_link_runs(page, lines)


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
