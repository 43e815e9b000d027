"""The report as a PDF: the printed page, set by WeasyPrint on A4 or Letter.

It is the HTML report and no second one: the same template with drawings that need no browser, the print rules of its
style sheet and those of ``paper.css`` behind them. Nothing is fetched, neither from the network nor from a file: the
page has no reference to anything, and WeasyPrint is given a fetcher that refuses. The PDF is tagged (PDF/UA-1), with
bookmarks for its headings, and holds no time, so that its bytes are a function of the outcomes, the paper, the fonts of
the machine and the version of WeasyPrint.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from jdmatch.errors import MissingExtraError
from jdmatch.records import Analysis, Failure, Framework
from jdmatch.report.paper import PAPERS, Paper

PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
_SIZES: Mapping[Paper, str] = MappingProxyType({"a4": "A4", "letter": "letter"})


def render(outcomes: Sequence[Analysis | Failure], frameworks: Mapping[str, Framework], paper: Paper) -> bytes:
    """The whole document. MissingExtraError without WeasyPrint or the libraries of Pango that it calls."""
    if paper not in PAPERS:
        raise ValueError(f"paper is one of {', '.join(PAPERS)}, not {paper!r}")
    weasyprint = library()
    from jdmatch.report import page

    source = page.render(outcomes, frameworks, printed=True)
    # The style sheet is a browser's too: what WeasyPrint says of the rules that it passes over is no news to anybody.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fetcher = _refusing()
    size = weasyprint.CSS(string=f"@page {{ size: {_SIZES[paper]} }}", url_fetcher=fetcher)
    document = weasyprint.HTML(string=source, url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=[size], pdf_variant="pdf/ua-1")
    return made


def library() -> Any:
    """WeasyPrint. MissingExtraError without it or without what it calls."""
    try:
        import weasyprint
    except ModuleNotFoundError as error:
        raise MissingExtraError("PDF", "report") from error
    except OSError as error:  # the package is there, Pango is not
        raise MissingExtraError("PDF", "report", system=PANGO) from error
    return weasyprint


def _refusing() -> Any:
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc]
        """Nothing outside the page is a part of it."""

        def fetch(self, url: str, headers: object = None) -> Any:
            raise ValueError("a report refers to nothing outside itself")

    return Refusing()
