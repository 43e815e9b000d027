"""Headings told from statements, and one language from several: structure that every format asks about alike.

What has other items under it is a heading: context for whoever reads the framework, and nothing that a posting could
cover. Only leaves are statements. A parent that is not there, or an item that stands under itself by any number of
steps, is a fault with its place, since no reading of such a file is the right one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace

from jdmatch.frameworks.items import Item
from jdmatch.frameworks.notes import Notes

HEADING = "heading"
ENGLISH = "en"

# Tags of ISO 639 that say that there is no language to tell, and other names of English.
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})
_SAME = {"eng": ENGLISH, "english": ENGLISH}


def split_headings(items: Sequence[Item], notes: Notes) -> tuple[list[Item], list[Item]]:
    """(headings, statements) in file order. A statement without a category gets its heading's text as one. Dangling
    parents and cycles go to ``notes`` as faults."""
    by_id = {item.id: item for item in items if item.id}
    for item in items:
        if item.parent and item.parent not in by_id:
            notes.fault(item.place, f"stands under {item.parent!r}, and there is no item of that id")
    _note_cycles(by_id, notes)
    above = {item.parent for item in items if item.parent}
    headings = [item for item in items if item.kind == HEADING or item.id in above]
    for item in headings:
        if not item.id:
            notes.fault(item.place, "is a heading without an id")
    # Two items of one id are both kept here, so that the fault of it is found.
    statements = [item for item in items if not (item.kind == HEADING or item.id in above)]
    return headings, [_in_category(item, by_id) for item in statements]


def _in_category(item: Item, by_id: dict[str, Item]) -> Item:
    above = by_id.get(item.parent)
    return replace(item, category=above.text) if above is not None and not item.category else item


def _note_cycles(by_id: dict[str, Item], notes: Notes) -> None:
    """Note each circle of parents once, at its first item."""
    settled: set[str] = set()
    for start in by_id:
        way: dict[str, None] = {}
        here = start
        while here and here in by_id and here not in settled and here not in way:
            way[here] = None
            here = by_id[here].parent
        if here in way:
            circle = [*list(way)[list(way).index(here) :], here]
            shown = " \u2192 ".join(circle[:6]) + (" \u2192 \u2026" if len(circle) > 6 else "")
            notes.fault(by_id[here].place, f"stands under itself: {shown}")
        settled.update(way)


def levelled_only(items: Sequence[Item], notes: Notes) -> list[Item]:
    """The items without the statements that have no level where others have one: a framework with levels has one on
    every statement, and none is invented. Those are skipped."""
    above = {item.parent for item in items if item.parent}

    def reason(item: Item) -> str:
        if item.level or item.kind == HEADING or (item.id and item.id in above):
            return ""
        return "has no level, though other statements have one"

    if not any(item.level for item in items if item.kind != HEADING and not (item.id and item.id in above)):
        return list(items)
    return _without(items, reason, notes)


def in_one_language(items: Sequence[Item], declared: str, wanted: str, notes: Notes) -> tuple[Sequence[Item], str]:
    """The items in one language, and its tag ("" where none is named).

    ``declared`` is the framework's own language, which items without one are in. With ``wanted`` the others are
    skipped; without it, a second language is a fault, since half a framework can never be covered, and so is a single
    language that is not English, since none of it can be.
    """
    tags = [item.language or declared for item in items]
    counts = Counter(primary(tag) for tag in tags if tag)
    if wanted and counts:
        if primary(wanted) in counts and primary(wanted) != ENGLISH:
            _once(
                notes.warn, notes.warnings, notes, "",
                f"is read in the language {wanted!r}, and postings in English: nothing will be found covered",
            )  # fmt: skip
        chosen = next((tag for tag in tags if primary(tag) == primary(wanted)), declared)
        return _in_language(items, declared, wanted, notes), chosen
    _check_languages(items, tags, declared, counts, notes)
    return items, next((tag for tag in tags if tag), declared)


def _in_language(items: Sequence[Item], declared: str, wanted: str, notes: Notes) -> list[Item]:
    def reason(item: Item) -> str:
        tag = item.language or declared
        here = not tag or primary(tag) == primary(wanted)
        return "" if here else f"is in the language {tag!r}, and {wanted!r} was asked for"

    return _without(items, reason, notes)


def _check_languages(
    items: Sequence[Item], tags: Sequence[str], declared: str, counts: Mapping[str, int], notes: Notes
) -> None:
    """Note a second language, or a single one that is not English."""
    different = [tag for tag in counts if tag not in _NO_LANGUAGE]
    usual = max(different, key=lambda tag: counts[tag], default=ENGLISH)
    at = next(
        (i.place for i, tag in zip(items, tags, strict=True) if primary(tag) in different and primary(tag) != usual), ""
    )
    if len(different) > 1:
        shown = ", ".join(f"{counts[tag]} in {tag}" for tag in sorted(different, key=lambda tag: -counts[tag])[:5])
        best = ENGLISH if ENGLISH in different else usual
        notes.fault(at, f"is in another language than the rest ({shown}): keep one of them with --language {best}")
    elif usual != ENGLISH:
        at = "" if declared else next(i.place for i, tag in zip(items, tags, strict=True) if primary(tag) == usual)
        # The frameworks of one source say it once.
        _once(
            notes.fault, notes.faults, notes, at,
            f"is in the language {usual!r}, and postings are read in English: no statement could be found covered. "
            f"Take the English edition; --language {usual} reads it all the same",
        )  # fmt: skip


def _once(
    say: Callable[[str, str], None], said: Sequence[tuple[str, str]], notes: Notes, path: str, reason: str
) -> None:
    if (notes.place(path), reason) not in said:
        say(path, reason)


def primary(tag: str) -> str:
    """The language itself of a BCP 47 tag: ``en`` of ``en-US``."""
    first = tag.replace("_", "-").split("-")[0].casefold()
    return _SAME.get(first, first)


def _without(items: Sequence[Item], reason: Callable[[Item], str], notes: Notes) -> list[Item]:
    """The items for which there is no reason to skip them. What stood under a skipped one stands under the next above
    that is kept, and a heading under which nothing is left is skipped too: it would look like a statement."""
    reasons = [reason(item) for item in items]
    if not any(reasons):
        return list(items)
    parents = {item.id: item.parent for item in items if item.id}
    kept = [item for item, why in zip(items, reasons, strict=True) if not why]
    inside = {item.id for item in kept if item.id}
    for item, why in zip(items, reasons, strict=True):
        if why:
            notes.skip(item.place, why)
    kept = [replace(item, parent=_next_above(item.parent, parents, inside)) for item in kept]
    had_some = {item.parent for item in items if item.parent}
    while True:
        above = {item.parent for item in kept if item.parent}
        empty = [item for item in kept if item.id in had_some - above and item.kind != HEADING]
        if not empty:
            return kept
        for item in empty:
            notes.skip(item.place, "is a heading, and nothing that stands under it is kept")
        gone = {item.id for item in empty}
        kept = [item for item in kept if item.id not in gone]


def _next_above(parent: str, parents: Mapping[str, str], inside: Container[str]) -> str:
    """The nearest item above that is kept; the parent itself where nothing above it is known (a fault elsewhere)."""
    here, seen = parent, {parent}
    while here in parents and here not in inside:
        here = parents[here]
        if here in seen:
            return parent
        seen.add(here)
    return here
