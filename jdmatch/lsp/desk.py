"""Settings, models and checkers for the open documents, each made once and kept.

Models take a second or two to load, so that happens in a thread of its own while the rules that need none already
answer. They are used by one thread only, the session's.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from jdmatch import sources
from jdmatch.analyzer import Analyzer, take_apart
from jdmatch.check.engine import Checker
from jdmatch.lsp import settings as wished
from jdmatch.settings import Settings

logger = logging.getLogger(__name__)

# Analyzers that are kept, about 200 MB each: settings are changed back and forth, rarely among more than two.
_KEPT = 2
# Judged once after loading, so that what is made on first use is there before the first draft.
_FIRST = """Office Assistant

Responsibilities
- Answer the telephone and take messages for the team
- Keep the files of customers in order and up to date

Requirements
- One year of experience in an office
"""


@dataclass(frozen=True, slots=True)
class Models:
    """Models as far as they are there: ``analyzer``, or ``failed`` with the reason, or neither while they load."""

    analyzer: Analyzer | None = None
    failed: str = ""


class Desk:
    """Makes checkers. ``tell`` is told, once each, what the writer should know about settings and models; ``ready`` is
    called, from another thread, when models have been loaded."""

    def __init__(
        self,
        *,
        load: Callable[[Settings], Analyzer] = Analyzer.load,
        tell: Callable[[str], None] = logger.warning,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._load = load
        self._tell = tell
        self._told: set[str] = set()
        self.ready = ready
        self.wishes = wished.Wishes()
        self._setups: dict[Path, wished.Setup] = {}
        self._analyzers: OrderedDict[Settings, Future[Analyzer]] = OrderedDict()
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="jdmatch-load")

    def listen(self, tell: Callable[[str], None]) -> None:
        """Whom to tell from now on."""
        self._tell = tell

    def wish(self, given: object) -> None:
        """Take the client's settings."""
        self.wishes = wished.read(given)
        self.forget()
        for fault in self.wishes.faults:
            self.tell(fault)

    def forget(self) -> None:
        """Read settings files anew when they are next needed, and try again what failed."""
        self._setups = {}
        for settings, loading in list(self._analyzers.items()):
            if loading.done() and (loading.cancelled() or loading.exception() is not None):
                self._analyzers.pop(settings, None)

    def tell(self, message: str) -> None:
        """Say something to the writer that was not said before."""
        if message not in self._told:
            self._told.add(message)
            self._tell(message)

    def setup(self, folder: Path) -> wished.Setup:
        """What counts for documents of a folder."""
        found = self._setups.get(folder)
        if found is None:
            found, faults = wished.setup(folder, self.wishes)
            for fault in faults:
                self.tell(f"{fault} It does not count until it is mended.")
            self._setups[folder] = found
        return found

    def prepare(self, settings: Settings) -> None:
        """Begin to load the models for some settings, unless they are there or on their way."""
        if settings in self._analyzers:
            self._analyzers.move_to_end(settings)
            return
        loading = self._loader.submit(self._load, settings)
        self._analyzers[settings] = loading
        while len(self._analyzers) > _KEPT:
            self._analyzers.popitem(last=False)
        loading.add_done_callback(lambda _: self.ready())

    def models(self, settings: Settings) -> Models:
        """The models for some settings, as far as they are there."""
        self.prepare(settings)
        loading = self._analyzers[settings]
        if not loading.done() or loading.cancelled():
            return Models()
        error = loading.exception()
        if error is None:
            return Models(loading.result())
        failed = f"Only the text is checked, without coverage and level: {error}"
        self.tell(failed)
        return Models(failed=failed)

    def checker(self, setup: wished.Setup, analyzer: Analyzer | None = None) -> Checker:
        """A checker; one without an analyzer can only look."""
        return Checker(setup.settings, lambda: _needed(analyzer), choice=setup.choice, options=setup.options)

    def warm(self, settings: Settings) -> None:
        """Judge something, so that the next one who asks need not wait for what is made on first use."""
        analyzer = self.models(settings).analyzer
        if analyzer is not None:
            analyzer.judge(take_apart(sources.from_text(_FIRST, settings, id="first"), settings))

    def close(self) -> None:
        """Load nothing more; wait for what is being loaded."""
        self._loader.shutdown(wait=True, cancel_futures=True)


def _needed(analyzer: Analyzer | None) -> Analyzer:
    if analyzer is None:
        raise RuntimeError("a checker without models was asked to judge")
    return analyzer
