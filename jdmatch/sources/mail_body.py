"""The text of a mail to Posting: the lines that are the posting, and the title that the mail gives them.

Plain text is read as plain text, once lines that format=flowed had wrapped are whole again. HTML is read as lines of
known kinds; what its own elements call a quote or a signature is taken at its word, and the rest is judged line by line
like plain text (``mail_lines``). A subject is a title where it reads as one and the text itself names none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from jdmatch.errors import InputError, LimitError
from jdmatch.records import Diagnostic, Posting, Span
from jdmatch.sources import detect, mail_lines, titles
from jdmatch.sources import mail_tables as tables
from jdmatch.sources import text as text_reader
from jdmatch.sources.html_tokens import tokens
from jdmatch.sources.html_walk import walk
from jdmatch.sources.layout import Line, emphasised_headings, lay_out
from jdmatch.sources.mail_parts import Contents, Job, Mail, cut_off, is_cut, payload, text_of
from jdmatch.sources.maps import MapBuilder, Mapped

_HIDDEN_WORDS = 10
_TITLE_WORDS = 10
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def read(found: Contents, subject: str, job: Job) -> Posting:
    """The posting in the text of the mail; an empty one where it has none."""
    if not found.texts:
        return Posting(id=job.identifier, text="", format="eml")
    kind = found.texts[0].get_content_type()
    parts = [part for part in found.texts if part.get_content_type() == kind]
    for part in found.texts:
        if payload(part).strip() and is_cut(part, found):
            raise cut_off(job.shown)
    origins = [text_of(part, job.source, job.shown) for part in parts]
    most = job.settings.limits.characters
    if kind == "text/plain" and (length := sum(len(origin.text) for origin in origins)) > most:
        raise LimitError(
            f"{job.shown} has {length:,} characters of text, and a mail at most {most:,} (limits.characters). Give the "
            "posting by itself, or raise the limit."
        )
    if any(tables.PGP in origin.text for origin in origins):
        raise InputError(f"{job.shown} is an encrypted mail. Open it and save its text.", code="JDM010")
    written = [_preformatted(origin, job) for origin in origins] if kind == "text/html" else []
    if written and all(written):
        posting, subject = _of_plain([w for w in written if w is not None], subject, job)
    elif kind == "text/html":
        posting, subject = _of_html(origins, subject, job)
    else:
        posting, subject = _of_plain(
            [_unwrapped(part, o) for part, o in zip(parts, origins, strict=True)], subject, job
        )
    return titled(replace(posting, format="eml"), subject)


def _of_plain(origins: Sequence[Mapped], subject: str, job: Job) -> tuple[Posting, str]:
    builder = MapBuilder()
    for origin in origins:
        if builder.length:
            builder.glue("\n")
        builder.add(origin)
    origin = builder.build()
    places = [m.span() for m in _LINE.finditer(origin.text) if m.group()]
    lines = [origin.text[start:end].rstrip("\r\n") for start, end in places]
    found = mail_lines.split(lines)
    role = mail_lines.choose(found, lines, forwarded=_is_forwarded(subject))
    kept = MapBuilder()
    for (start, end), line, its in zip(places, lines, found.roles, strict=True):
        if its == role:
            marks = tables.QUOTE_MARKS.match(line) if role == "quoted" else None
            kept.add(origin, start + (marks.end() if marks else 0), end)
    mapped = _stripped(kept.build())
    posting = text_reader.read_mapped(mapped, job.identifier, markdown=detect.text_layout(mapped.text) == "markdown")
    notes = _left_out(found.words(lines), role)
    return replace(posting, diagnostics=(*posting.diagnostics, *notes)), found.subject if role != "own" else subject


def _preformatted(origin: Mapped, job: Job) -> Mapped | None:
    """The text of a mail that is one preformatted text and nothing else, as programs make HTML of a plain mail."""
    if "<pre" not in origin.text.lower():
        return None
    own, quoted, signed = _by_element(origin)
    if quoted.text or signed.text:
        return None
    page = walk(own, characters=job.settings.limits.characters, keep=frozenset({"furniture"}))
    return page.lines[0].mapped if len(page.lines) == 1 and not page.lines[0].sure else None


def _of_html(origins: Sequence[Mapped], subject: str, job: Job) -> tuple[Posting, str]:
    lines: list[Line] = []
    roles: list[mail_lines.Role] = []
    hidden = signature = 0
    for origin in origins:
        own, quoted, signed = _by_element(origin)
        signature += len(_lines(signed, job)[0])
        for mapped, its in ((own, "own"), (quoted, "quoted")):
            more, unseen = _lines(mapped, job)
            lines += more
            hidden += unseen
            roles += [its] * len(more)  # type: ignore[list-item]
    texts = [line.mapped.text for line in lines]
    found = mail_lines.split(texts, whole=True)
    # What an element says outranks what a line looks like.
    found = replace(
        found, roles=tuple("quoted" if a == "quoted" else b for a, b in zip(roles, found.roles, strict=True))
    )
    role = mail_lines.choose(found, texts, forwarded=_is_forwarded(subject))
    kept = [line for line, its in zip(lines, found.roles, strict=True) if its == role]
    laid = lay_out(emphasised_headings(kept))
    title = titles.find(laid.text, laid.blocks)
    counts = found.words(texts)
    counts["signature"] += signature
    notes = list(_left_out(counts, role))
    if hidden >= _HIDDEN_WORDS:
        message = f"{hidden} words that a reader of the mail does not see (hidden by attribute or style) were left out."
        notes.append(Diagnostic("JDM017", "note", message))
    posting = Posting(
        id=job.identifier,
        text=laid.text,
        title=laid.text[title.start : title.end] if title else None,
        title_span=title,
        blocks=laid.blocks,
        spans=laid.spans,
        diagnostics=(*laid.diagnostics, *notes),
    )
    return posting, found.subject if role != "own" else subject


def _lines(origin: Mapped, job: Job) -> tuple[list[Line], int]:
    if not origin.text:
        return [], 0
    page = walk(origin, characters=job.settings.limits.characters, keep=frozenset({"furniture"}), verbatim=False)
    return page.lines, page.dropped["hidden"]


def _by_element(origin: Mapped) -> tuple[Mapped, Mapped, Mapped]:
    """A mail's HTML cut into what its own elements say to be the writer's, an earlier mail's and the signature."""
    parts = {"own": MapBuilder(), "quoted": MapBuilder(), "signature": MapBuilder()}
    current, name, depth, at = "own", "", 0, 0
    for token in tokens(origin.text):
        if current == "own":
            if token.kind == "start" and (
                what := _element(token.name, token.attributes, origin.text[token.start : token.start + 1000])
            ):
                parts["own"].add(origin, at, token.start)
                current, name, depth, at = what, token.name, 1, token.start
        elif token.name == name and token.kind in ("start", "end"):
            depth += 1 if token.kind == "start" else -1
            if not depth:
                parts[current].add(origin, at, token.end)
                current, at = "own", token.end
    parts[current].add(origin, at)
    return parts["own"].build(), parts["quoted"].build(), parts["signature"].build()


def _element(name: str, attributes: Mapping[str, str], head: str) -> str:
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if name in ("div", "span", "table", "p") and tables.SIGNATURE_NAMES.search(names):
        return "signature"
    cited = name == "blockquote" and attributes.get("type", "").lower() == "cite"
    named = name in ("div", "blockquote") and tables.QUOTE_NAMES.search(names)
    # A forwarded mail is quoted in the same elements, and is what the mail is about.
    return "quoted" if (cited or named) and not tables.FORWARDED_WITHIN.search(head) else ""


def _unwrapped(part: Mail, origin: Mapped) -> Mapped:
    """Undo format=flowed: a line that ends in a blank goes on in the next one (RFC 3676)."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return origin
    deleted = str(part.get_param("delsp") or "").lower() == "yes"
    builder = MapBuilder()
    flows = False
    for match in _LINE.finditer(origin.text):
        line = match.group().rstrip("\r\n")
        start, end = match.start(), match.start() + len(line)
        if line.startswith(" "):  # stuffed, so that it is no quote and no "From "
            start += 1
        marks = tables.QUOTE_MARKS.match(line)
        if flows and marks:
            start += marks.end()
        flows = line.endswith(" ") and line != "-- "
        builder.add(origin, start, max(end - (flows and deleted), start))
        if not flows:
            builder.add(origin, end, match.end())
    return builder.build()


def _stripped(origin: Mapped) -> Mapped:
    text = origin.text
    start = len(text) - len(text.lstrip())
    return origin.cut(start, len(text.rstrip())) if text.strip() else Mapped("", ())


def _left_out(counts: Counter[mail_lines.Role], role: mail_lines.Role) -> tuple[Diagnostic, ...]:
    names = {
        "own": "the sender's note",
        "earlier": "earlier mails",
        "quoted": "quoted mails",
        "head": "headers of earlier mails",
        "signature": "the signature",
        "notice": "notices of the mail system",
    }
    left = {names[its]: count for its, count in counts.items() if its != role and count}
    if not left:
        return ()
    message = f"{sum(left.values())} words of the mail around the posting were left out ({', '.join(left)})."
    return (Diagnostic("JDM018", "note", message),)


# Titles


def titled(posting: Posting, subject: str) -> Posting:
    """The posting with the title that the mail's subject gives, where the text gives none."""
    title = _subject_title(subject) if posting.title is None else None
    if title is None:
        return posting
    at = posting.text.lower().find(title.lower())
    if at < 0:
        return replace(posting, title=title)
    span = Span(at, at + len(title))
    return replace(posting, title=posting.text[span.start : span.end], title_span=span)


def _subject_title(subject: str) -> str | None:
    while match := tables.SUBJECT_PREFIX.match(subject):
        subject = subject[match.end() :]
    label = tables.SUBJECT_LABEL.match(subject)
    rest = subject[label.end() :].strip() if label else subject
    if found := titles.trim(rest):
        return found
    labelled = label and 0 < len(rest.split()) <= _TITLE_WORDS and titles.may_be_title(rest)
    return rest if labelled else None


def _is_forwarded(subject: str) -> bool:
    return re.match(r"\s*(?:fwd?|wg|tr)\s*:", subject, re.IGNORECASE) is not None
