"""What a term is: words that a rule looks for, what may stand instead, and when they are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# When a term is meant: always; not as part of a name (capitals in mid-sentence); not in a duty (who hires
# "assesses cultural fit"); in what is asked of a person; where no law is named beside it; not inside a longer name
# or title ("Shop Foreman" who is somebody else) and not in quotation marks.
When = Literal["always", "no name", "no duty", "asked", "not by law", "no title"]


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase in the small language of ``leveling.phrases``, the rule that it belongs to, and what may stand instead
    ("" where nothing fits every sentence)."""

    code: str
    phrase: str
    instead: str = ""
    when: When = "always"


def terms(code: str, table: str, when: When = "always") -> tuple[Term, ...]:
    """The terms of a table, a line each: the phrase, and behind "=" what may stand instead."""
    lines = (line.partition("=") for line in table.strip().splitlines())
    return tuple(Term(code, phrase.strip(), instead.strip(), when) for phrase, _, instead in lines)
