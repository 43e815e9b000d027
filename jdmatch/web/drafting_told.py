"""What the draft's editor is told, as plain values: findings, marked duties, figures in the report's own words.

Offsets are code points into the text that was sent; the page's script makes them its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from jdmatch.analyzer import Analyzer
from jdmatch.check.engine import Checked, Located
from jdmatch.check.formats import objects
from jdmatch.check.rules import RULES
from jdmatch.errors import InputError
from jdmatch.records import Framework, Statement
from jdmatch.report.build import build
from jdmatch.report.text import headline, percent
from jdmatch.report.views import View

# How many occupations are offered where none fits.
_OFFERED = 3
# A text that is no posting yet is no mistake of its writer: code → what would make it one.
_NOT_YET = {
    "JDM004": "Write, or paste a posting: what there is to say about it appears here while you type.",
    "JDM005": "A little more: from 20 words on the text is read as a posting.",
    "JDM006": "Nothing here says yet what the person will do. A heading “Responsibilities” with two or three duties "
    "below it, one a line, is enough.",
}
# So many lines that stand in both texts are shown beside what differs.
_BESIDE = 2
# What the rule says of a framework that nobody named is made for the command line.
_NAME_IT = "If this is the right occupation, check against it: each duty is then told with a sentence to insert."


def looked(checked: Checked) -> dict[str, Any]:
    """What the rules say."""
    return {"findings": [_finding(checked, one, named=True) for one in checked.findings], **_words(checked)}


def judged(checked: Checked, analyzer: Analyzer) -> dict[str, Any]:
    """What rules and models say."""
    analysis = checked.draft.analysis
    if analysis is None:
        raise RuntimeError("nothing was judged")
    view = build(analysis, analyzer.frameworks)
    return {
        "findings": [_finding(checked, one, named=analyzer.named) for one in checked.findings],
        "duties": list(_duties(checked)),
        "score": _score(view, analysis.coverage),
        "unscored": view.unscored,
        "level": None if view.level is None else {"headline": view.level.headline, "note": view.level.note},
        "named": analyzer.named,
        "occupation": view.occupation.headline,
        "candidates": [
            {"id": framework, "title": title, "probability": percent(probability)}
            for title, framework, probability in view.occupation.candidates[:_OFFERED]
        ],
        **_words(checked),
    }


def unread(error: InputError, text: str) -> dict[str, Any]:
    """Why there is nothing to say of a text."""
    early = error.code in _NOT_YET
    return {
        "early": early,
        "code": error.code,
        "told": _NOT_YET.get(error.code, error.message),
        "words": len(text.split()),
        "findings": [],
    }


def differences(before: str, now: str) -> list[tuple[str, str]]:
    """The lines of two texts as (``same``, ``removed`` or ``added``, line), in their order; ``gap`` tells how many
    lines that stand in both are left out."""
    old, new = before.splitlines(), now.splitlines()
    out: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            out += _beside(old[i1:i2], first=i1 == 0, last=i2 == len(old) and j2 == len(new))
        else:
            out += [("removed", line) for line in old[i1:i2]] + [("added", line) for line in new[j1:j2]]
    return out


def _beside(lines: list[str], *, first: bool, last: bool) -> list[tuple[str, str]]:
    """A run of lines that stand in both texts, as far as it lies beside a difference."""
    head, tail = (0 if first else _BESIDE), (0 if last else _BESIDE)
    left = len(lines) - head - tail
    if left <= 1:
        return [("same", line) for line in lines]
    told = [("same", line) for line in lines[:head]] + [("gap", f"{left} lines are the same")]
    return told + [("same", line) for line in lines[len(lines) - tail :]]


def _words(checked: Checked) -> dict[str, Any]:
    return {"words": len(checked.document.text.split()), "ignored": checked.ignored}


def _finding(checked: Checked, one: Located, *, named: bool) -> dict[str, Any]:
    """A finding; ``suggested`` where it offers a responsibility to insert, ``chosen`` where it is about the choice of
    a framework."""
    rule = RULES[one.finding.code]
    told = objects.finding(checked, one)
    chosen = one.finding.code == "JDM101" and not named
    if chosen:
        told["help"] = _NAME_IT
    return {
        **told,
        "needs": rule.needs,
        "summary": rule.summary,
        "suggested": one.finding.code == "JDM101" and bool(one.fixes),
        "chosen": chosen,
    }


def _duties(checked: Checked) -> Iterator[dict[str, Any]]:
    """The duties with the statement that each says best; nothing where no framework was compared."""
    draft = checked.draft
    analysis, framework = draft.analysis, draft.framework
    if analysis is None or framework is None:
        return
    best = {m.chunk: m for m in reversed(analysis.matches) if m.framework == framework.id}
    statements = {statement.id: statement for statement in framework.statements}
    for chunk in draft.duties:
        begin, end = (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)
        place = checked.document.place(begin, end)
        told: dict[str, Any] = {"start": place.start, "end": place.end}
        match = best.get(chunk.id)
        if match is None:
            yield {**told, "status": "outside", "told": f"Outside {framework.title}: no statement is near."}
        else:
            said = _said(framework, statements[match.statement])
            sure = f"{percent(match.probability)} likely"
            word = "Covers" if match.status == "covered" else "Comes near"
            yield {**told, "status": match.status, "told": f"{word} {said}, {sure}."}


def _said(framework: Framework, statement: Statement) -> str:
    scale, level = framework.scale, ""
    if scale is not None and statement.level:
        level = scale.labels[scale.index(statement.level)]
    return f"“{headline(statement.text)}”{f' ({level})' if level else ''}"


def _score(view: View, coverage: Any) -> dict[str, Any] | None:
    if view.score is None or coverage is None or view.framework is None:
        return None
    return {
        "value": view.score.value,
        "figure": view.score.figure,
        "range": view.score.range,
        "counts": view.score.counts,
        "framework": coverage.framework,
        "title": view.framework.title,
        "target_level": coverage.target_level,
        "at": view.framework.target.label if view.framework.target else None,
    }
