"""The sentences that need explaining: occupation, level, score, importance, and how all of it was computed.

Each says what is known, how sure it is, and what it rests on, in words for a recruiter; the last part of a report
("how this was computed") gives the formula with this posting's own figures, so that it can be done over by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jdmatch.records import FOUR_STEPS, Analysis, Framework, LevelEvidence, LevelScale, StatementCoverage, Status
from jdmatch.report.text import clip, counted, listed, one_line, percent, percent_range
from jdmatch.report.views import FrameworkView, LevelReason, LevelStep, LevelView, OccupationView, ScoreView
from jdmatch.report.words import (
    IMPORTANCE,
    LEVEL_METHOD,
    OCCUPATION_METHOD,
    SCORE_METHOD,
    SOURCE_WORD,
    STATUS_METHOD,
    STATUS_WORD,
    STATUSES,
)

CONTEXT = 60  # characters shown before and behind a level cue
NAMED_CANDIDATES = 3  # occupations named where none fits
FREQUENCY_FROM = 20  # postings below which no claim of frequency is made


def level_labels(framework: Framework | None, levels: Sequence[str]) -> Mapping[str, str]:
    """Labels by level, lowest first: the framework's own scale, else the four steps where they hold every level,
    else the levels as they come. Empty for a framework without levels."""
    if framework is not None:
        scale = framework.scale
    elif levels and set(levels) <= set(FOUR_STEPS.levels):
        scale = FOUR_STEPS
    else:
        scale = LevelScale(tuple(levels)) if levels else None
    return {} if scale is None else dict(zip(scale.levels, map(one_line, scale.labels), strict=True))


def _estimate_labels(
    analysis: Analysis, scale: Sequence[str], frameworks: Mapping[str, Framework]
) -> Mapping[str, str]:
    """Labels of a level estimate's scale: the scored framework's where it has just these levels, else those of any
    framework that has."""
    scored = frameworks.get(analysis.coverage.framework) if analysis.coverage else None
    asked = [scored, *frameworks.values()] if scored else list(frameworks.values())
    known = next((f for f in asked if f.scale is not None and f.scale.levels == tuple(scale)), None)
    return level_labels(known, tuple(scale))


def occupation_view(analysis: Analysis, frameworks: Mapping[str, Framework]) -> OccupationView:
    """Which occupation, how likely, and what else was considered."""
    occupation, coverage = analysis.occupation, analysis.coverage
    ranked = sorted(occupation.candidates, key=lambda c: (-c.probability, c.framework))
    candidates = tuple((one_line(c.title), one_line(c.framework), c.probability) for c in ranked)
    nothing = max(0.0, 1.0 - sum(c.probability for c in ranked))
    best = listed([f"{title} ({percent(p)})" for title, _, p in candidates[:NAMED_CANDIDATES]], "or")
    if occupation.selected is not None:
        chosen = next((c for c in ranked if c.framework == occupation.selected), None)
        title = one_line(chosen.title) if chosen else _title(occupation.selected, frameworks)
        sure = f", {percent(chosen.probability)} likely" if chosen else ""
        note = f"{one_line(occupation.selected)}{sure}"
        if coverage is not None and coverage.framework != occupation.selected:
            note += f"; scored against {_title(coverage.framework, frameworks)}"
        return OccupationView(title, note, title, True, candidates, nothing)
    if coverage is not None:
        title = _title(coverage.framework, frameworks)
        note = f"{one_line(coverage.framework)}, scored as asked, but the posting does not seem to describe this work"
        if best:
            note += f"; likelihoods: {best}"
        return OccupationView(title, note, f"{title} (does not seem to fit)", False, candidates, nothing)
    note = "" if candidates else "no framework was near enough to compare"
    if best:
        note = f"most alike: {best}"
    return OccupationView("None of the known occupations fits", note, "none fits", False, candidates, nothing)


def _title(framework: str, frameworks: Mapping[str, Framework]) -> str:
    known = frameworks.get(framework)
    return one_line(known.title if known else framework)


def level_view(analysis: Analysis, frameworks: Mapping[str, Framework]) -> LevelView | None:
    """The posting's level, its interval and the words that point to it."""
    level = analysis.level
    if level is None:
        return None
    labels = _estimate_labels(analysis, level.scale, frameworks)
    low, high = level.scale.index(level.interval[0]), level.scale.index(level.interval[1])
    coverage = percent(level.interval_coverage)
    ends = [labels[x] for x in dict.fromkeys(level.interval)]
    if level.abstained:
        headline_, note = (
            "Not clear from the text",
            f"best guess {labels[level.estimate]}, anything from {ends[0]} to {ends[-1]} is possible, {coverage}"
            if len(ends) > 1
            else f"best guess {labels[level.estimate]}, on thin evidence",
        )
    else:
        headline_ = labels[level.estimate]
        note = f"likely {'–'.join(ends)}, {coverage}" if len(ends) > 1 else f"no other level is likely, {coverage}"
    return LevelView(
        headline=headline_,
        note=note,
        abstained=level.abstained,
        coverage=coverage,
        steps=tuple(
            LevelStep(labels[name], p, name == level.estimate, low <= i <= high)
            for i, (name, p) in enumerate(zip(level.scale, level.probabilities, strict=True))
        ),
        reasons=tuple(dict.fromkeys(_reason(analysis, e, labels) for e in level.evidence)),
    )


def _reason(analysis: Analysis, e: LevelEvidence, labels: Mapping[str, str]) -> LevelReason:
    towards = labels.get(e.towards, one_line(e.towards))
    where = SOURCE_WORD[e.source]
    if e.source == "field":
        return LevelReason("", one_line(e.cue), "", where, towards, None)
    text = (analysis.posting.title or "") if e.source == "title" else analysis.posting.text
    start, end = 0, len(text)
    chunk = next((c for c in analysis.chunks if c.id == e.chunk), None) if e.source == "text" else None
    if chunk is not None:
        start, end = (chunk.start, chunk.end) if chunk.body_start < 0 else (chunk.body_start, chunk.body_end)
    before, after = text[min(start, e.start) : e.start], text[e.end : max(end, e.end)]
    return LevelReason(
        before=clip(one_line(before[::-1]), CONTEXT)[::-1] + (" " if before[-1:].isspace() else ""),
        cue=one_line(text[e.start : e.end]) or one_line(e.cue),
        after=(" " if after[:1].isspace() else "") + clip(one_line(after), CONTEXT),
        where=where,
        towards=towards,
        chunk=e.chunk if chunk is not None else None,
    )


def importance_note(s: StatementCoverage) -> str:
    """Why a statement counts as much as it does. A frequency is claimed only from 20 postings on."""
    if s.importance_source == "prevalence" and s.sample >= FREQUENCY_FROM:
        return f"in about {percent(s.importance)} of such postings ({s.sample} read)"
    return "" if s.importance_source == "uniform" else f"importance {s.importance:.2f}"


def score_view(analysis: Analysis, framework: FrameworkView | None) -> ScoreView | None:
    """The score as a share of the target level's statements, with its range and the counts behind it."""
    coverage = analysis.coverage
    if coverage is None or framework is None or framework.target is None:
        return None
    group = framework.target
    n = len(group.lines)
    about = f"{counted(n, f'{group.label} statement')} of {framework.title}"
    return ScoreView(
        value=coverage.score,
        low=coverage.score_interval[0],
        high=coverage.score_interval[1],
        figure=percent(coverage.score),
        range=percent_range(*coverage.score_interval),
        about=about if group.label else f"{counted(n, 'statement')} of {framework.title}",
        counts=status_counts(group.counts),
    )


def status_counts(counts: Mapping[Status, int]) -> str:
    """ "8 covered, 2 partly, 3 missing", without what does not occur."""
    return ", ".join(f"{counts[status]} {STATUS_WORD[status]}" for status in STATUSES if counts[status])


def method(
    analysis: Analysis, frameworks: Mapping[str, Framework], framework: FrameworkView | None
) -> tuple[tuple[str, str], ...]:
    """How the figures came about, as (what, explanation) pairs."""
    signature, high, low = analysis.signature, analysis.thresholds.covered, analysis.thresholds.partial
    known = None if framework is None else frameworks.get(framework.id)
    made = {
        "jdmatch": signature.jdmatch,
        "encoder": signature.encoder,
        "matcher": signature.matcher,
        "level": signature.level,
        "settings": signature.settings,
    }
    told = [
        ("Score", _score_formula(analysis, framework)),
        ("Importance", _importance(analysis)),
        ("Status", STATUS_METHOD.format(covered=percent(high), partial=percent(low)) if framework else ""),
        ("Level", LEVEL_METHOD.format(percent(analysis.level.interval_coverage)) if analysis.level else ""),
        ("Occupation", OCCUPATION_METHOD if analysis.occupation.candidates else ""),
        ("Frameworks", "; ".join(map(one_line, signature.frameworks))),
        ("Source", one_line(known.attribution) if known else ""),
        ("Made by", "; ".join(f"{what} {one_line(version)}" for what, version in made.items())),
    ]
    return tuple((what, text) for what, text in told if text)


def _score_formula(analysis: Analysis, framework: FrameworkView | None) -> str:
    coverage, group = analysis.coverage, framework.target if framework else None
    if coverage is None or group is None:
        return ""
    weight = sum(line.importance for line in group.lines)
    share = sum(line.importance * line.probability for line in group.lines)
    # The figures are given only where they are the score's own, so that the equation is never a false one.
    told = f" = {share:.2f} ÷ {weight:.2f}" if weight > 0 and abs(share / weight - coverage.score) < 5e-4 else ""
    which = f"the {counted(len(group.lines), 'statement')}" + (f" at {group.label}" if group.label else "")
    return SCORE_METHOD.format(
        which=which, figures=told, score=percent(coverage.score), range=percent_range(*coverage.score_interval)
    )


def _importance(analysis: Analysis) -> str:
    coverage = analysis.coverage
    if coverage is None:
        return ""
    told: dict[str, None] = {}
    samples = [s.sample for s in coverage.statements if s.framework == coverage.framework]
    for s in coverage.statements:
        if s.framework == coverage.framework:
            told.setdefault(IMPORTANCE[s.importance_source].format(sample=_samples(samples)))
    text = "; ".join(told)
    return text[:1].upper() + text[1:] + "."


def _samples(samples: Sequence[int]) -> str:
    low, high = min(samples), max(samples)
    told = f"{low}" if low == high else f"{low}–{high}"
    few = ", too few for a claim of frequency" if low < FREQUENCY_FROM else ""
    return f"{told} read{few}"
