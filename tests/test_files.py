import os
import stat

import pytest

from jdmatch.errors import OutputError
from jdmatch.files import write_whole


def test_a_file_is_written_and_replaced(tmp_path):
    path = tmp_path / "a.txt"
    write_whole(path, "eins")
    write_whole(path, b"zwei")
    assert path.read_bytes() == b"zwei"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_permissions_are_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0o640)
    write_whole(path, "y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("target", ["missing/a.txt", "."])
def test_what_can_not_be_written_is_said(tmp_path, target):
    with pytest.raises(OutputError) as caught:
        write_whole(tmp_path / target, "x")
    assert caught.value.exit_code == 3


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
