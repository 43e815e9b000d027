"""What is known of all occupations of O*NET, and the weights of the signs; read from models/occupation.*.

The occupations are known three ways: a linear classifier of title vectors; the middle of each one's tasks, in a space
in which tasks of one occupation spread evenly (``whitener``); and the words of its titles and tasks. All three answer
the same question: which other occupation would explain this posting better than the framework at hand?
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from jdmatch import resources
from jdmatch.errors import ModelError
from jdmatch.occupation.words import BUCKETS

if TYPE_CHECKING:
    from numpy import float32, float64, int32, int64
    from numpy.typing import NDArray

MODEL, ARRAYS = "occupation.json", "occupation.safetensors"
FORMAT = "jdmatch.occupation/2"
# What is looked at, see ``signs``. "Beyond": more than the occupation that explains the posting best, the framework's
# own aside.
SIGNS = (
    "title_cosine",
    "title_words",
    "title_known",
    "title_words_beyond",
    "duties_near",
    "duties_middle_beyond",
    "duties_middle_far",
    "requirements_words",
    "text_words",
    "text_words_beyond",
    "text_words_far",
)
# Characters: 29-1141 of 29-1141.00, and 29-1 of those of the same trade.
SOC_GROUP, SOC_MINOR = 7, 4


@dataclass(frozen=True, slots=True)
class Weights:
    """``signs`` and ``intercept`` make a framework's score against none's zero."""

    signs: tuple[float, ...]
    intercept: float


@dataclass(frozen=True, eq=False)
class OccupationModel:
    """``codes`` are O*NET's in rising order. ``title_rows`` (codes, dim) and ``title_offsets`` classify title vectors.
    ``origin`` (dim,) and ``whitener`` (dim, dim) make the even space, in which ``middles`` (codes, dim) are unit
    vectors of occupations and ``background`` (m, dim) of tasks of all kinds. ``rarity`` (BUCKETS,) weighs words; the
    words of bucket b lie in ``word_codes`` and ``word_weights`` from ``word_starts[b]`` to ``word_starts[b + 1]``.

    All but the words belong to ``encoder``; with vectors of another length what they would say is left at ``neutral``:
    the usual share of a title, and the usual nearness to the background.
    """

    titled: Weights
    untitled: Weights
    codes: tuple[str, ...]
    title_rows: NDArray[float32]
    title_offsets: NDArray[float64]
    origin: NDArray[float32]
    whitener: NDArray[float32]
    middles: NDArray[float32]
    background: NDArray[float32]
    rarity: NDArray[float32]
    word_starts: NDArray[int32]
    word_codes: NDArray[int64]
    word_weights: NDArray[float32]
    neutral: tuple[float, float]
    encoder: str
    signature: str

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The SOC groups of the codes, in rising order."""
        return tuple(sorted({code[:SOC_GROUP] for code in self.codes}))

    @cached_property
    def group_starts(self) -> NDArray[int64]:
        """Where each group's codes begin."""
        import numpy as np

        first: dict[str, int] = {}
        for place, code in enumerate(self.codes):
            first.setdefault(code[:SOC_GROUP], place)
        return np.array([first[group] for group in self.groups], dtype=np.int64)

    @cached_property
    def minor(self) -> tuple[int, ...]:
        """For each group, the number of its SOC minor group: groups of the same trade have the same."""
        first: dict[str, int] = {}
        return tuple(first.setdefault(group[:SOC_MINOR], place) for place, group in enumerate(self.groups))

    @cached_property
    def trade_starts(self) -> NDArray[int64]:
        """Where each minor group's groups begin: the numbers of ``minor``, each once."""
        import numpy as np

        return np.array(list(dict.fromkeys(self.minor)), dtype=np.int64)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each SOC group in ``groups``."""
        return {group: place for place, group in enumerate(self.groups)}

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

    def even(self, vectors: NDArray[float32]) -> NDArray[float32]:
        """Vectors (n, dim) in the even space, as unit rows; vectors of another length as they are."""
        import numpy as np

        if not self.reads(vectors):
            return vectors
        moved = (vectors - self.origin) @ self.whitener
        length = np.sqrt((moved * moved).sum(axis=1, keepdims=True))
        out: NDArray[float32] = moved / np.maximum(length, 1e-9)
        return out

    def in_words(self, places: NDArray[int64], weights: NDArray[float32]) -> NDArray[float64]:
        """The cosine of a bag of words with the words of each occupation (codes,)."""
        import numpy as np

        starts, ends = self.word_starts[places].astype(np.int64), self.word_starts[places + 1].astype(np.int64)
        lengths = ends - starts
        rows = np.arange(lengths.sum()) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        shares = self.word_weights[rows].astype(np.float64) * np.repeat(weights, lengths)
        return np.bincount(self.word_codes[rows], weights=shares, minlength=len(self.codes)).astype(np.float64)

    def by_group(self, values: NDArray[float64]) -> NDArray[float64]:
        """The highest value of each group's codes (groups,)."""
        import numpy as np

        out: NDArray[float64] = np.maximum.reduceat(values, self.group_starts)
        return out


@cache
def load() -> OccupationModel:
    """The shipped model. ModelError (JDM040) where a file is missing, damaged or of another format."""
    content = resources.model_file(MODEL).read_bytes()
    table: Mapping[str, Any] = json.loads(content)
    if table.get("format") != FORMAT or tuple(table.get("titled", {}).get("signs", ())) != SIGNS:
        raise ModelError(
            f"models/{MODEL} is not of the format {FORMAT} with the signs {', '.join(SIGNS)}. "
            "Make it again: jdmatch train occupation",
            code="JDM040",
        )
    arrays = resources.model_file(ARRAYS).read_bytes()
    parts = hashlib.sha256(content + resources.manifest()[ARRAYS].sha256.encode()).hexdigest()
    return unpack(table, arrays, f"occupation@sha256:{parts[:16]}")


def unpack(table: Mapping[str, Any], packed: bytes, signature: str) -> OccupationModel:
    """The model in the contents of its two files."""
    import numpy as np
    from safetensors.numpy import load as read

    arrays = read(packed)

    def rows(name: str) -> NDArray[float32]:
        out: NDArray[float32] = arrays[name].astype(np.float32) * arrays[f"{name}.scale"][:, None]
        return out

    lengths = arrays["words.lengths"].astype(np.int32)
    starts = np.zeros(BUCKETS + 1, dtype=np.int32)
    np.cumsum(lengths, out=starts[1:])
    weights = arrays["words.weights"].astype(np.float32)
    codes = arrays["words.codes"].astype(np.int64)
    return OccupationModel(
        titled=_weights(table["titled"]),
        untitled=_weights(table["untitled"]),
        codes=tuple(table["codes"]),
        title_rows=rows("titles"),
        title_offsets=arrays["titles.offset"].astype(np.float64),
        origin=arrays["origin"].astype(np.float32),
        whitener=arrays["whitener"].astype(np.float32),
        middles=rows("middles"),
        background=rows("background"),
        rarity=arrays["words.rarity"].astype(np.float32),
        word_starts=starts,
        word_codes=codes,
        word_weights=weights * arrays["words.scale"][codes],
        neutral=(float(table["neutral"]["title_share"]), float(table["neutral"]["nearness"])),
        encoder=str(table["encoder"]),
        signature=signature,
    )


def _weights(table: Mapping[str, Any]) -> Weights:
    return Weights(tuple(float(weight) for weight in table["signs"].values()), float(table["intercept"]))
