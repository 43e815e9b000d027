"""``jdmatch frameworks search`` and ``diff``: which framework to use, and what changed in one."""

from __future__ import annotations

from pathlib import Path

import click

from jdmatch.cli.common import NearChoice, deliver, deliver_data, output_option, settings_from
from jdmatch.records import dumps
from jdmatch.report.text import clean

_format = click.option("--format", "format_", type=NearChoice(["text", "json"]), default="text", show_default=True)


@click.command("search", short_help="Frameworks for a job, by what it is called.")
@click.argument("query", nargs=-1, required=True, metavar="WORDS...")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many at most.")
@_format
@output_option
def search(query: tuple[str, ...], limit: int, format_: str, output: Path | None) -> None:
    """Find installed frameworks by title, alternate title, statement or meaning, best first."""
    from jdmatch.analyzer import find_frameworks
    from jdmatch.report import frameworks as told

    asked = " ".join(query)
    answers = find_frameworks(asked, settings_from(), limit=limit)
    if format_ == "json":
        objects = [
            {
                "id": a.framework.id,
                "title": a.framework.title,
                "group": a.framework.group,
                "score": round(a.score, 4),
                "where": a.where,
                "reason": a.reason,
                "statements": len(a.framework.statements),
            }
            for a in answers
        ]
        deliver_data(dumps(objects, indent=2), output)
        return
    deliver(clean(told.found(asked, answers)), output)


@click.command("diff", short_help="What changed between two versions of a framework.")
@click.argument("old", metavar="ID|FILE")
@click.argument("new", metavar="ID|FILE")
@_format
@output_option
def diff(old: str, new: str, format_: str, output: Path | None) -> None:
    """Statements added, dropped, reworded and moved between levels, from one framework to another."""
    from jdmatch.frameworks import compare, resolve
    from jdmatch.report import frameworks as told

    settings = settings_from()
    before, after = resolve(old, settings), resolve(new, settings)
    changes = compare(before, after)
    if format_ == "json":
        deliver_data(dumps(told.difference_data(before, after, changes), indent=2), output)
        return
    deliver(clean(told.difference(before, after, changes, (old, new))), output)
