"""A library as a team would have it after a day, and every page of the application with it: postings of our samples,
a job, a draft in two versions, an import that was looked at. Made through the pages, as a person would."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from jdmatch import resources

SAMPLES = resources.folder("corpora/samples")
BILLING, SENIOR = "billing-specialist-medical-group.txt", "senior-collections-specialist.md"
SCORED = (
    (BILLING, ("43-3021.00",), ""),
    (SENIOR, ("43-3021.00",), ""),
    ("rn-med-surg-nights.txt", (), ""),
    ("software-engineer-backend.md", (), ""),
)
UPLOADED = ("staff-accountant-manufacturer.txt", "customer-support-rep.txt", "hr-generalist-nonprofit.json")

# Every page of an application in which nothing was done yet.
EMPTY = {
    "score": "/",
    "postings, empty": "/postings",
    "upload": "/postings/upload",
    "jobs, empty": "/jobs",
    "drafts, empty": "/drafts",
    "new draft": "/drafts/new",
    "compare, empty": "/compare",
    "frameworks": "/frameworks",
    "import": "/frameworks/import",
    "api": "/api/docs",
    "error": "/nowhere",
}


def sample(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def scored(page, text: str, frameworks=(), level: str = "") -> int:
    """Paste, choose, score: the number of the posting."""
    page.goto("/")
    page.fill("#text", text)
    if frameworks:
        page.click(".choose > summary")
    for one in frameworks:
        page.check(f"input[name=framework][value='{one}']")
    if level:
        page.select_option("#at-level", level)
    page.click("form.score button[type=submit]")
    page.wait_for_selector("#analysis")
    return int(page.url.partition("?")[0].rpartition("/")[2])


def uploaded(page, paths) -> int:
    """Upload files and wait until all of them are done: the number of the job."""
    page.goto("/postings/upload")
    page.set_input_files("#files", [str(path) for path in paths])
    page.click("form.upload button[type=submit]")
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector("#job:not([hx-trigger])", timeout=120_000)
    return int(page.url.rpartition("/")[2])


def drafted(page, posting: int) -> int:
    """A draft of a posting in two versions, the second with a missing duty put in: its number."""
    page.goto(f"/postings/{posting}")
    page.click("text=Edit as a draft")
    page.wait_for_selector("#suggested li", state="attached")
    save(page, 1)
    if page.is_visible("#handle"):  # on a phone what is said about the draft is a sheet at the bottom
        page.click("#handle")
    page.click("#suggested li .fix")
    page.wait_for_selector("#change:has-text('since version 1')", state="attached")
    if page.get_attribute("#handle", "aria-expanded") == "true":
        page.click("#handle")
    save(page, 2)
    return int(page.url.rpartition("/")[2])


def save(page, version: int) -> None:
    page.click("#save")
    page.wait_for_selector(f"#state:has-text('Saved as version {version}')")


def imported(page, path) -> str:
    """Send a framework's file and look at the account of it, without keeping it: the account's address."""
    page.goto("/frameworks/import")
    page.set_input_files("#file", str(path))
    page.click("form.import button[type=submit]")
    page.wait_for_url("**/frameworks/import/*")
    return page.url


def settled(page, path: str) -> None:
    """Wait until a page shows what it will: the editor, what the models say."""
    if path.startswith("/drafts/") and page.locator("#text").count() and page.input_value("#text"):
        page.wait_for_selector("#figures:not([hidden])", state="attached")
        page.wait_for_selector("#suggested li", state="attached")


def small_framework(folder: Path, name: str, levels: str = "") -> Path:
    """A framework of a few statements, one of them twice, so that its account has something to say; without the order
    of its levels it is refused."""
    rows = (
        "Pick and pack orders from the shelves,Starter",
        "Load and unload trucks by hand and with a pallet jack,Starter",
        "Pick and pack orders from the shelves,Starter",
        "Plan the picking waves of a shift,Lead",
        "Train new pickers in safe lifting,Lead",
    )
    path = folder / name
    path.write_text(levels + "statement,level\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def fill(page, folder: Path) -> dict[str, str]:
    """Fill an empty application; the pages that there are then, by name."""
    numbers = [scored(page, sample(name), frameworks, level) for name, frameworks, level in SCORED]
    first, second = numbers[:2]
    page.goto(f"/postings/{first}")
    page.locator(".remark button", has_text="Right").first.click()
    page.wait_for_selector(".remark.confirmed")
    broken = folder / "scan.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing of a posting")
    job = uploaded(page, [*(SAMPLES / name for name in UPLOADED), broken])
    draft = drafted(page, first)
    account = imported(page, small_framework(folder, "warehouse.csv", "# levels: Starter < Lead\n"))
    refused = imported(page, small_framework(folder, "refused.csv"))
    return {
        "score, filled": "/?sample=staff-accountant-manufacturer.txt",
        "analysis": f"/postings/{first}",
        "analysis, thresholds": f"/postings/{second}?covered=0.7&partial=0.3",
        "postings": "/postings",
        "postings, narrowed": "/postings?q=billing",
        "postings, none match": "/postings?q=zeppelin",
        "jobs": "/jobs",
        "job": f"/jobs/{job}",
        "drafts": "/drafts",
        "draft": f"/drafts/{draft}?framework=43-3021.00",
        "versions": f"/drafts/{draft}/versions",
        "versions compared": f"/drafts/{draft}/compare?now=2&before=1",
        "choose what to compare": "/compare",
        "compare": f"/compare?posting={first}&posting={second}",
        "frameworks found": "/frameworks?words=billing",
        "framework": "/frameworks/43-3021.00",
        "frameworks compared": "/frameworks/diff?a=43-3021.00&b=43-3011.00",
        "import account": urlsplit(account).path,
        "import refused": urlsplit(refused).path,
    }
