"""One posting, step by step: taken apart, encoded, its occupation chosen, matched, scored.

``Analyzer`` holds what the steps need. What can not be analysed raises an ``InputError`` with its code; ``attempt`` and
``analyze_many`` turn that into a ``Failure``, so that one bad posting never ends a run.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from jdmatch import __version__, coverage, encoder, occupation, sources
from jdmatch.analyzer import options, signature
from jdmatch.analyzer.finding import find_among, named_or_all
from jdmatch.analyzer.likeness import Likeness
from jdmatch.analyzer.parts import Parts, take_apart
from jdmatch.analyzer.ready import Note, Ready
from jdmatch.analyzer.streams import Job, caught, windows
from jdmatch.frameworks import Found, library
from jdmatch.leveling import LevelModel, TextLevels
from jdmatch.matching import Matcher
from jdmatch.records import (
    FOUR_STEPS,
    Analysis,
    Chunk,
    Coverage,
    Diagnostic,
    Failure,
    Framework,
    LevelScale,
    OccupationEstimate,
    Pair,
    Posting,
    Signature,
)
from jdmatch.settings import Settings, load_settings

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

    from jdmatch.encoder import Encoder, Encoding
    from jdmatch.index import Index

logger = logging.getLogger(__name__)

# How many candidates are listed out of a library.
_LISTED = 5


def analyze(text: str, *, title: str | None = None, settings: Settings | None = None) -> Analysis:
    """Analyse one text. For more than one, ``Analyzer.load`` once and keep it."""
    return Analyzer.load(settings).analyze(text, title=title)


class Analyzer:
    """Everything that an analysis needs, loaded once.

    ``named`` frameworks are those of the settings; without any the whole library stands to choose from. Statement
    vectors and the index are made on first use and kept in the cache folder; ``note`` is told about slow work and
    about a cache that can not be written.
    """

    def __init__(
        self,
        settings: Settings,
        encoder_: Encoder,
        frameworks: Sequence[Framework],
        *,
        named: bool,
        note: Note | None = None,
    ) -> None:
        self.settings = settings
        self.named = named
        self.frameworks: Mapping[str, Framework] = {f.id: f for f in frameworks}
        self._encoder = encoder_
        self._note = note
        self._memory = encoder.Memory(encoder_)
        self._matcher = Matcher.load(encoder=encoder_.signature)
        level = LevelModel.load(settings)
        # Its vectors are another encoder's where one was handed in.
        self._level = replace(level, uses_vectors=level.encoder == encoder_.signature)
        self._occupation = occupation.load()
        self._ready = Ready(
            self.frameworks,
            named=named,
            used=encoder_,
            matcher=self._matcher,
            settings=settings,
            note=note or logger.info,
        )
        self.thresholds = options.thresholds(settings, self._matcher.thresholds, self._matcher.floor)
        options.check_level(settings.level, frameworks, named)

    @classmethod
    def load(
        cls, settings: Settings | None = None, *, encoder_: Encoder | None = None, note: Note | None = None
    ) -> Analyzer:
        """The analyzer of the settings (by default those of the working folder). Raises what their frameworks, models
        and options are refused with: FrameworkError, ModelError, SettingsError."""
        chosen = load_settings() if settings is None else settings
        # The encoder's graph is read beside the frameworks: onnxruntime lets go of the interpreter lock meanwhile.
        with ThreadPoolExecutor(1) as pool:
            loading = pool.submit(lambda: encoder_ or encoder.load(chosen))
            frameworks = named_or_all(chosen)
        return cls(chosen, loading.result(), frameworks, named=bool(chosen.frameworks), note=note)

    @cached_property
    def _blas(self) -> ThreadpoolController:
        import numpy  # noqa: F401 -- the controller finds the libraries that are loaded
        from threadpoolctl import ThreadpoolController

        return ThreadpoolController()

    @cached_property
    def signature(self) -> Signature:
        """What every analysis of this analyzer depends on, beside the posting."""
        listed = list(self.frameworks.values())
        matcher, chosen, sorted_ = self._matcher.signature, signature.model("occupation"), signature.model("kinds")
        return Signature(
            jdmatch=__version__,
            encoder=self._encoder.signature,
            matcher=f"{matcher}+occupation@{chosen}+kinds@{sorted_}",
            level=self._level.signature,
            frameworks=tuple(map(signature.framework, listed)) if self.named else (signature.library(listed),),
            settings=self.settings.signature,
        )

    # --- one posting and many -----------------------------------------------------------------------------------

    def analyze(self, posting: Posting | str, *, id: str = "text", title: str | None = None) -> Analysis:  # noqa: A002
        """Analyse a posting, or a text that is one. InputError where it can not be analysed: empty, too short, not
        English, no responsibility and no requirement."""
        if isinstance(posting, str):
            posting = sources.from_text(posting, self.settings, id=id, title=title)
        return self.judge(take_apart(posting, self.settings))

    def judge(self, parts: Parts) -> Analysis:
        """Analyse a posting that was taken apart before."""
        # One thread: matrices here are small, where BLAS threads only wait for each other (six times the time on two
        # cores), and how many cores there are must not change a last digit. The encoder has threads of its own.
        with self._blas.limit(limits=1, user_api="blas"):
            return self._judged(parts)

    def _judged(self, parts: Parts) -> Analysis:
        posting, duties = replace(parts.posting, fields=parts.fields), parts.duties
        encoding, title = self._encoded(parts)
        read = self._level.read([c.body for c in duties], encoding.vectors)
        chunks = _with_levels(parts.chunks, duties, read)
        chosen = self._choose(posting, title, chunks, encoding)
        asked = self._asked(chosen)
        pairs = self._pairs(asked, duties, encoding)
        level = self._level.posting_level(
            posting,
            chunks,
            parts.fields,
            _scale(asked),
            self.settings.interval_coverage,
            duties=read,
        )
        target, notes = options.target_level(self.settings.level, asked, level.estimate if level else None)
        return Analysis(
            posting=posting,
            sha256=hashlib.sha256(posting.text.encode("utf-8", "surrogatepass")).hexdigest(),
            language=parts.language,
            signature=self._signature_with(asked),
            sections=parts.sections,
            chunks=chunks,
            occupation=chosen,
            level=level,
            thresholds=self.thresholds,
            pairs=pairs,
            coverage=self._coverage(asked, target, pairs),
            facts=parts.facts,
            diagnostics=(*parts.diagnostics, *_cut_short(duties, encoding, self._encoder), *notes),
            pair_floor=self._matcher.floor,
        )

    def attempt(self, posting: Posting | str, *, id: str = "text", title: str | None = None) -> Analysis | Failure:  # noqa: A002
        """``analyze``, with a ``Failure`` where it would raise. A mistake of jdmatch itself is logged and becomes one,
        too (JDM099): it must not end a run over other postings."""
        name = posting.id if isinstance(posting, Posting) else id
        return caught(name, lambda: self.analyze(posting, id=id, title=title))

    def attempt_file(self, path: Path, *, id: str | None = None, title: str | None = None) -> Analysis | Failure:  # noqa: A002
        """Read a file and analyse it, or say why not."""
        name = id or path.name or str(path)
        return caught(name, lambda: self.analyze(sources.read_file(path, self.settings, id=id, title=title)))

    def attempt_bytes(
        self,
        data: bytes,
        *,
        id: str,  # noqa: A002
        name: str | None = None,
        title: str | None = None,
    ) -> Analysis | Failure:
        """Read bytes of any readable format and analyse them, or say why not. ``name`` is a file name that fits them,
        asked where the content leaves the format open."""
        return caught(id, lambda: self.analyze(sources.read_bytes(data, self.settings, id=id, name=name, title=title)))

    def attempt_found(self, found: sources.Found, *, title: str | None = None) -> Analysis | Failure:
        """Read one posting of a file that holds several and analyse it, or say why not."""
        return caught(found.id, lambda: self.analyze(found.read(self.settings, title=title)))

    def analyze_many(self, postings: Iterable[Posting | str]) -> Iterator[Analysis | Failure]:
        """One result for each posting, in order. Texts get their place in the stream, from 1, as their id. Postings
        are taken some at a time, so the first result waits for a few more."""

        def job(number: int, posting: Posting | str) -> Job:
            if isinstance(posting, Posting):
                return posting.id, lambda: posting
            return str(number), lambda: sources.from_text(posting, self.settings, id=str(number))

        return self.attempt_each(job(number, posting) for number, posting in enumerate(postings, start=1))

    def attempt_each(self, jobs: Iterable[Job]) -> Iterator[Analysis | Failure]:
        """``attempt`` for postings that are yet to be read: one result for each (id, how to read it), in order.

        The lines of some postings at a time are encoded together, which fills the encoder's runs. Each analysis is the
        same, byte for byte, as of the posting alone."""

        def taken_apart(read: Callable[[], Posting]) -> Parts:
            return take_apart(read(), self.settings)

        for window in windows((name, caught(name, partial(taken_apart, read))) for name, read in jobs):
            with self._blas.limit(limits=1, user_api="blas"):
                taken = [parts for _, parts in window if isinstance(parts, Parts)]
                self._memory.learn([text for parts in taken for text in parts.texts], tokens=True)
            for name, parts in window:
                yield parts if isinstance(parts, Failure) else caught(name, partial(self.judge, parts))

    def against(self, framework: str | None, level: str | None) -> Analyzer:
        """An analyzer of one of these frameworks at one level (None: of no framework, or of one without levels) with
        this one's models and memory, so that postings can be compared by the same figures."""
        return self._of(() if framework is None else (framework,), level, named=True)

    def naming(self, frameworks: Sequence[str], level: str | None) -> Analyzer:
        """An analyzer of some of these frameworks as if the settings named them (none: of those that this one has), at
        a level (None: the implied one), with this one's models and memory. UnknownFrameworkError, SettingsError."""
        if frameworks:
            return self._of(frameworks, level, named=True)
        return self._of(tuple(self.frameworks), level, named=self.named)

    def renewed(self) -> Analyzer:
        """An analyzer of the same settings whose frameworks are read anew, with this one's models and memory, for when
        the library has changed. What is new is encoded into the cache here, so that no posting has to wait for it;
        this analyzer can be used meanwhile. FrameworkError, UnknownFrameworkError, SettingsError."""
        made = self._with(self.settings, named_or_all(self.settings), named=self.named)
        made._ready.encode()
        return made

    def _of(self, ids: Sequence[str], level: str | None, *, named: bool) -> Analyzer:
        only = [self.frameworks.get(one) or library(self.settings).get(one) for one in dict.fromkeys(ids)]
        settings = replace(self.settings, frameworks=tuple(f.id for f in only) if named else (), level=level)
        made = self._with(settings, only, named=named)
        if len(only) == len(self.frameworks) and named == self.named:
            made._ready = self._ready
        return made

    def _with(self, settings: Settings, frameworks: Sequence[Framework], *, named: bool) -> Analyzer:
        made = Analyzer(settings, self._encoder, frameworks, named=named, note=self._note)
        made._memory = self._memory
        return made

    def find(self, query: str, frameworks: Sequence[Framework], *, limit: int = 10) -> tuple[Found, ...]:
        """Those of some frameworks that answer to a few words, best first, as ``find_frameworks`` does it."""
        return find_among(query, frameworks, self._encoder, self.settings, limit=limit)

    def likeness(self, framework: str) -> Likeness:
        """How alike the statements of one of these frameworks are to each other."""
        with self._blas.limit(limits=1, user_api="blas"):
            return self._ready.likeness(self.frameworks[framework])

    # --- the steps ----------------------------------------------------------------------------------------------

    def _encoded(self, parts: Parts) -> tuple[Encoding, NDArray[float32] | None]:
        """The duties' encoding and the title's vector, in one run of the encoder."""
        both = self._memory.encode(parts.texts, tokens=True)
        duties = len(parts.duties)
        return both.between(0, duties), both.vectors[duties] if parts.posting.title else None

    def _choose(
        self, posting: Posting, title: NDArray[float32] | None, chunks: Sequence[Chunk], encoding: Encoding
    ) -> OccupationEstimate:
        looked_at = occupation.evidence(posting.title, title, encoding.vectors, chunks)
        found = occupation.choose(looked_at, self._ready.candidates(title, encoding.vectors), self._occupation)
        return found if self.named else replace(found, candidates=found.candidates[:_LISTED])

    def _asked(self, chosen: OccupationEstimate) -> list[Framework]:
        """The frameworks to be matched, the one that level and score are about first."""
        if not self.named:
            return [self.frameworks[chosen.selected]] if chosen.selected else []
        rest = list(self.frameworks.values())
        return sorted(rest, key=lambda f: f.id != chosen.selected) if chosen.selected else rest

    def _pairs(self, asked: Sequence[Framework], duties: Sequence[Chunk], encoding: Encoding) -> tuple[Pair, ...]:
        if not asked or not duties:
            return ()
        ready = [self._ready.matched(f)[0] for f in asked]
        ids, bodies = [c.id for c in duties], [c.body for c in duties]
        return self._matcher.pairs(ready, ids, bodies, encoding)

    def _coverage(self, asked: Sequence[Framework], target: str | None, pairs: Sequence[Pair]) -> Coverage | None:
        if not asked:
            return None
        importance = {f.id: self._ready.matched(f)[1] for f in asked}
        in_order = [f for f in self.frameworks.values() if f.id in importance]
        return coverage.assess(in_order, asked[0].id, target, pairs, importance, self.settings.seed)

    def _signature_with(self, asked: Sequence[Framework]) -> Signature:
        if self.named or not asked:
            return self.signature
        used = (*self.signature.frameworks, *map(signature.framework, asked))
        return replace(self.signature, frameworks=used)

    # --- what is kept -------------------------------------------------------------------------------------------

    def warm(self) -> None:
        """Make what is kept in the cache folder once, before several processes would each make it."""
        self._ready.warm()

    @property
    def index(self) -> Index:
        """The index of all statements that stand to choose from; made on first use, then kept. Only a large library
        is searched by it."""
        return self._ready.index


def _scale(asked: Sequence[Framework]) -> LevelScale:
    return next((f.scale for f in asked if f.scale is not None), FOUR_STEPS)


def _with_levels(chunks: Sequence[Chunk], duties: Sequence[Chunk], read: TextLevels) -> tuple[Chunk, ...]:
    by_id = {c.id: level for c, level in zip(duties, read.on(FOUR_STEPS), strict=True)}
    return tuple(replace(c, level=by_id[c.id]) if c.id in by_id else c for c in chunks)


def _cut_short(duties: Sequence[Chunk], encoding: Encoding, used: Encoder) -> Iterator[Diagnostic]:
    for chunk, cut in zip(duties, encoding.truncated, strict=True):
        if cut:
            told = (
                f"A passage is longer than the {used.max_tokens} tokens that are read at once; its end was not matched."
            )
            yield Diagnostic("JDM018", "warning", told, chunk.start, chunk.end)
