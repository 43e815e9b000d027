"""Ctrl-C in two steps: the first asks a run to finish the parts that it is doing, the second ends it at once.

Worker processes must hear neither: a terminal sends the signal to all of them. While they are started it is held back
(``held_back``), which they inherit.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

ASKED = "finishing the parts that are being done; press Ctrl-C again to stop at once"


class Interrupt:
    """While it is entered, the first SIGINT is only noted (``asked``) and ``note`` is told; the second is a
    KeyboardInterrupt. Outside of the main thread nothing is changed, since signals are not heard there."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self.asked = False

    def __enter__(self) -> Interrupt:
        self._here = threading.current_thread() is threading.main_thread()
        if self._here:
            self._before = signal.signal(signal.SIGINT, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        if self._here:
            signal.signal(signal.SIGINT, self._before)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        # The signal may have come in the middle of another line on the same stream.
        with contextlib.suppress(RuntimeError):
            self._note(ASKED)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Hold SIGINT back, here and in every process that is started meanwhile; what came is heard at the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
