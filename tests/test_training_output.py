"""What training writes: whole files, a manifest that follows them, and what was fitted on."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path

import pytest

from jdmatch import resources
from jdmatch.training import manifest, output
from jdmatch.training.made import Made

DATA = output.Data("0123", ("here",), ("there",), ("elsewhere",), frozenset({"43-9999.00", "posting-1"}))


def deliver(out: Path, content: str, *, check: bool = False) -> Made:
    label = output.Label('What "it" is', "MIT", "here")
    made = output.Output("step", {"part/a.json": content}, {"part/a.json": label}, DATA)
    return output.deliver(made, out, check=check, began=time.monotonic())


def test_the_shipped_manifest_is_up_to_date() -> None:
    models = resources.folder("models")
    entries = manifest.read(models)
    assert manifest.unlisted(models, entries) == []
    assert manifest.render(models, entries) == (models / manifest.NAME).read_text(encoding="utf-8")


def test_files_their_entries_and_what_was_fitted_on_are_written_together(tmp_path: Path) -> None:
    made = deliver(tmp_path, "1")
    assert (made.name, made.changed, made.data_fingerprint) == ("step", True, "0123")
    assert made.files == (tmp_path / "part" / "a.json",)
    assert made.files[0].read_text() == "1"
    entry = tomllib.loads((tmp_path / "manifest.toml").read_text(encoding="utf-8"))["files"]["part/a.json"]
    assert entry["size"] == 1
    assert entry["sha256"] == resources.file_sha256(made.files[0])
    assert entry["about"] == 'What "it" is'
    recorded = output.trained_on(tmp_path)["step"]
    assert recorded["items"] == sorted(map(output.digest, DATA.items))
    assert recorded["tuned_on"] == ["elsewhere"]
    assert "43-9999" not in (tmp_path / output.TRAINED_ON).read_text()


def test_checking_writes_nothing_and_tells_a_change(tmp_path: Path) -> None:
    assert deliver(tmp_path, "1", check=True).changed
    assert list(tmp_path.iterdir()) == []
    deliver(tmp_path, "1")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert not deliver(tmp_path, "1", check=True).changed
    assert deliver(tmp_path, "2", check=True).changed
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert not deliver(tmp_path, "1").changed


def test_what_is_only_computed_is_not_on_record(tmp_path: Path) -> None:
    made = output.Output("step", {"a": b"1"}, {"a": output.Label("a", "b", "c")}, output.Data("0123", (), ()))
    output.deliver(made, tmp_path, check=False, began=time.monotonic())
    assert set(manifest.read(tmp_path)) == {"a"}
    assert output.trained_on(tmp_path) == {}


def test_the_record_keeps_the_other_steps(tmp_path: Path) -> None:
    deliver(tmp_path, "1")
    output.remember(tmp_path, "other", output.Data("4567", (), ()))
    assert set(output.trained_on(tmp_path)) == {"other", "step"}
    table = json.loads((tmp_path / output.TRAINED_ON).read_text(encoding="utf-8"))
    assert table["format"] == output.FORMAT


def test_the_manifest_follows_the_files(tmp_path: Path) -> None:
    deliver(tmp_path, "1")
    (tmp_path / "stray.json").write_text("1")
    assert manifest.unlisted(tmp_path, manifest.read(tmp_path)) == ["stray.json"]
    manifest.record("stray.json", about="a", licence="b", origin="c", models=tmp_path)
    assert manifest.unlisted(tmp_path, manifest.read(tmp_path)) == []
    (tmp_path / "stray.json").unlink()
    manifest.write(tmp_path, manifest.read(tmp_path))
    assert set(manifest.read(tmp_path)) == {"part/a.json"}


def test_models_made_elsewhere_are_preferred_and_verified(tmp_path: Path) -> None:
    own = resources.model_file("kinds.json")
    (tmp_path / "kinds.json").write_text("{}")
    manifest.record("kinds.json", about="a", licence="b", origin="c", models=tmp_path)
    try:
        resources.prefer(tmp_path)
        assert resources.model_file("kinds.json") == tmp_path / "kinds.json"
        assert resources.model_file("level.json").parent == own.parent
        (tmp_path / "kinds.json").write_text("[]")
        resources.prefer(tmp_path)
        with pytest.raises(resources.ModelError):
            resources.model_file("kinds.json")
    finally:
        resources.prefer(None)
    assert resources.model_file("kinds.json") == own
