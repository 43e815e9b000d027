"""From a file to frameworks and back: the one path that every format takes, in both directions.

``read_all`` takes a file, a folder or an archive in, finds the format from the content, lets its reader make drafts,
and assembles the frameworks, or refuses the whole with every fault. ``export`` gives a framework's own bytes back where
it is asked for the format that it was read from and nothing was changed, so that a file that went through jdmatch is
the same file.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import generic, ler, strict_json, strict_yaml, table
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.bundle import Bundle, Member, open_bundle
from jdmatch.frameworks.detect import (
    check_bytes,
    checked_format,
    family,
    json_format,
    looks_like,
    mismatch,
    of_json,
    of_members,
    of_table,
    table_of_head,
)
from jdmatch.frameworks.draft import assemble, id_fault, numbered_ids
from jdmatch.frameworks.intake import Document, Text, decode
from jdmatch.frameworks.items import Draft
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options, Reading
from jdmatch.records import Framework, LevelScale
from jdmatch.settings import Settings

_TABLES = frozenset({"csv", "tsv", "cass-csv", "rsd"})
# A CaSS table is a CTDL-ASN graph in rows.
_ROOMS = {"cass-csv": "ctdl"}
_ONLY_TABLES = frozenset({"csv", "tsv", "cass-csv"})
_ONLY_JSON = frozenset({"ler", "case", "ctdl", "nice"})
_JSON = frozenset({"ler", "json", "case", "ctdl", "rsd", "nice"})


def read(
    source: Path | str | bytes,
    settings: Settings,
    *,
    format: str | None = None,
    id: str | None = None,
    name: str | None = None,
    options: Options | None = None,
) -> Framework:
    """Read the one framework of a path or of bytes.

    ``format`` skips the detection; ``id`` replaces the file's own; ``name`` stands for the file in messages (and as a
    default id) where bytes are given. FrameworkError lists every fault as (``file:path``, reason), and says how to
    choose where the source holds several frameworks.
    """
    found = read_all(source, settings, format=format, id=id, name=name, options=options).frameworks
    return the_one(found, name or ("<bytes>" if isinstance(source, bytes) else str(source)))


def the_one(found: Sequence[Framework], what: str) -> Framework:
    """The only one of these frameworks, ``what`` being their source. FrameworkError (JDM035) where there are more."""
    if len(found) > 1:
        shown = ", ".join(f.id for f in found[:3])
        raise FrameworkError(
            f"{what} holds {len(found)} frameworks ({shown}, …), and one is wanted here. Name it behind the path "
            f"({what}#{found[0].id}), or import them all first.",
            code="JDM035",
        )
    return found[0]


def read_all(
    source: Path | str | bytes,
    settings: Settings,
    *,
    format: str | None = None,
    id: str | None = None,
    name: str | None = None,
    origin: str | None = None,
    options: Options | None = None,
) -> Reading:
    """Read every framework of a file, a folder or an archive, with the report on what was kept and what was not.

    As ``read``; nothing is returned unless everything could be read.
    """
    if format is not None:
        checked_format(format)
    if id is not None and (reason := id_fault(id)) is not None:
        raise SettingsError(f"The id {id!r} {reason}.")
    chosen = options or Options()
    with open_bundle(source, settings, name) as bundle:
        notes = Notes(bundle.name)
        where = origin or ("bytes" if isinstance(source, bytes) and name is None else bundle.name)
        if bundle.document is None:
            return _members(bundle, notes, format, id, where, chosen)
        return _document(bundle.document, bundle, notes, format, id, where, chosen)


def read_document(
    document: Document, notes: Notes, *, format: str | None = None, id: str | None = None, origin: str
) -> Framework:
    """Read the one framework of bytes that were taken in; warnings are left in ``notes``."""
    bundle = Bundle(document.name, document.stem, document)
    reading = _document(document, bundle, notes, format, id, origin, Options())
    if len(reading.frameworks) > 1:
        notes.stop("", f"holds {len(reading.frameworks)} frameworks, and one is wanted here", code="JDM035")
    return reading.frameworks[0]


def _document(
    document: Document,
    bundle: Bundle,
    notes: Notes,
    format_id: str | None,
    id: str | None,
    origin: str,
    options: Options,
) -> Reading:
    if format_id in names.MULTI_TABLE:
        seen = table_of_head(document.data)
        if seen != format_id:
            raise mismatch(notes.name, format_id, seen or looks_like(notes.name, decode(document).value))
        return _assembled(_tables(bundle, format_id, notes, options), bundle, notes, format_id, id, origin, options)
    format_id, drafts = _drafts(document, bundle, notes, format_id, options)
    return _assembled(drafts, bundle, notes, format_id, id, origin, options)


def _drafts(
    document: Document, bundle: Bundle, notes: Notes, format_id: str | None, options: Options
) -> tuple[str, Iterable[Draft]]:
    """The format of one file and its drafts."""
    if format_id == "xlsx" or (format_id is None and document.data.startswith(b"PK")):
        return "xlsx", [_module("xlsx").parse(document, notes, options)]
    check_bytes(document.name, document.data)
    text = decode(document)
    if not text.value.strip():
        notes.stop("", "is empty", code="JDM004")
    kind = _family(notes, text, format_id)
    if text.guessed and kind != "table":
        notes.stop("", "is not UTF-8, as JSON and YAML must be: save it as UTF-8", code="JDM013")
    if kind == "yaml":
        return "yaml", [generic.parse(strict_yaml.load(text.value, notes), notes, "yaml", options)]
    if kind == "json":
        return _json(text, notes, format_id, options)
    if text.guessed:
        notes.warn("", "is not UTF-8 and was read as Windows-1252: check letters with accents, dashes and quotes")
    return _table(text.value, bundle, notes, format_id, options)


def _family(notes: Notes, text: Text, format_id: str | None) -> str:
    looks_json = text.value.lstrip()[:1] in ("{", "[")
    if format_id is None:
        return family(notes.name, text.value)
    if format_id in _ONLY_JSON and not looks_json:
        raise mismatch(notes.name, format_id, looks_like(notes.name, text.value))
    if format_id in _ONLY_TABLES and looks_json and (found := json_format(text.value)) is not None:
        raise mismatch(notes.name, format_id, found)
    if format_id in _JSON and (looks_json or format_id not in _TABLES):
        return "json"
    return "table" if format_id in _TABLES else format_id


def _json(text: Text, notes: Notes, format_id: str | None, options: Options) -> tuple[str, Iterable[Draft]]:
    value = strict_json.load(text.value, notes)
    found = of_json(value)
    wanted = format_id or found
    # What is plainly of another format is no generic list, unless somebody says which of its members is one.
    foreign = "json" not in (wanted, found) or (found in _ONLY_JSON and not options.columns)
    if wanted != found and foreign:
        raise mismatch(notes.name, wanted, found)
    if wanted == "json":
        return wanted, [generic.parse(value, notes, "json", options)]
    if wanted == "ler":
        if not isinstance(value, dict):
            notes.stop("$", "is no LER.me export: it must be an object with occupation and framework")
        return wanted, [ler.parse(value, notes)]
    return wanted, _module(wanted).parse(value, notes, options)


def _table(
    text: str, bundle: Bundle, notes: Notes, format_id: str | None, options: Options
) -> tuple[str, Iterable[Draft]]:
    header = table.header_of(text, "\t" if format_id == "tsv" else "", options.columns)
    found = None if header is None else of_table(header)
    wanted = format_id or (found if found and not options.columns else None)
    if wanted in ("cass-csv", "rsd"):
        return wanted, _module(wanted).parse_table(text, notes, options)
    if wanted in names.MULTI_TABLE:
        return wanted, _tables(bundle, wanted, notes, options)
    draft = table.parse(text, notes, separator="\t" if format_id == "tsv" else "", options=options)
    return draft.format, [draft]


def _members(
    bundle: Bundle, notes: Notes, format_id: str | None, id: str | None, origin: str, options: Options
) -> Reading:
    """A folder or archive: the tables of one release, or files that each stand for themselves."""
    together = of_members(bundle)
    if format_id is not None and together not in (None, format_id):
        raise mismatch(bundle.name, format_id, together or "")
    if format_id in names.MULTI_TABLE:
        together = format_id
    if together is not None:
        return _assembled(_tables(bundle, together, notes, options), bundle, notes, together, id, origin, options)
    parts = [m for m in bundle.members if Path(m.path).suffix.casefold() in names.ENDINGS]
    if not parts:
        shown = ", ".join(m.path for m in bundle.members[:5])
        notes.stop("", f"holds no framework files (it holds {shown})", code="JDM032")
    if id is not None and len(parts) > 1:
        raise SettingsError("--id names one framework, and several files were given. Import them one by one.")
    readings = []
    for member in parts:
        document = member.document()
        own = Notes(document.name)
        single = Bundle(document.name, document.stem, document)
        # The faults of all files are said at once.
        try:
            readings.append(_document(document, single, own, format_id, id, origin, options))
        except FrameworkError as error:
            if not error.faults:
                raise
            notes.faults += error.faults
            notes.skipped += error.skipped
    first: dict[str, str] = {}
    for reading in readings:
        for framework in reading.frameworks:
            if framework.id in first:
                reason = f"holds the framework {framework.id!r}, which {first[framework.id]} holds too"
                notes.faults.append((reading.name, reason))
            first.setdefault(framework.id, reading.name)
    notes.stop_if_faulty()
    return Reading.together(bundle.name, readings, bundle.sha256())


def _tables(bundle: Bundle, format_id: str, notes: Notes, options: Options) -> Iterable[Draft]:
    members = bundle.members
    if bundle.document is not None:
        members = (Member.of(bundle.document),)
    drafts: Iterable[Draft] = _module(format_id).parse(members, notes, options)
    return drafts


def _assembled(
    drafts: Iterable[Draft],
    bundle: Bundle,
    notes: Notes,
    format_id: str,
    id: str | None,
    origin: str,
    options: Options,
) -> Reading:
    _check_options(bundle.name, format_id, options)
    made: Sequence[Draft] = list(drafts)
    if not made:
        notes.stop_if_faulty()
        notes.stop("", "holds no framework")
    if id is not None and len(made) > 1:
        raise SettingsError(
            f"--id names one framework, and {bundle.name} holds {len(made)}. Leave it away: each has an id of its own."
        )
    alone = len(made) == 1 and bundle.document is not None and options == Options()
    source = bundle.document.data if alone and bundle.document is not None else b""
    hashed = bundle.sha256()
    stem = bundle.stem if len(made) == 1 else None
    frameworks = []
    for draft in made:
        # The faults of all frameworks of a source are said at once.
        with contextlib.suppress(FrameworkError):
            frameworks.append(
                assemble(
                    draft,
                    notes,
                    id=id,
                    stem=stem,
                    origin=origin,
                    source=source,
                    source_sha256=hashed,
                    language=options.language,
                )
            )
    notes.stop_if_faulty()
    _check_ids(frameworks, notes)
    return Reading.of(bundle.name, format_id, frameworks, notes, hashed)


def _check_options(name: str, format_id: str, options: Options) -> None:
    """SettingsError for options that a format has no use for: what was asked for would not be done."""
    if options.columns and format_id not in names.MAPPABLE:
        raise SettingsError(
            f"{name} is {format_id} ({names.ABOUT[format_id]}), whose fields have names of their own. Columns are "
            f"mapped in {', '.join(sorted(names.MAPPABLE))}: leave --map away, or name one of these with --format."
        )
    if (options.occupations or options.as_one) and format_id not in names.OF_OCCUPATIONS:
        given = "--occupations" if options.occupations else "--as-one"
        raise SettingsError(
            f"{name} is {format_id} ({names.ABOUT[format_id]}), which is not sorted by occupation: leave {given} away."
        )
    if options.sheet and format_id != "xlsx":
        raise SettingsError(f"{name} is {format_id}, and only a workbook (xlsx) has sheets: leave --sheet away.")


def _check_ids(frameworks: Sequence[Framework], notes: Notes) -> None:
    seen: set[str] = set()
    for framework in frameworks:
        if framework.id in seen:
            notes.fault("", f"holds two frameworks of the id {framework.id!r}")
        seen.add(framework.id)
    notes.stop_if_faulty()


def _module(format_id: str) -> Any:
    """The room's module of a format, loaded when a file of that format is met."""
    return import_module(f"jdmatch.frameworks.{_ROOMS.get(format_id, format_id)}")


def export(framework: Framework, format: str) -> bytes:
    """A framework as a file of a format: its own bytes where it was read from that format and is unchanged, else
    written anew. SettingsError for an unknown format; FrameworkError (JDM032) where that format can not be written or
    can not hold the framework's levels."""
    wanted = checked_format(format, writable=True)
    if framework.source and framework.format == wanted and _unchanged(framework):
        return framework.source
    if wanted == "ler":
        return ler.render(framework)
    if wanted == "json":
        return generic.render_json(framework)
    if wanted == "yaml":
        return generic.render_yaml(framework)
    if wanted in ("csv", "tsv"):
        return table.render(framework, wanted)
    data: bytes = _module(wanted).render(framework)
    return data


def _unchanged(framework: Framework) -> bool:
    """Whether the kept bytes still say what the framework says."""
    document = Document(framework.id, framework.source, framework.id)
    try:
        again = read_document(
            document, Notes(framework.id), format=framework.format, id=framework.id, origin=framework.origin
        )
    except FrameworkError:
        return False
    return again == framework


def lost(framework: Framework, format: str) -> tuple[str, ...]:
    """What a framework has and a format can not carry, in words, for a note beside an export; () where nothing is."""
    wanted = checked_format(format, writable=True)
    if wanted in ("json", "yaml") or framework.format == wanted:
        return ()
    scale = framework.scale
    held = names.CARRIED[wanted] | (names.USUAL - names.CANNOT.get(wanted, frozenset()))
    # Where the levels are lost, their labels and positions need no word.
    plain = None if scale is None or "levels" not in held else LevelScale(scale.levels)
    facts = {
        "levels": scale is not None,
        "further aliases": any(len(s.aliases) > 1 for s in framework.statements),
        "description": framework.description,
        "context": framework.context,
        "version": framework.version,
        "group": framework.group,
        "job zone": framework.job_zone,
        "licence": framework.licence,
        "attribution": framework.attribution,
        "alternate titles": framework.alternate_titles,
        "level labels": scale is not None and plain is not None and scale.labels != plain.labels,
        "level positions": scale is not None and plain is not None and scale.positions != plain.positions,
        "statement ids": numbered_ids(framework.id, [s.level for s in framework.statements])
        != [s.id for s in framework.statements],
        "categories": any(s.category for s in framework.statements),
        "weights": any(s.weight is not None for s in framework.statements),
        "codes": any(s.code for s in framework.statements),
        "extra fields": any(s.extra for s in framework.statements),
        "kinds": any(s.kind for s in framework.statements),
        "aliases": any(s.aliases for s in framework.statements),
        "headings": framework.headings,
        "language": framework.language,
        "other members of the source": _others(framework, wanted),
    }
    return tuple(fact for fact, value in facts.items() if value and fact not in held)


def _others(framework: Framework, format_id: str) -> set[str]:
    """Names of the members in ``extra`` that a format leaves out; each takes back what came from a file of its own."""
    members = set(json.loads(framework.extra)) if framework.extra else set()
    return members - {format_id}
