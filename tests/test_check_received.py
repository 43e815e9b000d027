"""What readers noticed, told as findings: only what is a matter of the draft, with a key that outlives an edit."""

from __future__ import annotations

from dataclasses import replace

from jdmatch.analyzer.parts import take_apart
from jdmatch.check.draft import Draft
from jdmatch.check.families import received
from jdmatch.check.rules.received import READERS
from jdmatch.records import Diagnostic
from jdmatch.settings import Settings
from tests.check_kit import CLERK, opened


def told(*diagnostics: Diagnostic):
    parts = take_apart(opened(CLERK).posting, Settings())
    draft = Draft(replace(parts.posting, diagnostics=diagnostics), parts.sections, parts.chunks)
    return list(received.find(draft))


def test_what_is_no_matter_of_the_draft_is_left_out():
    noticed = [Diagnostic(code, "warning", "Something was noticed.", 0, 0) for code in ("JDM001", "JDM012", "JDM089")]
    assert not READERS & {one.code for one in noticed}
    assert told(*noticed) == []


def test_message_severity_and_place_are_the_readers_own():
    (one,) = told(Diagnostic("JDM008", "note", "A part is in German.", 3, 9))
    assert (one.code, one.severity, one.message, one.start, one.end) == ("JDM008", "note", "A part is in German.", 3, 9)
    assert one.help


def test_a_count_that_changes_leaves_the_finding_the_same():
    first, second = (
        told(Diagnostic("JDM016", "note", f"{count} garbled characters were mended.", 0, 0))[0] for count in (3, 12)
    )
    assert first.message != second.message
    assert first.fingerprint(CLERK) == second.fingerprint(CLERK)
    assert first.help == ""
