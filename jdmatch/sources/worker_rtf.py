"""Inside the worker: an RTF document to HTML, word by word of its own language.

The libraries at hand give RTF's characters and lose what makes a posting readable: items, headings, rows, and which
text is hidden or deleted. So the language is read here: groups keep a state that ends with them, a group that opens
with a destination's word is text or it is not (``rtf_tables``), bytes are read in their font's code page. A document
whose outermost group never closes was cut off and is refused, since a part must not pass for the whole.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import Any, Literal

from jdmatch.sources import rtf_tables as tables
from jdmatch.sources.worker import RefusedError
from jdmatch.sources.worker_markup import Markup
from jdmatch.sources.worker_rtf_parts import Flow, Fonts, code_page

Zone = Literal["text", "drop", "fonts", "styles", "margin", "comment", "shape"]
_DAMAGED = "Save it anew as .rtf or .docx"
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_CONTROL_SHARE = 0.01
_HEADING_NAME = re.compile(r"heading (\d)")
_NO_OUTLINE = 9
_DEEPEST_TABLE = 20


@dataclass(slots=True)
class _State:
    """What holds until the group ends: destination, character and paragraph properties."""

    zone: Zone = "text"
    shown: Zone | None = None  # the zone around an \upr, for the one of its two forms that is read
    skip: int = 1
    font: int = -1
    bold: bool = False
    underlined: bool = False
    hidden: bool = False
    deleted: bool = False
    link: bool = False
    style: int = 0
    outline: int | None = None
    listed: int = 0
    level: int = 0
    in_table: bool = False
    nested: int = 0
    flow: Flow | None = None
    opens_flow: str = ""

    @property
    def row_level(self) -> int:
        """In how many tables the paragraph stands."""
        return self.nested or int(self.in_table)


def read(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """``{"html": …, "pictures": n, "comments": n, "margin_words": n, "hidden_words": n, "trailing_bytes": n}``: the
    text as HTML, and how much of the document is not in it."""
    reader = _Reader(document, limits)
    return reader.read()


class _Reader:
    def __init__(self, document: bytes, limits: dict[str, int]) -> None:
        self._data, self._depth = document, limits["xml_depth"]
        self._markup = Markup(limits)
        self._flow = Flow(self._markup)
        self._state = _State(flow=self._flow)
        self._stack: list[_State] = []
        self._notes: list[str] = []
        self._fonts = Fonts()
        self._outlines: dict[int, int] = {}
        self._style_name, self._described_style = "", 0
        self._bytes, self._skip, self._high = bytearray(), 0, 0
        self._starred = False
        self._counts = {"pictures": 0, "comments": 0}
        self._words = {"margin": 0, "hidden": 0}
        self._odd = self._plain = 0

    def read(self) -> dict[str, Any]:
        end = self._tokens()
        if self._odd > _CONTROL_SHARE * max(self._plain, 1):
            raise RefusedError("JDM012", f"is damaged: it holds bytes that occur in no RTF document. {_DAMAGED}")
        self._flow.finish()
        words = {f"{zone}_words": count for zone, count in self._words.items()}
        rest = len(self._data[end:].strip(b"\x00\r\n\t \x1a"))
        return {"html": "".join([*self._flow.parts, *self._notes]), **self._counts, **words, "trailing_bytes": rest}

    def _tokens(self) -> int:
        """Take every token up to the end of the outermost group; returns where that is."""
        at = self._data.index(b"{")
        while at < len(self._data):
            match = _TOKEN.match(self._data, at)
            if match is None:  # not reached: every byte begins a token
                break
            at = match.end()
            if match["word"] == b"bin":
                at = self._binary(match, at)
            elif match["text"] is not None:
                self._text(match["text"])
            elif match["hex"] is not None:
                self._hex(int(match["hex"], 16))
            elif match["brace"] is not None:
                self._brace(match["brace"])
                if not self._stack:
                    return at
            elif match["word"] is not None:
                number = match["number"]
                self._take(match["word"].decode("ascii"), None if number is None else int(number))
            elif match["symbol"] is not None:
                self._symbol(match["symbol"].decode("latin-1"))
        raise RefusedError("JDM012", f"is an RTF document that was cut off: its end is missing. {_DAMAGED}")

    def _binary(self, match: re.Match[bytes], at: int) -> int:
        length = int(match["number"] or 0)
        if length < 0 or at + length > len(self._data):
            raise RefusedError("JDM012", f"is a damaged or cut off RTF document: its pictures end nowhere. {_DAMAGED}")
        return at + length

    # Groups

    def _brace(self, brace: bytes) -> None:
        self._decode()
        self._skip, self._starred = 0, False
        if brace == b"{":
            self._stack.append(self._state)
            if len(self._stack) > self._depth:
                raise RefusedError("JDM009", f"has groups nested deeper than {self._depth} levels (limits.xml_depth)")
            self._state = copy(self._state)
            self._state.opens_flow = ""
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.zone == "styles":
            self._end_style()
        if ended.opens_flow and ended.flow is not None:
            self._end_flow(ended)

    def _open(self, word: str) -> bool:
        """Is a word a destination? Then the group that it opens becomes one."""
        state, starred = self._state, self._starred
        self._starred = False
        if word == "upr":
            state.shown, state.zone = state.zone, "drop"
        elif word == "ud" and state.shown is not None:
            state.zone = state.shown
        elif state.zone == "drop" or word in tables.DROPPED:
            if word not in tables.DROPPED and not starred:
                return False
            state.zone = "drop"
        elif word in (tables.FONTS, tables.STYLES):
            state.zone = "fonts" if word == tables.FONTS else "styles"
        elif word in tables.SIGNS:
            state.zone = "drop"
            if state.flow is not None:
                state.flow.signed = True
        elif word in tables.MARGINS:
            state.zone = "margin"
        elif word in tables.COMMENTS:
            state.zone = "comment"
            self._counts["comments"] += 1
        elif word in tables.PICTURES:
            self._counts["pictures"] += state.zone != "margin"
            state.zone = "drop"
        elif word in tables.SHAPES:
            state.zone = state.zone if state.zone in ("margin", "comment") else "shape"
        elif word in tables.BOXES or word in tables.NOTES:
            self._open_flow(word)
        elif starred and word not in tables.READ:
            state.zone = "drop"
        else:
            return False
        return True

    def _open_flow(self, word: str) -> None:
        if self._state.zone not in ("text", "shape"):
            return
        state = _State(flow=Flow(self._markup), opens_flow=word, skip=self._state.skip, font=self._state.font)
        state.hidden, state.deleted = self._state.hidden, self._state.deleted
        self._state = state

    def _end_flow(self, ended: _State) -> None:
        flow, outer = ended.flow, self._state.flow
        if flow is None or outer is None:
            return
        flow.finish()
        if ended.opens_flow in tables.NOTES:
            self._notes += flow.parts
        else:
            outer.behind += flow.parts

    # Words

    def _take(self, word: str, number: int | None) -> None:
        self._decode()
        if self._skip:
            # A sign that stands in for the character before it; any other word was not meant so.
            self._skip = self._skip - 1 if word in tables.CHARACTERS else 0
            if word in tables.CHARACTERS:
                return
        if self._open(word):
            return
        state = self._state
        if word == "u":
            self._unicode(number or 0)
        elif state.zone == "fonts":
            self._fonts.describe(word, number or 0)
        elif state.zone == "styles":
            self._style_word(word, number)
        elif word in tables.DOCUMENT_PAGES:
            self._fonts.page = tables.DOCUMENT_PAGES[word]
        elif word == "ansicpg":
            self._fonts.page = code_page(number or 0) or self._fonts.page
        elif word == "deff":
            self._fonts.default = number or 0
        elif not self._property(word, number):
            self._content(word)

    def _property(self, word: str, number: int | None) -> bool:
        """Take a word that changes how the text from here on looks or what paragraph it is in."""
        state, on = self._state, number != 0
        if word == "b":
            state.bold = on
        elif word in tables.UNDERLINES or word == "ulnone":
            state.underlined = on and word != "ulnone"
        elif word == "v":
            state.hidden = on
        elif word == "deleted":
            state.deleted = on
        elif word == "plain":
            state.bold = state.underlined = state.hidden = state.deleted = False
            state.font = -1
        elif word == "f":
            state.font = number or 0
        elif word == "uc":
            state.skip = max(number or 0, 0) if number is not None else 1
        elif word == "fldrslt":
            state.link = True
        elif word == "pard":
            state.style, state.outline, state.listed, state.level = 0, None, 0, 0
            state.in_table, state.nested = False, 0
        elif word == "s":
            state.style = number or 0
        elif word == "outlinelevel":
            state.outline = number
        elif word == "ls":
            state.listed = number or 0
        elif word == "ilvl":
            state.level = max(number or 0, 0)
        elif word == "intbl":
            state.in_table = on
        elif word == "itap":
            state.nested = min(max(number or 0, 0), _DEEPEST_TABLE)
        else:
            return False
        return True

    def _content(self, word: str) -> None:
        """Take a word that is text, or ends a piece of it."""
        zone, flow = self._state.zone, self._state.flow
        if word in tables.CHARACTERS:
            self._put(tables.CHARACTERS[word])
        if zone != "text" or flow is None:
            if word in tables.PARAGRAPH_ENDS:
                self._put(" ")
            return
        if word in tables.PARAGRAPH_ENDS:
            self._end_paragraph(flow, self._state.row_level)
        elif word in tables.LINE_ENDS:
            flow.runs.line_break()
        elif word in ("cell", "nestcell"):
            level = 1 if word == "cell" else max(self._state.nested, 2)
            self._end_paragraph(flow, level)
            flow.end_cell(level)
        elif word in ("row", "nestrow"):
            flow.end_row(1 if word == "row" else max(self._state.nested, 2))

    def _symbol(self, symbol: str) -> None:
        self._decode()
        if self._skip:
            self._skip -= 1
        elif symbol == "*":
            self._starred = True
        elif symbol in "\r\n":
            self._content("par")
        elif symbol == "\t":
            self._put(" ")
        else:
            self._put(tables.SYMBOLS.get(symbol, ""))

    def _end_paragraph(self, flow: Flow, level: int) -> None:
        state = self._state
        outline = state.outline if state.outline is not None else self._outlines.get(state.style, _NO_OUTLINE)
        heading = outline + 1 if 0 <= outline < _NO_OUTLINE else 0
        item = state.level + 1 if flow.signed or state.listed > 0 else 0
        flow.end_paragraph(level, heading, item)

    # Styles

    def _style_word(self, word: str, number: int | None) -> None:
        if word == "s":
            self._described_style = number or 0
        elif word == "outlinelevel" and number is not None:
            self._outlines[self._described_style] = number

    def _end_style(self) -> None:
        name = self._style_name.strip(" ;").lower()
        if named := _HEADING_NAME.fullmatch(name):
            self._outlines.setdefault(self._described_style, int(named[1]) - 1)
        elif name == "title":
            self._outlines.setdefault(self._described_style, 0)
        self._style_name, self._described_style = "", 0

    # Characters

    def _text(self, data: bytes) -> None:
        if self._state.zone in ("text", "margin"):
            self._plain += len(data)
            self._odd += len(_CONTROL.findall(data))
        if self._skip:
            self._skip, data = max(self._skip - len(data), 0), data[self._skip :]
        self._bytes += data

    def _hex(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(byte)

    def _unicode(self, number: int) -> None:
        self._skip = self._state.skip
        unit = number & 0xFFFF
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            if self._high:
                self._put(chr(0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00))
            self._high = 0
            return
        self._high = 0
        self._put(chr(unit))

    def _decode(self) -> None:
        """The bytes that were collected become characters in the code page of their font."""
        if not self._bytes:
            return
        data = _CONTROL.sub(b"", bytes(self._bytes))
        self._bytes.clear()
        self._put(self._fonts.decode(data, self._state.font).replace("\t", " "))

    def _put(self, text: str) -> None:
        state = self._state
        if not text or state.zone == "drop" or state.deleted:
            return
        if state.zone == "styles":
            self._style_name += text
        elif state.zone == "margin":
            self._words["margin"] += len(text.split())
        elif state.zone == "text" and state.hidden:
            self._words["hidden"] += len(text.split())
        elif state.zone == "text" and state.flow is not None:
            self._markup.count(len(text))
            state.flow.runs.text(text, bold=state.bold, underlined=state.underlined and not state.link)
