"""The command line: parse, call, print, exit code. No logic of its own.

Commands live in one file each and are imported when they are named, so that ``jdmatch --help`` loads none of the heavy
libraries. Results go to stdout or ``--output``, everything else to stderr. Exit codes: 0 clean, 1 findings (of
``check``, and ``eval`` under its floors), 2 options and settings, 3 a posting or framework that could not be read or
analysed, or an output that could not be written, 130 interrupted.
A reader of the output that goes away (``| head``) is no error: the exit code is 0 and nothing is said.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import traceback
from importlib import import_module

import click

from jdmatch import __version__
from jdmatch.cli.common import say, say_error
from jdmatch.errors import JdmatchError, nearest

# name → (module, one line for the list of commands)
COMMANDS = {
    "score": ("jdmatch.cli.score", "Score postings: coverage, level and what is missing."),
    "check": ("jdmatch.cli.check", "Check a draft: what to change, where, why and how."),
    "rule": ("jdmatch.cli.rule", "Explain a rule of the check, or list them all."),
    "compare": ("jdmatch.cli.compare", "Put two postings, or two versions of one, side by side."),
    "lsp": ("jdmatch.cli.lsp", "Serve an editor: diagnostics, fixes and hover while you write."),
    "serve": ("jdmatch.cli.serve", "Serve the pages where postings are scored, drafted and kept."),
    "frameworks": ("jdmatch.cli.frameworks", "List, show, import, export and check frameworks."),
    "batch": ("jdmatch.cli.batch", "Analyse many postings into a folder, resumably."),
    "users": ("jdmatch.cli.users", "Who may sign in at the web application, with which role."),
    "db": ("jdmatch.cli.db", "The database of the web application: version, age limits, backups."),
    "audit": ("jdmatch.cli.audit", "Whether the log of who did what is as it was written."),
    "train": ("jdmatch.cli.train", "Make the models again from the corpora and the data folder."),
    "eval": ("jdmatch.cli.eval", "Measure jdmatch and others on annotated data, and compare."),
    "models": ("jdmatch.cli.models", "List the shipped models and verify their files."),
    "schema": ("jdmatch.cli.schema", "Print the JSON Schema of analyses, findings or comparisons."),
    "config": ("jdmatch.cli.config", "Show every setting and where it comes from."),
    "doctor": ("jdmatch.cli.doctor", "Say what is installed, what is missing and how to mend it."),
}


# Python looks for rubbish after every 700 new objects. Loading makes hundreds of thousands that stay, which are then
# searched time and again: a tenth of a start.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first argument; a usage error that names the nearest one where there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command '{args[0]}'.{nearest(args[0], list(COMMANDS))}")
        return super().resolve_command(ctx, args)

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
    """Run the command line and exit. Every error becomes one message and its exit code; only a mistake of jdmatch
    itself shows where it was made."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    _be_able_to_print()
    try:
        code = cli.main(args=arguments, prog_name="jdmatch", standalone_mode=False)
        _flush()
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("interrupted")
        code = 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.ClickException as error:
        asked = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "jdmatch"
        say(f"{error.format_message()} See: {asked} --help", code="JDM060")
        code = error.exit_code
    except JdmatchError as error:
        say_error(error)
        code = error.exit_code
    except (BrokenPipeError, SystemExit):
        # click and rich leave this way, too, when they find that nobody reads any more.
        _nobody_reads()
        code = 0
    except OSError as error:
        # Files are written by ``files.write_whole``, with errors of its own: this is standard output on a full disk.
        say(f"The output can not be written: {error.strerror or error}.", code="JDM050")
        _nobody_reads()
        code = 3
    except Exception as error:
        traceback.print_exc()
        say(f"jdmatch made a mistake ({type(error).__name__}). Please report it with the lines above.", code="JDM099")
        code = 3
    gc.freeze()  # what is left ends with the process and need not be searched for rubbish first
    sys.exit(code if isinstance(code, int) else 0)


def _be_able_to_print() -> None:
    """Under a locale without UTF-8 a character that can not be printed becomes a question mark, not an error."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.closed:
        sys.stdout.reconfigure(errors="replace")


def _flush() -> None:
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def _nobody_reads() -> None:
    """Let what is left to write go nowhere, so that the interpreter's own flush at the end is quiet."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
