"""JSON read strictly: what the standard library lets through, and a framework must not, is a fault with its path.

A key that stands twice would lose one of the two in silence, NaN and numbers beyond every float can not be written
back, and deep nesting is no framework but an attack on the reader.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections import Counter
from typing import Any

from jdmatch.frameworks.notes import Notes, step

MAX_DEPTH = 64
# Digits of a whole number; no float goes further.
_MOST_DIGITS = 308
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<number>-?(?:\d[\d.eE+-]*|Infinity)|NaN)')


class _Doubled(dict[str, Any]):
    """An object with keys that stand twice, named in ``keys_twice``."""

    keys_twice: tuple[str, ...] = ()


def load(text: str, notes: Notes) -> Any:
    """The value of a JSON text. Refused (JDM014) where it can not be parsed; doubled keys are noted as faults."""
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        notes.stop(f"{error.lineno}:{error.colno}", f"is no JSON: {error.msg}", code="JDM014")
    except RecursionError:
        notes.stop("", f"is nested deeper than {MAX_DEPTH} levels", code="JDM014")
    except ValueError as error:
        notes.stop(_place_of_number(text), f"is no JSON: {error}", code="JDM014")
    _inspect(value, notes)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) == len(pairs):
        return out
    doubled = _Doubled(out)
    doubled.keys_twice = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return doubled


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise _too_large(digits)
    return value


def _int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _too_large(digits)
    return int(digits)


def _too_large(digits: str) -> ValueError:
    return ValueError(f"the number {digits[:20]}{'…' if len(digits) > 20 else ''} is too large")


def _place_of_number(text: str) -> str:
    """``line:column`` of the first number that can not be read; the decoder does not say where it was."""
    for token in _TOKEN.finditer(text):
        number = token["number"]
        if number is None:
            continue
        with contextlib.suppress(ValueError):
            (_constant if number[-1] in "Ny" else _int if number.lstrip("-").isdigit() else _float)(number)
            continue
        line = text.count("\n", 0, token.start()) + 1
        return f"{line}:{token.start() - text.rfind(chr(10), 0, token.start())}"
    return ""


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_int=_int, parse_constant=_constant)


def _inspect(value: Any, notes: Notes) -> None:
    """Note doubled keys with their path, and refuse what is nested too deep; without recursion."""
    open_values: list[tuple[Any, str, int]] = [(value, "$", 1)]
    while open_values:
        here, path, depth = open_values.pop()
        if depth > MAX_DEPTH:
            notes.stop(path, f"is nested deeper than {MAX_DEPTH} levels", code="JDM014")
        if isinstance(here, dict):
            if isinstance(here, _Doubled):
                for key in here.keys_twice:
                    notes.fault(path, f"has the key {key!r} twice")
            open_values += [(v, step(path, k), depth + 1) for k, v in here.items() if isinstance(v, dict | list)]
        elif isinstance(here, list):
            open_values += [(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(here) if isinstance(v, dict | list)]
