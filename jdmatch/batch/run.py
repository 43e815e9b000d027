"""A batch run from its arguments to its manifest: refuse, plan, do, merge, record."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jdmatch import __version__
from jdmatch.analyzer import Analyzer
from jdmatch.batch import local
from jdmatch.batch.parts import PartResult, errors_file, finished, part_key
from jdmatch.batch.plan import Columns, Input, find_inputs, in_parts, items
from jdmatch.errors import BatchError, OutputError
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.settings import Settings

MANIFEST_SCHEMA = "jdmatch.batch/1"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What a run was asked for. ``max_failures`` is a number, or a share (0.05) where ``share`` is true; a share is
    looked at after every part."""

    inputs: tuple[Path, ...]
    out: Path
    resume: bool = False
    part_size: int = 64
    workers: int = 0
    columns: Columns = field(default_factory=Columns)
    max_failures: float | None = None
    share: bool = False
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """Counts of a run. ``stopped`` says why it ended early, else it is None."""

    analysed: int
    failed: int
    parts: int
    reused_parts: int
    stopped: str | None
    skipped_files: tuple[str, ...]


def run(
    options: BatchOptions,
    settings: Settings,
    *,
    total: Callable[[int], None] = lambda _: None,
    progress: Callable[[PartResult], None] = lambda _: None,
) -> BatchResult:
    """Do a batch run. ``total`` is told the number of postings where it is cheap to know, ``progress`` each part.

    BatchError where the folder holds something and ``resume`` was not asked for, or where what is to be resumed
    differs; OutputError where the folder can not be written."""
    inputs, skipped = find_inputs(options.inputs)
    plan = _plan(options, inputs, settings)
    _prepare_folder(options, plan)
    fingerprint = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
    started = time.monotonic()
    _write_manifest(options, plan, settings, {"status": "running"})
    total(sum(1 for _ in items(inputs, options.columns)))

    reused: list[PartResult] = []
    tasks = _tasks(options, inputs, fingerprint, reused, progress)
    workers = options.workers or os.cpu_count() or 1
    done: list[PartResult] = []
    stopped: str | None = None
    stream = local.results(tasks, options.out, settings, workers)
    with contextlib.closing(stream):
        for result in stream:
            done.append(result)
            progress(result)
            stopped = _too_many(options, [*reused, *done])
            if stopped:
                break
    every = sorted([*reused, *done], key=lambda r: r.number)
    _merge_errors(options.out, every)
    outcome = BatchResult(
        analysed=sum(r.analysed for r in every),
        failed=sum(r.failed for r in every),
        parts=len(every),
        reused_parts=len(reused),
        stopped=stopped,
        skipped_files=tuple(str(p) for p in skipped),
    )
    counts = {
        "status": "stopped" if stopped else "finished",
        "reason": stopped,
        "counts": {"analysed": outcome.analysed, "failed": outcome.failed, "parts": outcome.parts},
        "reused_parts": outcome.reused_parts,
        "skipped_files": list(outcome.skipped_files),
        "seconds": round(time.monotonic() - started, 3),
        "workers": workers,
    }
    _write_manifest(options, plan, settings, counts)
    return outcome


def _plan(options: BatchOptions, inputs: list[Input], settings: Settings) -> dict[str, Any]:
    """Everything that the bytes of the parts depend on."""
    signature = asdict(Analyzer.load(settings).signature)
    signature["frameworks"] = list(signature["frameworks"])
    return {
        "inputs": [{"name": i.id or i.path.name, "sha256": i.sha256} for i in inputs],
        "signature": signature,
        "columns": asdict(options.columns),
        "part_size": options.part_size,
        "format": "jsonl",
    }


def _prepare_folder(options: BatchOptions, plan: dict[str, Any]) -> None:
    folder = options.out
    if folder.exists() and not folder.is_dir():
        raise BatchError(f"{folder} is a file: --out names a folder.")
    filled = folder.is_dir() and any(folder.iterdir())
    if filled and not options.resume:
        raise BatchError(f"{folder} is not empty. Add --resume to go on with the run in it, or name another folder.")
    if filled:
        _same_plan(folder, plan)
    try:
        (folder / "parts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can not be made: {error.strerror}. Name another folder.") from error


def _same_plan(folder: Path, plan: dict[str, Any]) -> None:
    try:
        old = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["plan"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BatchError(f"{folder} holds no manifest of a batch run, so nothing can be resumed there.") from error
    reasons = list(_differences(old, plan))
    if reasons:
        raise BatchError(
            f"{folder} was made by another run and can not be resumed: {'; '.join(reasons)}. "
            "Name another folder, or put back what changed."
        )


def _differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before = {i["name"]: i["sha256"] for i in old.get("inputs", [])}
    after = {i["name"]: i["sha256"] for i in new["inputs"]}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"the input {name} is gone"
        elif name not in before:
            yield f"the input {name} is new"
        elif before[name] != after[name]:
            yield f"the input {name} changed"
    if list(before) != list(after) and before == after:
        yield "the inputs stand in another order"
    signature = old.get("signature", {})
    for key, value in new["signature"].items():
        if signature.get(key) != value:
            yield f"{key} changed from {signature.get(key)} to {value}"
    for key in ("columns", "part_size", "format"):
        if old.get(key) != new[key]:
            yield f"{key} changed from {old.get(key)} to {new[key]}"


def _tasks(
    options: BatchOptions,
    inputs: list[Input],
    fingerprint: str,
    reused: list[PartResult],
    progress: Callable[[PartResult], None],
) -> Iterator[local.Task]:
    for number, part in in_parts(items(inputs, options.columns), options.part_size):
        key = part_key(part, fingerprint)
        there = finished(options.out, number, key)
        if there is None:
            yield number, part, key
        else:
            reused.append(there)
            progress(there)


def _too_many(options: BatchOptions, results: list[PartResult]) -> str | None:
    if options.max_failures is None:
        return None
    failed = sum(r.failed for r in results)
    seen = failed + sum(r.analysed for r in results)
    if options.share:
        over, limit = failed > options.max_failures * seen, f"{options.max_failures:.0%} of {seen} postings"
    else:
        over, limit = failed > options.max_failures, f"{options.max_failures:.0f}"
    return f"{failed} postings failed, more than --max-failures {limit}" if over else None


def _merge_errors(folder: Path, results: list[PartResult]) -> None:
    merged = b"".join(errors_file(folder, r.number).read_bytes() for r in results)
    write_whole(folder / "errors.jsonl", merged)


def _write_manifest(options: BatchOptions, plan: dict[str, Any], settings: Settings, outcome: dict[str, Any]) -> None:
    resolved = {
        key: str(value) if isinstance(value, Path) else value
        for key, value in asdict(settings).items()
        if key not in ("data_dir", "cache_dir")
    }
    manifest = {
        "schema": MANIFEST_SCHEMA,
        "arguments": list(options.arguments),
        "settings": resolved,
        "seed": settings.seed,
        "versions": {"jdmatch": __version__, "python": platform.python_version(), "machine": platform.machine()},
        "plan": plan,
        **outcome,
    }
    write_whole(options.out / "manifest.json", dumps(manifest, indent=2) + "\n")
