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
from jdmatch.occupation.model import SOC_GROUP, OccupationModel, load
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
    """A framework ready for the question: ``titles`` (t, dim), the words of each title, ``statements`` (n, dim) and
    their ``middle`` (dim,) in the model's even space, the places and weights of all its words, and the SOC groups that
    are its own (places in the model's ``groups``) with their ``trades``, the minor groups."""

    framework: str
    title: str
    title_words: tuple[frozenset[str], ...]
    titles: NDArray[float32]
    statements: NDArray[float32]
    middle: NDArray[float32]
    places: NDArray[int64]
    weights: NDArray[float32]
    own: frozenset[int]
    trades: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Rivals:
    """How well each SOC group explains something (groups,), the groups from the best down, and their minor groups."""

    values: NDArray[float64]
    order: tuple[int, ...]
    minor: tuple[int, ...]

    def own(self, one: Candidate) -> float:
        """The best of a framework's own groups."""
        return max(float(self.values[group]) for group in one.own)

    def best(self, one: Candidate) -> float:
        """The best of all other groups."""
        return next((float(self.values[group]) for group in self.order if group not in one.own), 0.0)

    def far(self, one: Candidate) -> float:
        """The best of the groups of other trades."""
        return next((float(self.values[g]) for g in self.order if self.minor[g] not in one.trades), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Bag:
    """A bag of words of the posting, laid out over all buckets, how the occupations explain it, and how
    far so many words are to be trusted."""

    laid: NDArray[float32]
    rivals: _Rivals
    trust: float

    def alike(self, one: Candidate) -> float:
        """The cosine with a framework's words."""
        return float(self.laid[one.places] @ one.weights)

    def signs(self, one: Candidate) -> tuple[float, float, float]:
        """The cosine with a framework's words, and how much more alike they or its occupation's are than the best
        other occupation's, and than the best of another trade."""
        alike = self.alike(one)
        better = max(alike, self.rivals.own(one))
        beyond, far = better - self.rivals.best(one), better - self.rivals.far(one)
        return self.trust * alike, self.trust * beyond, self.trust * far


def evidence(
    title: str | None, title_vector: NDArray[float32] | None, duties: NDArray[float32], chunks: Iterable[Chunk]
) -> Evidence:
    """A posting's evidence; ``duties`` are the vectors of the chunks that state them."""
    parts: dict[str, list[str]] = {"responsibility": [], "requirement": [], "other": []}
    for chunk in chunks:
        parts[chunk.kind].append(chunk.body)
    duty, requirement, other = (words.count(parts[kind]) for kind in ("responsibility", "requirement", "other"))
    named = title if title_vector is not None else None
    return Evidence(
        title=named,
        title_vector=title_vector if named is not None else None,
        duties=duties,
        title_bag=words.count([named or ""]),
        requirement_bag=requirement,
        text_bag=duty + requirement + other,
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
    return Candidate(
        framework=framework.id,
        title=framework.title,
        title_words=tuple(_words(title) for title in titles(framework)),
        titles=title_vectors,
        statements=even,
        middle=_middle(even),
        places=places,
        weights=weights,
        own=own,
        trades=frozenset(model.minor[group] for group in own),
    )


def signs(posting: Evidence, candidates: Sequence[Candidate], model: OccupationModel) -> tuple[tuple[float, ...], ...]:
    """The values of ``SIGNS`` for each candidate."""
    duties = model.even(posting.duties) if len(posting.duties) else posting.duties
    usual = _usual(model, duties)
    middle = _middle(duties)
    rivals = _rivals(model, _middles(model, middle))
    requirements, text = _bag(model, posting.requirement_bag), _bag(model, posting.text_bag)
    trust = len(duties) / (len(duties) + _FEW)
    titled = _title_signs(posting, candidates, model)
    out = []
    for one, by_title in zip(candidates, titled, strict=True):
        alike = float(one.middle @ middle)
        better = max(alike, rivals.own(one))
        by_middle = (trust * (better - rivals.best(one)), trust * (better - rivals.far(one)))
        by_words = (requirements.trust * requirements.rivals.own(one), *text.signs(one))
        out.append((*by_title, _near(one, duties, usual), *by_middle, *by_words))
    return tuple(out)


def _title_signs(
    posting: Evidence, candidates: Sequence[Candidate], model: OccupationModel
) -> list[tuple[float, float, float, float]]:
    vector = posting.title_vector
    if posting.title is None or vector is None:
        return [(0.0, 0.0, 0.0, 0.0)] * len(candidates)
    import numpy as np

    known = np.add.reduceat(model.known(vector), model.group_starts) if model.reads(vector) else None
    shares = [model.neutral[0] if known is None else sum(float(known[g]) for g in one.own) for one in candidates]
    own, bag = _words(posting.title), _bag(model, posting.title_bag)
    return [
        (
            float((one.titles @ vector).max()),
            max(len(own & other) / max(1, min(len(own), len(other))) for other in one.title_words),
            math.log(share + _LEAST_KNOWN),
            bag.rivals.own(one) - bag.rivals.best(one),
        )
        for one, share in zip(candidates, shares, strict=True)
    ]


def _near(one: Candidate, duties: NDArray[float32], usual: NDArray[float64]) -> float:
    """How much nearer the duties are to their nearest statements than usual, a mean that leans on zero for a few."""
    if not len(duties):
        return 0.0
    nearest = (duties @ one.statements.T).max(axis=1).astype("float64")
    return float((nearest - usual).sum()) / (len(duties) + _FEW)


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
    by_group = model.by_group(values)
    return _Rivals(by_group, tuple(by_group.argsort(kind="stable")[::-1].tolist()), model.minor)


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
