"""Inside the worker: an OpenDocument text (.odt, .ott, or flat .fodt) to HTML, element by element.

An ODT says what a posting needs to know in plain words (``text:h``, ``text:list``, ``table:table``), so this is a walk
over expat's events with the styles looked up for three things only: bold, underlined, hidden. What was deleted under
change tracking is left out, what was inserted stands in the text. Text boxes are set behind the paragraph that holds
them, notes behind the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from jdmatch.sources import odt_tables as tables
from jdmatch.sources.worker import RefusedError
from jdmatch.sources.worker_archive import XmlScan, blocks, check_count, inflate, opened
from jdmatch.sources.worker_markup import Markup, Runs

_DAMAGED = "Save it anew as .odt or .docx"
_MANIFEST = "META-INF/manifest.xml"
_CONTENT = "content.xml"
_STYLES = "styles.xml"
_MANIFEST_MOST = 1_000_000
_ENCRYPTED = re.compile(rb"<[\w.-]*:?encryption-data\b")
_HIDDEN = ("none", "collapse", "filter")


def read(document: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """``{"html": …, "pictures": n, "comments": n, "margin_words": n, "hidden_words": n, "contents_words": n}``: the
    text as HTML, and how much of the document is not in it."""
    body = _Body(limits)
    if not document.startswith(b"PK"):
        body.read("the document", [document])
        return body.result()
    with opened(document, "OpenDocument text", _DAMAGED) as archive:
        check_count(archive, limits)
        names = archive.namelist()
        if _MANIFEST in names and _is_encrypted(archive):
            raise RefusedError("JDM010", "is encrypted and needs a password. Save a copy without one")
        if _CONTENT not in names:
            raise RefusedError("JDM012", f"is an OpenDocument archive without a text in it. {_DAMAGED}")
        inflate(archive, limits, _DAMAGED, lambda _: None)
        if _STYLES in names:
            body.read(_STYLES, blocks(archive, archive.getinfo(_STYLES), _DAMAGED))
        body.read(_CONTENT, blocks(archive, archive.getinfo(_CONTENT), _DAMAGED))
    return body.result()


def _is_encrypted(archive: Any) -> bool:
    head = b""
    for block in blocks(archive, archive.getinfo(_MANIFEST), _DAMAGED):
        head += block
        if len(head) > _MANIFEST_MOST:
            break
    return _ENCRYPTED.search(head) is not None


@dataclass(slots=True)
class _Style:
    """What a style says about the three things that matter; None where it leaves them to its parent."""

    parent: str | None = None
    bold: bool | None = None
    underlined: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """How the characters at hand look."""

    bold: bool = False
    underlined: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Frame:
    """A flow of text: the body, a text box, a note. ``behind`` is what stands behind the open paragraph."""

    parts: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    runs: Runs | None = None
    heading: int = 0
    item: int = 0
    lists: int = 0
    headed: int = 0
    outer_lists: list[tuple[int, int]] = field(default_factory=list)
    looks: list[_Look] = field(default_factory=lambda: [_Look()])


class _Body:
    """What was read so far from the parts of a document."""

    def __init__(self, limits: dict[str, int]) -> None:
        self.limits = limits
        self.markup = Markup(limits)
        self.styles: dict[tuple[str, str], _Style] = {}
        self.frames = [_Frame()]
        self.notes: list[str] = []
        self.counts = {"pictures": 0, "comments": 0}
        self.words = {"margin": 0, "hidden": 0, "contents": 0}
        self.found = False

    def read(self, name: str, data: Any) -> None:
        """Walk one XML part."""
        scan = _Walk(name, self)
        for block in data:
            scan.feed(block)
        scan.close()

    def result(self) -> dict[str, Any]:
        """The HTML and the counts. RefusedError where no part held a text."""
        if not self.found:
            raise RefusedError("JDM012", f"is an OpenDocument file without a text in it. {_DAMAGED}")
        words = {f"{zone}_words": count for zone, count in self.words.items()}
        return {"html": "".join([*self.frames[0].parts, *self.notes]), **self.counts, **words}

    def look(self, family: str, name: str, base: _Look) -> _Look:
        """The look of a style over the look around it."""
        said: dict[str, bool] = {}
        seen = set()
        current: str | None = name
        while current is not None and current not in seen and (style := self.styles.get((family, current))):
            seen.add(current)
            for what in ("bold", "underlined", "hidden"):
                value = getattr(style, what)
                if value is not None:
                    said.setdefault(what, value)
            current = style.parent
        return _Look(
            said.get("bold", base.bold),
            said.get("underlined", base.underlined),
            base.hidden or said.get("hidden", False),
        )

    def is_title(self, name: str) -> bool:
        """Is a paragraph style the one for the document's title, or made from it?"""
        seen = set()
        current: str | None = name
        while current is not None and current not in seen:
            if current == "Title":
                return True
            seen.add(current)
            style = self.styles.get(("paragraph", current))
            current = style.parent if style else None
        return False


class _Walk(XmlScan):
    """One part on its way through expat, into the body."""

    def __init__(self, name: str, body: _Body) -> None:
        super().__init__(name, body.limits["xml_depth"], _DAMAGED, namespaces=True)
        self._body = body
        self._skipped, self._skip_depth = "", 0
        self._style: tuple[str, str] | None = None
        self._in_text = self._pictured = False
        self._region = ""
        self._deletions: set[str] = set()
        self._deleted: set[str] = set()
        self._margins = 0

    # Elements

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if self._skip_depth:
            if self._skipped == "changes":
                self._changed(_short(name), attributes)
            return
        name = _short(name)
        given = {_short(key): value for key, value in attributes.items()}
        reason = self._reason_to_skip(name, given)
        if reason is not None:
            self._skipped, self._skip_depth = reason, len(self.open)
            if reason == "comments":
                self._body.counts["comments"] += 1
        elif name == "office:text":
            self._in_text = self._body.found = True
        elif name in tables.MARGINS:
            self._margins += 1
        elif name.startswith("style:"):
            self._started_style(name, given)
        elif self._in_text:
            self._started_text(name, given)

    def ended(self, name: str) -> None:
        if self._skip_depth:
            if len(self.open) < self._skip_depth:
                self._skip_depth = 0
            return
        name = _short(name)
        if name in tables.MARGINS:
            self._margins -= 1
        elif name == "style:style":
            self._style = None
        elif self._in_text:
            self._ended_text(name)

    def characters(self, data: str) -> None:
        if self._skip_depth:
            if self._skipped in self._body.words:
                self._body.words[self._skipped] += len(data.split())
            return
        if self._margins:
            self._body.words["margin"] += len(data.split())
            return
        frame = self._body.frames[-1]
        if frame.runs is None or self._deleted:
            return
        look = frame.looks[-1]
        if look.hidden:
            self._body.words["hidden"] += len(data.split())
            return
        self._body.markup.count(len(data))
        frame.runs.text(data, bold=look.bold, underlined=look.underlined)

    def _reason_to_skip(self, name: str, given: dict[str, str]) -> str | None:
        if name in tables.SKIPPED:
            return tables.SKIPPED[name]
        hidden = (
            (name == "text:section" and given.get("text:display") == "none")
            or (name.startswith("table:table-") and given.get("table:visibility") in _HIDDEN)
            or (name == "text:hidden-text" and given.get("text:is-hidden") == "true")
        )
        return "hidden" if hidden else None

    def _changed(self, name: str, attributes: dict[str, str]) -> None:
        """Remember which changes are deletions: some writers leave the deleted text where it was, between two marks."""
        if name == "text:changed-region":
            self._region = next((v for key, v in attributes.items() if _short(key) == "text:id"), "")
        elif name == "text:deletion":
            self._deletions.add(self._region)

    # Styles

    def _started_style(self, name: str, given: dict[str, str]) -> None:
        if name == "style:style":
            self._style = (given.get("style:family", ""), given.get("style:name", ""))
            self._body.styles[self._style] = _Style(given.get("style:parent-style-name"))
        elif name == "style:text-properties" and self._style is not None:
            style = self._body.styles[self._style]
            weight = given.get("fo:font-weight")
            if weight is not None:
                style.bold = weight == "bold" or (weight.isdigit() and int(weight) >= 600)
            if (line := given.get("style:text-underline-style")) is not None:
                style.underlined = line != "none"
            if (display := given.get("text:display")) is not None:
                style.hidden = display == "none"

    # Text

    def _started_text(self, name: str, given: dict[str, str]) -> None:
        frame = self._body.frames[-1]
        if name in ("text:p", "text:h"):
            self._open_paragraph(name, given)
        elif name == "text:span":
            style = given.get("text:style-name", "")
            frame.looks.append(self._body.look("text", style, frame.looks[-1]))
        elif name == "text:a":
            # The line under a link is no emphasis.
            look = frame.looks[-1]
            frame.looks.append(_Look(look.bold, False, look.hidden))
        elif name in ("text:list", "text:numbered-paragraph"):
            frame.lists += 1
        elif name == "text:list-header":
            frame.headed += 1
        elif name in tables.HTML_TABLES:
            if name == "table:table-cell":
                frame.outer_lists.append((frame.lists, frame.headed))
                frame.lists = frame.headed = 0
            frame.parts.append(f"<{tables.HTML_TABLES[name]}>")
        elif name == "text:change-start":
            self._deleted |= {given.get("text:change-id", "")} & self._deletions
        elif name == "text:change-end":
            self._deleted.discard(given.get("text:change-id", ""))
        elif _is_box(name):
            self._picture(name)
            self._body.frames.append(_Frame(looks=[_Look(hidden=frame.looks[-1].hidden)]))
        elif name == "text:hidden-paragraph" and given.get("text:is-hidden") == "true":
            frame.looks[1:] = [_Look(look.bold, look.underlined, True) for look in frame.looks[1:]]
        elif frame.runs is not None and name in tables.BLANKS:
            frame.runs.text(" ")
        elif frame.runs is not None and name == "text:line-break":
            frame.runs.line_break()

    def _picture(self, name: str) -> None:
        if name == "draw:frame":
            self._pictured = False
        elif name == "draw:image" and not self._pictured:
            # A frame may hold the same picture twice, as a drawing and as pixels.
            self._pictured = True
            self._body.counts["pictures"] += 1

    def _open_paragraph(self, name: str, given: dict[str, str]) -> None:
        frame = self._body.frames[-1]
        if frame.runs is not None:
            self._close_paragraph(frame)
        style = given.get("text:style-name", "")
        frame.runs, frame.heading, frame.item = Runs(), 0, 0
        frame.looks.append(self._body.look("paragraph", style, frame.looks[0]))
        if name == "text:h":
            level = given.get("text:outline-level", "1")
            frame.heading = int(level) if level.isdigit() and 0 < int(level) < 100 else 1
        elif self._body.is_title(style):
            frame.heading = 1
        elif frame.lists and not frame.headed:
            frame.item = frame.lists

    def _ended_text(self, name: str) -> None:
        frame = self._body.frames[-1]
        if name == "office:text":
            self._in_text = False
        elif name in ("text:p", "text:h"):
            self._close_paragraph(frame)
        elif name in ("text:span", "text:a"):
            if len(frame.looks) > 1:
                frame.looks.pop()
        elif name in ("text:list", "text:numbered-paragraph"):
            frame.lists -= 1
        elif name == "text:list-header":
            frame.headed -= 1
        elif name in tables.HTML_TABLES:
            if name == "table:table-cell":
                frame.lists, frame.headed = frame.outer_lists.pop()
            frame.parts.append(f"</{tables.HTML_TABLES[name]}>")
        elif _is_box(name):
            self._close_frame(name)

    def _close_paragraph(self, frame: _Frame) -> None:
        if frame.runs is not None:
            frame.parts.append(self._body.markup.paragraph(frame.runs, heading=frame.heading, item=frame.item))
        frame.parts += frame.behind
        frame.runs, frame.behind = None, []
        del frame.looks[1:]

    def _close_frame(self, name: str) -> None:
        ended = self._body.frames.pop()
        outer = self._body.frames[-1]
        if name == "text:note-body":
            self._body.notes += ended.parts
        elif outer.runs is None:
            outer.parts += ended.parts
        else:
            outer.behind += ended.parts


def _is_box(name: str) -> bool:
    """Does text in an element stand beside the paragraph that holds it? So it is with everything drawn, and notes."""
    return name.startswith("draw:") or name == "text:note-body"


def _short(name: str) -> str:
    """``text:p`` for an element or attribute of OpenDocument; the bare name for any other."""
    space, _, local = name.rpartition(" ")
    prefix = tables.PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix else local
