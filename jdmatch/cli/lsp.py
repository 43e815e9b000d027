"""``jdmatch lsp``: the check in an editor, over standard input and output."""

from __future__ import annotations

import logging
import sys

import click

from jdmatch.cli.common import NearChoice, one_blas_thread
from jdmatch.errors import MissingExtraError

_LEVELS = ["debug", "info", "warning", "error"]


@click.command("lsp")
@click.option(
    "--log-level",
    type=NearChoice(_LEVELS),
    default="warning",
    show_default=True,
    help="What is said on standard error; never the posting's words.",
)
@click.option("--stdio", is_flag=True, expose_value=False, help="What is done anyway; some clients add it.")
@click.pass_context
def command(ctx: click.Context, log_level: str) -> None:
    """Serve an editor over the Language Server Protocol: diagnostics while you write, fixes, hover, outline.

    Started by the editor, not by hand; docs/editors.md has the lines for VS Code, Neovim, Helix and Emacs. Needs the
    extra [lsp].
    """
    one_blas_thread()
    logging.basicConfig(stream=sys.stderr, level=log_level.upper(), format="jdmatch lsp: %(levelname)s %(message)s")
    try:
        from jdmatch.lsp import server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise MissingExtraError("jdmatch lsp", extra="lsp") from error
    ctx.exit(server.serve())
