"""What a run prints: a suite as a table, a row a measure and a column a system, with n and the detectable effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jdmatch.evaluation.bootstrap import FEWEST
from jdmatch.evaluation.figures import Figure
from jdmatch.evaluation.running import Outcome
from jdmatch.evaluation.table import aligned


def side_by_side(outcomes: Sequence[Outcome]) -> str:
    """The outcomes of one suite. The first system has its 95 % interval beside the value; ``detectable`` is the
    smallest effect that its figure could have shown."""
    first, *others = outcomes
    columns = [{f.name: f for f in outcome.figures} for outcome in outcomes]
    names = list(dict.fromkeys(name for column in columns for name in column))
    head = ("task", "measure", "n", "clusters", first.system, "95 %", "detectable", *(o.system for o in others))
    rows = [_row(name, columns) for name in names]
    lines = [f"{first.suite.name}: {first.suite.about}", ""]
    left = [f"Left out: {n} {what}." for what, n in first.result.left_out.items()]
    return "\n".join([*lines, aligned(head, rows) + "".join(f"{line}\n" for line in left)])


def _row(name: str, columns: Sequence[Mapping[str, Figure]]) -> list[str]:
    own = columns[0].get(name)
    known = next(column[name] for column in columns if name in column)
    return [
        known.task,
        known.measure,
        str(known.n),
        str(known.clusters),
        _value(own),
        _between(own),
        "–" if own is None or own.detectable is None else f"{own.detectable:.3f}",
        *(_value(column.get(name)) for column in columns[1:]),
    ]


def _value(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value:.3f}"


def _between(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if not figure.sufficient:
        return f"insufficient (below {FEWEST})"
    return "–" if figure.low is None or figure.high is None else f"{figure.low:.3f} – {figure.high:.3f}"
