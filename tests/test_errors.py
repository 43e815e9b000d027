import pickle

import pytest

from jdmatch import errors
from jdmatch.errors import CODES, FrameworkError, InputError, JdmatchError, nearest


def every_error():
    pending = [JdmatchError]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        yield kind


def test_the_drawn_tree_names_every_error():
    for kind in every_error():
        assert kind.__name__ in errors.__doc__


def test_codes_are_unique_names():
    names = [name for name, _ in CODES.values()]
    assert len(set(names)) == len(names)


def test_an_unknown_code_is_refused():
    with pytest.raises(KeyError):
        InputError("x", code="JDM998")


@pytest.mark.parametrize(
    "error",
    [
        InputError("broken", code="JDM012"),
        FrameworkError("refused", faults=[("a.csv:3", "no statement")]),
        errors.LimitError("too long"),
        errors.MissingExtraError("encoder x", "train"),
    ],
)
def test_errors_cross_process_borders(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), back.code, back.exit_code) == (str(error), error.code, error.exit_code)


def test_every_fault_is_listed():
    text = str(FrameworkError("refused", faults=[("a.csv:3", "no statement"), ("a.csv:9", "id 4 again")]))
    assert text.splitlines() == ["refused", "  a.csv:3 → no statement", "  a.csv:9 → id 4 again"]


@pytest.mark.parametrize(
    ("word", "choices", "expected"),
    [
        ("jsn", ["json", "text"], " Did you mean 'json'?"),
        ("43-3021", ["43-3021.00", "29-1141.00"], " Did you mean '43-3021.00'?"),
        ("zzz", ["json", "text"], " Known: json, text."),
        ("zzz", [], ""),
    ],
)
def test_nearest(word, choices, expected):
    assert nearest(word, choices) == expected
