"""docs/check.md: every command in it prints what stands below it, with the shipped models and nothing else installed.

``python -m tests.test_docs_check`` writes what they print now into the page, for whoever changed a rule.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from jdmatch.settings import load_settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
DRAFT = Path("postings") / "billing.md"
SILENCED = "<!-- jdmatch: ignore[JDM301] agreed with the clinic -->"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what is to be printed."""
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = step.partition("\n")
        yield command, printed


def begin(folder: Path, block: str) -> None:
    """Every block begins with the draft as the page shows it, or with the comment that it speaks of."""
    (text,) = blocks("markdown")
    if "silenced by comments" in block:
        text = text.replace("Provide support as needed", f"Provide support as needed {SILENCED}")
    (folder / DRAFT).parent.mkdir(exist_ok=True)
    (folder / DRAFT).write_text(text, encoding="utf-8")


def shown(folder: Path, command: str) -> str:
    """What a pipe gets, and below it what is said on standard error."""
    program, *arguments = shlex.split(command)
    assert program == "jdmatch"
    done = subprocess.run(
        [sys.executable, "-m", "jdmatch", *arguments],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return (done.stdout + done.stderr).decode("utf-8")


def pattern(printed: str) -> str:
    """A line of nothing but … stands for any number of lines."""
    lines = printed.splitlines(keepends=True)
    return "".join(r"(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in lines)


@pytest.mark.real
@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: next(steps(block))[0])
def test_a_command_prints_what_the_page_says(tmp_path, block):
    begin(tmp_path, block)
    for command, printed in steps(block):
        seen = shown(tmp_path, command)
        fits = re.fullmatch(pattern(printed), seen) is not None
        assert fits, f"It prints something else now (python -m tests.test_docs_check mends the page):\n{seen}"


def test_the_settings_of_the_page_can_be_read(tmp_path):
    (block,) = blocks("toml")
    (tmp_path / "jdmatch.toml").write_text(block, encoding="utf-8")
    read = load_settings(file=tmp_path / "jdmatch.toml").check
    for name, value in tomllib.loads(block)["check"].items():
        assert getattr(read, name) == (tuple(value) if isinstance(value, list) else value)


def test_the_examples_for_services_fit_what_is_there():
    action, hooks = map(yaml.safe_load, blocks("yaml"))
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert set(action[0]["with"]) <= set(inputs)
    ids = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in hooks[0]["hooks"]} <= ids


def renewed(block: str) -> str:
    """The block as it would be now; commands whose output still fits stay as they are."""
    out = []
    with tempfile.TemporaryDirectory() as place:
        begin(Path(place), block)
        for command, printed in steps(block):
            seen = shown(Path(place), command)
            out.append(f"$ {command}\n{printed if re.fullmatch(pattern(printed), seen) else seen}")
    return "".join(out)


if __name__ == "__main__":
    for one in blocks("console"):
        PAGE = PAGE.replace(one, renewed(one))
    (ROOT / "docs" / "check.md").write_text(PAGE, encoding="utf-8")
