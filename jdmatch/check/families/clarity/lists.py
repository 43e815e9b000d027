"""Lists: whether their items look alike, and whether a list of requirements says what is a must."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jdmatch.check.families.clarity.page import Block, Page
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.chunking.clauses import opens_with_duty
from jdmatch.chunking.verbs import Form, Shape, form_of, gerunds, third_person
from jdmatch.facts.tables import PREFERRED_HEADING
from jdmatch.records import Chunk

# A wish, said so that it can be nothing else.
_WISH = re.compile(
    r"\b(?:(?:is |are |strongly |highly )?preferred\b(?! (?:or|qualification|skill|experience|requirement|candidate|"
    r"vendor|provider|supplier|name|method|partner|customer|client|stock|share))|"
    r"(?:a|is an?|be an?|definite|big|huge) (?:plus|bonus|asset|advantage)\b|nice[ -]to[ -]haves?\b|"
    r"(?:is |are |highly |very )desir(?:ed|able)\b|"
    r"would be (?:a |an )?(?:plus|advantage|asset|bonus|nice|great|beneficial|helpful|useful)|"
    r"(?:is|are) (?:not required but )?(?:beneficial|helpful|advantageous)\b|\Apreferably\b)",
    re.IGNORECASE,
)
# One of these stands in every wish, and is found much sooner.
_WISH_CUES = (
    "prefer", "plus", "bonus", "asset", "advantage", "nice", "desir", "benefi", "great", "helpful", "useful",
)  # fmt: skip
_MUST = re.compile(
    r"\b(?:required|must|mandatory|minimum|at least|essential|necessary|requires?)\b|\bor\b[^.]*\bpreferred",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"\b(?:required|must|mandatory|minimum|essential|prefer\w*|plus|nice[ -]to[ -]have|desir\w+|ideal\w*|bonus|asset|"
    r"advantage\w*|optional|helpful)\b",
    re.IGNORECASE,
)
_PREFERRED_HEADING = re.compile(PREFERRED_HEADING, re.IGNORECASE)
# A heading for wishes that was glued into a line, a wish in brackets, and the beginning of another item inside one.
_WISHES_BELOW = re.compile(
    r"(?:Desired|Desirable|Preferred|Bonus|Additional|Optional|DESIRED|PREFERRED)"
    r"(?: (?:[Ss]kills?|SKILLS|[Qq]ualifications?|QUALIFICATIONS|[Ee]xperience|EXPERIENCE|[Pp]oints|[Rr]equirements|"
    r"[Aa]ttributes|[Cc]ompetencies))?(?: (?:and|&|/) \w+)? ?:|[Nn]ice[- ]to[- ][Hh]aves? ?:"
)
_WISH_ASIDE = re.compile(
    r"\((?:strongly |highly |is )?(?:preferred|desired|desirable|a (?:plus|bonus)|optional|nice[ -]to[ -]have)\b",
    re.IGNORECASE,
)
_GLUED_ITEM = re.compile(
    r"[a-z]{3}(?:\d|[A-Z]{3,})|[a-z] (?:Having|Knowledge|Experience|Ability|Able|Must|Familiarity|Proficiency|Strong|"
    r"Excellent) [a-z]|, (?:Knowledge|Experience|Ability|Having|Familiarity) "
)
_LONG_LIST = 12
_FEWEST_MUSTS = 2
# Items of a list that are judged by their look: fewer say nothing.
_FEWEST = 4
_PLAIN_SIGNS = frozenset("•·●▪■-–—*‣")
_MINORITY = 0.34
_MAJORITY = 0.6
# Items that make up one sentence, or end in a quotation.
_GOES_ON = re.compile(r"(?:[;,]|\band|\bor|[\"”’'])$")
_ASIDE = re.compile(r"\([^()]*\)")
_BEHIND_COMMA = re.compile(r", ([a-z]+)")
_ABBREVIATED = re.compile(
    r"\b(?:etc|inc|ltd|co|corp|jr|sr|dept|no|vs|yrs?|hrs?|lbs?|approx)\.$|\b(?:\w\.){2,}$", re.IGNORECASE
)


def mixed_priorities(page: Page) -> Iterator[Finding]:
    """JDM310: wishes among the musts of one list, or a long list that tells them apart nowhere."""
    for run in _requirement_lists(page):
        heading = page.draft.sections[run[0].section].heading or ""
        if _PREFERRED_HEADING.search(heading):
            continue
        marks = [_priority(page, block) for block in run]
        if any(mark == "" and page.text[block.end - 1] == ":" for mark, block in zip(marks, run, strict=True)):
            continue
        wishes = [i for i, mark in enumerate(marks) if mark == "wish"]
        if wishes and _WISHES_BELOW.search(page.text, run[0].start, run[wishes[0]].end):
            continue
        below = [i for i, mark in enumerate(marks) if wishes and i > wishes[0] and mark == "must"]
        above = [i for i, mark in enumerate(marks) if wishes and i < wishes[0] and mark == "must"]
        if wishes and below and len(above) + len(below) >= _FEWEST_MUSTS:
            first = run[wishes[0]]
            them = "A wish stands" if len(wishes) == 1 else f"{len(wishes)} wishes stand"
            yield found(
                "JDM310",
                first.body,
                first.end,
                f"{them} among the musts of this list: {page.quote(first.body, first.end)}.",
                related=tuple(Related("A wish", run[i].body, run[i].end) for i in wishes[1:]),
            )
            return
    yield from _no_priority(page)


def _no_priority(page: Page) -> Iterator[Finding]:
    needs = page.draft.requirements
    if any(_PRIORITY.search(chunk.text) for chunk in needs):
        return
    if any(_PRIORITY.search(section.heading or "") for section in page.draft.sections):
        return
    for run in _requirement_lists(page):
        if len(run) > _LONG_LIST:
            yield found(
                "JDM310",
                run[0].start,
                run[-1].end,
                f"This list has {len(run)} requirements, and nothing says which of them are a must.",
                help="Say which ones nobody can do the job without, and put the rest under “Nice to have” or leave it "
                "out.",
                key="long",
            )
            return


def uneven(page: Page) -> Iterator[Finding]:
    """JDM312: lists whose items differ in their sign, their end or their form."""
    problems: list[tuple[int, int, str, tuple[Fix, ...]]] = []
    for run in _lists(page):
        if len(run) < _FEWEST:
            continue
        for judge in (_signs, _ends, _forms):
            problem = judge(page, run)
            if problem is not None:
                problems.append(problem)
    if not problems:
        return
    (start, end, message, _), *rest = problems
    more = f" ({len(rest)} more like this)" if rest else ""
    yield found(
        "JDM312",
        start,
        end,
        message + more + ".",
        fixes=_together([fix for *_, fixes in problems for fix in fixes]),
        related=tuple(Related(message + ".", start, end) for start, end, message, _ in rest),
    )


def _lists(page: Page) -> Iterator[tuple[Block, ...]]:
    """The lists. Where items turn once for all from duties to requirements, or from numbers to signs, there are two,
    also without a heading between."""
    for run in page.lists:
        by_kind = _turns([(i, block.kind) for i, block in enumerate(run) if block.kind != "other"])
        by_mark = _turns([(i, block.mark[0].isalnum()) for i, block in enumerate(run)])
        cuts = sorted({cut[0] for cut in (by_kind, by_mark) if len(cut) == 1 and 1 < cut[0] < len(run) - 1})
        for start, end in pairwise([0, *cuts, len(run)]):
            yield run[start:end]


def _turns(told: Sequence[tuple[int, object]]) -> list[int]:
    """Where what is told of each item differs from what was told of the one before."""
    return [i for (_, before), (i, now) in pairwise(told) if now != before]


def _together(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    """All safe fixes as one, then the others as they are."""
    safe = [fix for fix in fixes if fix.safe]
    edits = sorted((edit for fix in safe for edit in fix.edits), key=lambda edit: (edit.start, edit.end))
    title = safe[0].title if len(safe) == 1 else "Make the lists even"
    one = (Fix(title, tuple(edits), safe=True),) if edits else ()
    return (*one, *(fix for fix in fixes if not fix.safe))


def _requirement_lists(page: Page) -> list[tuple[Block, ...]]:
    """Runs of items about requirements, with or without signs."""
    out: list[list[Block]] = []
    before: Block | None = None
    for block in page.blocks:
        if block.is_running and block.kind == "requirement" and block.chunks[0].layout == "item":
            if before is not None and before.section == block.section and bool(before.mark) == bool(block.mark):
                out[-1].append(block)
            else:
                out.append([block])
            before = block
        else:
            before = None
    return [tuple(run) for run in out if len(run) > 2]


def _priority(page: Page, block: Block) -> str:
    said = page.text[block.body : block.end]
    low = said.lower()
    if any(cue in low for cue in _WISH_CUES) and _WISH_ASIDE.search(said):
        return ""
    if not any(cue in low for cue in _WISH_CUES) or not _WISH.search(_ASIDE.sub("", said)):
        return "must"
    # A heading that was taken for an item, and items that are glued into one, say nothing of each other.
    mixed = (
        said.endswith(":")
        or ";" in said[:-1]
        or len(block.sentences) > 1
        or len(list(page.stretches(block.body, block.end))) > 1
        or _GLUED_ITEM.search(said) is not None
    )
    return "" if mixed or _MUST.search(said) else "wish"


def _signs(page: Page, run: Sequence[Block]) -> tuple[int, int, str, tuple[Fix, ...]] | None:
    """Another sign here and there, at the same depth."""
    signs = Counter(block.mark for block in run)
    (usual, _), *others = signs.most_common()
    odd = [block for block in run if block.mark != usual]
    if not others or len(usual) != 1 or usual not in _PLAIN_SIGNS or len(odd) > _MINORITY * len(run):
        return None
    depth = _indent(page.text, run[0])
    if any(block.mark not in _PLAIN_SIGNS or len(block.mark) != 1 for block in odd):
        return None
    if depth is None or any(_indent(page.text, block) != depth for block in run) or _nests(page, run, usual):
        return None
    first = odd[0]
    edits = tuple(Edit(block.start, block.start + 1, usual) for block in odd)
    message = f"{_count(len(odd), 'item opens', 'items open')} with “{first.mark}” in a list of “{usual}”"
    return first.start, first.end, message, (Fix(f"Use “{usual}” for every item", edits, safe=True),)


def _nests(page: Page, run: Sequence[Block], usual: str) -> bool:
    """Whether items with another sign may hang below one with the usual sign."""
    for above, block in pairwise(run):
        if block.mark != usual and above.mark == usual and page.text[above.end - 1] == ":":
            return True
    odd = [i for i, block in enumerate(run) if block.mark != usual]
    return len(odd) > 1 and all(b - a == 1 for a, b in pairwise(odd))


def _indent(text: str, block: Block) -> str | None:
    line = max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) + 1
    before = text[line : block.start]
    return before if not before.strip() else None


def _ends(page: Page, run: Sequence[Block]) -> tuple[int, int, str, tuple[Fix, ...]] | None:
    """A full stop behind some items and nothing behind others."""
    text = page.text
    if any(_GOES_ON.search(text, block.body, block.end) for block in run):
        return None
    single = [block for block in run if len(block.sentences) == 1 and text[block.end - 1] not in ";,:!?…"]
    if len(single) < _FEWEST or len(single) < len(run) - 1:
        return None
    stopped = [b for b in single if text[b.end - 1] == "." and not _ABBREVIATED.search(text, b.start, b.end)]
    bare = [b for b in single if text[b.end - 1].isalnum() or text[b.end - 1] in ")%"]
    if bare and bare[-1] is run[-1] and _breaks_off(page, run[-1]):
        return None
    if bare == [run[-1]] and run[-1].end >= len(text.rstrip()):
        # The text may have been cut off here.
        return None
    if len(stopped) + len(bare) < len(single) or not stopped or not bare:
        return None
    if stopped == [run[-1]]:
        # One sentence that was set as a list.
        return None
    if len(stopped) < len(bare):
        odd, title = stopped, "Leave out the full stops"
        edits = tuple(Edit(b.end - 1, b.end, "") for b in odd)
    else:
        odd, title = bare, "End every item in a full stop"
        edits = tuple(Edit(b.end, b.end, ".") for b in odd)
    first = odd[0]
    message = f"{len(stopped)} of {len(single)} items of this list end in a full stop"
    return first.body, first.end, message, (Fix(title, edits, safe=True),)


def _breaks_off(page: Page, last: Block) -> bool:
    """Whether what follows a list's last item, on a line without a sign, may be the rest of it."""
    below = next((block for block in page.blocks if block.start >= last.end), None)
    if below is None or not below.is_running or below.mark or below.section != last.section:
        return False
    return page.text.count("\n", last.end, below.start) < 2


def _forms(page: Page, run: Sequence[Block]) -> tuple[int, int, str, tuple[Fix, ...]] | None:
    """ "Prepare …" here, "Preparing …" there."""
    opened = [(block, form) for block in run if (form := _opening(page, block)) is not None]
    if len(opened) < _FEWEST or len(opened) < _MAJORITY * len(run):
        return None
    shapes = Counter(form.shape for _, form in opened)
    (usual, most), *others = shapes.most_common()
    if not others or most < _MAJORITY * len(opened):
        return None
    like = next(form for _, form in opened if form.shape == usual)
    odd = [
        (block, form) for block, form in opened if form.shape != usual and not _comes_later(page, block, form, usual)
    ]
    if not odd:
        return None
    first, form = odd[0]
    seen = f"“{_shaped(form.base, form.shape)}”"
    message = (
        f"{_count(len(odd), 'item opens', 'items open')} like {seen}, "
        f"{'the others' if len(shapes) == 2 and len(opened) == len(run) else 'most others'} "
        f"like “{_shaped(like.base, usual)}”"
    )
    return first.body, first.end, message, ()


def _comes_later(page: Page, block: Block, form: Form, usual: Shape) -> bool:
    """Whether the verb of a duty stands behind a phrase that opens like one ("Using a trowel, apply …")."""
    words = _BEHIND_COMMA.findall(page.text, block.body, block.end)
    return form.shape == "ing" and any((later := form_of(word)) is not None and later.shape == usual for word in words)


def _opening(page: Page, block: Block) -> Form | None:
    """The verb of a duty's very first word."""
    chunk: Chunk = block.chunks[0]
    if chunk.kind != "responsibility":
        return None
    form = opens_with_duty(page.text, block.body, chunk.end)
    word = page.text[block.body : chunk.end].split(None, 1)[0].lower().strip(",:;")
    return form if form is not None and form.firm and word == _shaped(form.base, form.shape).lower() else None


def _shaped(base: str, shape: Shape) -> str:
    word = base if shape == "base" else third_person(base) if shape == "s" else gerunds(base)[0]
    return word[:1].upper() + word[1:]


def _count(number: int, one: str, many: str) -> str:
    return f"One {one}" if number == 1 else f"{number} {many}"
