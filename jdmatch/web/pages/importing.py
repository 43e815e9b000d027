"""Importing frameworks: a file is sent, its account is read, and only then is it kept.

Between the two the file waits (``uploads``), and is read anew with every choice of options, so that what is kept is
what the account said.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from jdmatch import frameworks
from jdmatch.errors import FrameworkError, InputError, JdmatchError, SettingsError
from jdmatch.frameworks import Difference, Installation, Options, Reading, mapping
from jdmatch.frameworks.compare import effort
from jdmatch.frameworks.names_tables import READABLE
from jdmatch.records import Framework
from jdmatch.report.side_by_side_edits import word_runs
from jdmatch.web import office, show, uploads
from jdmatch.web.desk import BusyError
from jdmatch.web.office import Office
from jdmatch.web.pages.frameworks import MOST_PAIRS, address
from jdmatch.web.uploads import Upload, Uploads

router = APIRouter(prefix="/frameworks/import")
Here = Annotated[Office, Depends(office.of)]
Waiting = Annotated[Uploads, Depends(uploads.of)]

# Frameworks that can be ticked one by one; of more all are kept, or some by their occupations.
TICKED = 200
COMPARED = 20
_PLACES = 200  # faults, warnings and skipped rows that are listed
_AUDITED = 50  # frameworks that an entry of the audit log names

# One file is read at a time: a large one fills a core and much memory.
_READING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is to be read, as the form says it; all empty where the file is to say it all itself."""

    id: str = ""
    format: str = ""
    sheet: str = ""
    language: str = ""
    occupations: str = ""
    columns: str = ""
    as_one: str = ""

    @classmethod
    def of(cls, given: FormData | QueryParams) -> Choice:
        """What a form or a query says."""
        found = {name: given.get(name, "") for name in cls.__slots__}
        return cls(**{name: value.strip() for name, value in found.items() if isinstance(value, str)})

    @property
    def given(self) -> dict[str, str]:
        """What is not empty, by field."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def options(self) -> Options:
        """The same for a reader. SettingsError."""
        return Options(
            occupations=tuple(code.strip() for code in self.occupations.split(",") if code.strip()),
            columns=mapping.mapped_columns([line for line in self.columns.splitlines() if line.strip()], None),
            sheet=self.sheet,
            language=self.language,
            as_one=bool(self.as_one),
        )


@dataclass(frozen=True)
class Account:
    """What reading a file came to: the ``reading`` and what keeping it would do, or why it is refused."""

    reading: Reading | None = None
    planned: tuple[Installation, ...] = ()
    refused: JdmatchError | None = None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many frameworks would be installed, replaced, stay unchanged; and how many stand before others."""
        changes = [one.change for one in self.planned]
        out = {change: changes.count(change) for change in ("installed", "replaced", "unchanged")}
        return out | {"shadows": sum(one.shadows and one.change != "unchanged" for one in self.planned)}


@router.get("")
def form(request: Request, here: Here) -> Response:
    """What can be imported, and the field for it."""
    return _form(request, here)


@router.post("")
def take(
    request: Request,
    here: Here,
    waiting: Waiting,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take a file in and lead to its account."""
    if file is None or not file.filename:
        return _form(request, here, fault="Choose a file first: one of the formats below.", status=422)
    # A browser may send a whole path; only its last part is a name, and a name is all that it is used for.
    name = PurePath(file.filename.replace("\\", "/")).name or "framework"
    kept = waiting.put(uploads.owner_of(request), name, file.file)
    return RedirectResponse(f"/frameworks/import/{kept.key}", status_code=303)


@router.get("/{key}")
def account(request: Request, here: Here, waiting: Waiting, key: str) -> Response:
    """The account of a file that waits, read as the query says."""
    upload = _waiting(request, waiting, key)
    choice = Choice.of(request.query_params)
    made = _account(here, upload, choice)
    return show.page(
        request,
        "framework_account.html",
        status=200 if made.refused is None else 422,
        here="frameworks",
        upload=upload,
        choice=choice,
        account=made,
        reading=made.reading,
        counts=made.counts,
        faults=_placed(made.refused),
        differences=_differences(here, made.planned),
        runs=word_runs,
        about=frameworks.FORMATS,
        formats=READABLE,
        ticked=TICKED,
        most_places=_PLACES,
        address=address,
        max_columns=12,
        keep=f"/frameworks/import/{key}/keep?{urlencode(choice.given)}",
    )


@router.post("/{key}/keep")
def keep(
    request: Request,
    here: Here,
    waiting: Waiting,
    key: str,
    name: Annotated[list[str] | None, Form(alias="id")] = None,
    every: Annotated[str, Form(alias="all")] = "",
    replacing: Annotated[str, Form(alias="replace")] = "",
) -> Response:
    """Keep the chosen frameworks of a file that waits, all of them or none."""
    upload = _waiting(request, waiting, key)
    with _alone():
        reading = _read(here, upload, Choice.of(request.query_params))
        if not every:
            wanted = set(name or ())
            reading = replace(reading, frameworks=tuple(f for f in reading.frameworks if f.id in wanted))
        if not reading.frameworks:
            raise FrameworkError("No framework was chosen, so nothing was kept. Go back and tick one.")
        done = here.library.keep(reading, replace=bool(replacing))
    waiting.drop(upload.owner, key)
    changed = [one for one in done if one.change != "unchanged"]
    if changed:
        about = f"{len(changed)} frameworks" if len(changed) > 1 else changed[0].framework.id
        here.store.audit.note("framework.import", about, _audited(upload, reading, changed), show.who(request))
        here.desk.forget()
    place = address(done[0].framework.id) if len(done) == 1 else "/frameworks"
    how = "kept" if changed else "unchanged"
    return RedirectResponse(f"{place}{'&' if '?' in place else '?'}done={how}", status_code=303)


@router.post("/{key}/discard")
def discard(request: Request, waiting: Waiting, key: str) -> Response:
    """Let a file go that waits."""
    waiting.drop(uploads.owner_of(request), key)
    return RedirectResponse("/frameworks", status_code=303)


def _form(request: Request, here: Office, *, fault: str = "", status: int = 200) -> Response:
    return show.page(
        request,
        "framework_import.html",
        status=status,
        here="frameworks",
        fault=fault,
        about=frameworks.FORMATS,
        megabytes=min(here.serving.body_bytes, here.settings.limits.framework_bytes) // 1_000_000,
    )


def _waiting(request: Request, waiting: Uploads, key: str) -> Upload:
    found = waiting.get(uploads.owner_of(request), key)
    if found is None:
        raise HTTPException(404, "The file does not wait here any more: nothing of it was kept. Send it again.")
    return found


@contextmanager
def _alone() -> Iterator[None]:
    if not _READING.acquire(timeout=20):
        raise BusyError(20)
    try:
        yield
    finally:
        _READING.release()


def _read(here: Office, upload: Upload, choice: Choice) -> Reading:
    """The file's frameworks. FrameworkError, InputError, SettingsError; HTTPException where it went meanwhile."""
    try:
        data = upload.data()
    except FileNotFoundError as error:
        raise HTTPException(404, "The file does not wait here any more. Send it again.") from error
    return frameworks.read_all(
        data,
        here.settings,
        format=choice.format or None,
        id=choice.id or None,
        name=upload.name,
        origin="user",
        options=choice.options(),
    )


def _account(here: Office, upload: Upload, choice: Choice) -> Account:
    with _alone():
        try:
            reading = _read(here, upload, choice)
        except (FrameworkError, InputError, SettingsError) as error:
            return Account(refused=error)
        try:
            return Account(reading, here.library.plan(reading))
        except FrameworkError as error:
            if error.code != "JDM033":
                return Account(refused=error)
            # Others are in the way: what replacing them would come to.
            return Account(reading, here.library.plan(reading, replace=True))


def _differences(here: Office, planned: Sequence[Installation]) -> dict[str, tuple[Framework, Difference]]:
    """Of frameworks that would stand in the place of others: what is there now, and what would change. Those that can
    not be read, or would take too long to compare, are left out."""
    out: dict[str, tuple[Framework, Difference]] = {}
    for one in planned:
        if one.change == "unchanged" or (one.change == "installed" and not one.shadows):
            continue
        try:
            there = here.library.get(one.framework.id)
        except FrameworkError:
            continue
        if len(out) < COMPARED and effort(there, one.framework) <= MOST_PAIRS:
            out[one.framework.id] = (there, frameworks.compare(there, one.framework))
    return out


def _placed(error: JdmatchError | None) -> tuple[tuple[str, str], ...]:
    return (*error.faults, *error.skipped) if isinstance(error, FrameworkError) else ()


def _audited(upload: Upload, reading: Reading, changed: Sequence[Installation]) -> dict[str, Any]:
    return {
        "sha256": reading.source_sha256,
        "bytes": upload.size,
        "format": reading.format,
        "frameworks": {one.framework.id: [one.change, one.framework.sha256] for one in changed[:_AUDITED]},
        "count": len(changed),
    }
