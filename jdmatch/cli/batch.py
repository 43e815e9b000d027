"""``jdmatch batch``: many postings into a folder."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jdmatch.cli.common import NearChoice, analysis_options, say, settings_from
from jdmatch.errors import BatchError, BatchStoppedError

if TYPE_CHECKING:
    from rich.progress import Progress

    from jdmatch.batch import BatchOptions, BatchResult
    from jdmatch.batch.parts import PartResult
    from jdmatch.settings import Settings

_LIMIT = re.compile(r"(\d+)|(\d+(?:\.\d*)?|\.\d+)%")
# More names of skipped files than this are in the manifest only.
_NAMED = 10


def _limit(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float | None, bool]:
    """A number of postings, or a share like ``5%``: (number, False) or (share, True)."""
    if value is None:
        return None, False
    found = _LIMIT.fullmatch(value.strip())
    if not found or (found[2] and float(found[2]) > 100):
        raise click.BadParameter(f"'{value}' is neither a number of postings nor a share like 5%.", ctx, param)
    return (float(found[2]) / 100, True) if found[2] else (float(found[1]), False)


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INPUT...")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder for the results.")
@analysis_options
@click.option(
    "--format", "format_", type=NearChoice(["jsonl", "parquet", "csv"]), default="jsonl", show_default=True,
    help="Format of the parts.",
)  # fmt: skip
@click.option("--engine", type=NearChoice(["local", "ray"]), default="local", show_default=True, help="Who does it.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; one a core without it.")
@click.option("--resume", is_flag=True, help="Go on with the run in DIR.")
@click.option("--max-failures", callback=_limit, metavar="N|P%", help="Stop after more failures than this.")
@click.option("--part-size", type=click.IntRange(1), default=64, show_default=True, help="Postings a part.")
@click.option("--id-column", default="id", show_default=True, help="Column of a table that holds the id.")
@click.option("--title-column", default="title", show_default=True, help="Column that holds the title.")
@click.option("--text-column", default="text", show_default=True, help="Column that holds the text, plain or HTML.")
@click.pass_context
def command(
    ctx: click.Context, /, inputs: tuple[Path, ...], out: Path, format_: str, engine: str, **options: Any
) -> None:
    """Analyse many postings: folders and files of any readable format, or tables (.jsonl), a row a posting.

    DIR gets part-00000.jsonl … with one analysis a line in input order, errors.jsonl with one error object a failed
    posting, and manifest.json. Exit code 3 when any posting failed.
    """
    from jdmatch.batch import BatchOptions
    from jdmatch.batch.plan import Columns

    if format_ != "jsonl" or engine != "local":
        wanted = f"--format {format_}" if format_ != "jsonl" else f"--engine {engine}"
        raise BatchError(f"{wanted} is not supported by this version: it writes jsonl with the local engine.")
    number, share = options["max_failures"]
    plan = BatchOptions(
        inputs=inputs,
        out=out,
        resume=options["resume"],
        part_size=options["part_size"],
        workers=options["workers"] or 0,
        columns=Columns(options["id_column"], options["title_column"], options["text_column"]),
        max_failures=number,
        share=share,
        arguments=tuple(sys.argv[1:]),
    )
    keys = ("frameworks", "level", "encoder", "covered", "partial")
    result = _run(ctx, plan, settings_from(**{key: options[key] for key in keys}))
    for path, reason in result.skipped_files[:_NAMED]:
        say(f"skipped {path}: {reason}")
    if len(result.skipped_files) > _NAMED:
        say(f"skipped {len(result.skipped_files) - _NAMED} more files; {out / 'manifest.json'} names them")
    there = f" ({result.reused_parts} were there)" if result.reused_parts else ""
    say(f"{result.analysed} analysed, {result.failed} failed, {result.parts} parts{there} in {out}")
    if result.failed:
        say(f"{out / 'errors.jsonl'} says which failed and why")
    if result.stopped:
        say(f"stopped: {result.stopped}. Go on with: {_again()}", code="JDM071")
    ctx.exit(3 if result.failed or result.stopped else 0)


def _run(ctx: click.Context, plan: BatchOptions, settings: Settings) -> BatchResult:
    from jdmatch.batch import run

    try:
        with Bar() as bar:
            return run(plan, settings, total=bar.total if bar.shown else None, progress=bar.advance, note=say)
    except KeyboardInterrupt:
        say(f"interrupted; finished parts are kept. Resume with: {_again()}")
        ctx.exit(130)
    except BatchStoppedError as error:
        say(str(error), code=error.code)
        say(f"resume with: {_again()}")
        ctx.exit(error.exit_code)


def _again() -> str:
    """The command that goes on with this run."""
    given = sys.argv[1:]
    return shlex.join(["jdmatch", *given] if "--resume" in given else ["jdmatch", *given, "--resume"])


class Bar:
    """A progress bar where standard error is a terminal, nothing in a pipe. It is drawn once the number of postings
    is known, so that a run that is refused shows none."""

    def __init__(self) -> None:
        self.shown = bool(sys.stderr) and sys.stderr.isatty()
        self._failed = 0
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def total(self, postings: int) -> None:
        """Say how many postings there are, and begin."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]} failed"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("Postings", total=postings, failed=0)
        self._progress.start()

    def advance(self, result: PartResult) -> None:
        """Count a part that is done."""
        self._failed += result.failed
        if self._progress is not None:
            self._progress.update(self._task, advance=result.analysed + result.failed, failed=self._failed)
