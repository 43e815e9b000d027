"""``jdmatch batch``: many postings into a folder."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jdmatch.cli.common import NearChoice, analysis_options, one_blas_thread, say, settings_from
from jdmatch.cli.progress import Bar
from jdmatch.errors import BatchError, BatchStoppedError

if TYPE_CHECKING:
    from jdmatch.batch import BatchOptions, BatchResult
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
@click.option("--ray-address", metavar="auto|HOST:PORT", help="Running Ray cluster; without it one is started here.")
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
    """Analyse many postings: folders, files and quoted patterns of any readable format, or tables (.jsonl, .csv, .tsv,
    .parquet), a row a posting.

    DIR gets part-00000.jsonl … with one analysis a line in input order (or, with --format parquet or csv, the tables
    statements-00000 … and postings-00000 …), errors.jsonl with one error object a failed posting, and manifest.json.
    Ctrl-C finishes the parts that are being done. Exit code 3 when any posting failed.
    """
    one_blas_thread()
    from jdmatch.batch import BatchOptions
    from jdmatch.batch.plan import Columns

    if options["ray_address"] and engine != "ray":
        raise BatchError("--ray-address names a Ray cluster: add --engine ray.", code="JDM060")
    number, share = options["max_failures"]
    plan = BatchOptions(
        inputs=inputs,
        out=out,
        resume=options["resume"],
        format=format_,
        engine=engine,
        ray_address=options["ray_address"],
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
    if result.interrupted:
        say(f"interrupted; finished parts are kept. Resume with: {_again()}")
        ctx.exit(130)
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
