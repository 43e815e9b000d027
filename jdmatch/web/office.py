"""What every request may need, put together once: the settings, the store, the desk, the library of frameworks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request

from jdmatch.frameworks import library
from jdmatch.records import Framework
from jdmatch.settings import Settings
from jdmatch.web.desk import Desk, client_of
from jdmatch.web.serving import Serving

if TYPE_CHECKING:
    from jdmatch.frameworks import Library
    from jdmatch.store import Store

T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """The parts of the application. All of them may be used by several threads; the analyzer only through the desk."""

    settings: Settings
    serving: Serving
    store: Store
    desk: Desk

    @cached_property
    def library(self) -> Library:
        """The installed frameworks, as they are now: what was read of a file is kept until the file changes."""
        return library(self.settings)

    def frameworks(self, *ids: str) -> dict[str, Framework]:
        """Installed frameworks by id; those that are not installed any more are left out."""
        known = self.library
        installed = set(known.ids())
        return {one: known.get(one) for one in ids if one in installed}

    async def ask(self, request: Request, work: Callable[[Desk], T]) -> T:
        """Have the desk do something for whoever asks. BusyError, TimeoutError."""
        return await self.desk.run(work, client=client_of(request.scope), seconds=self.serving.seconds)


def of(request: Request) -> Office:
    """The office of a request's application: a dependency of routes."""
    office: Office = request.app.state.office
    return office
