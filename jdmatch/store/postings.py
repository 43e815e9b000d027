"""The library of postings: each with its text, its current analysis and those it had before.

A posting is kept apart from its analyses: what an analysis says can be made again from it, whatever version of jdmatch
made the kept one. An analysis is never altered; scoring again adds one, and says what changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from jdmatch.errors import KeptError
from jdmatch.records import Analysis, Failure, Posting
from jdmatch.records.kept import keep, read
from jdmatch.store import bodies, claims, listing
from jdmatch.store.audit import Audit
from jdmatch.store.covers import cover
from jdmatch.store.database import Database, must_exist, nothing_of, plain
from jdmatch.store.recent import Recent
from jdmatch.store.records import (
    Change,
    Claim,
    Count,
    Facets,
    Page,
    PastAnalysis,
    PostingQuery,
    PostingRow,
    StoredPosting,
    Summary,
)
from jdmatch.store.summary import of_columns, summarise, to_columns
from jdmatch.store.tables import analyses, audit, posting_tags, posting_texts, postings

KEY_CHARACTERS = 200  # of a title, for sorting: an index takes no more
TAG_CHARACTERS = 60
_AT_ONCE = 500
# SQLite chooses between indexes by figures that it must be told to take: whenever the library has doubled.
_TIDY_FROM = 256


class Postings:
    """The postings of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit
        self._facets: Recent[Facets] = Recent()

    def add(
        self,
        posting: Posting,
        result: Analysis | Failure,
        *,
        who: str | None,
        source: str = "",
        tags: Sequence[str] = (),
        claim: Claim | None = None,
    ) -> int:
        """Keep a posting with its analysis, or with the failure in its place, and return its number. With ``claim``
        the item of that job is finished in the same step: ConflictError, and nothing kept, where the item is no longer
        held."""
        summary = summarise(result, posting)
        title = plain(posting.title or posting.id)
        data, kept_sha256 = _kept(result)
        with self._database.write() as connection:
            moment = self._database.time()
            row = {
                "name": plain(posting.id),
                "title": title,
                "title_key": _key(title),
                "source": plain(source),
                "format": posting.format,
                "added": moment,
                "added_by": who,
                "changed": moment,
                "analysis_id": 0,
                "analyses": 1,
            }
            number = _inserted(connection.execute(insert(postings).values(**row, **to_columns(summary))))
            body = bodies.keep(posting)
            connection.execute(
                insert(posting_texts).values(posting_id=number, title=title, text=plain(posting.text), kept=body)
            )
            self._analysed(connection, number, 1, summary, (data, kept_sha256), moment, who)
            cover(connection, self._database.dialect, number, result)
            names = _tags(tags)
            if names:
                connection.execute(insert(posting_tags), [{"posting_id": number, "tag": tag} for tag in names])
            if number >= _TIDY_FROM and number & (number - 1) == 0:
                self._database.dialect.tidy(connection)
            if claim is not None:
                claims.finish(connection, claim, moment, number)
            details = {"sha256": summary.sha256, "analysis": kept_sha256, "failure": summary.failure_code}
            self._audit.write(connection, "posting.add", f"posting {number}", who, details | {"source": source})
        return number

    def get(self, number: int) -> StoredPosting:
        """A posting with its analysis. NoSuchRecordError. Where the analysis was kept by another version of jdmatch,
        a failure (JDM085) stands in its place: score the posting again."""
        with self._database.read() as connection:
            row = connection.execute(_whole().where(postings.c.id == number)).first()
            if row is None:
                raise nothing_of("posting", number)
            return _stored(listing.to_rows(connection, [row])[0], row)

    def row(self, number: int) -> PostingRow:
        """A posting as in a list. NoSuchRecordError."""
        with self._database.read() as connection:
            row = connection.execute(select(postings).where(postings.c.id == number)).first()
            if row is None:
                raise nothing_of("posting", number)
            return listing.to_rows(connection, [row])[0]

    def rows(self, numbers: Sequence[int]) -> dict[int, PostingRow]:
        """Postings as in a list, by their numbers; those that are gone are left out."""
        found: dict[int, PostingRow] = {}
        with self._database.read() as connection:
            for some in _pieces(sorted(set(numbers))):
                rows = connection.execute(select(postings).where(postings.c.id.in_(some))).all()
                found |= {row.id: row for row in listing.to_rows(connection, rows)}
        return found

    def same(self, sha256: str) -> tuple[int, ...]:
        """The postings with exactly this text, oldest first."""
        with self._database.read() as connection:
            wanted = select(postings.c.id).where(postings.c.sha256 == sha256).order_by(postings.c.id)
            return tuple(connection.execute(wanted).scalars())

    def page(self, query: PostingQuery) -> Page:
        """A page of the library. SettingsError for a sort, a date or a cursor that can't be one."""
        with self._database.read() as connection:
            return listing.page(connection, self._database.dialect, query)

    def facets(self, query: PostingQuery) -> Facets:
        """What the postings of a query can be narrowed to."""
        asked = replace(query, sort="added", descending=True, cursor=None, limit=1)
        with self._database.read() as connection:
            # Whatever changes postings writes a line of the log.
            stamp = connection.execute(select(func.max(audit.c.id))).scalar()
            return self._facets.get(asked, stamp, lambda: listing.facets(connection, self._database.dialect, query))

    def ids(self, query: PostingQuery) -> Iterator[int]:
        """The numbers of all postings of a query, oldest first."""
        after = 0
        while True:
            with self._database.read() as connection:
                found = listing.ids(connection, self._database.dialect, query, after, _AT_ONCE)
            yield from found
            if len(found) < _AT_ONCE:
                return
            after = found[-1]

    def each(self, query: PostingQuery) -> Iterator[StoredPosting]:
        """All postings of a query with their analyses, oldest first, a few at a time: for exports. One that is removed
        meanwhile is left out."""
        waiting: list[int] = []
        for number in self.ids(query):
            waiting.append(number)
            if len(waiting) == 20:
                yield from self._several(waiting)
                waiting = []
        yield from self._several(waiting)

    def rename(self, number: int, title: str, who: str | None) -> None:
        """Give a posting another title in the library; posting and analysis stay as they are. NoSuchRecordError."""
        words = plain(title)
        with self._database.write() as connection:
            must_exist(connection, "posting", number, postings.c.id == number)
            moment = self._database.time()
            connection.execute(
                update(postings)
                .where(postings.c.id == number)
                .values(title=words, title_key=_key(words), changed=moment)
            )
            connection.execute(update(posting_texts).where(posting_texts.c.posting_id == number).values(title=words))
            self._audit.write(connection, "posting.rename", f"posting {number}", who, {})

    def remove(self, numbers: Sequence[int], who: str | None) -> int:
        """Remove postings with all that hangs on them; how many there were."""
        with self._database.write() as connection:
            there = _there(connection, numbers)
            for some in _pieces(there):
                connection.execute(delete(postings).where(postings.c.id.in_(some)))
            if there:
                subject = f"posting {there[0]}" if len(there) == 1 else f"{len(there)} postings"
                self._audit.write(connection, "posting.remove", subject, who, {"postings": there})
        self._facets.forget()
        return len(there)

    def tag(self, numbers: Sequence[int], tag: str, who: str | None) -> int:
        """Put a tag on postings; how many there are. A tag of blanks alone does nothing."""
        names = _tags([tag])
        if not names:
            return 0
        with self._database.write() as connection:
            there = _there(connection, numbers)
            new = self._database.dialect.insert_new(posting_tags)
            if there:
                connection.execute(new, [{"posting_id": number, "tag": names[0]} for number in there])
                self._audit.write(connection, "posting.tag", names[0], who, {"postings": there})
        self._facets.forget()
        return len(there)

    def untag(self, numbers: Sequence[int], tag: str, who: str | None) -> int:
        """Take a tag off postings; how many had it."""
        names = _tags([tag])
        removed = 0
        if not names:
            return removed
        with self._database.write() as connection:
            for some in _pieces(sorted(set(numbers))):
                condition = and_(posting_tags.c.tag == names[0], posting_tags.c.posting_id.in_(some))
                removed += connection.execute(delete(posting_tags).where(condition)).rowcount
            if removed:
                details = {"postings": sorted(set(numbers))}
                self._audit.write(connection, "posting.untag", names[0], who, details)
        self._facets.forget()
        return removed

    def tags(self) -> tuple[Count, ...]:
        """Every tag with how many postings have it, in the order of the alphabet."""
        c = posting_tags.c
        with self._database.read() as connection:
            rows = connection.execute(select(c.tag, func.count().label("n")).group_by(c.tag).order_by(c.tag)).all()
        return tuple(Count(row.tag, row.tag, row.n) for row in rows)

    def rescored(
        self, number: int, result: Analysis | Failure, who: str | None, *, claim: Claim | None = None
    ) -> Change:
        """Put a new analysis of a posting before those it has, and say what changed. The same analysis again is not
        kept twice. With ``claim`` as in ``add``, and the change is the item's outcome. NoSuchRecordError."""
        data, kept_sha256 = _kept(result)
        with self._database.write() as connection:
            # The row is held until the end, so that two at once make two numbers.
            row = connection.execute(_whole().where(postings.c.id == number).with_for_update(of=postings)).first()
            if row is None:
                raise nothing_of("posting", number)
            before = of_columns(row._mapping)
            after = summarise(result, bodies.read(row.body, row.name, row.title, row.text))
            old = _read(row.kept)
            # What can no longer be read is replaced, whatever it said.
            kept = kept_sha256 != row.kept_sha256 or (old is None and row.kept is not None)
            change = _change(number, row.title, kept, (before, after), (old, result))
            if kept:
                moment = self._database.time()
                self._analysed(connection, number, row.analyses + 1, after, (data, kept_sha256), moment, who)
                values = to_columns(after) | {"analyses": row.analyses + 1, "changed": moment}
                connection.execute(update(postings).where(postings.c.id == number).values(**values))
                cover(connection, self._database.dialect, number, result)
            if claim is not None:
                claims.finish(connection, claim, self._database.time(), number, claims.outcome_of(change))
            if kept:
                details = {"analysis": kept_sha256, "before": row.kept_sha256, "failure": after.failure_code}
                self._audit.write(connection, "posting.rescore", f"posting {number}", who, details)
        return change

    def history(self, number: int) -> tuple[PastAnalysis, ...]:
        """Every analysis that a posting has had, newest first. NoSuchRecordError."""
        with self._database.read() as connection:
            must_exist(connection, "posting", number, postings.c.id == number)
            wanted = select(analyses).where(analyses.c.posting_id == number).order_by(analyses.c.number.desc())
            rows = connection.execute(wanted).all()
        return tuple(
            PastAnalysis(row.id, row.posting_id, row.number, row.at, row.who, row.kept_sha256, of_columns(row._mapping))
            for row in rows
        )

    def past(self, number: int, which: int) -> Analysis | Failure:
        """One of the analyses that a posting has had, by its number in ``history``. NoSuchRecordError, KeptError."""
        with self._database.read() as connection:
            condition = and_(analyses.c.posting_id == number, analyses.c.number == which)
            row = connection.execute(select(analyses, postings.c.name).join(postings).where(condition)).first()
        if row is None:
            raise nothing_of(f"analysis {which} of posting", number)
        if row.kept is None:
            return Failure(row.name, row.failure_code, row.failure_message)
        return read(row.kept)

    def _analysed(
        self,
        connection: Connection,
        posting: int,
        number: int,
        summary: Summary,
        kept: tuple[bytes | None, str],
        moment: str,
        who: str | None,
    ) -> None:
        values = to_columns(summary) | {"kept": kept[0], "kept_sha256": kept[1], "at": moment, "who": who}
        new = _inserted(connection.execute(insert(analyses).values(posting_id=posting, number=number, **values)))
        connection.execute(update(postings).where(postings.c.id == posting).values(analysis_id=new))

    def _several(self, numbers: list[int]) -> list[StoredPosting]:
        if not numbers:
            return []
        with self._database.read() as connection:
            rows = connection.execute(_whole().where(postings.c.id.in_(numbers)).order_by(postings.c.id)).all()
            shown = listing.to_rows(connection, rows)
        return [_stored(one, row) for one, row in zip(shown, rows, strict=True)]


def _whole() -> Any:
    """Postings with their bodies and current analyses."""
    return (
        select(
            postings,
            posting_texts.c.text,
            posting_texts.c.kept.label("body"),
            analyses.c.kept,
            analyses.c.kept_sha256,
        )
        .join(posting_texts, posting_texts.c.posting_id == postings.c.id)
        .join(analyses, analyses.c.id == postings.c.analysis_id)
    )


def _stored(shown: PostingRow, row: Row[Any]) -> StoredPosting:
    posting = bodies.read(row.body, row.name, row.title, row.text)
    analysis: Analysis | None = None
    failure: Failure | None = None
    if row.kept is None:
        failure = Failure(row.name, row.failure_code, row.failure_message)
    else:
        try:
            analysis = read(row.kept)
        except KeptError as error:
            failure = Failure(row.name, error.code, error.message)
    return StoredPosting(shown, posting, analysis, failure, row.kept_sha256)


def _kept(result: Analysis | Failure) -> tuple[bytes | None, str]:
    """The bytes of an analysis with their sha256; of a failure none, and the sha256 of what it says."""
    if isinstance(result, Failure):
        said = f"{result.code} {result.message}".encode("utf-8", "surrogatepass")
        return None, hashlib.sha256(said).hexdigest()
    data = keep(result)
    return data, hashlib.sha256(data).hexdigest()


def _read(data: bytes | None) -> Analysis | None:
    try:
        return None if data is None else read(data)
    except KeptError:
        return None


def _change(
    number: int,
    title: str,
    kept: bool,
    summaries: tuple[Summary, Summary],
    results: tuple[Analysis | None, Analysis | Failure],
) -> Change:
    before, after = summaries
    old, new = (_covered(one) if isinstance(one, Analysis) else frozenset() for one in results)
    alike = (before.framework, before.target_level) == (after.framework, after.target_level)
    known = before.score is not None and after.score is not None
    return Change(
        posting_id=number,
        title=title,
        kept=kept,
        before=before,
        after=after,
        score=after.score - before.score if alike and known else None,  # type: ignore[operator]
        gained=tuple(sorted(new - old)) if results[0] is not None else (),
        lost=tuple(sorted(old - new)) if isinstance(results[1], Analysis) else (),
    )


def _covered(analysis: Analysis) -> frozenset[str]:
    rows = analysis.coverage.statements if analysis.coverage else ()
    return frozenset(one.statement for one in rows if analysis.status(one) == "covered")


def _inserted(result: Any) -> int:
    return int(result.inserted_primary_key[0])


def _key(title: str) -> str:
    return " ".join(title.casefold().split())[:KEY_CHARACTERS]


def _tags(tags: Sequence[str]) -> list[str]:
    """Tags as they are kept: one blank between words, no longer than a list can show, each once."""
    cut = (" ".join(plain(tag).split())[:TAG_CHARACTERS].rstrip() for tag in tags)
    return sorted({tag for tag in cut if tag})


def _there(connection: Connection, numbers: Sequence[int]) -> list[int]:
    found: list[int] = []
    for some in _pieces(sorted(set(numbers))):
        found += connection.execute(select(postings.c.id).where(postings.c.id.in_(some))).scalars()
    return sorted(found)


def _pieces(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
