"""Where sentences end: after a full stop, question or exclamation mark, unless an abbreviation explains the stop.

Postings abbreviate a lot ("Sr.", "e.g.", "yrs.", "a.m."), so a stop behind a known abbreviation or a single letter ends
a sentence only where the next word is one that opens sentences, and some abbreviations never end one. A stop that is
glued to a capital ("clients.We offer") ends a sentence too, but not inside an address or a file name; so does a
semicolon before a capitalised word that opens list items ("degree preferred; Licensure …").
"""

from __future__ import annotations

import re

from jdmatch.chunking.lines import opens_item
from jdmatch.chunking.tables import NEVER_FINAL, SELDOM_FINAL

_STOP = re.compile(r"(?:[.!?]+|…)[\"'”’)\]*]*(?:\s+(?=[\"'“‘(\[$*]*[A-Z0-9])|(?=[A-Z][a-z]+[\s,'’]))")
_SEMICOLON = re.compile(r";[ \t\xa0]*(?=[A-Z][a-z]+[\s,'’-])")
# "(AI can assist)" behind a sentence stays with it.
_ASIDE = re.compile(r"\((?:[^\s()]+\s?){1,8}\)[.!?]?\s*(?:$|(?=[A-Z]))")
_ADDRESS = re.compile(r"[/@.]|www")
_SHORTEST_WORD = 3
_TOKEN = re.compile(r"[^\s(\[\"“]+$")
_AHEAD = re.compile(r"[\"'“‘(\[$*]*([A-Za-z][A-Za-z'’-]*|\d)")


def ends(text: str, start: int, end: int) -> list[int]:
    """The offsets in ``text[start:end]`` at which a new sentence begins, in order."""
    out = [
        stop.end()
        for stop in _STOP.finditer(text, start, end)
        if stop.end() < end and _is_end(text, start, stop) and not _ASIDE.match(text, stop.end(), end)
    ]
    for stop in _SEMICOLON.finditer(text, start, end) if text.find(";", start, end) >= 0 else ():
        word = _AHEAD.match(text, stop.end())
        if (
            word
            and opens_item(word.group(1))
            and text.count("(", start, stop.end()) <= text.count(")", start, stop.end())
        ):
            out.append(stop.end())
    return sorted(out)


def _is_end(text: str, start: int, stop: re.Match[str]) -> bool:
    sign = stop.group()[0]
    before = _TOKEN.search(text, max(start, stop.start() - 40), stop.start())
    token = before.group() if before else ""
    glued = not stop.group()[-1].isspace()
    ahead = _AHEAD.match(text, stop.end())
    word = ahead.group(1) if ahead else ""
    if glued and (_ADDRESS.search(token) or len(token) < 2 or not _glued_opener(token, word)):
        return False
    if sign in "!?":
        return True
    low = token.lower().rstrip(".")
    if low in NEVER_FINAL or (len(token) == 1 and token.islower()):
        return False
    if low in SELDOM_FINAL or (len(low) == 1 and low.isalpha()) or re.fullmatch(r"(?:[a-z]\.)+[a-z]", low):
        return word[:1].isupper() and opens_item(word)
    if (
        token.isdigit()
        and len(token) <= 2
        and text[start : stop.start() - len(token)].rstrip()[-1:] in ("", ";", ":", ",")
    ):
        return False
    return not (word.isdigit() and low in ("opt", "no", "ext", "art", "sec"))


def _glued_opener(token: str, word: str) -> bool:
    """Whether a stop between two words is a sentence's end ("clients.We") and not part of a name ("Node.Js")."""
    return opens_item(word) or (token.islower() and len(word) > _SHORTEST_WORD)
