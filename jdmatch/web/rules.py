"""Which role a request needs: one table of every method and route, that a test holds to the application's routes.

What no line is about is refused to everybody who is not signed in, and a change to all but admins. Where several lines
fit an address the strictest counts, so that their order is of no matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from re import Pattern
from types import MappingProxyType

from starlette.routing import compile_path

from jdmatch.store.records import Role
from jdmatch.web.access import RANKS

# None: no one has to be known.
Need = Role | None
_V1 = "/api/v1"

RULES: Mapping[tuple[str, str], Need] = MappingProxyType(
    {
        # What is there before anybody has signed in.
        ("GET", "/static/{path:path}"): None,
        ("GET", "/static/report.css"): None,
        ("GET", "/healthz"): None,
        ("GET", "/readyz"): None,
        ("GET", "/sign-in"): None,
        ("POST", "/sign-in"): None,
        # One's own account.
        ("POST", "/sign-out"): "reader",
        ("GET", "/account"): "reader",
        ("POST", "/account"): "reader",
        # Score.
        ("GET", "/"): "reader",
        ("POST", "/score"): "editor",
        # The library.
        ("GET", "/postings"): "reader",
        ("GET", "/postings/upload"): "editor",
        ("POST", "/postings/upload"): "editor",
        ("POST", "/postings/tag"): "editor",
        ("POST", "/postings/untag"): "editor",
        ("POST", "/postings/remove"): "admin",
        ("POST", "/postings/rescore"): "editor",
        ("POST", "/postings/compare"): "reader",
        ("POST", "/postings/export"): "reader",
        ("GET", "/postings/{number}"): "reader",
        ("POST", "/postings/{number}/remarks"): "editor",
        ("POST", "/postings/{number}/again"): "editor",
        ("POST", "/postings/{number}/remove"): "admin",
        ("GET", "/postings/{number}/export.{kind}"): "reader",
        # Drafts.
        ("GET", "/drafts"): "reader",
        ("POST", "/drafts"): "editor",
        ("GET", "/drafts/new"): "editor",
        ("POST", "/drafts/check"): "editor",
        ("GET", "/drafts/{number}"): "reader",
        ("GET", "/drafts/{number}/versions"): "reader",
        ("POST", "/drafts/{number}/versions"): "editor",
        ("GET", "/drafts/{number}/compare"): "reader",
        ("POST", "/drafts/{number}/rename"): "editor",
        ("POST", "/drafts/{number}/remove"): "admin",
        # Compare.
        ("GET", "/compare"): "reader",
        ("GET", "/compare/export.csv"): "reader",
        # Jobs.
        ("GET", "/jobs"): "reader",
        ("GET", "/jobs/{number}"): "reader",
        ("POST", "/jobs/{number}/cancel"): "editor",
        ("GET", "/jobs/{number}/failures.csv"): "reader",
        # Frameworks.
        ("GET", "/frameworks"): "reader",
        ("GET", "/frameworks/show"): "reader",
        ("GET", "/frameworks/covering"): "reader",
        ("GET", "/frameworks/export"): "reader",
        ("GET", "/frameworks/diff"): "reader",
        ("GET", "/frameworks/{name:path}"): "reader",
        ("POST", "/frameworks/remove"): "admin",
        ("GET", "/frameworks/import"): "admin",
        ("POST", "/frameworks/import"): "admin",
        ("GET", "/frameworks/import/{key}"): "admin",
        ("POST", "/frameworks/import/{key}/keep"): "admin",
        ("POST", "/frameworks/import/{key}/discard"): "admin",
        # Users and the audit log.
        ("GET", "/users"): "admin",
        ("POST", "/users"): "admin",
        ("POST", "/users/role"): "admin",
        ("POST", "/users/disable"): "admin",
        ("POST", "/users/enable"): "admin",
        ("GET", "/audit"): "admin",
        # Programs.
        ("GET", "/metrics"): "reader",
        ("GET", "/api/docs"): "reader",
        ("GET", "/api/openapi.json"): "reader",
        ("POST", f"{_V1}/analyze"): "editor",
        ("POST", f"{_V1}/analyze/file"): "editor",
        ("POST", f"{_V1}/check"): "editor",
        ("POST", f"{_V1}/compare"): "editor",
        ("POST", f"{_V1}/jobs"): "editor",
        ("POST", f"{_V1}/jobs/files"): "editor",
        ("GET", f"{_V1}/jobs/{{id}}"): "reader",
        ("GET", f"{_V1}/jobs/{{id}}/items"): "reader",
        ("GET", f"{_V1}/jobs/{{id}}/events"): "reader",
        ("GET", f"{_V1}/jobs/{{id}}/result"): "reader",
        ("DELETE", f"{_V1}/jobs/{{id}}"): "editor",
        ("GET", f"{_V1}/postings"): "reader",
        ("POST", f"{_V1}/postings"): "editor",
        ("GET", f"{_V1}/postings/{{id}}"): "reader",
        ("GET", f"{_V1}/postings/{{id}}/row"): "reader",
        ("GET", f"{_V1}/postings/{{id}}/export.{{kind}}"): "reader",
        ("PATCH", f"{_V1}/postings/{{id}}"): "editor",
        ("DELETE", f"{_V1}/postings/{{id}}"): "admin",
        ("GET", f"{_V1}/postings/{{id}}/remarks"): "reader",
        ("POST", f"{_V1}/postings/{{id}}/remarks"): "editor",
        ("GET", f"{_V1}/frameworks"): "reader",
        ("GET", f"{_V1}/frameworks/{{id:path}}/export.{{format}}"): "reader",
        ("GET", f"{_V1}/frameworks/{{id:path}}"): "reader",
        ("GET", f"{_V1}/version"): "reader",
        ("GET", f"{_V1}/schema/{{name}}"): "reader",
    }
)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def _compiled() -> Mapping[str, tuple[tuple[Pattern[str], Need], ...]]:
    out: dict[str, list[tuple[Pattern[str], Need]]] = {}
    for (method, template), need in RULES.items():
        out.setdefault(method, []).append((compile_path(template)[0], need))
    return {method: tuple(lines) for method, lines in out.items()}


_LINES = _compiled()


def needed(method: str, path: str) -> Need:
    """The least role that a request needs; None for what anybody may ask."""
    fitting = [need for pattern, need in _LINES.get(method, ()) if pattern.match(path)]
    if not fitting:
        return "reader" if method in _READS else "admin"
    return max(fitting, key=lambda need: RANKS[need] if need else 0)


def may(role: str | None, need: Need) -> bool:
    """Whether a role is enough."""
    return need is None or (role is not None and RANKS[role] >= RANKS[need])
