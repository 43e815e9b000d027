"""``python -m tests.tiny_serve serve …``: the command line as a process of its own, with the hashed bag of words in the
encoder's place and with gates, so that a test decides when models are there and when work goes on.

``TINY_GATES`` names a folder: while a file ``load`` lies in it the models do not come, while ``work`` lies there no
text is encoded. ``TINY_PAUSE``: seconds for each posting; ``TINY_LEASE``: how long a killed server keeps its items.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from jdmatch import cli, encoder
from tests.tiny_encoder import TinyEncoder

_GATES = os.environ.get("TINY_GATES")
_PAUSE = float(os.environ.get("TINY_PAUSE", "0"))


def _wait(name):
    while _GATES and (Path(_GATES) / name).exists():
        time.sleep(0.01)


class Slow(TinyEncoder):
    """The tests' encoder behind the gate ``work``; it has the time that a real one takes."""

    ready = False

    def encode(self, texts, *, tokens=False):
        if self.ready:
            _wait("work")
            time.sleep(_PAUSE)
        return super().encode(texts, tokens=tokens)


def _load(settings):
    _wait("load")
    return Slow()


def main():
    from jdmatch.analyzer import Analyzer

    encoder.load = _load
    whole = Analyzer.load

    def loaded(settings, **more):
        made = whole(settings, **more)
        Slow.ready = True  # what is encoded of frameworks on the way goes through
        return made

    # Before the desk is imported, which takes it as it then is.
    Analyzer.load = staticmethod(loaded)
    from jdmatch.web.jobs import Runner

    if "TINY_LEASE" in os.environ:
        Runner.__init__.__kwdefaults__["lease"] = float(os.environ["TINY_LEASE"])
    cli.main()


if __name__ == "__main__":
    main()
