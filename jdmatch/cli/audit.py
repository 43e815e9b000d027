"""``jdmatch audit``: the log of who did what, and whether it is as it was written."""

from __future__ import annotations

import re

import click

from jdmatch.cli.common import say, settings_from
from jdmatch.cli.db import database_option
from jdmatch.errors import SettingsError


@click.group("audit", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The audit log of jdmatch serve. Needs the extra [web]."""


@command.command("verify", short_help="Whether the log is as it was written.")
@click.option(
    "--expect",
    metavar="NUMBER:HASH",
    help="The last entry as an earlier verify printed it: without it a log whose end was cut off looks whole.",
)
@database_option
@click.pass_context
def verify(ctx: click.Context, expect: str | None, database: str | None) -> None:
    """Follow the chain of hashes through the audit log. Prints the number and hash of the last entry, to be kept
    elsewhere; exit code 3 where an entry was changed, removed or put in."""
    from jdmatch.store import open_store

    with open_store(database, settings_from(), make=False) as store:
        broken = store.audit.verify(expected=_expected(expect))
        head = store.audit.head()
    if broken is not None:
        say(f"The audit log is broken at entry {broken.id}: {broken.reason}. Compare it with a backup.", code="JDM088")
        ctx.exit(3)
    click.echo(f"whole: {head.id}:{head.hash}" if head else "whole: empty")


def _expected(told: str | None) -> tuple[int, str] | None:
    if told is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,17}):([0-9a-f]{64})", told)
    if found is None:
        raise SettingsError("--expect: give NUMBER:HASH as an earlier jdmatch audit verify printed it.")
    return int(found[1]), found[2]
