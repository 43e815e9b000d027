"""What holds for every test: no user's folder is touched, nothing reaches the network, and the surroundings are even.

``tiny`` puts the hashed bag of words in the encoder's place, ``jd`` runs the command line in this process and gives
back what a shell would see.
"""

from __future__ import annotations

import io
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from jdmatch import cli
from tests.tiny_encoder import TinyEncoder


@pytest.fixture(scope="session", autouse=True)
def kept_vectors(tmp_path_factory):
    """One cache for the whole run: vectors are keyed by content, so tests can share them without meeting. Set before
    any other fixture, so that those of modules see no user's folder either."""
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDMATCH_CACHE_DIR", str(cache))
        patch.setenv("JDMATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield cache


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Each test has a library of its own, and a terminal's wishes do not count."""
    monkeypatch.setenv("JDMATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """jdmatch works offline: a connection to anywhere is a mistake."""

    def refuse(self, address):
        raise AssertionError(f"a connection to {address} was tried")

    class Local(socket.socket):
        def connect(self, address):
            return super().connect(address) if self.family == socket.AF_UNIX else refuse(self, address)

        connect_ex = connect

    monkeypatch.setattr(socket, "socket", Local)


@dataclass
class Run:
    """What a shell sees of a command."""

    code: int
    out: str
    err: str

    @property
    def said(self):
        """The lines on standard error."""
        return self.err.splitlines()


@pytest.fixture
def tiny(monkeypatch):
    """Every analyzer gets this encoder; ``tiny.texts`` counts what it encoded."""
    encoder = TinyEncoder()
    monkeypatch.setattr("jdmatch.encoder.load", lambda settings: encoder)
    return encoder


@pytest.fixture
def jd(capsys, monkeypatch, tmp_path):
    """``jd("score", "a.txt", stdin=b"…")`` in an empty folder, ``tmp_path``."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=b""):
        capsys.readouterr()
        words = [os.fspath(a) for a in arguments]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        monkeypatch.setattr(sys, "argv", ["jdmatch", *words])
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        seen = capsys.readouterr()
        assert "Traceback" not in seen.err, seen.err
        return Run(left.value.code, seen.out, seen.err)

    return run


def files_below(folder: Path) -> list[str]:
    """Everything below a folder, hidden files too, so that a half-written one is noticed."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
