"""The options of ``jdmatch check`` as one value: which of them go together, and the settings that they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jdmatch.records import Failure
from jdmatch.settings import Check, Settings, load_settings

if TYPE_CHECKING:
    from jdmatch.check.files import Found

_FOR_PEOPLE = ("full", "concise")


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given; None and empty ones were not."""

    paths: tuple[str, ...]
    frameworks: tuple[str, ...]
    target_level: str | None
    format_: str | None
    stdin_filename: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    min_severity: str | None
    fail_on: str | None
    profiles: tuple[str, ...]
    baseline: Path | None
    update_baseline: bool
    fix: bool
    diff: bool
    watch: bool
    statistics: bool
    config: Path | None
    isolated: bool
    output: Path | None

    def refuse_contradictions(self, ctx: click.Context) -> None:
        """Usage errors for options that do not go together."""
        reads_stdin = "-" in self.paths
        for is_wrong, told in (
            (self.paths.count("-") > 1, "Standard input (-) can be read once."),
            (self.stdin_filename and not reads_stdin, "--stdin-filename names standard input: give - as PATH."),
            (self.update_baseline and not self.baseline, "--update-baseline needs --baseline FILE."),
            (self.update_baseline and (self.fix or self.diff), "--update-baseline goes with neither --fix nor --diff."),
            (self.watch and reads_stdin, "--watch looks at files, and standard input (-) is none."),
            (
                self.watch and (self.fix or self.diff or self.output or self.update_baseline),
                "--watch prints findings only: leave --fix, --diff, --output and --update-baseline away.",
            ),
            (self.watch and self.format_ not in (None, *_FOR_PEOPLE), "--watch prints full or concise findings."),
            (
                self.diff and (self.statistics or self.format_),
                "--diff prints the difference: no --format, no --statistics.",
            ),
            (
                self.statistics and self.format_ not in (None, *_FOR_PEOPLE, "json"),
                f"--statistics are text or json, not {self.format_}.",
            ),
            (self.config and self.isolated, "--isolated reads no settings file: leave --config away."),
        ):
            if is_wrong:
                raise click.UsageError(told, ctx)

    def settings(self) -> Settings:
        """The folder's settings under the options."""
        found = load_settings(file=self.config, isolated=self.isolated)
        options: dict[str, Any] = {
            "select": self.select,
            "ignore": self.ignore,
            "min_severity": self.min_severity,
            "fail_on": self.fail_on,
            "profiles": self.profiles,
            "target_level": self.target_level,
            "format": self.format_,
        }
        check: Check = replace(found.check, **{name: value for name, value in options.items() if value})
        level = check.target_level or found.level
        return found.with_arguments(check=check, level=level, frameworks=self.frameworks or None)

    def refuse_overwriting(self, found: Found) -> None:
        """A usage error where the output would take the place of something that is read."""
        if self.output is None:
            return
        read = [one.path for one in found.meant if not isinstance(one, Failure)]
        for path in (*read, self.baseline, self.config):
            if path is not None and path.resolve() == self.output.resolve():
                told = f"--output would overwrite {path}, which is read here. Write to another file."
                raise click.UsageError(told, click.get_current_context())
