"""What programs send: the bodies and questions of the API, each with its limits. Unknown names are refused, so that one
that is misspelt is told and not passed over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from jdmatch.records import Severity
from jdmatch.settings import PROFILES
from jdmatch.store.records import DEFAULT_LIMIT, MAX_LIMIT, PostingQuery, Sort, Verdict

TEXT_CHARACTERS, HTML_CHARACTERS = 1_000_000, 5_000_000
POSTINGS = 500  # of one job
EXAMPLE_FRAMEWORK = "43-3021.00"
BIGGEST = (1 << 63) - 1  # number that a database has for a row


def _one_line(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("no control characters and one line")
    return value


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Title = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]
Tag = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_one_line)]
FrameworkId = Annotated[str, Field(min_length=1, max_length=300, description="The id of an installed framework.")]
Level = Annotated[str | None, Field(max_length=100, description="Level to measure at; null for the implied one.")]
Threshold = Annotated[float | None, Field(gt=0, le=1, allow_inf_nan=False)]
Code = Annotated[str, Field(min_length=1, max_length=6, pattern="^[A-Za-z0-9]+$")]

POSTING = (
    "Bread Baker\n\nHarbour Bakery makes sourdough for two shops and a market stall.\n\nWhat you will do\n"
    "- Scale flour and water for the daily dough\n- Shape loaves by hand and load the deck oven\n"
    "- Record oven temperatures and proofing times\n- Serve customers at the counter when it is busy\n\n"
    "What you bring\n- Two years in a bakery\n- Early mornings do not frighten you\n"
)
"""A posting for examples: long enough to be one."""
_EITHER: JsonDict = {"oneOf": [{"required": ["text"]}, {"required": ["html"]}]}


class Asked(BaseModel):
    """A JSON object without unknown names, its values of the kinds they are told to be."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PostingAsked(Asked):
    """A posting: its ``text`` (plain or Markdown) or its ``html``, one of the two."""

    model_config = ConfigDict(json_schema_extra=_EITHER)

    # A default that is not told: absent and empty differ.
    text: str = Field(
        default_factory=str,
        min_length=1,
        max_length=TEXT_CHARACTERS,
        description="Plain text or Markdown; this or html.",
    )
    html: str = Field(
        default_factory=str,
        min_length=1,
        max_length=HTML_CHARACTERS,
        description="A page or a part of one; this or text.",
    )
    title: Title | None = Field(None, description="The job's title, where the text does not give it.")
    id: Name = Field("text", description="What the posting is called in the answer.")

    @model_validator(mode="after")
    def _one_of_both(self) -> PostingAsked:
        if bool(self.text) == bool(self.html):
            raise ValueError("give text or html, one of the two")
        return self


class Measured(Asked):
    """What postings are measured by."""

    frameworks: list[FrameworkId] = Field(
        default_factory=list, max_length=24, description="Frameworks to measure by; none: chosen from the posting."
    )
    level: Level = None


class Decided(Measured):
    """… and from which probability on a statement is covered, or partly."""

    covered: Threshold = Field(None, description="Covered from this probability on; null: the measured threshold.")
    partial: Threshold = Field(None, description="Partly covered from this probability on.")


class AnalyzeAsked(Decided, PostingAsked):
    """A posting, and what it is measured by."""

    model_config = ConfigDict(
        json_schema_extra=_EITHER
        | {"examples": [{"text": POSTING, "id": "bread-baker", "frameworks": [], "level": None}]}
    )


class CheckAsked(PostingAsked):
    """A draft, and which rules it is held against."""

    model_config = ConfigDict(
        json_schema_extra=_EITHER | {"examples": [{"text": POSTING, "id": "draft.md", "ignore": ["JDM4"]}]}
    )

    id: Name = Field("draft", description="What the draft is called in the answer (path).")
    frameworks: list[FrameworkId] = Field(default_factory=list, max_length=24)
    target_level: Level = Field(None, description="Level to pitch the job at; null for the one it implies.")
    select: list[Code] = Field(default_factory=list, max_length=100, description="Only these: codes or how they begin.")
    ignore: list[Code] = Field(default_factory=list, max_length=100, description="Not these; the longer code wins.")
    profiles: list[Annotated[str, Field(json_schema_extra={"enum": list(PROFILES)})]] = Field(
        default_factory=list, max_length=len(PROFILES), description="Further sets of rules."
    )
    min_severity: Severity = "note"

    @model_validator(mode="after")
    def _known(self) -> CheckAsked:
        if not set(self.profiles) <= set(PROFILES):
            raise ValueError(f"profiles are of {', '.join(PROFILES)}")
        return self


class CompareAsked(Decided):
    """Two postings; the first decides what both are measured by."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "draft": {"text": POSTING + "- You have trained apprentices\n", "id": "new"},
                    "other": {"text": POSTING, "id": "old"},
                }
            ]
        }
    )

    draft: PostingAsked
    other: PostingAsked


class JobAsked(Measured):
    """Postings to analyse one after the other and keep."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"postings": [{"text": POSTING, "id": "bread-baker"}], "again": False}]}
    )

    postings: list[PostingAsked] = Field(min_length=1, max_length=POSTINGS)
    again: bool = Field(False, description="Also keep postings whose very text is in the library already.")


class KeepAsked(Measured, PostingAsked):
    """A posting to analyse and keep."""

    model_config = ConfigDict(
        json_schema_extra=_EITHER | {"examples": [{"text": POSTING, "id": "bread-baker", "tags": ["bakery"]}]}
    )

    tags: list[Tag] = Field(default_factory=list, max_length=50)


class ChangeAsked(Asked):
    """What is changed of a posting in the library: its title there, or its tags, all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": ["bakery", "2026"]}], "minProperties": 1})

    title: Title = Field(default_factory=str)
    tags: list[Tag] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _something(self) -> ChangeAsked:
        if not self.model_fields_set:
            raise ValueError("give title, tags or both")
        return self


class RemarkAsked(Asked):
    """What a reader says about a statement of an analysis. Without a place it is about the best quote."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "framework": EXAMPLE_FRAMEWORK,
                    "statement": "43-3021.00/emerging/1",
                    "verdict": "confirmed",
                    "note": "",
                }
            ]
        }
    )

    framework: FrameworkId
    statement: Annotated[str, Field(min_length=1, max_length=500)]
    verdict: Verdict = Field("none", description="none takes an earlier one back")
    note: str = Field("", max_length=4_000)
    start: int | None = Field(None, ge=0, le=10_000_000, description="Code point of the posting's text.")
    end: int | None = Field(None, ge=0, le=10_000_000)


class Question(BaseModel):
    """A question of an address: values are text there."""

    model_config = ConfigDict(extra="forbid")


_Word = Annotated[str | None, Field(max_length=300)]
_Date = Annotated[str | None, Field(max_length=40, description="A day (2026-01-31) or a moment, in UTC.")]


class PostingsAsked(Question):
    """Which postings, in which order, from where on."""

    words: str = Field("", max_length=1_000, description='Each in title or text, in any form; "in quotes" together.')
    occupation: _Word = Field(None, description="A framework's id; empty for postings without one.")
    level: _Word = None
    framework: _Word = Field(None, description="The one that the score is about.")
    score_from: Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False)] = None
    score_to: Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False)] = None
    added_from: _Date = None
    added_to: _Date = None
    tag: _Word = None
    failed: bool | None = Field(None, description="Only those that could not be analysed, or none of them.")
    sort: Sort = "added"
    descending: bool = True
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: Annotated[str | None, Field(max_length=2_000, description="next or previous of another page.")] = None

    def query(self) -> PostingQuery:
        """The same for the store."""
        values: dict[str, Any] = self.model_dump()
        return PostingQuery(**values)


class DecidedAsked(Question):
    """Thresholds in an address."""

    covered: Threshold = None
    partial: Threshold = None


class ItemsAsked(Question):
    """Which items of a job."""

    state: Literal["waiting", "running", "done", "failed", "cancelled"] | None = None
    after: int = Field(0, ge=0, le=BIGGEST, description="Items behind this number.")
    limit: int = Field(500, ge=1, le=500)
