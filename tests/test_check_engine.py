"""The check of one draft: what it asks for, what it says in which order, and what it says of comments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdmatch.analyzer import Analyzer
from jdmatch.check.choosing import Choice
from jdmatch.check.document import applied
from jdmatch.check.draft import Options
from jdmatch.errors import InputError
from jdmatch.records import Diagnostic
from jdmatch.settings import Settings
from tests.check_kit import CLERK, checker, codes, looked, opened

ROUGH = CLERK.replace("Post customer", "Post the the customer")


def comment(said: str) -> str:
    return f"<!-- jdmatch: {said} -->"


def only(checked, code):
    return [one for one in checked.findings if one.finding.code == code]


def rough_code() -> str:
    """The code of the rule that sees a doubled word."""
    (code,) = set(codes(looked(ROUGH))) - set(codes(looked(CLERK)))
    return code


@pytest.fixture(scope="module")
def analyzer():
    return Analyzer.load(Settings())


def test_looking_needs_no_model_and_judging_says_more(analyzer):
    document = opened(ROUGH)
    asked = []
    one = checker(analyzer=lambda: asked.append(1) or analyzer)
    parts = one.parts(document)
    seen = one.look(document, parts)
    assert asked == []
    judged = one.judge(document, parts)
    assert asked == [1]
    assert set(codes(seen)) <= set(codes(judged))
    assert judged.draft.analysis is not None
    assert judged.draft.framework is not None
    assert codes(one.check(document)) == codes(judged)


def test_what_is_no_posting_is_refused():
    party = "Dear all, the summer party takes place on Friday in the garden behind the house. "
    document = opened(party + "All are most welcome there.")
    with pytest.raises(InputError) as refused:
        checker().parts(document)
    assert refused.value.code == "JDM006"


def test_findings_stand_in_the_order_of_the_file():
    places = [(one.place.start, one.place.end, one.finding.code) for one in looked(ROUGH).findings]
    assert places == sorted(places)
    assert len(places) > 3


def test_only_what_is_wanted():
    code = rough_code()
    assert codes(looked(ROUGH, choice=Choice((code,)))) == [code]
    assert code not in codes(looked(ROUGH, choice=Choice((), (code,))))
    assert {one.finding.severity for one in looked(ROUGH, choice=Choice(lowest="warning")).findings} <= {
        "error",
        "warning",
    }


def test_a_comment_silences_and_is_counted():
    code = rough_code()
    plain, silent = looked(ROUGH), looked(ROUGH.replace("accounts\n", f"accounts {comment(f'ignore[{code}]')}\n"))
    assert only(plain, code)
    assert only(silent, code) == []
    assert (plain.ignored, silent.ignored) == (0, 1)
    assert "JDM090" not in codes(silent)


def test_a_silenced_finding_is_no_less_silenced_where_it_would_not_be_shown():
    code = rough_code()
    text = ROUGH.replace("accounts\n", f"accounts {comment(f'ignore[{code}]')}\n")
    assert codes(looked(text, choice=Choice(lowest="error"))) == []
    assert "JDM090" not in codes(looked(text, choice=Choice(("JDM0", code))))


def test_an_unused_comment_is_told_with_its_removal():
    text = CLERK.replace("accounts\n", f"accounts {comment('ignore[JDM301] so')}\n")
    checked = looked(text)
    (one,) = only(checked, "JDM090")
    assert text[one.place.start : one.place.end] == comment("ignore[JDM301] so")
    ((fix, edits),) = one.fixes
    assert (fix.title, fix.safe) == ("Remove the comment", True)
    assert applied(text, edits) == CLERK


def test_unused_codes_are_told_by_name():
    code = rough_code()
    text = ROUGH.replace("accounts\n", f"accounts {comment(f'ignore[JDM402, {code}, JDM403] so')}\n")
    (one,) = only(looked(text), "JDM090")
    assert "JDM402, JDM403" in one.finding.message
    ((fix, edits),) = one.fixes
    assert fix.title == "Remove JDM402, JDM403"
    assert comment(f"ignore[{code}] so") in applied(text, edits)


@pytest.mark.parametrize(
    ("said", "choice", "options"),
    [
        ("ignore[JDM101]", None, None),  # needs the models
        ("ignore[JDM1]", None, None),
        ("ignore", None, None),
        ("ignore[JDM510]", None, None),  # a profile that was not chosen
        ("ignore[JDM205]", None, None),
        ("ignore[JDM402]", Choice(("JDM0", "JDM3")), None),  # not looked for
        ("ignore[JDM4]", Choice((), ("JDM402",)), None),
    ],
)
def test_what_was_not_looked_for_is_not_called_unused(said, choice, options):
    text = CLERK.replace("accounts\n", f"accounts {comment(said)}\n")
    assert "JDM090" not in codes(looked(text, choice=choice, options=options))


def test_with_models_and_profile_all_is_looked_for(analyzer):
    text = CLERK.replace("accounts\n", f"accounts {comment('ignore[JDM205,JDM512]')} {comment('ignore')}\n")
    options = Options("advanced", frozenset({"eu-pay"}))
    one = checker(Choice(("JDM0", "JDM205", "JDM5")), options, analyzer=lambda: analyzer)
    document = opened(text)
    told = [f.finding.message for f in one.check(document).findings if f.finding.code == "JDM090"]
    assert any("JDM512" in message for message in told)
    assert not any("every rule" in message for message in told)  # most were not looked for


def test_faulty_and_blanket_comments():
    text = CLERK + f"- x {comment('ignore JDM301')}\n- y {comment('disable')}\n- z {comment('enable')}\n"
    checked = looked(text)
    (bad,) = only(checked, "JDM091")
    assert "codes stand in brackets" in bad.finding.message
    (blanket,) = only(checked, "JDM092")
    assert "'disable'" in blanket.finding.message
    assert (bad.place.line, blanket.place.line) == (12, 13)


def test_an_empty_block_is_told_at_both_ends():
    text = CLERK.replace("- Post", f"{comment('disable[JDM402]')}\n- Post").replace(
        "- Answer", f"{comment('enable[JDM402]')}\n- Answer"
    )
    told = [one.finding.message for one in only(looked(text), "JDM090")]
    assert len(told) == 2
    assert "ends a block" in told[1]


def test_comments_about_comments_are_not_silenced_by_the_file():
    text = f"{comment('ignore-file')}\n\n{CLERK}- x {comment('ignore[JDM399]')}\n"
    assert codes(looked(text)) == ["JDM092", "JDM091"]


def test_what_readers_say_is_found():
    text = CLERK.replace("customers'", "customers\u00e2\u20ac\u2122")
    (one,) = only(looked(text), "JDM016")
    assert one.finding.severity == "note"
    assert one.finding.help == ""
    assert text[one.place.start : one.place.end] == "\u00e2\u20ac\u2122"


def test_findings_of_readers_keep_their_fingerprint_when_counts_change():
    document = opened(CLERK)

    def print_of(words: int) -> set[str]:
        told = Diagnostic("JDM018", "note", f"{words:,} words of the page were left out.")
        changed = replace(document, posting=replace(document.posting, diagnostics=(told,)))
        return {one.fingerprint for one in only(looked(changed), "JDM018")}

    assert print_of(12) == print_of(1312)
    other = Diagnostic("JDM018", "note", "Pictures were not analysed.")
    changed = replace(document, posting=replace(document.posting, diagnostics=(other,)))
    assert {one.fingerprint for one in only(looked(changed), "JDM018")} != print_of(12)


def test_options_are_no_matter_of_the_draft():
    document = opened(CLERK)
    told = Diagnostic("JDM060", "warning", "x has no levels.")
    changed = replace(document, posting=replace(document.posting, diagnostics=(told,)))
    assert codes(looked(changed)) == codes(looked(document))
