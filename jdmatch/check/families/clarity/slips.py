"""What slipped in while typing: a word twice, blanks too many, capitals throughout, a gap of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jdmatch.check.families.clarity.page import Page
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.chunking.words import word_set

# Only these are taken for a slip: other words are doubled on purpose, in names ("Walla Walla"), or across columns.
_DOUBLED = word_set(
    """
    the a an and or of to in for with on at by from as is are be was were will would can may must should our your their
    its this these those we you they it has have but not which who when while within into through under between all any
    other
    """
)
_PAIR = re.compile(
    r"(?<![\w'’/.-])(?P<word>[A-Za-z]+)"
    r"(?P<again>(?:[ \t\xa0]{1,9}(?:\r?\n[ \t\xa0]{0,9})?|\r?\n[ \t\xa0]{0,9})"
    r"(?P<second>(?i:(?P=word))))(?![\w'’/-]|\.\w)"
)
# Other words that stand twice by mistake, but for those that are doubled to stress them.
_OPEN_PAIR = re.compile(
    r"(?<![\w'’/.-])(?P<word>(?!much|very|many|long|really|that|more|high|deep|super)[a-z]{4,})"
    r"(?P<again>[ \xa0](?P<second>(?P=word)))(?![\w'’/-]| (?P=word))"
)
_ARTICLES = re.compile(r"(?<![\w'’/.-])(?P<first>an?|the) (?P<then>an?|the)(?= [a-z]{2})")
# Blanks between two times or figures stand for a sign that was lost: "8 AM to 4 PM  4 PM to 12 AM".
_FIGURE = re.compile(r"(?:\d|\b[AaPp]\.?[Mm]\.?)\Z")
_TWICE = re.compile(r"(?<=[\w,)])(?P<run>[ \xa0]{2,3})(?=[a-z0-9])")
_BEFORE_SIGN = re.compile(r"(?<=[\w)])(?P<run>[ \xa0]+)(?=[,;:.!?](?:\s|$))")
_SUSPECT = ("  ", "\xa0 ", " \xa0", "\xa0\xa0", *(blank + sign for blank in " \xa0" for sign in ",;:.!?"))
_ODD_BLANK = re.compile(r"[ \xa0][ \xa0,;:.!?]")
_BEFORE_DOTS = re.compile(r"\.[ \xa0]?\.")
_MARKS = re.compile(r"!(?:\s?!)+|!\?+|\?!+|\?{2,}")
_LETTERS = re.compile(r"[^\W\d_]")
# What has no stop may be a heading.
_STOPPED = re.compile(r"[.!?*)\"”]\s*$")
_FEWEST_WORDS, _FEWEST_UNSTOPPED = 5, 8
_FEWEST_LETTERS = 24
_SHORT_WORD = 3
# One of these stands in every gap.
_GAP_SIGNS = ("[", "{{", "<", "xx", "lorem", "insert ")
_CELL = re.compile(r"\t| {4,}")


def repeated(page: Page) -> Iterator[Finding]:
    """JDM311: a small word that stands twice."""
    if not page.repeats.isdisjoint(_DOUBLED):
        for chunk in page.draft.chunks:
            for pair in _slips(page, chunk.start, chunk.end):
                yield _twice(pair, safe=True)
    if any(len(word) > _SHORT_WORD and word not in _DOUBLED for word in page.repeats):
        for block in page.running:
            for pair in _OPEN_PAIR.finditer(page.text, block.body, block.end):
                if pair["word"] not in _DOUBLED:
                    yield _twice(pair, safe=False)
    for two in _ARTICLES.finditer(page.text):
        if two["first"] != two["then"]:
            yield found("JDM311", two.start(), two.end(), f"“{two.group()}”: one article is enough.")


def _twice(pair: re.Match[str], *, safe: bool) -> Finding:
    word = pair["word"]
    fix = Fix(f"Leave out one “{word}”", (Edit(pair.start("again"), pair.end("again"), ""),), safe=safe)
    return found("JDM311", pair.start(), pair.end(), f"“{word}” stands twice.", fixes=(fix,))


def shouting(page: Page) -> Iterator[Finding]:
    """JDM313: sentences in capitals, and exclamation marks in a row."""
    loud: list[tuple[int, int, str]] = []
    for block in page.running:
        for sentence in block.sentences:
            said = page.text[sentence.start : sentence.end]
            if _is_loud(said):
                loud.append(
                    (sentence.start, sentence.end, f"{page.quote(sentence.start, sentence.end)} is all capitals")
                )
    marks = (
        [
            (match.start(), match.end(), f"{page.quote(*match.span())} is more than one mark needs")
            for block in page.running
            for match in _MARKS.finditer(page.text, block.start, block.end)
        ]
        if "!" in page.text or "??" in page.text
        else []
    )
    if not loud and not marks:
        return
    (start, end, message), *rest = sorted(loud + marks)
    more = f" ({len(rest)} more like it)" if rest else ""
    edits = tuple(Edit(a, b, "?" if "?" in page.text[a:b] else "!") for a, b, _ in marks)
    yield found(
        "JDM313",
        start,
        end,
        message + more + ".",
        fixes=(Fix("Keep one mark of each row", edits, safe=True),) if edits else (),
        related=tuple(Related(message + ".", start, end) for start, end, message in rest),
    )


def spacing(page: Page) -> Iterator[Finding]:
    """JDM314: blanks too many inside a sentence; one finding for all of them."""
    text = page.text
    if not any(pair in text for pair in _SUSPECT):
        return
    runs: list[tuple[int, int, str]] = []
    for block in page.running:
        if not _ODD_BLANK.search(text, block.body, block.end):
            continue
        slips = [] if page.repeats.isdisjoint(_DOUBLED) else _slips(page, block.start, block.end)
        doubled = [(pair.start("again"), pair.end("again")) for pair in slips]
        inner = [(a.end, b.start) for a, b in zip(block.chunks, block.chunks[1:], strict=False)]
        for chunk in block.chunks:
            begin = max(chunk.start, block.body)
            if not _ODD_BLANK.search(text, begin, chunk.end) or _CELL.search(text, begin, chunk.end):
                continue
            for pattern, put in ((_TWICE, " "), (_BEFORE_SIGN, "")):
                for match in pattern.finditer(text, begin, chunk.end):
                    a, b = match.span("run")
                    if put and text[b].isdigit() and _FIGURE.search(text, max(0, a - 5), a):
                        continue
                    if not any(a < y and x < b for x, y in doubled + inner) and not _BEFORE_DOTS.match(text, b):
                        runs.append((a, b, put))
    if not runs:
        return
    runs.sort()
    (a, b, put), *rest = runs
    what = "Two blanks stand where one belongs" if put else f"A blank stands in front of “{text[b]}”"
    places = f" ({len(rest)} more like it)" if rest else ""
    fix = Fix("Take out the blanks", tuple(Edit(x, y, kept) for x, y, kept in runs), safe=True)
    start, end = _around(text, a, b)
    yield found(
        "JDM314",
        start,
        end,
        f"{what}{places}.",
        fixes=(fix,),
        related=tuple(Related("A blank too many", *_around(text, x, y)) for x, y, _ in rest),
    )


def placeholders(page: Page) -> Iterator[Finding]:
    """JDM315: a gap of the template that nobody filled."""
    hits = list(_gaps().finditer(page.text)) if any(sign in page.low for sign in _GAP_SIGNS) else []
    if not hits:
        return
    first, *rest = hits
    more = f" ({len(rest)} more)" if rest else ""
    yield found(
        "JDM315",
        first.start(),
        first.end(),
        f"{page.quote(*first.span())} is a gap of the template that was not filled{more}.",
        related=tuple(Related(f"{page.quote(*gap.span())}", *gap.span()) for gap in rest),
    )


@cache
def _gaps() -> re.Pattern[str]:
    thing = (
        r"(?:company|employer|organi[sz]ation|job|position|role|department|team|city|state|location|salary|pay|date|"
        r"amount|number|manager|hiring manager|supervisor|e-?mail|phone|url|link|name|title|address|benefits?|website|"
        r"year|industry|product|client|skill|task|duty|responsibility|requirement|range|xx+|tbd|tbc)"
    )
    order = r"(?:insert|enter|add|your|our|the|fill in|specify|list|describe|select|choose)\b[^\]\n}>]{0,50}"
    numbers = r"(?: |,|\.|%|/|-)*(?:per|years?|hours?|percent|%|-|–|to|an?|/|k\b|days?|weeks?|USD)"
    gaps = (
        rf"\[ ?(?:{order}|{thing}(?:[ /_-]{thing}){{0,3}}(?: here)?) ?\](?![(\[:])",
        r"\{\{ ?[\w. -]{1,40} ?\}\}",
        r"<(?:insert|enter|add|your)\b[^>\n]{1,40}>",
        rf"<{thing}[ _-]{thing}>",
        rf"(?<![\w$€£])[$€£]?XX+(?:[,.]X{{2,3}})*(?!\w)(?={numbers})",
        r"\blorem ipsum\b",
        r"\bINSERT [A-Z ]{3,30} HERE\b",
    )
    return re.compile("|".join(gaps), re.IGNORECASE)


def _slips(page: Page, start: int, end: int) -> list[re.Match[str]]:
    return [
        pair for pair in _PAIR.finditer(page.text, start, end) if pair["word"].lower() in _DOUBLED and _is_slip(pair)
    ]


def _is_slip(pair: re.Match[str]) -> bool:
    """Whether the second word is written as the first would go on: "A a" and "IT it" may be something else."""
    first, second = pair["word"], pair["second"]
    return second == first or (second.islower() and first.istitle() and len(first) > 1)


def _is_loud(said: str) -> bool:
    return (
        said.isupper()
        and len(_LETTERS.findall(said)) >= _FEWEST_LETTERS
        and len([word for word in said.split() if len(word) > 1 and word.isalpha()])
        >= (_FEWEST_WORDS if _STOPPED.search(said) else _FEWEST_UNSTOPPED)
    )


def _around(text: str, a: int, b: int) -> tuple[int, int]:
    """The blanks with the words beside them."""
    start = max(text.rfind(" ", 0, a), text.rfind("\n", 0, a)) + 1
    end = b
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
