"""Applying safe fixes: all of a file's that do not get into each other's way, or as a difference to look at."""

from __future__ import annotations

import difflib
import re
from pathlib import PurePath

from jdmatch.check.document import applied
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import Edit

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def safe_edits(checked: Checked) -> tuple[list[Edit], list[Located]]:
    """The edits of the safe fixes, and the findings that they mend. Of two that touch the same characters the one that
    comes first is taken; the other is there again at the next round."""
    edits: list[Edit] = []
    mended: list[Located] = []
    for one in checked.findings:
        offered = next((made for fix, made in one.fixes if fix.safe), None)
        if offered and all(_apart(edit, other) for edit in offered for other in edits):
            edits += [edit for edit in offered if edit not in edits]
            mended.append(one)
    return edits, mended


def mended(checked: Checked) -> tuple[str, int]:
    """The file's text with its safe fixes made once, and how many findings that mends."""
    edits, done = safe_edits(checked)
    return applied(checked.document.text, edits), len(done)


def difference(before: str, after: str, name: str) -> str:
    """A unified difference, "" where there is none."""
    path = PurePath(name).as_posix().lstrip("/")
    # Form feeds and the like end a line for str.splitlines, and for no tool that reads a difference.
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _apart(one: Edit, other: Edit) -> bool:
    if one == other:
        return True
    # Two insertions at one place would depend on their order, as would one where a replacement begins.
    return one.start != other.start and (one.end <= other.start or other.end <= one.start)
