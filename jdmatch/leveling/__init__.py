"""Level: how far up a statement or a posting stands, with the words that say so.

Tables of cues (``title_tables``, ``text_tables``, ``told_tables``, ``sign_tables``) are knowledge; ``phrases`` looks
them up; ``titles``, ``texts`` and ``years`` read; ``evidence`` gathers a posting's signs; ``text_model`` and
``posting_model`` weigh them on one ``line`` from 0 to 1."""

from __future__ import annotations

from jdmatch.leveling.model import LevelModel, TextLevels

__all__ = ["LevelModel", "TextLevels"]
