"""Fills the templates: every page through one environment that escapes everything.

The report's own environment is the base, so that an analysis looks in the browser as it does in its exported file; the
pages add their folder and a few filters. Dates and counts are written so that the page's script can put them in the
reader's own way, and can be read without it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from jdmatch import __version__
from jdmatch.report import page as report_page
from jdmatch.store.records import Role
from jdmatch.web import rules

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(str(resources.files("jdmatch.web")))
TEMPLATES, STATIC = HERE / "templates", HERE / "static"

# What stands at the top of every page: (address, name, what a page says it is).
PLACES = (
    ("/", "Score", "score"),
    ("/drafts", "Drafts", "drafts"),
    ("/postings", "Postings", "postings"),
    ("/compare", "Compare", "compare"),
    ("/frameworks", "Frameworks", "frameworks"),
)


@cache
def environment() -> Environment:
    """Where the pages' templates come from: the web's folder, then the report's."""
    from jinja2 import ChoiceLoader, FileSystemLoader

    base = report_page.environment()
    made = base.overlay(loader=ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(report_page.TEMPLATES)]))
    # An overlay shares its base's tables.
    made.filters = {**base.filters, "when": _when, "count": _count}
    made.globals = {**base.globals, "places": PLACES, "version": __version__}
    return made


def render(template: str, /, **values: Any) -> str:
    """A template filled."""
    return environment().get_template(template).render(**values)


def page(request: Request, template: str, /, *, status: int = 200, here: str = "", **values: Any) -> HTMLResponse:
    """A whole page, or for htmx the part that a template of a fragment is. ``here`` is the place of ``PLACES`` that it
    belongs to; ``token`` is what its forms send back (``jdmatch.web.token``)."""
    from jdmatch.web import token

    filled = render(
        template,
        request=request,
        here=here,
        token=token.of(request),
        who=who(request),
        role=role(request),
        kind_of_access=getattr(request.state, "kind", "none"),
        may=partial(may, request),
        **values,
    )
    answer = HTMLResponse(filled, status_code=status)
    token.keep(request, answer)
    return answer


def who(request: Request) -> str | None:
    """The name of the person who asks, None where nobody has to sign in."""
    name: str | None = getattr(request.state, "who", None)
    return name


def role(request: Request) -> str | None:
    """The role of the person who asks, None of somebody who is not signed in; everybody's is admin where nobody has to
    sign in."""
    found: str | None = getattr(request.state, "role", None)
    return found


def may(request: Request, needed: Role) -> bool:
    """Whether the role of the person who asks is enough: what is not allowed is not offered either."""
    return rules.may(role(request), needed)


def _when(moment: datetime | str | None) -> Markup:
    """A time as its UTC text, in an element that the page's script writes in the reader's own way."""
    if moment is None:
        return Markup("")
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    told = at.strftime("%Y-%m-%d %H:%M UTC")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), told)


def _count(number: int) -> Markup:
    """A count, with thousands apart; the page's script writes it in the reader's own way."""
    return Markup('<data class="count-of" value="{}">{}</data>').format(number, escape(f"{number:,}"))
