"""What a team keeps: postings with their analyses, drafts, remarks, jobs, users and the audit log, in one database.

``open_store`` opens SQLite in the data folder, or a server of PostgreSQL by its URL, and brings it to the tables of
this jdmatch. The parts hang on the ``Store``, each a module of its own; ``listing`` makes the pages of the library,
``dialect`` knows what the two kinds of database do differently, ``migrating`` and ``migrations`` how an old one becomes
a new one, ``keeping`` how long things stay. Every write is one transaction together with its line of the audit log.
SQLAlchemy and Alembic live here alone; they are the extra [web], psycopg is [postgres].
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jdmatch.errors import MissingExtraError

if TYPE_CHECKING:
    from jdmatch.store.opening import Store, look_at, open_store, resolved, restore
    from jdmatch.store.summary import summarise

__all__ = ["Store", "look_at", "open_store", "resolved", "restore", "summarise"]

_PLACES = {
    "Store": "jdmatch.store.opening",
    "look_at": "jdmatch.store.opening",
    "open_store": "jdmatch.store.opening",
    "resolved": "jdmatch.store.opening",
    "restore": "jdmatch.store.opening",
    "summarise": "jdmatch.store.summary",
}


def __getattr__(name: str) -> Any:
    """Load a part when it is asked for. MissingExtraError where the extra [web] is not installed."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(_PLACES[name]), name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("sqlalchemy", "alembic"):
            raise
        raise MissingExtraError("The database", "web") from error
