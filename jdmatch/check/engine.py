"""The check of one draft: take it apart, ask the families, leave out what is ignored, say where everything stands.

Two steps, so that an editor can answer at once: ``Checker.look`` needs no model, ``Checker.judge`` has the analyzer's
opinion, too. Both give a ``Checked``; the second has everything that the first one has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jdmatch.analyzer import Analyzer, Parts, take_apart
from jdmatch.check import ignores
from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document, Place
from jdmatch.check.draft import Draft, Options
from jdmatch.check.families import ANALYSIS, TEXT, Family
from jdmatch.check.findings import Edit, Finding, Fix
from jdmatch.check.making import found
from jdmatch.check.rule import Rule
from jdmatch.check.rules import RULES
from jdmatch.settings import Settings

# The rules that need a framework to compare with, the one that needs a wanted level, and those about comments.
_COVERAGE = "JDM1"
_PITCH = "JDM205"
_ABOUT_COMMENTS = frozenset({"JDM090", "JDM091", "JDM092"})


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place in the file, its fingerprint, and those of its fixes that can be made there, each with
    its edits of ``Document.text``."""

    finding: Finding
    place: Place
    fingerprint: str
    fixes: tuple[tuple[Fix, tuple[Edit, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found in a document, in the order of the file; ``ignored`` findings were silenced by comments."""

    document: Document
    draft: Draft
    findings: tuple[Located, ...]
    ignored: int = 0


class Checker:
    """Checks drafts under one choice of settings. ``analyzer`` is called when the models are first needed."""

    def __init__(
        self, settings: Settings, analyzer: Callable[[], Analyzer], *, choice: Choice, options: Options | None = None
    ) -> None:
        self._settings = settings
        self._analyzer = analyzer
        self._choice = choice
        self._options = options or Options()

    def check(self, document: Document) -> Checked:
        """Everything that there is to say. InputError where the posting can not be analysed."""
        return self.judge(document, self.parts(document))

    def parts(self, document: Document) -> Parts:
        """The posting taken apart. InputError where it is no posting, or none in English."""
        return take_apart(document.posting, self._settings)

    def look(self, document: Document, parts: Parts) -> Checked:
        """What the text alone shows."""
        return self._made(document, self._draft(parts), TEXT)

    def judge(self, document: Document, parts: Parts) -> Checked:
        """What the text and the models show."""
        analyzer = self._analyzer()
        analysis = analyzer.judge(parts)
        draft = replace(
            self._draft(parts),
            posting=analysis.posting,
            chunks=analysis.chunks,
            facts=analysis.facts,
            analysis=analysis,
            frameworks=analyzer.frameworks,
            likeness=analyzer.likeness,
        )
        return self._made(document, draft, (*TEXT, *ANALYSIS))

    def _draft(self, parts: Parts) -> Draft:
        posting = replace(parts.posting, fields=parts.fields, diagnostics=parts.diagnostics)
        return Draft(posting, parts.sections, parts.chunks, parts.facts, options=self._options)

    def _made(self, document: Document, draft: Draft, families: Sequence[Family]) -> Checked:
        said = [f for family in families for f in family(draft) if self._choice.wants(f.code)]
        placed = [(f, document.place(f.start, f.end)) for f in said]
        comments = ignores.find(document)
        left, unused = ignores.apply(comments, placed)
        ran = frozenset(code for code, rule in RULES.items() if self._choice.wants(code) and _ran(rule, draft))
        told = [*_about_comments(comments), *_about_unused(document, _certain(unused, ran, self._options))]
        everything = [self._located(document, f, p) for f, p in left if self._choice.keeps(f)]
        everything += [_of_comment(document, f) for f in told if self._choice.keeps(f)]
        everything.sort(key=lambda one: (one.place.start, one.place.end, one.finding.code, one.finding.key))
        return Checked(document, draft, tuple(everything), len(placed) - len(left))

    def _located(self, document: Document, finding: Finding, place: Place) -> Located:
        fixes = [(fix, document.edits(fix)) for fix in finding.fixes]
        made = tuple((fix, edits) for fix, edits in fixes if edits is not None)
        return Located(finding, place, finding.fingerprint(document.posting.text), made)


def _ran(rule: Rule, draft: Draft) -> bool:
    """Whether a rule had what it looks at: what nobody looked for can not have been silenced."""
    if rule.needs == "text":
        return _is_chosen(rule, draft.options)
    framework = draft.framework is not None or not rule.code.startswith(_COVERAGE)
    return draft.analysis is not None and framework and _is_chosen(rule, draft.options)


def _is_chosen(rule: Rule, options: Options) -> bool:
    """Whether a rule that only some want is wanted."""
    if rule.code == _PITCH:
        return options.target_level is not None
    return not rule.profile or rule.profile in options.profiles


def _certain(unused: Iterable[ignores.Unused], ran: frozenset[str], options: Options) -> Iterator[ignores.Unused]:
    """Those unused comments and codes of which every rule that they name ran, so that they silence nothing indeed.
    Rules that nobody asked for do not count."""

    def is_certain(prefix: str) -> bool:
        named = [rule for code, rule in RULES.items() if code.startswith(prefix) and rule.code not in _ABOUT_COMMENTS]
        asked = [rule.code for rule in named if _is_chosen(rule, options)]
        return bool(asked) and ran.issuperset(asked)

    for one in unused:
        codes = tuple(code for code in one.codes if is_certain(code))
        if codes or (not one.codes and is_certain("")):
            yield replace(one, codes=codes, whole=one.whole and codes == one.codes)


def _about_comments(comments: Iterable[ignores.Ignore]) -> Iterator[Finding]:
    """Findings about what comments say; their offsets are the file's."""
    for one in comments:
        if one.fault:
            yield found("JDM091", one.start, one.end, f"This comment silences nothing: {one.fault}")
        elif not one.codes and one.verb != "enable":
            message = f"'{one.verb}' without a code silences every rule, future ones too."
            yield found("JDM092", one.start, one.end, message)


def _about_unused(document: Document, unused: Iterable[ignores.Unused]) -> Iterator[Finding]:
    for one in unused:
        named = ", ".join(one.codes)
        what = "the comment" if one.whole else named
        if one.ignore.verb == "enable":
            message = "This comment ends a block that silences nothing."
        else:
            message = f"This comment silences {named or 'every rule'}, and nothing of that is found here."
        fix = Fix(f"Remove {what}", (ignores.removal(document, one),), safe=True)
        yield found("JDM090", one.ignore.start, one.ignore.end, message, fixes=(fix,))


def _of_comment(document: Document, finding: Finding) -> Located:
    place = document.between(finding.start, finding.end)
    fixes = tuple((fix, fix.edits) for fix in finding.fixes)
    return Located(finding, place, finding.fingerprint(document.text), fixes)
