"""Paths become pieces."""

import json
from pathlib import Path

import pytest
import wiretrace
from stories import COMET, WALL


def test_pieces_come_in_path_order_with_their_texts_untouched(folder: Path) -> None:
    articles = wiretrace.read(folder)
    assert [article.id for article in articles] == ["comet.txt", "retold.txt", "wall.txt"]
    assert articles[2].text == WALL
    assert articles[2].path == str(folder / "wall.txt")
    assert articles.skipped == []


def test_what_was_passed_over_is_told_with_its_reason(folder: Path) -> None:
    (folder / "empty.txt").touch()
    assert wiretrace.read(folder).skipped == [{"path": str(folder / "empty.txt"), "reason": "empty"}]


def test_paths_are_one_or_several_of_any_kind(folder: Path) -> None:
    wall, comet = folder / "wall.txt", folder / "comet.txt"
    assert [article.text for article in wiretrace.read([wall, str(comet)])] == [COMET, WALL]
    assert [article.text for article in wiretrace.read(path for path in (comet, wall))] == [COMET, WALL]
    assert [article.text for article in wiretrace.read(str(wall))] == [WALL]


def test_fields_of_records_go_by_the_names_that_they_are_given(tmp_path: Path) -> None:
    record = {"nr": 7, "kop": "Wall falls", "tekst": WALL, "krant": "Harbour Wire", "dag": "2031-03-04", "door": "A. Bell", "plek": "x:y"}
    file = tmp_path / "news.jsonl"
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    fields = {"id": "nr", "title": ["titel", "kop"], "text": "tekst", "outlet": "krant", "date": "dag", "byline": "door", "url": "plek"}
    [article] = wiretrace.read(file, fields=fields)
    assert (article.id, article.text, article.title, article.outlet) == ("7", WALL, "Wall falls", "Harbour Wire")
    assert (article.date, article.byline, article.url) == ("2031-03-04", "A. Bell", "x:y")


def test_a_field_that_no_piece_has_is_refused(folder: Path) -> None:
    with pytest.raises(wiretrace.InputError, match="fields = tekst: must be id, title"):
        wiretrace.read(folder, fields={"tekst": "body"})


def test_a_piece_larger_than_allowed_is_passed_over(folder: Path) -> None:
    articles = wiretrace.read(folder, max_bytes=400)
    assert [article.id for article in articles] == ["comet.txt"]
    assert all("larger than 400 bytes" in skipped["reason"] for skipped in articles.skipped) and len(articles.skipped) == 2


def test_a_piece_of_a_text_has_what_it_was_given_and_nothing_else() -> None:
    article = wiretrace.Article(WALL, id="w1", title="Wall falls", outlet="Harbour Wire")
    assert (article.id, article.path, article.text, article.title, article.outlet) == ("w1", "w1", WALL, "Wall falls", "Harbour Wire")
    assert (article.date, article.byline, article.url) == (None, None, None)
    assert repr(article) == f"Article(id='w1', {len(WALL)} bytes)"


def test_a_piece_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        wiretrace.Article(WALL).text = COMET  # type: ignore[misc]
