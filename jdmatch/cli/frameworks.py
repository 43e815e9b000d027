"""``jdmatch frameworks``: the library of competency frameworks and the files that go in and out of it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from jdmatch.cli.common import NearChoice, deliver, deliver_data, output_option, say, settings_from
from jdmatch.errors import SettingsError, nearest
from jdmatch.files import write_whole
from jdmatch.records import Framework, dumps
from jdmatch.report.text import clean


@click.group("frameworks", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List, show, import, export and check frameworks."""


@command.command("list", short_help="All installed frameworks, by field of work.")
@click.option("--format", "format_", type=NearChoice(["text", "json"]), default="text", show_default=True)
@output_option
def list_frameworks(format_: str, output: Path | None) -> None:
    """Every installed framework by field of work, with where it comes from."""
    from jdmatch.frameworks import Entry, library

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
            }
            for row in rows
        ]
        deliver_data(dumps(objects, indent=2), output)
        return

    def line(row: Entry) -> str:
        if row.damaged:
            return f"  {row.id:12} damaged: {row.damaged}"
        counts = "/".join(str(n) for _, n in row.levels) or "no levels"
        origin = row.origin + (", shadowed by an imported one" if row.shadowed else "")
        return f"  {row.id:12} {row.title:58.58} {row.statements:4} statements ({counts}), {origin}"

    def field(row: Entry) -> str:
        return row.group or "Other"

    out: list[str] = []
    for group, members in groupby(sorted(rows, key=lambda r: (field(r), r.id, r.shadowed)), key=field):
        out += [group, *map(line, members)]
    deliver(clean("\n".join(out)), output)


@command.command("show", short_help="A framework's statements, level by level.")
@click.argument("framework", metavar="ID|FILE")
@click.option("--level", metavar="LEVEL", help="Only this level.")
@output_option
def show(framework: str, level: str | None, output: Path | None) -> None:
    """Print a framework's statements, level by level."""
    from jdmatch.frameworks import resolve

    found = resolve(framework, settings_from())
    names: list[str | None] = [None] if found.scale is None else list(found.scale.levels)
    if level is not None:
        if level not in names:
            hint = nearest(level, [n for n in names if n]) or f" {found.id} has no levels."
            raise SettingsError(f"--level: {found.id} has no level '{level}'.{hint}")
        names = [level]
    out = [*_head(found)]
    for name in names:
        if found.scale is not None and name is not None:
            out += ["", found.scale.labels[found.scale.index(name)]]
        out += [f"  {s.id}  {s.text}" for s in found.at_level(name)]
    deliver(clean("\n".join(out)), output)


def _head(framework: Framework) -> list[str]:
    lines = [f"{framework.title} ({framework.id})"]
    lines += [text for text in (framework.description, framework.context) if text]
    about = [framework.group, f"version {framework.version}" if framework.version else "", framework.licence]
    lines += [", ".join(part for part in about if part)]
    return [line for line in lines if line]


@command.command("import", short_help="Install a framework from a file.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--id", "id_", metavar="ID", help="Install under this id.")
@click.option("--format", "format_", metavar="FORMAT", help="Format of the file; without it, told from its content.")
@click.option("--replace", is_flag=True, help="Replace an imported framework of the same id.")
def import_framework(path: Path, id_: str | None, format_: str | None, replace: bool) -> None:
    """Install a framework from a file into the user's library."""
    from jdmatch.frameworks import library

    settings = settings_from()
    done = library(settings).install(path, id=id_, format=format_, replace=replace)
    for place, reason in done.warnings:
        say(f"warning: {place}: {reason}")
    f = done.framework
    levels = "no levels" if f.scale is None else ", ".join(f"{len(f.at_level(n))} {n}" for n in f.scale.levels)
    shadow = "; it now stands before the embedded one of the same id" if done.shadows else ""
    word = {"installed": "installed", "replaced": "replaced", "unchanged": "already installed, nothing changed"}
    click.echo(f"{f.id}: {f.title}: {len(f.statements)} statements ({levels}): {word[done.change]}{shadow}")


@command.command("export", short_help="Write a framework in another format.")
@click.argument("framework", metavar="ID|FILE")
@click.option(
    "--format", "format_", metavar="FORMAT", default="ler", show_default=True, help="ler, csv, tsv, json, yaml."
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
    """Check framework files, or folders of them: every fault with its place. Exit code 3 when there is one."""
    from jdmatch.frameworks import validate

    good = True
    for path in paths:
        report = validate(path, settings_from(), format=format_)
        for count in report.counts:
            levels = ", ".join(f"{n} {name}" for name, n in count.levels) or "no levels"
            click.echo(f"{count.file}: {count.id} {count.title}: {count.statements} statements ({levels})")
        for place, reason in report.warnings:
            say(f"warning: {place} → {reason}")
        for place, reason in report.faults:
            say(f"fault: {place} → {reason}", code="JDM030")
        good = good and report.ok
    ctx.exit(0 if good else 3)


@command.command("remove", short_help="Remove an imported framework.")
@click.argument("framework", metavar="ID")
def remove_framework(framework: str) -> None:
    """Remove an imported framework; an embedded one of the same id is seen again."""
    from jdmatch.frameworks import library

    revealed = library(settings_from()).remove(framework)
    click.echo(f"{framework}: removed{'; the embedded one is seen again' if revealed else ''}")
