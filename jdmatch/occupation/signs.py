"""The signs that a framework fits a posting, each a number that can be read.

Title: cosine with the framework's nearest title, share of common words, and the logarithm of how probable the
framework's occupation is by it. Duties: how near they are to their nearest statements and to the statements' middle.
Words: those of the requirements against the occupation's, and those of the whole text against the framework's. Signs
that end in "beyond" tell how much better the framework does than the best other occupation of O*NET: it is they that
see that a posting belongs to an occupation that no framework describes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jdmatch.occupation import words
from jdmatch.occupation.model import SIGNS, SOC_GROUP, OccupationModel, load
from jdmatch.records import Chunk, Framework

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

# Few duties and few words say little: their evidence counts for n/(n + _FEW) and n/(n + _FEW_WORDS).
_FEW, _FEW_WORDS = 3, 30
_NEAREST = 5
_LEAST_KNOWN = 1e-3
# A framework without a SOC code is placed in so many groups.
_PLACED = 2
_SOC = re.compile(r"\d\d-\d{4}(?:\.\d\d)?")
_WORD = re.compile(r"[a-z][a-z0-9+#]*")
_EMPTY = "a all an and at except for in of or other the to with"
_EMPTY_WORDS = frozenset(_EMPTY.split())


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is looked at of a posting: its title (None: untitled) with its vector (dim,), the vectors of its duties
    (n, dim), and the words of its title, of its requirements and of all of it."""

    title: str | None
    title_vector: NDArray[float32] | None
    duties: NDArray[float32]
    title_bag: Counter[int]
    requirement_bag: Counter[int]
    text_bag: Counter[int]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A framework ready for the question: ``titles`` (t, dim), the words of each title and of all, ``statements``
    (n, dim) and their ``middle`` (dim,) in the model's even space, the places and weights of all its words, and the SOC
    groups that are its own (places in the model's ``groups``) with their ``trades``, the minor groups."""

    framework: str
    title: str
    title_words: tuple[frozenset[str], ...]
    all_title_words: frozenset[str]
    titles: NDArray[float32]
    statements: NDArray[float32]
    middle: NDArray[float32]
    places: NDArray[int64]
    weights: NDArray[float32]
    own: frozenset[int]
    trades: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Rivals:
    """How well each SOC group explains something (groups,), and the best of each trade (trades,), which has the place
    of its first group."""

    values: NDArray[float64]
    groups: NDArray[int64]
    by_trade: NDArray[float64]
    trades: NDArray[int64]

    def own(self, lineup: _Lineup) -> NDArray[float64]:
        """The best of each framework's own groups (c,)."""
        best: NDArray[float64] = self.values[lineup.own].max(axis=1)
        return best

    def best(self, lineup: _Lineup) -> NDArray[float64]:
        """The best of all groups but each framework's own (c,)."""
        return _beside(self.groups, self.values, lineup.own)

    def far(self, lineup: _Lineup) -> NDArray[float64]:
        """The best of the groups of other trades than each framework's (c,)."""
        return _beside(self.trades, self.by_trade, lineup.trades)


@dataclass(frozen=True, slots=True, eq=False)
class _Lineup:
    """The places of each candidate's own groups and trades (c, k), shorter rows filled with their first place."""

    own: NDArray[int64]
    trades: NDArray[int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Bag:
    """A bag of words of the posting, laid out over all buckets, how the occupations explain it, and how
    far so many words are to be trusted."""

    laid: NDArray[float32]
    rivals: _Rivals
    trust: float

    def alike(self, candidates: Sequence[Candidate]) -> NDArray[float64]:
        """The cosine with each framework's words (c,)."""
        import numpy as np

        return np.array([self.laid.take(one.places).dot(one.weights) for one in candidates], dtype=np.float64)


def evidence(
    title: str | None, title_vector: NDArray[float32] | None, duties: NDArray[float32], chunks: Iterable[Chunk]
) -> Evidence:
    """A posting's evidence; ``duties`` are the vectors of the chunks that state them."""
    required: list[str] = []
    rest: list[str] = []
    for chunk in chunks:
        (required if chunk.kind == "requirement" else rest).append(chunk.body)
    requirement, text = words.count(required), words.count(rest)
    text.update(requirement)
    named = title if title_vector is not None else None
    return Evidence(
        title=named,
        title_vector=title_vector if named is not None else None,
        duties=duties,
        title_bag=words.count([named or ""]),
        requirement_bag=requirement,
        text_bag=text,
    )


def titles(framework: Framework) -> tuple[str, ...]:
    """The titles of a framework whose vectors ``prepare`` wants: its own, then the alternate ones."""
    return (framework.title, *framework.alternate_titles)


def prepare(
    framework: Framework,
    title_vectors: NDArray[float32],
    statement_vectors: NDArray[float32],
    model: OccupationModel | None = None,
) -> Candidate:
    """A framework with the vectors of its ``titles`` (t, dim) and statements (n, dim). ValueError where their numbers
    differ from the framework's."""
    model = model or load()
    if len(title_vectors) != len(titles(framework)) or len(statement_vectors) != len(framework.statements):
        raise ValueError(f"{framework.id}: {len(title_vectors)} titles, {len(statement_vectors)} statements encoded")
    even = model.even(statement_vectors)
    bag = words.count([*titles(framework), *(s.text for s in framework.statements)])
    places, weights = words.profile(bag, model.rarity)
    own = _own(model, framework.id, title_vectors[0], places, weights)
    title_words = tuple(_words(title) for title in titles(framework))
    return Candidate(
        framework=framework.id,
        title=framework.title,
        title_words=title_words,
        all_title_words=frozenset().union(*title_words),
        titles=title_vectors,
        statements=even,
        middle=_middle(even),
        places=places,
        weights=weights,
        own=own,
        trades=frozenset(model.minor[group] for group in own),
    )


def signs(posting: Evidence, candidates: Sequence[Candidate], model: OccupationModel) -> NDArray[float64]:
    """The values of ``SIGNS`` for each candidate (c, signs). A row does not depend on the candidates beside it: what
    is computed of all together is the highest of some numbers, a difference or a product of two."""
    import numpy as np

    if not candidates:
        return np.zeros((0, len(SIGNS)))
    lineup = _lineup(candidates)
    duties = model.even(posting.duties) if len(posting.duties) else posting.duties
    middle = _middle(duties)
    rivals = _rivals(model, _middles(model, middle))
    requirements, text = _bag(model, posting.requirement_bag), _bag(model, posting.text_bag)
    trust = len(duties) / (len(duties) + _FEW)
    alike = np.array([one.middle.dot(middle) for one in candidates], dtype=np.float64)
    words_alike = text.alike(candidates)
    return np.column_stack(
        (
            *_title_signs(posting, candidates, lineup, model),
            _near(candidates, duties, _usual(model, duties)),
            *(trust * sign for sign in _beyond(alike, rivals, lineup)),
            requirements.trust * requirements.rivals.own(lineup),
            text.trust * words_alike,
            *(text.trust * sign for sign in _beyond(words_alike, text.rivals, lineup)),
        )
    )


def _beyond(alike: NDArray[float64], rivals: _Rivals, lineup: _Lineup) -> tuple[NDArray[float64], NDArray[float64]]:
    """How much more alike each framework's, or its occupation's, is than the best other occupation's, and than the
    best of another trade."""
    import numpy as np

    better = np.maximum(alike, rivals.own(lineup))
    return better - rivals.best(lineup), better - rivals.far(lineup)


def _beside(places: NDArray[int64], values: NDArray[float64], own: NDArray[int64]) -> NDArray[float64]:
    """The highest of ``values``, which stand at ``places``, that is at none of a row's ``own`` (c, k); 0 where there is
    none (c,)."""
    import numpy as np

    # Even if all of a row's own were the best, the next one is among these.
    few = min(own.shape[1] + 1, len(values))
    best = values.argpartition(-few)[-few:]
    best = best[values[best].argsort()[::-1]]
    free = (own[:, :, None] != places[best]).all(axis=1)
    return np.where(free.any(axis=1), values[best][free.argmax(axis=1)], 0.0)


def _lineup(candidates: Sequence[Candidate]) -> _Lineup:
    return _Lineup(_filled([one.own for one in candidates]), _filled([one.trades for one in candidates]))


def _filled(sets: Sequence[frozenset[int]]) -> NDArray[int64]:
    import numpy as np

    width = max(map(len, sets))
    return np.array([(*row, *[next(iter(row))] * (width - len(row))) for row in sets], dtype=np.int64)


def _title_signs(
    posting: Evidence, candidates: Sequence[Candidate], lineup: _Lineup, model: OccupationModel
) -> tuple[NDArray[float64], NDArray[float64], NDArray[float64], NDArray[float64]]:
    import numpy as np

    vector = posting.title_vector
    if posting.title is None or vector is None:
        none = np.zeros(len(candidates))
        return none, none, none, none
    own, rivals = _words(posting.title), _bag(model, posting.title_bag).rivals
    return (
        np.array([(one.titles @ vector).max() for one in candidates], dtype=np.float64),
        np.array([_in_common(own, one) for one in candidates]),
        np.array([math.log(share + _LEAST_KNOWN) for share in _shares(vector, candidates, model)]),
        rivals.own(lineup) - rivals.best(lineup),
    )


def _shares(vector: NDArray[float32], candidates: Sequence[Candidate], model: OccupationModel) -> list[float]:
    """How probable each framework's groups are by the title's vector."""
    import numpy as np

    if not model.reads(vector):
        return [model.neutral[0]] * len(candidates)
    known = np.add.reduceat(model.known(vector), model.group_starts).tolist()
    return [sum(known[group] for group in one.own) for one in candidates]


def _in_common(own: frozenset[str], one: Candidate) -> float:
    """The largest share of words that a title has in common with one of the framework's."""
    if own.isdisjoint(one.all_title_words):
        return 0.0
    return max(len(own & other) / max(1, min(len(own), len(other))) for other in one.title_words)


def _near(candidates: Sequence[Candidate], duties: NDArray[float32], usual: NDArray[float64]) -> NDArray[float64]:
    """How much nearer the duties are to each framework's nearest statements than usual (c,), a mean that leans on zero
    for a few."""
    import numpy as np

    if not len(duties):
        return np.zeros(len(candidates))
    # A product each, since one of all would have other last digits; the highest of some numbers is the same anyhow.
    alike = np.concatenate([duties @ one.statements.T for one in candidates], axis=1)
    starts = np.cumsum([0, *(len(one.statements) for one in candidates[:-1])])
    nearest = np.ascontiguousarray(np.maximum.reduceat(alike, starts, axis=1).T, dtype=np.float64)
    out: NDArray[float64] = (nearest - usual).sum(axis=1) / (len(duties) + _FEW)
    return out


def _usual(model: OccupationModel, duties: NDArray[float32]) -> NDArray[float64]:
    """For each duty, its mean cosine with the nearest few tasks of the background (n,)."""
    import numpy as np

    if not len(duties) or not model.reads(duties):
        return np.full(len(duties), model.neutral[1])
    alike = (duties @ model.background.T).astype(np.float64)
    usual: NDArray[float64] = np.partition(alike, alike.shape[1] - _NEAREST, axis=1)[:, -_NEAREST:].mean(axis=1)
    return usual


def _middle(rows: NDArray[float32]) -> NDArray[float32]:
    """The mean of unit rows (n, dim) as a unit vector; zeros for none."""
    import numpy as np

    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.float32)
    mean = rows.mean(axis=0, dtype=np.float64)
    out: NDArray[float32] = (mean / max(float(np.sqrt(mean @ mean)), 1e-9)).astype(np.float32)
    return out


def _middles(model: OccupationModel, middle: NDArray[float32]) -> NDArray[float64]:
    import numpy as np

    if not model.reads(middle):
        return np.zeros(len(model.codes))
    out: NDArray[float64] = (model.middles @ middle).astype(np.float64)
    return out


def _bag(model: OccupationModel, counts: Counter[int]) -> _Bag:
    import numpy as np

    places, weights = words.profile(counts, model.rarity)
    laid = np.zeros(words.BUCKETS, dtype=np.float32)
    laid[places] = weights
    trust = len(places) / (len(places) + _FEW_WORDS)
    return _Bag(laid, _rivals(model, model.in_words(places, weights)), trust)


def _rivals(model: OccupationModel, values: NDArray[float64]) -> _Rivals:
    """From values for each of the model's codes."""
    import numpy as np

    by_group = model.by_group(values)
    trades = model.trade_starts
    return _Rivals(by_group, np.arange(len(by_group)), np.maximum.reduceat(by_group, trades), trades)


def _own(
    model: OccupationModel, framework: str, title: NDArray[float32], places: NDArray[int64], weights: NDArray[float32]
) -> frozenset[int]:
    """The framework's SOC group where its id is a SOC code, else the groups that its title and its words, in
    ``places`` with ``weights``, are most alike."""
    import numpy as np

    group = model.places.get(framework[:SOC_GROUP])
    if _SOC.fullmatch(framework) and group is not None:
        return frozenset({group})
    alike = model.by_group(model.in_words(places, weights))
    scores = alike / max(float(alike.max()), 1e-9)
    if model.reads(title):
        known = np.add.reduceat(model.known(title), model.group_starts)
        scores = scores + known / known.max()
    return frozenset(scores.argsort(kind="stable")[::-1][:_PLACED].tolist())


def _words(title: str) -> frozenset[str]:
    """The words of a title without number and case, so that "Accountants" is "accountant"."""
    found = _WORD.findall(title.lower())
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in found if word not in _EMPTY_WORDS)
