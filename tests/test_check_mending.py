"""Safe fixes: applied together where they lie apart, and none left in the end."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch.check import mending
from jdmatch.check.document import Document
from jdmatch.check.draft import Draft
from jdmatch.check.engine import Checked, Located
from jdmatch.check.findings import Edit, Finding, Fix
from jdmatch.errors import InputError
from jdmatch.records import Posting
from tests.check_kit import CLERK, looked

ROUNDS = 10
TEXT = "abcdefghij"


def checked(*fixes: Fix | None) -> Checked:
    """A draft with a finding for each fix; None is a finding without one."""
    posting = Posting("x", TEXT)
    document = Document.of("x", posting, TEXT)
    found = tuple(
        Located(
            Finding("JDM301", "warning", "x", 0, 1), document.place(0, 1), str(i), ((fix, fix.edits),) if fix else ()
        )
        for i, fix in enumerate(fixes)
    )
    return Checked(document, Draft(posting, (), ()), found)


def fix(*edits: tuple[int, int, str], safe: bool = True) -> Fix:
    return Fix("x", tuple(Edit(*edit) for edit in edits), safe)


CASES = [
    ("nothing", (), TEXT, 0),
    ("no fix", (None,), TEXT, 0),
    ("an offer is not taken", (fix((0, 1, "X"), safe=False),), TEXT, 0),
    ("two apart", (fix((0, 1, "X")), fix((2, 3, "Y"))), "XbYdefghij", 2),
    ("side by side", (fix((0, 1, "X")), fix((1, 2, "Y"))), "XYcdefghij", 2),
    ("over each other", (fix((0, 3, "X")), fix((2, 4, "Y"))), "Xdefghij", 1),
    ("the first one counts", (fix((2, 4, "Y")), fix((0, 3, "X"))), "abYefghij", 1),
    ("the same twice", (fix((2, 4, "Y")), fix((2, 4, "Y"))), "abYefghij", 2),
    ("two insertions at one place", (fix((2, 2, "X")), fix((2, 2, "Y"))), "abXcdefghij", 1),
    ("an insertion where a replacement begins", (fix((2, 2, "X")), fix((2, 3, "Y"))), "abXcdefghij", 1),
    ("an insertion where a replacement ends", (fix((2, 3, "Y")), fix((3, 3, "X"))), "abYXdefghij", 2),
    ("inside a replacement", (fix((2, 5, "Y")), fix((3, 3, "X"))), "abYfghij", 1),
    ("one edit of several in the way", (fix((2, 4, "Y")), fix((0, 1, "X"), (3, 5, "Z"))), "abYefghij", 1),
    ("several", (fix((0, 1, ""), (9, 10, "")), fix((4, 5, "E"))), "bcdEfghi", 2),
]


@pytest.mark.parametrize(("fixes", "becomes", "count"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_mended(fixes, becomes, count):
    assert mending.mended(checked(*fixes)) == (becomes, count)


EDITS = st.builds(
    lambda a, n, t: Edit(a, min(a + n, 10), t), st.integers(0, 10), st.integers(0, 4), st.sampled_from(["", "X", "YY"])
)


@settings(deadline=None)
@given(st.lists(EDITS.map(lambda e: Fix("x", (e,), safe=True)), max_size=8))
def test_fixes_that_are_taken_lie_apart(fixes):
    edits, done = mending.safe_edits(checked(*fixes))
    ordered = sorted(edits, key=lambda e: (e.start, e.end))
    assert all(a.end <= b.start and a.start < b.start for a, b in pairwise(ordered))
    assert len(set(edits)) == len(edits)
    assert bool(fixes) == bool(done)


def test_of_several_fixes_the_safe_one_is_taken():
    both = (fix((0, 1, "X"), safe=False), fix((1, 2, "Y")))
    one = checked(None)
    found = Located(one.findings[0].finding, one.findings[0].place, "p", tuple((f, f.edits) for f in both))
    assert mending.mended(Checked(one.document, one.draft, (found,))) == ("aYcdefghij", 1)


LINES = st.lists(
    st.sampled_from([
        "- Prepare the the invoices", "* Post  payments and  answer calls", "\u2022 Send reminders to customers!!!",
        "- file claims",
        "- Reconcile accounts.", "", "## Requirements", "- Two years of of experience <!-- jdmatch: ignore[JDM402] -->",
        "<!-- jdmatch: disable[JDM3] -->", "<!-- jdmatch: ignore[JDM4, JDM5] -->", "1. Check  the the bills??",
        "\U0001f4b0 Good  pay!!",
    ]),
    min_size=2, max_size=10,
)  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["draft.md", "draft.txt"]))
def test_in_the_end_there_is_nothing_more_to_mend(lines, newline, name):
    text = newline.join([CLERK.replace("\n", newline), *lines])
    words = re.findall(r"\w+", re.sub("<!--.*?-->", "", text))
    for _ in range(ROUNDS):
        try:
            one = looked(text, name)
        except InputError:
            return
        edits, done = mending.safe_edits(one)
        after, count = mending.mended(one)
        assert count == len(done)
        assert bool(edits) == (after != text)
        if not edits:
            break
        text = after
    else:
        pytest.fail(f"fixes that undo each other: {edits}")
    # A safe fix leaves what the posting says: no word is new, and none is gone but doubles.
    left = re.findall(r"\w+", re.sub("<!--.*?-->", "", text))
    assert {w.lower() for w in left if w.isalpha()} == {w.lower() for w in words if w.isalpha()}
    assert set(re.findall(r"\r\n|\r|\n", text)) == {newline}


def test_a_difference_can_be_read():
    assert mending.difference("a\nb\n", "a\nb\n", "x.md") == ""
    assert mending.difference("a\nb\n", "a\nc", "/tmp/x.md") == (
        "--- a/tmp/x.md\n+++ b/tmp/x.md\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n"
    )


def test_a_difference_ends_lines_where_tools_do():
    made = mending.difference("a\x0cb\u2028c\r\nd\n", "a\x0cb\u2028c\r\ne\n", "x.md")
    assert made.split("\n")[3:] == [" a\x0cb\u2028c\r", "-d", "+e", ""]
