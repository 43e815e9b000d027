"""The open documents, and what is done about them when: the rules at once, the models when the writer pauses.

Every change makes a new ``Buffer`` of a document; what was found out about an older one is thrown away wherever it
comes up. One thread does all the work, a step at a time: it takes the newest text apart and lets the rules look at it,
publishes that, and, ``debounce`` after the last change, lets the models judge it and publishes again. Of several
documents the one that was edited last goes first. A step is not broken off, but nothing follows upon a step whose
buffer is not the document's any more.

Until the models have judged a new buffer, what they said about the last one is carried over to where its words now
stand, so that it does not flicker at every keystroke; what touches an edit is left away, and carried findings offer no
fixes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from jdmatch.analyzer import Parts
from jdmatch.check import ignores
from jdmatch.check.document import Document, Place
from jdmatch.check.engine import Checked, Located
from jdmatch.check.rules import RULES
from jdmatch.errors import InputError
from jdmatch.lsp import buffer
from jdmatch.lsp.desk import Desk
from jdmatch.lsp.positions import Change, Encoding, Positions, changed
from jdmatch.lsp.settings import Setup

logger = logging.getLogger(__name__)

# How often a thread that waits for nothing looks whether it should end, in seconds.
_IDLE = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Buffer:
    """One state of a document. ``edited`` is when it came about, on the session's clock; ``due`` when the models may
    have it. ``number`` counts the session's buffers: versions are the client's and may repeat."""

    uri: str
    language: str
    version: int
    text: str
    folder: Path
    edited: float
    due: float
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What is known about a buffer. ``checked`` is None where it was refused, with ``refused`` as the reason.
    ``whole``: nothing more will come of this buffer. ``carried`` are the models' findings about an older one."""

    buffer: Buffer
    positions: Positions
    checked: Checked | None = None
    refused: InputError | None = None
    whole: bool = False
    carried: tuple[Located, ...] = ()

    @property
    def findings(self) -> tuple[Located, ...]:
        """All that is shown, in the order of the text."""
        if self.checked is None:
            return ()
        return tuple(sorted((*self.checked.findings, *self.carried), key=lambda one: (one.place.start, one.place.end)))


@dataclass(slots=True)
class _Open:
    """A document: its buffer, what was made of that so far, and the last report with the models' opinion."""

    buffer: Buffer
    report: Report | None = None
    document: Document | None = None
    parts: Parts | None = None
    judged: Report | None = None
    setup: Setup | None = None


class Session:
    """``publish`` gets every report, from the working thread; it may ask ``is_current`` once more before it shows it.
    ``clock`` gives seconds."""

    def __init__(
        self,
        desk: Desk,
        publish: Callable[[Report], None],
        *,
        encoding: Encoding = "utf-16",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._publish = publish
        self._clock = clock
        self.encoding: Encoding = encoding
        self._documents: dict[str, _Open] = {}
        self._waiting: list[tuple[str, bool, Future[Report | None]]] = []
        self._cold: Setup | None = None
        self._number = 0
        self._changed = threading.Condition(threading.RLock())
        self._stirred = self._ended = False
        self._thread: threading.Thread | None = None
        desk.ready = self.wake

    # --- what the editor does -----------------------------------------------------------------------------------

    def open(self, uri: str, language: str, version: int, text: str, folder: Path) -> None:
        """A document was opened; its models' step need not wait for a pause."""
        with self._changed:
            self._documents[uri] = _Open(self._buffer(uri, language, version, text, folder, wait=0.0))
            self.wake()

    def change(self, uri: str, version: int, changes: Sequence[Change]) -> None:
        """A document was edited. Nothing happens for one that is not open."""
        with self._changed:
            one = self._documents.get(uri)
            if one is None:
                return
            old = one.buffer
            text = changed(old.text, changes, self.encoding)
            wait = self._desk.wishes.debounce / 1000
            fresh = self._buffer(uri, old.language, version, text, old.folder, wait=wait)
            self._documents[uri] = _Open(fresh, judged=one.judged)
            self.wake()

    def close(self, uri: str) -> None:
        """A document was closed."""
        with self._changed:
            self._documents.pop(uri, None)
            gone = [waiter for waiter in self._waiting if waiter[0] == uri]
            self._waiting = [waiter for waiter in self._waiting if waiter[0] != uri]
        for _, _, answer in gone:
            _answer(answer, None)

    def renew(self) -> None:
        """The settings have changed: look at everything again, and forget what the models said under the old ones."""
        with self._changed:
            for uri, one in list(self._documents.items()):
                old = one.buffer
                fresh = self._buffer(uri, old.language, old.version, old.text, old.folder, wait=0.0, edited=old.edited)
                self._documents[uri] = _Open(fresh)
            self.wake()

    def _buffer(
        self,
        uri: str,
        language: str,
        version: int,
        text: str,
        folder: Path,
        *,
        wait: float,
        edited: float | None = None,
    ) -> Buffer:
        self._number += 1
        now = self._clock()
        return Buffer(uri, language, version, text, folder, now if edited is None else edited, now + wait, self._number)

    # --- what is known ------------------------------------------------------------------------------------------

    def is_current(self, report: Report) -> bool:
        """Whether a report is about what stands in the editor now."""
        with self._changed:
            one = self._documents.get(report.buffer.uri)
            return one is not None and one.buffer is report.buffer

    def report(self, uri: str) -> Report | None:
        """What is known about a document as it stands now; None where nothing is, or it is not open."""
        with self._changed:
            one = self._documents.get(uri)
            return one.report if one else None

    def when(self, uri: str, *, whole: bool) -> Future[Report | None]:
        """The first report about what stands in the editor, or, where ``whole``, the last; None when the document is
        closed before, or not open."""
        answer: Future[Report | None] = Future()
        with self._changed:
            one = self._documents.get(uri)
            if one is not None and not self._ended and (one.report is None or (whole and not one.report.whole)):
                self._waiting.append((uri, whole, answer))
                return answer
        _answer(answer, one.report if one else None)
        return answer

    # --- the work -----------------------------------------------------------------------------------------------

    def start(self, folder: Path) -> None:
        """Begin to work, and to load the models for a folder's settings."""
        self._cold = self._desk.setup(folder)
        self._desk.prepare(self._cold.settings)
        self._thread = threading.Thread(target=self._run, name="jdmatch-check", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look whether there is something to do."""
        with self._changed:
            self._stirred = True
            self._changed.notify()

    def stop(self) -> None:
        """End after the step that is being done. Whoever waits for a report gets None."""
        with self._changed:
            self._ended = True
            waiting, self._waiting = self._waiting, []
            self.wake()
        for _, _, answer in waiting:
            _answer(answer, None)
        if self._thread is not None:
            self._thread.join()
        self._desk.close()

    def _run(self) -> None:
        while not self._ended:
            self._stirred = False
            wait = self.step()
            if wait:
                with self._changed:
                    self._changed.wait_for(lambda: self._stirred or self._ended, wait)

    def step(self) -> float:
        """Do one piece of work; 0.0 where something was done, else for how many seconds nothing is due."""
        with self._changed:
            now = self._clock()
            one = self._due(now)
            if one is None:
                return self._rest(now)
        try:
            if one.report is None:
                self._look(one)
            else:
                self._judge(one)
        except Exception as error:
            # The words of an error may quote the posting; where it was made does not.
            logger.error("a step failed: %s", type(error).__name__, exc_info=_bare(error))
            told = InputError(f"jdmatch made a mistake ({type(error).__name__}). Please report it.", code="JDM099")
            self._tell(one, Report(one.buffer, Positions(one.buffer.text, self.encoding), refused=told, whole=True))
        return 0.0

    def _due(self, now: float) -> _Open | None:
        """The document that has a step to be done: first of those not looked at, then of those to be judged, the one
        edited last."""
        latest = sorted(self._documents.values(), key=lambda one: -one.buffer.edited)
        for one in latest:
            if one.report is None:
                return one
        return next((one for one in latest if self._can_judge(one, now)), None)

    def _can_judge(self, one: _Open, now: float) -> bool:
        if one.report is None or one.report.whole or one.setup is None or one.buffer.due > now:
            return False
        there = self._desk.models(one.setup.settings)
        return there.analyzer is not None or bool(there.failed)

    def _rest(self, now: float) -> float:
        """Nothing is due: warm the models, or say how long it stays so."""
        cold = self._cold
        if cold is not None and self._desk.models(cold.settings).analyzer is not None:
            self._cold = None
            self._desk.warm(cold.settings)
            return 0.0
        waits = [
            one.buffer.due - now
            for one in self._documents.values()
            if one.report is not None and not one.report.whole and one.buffer.due > now
        ]
        return max(min(waits, default=_IDLE), 0.001)

    def _look(self, one: _Open) -> None:
        """Read a buffer, take it apart, and let the rules look at it."""
        positions = Positions(one.buffer.text, self.encoding)
        setup = one.setup = self._desk.setup(one.buffer.folder)
        try:
            document = buffer.read(one.buffer.uri, one.buffer.language, one.buffer.text, setup.settings)
            if not self._is_open(one):
                return
            checker = self._desk.checker(setup)
            parts = checker.parts(document)
        except InputError as error:
            self._tell(one, Report(one.buffer, positions, refused=error, whole=True))
            return
        if not self._is_open(one):
            return
        one.document, one.parts = document, parts
        checked = checker.look(document, parts)
        self._tell(one, Report(one.buffer, positions, checked, carried=_carried(one.judged, document)))

    def _judge(self, one: _Open) -> None:
        """Let the models judge what was looked at."""
        report, document, parts, setup = one.report, one.document, one.parts, one.setup
        if report is None or document is None or parts is None or setup is None:
            return
        there = self._desk.models(setup.settings)
        if self._cold is not None and self._cold.settings == setup.settings:
            self._cold = None
        if there.analyzer is None:
            self._tell(one, replace(report, whole=True, carried=()))
            return
        checked = self._desk.checker(setup, there.analyzer).judge(document, parts)
        self._tell(one, Report(one.buffer, report.positions, checked, whole=True))

    def _is_open(self, one: _Open) -> bool:
        with self._changed:
            return self._documents.get(one.buffer.uri) is one

    def _tell(self, one: _Open, report: Report) -> None:
        """Keep and publish a report, unless the document has been edited or closed since."""
        with self._changed:
            if not self._is_open(one):
                return
            one.report = report
            if report.whole:
                one.judged = report
            uri = one.buffer.uri
            served = [w for w in self._waiting if w[0] == uri and (report.whole or not w[1])]
            self._waiting = [w for w in self._waiting if w not in served]
        for _, _, answer in served:
            _answer(answer, report)
        self._publish(report)


def _answer(answer: Future[Report | None], report: Report | None) -> None:
    if answer.set_running_or_notify_cancel():
        answer.set_result(report)


def _bare(error: Exception) -> BaseException:
    """An error with its trace and without its words."""
    return RuntimeError("its message is not logged").with_traceback(error.__traceback__)


# --- findings of an older buffer ----------------------------------------------------------------------------------


def _carried(judged: Report | None, document: Document) -> tuple[Located, ...]:
    """The models' findings about an older text at their places in a newer one. Those that touch what was edited are
    left away, as are those that a comment now silences."""
    if judged is None or judged.checked is None:
        return ()
    old, new = judged.checked.document.text, document.text
    same = _common(old, new)
    behind = _common(old[same:][::-1], new[same:][::-1])
    shift, edited = len(new) - len(old), len(old) - behind
    moved: list[tuple[Located, Place]] = []
    for one in judged.checked.findings:
        if RULES[one.finding.code].needs != "analysis":
            continue
        if one.place.end <= same:
            moved.append((one, one.place))
        elif one.place.start >= edited:
            moved.append((one, document.between(one.place.start + shift, one.place.end + shift)))
    left, _ = ignores.apply(ignores.find(document), [(one.finding, place) for one, place in moved])
    kept = {id(finding) for finding, _ in left}
    return tuple(
        replace(one, place=place, fixes=(), finding=replace(one.finding, related=(), fixes=()))
        for one, place in moved
        if id(one.finding) in kept
    )


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    most = min(len(one), len(other))
    if one[:most] == other[:most]:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle
    return low
