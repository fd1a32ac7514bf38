"""The README says what happens."""

import doctest
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


def test_the_examples_of_the_readme_give_what_it_says(fixtures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fixtures.parent)
    # The fence that ends a block is no output.
    text = README.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, README.name, str(README), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=said.append)
    assert runner.tries > 10 and runner.failures == 0, "".join(said)
