"""The machine and the code that a figure was taken on, read without starting anything.

An absolute time means little without them: processor and the instruction sets that decide the kernels, memory,
versions, the commit, and how busy the machine was before. On a shared machine the hypervisor takes time away (steal):
its share over a part tells a quiet run from a noisy one.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.context import ROOT

_TELLING = ("avx2", "avx_vnni", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16", "asimddp")
_PACKAGES = ("jdmatch", "numpy", "onnxruntime", "faiss-cpu", "tokenizers", "torch", "sentence-transformers")


def describe() -> dict[str, Any]:
    """Processor, instruction sets, cores, memory, system and versions."""
    return {
        "processor": _field("model name") or platform.processor() or platform.machine(),
        "architecture": platform.machine(),
        "flags": [name for name in _TELLING if name in (_field("flags") or _field("Features") or "").split()],
        "cores": cores(),
        "memory_gb": _memory_gb(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def now() -> dict[str, Any]:
    """When, on which code and how busy; to be taken before a part. ``ticks`` is for ``after``."""
    return {
        "utc": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "load_before": [round(x, 2) for x in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "commit": commit(),
        "code": code(),
        "ticks": _ticks(),
        "started": time.monotonic(),
    }


def after(before: dict[str, Any]) -> dict[str, Any]:
    """``now`` as it belongs into a result: with the part's length and the share of time that the machine was not ours
    (steal), None where the system does not say."""
    then, ticks = before["ticks"], _ticks()
    taken = {name: value for name, value in before.items() if name not in ("ticks", "started")}
    stolen = None
    if then and ticks and ticks[1] > then[1]:
        stolen = round((ticks[0] - then[0]) / (ticks[1] - then[1]), 4)
    return taken | {"seconds": round(time.monotonic() - before["started"], 1), "steal": stolen}


def commit() -> str | None:
    """The commit of the checkout, as its files say."""
    head = ROOT / ".git" / "HEAD"
    try:
        text = head.read_text(encoding="utf-8").strip()
        if not text.startswith("ref: "):
            return text
        name = text.removeprefix("ref: ")
        loose = ROOT / ".git" / name
        if loose.is_file():
            return loose.read_text(encoding="utf-8").strip()
        packed = (ROOT / ".git" / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), None)
    except OSError:
        return None


def code() -> str:
    """sha256 over jdmatch's sources and the list of its models: tells a checkout with changes from its commit."""
    digest = hashlib.sha256()
    for path in [*sorted((ROOT / "jdmatch").rglob("*.py")), ROOT / "models" / "manifest.toml"]:
        digest.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return f"sha256:{digest.hexdigest()[:16]}"


def _field(name: str) -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name), None)


def _memory_gb() -> float | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    total = next((line.split()[1] for line in lines if line.startswith("MemTotal:")), None)
    return round(int(total) / 1e6, 1) if total else None


def _ticks() -> tuple[int, int] | None:
    """(stolen, all) clock ticks of all processors since the machine started."""
    try:
        values = [int(x) for x in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    return (values[7], sum(values)) if len(values) == 8 else None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
