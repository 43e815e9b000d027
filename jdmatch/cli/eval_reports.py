"""``jdmatch eval compare | plot | table | trec | replay | floors``: what is made of results, without a model."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from jdmatch.cli.common import deliver, deliver_data, output_option, say
from jdmatch.errors import EvaluationError, SettingsError
from jdmatch.files import write_whole

FOLDER = click.Path(path_type=Path)
RESULTS = Path("eval") / "results"
PAGE = Path("eval") / "README.md"
FLOORS = Path("eval") / "floors.toml"


@click.command("compare", short_help="Which of two systems is better, and is it luck?")
@click.argument("first", type=FOLDER)
@click.argument("second", type=FOLDER)
@click.option(
    "--measure", "measures", multiple=True, metavar="TASK/MEASURE", help="Compare this alone; again for more."
)
@click.option("--seed", type=int, help="Of the resamples and permutations.")
@click.option("--json", "as_json", is_flag=True, help="JSON, not a table.")
@output_option
def compare(
    first: Path, second: Path, measures: tuple[str, ...], seed: int | None, as_json: bool, output: Path | None
) -> None:
    """Compare two results of one suite: the difference of each measure with its 95 % interval (paired bootstrap over
    postings), the p-value of a permutation test and Holm's over all of them. FIRST and SECOND are result folders."""
    from jdmatch.evaluation import report
    from jdmatch.evaluation.bootstrap import SEED
    from jdmatch.evaluation.compare import compared
    from jdmatch.evaluation.replay import sampled

    found = compared(sampled(first), sampled(second), only=measures, seed=SEED if seed is None else seed)
    if not found:
        raise EvaluationError(f"{first} and {second} have no measure in common.", code="JDM082")
    if as_json:
        deliver_data(report.comparisons_json(found), output)
    else:
        deliver(report.comparisons(found), output)


@click.command("plot", short_help="Draw results as SVG pictures.")
@click.argument("results", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Folder for the pictures.")
def plot(results: tuple[Path, ...], out: Path) -> None:
    """Draw reliability, risk and coverage, confusion of kinds and levels, and coverage by occupation. RESULTS are
    result folders, or folders of them; systems of one suite share a picture."""
    from jdmatch.datasets.results import read_result, result_items
    from jdmatch.evaluation.plots import drawn

    suites: dict[str, dict[str, Path]] = defaultdict(dict)
    for folder in _folders(results):
        result = read_result(folder)
        suites[result.suite][result.system] = folder
    _make(out)
    for suite, systems in sorted(suites.items()):
        for name, picture in drawn(suite, {s: result_items(f) for s, f in sorted(systems.items())}).items():
            write_whole(out / name, picture)
            click.echo(str(out / name))


@click.command("table", short_help="Write the table of eval/README.md from the results.")
@click.option("--results", type=FOLDER, default=RESULTS, show_default=True, metavar="DIR", help="The results.")
@click.option("--page", type=FOLDER, default=PAGE, show_default=True, metavar="FILE", help="The page with the markers.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where the page is not what the results say.")
@click.pass_context
def table(ctx: click.Context, results: Path, page: Path, check: bool) -> None:
    """Regenerate the table between the markers of a page from all results below a folder, with the pictures that lie
    in the folder `pictures` beside the page."""
    from jdmatch.datasets.results import read_result
    from jdmatch.evaluation.replay import figures_of, folders
    from jdmatch.evaluation.table import column, filled, markdown

    try:
        old = page.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{page} can not be read: {error}. Name the page with --page.") from error
    found = [read_result(folder) for folder in folders(results)]
    columns = [column(r.suite, r.system, figures_of(r), r.models) for r in found]
    pictures = [f"pictures/{p.name}" for p in sorted((page.parent / "pictures").glob("*.svg"))]
    block = markdown(columns, pictures) if columns else "No results yet: `jdmatch eval run --suite all`."
    new = filled(old, block, str(page))
    if check and new != old:
        say(f"{page} is not what {results} says. Write it: jdmatch eval table", code="JDM082")
        ctx.exit(1)
    if not check:
        write_whole(page, new)
    click.echo(f"{page}: {len(columns)} results" + (" as they are" if check else ""))


@click.command("trec", short_help="Write a result as TREC run and qrels files.")
@click.argument("result", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, metavar="DIR", help="Folder for the files.")
def trec(result: Path, out: Path) -> None:
    """Write TASK.run and TASK.qrels for every ranking task of a result. White space and % in names become %XX."""
    from jdmatch.datasets import trec as files
    from jdmatch.datasets.results import read_result, result_items

    items, tag = result_items(result), read_result(result).system
    _make(out)
    written = 0
    for task in files.TASKS:
        run, qrels = files.of_items(items, task)
        if run:
            write_whole(out / f"{task}.run", files.dump_run(run, tag))
            write_whole(out / f"{task}.qrels", files.dump_qrels(qrels))
            click.echo(f"{out / task}.run, .qrels: {len(run)} queries")
            written += 1
    if not written:
        raise EvaluationError(f"{result} ranks nothing: only {', '.join(files.TASKS)} can be written.", code="JDM082")


@click.command("replay", short_help="Measure a result again from its items.")
@click.argument("result", type=FOLDER)
@output_option
@click.pass_context
def replay(ctx: click.Context, result: Path, output: Path | None) -> None:
    """Recompute every figure from the kept items, without a model. Exit code 1 where one differs from the result."""
    from jdmatch.datasets.results import read_result
    from jdmatch.evaluation.replay import differences, replayed
    from jdmatch.evaluation.table import text

    again = replayed(result)
    deliver(text(again), output)
    differing = differences(read_result(result), again)
    if differing:
        say(f"Not as {result} has them: {', '.join(differing)}.", code="JDM082")
        ctx.exit(1)


@click.command("floors", short_help="Hold results to their floors, or raise these.")
@click.argument("results", type=FOLDER, nargs=-1, required=True)
@click.option("--floors", "file", type=FOLDER, default=FLOORS, show_default=True, metavar="FILE", help="The floors.")
@click.option("--raise", "margin", type=click.FloatRange(min=0), metavar="MARGIN", help="Raise to this far behind.")
@click.pass_context
def floors(ctx: click.Context, results: tuple[Path, ...], file: Path, margin: float | None) -> None:
    """Compare the default system's RESULTS with their floors: exit code 1 and a table of what fell. With --raise each
    floor of the file moves up to MARGIN behind the figure, never down."""
    from jdmatch.datasets.results import read_result
    from jdmatch.evaluation import floors as rules
    from jdmatch.evaluation.replay import figures_of
    from jdmatch.evaluation.table import OWN

    known = rules.read(file)
    found = [r for r in (read_result(folder) for folder in _folders(results)) if r.system == OWN]
    falls = [fall for r in found for fall in rules.fallen(known, r.suite, figures_of(r))]
    if margin is not None:
        for r in found:
            known = rules.raised(known, r.suite, figures_of(r), margin)
        write_whole(file, rules.rewritten(file.read_text(encoding="utf-8"), known))
    if falls:
        click.echo(rules.table(falls), nl=False)
        ctx.exit(1)
    click.echo(f"{file}: nothing fell in {', '.join(r.suite for r in found) or 'no suite'}")


COMMANDS = (compare, plot, table, trec, replay, floors)


def _folders(named: tuple[Path, ...]) -> list[Path]:
    from jdmatch.evaluation.replay import folders

    out: list[Path] = []
    for folder in named:
        found = folders(folder)
        if not found:
            raise EvaluationError(f"{folder} holds no result. Make one: jdmatch eval run", code="JDM082")
        out += [f for f in found if f not in out]
    return out


def _make(folder: Path) -> None:
    from jdmatch.errors import OutputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can not be made: {error.strerror or error}. Choose another --out.") from error
