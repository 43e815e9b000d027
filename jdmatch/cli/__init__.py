"""The command line: parse, call, print, exit code. No logic of its own.

Commands live in one file each and are imported when they are named, so that ``jdmatch --help`` loads none of the heavy
libraries. Results go to stdout or ``--output``, everything else to stderr. Exit codes: 0 clean, 2 options and settings,
3 a posting or framework that could not be read or analysed, or an output that could not be written, 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from jdmatch import __version__
from jdmatch.errors import JdmatchError

# name → (module, one line for the list of commands)
COMMANDS = {
    "score": ("jdmatch.cli.score", "Score postings: coverage, level and what is missing."),
    "frameworks": ("jdmatch.cli.frameworks", "List, show, import, export and check frameworks."),
    "batch": ("jdmatch.cli.batch", "Analyse many postings into a folder, resumably."),
    "models": ("jdmatch.cli.models", "List the shipped models and verify their files."),
    "schema": ("jdmatch.cli.schema", "Print the JSON Schema of an analysis."),
    "doctor": ("jdmatch.cli.doctor", "Say what is installed, what is missing and how to mend it."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for; their short help stands in ``COMMANDS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; None for a name that the table lacks."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jdmatch")
def cli() -> None:
    """Read job postings against competency frameworks: what they cover, at which level they are pitched, and which
    responsibilities are missing, each with its quote. Works offline.

    Try: jdmatch score posting.txt
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit. A JdmatchError becomes one message and its exit code, never a traceback."""
    try:
        code = cli.main(args=arguments, prog_name="jdmatch", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("jdmatch: interrupted", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except JdmatchError as error:
        click.echo(f"jdmatch: {error.code}: {error}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        # The reader (head, less) went away: nobody is left to tell. Keep the interpreter's own flush quiet too.
        sys.stdout = None
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
