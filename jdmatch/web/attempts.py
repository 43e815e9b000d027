"""How often somebody may try to sign in: counted for each address and each name, before a password is looked at.

An attempt counts when it begins, so that many at once do not pass together, and is taken back where it was right. The
counts are this process's own: two servers let twice as many through, which a password of ten characters does not mind.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address, ip_network

SECONDS = 300.0
PER_ADDRESS, PER_NAME = 20, 10
_MOST = 20_000  # keys that are remembered


class TooManyError(Exception):
    """Too many attempts; ``seconds`` until the next may be made."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many attempts, the next in {seconds} s")
        self.seconds = seconds


class Attempts:
    """The attempts of the last minutes. ``clock`` is for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str], deque[float]] = {}

    def begin(self, address: str, name: str) -> None:
        """Count an attempt. TooManyError where it may not be made."""
        keys = self._keys(address, name)
        with self._lock:
            now = self._clock()
            waits = [self._wait(key, most, now) for key, most in keys]
            if max(waits) > 0:
                raise TooManyError(int(max(waits)) + 1)
            if len(self._made) > _MOST:
                self._forget(now)
            for key, _ in keys:
                self._made.setdefault(key, deque()).append(now)

    def right(self, address: str, name: str) -> None:
        """The attempt was right: it does not count, and neither do those before it at that name."""
        by_address, by_name = (key for key, _ in self._keys(address, name))
        with self._lock:
            self._made.pop(by_name, None)
            made = self._made.get(by_address)
            if made:
                made.pop()

    def _keys(self, address: str, name: str) -> tuple[tuple[tuple[str, str], int], tuple[tuple[str, str], int]]:
        return (("address", _home(address)), PER_ADDRESS), (("name", name[:100]), PER_NAME)

    def _wait(self, key: tuple[str, str], most: int, now: float) -> float:
        made = self._made.get(key)
        while made and now - made[0] >= SECONDS:
            made.popleft()
        return 0.0 if made is None or len(made) < most else SECONDS - (now - made[0])

    def _forget(self, now: float) -> None:
        """Let go of what counts no more; of the oldest, where all of it does."""
        for key in [key for key, made in self._made.items() if not made or now - made[-1] >= SECONDS]:
            del self._made[key]
        for key in list(self._made)[: max(0, len(self._made) - _MOST)]:
            del self._made[key]


def _home(address: str) -> str:
    """An address as it is counted: who has one of IPv6 has 2^64 of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
