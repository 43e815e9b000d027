"""``jdmatch compare``: two postings side by side, or what a draft gained and lost against its earlier version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from jdmatch.cli.reading import read_posting, shown_name
from jdmatch.errors import InputError, OutputError
from jdmatch.files import write_whole
from jdmatch.records import Failure, Framework, Posting, dumps, failure_to_dict

if TYPE_CHECKING:
    from jdmatch.analyzer import Compared, Parts
    from jdmatch.fetch import Fetcher
    from jdmatch.settings import Settings


@click.command("compare")
@click.argument("draft", metavar="DRAFT")
@click.argument("other", metavar="OTHER")
@analysis_options
@click.option(
    "--format",
    "format_",
    type=NearChoice(["text", "md", "json"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
@click.option("--html", type=click.Path(path_type=Path), metavar="PATH", help="Also write a self-contained page.")
@network_option
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    draft: str,
    other: str,
    frameworks: tuple[str, ...],
    level: str | None,
    encoder: str | None,
    covered: float | None,
    partial: float | None,
    format_: str,
    html: Path | None,
    allow_network: bool,
    output: Path | None,
) -> None:
    """Compare two postings: what only one of them covers, what both miss, and whether their figures really differ.

    Both are measured by one framework at one level, chosen for DRAFT where they are not named. Where OTHER is an
    earlier version of DRAFT, what each edit gained or lost is told. DRAFT and OTHER are files as score reads them, one
    posting each (FILE#id names one of several); one of them may be - (standard input), and with --allow-network a URL.
    """
    if draft == other == "-":
        raise click.UsageError("Standard input (-) can be read once.", ctx)
    one_blas_thread()
    from jdmatch import fetch
    from jdmatch.analyzer import Analyzer, compare

    settings = settings_from(
        frameworks=frameworks,
        level=level,
        encoder=encoder,
        covered=covered,
        partial=partial,
        allow_network=allow_network or None,
    )
    urls = [name for name in (draft, other, *settings.frameworks) if fetch.is_url(name)]
    fetcher = None
    if urls:
        fetch.check_allowed(urls, allow_network)
        fetcher = fetch.Fetcher(settings, allow_network=allow_network)
    with fetched_frameworks(settings, fetcher) as local:
        analyzer = Analyzer.load(local, note=say)
    taken = [_taken_apart(name, analyzer.settings, fetcher) for name in (draft, other)]
    failures = [one for one in taken if isinstance(one, Failure)]
    for failure in failures:
        named = failure.id in failure.message
        say(failure.message if named else f"{failure.id}: {failure.message}", code=failure.code)
    a, b = taken
    if isinstance(a, Failure) or isinstance(b, Failure):
        if format_ == "json":
            deliver_data(dumps(failure_to_dict(failures[0]), indent=2), output)
        ctx.exit(3)
    compared = compare(analyzer, *_told_apart(a, b, draft, other))
    unwritten = _write_page(compared, analyzer.frameworks, html)
    _print(compared, analyzer.frameworks, format_, output)
    if unwritten is not None:
        raise unwritten


def _taken_apart(name: str, settings: Settings, fetcher: Fetcher | None) -> Parts | Failure:
    from jdmatch.analyzer import take_apart

    try:
        return take_apart(read_posting(name, settings, fetcher), settings)
    except InputError as error:
        return Failure(id=shown_name(name), code=error.code, message=str(error))


def _told_apart(a: Parts, b: Parts, draft: str, other: str) -> Sequence[Parts]:
    """Two files of the same name (``old/job.md``, ``new/job.md``) are named as they were given."""
    if a.posting.id != b.posting.id:
        return (a, b)
    return [replace(parts, posting=_named(parts.posting, name)) for parts, name in ((a, draft), (b, other))]


def _named(posting: Posting, name: str) -> Posting:
    return replace(posting, id=name)


def _write_page(compared: Compared, frameworks: Mapping[str, Framework], path: Path | None) -> OutputError | None:
    """Write the page. Where that fails the error is returned, so that the result is still printed."""
    if path is None:
        return None
    from jdmatch.report.side_by_side import place_side_by_side
    from jdmatch.report.side_by_side_page import render

    try:
        write_whole(path, render(place_side_by_side(compared, frameworks)))
    except OutputError as error:
        return error
    return None


def _print(compared: Compared, frameworks: Mapping[str, Framework], format_: str, output: Path | None) -> None:
    from jdmatch import report
    from jdmatch.report.side_by_side import place_side_by_side

    view = place_side_by_side(compared, frameworks)
    if format_ == "json":
        from jdmatch.report.side_by_side_json import to_dict

        deliver_data(dumps(to_dict(compared, view), indent=2), output)
    elif format_ == "md":
        from jdmatch.report.side_by_side_md import render

        deliver(render(view), output)
    else:
        from jdmatch.report.side_by_side_screen import capture, show

        if output is None:
            show(view, report.console())
        else:
            deliver(capture(view, report.PIPE_WIDTH), output)
