"""Which ids were seen, in little memory: 16 bytes of a hash each, in one table that doubles when it fills.

A set of strings takes two hundred bytes an id, and a run may have millions. Two ids of one hash would make a posting
an error row by mistake; with 128 bits that does not happen.
"""

from __future__ import annotations

import hashlib

_WIDTH = 16
_FIRST = 1 << 10


class Seen:
    """A set that ids can be added to. ``len`` counts them."""

    def __init__(self) -> None:
        self._slots = _FIRST
        self._table = bytearray(_FIRST * _WIDTH)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, identifier: str) -> bool:
        """Whether the id is new; it is not, any more."""
        mark = hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=_WIDTH).digest()
        # An empty slot is all zeros.
        if not self._put(mark if any(mark) else b"\1" * _WIDTH):
            return False
        self._count += 1
        if self._count * 3 > self._slots * 2:
            self._grow()
        return True

    def _put(self, mark: bytes) -> bool:
        table, last = self._table, self._slots - 1
        slot = int.from_bytes(mark[:8], "little") & last
        while True:
            there = table[slot * _WIDTH : (slot + 1) * _WIDTH]
            if there == mark:
                return False
            if not any(there):
                table[slot * _WIDTH : (slot + 1) * _WIDTH] = mark
                return True
            slot = (slot + 1) & last

    def _grow(self) -> None:
        old = self._table
        self._slots *= 2
        self._table = bytearray(self._slots * _WIDTH)
        for start in range(0, len(old), _WIDTH):
            mark = bytes(old[start : start + _WIDTH])
            if any(mark):
                self._put(mark)
