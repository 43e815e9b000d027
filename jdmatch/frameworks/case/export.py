"""A framework as a CASE 1.1 package that validates, and that reads back as the same framework.

Headings and statements are CFItems, the tree is ``isChildOf`` with sequence numbers, and a level is a CFItem of its own
that statements point to with ``hasSkillLevel``. What came from a rubric goes back into it. Identifiers that are no
UUIDs get a derived one, and stand with whatever else CASE has no member for (weights, categories, positions of levels,
unknown fields) under ``extensions.jdmatch``. The same framework is the same bytes: there is no clock in here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from jdmatch.frameworks.case import tables as tables
from jdmatch.frameworks.case.kept import Kept, given, is_stub, mapping, mappings
from jdmatch.frameworks.case.pieces import Pieces
from jdmatch.frameworks.case.reading import parse
from jdmatch.frameworks.case.rubrics import CELLS, CRITERIA
from jdmatch.frameworks.case.shapes import Members, fitted, shaped
from jdmatch.frameworks.case.ties import associations
from jdmatch.frameworks.notes import Notes
from jdmatch.records import Framework, LevelScale


def render(framework: Framework) -> bytes:
    """The package as JSON, indented by two, with a final newline."""
    kept = Kept(framework)
    package = _package(kept, Pieces(kept, positions=False))
    if not _in_order(framework, package):
        package = _package(kept, Pieces(kept, positions=True))
    return (json.dumps(package, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def _in_order(framework: Framework, package: Members) -> bool:
    """Whether headings and statements come back in the order that they have; a tree of CASE has an order of its own."""
    ids = [item.id for item in parse(package, Notes(framework.id))[0].items]
    statements = {statement.id for statement in framework.statements}
    back = ([i for i in ids if i not in statements], [i for i in ids if i in statements])
    return back == ([heading.id for heading in framework.headings], [s.id for s in framework.statements])


def _package(kept: Kept, pieces: Pieces) -> Members:
    rest = mapping(kept.case.get("package"))
    other = {name: value for name, value in rest.items() if name != "extensions"}
    extensions = dict(mapping(rest.get("extensions"))) | ({tables.KEY: {"other": other}} if other else {})
    always: Members = {
        "CFDocument": _document(kept),
        "CFItems": [*(pieces.item(piece) for piece in kept.items()), *kept.level_items],
        "CFAssociations": associations(kept),
    }
    return always | given(
        {
            "CFDefinitions": _definitions(kept),
            "CFRubrics": _rubrics(kept, pieces),
            "extensions": extensions,
        }
    )


def _document(kept: Kept) -> Members:
    framework = kept.framework
    members = given(
        {
            "title": framework.title,
            "creator": framework.attribution or tables.UNSTATED,
            "caseVersion": "1.1",
            "description": framework.description,
            "version": framework.version,
            "language": framework.language,
        }
    )
    known = mapping(kept.case.get("CFDocument"))
    members |= {name: value for name, value in known.items() if name not in (*members, "licenseURI")}
    licence = _licence(framework.licence, mapping(known.get("licenseURI")))
    mine: Members = {
        # Left out only where the identifier is the source's own and the framework is called by it.
        "id": framework.id if framework.id != known.get("identifier") else None,
        "creator": None if framework.attribution else False,
        "licence": True if licence and licence != {"licenseURI": known.get("licenseURI")} else None,
        "context": framework.context,
        "group": framework.group,
        "jobZone": framework.job_zone,
        "alternateTitles": list(framework.alternate_titles),
        "levels": _scale(kept),
        "extra": kept.others,
    }
    return shaped("CFDocument", members | licence, kept.identifier, given(mine))


def _licence(name: str, known: Mapping[str, object]) -> Members:
    """licenseURI of the source where it is still the framework's licence, else a new link."""
    if not name:
        return {}
    if name in (known.get("title"), known.get("uri")):
        return {"licenseURI": dict(known)}
    return {"licenseURI": fitted("link", {"title": name, "identifier": name, "uri": name})}


def _scale(kept: Kept) -> list[Members]:
    """The levels, lowest first, with labels and positions that are not the default."""
    scale = kept.framework.scale
    if scale is None:
        return []
    plain = LevelScale(scale.levels)
    own_positions = scale.positions if scale.positions != plain.positions else (None,) * len(scale.levels)
    rows = zip(scale.levels, scale.labels, plain.labels, own_positions, strict=True)
    return [
        given(
            {
                "name": name,
                "label": label if label != default else None,
                "position": position,
            }
        )
        for name, label, default, position in rows
    ]


def _rubrics(kept: Kept, pieces: Pieces) -> list[Members]:
    out = []
    for rubric in mappings(kept.case.get("CFRubrics")):
        # What describes an item that is not in the framework would point to nowhere.
        about = [c for c in mappings(rubric.get(CRITERIA)) if not c.get("CFItemURI") or kept.end(c["CFItemURI"])]
        criteria = [_criterion(criterion, kept, pieces) for criterion in about]
        out.append(kept.part("CFRubric", rubric) | ({CRITERIA: criteria} if criteria else {}))
    return out


def _criterion(criterion: Mapping[str, object], kept: Kept, pieces: Pieces) -> Members:
    cells = []
    for cell in mappings(criterion.get(CELLS)):
        statement = kept.framework.by_id.get(str(cell.get("identifier")))
        if not is_stub(cell):
            cells.append(kept.part("CFRubricCriterionLevel", cell))
        elif statement is not None and statement.level is not None:
            cells.append(pieces.cell(statement, dict(criterion)))
    return kept.part("CFRubricCriterion", criterion) | ({CELLS: cells} if cells else {})


def _definitions(kept: Kept) -> Members:
    known = mapping(kept.case.get("CFDefinitions"))
    lists = {name: mappings(value) for name, value in known.items() if name in tables.DEFINITIONS}
    out: Members = {name: [kept.part(name, member) for member in members] for name, members in lists.items() if members}
    other = {name: value for name, value in known.items() if name not in (*out, "extensions")}
    extensions = dict(mapping(known.get("extensions"))) | ({tables.KEY: {"other": other}} if other else {})
    return out | ({"extensions": extensions} if extensions else {})
