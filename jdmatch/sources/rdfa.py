"""RDFa: the items that a page marks with ``vocab``, ``typeof`` and ``property``, as RDFa Lite has them.

Names are read by the vocabulary and the prefixes that hold where they stand (``prefix``, ``xmlns:``, RDFa's own
``schema:``); one without either counts as schema.org's, since the pages that forget ``vocab`` mean it. ``resource``,
``about`` and ``href`` give an item its name; a property that names an item has that item as its value. Chains of
``rel`` without ``property`` are read where an item stands inside them, which is how older content systems write them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jdmatch.sources import jsonld_tables as tables
from jdmatch.sources.items import Item, Value, local_name
from jdmatch.sources.page_elements import Element, Elements

_MOST_PREFIXES = 100
_PREFIX = re.compile(r"([\w-]*):\s+(\S+)")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds inside an element: vocabulary, prefixes, the item that is spoken of, and the ``rel`` that waits for an
    item further inside."""

    vocabulary: str = ""
    prefixes: Mapping[str, str] = field(default_factory=lambda: tables.PREFIXES)
    item: Item | None = None
    waiting: tuple[str, ...] = ()


def items(page: Elements) -> list[Item]:
    """The JobPostings that a page marks in RDFa, in order."""
    scopes: list[_Scope] = []
    found: list[Item] = []
    named: dict[str, Item] = {}
    references: list[tuple[Item, list[tuple[str, Value]], str]] = []
    for element in page.list:
        scope = _declared(scopes[element.parent] if element.parent >= 0 else _Scope(), element.attributes)
        names = _names(element.attributes.get("property", ""), scope)
        chained = _names(element.attributes.get("rel", ""), scope) if "property" not in element.attributes else ()
        if types := _names(element.attributes.get("typeof", ""), scope):
            item = Item(element, types)
            found.append(item)
            if name := _name_of(element):
                named.setdefault(name, item)
            if scope.item is not None:
                value = Value(element, item)
                scope.item.properties += [(key, value) for key in names or chained or scope.waiting]
            scope = replace(scope, item=item, waiting=())
        elif (subject := scope.item) is not None and (names or chained):
            said = [(key, Value(element)) for key in names or chained]
            if names:
                subject.properties += said
            else:
                scope = replace(scope, waiting=chained)
            if "content" not in element.attributes and (name := _name_of(element)):
                references.append((subject, said, name))
        scopes.append(scope)
    for subject, said, name in references:
        _resolve(subject, said, named.get(name))
    return [item for item in found if item.is_posting]


def _resolve(subject: Item, said: list[tuple[str, Value]], other: Item | None) -> None:
    """Let values that name another item stand for it; those of a ``rel`` have waited for that."""
    if other is None or other is subject:
        return
    for key, value in said:
        value.item = other
        if "property" not in value.element.attributes:
            subject.properties.append((key, value))


def _name_of(element: Element) -> str:
    attributes = element.attributes
    return next((attributes[key] for key in ("resource", "about", "href", "src") if attributes.get(key)), "")


def _declared(scope: _Scope, attributes: Mapping[str, str]) -> _Scope:
    if "vocab" in attributes:
        scope = replace(scope, vocabulary=attributes["vocab"].strip())
    own = {name.lower(): address for name, address in _PREFIX.findall(attributes.get("prefix", ""))}
    own |= {key[6:].lower(): value for key, value in attributes.items() if key.startswith("xmlns:")}
    if not own or len(scope.prefixes) > _MOST_PREFIXES:
        return scope
    return replace(scope, prefixes={**scope.prefixes, **own})


def _names(written: str, scope: _Scope) -> tuple[str, ...]:
    return tuple(local_name(_address(name, scope)) for name in written.split())


def _address(name: str, scope: _Scope) -> str:
    prefix, colon, rest = name.partition(":")
    if colon and not rest.startswith("//"):
        address = scope.prefixes.get(prefix.lower())
        return name if address is None else _joined(address, rest)
    if colon or not scope.vocabulary:
        return name
    return _joined(scope.vocabulary, name)


def _joined(address: str, name: str) -> str:
    return address + name if address.endswith(("/", "#")) else f"{address}/{name}"
