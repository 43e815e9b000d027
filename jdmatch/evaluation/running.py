"""A run: suites × systems → results on disk, with figures.

Each suite is read once and put to every system. Suites that help another to be cross-fitted are run too, whether they
were asked for or not, so that a result can be replayed from what lies beside it. Suites whose data are not there are
skipped when many were asked for, and refused when they were asked for by name; the same goes for baselines whose
package is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jdmatch
from jdmatch.datasets.items import CoverageItem, Item
from jdmatch.datasets.results import Result, items_sha256, write_result
from jdmatch.datasets.suites import Suite
from jdmatch.encoder import Encoder
from jdmatch.errors import EvaluationError, MissingExtraError, ModelError
from jdmatch.evaluation.bootstrap import RESAMPLES
from jdmatch.evaluation.figures import Figure, measured
from jdmatch.evaluation.systems import Bench, baselines, build, folder_name
from jdmatch.evaluation.systems.asking import ask
from jdmatch.settings import Settings

Note = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one system did on one suite, and where it is kept."""

    suite: Suite
    system: str
    result: Result
    figures: tuple[Figure, ...]
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is run. ``systems`` are asked for by name; ``with_baselines`` adds those of each task. ``only`` says that
    the suites were asked for by name, so that one that can not be run is an error."""

    suites: Sequence[Suite]
    systems: Sequence[str]
    out: Path
    seed: int
    with_baselines: bool = True
    only: bool = False
    resamples: int = RESAMPLES


@dataclass(frozen=True, slots=True)
class _Answered:
    items: tuple[Item, ...]
    models: dict[str, str]
    left_out: Counter[str]


class Runner:
    """Runs a plan. ``encoder_`` stands in for the shipped encoder; ``note`` is told what is skipped and why,
    ``progress`` (what, done, of)."""

    def __init__(
        self,
        plan: Plan,
        settings: Settings,
        *,
        note: Note,
        progress: Progress | None = None,
        encoder_: Encoder | None = None,
    ) -> None:
        self._plan, self._settings, self._note, self._progress = plan, settings, note, progress
        self._encoder = encoder_
        self._answered: dict[tuple[str, str], _Answered] = {}

    def run(self, known: Sequence[Suite] = ()) -> Iterator[list[Outcome]]:
        """The outcomes suite by suite, each written before it is given. ``known`` are suites that may help to fit.
        EvaluationError (JDM081) where the only suite's data are not there; SettingsError and ModelError for a system
        that can not be made."""
        for suite, helpers in self._order({s.name: s for s in known}):
            if suite.missing and not self._plan.only:
                self._note(f"skipped {suite.name}: {suite.missing[0]} is not there. {suite.source}")
                continue
            suite.require()
            yield self._suite(suite, helpers)

    def _order(self, known: dict[str, Suite]) -> list[tuple[Suite, list[str]]]:
        """Suites with the names of those that help to fit them, helpers first."""
        named = {**known, **{s.name: s for s in self._plan.suites}}
        order: dict[str, tuple[Suite, list[str]]] = {}
        for suite in self._plan.suites:
            helpers = []
            for name in suite.calibrate_with if suite.cross_fit else ():
                if name not in named:
                    raise EvaluationError(f"{suite.folder}: calibrate_with names {name}, and there is no such suite.")
                if named[name].missing:
                    self._note(f"{suite.name} is cross-fitted without {name}: {named[name].missing[0]} is not there")
                    continue
                helpers.append(name)
                if name not in order:
                    order[name] = (named[name], [])
            order[suite.name] = (suite, helpers)
        # A dict keeps the first place of a name: a helper that was asked for too has its own helpers by now.
        return list(order.values())

    def _suite(self, suite: Suite, helpers: Sequence[str]) -> list[Outcome]:
        bench = Bench(suite, self._settings, seed=self._plan.seed, encoder_=self._encoder, note=self._note)
        if self._encoder is None:
            self._encoder = bench.encoder
        added = baselines(suite.task) if self._plan.with_baselines else ()
        outcomes = []
        for name in dict.fromkeys((*self._plan.systems, *added)):
            try:
                answered = self._answers(name, bench)
            except (MissingExtraError, ModelError) as error:
                if name in self._plan.systems:
                    raise
                self._note(f"{suite.name} without the baseline {name}: {error}")
                continue
            if not answered.items:
                self._note(f"{name} has no answer to what {suite.name} asks ({suite.task})")
                continue
            self._answered[suite.name, name] = answered
            outcomes.append(self._outcome(suite, name, answered, helpers))
        return outcomes

    def _answers(self, name: str, bench: Bench) -> _Answered:
        system = build(name, bench)
        told = self._progress
        found = ask(system, bench, None if told is None else lambda n, of: told(f"{bench.suite.name} × {name}", n, of))
        return _Answered(tuple(found.items), dict(system.models), found.left_out)

    def _outcome(self, suite: Suite, name: str, answered: _Answered, helpers: Sequence[str]) -> Outcome:
        # A system that ranks nothing has nothing to fit, and needs no help.
        used = [h for h in helpers if (h, name) in self._answered]
        extra = [i for h in used for i in self._answered[h, name].items if isinstance(i, CoverageItem)]
        figures = measured(
            answered.items,
            cross_fit=suite.cross_fit is not None,
            extra=extra,
            resamples=self._plan.resamples,
            seed=self._plan.seed,
        )
        result = Result(
            suite=suite.name,
            suite_sha256=suite.sha256,
            data_sha256=suite.data_sha256(),
            system=name,
            models=answered.models,
            code=code(),
            settings={
                "cross_fit": suite.cross_fit,
                "calibrate_with": used,
                "interval_coverage": self._settings.interval_coverage,
                "resamples": self._plan.resamples,
            },
            seeds={"bootstrap": self._plan.seed, "chance": self._plan.seed},
            n=dict(sorted(Counter(item.task for item in answered.items).items())),
            items_sha256=items_sha256(answered.items),
            left_out=dict(sorted(answered.left_out.items())),
            figures=[f.to_dict() for f in figures],
        )
        folder = self._plan.out / suite.name / folder_name(name)
        write_result(folder, result, answered.items)
        return Outcome(suite, name, result, figures, folder)


def code() -> dict[str, str]:
    """The version of jdmatch, and in a git checkout the commit."""
    found = {"version": jdmatch.__version__}
    commit = _commit(Path(__file__).parents[2] / ".git")
    return {**found, "commit": commit} if commit else found


def _commit(git: Path) -> str | None:
    """The commit that HEAD points to, read from git's files: git itself may not be installed."""
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text(encoding="utf-8").strip()
        for line in (git / "packed-refs").read_text(encoding="utf-8").splitlines():
            if line.endswith(f" {name}"):
                return line.partition(" ")[0]
    except (OSError, UnicodeDecodeError):
        pass
    return None
