"""Which frameworks are meant: those that the settings name, all of the library, or those that a few words ask for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from jdmatch import encoder
from jdmatch.frameworks import Found, library, resolve_all, search
from jdmatch.records import Framework
from jdmatch.settings import Settings

if TYPE_CHECKING:
    from jdmatch.encoder import Encoder

logger = logging.getLogger(__name__)


def named_or_all(settings: Settings) -> list[Framework]:
    """The frameworks that the settings name, in their order, or all of the library by their ids. FrameworkError,
    UnknownFrameworkError."""
    if not settings.frameworks:
        return sorted(library(settings).all(), key=lambda f: f.id)
    found = chain.from_iterable(resolve_all(name, settings) for name in settings.frameworks)
    return list({f.id: f for f in found}.values())


def find_frameworks(query: str, settings: Settings, *, limit: int = 10) -> tuple[Found, ...]:
    """The installed frameworks that answer to a few words, best first: by their words, and by how near their titles
    are in meaning."""
    return find_among(query, library(settings).all(), encoder.load(settings), settings, limit=limit)


def find_among(
    query: str, frameworks: Sequence[Framework], used: Encoder, settings: Settings, *, limit: int
) -> tuple[Found, ...]:
    """The same among some frameworks, by an encoder that is there already."""
    if not frameworks:
        return ()
    cache = encoder.VectorCache.of(settings, note=logger.info)
    titles = cache.encode(used, [f.title for f in frameworks]).vectors
    asked = used.encode([query]).vectors[0]
    likeness = dict(zip([f.id for f in frameworks], (titles @ asked).tolist(), strict=True))
    return search(query, frameworks, likeness=likeness, limit=limit)
