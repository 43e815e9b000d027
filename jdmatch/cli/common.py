"""What several commands share: options, settings from them, writing a result, and saying what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jdmatch.errors import FrameworkError, JdmatchError, nearest
from jdmatch.files import write_whole
from jdmatch.report.text import one_line
from jdmatch.settings import Settings, load_settings

if TYPE_CHECKING:
    from jdmatch.fetch import Fetcher

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


network_option = click.option(
    "--allow-network",
    is_flag=True,
    help="Fetch what is given by its http or https URL, and models that are given by name.",
)


def folder_options(function: F) -> F:
    """``--config``, ``--isolated``: which settings file counts."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no settings file."),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Settings file, instead of the closest jdmatch.toml or pyproject.toml.",
        ),
    ):
        function = option(function)
    return function


def settings_from(**arguments: Any) -> Settings:
    """The folder's settings under a command's options; empty tuples count as not given."""
    given = {name: value for name, value in arguments.items() if value not in (None, ())}
    return load_settings(**given)


def one_blas_thread() -> None:
    """Keep NumPy from starting threads for its matrix products, which an analysis never uses (``Analyzer.analyze``
    says why) and which cost a start a twentieth of a second on every other core. The user's own choice wins, and so
    does a NumPy that is loaded already."""
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@contextmanager
def fetched_frameworks(settings: Settings, fetcher: Fetcher | None) -> Iterator[Settings]:
    """The settings with each framework that was named by its URL fetched into a file, for as long as it is needed.
    Without a fetcher there is no URL among them."""
    from jdmatch import fetch

    if fetcher is None or not any(fetch.is_url(name) for name in settings.frameworks):
        yield settings
        return
    with TemporaryDirectory(prefix="jdmatch-") as folder:
        named = []
        for number, name in enumerate(settings.frameworks):
            if fetch.is_url(name):
                got = fetcher.get(name, settings.limits.framework_bytes)
                # Two sites may call two files the same.
                path = Path(folder) / str(number) / got.name
                path.parent.mkdir()
                path.write_bytes(got.data)
                name = str(path)
            named.append(name)
        yield replace(settings, frameworks=tuple(named))


def say(message: str, *, code: str | None = None) -> None:
    """One line on standard error. File names and quotes may hold anything: what could act on a terminal is made
    visible."""
    click.echo(f"jdmatch: {code}: {one_line(message)}" if code else f"jdmatch: {one_line(message)}", err=True)


def say_error(error: JdmatchError) -> None:
    """What is wrong in one line, and below it every fault of a framework file in a line of its own."""
    say(error.message, code=error.code)
    if isinstance(error, FrameworkError):
        for place, reason in error.faults:
            click.echo(f"  {one_line(f'{place} → {reason}')}", err=True)


def deliver(text: str, output: Path | None) -> None:
    """Print a text for people, or write it whole to ``output``."""
    ended = text if text.endswith("\n") else text + "\n"
    if output is None:
        click.echo(ended, nl=False)
    else:
        write_whole(output, ended)


def deliver_data(text: str, output: Path | None) -> None:
    """Print JSON and other text for programs as UTF-8, whatever the locale, or write it whole to ``output``."""
    ended = text if text.endswith("\n") else text + "\n"
    if output is None:
        click.echo(ended.encode("utf-8"), nl=False)
    else:
        write_whole(output, ended)
