"""What a batch run will do, decided before it does anything: which postings, in which order, in which parts.

The plan is a stream of ``Item``s in input order with a hash each; tables are read row by row, and one board at a time
is held. A file, a job or a row that can not be a posting is an item with a fault: it becomes an error row and does not
stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from jdmatch.batch import tables
from jdmatch.batch.inputs import Input, Skipped, find_inputs
from jdmatch.batch.items import Columns, Item
from jdmatch.batch.seen import Seen
from jdmatch.errors import InputError
from jdmatch.resources import file_sha256
from jdmatch.settings import Settings
from jdmatch.sources import find_postings

__all__ = ["Columns", "Input", "Item", "Skipped", "find_inputs", "in_parts", "items"]


def items(inputs: Sequence[Input], columns: Columns, settings: Settings) -> Iterator[Item]:
    """The postings of the inputs in order; a repeated id becomes a faulty item, the first keeps the id. From the limit
    of a posting follows what a row of a table may hold."""
    seen = Seen()
    for source in inputs:
        for item in _of(source, columns, settings):
            if not seen.add(item.id) and item.fault is None:
                reason = f"The id {item.id} came before in this run. Give every posting an id of its own."
                yield Item(id=item.id, sha256=item.sha256, fault=("JDM020", reason))
            else:
                yield item


def _of(source: Input, columns: Columns, settings: Settings) -> Iterator[Item]:
    if source.fault is not None:
        yield Item(id=source.name, sha256=source.sha256, fault=source.fault)
    elif source.table:
        yield from _of_table(source, columns, settings)
    else:
        yield from _of_file(source, settings)


def _of_table(source: Input, columns: Columns, settings: Settings) -> Iterator[Item]:
    """A row is a posting; a table that is none is one error row, since it may be one file of many."""
    try:
        yield from tables.rows(source.path, source.name, columns, settings)
    except InputError as error:
        yield Item(id=source.name, sha256=source.sha256, fault=(error.code, str(error)))


def _of_file(source: Input, settings: Settings) -> Iterator[Item]:
    """A file is one posting and read when it is its turn, unless it holds several."""
    try:
        found = find_postings(source.path, settings, id=source.name)
    except InputError as error:
        yield Item(id=source.name, sha256=source.sha256, fault=(error.code, str(error)))
        return
    if found is None:
        yield Item(id=source.name, sha256=source.sha256, path=source.path)
        return
    if file_sha256(source.path) != source.sha256:
        # The parts would not be what the manifest says.
        reason = f"{source.path} changed while the run was going on. Run it again."
        yield Item(id=source.name, sha256=source.sha256, fault=("JDM003", reason))
        return
    for one in found:
        yield Item(id=one.id, sha256=one.sha256, found=one)


def in_parts(stream: Iterator[Item], size: int) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """The stream cut into numbered parts of ``size`` items, the last one shorter."""
    number = 0
    while part := tuple(islice(stream, size)):
        yield number, part
        number += 1
