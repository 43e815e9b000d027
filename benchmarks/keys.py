"""What a file of results has to hold, so that a part that silently measured nothing is noticed.

A path names keys from the top; ``*`` stands for every key of a mapping or entry of a list, of which there must be one.
A part that is skipped as a whole holds its reason instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SCHEMA = "jdmatch.benchmark/1"
_SPREAD = ("median", "min", "max", "runs")

TOP = ("schema", "machine.processor", "machine.flags", "machine.cores", "machine.memory_gb", "parts")
TAKEN = ("utc", "load_before", "commit", "code", "seconds", "steal", "quick", "repeat")
PARTS: dict[str, tuple[str, ...]] = {
    "end_to_end": (
        "corpus.postings", "corpus.tokens", "corpus.unique_share", "corpus.encoded_tokens",
        "forward.*.best.tokens_per_s", "sets.*.frameworks", "sets.*.runs.*.peak_mb",
        *(f"sets.*.runs.*.seconds.{k}" for k in _SPREAD),
        *(f"sets.*.ratios.*.{k}" for k in _SPREAD), "skipped",
    ),
    "peers": ("postings", "runs.*.seconds.median", "runs.*.postings_per_s", "start_seconds", "not_had", "skipped"),
    "ceiling": ("about.encoded_texts", "forward.*.tried.*.tokens_per_s", "operations_per_token", "skipped"),
    "start": (
        "words", "sets.*.frameworks", "sets.*.runs.*.seconds.median", "sets.*.runs.*.peak_mb", "sets.*.ratios",
        "skipped",
    ),
    "latency": (
        "sets.*.frameworks", "sets.*.peak_mb", "sets.*.a spread.sides.*.p95_ms",
        "sets.*.about 700 words.sides.*.p50_ms", "skipped",
    ),
    "stages": ("postings", "sets.*.ms.encoder", "sets.*.ms.kinds", "sets.*.whole_ms", "sets.*.of_forward"),
    "index": ("figures",),
    "lsp": (
        "words", "debounce_ms", "shown", "rules.p95_ms", "models.p50_ms", "models.p95_ms", "models.n", "peak_mb",
        "named.shown", "named.models.p95_ms",
    ),
    "occupations": (
        "frameworks", "statements", "index.seconds", "index.cpu_seconds", "index.peak_mb", "peak_mb", "first.p95_ms",
        "choice_and_matching.p50_ms", "choice_and_matching.p95_ms",
    ),
    "store": (
        "postings", "databases.*.worst_p95_ms", "databases.*.gb", "databases.*.figures.*.p50_ms",
        "databases.*.figures.*.p95_ms",
    ),
    "web": (
        "postings", "words", "ready_s", "mix.clients", "mix.errors", "mix.refused", "mix.per_s",
        *(f"mix.kinds.{kind}.p95_ms" for kind in ("list", "search", "analysis page", "score", "draft, models")),
        *(f"{part}.memory_mb.{when}" for part in ("mix", "analyses.*") for when in ("before", "peak", "after")),
        "analyses.4.kinds.analysis.p95_ms", "analyses.64.kinds.analysis.p95_ms", "analyses.64.refused",
        "lists.worst_p95_ms", "lists.kinds.*.p95_ms", "draft.kinds.draft, rules.p95_ms",
    ),
    "scale": (
        "sizes.*.postings", "sizes.*.postings_per_s", "sizes.*.peak_mb", "sizes.*.unique_share", "sizes.*.samples",
        "million.computed", "million.hours", "million.peak_mb", "skipped",
    ),
}  # fmt: skip


def missing(results: dict[str, Any], parts: tuple[str, ...] = tuple(PARTS)) -> list[str]:
    """The paths that a file of results lacks, part by part."""
    out = [path for path in TOP if not _there(results, path.split("."))]
    for part in parts:
        found = results.get("parts", {}).get(part)
        if found is None:
            out.append(f"parts.{part}")
            continue
        wanted = ("skip",) if "skip" in found else PARTS[part]
        paths = (*(f"taken.{key}" for key in TAKEN), *wanted)
        out += [f"parts.{part}.{path}" for path in paths if not _there(found, path.split("."))]
    return out


def _there(value: Any, path: list[str]) -> bool:
    if not path:
        return True
    if path[0] == "*":
        inner = list(_inner(value))
        return bool(inner) and all(_there(one, path[1:]) for one in inner)
    return isinstance(value, dict) and path[0] in value and _there(value[path[0]], path[1:])


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
