"""Counting words: what stands between blanks and has a letter or digit; each character where words have no blanks."""

from __future__ import annotations

import re

FEWEST_WORDS = 20
# Han, Kana, Thai and their like are written without blanks: two of their characters make about a word, and it only
# matters that a real text in them has enough to be told its language.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\\W_](?:[\\w'\u2019.&/+#-]*\\w)?"
)


def count_words(text: str, enough: int | None = None) -> int:
    """The number of words; counting stops at ``enough``."""
    count = 0
    for count, _ in enumerate(_WORD.finditer(text), 1):
        if count == enough:
            break
    return count
