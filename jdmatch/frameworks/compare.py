"""How two versions of a framework differ: statements added, dropped, reworded, and moved between levels.

Which old statement a new one was is asked in this order: the same text; the same id, where ids are the source's own
(numbers shift when one is put in between, so they prove nothing); then the likest text by common words, if it is
like enough. A statement can be reworded and moved at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from jdmatch.frameworks.draft import numbered_ids
from jdmatch.records import Framework, Statement

# Texts that have less of their words in common, in order, are two statements.
LIKE = 0.6
_WORD = re.compile(r"\w+")
_ABOUT = ("title", "version", "description", "context", "group", "job_zone", "licence", "attribution", "language")

Both = tuple[Statement, Statement]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from ``old`` to ``new``. ``reworded`` and ``moved`` are (old, new) statements; one that is both is
    in both. ``about`` are (field, old, new) of the framework itself, the levels among them."""

    added: tuple[Statement, ...] = ()
    dropped: tuple[Statement, ...] = ()
    reworded: tuple[Both, ...] = ()
    moved: tuple[Both, ...] = ()
    unchanged: int = 0
    about: tuple[tuple[str, str, str], ...] = field(default=())

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.dropped or self.reworded or self.moved or self.about)


def compare(old: Framework, new: Framework) -> Difference:
    """The difference between two versions, in the order of the new one (dropped statements in the old one's)."""
    pairs = {after.id: (before, after) for before, after in _pairs(old, new)}
    kept = {before.id for before, _ in pairs.values()}
    in_order = [pairs[s.id] for s in new.statements if s.id in pairs]
    reworded = tuple(pair for pair in in_order if pair[0].text != pair[1].text)
    moved = tuple(pair for pair in in_order if pair[0].level != pair[1].level)
    return Difference(
        added=tuple(s for s in new.statements if s.id not in pairs),
        dropped=tuple(s for s in old.statements if s.id not in kept),
        reworded=reworded,
        moved=moved,
        unchanged=sum(a.text == b.text and a.level == b.level for a, b in in_order),
        about=tuple(_about(old, new)),
    )


def effort(old: Framework, new: Framework) -> int:
    """How many pairs of statements ``compare`` may have to hold against each other word by word, at about ten
    microseconds each: whoever must answer soon can ask before."""
    texts = [{_same_text(s) for s in f.statements} for f in (old, new)]
    return len(texts[0] - texts[1]) * len(texts[1] - texts[0])


def _about(old: Framework, new: Framework) -> Iterator[tuple[str, str, str]]:
    for name in _ABOUT:
        before, after = str(getattr(old, name) or ""), str(getattr(new, name) or "")
        if before != after:
            yield name.replace("_", " "), before, after
    levels = [" < ".join(f.scale.levels) if f.scale else "" for f in (old, new)]
    if levels[0] != levels[1]:
        yield "levels", levels[0], levels[1]


def _pairs(old: Framework, new: Framework) -> list[Both]:
    out: list[Both] = []
    before, after = _take(list(old.statements), list(new.statements), out, _same_text)
    if not (_numbered(old) or _numbered(new)):
        before, after = _take(before, after, out, lambda s: s.id)
    out += _likest(before, after)
    return out


def _numbered(framework: Framework) -> bool:
    return [s.id for s in framework.statements] == numbered_ids(framework.id, [s.level for s in framework.statements])


def _same_text(statement: Statement) -> str:
    return " ".join(_WORD.findall(statement.text.casefold()))


def _take(
    before: list[Statement], after: list[Statement], out: list[Both], key: Callable[[Statement], str]
) -> tuple[list[Statement], list[Statement]]:
    """Pair statements of equal keys, first those of one level, then in order; what is left of both sides."""
    for with_level in (True, False):
        waiting: defaultdict[tuple[str, str | None], list[Statement]] = defaultdict(list)
        for s in before:
            waiting[key(s), s.level if with_level else None].append(s)
        rest = []
        for s in after:
            found = waiting[key(s), s.level if with_level else None]
            if found:
                out.append((found.pop(0), s))
            else:
                rest.append(s)
        left = {s.id for members in waiting.values() for s in members}
        before, after = [s for s in before if s.id in left], rest
    return before, after


def _likest(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[Both]:
    """Pairs of like texts, the likest first, each statement once."""
    words = {id(s): _WORD.findall(s.text.casefold()) for s in (*before, *after)}
    ranked = []
    for i, a in enumerate(before):
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(words[id(a)])
        for j, b in enumerate(after):
            matcher.set_seq1(words[id(b)])
            if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE and (r := matcher.ratio()) >= LIKE:
                ranked.append((-r, i, j))
    used_before: set[int] = set()
    used_after: set[int] = set()
    for _, i, j in sorted(ranked):
        if i not in used_before and j not in used_after:
            used_before.add(i)
            used_after.add(j)
            yield before[i], after[j]
