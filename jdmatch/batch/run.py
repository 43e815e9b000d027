"""A batch run from its arguments to its manifest: refuse, plan, do, merge, record."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jdmatch.analyzer import Analyzer
from jdmatch.batch import local
from jdmatch.batch.folder import held, write_manifest
from jdmatch.batch.parts import PartResult, errors_file, finished, part_key
from jdmatch.batch.plan import Columns, Input, Item, find_inputs, in_parts, items
from jdmatch.encoder import cores
from jdmatch.files import write_whole
from jdmatch.settings import Settings


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
    """Counts of a run. ``stopped`` says why it ended early, else it is None; ``skipped_files`` are (path, reason)."""

    analysed: int
    failed: int
    parts: int
    reused_parts: int
    stopped: str | None
    skipped_files: tuple[tuple[str, str], ...]


def run(
    options: BatchOptions,
    settings: Settings,
    *,
    total: Callable[[int], None] | None = None,
    progress: Callable[[PartResult], None] = lambda _: None,
    note: Callable[[str], None] | None = None,
) -> BatchResult:
    """Do a batch run. ``total`` is told the number of postings, for which tables are read once more; ``progress``
    is told each part, ``note`` what else is worth saying.

    BatchError where the folder holds something and ``resume`` was not asked for, or where what is to be resumed
    differs; BatchStoppedError where a worker died; OutputError where the folder can not be written."""
    inputs, skipped = find_inputs(options.inputs, options.out)
    analyzer = Analyzer.load(settings, note=note)
    plan = _plan(options, inputs, analyzer)
    with held(options.out, plan, settings, resume=options.resume):
        started = time.monotonic()
        write = partial(write_manifest, options.out, plan, settings, options.arguments)
        write({"status": "running"})
        if total is not None:
            total(sum(1 for _ in _items(options, inputs, settings)))
        workers = options.workers or cores()
        every, reused, stopped = _do(options, inputs, plan, analyzer, workers, progress)
        _merge_errors(options.out, every)
        outcome = BatchResult(
            analysed=sum(r.analysed for r in every),
            failed=sum(r.failed for r in every),
            parts=len(every),
            reused_parts=reused,
            stopped=stopped,
            skipped_files=tuple((str(s.path), s.reason) for s in skipped),
        )
        write(
            {
                "status": "stopped" if stopped else "finished",
                "reason": stopped,
                "counts": {"analysed": outcome.analysed, "failed": outcome.failed, "parts": outcome.parts},
                "reused_parts": reused,
                "skipped_files": [{"path": path, "reason": reason} for path, reason in outcome.skipped_files],
                "seconds": round(time.monotonic() - started, 3),
                "workers": workers,
            }
        )
    return outcome


def _do(
    options: BatchOptions,
    inputs: list[Input],
    plan: dict[str, Any],
    analyzer: Analyzer,
    workers: int,
    progress: Callable[[PartResult], None],
) -> tuple[list[PartResult], int, str | None]:
    """Every part that is there in the end, in order, how many of them were there before, and why the run stopped."""
    fingerprint = hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()
    reused: list[PartResult] = []
    done: list[PartResult] = []
    stopped: str | None = None
    tasks = _tasks(options, _items(options, inputs, analyzer.settings), fingerprint, reused, progress)
    with contextlib.closing(local.results(tasks, options.out, analyzer, workers)) as stream:
        for result in stream:
            done.append(result)
            progress(result)
            stopped = _too_many(options, [*reused, *done])
            if stopped:
                break
    return sorted([*reused, *done], key=lambda r: r.number), len(reused), stopped


def _items(options: BatchOptions, inputs: list[Input], settings: Settings) -> Iterator[Item]:
    return items(inputs, options.columns, settings.limits.posting_bytes)


def _plan(options: BatchOptions, inputs: list[Input], analyzer: Analyzer) -> dict[str, Any]:
    """Everything that the bytes of the parts depend on."""
    signature = asdict(analyzer.signature)
    signature["frameworks"] = list(signature["frameworks"])
    return {
        "inputs": [{"name": i.name, "sha256": i.sha256} for i in inputs],
        "signature": signature,
        "columns": asdict(options.columns),
        "part_size": options.part_size,
        "format": "jsonl",
    }


def _tasks(
    options: BatchOptions,
    stream: Iterator[Item],
    fingerprint: str,
    reused: list[PartResult],
    progress: Callable[[PartResult], None],
) -> Iterator[local.Task]:
    for number, part in in_parts(stream, options.part_size):
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
        over, limit = failed > options.max_failures * seen, f"{100 * options.max_failures:g}% of {seen}"
    else:
        over, limit = failed > options.max_failures, f"{options.max_failures:g}"
    return f"{failed} postings failed, more than --max-failures {limit}" if over else None


def _merge_errors(folder: Path, results: list[PartResult]) -> None:
    merged = b"".join(errors_file(folder, r.number).read_bytes() for r in results)
    write_whole(folder / "errors.jsonl", merged)
