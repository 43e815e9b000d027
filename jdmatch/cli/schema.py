"""``jdmatch schema``: the contract of every surface, as JSON Schema."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli.common import NearChoice, deliver_data, output_option
from jdmatch.records import dumps
from jdmatch.records.schema import result_schema
from jdmatch.records.schema_parts import Schema

NAMES = ("analysis", "check", "check-line", "comparison")


@click.command("schema")
@click.argument("name", type=NearChoice(NAMES), default=NAMES[0], metavar="[NAME]")
@output_option
def command(name: str, output: Path | None) -> None:
    """Print a JSON Schema.

    \b
    analysis    jdmatch score --format json: an analysis or an error object (default)
    check       jdmatch check --format json
    check-line  jdmatch check --format jsonl: one line
    comparison  jdmatch compare --format json
    """
    deliver_data(dumps(_schema(name), indent=2), output)


def _schema(name: str) -> Schema:
    if name == "check":
        from jdmatch.check.formats.schema import run_schema

        return run_schema()
    if name == "check-line":
        from jdmatch.check.formats.schema import line_schema

        return line_schema()
    if name == "comparison":
        from jdmatch.report.side_by_side_schema import comparison_schema

        return comparison_schema()
    return result_schema()
