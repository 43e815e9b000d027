"""Where things stand in the page's drawings, in SVG units (one is a CSS pixel at full size). Templates only draw."""

from __future__ import annotations

from dataclasses import dataclass

from jdmatch.report.text import clip, percent
from jdmatch.report.views import LevelView, ScoreView

ROW = 30  # height of a level's row
BAR = 14  # height of its bar
LABELS = 104  # width of the labels' column
BARS = 170  # length of a bar that stands for 100 %
FIGURE = 62  # room for the figure behind a bar, before the bracket
LINE = 240  # length of the lines that show a range


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A bar: its label, where it stands and how long it is, the figure behind it."""

    label: str
    y: float
    bar_y: float
    text_y: float
    width: float
    figure: str
    estimate: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class LevelPicture:
    """The level's bars, and the bracket beside those that the interval holds."""

    rows: tuple[LevelRow, ...]
    height: float
    width: float
    top: float
    bottom: float
    middle: float
    x: float
    coverage: str


def level_picture(level: LevelView) -> LevelPicture:
    """Highest level on top, as one reads a ladder."""
    steps = tuple(reversed(level.steps))
    rows = tuple(
        LevelRow(
            label=clip(step.label, 15),
            y=i * ROW,
            bar_y=i * ROW + (ROW - BAR) / 2,
            text_y=i * ROW + ROW / 2 + 4.5,
            width=round(max(step.probability * BARS, 1.5), 2),
            figure=percent(step.probability),
            estimate=step.estimate,
            inside=step.inside,
        )
        for i, step in enumerate(steps)
    )
    held = [row for row in rows if row.inside]
    top, bottom = held[0].y + 5, held[-1].y + ROW - 5
    x = LABELS + max(row.width for row in rows) + FIGURE
    return LevelPicture(rows, len(rows) * ROW, x + 50, top, bottom, (top + bottom) / 2 + 4.5, x, level.coverage)


@dataclass(frozen=True, slots=True)
class LinePicture:
    """A line of ``length`` with a band on it for a range, a point, and ``ticks`` at its borders."""

    low: float
    width: float
    at: float
    length: float
    ticks: tuple[float, ...] = ()


def score_line(score: ScoreView) -> LinePicture:
    """The score and its range between 0 and 100 %."""
    low, high = score.low * LINE, score.high * LINE
    return LinePicture(round(low, 2), round(max(high - low, 2), 2), round(score.value * LINE, 2), LINE)


def level_line(level: LevelView) -> LinePicture:
    """The estimate and its interval between the lowest level and the highest, each level a stretch of the line."""
    step = LINE / len(level.steps)
    held = [i for i, s in enumerate(level.steps) if s.inside]
    at = next(i for i, s in enumerate(level.steps) if s.estimate)
    low, high = held[0] * step, (held[-1] + 1) * step
    borders = tuple(round(i * step, 2) for i in range(len(level.steps) + 1))
    return LinePicture(round(low, 2), round(high - low, 2), round((at + 0.5) * step, 2), LINE, borders)
