"""``jdmatch batch``: many postings into a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from jdmatch.cli.common import NearChoice, analysis_options, settings_from
from jdmatch.errors import BatchError


class MaxFailures(click.ParamType[tuple[float, bool]]):
    """A number of postings, or a share like ``5%``."""

    name = "N|P%"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, bool]:
        """(number, False) or (share, True)."""
        if isinstance(value, tuple):
            return value
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            self.fail(f"'{value}' is neither a number nor a share like 5%.", param, ctx)
        if number < 0 or (text.endswith("%") and number > 100):
            self.fail(f"'{value}' must be 0 or more, and at most 100%.", param, ctx)
        return (number / 100, True) if text.endswith("%") else (number, False)


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
@click.option("--max-failures", type=MaxFailures(), help="Stop after more failures than this.")
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
    from jdmatch.batch import BatchOptions, run
    from jdmatch.batch.plan import Columns

    if format_ != "jsonl" or engine != "local":
        wanted = f"--format {format_}" if format_ != "jsonl" else f"--engine {engine}"
        raise BatchError(f"{wanted} is not supported by this version: it writes jsonl with the local engine.")
    number, share = options["max_failures"] or (None, False)
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
    settings = settings_from(**{key: options[key] for key in keys})
    with Bar() as bar:
        result = run(plan, settings, total=bar.total, progress=bar.advance)
    for path in result.skipped_files:
        click.echo(f"jdmatch: skipped {path}: no reader knows this kind of file", err=True)
    click.echo(
        f"{result.analysed} analysed, {result.failed} failed, {result.parts} parts"
        f"{f' ({result.reused_parts} were there)' if result.reused_parts else ''} in {out}",
        err=True,
    )
    if result.stopped:
        click.echo(f"jdmatch: JDM071: stopped: {result.stopped}. Mend the inputs, then add --resume.", err=True)
    ctx.exit(3 if result.failed or result.stopped else 0)


class Bar:
    """A progress bar on a terminal, nothing in a pipe."""

    def __enter__(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._failed = 0
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]} failed"),
            console=console,
            disable=not console.is_terminal,
        )
        self._progress.start()
        self._task = self._progress.add_task("Postings", total=None, failed=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def total(self, postings: int) -> None:
        """Say how many postings there are."""
        self._progress.update(self._task, total=postings)

    def advance(self, result: Any) -> None:
        """Count a part that is done."""
        self._failed += result.failed
        self._progress.update(self._task, advance=result.analysed + result.failed, failed=self._failed)
