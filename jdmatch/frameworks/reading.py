"""From a file to a framework and back: the one path that every format takes, in both directions.

``read`` takes bytes in, finds the format from the content, lets its reader make a draft, and assembles the framework,
or refuses the file with every fault. ``export`` gives a framework's own bytes back where it is asked for the format
that it was read from and nothing was changed, so that a file that went through jdmatch is the same file.
"""

from __future__ import annotations

import json
from pathlib import Path

from jdmatch.errors import FrameworkError, SettingsError
from jdmatch.frameworks import generic, ler, strict_json, strict_yaml, table
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.detect import check_bytes, checked_format, family, of_json
from jdmatch.frameworks.draft import Draft, assemble, id_fault, numbered_ids
from jdmatch.frameworks.intake import Document, Text, decode, take_in
from jdmatch.frameworks.notes import Notes
from jdmatch.records import Framework, LevelScale
from jdmatch.settings import Settings


def read(
    source: Path | str | bytes,
    settings: Settings,
    *,
    format: str | None = None,
    id: str | None = None,
    name: str | None = None,
) -> Framework:
    """Read a framework from a path or from bytes.

    ``format`` skips the detection; ``id`` replaces the file's own; ``name`` stands for the file in messages (and as a
    default id) where bytes are given. FrameworkError lists every fault as (``file:path``, reason).
    """
    document = take_in(source, settings, name)
    origin = "bytes" if isinstance(source, bytes) and name is None else document.name
    return read_document(document, Notes(document.name), format=format, id=id, origin=origin)


def read_document(
    document: Document, notes: Notes, *, format: str | None = None, id: str | None = None, origin: str
) -> Framework:
    """Read bytes that were taken in; warnings are left in ``notes``."""
    if format is not None:
        checked_format(format)
    if id is not None and (reason := id_fault(id)) is not None:
        raise SettingsError(f"The id {id!r} {reason}.")
    check_bytes(document.name, document.data)
    text = decode(document)
    if not text.value.strip():
        notes.stop("", "is empty", code="JDM004")
    draft = _draft(text, notes, format)
    return assemble(draft, notes, id=id, stem=document.stem, origin=origin, source=document.data)


def _draft(text: Text, notes: Notes, format_id: str | None) -> Draft:
    kind = {"ler": "json", "csv": "table", "tsv": "table", None: None}.get(format_id, format_id)
    kind = kind or family(notes.name, text.value)
    if text.guessed and kind != "table":
        notes.stop("", "is not UTF-8, as JSON and YAML must be: save it as UTF-8", code="JDM013")
    if kind == "table":
        if text.guessed:
            notes.warn("", "is not UTF-8 and was read as Windows-1252: check letters with accents, dashes and quotes")
        return table.parse(text.value, notes, separator="\t" if format_id == "tsv" else "")
    if kind == "yaml":
        return generic.parse(strict_yaml.load(text.value, notes), notes, "yaml")
    value = strict_json.load(text.value, notes)
    if (format_id or of_json(notes.name, value)) != "ler":
        return generic.parse(value, notes, "json")
    if not isinstance(value, dict):
        notes.stop("$", "is no LER.me export: it must be an object with occupation and framework")
    return ler.parse(value, notes)


def export(framework: Framework, format: str) -> bytes:
    """A framework as a file of a format: its own bytes where it was read from that format and is unchanged, else
    written anew. SettingsError for an unknown format; FrameworkError (JDM032) where that format can not be written or
    can not hold the framework's levels."""
    wanted = checked_format(format)
    if framework.source and framework.format == wanted and _unchanged(framework):
        return framework.source
    if wanted == "ler":
        return ler.render(framework)
    if wanted == "json":
        return generic.render_json(framework)
    return generic.render_yaml(framework) if wanted == "yaml" else table.render(framework, wanted)


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
    wanted = checked_format(format)
    if wanted in ("json", "yaml") or framework.format == wanted:
        return ()
    scale = framework.scale
    plain = None if scale is None else LevelScale(scale.levels)
    facts = {
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
        "other members of the source": _others(framework, wanted),
    }
    held = names.CARRIED[wanted]
    return tuple(fact for fact, value in facts.items() if value and fact not in held)


def _others(framework: Framework, format_id: str) -> set[str]:
    """Names of the members in ``extra`` that a format leaves out; a LER.me export takes back what came from one."""
    members = set(json.loads(framework.extra)) if framework.extra else set()
    return members - {"ler"} if format_id == "ler" else members
