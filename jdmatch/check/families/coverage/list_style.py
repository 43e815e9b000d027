"""How one more duty is put into a draft: where, in which form, and between which signs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jdmatch.check.findings import Edit
from jdmatch.check.sentences import VerbForm, can_tell, sentence


@dataclass(frozen=True, slots=True)
class ListStyle:
    """``at``: the offset at which a new item is inserted; ``before``: what is written there ahead of its sentence;
    ``stop``: whether items end in a full stop; ``form``: the form of their verbs; ``after``: what ends an item in a
    list whose items end in a comma or semicolon; ``small``: whether items begin with a small letter; ``subject``: who
    does the duties where they are told in running text ("The candidate"); ``others``: what else changes, the numbers
    of the items behind."""

    at: int
    before: str
    stop: bool
    form: VerbForm
    after: str = ""
    small: bool = False
    subject: str = ""
    others: tuple[Edit, ...] = ()

    def told(self, statement: str) -> str:
        """A statement as it is said in this list, without what stands before and behind it."""
        out = sentence(statement, "you will" if self.subject else self.form, stop=self.stop)
        if self.subject:
            out = re.sub(r"^You(?= will)", self.subject, out)
            inner = self.subject if self.subject.isupper() else self.subject[0].lower() + self.subject[1:]
            out = re.sub(r"(?<=[,:] )you(?= will)", inner, out)
        return out[:1].lower() + out[1:] if self.small and not out[1:2].isupper() else out

    def fits(self, statement: str) -> bool:
        """Whether a statement can be told in this list's form: of some nobody knows the verb for sure, and they stay
        orders."""
        if self.subject:
            return f"{self.subject} will".casefold() in self.told(statement).casefold()
        return can_tell(statement, self.form)

    def edits(self, statement: str) -> tuple[Edit, ...]:
        """The insertion of a statement as one more item."""
        return (Edit(self.at, self.at, f"{self.before}{self.told(statement)}{self.after}"), *self.others)
