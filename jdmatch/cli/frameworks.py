"""``jdmatch frameworks``: the library of competency frameworks and the files that go in and out of it."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli import frameworks_find, frameworks_import
from jdmatch.cli.common import NearChoice, deliver, deliver_data, output_option, say, settings_from
from jdmatch.errors import SettingsError, nearest
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.report.text import clean, counted


@click.group("frameworks", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List, show, import, export and check frameworks."""


@command.command("list", short_help="All installed frameworks, by field of work.")
@click.option("--format", "format_", type=NearChoice(["text", "json"]), default="text", show_default=True)
@output_option
def list_frameworks(format_: str, output: Path | None) -> None:
    """Every installed framework by field of work, with where it comes from."""
    from jdmatch.frameworks import library
    from jdmatch.report import frameworks as told

    rows = library(settings_from()).list()
    if format_ == "json":
        objects = [
            {
                "id": row.id,
                "title": row.title,
                "group": row.group,
                "levels": dict(row.levels),
                "statements": row.statements,
                "format": row.format,
                "origin": row.origin,
                "shadowed": row.shadowed,
                "damaged": row.damaged,
                "source": row.source,
            }
            for row in rows
        ]
        deliver_data(dumps(objects, indent=2), output)
        return

    deliver(clean(told.listing(rows)), output)


@command.command("show", short_help="A framework's statements, level by level.")
@click.argument("framework", metavar="ID|FILE")
@click.option("--level", metavar="LEVEL", help="Only this level.")
@output_option
def show(framework: str, level: str | None, output: Path | None) -> None:
    """Print a framework's statements, level by level."""
    from jdmatch.frameworks import level_named, resolve
    from jdmatch.report import frameworks as told

    found = resolve(framework, settings_from())
    only = None
    if level is not None:
        if found.scale is None:
            raise SettingsError(f"{found.id} has no levels: leave --level away.")
        only = level_named(found.scale, level)
        if only is None:
            hint = nearest(level, found.scale.levels)
            raise SettingsError(f"--level: {found.id} has no level '{level}'.{hint}")
    deliver(clean(told.shown(found, only)), output)


@command.command("export", short_help="Write a framework in another format.")
@click.argument("framework", metavar="ID|FILE")
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    default="ler",
    show_default=True,
    help="ler, case, ctdl, rsd, csv, tsv, json, yaml.",
)
@output_option
def export_framework(framework: str, format_: str, output: Path | None) -> None:
    """Write a framework in another format."""
    from jdmatch.frameworks import export, lost, resolve

    found = resolve(framework, settings_from())
    data = export(found, format_)
    if left := lost(found, format_):
        say(f"warning: {format_} can not carry {', '.join(left)}")
    if output is None:
        click.echo(data, nl=False)
    else:
        write_whole(output, data)


@command.command("validate", short_help="Every fault of framework files.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--format", "format_", metavar="FORMAT", help="Format of the files; without it, told from their content.")
@click.pass_context
def validate_frameworks(ctx: click.Context, paths: tuple[Path, ...], format_: str | None) -> None:
    """Check framework files, or folders of them: every fault and every row that an import would skip, with
    its place. Exit code 3 when there is one."""
    from jdmatch.frameworks import validate

    good = True
    for path in paths:
        report = validate(path, settings_from(), format=format_)
        for count in report.counts:
            levels = ", ".join(f"{n} {name}" for name, n in count.levels) or "no levels"
            click.echo(f"{count.file}: {count.id} {count.title}: {count.statements} statements ({levels})")
        for place, reason in report.warnings:
            say(f"warning: {place} → {reason}")
        for place, reason in report.skipped:
            say(f"skipped: {place} → {reason}", code="JDM036")
        for place, reason in report.faults:
            say(f"fault: {place} → {reason}", code="JDM030")
        good = good and report.ok
    ctx.exit(0 if good else 3)


@command.command("remove", short_help="Remove imported frameworks.")
@click.argument("frameworks", nargs=-1, metavar="ID...")
@click.option("--from", "source", metavar="NAME", help="All that came with one import, by the name that list shows.")
def remove_framework(frameworks: tuple[str, ...], source: str | None) -> None:
    """Remove imported frameworks, all of the named ones or none; embedded ones of the same id are seen again."""
    from jdmatch.frameworks import library

    shelf = library(settings_from())
    ids = [*frameworks, *(shelf.imported(source) if source else ())]
    if not ids:
        raise SettingsError(f"Nothing was imported as '{source}'." if source else "Name a framework, or --from NAME.")
    revealed = shelf.remove_all(ids)
    if source:
        click.echo(f"{counted(len(ids), 'framework')} removed")
        return
    for name in ids:
        click.echo(f"{name}: removed{'; the embedded one is seen again' if name in revealed else ''}")


for part in (frameworks_import.command, frameworks_find.search, frameworks_find.diff):
    command.add_command(part)
