"""README's picture, made of a file of results: throughput and memory against the size of a corpus, and memory over the
time of the largest run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.context import SkipError

_OURS, _PLAIN, _COMPUTED = "#1f5f8b", "#b5651d", "#7a7a7a"


def draw(results: dict[str, Any], path: Path) -> Path:
    """Write the picture. SkipError where matplotlib or the figures are not there."""
    try:
        import matplotlib
    except ImportError as error:
        raise SkipError("matplotlib is not installed: pip install 'jdmatch[research]'") from error
    found = results["parts"].get("scale", {})
    if "sizes" not in found:
        raise SkipError("the file holds no figures by size: python -m benchmarks run scale")
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.4), layout="constrained")
    rate, peak, course = figure.subplots(1, 3)
    _by_size(rate, found, "postings_per_s", "postings a second")
    _by_size(peak, found, "peak_mb", "peak memory, MB, all processes")
    _course(course, found["sizes"][-1])
    handles, labels = rate.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    return path


def _by_size(axes: Any, found: dict[str, Any], key: str, name: str) -> None:
    rows = found["sizes"]
    axes.plot([r["postings"] for r in rows], [r[key] for r in rows], "o-", color=_OURS, label=found["side"])
    beside = [(r["postings"], r["plain"][key]) for r in rows if "plain" in r]
    if beside:
        axes.plot(*zip(*beside, strict=True), "s--", color=_PLAIN, label="plain pipeline")
    up = found["million"]
    value = 1e6 / (up["hours"] * 3600) if key == "postings_per_s" else up[key]
    last = (rows[-1]["postings"], rows[-1][key])
    axes.plot([last[0], 1e6], [last[1], value], ":", color=_COMPUTED)
    axes.plot([1e6], [value], "o", mfc="white", color=_COMPUTED, label="computed upward, not run")
    axes.set(xscale="log", xlabel="postings", title=name)
    axes.set_ylim(bottom=0)
    axes.title.set_size(10)
    axes.spines[["top", "right"]].set_visible(False)


def _course(axes: Any, row: dict[str, Any]) -> None:
    minutes = [s[0] / 60 for s in row["samples"]]
    axes.plot(minutes, [s[2] for s in row["samples"]], color=_OURS)
    axes.set(xlabel="minutes", title=f"memory over the run of {row['postings']:,}, MB")
    axes.set_ylim(bottom=0)
    axes.title.set_size(10)
    axes.spines[["top", "right"]].set_visible(False)
