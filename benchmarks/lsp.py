"""The check in an editor: from an edit to what is shown, on the real server over its pipes.

A posting of 700 words is open, and one line of it is edited at a time, a different one each time, so that each edit has
one new chunk to encode. The rules' diagnostics come at once; the models' wait for a pause, which is not counted:
it is the writer's. A few edits go first, unmeasured.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from benchmarks.client import Client, Message
from benchmarks.context import POSTING, Context, SkipError
from benchmarks.summary import latencies, rounded
from benchmarks.turns import tell

_EDITS = 50
_WARM = 5
_DEBOUNCE = 150
_FEWEST_WORDS = 6
_FRAMEWORK = "43-3021.00"
# Put behind a line's first word, in turn: small edits that leave the line a sentence.
_WORDS = ("also", "often", "usually", "mostly", "always", "sometimes", "normally", "typically", "generally", "now")


def measure(context: Context) -> dict[str, Any]:
    """p50 and p95 from an edit to the rules' diagnostics, and from the end of the pause to the models': with the
    framework chosen from the whole library, and, below ``named``, with one that the settings name, as a writer has it
    who is shown what is missing. SkipError where pygls is not installed."""
    if importlib.util.find_spec("pygls") is None:
        raise SkipError("pygls is not installed: pip install 'jdmatch[lsp]'")
    text = POSTING.read_text(encoding="utf-8")
    chosen, named = (_edited(context, text, options) for options in ({}, {"framework": _FRAMEWORK}))
    return {"words": len(text.split()), "debounce_ms": _DEBOUNCE, **chosen, "named": named}


def _edited(context: Context, text: str, options: dict[str, Any]) -> dict[str, Any]:
    """The figures of one server, started for this, under one choice of settings."""
    edits = 5 if context.quick else _EDITS
    folder = context.folder("lsp", fresh=True)
    client = Client(folder=str(folder), environment=context.environment())
    try:
        client.initialize(folder.as_uri(), options={"debounce": _DEBOUNCE, **options})
        uri = (folder / "draft.txt").as_uri()
        client.open(uri, text, language="plaintext")
        opened = _published(client, uri, 1)
        lines = _lines(text)
        looked, judged = [], []
        for number in range(_WARM + edits):
            start, first, last = _edit(client, uri, number, lines)
            if number >= _WARM:
                looked.append(first - start)
                judged.append(last - start - _DEBOUNCE / 1000)
            if number % 10 == 0:
                tell(f"editing: {number} of {_WARM + edits}")
        peak = _peak_mb(client.process.pid)
        code = client.leave()
    finally:
        client.kill()
    if code:
        raise RuntimeError(f"the server left with {code}: {client.errors.decode(errors='replace')}")
    return {
        "shown": len(opened[1]),
        "rules": latencies(looked),
        "models": latencies(judged),
        "peak_mb": rounded(peak),
    }


def _lines(text: str) -> list[tuple[int, int]]:
    """The lines that are edited, each with the column behind its first word."""
    found = [(n, line) for n, line in enumerate(text.split("\n")) if len(line.split()) >= _FEWEST_WORDS]
    return [(n, line.index(" ", 2)) for n, line in found]


def _edit(client: Client, uri: str, number: int, lines: list[tuple[int, int]]) -> tuple[float, float, float]:
    """Edit one line; when that was, and when the rules' and the models' diagnostics came."""
    line, column = lines[number % len(lines)]
    at = {"line": line, "character": column}
    word = _WORDS[number // len(lines) % len(_WORDS)]
    version = number + 2
    start = client.change(uri, version, {"range": {"start": at, "end": at}, "text": f" {word}"})
    times, _ = _published(client, uri, version)
    return start, times[0], times[1]


def _published(client: Client, uri: str, version: int) -> tuple[list[float], list[Message]]:
    """When the two sets of diagnostics of a version came, and the second of them."""

    def of(message: Message) -> bool:
        params = message.get("params") or {}
        return bool(params.get("uri") == uri and params.get("version") == version)

    first, _ = client.wait(of)
    seen = next(i for i, (at, message) in enumerate(client.said) if at == first and of(message))
    last, message = client.wait(of, since=seen + 1)
    found: list[Message] = message["params"]["diagnostics"]
    return [first, last], json.loads(json.dumps(found))


def _peak_mb(pid: int) -> float:
    """The most memory that the server had, in MB; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0.0
