"""``jdmatch rule``: one rule of the check explained, or the list of all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jdmatch.cli.common import NearChoice, deliver_data, output_option
from jdmatch.errors import SettingsError
from jdmatch.files import write_whole

if TYPE_CHECKING:
    from jdmatch.check.formats.teaching import Counts
    from jdmatch.report.writer import Writer


@click.command("rule", short_help="Explain a rule of the check, or list them all.")
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--format", "format_", type=NearChoice(["text", "md"]), default="text", show_default=True)
@click.option(
    "--counts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --format md and no CODE: what was measured, as in eval/check-counts.json.",
)
@output_option
@click.pass_context
def command(ctx: click.Context, code: str | None, format_: str, counts: Path | None, output: Path | None) -> None:
    """Explain a rule with its reason, advice, examples and sources; without CODE list all rules by family.

    CODE is a rule's code or its name: JDM301 or vague-duty.
    """
    from jdmatch.check.formats import teaching

    if counts is not None and (code is not None or format_ != "md"):
        raise click.UsageError("--counts are for the page of all rules: give --format md and no CODE.", ctx)
    rule = teaching.rule_of(code) if code is not None else None
    if format_ == "md":
        measured = _counts(counts) if counts is not None else None
        deliver_data(teaching.markdown(measured) if rule is None else teaching.section(rule), output)
    elif rule is None:
        _print(teaching.table, output)
    else:
        _print(lambda out: teaching.explained(rule, out), output)


def _print(tell: Callable[[Writer], None], output: Path | None) -> None:
    from jdmatch import report
    from jdmatch.check.formats import screen

    if output is None:
        tell(screen.writer(report.console()))
        return
    out, stream = screen.plain_writer(report.PIPE_WIDTH)
    tell(out)
    write_whole(output, stream.getvalue())


def _counts(path: Path) -> Counts:
    from jdmatch.check.formats import teaching

    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} holds no counts of rules: {error}.") from error
    return teaching.counts_of(table, path)
