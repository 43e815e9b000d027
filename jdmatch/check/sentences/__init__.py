"""A statement of a framework told as a sentence of a posting: "Invoices — prepare and send under direct supervision"
becomes "Prepare and send invoices"; where that order is not sure to be right, "Care plan — write with the family" keeps
its heading as a label: "Care plan: write with the family".

Statements come as "OBJECT — verb … context" (``parts``), as plain sentences, or as names of knowledge and ability. What
they say about autonomy and setting is left out (``trimming``), and the verbs are put into the form that the posting's
own duties have (``forms``), where it is sure which words are verbs (``coordination``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from jdmatch.check.sentences.forms import VerbForm, form_of_duty, shaped, told
from jdmatch.check.sentences.parts import Duty, duty
from jdmatch.check.sentences.trimming import trimmed

__all__ = ["VerbForm", "can_tell", "form_of_duty", "sentence"]

_ABILITY = re.compile(r"^(?:the )?(?:ability|able|capacity|must be able) to (?=\w)", re.IGNORECASE)
_KNOWING = re.compile(r"^(?:(?:the|a|an|basic|advanced|working|general|strong|good|thorough|in-depth) )*"
                      r"(?:knowledge|understanding|awareness|skills?|proficiency|competence|expertise|familiarity)"
                      r" (?:of|in|with|for) (?=\w)", re.IGNORECASE)  # fmt: skip


@lru_cache(maxsize=4096)
def sentence(statement: str, form: VerbForm = "imperative", *, stop: bool = False) -> str:
    """The statement as one duty of a posting, in the wanted form, with a full stop where ``stop`` is set. A text
    without words gives ""; one whose verbs are not sure is told in the imperative (see ``can_tell``)."""
    out = told(_duty(statement), form).strip(" .,;:")
    if not out:
        return ""
    if out.endswith((" a.m", " p.m")):
        out += "."
    return out[0].upper() + out[1:] + ("." if stop and out[-1] not in ".!?" else "")


def can_tell(statement: str, form: VerbForm) -> bool:
    """Whether ``sentence`` gives this form: it does only where it is sure which words are the duty's verbs."""
    return shaped(_duty(statement), form) is not None


@lru_cache(maxsize=4096)
def _duty(statement: str) -> Duty:
    found = duty(_of_ability(statement))
    return replace(found, text=trimmed(found.text, 1 if found.label else 2))


def _of_ability(statement: str) -> str:
    """ "Ability to prepare …" told as the duty, "Knowledge of …" as its use."""
    text = " ".join(statement.split())
    if (able := _ABILITY.match(text)) is not None:
        return text[able.end() :]
    if _KNOWING.match(text) is not None:
        return f"apply {text[0].lower()}{text[1:]}"
    return text
