"""Corpora of any size out of real postings, for what depends on size: lines crossed with lines of other postings.

Repeating 2,000 postings ten times would measure a cache. Here every made posting keeps the layout of one real posting,
and most of its lines get the end of a line of another: cut where a phrase begins, so that they read like English and
split like it. One line in ten stays as it is, as boilerplate does. Posting n is a function of n alone: a smaller corpus
is the beginning of a larger one, and nothing needs to be kept. They are for measuring speed, and for nothing else; they
are written to scratch folders and never committed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from benchmarks.corpus import Text

_SEED = 20260
_KEPT = 1 / 10
# A line ends at a line break, at what NYC's export has in its place (two blanks), or behind a sentence's end.
_LINE = re.compile(r"\n+|\s{2,}|(?<=[.;!?])\s+")
_JOINT = re.compile(
    r"(?<=[\w)]), |\s(?=(?:and|or|to|for|with|in|of|on|by|from|as|that|which|including|through|while|when)\s)", re.ASCII
)
_HEADING_WORDS = 4
# Longer ends are lists of qualifications: with them made postings would outgrow real ones.
_END_WORDS = range(3, 17)


def postings(sources: Sequence[Text], wanted: int) -> Iterator[Text]:
    """``wanted`` made postings. ValueError where there are not two real ones to cross."""
    if len(sources) < 2:
        raise ValueError("at least two postings are needed to cross them")
    donors = [_donors(source) for source in sources]
    yield from (_posting(sources, donors, number) for number in range(wanted))


def _posting(sources: Sequence[Text], donors: Sequence[Sequence[str]], number: int) -> Text:
    draw = random.Random(f"{_SEED}-{number}")
    base = sources[draw.randrange(len(sources))]
    out, at = [], 0
    for match in [*_LINE.finditer(base.text), None]:
        end = match.start() if match else len(base.text)
        line = base.text[at:end]
        out.append(line if draw.random() < _KEPT else _crossed(line, donors, draw))
        out.append(match.group() if match else "")
        at = match.end() if match else end
    return Text(f"made-{number}", base.title, "".join(out))


def _crossed(line: str, donors: Sequence[Sequence[str]], draw: random.Random) -> str:
    """The beginning of a line with the end of another's; headings and short lines as they are."""
    cuts = [joint.start() for joint in _JOINT.finditer(line) if len(line[: joint.start()].split()) >= 3]
    if len(line.split()) <= _HEADING_WORDS or not cuts:
        return line
    ends = donors[draw.randrange(len(donors))]
    if not ends:
        return line
    head = line[: cuts[draw.randrange(len(cuts))]]
    mark = line[-1] if line[-1] in ".;:!?" else ""
    return f"{head} {ends[draw.randrange(len(ends))].rstrip('.;:!?')}{mark}"


def _donors(source: Text) -> list[str]:
    """Ends of a posting's lines, of three to sixteen words, each beginning with a phrase."""
    found = []
    for line in _LINE.split(source.text):
        ends = (line[joint.start() :].lstrip(", ") for joint in islice(_JOINT.finditer(line), 1, None))
        found += [end for end in ends if len(end.split()) in _END_WORDS]
    return found
