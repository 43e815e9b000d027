"""How many syllables an English word has, by spelling alone.

Groups of vowels are counted, and corrected for what English spelling does to them: the silent e, endings in -es and
-ed, and vowels that meet without melting ("idea", "create", "radio"). It is right for more than nine words in ten,
and its errors go both ways, which is what an average over a posting needs.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")
# A final e behind a consonant, but not the one that carries the l of "table".
_SILENT = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|"
    r"(?<=[^aeiouyscgxzhl])es$|(?<=[aeiouy]l)es$|(?<=th)es$|"
    r"(?<=[^aeiouytdl])ed$|(?<=[aeiouy]l)ed$|(?<=ll)ed$"
)
# A silent e in front of an ending, or inside a compound.
_INNER = re.compile(
    r"(?<=[^aeiouyl])e(?=(?:ments?|ful(?:ly)?|ly|less|ness)$)|^(?:some|where|home|safe|life|care|name|time)(?=[a-z]{3})"
)
# Vowels that meet and are two syllables.
_HIATUS = re.compile(
    r"i(?=at(?:e|ed|es|ing|ion|ive|or))|(?<![tcsgx])i(?=a(?!ge|t(?:e|ed|es|ing|ion|ive|or))|o)|i(?=u[mns])|"
    r"(?<!p)e(?=o(?!u))|e(?=act|ing)|(?<=[rcl])e(?=at(?:e|es|ed|ing|ion|ive|or))|ea$|"
    r"(?<!q)u(?=a[lrt])|u(?=i(?:ty|ti))|(?<=qu)i(?=et)|u(?=ou)|"
    r"(?<!t)(?<![^s]c)i(?=en[tc]|ety|er$)|y(?=ing)|i(?=ing)|(?<=[aou])y(?=er)|o(?=ing|e[rt]|i[cn]g?$)|"
    r"(?<=^c)o(?=o(?:rd|per))"
)
_SPECIAL = {"business": 2, "businesses": 3, "people": 2}


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """The syllables of a word; at least one. What is not a letter is left out."""
    low = "".join(letter for letter in word.lower() if "a" <= letter <= "z")
    if low in _SPECIAL:
        return _SPECIAL[low]
    count = len(_VOWELS.findall(low))
    if len(low) > 3:
        count += len(_HIATUS.findall(low)) - bool(_SILENT.search(low)) - bool(_INNER.search(low))
    return max(count, 1)
