"""What the tests of batch runs share: a folder of postings, the command, and what must not depend on how a run went."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests import bakery

COMMAND = (sys.executable, "-m", "jdmatch", "batch")


@pytest.fixture
def place(tmp_path, jd):
    """A framework, a table of seven postings, and a folder with files of two formats in a subfolder."""
    (tmp_path / "four.csv").write_text(bakery.FOUR, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("".join(bakery.row(n) for n in range(7)), encoding="utf-8")
    inner = tmp_path / "in" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(bakery.POSTING, encoding="utf-8")
    (tmp_path / "in" / "c.md").write_text("# Baker\n\n" + bakery.POSTING, encoding="utf-8")
    (inner / "shop.txt").write_text(bakery.COUNTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def batch(place, jd, tiny):
    """``batch("rows.jsonl", …)`` into the folder out, with one worker and two postings a part."""

    def go(*arguments, out="out", part_size=2, framework="four.csv", **more):
        size = str(part_size)
        return jd("batch", *arguments, "--out", out, "-f", framework, "--workers", "1", "--part-size", size, **more)

    return go


def parts(folder):
    """The bytes of everything that must not depend on how a run went."""
    found = {p.name: p.read_bytes() for p in sorted(folder.glob("*-[0-9]*"))}
    found |= {f"parts/{p.name}": p.read_bytes() for p in sorted((folder / "parts").iterdir())}
    return found | {"errors.jsonl": (folder / "errors.jsonl").read_bytes()}


def rows(folder, name="part-*.jsonl"):
    return [json.loads(line) for p in sorted(folder.glob(name)) for line in p.read_text(encoding="utf-8").splitlines()]


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def re_resume(said):
    """The command line after "Resume with: jdmatch batch"."""
    return next(
        (line for line in said.splitlines() if "esume with: jdmatch batch" in line and "--resume" in line), None
    )


def start(place, *arguments, **more):
    return subprocess.Popen(
        [*COMMAND, *arguments, "-f", "four.csv"], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )


def wait_for_parts(folder, count, process, seconds=60):
    until = time.monotonic() + seconds
    while len(list((folder / "parts").glob("*.json")) if folder.is_dir() else []) < count:
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until, "no part was finished"
        time.sleep(0.01)


# So many that a signal meets a run that is still going, on a fast machine too.
