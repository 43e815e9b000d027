"""What the matcher knows about words: which carry no content, which endings fall away, and where a clause begins.

Sources: the closed word classes of English; endings after Porter (1980), shortened.
"""

from __future__ import annotations

import re

# Words that no duty differs by: closed classes, and the verbs of pure framing in postings and statements.
_STOP = """
a about above after against all also an and any are as at be been before being between both but by can could did do
does doing during each eg else etc every few for from further had has have having he her here him his how i ie if in
including includes include into is it its just may me might more most must my no nor not of off on once only or other
others our out over own per same shall she should so some such than that the their them then there these they this
those through throughout to too under until up upon us use used using was we were what when where whether which while
who whom whose will with within without would you your
"""
STOP_WORDS = frozenset(_STOP.split())

# Endings, longest first; one is cut where at least so many letters stay: endings that make another word ask for a
# longer rest than those that only bend it.
_OTHER_WORD = """
izations isations ization isation ications ication ations ation ments ment ances ences ance ence ions ors ers ion als
ive or er al ly
"""
_BENT = "ings ing ied ies ed es s"
ENDINGS = (*((ending, 4) for ending in _OTHER_WORD.split()), *((ending, 3) for ending in _BENT.split()))
# No ending at all: "process", "supply".
WHOLE = re.compile(r"(?:ss|us|is|pply|ply|eed)$")
SHORTEST = 3

# Stems that cutting does not bring together.
SAME_STEM = {
    "analysis": "analyz",
    "analys": "analyz",
    "analyst": "analyz",
    "analytic": "analyz",
    "bought": "bu",
    "built": "build",
    "entr": "enter",
    "kept": "keep",
    "led": "lead",
    "paid": "pa",
    "pay": "pa",
    "payabl": "pa",
    "payment": "pa",
    "payer": "pa",
    "payor": "pa",
    "phon": "telephon",
    "sold": "sell",
    "sal": "sell",
    "suppl": "supply",
    "taught": "teach",
    "wrote": "writ",
    "written": "writ",
}

WORD = re.compile(r"[A-Za-z][A-Za-z0-9&'’-]*|[0-9]+")

# Behind one of these another part of a statement begins: a further activity, an object, a means, a purpose.
STATEMENT_BREAK = re.compile(
    r"\s+[—–-]\s+|[;:,()]|\s+(?:or|and|to|by|using|with|under|for|within|through|including|in|on|from|at|while|so|who"
    r"|that|until|before|after|when|as)\s+",
    re.IGNORECASE,
)
# Behind one of these a posting's line goes on to another activity or object.
CHUNK_BREAK = re.compile(r"\s+[—–-]\s+|[;:()]|,\s+|\s+(?:and|or)\s+", re.IGNORECASE)
