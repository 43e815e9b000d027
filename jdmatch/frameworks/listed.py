"""Several texts in one cell of a table: levels in their order, other names of a statement. Both ways.

People write ``low < high`` and ``tills | cash desks``. Where a text holds the sign itself, the cell is a JSON list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence


def listed_levels(cell: str) -> list[str]:
    """Names from ``a < b < c``, from ``a, b, c``, or from a JSON list."""
    listed = _json(cell)
    if listed is not None:
        return listed
    return _split(cell, "<" if "<" in cell else ",")


def written_levels(levels: Sequence[str]) -> str:
    """The cell that ``listed_levels`` reads as these."""
    return _written(levels, " < ", listed_levels)


def listed_texts(cell: str) -> tuple[str, ...]:
    """Texts from ``a | b``, or from a JSON list."""
    listed = _json(cell)
    return tuple(_split(cell, "|") if listed is None else listed)


def written_texts(texts: Sequence[str]) -> str:
    """The cell that ``listed_texts`` reads as these."""
    return _written(texts, " | ", lambda cell: list(listed_texts(cell))) if texts else ""


def _split(cell: str, sign: str) -> list[str]:
    return [name.strip() for name in cell.split(sign) if name.strip()]


def _json(cell: str) -> list[str] | None:
    if not cell.startswith("["):
        return None
    try:
        listed = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if isinstance(listed, list) and listed and all(isinstance(text, str) and text.strip() for text in listed):
        return [" ".join(text.split()) for text in listed]
    return None


def _written(texts: Sequence[str], sign: str, read: Callable[[str], list[str]]) -> str:
    plain = sign.join(texts)
    return plain if read(plain) == list(texts) else json.dumps(list(texts), ensure_ascii=False)
