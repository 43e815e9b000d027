"""Whether a draft's list of duties is one that a further item can be put into without doubt, and which of its items are
the duties.

A sentence in the wrong place, or of another form than its neighbours, costs a writer more than having to choose the
place. So a list counts only where it is plain: items of one sign and one indent, each on a line of its own, at least
three, nearly all duties, all told in one form. Lists within a line, lists of nouns or of labels, nested lists, and
lists whose items run together are left to the writer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.sentences import VerbForm, form_of_duty
from jdmatch.records import Chunk

_SIGN = re.compile(r"\s*(?:[^\w\s]{1,2}|\(?(?:\d{1,3}|[A-Za-z])[.):])\s*")
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"\W*[A-Z][\w&/,'’ ()-]{1,60}?(?::| [–—-]) ?(?=\w)")
_ADDRESSED = re.compile(r"\W*(?:in this role,? |here,? )?you(?:[’']ll| will| shall| would)(?: be)? ", re.IGNORECASE)
_CLOSES = re.compile(r"[;,]?\s*\b(?:and|or)\s*[;,:]?$", re.IGNORECASE)
# Where duties stand; a section without a heading is "other".
_HOLDING = ("responsibilities", "other", "about")


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its parts: a list's item may be cut into several duties."""

    parts: tuple[Chunk, ...]
    sign: str
    indent: str

    @property
    def head(self) -> Chunk:
        """The part behind the sign."""
        return self.parts[0]

    @property
    def end(self) -> int:
        """Where its last part ends."""
        return self.parts[-1].end

    @property
    def says_duty(self) -> bool:
        """Whether one of its parts is a duty."""
        return any(c.kind == "responsibility" for c in self.parts)


def sign_of(text: str, chunk: Chunk) -> str | None:
    """The bullet or number of an item with the blanks behind it; None for the later parts of an item."""
    if chunk.body_start <= chunk.start:
        return None
    sign = text[chunk.start : chunk.body_start]
    return sign if _SIGN.fullmatch(sign) else None  # "and " opens a later part


def indent_of(text: str, chunk: Chunk) -> str | None:
    """The blanks before an item that begins its line; None for one within a line."""
    before = text[text.rfind("\n", 0, chunk.start) + 1 : chunk.start]
    return before if not before.strip() else None


def form_of(chunk: Chunk) -> VerbForm | None:
    """The form in which a duty is told; None where it begins with no verb."""
    return "you will" if _ADDRESSED.match(chunk.body) else form_of_duty(chunk.body)


def closes(words: str) -> bool:
    """Whether an item ends in the "and" before the last one."""
    return _CLOSES.search(words.rstrip()[-40:]) is not None


def plain_list(draft: Draft, section: int) -> tuple[list[Chunk], VerbForm] | None:
    """The duties of a section's list from the first item to the last behind which one more can stand, and their form;
    None where there is any doubt."""
    kind = next((s.kind for s in draft.sections if s.id == section), "other")
    if kind not in _HOLDING:
        return None
    runs = list(_runs(draft, section))
    run = max(runs, key=lambda r: sum(i.says_duty for i in r), default=[])
    form = _common_form(run)
    if form is None or not _is_plain(draft.text, run):
        return None
    if any(_is_beside(draft.text, run, other, form) for other in runs if other is not run):
        return None
    # What is told as the duties are is one of them here, whether or not it is known for a duty.
    own = [
        i
        for i in run
        if (i.says_duty or (i.head.kind == "other" and _fits(i.head, form))) and not tables.ASIDE.match(i.head.body)
    ]
    while own and not _is_tail(own[-1]) and not _fits(own[-1].head, form):
        own.pop()
    if len(own) < tables.FEWEST_DUTIES - 1 or len(own) < tables.MOSTLY * len(run):
        return None
    return [part for item in own for part in item.parts], form


def _runs(draft: Draft, section: int) -> Iterator[list[Item]]:
    """The lists of a section: items of one sign and one indent, one after the other with nothing between them."""
    run: list[Item] = []
    for chunk in sorted((c for c in draft.chunks if c.section == section), key=lambda c: c.start):
        sign = sign_of(draft.text, chunk)
        if chunk.layout == "item" and run and sign is None and _goes_on(draft.text, run[-1], chunk):
            run[-1] = Item((*run[-1].parts, chunk), run[-1].sign, run[-1].indent)
            continue
        # The items of a page have no sign of their own.
        item = Item((chunk,), _NUMBER.sub("0", sign or "").strip(), indent_of(draft.text, chunk) or "")
        if chunk.layout != "item" or (run and (item.sign, item.indent) != (run[-1].sign, run[-1].indent)):
            yield run
            run = []
        if chunk.layout == "item":
            run.append(item)
    yield run


def _is_beside(text: str, run: Sequence[Item], other: Sequence[Item], form: VerbForm) -> bool:
    """Whether the list goes on in another one, of another sign or indent, that holds duties, too: a list within a list,
    or one that was written in two ways."""
    if not other:
        return False
    first, second = sorted((run, other), key=lambda r: r[0].head.start)
    within = second is other and bool(other[0].sign) and not other[0].sign.startswith("0")
    bringing = all(i.head.kind == "requirement" for i in other)
    if not any(i.says_duty and _fits(i.head, form) for i in other) and (not within or bringing):
        return False
    return text[first[-1].end : second[0].head.start].strip(" \t\r;,.") in ("", "\n")


def _goes_on(text: str, item: Item, chunk: Chunk) -> bool:
    """Whether what has no sign is a further part of an item: in its line, or indented below it."""
    if "\n" not in text[item.end : chunk.start]:
        return bool(item.sign) or bool(text[item.end : chunk.start].strip())
    return len(indent_of(text, chunk) or "") > len(item.indent)


def _common_form(run: Sequence[Item]) -> VerbForm | None:
    """The form in which nearly all duties of a list are told; None where they differ, or begin with a noun."""
    told = [i.head for i in run if i.says_duty and not _is_tail(i)]
    counts = Counter(form for item in run if (form := form_of(item.head)) is not None and not _is_tail(item))
    form, _ = max(counts.items(), key=lambda c: c[1], default=(None, 0))
    if form is None:
        return None
    # By itself "Posts payments" may be a noun; beside "Prepares invoices" it is none.
    return form if sum(_fits(c, form) for c in told) >= tables.MOSTLY * len(told) else None


def _fits(chunk: Chunk, form: VerbForm) -> bool:
    """Whether a duty is told in a form; its first word may leave that open, and have the ending of it."""
    own = form_of(chunk)
    if own is not None:
        return own == form
    first, _, _ = chunk.body.lstrip().partition(" ")
    ending = {"third": "s", "gerund": "ing"}.get(form)
    return ending is not None and first.casefold().endswith(ending)


def _is_tail(item: Item) -> bool:
    """Whether an item is the "other duties as assigned" that ends a list."""
    return bool(tables.CATCH_ALL.search(item.head.body)) and len(item.head.body) < tables.LONGEST_TAIL


def _is_plain(text: str, run: Sequence[Item]) -> bool:
    """Whether the items of a list look alike, and none of them seems to hold more than it should."""
    if len(run) < tables.FEWEST_DUTIES or len({(i.sign, i.indent) for i in run}) > 1:
        return False
    if any(indent_of(text, i.head) is None for i in run):
        return False
    lengths = [i.end - i.head.start for i in run]
    if median(lengths) > tables.USUAL_ITEM or max(lengths) > tables.LONGEST_ITEM:
        return False
    if 2 * sum(_LABEL.match(i.head.body) is not None for i in run) >= len(run):
        return False
    small = sum(i.head.body[:1].islower() for i in run)
    if 0 < small < len(run) and min(small, len(run) - small) > len(run) / 4:
        return False
    # "…; and" belongs before the last item and nowhere else.
    closing = [n for n, i in enumerate(run) if closes(_whole(text, run, n))]
    return closing in ([], [len(run) - 2])


def _whole(text: str, run: Sequence[Item], n: int) -> str:
    """An item with what stands behind its last part, up to its line's end."""
    end = text.find("\n", run[n].end)
    return text[run[n].head.start : len(text) if end < 0 else end].rstrip()
