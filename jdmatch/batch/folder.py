"""The folder of a batch run: made or found fit to go on in, held against a second run, and its manifest.

``manifest.json`` is written first and holds the plan, so that a run that was killed at any later moment can be
compared with the one that resumes it. A run that was killed before that left nothing but empty folders and temporary
files, which are taken for what they are.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from jdmatch import __version__, resources
from jdmatch.batch.inputs import Input
from jdmatch.errors import BatchError, OutputError
from jdmatch.files import write_whole
from jdmatch.records import dumps
from jdmatch.settings import Settings

MANIFEST = "manifest.json"
PARTS = "parts"
SCHEMA = "jdmatch.batch/1"
# What ``files.write_whole`` calls a file that it has not finished.
_TEMPORARY = re.compile(r"\..+\.tmp")
# Packages whose version may show in the last digits of a figure.
_COMPUTING = ("numpy", "onnxruntime", "tokenizers", "faiss-cpu", "spacy", "pyarrow")


@contextlib.contextmanager
def held(
    folder: Path, plan: Mapping[str, Any], inputs: Sequence[Input], settings: Settings, *, resume: bool
) -> Iterator[None]:
    """Make the folder, or go on in it, and keep other runs out of it meanwhile.

    BatchError where it holds something and ``resume`` was not asked for, where it holds another run, and where another
    process is at work in it; OutputError where it can not be made."""
    if folder.exists() and not folder.is_dir():
        raise BatchError(f"{folder} is a file: --out names a folder.")
    try:
        filled = folder.is_dir() and any(folder.iterdir())
        if filled and not resume:
            raise BatchError(
                f"{folder} is not empty. Add --resume to go on with the run in it, or name another folder."
            )
        if filled and not _barely_begun(folder):
            _same_plan(folder, plan, inputs, settings)
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can not be used: {error.strerror}. Name another folder.") from error
    with _alone(folder):
        _sweep(folder)
        yield


def write_manifest(
    folder: Path,
    plan: Mapping[str, Any],
    inputs: Sequence[Input],
    settings: Settings,
    arguments: tuple[str, ...],
    outcome: Mapping[str, Any],
) -> None:
    """Everything that a run was made of, and how it ended."""
    manifest = {
        "schema": SCHEMA,
        "arguments": list(arguments),
        "settings": _shown(settings),
        "seed": settings.seed,
        "versions": {
            "jdmatch": __version__,
            "python": platform.python_version(),
            "machine": platform.machine(),
            **{name: found for name in _COMPUTING if (found := _version(name))},
        },
        "models": {name: file.sha256 for name, file in resources.manifest().items()},
        "plan": {"inputs": [], **plan},
        **outcome,
    }
    before, empty, after = (dumps(manifest, indent=2) + "\n").partition('"plan": {\n    "inputs": []')
    write_whole(folder / MANIFEST, _with_inputs(before + empty.removesuffix("]"), inputs, after))


def _with_inputs(before: str, inputs: Sequence[Input], after: str) -> Iterator[bytes]:
    """The manifest in pieces: an input a line, of which there may be millions."""
    yield before.encode()
    for number, one in enumerate(inputs):
        line = dumps({"name": one.name, "sha256": one.sha256})
        yield f"{',' if number else ''}\n      {line}".encode()
    yield f"\n    ]{after}".encode()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _shown(settings: Settings) -> dict[str, Any]:
    """The settings that can change a result, and how it was computed; not where this user keeps files."""
    values: dict[str, Any] = asdict(settings)
    del values["data_dir"], values["cache_dir"]
    return values


def _barely_begun(folder: Path) -> bool:
    """Whether a run was killed before it wrote its manifest: there are no results and nothing of anyone else's."""
    entries = [*folder.iterdir(), *((folder / PARTS).iterdir() if (folder / PARTS).is_dir() else ())]
    return all(_TEMPORARY.fullmatch(entry.name) or entry == folder / PARTS for entry in entries)


def _sweep(folder: Path) -> None:
    """Remove what a killed run had not finished writing."""
    for place in (folder, folder / PARTS):
        for entry in place.iterdir():
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file():
                with contextlib.suppress(OSError):
                    entry.unlink()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder while this process works in it; the system lets go of it when the process dies."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs in one folder do the same work twice, but write the same bytes
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchError(
                f"Another batch run is at work in {folder}. Wait for it, or name another folder."
            ) from error
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)


def _same_plan(folder: Path, plan: Mapping[str, Any], inputs: Sequence[Input], settings: Settings) -> None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        old, old_settings = dict(manifest["plan"]), dict(manifest["settings"])
        reasons = [*_changed_inputs(old["inputs"], inputs), *_differences(old, plan)]
        if old["signature"].get("settings") != plan["signature"]["settings"]:
            reasons += list(_changed_settings(old_settings, _shown(settings))) or ["a setting changed"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BatchError(
            f"{folder} holds no manifest of a batch run, so nothing can be resumed there. Name another folder."
        ) from error
    if reasons:
        raise BatchError(
            f"{folder} was made by another run and can not be resumed: {'; '.join(reasons)}. "
            "Name another folder, or put back what changed."
        )


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = old["signature"], new["signature"]
    for key in before | after:
        if key != "settings" and before.get(key) != after.get(key):
            yield _changed(key, before.get(key), after.get(key))
    for key in ("columns", "part_size", "format", "writer"):
        if old.get(key) != new.get(key):
            yield _changed(key, old.get(key), new.get(key))


def _changed_inputs(old: list[dict[str, str]], new: Sequence[Input]) -> Iterator[str]:
    same = ((o["name"], o["sha256"]) == (n.name, n.sha256) for o, n in zip(old, new, strict=False))
    if len(old) == len(new) and all(same):
        return
    before, after = {i["name"]: i["sha256"] for i in old}, {i.name: i.sha256 for i in new}
    reasons = [f"the input {name} is gone" for name in before if name not in after]
    reasons += [f"the input {name} is new" for name in after if name not in before]
    reasons += [f"the input {name} changed" for name in after if before.get(name, after[name]) != after[name]]
    if not reasons:
        reasons = ["the inputs stand in another order, or one of them more or less often"]
    yield from reasons[:5]
    if len(reasons) > 5:
        yield f"and {len(reasons) - 5} more inputs"


def _changed_settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    # The signature covers "frameworks" by their content, and these not at all.
    apart = ("frameworks", "encoder", "threads", "use_cache", "allow_network")
    for key in new:
        before, after = json.loads(json.dumps([old.get(key), new[key]]))
        if key not in apart and before != after:
            yield _changed(key, before, after)


def _changed(name: str, before: Any, after: Any) -> str:
    def shown(value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else "nothing" if value is None else str(value)

    return f"{name} changed from {shown(before)} to {shown(after)}"
