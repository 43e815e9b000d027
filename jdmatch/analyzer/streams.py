"""Many postings: a failure is one row and never the end of a run, and postings are taken some at a time.

The lines of a window of postings are encoded together, which fills the encoder's runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from jdmatch.analyzer.parts import Parts
from jdmatch.errors import InputError, JdmatchError, traced
from jdmatch.records import Failure, Posting

logger = logging.getLogger(__name__)

# How many postings are encoded together, and how many characters of them: what is remembered must hold their vectors.
TOGETHER = 32
LONG_TOGETHER = 200_000
# A posting's id, and how to read it.
Job = tuple[str, Callable[[], Posting]]
T = TypeVar("T")


def windows(stream: Iterable[tuple[str, Parts | Failure]]) -> Iterator[list[tuple[str, Parts | Failure]]]:
    """The stream in pieces of so many postings, or fewer where they are long."""
    window: list[tuple[str, Parts | Failure]] = []
    length = 0
    for name, parts in stream:
        window.append((name, parts))
        length += 0 if isinstance(parts, Failure) else len(parts.posting.text)
        if len(window) >= TOGETHER or length >= LONG_TOGETHER:
            yield window
            window, length = [], 0
    if window:
        yield window


def caught(name: str, work: Callable[[], T]) -> T | Failure:
    """What ``work`` gives, or why posting ``name`` could not be analysed. Errors that are not about the posting go
    on."""
    try:
        return work()
    except InputError as error:
        return Failure(id=name, code=error.code, message=str(error))
    except JdmatchError:  # a damaged index or model is nothing about this posting: every other would fail, too
        raise
    except Exception as error:  # a mistake of ours must be one row, not the end of a run
        logger.error("the analysis of one posting failed: %s", traced(error))
        told = f"jdmatch made a mistake ({type(error).__name__}: {error}). Please report it with this posting."
        return Failure(id=name, code="JDM099", message=told)
