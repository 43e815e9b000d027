"""Posting → which of the given frameworks describes its occupation, or none.

Four things are looked at for each framework: how alike the titles are as vectors and as words; what is known about the
posting's title (a classifier over O*NET's job titles says how probable the framework's occupation is); and how much
nearer the duties are to the framework's statements than to the tasks of no occupation in particular. Titles mislead, so
the duties weigh most, the more the more there are. A framework's score depends on it and the posting alone; the scores
compete with each other and with "none", whose score is zero, in a softmax: with one framework the question is "this or
none", with a library "which, if any".
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.records import Framework, OccupationCandidate, OccupationEstimate

if TYPE_CHECKING:
    from numpy import float32, float64, int64
    from numpy.typing import NDArray

MODEL, ARRAYS = "occupation.json", "occupation.safetensors"
FORMAT = "jdmatch.occupation/1"
FEATURES = ("title_cosine", "title_words", "title_known", "duties_beyond", "untitled", "untitled_duties_beyond")
# Fewer duties than this many more say less: their evidence counts for n/(n + _FEW).
_FEW = 3
_NEAREST = 5
_LEAST_KNOWN = 1e-4
_SOC = re.compile(r"\d\d-\d{4}(?:\.\d\d)?")
_SOC_GROUP = 7
_WORD = re.compile(r"[a-z][a-z0-9+#]*")
_EMPTY = "a all an and at except for in of or other the to with"
_EMPTY_WORDS = frozenset(_EMPTY.split())


@dataclass(frozen=True, slots=True, eq=False)
class OccupationModel:
    """``weights`` of ``FEATURES`` and ``intercept`` make a framework's score against none's zero. ``title_rows``
    (occupations, dim) and ``title_offsets`` are a linear classifier of title vectors over ``codes``; ``background``
    (m, dim) are vectors of tasks of all kinds. They belong to ``encoder``; with vectors of another length what they
    would say is left at ``neutral``: the usual value of ``title_known``, and of the background's nearness."""

    weights: tuple[float, ...]
    intercept: float
    codes: tuple[str, ...]
    title_rows: NDArray[float32]
    title_offsets: NDArray[float64]
    background: NDArray[float32]
    neutral: tuple[float, float]
    encoder: str
    signature: str

    def reads(self, vectors: NDArray[float32]) -> bool:
        """Whether vectors (…, dim) are of the length that the arrays were made for."""
        return bool(vectors.shape[-1] == self.background.shape[1])

    def known(self, title: NDArray[float32]) -> NDArray[float64]:
        """How probable each of ``codes`` is by a title's vector (dim,)."""
        import numpy as np

        scores = (self.title_rows @ title).astype(np.float64) + self.title_offsets
        likely = np.exp(scores - scores.max())
        share: NDArray[float64] = likely / likely.sum()
        return share


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A framework ready for the question: ``titles`` (t, dim), the words of each title, ``statements`` (n, dim), and
    how its occupation is spread over the model's codes (codes,)."""

    framework: str
    title: str
    words: tuple[frozenset[str], ...]
    titles: NDArray[float32]
    statements: NDArray[float32]
    spread: NDArray[float64]


@cache
def load() -> OccupationModel:
    """The shipped model. ModelError (JDM040) where a file is missing, damaged or of another format."""
    import numpy as np
    from safetensors.numpy import load_file

    content = resources.model_file(MODEL).read_bytes()
    table: Mapping[str, Any] = json.loads(content)
    if table.get("format") != FORMAT or tuple(table.get("weights", ())) != FEATURES:
        raise ModelError(
            f"models/{MODEL} is not of the format {FORMAT} with the features {', '.join(FEATURES)}. "
            "Make it again: python -m tools.fit_occupation",
            code="JDM040",
        )
    arrays = load_file(resources.model_file(ARRAYS))
    parts = hashlib.sha256(content + resources.manifest()[ARRAYS].sha256.encode()).hexdigest()

    def unpacked(name: str) -> NDArray[float32]:
        rows: NDArray[float32] = arrays[name].astype(np.float32) * arrays[f"{name}.scale"][:, None]
        return rows

    return OccupationModel(
        weights=tuple(float(weight) for weight in table["weights"].values()),
        intercept=float(table["intercept"]),
        codes=tuple(table["codes"]),
        title_rows=unpacked("titles"),
        title_offsets=arrays["titles.offset"].astype(np.float64),
        background=unpacked("background"),
        neutral=(float(table["neutral"]["title_known"]), float(table["neutral"]["nearness"])),
        encoder=str(table["encoder"]),
        signature=f"occupation@sha256:{parts[:16]}",
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
    return Candidate(
        framework=framework.id,
        title=framework.title,
        words=tuple(_words(title) for title in titles(framework)),
        titles=title_vectors,
        statements=statement_vectors,
        spread=_spread(model, framework.id, title_vectors[0]),
    )


def choose(
    title: str | None,
    title_vector: NDArray[float32] | None,
    duties: NDArray[float32],
    candidates: Sequence[Candidate],
    model: OccupationModel | None = None,
) -> OccupationEstimate:
    """Which candidate fits a posting with this title (None: untitled) and the vectors of its duties (n, dim).

    Candidates come by falling probability, then id; ``selected`` is None where none is at least as probable as the
    first. The order in which candidates are given does not matter.
    """
    model = model or load()
    scores: dict[str, tuple[str, float]] = {}
    for one, row in zip(candidates, features(title, title_vector, duties, candidates, model), strict=True):
        total = sum(weight * value for weight, value in zip(model.weights, row, strict=True))
        scores[one.framework] = (one.title, total + model.intercept)
    return _decided(scores)


def features(
    title: str | None,
    title_vector: NDArray[float32] | None,
    duties: NDArray[float32],
    candidates: Sequence[Candidate],
    model: OccupationModel,
) -> tuple[tuple[float, ...], ...]:
    """The values of ``FEATURES`` for each candidate; the arguments are those of ``choose``."""
    usual = _usual(model, duties)
    if title is None or title_vector is None:
        return tuple((0.0, 0.0, 0.0, 0.0, 1.0, _beyond(one, duties, usual)) for one in candidates)
    known = model.known(title_vector) if model.reads(title_vector) else None
    words = _words(title)
    return tuple(
        (
            float((one.titles @ title_vector).max()),
            max(len(words & own) / max(1, min(len(words), len(own))) for own in one.words),
            model.neutral[0] if known is None else math.log(float(known @ one.spread) + _LEAST_KNOWN),
            _beyond(one, duties, usual),
            0.0,
            0.0,
        )
        for one in candidates
    )


def _decided(scores: Mapping[str, tuple[str, float]]) -> OccupationEstimate:
    top = max((score for _, score in scores.values()), default=0.0)
    top = max(top, 0.0)
    shares = {name: math.exp(score - top) for name, (_, score) in scores.items()}
    total = math.fsum((*shares.values(), math.exp(-top)))
    found = [OccupationCandidate(n, scores[n][0], round(share / total, 4)) for n, share in shares.items()]
    found.sort(key=lambda candidate: (-candidate.probability, candidate.framework))
    none = round(math.exp(-top) / total, 4)
    selected = found[0].framework if found and found[0].probability > none else None
    return OccupationEstimate(selected, tuple(found))


def _beyond(one: Candidate, duties: NDArray[float32], usual: NDArray[float64]) -> float:
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


def _spread(model: OccupationModel, framework: str, title: NDArray[float32]) -> NDArray[float64]:
    """1 for every code of the framework's SOC group where its id is a SOC code, else how probable each code is by the
    framework's title."""
    import numpy as np

    own = np.zeros(len(model.codes))
    if _SOC.fullmatch(framework):
        own[_group(model, framework[:_SOC_GROUP])] = 1.0
    if own.any():
        return own
    return model.known(title) if model.reads(title) else own


def _group(model: OccupationModel, soc: str) -> NDArray[int64]:
    import numpy as np

    return np.array([i for i, code in enumerate(model.codes) if code.startswith(soc)], dtype=np.int64)


def _words(title: str) -> frozenset[str]:
    """The words of a title without number and case, so that "Accountants" is "accountant"."""
    found = _WORD.findall(title.lower())
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in found if word not in _EMPTY_WORDS)
