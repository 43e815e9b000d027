"""Which paper a report is printed on, where nobody said: Letter where a country cuts its paper so, A4 elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
# ISO 3166 codes, as in Unicode's locale data (CLDR, paperSize).
LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
_COUNTRY = re.compile(r"[A-Za-z]{2,3}_([A-Z]{2})(?![A-Za-z])")


def usual_paper(environ: Mapping[str, str]) -> Paper:
    """The paper of the locale that environment variables name (LC_ALL before LC_PAPER before LANG), A4 where they name
    no country."""
    named = next((environ[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if environ.get(name)), "")
    found = _COUNTRY.match(named)
    return "letter" if found and found[1] in LETTER else "a4"
