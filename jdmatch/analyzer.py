"""The only place where the steps meet: a posting in, an analysis out, one posting or a stream of them.

``Analyzer.load`` brings encoder, models and frameworks together once; ``analyze`` is then a pure function of the
posting. What can not be analysed raises an ``InputError`` with its code; ``attempt`` and ``analyze_many`` turn that
into a ``Failure``, so that one bad posting never ends a run.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from jdmatch import __version__, chunking, coverage, encoder, facts, kinds, occupation, resources, sources
from jdmatch.errors import InputError, JdmatchError, SettingsError, nearest
from jdmatch.frameworks import Found, library, resolve_all, search
from jdmatch.index import Part, open_index
from jdmatch.leveling import LevelModel
from jdmatch.matching import Matcher, Prepared
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
    Section,
    Signature,
    Thresholds,
)
from jdmatch.settings import Settings, load_settings
from jdmatch.sources import language

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from threadpoolctl import ThreadpoolController

    from jdmatch.encoder import Encoder, Encoding
    from jdmatch.index import Index

logger = logging.getLogger(__name__)

INDEXES = "indexes"
# A library of so many frameworks is asked as a whole; of a larger one the index proposes some.
_ALL = 128
# How many statements the index proposes for each duty, how many frameworks the title does, and how many are listed.
_NEIGHBOURS = 40
_NEAR_TITLES = 12
_LISTED = 5
# How many frameworks of a library are kept ready to be matched, about 2 MB each.
_READY = 64
# How many postings are encoded together, and how many characters of them: what is remembered must hold their vectors.
_TOGETHER = 32
_LONG_TOGETHER = 200_000
Note = Callable[[str], None]
Job = tuple[str, Callable[[], Posting]]
T = TypeVar("T")


class _Parts(NamedTuple):
    """A posting taken apart, before anything of it was encoded."""

    posting: Posting
    language: str
    foreign: Sequence[Diagnostic]
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]

    @property
    def texts(self) -> list[str]:
        """What is to be encoded: the duties, and the title where there is one. Nothing else is ever matched."""
        return [c.body for c in _duties(self.chunks)] + ([self.posting.title] if self.posting.title else [])


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
        self._memory = encoder.Memory(encoder_)
        self._note = note or logger.info
        self._cache = encoder.VectorCache.of(settings, note=self._note)
        self._matcher = Matcher.load(encoder=encoder_.signature)
        level = LevelModel.load(settings)
        # Its vectors are another encoder's where one was handed in.
        self._level = replace(level, uses_vectors=level.encoder == encoder_.signature)
        self._occupation = occupation.load()
        self._choosable: dict[str, occupation.Candidate] = {}
        self._prepared: dict[str, tuple[Prepared, tuple[coverage.Importance, ...]]] = {}
        self.thresholds = _thresholds(settings, self._matcher.thresholds, self._matcher.floor)
        _check_level(settings.level, frameworks, named)

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
            frameworks = _frameworks(chosen)
        return cls(chosen, loading.result(), frameworks, named=bool(chosen.frameworks), note=note)

    @cached_property
    def _blas(self) -> ThreadpoolController:
        import numpy  # noqa: F401 -- the controller finds the libraries that are loaded
        from threadpoolctl import ThreadpoolController

        return ThreadpoolController()

    @cached_property
    def signature(self) -> Signature:
        """What every analysis of this analyzer depends on, beside the posting."""
        if self.named:
            used = tuple(_framework_signature(f) for f in self.frameworks.values())
        else:
            content = "\n".join(_framework_signature(f, whole=True) for f in self.frameworks.values())
            used = (f"library@sha256:{hashlib.sha256(content.encode()).hexdigest()[:16]}",)
        return Signature(
            jdmatch=__version__,
            encoder=self._encoder.signature,
            matcher=f"{self._matcher.signature}+occupation@{_files('occupation')}+kinds@{_files('kinds')}",
            level=self._level.signature,
            frameworks=used,
            settings=self.settings.signature,
        )

    # --- one posting and many -----------------------------------------------------------------------------------

    def analyze(self, posting: Posting | str, *, id: str = "text", title: str | None = None) -> Analysis:  # noqa: A002
        """Analyse a posting, or a text that is one. InputError where it can not be analysed: empty, too short, not
        English, no responsibility and no requirement."""
        if isinstance(posting, str):
            posting = sources.from_text(posting, self.settings, id=id, title=title)
        # One thread: matrices here are small, where BLAS threads only wait for each other (six times the time on two
        # cores), and how many cores there are must not change a last digit. The encoder has threads of its own.
        with self._blas.limit(limits=1, user_api="blas"):
            return self._judged(self._taken_apart(posting))

    def _taken_apart(self, posting: Posting) -> _Parts:
        lang, foreign = language.check(posting)
        sections, chunks = self._chunks(posting, foreign)
        return _Parts(posting, lang, foreign, sections, chunks)

    def _judged(self, parts: _Parts) -> Analysis:
        posting, lang, foreign, sections, chunks = parts
        fields, sheet = facts.read(posting, sections, chunks)
        posting = replace(posting, fields=fields)

        duties = _duties(chunks)
        encoding, title = self._encoded(parts)
        chunks = self._with_levels(chunks, duties, encoding)
        chosen = self._choose(posting, title, chunks, encoding)
        asked = self._asked(chosen)
        pairs = self._pairs(asked, duties, encoding)
        level = self._level.posting_level(
            posting,
            chunks,
            fields,
            _scale(asked),
            self.settings.interval_coverage,
            vectors=_spread(encoding, duties, len(chunks)),
        )
        target, notes = self._target(asked, level.estimate if level else None)
        return Analysis(
            posting=posting,
            sha256=hashlib.sha256(posting.text.encode("utf-8", "surrogatepass")).hexdigest(),
            language=lang,
            signature=self._signature_with(asked),
            sections=sections,
            chunks=chunks,
            occupation=chosen,
            level=level,
            thresholds=self.thresholds,
            pairs=pairs,
            coverage=self._coverage(asked, target, pairs),
            facts=sheet,
            diagnostics=(*posting.diagnostics, *foreign, *_cut_short(duties, encoding, self._encoder), *notes),
            pair_floor=self._matcher.floor,
        )

    def attempt(self, posting: Posting | str, *, id: str = "text", title: str | None = None) -> Analysis | Failure:  # noqa: A002
        """``analyze``, with a ``Failure`` where it would raise. A mistake of jdmatch itself is logged and becomes one,
        too (JDM099): it must not end a run over other postings."""
        name = posting.id if isinstance(posting, Posting) else id
        return _caught(name, lambda: self.analyze(posting, id=id, title=title))

    def attempt_file(self, path: Path, *, id: str | None = None, title: str | None = None) -> Analysis | Failure:  # noqa: A002
        """Read a file and analyse it, or say why not."""
        name = id or path.name or str(path)
        return _caught(name, lambda: self.analyze(sources.read_file(path, self.settings, id=id, title=title)))

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
        return _caught(id, lambda: self.analyze(sources.read_bytes(data, self.settings, id=id, name=name, title=title)))

    def attempt_found(self, found: sources.Found, *, title: str | None = None) -> Analysis | Failure:
        """Read one posting of a file that holds several and analyse it, or say why not."""
        return _caught(found.id, lambda: self.analyze(found.read(self.settings, title=title)))

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
        for window in _windows((name, _caught(name, partial(self._read, read))) for name, read in jobs):
            with self._blas.limit(limits=1, user_api="blas"):
                taken = [parts for _, parts in window if isinstance(parts, _Parts)]
                self._memory.learn([text for parts in taken for text in parts.texts], tokens=True)
            for name, parts in window:
                yield parts if isinstance(parts, Failure) else self._finished(name, parts)

    def _read(self, read: Callable[[], Posting]) -> _Parts:
        return self._taken_apart(read())

    def _finished(self, name: str, parts: _Parts) -> Analysis | Failure:
        with self._blas.limit(limits=1, user_api="blas"):
            return _caught(name, partial(self._judged, parts))

    # --- the steps ----------------------------------------------------------------------------------------------

    def _chunks(self, posting: Posting, foreign: Sequence[Diagnostic]) -> tuple[tuple[Section, ...], tuple[Chunk, ...]]:
        sections, cut = chunking.split(posting, _parser() if self.settings.parser else None)
        chunks = tuple(_without_foreign(c, foreign) for c in kinds.classify(posting, sections, cut))
        if all(c.kind == "other" for c in chunks):
            raise InputError(
                f"{posting.id} does not read like a job posting: no part of it says what the holder of the job does or "
                "must have. Give the posting itself, with its duties.",
                code="JDM006",
            )
        return sections, chunks

    def _with_levels(self, chunks: Sequence[Chunk], duties: Sequence[Chunk], encoding: Encoding) -> tuple[Chunk, ...]:
        levels = self._level.text_levels([c.body for c in duties], encoding.vectors)
        by_id = {c.id: level for c, level in zip(duties, levels, strict=True)}
        return tuple(replace(c, level=by_id[c.id]) if c.id in by_id else c for c in chunks)

    def _encoded(self, parts: _Parts) -> tuple[Encoding, NDArray[float32] | None]:
        """The duties' encoding and the title's vector, in one run of the encoder."""
        bodies = [c.body for c in _duties(parts.chunks)]
        self._memory.learn(parts.texts, tokens=True)
        encoding = self._memory.encode(bodies, tokens=True)
        title = parts.posting.title
        return encoding, self._memory.encode([title]).vectors[0] if title else None

    def _choose(
        self, posting: Posting, title: NDArray[float32] | None, chunks: Sequence[Chunk], encoding: Encoding
    ) -> OccupationEstimate:
        looked_at = occupation.evidence(posting.title, title, encoding.vectors, chunks)
        found = occupation.choose(looked_at, self._candidates(title, encoding), self._occupation)
        return found if self.named else replace(found, candidates=found.candidates[:_LISTED])

    def _candidates(self, title: NDArray[float32] | None, encoding: Encoding) -> list[occupation.Candidate]:
        """The frameworks to choose from: the named ones, those of a small library, or those of a large one that the
        index finds near the duties or the title."""
        if self.named or len(self.frameworks) <= _ALL:
            proposed = set(self.frameworks)
        else:
            rows, _ = self.index.search(encoding.vectors, _NEIGHBOURS)
            owners = self.index.owners
            proposed = {owners[row] for row in rows.ravel().tolist()}
            if title is not None:
                alike = self._titles @ title
                ids = list(self.frameworks)
                proposed |= {ids[i] for i in alike.argsort(kind="stable")[::-1][:_NEAR_TITLES].tolist()}
        return [self._candidate(f) for f in self.frameworks.values() if f.id in proposed]

    def _asked(self, chosen: OccupationEstimate) -> list[Framework]:
        """The frameworks to be matched, the one that level and score are about first."""
        if not self.named:
            return [self.frameworks[chosen.selected]] if chosen.selected else []
        rest = list(self.frameworks.values())
        return sorted(rest, key=lambda f: f.id != chosen.selected) if chosen.selected else rest

    def _pairs(self, asked: Sequence[Framework], duties: Sequence[Chunk], encoding: Encoding) -> tuple[Pair, ...]:
        if not asked or not duties:
            return ()
        ready = [self._ready(f)[0] for f in asked]
        ids, bodies = [c.id for c in duties], [c.body for c in duties]
        return self._matcher.pairs(ready, ids, bodies, encoding)

    def _target(self, asked: Sequence[Framework], implied: str | None) -> tuple[str | None, tuple[Diagnostic, ...]]:
        if not asked:
            return None, ()
        wanted = self.settings.level
        if asked[0].scale is None:
            told = f"{asked[0].id} has no levels: {wanted} can not be the target, and all of it is scored."
            return None, (Diagnostic("JDM060", "warning", told),) if wanted else ()
        if wanted is None or wanted in asked[0].scale.levels:
            return coverage.target_level(asked[0], wanted or implied), ()
        note = f"{asked[0].id} has no level {wanted}: the score is at the level that the posting implies."
        return coverage.target_level(asked[0], implied), (Diagnostic("JDM060", "warning", note),)

    def _coverage(self, asked: Sequence[Framework], target: str | None, pairs: Sequence[Pair]) -> Coverage | None:
        if not asked:
            return None
        in_order = [f for f in self.frameworks.values() if f in asked]
        importance = {f.id: self._ready(f)[1] for f in asked}
        return coverage.assess(in_order, asked[0].id, target, pairs, importance, self.settings.seed)

    def _signature_with(self, asked: Sequence[Framework]) -> Signature:
        if self.named or not asked:
            return self.signature
        used = (*self.signature.frameworks, *(_framework_signature(f) for f in asked))
        return replace(self.signature, frameworks=used)

    # --- what is kept -------------------------------------------------------------------------------------------

    def _ready(self, framework: Framework) -> tuple[Prepared, tuple[coverage.Importance, ...]]:
        """A framework's side of the matching and the importance of its statements."""
        ready = self._prepared.pop(framework.id, None)
        if ready is None:
            encoding = self._cache.encode(self._encoder, [s.text for s in framework.statements], tokens=True)
            ready = self._matcher.prepare(framework, encoding), coverage.importances(framework, encoding.vectors)
        # Last used last. Of a large library only so many stay; named frameworks are needed by every posting.
        self._prepared[framework.id] = ready
        while not self.named and len(self._prepared) > _READY:
            self._prepared.pop(next(iter(self._prepared)), None)
        return ready

    def _candidate(self, framework: Framework) -> occupation.Candidate:
        """A framework ready to be chosen, made once."""
        if framework.id not in self._choosable:
            titles = self._cache.encode(self._encoder, occupation.titles(framework)).vectors
            vectors = self.index.vectors(framework.id)
            self._choosable[framework.id] = occupation.prepare(framework, titles, vectors, self._occupation)
        return self._choosable[framework.id]

    @cached_property
    def _titles(self) -> NDArray[float32]:
        """The vectors of the frameworks' titles (n, dim), in order."""
        return self._cache.encode(self._encoder, [f.title for f in self.frameworks.values()]).vectors

    def warm(self) -> None:
        """Make what is kept in the cache folder once, before several processes would each make it."""
        if self.settings.use_cache:
            _ = self.index, self._titles

    @cached_property
    def index(self) -> Index:
        """The FAISS index of all statements that stand to choose from; made on first use, then kept."""
        frameworks = list(self.frameworks.values())
        return open_index(
            self.settings.cache_folder / INDEXES if self.settings.use_cache else None,
            encoder=self._encoder.signature,
            parts=[Part(f.id, f.sha256, len(f.statements)) for f in frameworks],
            vectors=lambda: self._all_vectors(frameworks),
            note=self._note,
        )

    def _all_vectors(self, frameworks: Sequence[Framework]) -> NDArray[float32]:
        import numpy as np

        total = sum(len(f.statements) for f in frameworks)
        if total > 200:
            self._note(
                f"Reading {total} statements of {len(frameworks)} frameworks, once; they are kept for next time."
            )
        parts = [self._cache.encode(self._encoder, [s.text for s in f.statements]).vectors for f in frameworks]
        return np.concatenate(parts)


def find_frameworks(query: str, settings: Settings, *, limit: int = 10) -> tuple[Found, ...]:
    """The installed frameworks that answer to a few words, best first: by their words, and by how near their titles
    are in meaning."""
    frameworks = library(settings).all()
    used = encoder.load(settings)
    cache = encoder.VectorCache.of(settings, note=logger.info)
    titles = cache.encode(used, [f.title for f in frameworks]).vectors
    asked = used.encode([query]).vectors[0]
    likeness = dict(zip([f.id for f in frameworks], (titles @ asked).tolist(), strict=True))
    return search(query, frameworks, likeness=likeness, limit=limit)


def _frameworks(settings: Settings) -> list[Framework]:
    """The frameworks that the settings name, in their order, or all of the library by their ids."""
    if not settings.frameworks:
        return sorted(library(settings).all(), key=lambda f: f.id)
    found = chain.from_iterable(resolve_all(name, settings) for name in settings.frameworks)
    return list({f.id: f for f in found}.values())


def _caught(name: str, work: Callable[[], T]) -> T | Failure:
    try:
        return work()
    except InputError as error:
        return Failure(id=name, code=error.code, message=str(error))
    except JdmatchError:  # a damaged index or model is nothing about this posting: every other would fail, too
        raise
    except Exception as error:  # a mistake of ours must be one row, not the end of a run
        logger.exception("the analysis of one posting failed")
        told = f"jdmatch made a mistake ({type(error).__name__}: {error}). Please report it with this posting."
        return Failure(id=name, code="JDM099", message=told)


def _windows(stream: Iterable[tuple[str, _Parts | Failure]]) -> Iterator[list[tuple[str, _Parts | Failure]]]:
    """The stream in pieces of so many postings, or fewer where they are long."""
    window: list[tuple[str, _Parts | Failure]] = []
    length = 0
    for name, parts in stream:
        window.append((name, parts))
        length += 0 if isinstance(parts, Failure) else len(parts.posting.text)
        if len(window) >= _TOGETHER or length >= _LONG_TOGETHER:
            yield window
            window, length = [], 0
    if window:
        yield window


def _duties(chunks: Sequence[Chunk]) -> list[Chunk]:
    return [c for c in chunks if c.kind == "responsibility"]


def _parser() -> Callable[[str, int], bool]:
    from jdmatch.chunking.parser import judge

    return judge


def _thresholds(settings: Settings, own: Thresholds, floor: float) -> Thresholds:
    covered = own.covered if settings.covered is None else settings.covered
    partial = min(own.partial, covered) if settings.partial is None else settings.partial
    if partial > covered:
        raise SettingsError(f"partial is {partial} and covered {covered}: partial can not lie above covered.")
    if partial < floor:
        raise SettingsError(f"partial is {partial}: below {floor} nothing is kept, so it can not lie lower.")
    return Thresholds(covered=covered, partial=partial)


def _check_level(level: str | None, frameworks: Sequence[Framework], named: bool) -> None:
    """A level must be one of the first named framework, or of some framework of the library."""
    if level is None:
        return
    looked_at = [f for f in frameworks if f.scale is not None]
    if named and not looked_at:
        ids = ", ".join(f.id for f in frameworks)
        raise SettingsError(f"{ids}: no levels here, so none can be the target. Leave --level away.")
    known = list(dict.fromkeys(name for f in looked_at if f.scale for name in f.scale.levels))
    if level not in known:
        raise SettingsError(f"'{level}' is no level of the frameworks in question.{nearest(level, known)}")


def _framework_signature(framework: Framework, *, whole: bool = False) -> str:
    return f"{framework.id}@sha256:{framework.sha256 if whole else framework.sha256[:16]}"


def _files(model: str) -> str:
    """The sha256 over a model's files, as the manifest has them (each was compared when it was loaded)."""
    entries = resources.manifest()
    content = "\n".join(f"{name} {entries[name].sha256}" for name in sorted(entries) if name.startswith(f"{model}."))
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def _scale(asked: Sequence[Framework]) -> LevelScale:
    return next((f.scale for f in asked if f.scale is not None), FOUR_STEPS)


def _without_foreign(chunk: Chunk, foreign: Sequence[Diagnostic]) -> Chunk:
    """A chunk that lies for the most part in a foreign passage is ``other``: it was not analysed."""
    inside = sum(max(0, min(chunk.end, d.end) - max(chunk.start, d.start)) for d in foreign)
    if 2 * inside > chunk.end - chunk.start:
        return replace(chunk, kind="other", kind_probability=None)
    return chunk


def _spread(encoding: Encoding, duties: Sequence[Chunk], total: int) -> NDArray[float32]:
    """The duties' vectors in their chunks' rows; rows of other chunks are zero and not looked at."""
    import numpy as np

    out = np.zeros((total, encoding.vectors.shape[1]), dtype=np.float32)
    out[[c.id for c in duties]] = encoding.vectors
    return out


def _cut_short(duties: Sequence[Chunk], encoding: Encoding, used: Encoder) -> Iterator[Diagnostic]:
    for chunk, cut in zip(duties, encoding.truncated, strict=True):
        if cut:
            told = (
                f"A passage is longer than the {used.max_tokens} tokens that are read at once; its end was not matched."
            )
            yield Diagnostic("JDM018", "warning", told, chunk.start, chunk.end)
