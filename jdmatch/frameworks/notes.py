"""What was found while a framework file was read: faults, which refuse it, warnings, and rows that were skipped.

A file is refused whole and with every fault at once, so that whoever mends it sees the list and not one line at a time.
``Notes`` collects them, each with its place in the file, and cleans texts on the way, since every text of every format
must pass the same rules. A row that can not be a statement, in a source where such rows are usual (a blank cell of a
spreadsheet, a relation to a skill that the release lacks), is skipped and reported with its place and reason; nothing
is left out without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NoReturn

from jdmatch.errors import FrameworkError

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Notes:
    """The faults, warnings and skipped rows of one source, in the order they were found, and how many rows there were.

    ``rows`` counts what the source holds in the place of statements (rows, items, relations), whether kept or not;
    ``left_out`` counts, by reason, what was not asked for (other occupations than the named ones). ``columns`` are the
    (column, field) pairs that a table or a generic file was read by.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[tuple[str, str]] = []
        self.warnings: list[tuple[str, str]] = []
        self.skipped: list[tuple[str, str]] = []
        self.left_out: Counter[str] = Counter()
        self.columns: list[tuple[str, str]] = []
        self.rows = 0

    def place(self, path: str) -> str:
        """``file:path``, or the file alone where the path is empty."""
        return f"{self.name}:{path}" if path else self.name

    def fault(self, path: str, reason: str) -> None:
        """Note what refuses the file; ``path`` is a JSON path, a row, or ``line:column``."""
        self.faults.append((self.place(path), reason))

    def warn(self, path: str, reason: str) -> None:
        """Note what a reader should look at, though the file can be used."""
        self.warnings.append((self.place(path), reason))

    def skip(self, path: str, reason: str) -> None:
        """Note a row that is not kept; it counts as one of ``rows``, which the reader counts itself."""
        self.skipped.append((self.place(path), reason))

    def stop_if_faulty(self, code: str = "JDM030") -> None:
        """FrameworkError with every fault, where there is one."""
        if self.faults:
            # What is wrong with a whole source may be found once for each of its frameworks.
            different = tuple(dict.fromkeys(self.faults))
            n = len(different)
            raise FrameworkError(
                f"{self.name} was refused as a framework, for {n} fault{'s' if n > 1 else ''}. "
                "Nothing was changed; mend the file and try again.",
                faults=different,
                skipped=self.skipped,
                code=code,
            )

    def stop(self, path: str, reason: str, code: str = "JDM030") -> NoReturn:
        """Note a fault behind which nothing can be read, and refuse the file."""
        self.fault(path, reason)
        self.stop_if_faulty(code)
        raise AssertionError("unreachable: a fault was noted")

    def text(self, value: object, path: str, what: str = "") -> str:
        """A text with its blanks collapsed to single spaces; "" after noting a fault where it is empty, no text, or
        holds what no terminal should print. ``what`` opens the reason where the path alone does not name the field."""
        if isinstance(value, str):
            cleaned = " ".join(value.split())
            reason = unprintable(cleaned) if cleaned else "is empty"
        else:
            cleaned, reason = "", "is missing" if value is None else f"must be a text, not {kind(value)}"
        if reason is not None:
            self.fault(path, f"{what} {reason}".lstrip())
            return ""
        return cleaned

    def optional(self, value: object, path: str, what: str = "") -> str:
        """Like ``text``, but None and blank are "" and no fault."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return ""
        return self.text(value, path, what)


def unprintable(text: str) -> str | None:
    """Why a text can not be kept: a control character, or half of a broken character; None where it can."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return None
    point = ord(found.group())
    what = "half of a broken character" if point >= 0xD800 else "a control character"
    return f"holds {what} (U+{point:04X})"


def kind(value: object) -> str:
    """What a JSON value is called in a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


def step(path: str, key: str | int) -> str:
    """The JSON path of a member: ``$.levels[2]``, with a key that is no plain name in brackets and quotes."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"
