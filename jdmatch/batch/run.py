"""A batch run from its arguments to its manifest: refuse, plan, do, merge, record."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from jdmatch.analyzer import Analyzer
from jdmatch.batch import local, ray
from jdmatch.batch.folder import held, write_manifest
from jdmatch.batch.formats import Run, writer
from jdmatch.batch.interrupt import Interrupt
from jdmatch.batch.parts import Job, PartResult, Task, errors_file, finished, part_key
from jdmatch.batch.plan import Columns, Input, Item, find_inputs, in_parts, items
from jdmatch.encoder import cores
from jdmatch.files import write_whole
from jdmatch.settings import Settings

ENGINES: dict[str, Callable[[Iterator[Task], Job], Generator[PartResult]]] = {
    "local": local.results,
    "ray": ray.results,
}


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What a run was asked for. ``workers`` is 0 for one a core (of the cluster, on Ray); ``max_failures`` is a number,
    or a share (0.05) where ``share`` is true; a share is looked at after every part. ``ray_address`` is of a running
    cluster, None for one that lives as long as the run."""

    inputs: tuple[Path, ...]
    out: Path
    resume: bool = False
    format: str = "jsonl"
    engine: str = "local"
    part_size: int = 64
    workers: int = 0
    columns: Columns = field(default_factory=Columns)
    max_failures: float | None = None
    share: bool = False
    ray_address: str | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """Counts of a run. ``stopped`` says why it ended early, else it is None, and ``interrupted`` whether that was
    Ctrl-C; ``skipped_files`` are (path, reason)."""

    analysed: int
    failed: int
    parts: int
    reused_parts: int
    stopped: str | None
    skipped_files: tuple[tuple[str, str], ...]
    interrupted: bool = False


def run(
    options: BatchOptions,
    settings: Settings,
    *,
    total: Callable[[int], None] | None = None,
    progress: Callable[[PartResult], None] = lambda _: None,
    note: Callable[[str], None] | None = None,
) -> BatchResult:
    """Do a batch run. ``total`` is told the number of postings, for which tables are read once more; ``progress``
    is told each part, ``note`` what else is worth saying. The first SIGINT finishes the parts that are being done.

    BatchError where the folder holds something and ``resume`` was not asked for, or where what is to be resumed
    differs; BatchStoppedError where workers died; OutputError where the folder can not be written; MissingExtraError
    where a format or the engine needs a package that is not there."""
    written_by = writer(options.format)
    if options.engine == "ray":
        ray.need()
    inputs, skipped = find_inputs(options.inputs, options.out, options.columns)
    analyzer = Analyzer.load(settings, note=note)
    plan = _plan(options, analyzer, written_by)
    with held(options.out, plan, inputs, settings, resume=options.resume):
        started = time.monotonic()
        write = partial(write_manifest, options.out, plan, inputs, settings, options.arguments)
        write({"status": "running"})
        if total is not None:
            total(sum(1 for _ in items(inputs, options.columns, settings)))
        with Interrupt(note or (lambda _: None)) as interrupt:
            job = Job(
                analyzer,
                options.out,
                Run(options.format, _fingerprint(plan, inputs), analyzer.signature, written_by),
                options.workers or (cores() if options.engine == "local" else 0),
                stop=lambda: interrupt.asked,
                note=note or (lambda _: None),
                address=options.ray_address,
            )
            tally = _do(options, items(inputs, options.columns, settings), job, progress)
        _merge_errors(options.out, sorted(tally.parts))
        outcome = BatchResult(
            analysed=tally.analysed,
            failed=tally.failed,
            parts=len(tally.parts),
            reused_parts=tally.reused,
            stopped=tally.stopped or ("interrupted" if interrupt.asked else None),
            skipped_files=tuple((str(s.path), s.reason) for s in skipped),
            interrupted=interrupt.asked and not tally.stopped,
        )
        write(_ending(outcome, options, round(time.monotonic() - started, 3)))
    return outcome


def _ending(outcome: BatchResult, options: BatchOptions, seconds: float) -> dict[str, Any]:
    return {
        "status": "interrupted" if outcome.interrupted else "stopped" if outcome.stopped else "finished",
        "reason": outcome.stopped,
        "counts": {"analysed": outcome.analysed, "failed": outcome.failed, "parts": outcome.parts},
        "reused_parts": outcome.reused_parts,
        "skipped_files": [{"path": path, "reason": reason} for path, reason in outcome.skipped_files],
        "seconds": seconds,
        "engine": options.engine,
        "workers": options.workers or (cores() if options.engine == "local" else None),
    }


class _Tally:
    """What came of the parts so far: their numbers, the counts, and why the run is to stop."""

    def __init__(self, options: BatchOptions) -> None:
        self._options = options
        self.parts: list[int] = []
        self.analysed = self.failed = self.reused = 0
        self.stopped: str | None = None

    def add(self, result: PartResult) -> None:
        """Count a part."""
        self.parts.append(result.number)
        self.analysed += result.analysed
        self.failed += result.failed
        self.reused += not result.fresh

    def too_many(self) -> bool:
        """Whether more failed than may; then ``stopped`` says so."""
        most = self._options.max_failures
        if most is None:
            return False
        seen = self.analysed + self.failed
        if self._options.share:
            over, limit = self.failed > most * seen, f"{100 * most:g}% of {seen}"
        else:
            over, limit = self.failed > most, f"{most:g}"
        if over:
            self.stopped = f"{self.failed} postings failed, more than --max-failures {limit}"
        return over


def _do(options: BatchOptions, stream: Iterator[Item], job: Job, progress: Callable[[PartResult], None]) -> _Tally:
    """Do the parts that are not there yet, and count all of them."""
    tally = _Tally(options)

    def counted(result: PartResult) -> None:
        tally.add(result)
        progress(result)

    tasks = _tasks(options, stream, job, counted)
    with contextlib.closing(ENGINES[options.engine](tasks, job)) as results:
        for result in results:
            counted(result)
            if tally.too_many():
                break
    return tally


def _plan(options: BatchOptions, analyzer: Analyzer, written_by: str | None) -> dict[str, Any]:
    """Everything that the bytes of the parts depend on, beside the inputs."""
    signature = asdict(analyzer.signature)
    signature["frameworks"] = list(signature["frameworks"])
    return {
        "signature": signature,
        "columns": asdict(options.columns),
        "part_size": options.part_size,
        "format": options.format,
        "writer": written_by,
    }


def _fingerprint(plan: dict[str, Any], inputs: list[Input]) -> str:
    content = hashlib.sha256(json.dumps(plan, sort_keys=True).encode())
    for one in inputs:
        content.update(json.dumps([one.name, one.sha256]).encode())
    return content.hexdigest()


def _tasks(
    options: BatchOptions, stream: Iterator[Item], job: Job, there: Callable[[PartResult], None]
) -> Iterator[Task]:
    """The parts that are to be done; ``there`` is told those that need not."""
    for number, part in in_parts(stream, options.part_size):
        key = part_key(part, job.run.sha256)
        done = finished(options.out, options.format, number, key)
        if done is None:
            yield number, part, key
        else:
            there(done)


def _merge_errors(folder: Path, numbers: list[int]) -> None:
    write_whole(folder / "errors.jsonl", (errors_file(folder, number).read_bytes() for number in numbers))
