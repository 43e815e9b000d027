"""What several commands share: options, settings from them, and writing a result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from jdmatch.errors import nearest
from jdmatch.files import write_whole
from jdmatch.settings import Settings, load_settings

F = TypeVar("F", bound=Callable[..., Any])


class NearChoice(click.Choice[str]):
    """A choice whose error names the nearest real value."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value, or click's usage error with the nearest name."""
        names = [str(c) for c in self.choices]
        if value not in names:
            self.fail(f"'{value}' is not one of the values.{nearest(str(value), names)}", param, ctx)
        return str(value)


def analysis_options(function: F) -> F:
    """``--framework``, ``--level``, ``--encoder``, ``--covered``, ``--partial``: choices about an analysis."""
    for option in (
        click.option("--partial", type=float, metavar="P", help="Probability from which a statement is partial."),
        click.option("--covered", type=float, metavar="P", help="Probability from which a statement is covered."),
        click.option("--encoder", metavar="NAME|PATH", help="Another sentence-transformers model ([train] extra)."),
        click.option("--level", metavar="LEVEL", help="Target level; without it the level the posting implies."),
        click.option(
            "--framework",
            "-f",
            "frameworks",
            multiple=True,
            metavar="ID|FILE",
            help="Framework to score against, again for more; without it the library, and the occupation is chosen.",
        ),
    ):
        function = option(function)
    return function


output_option = click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to standard output."
)


def settings_from(**arguments: Any) -> Settings:
    """The folder's settings under a command's options; empty tuples count as not given."""
    given = {name: value for name, value in arguments.items() if value not in (None, ())}
    return load_settings(**given)


def deliver(text: str, output: Path | None) -> None:
    """Print a result, or write it whole to ``output``."""
    ended = text if text.endswith("\n") else text + "\n"
    if output is None:
        click.echo(ended, nl=False)
    else:
        write_whole(output, ended)
