"""What the tests of JobPosting data share: a posting as data, and reading it with its places checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jdmatch.errors import InputError
from jdmatch.records import Posting
from jdmatch.settings import Settings
from jdmatch.sources import read_bytes
from tests.sources_kit import LINES, posting_leads_back

EXAMPLES = Path(__file__).parent / "examples" / "sources"
DESCRIPTION = "<p>{}</p><h3>Duties</h3><ul><li>{}</li><li>{}</li></ul><p>{}</p>".format(*LINES)


def job(**fields: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Receptionist",
        "description": DESCRIPTION,
    } | fields


def read(value: Any, name: str = "job.json", **dump: Any) -> Posting:
    text = value if isinstance(value, str) else json.dumps(value, **dump)
    posting = read_bytes(text.encode(), Settings(), id="x", name=name)
    assert posting_leads_back(posting, text)
    return posting


def refused(value: Any, name: str = "job.json") -> InputError:
    with pytest.raises(InputError) as caught:
        read(value, name)
    return caught.value


def page(script: str, body: str = "<h1>Welcome</h1><p>Shown words.</p>") -> str:
    return f"<html><head><script type='application/ld+json'>{script}</script></head><body>{body}</body></html>"
