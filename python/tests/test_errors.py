"""Errors are Python's, with the words of the command."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
import wiretrace
from conftest import Command


def test_a_path_that_is_not_there_is_python_s_own_error_too(tmp_path: Path, command: Command) -> None:
    gone = tmp_path / "gone"
    with pytest.raises(FileNotFoundError) as error:
        wiretrace.scan(gone)
    assert isinstance(error.value, wiretrace.WiretraceError)
    assert str(error.value) == command("scan", gone)


def test_a_setting_out_of_range_is_a_value_error_in_the_words_of_the_command(folder: Path, command: Command) -> None:
    with pytest.raises(ValueError) as error:
        wiretrace.scan(folder, shingle=99)
    assert isinstance(error.value, wiretrace.WiretraceError)
    assert str(error.value) == command("scan", folder, "--shingle", "99")


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("--bands x --rows = 64 x 3: must be 1 to 128 together", lambda folder: wiretrace.scan(folder, bands=64)),
        ("--threshold = 2: must be 0 to 1", lambda folder: wiretrace.scan(folder, threshold=2)),
        ("--threshold = NaN: must be 0 to 1", lambda folder: wiretrace.scan(folder, threshold=float("nan"))),
        ("--candidates = 0: must be 1 to 1000", lambda folder: wiretrace.scan(folder, candidates=0)),
        ("--least-cosine = -1: must be 0 to 1", lambda folder: wiretrace.scan(folder, least_cosine=-1)),
        ("--memory = 5 bytes: must be 64M or more", lambda folder: wiretrace.scan(folder, memory=5)),
        ("--shingle = 1: must be 2 to 16 words", lambda folder: wiretrace.trace(folder / "wall.txt", folder / "comet.txt", shingle=1)),
    ],
)
def test_every_setting_is_checked(folder: Path, words: str, call: Callable[[Path], object]) -> None:
    with pytest.raises(wiretrace.InputError) as error:
        call(folder)
    assert str(error.value) == words


def test_a_folder_without_pieces_says_what_is_read(tmp_path: Path, command: Command) -> None:
    with pytest.raises(wiretrace.WiretraceError) as error:
        wiretrace.read(tmp_path)
    assert str(error.value) == command("scan", tmp_path)


def test_an_original_that_is_not_among_the_pieces_is_told(folder: Path, command: Command) -> None:
    with pytest.raises(wiretrace.WiretraceError) as error:
        wiretrace.scan(folder, original="other.txt")
    assert str(error.value) == command("scan", folder, "--original", "other.txt")


def test_a_folder_is_no_piece(folder: Path, command: Command) -> None:
    with pytest.raises(wiretrace.WiretraceError) as error:
        wiretrace.trace(folder, folder / "wall.txt")
    assert str(error.value) == command("diff", folder, folder / "wall.txt")


def test_no_path_at_all_is_refused() -> None:
    with pytest.raises(wiretrace.InputError, match="none is named"):
        wiretrace.scan([])


@pytest.mark.parametrize("paths", [None, 3, [3], b"news"])
def test_what_is_no_path_is_a_type_error(paths: object) -> None:
    with pytest.raises(TypeError):
        wiretrace.scan(paths)  # type: ignore[arg-type]


def test_a_path_that_is_not_utf_8_is_refused_clearly() -> None:
    with pytest.raises(wiretrace.InputError, match="not UTF-8"):
        wiretrace.scan("news/caf\udce9.txt")


def test_an_error_goes_through_pickle_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(wiretrace.NotFoundError("gone: no such file")))
    assert (type(error), str(error)) == (wiretrace.NotFoundError, "gone: no such file")
