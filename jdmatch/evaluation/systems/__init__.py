"""Systems: what can be asked the questions of a suite, the shipped pipeline and the baselines beside it.

``build`` makes one by its name: ``default``, one of the baselines, or any encoder by path or name, whose cosine is then
the ranker. ``baselines`` names those that have something to say about a task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from jdmatch import encoder
from jdmatch.datasets.suites import Task
from jdmatch.errors import SettingsError, nearest
from jdmatch.evaluation.systems.bench import Bench
from jdmatch.evaluation.systems.dense import Cosine, Remembering, minilm
from jdmatch.evaluation.systems.lexical import Lexical
from jdmatch.evaluation.systems.parts import System
from jdmatch.evaluation.systems.shipped import Shipped, ShippedCases
from jdmatch.evaluation.systems.simple import Majority, MajorityCases, Random, RandomCases, VerbList

__all__ = ["NAMES", "Bench", "System", "baselines", "build", "folder_name"]

_RANKERS = ("random", "bm25", "tfidf", "minilm")
_BASELINES: Mapping[Task, tuple[str, ...]] = {
    "postings": ("random", "majority", "bm25", "tfidf", "minilm"),
    "retrieval": _RANKERS,
    "levelled": ("random", "verb-list"),
    "pairs": _RANKERS,
    "level-cases": ("random", "majority", "verb-list"),
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def baselines(task: Task) -> tuple[str, ...]:
    """The baselines of a task, in the order in which tables show them."""
    return _BASELINES[task]


def build(name: str, bench: Bench) -> System:
    """The system of that name. SettingsError where it is neither a system nor the path or name of a model; ModelError
    or MissingExtraError where a model can not be loaded."""
    if name in _BUILDERS:
        return _BUILDERS[name](bench)
    if "/" not in name and not Path(name).is_dir():
        raise SettingsError(
            f"There is no system '{name}', and no folder of that name.{nearest(name, list(NAMES))} A model is given by "
            "its folder, or as owner/name with --allow-network."
        )
    return _cosine(name, encoder.load(replace(bench.settings, encoder=name)), bench)


def folder_name(name: str) -> str:
    """A system's name as the name of a folder; of a model its last part."""
    return name if name in _BUILDERS else _UNSAFE.sub("-", Path(name).resolve().name if Path(name).is_dir() else name)


def _default(bench: Bench) -> System:
    shipped = Shipped(bench)
    return System(
        name="default",
        models=shipped.models,
        scorer=shipped,
        decider=shipped,
        retriever=Cosine(bench.encoder, bench.cache),
        reader=lambda _: shipped,
        leveller=shipped,
        cases=lambda _: ShippedCases(bench),
    )


def _cosine(name: str, model: encoder.Encoder, bench: Bench) -> System:
    scorer = Cosine(Remembering(model), bench.cache)
    return System(name=name, models={"encoder": model.signature}, scorer=scorer, retriever=scorer)


def _lexical(weighting: Literal["bm25", "tfidf"]) -> System:
    scorer = Lexical(weighting)
    return System(name=weighting, scorer=scorer, retriever=scorer)


def _random(bench: Bench) -> System:
    chosen = list(bench.candidates) if bench.suite.occupation else []
    chance = Random(bench.seed, chosen)
    return System(
        name="random",
        scorer=chance,
        retriever=chance,
        reader=lambda _: chance,
        leveller=chance,
        cases=lambda _: RandomCases(bench.seed),
    )


_BUILDERS: Mapping[str, Callable[[Bench], System]] = {
    "default": _default,
    "random": _random,
    "majority": lambda _: System(name="majority", reader=Majority, cases=MajorityCases),
    "bm25": lambda _: _lexical("bm25"),
    "tfidf": lambda _: _lexical("tfidf"),
    "minilm": lambda bench: _cosine("minilm", minilm(), bench),
    "verb-list": lambda _: System(name="verb-list", leveller=VerbList(), cases=lambda _: VerbList()),
}
NAMES: tuple[str, ...] = tuple(_BUILDERS)
