"""Findings that are known and accepted for now, by what they say and how often, never by line.

A baseline maps each file to fingerprints and how often each stood there. A finding that is in it is silent as long as
there are no more of its kind than there were; moving lines about changes nothing, one more of the same is reported.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jdmatch.errors import SettingsError
from jdmatch.files import write_whole
from jdmatch.records import dumps

SCHEMA = "jdmatch.baseline/1"


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each fingerprint is accepted, by file name (forward slashes)."""

    files: Mapping[str, Mapping[str, int]]

    def new(self, name: str, prints: Sequence[str]) -> list[bool]:
        """For each fingerprint of a file, in its order, whether it goes beyond what is accepted."""
        left = Counter(self.files.get(name, {}))
        out = []
        for one in prints:
            out.append(left[one] <= 0)
            left[one] -= 1
        return out


def read(path: Path) -> Baseline:
    """The baseline in a file. SettingsError where there is none, or it is something else."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"There is no baseline {path}. Write one first: add --update-baseline.") from error
    except OSError as error:
        raise SettingsError(f"The baseline {path} can not be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{path} is no baseline: {error}. Write it anew: delete it and add --update-baseline."
        ) from error
    files = table.get("files") if isinstance(table, dict) and table.get("schema") == SCHEMA else None
    if not isinstance(files, dict) or not all(_is_counts(counts) for counts in files.values()):
        raise SettingsError(
            f"{path} is no baseline of the form {SCHEMA}. Write it anew: delete it and add --update-baseline."
        )
    return Baseline(files)


def write(path: Path, found: Mapping[str, Sequence[str]]) -> None:
    """Write the fingerprints of each file's findings. OutputError where it can not be written."""
    files = {name: dict(sorted(Counter(prints).items())) for name, prints in sorted(found.items()) if prints}
    write_whole(path, dumps({"schema": SCHEMA, "files": files}, indent=2) + "\n")


def _is_counts(table: object) -> bool:
    return isinstance(table, dict) and all(
        isinstance(count, int) and not isinstance(count, bool) and count > 0 for count in table.values()
    )
