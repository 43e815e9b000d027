"""Counts that were made a moment ago, and are told again rather than made again.

What a list can be narrowed to is the dearest part of a page: it looks at every posting, whereas the list itself looks
at fifty. Whoever turns pages or sorts asks for the same counts each time. They are told again for as long as nothing
was written since; in a library so large that making them takes long they may also be a few seconds old, twenty times as
long as it took, so that however many people search, counting never takes more than a small part of a processor.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_MOST = 64
# Seconds of a processor. What takes less is made anew whenever something was written.
_LONG = 0.02
_TIMES = 20


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    value: T
    stamp: object
    until: float


class Recent(Generic[T]):
    """Values by key. May be used by several threads: those that want the same one let the first make it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._making: dict[object, threading.Lock] = {}
        self._made: OrderedDict[object, _Made[T]] = OrderedDict()

    def get(self, key: object, stamp: object, make: Callable[[], T]) -> T:
        """The value of a key: one that was made under the same ``stamp`` or is new enough, or else a new one."""
        with self._lock:
            one_by_one = self._making.setdefault(key, threading.Lock())
        with one_by_one:
            with self._lock:
                known = self._made.get(key)
                if known is not None and (known.stamp == stamp or time.monotonic() < known.until):
                    self._made.move_to_end(key)
                    return known.value
            begun = time.thread_time()
            try:
                value = make()
            except BaseException:
                with self._lock:
                    if key not in self._made:
                        self._making.pop(key, None)
                raise
            taken = time.thread_time() - begun
            until = time.monotonic() + _TIMES * taken if taken >= _LONG else 0.0
            with self._lock:
                self._made[key] = _Made(value, stamp, until)
                self._made.move_to_end(key)
                while len(self._made) > _MOST:
                    gone, _ = self._made.popitem(last=False)
                    self._making.pop(gone, None)
            return value

    def forget(self) -> None:
        """What was made does not hold any more: whoever changed it wants to see it."""
        with self._lock:
            self._made.clear()
