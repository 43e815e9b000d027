"""The library of postings with a hundred thousand in it: every list, filter, search and count, p50 and p95.

SQLite in a file; with JDMATCH_BENCH_POSTGRES (the URL of an empty database) PostgreSQL, too. A database that was filled
by an earlier run is used again.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

from benchmarks.context import Context, SkipError

POSTINGS, QUICK_POSTINGS = 100_000, 1_000


def measure(context: Context) -> dict[str, Any]:
    """Figures by kind of database."""
    if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
        raise SkipError("the extra [web] is not installed: pip install 'jdmatch[web]'")
    from benchmarks import library

    number = QUICK_POSTINGS if context.quick else POSTINGS
    folder = context.scratch / "store"
    folder.mkdir(parents=True, exist_ok=True)
    urls = {"sqlite": f"sqlite:///{folder / f'{number}.db'}"}
    if url := os.environ.get("JDMATCH_BENCH_POSTGRES"):
        urls["postgresql"] = url
    found = {name: library.database(url, number, folder) for name, url in urls.items()}
    return {"postings": number, "databases": found}
