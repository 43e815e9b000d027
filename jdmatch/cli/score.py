"""``jdmatch score``: the main job, for one posting or several."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jdmatch.cli.common import (
    NearChoice,
    analysis_options,
    deliver,
    deliver_data,
    fetched_frameworks,
    network_option,
    one_blas_thread,
    output_option,
    say,
    settings_from,
)
from jdmatch.errors import InputError, OutputError
from jdmatch.files import write_whole
from jdmatch.records import Analysis, Failure, Framework, dumps, failure_to_dict

if TYPE_CHECKING:
    from jdmatch.analyzer import Analyzer
    from jdmatch.fetch import Fetcher
    from jdmatch.report import Paper

Outcome = Analysis | Failure
Export = Callable[[Sequence[Outcome], Mapping[str, Framework]], bytes | str]


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
@click.option("--pdf", type=click.Path(path_type=Path), metavar="PATH", help="Also write a PDF ([report] extra).")
@click.option("--xlsx", type=click.Path(path_type=Path), metavar="PATH", help="Also write a workbook ([report] extra).")
@click.option("--csv", type=click.Path(path_type=Path), metavar="PATH", help="Also write a table of all statements.")
@click.option(
    "--paper", type=NearChoice(["a4", "letter"]), help="Paper of the PDF; without it the one of the locale's country."
)
@click.option("--title", metavar="T", help="Title of the posting; it wins over the file's own.")
@network_option
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
    pdf: Path | None,
    xlsx: Path | None,
    csv: Path | None,
    paper: Paper | None,
    title: str | None,
    allow_network: bool,
    output: Path | None,
) -> None:
    """Score postings: which statements of a framework they cover, at which level they are pitched, what is missing.

    FILE is text, Markdown, HTML, PDF, DOCX, ODT, RTF, a mail, a saved page (MHTML), a JobPosting in JSON, or the JSON
    of a Greenhouse, Lever or Ashby job or board, of which every posting is scored; - is standard input, and with
    --allow-network it may be a URL. What can not be analysed is named on standard error, the rest is scored, and the
    exit code is 3.
    """
    if files.count("-") > 1:
        raise click.UsageError("Standard input (-) can be read once.", ctx)
    if title is not None and len(files) > 1:
        raise click.UsageError(f"--title is of one posting, and {len(files)} files are given.", ctx)
    if paper is not None and pdf is None:
        raise click.UsageError("--paper is of the PDF, and no --pdf PATH is given.", ctx)
    one_blas_thread()
    exports = _exports(html, pdf, xlsx, csv, paper)
    from jdmatch import fetch
    from jdmatch.analyzer import Analyzer

    settings = settings_from(
        frameworks=frameworks,
        level=level,
        encoder=encoder,
        covered=covered,
        partial=partial,
        allow_network=allow_network or None,
    )
    urls = [name for name in (*files, *settings.frameworks) if fetch.is_url(name)]
    fetcher = None
    if urls:  # what speaks to the network is not even loaded without one
        fetch.check_allowed(urls, allow_network)
        fetcher = fetch.Fetcher(settings, allow_network=allow_network)
    with fetched_frameworks(settings, fetcher) as local:
        analyzer = Analyzer.load(local, note=say)
    outcomes = [outcome for name in files for outcome in _score(ctx, analyzer, fetcher, name, title)]
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            named = outcome.id in outcome.message
            say(outcome.message if named else f"{outcome.id}: {outcome.message}", code=outcome.code)
    unwritten = _write(outcomes, analyzer.frameworks, exports)
    _print(outcomes, analyzer.frameworks, format_, output)
    if unwritten is not None:
        raise unwritten
    ctx.exit(3 if any(isinstance(o, Failure) for o in outcomes) else 0)


def _score(
    ctx: click.Context, analyzer: Analyzer, fetcher: Fetcher | None, name: str, title: str | None
) -> Iterator[Outcome]:
    """The outcome of each posting of a file, which is most often one."""
    from jdmatch import fetch, sources

    settings, limits = analyzer.settings, analyzer.settings.limits
    data, known_as, file = None, name, None
    try:
        if name == "-":
            data = sources.take(sys.stdin.buffer, settings) if sys.stdin else b""
        elif fetcher is not None and fetch.is_url(name):
            got = fetcher.get(name, limits.posting_bytes, most_json=limits.board_bytes)
            data, known_as, file = got.data, got.url, got.name
        if data is None:
            found = sources.find_postings(Path(name), settings)
        else:
            found = sources.find_postings_in_bytes(data, settings, id=known_as, name=file)
    except InputError as error:
        known_as = fetch.shown(name) if fetch.is_url(name) else Path(name).name
        yield Failure(id=known_as, code=error.code, message=str(error))
        return
    if found is not None:
        first, second = next(found, None), next(found, None)
        if title is not None and second is not None:
            raise click.UsageError(f"--title is of one posting, and {name} holds several.", ctx)
        several = chain((one for one in (first, second) if one is not None), found)
        yield from (analyzer.attempt_found(one, title=title) for one in several)
    elif data is None:
        yield analyzer.attempt_file(Path(name), title=title)
    else:
        yield analyzer.attempt_bytes(data, id=known_as, name=file, title=title)


def _exports(
    html: Path | None, pdf: Path | None, xlsx: Path | None, csv: Path | None, paper: Paper | None
) -> list[tuple[Path, Export]]:
    """The files that are asked for beside what is printed, each with what makes it. MissingExtraError where one needs
    what is not installed, before anything else is done."""
    if not (html or pdf or xlsx or csv):
        return []
    from jdmatch import report

    report.require(pdf=pdf is not None, xlsx=xlsx is not None)
    size = paper or report.usual_paper(os.environ)
    asked: list[tuple[Path | None, Export]] = [
        (html, report.html),
        (pdf, lambda outcomes, frameworks: report.pdf(outcomes, frameworks, paper=size)),
        (xlsx, report.xlsx),
        (csv, lambda outcomes, _: report.csv(outcomes)),
    ]
    return [(path, make) for path, make in asked if path is not None]


def _write(
    outcomes: Sequence[Outcome], frameworks: Mapping[str, Framework], exports: Sequence[tuple[Path, Export]]
) -> OutputError | None:
    """Write the files. Where one fails the others are written, and the first error is returned, so that the result is
    still printed."""
    first: OutputError | None = None
    if not any(isinstance(o, Analysis) for o in outcomes):
        return None
    for path, make in exports:
        try:
            write_whole(path, make(outcomes, frameworks))
        except OutputError as error:
            first = first or error
    return first


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
