"""A rule explained, and all of them as a page: made of the rules' own data, so that no other text can go stale.

``markdown`` is the whole of docs/rules.md. What was measured (how often each rule found something in real postings, how
many of these findings were read, and how many were wrong) comes from a file beside the results of the evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdmatch.check.rule import Rule
from jdmatch.check.rules import FAMILIES, RULES
from jdmatch.errors import SettingsError, nearest
from jdmatch.report.writer import Writer

_NEEDS = {
    "text": "looks at the text alone and answers at once",
    "analysis": "needs the models' analysis",
}
_SEVERITIES = """\
| severity | means |
|---|---|
| error | The posting fails its readers here, whatever the job is. |
| warning | Most readers are better served otherwise. |
| suggestion | Worth a thought; the writer knows better. |
| note | Good to know; nothing need be changed. |"""
_INTRODUCTION = """\
# Rules of the check

<!-- Made by: jdmatch rule --format md --counts eval/check-counts.json > docs/rules.md -->

What `jdmatch check` looks for, why, who says so, and one example of either kind. [check.md](check.md) tells how to
choose rules, and how to silence one in a place. A code keeps its meaning for good. `jdmatch rule JDM301` prints one of
them."""


@dataclass(frozen=True, slots=True)
class Count:
    """What was measured of a rule: findings, how many of them were read, and of these how many were wrong, and how many
    true but of no use to a writer."""

    found: int
    read: int
    wrong: int
    useless: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """``about`` says what was checked and by whom it was read."""

    about: str
    rules: Mapping[str, Count]


def rule_of(name: str) -> Rule:
    """The rule of a code or a name, in whatever case. SettingsError with the nearest one where there is none."""
    wanted = name.strip()
    found = RULES.get(wanted.upper()) or next((r for r in RULES.values() if r.name == wanted.lower()), None)
    if found is None:
        looks_like_code = wanted[:3].upper() == "JDM"
        known = list(RULES) if looks_like_code else [rule.name for rule in RULES.values()]
        raise SettingsError(f"There is no rule '{wanted}'.{nearest(wanted, known)} jdmatch rule lists them all.")
    return found


def counts_of(table: Any, path: Path) -> Counts:
    """The counts in the parsed ``eval/check-counts.json``: ``about``, and under ``rules`` by code ``found``, ``read``,
    ``wrong`` and, where there are any, ``useless``. SettingsError where it is something else."""
    try:
        rules = {
            code: Count(int(c["found"]), int(c["read"]), int(c["wrong"]), int(c.get("useless", 0)))
            for code, c in table["rules"].items()
        }
        unknown = [code for code in rules if code not in RULES]
        if unknown:
            raise SettingsError(f"{path}: {unknown[0]} is the code of no rule.{nearest(unknown[0], list(RULES))}")
        return Counts(str(table["about"]), rules)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{path} holds no counts of rules: {error}.") from error


# --- on a screen ----------------------------------------------------------------------------------------------------


def table(out: Writer) -> None:
    """All rules by family, a line each."""
    for prefix, family in FAMILIES.items():
        rules = _rules(prefix)
        if rules:
            out.line((f"{family} ({prefix}xx)", "head"))
            for rule in rules:
                profile = f" (--profile {rule.profile})" if rule.profile else ""
                out.entry(
                    [(rule.code, "strong"), "  ", (rule.severity, rule.severity)],
                    24,
                    f"{rule.summary}{profile}",
                    indent=2,
                )
            out.line()
    out.line(f"{len(RULES)} rules. jdmatch rule CODE explains one.")


def explained(rule: Rule, out: Writer) -> None:
    """One rule with its reason, advice, examples and sources."""
    out.line((f"{rule.code} {rule.name}", "title"))
    out.line((rule.severity, rule.severity), f", {_NEEDS[rule.needs]}{_only(rule)}.")
    out.line()
    out.line(rule.summary)
    out.head("Why")
    out.line(rule.rationale, indent=2)
    out.head("What to do")
    out.line(rule.advice, indent=2)
    for name, example in (("Instead of", rule.bad), ("Write", rule.good)):
        out.head(name)
        for line in example.strip("\n").splitlines():
            out.entry([], 4, line, indent=4)
    out.head("Sources")
    for source in rule.sources:
        out.entry(["·"], 4, source.text, indent=2)
        if source.url:
            out.whole(f"    {source.url}")


def _only(rule: Rule) -> str:
    only = f"; only with --profile {rule.profile}" if rule.profile else ""
    return f"{only}; the examples with --framework {rule.framework}" if rule.framework else only


def _with_profile(rule: Rule) -> str:
    return f" (`--profile {rule.profile}`)" if rule.profile else ""


def _rules(prefix: str) -> list[Rule]:
    return [rule for code, rule in sorted(RULES.items()) if code.startswith(prefix)]


# --- as a page ------------------------------------------------------------------------------------------------------


def markdown(counts: Counts | None = None) -> str:
    """The page of all rules, with what was measured at its head."""
    return "\n\n".join((_INTRODUCTION, _SEVERITIES, *_measured(counts), *_families())) + "\n"


def section(rule: Rule) -> str:
    """One rule in Markdown."""
    told = [
        f"### {rule.code} {rule.name}",
        f"**{rule.severity}** · {_NEEDS[rule.needs]}{_only(rule)}",
        _escaped(rule.summary),
        _escaped(rule.rationale),
        f"*What to do:* {_escaped(rule.advice)}",
        "Instead of",
        _example(rule.bad),
        "write",
        _example(rule.good),
        "\n".join(_source(source.text, source.url) for source in rule.sources),
    ]
    return "\n\n".join(told)


def _families() -> Iterator[str]:
    yield _contents(RULES.values())
    for prefix, family in FAMILIES.items():
        rules = _rules(prefix)
        if rules:
            yield f"## {family} ({prefix}xx)"
            yield from (section(rule) for rule in rules)


def _contents(rules: Iterable[Rule]) -> str:
    rows = ["| code | severity | finds |", "|---|---|---|"]
    rows += [
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.severity} "
        f"| {_cell(rule.summary)}{_with_profile(rule)} |"
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]
    return "\n".join(rows)


def _measured(counts: Counts | None) -> Iterator[str]:
    if counts is None or not counts.rules:
        return
    yield "## How often they are wrong"
    yield _escaped(counts.about)
    rows = ["| code | rule | findings | read | wrong | of no use |", "|---|---|---:|---:|---:|---:|"]
    rows += [
        f"| {code} | {RULES[code].name} | {c.found} | {c.read} | {c.wrong} | {c.useless} |"
        for code, c in sorted(counts.rules.items())
    ]
    every = counts.rules.values()
    sums = [sum(getattr(c, name) for c in every) for name in ("found", "read", "wrong", "useless")]
    rows.append(f"| | all | {' | '.join(map(str, sums))} |")
    yield "\n".join(rows)
    yield "## All rules"


def _example(text: str) -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}text\n{text.strip(chr(10))}\n{fence}"


def _source(text: str, url: str) -> str:
    return f"- [{_escaped(text)}]({url})" if url else f"- {_escaped(text)}"


def _escaped(text: str) -> str:
    """Running text in which no sign is Markdown's; backticks stay, the rules' own."""
    return "".join(f"\\{c}" if c in "*_[]<>" else c for c in text)


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")
