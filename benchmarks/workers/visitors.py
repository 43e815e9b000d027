"""People at the web application, many at once: the load of ``benchmarks.web``, from a process of its own.

Each visitor asks from an address of this machine of its own, as people do from machines of theirs, keeps one connection
and the page's cookie, and does one thing after the other. A refusal (429) is counted apart and asked again when the
server said to come again; anything else that is not the answer is an error, with what it was. Questions have ``what``:

``mix``: so many ``clients`` for ``seconds``, each resting ``think`` (from, to) seconds between two things, drawn from a
list of postings, a search, an analysis' page, a posting scored in the form (which is kept and shown), a draft's check.
``analyses``: ``clients`` that send postings to the API without a rest.
``pages``: one visitor opens ``addresses`` ``turns`` times. ``edits``: one visitor edits a draft a line at a time.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from benchmarks.workers import Answer, serve

_COOKIE, _HEADER = "jdmatch_token", "x-jdmatch-token"
_PATIENCE = 120.0
# What people do, of a hundred things.
_MIX = {"list": 30, "search": 20, "analysis page": 25, "score": 10, "draft": 15}
_SORTS = ("added", "title", "score", "level", "occupation")
_ASKED = ("customers", "experience team", '"high school diploma"', "payroll", "schedule", "rareword17", "nurse nights")
_WORDS = ("also", "often", "usually", "mostly", "always", "sometimes", "normally", "typically", "generally", "now")


class Seen:
    """What came of everything that was asked: seconds by kind, refusals by kind, errors by what they were."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.refused: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {"seconds": dict(self.seconds), "refused": dict(self.refused), "errors": dict(self.errors)}


class Visitor:
    """One of them, from an address of its own."""

    def __init__(self, base: str, number: int, seen: Seen, postings: list[str]) -> None:
        # All of 127.0.0.0/8 is this machine on Linux; elsewhere they share the one address.
        address = f"127.0.1.{1 + number}" if sys.platform == "linux" else "127.0.0.1"
        transport = httpx.AsyncHTTPTransport(local_address=address)
        self.client = httpx.AsyncClient(base_url=base, transport=transport, timeout=_PATIENCE, trust_env=False)
        self.number = number
        self.draw = random.Random(f"visitor {number}")
        self._seen, self._postings = seen, postings
        self._sequence = 0

    async def arrive(self) -> None:
        """Open the first page, for its token."""
        (await self.client.get("/")).raise_for_status()

    @property
    def token(self) -> str:
        """What its changes carry."""
        return str(self.client.cookies[_COOKIE])

    async def ask(self, kind: str, send: Callable[[], Awaitable[httpx.Response]], until: float, fits: int = 200) -> Any:
        """The answer, or None; asked again for as long as it is refused and there is time."""
        while True:
            begun = time.perf_counter()
            try:
                answer = await send()
            except httpx.HTTPError as error:
                self._seen.errors[f"{kind}: {type(error).__name__}"] += 1
                return None
            taken = time.perf_counter() - begun
            if answer.status_code == fits:
                self._seen.seconds[kind].append(taken)
                return answer
            if answer.status_code != 429 or "retry-after" not in answer.headers:
                self._seen.errors[f"{kind}: {answer.status_code}"] += 1
                return None
            self._seen.refused[kind] += 1
            later = float(answer.headers["retry-after"])
            if time.perf_counter() + later >= until:
                return None
            await asyncio.sleep(later)

    # --- what they do -------------------------------------------------------------------------------------------

    async def do(self, kind: str, texts: Iterator[str], draft: str, until: float) -> None:
        """One thing of the mix."""
        if kind == "list":
            where = {"sort": self.draw.choice(_SORTS)}
            if self.draw.random() < 0.5:
                where |= {"level": self.draw.choice(("emerging", "developing", "proficient", "advanced"))}
            await self.ask(kind, lambda: self.client.get("/postings", params=where), until)
        elif kind == "search":
            words = self.draw.choice(_ASKED)
            await self.ask(kind, lambda: self.client.get("/postings", params={"q": words}), until)
        elif kind == "analysis page":
            await self._look(self.draw.choice(self._postings), until)
        elif kind == "score":
            form = {"text": next(texts), "token": self.token}
            kept = await self.ask(kind, lambda: self.client.post("/score", data=form), until, 303)
            if kept is not None:
                self._postings.append(kept.headers["location"])
                await self._look(kept.headers["location"], until)
        else:
            await self.edit(draft, until)

    async def _look(self, where: str, until: float) -> None:
        await self.ask("analysis page", lambda: self.client.get(where), until)

    async def edit(self, draft: str, until: float) -> None:
        """Another line of the draft is edited: the rules' answer, then the models'."""
        lines = draft.split("\n")
        long = [n for n, line in enumerate(lines) if len(line.split()) >= 6]
        self._sequence += 1
        at = long[(self._sequence + 7 * self.number) % len(long)]
        head, _, rest = lines[at].partition(" ")
        word = _WORDS[(self._sequence // len(long) + self.number) % len(_WORDS)]
        lines[at] = f"{head} {word} {rest}"
        asked = {"text": "\n".join(lines), "sequence": self._sequence, "page": f"visitor {self.number}"}
        headers = {_HEADER: self.token, "accept": "application/json"}
        for phase in ("look", "judge"):
            body = asked | {"phase": phase}
            kind = f"draft, {'rules' if phase == 'look' else 'models'}"
            await self.ask(kind, lambda b=body: self.client.post("/drafts/check", json=b, headers=headers), until)


async def _mix(question: dict[str, Any]) -> dict[str, Any]:
    seen, postings = Seen(), list(question["postings"])
    texts = cycle(question["texts"])
    kinds, weights = list(_MIX), list(_MIX.values())
    visitors = [Visitor(question["base"], n, seen, postings) for n in range(question["clients"])]
    await asyncio.gather(*(one.arrive() for one in visitors))
    least, most = question["think"]
    end = time.perf_counter() + question["seconds"]

    async def stay(one: Visitor) -> None:
        await asyncio.sleep(one.draw.uniform(0, most))  # they do not all begin at once
        kind = kinds[one.number % len(kinds)]  # of few in a short time somebody does each
        while time.perf_counter() < end:
            await one.do(kind, texts, question["draft"], end)
            kind = one.draw.choices(kinds, weights)[0]
            await asyncio.sleep(one.draw.uniform(least, most))

    return await _timed(seen, visitors, stay)


async def _analyses(question: dict[str, Any]) -> dict[str, Any]:
    seen, texts = Seen(), cycle(question["texts"])
    visitors = [Visitor(question["base"], n, seen, []) for n in range(question["clients"])]
    end = time.perf_counter() + question["seconds"]

    async def stay(one: Visitor) -> None:
        while time.perf_counter() < end:
            body = {"text": next(texts)}
            await one.ask("analysis", lambda b=body: one.client.post("/api/v1/analyze", json=b), end)

    return await _timed(seen, visitors, stay)


async def _pages(question: dict[str, Any]) -> dict[str, Any]:
    seen = Seen()

    async def stay(one: Visitor) -> None:
        for _ in range(question["turns"]):
            for where in question["addresses"]:
                await one.ask(where, lambda w=where: one.client.get(w), 0.0)

    return await _timed(seen, [Visitor(question["base"], 0, seen, [])], stay)


async def _edits(question: dict[str, Any]) -> dict[str, Any]:
    seen = Seen()

    async def stay(one: Visitor) -> None:
        await one.arrive()
        for turn in range(question["turns"] + question["warm"]):
            await one.edit(question["draft"], 0.0)
            if turn < question["warm"]:
                seen.seconds.clear()

    return await _timed(seen, [Visitor(question["base"], 0, seen, [])], stay)


async def _scored(question: dict[str, Any]) -> dict[str, Any]:
    """Postings scored one after the other; where they stand then."""
    seen, kept = Seen(), []
    one = Visitor(question["base"], 0, seen, kept)
    await one.arrive()
    for text in question["texts"]:
        await one.do("score", iter([text]), "", time.perf_counter() + _PATIENCE)
    await one.client.aclose()
    return {"postings": kept, **seen.told()}


async def _timed(seen: Seen, visitors: list[Visitor], stay: Callable[[Visitor], Awaitable[None]]) -> dict[str, Any]:
    begun = time.perf_counter()
    await asyncio.gather(*(stay(one) for one in visitors))
    taken = time.perf_counter() - begun
    for one in visitors:
        await one.client.aclose()
    return {"taken": taken, **seen.told()}


_WHAT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "mix": _mix,
    "analyses": _analyses,
    "pages": _pages,
    "edits": _edits,
    "scored": _scored,
}


def _load() -> tuple[Answer, dict[str, Any]]:
    def answer(question: dict[str, Any]) -> dict[str, Any]:
        # A question may be long: it stands in a file.
        whole = json.loads(Path(question["file"]).read_text(encoding="utf-8"))
        found: dict[str, Any] = asyncio.run(_WHAT[whole["what"]](whole))
        return found

    return answer, {"httpx": httpx.__version__}


if __name__ == "__main__":
    serve(_load)
