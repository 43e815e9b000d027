"""The flat form of results: two tables, one row a posting and one row a posting and statement; and the way to CSV.

The columns stand here with what they mean, in their fixed order; docs/wire.md lists them, and a test holds it to that.
Figures are rounded as in the analysis JSON. The quote of a statement is its best chunk: for a covered or partial one
the evidence, for a missing one what came nearest.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jdmatch.records import Analysis
from jdmatch.records.wire import number

Kind = Literal["text", "real", "whole", "truth"]
Row = tuple[Any, ...]
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# What a spreadsheet runs as a formula, and what was guarded before.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: text, a real or whole number, or a truth value; whether it may be empty; what it is."""

    name: str
    kind: Kind
    nullable: bool
    about: str


STATEMENTS = (
    Column("posting", "text", False, "the posting's id"),
    Column("framework", "text", False, "the framework's id"),
    Column("statement", "text", False, "the statement's id"),
    Column("level", "text", True, "the statement's level; empty in a framework without levels"),
    Column("text", "text", False, "the statement"),
    Column("status", "text", False, "covered, partial or missing, at the run's thresholds"),
    Column("probability", "real", False, "of the best chunk"),
    Column("importance", "real", False, "of the statement in its framework"),
    Column("importance_source", "text", False, "weights, prevalence, centrality or uniform"),
    Column("target", "truth", False, "whether the posting's score is about this statement"),
    Column("chunk", "whole", True, "id of the best chunk; empty where the posting has no duty"),
    Column("start", "whole", True, "where the best chunk begins in the posting's text, in code points"),
    Column("end", "whole", True, "where it ends"),
    Column("quote", "text", True, "the best chunk: the evidence, or what came nearest to a missing statement"),
)
POSTINGS = (
    Column("posting", "text", False, "the posting's id"),
    Column("sha256", "text", False, "of its text"),
    Column("title", "text", True, "its title"),
    Column("language", "text", False, "its language"),
    Column("occupation", "text", True, "id of the framework that it describes; empty where none fits"),
    Column("occupation_title", "text", True, "that framework's title"),
    Column("occupation_probability", "real", True, "that it is the right one"),
    Column("framework", "text", True, "id of the framework that level, score and counts are about"),
    Column("target_level", "text", True, "the level that is scored"),
    Column("level", "text", True, "the level at which the posting is pitched"),
    Column("level_probability", "real", True, "of that level"),
    Column("level_low", "text", True, "lower end of the level's interval"),
    Column("level_high", "text", True, "upper end"),
    Column("level_coverage", "real", True, "how often such an interval holds the true level"),
    Column("level_abstained", "truth", True, "whether the evidence of a level is thin"),
    Column("score", "real", True, "importance-weighted expected coverage at the target level"),
    Column("score_low", "real", True, "lower end of its interval of 90 %"),
    Column("score_high", "real", True, "upper end"),
    Column("covered", "whole", False, "statements of the score that are covered"),
    Column("partial", "whole", False, "that are partial"),
    Column("missing", "whole", False, "that are missing"),
    Column("responsibilities", "whole", False, "chunks that are a duty"),
    Column("unmatched", "whole", False, "of these, that match no statement"),
    Column("diagnostics", "whole", False, "notes on the input"),
    Column("min_years_experience", "real", True, "years of experience that are asked for"),
    Column("education", "text", True, "education that is asked for"),
    Column("pay_min", "real", True, "lower end of the pay"),
    Column("pay_max", "real", True, "upper end"),
    Column("pay_currency", "text", True, "its currency"),
    Column("pay_period", "text", True, "what it is paid for: year, month, week, day, hour"),
)


def statement_rows(analysis: Analysis) -> Iterator[Row]:
    """A row for each statement of each framework in question, in the analysis' order."""
    coverage = analysis.coverage
    if coverage is None:
        return
    posting = plain(analysis.posting.id)
    chunks = {chunk.id: chunk for chunk in analysis.chunks}
    for s in coverage.statements:
        best = None if s.best_chunk is None else chunks[s.best_chunk]
        yield (
            posting,
            s.framework,
            s.statement,
            s.level,
            s.text,
            analysis.status(s),
            number(s.probability),
            number(s.importance),
            s.importance_source,
            s.framework == coverage.framework and s.level == coverage.target_level,
            s.best_chunk,
            best.start if best else None,
            best.end if best else None,
            plain(best.text) if best else None,
        )


def posting_row(analysis: Analysis) -> Row:
    """The row of a posting."""
    coverage, fields, pay = analysis.coverage, analysis.posting.fields, analysis.posting.fields.salary
    duties = sum(chunk.kind == "responsibility" for chunk in analysis.chunks)
    return (
        plain(analysis.posting.id),
        analysis.sha256,
        plain(analysis.posting.title) if analysis.posting.title else None,
        analysis.language,
        *_occupation(analysis),
        coverage.framework if coverage else None,
        coverage.target_level if coverage else None,
        *_level(analysis),
        number(coverage.score) if coverage else None,
        *((number(x) for x in coverage.score_interval) if coverage else (None, None)),
        *_counts(analysis),
        duties,
        len(analysis.unmatched),
        len(analysis.diagnostics),
        number(fields.min_years_experience),
        fields.education,
        *((number(pay.min), number(pay.max), pay.currency, pay.period) if pay else (None,) * 4),
    )


def _occupation(analysis: Analysis) -> Row:
    selected = analysis.occupation.selected
    found = next((c for c in analysis.occupation.candidates if c.framework == selected), None)
    return (selected, found.title if found else None, number(found.probability) if found else None)


def _level(analysis: Analysis) -> Row:
    level = analysis.level
    if level is None:
        return (None,) * 6
    probability = level.probabilities[level.scale.index(level.estimate)]
    return (level.estimate, number(probability), *level.interval, number(level.interval_coverage), level.abstained)


def _counts(analysis: Analysis) -> Row:
    """How many statements of the score are covered, partial and missing."""
    coverage = analysis.coverage
    if coverage is None:
        return (0, 0, 0)
    counted = Counter(map(analysis.status, coverage.scored))
    return (counted["covered"], counted["partial"], counted["missing"])


def plain(text: str) -> str:
    """A text that UTF-8 can hold: lone surrogates, as in file names that are no UTF-8, are escaped as in JSON."""
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def csv_text(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """A table as CSV that spreadsheets open as it is meant: CRLF, and an apostrophe before what they would run as a
    formula. An empty cell is a value that is not there; truth is true or false."""
    return csv_lines([tuple(column.name for column in columns)]) + csv_lines(rows)


def csv_lines(rows: Iterable[Row]) -> str:
    """Rows of such a table by themselves, for one that is written piece by piece."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value if _FORMULA.match(value) else value
    return repr(value)
