"""``jdmatch config``: which settings hold here, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from jdmatch.cli.common import NearChoice, deliver, deliver_data, folder_options, output_option
from jdmatch.records import dumps
from jdmatch.report.text import one_line
from jdmatch.settings import Told, told


@click.group("config")
def command() -> None:
    """Look at the settings."""


@command.command("show")
@click.option("--format", "format_", type=NearChoice(["text", "json"]), default="text", show_default=True)
@folder_options
@output_option
@click.pass_context
def show(ctx: click.Context, format_: str, config: Path | None, isolated: bool, output: Path | None) -> None:
    """Every setting with its value, and where that comes from: the default, a file, an environment variable.

    The file is the closest jdmatch.toml, or pyproject.toml with a table [tool.jdmatch], from the working folder upward;
    one alone counts. Options of a command win over it.
    """
    if config is not None and isolated:
        raise click.UsageError("--isolated reads no settings file: leave --config away.", ctx)
    found = told(file=config, isolated=isolated)
    if format_ == "json":
        objects = [{"key": one.key, "value": _plain(one.value), "origin": one.origin} for one in found]
        deliver_data(dumps(objects, indent=2), output)
    else:
        deliver(_table(found), output)


def _table(found: Sequence[Told]) -> str:
    """A line each, as it would stand in a settings file, and behind it the origin."""
    settings = [f"{one.key} = {one_line(_toml(one.value))}" for one in found]
    width = min(max(map(len, settings)), 60)
    return "\n".join(f"{line:<{width}}  # {one_line(one.origin)}" for line, one in zip(settings, found, strict=True))


def _toml(value: Any) -> str:
    if value is None:
        return "(not set)"
    return dumps(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
