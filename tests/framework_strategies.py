"""Frameworks of every shape for property tests: headings, aliases, kinds, codes, weights, other fields and levels.

What comes out is what a reader could have made: whatever stands under a heading has a category (its own or the
heading's text), a heading without anything under it has no kind (or it would be a statement), and ids are unique over
headings and statements. Texts are clean: no control characters, single blanks.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from jdmatch.frameworks.draft import canonical_sha256
from jdmatch.frameworks.levels import scale_of
from jdmatch.frameworks.notes import Notes
from jdmatch.records import FOUR_STEPS, Framework, Heading, LevelScale, Statement

# All but control characters and surrogates, which are refused; and much of what breaks tables, YAML and JSON.
_CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cc", "Cs")),
    st.sampled_from("=+-@'\"#<>,;|:&*!?%[]{}`~ \\0189eE.—é🍞\u2028\ufeff\u202e\ufffe"),
)
_WORDS = st.sampled_from(["yes", "null", "1.10", "1e5", "2024-01-01", "=SUM", "- a", "[]", "{}", '["a"]', "heading"])
TEXT = st.one_of(st.text(_CHARACTERS, min_size=1, max_size=24), _WORDS).map(lambda s: " ".join(s.split())).filter(bool)
"""A clean text of up to 24 characters."""

OPTIONAL = st.one_of(st.just(""), TEXT)
NAMES = TEXT.filter(lambda name: len(name.encode()) < 40)
UUIDS = st.uuids().map(str)
WEIGHTS = st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False), st.integers(0, 100).map(float))
KINDS = st.sampled_from([None, None, "task", "skill", "Knowledge", "Domain"])
LANGUAGES = st.sampled_from(["", "en", "en-US", "EN-gb"])
EXTRAS = st.dictionaries(TEXT, TEXT, max_size=3).map(lambda members: tuple(members.items()))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False), TEXT).filter(
        lambda value: value not in (float("inf"), float("-inf"))
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def scales(draw: st.DrawFn) -> LevelScale:
    """A scale with default or own labels and positions."""
    levels = draw(
        st.one_of(st.just(FOUR_STEPS.levels), st.lists(NAMES, min_size=1, max_size=5, unique=True).map(tuple))
    )
    # "2" and "level 2" are one level to a reader; such a scale is refused when it is declared.
    if scale_of(levels, Notes(""), "") is None:
        levels = FOUR_STEPS.levels
    labels = tuple(draw(TEXT) for _ in levels) if draw(st.booleans()) else ()
    step = 1 / (len(levels) + 1)
    positions = tuple(step * (i + 1) for i in range(len(levels))) if draw(st.booleans()) else ()
    return LevelScale(tuple(levels), labels, positions)


@st.composite
def headings(draw: st.DrawFn, ids: list[str], parents: list[str]) -> tuple[Heading, ...]:
    """Headings of those ids, each under an earlier one or none; ``parents`` are ids that statements stand under."""
    out: list[Heading] = []
    above: set[str] = set(parents)
    drawn = [draw(st.sampled_from([None, *ids[:i]])) for i in range(len(ids))]
    above.update(parent for parent in drawn if parent)
    for id_, parent in zip(ids, drawn, strict=True):
        kind = draw(KINDS) if id_ in above else None
        out.append(Heading(id_, draw(TEXT), parent, draw(OPTIONAL) or None, kind, draw(EXTRAS)))
    return tuple(out)


@st.composite
def frameworks(draw: st.DrawFn, extras: bool = True, structured: bool = True) -> Framework:
    """A whole framework; ``extras`` with members that no field holds, ``structured`` with headings."""
    ids = draw(st.lists(st.one_of(TEXT, UUIDS), min_size=1, max_size=9, unique=True))
    cut = draw(st.integers(0, min(4, len(ids) - 1))) if structured else 0
    scale = draw(st.one_of(st.none(), scales()))
    framework_id = draw(st.one_of(NAMES, UUIDS))
    parents = [draw(st.sampled_from([None, *ids[:cut]])) for _ in ids[cut:]]
    made = draw(headings(ids[:cut], [parent for parent in parents if parent]))
    texts = {heading.id: heading.text for heading in made}
    statements = tuple(
        Statement(
            id=id_,
            text=draw(TEXT),
            framework=framework_id,
            level=None if scale is None else draw(st.sampled_from(scale.levels)),
            category=draw(OPTIONAL) or (texts[parent] if parent else None),
            code=draw(OPTIONAL) or None,
            weight=draw(WEIGHTS),
            extra=draw(EXTRAS) if extras else (),
            kind=draw(KINDS),
            parent=parent,
            aliases=tuple(draw(st.lists(TEXT, max_size=3))),
        )
        for id_, parent in zip(ids[cut:], parents, strict=True)
    )
    more: dict[str, Any] = draw(st.dictionaries(TEXT, JSON, max_size=3)) if extras else {}
    return Framework(
        id=framework_id,
        title=draw(TEXT),
        statements=statements,
        sha256=canonical_sha256(framework_id, scale, statements),
        scale=scale,
        version=draw(OPTIONAL),
        description=draw(OPTIONAL),
        context=draw(OPTIONAL),
        group=draw(OPTIONAL),
        job_zone=draw(st.one_of(st.none(), st.integers(1, 5))),
        licence=draw(OPTIONAL),
        attribution=draw(OPTIONAL),
        alternate_titles=tuple(draw(st.lists(TEXT, max_size=3))),
        extra=json.dumps(more, ensure_ascii=False, separators=(",", ":")) if more else "",
        headings=made,
        language=draw(LANGUAGES),
    )
