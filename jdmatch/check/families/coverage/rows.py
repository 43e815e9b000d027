"""The statements that the score is about, each with what it weighs and what saying it would gain."""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.sentences import sentence
from jdmatch.matching.tables import CHUNK_BREAK, STATEMENT_BREAK
from jdmatch.matching.words import STATEMENT_DECAY, content_words
from jdmatch.records import Chunk, Framework, LevelScale, StatementCoverage, Status


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of the target level: its status, its rank by importance (0 = weightiest) among so many, the points
    of a hundred by which the score rises when a duty says it as clearly as its own sentence does."""

    statement: StatementCoverage
    status: Status
    rank: int
    of: int
    gain: float

    @property
    def words(self) -> str:
        """The statement as a sentence, without a full stop."""
        return sentence(self.statement.text)

    @property
    def is_weighty(self) -> bool:
        """Whether it is among the most important third of its level."""
        return self.rank < max(1, round(self.of * tables.WEIGHTY_SHARE))


def rows_of(draft: Draft) -> tuple[Row, ...]:
    """The statements of the scored framework at the target level, most important first."""
    analysis = draft.analysis
    coverage = analysis.coverage if analysis else None
    if analysis is None or coverage is None:
        return ()
    scored = [s for s in coverage.statements if s.framework == coverage.framework and s.level == coverage.target_level]
    total = sum(s.importance for s in scored)
    ranked = sorted(scored, key=lambda s: (-s.importance, s.statement))
    return tuple(Row(s, analysis.status(s), rank, len(ranked), gain_of(s, total)) for rank, s in enumerate(ranked))


def gain_of(statement: StatementCoverage, total: float) -> float:
    """By how many points of a hundred the score (Σ importance × probability ÷ Σ importance) rises when this statement's
    probability becomes that of a duty which says just this. ``total`` is the sum of all importances."""
    if total <= 0:
        return 0.0
    rise = max(0.0, tables.SAID - statement.probability)
    return round(100 * statement.importance * rise / total, 1)


def share(statement: str, texts: str) -> float:
    """How much of a statement's content words stand in a text, weighed as the matcher weighs them: the earlier in the
    statement the more. 0 for a statement without content words."""
    stems = {word.stem for word in content_words(texts, CHUNK_BREAK)}
    found = total = 0.0
    seen: set[str] = set()
    for n, word in enumerate(content_words(statement, STATEMENT_BREAK)):
        if word.stem in seen:
            continue
        seen.add(word.stem)
        weight = STATEMENT_DECAY**n
        total += weight
        found += weight if word.stem in stems else 0.0
    return found / total if total else 0.0


def quoted(text: str, longest: int = tables.LONGEST_QUOTE) -> str:
    """A piece of text as it is quoted: on one line, cut at a word where it is long."""
    words = " ".join(text.split())
    if len(words) <= longest:
        return f"“{words}”"
    return f"“{words[:longest].rsplit(' ', 1)[0].rstrip(' ,;:.')} …”"


def level_label(framework: Framework, level: str | None) -> str:
    """A level as it is called in a message: " at the level Proficient", "" where the framework has none."""
    scale: LevelScale | None = framework.scale
    if scale is None or level is None or level not in scale.levels:
        return ""
    return f" at the level {scale.labels[scale.index(level)]}"


def by_id(draft: Draft) -> dict[int, Chunk]:
    """The chunks by their number."""
    return {c.id: c for c in draft.chunks}


def is_standard(draft: Draft) -> bool:
    """Whether the framework is the writer's own yardstick: named by name, or with weights of its own. One that was
    chosen from the library is only the likeliest."""
    analysis = draft.analysis
    covered = analysis.coverage if analysis else None
    if analysis is None or covered is None:
        return False
    if not any(name.startswith("library@") for name in analysis.signature.frameworks):
        return True
    sources = {s.importance_source for s in covered.statements if s.framework == covered.framework}
    return bool(sources & {"weights", "prevalence"})


def is_clear(draft: Draft, row: Row) -> bool:
    """Whether neither the matcher nor the words find anything of the statement in the duties."""
    if row.statement.probability > tables.CLEARLY_MISSING:
        return False
    return all(share(row.statement.text, c.body) < tables.FEW_WORDS for c in draft.duties)


def is_near_certain(draft: Draft) -> bool:
    """Whether the occupation is clear enough for a list of what a framework that jdmatch chose has beyond the draft."""
    return is_certain(draft, tables.NEAR_CERTAIN_OCCUPATION)


def is_certain(draft: Draft, least: float = tables.CERTAIN_OCCUPATION) -> bool:
    """Whether the occupation is clear enough for a plain word about what is missing."""
    analysis = draft.analysis
    covered = analysis.coverage if analysis else None
    if analysis is None or covered is None:
        return False
    chosen = [c.probability for c in analysis.occupation.candidates if c.framework == covered.framework]
    unsure_level = analysis.level is not None and analysis.level.abstained
    return bool(chosen) and chosen[0] >= least and not unsure_level
