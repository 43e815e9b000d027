"""The frameworks' side of an analysis, made once and kept for every posting.

Of each framework that a posting may be matched with: its statements with their token vectors, ready for the matcher,
and their importance. Of each that may be chosen: its titles and statements as the occupation model reads them. Named
frameworks are both, all of them, from one encoding. A library is chosen from as a whole where it is small; of a large
one an index of all statements, and the titles, propose some. Vectors come through the vector cache, so that what comes
with jdmatch is not encoded at all, and what is missing of many frameworks is encoded together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from jdmatch import coverage, encoder, occupation
from jdmatch.analyzer.likeness import Likeness
from jdmatch.index import Part, open_index
from jdmatch.matching import Matcher, Prepared
from jdmatch.records import Framework
from jdmatch.settings import Settings

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from jdmatch.encoder import Encoder
    from jdmatch.index import Index

INDEXES = "indexes"
# A library of so many frameworks is asked as a whole; of a larger one the index proposes some.
WHOLE = 128
# How many statements the index proposes for each duty, and how many frameworks the title does.
_NEIGHBOURS = 40
_NEAR_TITLES = 12
# How many frameworks of a library are kept ready to be matched, about 2 MB each.
_MATCHED = 64
# Encoding so many statements takes a second of a core.
_WORTH_A_NOTE = 200
Note = Callable[[str], None]
Matched = tuple[Prepared, tuple[coverage.Importance, ...]]


class Ready:
    """What is made of ``frameworks``, by id. ``named``: they were named, so every posting is matched with all of them;
    else they are a library. ``note`` is told about slow work and about a cache that can not be written."""

    def __init__(
        self,
        frameworks: Mapping[str, Framework],
        *,
        named: bool,
        used: Encoder,
        matcher: Matcher,
        settings: Settings,
        note: Note,
    ) -> None:
        self._frameworks = frameworks
        self._named = named
        self._encoder = used
        self._matcher = matcher
        self._settings = settings
        self._note = note
        self._cache = encoder.VectorCache.of(settings, note=note)
        self._occupation = occupation.load()
        self._choosable: dict[str, occupation.Candidate] = {}
        self._matched: dict[str, Matched] = {}
        self._alike: tuple[str, Likeness] | None = None

    # --- to be matched ------------------------------------------------------------------------------------------

    def matched(self, framework: Framework) -> Matched:
        """A framework's side of the matching and the importance of its statements."""
        ready = self._matched.pop(framework.id, None)
        if ready is None:
            ready = self._prepared(framework, self._cache.encode(self._encoder, _statements(framework), tokens=True))
        # Last used last. Of a large library only so many stay; named frameworks are needed by every posting.
        self._matched[framework.id] = ready
        while not self._named and len(self._matched) > _MATCHED:
            self._matched.pop(next(iter(self._matched)), None)
        return ready

    def likeness(self, framework: Framework) -> Likeness:
        """How alike a framework's statements are to each other. The last framework asked for is kept, since a draft is
        checked again with every edit."""
        if self._alike is None or self._alike[0] != framework.id:
            texts = _statements(framework)
            encoding = self._cache.encode(self._encoder, texts, tokens=True)
            scores = self._matcher.scores(self.matched(framework)[0], texts, encoding)
            self._alike = (framework.id, Likeness.of(scores, encoding.vectors))
        return self._alike[1]

    def _prepared(self, framework: Framework, encoding: encoder.Encoding) -> Matched:
        return self._matcher.prepare(framework, encoding), coverage.importances(framework, encoding.vectors)

    # --- to be chosen -------------------------------------------------------------------------------------------

    def candidates(self, title: NDArray[float32] | None, duties: NDArray[float32]) -> list[occupation.Candidate]:
        """The frameworks to choose from for a posting with this title vector (dim,) and these duties (n, dim): the
        named ones, those of a small library, or those of a large one that the index finds near the duties or the
        title."""
        proposed = self._frameworks.keys() if self._whole else self._proposed(title, duties)
        new = [f for f in self._frameworks.values() if f.id in proposed and f.id not in self._choosable]
        if new:
            self._choosable |= self._candidates(new)
        return [self._choosable[name] for name in self._frameworks if name in proposed]

    @property
    def _whole(self) -> bool:
        return self._named or len(self._frameworks) <= WHOLE

    def _proposed(self, title: NDArray[float32] | None, duties: NDArray[float32]) -> set[str]:
        rows, _ = self.index.search(duties, _NEIGHBOURS)
        owners = self.index.owners
        proposed = {owners[row] for row in rows.ravel().tolist()}
        if title is not None:
            ids = list(self._frameworks)
            alike = self._titles @ title
            proposed |= {ids[i] for i in alike.argsort(kind="stable")[::-1][:_NEAR_TITLES].tolist()}
        return proposed

    def _candidates(self, frameworks: Sequence[Framework]) -> dict[str, occupation.Candidate]:
        titles = self._cache.encode_each(self._encoder, map(occupation.titles, frameworks))
        return {
            framework.id: occupation.prepare(framework, own.vectors, statements, self._occupation)
            for framework, own, statements in zip(frameworks, titles, self._vectors(frameworks), strict=True)
        }

    def _vectors(self, frameworks: Sequence[Framework]) -> Iterator[NDArray[float32]]:
        """The vectors (n, dim) of each framework's statements. Named ones are made ready to be matched on the way."""
        if self._named:
            for framework, encoding in zip(frameworks, self._encoded(frameworks, tokens=True), strict=True):
                self._matched.setdefault(framework.id, self._prepared(framework, encoding))
                yield encoding.vectors
        elif self._whole:
            yield from (encoding.vectors for encoding in self._encoded(frameworks))
        else:
            yield from (self.index.vectors(framework.id) for framework in frameworks)

    def _encoded(self, frameworks: Sequence[Framework], *, tokens: bool = False) -> Iterator[encoder.Encoding]:
        lists = [_statements(f) for f in frameworks]
        absent = self._cache.absent(self._encoder, lists, tokens=tokens)
        if absent > _WORTH_A_NOTE:
            kept = "; they are kept for next time" if self._settings.use_cache else ""
            self._note(f"Reading {absent} statements of {len(frameworks)} frameworks, once{kept}.")
        return self._cache.encode_each(self._encoder, lists, tokens=tokens)

    # --- of a large library -------------------------------------------------------------------------------------

    @cached_property
    def index(self) -> Index:
        """The index of all statements that stand to choose from; made on first use, then kept."""
        frameworks = list(self._frameworks.values())
        return open_index(
            self._settings.cache_folder / INDEXES if self._settings.use_cache else None,
            encoder=self._encoder.signature,
            parts=[Part(f.id, f.sha256, len(f.statements)) for f in frameworks],
            vectors=lambda: (encoding.vectors for encoding in self._encoded(frameworks)),
            note=self._note,
        )

    @cached_property
    def _titles(self) -> NDArray[float32]:
        """The vectors of the frameworks' titles (n, dim), in order."""
        return self._cache.encode(self._encoder, [f.title for f in self._frameworks.values()]).vectors

    # --- before others need it ----------------------------------------------------------------------------------

    def encode(self) -> None:
        """Put the vectors of the frameworks that are not in the cache there. It touches nothing else, so that a
        thread may do it while another analyses."""
        if not self._settings.use_cache:
            return
        frameworks = list(self._frameworks.values())
        for _ in self._encoded(frameworks, tokens=self._named):
            pass
        for _ in self._cache.encode_each(self._encoder, map(occupation.titles, frameworks)):
            pass

    def warm(self) -> None:
        """Make what is kept in the cache folder once, before several processes would each make it."""
        if not self._settings.use_cache:
            return
        frameworks = list(self._frameworks.values())
        if not self._whole:
            _ = self.index, self._titles
            for _ in self._cache.encode_each(self._encoder, map(occupation.titles, frameworks)):
                pass
        elif not self._choosable:
            self._choosable |= self._candidates(frameworks)


def _statements(framework: Framework) -> list[str]:
    return [s.text for s in framework.statements]
