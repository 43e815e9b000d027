"""Character references of HTML (``&amp;``, ``&#8217;``) read as the characters they stand for, whoever wrote them.

The standard library does that as browsers do, but raises ValueError on a number of more than some thousand digits, and
such a number is a stranger's to write. What is no character is the replacement character here, as in browsers.
"""

from __future__ import annotations

import html
import re

# A whole reference but for its signs, as a pattern.
REFERENCE = r"(?:#\d+|#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z0-9]*)"
_LONG = re.compile(r"&#(?:0*(?P<decimal>\d{8,})|[xX]0*(?P<hex>[\da-fA-F]{7,}));?")
_REPLACEMENT = "\ufffd"


def unescape(text: str) -> str:
    """The text with its references resolved, once."""
    return html.unescape(_LONG.sub(_shortened, text) if "&#" in text else text)


def _shortened(match: re.Match[str]) -> str:
    """Zeros in front say nothing; a number that is still too long is of no character."""
    digits = (match["decimal"] or match["hex"]).lstrip("0")
    if len(digits) > 7:
        return _REPLACEMENT
    return f"&#{'' if match['decimal'] else 'x'}{digits or 0};"
