"""JSON read with the place of every string.

The standard library's parser throws the places away, and a quote from a description must lead back into the file. So
values are read here: objects and lists as they are, strings as ``Text``, which is a str that knows where it stands.
What escapes stand for is mapped character by character (``string_map``). Raw line breaks inside strings, which pages
are full of, are let through; everything else that is wrong is an error with line and column.
"""

from __future__ import annotations

import re
from typing import Any

from jdmatch.errors import InputError, LimitError
from jdmatch.sources.maps import MapBuilder, Mapped

_BLANK = re.compile(r"[ \t\r\n]*")
# What pages put around a script's data to hide it from old parsers, and the comments that people leave in it.
_LOOSE_BLANK = re.compile(r"(?:[\s;\ufeff]|<!--|-->|(?://\s*)?(?:<!\[CDATA\[|\]\]>)|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_REPLACEMENT = "\ufffd"


class Text(str):
    """A string value. ``start`` and ``end`` are the range between its quotes in the JSON, ``path`` is its place there,
    once somebody has looked for it."""

    start: int
    end: int
    path: str | None = None


class _FaultError(Exception):
    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.what, self.at = what, at


def parse(source: str, name: str, *, depth: int, lenient: bool = False) -> Any:
    """The value that ``source`` holds. InputError (JDM014) with line and column where it is no JSON; LimitError where
    it is nested deeper than ``depth``. ``lenient`` overlooks what surrounds the value in a page's script (";", CDATA
    marks) and comments."""
    reader = _Reader(source, depth, _LOOSE_BLANK if lenient else _BLANK)
    try:
        value, at = reader.value(0, 0)
        at = reader.blank(at)
        if at < len(source) and not lenient:
            raise _FaultError("there is more behind the end of the JSON value", at)
    except _FaultError as fault:
        line = source.count("\n", 0, fault.at) + 1
        column = fault.at - source.rfind("\n", 0, fault.at)
        raise InputError(
            f"{name} is no valid JSON: {fault.what} (line {line}, column {column}). Mend it there, or save the posting "
            "as text; files of one JSON object a line are read by jdmatch batch.",
            code="JDM014",
        ) from None
    return value


def string_map(origin: Mapped, text: Text) -> Mapped:
    """A string value of the JSON ``origin`` with the places of its characters in the file."""
    builder, at = MapBuilder(), text.start
    for match in _ESCAPE.finditer(origin.text, text.start, text.end):
        builder.add(origin, at, match.start())
        builder.put(_meaning(match), origin, match.start(), match.end())
        at = match.end()
    builder.add(origin, at, text.end)
    return builder.build()


def _meaning(match: re.Match[str]) -> str:
    high, low, plain, short = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if plain:
        # Half of a surrogate pair is no character.
        return _REPLACEMENT if 0xD800 <= int(plain, 16) <= 0xDFFF else chr(int(plain, 16))
    return _SHORT.get(short, short)


class _Reader:
    def __init__(self, source: str, depth: int, blank: re.Pattern[str]) -> None:
        self._source, self._depth, self._blank = source, depth, blank

    def blank(self, at: int) -> int:
        match = self._blank.match(self._source, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        if depth > self._depth:
            raise LimitError(
                f"The JSON is nested deeper than {self._depth} levels (limits.xml_depth), as no posting is."
            )
        at = self.blank(at)
        sign = self._source[at : at + 1]
        if sign == '"':
            return self._string(at)
        if sign == "{":
            return self._object(at + 1, depth)
        if sign == "[":
            return self._list(at + 1, depth)
        return self._scalar(at)

    def _string(self, at: int) -> tuple[Text, int]:
        match = _STRING.match(self._source, at)
        if match is None:
            raise _FaultError("a string is not closed", at)
        start, end = at + 1, match.end() - 1
        raw = self._source[start:end]
        if "\\" in raw:
            for escape in _ESCAPE.finditer(raw):
                if escape[4] and escape[4] not in _SHORT:
                    raise _FaultError(f"\\{escape[4]} is no escape", start + escape.start())
            raw = _ESCAPE.sub(_meaning, raw)
        text = Text(raw)
        text.start, text.end = start, end
        return text, match.end()

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        out: dict[str, Any] = {}
        at = self.blank(at)
        if self._source.startswith("}", at):
            return out, at + 1
        while True:
            at = self.blank(at)
            if not self._source.startswith('"', at):
                raise _FaultError("a key in double quotes is expected", at)
            key, at = self._string(at)
            at = self.blank(at)
            if not self._source.startswith(":", at):
                raise _FaultError("':' is expected", at)
            out[str(key)], at = self.value(at + 1, depth + 1)
            at, done = self._next(at, "}")
            if done:
                return out, at

    def _list(self, at: int, depth: int) -> tuple[list[Any], int]:
        out: list[Any] = []
        at = self.blank(at)
        if self._source.startswith("]", at):
            return out, at + 1
        while True:
            value, at = self.value(at, depth + 1)
            out.append(value)
            at, done = self._next(at, "]")
            if done:
                return out, at

    def _next(self, at: int, closing: str) -> tuple[int, bool]:
        at = self.blank(at)
        sign = self._source[at : at + 1]
        if sign == closing:
            return at + 1, True
        if sign != ",":
            raise _FaultError(f"',' or '{closing}' is expected" if sign else "it ends in the middle", at)
        return at + 1, False

    def _scalar(self, at: int) -> tuple[Any, int]:
        for word, value in _WORDS.items():
            if self._source.startswith(word, at):
                return value, at + len(word)
        match = _NUMBER.match(self._source, at)
        if match is None:
            raise _FaultError("a value is expected" if at < len(self._source) else "it ends in the middle", at)
        whole = match[1] is None and match[2] is None and len(match.group()) < 18
        return (int(match.group()) if whole else float(match.group())), match.end()
