"""``jdmatch users``: who may sign in at ``jdmatch serve``, with which role, and the tokens of their programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jdmatch.cli.common import NearChoice, say, settings_from
from jdmatch.cli.db import database_option
from jdmatch.errors import SettingsError

if TYPE_CHECKING:
    from jdmatch.store import Store
    from jdmatch.store.records import Role

_ROLES = ["reader", "editor", "admin"]
_LONGEST = 4_000  # characters of a line that is read as a password


@click.group("users", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The users of jdmatch serve --auth users. Needs the extra [web].

    Readers see and export; editors score, draft, upload, remark and tag; admins also remove, import frameworks and see
    to users. Whatever is changed here counts at once, also in a server that runs. A password is asked for without being
    shown, or read as the first line of standard input; never as an argument, which others could see.
    """


@command.command("add", short_help="Add somebody who may sign in.")
@click.argument("name")
@click.option("--role", type=NearChoice(_ROLES), default="reader", show_default=True, help="What they may do.")
@click.option("--no-password", is_flag=True, help="Only a proxy can say that it is them (serve --auth proxy).")
@database_option
def add(name: str, role: Role, no_password: bool, database: str | None) -> None:
    """Add the user NAME."""
    with _opened(database, make=True) as store:
        password = None if no_password else _password(name)
        store.users.add(name, password, role, None)
    say(f"added {name}, {role}")


@command.command("list", short_help="Who may sign in.")
@database_option
def list_(database: str | None) -> None:
    """List all users: name, role, since when, and whether they are disabled."""
    with _opened(database) as store:
        found = store.users.list()
    width = max((len(user.name) for user in found), default=0)
    for user in found:
        click.echo(f"{user.name:<{width}}  {user.role:<6}  {user.created[:10]}{'  disabled' if user.disabled else ''}")
    if not found:
        say("There is no user yet: jdmatch users add NAME --role admin")


@command.command("role", short_help="Give somebody another role.")
@click.argument("name")
@click.argument("role", type=NearChoice(_ROLES))
@database_option
def role(name: str, role: Role, database: str | None) -> None:
    """Give NAME another role; open sessions of theirs end."""
    with _opened(database) as store:
        store.users.set_role(name, role, None)
    say(f"{name} is {role}")


@command.command("disable", short_help="Let somebody sign in no more.")
@click.argument("name")
@database_option
def disable(name: str, database: str | None) -> None:
    """Let NAME in no more; open sessions end, tokens are of no use. What they did stays."""
    with _opened(database) as store:
        store.users.disable(name, None)
    say(f"disabled {name}")


@command.command("enable", short_help="Let somebody sign in again.")
@click.argument("name")
@database_option
def enable(name: str, database: str | None) -> None:
    """Let NAME in again."""
    with _opened(database) as store:
        store.users.enable(name, None)
    say(f"enabled {name}")


@command.command("password", short_help="Give somebody another password.")
@click.argument("name")
@database_option
def password(name: str, database: str | None) -> None:
    """Give NAME another password; open sessions of theirs end."""
    with _opened(database) as store:
        store.users.get(name)  # before somebody thinks of a password
        store.users.set_password(name, _password(name), None)
    say(f"{name} has another password")


@command.command("token", short_help="Make a token for somebody's programs.")
@click.argument("name")
@database_option
def token(name: str, database: str | None) -> None:
    """Print a new token with which programs may ask in the name of NAME (Authorization: Bearer TOKEN), with their role.
    It is kept as a hash alone and can not be shown again."""
    with _opened(database) as store:
        made, words = store.signing_in.add_token(name, None)
    click.echo(words)
    say(f"token {made.id} of {name}; jdmatch users revoke {made.id} takes it back")


@command.command("tokens", short_help="List the tokens of programs.")
@database_option
def tokens(database: str | None) -> None:
    """List all tokens: number, whose, since when. What they say is kept nowhere."""
    with _opened(database) as store:
        for one in store.signing_in.tokens():
            click.echo(f"{one.id}  {one.name}  {one.created[:10]}")


@command.command("revoke", short_help="Take a token back.")
@click.argument("number", type=click.IntRange(1), metavar="TOKEN-NUMBER")
@database_option
def revoke(number: int, database: str | None) -> None:
    """Let a token be of no use any more."""
    with _opened(database) as store:
        store.signing_in.remove_token(number, None)
    say(f"token {number} is of no use any more")


def _opened(database: str | None, *, make: bool = False) -> Store:
    from jdmatch.store import open_store

    return open_store(database, settings_from(), make=make)


def _password(name: str) -> str:
    """Asked for twice at a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        asked: str = click.prompt(f"Password of {name}", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    line = sys.stdin.readline(_LONGEST).removesuffix("\n").removesuffix("\r")
    if not line:
        raise SettingsError("Give the password as the first line of standard input, or ask at a terminal.")
    return line
