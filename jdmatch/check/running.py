"""A run over files: each draft checked, mended where that is asked for, and held against what is accepted already.

The models are loaded once a run, and only when the first draft is there. A file that can not be read or analysed is a
``Failure`` in its place and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from jdmatch.analyzer.streams import caught
from jdmatch.check import baseline, files, mending
from jdmatch.check.choosing import reaches
from jdmatch.check.engine import Checked, Checker
from jdmatch.check.files import Opened, Target
from jdmatch.check.formats.run import Run
from jdmatch.errors import OutputError
from jdmatch.records import Failure
from jdmatch.settings import FailOn, Settings

# Each time round fixes are made that stood in another's way the time before; two are the most that were ever needed.
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one draft. ``prints`` are the fingerprints of all its findings, ``known`` says how many of them the
    baseline accepts. Where fixes were asked for, ``before`` and ``after`` are the file's bytes and what they become,
    ``text_before`` and ``text_after`` its text, ``fixed`` says how many findings that mends, and ``refused`` why it can
    not be done."""

    outcome: Checked | Failure
    prints: tuple[str, ...] = ()
    known: int = 0
    fixed: int = 0
    before: bytes | None = None
    after: bytes | None = None
    text_before: str = ""
    text_after: str = ""
    refused: OutputError | None = None

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return self.after is not None and self.after != self.before


class Known:
    """A baseline beside the names of a run's files: it calls them by their path from its own folder, so that it holds
    wherever jdmatch is started."""

    def __init__(self, path: Path, content: baseline.Baseline) -> None:
        self._folder = path.resolve().parent
        self._content = content

    def new(self, name: str, prints: Sequence[str]) -> list[bool]:
        """For each fingerprint whether it goes beyond what is accepted."""
        return self._content.new(self.called(name), prints)

    def called(self, name: str) -> str:
        """A file's name in the baseline."""
        path = Path(name).resolve()
        return (path.relative_to(self._folder) if path.is_relative_to(self._folder) else Path(name)).as_posix()

    def updated(self, done: Sequence[Done]) -> dict[str, list[str]]:
        """Every file's fingerprints after a run: those of the files that were checked, and as they were those of all
        others."""
        out = {
            name: [one for one, n in counts.items() for _ in range(n)] for name, counts in self._content.files.items()
        }
        for one in done:
            if isinstance(one.outcome, Checked):
                out[self.called(one.outcome.document.name)] = list(one.prints)
        return out


class Runner:
    """Checks files under one choice. ``mend``: apply safe fixes (to the bytes; nothing is written here)."""

    def __init__(self, checker: Checker, settings: Settings, *, known: Known | None = None, mend: bool = False) -> None:
        self._checker = checker
        self._settings = settings
        self._known = known
        self._mend = mend

    def of(self, target: Target) -> Iterator[Done]:
        """What comes of a file: one draft, or several."""
        for one in files.opened(target, self._settings):
            if isinstance(one, Failure):
                yield Done(one)
                continue
            done = caught(one.document.name, partial(self._draft, one))
            yield done if isinstance(done, Done) else Done(done, before=one.data)

    def _draft(self, one: Opened) -> Done:
        done = self._looked(one)
        if not self._mend or one.data is None or not one.document.own:
            return done
        fixed, last = 0, one
        for _ in range(_ROUNDS):
            if not isinstance(done.outcome, Checked) or last.data is None:
                break
            text, count = mending.mended(done.outcome)
            if text == last.document.text:
                break
            try:
                last = files.mended(last, text, self._settings)
            except OutputError as error:
                return replace(self._looked(one), before=one.data, after=one.data, refused=error)
            fixed += count
            done = self._looked(last)
        return replace(
            done,
            fixed=fixed,
            before=one.data,
            after=last.data,
            text_before=one.document.text,
            text_after=last.document.text,
        )

    def _looked(self, one: Opened) -> Done:
        checked = self._checker.check(one.document)
        prints = tuple(f.fingerprint for f in checked.findings)
        if self._known is None:
            return Done(checked, prints)
        new = self._known.new(one.document.name, prints)
        left = tuple(f for f, is_new in zip(checked.findings, new, strict=True) if is_new)
        return Done(replace(checked, findings=left), prints, known=len(prints) - len(left))


def run_of(done: Sequence[Done]) -> Run:
    """The run for the formats to print."""
    return Run(tuple(one.outcome for one in done), sum(one.known for one in done), sum(one.fixed for one in done))


def exit_code(run: Run, fail_on: FailOn, *, refused: bool = False) -> int:
    """3 where a file could not be checked (or mended: ``refused``), 1 where a finding is as grave as ``fail_on``, else
    0."""
    if run.failures or refused:
        return 3
    counts = run.counts()
    return int(fail_on != "never" and any(reaches(severity, fail_on) for severity in counts))
