"""Figures as tables: Markdown for eval/README.md, aligned columns for a terminal.

The README's part between two markers is generated from the results and from nothing else, so that no figure in it can
be older than the results are. A suite is one table, a row a measure and a column a system, the product's own first and
with its interval; a cross-fitted figure has the one with the shipped calibration in brackets beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jdmatch.errors import SettingsError
from jdmatch.evaluation.bootstrap import FEWEST
from jdmatch.evaluation.figures import Figure
from jdmatch.evaluation.measure_tables import CROSS_FITTED, MEASURES

START = "<!-- figures: written by `jdmatch eval table`, do not edit -->"
END = "<!-- end of figures -->"
OWN = "default"
SHIPPED = "coverage"
# Baselines in the order of their strength, as far as it is known beforehand; other systems follow by name.
ORDER = (OWN, "minilm", "tfidf", "bm25", "verb-list", "majority", "random")


@dataclass(frozen=True, slots=True)
class Column:
    """The figures of a system on a suite, by name, and what models it is made of."""

    suite: str
    system: str
    figures: Mapping[str, Figure]
    models: Mapping[str, str]


def column(suite: str, system: str, figures: Sequence[Figure], models: Mapping[str, str]) -> Column:
    """A column of a result's figures."""
    return Column(suite, system, {f.name: f for f in figures}, dict(models))


def place(system: str) -> tuple[int, str]:
    """What systems are sorted by, wherever they are shown."""
    return (ORDER.index(system) if system in ORDER else len(ORDER), system)


def markdown(columns: Sequence[Column], pictures: Sequence[str] = ()) -> str:
    """One section a suite, with its pictures (paths; a suite's start with its name)."""
    suites = sorted({c.suite for c in columns})
    return "\n".join(_section([c for c in columns if c.suite == s], _pictures(s, suites, pictures)) for s in suites)


def _pictures(suite: str, suites: Sequence[str], pictures: Sequence[str]) -> list[str]:
    """The pictures whose file name begins with this suite's name, and with no longer one."""
    names = {path: path.rpartition("/")[2] for path in pictures}
    longest = {p: max((s for s in suites if n.startswith(f"{s}-")), key=len, default="") for p, n in names.items()}
    return [path for path in pictures if longest[path] == suite]


def _section(columns: Sequence[Column], pictures: Sequence[str]) -> str:
    systems = sorted(columns, key=lambda c: place(c.system))
    head = ["measure", "n", "clusters", *(_heading(c) for c in systems)]
    lines = [f"### {columns[0].suite}", "", _row(head), _row(["---"] * len(head))]
    lines += [_row(row) for row in _rows(systems)]
    models = [c for c in systems if c.models and c.system == OWN]
    lines += ["", *(f"Models: {', '.join(f'{n} `{s}`' for n, s in sorted(c.models.items()))}." for c in models)]
    for path in pictures:
        name = path.rpartition("/")[2].removesuffix(".svg").replace("-", " ")
        lines += ["", f"![{name}]({path})"]
    return "\n".join([*lines, ""])


def _heading(of: Column) -> str:
    return f"**{of.system}** [95 %], smallest effect seen" if of.system == OWN else of.system


def _rows(systems: Sequence[Column]) -> list[list[str]]:
    cross_fitted = any(f.task == CROSS_FITTED for c in systems for f in c.figures.values())
    rows = []
    for task, measures in MEASURES.items():
        if task == SHIPPED and cross_fitted:
            continue
        for measure in measures:
            found = [c.figures.get(f"{task}/{measure}") for c in systems]
            first = next((f for f in found if f is not None), None)
            if first is None:
                continue
            naive = [c.figures.get(f"{SHIPPED}/{measure}") if task == CROSS_FITTED else None for c in systems]
            cells = [_cell(f, n, c.system == OWN) for f, n, c in zip(found, naive, systems, strict=True)]
            rows.append([_name(task, measure), str(first.n), str(first.clusters), *cells])
    return rows


def _name(task: str, measure: str) -> str:
    return f"{SHIPPED} {measure}, cross-fitted (as shipped)" if task == CROSS_FITTED else f"{task} {measure}"


def _cell(figure: Figure | None, naive: Figure | None, own: bool) -> str:
    if figure is None:
        return "–"
    brackets = "" if naive is None else f" ({naive.value:.3f})"
    if not figure.sufficient:
        return f"{figure.value:.3f}{brackets} insufficient"
    if not own or figure.low is None or figure.high is None or figure.detectable is None:
        return f"{figure.value:.3f}{brackets}"
    return f"{figure.value:.3f}{brackets} [{figure.low:.3f}, {figure.high:.3f}], {figure.detectable:.3f}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def filled(page: str, block: str, name: str = "the page") -> str:
    """The page with a block between its markers. SettingsError where they are not there once each, in order."""
    if page.count(START) != 1 or page.count(END) != 1 or page.index(START) > page.index(END):
        raise SettingsError(f"{name} must hold the lines '{START}' and '{END}', once each and in this order.")
    before, _, rest = page.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n{block.strip()}\n\n{END}{after}"


def text(figures: Sequence[Figure]) -> str:
    """Figures for a terminal."""
    rows = [
        (
            f.task,
            f.measure,
            f"{f.value:.3f}",
            _between(f.low, f.high) if f.sufficient else f"insufficient (below {FEWEST})",
            "" if f.detectable is None else f"{f.detectable:.3f}",
            str(f.n),
            str(f.clusters),
        )
        for f in figures
    ]
    return aligned(("task", "measure", "value", "95 %", "detectable", "n", "clusters"), rows)


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f} – {high:.3f}"


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their heads, two blanks between."""
    widths = [max(map(_width, cells)) for cells in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join(lines) + "\n"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
