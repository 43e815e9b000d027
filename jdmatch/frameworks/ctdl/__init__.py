"""CTDL-ASN JSON-LD of the Credential Registry: frameworks and their competencies as resources of a graph.

A file is a graph, a list of resources, one resource, a registry envelope, or a list of envelopes. All of its resources
are read together, since a framework, its competencies and its progression model may come in documents of their own.
The id of a statement is its CTID, which stays the same in every copy of the Registry, in CaSS and in its tables;
without one, it is its address.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jdmatch.frameworks.ctdl.cass_csv import parse_table
from jdmatch.frameworks.ctdl.draft import drafts
from jdmatch.frameworks.ctdl.export import render
from jdmatch.frameworks.ctdl.nodes import collect
from jdmatch.frameworks.items import Draft
from jdmatch.frameworks.notes import Notes
from jdmatch.frameworks.outcome import Options

__all__ = ["parse", "parse_table", "render"]


def parse(value: Any, notes: Notes, options: Options) -> Iterable[Draft]:
    """A draft for each framework of a JSON-LD value; faults go to ``notes``."""
    return drafts(collect(value, notes), notes, options, "ctdl")
