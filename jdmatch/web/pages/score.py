"""Score: paste a posting, or give files of it; choose what it is measured by, or let it choose.

One posting is analysed at once and shown; several become a job, whose page shows how far it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch import resources, sources
from jdmatch.analyzer import Analyzer
from jdmatch.errors import InputError
from jdmatch.records import FOUR_STEPS, Analysis, Failure, Posting
from jdmatch.settings import Settings
from jdmatch.store.records import NewItem
from jdmatch.web import office, show
from jdmatch.web.desk import Desk
from jdmatch.web.office import Office

router = APIRouter()
Here = Annotated[Office, Depends(office.of)]

# The samples that are offered, by file name: few, and of different kinds of work.
SAMPLES = (
    ("customer-support-rep.txt", "Customer support representative"),
    ("staff-accountant-manufacturer.txt", "Staff accountant"),
    ("rn-med-surg-nights.txt", "Registered nurse, nights"),
    ("software-engineer-backend.md", "Backend engineer"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """One posting as it came: a name, its bytes, and the title that was typed, if any."""

    name: str
    data: bytes
    title: str | None = None
    pasted: bool = False

    @property
    def file(self) -> str:
        """A file name that says what the bytes are."""
        return f"{self.name}.txt" if self.pasted else self.name

    def holds_several(self, settings: Settings) -> bool:
        """Whether this is the JSON of a board or a graph of several postings."""
        if self.pasted:
            return False
        try:
            return sources.find_postings_in_bytes(self.data, settings, id=self.name, name=self.name) is not None
        except InputError:  # told when it is read
            return False

    def read(self, settings: Settings) -> Posting:
        """The posting. InputError."""
        if self.pasted:
            return sources.from_text(self.data.decode("utf-8"), settings, id=self.name, title=self.title)
        return sources.read_bytes(self.data, settings, id=self.name, name=self.name, title=self.title)


@router.get("/")
def form(request: Request, here: Here, sample: str = "") -> Response:
    """The form; with ``sample`` it is filled with one of the samples. A reader is led to what there is to read."""
    if not show.may(request, "editor"):
        return RedirectResponse("/postings", status_code=303)
    return _form(request, here, text=_sample(sample))


@router.post("/score")
async def score(
    request: Request,
    here: Here,
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    framework: Annotated[list[str] | None, Form()] = None,
    level: Annotated[str, Form()] = "",
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Analyse what was given and lead to it."""
    given = [one async for one in _given(text, title, files or (), here.serving.uploads)]
    asked = tuple(one for one in framework or () if one)
    if not given:
        told = "Paste the posting’s text, or choose a file of it. The samples below show how it works."
        return _form(request, here, fault=told, status=422)
    one = given[0]
    if len(given) > 1 or await run_in_threadpool(one.holds_several, here.settings):
        options = {"frameworks": list(asked), "level": level or None, "again": False}
        items = [NewItem(one.file, data=one.data) for one in given]
        job = await run_in_threadpool(here.store.jobs.create, "bulk-upload", items, show.who(request), options)
        request.app.state.runner.call()
        return RedirectResponse(f"/jobs/{job}", status_code=303)
    posting, outcome = await here.ask(request, lambda desk: _analysed(desk, one, asked, level or None))
    if posting is None or isinstance(outcome, Failure):
        fault = outcome.message if isinstance(outcome, Failure) else ""
        return _form(request, here, text=text, title=title, chosen=asked, level=level, fault=fault, status=422)
    number, known = await run_in_threadpool(_kept, here, one, posting, outcome, show.who(request))
    return RedirectResponse(f"/postings/{number}{'?known=1' if known else ''}", status_code=303)


def _kept(here: Office, given: Given, posting: Posting, outcome: Analysis, who: str | None) -> tuple[int, bool]:
    """The number under which the posting stands in the library, and whether it was there before: then what was made of
    it now stands before its earlier analyses."""
    for number in here.store.postings.same(outcome.sha256):
        if here.store.postings.get(number).posting.title == posting.title:
            here.store.postings.rescored(number, outcome, who)
            return number, True
    source = "paste" if given.pasted else "upload"
    return here.store.postings.add(posting, outcome, who=who, source=source), False


def _analysed(
    desk: Desk, given: Given, frameworks: tuple[str, ...], level: str | None
) -> tuple[Posting | None, Analysis | Failure]:
    analyzer: Analyzer = desk.analyzer(frameworks, level)
    try:
        posting = given.read(desk.settings)
    except InputError as error:
        return None, Failure(given.name, error.code, error.message)
    return posting, analyzer.attempt(posting)


async def _given(text: str, title: str, files: Sequence[UploadFile], most: int) -> AsyncIterator[Given]:
    for file in files[:most]:
        if file.filename:
            # A browser may send a whole path; only its last part is a name, and a name is all that it is used for.
            name = PurePath(file.filename.replace("\\", "/")).name or "posting"
            yield Given(name, await file.read(), title or None)
    if text.strip():
        yield Given("pasted text", text.replace("\r\n", "\n").encode("utf-8"), title or None, pasted=True)


def _sample(name: str) -> str:
    if name not in dict(SAMPLES):
        return ""
    return (resources.folder("corpora/samples") / name).read_text(encoding="utf-8")


def _form(
    request: Request,
    here: Office,
    *,
    status: int = 200,
    text: str = "",
    title: str = "",
    chosen: Sequence[str] = (),
    level: str = "",
    fault: str = "",
) -> Response:
    return show.page(
        request,
        "score.html",
        status=status,
        here="score",
        entries=[e for e in here.library.list() if not e.shadowed and e.damaged is None],
        levels=FOUR_STEPS.levels,
        samples=SAMPLES,
        text=text,
        title=title,
        chosen=set(chosen),
        level=level,
        fault=fault,
        accept=",".join(sorted(sources.readable_suffixes)),
    )
