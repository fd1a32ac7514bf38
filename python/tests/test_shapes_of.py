"""What holds the stubs to the reports can itself find fault."""

from shapes_of import misfits
from wiretrace.shapes import Credit, Skipped


def test_a_missing_and_an_unknown_field_are_told() -> None:
    assert misfits({"path": "a", "why": "b"}, Skipped) == [": reason", ": why"]


def test_a_value_of_another_type_is_told() -> None:
    assert misfits({"outlet": "A", "cue": "told", "count": True}, Credit) == [".count: True is no <class 'int'>"]
    assert misfits([{"outlet": None, "cue": "told", "count": 1}], list[Credit]) == ["[0].outlet: None is no <class 'str'>"]
