"""The shipped models behind a port, as somebody who has just installed jdmatch meets them."""

import re
import time

import pytest

from tests import serving_kit

pytestmark = pytest.mark.real
no_network, start = serving_kit.no_network, serving_kit.start
POSTING = (serving_kit.ROOT / "benchmarks" / "posting-700-words.txt").read_text(encoding="utf-8")
# A server with the shipped models holds what it has claimed for a minute after it was killed.
LEASE = 60


def test_from_the_start_to_an_analysis_and_through_kill_9(start, tmp_path):
    url = f"sqlite:///{tmp_path / 'store.db'}"
    server = start(url, real=True).up()
    # The page is there at once, with a sample ready to try, and what is sent meanwhile is answered.
    page = server.get("/?sample=customer-support-rep.txt")
    assert "Customer" in re.search(r"(?s)<textarea.*?</textarea>", page.text)[0]
    answer = server.post("/api/v1/analyze", json={"text": POSTING})
    assert answer.status_code == 200, answer.text
    assert 0 < answer.json()["coverage"]["score"] < 1
    assert server.ready().get("/readyz").json()["ready"]
    job = server.upload(serving_kit.files(60))
    server.until(lambda: server.progress(job)["done"] >= 10, "ten done")
    confirmed = {name: item["result"] for name, item in server.items(job).items() if item["state"] == "done"}
    server.kill()
    begun = time.monotonic()
    again = start(url, real=True).ready()
    again.ended(job, LEASE + serving_kit.PATIENCE)
    assert time.monotonic() - begun < LEASE + 60
    items = serving_kit.whole(again, job, 60)
    assert {name: items[name]["result"] for name in confirmed} == confirmed
    assert again.end() == 0
