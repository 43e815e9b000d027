"""The one room that touches the network, and only for a user who said ``--allow-network`` on the command line.

It fetches what a URL names: a job posting or a framework file. Whoever can put a URL before jdmatch must not be able to
make it ask a machine that only this one can reach, hang it, fill its memory, or fetch what the site keeps programs out
of. So a URL is taken apart strictly (``links``), its host is resolved once and every address judged (``hosts``), the
connection goes to the judged address under one clock for everything (``wire``), one request is exchanged and its body
unpacked within limits (``exchange``, ``body``), the site's robots.txt is asked first (``robots``), and each redirect
goes the whole way again (``fetcher``). What came is named and handed on as bytes (``arrival``).

Nothing of the network is imported before a URL is really fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jdmatch.fetch.links import is_url, shown

if TYPE_CHECKING:
    from jdmatch.fetch.arrival import Fetched as Fetched
    from jdmatch.fetch.fetcher import Fetcher as Fetcher
    from jdmatch.fetch.fetcher import check_allowed as check_allowed

__all__ = ["Fetched", "Fetcher", "check_allowed", "is_url", "shown"]


def __getattr__(name: str) -> Any:
    if name == "Fetched":
        from jdmatch.fetch.arrival import Fetched

        return Fetched
    if name in __all__:
        from jdmatch.fetch import fetcher

        return getattr(fetcher, name)
    raise AttributeError(f"module 'jdmatch.fetch' has no attribute '{name}'")
