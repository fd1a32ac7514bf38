"""What several tests need: a folder of invented stories, and the command where it is built."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from stories import COMET, RETOLD, WALL

FIXTURES = Path(__file__).parents[2] / "fixtures"

Command = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pieces: an original, its rewrite, and another story."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, text in {"wall.txt": WALL, "retold.txt": RETOLD, "comet.txt": COMET}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def fixtures() -> Path:
    """The repository's own invented stories."""
    if not FIXTURES.is_dir():
        pytest.skip("the repository's fixtures are not beside the package")
    return FIXTURES


@pytest.fixture
def command() -> Command:
    """Runs the command and gives the JSON that it prints, or else its words."""
    program = os.environ.get("WIRETRACE")
    if not program:
        pytest.skip("the environment variable WIRETRACE does not name the command")

    def run(*arguments: str | Path) -> Any:
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
        said = done.stdout or done.stderr.removeprefix("wiretrace: ").removesuffix("\n")
        return json.loads(said) if said.startswith("{") else said

    return run
