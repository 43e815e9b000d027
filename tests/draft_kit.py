"""What the tests of the draft's editor share: a draft, and a writer's own framework that it does not cover yet."""

from __future__ import annotations

from jdmatch.frameworks import library
from jdmatch.settings import Settings
from tests.check_kit import CLERK

OWN = "own-clerks"
# With a finding of the rules behind a character that is two units of a script's texts.
SLANG = CLERK.replace("Prepare monthly", "\N{GRINNING FACE} Be a rockstar who will prepare monthly")
_STATEMENTS = (
    "Prepare monthly invoices from approved time sheets",
    "Post customer payments and follow up on overdue accounts",
    "Answer customers' questions about their bills by phone",
    "Train new clerks in the use of the cash register",
    "Count the cash in the drawer every evening",
)


def settings_with_own(place):
    """Settings whose library holds ``OWN``, a framework without levels."""
    source = place / f"{OWN}.csv"
    lines = [f'{OWN}/{number},"{words}"' for number, words in enumerate(_STATEMENTS, 1)]
    source.write_text("\n".join(["id,statement", *lines]) + "\n", encoding="utf-8")
    settings = Settings(data_dir=place / "data")
    library(settings).install(source)
    return settings
