"""Number formats of Excel workbooks that change what a cell says, not only how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DATE = "=date"
TIME = "=time"
"""What a format code becomes that shows a day or a time of day; a real code never begins with ``=``."""

_DAYS = (14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58)
_TIMES = (18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56)

BUILT_IN_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "1": "0",
        "2": "0.00",
        "22": "yyyy-mm-dd hh:mm",
        **dict.fromkeys(map(str, _DAYS), "yyyy-mm-dd"),
        **dict.fromkeys(map(str, _TIMES), "hh:mm"),
    }
)
"""Format codes that a workbook names by number and does not hold; the others show a number as it is."""
