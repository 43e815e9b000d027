"""List items and headings that stand in the middle of a line.

Postings pass through forms that eat their line breaks: "Duties: * Prepare … * Post …", "…as required. Required "
    "Skills:",
"…on the siteSupporting staff…". A piece is cut where such a sign is beyond doubt: a glyph that is always a bullet,
numbers that count up, a capitalised known heading, or glued words whose second half opens list items.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from jdmatch.chunking import headings, tables
from jdmatch.chunking.heading_tables import FINAL_RUN_IN, RUN_IN, RUN_IN_LETTERS, WEAK_RUN_IN
from jdmatch.chunking.headings import Heading
from jdmatch.chunking.layout import Piece
from jdmatch.chunking.lines import MARK, trim
from jdmatch.chunking.patterns import holds_any
from jdmatch.chunking.verbs import form_of
from jdmatch.chunking.words import word_set
from jdmatch.records import Layout

_GLYPH = re.compile(
    f"[{re.escape(tables.BULLET_GLYPHS)}\ue000-\uf8ff]|" + "|".join(re.escape(g) for g in tables.GARBLED_BULLETS)
)
_MIDDLE_DOT = re.compile(r"(?<=\s)·(?=\s)")
_STAR = re.compile(r"(?<=[\s:.;])\*+(?=\s+\S)|(?<=[.:;] )\*(?=[A-Z])")
_DASH = re.compile(r"(?:(?<=[.:;!?]) +|[ \t\xa0]{2,})([-–—]{1,2})(?=\s*[A-Za-z\"“(])")
_BLANK_DASH = re.compile(r"[ \t\xa0][-–—]")
_GLUED_DASH = re.compile(r"[-–](?<=[a-z).;].)(?= ?[A-Z])(?!-)")
_LETTER_O = re.compile(r"(?:(?<=[.:;]) +|[ \t\xa0]{2,})(o)(?=\s+[A-Z])")
_LONE_O = re.compile(r"[ \t\xa0]o\s")
_NUMBER = re.compile(r"(?<![\w.,$/#-])\(?(\d{1,2})[.)](?=\s+[A-Z\"“(]|[A-Z][a-z])")
_LETTER = re.compile(r"(?<![\w.,$/#-])\(?([A-Za-z])[.)](?=\s+\S)")
_GLUE = re.compile(r"[A-Z](?<=[a-z0-9)\]%+!?.;:,].)(?=[a-z]*[a-z'’-])")
_GLUED_LEFT = re.compile(r"[A-Za-z0-9'’+#-]+$")
_WORD_AHEAD = re.compile(r"[A-Z][a-z'’-]+")
_HEADING_NOUNS = word_set("responsibilities requirements qualifications duties benefits skills")
_SOME_GLUE, _MUCH_GLUE, _GLUED_DASHES, _LISTED = 2, 3, 3, 2
# "Label: …" opens a section where at least so many characters follow.
_LABEL = re.compile(r"[A-Z][\w/&' -]{2,30}:(?=\s)")
_LABELLED = 150
_LEAD_IN = 60
_SHORTEST_RUN_IN = 6
_SHORT_CELL = 30
_CELLS = 6


def cut(text: str, found: list[Piece]) -> list[Piece]:
    """The pieces, those with list items or headings inside cut into several."""
    glued = _glued_places(text)
    out: list[Piece] = []
    for piece in found:
        if piece.layout in ("heading", "row"):
            out.append(piece)
            continue
        for part in _bullets(text, piece):
            parts = _glue(text, part, glued) if glued and part.layout != "heading" else [part]
            for whole in parts:
                out.extend([whole] if whole.layout == "heading" else _run_ins(text, whole))
    return out


# --- bullets ------------------------------------------------------------------------------------------------------


def _bullets(text: str, piece: Piece) -> list[Piece]:
    places = sorted({at for at in _signs(text, piece) if piece.body < at < piece.end})
    if not places:
        return [piece]
    first, *items = _split(text, piece, places, layout="item")
    return [_as_heading(text, first), *items]


def _as_heading(text: str, piece: Piece) -> Piece:
    """The piece, as a heading if it is a known one and nothing else; what is cut off before an item often is."""
    content = text[piece.body : piece.end]
    if piece.body != piece.start or headings.strangers(content) or not headings.is_title(content.split()):
        return piece
    return piece._replace(layout="heading", heading=Heading(headings.topic_of(content), headings.PLAIN))


def _signs(text: str, piece: Piece) -> list[int]:
    """The places in a piece's words where an item may begin."""
    content = text[piece.body : piece.end]
    places = [] if content.isascii() else _glyphs(text, piece, content)
    if "*" in content:
        places += _stars(content, piece.body)
    if "-" in content or not content.isascii():
        places += _dashes(text, piece, content)
    if _LONE_O.search(content):
        letters = [piece.body + m.start(1) for m in _LETTER_O.finditer(content)]
        places += letters if len(letters) >= _LISTED else []
    if "." in content or ")" in content:
        marked = piece.body > piece.start
        if marked or not content.isascii() or holds_any(content, ("1.", "1)")):
            places += _enumeration(_NUMBER, text, piece, 1)
        if marked or holds_any(content, ("a.", "a)", "A.", "A)")):
            places += _enumeration(_LETTER, text, piece, "a")
    return places


def _glyphs(text: str, piece: Piece, content: str) -> list[int]:
    start = piece.body
    found = [start + m.start() for m in _GLYPH.finditer(content)]
    found = [at for i, at in enumerate(found) if not i or text[found[i - 1] + 1 : at].strip()]
    if "·" in content:
        found = sorted(found + [start + m.start() for m in _MIDDLE_DOT.finditer(content)])
    return [] if found and _is_banner(text, piece, found) else found


def _dashes(text: str, piece: Piece, content: str) -> list[int]:
    start = piece.body
    dashes = [start + m.start(1) for m in _DASH.finditer(content)] if _BLANK_DASH.search(content) else []
    own = bool(dashes) and piece.start < start and text[piece.start] == text[dashes[0]]
    glued = [start + m.start() for m in _GLUED_DASH.finditer(content)]
    return (dashes if own or len(dashes) >= _LISTED else []) + (glued if len(glued) >= _GLUED_DASHES else [])


def _is_banner(text: str, piece: Piece, signs: list[int]) -> bool:
    """ "Company · Accounts Receivable · Greensboro, NC" is one line with separators, no list."""
    if piece.body != piece.start or len(signs) >= _CELLS or not text[signs[0] - 1].isspace():
        return False
    first = text[piece.body : signs[0]].strip()
    if first.endswith(":") or headings.strangers(first) == 0:
        return False
    edges = [piece.body, *signs, piece.end]
    cells = [text[a:b].strip(" ·•|") for a, b in pairwise(edges)]
    return all(len(cell) <= _SHORT_CELL for cell in cells) or "|" in text[piece.body : piece.end]


def _stars(content: str, start: int) -> list[int]:
    places = [start + m.start() for m in _STAR.finditer(content) if not content.startswith("**", m.start())]
    if len(places) >= 2:
        return places
    return [at for at in places if content[: at - start].rstrip()[-1:] in ".:;!?"]


def _enumeration(pattern: re.Pattern[str], text: str, piece: Piece, first: int | str) -> list[int]:
    """Places of 1. 2. 3. or a) b) c) that count up one by one; the first may be the piece's own mark."""
    places: list[int] = []
    want: int | None = None
    own = pattern.match(text, piece.start) if piece.body > piece.start else None
    if own:
        want = _ordinal(own.group(1)) + 1
    for found in pattern.finditer(text, piece.body, piece.end):
        number = _ordinal(found.group(1))
        if want is None and number == _ordinal(str(first)):
            places, want = [found.start()], 2
        elif want is not None and number == want:
            places.append(found.start())
            want += 1
    return places if own or len(places) >= 2 else []


def _ordinal(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign.lower()) - ord("a") + 1


# --- glued words --------------------------------------------------------------------------------------------------


def _glued_places(text: str) -> list[int]:
    """Where line breaks between words were lost ("onlineSupport"); none unless it happened twice at least. A name with
    a capital inside ("HeavyJob") is told from a capitalised word only where much of the text is glued."""
    certain: list[int] = []
    doubtful: list[int] = []
    for found in _GLUE.finditer(text):
        at, sign = found.start(), text[found.start() - 1]
        left = _GLUED_LEFT.search(text, max(0, at - 25), at - (not sign.isalnum()))
        word = left.group() if left else ""
        if sign in ".!?;" and len(word) > 1:
            doubtful.append(at)
        elif _is_name(text, word, at):
            continue
        elif word.lower() in _HEADING_NOUNS:
            certain.append(at)
        elif not _opens_item(text, at) or (sign not in ")]%" and len(word) < 2):
            continue
        elif sign in ")]%,:" or word[0].isupper() or word[0].isdigit():
            if word.lower() not in tables.CAMEL_HALVES:
                doubtful.append(at)
        elif word.lower() not in tables.CAMEL_HALVES:
            certain.append(at)
    if len(certain) >= _MUCH_GLUE:
        return sorted(certain + doubtful)
    return certain if len(certain) >= _SOME_GLUE else []


def _is_name(text: str, left: str, at: int) -> bool:
    """Whether two glued words are a name that the text uses again ("HeavyJob")."""
    right = _WORD_AHEAD.match(text, at)
    return bool(left and right and left[0].isupper() and text.count(left + right.group()) > 1)


def _glue(text: str, piece: Piece, glued: list[int]) -> list[Piece]:
    places = [at for at in glued if piece.body < at < piece.end]
    if not places:
        return [piece]
    *parts, last = _split(text, piece, places, layout="item")
    return [*(_as_heading(text, part) for part in parts), last]


def _opens_item(text: str, at: int) -> bool:
    found = _WORD_AHEAD.match(text, at)
    if found is None:
        return False
    word = found.group().lower().replace("’", "'")
    form = form_of(word)
    if form is not None and (form.shape != "s" or form.firm):
        return len(word) > 2
    return word in tables.REQUIREMENT_OPENERS or word in tables.SENTENCE_OPENERS


# --- headings -----------------------------------------------------------------------------------------------------


def _run_ins(text: str, piece: Piece) -> list[Piece]:
    """Cut known headings out of a piece of running text."""
    spans = [span for span in _candidates(text, piece) if _is_run_in(text, piece, *span)]
    label = _LABEL.match(text, piece.start, piece.end)
    if label and piece.body == piece.start and not (spans and spans[0][0] == piece.start):
        long = piece.end - label.end() >= _LABELLED
        # What a person needs is often told as "Education: …": such a label stays with its line.
        topic = headings.topic_of(label.group()) if headings.strangers(label.group()) == 0 else None
        if long and topic not in (None, "requirements"):
            spans = [label.span(), *(span for span in spans if span[0] >= label.end())]
    if not spans:
        return [piece]
    out: list[Piece] = []
    at, body = piece.start, piece.body
    for start, end in spans:
        if not any(c.isalnum() for c in text[end : piece.end]):
            end = piece.end
        _append(out, text, piece._replace(start=at, end=start, body=body))
        if out and MARK.fullmatch(text[out[-1].start : out[-1].end] + " "):
            start = out.pop().start
        topic = headings.topic_of(text[start:end])
        first, last = trim(text, start, end)
        begin = max(first, body) if first == piece.start else first
        out.append(Piece(first, last, min(begin, last), "heading", Heading(topic, headings.PLAIN), piece.section))
        at = body = end
    _append(out, text, piece._replace(start=at, end=piece.end, body=body))
    return out


def _append(out: list[Piece], text: str, piece: Piece) -> None:
    start, end = trim(text, piece.start, piece.end)
    if start < end:
        out.append(piece._replace(start=start, end=end, body=max(start, min(piece.body, end))))


@cache
def _run_in_pattern() -> re.Pattern[str]:
    phrases = "|".join(RUN_IN)
    return re.compile(
        rf"(?<![\w/&-])(?=[{RUN_IN_LETTERS}])(?:{phrases})(?![\w/&'’-])(\s?\([^)]{{1,20}}\))?( ?:)?"
        r"|[A-Z](?<![\w/&-].)(?:[A-Z &/,]|and/or|or){4,50}[A-Z](?![\w'’-])( ?:)?"
    )


def _candidates(text: str, piece: Piece) -> list[tuple[int, int]]:
    # Searched in a copy: a phrase may be glued to what stands before the piece.
    at = piece.body
    if piece.end - at < _SHORTEST_RUN_IN:
        return []
    out: list[tuple[int, int]] = []
    for found in _run_in_pattern().finditer(text[at : piece.end]):
        start, end = at + found.start(), at + found.end()
        if text[start].islower():
            start = max(_sentence_start(text, piece, start), out[-1][1] if out else at)
        out.append((start, end))
    return out


def _sentence_start(text: str, piece: Piece, at: int) -> int:
    """Where the sentence begins of which the lead-in at ``at`` is the end ("As a clerk, duties include:")."""
    before = max(text.rfind(sign, piece.body, at) for sign in ".!?;")
    start = before + 1 if before >= 0 else piece.body
    return start if at - start <= _LEAD_IN else at


def _is_run_in(text: str, piece: Piece, start: int, end: int) -> bool:
    phrase = text[start:end]
    colon = phrase.endswith(":")
    plain = phrase.rstrip(": ")
    if plain.endswith("."):
        # "What you bring. Three years …": a label with a full stop.
        return not text[piece.body : start].strip()
    marked = piece.layout == "item" and piece.body > piece.start
    at_start = not text[piece.body : start].strip()
    at_end = not text[end : piece.end].strip(" :*-–•")
    if marked and at_start:
        return False
    if headings.is_capitals(plain):
        return _is_loud(text, piece, plain, start, end, at_end=at_end, colon=colon)
    weak = plain.lower() in WEAK_RUN_IN
    before = text[piece.body : start].rstrip()[-1:]
    opens = at_start or before in '.!?;:)"”*'
    if colon and (opens or not (weak or marked)):
        return True
    if at_end:
        word = text[piece.body : start].split()[-1:] or [""]
        return not at_start and (before in ".!?;:" or (word[0][:1].islower() and plain.lower() in FINAL_RUN_IN))
    rest = text[end : piece.end].split()
    return opens and not weak and len(re.split(r"[ /]+", plain)) >= 2 and _is_sentence(rest)


def _is_sentence(words: list[str]) -> bool:
    """Whether words behind a heading without a colon are running text and not the rest of the heading."""
    return len(words) >= 6 and words[0][:1].isupper() and sum(word[:1].islower() for word in words[:12]) >= 2


def _is_loud(text: str, piece: Piece, plain: str, start: int, end: int, *, at_end: bool, colon: bool) -> bool:
    """A known heading in capitals inside a text that is not."""
    topic = headings.topic_of(plain)
    if headings.strangers(plain) > 1 or topic is None or not (colon or (len(plain) > 6 and topic != "other")):
        return False
    rest = text[end : piece.end].lstrip()
    if not colon and not at_end and rest[:1].islower():
        return False
    around = text[piece.body : start] + rest
    return at_end or colon or sum(c.islower() for c in around) > 2 * sum(c.isupper() for c in around)


def _split(text: str, piece: Piece, places: list[int], *, layout: Layout) -> list[Piece]:
    out: list[Piece] = []
    edges = [piece.start, *places, piece.end]
    for i, (left, right) in enumerate(pairwise(edges)):
        start, end = trim(text, left, right)
        if start == end:
            continue
        if i == 0:
            out.append(piece._replace(end=end, body=min(piece.body, end)))
            continue
        mark = MARK.match(text, start, end)
        body = mark.end() if mark else start
        while body < end and text[body].isspace():
            body += 1
        out.append(piece._replace(start=start, end=end, body=body, layout=layout))
    return out
