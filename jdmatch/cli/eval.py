"""``jdmatch eval``: measure jdmatch, baselines and other models on annotated data, and compare the results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jdmatch.cli.common import say, settings_from
from jdmatch.cli.eval_reports import COMMANDS, RESULTS
from jdmatch.errors import EvaluationError, SettingsError

if TYPE_CHECKING:
    from rich.progress import Progress

    from jdmatch.datasets.suites import Suite
    from jdmatch.evaluation.figures import Figure
    from jdmatch.evaluation.running import Plan

PATH = click.Path(path_type=Path)


@click.group("eval", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Measure jdmatch, baselines and other models on annotated data, and compare the results."""


for part in COMMANDS:
    command.add_command(part)


@command.command("list", short_help="The suites, and whether their data are there.")
@click.option("--suites", type=PATH, metavar="DIR", help="Folder of suites; without it eval/suites.")
def list_suites(suites: Path | None) -> None:
    """Every suite with its task, whether it is one of the fast ones, and whether its data are there."""
    from jdmatch.datasets.suites import home, known
    from jdmatch.evaluation.table import aligned

    found = known(suites)
    if not found:
        raise SettingsError(f"There are no suites in {suites or home()}. Name a folder of them with --suites.")
    rows = [(s.name, s.task, "fast" if s.fast else "", _state(s), s.about) for s in found]
    click.echo(aligned(("suite", "task", "", "data", "about"), rows), nl=False)


def _state(suite: Suite) -> str:
    return f"skipped: {suite.missing[0].name} is not there" if suite.missing else "ready"


@command.command("run", short_help="Put suites to systems and measure the answers.")
@click.option(
    "--suite", "suites", multiple=True, metavar="NAME|PATH|all|fast", help="What to measure on; again for more."
)
@click.option(
    "--system", "systems", multiple=True, default=("default",), show_default=True, metavar="NAME|MODEL",
    help="default, bm25, tfidf, minilm, random, majority, verb-list, or the path of an encoder; again for more.",
)  # fmt: skip
@click.option("--out", type=PATH, default=RESULTS, show_default=True, metavar="DIR", help="Folder of the results.")
@click.option("--floors", type=PATH, metavar="FILE", help="Exit with 1 where the default system falls below these.")
@click.option("--seed", type=click.IntRange(min=0), help="Of chance and of the resamples.")
@click.option("--baselines/--no-baselines", default=True, show_default=True, help="Run the baselines of each task too.")
@click.option("--allow-network", is_flag=True, help="A model may be fetched by its name.")
@click.option("--run", "run_file", type=PATH, metavar="FILE", help="Measure another program's TREC run instead …")
@click.option("--qrels", type=PATH, metavar="FILE", help="… against these qrels.")
@click.pass_context
def run(
    ctx: click.Context,
    suites: tuple[str, ...],
    systems: tuple[str, ...],
    out: Path,
    floors: Path | None,
    seed: int | None,
    baselines: bool,
    allow_network: bool,
    run_file: Path | None,
    qrels: Path | None,
) -> None:
    """Put every question of the suites to the systems, measure the answers and keep both.

    DIR gets SUITE/SYSTEM/result.json (figures with 95 % intervals, signed) and items.jsonl.gz (the answers one by one).
    A suite is a folder with a suite.toml; docs/suites.md tells how to write one.
    """
    from jdmatch.datasets.suites import pick
    from jdmatch.evaluation import floors as rules
    from jdmatch.evaluation.bootstrap import SEED
    from jdmatch.evaluation.running import Plan

    chosen = SEED if seed is None else seed
    if run_file is not None or qrels is not None:
        _foreign(run_file, qrels, suites, chosen)
        return
    if not suites:
        raise SettingsError("Name what to measure on: --suite NAME, PATH, all or fast. See: jdmatch eval list")
    found = {suite.folder.resolve(): suite for name in suites for suite in pick(name)}
    held = rules.read(floors) if floors else {}
    plan = Plan(
        suites=tuple(found.values()),
        systems=systems,
        out=out,
        seed=chosen,
        with_baselines=baselines,
        only=not {"all", "fast"} & set(suites),
    )
    figures = _run(plan, allow_network)
    falls = [fall for suite, own in figures.items() for fall in rules.fallen(held, suite, own)]
    if falls:
        click.echo(rules.table(falls), nl=False)
        ctx.exit(1)


def _run(plan: Plan, allow_network: bool) -> dict[str, tuple[Figure, ...]]:
    """Run, print, and give the figures of the default system by suite."""
    from jdmatch.datasets.suites import home, known
    from jdmatch.evaluation.running import Runner
    from jdmatch.evaluation.summary import side_by_side

    settings = settings_from(allow_network=True if allow_network else None)
    # Only then: a suite by its path is nobody's neighbour, and a broken neighbour no reason to refuse it.
    helpers = known() if home().is_dir() and any(suite.calibrate_with for suite in plan.suites) else ()
    figures: dict[str, tuple[Figure, ...]] = {}
    ran = False
    with Bar() as bar:
        runner = Runner(plan, settings, note=say, progress=bar.told if bar.shown else None)
        for outcomes in runner.run(helpers):
            if outcomes:
                ran = True
                click.echo(side_by_side(outcomes))
            figures.update({o.suite.name: o.figures for o in outcomes if o.system == "default"})
    if not ran:
        raise EvaluationError("Nothing was measured: see above why.", code="JDM081")
    say(f"results are in {plan.out}")
    return figures


def _foreign(run_file: Path | None, qrels: Path | None, suites: tuple[str, ...], seed: int) -> None:
    from jdmatch.datasets import trec
    from jdmatch.evaluation.figures import measured_run
    from jdmatch.evaluation.table import text

    if run_file is None or qrels is None or suites:
        raise SettingsError("--run and --qrels belong together, and go without --suite.")
    click.echo(text(measured_run(trec.read_run(run_file), trec.read_qrels(qrels), seed=seed)), nl=False)


class Bar:
    """A progress bar where standard error is a terminal, nothing in a pipe."""

    def __init__(self) -> None:
        self.shown = bool(sys.stderr) and sys.stderr.isatty()
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def told(self, what: str, done: int, of: int) -> None:
        """Show how far it is; a new name begins a new bar in the place of the last."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        if self._progress is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task(what, total=of)
            self._progress.start()
        if done == 0:
            self._progress.reset(self._task)
        self._progress.update(self._task, description=what, completed=done, total=of)
