"""A statement of a framework told as a sentence of a posting: "Invoices — prepare and send under direct supervision"
becomes "Prepare and send invoices".

Statements come as "OBJECT — verb … context" (``parts``), as plain sentences, or as names of knowledge and ability. What
they say about autonomy and setting is left out (``trimming``), and the verbs are put into the form that the posting's
own duties have (``forms``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from jdmatch.check.sentences.forms import VerbForm, form_of_duty, told
from jdmatch.check.sentences.parts import Duty, duty
from jdmatch.check.sentences.trimming import trimmed

__all__ = ["VerbForm", "form_of_duty", "sentence"]

_ABILITY = re.compile(r"^(?:the )?(?:ability|able|capacity|must be able) to (?=\w)", re.IGNORECASE)
_KNOWING = re.compile(r"^(?:(?:the|a|an|basic|advanced|working|general|strong|good|thorough|in-depth) )*"
                      r"(?:knowledge|understanding|awareness|skills?|proficiency|competence|expertise|familiarity)"
                      r" (?:of|in|with|for) (?=\w)", re.IGNORECASE)  # fmt: skip


@lru_cache(maxsize=4096)
def sentence(statement: str, form: VerbForm = "imperative", *, stop: bool = False) -> str:
    """The statement as one duty of a posting, in the wanted form, with a full stop where ``stop`` is set. A text
    without words gives ""."""
    found = duty(_of_ability(statement))
    out = told(Duty(found.lead, trimmed(found.text)), form)
    out = out.strip(" .,;:")
    if not out:
        return ""
    return out[0].upper() + out[1:] + ("." if stop and out[-1] not in ".!?" else "")


def _of_ability(statement: str) -> str:
    """ "Ability to prepare …" told as the duty, "Knowledge of …" as its use."""
    text = " ".join(statement.split())
    if (able := _ABILITY.match(text)) is not None:
        return text[able.end() :]
    if _KNOWING.match(text) is not None:
        return f"apply {text[0].lower()}{text[1:]}"
    return text
