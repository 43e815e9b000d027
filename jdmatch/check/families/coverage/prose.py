"""Duties told in running text, and how one more is told there: as a full sentence behind the last, with the subject
that the others have ("The candidate will prepare …")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jdmatch.check.draft import Draft
from jdmatch.check.families.coverage import tables
from jdmatch.check.families.coverage.list_style import ListStyle
from jdmatch.records import Chunk

_SENTENCE_END = re.compile(r"[.!?:](?=\s)|\n")
_REST = re.compile(r"[^\n.!?]*[.!?](?=\s|$)")


def style_of(draft: Draft, duties: Sequence[Chunk]) -> ListStyle | None:
    """One more sentence behind the last duty. None where most duties do not say that one and the same holder of the job
    will do them, where a sentence of another kind says the last, and where text goes on there with no sign between."""
    text = draft.text
    spoken = [(c, _subject(text, c)) for c in _told_alike(draft, duties)]
    while len(spoken) > 1 and tables.CATCH_ALL.search(spoken[-1][0].body):
        spoken.pop()
    counts = Counter(who for _, who in spoken if who)
    subject, most = max(counts.items(), key=lambda c: c[1], default=("", 0))
    if most < tables.FEWEST_SPOKEN or most < tables.MOSTLY * len(spoken) or spoken[-1][1] != subject:
        return None
    if not _is_holder(subject, draft.posting.title):
        return None
    end = spoken[-1][0].end
    written = text[:end].rstrip()
    rest = _REST.match(text, end)
    if written.endswith((".", "!", "?")):
        return ListStyle(end, " ", True, "you will", subject=subject)
    if rest is not None:
        # A duty that is a clause of its sentence: the sentence is finished first.
        return ListStyle(rest.end(), " ", True, "you will", subject=subject)
    if text[end:].split("\n", 1)[0].strip():
        return None
    return ListStyle(end, ". ", True, "you will", subject=subject)


def _told_alike(draft: Draft, duties: Sequence[Chunk]) -> list[Chunk]:
    """The duties, and the sentences right behind the last of them that say of the same one what they will do: whether
    each one is known for a duty does not matter where they end."""
    out = sorted(duties, key=lambda c: c.start)
    for chunk in sorted(draft.chunks, key=lambda c: c.start):
        last = out[-1]
        if chunk.start < last.end or chunk.section != last.section:
            continue
        who = _subject(draft.text, chunk)
        if chunk.kind != "other" or not who or who != _subject(draft.text, last):
            break
        out.append(chunk)
    return out


def _subject(text: str, chunk: Chunk) -> str:
    """Who "will" do what a duty's sentence says; "" where it says that of nobody."""
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, chunk.start + 1)]
    spoken = tables.SUBJECT.match(text, ends[-1] if ends else 0)
    return " ".join(spoken["who"].split()) if spoken else ""


def _is_holder(subject: str, title: str | None) -> bool:
    """Whether a subject is who holds the job, and not a team or an office."""
    if tables.HOLDER.fullmatch(subject):
        return True
    titles = re.split(r"\s*[,/(:;|]\s*|\s+[–—-]\s+", (title or "").casefold())
    return subject.partition(" ")[2].casefold() in titles[:1]
