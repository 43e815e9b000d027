"""The Ray engine: on a cluster of two nodes with one of them killed, the bytes are those of the local engine.

The nodes are on loopback addresses of this machine, two CPUs each, with a token of their own, and end by their process
ids: ``ray stop`` would end every cluster of the machine.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jdmatch import Analyzer, Settings
from jdmatch.batch import ray
from jdmatch.batch.formats import Run
from jdmatch.errors import BatchStoppedError, MissingExtraError
from tests import bakery, batch_kit
from tests.batch_kit import COMMAND, manifest, parts, re_resume, wait_for_parts

place, batch = batch_kit.place, batch_kit.batch
here = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None or sys.platform != "linux",
    reason="the [ray] extra is not installed, or this is not Linux, whose loopback has many addresses",
)
ROWS = 120
INPUTS = ["rows.jsonl", "in", "-f", "four.csv", "--part-size", "4", "--format", "csv"]


def test_without_its_package_the_run_does_not_start(batch, place, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(ray, "find_spec", lambda name: None if name == "ray" else real(name))
    with pytest.raises(MissingExtraError):
        ray.need()
    done = batch("rows.jsonl", "--engine", "ray")
    assert done.code == 2
    assert "pip install 'jdmatch[ray]'" in done.err
    assert not (place / "out").exists()


def test_a_finished_run_needs_no_cluster(batch, place, monkeypatch):
    monkeypatch.setattr(ray, "need", lambda: None)
    batch("rows.jsonl")
    done = batch("rows.jsonl", "--resume", "--engine", "ray", "--ray-address", "127.0.0.1:1")
    assert done.code == 0
    assert "(4 were there)" in done.err


def test_a_node_with_another_version_refuses(place, tiny):
    settings = Settings(frameworks=(str(place / "four.csv"),))
    analyzer = Analyzer.load(settings, encoder_=tiny)
    frameworks = tuple(analyzer.frameworks.values())
    run = Run("jsonl", "0", analyzer.signature)
    assert ray._loaded(settings, frameworks, True, run).signature == analyzer.signature
    tiny.signature = "other@sha256:1"
    with pytest.raises(BatchStoppedError, match="does not have the same jdmatch or its models"):
        ray._loaded(settings, frameworks, True, run)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("127.0.0.1:1", "No Ray cluster answers at 127.0.0.1:1"),
        ("127.0.0.1:99999", "No Ray cluster answers"),
        ("ray://head:10001", "is no address of a Ray cluster"),
        ("head", "give auto or HOST:PORT"),
    ],
)
def test_an_address_where_no_cluster_is(batch, place, monkeypatch, address, said):
    def refused(*_):
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(ray.socket, "create_connection", refused)
    monkeypatch.setattr(ray, "need", lambda: None)
    done = batch("rows.jsonl", "--engine", "ray", "--ray-address", address)
    assert done.code == 3
    assert said in done.err
    assert re_resume(done.err)
    assert batch("rows.jsonl", "--resume").code == 0


# --- a cluster ------------------------------------------------------------------------------------------------------


def below(process):
    """A process and all that it started, as they are now."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [process.pid]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


class Cluster:
    """Nodes that are started and killed one by one."""

    def __init__(self, folder):
        self.folder = folder
        with socket.create_server(("127.0.0.2", 0)) as server:
            self.address = f"127.0.0.2:{server.getsockname()[1]}"
        self.environment = os.environ | {
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
            # A dead node is found out in seconds.
            "RAY_health_check_initial_delay_ms": "1000",
            "RAY_health_check_period_ms": "500",
            "RAY_health_check_failure_threshold": "4",
        }
        self.nodes = []

    def start(self, ip):
        head = ["--head", "--port", self.address.split(":")[1], "--include-dashboard", "false"]
        with (self.folder / f"{ip}.log").open("wb") as log:
            self.nodes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--node-ip-address", ip]
                    + ["--num-cpus", "2", "--object-store-memory", "80000000", "--disable-usage-stats"]
                    + (["--address", self.address] if self.nodes else head),
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )
        until = time.monotonic() + 60
        while b"Ray runtime started" not in (self.folder / f"{ip}.log").read_bytes():
            assert self.nodes[-1].poll() is None, (self.folder / f"{ip}.log").read_text()
            assert time.monotonic() < until, "the node does not start"
            time.sleep(0.1)

    def kill(self, node):
        for pid in below(node):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        node.wait()

    def batch(self, place, *arguments):
        ours = ["--engine", "ray", "--ray-address", self.address, "--workers", "3"]
        return subprocess.Popen(
            [*COMMAND, *INPUTS, "--out", "out", *ours, *arguments],
            cwd=place,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@pytest.fixture
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("nodes"))
    try:
        made.start("127.0.0.2")
        made.start("127.0.0.3")
        yield made
    finally:
        for node in reversed(made.nodes):
            made.kill(node)


@here
@pytest.mark.real
def test_a_cluster_with_a_node_killed_ends_with_the_bytes_of_the_local_engine(place, cluster):
    """A run over two nodes is interrupted, and resumed; then a node is killed in the middle. With three workers on
    twice two CPUs what is left has no room for all of them, so parts that died must be given to others."""
    bad = '{"id": "bad", "text": "x"}\n'
    (place / "rows.jsonl").write_text("".join(bakery.row(n) + (bad if n % 40 == 7 else "") for n in range(ROWS)))
    process = cluster.batch(place)
    wait_for_parts(place / "out", 3, process, seconds=80)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b""), said.decode()
    assert b"finishing the parts" in said
    assert b"Traceback" not in said
    assert re_resume(said.decode())
    there = len(list((place / "out" / "parts").glob("?????.json")))
    assert 3 <= there < ROWS // 4
    assert manifest(place / "out")["counts"]["parts"] == there

    process = cluster.batch(place, "--resume")
    wait_for_parts(place / "out", there + 4, process, seconds=80)
    cluster.kill(cluster.nodes[1])
    out, said = process.communicate(timeout=120)
    assert (process.returncode, out) == (3, b""), said.decode()
    assert b"Traceback" not in said
    found = manifest(place / "out")
    assert (found["status"], found["reused_parts"]) == ("finished", there)
    assert not list(place.glob("out/**/.*.tmp"))

    subprocess.run([*COMMAND, *INPUTS, "--out", "local", "--workers", "1"], cwd=place, check=False, capture_output=True)
    assert parts(place / "out") == parts(place / "local")
    assert found["counts"] == manifest(place / "local")["counts"]
