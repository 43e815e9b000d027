"""Analysis and frameworks → ``View``: which sentence a reader gets for each thing that is known.

This is the one place where records become wording. It decides nothing about the posting: every status, quote and
figure is the analysis' own, looked up, and nothing is left out here; surfaces may cut a list, and then say so.
Parts with a story of their own (level, occupation, method) have functions in ``explain``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from jdmatch.records import Analysis, Chunk, Fact, Framework, Posting, Statement, StatementCoverage, Status
from jdmatch.report.explain import importance_note, level_labels, level_view, method, occupation_view, score_view
from jdmatch.report.text import counted, headline, one_line
from jdmatch.report.views import Duty, FactView, FrameworkView, LevelGroup, Line, Quote, Skipped, View
from jdmatch.report.words import EDUCATION_WORD, FACTS, SEVERITY_WORD

GAPS_SHOWN = 3  # biggest gaps in the table that compares several postings


@dataclass(frozen=True)
class _Evidence:
    """Look-ups over one analysis: chunks by id and by place, and the chunks that speak for a statement."""

    analysis: Analysis

    @cached_property
    def chunks(self) -> Mapping[int, Chunk]:
        return {c.id: c for c in self.analysis.chunks}

    @cached_property
    def matched(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        out: dict[tuple[str, str], list[tuple[float, int]]] = {}
        for m in self.analysis.matches:
            out.setdefault((m.framework, m.statement), []).append((-m.probability, m.chunk))
        return {key: tuple(chunk for _, chunk in sorted(found)) for key, found in out.items()}

    def quote(self, chunk: int | None) -> Quote | None:
        found = None if chunk is None else self.chunks.get(chunk)
        return None if found is None else Quote(found.body, found.id)

    def for_statement(self, s: StatementCoverage) -> tuple[Quote, ...]:
        others = [c for c in self.matched.get((s.framework, s.statement), ()) if c != s.best_chunk]
        return tuple(q for c in (s.best_chunk, *others) if (q := self.quote(c)) is not None)

    def at(self, start: int, end: int) -> Quote:
        """The text from start to end, with the chunk that holds its beginning."""
        chunk = next((c.id for c in self.analysis.chunks if c.start <= start < c.end), None)
        return Quote(self.analysis.posting.text[start:end], chunk)


def build(analysis: Analysis, frameworks: Mapping[str, Framework]) -> View:
    """The view of an analysis. ``frameworks`` gives titles, scales and texts by id; one that is not there is shown by
    what the analysis says of it."""
    posting, evidence = analysis.posting, _Evidence(analysis)
    views = _frameworks(analysis, frameworks, evidence)
    scored = None if analysis.coverage is None else views.get(analysis.coverage.framework)
    target = scored.target if scored else None
    missing, partial = _gaps(analysis, target, "missing"), _gaps(analysis, target, "partial")
    source, words = one_line(posting.id), counted(len(posting.text.split()), "word")
    title = one_line(posting.title or "") or source or "Job posting"
    return View(
        posting=posting,
        title=title,
        byline=" · ".join(x for x in (source if title != source else "", words) if x),
        occupation=occupation_view(analysis, frameworks),
        level=level_view(analysis, frameworks),
        score=score_view(analysis, scored),
        unscored=""
        if target
        else "no framework was named and none fits"
        if scored is None
        else f"{scored.title} has no statement at the level asked for",
        framework=scored,
        others=tuple(v for v in views.values() if v is not scored),
        missing=missing,
        duties=tuple(_duties(analysis, frameworks, evidence)),
        duties_title="Duties outside the framework" if scored else "What the job asks to be done (not compared)",
        facts=tuple(_facts(analysis, evidence)),
        skipped=_skipped(analysis),
        method=method(analysis, frameworks, scored),
        gaps=tuple(_gap(line) for line in (*missing, *partial)[:GAPS_SHOWN]),
    )


def _frameworks(
    analysis: Analysis, frameworks: Mapping[str, Framework], evidence: _Evidence
) -> dict[str, FrameworkView]:
    coverage = analysis.coverage
    if coverage is None:
        return {}
    lines: dict[str, dict[str | None, list[Line]]] = {}
    labels: dict[str, Mapping[str, str]] = {}
    for key, s in enumerate(coverage.statements):
        if s.framework not in labels:
            labels[s.framework] = level_labels(
                frameworks.get(s.framework), _levels_of(coverage.statements, s.framework)
            )
        group = lines.setdefault(s.framework, {}).setdefault(s.level, [])
        group.append(_line(analysis, s, key, ref(s.level, labels[s.framework], len(group) + 1), evidence, labels))
    titles = {c.framework: c.title for c in analysis.occupation.candidates}
    out: dict[str, FrameworkView] = {}
    for framework, by_level in lines.items():
        known = frameworks.get(framework)
        order = list(labels[framework])
        ranked = sorted(by_level, key=lambda level: order.index(level) if level in order else len(order))
        scored = framework == coverage.framework
        out[framework] = FrameworkView(
            id=one_line(framework),
            title=one_line(known.title if known else titles.get(framework, framework)),
            groups=tuple(
                LevelGroup(
                    labels[framework].get(level) if level is not None else None,
                    scored and (level == coverage.target_level or not order),
                    tuple(by_level[level]),
                )
                for level in ranked
            ),
        )
    return out


def _levels_of(statements: Iterable[StatementCoverage], framework: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.level for s in statements if s.framework == framework and s.level is not None))


def ref(level: str | None, labels: Mapping[str, str], number: int) -> str:
    """A statement's short name. D3: the third statement of Developing. By rank (2.3) where levels share an initial
    letter, bare without levels."""
    if level is None or level not in labels:
        return str(number)
    initials = [label[:1].upper() for label in labels.values()]
    if len(set(initials)) < len(initials) or not all(i.isalpha() for i in initials):
        return f"{list(labels).index(level) + 1}.{number}"
    return f"{labels[level][0].upper()}{number}"


def _line(
    analysis: Analysis,
    s: StatementCoverage,
    key: int,
    ref: str,
    evidence: _Evidence,
    labels: Mapping[str, Mapping[str, str]],
) -> Line:
    status = analysis.status(s)
    return Line(
        key=key,
        ref=ref,
        text=one_line(s.text),
        level=None if s.level is None else labels[s.framework].get(s.level, s.level),
        status=status,
        probability=s.probability,
        shortfall=max(analysis.thresholds.covered - s.probability, 0.0),
        importance=s.importance,
        importance_note=importance_note(s),
        quotes=() if status == "missing" else evidence.for_statement(s),
        nearest=evidence.quote(s.best_chunk) if status == "missing" else None,
    )


def _gap(line: Line) -> str:
    return headline(line.text, 48) + (" (partly)" if line.status == "partial" else "")


def _gaps(analysis: Analysis, target: LevelGroup | None, status: Status) -> tuple[Line, ...]:
    """Statements of the target level of one status, in the analysis' own order: most important first."""
    if target is None or analysis.coverage is None:
        return ()
    keys = {(s.framework, s.statement): i for i, s in enumerate(analysis.coverage.statements)}
    lines = {line.key: line for line in target.lines}
    ranked = (keys[m.framework, m.statement] for m in analysis.missing if m.status == status)
    return tuple(lines[key] for key in ranked if key in lines)


def _duties(analysis: Analysis, frameworks: Mapping[str, Framework], evidence: _Evidence) -> Iterable[Duty]:
    texts = {s.statement: s.text for s in analysis.coverage.statements} if analysis.coverage else {}
    for u in analysis.unmatched:
        quote = evidence.quote(u.chunk)
        if quote is None:
            continue
        nearest = u.nearest_statement
        known = texts.get(nearest or "") or _statement_text(nearest, frameworks)
        yield Duty(quote, one_line(known), u.probability)


def _statement_text(statement: str | None, frameworks: Mapping[str, Framework]) -> str:
    if statement is None:
        return ""
    found: Statement | None = next((f.by_id[statement] for f in frameworks.values() if statement in f.by_id), None)
    return found.text if found else ""


def _facts(analysis: Analysis, evidence: _Evidence) -> Iterable[FactView]:
    by_kind: dict[str, list[Fact]] = {}
    for fact in analysis.facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    for kind, label, absent in FACTS:
        entries = [(_said(f), evidence.at(f.start, f.end)) for f in by_kind.get(kind, ())]
        stated: list[tuple[str, Quote | None]] = list(dict.fromkeys(entries))
        if not stated and (value := _field(kind, analysis.posting)):
            stated = [(value, None)]
        if stated or absent:
            yield FactView(kind, label, tuple(stated), "" if stated else absent)


def _said(fact: Fact) -> str:
    """A fact's value as a reader says it: a level of education by its name, anything else as it stands."""
    named = next((word for level, word in EDUCATION_WORD.items() if level == fact.value), None)
    return named if named is not None and fact.kind == "education" else one_line(fact.value)


def _field(kind: str, posting: Posting) -> str:
    """What the file's own fields say, for a kind of fact that the text is silent about."""
    fields = posting.fields
    if kind == "years" and fields.min_years_experience is not None:
        years = fields.min_years_experience
        return f"at least {years:g} year{'' if years == 1 else 's'}"
    if kind == "education" and fields.education is not None:
        return EDUCATION_WORD[fields.education]
    pay = fields.salary
    if kind == "pay" and pay is not None:
        ends = [f"{x:,.2f}".removesuffix(".00") for x in dict.fromkeys((pay.min, pay.max)) if x is not None]
        what = " ".join(x for x in (one_line(pay.currency or ""), "–".join(ends)) if x)
        article = "an" if pay.period == "hour" else "a"
        return f"{what} {article} {one_line(pay.period)}" if pay.period else what
    return ""


def _skipped(analysis: Analysis) -> Skipped:
    names = {s.id: s.heading for s in analysis.sections}
    by_section: dict[int, tuple[int, int]] = {}
    total = other = 0
    for chunk in analysis.chunks:
        size = sum(not c.isspace() for c in chunk.text)
        total += size
        if chunk.kind != "other":
            continue
        other += size
        if chunk.layout != "heading":
            old, first = by_section.get(chunk.section, (0, chunk.id))
            by_section[chunk.section] = (old + size, first)
    sections = [
        (_section_name(names.get(section)), size, first) for section, (size, first) in by_section.items() if size
    ]
    return Skipped(
        total=total,
        other=other,
        sections=tuple(sorted(sections, key=lambda s: (-s[1], s[2]))),
        notes=tuple((SEVERITY_WORD[d.severity], one_line(d.message), d.code) for d in analysis.diagnostics),
    )


def _section_name(heading: str | None) -> str:
    return one_line(heading or "").strip(" :*#_") or "the opening lines"


def skipped_line(skipped: Skipped) -> str:
    """One sentence on how much of the posting was read for duties and requirements."""
    read = skipped.total - skipped.other
    if not skipped.other:
        return f"All {counted(read, 'character')} were read for duties and requirements."
    return (
        f"{read:,} of {counted(skipped.total, 'character')} were read as duties or requirements. The other "
        f"{skipped.other:,} (company, benefits, how to apply, headings) are kept in view and not scored."
    )
