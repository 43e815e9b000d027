"""The client's settings: what is taken, what is refused by name, and how they lie over a settings file."""

import pytest

from jdmatch.lsp import settings as wished
from jdmatch.lsp.desk import Desk


def test_what_a_client_may_say_is_taken():
    given = {
        "framework": "43-3021", "targetLevel": "developing", "select": "JDM1, JDM3", "ignore": ["JDM310"],
        "minSeverity": "warning", "profiles": ["eu-pay"], "debounce": 300,
    }  # fmt: skip
    wishes = wished.Wishes(("43-3021",), "developing", ("JDM1", "JDM3"), ("JDM310",), "warning", ("eu-pay",), 300)
    assert wished.read(given) == wished.read({"jdmatch": given}) == wishes
    assert set(given) == set(wished.KEYS)
    assert wished.read(None) == wished.read({}) == wished.read({"select": None}) == wished.Wishes()
    assert wished.Wishes().debounce == 150
    assert (
        wished.read({"command": "/usr/bin/jdmatch", "trace": {"server": "off"}, "framework": None}) == wished.Wishes()
    )


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("selekt", ["JDM1"], "jdmatch.selekt is no setting. Did you mean 'select'?"),
        ("select", ["JDMX"], "no rule has a code that begins with 'JDMX'"),
        ("ignore", 7, "7 is no list of texts"),
        ("minSeverity", "warnung", "none of error, warning, suggestion, note"),
        ("profiles", ["eu-pya"], "no profile 'eu-pya'"),
        ("debounce", -1, "no number of milliseconds"),
        ("debounce", True, "no number of milliseconds"),
        ("targetLevel", 3, "no level's name"),
        ("framework", [1], "no list of texts"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_counts(key, value, told):
    found = wished.read({"debounce": 10, key: value, "ignore": "JDM4"} if key not in ("debounce", "ignore") else
                        {key: value, "select": "JDM4"})  # fmt: skip
    assert len(found.faults) == 1
    assert told in found.faults[0]
    assert (found.ignore or found.select) == ("JDM4",)


def test_settings_that_are_no_table_are_named():
    assert "no table" in wished.read([1]).faults[0]


def test_wishes_lie_over_the_settings_file(tmp_path):
    (tmp_path / "jdmatch.toml").write_text(
        'frameworks = ["a"]\nseed = 7\n[check]\nselect = ["JDM1"]\nignore = ["JDM102"]\nmin_severity = "warning"\n'
        'profiles = ["eu-pay"]\ntarget_level = "emerging"\n',
        encoding="utf-8",
    )
    (tmp_path / "drafts").mkdir()
    own, faults = wished.setup(tmp_path / "drafts", wished.Wishes())
    assert faults == ()
    assert (own.settings.frameworks, own.settings.seed, own.settings.level) == (("a",), 7, "emerging")
    assert (own.choice.select, own.choice.ignore, own.choice.lowest) == (("JDM1",), ("JDM102",), "warning")
    assert (own.options.target_level, own.options.profiles) == ("emerging", {"eu-pay"})
    over, _ = wished.setup(tmp_path, wished.Wishes(("b",), "advanced", ("JDM3",), ("JDM301",), "note", ()))
    assert (over.settings.frameworks, over.settings.seed, over.settings.level) == (("b",), 7, "advanced")
    assert (over.choice.select, over.choice.ignore, over.choice.lowest) == (("JDM3",), ("JDM301",), "note")
    assert (over.options.target_level, over.options.profiles) == ("advanced", frozenset())


@pytest.mark.parametrize("broken", ["framework = 3\n", "[check]\nselect = 3\n", "= 4", '[check]\nselect = ["QQQ"]\n'])
def test_a_broken_settings_file_does_not_count_and_is_told_once(tmp_path, broken):
    (tmp_path / "jdmatch.toml").write_text(broken, encoding="utf-8")
    told = []
    desk = Desk(tell=told.append)
    desk.wish({"minSeverity": "warning"})
    for _ in range(2):
        assert desk.setup(tmp_path).choice.lowest == "warning"
        desk.forget()
    desk.close()
    assert len(told) == 1
