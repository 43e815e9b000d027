"""Jargon of postings with what it means, after the lists of words to avoid of public style guides.

An expression is here only where plain words say the same to everybody. ``forms`` exchange a word for a plain one of the
same form; ``plain`` is the advice where that cannot be done word by word; ``besides`` shows, near the place, that the
word is meant as a trade uses it ("leverage ratio").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Jargon:
    """One expression. ``pattern`` finds it without regard to case, where one of ``cues`` is in the lower-case text."""

    name: str
    cues: tuple[str, ...]
    pattern: str
    plain: str
    forms: Mapping[str, str] = field(default_factory=dict)
    besides: str | None = None


def _verb(word: str, plain: str) -> dict[str, str]:
    """The forms of two regular verbs that end in -e."""
    return {
        word: plain,
        f"{word}s": f"{plain}s",
        f"{word}d": f"{plain}d",
        f"{word[:-1]}ing": f"{plain[:-1]}ing",
    }


JARGON: tuple[Jargon, ...] = (
    Jargon(
        "leverage",
        ("leverag",),
        r"leveraging|(?<=to )leverage|(?<=will )leverage|leverages?(?= (?:the|our|your|their|its|existing|new|data|all|"
        r"this|these|a|an|technolog|relationships|resources|tools|internal|strong|social|best|knowledge|expertise|"
        r"experience)\b)",
        "write “use”",
        _verb("leverage", "use"),
        r"\b(?:ratio|buyout|loan|financ|lending|debt|equity)",
    ),
    Jargon(
        "utilize",
        ("utiliz", "utilis"),
        r"utili[sz](?:e|es|ed|ing)",
        "write “use”",
        _verb("utilize", "use") | _verb("utilise", "use"),
    ),
    Jargon(
        "synergy",
        ("synerg",),
        r"synerg(?:y|ies|istic|istically|i[sz]e|i[sz]es|i[sz]ing)",
        "say who works with whom, and what comes of it",
    ),
    Jargon("incentivize", ("incentivi",), r"(?:dis)?incentivi[sz](?:e|es|ed|ing)", "write “reward”, or “encourage”"),
    Jargon("operationalize", ("operationali",), r"operationali[sz](?:e|es|ed|ing)", "write “put into practice”"),
    Jargon("ideate", ("ideat",), r"ideat(?:e|es|ing|ion)", "write “find ideas”", besides=r"suicid|homicid"),
    Jargon("move the needle", ("the needle",), r"mov(?:e|es|ing) the needle", "say what is to change, and by how much"),
    Jargon(
        "hit the ground running",
        ("ground running",),
        r"hit(?:s|ting)? the ground running",
        "say what the person must be able to do in the first weeks",
    ),
    Jargon(
        "wear many hats",
        (" hats",),
        r"wear(?:s|ing)? (?:many|multiple|several|a lot of|different) hats",
        "name the tasks",
    ),
    Jargon(
        "outside the box",
        (
            "the box",
            "the-box",
        ),
        r"(?:think(?:s|ing|er)?|thought) out(?:side)?(?: of)? the[ -]box|out-of-the-box thinking",
        "say what is to be invented or solved",
        besides=r"out-of-the-box (?:function|feature|solution)",
    ),
    Jargon("low-hanging fruit", ("hanging",), r"low[ -]hanging fruits?", "write “the easy gains first”"),
    Jargon("boil the ocean", ("the ocean",), r"boil(?:ing)? the ocean", "write “try too much at once”"),
    Jargon("circle back", ("circl",), r"circl(?:e|es|ing) back", "write “answer later”, or “ask again”"),
    Jargon("touch base", ("touch",), r"touch(?:es|ing)? base", "write “talk to”"),
    Jargon("push the envelope", ("the envelope",), r"push(?:es|ing)? the envelope", "say what is new about the work"),
    Jargon("next level", ("next level",), r"to the next level", "say what is to be better, and by how much"),
    Jargon("game changer", ("game",), r"game[ -]chang(?:er|ers|ing)", "say what changes"),
    Jargon(
        "paradigm shift",
        ("paradigm",),
        r"paradigm[ -]shift(?:s|ing)?|shift(?:ing)? (?:the )?paradigms?",
        "say what changes",
    ),
    Jargon("bleeding edge", ("bleeding",), r"bleeding[ -]edge", "write “newest”"),
    Jargon("best of breed", ("breed",), r"best[ -](?:of|in)[ -]breed", "write “best”"),
    Jargon("value-add", ("value add", "value-add"), r"value[ -]adds?(?! services)", "say what the benefit is"),
    Jargon("win-win", ("win-win", "win win"), r"win[ -]win", "say who gains what"),
    Jargon("blue-sky thinking", ("sky thinking",), r"blue[ -]sky thinking", "write “new ideas”"),
    Jargon(
        "drink from a firehose",
        ("hose",),
        r"drink(?:ing)? from (?:a|the) fire ?hose",
        "say how much is to be learnt, and when",
    ),
    Jargon(
        "eat, sleep, breathe",
        ("breathe",),
        r"eats?,? sleeps?,? (?:and|&) breathes?|live and breathe",
        "say what the person should know",
    ),
    Jargon(
        "give 110%",
        ("110", "120", "130", "140", "150"),
        r"gives? 1[1-5]0 ?(?:%|percent)|1[1-5]0 ?(?:%|percent) (?:effort|commitment)",
        "say what is expected",
    ),
    Jargon("secret sauce", ("sauce",), r"secret sauce", "say what you do differently"),
    Jargon("learnings", ("learnings",), r"(?:key |the |our |share |these |from )learnings", "write “lessons”"),
    Jargon("going forward", ("ing forward",), r"(?:going|moving) forward(?=[,.;])", "write “from now on”, or nothing"),
    Jargon(
        "thought leadership",
        ("thought leader",),
        r"thought leadership",
        "say what is written, taught or presented, and to whom",
    ),
    Jargon("herd cats", ("cats",), r"herd(?:ing)? cats", "say who is to be coordinated"),
    Jargon(
        "rubber meets the road",
        ("rubber",),
        r"(?:where the )?rubber (?:meets|hits) the road",
        "say what is put into practice",
    ),
    Jargon("peel the onion", ("the onion",), r"peel(?:ing)? (?:back )?the onion", "write “look into it step by step”"),
    Jargon("all hands on deck", ("deck",), r"all[ -]hands[ -]on[ -]deck", "write “everybody helps”"),
    Jargon(
        "interface with",
        ("interfac",),
        r"interfac(?:e|es|ing) with(?= (?:the |our |other |all |various |internal |external |"
        r"multiple |senior )*(?:clients?|customers?|staff|teams?|departments?|management|managers?|employees|vendors?|"
        r"stakeholders|agenc(?:y|ies)|personnel|people|officials|colleagues|partners|groups|users|leaders))",
        "write “work with”",
        {"interface with": "work with", "interfaces with": "works with", "interfacing with": "working with"},
    ),
)
