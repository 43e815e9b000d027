"""Analyses made by hand: records put together from a text and a few lines of "this quote covers that statement".

No reader, chunker or model has a part in it, so that a test of what comes after the analysis (reports, checks, tables,
web pages) says exactly what is known and needs no weights. Text is cut at line ends: a line of capitals, one that ends
in a colon or one that begins with # is a heading, one with a bullet is a responsibility or a requirement if its heading
says so, all else is ``other``. Pairs that are not given get a small probability from the words they share, so that
every statement and every chunk has its best pair, as the contract wants it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from jdmatch.records import (
    FOUR_STEPS,
    Analysis,
    Chunk,
    ChunkKind,
    Coverage,
    Diagnostic,
    Fact,
    Framework,
    ImportanceSource,
    LevelEstimate,
    LevelEvidence,
    LevelScale,
    OccupationCandidate,
    OccupationEstimate,
    Pair,
    Posting,
    PostingFields,
    Section,
    SectionKind,
    Signature,
    Statement,
    StatementCoverage,
    Thresholds,
)

CASES = Path(__file__).parent / "cases"
NO_FIELDS = PostingFields()
THRESHOLDS = Thresholds(0.5, 0.25)
_SECTION_WORDS: tuple[tuple[str, SectionKind], ...] = (
    (r"\b(do|duties|tasks|responsibilit\w+)\b", "responsibilities"),
    (r"\b(need|require\w*|qualif\w+|bring)\b", "requirements"),
    (r"\b(offer|benefits)\b", "benefits"),
    (r"\b(apply)\b", "application"),
    (r"\b(about|us)\b", "about"),
)
_KIND_OF_SECTION: Mapping[str, ChunkKind] = {"responsibilities": "responsibility", "requirements": "requirement"}
_BULLET = re.compile(r"\s*(?:[-*•·]|\d+\.)\s+")


def framework(
    levels: Mapping[str, Sequence[str]] | Sequence[str],
    *,
    framework_id: str = "99-1001.00",
    title: str = "Test Workers",
    labels: Sequence[str] = (),
    attribution: str = "",
) -> Framework:
    """A framework from texts by level (lowest first), or from a plain list of texts for one without levels. Statement
    ids are ``{framework id}/{level}/{n}``, or ``{framework id}/{n}``."""
    fid = framework_id
    statements: list[Statement] = []
    scale: LevelScale | None = None
    if isinstance(levels, Mapping):
        scale = LevelScale(tuple(levels), tuple(labels))
        for level, texts in levels.items():
            statements += [Statement(f"{fid}/{level}/{n}", text, fid, level) for n, text in enumerate(texts, 1)]
    else:
        statements += [Statement(f"{fid}/{n}", text, fid) for n, text in enumerate(levels, 1)]
    return Framework(
        id=fid,
        title=title,
        statements=tuple(statements),
        sha256=_sha256("\n".join(f"{s.id} {s.text}" for s in statements)),
        scale=scale,
        attribution=attribution,
        origin="embedded",
    )


def cut(text: str) -> tuple[tuple[Section, ...], tuple[Chunk, ...]]:
    """Sections and chunks of a text, one chunk a line that is not blank; every non-blank character is in one chunk."""
    sections: list[Section] = [Section(0, None, "other", 0, len(text))]
    chunks: list[Chunk] = []
    for line in re.finditer(r"[^\r\n]+", text):
        stripped = line[0].strip()
        if not stripped:
            continue
        start = line.start() + line[0].index(stripped)
        bullet = _BULLET.match(stripped)
        heading = not bullet and (stripped.isupper() or stripped.endswith(":") or stripped.startswith("#"))
        if heading:
            before = sections[-1]
            sections[-1] = Section(before.id, before.heading, before.kind, before.start, start)
            sections.append(Section(len(sections), stripped, _section_kind(stripped), start, len(text)))
        section = sections[-1]
        chunks.append(
            Chunk(
                id=len(chunks),
                start=start,
                end=start + len(stripped),
                text=stripped,
                section=section.id,
                layout="heading" if heading else "item" if bullet else "sentence",
                body_start=start + (bullet.end() if bullet else 0),
                body_end=start + len(stripped),
                kind=_KIND_OF_SECTION.get(section.kind, "other") if bullet else "other",
                kind_probability=0.9,
            )
        )
    return tuple(s for s in sections if s.start < s.end or s.id == 0), tuple(chunks)


def _section_kind(heading: str) -> SectionKind:
    return next((kind for pattern, kind in _SECTION_WORDS if re.search(pattern, heading, re.IGNORECASE)), "other")


def analysis(
    text: str,
    *frameworks: Framework,
    pairs: Mapping[tuple[str, str], float] | None = None,
    title: str | None = None,
    posting_id: str = "posting.txt",
    occupation: OccupationEstimate | None = None,
    level: LevelEstimate | str | None = "developing",
    target: str | None = None,
    score_interval: tuple[float, float] | None = None,
    importance: Mapping[str, float] | None = None,
    importance_source: ImportanceSource = "centrality",
    sample: int = 0,
    facts: Sequence[tuple[str, str, str]] = (),
    cues: Sequence[tuple[str, str]] = (),
    diagnostics: Sequence[Diagnostic] = (),
    fields: PostingFields = NO_FIELDS,
    thresholds: Thresholds = THRESHOLDS,
) -> Analysis:
    """An analysis of ``text`` scored against the first framework (none: no coverage).

    ``pairs``: probability by (quote, statement id); the quote is any piece of the chunk. ``level``: an estimate, or a
    level of the scale to make one for. ``target``: the level scored, the estimate where not given. ``facts``: (kind,
    value, quote). ``cues``: (quote, level it points to). A quote that the text does not hold is a ValueError.
    """
    sections, chunks = cut(text)
    scored = frameworks[0] if frameworks else None
    scale = scored.scale if scored and scored.scale else FOUR_STEPS
    estimate = level_estimate(level, scale, text, chunks, cues) if isinstance(level, str) else level
    all_pairs = _pairs(chunks, frameworks, {(_chunk(chunks, q), s): p for (q, s), p in (pairs or {}).items()})
    goal = None if scored is None or scored.scale is None else target or (estimate.estimate if estimate else None)
    posting = Posting(id=posting_id, text=text, title=title, fields=fields)
    return Analysis(
        posting=posting,
        sha256=_sha256(text),
        language="en",
        signature=Signature(
            jdmatch="0.1.0",
            encoder="builders-encoder@sha256:0123456789ab",
            matcher="builders-matcher@sha256:0123456789ab",
            level="builders-level@sha256:0123456789ab",
            frameworks=tuple(f"{f.id}@sha256:{f.sha256[:12]}" for f in frameworks),
            settings="sha256:0123456789ab",
        ),
        sections=sections,
        chunks=chunks,
        occupation=occupation or _occupation(frameworks),
        level=estimate,
        thresholds=thresholds,
        pairs=all_pairs,
        coverage=None
        if scored is None
        else _coverage(frameworks, all_pairs, goal, importance or {}, importance_source, sample, score_interval),
        facts=tuple(Fact(kind, value, *_span(text, quote)) for kind, value, quote in facts),  # type: ignore[arg-type]
        diagnostics=tuple(diagnostics),
    )


def level_estimate(
    level: str, scale: LevelScale, text: str, chunks: Sequence[Chunk], cues: Sequence[tuple[str, str]] = ()
) -> LevelEstimate:
    """An estimate that holds ``level`` with 0.6, shares the rest by nearness, and has a two-step interval upward."""
    at = scale.index(level)
    weights = [0.0 if i == at else 1.0 / (i - at) ** 2 for i in range(len(scale.levels))]
    rest = sum(weights) or 1.0
    probabilities = tuple(0.6 if i == at else 0.4 * w / rest for i, w in enumerate(weights))
    evidence = []
    for quote, towards in cues:
        start, end = _span(text, quote)
        chunk = next(c.id for c in chunks if c.start <= start < c.end)
        evidence.append(LevelEvidence("text", chunk, start, end, quote, towards))
    upper = scale.levels[min(at + 1, len(scale.levels) - 1)]
    return LevelEstimate(scale.levels, probabilities, level, (level, upper), 0.9, False, tuple(evidence))


def _pairs(
    chunks: Sequence[Chunk], frameworks: Sequence[Framework], given: Mapping[tuple[int, str], float]
) -> tuple[Pair, ...]:
    """Given pairs, and for every chunk (but headings) and statement without one the pair that shares most words."""
    body = [c for c in chunks if c.layout != "heading"]
    statements = [s for f in frameworks for s in f.statements]
    unknown = {s for _, s in given} - {s.id for s in statements}
    if unknown:
        raise ValueError(f"no framework has {sorted(unknown)}")
    chosen = dict(given)
    for s in statements:
        if not any(statement == s.id for _, statement in given):
            best = max(body, key=lambda c: (_alike(c.body, s.text), -c.id))
            chosen[best.id, s.id] = _small(best.body, s.text)
    for c in body:
        if statements and not any(chunk == c.id for chunk, _ in chosen):
            near = max(statements, key=lambda s: (_alike(c.body, s.text), s.id))
            chosen[c.id, near.id] = _small(c.body, near.text)
    owner = {s.id: s.framework for s in statements}
    texts = {c.id: c.body for c in chunks} | {s.id: s.text for s in statements}
    return tuple(
        Pair(chunk, owner[statement], statement, p, round(_alike(texts[chunk], texts[statement]), 4))
        for (chunk, statement), p in sorted(chosen.items())
    )


def _coverage(
    frameworks: Sequence[Framework],
    pairs: Sequence[Pair],
    target: str | None,
    importance: Mapping[str, float],
    source: ImportanceSource,
    sample: int,
    interval: tuple[float, float] | None,
) -> Coverage:
    best: dict[str, Pair] = {}
    for pair in pairs:
        if pair.statement not in best or pair.probability > best[pair.statement].probability:
            best[pair.statement] = pair
    statements = tuple(
        StatementCoverage(
            framework=f.id,
            statement=s.id,
            level=s.level,
            text=s.text,
            probability=best[s.id].probability,
            best_chunk=best[s.id].chunk,
            importance=importance.get(s.id, 0.5),
            importance_source=source,
            sample=sample,
        )
        for f in frameworks
        for s in f.statements
    )
    counted = [s for s in statements if s.framework == frameworks[0].id and s.level == target]
    weight = sum(s.importance for s in counted)
    score = sum(s.importance * s.probability for s in counted) / weight if weight else 0.0
    spread = interval or (max(score - 0.1, 0.0), min(score + 0.1, 1.0))
    return Coverage(frameworks[0].id, target, score, spread, statements)


def _occupation(frameworks: Sequence[Framework]) -> OccupationEstimate:
    shares = [0.83, *(0.1 / max(len(frameworks) - 1, 1) for _ in frameworks[1:])]
    candidates = tuple(OccupationCandidate(f.id, f.title, p) for f, p in zip(frameworks, shares, strict=False))
    return OccupationEstimate(frameworks[0].id if frameworks else None, candidates)


def _chunk(chunks: Sequence[Chunk], quote: str) -> int:
    found = [c.id for c in chunks if quote in c.text]
    if not found:
        raise ValueError(f"no chunk holds {quote!r}")
    return found[0]


def _span(text: str, quote: str) -> tuple[int, int]:
    start = text.index(quote)
    return start, start + len(quote)


def _alike(a: str, b: str) -> float:
    left, right = ({w for w in re.findall(r"\w+", x.lower()) if len(w) > 3} for x in (a, b))
    return len(left & right) / len(left | right) if left | right else 0.0


def _small(a: str, b: str) -> float:
    return round(0.02 + 0.2 * _alike(a, b), 4)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ler_framework(path: Path) -> Framework:
    """A framework from a file in the LER.me export's shape, read without the importer and without its checks."""
    document = json.loads(path.read_text(encoding="utf-8"))
    levels = document["framework"]["levels"]
    return framework(
        {name: level["statements"] for name, level in levels.items()},
        framework_id=document["occupation"]["soc"],
        title=document["occupation"]["title"],
        labels=[level["label"] for level in levels.values()],
        attribution=document.get("attribution", ""),
    )


def library_framework() -> Framework:
    """The framework of ``cases/report``: a circulation desk, four levels."""
    told = json.loads((CASES / "report" / "library-framework.json").read_text(encoding="utf-8"))
    return framework(told["levels"], framework_id=told["id"], title=told["title"], attribution=told["attribution"])


def build_analysis() -> Analysis:
    """The analysis of ``cases/report``: a small, complete posting with statements of every status."""
    told = json.loads((CASES / "report" / "library-evidence.json").read_text(encoding="utf-8"))
    return analysis(
        (CASES / "report" / "library.txt").read_text(encoding="utf-8"),
        library_framework(),
        pairs={(quote, statement): p for quote, statement, p in told["pairs"]},
        title=told["title"],
        posting_id="library.txt",
        importance=told["importance"],
        facts=[tuple(fact) for fact in told["facts"]],
        cues=[tuple(cue) for cue in told["cues"]],
        score_interval=tuple(told["score_interval"]),
        diagnostics=[
            Diagnostic("JDM016", "note", "Garbled characters were mended in 2 places before anything else was done.")
        ],
    )
