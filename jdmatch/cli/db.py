"""``jdmatch db``: the database of the web application: its version, its age limits, its backups."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from jdmatch.cli.common import NearChoice, deliver_data, say, settings_from
from jdmatch.report.text import counted

_DAYS = {"d": 1, "w": 7, "y": 365}

database_option = click.option(
    "--database",
    metavar="URL",
    envvar="JDMATCH_DATABASE",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME; without it, jdmatch.db in the data folder.",
)


class Age(click.ParamType[timedelta]):
    """A number of days (90d), weeks (12w) or years (2y)."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The age, or click's usage error."""
        told = re.fullmatch(r"(\d{1,5})([dwy])", str(value))
        if told is None:
            self.fail(f"'{value}' is no age: give days, weeks or years, as 90d, 12w or 2y.", param, ctx)
        return timedelta(days=int(told[1]) * _DAYS[told[2]])


@click.group("db", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The database of jdmatch serve: version, age limits, backups. Needs the extra [web]."""


@command.command("upgrade", short_help="Bring the database to this jdmatch's version.")
@database_option
def upgrade(database: str | None) -> None:
    """Run the migrations that are due, and make the database where there is none. The server does so, too, when it
    starts."""
    from jdmatch.store import open_store

    with open_store(database, settings_from()) as store:
        told = store.info()
        click.echo(f"{told.where}: at version {told.version}")


@command.command("info", short_help="What the database holds.")
@click.option("--format", "format_", type=NearChoice(["text", "json"]), default="text", show_default=True)
@database_option
def info(database: str | None, format_: str) -> None:
    """Where the database is, its version and size, and how much it holds. Makes none where there is none."""
    from dataclasses import asdict

    from jdmatch.records import dumps
    from jdmatch.store import look_at

    told = look_at(database, settings_from())
    if format_ == "json":
        deliver_data(dumps(asdict(told), indent=2), None)
        return
    click.echo(told.where)
    click.echo(f"version {told.version} ({told.dialect}), {_megabytes(told.bytes)}")
    click.echo(f"{counted(told.postings, 'posting')} with {told.analyses} analyses, {counted(told.drafts, 'draft')}")
    click.echo(f"{counted(told.jobs, 'job')}, {counted(told.users, 'user')}, {told.audit} lines of the audit log")


@command.command("purge", short_help="Remove what is older than a limit.")
@click.option("--older-than", type=Age(), required=True, metavar="AGE", help="As 90d, 12w or 2y.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@database_option
def purge(older_than: timedelta, yes: bool, database: str | None) -> None:
    """Remove postings that were added, drafts that were saved, earlier analyses that were made and jobs that ended
    longer ago than AGE. The audit log stays, and says that there was a purge."""
    from jdmatch.store import open_store

    if not yes:
        click.confirm(f"Remove what is older than {older_than.days} days?", abort=True, err=True)
    with open_store(database, settings_from(), make=False) as store:
        gone = store.purge(older_than, None)
    click.echo(
        f"removed: {counted(gone.postings, 'posting')}, {gone.analyses} earlier analyses, "
        f"{counted(gone.drafts, 'draft')}, {counted(gone.jobs, 'job')}"
    )


@command.command("backup", short_help="Write a copy of the database.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@database_option
def backup(file: Path, database: str | None) -> None:
    """Write a copy of a SQLite database to FILE, also while the server runs. For PostgreSQL the line for pg_dump is
    said."""
    from jdmatch.store import open_store

    with open_store(database, settings_from(), make=False) as store:
        store.backup(file)
    say(f"wrote {file} ({_megabytes(file.stat().st_size)})")


@command.command("restore", short_help="Put a backup in the database's place.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--overwrite", is_flag=True, help="Also where there is a database already; it is lost.")
@database_option
def restore(file: Path, overwrite: bool, database: str | None) -> None:
    """Check the backup FILE and put it in the place of the database. Stop the server first."""
    from jdmatch import store

    store.restore(file, database, settings_from(), overwrite=overwrite)
    say(f"restored {file}")


def _megabytes(size: int | None) -> str:
    return "size unknown" if size is None else f"{size / 1e6:.1f} MB"
