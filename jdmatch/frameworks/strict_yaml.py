"""YAML read strictly, from the parser's events, into texts, lists and objects; the room's only use of PyYAML.

PyYAML's own loaders guess types (``no`` becomes False, ``1.10`` becomes 1.1, which are two statement ids lost) and keep
the last of two equal keys. Here a scalar stays the text that was written, marked as ``Unquoted`` where it had no
quotes, and ``typed`` gives its JSON value where one is wanted. Refused are tags, aliases that blow up when they are
written out ("billion laughs"), merge keys, several documents in a file, and deep nesting.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from jdmatch.frameworks.notes import Notes, unprintable
from jdmatch.frameworks.strict_json import MAX_DEPTH

MAX_EXPANDED = 100_000
"""Nodes that all aliases of a file together may stand for."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
# A dumper writes a text such as 1e5 without quotes, because YAML 1.1 asks for the point and the exponent's sign.
_DECIMAL = re.compile(r"-?\d+\.\d+(?:[eE][-+]\d+)?")

_LONGEST_NUMBER = 400


class Unquoted(str):
    """A scalar that was written without quotes."""

    __slots__ = ()


def load(text: str, notes: Notes) -> Any:
    """The value of a YAML text: texts, None, lists and objects. Refused where it can not be parsed."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(yaml.parse(text, Loader=loader), notes).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        notes.stop(place, f"is no YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        notes.stop("", f"is no YAML: {str(error).splitlines()[0]}")


def dump(value: Any) -> str:
    """The YAML text of plain values: keys in order, characters as they are."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    out: str = yaml.dump(value, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110)
    return out


def typed(value: Any) -> Any:
    """A value with its unquoted scalars as JSON would have them: true, false, numbers, else text."""
    if isinstance(value, dict):
        return {str(key): typed(member) for key, member in value.items()}
    if isinstance(value, list):
        return [typed(member) for member in value]
    if isinstance(value, Unquoted):
        if value in ("true", "false"):
            return value == "true"
        if len(value) > _LONGEST_NUMBER:
            return str(value)
        if _INTEGER.fullmatch(value):
            return int(value)
        number = float(value) if _DECIMAL.fullmatch(value) else math.inf
        return number if math.isfinite(number) else str(value)
    return value


class _Builder:
    """Turns parser events into one value. ``sizes`` counts the nodes below each anchor, for the aliases' budget."""

    def __init__(self, events: Iterator[Any], notes: Notes) -> None:
        self.events = events
        self.notes = notes
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[str, int] = {}
        self.nodes = 0
        self.expanded = 0

    def document(self) -> Any:
        documents = 0
        value: Any = None
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._stop(event, "holds more than one document")
                value = self._node(next(self.events), 1)
        return value

    def _stop(self, event: Any, reason: str) -> None:
        self.notes.stop(_place(event), reason)

    def _node(self, event: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            self._stop(event, f"is nested deeper than {MAX_DEPTH} levels")
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event)
        self._check_tag(event, kind)
        before, self.nodes = self.nodes, self.nodes + 1
        value: Any
        if kind == "ScalarEvent":
            value = _scalar(event)
        elif kind == "SequenceStartEvent":
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
            self.sizes[event.anchor] = self.nodes - before
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            self._stop(event, f"the alias *{event.anchor} stands for nothing that ended before it")
        size = self.sizes[event.anchor]
        self.expanded += size
        self.nodes += size
        if self.expanded > MAX_EXPANDED:
            self._stop(event, f"its aliases stand for more than {MAX_EXPANDED:,} values: write them out")
        return self.anchors[event.anchor]

    def _check_tag(self, event: Any, kind: str) -> None:
        tag = event.tag
        if tag is not None and not (kind == "ScalarEvent" and tag in _TEXT_TAGS):
            self._stop(event, f"the tag {tag} is not read: write plain values")

    def _sequence(self, depth: int) -> list[Any]:
        out = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            out.append(self._node(event, depth + 1))
        return out

    def _mapping(self, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key = self._node(event, depth + 1)
            if not isinstance(key, str) or unprintable(key):
                self._stop(event, "a key must be a plain text")
            if key == "<<" and isinstance(key, Unquoted):
                self._stop(event, "merge keys (<<) are not read: write the values out")
            if key in out:
                self.notes.fault(_place(event), f"has the key {str(key)!r} twice")
            out[str(key)] = self._node(next(self.events), depth + 1)
        return out


def _scalar(event: Any) -> str | None:
    # implicit[0] is true for a plain scalar without a tag: the only kind that may be null, or a number.
    if not event.implicit[0] or event.style:
        return str(event.value)
    return None if event.value in _NULLS else Unquoted(event.value)


def _place(event: Any) -> str:
    return f"{event.start_mark.line + 1}:{event.start_mark.column + 1}"
