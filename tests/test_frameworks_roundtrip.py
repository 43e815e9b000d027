"""Import after export is the identity, for frameworks of every shape, in every format that can hold them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jdmatch import frameworks
from jdmatch.errors import FrameworkError
from jdmatch.frameworks.draft import canonical_sha256
from jdmatch.records import FOUR_STEPS, Framework, LevelScale, Statement
from jdmatch.settings import Settings

SETTINGS = Settings()

# All but control characters and surrogates, which are refused; and much of what breaks tables and YAML.
_CHARACTERS = st.one_of(
    st.characters(exclude_categories=("Cc", "Cs")),
    st.sampled_from("=+-@'\"#<>,;|:&*!?%[]{}`~ \\0189eE.—é🍞\u2028\ufeff\u202e\ufffe"),
)
_WORDS = st.sampled_from(
    ["yes", "no", "null", "1.10", "0x1F", "1e5", "1_000", "2024-01-01", "=SUM", "''@x", "- a", "sep=;"]
)
TEXT = st.one_of(st.text(_CHARACTERS, min_size=1, max_size=40), _WORDS).map(lambda s: " ".join(s.split())).filter(bool)
OPTIONAL = st.one_of(st.just(""), TEXT)
WEIGHT = st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False), st.integers(0, 100).map(float))
NAMES = TEXT.filter(lambda name: len(name.encode()) < 40)


def build(id_: str, title: str, scale: LevelScale | None, statements: tuple[Statement, ...], **more: Any) -> Framework:
    digest = canonical_sha256(id_, scale, statements)
    return Framework(id=id_, title=title, statements=statements, sha256=digest, scale=scale, **more)


@st.composite
def scales(draw: st.DrawFn) -> LevelScale | None:
    if draw(st.booleans()):
        return draw(st.sampled_from([None, FOUR_STEPS, LevelScale(("1", "2", "3"))]))
    levels = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=str.casefold))
    # "2" and "level 2" are one level to a reader; such a scale is refused when it is declared.
    try:
        document = {"levels": levels, "statements": [{"statement": "x y z", "level": levels[0]}]}
        return frameworks.read(json.dumps(document).encode(), SETTINGS, id="x").scale
    except FrameworkError:
        return FOUR_STEPS


@st.composite
def statements(draw: st.DrawFn, framework: str, scale: LevelScale | None) -> tuple[Statement, ...]:
    ids = draw(st.lists(TEXT, min_size=1, max_size=6, unique=True))
    level = st.none() if scale is None else st.sampled_from(scale.levels)
    return tuple(
        Statement(
            id=id_,
            text=draw(TEXT),
            framework=framework,
            level=draw(level),
            category=draw(OPTIONAL) or None,
            code=draw(OPTIONAL) or None,
            weight=draw(WEIGHT),
            extra=tuple(draw(st.dictionaries(TEXT, TEXT, max_size=3)).items()),
        )
        for id_ in ids
    )


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**60), 2**60), st.floats(allow_nan=False, allow_infinity=False), TEXT
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def whole_frameworks(draw: st.DrawFn) -> Framework:
    id_, scale = draw(NAMES), draw(scales())
    if scale is not None and draw(st.booleans()):
        labels = tuple(draw(TEXT) for _ in scale.levels)
        step = 1 / (len(scale.levels) + 1)
        scale = LevelScale(scale.levels, labels, tuple(step * (i + 1) for i in range(len(scale.levels))))
    extra = draw(st.dictionaries(TEXT, JSON, max_size=3))
    return build(
        id_,
        draw(TEXT),
        scale,
        draw(statements(id_, scale)),
        version=draw(OPTIONAL),
        description=draw(OPTIONAL),
        context=draw(OPTIONAL),
        group=draw(OPTIONAL),
        job_zone=draw(st.one_of(st.none(), st.integers(1, 5))),
        licence=draw(OPTIONAL),
        attribution=draw(OPTIONAL),
        alternate_titles=tuple(draw(st.lists(TEXT, max_size=3))),
        extra=json.dumps(extra, ensure_ascii=False, separators=(",", ":")) if extra else "",
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole_frameworks())
def test_json_and_yaml_carry_everything(framework: Framework) -> None:
    for name in ("json", "yaml"):
        data = frameworks.export(framework, name)
        back = frameworks.read(data, SETTINGS)
        assert replace(back, format=framework.format, origin=framework.origin) == framework
        assert back.format == name
        assert frameworks.export(replace(back, source=b""), name) == data
        assert frameworks.lost(framework, name) == ()


@st.composite
def table_frameworks(draw: st.DrawFn) -> Framework:
    id_, scale = draw(NAMES), draw(scales())
    return build(id_, draw(TEXT), scale, draw(statements(id_, scale)))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(table_frameworks())
def test_csv_and_tsv_carry_id_title_levels_and_statements(framework: Framework) -> None:
    for name in ("csv", "tsv"):
        data = frameworks.export(framework, name)
        back = frameworks.read(data, SETTINGS)
        # A table has its extra columns in one order for all rows.
        mine = tuple(replace(s, extra=tuple(sorted(s.extra))) for s in framework.statements)
        theirs = tuple(replace(s, extra=tuple(sorted(s.extra))) for s in back.statements)
        assert (back.id, back.title, back.format, back.sha256) == (
            framework.id,
            framework.title,
            name,
            framework.sha256,
        )
        assert theirs == mine
        assert (back.scale and back.scale.levels) == (framework.scale and framework.scale.levels)
        assert frameworks.lost(framework, name) == ()


@st.composite
def ler_documents(draw: st.DrawFn) -> dict[str, Any]:
    occupation: dict[str, Any] = {"soc": draw(NAMES), "title": draw(TEXT), "group": draw(TEXT)}
    occupation |= draw(st.fixed_dictionaries({}, optional={"sector": TEXT, "jobZoneInferred": st.booleans()}))
    if draw(st.booleans()):
        occupation["jobZone"] = draw(st.integers(1, 5))
    levels = {
        level: {"label": draw(TEXT), "statements": draw(st.lists(TEXT, min_size=level == "emerging", max_size=3))}
        for level in FOUR_STEPS.levels
    }
    document: dict[str, Any] = {"schemaVersion": draw(st.sampled_from(["1", "1.0", "1.7"])), "occupation": occupation}
    document["framework"] = {"version": draw(OPTIONAL), "description": draw(OPTIONAL), "contextCovered": draw(OPTIONAL)}
    document["framework"]["levels"] = levels
    return document | draw(
        st.fixed_dictionaries({}, optional={"sources": JSON, "attribution": TEXT, "exportedAt": TEXT, "later": JSON})
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ler_documents(), st.sampled_from([None, 1, 2]))
def test_ler_exports_come_back_byte_for_byte_and_member_for_member(
    document: dict[str, Any], indent: int | None
) -> None:
    data = json.dumps(document, indent=indent, ensure_ascii=indent == 1).encode()
    framework = frameworks.read(data, SETTINGS)
    assert frameworks.export(framework, "ler") == data
    given_members = {key: value for key, value in document.items() if value is not None}
    anew = json.loads(frameworks.export(replace(framework, source=b""), "ler"))
    assert {key: value for key, value in anew.items() if value is not None} == given_members
    counts = [len(level["statements"]) for level in document["framework"]["levels"].values()]
    expected = [
        f"{document['occupation']['soc']}/{level}/{n}"
        for level, count in zip(FOUR_STEPS.levels, counts, strict=True)
        for n in range(1, count + 1)
    ]
    assert [s.id for s in framework.statements] == expected


@settings(deadline=None, max_examples=60)
@given(st.one_of(whole_frameworks(), table_frameworks()), st.sampled_from(["json", "yaml", "csv"]))
def test_what_is_installed_is_what_was_exported(framework: Framework, name: str) -> None:
    data = frameworks.export(framework, name)
    with tempfile.TemporaryDirectory() as folder:
        shelf = frameworks.library(Settings(data_dir=Path(folder)))
        installed = shelf.install(data)
        assert installed.change == "installed"
        assert shelf.install(data).change == "unchanged"
        again = frameworks.library(Settings(data_dir=Path(folder))).get(framework.id)
        assert again == installed.framework
        assert frameworks.export(again, name) == data
        if name != "csv":
            assert again.sha256 == framework.sha256
        assert shelf.remove(framework.id) is False


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([None, "ler", "json", "yaml", "csv", "tsv"]))
def test_no_bytes_make_a_reader_fail_in_another_way(data: bytes, name: str | None) -> None:
    try:
        framework = frameworks.read(data, SETTINGS, id="x", format=name)
    except FrameworkError:
        return
    assert framework.statements


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from("ab:,;\t\n\"'-[]{}&*!|>#=<%@ 1statement"), max_size=60), st.booleans())
def test_no_text_makes_a_reader_fail_in_another_way(text: str, headed: bool) -> None:
    whole = "id,statement,level\n" + text if headed else text
    for name in (None, "yaml", "csv"):
        try:
            framework = frameworks.read(whole.encode(), SETTINGS, id="x", format=name)
        except FrameworkError:
            continue
        assert len({s.id for s in framework.statements}) == len(framework.statements)
