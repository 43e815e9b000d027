"""Things that are compared take turns: A B C, B C A, C A B, so that none always runs on the warmer machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from benchmarks.context import SkipError

T = TypeVar("T")


def in_turns(sides: Mapping[str, Callable[[], T]], repeat: int) -> dict[str, list[T]]:
    """What each side gave, turn by turn. A turn begins one side later than the last."""
    names = list(sides)
    out: dict[str, list[T]] = {name: [] for name in names}
    for turn in range(repeat):
        for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
            tell(f"turn {turn + 1} of {repeat}: {name}")
            out[name].append(sides[name]())
    return out


def optional(skipped: dict[str, str], name: str, make: Callable[[], T]) -> T | None:
    """What ``make`` gives, or None and a line in ``skipped`` where it can not be had here."""
    try:
        return make()
    except SkipError as why:
        skipped[name] = str(why)
        tell(f"skipped {name}: {why}")
        return None


def tell(line: str) -> None:
    """Say on standard error how far the run is."""
    print(line, file=sys.stderr, flush=True)
