"""Scans, checks and traces give what the command prints."""

from pathlib import Path

import pytest
import wiretrace
from conftest import Command
from shapes_of import misfits
from stories import RETOLD, WALL
from wiretrace import Article
from wiretrace.shapes import CheckReport, Report, Trace


def test_a_scan_is_three_lines(folder: Path) -> None:
    report = wiretrace.scan(folder)
    assert [[member["piece"] for member in family["members"]] for family in report["families"]] == [["retold.txt", "wall.txt"]]


def test_a_scan_is_the_report_of_the_command(fixtures: Path, command: Command) -> None:
    stories = fixtures / "stories"
    assert wiretrace.scan(stories) == command("scan", stories, "--format", "json")


def test_settings_reach_the_scan(fixtures: Path, command: Command) -> None:
    stories = fixtures / "stories"
    first = wiretrace.read(stories)[0]
    ours = wiretrace.scan([stories], original=first, outlet="Harbour Wire", threshold=0.8, shingle=4, threads=1)
    options = ["--original", first.id, "--outlet", "Harbour Wire", "--threshold", "0.8", "--shingle", "4"]
    assert ours == command("scan", stories, *options, "--format", "json")


def test_a_scan_for_copies_is_that_of_the_command(fixtures: Path, command: Command) -> None:
    stories = fixtures / "stories"
    assert wiretrace.scan(stories, copies_only=True) == command("scan", stories, "--copies-only", "--format", "json")


def test_what_cannot_be_read_is_listed_and_ends_nothing(fixtures: Path, command: Command) -> None:
    broken = fixtures / "broken"
    report = wiretrace.scan(broken)
    assert report["skipped"]
    assert report == command("scan", broken, "--format", "json")


@pytest.mark.parametrize("stories", ["stories", "lineage", "broken"])
def test_the_stubs_name_every_field_of_a_report(fixtures: Path, stories: str) -> None:
    assert misfits(wiretrace.scan(fixtures / stories), Report) == []


def test_the_stubs_name_every_field_of_a_scan_for_copies(fixtures: Path) -> None:
    assert misfits(wiretrace.scan(fixtures / "stories", copies_only=True), Report) == []


def test_pieces_in_hand_are_scanned_as_their_files_are(folder: Path) -> None:
    assert wiretrace.scan(wiretrace.read(folder)) == wiretrace.scan(folder)


def test_texts_that_lie_in_no_file_are_scanned() -> None:
    report = wiretrace.scan(Article(text, id=id) for id, text in [("one", WALL), ("two", RETOLD)])
    assert [(pair["a"], pair["b"], pair["verdict"]) for pair in report["pairs"]] == [("one", "two", "close_rewrite")]


def test_two_pieces_in_hand_need_two_ids() -> None:
    with pytest.raises(wiretrace.InputError, match="id text: two pieces have it"):
        wiretrace.scan([Article(WALL), Article(RETOLD)])


def test_a_scan_for_copies_of_pieces_in_hand_is_refused(folder: Path) -> None:
    with pytest.raises(wiretrace.InputError, match="copies_only"):
        wiretrace.scan(wiretrace.read(folder), copies_only=True)


def test_paths_and_pieces_are_not_mixed(folder: Path) -> None:
    with pytest.raises(TypeError, match="here are both"):
        wiretrace.scan([folder, Article(WALL)])  # type: ignore[arg-type]


def test_a_trace_is_the_diff_of_the_command(folder: Path, command: Command) -> None:
    wall, retold = folder / "wall.txt", folder / "retold.txt"
    found = wiretrace.trace(wall, retold)
    assert found == command("diff", wall, retold, "--format", "json")
    assert misfits(found, Trace) == []


def test_a_trace_of_texts_says_what_a_trace_of_files_says(folder: Path) -> None:
    of_files = wiretrace.trace(folder / "wall.txt", str(folder / "retold.txt"))
    of_texts = wiretrace.trace(Article(WALL, id="wall.txt"), Article(RETOLD, id="retold.txt"))
    assert of_texts == {**of_files, "original": "wall.txt"}


def test_a_changed_number_stands_in_the_ledger_with_its_bytes() -> None:
    found = wiretrace.trace(Article(WALL), Article(RETOLD))
    fact = next(fact for fact in found["facts"] if fact["kind"] == "number")
    assert (fact["original"], fact["piece"]) == ("12 fishing", "21 fishing")
    assert fact["piece_span"] is not None and wiretrace.cut(RETOLD, fact["piece_span"]) == "21 fishing"


def test_a_check_is_that_of_the_command(folder: Path, command: Command) -> None:
    found = wiretrace.check(folder / "retold.txt", folder)
    assert found == command("check", folder / "retold.txt", "--against", folder, "--format", "json")
    assert (found["verdict"], found["held"]) == (found["closest"][0]["verdict"], True)
    assert misfits(found, CheckReport) == []


def test_a_check_against_an_archive_is_that_of_the_command(folder: Path, tmp_path: Path, command: Command) -> None:
    archive = tmp_path / "archive"
    command("index", "build", archive, folder)
    assert wiretrace.check(folder / "wall.txt", archive) == command(
        "check", folder / "wall.txt", "--against", archive, "--format", "json"
    )


def test_an_archive_beside_a_folder_is_refused_in_the_words_of_the_command(folder: Path, tmp_path: Path, command: Command) -> None:
    archive = tmp_path / "archive"
    command("index", "build", archive, folder)
    with pytest.raises(wiretrace.WiretraceError) as refused:
        wiretrace.check(folder / "wall.txt", [archive, folder])
    assert str(refused.value) == command("check", folder / "wall.txt", "--against", archive, folder)


def test_a_check_of_a_text_needs_no_file(folder: Path) -> None:
    assert wiretrace.check(Article(RETOLD), folder)["closest"]


def test_a_check_warns_of_what_it_passed_over(folder: Path) -> None:
    (folder / "empty.txt").touch()
    with pytest.warns(wiretrace.SkippedWarning, match="empty.txt: empty"):
        wiretrace.check(folder / "wall.txt", folder)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_finds_the_same(fixtures: Path, threads: int) -> None:
    assert wiretrace.scan(fixtures / "lineage", threads=threads) == wiretrace.scan(fixtures / "lineage")
