"""What stands in the draft's editor: the rules' answer at once, the models' when they come to it, the stale dropped.

Every answer is about one text, sent with a number that rises from edit to edit. A newer one of the same page takes an
older one, which still waits for the models, out of their queue. The parts of a text are kept for a while, so that the
models need not take apart what the rules have just looked at.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from jdmatch import sources
from jdmatch.analyzer import Analyzer, Parts, take_apart
from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document
from jdmatch.check.draft import Options
from jdmatch.check.engine import Checked, Checker
from jdmatch.errors import InputError, JdmatchError
from jdmatch.records import Failure, Posting
from jdmatch.settings import Settings
from jdmatch.store import summarise
from jdmatch.store.records import Summary
from jdmatch.web import drafting_told
from jdmatch.web.desk import BusyError, Desk, client_of
from jdmatch.web.office import Office

# Texts whose parts are kept, and pages of which the newest number is known.
_TEXTS, _PAGES = 16, 256
# How long saving waits for its version's figures; a version without them is saved all the same.
_SECONDS_TO_SAVE = 8.0


class Asked(BaseModel):
    """What the editor asks: what is to be said about a text. ``page`` is a name that the open page gave itself."""

    model_config = ConfigDict(extra="forbid")

    text: str
    sequence: Annotated[int, Field(ge=0)] = 0
    framework: Annotated[list[str], Field(max_length=50)] = []
    level: str = ""
    phase: Literal["look", "judge"] = "look"
    page: Annotated[str, Field(max_length=100)] = ""

    @property
    def frameworks(self) -> tuple[str, ...]:
        """The frameworks that were chosen, each once; none leaves the choice to the library."""
        return tuple(dict.fromkeys(one for one in self.framework if one))


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that was read and taken apart."""

    document: Document
    parts: Parts


@dataclass(slots=True)
class _Page:
    """What an open page asked last, and its work in the desk's queue."""

    sequence: int
    waiting: Future[Any] | None = None


class Drafting:
    """The editors' side of one application. May be used by several threads."""

    def __init__(self, settings: Settings) -> None:
        check = settings.check
        self._settings = settings
        self._choice = Choice(check.select, check.ignore, check.min_severity)
        self._lock = threading.Lock()
        self._taken: OrderedDict[bytes, Taken] = OrderedDict()
        self._pages: OrderedDict[str, _Page] = OrderedDict()

    # --- texts --------------------------------------------------------------------------------------------------

    def take(self, text: str, name: str = "The draft") -> Taken:
        """A text read as a posting and taken apart. InputError where it is none (yet), LimitError."""
        key = hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            known = self._taken.get(key)
            if known is not None:
                self._taken.move_to_end(key)
                return known
        posting = self.read(text, name)
        made = Taken(Document.of(name, posting, text), take_apart(posting, self._settings))
        with self._lock:
            self._taken[key] = made
            if len(self._taken) > _TEXTS:
                self._taken.popitem(last=False)
        return made

    def read(self, text: str, name: str = "The draft") -> Posting:
        """A text read as a posting. InputError where it is empty or too short."""
        return sources.from_text(text, self._settings, id=name)

    def _checker(self, level: str | None, analyzer: Analyzer | None = None) -> Checker:
        check = self._settings.check
        target = level or check.target_level or self._settings.level
        options = Options(target, frozenset(check.profiles))
        return Checker(self._settings, lambda: _needed(analyzer), choice=self._choice, options=options)

    # --- answers ------------------------------------------------------------------------------------------------

    async def answer(self, request: Request, here: Office, asked: Asked) -> dict[str, Any]:
        """What is to be said, as plain values. BusyError, TimeoutError; FrameworkError, SettingsError and ModelError
        where the models can not be asked so."""
        page = f"{client_of(request.scope)} {asked.page}"
        base = {"sequence": asked.sequence, "phase": asked.phase, "models": _models(here.desk)}
        if not self._begins(page, asked.sequence):
            return {**base, "state": "stale"}
        try:
            taken = await run_in_threadpool(self.take, asked.text)
            if asked.phase == "look":
                checker = self._checker(asked.level or None)
                looked = await run_in_threadpool(checker.look, taken.document, taken.parts)
                return {**base, "state": "ok", **drafting_told.looked(looked)}
        except InputError as error:
            return {**base, "state": "unread", **drafting_told.unread(error, asked.text)}
        told = await self._judged(request, here, asked, taken, page)
        return {**base, **told}

    def _begins(self, page: str, sequence: int) -> bool:
        """Whether a request is the newest of its page; what waits for an older one is taken back then."""
        with self._lock:
            known = self._pages.get(page)
            if known is not None and known.sequence > sequence:
                return False
            if known is not None and known.sequence < sequence and known.waiting is not None:
                known.waiting.cancel()
            self._pages[page] = _Page(sequence)
            self._pages.move_to_end(page)
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
            return True

    async def _judged(self, request: Request, here: Office, asked: Asked, taken: Taken, page: str) -> dict[str, Any]:
        def work(desk: Desk) -> dict[str, Any]:
            level = asked.level or None
            analyzer = desk.analyzer(asked.frameworks, level)
            checked: Checked = self._checker(level, analyzer).judge(taken.document, taken.parts)
            return drafting_told.judged(checked, analyzer)

        with self._lock:
            known = self._pages.get(page)
            if known is not None and known.sequence > asked.sequence:
                return {"state": "stale"}
            future = here.desk.submit(work, client=client_of(request.scope))
            if known is not None:
                known.waiting = future
        wrapped = asyncio.wrap_future(future)
        done, _ = await asyncio.wait({wrapped}, timeout=here.serving.seconds)
        if not done:
            wrapped.cancel()
            raise TimeoutError
        if wrapped.cancelled():
            return {"state": "stale"}
        return {"state": "ok", **wrapped.result()}

    # --- versions -----------------------------------------------------------------------------------------------

    async def summary(
        self, request: Request, here: Office, text: str, frameworks: tuple[str, ...], level: str | None
    ) -> Summary | None:
        """A version's figures; None where they can not be had now, for a text is saved in any case."""
        try:
            posting = await run_in_threadpool(self.read, text)
        except JdmatchError:
            return None
        try:
            taken = await run_in_threadpool(self.take, text)
        except InputError as error:
            return summarise(Failure(posting.id, error.code, error.message), posting)
        if not here.desk.is_ready:
            return None

        def work(desk: Desk) -> Summary:
            return summarise(desk.analyzer(frameworks, level).judge(taken.parts), posting)

        try:
            return await here.desk.run(work, client=client_of(request.scope), seconds=_SECONDS_TO_SAVE)
        except (BusyError, TimeoutError, JdmatchError):
            return None


def of(request: Request) -> Drafting:
    """The drafting of a request's application, made when it is first needed: a dependency of routes."""
    state = request.app.state
    made: Drafting | None = getattr(state, "drafting", None)
    if made is None:
        made = state.drafting = Drafting(state.office.settings)
    return made


def _models(desk: Desk) -> str:
    return "failed" if desk.failed is not None else "ready" if desk.is_ready else "loading"


def _needed(analyzer: Analyzer | None) -> Analyzer:
    if analyzer is None:
        raise RuntimeError("a checker without models was asked to judge")
    return analyzer
