"""Counterparts at another level: the strands that were read by hand, and likeness where nobody has read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jdmatch.analyzer import Analyzer, Likeness
from jdmatch.check.families.level.counterparts import Counterparts, blocks, members
from jdmatch.records import FOUR_STEPS, Framework, Statement
from jdmatch.settings import Settings

# A framework of ours, and pairs that whoever knows the trade would name.
FRAMEWORK = "41-2031.00"


@pytest.fixture(scope="module")
def library():
    return Analyzer.load(Settings())


def test_every_strand_names_statements_of_several_levels_of_a_shipped_framework(library):
    for (name, digest), strands in blocks().items():
        framework = library.frameworks[name]
        assert framework.sha256.startswith(digest), f"{name} was changed: read its strands again"
        assert len(set(strands)) == len(strands)
        for strand in strands:
            told = list(members(framework, strand))
            assert len({s.level for s in told}) > 1, (name, strand)
            assert len({s.id for s in told}) == len(told), (name, strand)


def test_every_shipped_framework_was_read(library):
    shipped = {f.id for f in library.frameworks.values() if f.origin == "embedded"}
    assert shipped <= {name for name, _ in blocks()}


def test_counterparts_are_of_the_level_and_run_both_ways(library):
    framework = library.frameworks[FRAMEWORK]
    counterparts = Counterparts(framework, library.likeness(FRAMEWORK))
    named = 0
    for statement in framework.statements:
        for level in framework.scale.levels:
            if level == statement.level:
                continue
            found = counterparts.of(statement, level)
            named += bool(found)
            assert [odds for odds, _ in found] == sorted((odds for odds, _ in found), reverse=True)
            for odds, other in found:
                assert other.level == level
                back = counterparts.of(other, statement.level)
                assert any(one.id == statement.id and o == pytest.approx(odds) for o, one in back)
    assert named > 20


def test_a_changed_framework_has_no_strands(library):
    framework = library.frameworks[FRAMEWORK]
    likeness = library.likeness(FRAMEWORK)
    changed = replace(framework, sha256="0" * 64)
    read, unread = Counterparts(framework, likeness), Counterparts(changed, likeness)
    asked = [(s, level) for s in framework.statements for level in framework.scale.levels if level != s.level]
    assert sum(bool(unread.of(*one)) for one in asked) < sum(bool(read.of(*one)) for one in asked) / 3
    assert all(len(unread.of(*one)) <= 1 for one in asked)


def _made(scores: list[list[float]], cosines: list[list[float]]) -> Counterparts:
    levels = ("emerging", "emerging", "advanced", "advanced")
    statements = tuple(Statement(str(n), f"Do {n}", "own", level=level) for n, level in enumerate(levels))
    framework = Framework("own", "Own", statements, "f" * 64, scale=FOUR_STEPS)
    return Counterparts(framework, Likeness(tuple(map(tuple, scores)), tuple(map(tuple, cosines))))


def test_only_what_is_far_nearer_than_all_else_is_named():
    far, near = -8.0, 4.0
    scores = [[9, far, near, far], [far, 9, far, far], [near, far, 9, far], [far, far, far, 9]]
    cosines = [[1, 0.2, 0.8, 0.2], [0.2, 1, 0.2, 0.2], [0.8, 0.2, 1, 0.2], [0.2, 0.2, 0.2, 1]]
    counterparts = _made(scores, cosines)
    statements = counterparts._framework.statements
    assert [other.id for _, other in counterparts.of(statements[0], "advanced")] == ["2"]
    assert counterparts.of(statements[1], "advanced") == []
    # A rival as near takes the certainty away.
    rival = [[*row] for row in scores]
    rival[0][3] = rival[3][0] = near + 1
    assert _made(rival, cosines).of(statements[0], "advanced") != counterparts.of(statements[0], "advanced")


def test_likeness_is_kept_and_symmetric(library):
    one = library.likeness(FRAMEWORK)
    assert library.likeness(FRAMEWORK) is one
    n = len(library.frameworks[FRAMEWORK].statements)
    assert len(one.scores) == len(one.cosines) == n
    assert all(one.scores[i][j] == one.scores[j][i] for i in range(n) for j in range(i))
    assert all(row[i] == pytest.approx(1, abs=1e-3) for i, row in enumerate(one.cosines))
