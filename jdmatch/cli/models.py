"""``jdmatch models``: which model files jdmatch ships, and whether they are whole."""

from __future__ import annotations

import click


@click.group("models", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List the shipped models and verify their files."""


@command.command("list")
def list_models() -> None:
    """Every model file with its size, what it is, licence and origin."""
    from rich.console import Console
    from rich.table import Table

    from jdmatch.resources import manifest

    table = Table(box=None, pad_edge=False)
    for column in ("File", "Size", "What it is", "Licence", "Origin", "sha256"):
        table.add_column(column, justify="right" if column == "Size" else "left")
    for name, file in manifest().items():
        size = f"{file.size / 1e6:.1f} MB" if file.size >= 1e5 else f"{file.size / 1e3:.1f} kB"
        table.add_row(name, size, file.about, file.licence, file.origin, file.sha256[:12])
    Console().print(table)


@command.command("verify")
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Compare every model file with the sha256 of the manifest. Exit code 3 when one differs."""
    from jdmatch.resources import fault, manifest

    faults = {name: fault(name) for name in manifest()}
    for name, wrong in faults.items():
        click.echo(f"{name}: {'whole' if wrong is None else wrong}")
    if any(faults.values()):
        click.echo("jdmatch: JDM040: install jdmatch again: pip install --force-reinstall jdmatch", err=True)
        ctx.exit(3)
