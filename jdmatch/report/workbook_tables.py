"""The sheets of the workbook: their names, and their columns with widths (in characters) and kinds. No logic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "share", "whole", "real"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its header, how wide it is, and how its cells are written (a share is a number shown as per cent)."""

    head: str
    width: int
    kind: Kind = "text"


_POSTING = SheetColumn("Posting", 24)
_REF = SheetColumn("Ref", 7)
_STATUS = SheetColumn("Status", 10)
_LIKELY = SheetColumn("Probability", 11, "share")
_IMPORTANCE = SheetColumn("Importance", 11, "real")
_START, _END = SheetColumn("Start", 8, "whole"), SheetColumn("End", 8, "whole")

OVERVIEW = (
    _POSTING,
    SheetColumn("Title", 34),
    SheetColumn("Occupation", 30),
    SheetColumn("Occupation probability", 12, "share"),
    SheetColumn("Framework", 30),
    SheetColumn("Pitched at", 20),
    SheetColumn("Level, in words", 30),
    SheetColumn("Level scored", 16),
    SheetColumn("Score", 9, "share"),
    SheetColumn("Score, low", 9, "share"),
    SheetColumn("Score, high", 9, "share"),
    SheetColumn("Covered", 9, "whole"),
    SheetColumn("Partly", 9, "whole"),
    SheetColumn("Missing", 9, "whole"),
    SheetColumn("Duties outside", 9, "whole"),
    SheetColumn("Biggest gaps", 50),
    SheetColumn("Remark", 50),
)
STATEMENTS = (
    _POSTING,
    SheetColumn("Framework", 14),
    SheetColumn("Statement id", 24),
    _REF,
    SheetColumn("Level", 14),
    SheetColumn("Scored", 8),
    SheetColumn("Statement", 60),
    _STATUS,
    _LIKELY,
    SheetColumn("In the posting's words", 60),
    SheetColumn("Also", 40),
    _START,
    _END,
    _IMPORTANCE,
    SheetColumn("Importance from", 14),
)
REMARKS = (SheetColumn("Reader says", 14), SheetColumn("Note", 40), SheetColumn("By", 16), SheetColumn("When", 20))
MISSING = (
    _POSTING,
    SheetColumn("Rank", 7, "whole"),
    _REF,
    SheetColumn("Level", 14),
    SheetColumn("Statement", 60),
    _STATUS,
    _IMPORTANCE,
    SheetColumn("Nearest passage", 60),
    _LIKELY,
    SheetColumn("Short of covered", 11, "share"),
)
DUTIES = (_POSTING, SheetColumn("Duty", 70), _START, _END, SheetColumn("Nearest statement", 60), _LIKELY)
FACTS = (_POSTING, SheetColumn("Fact", 24), SheetColumn("Stated", 40), SheetColumn("In the posting's words", 60))
METHOD = (_POSTING, SheetColumn("What", 16), SheetColumn("How", 110))
