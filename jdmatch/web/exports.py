"""An analysis as a file to take away, in the same forms as on the command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.responses import Response

from jdmatch import report
from jdmatch.records import Analysis, Framework

_LONGEST = 120  # characters of a file's name before its ending
Frameworks = Mapping[str, Framework]
_Maker = Callable[[Analysis, Frameworks], str | bytes]

# Ending → (what people call it, media type, how it is made).
EXPORTS: Mapping[str, tuple[str, str, _Maker]] = {
    "html": ("Web page", "text/html; charset=utf-8", lambda a, f: report.html(a, f)),
    "pdf": ("PDF", "application/pdf", lambda a, f: report.pdf(a, f)),
    "xlsx": (
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda a, f: report.xlsx(a, f),
    ),
    "csv": ("CSV", "text/csv; charset=utf-8", lambda a, _: report.csv(a)),
    "md": ("Markdown", "text/markdown; charset=utf-8", lambda a, f: report.markdown(a, f)),
    "json": ("JSON", "application/json", lambda a, _: a.to_json()),
}


def export(kind: str, analysis: Analysis, frameworks: Frameworks, title: str) -> Response:
    """The file. MissingExtraError where its library is not installed."""
    _, media, make = EXPORTS[kind]
    return attachment(make(analysis, frameworks), f"{title}.{kind}", media)


def attachment(content: str | bytes, name: str, media: str) -> Response:
    """An answer that a browser keeps as a file."""
    return Response(content, media_type=media, headers={"Content-Disposition": disposition(name)})


def disposition(name: str) -> str:
    """The header that says so. The name may hold anything; it becomes one that every system takes."""
    head, dot, ending = name.rpartition(".")
    cut = f"{head[:_LONGEST]}{dot}{ending}"  # a title may be a whole paragraph, and headers have limits
    stem = re.sub(r"[^\w.()-]+", " ", cut).strip(" .") or "posting"
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().strip(" .") or "posting"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stem)}"
