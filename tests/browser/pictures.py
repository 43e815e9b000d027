"""The pictures of docs/pictures/: an analysis, a draft with what was found in it, and two postings side by side, of our
own samples. ``python -m tests.browser.pictures`` makes them anew."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PIL import Image

from tests.browser import kit, tour

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOST = 250_000  # bytes of one picture
SLANG = ("If you like", "We need a rockstar. If you like")  # something that a reader stumbles over


def main() -> None:
    """Fill an application with the samples, and take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        kit.playwright.sync_playwright() as started,
        started.chromium.launch(executable_path=str(kit.CHROMIUM), args=kit.ARGUMENTS) as browser,
    ):
        os.environ["JDMATCH_DATA_DIR"] = place
        with (
            kit.served(Path(place), real=True) as (address, _),
            kit.opened(browser, address, height=800) as page,
        ):
            take(page)


def take(page) -> None:
    first = tour.scored(page, tour.sample(tour.BILLING), ("43-3021.00",))
    second = tour.scored(page, tour.sample(tour.SENIOR), ("43-3021.00",))
    page.goto(f"/postings/{first}#missing")
    kept(page, "analysis")
    page.goto("/drafts/new?framework=43-3021.00")
    page.fill("#title", "Medical Billing Specialist")
    page.fill("#text", tour.sample(tour.BILLING).replace(*SLANG))
    page.wait_for_selector("#suggested li")
    page.evaluate("document.activeElement.blur()")
    kept(page, "draft")
    page.goto(f"/compare?posting={first}&posting={second}")
    kept(page, "compare")


def kept(page, name: str) -> None:
    """Keep what the window shows in 256 colours, chosen so that a rare one (a warning's) is not lost."""
    page.wait_for_timeout(500)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > MOST:
        raise SystemExit(f"{path} has {path.stat().st_size} bytes, more than {MOST}")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
