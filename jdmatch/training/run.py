"""The steps of training by name: which function makes what, in which order, and one run over several of them.

Each later step builds on what an earlier one made: the encoder's vectors are read by all, the kinds decide which chunks
are duties. So a run tells jdmatch to look at the models that it has just written, wherever they lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from jdmatch.training import checkout, shipped
from jdmatch.training.made import Made
from jdmatch.training.material import Places

# step → (module, function), in the order in which they build on one another
STEPS = {
    "encoder": ("jdmatch.training.encoder", "make"),
    "vectors": ("jdmatch.training.vectors", "make"),
    "kinds": ("jdmatch.training.kinds", "make"),
    "occupation": ("jdmatch.training.occupation", "make"),
    "matcher": ("jdmatch.training.matcher", "make"),
    "calibration": ("jdmatch.training.matcher", "calibrate"),
    "level": ("jdmatch.training.level", "make"),
}
ALL = "all"
Told = Callable[[str], None]


def run(
    name: str, places: Places, out: Path, *, base: Path | None, seed: int, check: bool, told: Told
) -> tuple[Made, ...]:
    """Run a step, or with ``all`` every one. ``base``: folder of the stock model that the encoder starts from. What is
    missing is told before anything is fitted: MissingExtraError (JDM042), SettingsError (JDM060)."""
    steps = tuple(STEPS) if name == ALL else (name,)
    checkout.ready(steps, places)
    start = partial(_start, base) if "encoder" in steps else None
    if not check:
        out.mkdir(parents=True, exist_ok=True)
    made = []
    try:
        for step in steps:
            shipped.renew(out)
            extra: dict[str, Any] = {"base": start()} if step == "encoder" and start else {}
            made.append(_function(step)(places, out, seed=seed, check=check, told=told, **extra))
    finally:
        shipped.renew(None)
    return tuple(made)


def table(made: Sequence[Made], *, check: bool) -> list[str]:
    """One line a step: what was made, from which data, how long it took."""
    verdict = {True: "would change", False: "as it is"} if check else {True: "changed", False: "the same"}
    rows = [("step", "files", "data", "result", "seconds")]
    for one in made:
        files = " ".join(path.name for path in one.files)
        rows.append((one.name, files, one.data_fingerprint, verdict[one.changed], f"{one.seconds:.0f}"))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _function(step: str) -> Callable[..., Made]:
    module, name = STEPS[step]
    function: Callable[..., Made] = getattr(import_module(module), name)
    return function


def _start(base: Path | None) -> Path:
    return base or checkout.stock_model()
