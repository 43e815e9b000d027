"""``jdmatch frameworks import``: files, folders and archives into the library, with an account of every row."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli.common import deliver, network_option, settings_from
from jdmatch.errors import FrameworkError
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.report.text import clean


@click.command("import", short_help="Install frameworks from a file, folder or archive.")
@click.argument("path", metavar="PATH|URL")
@click.option("--id", "id_", metavar="ID", help="Install under this id (a source of one framework).")
@click.option("--format", "format_", metavar="FORMAT", help="Format of the source; without it, told from its content.")
@click.option(
    "--occupations",
    metavar="CODE,…",
    default="",
    help="Of a source with many occupations only these: codes, URIs or titles; 43-* takes a group.",
)
@click.option("--as-one", is_flag=True, help="One framework of everything, where a source has many (ESCO, NICE).")
@click.option("--map", "columns", multiple=True, metavar="COLUMN=FIELD", help="What a column of a table is; repeat.")
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="A file of such columns.")
@click.option(
    "--save-mapping", type=click.Path(path_type=Path), metavar="FILE", help="Write the columns that were read."
)
@click.option("--sheet", metavar="NAME", default="", help="Sheet of a workbook; without it the first with statements.")
@click.option("--language", metavar="TAG", default="", help="Keep only items in this language.")
@click.option("--replace", is_flag=True, help="Replace imported frameworks of the same id.")
@click.option("--dry-run", is_flag=True, help="Read and report, install nothing.")
@click.option("--strict", is_flag=True, help="Install nothing if any row would be skipped.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write the whole account as JSON.")
@network_option
def command(
    path: str,
    id_: str | None,
    format_: str | None,
    occupations: str,
    as_one: bool,
    columns: tuple[str, ...],
    mapping: Path | None,
    save_mapping: Path | None,
    sheet: str,
    language: str,
    replace: bool,
    dry_run: bool,
    strict: bool,
    report: Path | None,
    allow_network: bool,
) -> None:
    """Install every framework of PATH into the user's library, or none of them.

    PATH is a file of any framework format, or a folder or zip archive (an O*NET or ESCO release, or several files).
    """
    from jdmatch import fetch
    from jdmatch.frameworks import Options, library, read_all
    from jdmatch.frameworks import mapping as mappings
    from jdmatch.report import frameworks as told

    settings = settings_from()
    options = Options(
        occupations=tuple(code.strip() for code in occupations.split(",") if code.strip() and code.strip() != "all"),
        columns=mappings.mapped_columns(columns, mapping),
        sheet=sheet,
        language=language,
        as_one=as_one,
    )
    shelf = library(settings)
    fetch.check_allowed([path], allow_network)
    source: Path | bytes = Path(path)
    name = None
    if fetch.is_url(path):
        got = fetch.Fetcher(settings, allow_network=allow_network).get(path, settings.limits.framework_bytes)
        source, name = got.data, got.name
    reading = read_all(source, settings, format=format_, id=id_, name=name, origin="user", options=options)
    if strict and reading.skipped:
        raise FrameworkError(
            f"{reading.name}: {len(reading.skipped)} of {reading.rows} rows can not be kept, and with --strict that is "
            "too many. Nothing was changed; mend the rows, or leave --strict away.",
            faults=reading.skipped,
            code="JDM036",
        )
    try:
        done = shelf.plan(reading, replace=replace) if dry_run else shelf.keep(reading, replace=replace)
    except FrameworkError:
        # Who only tries a file wants its account, also where another framework is in the way.
        if dry_run:
            deliver(clean(told.import_report(reading)), None)
        raise
    if save_mapping is not None:
        mappings.save_mapping(save_mapping, reading.columns, options.columns)
    if report is not None:
        write_whole(report, dumps(told.import_data(reading, done, kept=not dry_run), indent=2) + "\n")
    lines = [told.import_report(reading), told.installations(done, dry_run=dry_run)]
    lines += ["Nothing was installed (--dry-run)."] if dry_run else []
    deliver(clean("\n".join(lines)), None)
