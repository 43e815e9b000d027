"""What the cursor is on: the duty with the statement that it matches, and the rules that found something there.

Words of postings and frameworks go into Markdown with its signs disarmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.engine import Checked, Located
from jdmatch.check.rules import RULES
from jdmatch.lsp.session import Report
from jdmatch.records import Chunk, Match, Statement

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")
_KINDS = {
    "responsibility": "Responsibility",
    "requirement": "Requirement",
    "other": "Neither a responsibility nor a requirement",
}
# As many statements are shown for one duty.
_MOST = 3


def hover(report: Report, offset: int, *, markdown: bool = True) -> tuple[str, int, int] | None:
    """What to show for a place of the buffer, and the range that it is about; None for nothing."""
    checked = report.checked
    if checked is None:
        return None
    found = [one for one in report.findings if one.place.start <= offset <= one.place.end > one.place.start]
    chunk = _chunk_at(checked, offset)
    # The duty first: editors show the findings themselves above what they are told here.
    told = [*([_of_chunk(checked.draft, chunk, report.whole)] if chunk else []), *(_of_rule(one) for one in found)]
    if not told:
        return None
    if chunk:
        place = checked.document.place(chunk.body_start if chunk.body_start >= 0 else chunk.start, chunk.end)
        start, end = place.start, place.end
    else:
        start, end = found[0].place.start, found[0].place.end
    text = "\n\n---\n\n".join(told)
    return (text if markdown else _plain(text)), start, end


def _chunk_at(checked: Checked, offset: int) -> Chunk | None:
    for chunk in checked.draft.chunks:
        if chunk.layout == "heading":
            continue
        place = checked.document.place(chunk.start, chunk.end)
        if place.start <= offset < place.end or offset == place.end > place.start:
            return chunk
    return None


def _of_rule(one: Located) -> str:
    """A finding with its rule: what it says, why that matters, what to do, who says so."""
    finding, rule = one.finding, RULES[one.finding.code]
    sources = "; ".join(
        f"[{_safe(source.text)}]({source.url})" if source.url else _safe(source.text) for source in rule.sources
    )
    parts = [
        f"**{rule.code} {_safe(rule.name)}** ({finding.severity})",
        _safe(finding.message),
        _safe(finding.help),
        f"*Why:* {_safe(rule.rationale)}",
        f"*Source:* {sources}" if sources else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _of_chunk(draft: Draft, chunk: Chunk, whole: bool) -> str:
    """A chunk with its kind, its level and the statements that it matches."""
    lines = [f"**{_KINDS[chunk.kind]}**{_level(chunk)}"]
    if draft.analysis is None:
        if not whole and chunk.kind == "responsibility":
            lines.append("The models are still reading.")
        return "\n\n".join(lines)
    matches = [match for match in draft.analysis.matches if match.chunk == chunk.id][:_MOST]
    lines += [_match(draft, match) for match in matches]
    if not matches and chunk.kind == "responsibility":
        lines.append("\n\n".join(_unmatched(draft, chunk)))
    return "\n\n".join(lines)


def _level(chunk: Chunk) -> str:
    if chunk.level is None:
        return ""
    name = chunk.level.estimate
    probability = chunk.level.probabilities[chunk.level.scale.index(name)]
    return f", level {_safe(name)} ({probability:.0%})"


def _match(draft: Draft, match: Match) -> str:
    framework = draft.frameworks[match.framework]
    statement = _statement(draft, match.framework, match.statement)
    level = f", {_safe(statement.level)}" if statement is not None and statement.level else ""
    words = _safe(statement.text) if statement is not None else _safe(match.statement)
    return f"{match.status.capitalize()} with {match.probability:.0%}: “{words}” ({_safe(framework.title)}{level})"


def _unmatched(draft: Draft, chunk: Chunk) -> Iterator[str]:
    analysis, framework = draft.analysis, draft.framework
    if analysis is None or framework is None:
        yield "No framework fits this posting, so nothing is matched."
        return
    yield f"Matches no statement of {_safe(framework.title)}."
    for one in analysis.unmatched:
        if one.chunk == chunk.id and one.nearest_statement is not None and one.probability is not None:
            statement = _statement(draft, framework.id, one.nearest_statement)
            if statement is not None:
                yield f"Nearest, with {one.probability:.0%}: “{_safe(statement.text)}”"


def _statement(draft: Draft, framework: str, statement: str) -> Statement | None:
    return next((s for s in draft.frameworks[framework].statements if s.id == statement), None)


def _safe(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def _plain(text: str) -> str:
    """The same without Markdown's signs, for a client that shows none."""
    bare = re.sub(r"(?<!\\)\[(.*?)(?<!\\)\]\((.*?)\)", r"\1 <\2>", text)
    bare = re.sub(r"(?<!\\)\*+", "", bare)
    return re.sub(r"\\(.)", r"\1", bare).replace("\n\n---\n\n", "\n\n")
