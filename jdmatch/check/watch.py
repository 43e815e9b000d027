"""Checking again whenever a file changes: by looking at times and sizes, with no thread and no further library.

Editors save in several steps (a new file put over the old one, a mark of their own beside it), so what has changed is
checked once it has stayed the same for one look. A folder is looked through each time, so that new files are noticed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from jdmatch.check.files import Target
from jdmatch.records import Failure

# Seconds between two looks. A writer does not notice it, and so many looks cost no measurable time of a core.
PAUSE = 0.3
Stamp = tuple[int, int, int]
# By name: each file, or why it can not be looked for, with what tells its states apart.
Seen = Mapping[str, tuple[Target | Failure, Stamp]]


def look(found: Sequence[Target | Failure]) -> Seen:
    """The files as they stand now."""
    return {(one.id if isinstance(one, Failure) else one.name): (one, _stamp(one)) for one in found}


def rounds(find: Callable[[], Sequence[Target | Failure]], *, pause: float = PAUSE) -> Iterator[tuple[Seen, set[str]]]:
    """The files, and the names of those that are new or changed, at first and then after every change, without end.
    ``find`` gives the files; it is asked at each look. Files that are gone are in neither."""
    last: Seen = {}
    told: Seen | None = None
    while True:
        now = look(find())
        is_quiet = _stamps(now) == _stamps(last)
        if told is None or (is_quiet and _stamps(now) != _stamps(told)):
            before = told or {}
            yield now, {name for name, (_, stamp) in now.items() if name not in before or before[name][1] != stamp}
            told = now
        last = now
        time.sleep(pause)


def _stamps(seen: Seen) -> dict[str, Stamp]:
    return {name: stamp for name, (_, stamp) in seen.items()}


def _stamp(one: Target | Failure) -> Stamp:
    """What changes when a file is written: zeros for one that is not there."""
    if isinstance(one, Failure) or one.path is None:
        return (0, 0, 0)
    try:
        status = one.path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)
