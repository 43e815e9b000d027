"""Where the members of a JSON document stand, without building what they hold.

A board of ten thousand jobs is read one job at a time: here only the brackets and strings are followed, so that each
job's range in the text is known, what one of them holds is built when it is its turn, and a fault inside one of them is
that one's fault. Nothing is checked but the bones: who needs a value parses its range (``json_places``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
# The last alternative is a string that never ends: without it the search would go on inside.
_BONE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|"', re.DOTALL)
_PLAIN = re.compile(r'[^\s,:"{}\[\]]+')


class BonesError(ValueError):
    """The text is no JSON document; a parser says where and why."""


class Member(NamedTuple):
    """A member of an object or list: its key ("" in a list) and the range of its value."""

    key: str
    start: int
    end: int


def whole(text: str) -> tuple[int, int]:
    """The range of a document's one value. BonesError where there is none, or more behind it."""
    start = _blank(text, 0)
    end = value_end(text, start)
    if _blank(text, end) != len(text):
        raise BonesError
    return start, end


def value_end(text: str, at: int) -> int:
    """Where the value that begins at ``at`` ends."""
    if text[at : at + 1] not in ("{", "["):
        match = (_STRING if text.startswith('"', at) else _PLAIN).match(text, at)
        if match is None:
            raise BonesError
        return match.end()
    depth = 0
    for match in _BONE.finditer(text, at):
        sign = match.group()
        if sign in ("{", "["):
            depth += 1
        elif sign in ("}", "]"):
            depth -= 1
            if not depth:
                return match.end()
        elif sign == '"':
            break
    raise BonesError


def members(text: str, at: int) -> Iterator[Member]:
    """The members of the object or list that begins at ``at``, in order. Keys stand as they are written."""
    in_object = text[at] == "{"
    closing = "}" if in_object else "]"
    at = _blank(text, at + 1)
    if text.startswith(closing, at):
        return
    while True:
        key = ""
        if in_object:
            match = _STRING.match(text, at)
            if match is None:
                raise BonesError
            key, at = match.group()[1:-1], _blank(text, match.end())
            if not text.startswith(":", at):
                raise BonesError
            at = _blank(text, at + 1)
        end = value_end(text, at)
        yield Member(key, at, end)
        at = _blank(text, end)
        if text.startswith(closing, at):
            return
        if not text.startswith(",", at):
            raise BonesError
        at = _blank(text, at + 1)


def _blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at
