"""JSON read strictly: what the standard library lets through, and a framework must not, is a fault with its path.

A key that stands twice would lose one of the two in silence, NaN and numbers beyond every float can not be written
back, and deep nesting is no framework but an attack on the reader.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from jdmatch.frameworks.notes import Notes, step

MAX_DEPTH = 64


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
        notes.stop("", f"is no JSON: {error}", code="JDM014")
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
        raise ValueError(f"the number {digits[:20]} is too large")
    return value


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_float, parse_constant=_constant)


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
