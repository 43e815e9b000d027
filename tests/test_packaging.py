"""The wheel: complete, self-contained, and working from any folder."""

from __future__ import annotations

import email
import hashlib
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import bakery

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "jdmatch"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built without the network by the very backend that pip would fetch."""
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("no checkout here to build from")
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed, so no wheel can be built offline: pip install hatchling")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-q"]
    done = subprocess.run(
        [*command, "-w", out, str(ROOT)], capture_output=True, text=True, check=False, cwd=out, timeout=300
    )
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("jdmatch-*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(out / "unpacked")
    return made


@pytest.fixture(scope="module")
def unpacked(wheel):
    return wheel.parent / "unpacked"


def below(folder, *, without=()):
    return {
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and not p.name.startswith(".") and p.name not in without
    }


def test_the_wheel_holds_every_file_of_the_package(unpacked):
    inside = below(unpacked / "jdmatch")
    assert below(PACKAGE) <= inside
    assert "py.typed" in inside
    assert any(name.endswith((".html", ".j2", ".jinja")) for name in inside)


@pytest.mark.parametrize("name", ["models", "corpora/frameworks", "corpora/samples"])
def test_the_wheel_holds_models_frameworks_and_samples(unpacked, name):
    there = below(ROOT / name)
    assert there
    assert there <= below(unpacked / "jdmatch" / "_data" / name)


def test_every_model_in_the_wheel_is_the_manifests(unpacked):
    models = unpacked / "jdmatch" / "_data" / "models"
    for name, entry in tomllib.loads((models / "manifest.toml").read_text(encoding="utf-8"))["files"].items():
        assert hashlib.sha256((models / name).read_bytes()).hexdigest() == entry["sha256"], name


def test_the_wheel_holds_nothing_else(unpacked, wheel):
    top = {p.name for p in unpacked.iterdir()}
    assert {n for n in top if not n.endswith(".dist-info")} == {"jdmatch"}
    assert {p.name for p in (unpacked / "jdmatch" / "_data").iterdir()} == {"models", "corpora"}
    assert {p.name for p in (unpacked / "jdmatch" / "_data" / "corpora").iterdir()} == {"frameworks", "samples"}
    assert wheel.stat().st_size < 40_000_000


def test_licences_command_and_dependencies_are_in_the_metadata(unpacked):
    (info,) = unpacked.glob("*.dist-info")
    told = email.message_from_string((info / "METADATA").read_text(encoding="utf-8"))
    assert told["Name"] == "jdmatch"
    assert {p.name for p in info.rglob("LICENSE*")} == {"LICENSE", "LICENSE-CC-BY-4.0"}
    assert "jdmatch = jdmatch.cli:main" in (info / "entry_points.txt").read_text()
    base = [line for line in told.get_all("Requires-Dist") if "extra ==" not in line]
    assert base
    assert not [line for line in base if line.split()[0].startswith(("torch", "sentence", "scikit", "transformers"))]


@pytest.mark.real
def test_it_works_from_the_wheel_in_another_folder(unpacked, tmp_path):
    (tmp_path / "posting.txt").write_text(bakery.POSTING, encoding="utf-8")
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    surroundings = os.environ | {"PYTHONPATH": str(unpacked)}

    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=surroundings, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    assert Path(python("-c", "import jdmatch; print(jdmatch.__file__)").strip()).is_relative_to(unpacked)
    found = json.loads(
        python("-m", "jdmatch", "score", "posting.txt", "-f", "four.csv", "--html", "r.html", "--format", "json")
    )
    assert {m["statement"] for m in found["matches"]} >= {"B1", "B2"}
    assert (tmp_path / "r.html").stat().st_size > 10_000
    rows = json.loads(python("-m", "jdmatch", "frameworks", "list", "--format", "json"))
    assert {row["id"] for row in rows} == {p.stem for p in (ROOT / "corpora" / "frameworks").glob("*.json")}
    assert "broken" not in python("-m", "jdmatch", "doctor")
