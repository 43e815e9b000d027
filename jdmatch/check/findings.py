"""What the check says about a draft: findings, and the edits that would mend them.

A finding points into the posting's text as it was read (code points), says what is wrong and what to do about it, and
carries fixes where there are any. A safe fix changes nothing that the posting says and may be applied by ``--fix``; any
other is an offer that a person takes. Where a finding stands in the user's file, and in which columns, is the business
of ``places``; how it is printed, that of the formats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from jdmatch.records import Severity

# Severities from the gravest; a finding of the check is one of these.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "suggestion", "note")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in the place of ``posting.text[start:end]``; an insertion where both are equal."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding. ``title`` says it as an order ("Insert …"); ``edits`` lie apart, in order. ``safe``
    ones change nothing that the posting says."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, and what it shows."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a draft that a writer may want to change.

    ``message`` is one sentence about this place, ``help`` what to do about it ("" where the message says it).
    ``start`` and ``end`` are code points of the posting's text; a finding about the whole posting has (0, 0) or the
    heading that it belongs to. ``key`` tells it from others of its rule at the same words (a statement's id, a level).
    ``gain`` is by how much the coverage score would rise, in points of a hundred, where that can be said.
    """

    code: str
    severity: Severity
    message: str
    start: int
    end: int
    help: str = ""
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    key: str = ""
    gain: float | None = None

    def fingerprint(self, text: str) -> str:
        """Which finding this is, wherever its line may have moved to: the rule, ``key``, and the words that it points
        at, without regard to case and blanks."""
        quote = " ".join(text[self.start : self.end].split()).casefold()
        content = "\0".join((self.code, self.key, quote)).encode("utf-8", "surrogatepass")
        return f"sha256:{hashlib.sha256(content).hexdigest()[:_DIGITS]}"
