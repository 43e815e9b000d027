"""Inclusive language (``JDM4``): words that keep some readers from applying, and what would say the same.

Suggestions only, and no part of any score: what a word does depends on its reader. Silence is the rule in doubt: names,
legal text and terms of a trade are left alone. ``words`` looks up the tables, ``pronouns`` and ``coded`` count.
"""

from __future__ import annotations

from collections.abc import Iterator

from jdmatch.check.draft import Draft
from jdmatch.check.families.inclusive import coded, pronouns, words
from jdmatch.check.families.inclusive.lens import Lens
from jdmatch.check.findings import Finding

__all__ = ["find"]


def find(draft: Draft) -> Iterator[Finding]:
    """Findings of this family, in any order."""
    lens = Lens(draft)
    # Under the pay profile a gendered title is that profile's own finding.
    yield from words.find(lens, title_too="eu-pay" not in draft.options.profiles)
    yield from pronouns.find(lens)
    yield from coded.find(lens)
