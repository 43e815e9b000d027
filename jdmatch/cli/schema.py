"""``jdmatch schema``: the contract of every surface, as JSON Schema."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli.common import deliver_data, output_option
from jdmatch.records import dumps
from jdmatch.records.schema import result_schema


@click.command("schema")
@output_option
def command(output: Path | None) -> None:
    """Print the JSON Schema of an analysis and of an error object."""
    deliver_data(dumps(result_schema(), indent=2), output)
