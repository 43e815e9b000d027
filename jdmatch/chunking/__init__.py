"""Posting → sections → chunks: the pieces that are matched, cut out of the text without losing a character.

Five steps, each of which keeps the pieces in order, disjoint and complete: lines and blocks become headings, items,
rows and paragraphs (``layout``); items and headings in the middle of a line are cut out (``inline``); headings open
sections (``assembly``); paragraphs and items are cut into sentences (``sentences``); duties that share a sentence are
cut apart (``clauses``). Every character that is not blank lies in exactly one chunk.
"""

from __future__ import annotations

from jdmatch.chunking.assembly import split

__all__ = ["split"]
