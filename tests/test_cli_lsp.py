"""``jdmatch lsp`` before it serves: its help, its options, and what it says without its extra."""

import sys

import pytest


@pytest.mark.parametrize("absent", ["pygls", "lsprotocol"])
def test_without_its_extra_it_says_how_to_install_it(jd, monkeypatch, absent):
    for name in [one for one in sys.modules if one.split(".")[0] == absent or one.startswith("jdmatch.lsp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, absent, None)
    run = jd("lsp")
    assert run.code == 2
    assert run.out == ""
    assert "JDM042" in run.err
    assert "pip install 'jdmatch[lsp]'" in run.err


def test_a_wrong_option_is_told_on_standard_error(jd):
    run = jd("lsp", "--log-level", "debgu")
    assert run.code == 2
    assert run.out == ""
    assert "Did you mean 'debug'?" in run.err


def test_the_doctor_names_the_extra(jd):
    run = jd("doctor")
    assert "extra   [lsp]:" in run.out
