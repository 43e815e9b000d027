"""``jdmatch check``: what a writer may want to change in a draft, where, why and how."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jdmatch.cli.check_options import Asked
from jdmatch.cli.common import NearChoice, folder_options, one_blas_thread, output_option, say, say_error
from jdmatch.errors import OutputError
from jdmatch.files import write_whole
from jdmatch.records import Failure, dumps
from jdmatch.report.text import counted
from jdmatch.settings import CHECK_FORMATS, FAIL_ON, PROFILES, SEVERITIES, Settings

if TYPE_CHECKING:
    from jdmatch.check.files import Found, Target
    from jdmatch.check.formats.run import Run
    from jdmatch.check.running import Done, Known, Runner
    from jdmatch.report.writer import Writer


def _codes(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Codes given one by one or with commas between them."""
    return tuple(code.strip().upper() for one in value for code in one.split(",") if code.strip())


@click.command("check", short_help="Check a draft: where, what, why and how to mend it.")
@click.argument("paths", nargs=-1, metavar="[PATH...|-]")
@click.option(
    "--framework",
    "-f",
    "frameworks",
    multiple=True,
    metavar="ID|FILE",
    help="Framework to check against, again for more; without it the library, and the occupation is chosen.",
)
@click.option("--target-level", metavar="LEVEL", help="Level to pitch the job at; without it the one it implies.")
@click.option(
    "--format",
    "format_",
    type=NearChoice(CHECK_FORMATS),
    help="What is printed: full (default), concise, or for tools.",
)
@click.option(
    "--stdin-filename", metavar="NAME", help="What standard input (-) is called; its suffix tells the format."
)
@click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="CODES",
    help="Only these rules: codes or how they begin (JDM4).",
)
@click.option(
    "--ignore", multiple=True, callback=_codes, metavar="CODES", help="Not these rules; the longer code wins."
)
@click.option("--min-severity", type=NearChoice(SEVERITIES), help="Mildest severity that is shown (default: note).")
@click.option("--fail-on", type=NearChoice(FAIL_ON), help="Mildest severity with exit code 1 (default: warning).")
@click.option("--profile", "profiles", multiple=True, type=NearChoice(PROFILES), help="Further rules: eu-pay.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Be silent about the findings that FILE lists."
)
@click.option("--update-baseline", is_flag=True, help="Write what is found now to the baseline.")
@click.option("--fix", is_flag=True, help="Make the safe fixes in the files, and print what is left.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--statistics", is_flag=True, help="Print how often each rule found something.")
@folder_options
@output_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Check drafts of postings: missing duties, signs of level that disagree, unclear and excluding words, what a good
    posting has and this one lacks.

    PATH is a file that jdmatch score reads, or a folder with such files; without one the working folder. - is standard
    input. Exit code 1 where anything is found at or above --fail-on; 3 where a file could not be read or is no posting:
    it is named on standard error, and the others are checked. jdmatch rule explains the rules.
    """
    asked = Asked(**given)
    asked.refuse_contradictions(ctx)
    settings = asked.settings()
    one_blas_thread()
    session = _Session(asked, settings)
    if asked.watch:
        session.watch()
    ctx.exit(session.once())


class _Session:
    """The parts that one call of the command needs, brought together."""

    def __init__(self, asked: Asked, settings: Settings) -> None:
        from jdmatch.analyzer import Analyzer
        from jdmatch.check.choosing import Choice
        from jdmatch.check.draft import Options
        from jdmatch.check.engine import Checker
        from jdmatch.check.running import Runner

        chosen = settings.check
        self.asked = asked
        self.settings = settings
        # Statistics are of files and rules; a format of a settings file that can not hold them does not forbid them.
        self.format = "full" if (asked.watch or asked.statistics) and asked.format_ is None else chosen.format
        self.known = _baseline(asked)
        checker = Checker(
            settings,
            cache(lambda: Analyzer.load(settings, note=say)),
            choice=Choice(chosen.select, chosen.ignore, chosen.min_severity),
            options=Options(chosen.target_level, frozenset(chosen.profiles)),
        )
        mend = asked.fix or asked.diff
        self.runner: Runner = Runner(checker, settings, known=self.known, mend=mend)

    def find(self, stdin: Target | None = None) -> Found:
        """The files that are meant."""
        from jdmatch.check import files

        return files.find(self.asked.paths or (".",), stdin)

    def of(self, one: Target | Failure) -> Iterator[Done]:
        """What comes of a file."""
        from jdmatch.check.running import Done

        return iter([Done(one)]) if isinstance(one, Failure) else self.runner.of(one)

    # --- once -----------------------------------------------------------------------------------------------------

    def once(self) -> int:
        """Check everything, then write and print it; the exit code."""
        from jdmatch.check.running import exit_code, run_of

        stdin = self._stdin()
        found = self.find(stdin)
        self.asked.refuse_overwriting(found)
        checked = [(target, done) for target in found.meant for done in self.of(target)]
        every = [done for _, done in checked]
        run = run_of(every)
        _say_passed(found)
        refused = _say_failures(run) + _say_refused(every)
        if self.asked.fix or self.asked.diff:
            _say_unmendable(run)
        if self.asked.diff:
            changed = self._print_difference(every)
            return 3 if refused else int(changed)
        if self.asked.fix:
            refused += self._write(checked, stdin)
        code = exit_code(run, self.settings.check.fail_on, refused=bool(refused))
        if self.asked.update_baseline:
            self._update(every)
            return 3 if refused else 0
        self._print(run, code)
        return code

    def _stdin(self) -> Target | None:
        if "-" not in self.asked.paths:
            return None
        from jdmatch import sources
        from jdmatch.check.files import Target

        data = sources.take(sys.stdin.buffer, self.settings) if sys.stdin else b""
        return Target(self.asked.stdin_filename or "-", data=data)

    def _write(self, checked: Sequence[tuple[Target | Failure, Done]], stdin: Target | None) -> int:
        """Write every mended file; how many could not be. Standard input goes to standard output, mended or not."""
        from jdmatch.check import files

        refused = 0
        mended = stdin.data if stdin is not None else None
        for target, done in checked:
            if isinstance(target, Failure) or done.after is None or done.before is None or not done.changed:
                continue
            if target.path is None:
                mended = done.after
                continue
            try:
                files.write(target.path, done.after, done.before)
            except OutputError as error:
                say_error(error)
                refused += 1
        if mended is not None:
            click.echo(mended, nl=False)
        return refused

    def _update(self, every: Sequence[Done]) -> None:
        from jdmatch.check import baseline

        if self.asked.baseline is None or self.known is None:
            return
        found = self.known.updated(every)
        baseline.write(self.asked.baseline, found)
        number = sum(map(len, found.values()))
        say(f"{self.asked.baseline} lists {counted(number, 'finding')} now.")

    # --- printing ---------------------------------------------------------------------------------------------------

    def _print(self, run: Run, code: int) -> None:
        from jdmatch.check.formats import objects, sarif, screen, services

        makers: dict[str, Callable[[], str]] = {
            "json": lambda: objects.json(run),
            "jsonl": lambda: objects.jsonl(run),
            "sarif": lambda: sarif.sarif(run, exit_code=code),
            "junit": lambda: services.junit(run),
            "github": lambda: services.github(run),
            "rdjson": lambda: services.rdjson(run),
        }
        if self.asked.statistics and self.format == "json":
            names = ("code", "severity", "count", "fixable")
            self._data(dumps([dict(zip(names, row, strict=True)) for row in screen.counts(run)], indent=2) + "\n")
        elif self.format in makers:
            self._data(makers[self.format]())
        else:
            self._people(lambda out: self._tell(run, out))

    def _tell(self, run: Run, out: Writer) -> None:
        from jdmatch.check.formats import screen

        if self.asked.statistics:
            screen.statistics(run, out)
        elif self.format == "concise":
            screen.concise(run, out)
        else:
            screen.full(run, out)

    def _print_difference(self, every: Sequence[Done]) -> bool:
        from jdmatch.check import mending
        from jdmatch.check.engine import Checked
        from jdmatch.check.formats import screen

        text = "".join(
            mending.difference(done.text_before, done.text_after, done.outcome.document.name)
            for done in every
            if done.changed and isinstance(done.outcome, Checked)
        )
        if self.asked.output is None and sys.stdout.isatty():
            self._people(lambda out: screen.difference(text, out))
        elif text or self.asked.output is not None:
            self._data(text)
        number = sum(done.fixed for done in every if done.changed)
        say(
            f"{counted(number, 'finding')} would be mended by --fix." if text else "There is nothing for --fix to mend."
        )
        return bool(text)

    @property
    def _stream(self) -> Any:
        """Where findings go: with ``--fix -`` standard output is the mended text's."""
        return sys.stderr if self.asked.fix and "-" in self.asked.paths else sys.stdout

    def _data(self, text: str) -> None:
        if self.asked.output is None and self._stream is sys.stderr:
            click.echo(text.encode("utf-8", "surrogatepass"), nl=False, err=True)
        elif self.asked.output is None:
            click.echo(text.encode("utf-8", "surrogatepass"), nl=False)
        else:
            write_whole(self.asked.output, text.encode("utf-8", "surrogatepass"))

    def _people(self, tell: Callable[[Writer], None]) -> None:
        from jdmatch import report
        from jdmatch.check.formats import screen

        if self.asked.output is None:
            tell(screen.writer(report.console(self._stream)))
            return
        out, stream = screen.plain_writer(report.PIPE_WIDTH)
        tell(out)
        write_whole(self.asked.output, stream.getvalue())

    # --- again and again --------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Check at every change, until Ctrl-C."""
        from jdmatch.check import watch
        from jdmatch.check.running import run_of

        kept: dict[str, list[Done]] = {}
        for seen, changed in watch.rounds(lambda: self.find().meant):
            for name in changed:
                kept[name] = list(self.of(seen[name][0]))
            run = run_of([done for name in seen for done in kept[name]])
            click.clear()
            _say_passed(self.find())
            _say_failures(run)
            self._people(partial(self._tell, run))
            sys.stdout.flush()
            when = time.strftime("%H:%M:%S")
            say(f"Checked at {when}. Watching {counted(len(seen), 'file')}; Ctrl-C ends it.")


def _baseline(asked: Asked) -> Known | None:
    from jdmatch.check import baseline
    from jdmatch.check.running import Known

    path = asked.baseline
    if path is None:
        return None
    if asked.update_baseline and not path.exists():
        return Known(path, baseline.Baseline({}))
    return Known(path, baseline.read(path))


def _say_passed(found: Found) -> None:
    if found.passed:
        verb = "is" if len(found.passed) == 1 else "are"
        say(f"{_some(found.passed)} {verb} passed over: a README tells of its folder. Name it to check it.")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _say_failures(run: Run) -> int:
    for failure in run.failures:
        named = failure.id in failure.message
        say(failure.message if named else f"{failure.id}: {failure.message}", code=failure.code)
    return len(run.failures)


def _say_refused(every: Sequence[Done]) -> int:
    errors = [done.refused for done in every if done.refused is not None]
    for error in errors:
        say_error(error)
    return len(errors)


def _say_unmendable(run: Run) -> None:
    names = [checked.document.name for checked in run.checked if not checked.document.own]
    if names:
        say(f"{_some(names)}: checked only; --fix changes text, Markdown and HTML files.")
