"""Which column of a table is what: by the mapping that was given, else by the names that people usually choose.

A mapping goes before every name, and what it names must be there. A table has its statements in one column, or in one
column for each level beside the name of the competency ("Competency | Emerging | … | Advanced"), which is recognised
where at least two columns are called after levels and nothing else says which level a row has. Whether the cells bear
that out is asked of them too: a column "Level 1" may as well hold a salary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jdmatch.errors import SettingsError, nearest
from jdmatch.frameworks import columns_tables as words
from jdmatch.frameworks import names_tables as names
from jdmatch.frameworks.notes import Notes, unprintable
from jdmatch.records import FOUR_STEPS

HEADER_ROWS = 30
"""How many rows may stand above the header row."""

_CALL_IT = (
    "Call it statement, task, responsibility, text or description, or say which it is (--map 'Name of it=statement')."
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Column numbers: of a statement's ``fields``, of the framework's (``about``), for each of the ``levels`` as
    (number, level), and of ``extra`` fields as (name, number). ``mapped``: the levels' columns were named by hand."""

    fields: Mapping[str, int]
    about: Mapping[str, int]
    extra: tuple[tuple[str, int], ...]
    levels: tuple[tuple[int, str], ...] = ()
    mapped: bool = False

    def without_levels(self, cells: Sequence[str]) -> Columns:
        """The same with the levels' columns as extra fields."""
        extra = [*self.extra, *((_extra_name(cells[at]), at) for at, _ in self.levels)]
        return Columns(self.fields, self.about, tuple(sorted(extra, key=lambda pair: pair[1])))

    def used(self, cells: Sequence[str]) -> list[tuple[str, str]]:
        """(column, field) of every column that is read, as a mapping would say it."""
        about = {field: called for called, field in words.ABOUT_FIELDS.items()}
        found = [(at, field) for field, at in self.fields.items()]
        found += [(at, about[field]) for field, at in self.about.items()]
        found += [(at, f"{words.LEVEL}{level}") for at, level in self.levels]
        return [(cells[at], field) for at, field in sorted(found)]


def is_header(cells: Sequence[str], mapping: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether a row is plainly a header row: with the mapped columns, or with a column of statements and another that
    is known, or with columns for levels beside another."""
    wanted = {names.plain_name(column) for column, field in mapping if field not in (words.EXTRA, words.IGNORE)}
    plain = {names.plain_name(cell) for cell in cells if cell}
    if wanted:
        return wanted <= plain
    known = names.choose(tuple(cells), names.STATEMENT_FIELDS)
    levels = _named_levels(cells, ())
    return ("statement" in known and len(known) > 1) or (len(levels) > 1 and len(plain) > len(levels))


def has_level_columns(
    cells: Sequence[str], mapping: Iterable[tuple[str, str]] = (), declared: Sequence[str] = ()
) -> bool:
    """Whether columns hold the statements at a level: they are mapped so, or are called after levels where no other
    column says the level."""
    fields = {names.plain_name(column): field for column, field in mapping}
    if any(field.startswith(words.LEVEL) for field in fields.values()):
        return True
    open_cells = tuple("" if names.plain_name(cell) in fields else cell for cell in cells)
    if "level" in fields.values() or "level" in names.choose(open_cells, names.STATEMENT_FIELDS):
        return False
    return len(_named_levels(open_cells, declared)) > 1


def columns_of(
    cells: Sequence[str], place: str, notes: Notes, mapping: Sequence[tuple[str, str]], declared: Sequence[str] = ()
) -> Columns:
    """The columns of a header row; faults go to ``notes``. ``declared`` are the levels that the table declares.

    SettingsError for a mapped column that is not there; refused at once without a column of statements.
    """
    mapped, ignored = _mapped(cells, place, notes, mapping)
    taken = {*mapped.values(), *ignored}
    by_hand = {field: at for field, at in mapped.items() if ":" not in field}
    levels = [(at, field.removeprefix(words.LEVEL)) for field, at in mapped.items() if field.startswith(words.LEVEL)]
    open_cells = tuple("" if at in taken else cell for at, cell in enumerate(cells))
    fields = names.choose(open_cells, names.STATEMENT_FIELDS) | {
        field: at for field, at in by_hand.items() if field in names.STATEMENT_FIELDS
    }
    about = names.choose(open_cells, names.TABLE_FIELDS) | {
        words.ABOUT_FIELDS[field]: at for field, at in by_hand.items() if field in words.ABOUT_FIELDS
    }
    if "id" not in fields and "code" in fields and "code" not in by_hand:
        fields["id"] = fields.pop("code")
    in_levels = bool(levels)
    if not levels and "level" not in fields:
        found = _named_levels(open_cells, declared)
        levels = found if len(found) > 1 else []
    if levels:
        fields = _with_name(fields, by_hand, open_cells, {at for at, _ in levels})
    if in_levels and "level" in fields:
        notes.fault(place, f"the column {cells[fields['level']]!r} holds levels, and so do the mapped columns: map one")
    if "statement" not in fields:
        shown = ", ".join(repr(cell) for cell in cells if cell)[:400]
        notes.stop(place, f"no column holds statements: the columns are {shown}. {_CALL_IT}")
    _check_names(cells, place, {*fields.values(), *about.values(), *(at for at, _ in levels)}, ignored, notes)
    used = {*fields.values(), *about.values(), *(at for at, _ in levels), *ignored}
    plain_used = {names.plain_name(cells[at]) for at in used}
    extra = tuple(
        (_extra_name(cell), at)
        for at, cell in enumerate(cells)
        if at not in used and cell and (names.plain_name(cell) not in plain_used or at in mapped.values())
    )
    return Columns(fields, about, extra, tuple(sorted(levels)), in_levels)


def _mapped(
    cells: Sequence[str], place: str, notes: Notes, mapping: Sequence[tuple[str, str]]
) -> tuple[dict[str, int], set[int]]:
    """Column numbers by the fields of a mapping, and the columns that it leaves out."""
    plain = [names.plain_name(cell) for cell in cells]
    found: dict[str, int] = {}
    ignored: set[int] = set()
    for column, field in mapping:
        wanted = names.plain_name(column)
        if wanted not in plain or not wanted:
            if field in (words.EXTRA, words.IGNORE):
                continue
            hint = nearest(column, [cell for cell in cells if cell])
            raise SettingsError(f"{notes.name} has no column {column!r}, which is mapped to {field}.{hint}")
        if plain.count(wanted) > 1:
            notes.fault(place, f"has the column {column!r} twice")
        at = plain.index(wanted)
        if field == words.IGNORE:
            ignored.update(i for i, cell in enumerate(plain) if cell == wanted)
        elif field == words.LIST_FIELD:
            raise SettingsError(
                f"{notes.name} is a table, and only a JSON or YAML file has a list to map to {field}. A column with "
                "the texts of statements is mapped to statement."
            )
        else:
            # Several columns may be kept unread; each other field has one.
            found[f"{field}:{at}" if field == words.EXTRA else field] = at
    return found, ignored


def _named_levels(cells: Sequence[str], declared: Sequence[str]) -> list[tuple[int, str]]:
    """Columns that are called after levels, all by one scale: the declared one, the four steps, or numbers."""
    for known in (declared, FOUR_STEPS.levels):
        by_name = {names.plain_name(level): level for level in known}
        found = [(at, by_name[plain]) for at, cell in enumerate(cells) if (plain := names.plain_name(cell)) in by_name]
        if len(found) > 1:
            return found if len({level for _, level in found}) == len(found) else []
    numbered = [(at, hit.group(1)) for at, cell in enumerate(cells) if (hit := words.NUMBERED_LEVEL.fullmatch(cell))]
    different = len({int(level) for _, level in numbered}) == len(numbered)
    return [(at, str(int(level))) for at, level in numbered] if different else []


def _with_name(
    fields: dict[str, int], by_hand: Mapping[str, int], cells: Sequence[str], levels: set[int]
) -> dict[str, int]:
    """The fields with the name of the competency as the statement: as mapped, as usually called, or the one other
    column that there is."""
    out = {field: at for field, at in fields.items() if at not in levels}
    if "statement" in by_hand:
        return out
    plain = [names.plain_name(cell) for cell in cells]
    called = next((plain.index(name) for name in words.COMPETENCIES if name in plain), None)
    others = [at for at, cell in enumerate(cells) if cell and at not in levels and at not in out.values()]
    if called is not None:
        out = {field: at for field, at in out.items() if at != called or field in by_hand}
        out["statement"] = called
    elif "statement" not in out and len(others) == 1:
        out["statement"] = others[0]
    return out


def _check_names(cells: Sequence[str], place: str, used: set[int], ignored: set[int], notes: Notes) -> None:
    plain = [names.plain_name(cell) for cell in cells]
    for at in sorted(used):
        if plain.count(plain[at]) > 1:
            notes.fault(place, f"has the column {cells[at]!r} twice")
    taken = {plain[at] for at in (*used, *ignored)}
    rest = [_extra_name(cell) for at, cell in enumerate(cells) if cell and plain[at] not in taken]
    for name in dict.fromkeys(name for name in rest if rest.count(name) > 1):
        notes.fault(place, f"has the column {name!r} twice")
    for cell in cells:
        if (reason := unprintable(cell)) is not None:
            notes.fault(place, f"a column's name {reason}")


def _extra_name(cell: str) -> str:
    return cell.removeprefix("extra.")
