"""Pictures of results as SVG: do probabilities hold, what does silence buy, what is mistaken for what, and where.

Colours are Okabe and Ito's, told apart by all eyes, and every system has a marker of its own besides. The same items
give the same bytes: no date, no random ids. Text stays text, so that it can be searched and read aloud.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from jdmatch.datasets.items import CoverageItem, Item, KindItem, LevelItem
from jdmatch.errors import MissingExtraError
from jdmatch.evaluation import pooled
from jdmatch.evaluation.bootstrap import interval
from jdmatch.evaluation.measure import Measure
from jdmatch.evaluation.prepare import prepare
from jdmatch.evaluation.statistic import Array, Sums, ratio, value
from jdmatch.evaluation.table import ORDER, OWN, place

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "#666666"
_STYLE = {
    "svg.hashsalt": "jdmatch",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "legend.frameon": False,
}
# Systems that a picture is clearer without: they stand in the table.
LEFT_OUT = ("tfidf", "majority", "random", "verb-list")
Systems = Mapping[str, Sequence[Item]]


def drawn(suite: str, systems: Systems) -> dict[str, str]:
    """File name → SVG, for what the items of a suite's systems (name → items) have to show; the product's own system
    first, confusions for it and for models that are no baselines."""
    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtraError("Drawing", "research") from error
    shown = {name: systems[name] for name in sorted(systems, key=place) if name not in LEFT_OUT}
    with matplotlib.rc_context(_STYLE):
        return {f"{suite}-{name}.svg": _svg(figure, f"{suite}: {name}") for name, figure in _figures(suite, shown)}


def _figures(suite: str, systems: Systems) -> Iterator[tuple[str, Any]]:
    probable = {n: _pairs(items) for n, items in systems.items() if _with_probabilities(items)}
    if probable:
        yield "reliability", _reliability(suite, probable)
        yield "risk-coverage", _risk_coverage(suite, probable)
    for name, items in systems.items():
        if name in ORDER and name != OWN:
            continue
        kinds = [i for i in items if isinstance(i, KindItem) and i.task == "kinds"]
        if kinds:
            classes = sorted({i.label for i in kinds} | {i.said for i in kinds})
            sides = [i.label for i in kinds], [i.said for i in kinds]
            yield f"{name}-kinds", _confusion(f"{suite}, {name}: kinds of passages", *sides, classes)
        levels = [i for i in items if isinstance(i, LevelItem)]
        if levels:
            steps = list(range(1, max(max(i.label, i.said) for i in levels) + 1))
            chosen = [i.label for i in levels], [i.said for i in levels]
            yield f"{name}-level", _confusion(f"{suite}, {name}: level of postings", *chosen, steps)
    covered = {n: [i for i in items if isinstance(i, CoverageItem)] for n, items in systems.items()}
    if any(covered.values()):
        yield "occupations", _occupations(suite, {n: items for n, items in covered.items() if items})


def _with_probabilities(items: Sequence[Item]) -> bool:
    covered = [i for i in items if isinstance(i, CoverageItem)]
    return bool(covered) and all(i.probability is not None and i.said is not None for i in covered)


def _pairs(items: Sequence[Item]) -> list[pooled.Pair]:
    return pooled.pairs([i for i in items if isinstance(i, CoverageItem)])


def _new(width: float, height: float, panels: int = 1) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), layout="constrained")
    made = canvas.subplots(1, panels, sharey=panels > 1, squeeze=False)
    return canvas, list(made[0])


def _reliability(suite: str, systems: Mapping[str, Sequence[pooled.Pair]]) -> Any:
    """Said probability against what was found, in bins of equal numbers of pairs with at least 0.1."""
    canvas, (axes,) = _new(4.2, 4.0)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle=":", label="as said it would be")
    for number, (name, found) in enumerate(systems.items()):
        bins = [*_bins([p for p in found if (p.probability or 0) >= pooled.LIKELY])]
        if bins:
            said, hit, low, high = (np.array(part) for part in zip(*bins, strict=True))
            errors = np.clip([hit - low, high - hit], 0, None)
            axes.errorbar(said, hit, yerr=errors, label=name, markersize=4, linewidth=1, **_look(number))
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability said", ylabel="share covered", aspect="equal")
    axes.set_title(f"{suite}: probabilities of coverage")
    axes.legend(loc="upper left")
    return canvas


def _bins(found: Sequence[pooled.Pair]) -> Iterator[tuple[float, float, float, float]]:
    """Mean probability, share covered, and its interval (nothing wide where there are too few postings), by bin."""
    order = sorted(found, key=lambda p: (p.probability or 0, p.cluster, p.name))
    for members in np.array_split(np.arange(len(order)), pooled.BINS):
        part = [order[i] for i in members]
        if part:
            chance, hit = pooled.probabilities(part)
            share = Sums.mean([p.cluster for p in part], hit)
            around = interval(share)
            middle = value(share)
            low, high = (middle if end is None else end for end in (around.low, around.high))
            yield float(chance.mean()), middle, low, high


def _risk_coverage(suite: str, systems: Mapping[str, Sequence[pooled.Pair]]) -> Any:
    canvas, (axes,) = _new(4.6, 3.4)
    highest = 0.0
    for number, (name, found) in enumerate(systems.items()):
        answered, wrong = risk_curve(*pooled.sureness(found))
        highest = max(highest, float(wrong.max()))
        axes.plot(answered, wrong, color=COLOURS[number % len(COLOURS)], linewidth=1.4, label=name)
    axes.set(xlim=(0, 1), ylim=(0, min(1.0, highest * 1.1 + 0.01)))
    axes.set(xlabel="share of statements answered, surest first", ylabel="share of answers that are wrong")
    axes.set_title(f"{suite}: risk and coverage of the decision “covered”")
    axes.legend(loc="upper left")
    return canvas


def risk_curve(sure: Sequence[float], wrong: Sequence[bool]) -> tuple[Array, Array]:
    """Share answered and share of these that is wrong, at the end of every step of equal sureness."""
    order = np.argsort(-np.asarray(sure, np.float64), kind="stable")
    ranked = np.asarray(sure, np.float64)[order]
    errors = np.cumsum(np.asarray(wrong, np.float64)[order])
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    return (ends + 1) / len(ranked), ratio(errors[ends], ends + 1.0)


def _confusion(title: str, truth: Sequence[Any], said: Sequence[Any], classes: Sequence[Any]) -> Any:
    """Counts, shaded by their share of the annotated class."""
    counts = np.zeros((len(classes), len(classes)))
    number = {c: i for i, c in enumerate(classes)}
    np.add.at(counts, ([number[t] for t in truth], [number[s] for s in said]), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    canvas, (axes,) = _new(1.8 + 0.8 * len(classes), 1.3 + 0.7 * len(classes))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        dark = shares[row, column] > 0.55
        axes.text(
            column, row, f"{int(counts[row, column])}", ha="center", va="center", color="white" if dark else "black"
        )
    places = range(len(classes))
    axes.set_xticks(places, [str(c) for c in classes])
    axes.set_yticks(places, [str(c) for c in classes])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set(xlabel="said", ylabel="annotated")
    axes.set_title(title)
    return canvas


def _occupations(suite: str, systems: Mapping[str, Sequence[CoverageItem]]) -> Any:
    """AP and F1 of "covered", one row an occupation: where a system is weak."""
    names = sorted({i.group for items in systems.values() for i in items})
    measures = [Measure.parse("AP(rel=2)"), Measure.parse("F1(rel=2)")]
    canvas, panels = _new(6.8, 1.3 + 0.24 * len(names), panels=2)
    for axes, measure in zip(panels, measures, strict=True):
        for number, (system, items) in enumerate(systems.items()):
            values = by_group(measure, items)
            shown = [n for n in names if n in values]
            if shown:
                places = [names.index(n) for n in shown]
                look = {**_look(number), "linestyle": "none"}
                axes.plot([values[n] for n in shown], places, label=system, markersize=4, alpha=0.85, **look)
        axes.set(xlim=(-0.02, 1.02), xlabel=str(measure))
        axes.set_yticks(range(len(names)), names)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
    panels[0].invert_yaxis()
    panels[0].set_title(f"{suite}: statements covered, by occupation")
    handles = {name: line for axes in panels for line, name in zip(*axes.get_legend_handles_labels(), strict=True)}
    canvas.legend(handles.values(), handles.keys(), loc="outside lower left", ncols=5)
    return canvas


def by_group(measure: Measure, items: Sequence[CoverageItem]) -> dict[str, float]:
    """The measure of each group that has something to measure."""
    out = {}
    for group in sorted({i.group for i in items}):
        statistic = prepare(measure, [i for i in items if i.group == group])
        if statistic is not None and np.isfinite(found := value(statistic)):
            out[group] = found
    return out


def _look(number: int) -> dict[str, Any]:
    return {"color": COLOURS[number % len(COLOURS)], "marker": MARKERS[number % len(MARKERS)]}


def _svg(figure: Any, title: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Title": title, "Creator": "jdmatch"})
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
