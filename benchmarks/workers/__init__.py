"""Programs that answer a benchmark's questions from processes and environments of their own.

Each loads what it needs, says ``{"ready": …}`` and then answers one JSON object a line. Only the standard library is
imported here, since most of them run where jdmatch is not installed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def serve(load: Callable[[], tuple[Answer, dict[str, Any]]]) -> None:
    """Load, say so, and answer until the input ends. What libraries print goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(what: dict[str, Any]) -> None:
        replies.write(json.dumps(what) + "\n")
        replies.flush()

    answer, about = load()
    say({"ready": True, **about})
    for line in sys.stdin:
        say(answer(json.loads(line)))
