"""What the kind model looks at: one row of named numbers for each chunk.

A feature is either about the chunk's own words, or about the place where it stands: its section's heading, the rest of
the section, its neighbours. Every name says what it is, so that a weight in the model file can be argued with.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import cache

from jdmatch.chunking.clauses import opens_with_duty, tells_duty
from jdmatch.chunking.headings import is_capitals, topic_of
from jdmatch.kinds import prose, wording
from jdmatch.kinds.cues import Cues
from jdmatch.kinds.tables import DUTY_CUES, NEEDS, OPENERS, OTHER_CUES, REQUIREMENT_CUES
from jdmatch.records import Chunk, ChunkKind, Posting, Section

Features = dict[str, float]

# A paragraph below a list of so many items has usually left the list's subject.
_LIST = 2
# A sentence about "DEP" or "VBCPS" is about the employer.
_ACRONYM = re.compile(r"(?:The )?[A-Z]{2,6}(?:'s|’s)? [a-z]")
_PAGE_WORDS = 8
_NEUTRAL = 4
_TELLING = frozenset(("tells_duty", "subject_does", "one_does", "you_does", "lead_in_duty"))
_TOLD = frozenset(("in_responsibilities", "in_requirements"))
_LENGTHS = ((3, "words_3"), (7, "words_7"), (20, "words_20"), (40, "words_40"))


def features(posting: Posting, sections: Sequence[Section], chunks: Sequence[Chunk]) -> list[Features]:
    """One row of features for each chunk. A feature that is absent is 0; shares lie in [0, 1]."""
    local = [_local(chunk) for chunk in chunks]
    leanings = [_leaning(row) for row in local]
    shares = _shares(chunks, leanings)
    places = _places(sections, {chunk.section for chunk in chunks if chunk.layout != "heading"})
    said = {name for place in places for name in place}
    length = max(len(posting.text), 1)
    rows: list[Features] = []
    listed = 0
    for i, (chunk, row) in enumerate(zip(chunks, local, strict=True)):
        if "page_alone" in row:
            # Page furniture is what it is wherever it stands.
            rows.append({"bias": 1.0, "page_alone": 1.0})
            continue
        row.update(places[chunk.section])
        row.update(_within(places[chunk.section], chunk))
        row.update(_elsewhere(places[chunk.section], said))
        row.update(_context(i, chunks, leanings, shares))
        row["late"] = chunk.start / length
        if chunk.start < length * 0.08 and not _TOLD.intersection(places[chunk.section]):
            row["first"] = 1.0
        if row.get("duty") and row.get("in_requirements"):
            row["duty_in_requirements"] = 1.0
        if row.get("in_responsibilities") and not _TELLING.isdisjoint(row):
            row["told_in_responsibilities"] = 1.0
        listed = listed + (chunk.layout == "item") if i and chunks[i - 1].section == chunk.section else 0
        if listed >= _LIST and chunk.layout == "sentence":
            row["after_list"] = 1.0
            row.update({f"after_list_{name}": 1.0 for name in places[chunk.section]})
        rows.append(row)
    return rows


def _local(chunk: Chunk) -> Features:
    """What the chunk's own words say."""
    body = chunk.body
    low = body.replace("’", "'").lower().strip(" *_")
    row: Features = {"bias": 1.0, f"layout_{chunk.layout}": 1.0}
    row.update(dict.fromkeys(_cues().of(low), 1.0))
    form = opens_with_duty(body, 0, len(body))
    if form is not None and "opens_must" not in row:
        row["duty"] = 1.0
        row[f"duty_{form.shape}"] = 1.0
    elif tells_duty(body, 0, len(body)):
        row["tells_duty"] = 1.0
    words = len(low.split())
    row[next((name for limit, name in _LENGTHS if words <= limit), "words_many")] = 1.0
    if row.get("page") and words <= _PAGE_WORDS:
        row["page_alone"] = 1.0
    if low.endswith(("?", "!")):
        row["spoken"] = 1.0
    if low.endswith(":"):
        row["colon"] = 1.0
    if is_capitals(body):
        row["capitals"] = 1.0
    elif _ACRONYM.match(body):
        row["opens_acronym"] = 1.0
    row.update(prose.features(body))
    row.update(wording.features(body))
    if row.get("modal") and row.get("experience"):
        row["modal_experience"] = 1.0
    return row


@cache
def _cues() -> Cues:
    return Cues({**REQUIREMENT_CUES, **DUTY_CUES, **OTHER_CUES, **OPENERS}, NEEDS)


def _leaning(row: Features) -> tuple[float, float, float]:
    """What a chunk looks like by itself: duty, requirement, other, each 0 or 1."""
    requirement = len(REQUIREMENT_CUES.keys() & row.keys()) + ("opens_quality" in row)
    other = len(OTHER_CUES.keys() & row.keys())
    duty = ("duty" in row) + ("responsible" in row) + ("tells_duty" in row)
    return float(duty > 0 and not requirement), float(requirement > other), float(other > requirement and not duty)


_LEANINGS: tuple[ChunkKind, ...] = ("responsibility", "requirement", "other")


def _shares(chunks: Sequence[Chunk], leanings: Sequence[tuple[float, ...]]) -> dict[int, list[float]]:
    """By section: how many chunks it has without its headings, and the sums of their leanings."""
    sums: dict[int, list[float]] = {}
    for chunk, leaning in zip(chunks, leanings, strict=True):
        total = sums.setdefault(chunk.section, [0.0, 0.0, 0.0, 0.0])
        if chunk.layout != "heading":
            total[0] += 1
            for i, value in enumerate(leaning):
                total[i + 1] += value
    return sums


def _context(
    i: int, chunks: Sequence[Chunk], leanings: Sequence[tuple[float, ...]], shares: Mapping[int, Sequence[float]]
) -> Features:
    """What the rest of the section and the two neighbours look like."""
    count, *sums = shares[chunks[i].section]
    out: Features = {}
    for name, total, own in zip(_LEANINGS, sums, leanings[i], strict=True):
        # Some imagined neutral chunks keep short sections from being certain.
        out[f"section_{name}"] = (total - own) / (count + _NEUTRAL)
    for k, side in ((i - 1, "above"), (i + 1, "below")):
        if 0 <= k < len(chunks) and chunks[k].section == chunks[i].section and chunks[k].layout != "heading":
            for name, value in zip(_LEANINGS, leanings[k], strict=True):
                out[f"near_{name}"] = out.get(f"near_{name}", 0.0) + value / 2
        elif not 0 <= k < len(chunks):
            out[f"nothing_{side}"] = 1.0
    return out


def _within(place: Features, chunk: Chunk) -> Features:
    """A heading says more about a list below it than about prose."""
    return {f"{name}_{chunk.layout}": 1.0 for name in place}


def _elsewhere(place: Features, said: set[str]) -> Features:
    """Which of the two kinds has a section of its own that is not this one."""
    return {f"elsewhere_{name[3:]}": 1.0 for name in sorted(_TOLD) if name in said and name not in place}


def _places(sections: Sequence[Section], filled: Container[int]) -> list[Features]:
    """What each section's heading says; below an unknown heading, what the last known one said, more weakly."""
    out: list[Features] = []
    known, bare = "", False
    for section in sections:
        topic = topic_of(section.heading) if section.heading else None
        row: Features = {}
        if topic is None and section.heading and bare:
            # A heading right below a known one divides its section.
            row[f"under_{known}"] = 1.0
        bare = bool(section.heading) and (topic is not None or bare) and section.id not in filled
        if topic is not None:
            known = topic
            row[f"in_{topic}"] = 1.0
        elif section.kind != "other":
            row[f"in_{section.kind}"] = 1.0
        else:
            row["in_unknown" if section.heading else "in_none"] = 1.0
            if known:
                row[f"after_{known}"] = 1.0
        out.append(row)
    return out
