"""What the start of ``jdmatch score`` loads and what it leaves alone, in a process of its own."""

import os
import subprocess
import sys

import pytest

from jdmatch.cli.common import one_blas_thread

POSTING = """Billing Clerk

Responsibilities
- Prepare and send monthly invoices to customers
- Resolve billing questions by phone and by mail
- Record payments in the accounting system

Requirements
- High school diploma and one year of experience in an office
"""
FRAMEWORK = "id,statement\nf/1,Prepare invoices for customers\nf/2,Answer questions about accounts\n"
# None of these is needed to score a text file on a terminal: the network, the index of a large library, the page's
# templates, spaCy, training.
ELSEWHERE = {"ssl", "http.client", "faiss", "jinja2", "spacy", "sklearn", "torch", "pyarrow", "ray", "multiprocessing"}
# Standard error, last of all: what was loaded, and what was set.
TELL = f"""
import atexit, gc, os, sys
atexit.register(lambda: print(
    sorted({ELSEWHERE!r} & set(sys.modules)), os.environ["OPENBLAS_NUM_THREADS"], gc.get_freeze_count() > 0,
    gc.get_threshold()[0] > 700, file=sys.stderr,
))
from jdmatch.cli import main
main(["score", "posting.txt", "--framework", "framework.csv"])
"""


@pytest.mark.parametrize("chosen", [None, "3"])
def test_a_score_loads_what_it_needs_and_keeps_blas_to_one_thread_unless_told(tmp_path, chosen):
    (tmp_path / "posting.txt").write_text(POSTING, encoding="utf-8")
    (tmp_path / "framework.csv").write_text(FRAMEWORK, encoding="utf-8")
    folders = {f"JDMATCH_{name}_DIR": str(tmp_path / name) for name in ("CACHE", "DATA")}
    known = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    given = {} if chosen is None else {"OPENBLAS_NUM_THREADS": chosen}
    run = subprocess.run(
        [sys.executable, "-c", TELL],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=known | folders | given,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "Coverage" in run.stdout
    assert run.stderr.splitlines()[-1] == f"[] {chosen or 1} True True"


def test_a_numpy_that_is_loaded_keeps_its_threads(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", sys)
    one_blas_thread()
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    monkeypatch.delitem(sys.modules, "numpy")
    one_blas_thread()
    assert os.environ.pop("OPENBLAS_NUM_THREADS") == "1"
