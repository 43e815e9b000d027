"""What a duty leaves open: its object, its doer, where it ends, and whether it is one duty at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jdmatch.check.families.clarity import duty_tables as tables
from jdmatch.check.families.clarity.page import Block, Page, Sentence
from jdmatch.check.families.clarity.prose import is_wall
from jdmatch.check.findings import Edit, Finding, Fix, Related
from jdmatch.check.making import found
from jdmatch.chunking.clauses import opens_with_duty
from jdmatch.chunking.verbs import Form, form_of
from jdmatch.records import Chunk

# More duties than this in one sentence or bullet are too many.
_MOST_DUTIES = 3
# A catch-all beside fewer duties than this is a large part of what the posting says about the job.
_FEWEST_DUTIES = 3
# So many duties below a catch-all show that it stands in the middle of the list.
_STILL_BELOW = 2
# No empty duty is longer, in characters.
_LONGEST = 240
# More compound bullets than this are told in one finding.
_APART = 2


def vague(page: Page) -> Iterator[Finding]:
    """JDM301: a duty that names nothing that is done to anything."""
    for block in page.running:
        for sentence in block.sentences:
            if len(sentence.chunks) > 1 or sentence.chunks[0].kind != "responsibility":
                continue
            said = _plain(sentence.chunks[0].body)
            if len(said) <= _LONGEST and tables.vague().fullmatch(said):
                start, end = sentence.start, _behind_words(page, sentence)
                quote = page.quote(start, end)
                yield found("JDM301", start, end, f"{quote} does not say what is done, or to what.")


def catch_all(page: Page) -> Iterator[Finding]:
    """JDM303: "other duties as assigned" where it is most of what the posting says, or in the middle of a list."""
    places = [chunk for chunk in page.draft.chunks if _is_catch_all(chunk)]
    if not places:
        return
    ids = {chunk.id for chunk in places}
    named = [chunk for chunk in page.draft.duties if chunk.id not in ids]
    place = places[0]
    start, end = _body(place)
    quote = page.quote(start, end)
    if len(named) < _FEWEST_DUTIES:
        beside = {0: "is the only duty named here", 1: "stands beside one duty", 2: "stands beside two duties"}
        yield found("JDM303", start, end, f"{quote} {beside[len(named)]}: a reader cannot tell what the job is.")
        return
    for place in places:
        below = [c for c in named if c.id > place.id and c.section == place.section and c.layout == place.layout]
        if len(below) >= _STILL_BELOW and _is_list_item(page, place) and _is_list_item(page, below[0]):
            start, end = _body(place)
            yield found(
                "JDM303",
                start,
                end,
                f"{page.quote(start, end)} stands in the middle of the list, with {len(below)} duties below it.",
                help="Put it at the end of the list, or take it out.",
                severity="suggestion",
            )
            return


def compound(page: Page) -> Iterator[Finding]:
    """JDM302: more than three duties in one bullet, or in one sentence of a paragraph."""
    hits: list[tuple[Block, Sentence, list[str]]] = []
    for block in page.running:
        full = [sentence for sentence in block.sentences if len(sentence.chunks) > _MOST_DUTIES]
        # Of a wall of text everything has been said.
        if not full or (page.words(block) > tables.WALL_WORDS and not block.mark) or is_wall(page, block):
            continue
        for sentence in full:
            # A chunk opens with one verb.
            verbs = _duty_verbs(page, sentence)
            if len(verbs) > _MOST_DUTIES:
                hits.append((block, sentence, verbs))
    if len(hits) > _APART:
        _, sentence, verbs = max(hits, key=lambda hit: (len(hit[2]), -hit[1].start))
        related = tuple(
            Related(f"{len(others)} duties: {_listed(others)}", other.start, other.end)
            for _, other, others in hits
            if other is not sentence
        )
        message = (
            f"{len(hits)} bullets or sentences hold more than three duties each; this one has {len(verbs)}: "
            f"{_listed(verbs)}."
        )
        yield found("JDM302", sentence.start, sentence.end, message, related=related)
        return
    for block, sentence, verbs in hits:
        what = "bullet" if block.mark and len(block.sentences) == 1 else "sentence"
        yield found(
            "JDM302",
            sentence.start,
            sentence.end,
            f"This {what} holds {len(verbs)} duties: {_listed(verbs)}.",
            fixes=_apart(page, block, sentence),
        )


def passive(page: Page) -> Iterator[Finding]:
    """JDM305: a duty in the passive voice that leaves open who does it."""
    for block in page.running:
        for sentence in block.sentences:
            chunk = sentence.chunks[0]
            section = page.draft.sections[chunk.section]
            if chunk.kind != "responsibility" or section.kind not in ("responsibilities", "other", "about"):
                continue
            said = tables.passive().match(chunk.body)
            if said is None or _is_no_thing(said["subject"]) or tables.has_actor().search(chunk.body):
                continue
            start = sentence.start + said.start()
            end = sentence.start + said.end()
            yield found("JDM305", start, end, f"{page.quote(start, end)} leaves open who does it.")


def _is_no_thing(subject: str) -> bool:
    """Whether what stands before "is done" is a person, or opens with a verb ("Assure calendars are reviewed")."""
    form = form_of(subject.split(None, 1)[0].lower())
    return (form is not None and form.firm and form.shape == "base") or bool(tables.not_a_thing().search(subject))


def _plain(body: str) -> str:
    """A duty in lower case, on one line, without what stands at its ends."""
    return " ".join(body.replace("’", "'").casefold().split()).strip(" .;:,!-–*")


def _body(chunk: Chunk) -> tuple[int, int]:
    return (chunk.body_start, chunk.body_end) if chunk.body_start >= 0 else (chunk.start, chunk.end)


def _behind_words(page: Page, sentence: Sentence) -> int:
    end = sentence.end
    while end > sentence.start + 1 and page.text[end - 1] in ".;,! ":
        end -= 1
    return end


def _is_catch_all(chunk: Chunk) -> bool:
    if chunk.layout in ("heading", "row") or chunk.kind == "requirement":
        return False
    said = _plain(chunk.body)
    return len(said) <= _LONGEST and tables.catch_all().fullmatch(said) is not None


def _is_list_item(page: Page, chunk: Chunk) -> bool:
    return any(
        block.mark and len(block.chunks) == 1 for block in page.running if block.start <= chunk.start < block.end
    )


def _duty_verbs(page: Page, sentence: Sentence) -> list[str]:
    """The verbs with which the duties of a sentence open; [] where a part of it is no duty."""
    verbs: list[str] = []
    # "Train staff in interviewing, including observing …; recording …": these belong to the training.
    inside = tables.lists_parts().search(sentence.chunks[0].body) is not None
    for number, chunk in enumerate(sentence.chunks):
        if chunk.kind != "responsibility":
            return []
        start, end = _body(chunk)
        form = _verb(page.text, start, end, first=not number)
        if form is not None and not (number and inside and form.shape == "ing"):
            verbs.append(form.base)
        elif number:
            continue
        elif (behind := tables.will_do().search(chunk.body)) and (form := form_of(behind["verb"])):
            verbs.append(form.base)
    return verbs


def _verb(text: str, start: int, end: int, *, first: bool) -> Form | None:
    """The verb with which a duty opens. The chunker cuts only where another duty begins, so behind a cut a word that
    may be a verb is one."""
    form = opens_with_duty(text, start, end)
    return form if form is not None or first else form_of(text[start:end].split(None, 1)[0].lower().strip(",;:"))


def _listed(verbs: list[str], most: int = 6) -> str:
    shown = [f"“{verb}”" for verb in verbs[:most]]
    return ", ".join(shown) + (" …" if len(verbs) > most else "")


def _apart(page: Page, block: Block, sentence: Sentence) -> tuple[Fix, ...]:
    """The offer to make each duty of a bullet a bullet of its own, where its words allow it as they stand."""
    if not block.mark or block.mark[-1] in ".)" or len(block.sentences) > 1:
        return ()
    text = page.text
    bodies = [_body(chunk) for chunk in sentence.chunks]
    forms = [_verb(text, start, end, first=not number) for number, (start, end) in enumerate(bodies)]
    shapes = {form.shape if form else None for form in forms}
    if None in shapes or len(shapes) > 1:
        return ()
    line = max(text.rfind("\n", 0, block.start), text.rfind("\r", 0, block.start)) + 1
    if text[line : block.start].strip():
        return ()
    sign = "\n" + text[line : block.body]
    edits: list[Edit] = []
    for (_, end), (start, _) in pairwise(bodies):
        edits.append(Edit(end, start + 1, sign + text[start].upper()))
    return (Fix("Make each duty a bullet of its own", tuple(edits)),)
