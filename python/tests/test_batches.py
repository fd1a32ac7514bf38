"""Columns of Arrow go in and come out."""

import itertools
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import wiretrace
from conftest import Command
from stories import COMET, RETOLD, WALL

MEASURES = ["probability", "jaccard", "a_in_b", "b_in_a", "same_words", "same_facts", "same_story", "reuse_a", "reuse_b"]


def rows(batch: wiretrace.RecordBatch) -> list[dict[str, Any]]:
    """Gives what came out, by way of pyarrow."""
    found: list[dict[str, Any]] = pa.record_batch(batch).to_pylist()
    return found


def texts(*texts: str | None, kind: Any = None) -> Any:
    return pa.record_batch({"id": list(range(len(texts))), "text": pa.array(texts, kind or pa.string())})


def test_keys_have_the_columns_of_the_stubs() -> None:
    batch = pa.record_batch(wiretrace.keys(texts(WALL)))
    hashes = pa.list_(pa.field("item", pa.uint64(), nullable=False))
    anchor = pa.struct([pa.field("stem", pa.uint32(), nullable=False), pa.field("weight", pa.float32(), nullable=False)])
    assert batch.schema == pa.schema(
        [
            ("id", pa.int64()),
            ("bands", hashes),
            ("anchors", pa.list_(pa.field("item", anchor, nullable=False))),
            ("shingles", hashes),
            ("signature", pa.binary(512)),
        ]
    )
    batch.validate(full=True)


def test_a_rewrite_shares_keys_with_its_original_and_another_story_none() -> None:
    wall, retold, comet = rows(wiretrace.keys(texts(WALL, RETOLD, COMET)))
    assert len(wall["bands"]) == 42 and set(wall["bands"]) & set(retold["bands"])
    assert not set(wall["bands"]) & set(comet["bands"])
    assert wall["shingles"] == sorted(set(wall["shingles"]))

    def cosine(one: dict[str, Any], other: dict[str, Any]) -> float:
        weights = {anchor["stem"]: anchor["weight"] for anchor in other["anchors"]}
        found: float = sum(anchor["weight"] * weights.get(anchor["stem"], 0) for anchor in one["anchors"])
        return found

    assert math.isclose(cosine(wall, wall), 1, abs_tol=1e-5)
    assert cosine(wall, retold) > 0.9 > 0.15 > cosine(wall, comet)


def test_a_signature_agrees_as_often_as_the_shingles_do() -> None:
    wall, retold = rows(wiretrace.keys(texts(WALL, RETOLD)))
    values = [memoryview(row["signature"]).cast("I") for row in (wall, retold)]
    estimated = sum(one == other for one, other in zip(*values, strict=True)) / 128
    one, other = set(wall["shingles"]), set(retold["shingles"])
    assert abs(estimated - len(one & other) / len(one | other)) < 5 * 0.044


def test_shingles_are_those_that_a_report_counts(folder: Path) -> None:
    articles = wiretrace.read(folder)
    one, other = (set(row["shingles"]) for row in rows(wiretrace.keys(texts(articles[1].text, articles[2].text))))
    [pair] = wiretrace.scan(folder)["pairs"]
    assert round(len(one & other) / len(one | other), 6) == pair["jaccard"]


def test_a_text_of_few_words_has_no_signature() -> None:
    [row] = rows(wiretrace.keys(texts("Wall falls")))
    assert (row["bands"], row["shingles"], row["signature"]) == ([], [], None)


def test_a_null_has_no_keys_and_moves_no_other_row() -> None:
    with_null, without = rows(wiretrace.keys(texts(None, WALL, None))), rows(wiretrace.keys(texts(WALL)))
    assert [row["bands"] for row in with_null] == [None, without[0]["bands"], None]
    assert with_null[0] == {"id": 0, "bands": None, "anchors": None, "shingles": None, "signature": None}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_every_kind_of_text_column_gives_the_same_keys(kind: Any) -> None:
    assert rows(wiretrace.keys(texts(WALL, None, RETOLD, kind=kind))) == rows(wiretrace.keys(texts(WALL, None, RETOLD)))


def test_a_table_in_chunks_is_read_as_one() -> None:
    whole = texts(WALL, None, RETOLD, COMET)
    chunks = pa.Table.from_batches([whole.slice(0, 1), whole.slice(1, 0), whole.slice(1, 3)])
    reader = chunks.to_reader(max_chunksize=1)
    assert rows(wiretrace.keys(chunks)) == rows(wiretrace.keys(reader)) == rows(wiretrace.keys(whole))


def test_a_slice_is_read_where_it_begins() -> None:
    assert rows(wiretrace.keys(texts(WALL, RETOLD, COMET).slice(1, 1)))[0] == rows(wiretrace.keys(texts(WALL, RETOLD)))[1]


def test_a_stream_that_python_makes_is_read_while_others_hold_python() -> None:
    whole = texts(WALL, RETOLD)
    reader = pa.RecordBatchReader.from_batches(whole.schema, (whole.slice(at, 1) for at in range(2)))
    assert rows(wiretrace.keys(reader)) == rows(wiretrace.keys(whole))


def test_a_stream_that_fails_says_why() -> None:
    def batches() -> Any:
        yield texts(WALL)
        raise OSError("the disk is gone")

    with pytest.raises(wiretrace.InputError, match="the disk is gone"):
        wiretrace.keys(pa.RecordBatchReader.from_batches(texts(WALL).schema, batches()))


@pytest.mark.parametrize("empty", [texts(), texts().schema.empty_table(), pa.Table.from_batches([], texts().schema)])
def test_an_empty_batch_gives_an_empty_batch(empty: Any) -> None:
    found = wiretrace.keys(empty)
    assert (len(found), found.num_rows, found.column_names) == (0, 0, ["id", "bands", "anchors", "shingles", "signature"])


def test_what_comes_out_goes_in_again() -> None:
    pairs = wiretrace.verify(pa.record_batch({"a": [WALL], "b": [RETOLD]}))
    with pytest.raises(wiretrace.InputError, match="column id: not among the batch's columns"):
        wiretrace.keys(pairs)
    assert repr(pairs) == f"RecordBatch(1 rows: verdict, {', '.join(MEASURES)}, reasons)"


def test_a_table_takes_it_as_a_stream() -> None:
    class Stream:
        def __init__(self, batch: wiretrace.RecordBatch) -> None:
            self.__arrow_c_stream__ = batch.__arrow_c_stream__

    found = wiretrace.keys(texts(WALL, COMET))
    assert pa.table(Stream(found)).to_pylist() == rows(found)
    assert pa.schema(found) == pa.record_batch(found).schema


def test_polars_hands_over_and_takes_back() -> None:
    polars = pytest.importorskip("polars")
    found = polars.DataFrame(wiretrace.keys(polars.DataFrame({"id": [0, 1], "text": [WALL, None]})))
    assert found["shingles"].to_list() == [rows(wiretrace.keys(texts(WALL)))[0]["shingles"], None]


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("column id: not among the batch's columns (text)", {"text": [WALL]}),
        ("column text: not among the batch's columns (id, body)", {"id": [1], "body": [WALL]}),
        ("column text: holds Int64, and texts are needed", {"id": [1], "text": [3]}),
        ("column text: holds Binary, and texts are needed", {"id": [1], "text": [b"Wall"]}),
        ("column text: holds Int64, and texts are needed", {"id": pa.array([], pa.int64()), "text": pa.array([], pa.int64())}),
        ("column title: holds Boolean, and texts are needed", {"id": [1], "text": [WALL], "title": [True]}),
    ],
)
def test_a_column_that_is_missing_or_of_another_kind_is_named(words: str, columns: dict[str, Any]) -> None:
    with pytest.raises(wiretrace.InputError) as error:
        wiretrace.keys(pa.record_batch(columns))
    assert str(error.value).startswith(words)


def test_a_column_of_nothing_counts_as_nulls() -> None:
    batch = pa.record_batch({"id": [0], "text": [WALL], "title": pa.nulls(1)})
    assert rows(wiretrace.keys(batch)) == rows(wiretrace.keys(texts(WALL)))


def test_bytes_that_are_no_utf_8_are_refused_before_they_are_read() -> None:
    lie = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xff\xfe")])
    with pytest.raises(wiretrace.InputError, match="column text: damaged"):
        wiretrace.keys(pa.record_batch({"id": pa.array([1]), "text": lie}))


@pytest.mark.parametrize("thing", [None, 3, [WALL], {"text": [WALL]}])
def test_what_is_no_batch_is_a_type_error(thing: Any) -> None:
    with pytest.raises(TypeError, match="columns of Arrow"):
        wiretrace.keys(thing)


def test_an_array_is_no_batch() -> None:
    with pytest.raises(wiretrace.InputError, match="batch: cannot be read as columns"):
        wiretrace.keys(pa.array([WALL]))


@pytest.mark.parametrize("setting", [{"shingle": 1}, {"bands": 0}, {"bands": 64, "rows": 3}])
def test_settings_of_keys_are_checked(setting: dict[str, int]) -> None:
    with pytest.raises(wiretrace.InputError, match="must be"):
        wiretrace.keys(texts(WALL), **setting)


def test_a_pair_is_what_a_scan_says_of_it(fixtures: Path) -> None:
    articles = wiretrace.read(fixtures / "lineage")
    for one, other in itertools.pairwise(articles):
        report = wiretrace.scan([one, other])
        columns = {"a": [one.text], "b": [other.text]}
        columns |= {f"{side}_{name}": [getattr(article, name)] for side, article in (("a", one), ("b", other)) for name in ("title", "date", "outlet")}
        [found] = rows(wiretrace.verify(pa.record_batch({name: pa.array(values, pa.string()) for name, values in columns.items()})))
        for pair in report["pairs"]:
            assert found == {field: value for field, value in pair.items() if field not in ("a", "b")}


def test_a_pair_has_the_verdict_and_probability_of_diff(folder: Path, command: Command) -> None:
    for other in ("retold.txt", "comet.txt"):
        said = command("diff", folder / "wall.txt", folder / other, "--format", "json")
        a, b = (path.read_text(encoding="utf-8") for path in (folder / "wall.txt", folder / other))
        [found] = rows(wiretrace.verify(pa.record_batch({"a": [a], "b": [b]})))
        assert (found["verdict"], found["probability"]) == (said["verdict"], said["probability"])


def test_a_pair_without_one_text_has_no_verdict() -> None:
    found = rows(wiretrace.verify(pa.record_batch({"a": [WALL, None, WALL], "b": pa.array([RETOLD, WALL, None])})))
    assert [row["verdict"] is None for row in found] == [False, True, True]
    assert set(found[1].values()) == {None}
    assert list(found[0]) == ["verdict", *MEASURES, "reasons"]
    assert all(0 <= found[0][measure] <= 1 for measure in MEASURES) and found[0]["reasons"]


def test_importing_needs_no_pyarrow() -> None:
    script = "import sys; sys.modules['pyarrow'] = None; import wiretrace; print(len(wiretrace.clean('The wall fell.')['words']))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "3\n"
