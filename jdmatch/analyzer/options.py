"""What the settings ask of an analysis, and whether it can be had with these models and frameworks."""

from __future__ import annotations

from collections.abc import Sequence

from jdmatch import coverage
from jdmatch.errors import SettingsError, nearest
from jdmatch.records import Diagnostic, Framework, Thresholds
from jdmatch.settings import Settings


def thresholds(settings: Settings, own: Thresholds, floor: float) -> Thresholds:
    """The model's ``own`` thresholds with what the settings change. SettingsError where they contradict each other or
    lie below ``floor``."""
    covered = own.covered if settings.covered is None else settings.covered
    partial = min(own.partial, covered) if settings.partial is None else settings.partial
    if partial > covered:
        raise SettingsError(f"partial is {partial} and covered {covered}: partial can not lie above covered.")
    if partial < floor:
        raise SettingsError(f"partial is {partial}: below {floor} nothing is kept, so it can not lie lower.")
    return Thresholds(covered=covered, partial=partial)


def check_level(level: str | None, frameworks: Sequence[Framework], named: bool) -> None:
    """A level must be one of the first named framework, or of some framework of the library. SettingsError."""
    if level is None:
        return
    looked_at = [f for f in frameworks if f.scale is not None]
    if named and not looked_at:
        ids = ", ".join(f.id for f in frameworks)
        raise SettingsError(f"{ids}: no levels here, so none can be the target. Leave --level away.")
    known = list(dict.fromkeys(name for f in looked_at if f.scale for name in f.scale.levels))
    if level not in known:
        raise SettingsError(f"'{level}' is no level of the frameworks in question.{nearest(level, known)}")


def target_level(
    wanted: str | None, asked: Sequence[Framework], implied: str | None
) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The level that the first of the frameworks is scored at: the one ``wanted``, else the one that the posting
    implies; and what is to be told where it has not the one wanted."""
    if not asked:
        return None, ()
    if asked[0].scale is None:
        told = f"{asked[0].id} has no levels: {wanted} can not be the target, and all of it is scored."
        return None, (Diagnostic("JDM060", "warning", told),) if wanted else ()
    if wanted is None or wanted in asked[0].scale.levels:
        return coverage.target_level(asked[0], wanted or implied), ()
    note = f"{asked[0].id} has no level {wanted}: the score is at the level that the posting implies."
    return coverage.target_level(asked[0], implied), (Diagnostic("JDM060", "warning", note),)
