"""``jdmatch models``: which model files jdmatch ships, and whether they are whole."""

from __future__ import annotations

import click

from jdmatch.cli.common import say


@click.group("models", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List the shipped models and verify their files."""


@command.command("list", short_help="Every model file and where it is from.")
def list_models() -> None:
    """Every model file with its size and sha256, what it is, licence and origin."""
    from jdmatch.resources import manifest

    for name, file in manifest().items():
        size = f"{file.size / 1e6:.1f} MB" if file.size >= 1e5 else f"{file.size / 1e3:.1f} kB"
        click.echo(f"{name}  {size}  sha256 {file.sha256}")
        click.echo(f"    {file.about}. {file.licence}; {file.origin}")


@command.command("verify", short_help="Compare every file with its sha256.")
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Compare every model file with the sha256 of the manifest. Exit code 3 when one differs."""
    from jdmatch.resources import fault, manifest

    faults = {name: fault(name) for name in manifest()}
    for name, wrong in faults.items():
        click.echo(f"{name}: {'whole' if wrong is None else wrong}")
    if any(faults.values()):
        wrong = ", ".join(name for name, found in faults.items() if found)
        say(
            f"Not as in the manifest: {wrong}. Install jdmatch again: pip install --force-reinstall jdmatch, or in a "
            "checkout: git checkout -- models",
            code="JDM040",
        )
        ctx.exit(3)
