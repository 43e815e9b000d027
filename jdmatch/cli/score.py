"""``jdmatch score``: the main job, for one posting or several."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jdmatch.cli.common import (
    NearChoice,
    analysis_options,
    deliver,
    deliver_data,
    output_option,
    say,
    settings_from,
)
from jdmatch.errors import OutputError
from jdmatch.files import write_whole
from jdmatch.records import Analysis, Failure, Framework, dumps, failure_to_dict

if TYPE_CHECKING:
    from jdmatch.analyzer import Analyzer

Outcome = Analysis | Failure


@click.command("score")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@analysis_options
@click.option(
    "--format",
    "format_",
    type=NearChoice(["text", "json", "jsonl", "md"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="PATH", help="Also write a self-contained page.")
@click.option("--title", metavar="T", help="Title of the posting; it wins over the file's own.")
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    frameworks: tuple[str, ...],
    level: str | None,
    encoder: str | None,
    covered: float | None,
    partial: float | None,
    format_: str,
    html: Path | None,
    title: str | None,
    output: Path | None,
) -> None:
    """Score postings: which statements of a framework they cover, at which level they are pitched, what is missing.

    FILE is text, Markdown, HTML, PDF, DOCX or a JobPosting in JSON; - is standard input. A file that can not be
    analysed is named on standard error, the others are scored, and the exit code is 3.
    """
    if files.count("-") > 1:
        raise click.UsageError("Standard input (-) can be read once.", ctx)
    if title is not None and len(files) > 1:
        raise click.UsageError(f"--title is of one posting, and {len(files)} files are given.", ctx)
    from jdmatch.analyzer import Analyzer

    settings = settings_from(frameworks=frameworks, level=level, encoder=encoder, covered=covered, partial=partial)
    analyzer = Analyzer.load(settings, note=say)
    outcomes = [_score(analyzer, name, title) for name in files]
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            named = outcome.id in outcome.message
            say(outcome.message if named else f"{outcome.id}: {outcome.message}", code=outcome.code)
    unwritten = _write_page(outcomes, analyzer.frameworks, html)
    _print(outcomes, analyzer.frameworks, format_, output)
    if unwritten is not None:
        raise unwritten
    ctx.exit(3 if any(isinstance(o, Failure) for o in outcomes) else 0)


def _score(analyzer: Analyzer, name: str, title: str | None) -> Outcome:
    if name == "-":
        # One byte more than is taken tells that there is more, without reading an endless stream.
        data = sys.stdin.buffer.read(analyzer.settings.limits.posting_bytes + 1) if sys.stdin else b""
        return analyzer.attempt_bytes(data, id="-", title=title)
    return analyzer.attempt_file(Path(name), title=title)


def _write_page(
    outcomes: Sequence[Outcome], frameworks: Mapping[str, Framework], path: Path | None
) -> OutputError | None:
    """Write the page. Where that fails the error is returned, so that the result is still printed."""
    if path is None or not any(isinstance(o, Analysis) for o in outcomes):
        return None
    from jdmatch import report

    try:
        write_whole(path, report.html(outcomes, frameworks))
    except OutputError as error:
        return error
    return None


def _print(outcomes: Sequence[Outcome], frameworks: Mapping[str, Framework], format_: str, output: Path | None) -> None:
    if format_ in ("json", "jsonl"):
        objects = [o.to_dict() if isinstance(o, Analysis) else failure_to_dict(o) for o in outcomes]
        if format_ == "jsonl":
            deliver_data("\n".join(dumps(o) for o in objects), output)
        else:
            deliver_data(dumps(objects[0] if len(objects) == 1 else objects, indent=2), output)
        return
    if not any(isinstance(o, Analysis) for o in outcomes):
        return
    from jdmatch import report

    if format_ == "md":
        deliver(report.markdown(outcomes, frameworks), output)
    elif output is not None:
        deliver(report.plain(outcomes, frameworks), output)
    else:
        report.terminal(outcomes, frameworks)
