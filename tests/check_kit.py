"""Drafts for the tests of the check: a file's text (or bytes) as a document, and what the check says of it."""

from __future__ import annotations

from jdmatch import sources
from jdmatch.check.choosing import Choice
from jdmatch.check.document import Document
from jdmatch.check.draft import Options
from jdmatch.check.engine import Checked, Checker
from jdmatch.settings import Settings

CLERK = """# Billing Clerk

## Responsibilities

- Prepare monthly invoices from approved time sheets
- Post customer payments and follow up on overdue accounts
- Answer customers' questions about their bills by phone

## Requirements

- One year of experience in an office
"""


def opened(text: str | bytes, name: str = "draft.md") -> Document:
    """The document that a file of this content is."""
    data = text if isinstance(text, bytes) else text.encode()
    posting = sources.read_bytes(data, Settings(), id=name, name=name)
    return Document.of(name, posting, sources.characters(data, name))


def no_models():
    raise AssertionError("the models were asked for")


def checker(choice: Choice | None = None, options: Options | None = None, analyzer=no_models) -> Checker:
    """A checker that may not load models, unless it is given some."""
    return Checker(Settings(), analyzer, choice=choice or Choice(), options=options)


def looked(text: str | bytes | Document, name: str = "draft.md", choice=None, options=None) -> Checked:
    """What the text alone shows."""
    document = text if isinstance(text, Document) else opened(text, name)
    one = checker(choice, options)
    return one.look(document, one.parts(document))


def codes(checked: Checked) -> list[str]:
    """The codes of what was found, in order."""
    return [one.finding.code for one in checked.findings]
