"""The job on Spark, or on Sail where that is what is installed, says what a scan says."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spark_compare import differences, of_report, of_tables

import wiretrace

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install './python[spark]'")

from pyspark.sql import SparkSession  # noqa: E402

from wiretrace.spark import JobError, Settings, scan  # noqa: E402
from wiretrace.spark._components import components  # noqa: E402
from wiretrace.spark._engine import JOB, Store, addresses  # noqa: E402
from wiretrace.spark._sources import records  # noqa: E402

STORIES = Path(__file__).parents[2] / "fixtures" / "stories"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Two workers in processes of their own: of Sail where it is installed, else two executors of Spark."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pysail.spark import SparkConnectServer
    except ImportError:
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
        session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
        yield session
        session.stop()
    else:
        os.environ |= {"SAIL_MODE": "local-cluster", "SAIL_CLUSTER__WORKER_INITIAL_COUNT": "2", "SAIL_CLUSTER__WORKER_MAX_COUNT": "2"}
        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        session = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
        yield session
        session.stop()
        server.stop()


@pytest.fixture
def quick(spark: SparkSession) -> SparkSession:
    """An engine on which a job takes seconds: what does not hang on the engine is tested on Sail alone, unless all is asked for."""
    if "connect" not in type(spark).__module__ and "WIRETRACE_ALL" not in os.environ:
        pytest.skip("tested on Sail; WIRETRACE_ALL=1 tests it on Spark too")
    return spark


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every story of the fixtures as records, out of order; one in forty copies; ids that come twice; lines that are no records."""
    records: list[dict[str, Any]] = []
    for article in wiretrace.read(STORIES):
        known = {"title": article.title, "date": article.date, "source": article.outlet, "url": article.url}
        records.append({"id": article.id, "text": article.text, **{name: value for name, value in known.items() if value}})
    records += [{**records[0], "id": f"copy{number:02}"} for number in range(40)]
    records += [{**records[number], "id": records[number + 1]["id"]} for number in (3, 4, 9)]
    random.Random(8).shuffle(records)
    written = [json.dumps(record) for record in records]
    written[5:5] = ["{not a record", '{"id": "empty", "text": ""}', ""]
    path = tmp_path_factory.mktemp("wire") / "wire.jsonl"
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def scanned(lines: Path) -> Any:
    """What a scan says of the records."""
    return wiretrace.scan(lines)


def same(report: Any, out: Path) -> None:
    """Holds the tables against the report."""
    wrong = differences(of_report(report), of_tables(out))
    assert not wrong, "\n".join(wrong[:5])


def test_records_give_the_pairs_and_families_of_a_scan(spark: SparkSession, lines: Path, scanned: Any, tmp_path: Path) -> None:
    tables = scan(spark, [str(lines)], str(tmp_path / "out"), parts=5, groups=3)
    same(scanned, tmp_path / "out")
    assert tables.families.count() == len(scanned["families"]) >= 5
    assert tables.skipped.count() == 2


def test_the_number_of_parts_changes_nothing(quick: SparkSession, lines: Path, scanned: Any, tmp_path: Path) -> None:
    scan(quick, [str(lines)], str(tmp_path / "out"), parts=1, groups=1)
    same(scanned, tmp_path / "out")


def test_settings_are_those_of_a_scan(quick: SparkSession, lines: Path, tmp_path: Path) -> None:
    scan(quick, [str(lines)], str(tmp_path / "out"), settings=Settings(shingle=4, threshold=0.9), parts=2, groups=2)
    same(wiretrace.scan(lines, shingle=4, threshold=0.9), tmp_path / "out")


def test_files_of_many_kinds_give_what_a_scan_of_them_gives(spark: SparkSession, tmp_path: Path) -> None:
    scan(spark, [str(STORIES)], str(tmp_path / "out"), parts=3, groups=2)
    same(wiretrace.scan(STORIES), tmp_path / "out")


def test_parquet_gives_what_lines_give(spark: SparkSession, lines: Path, scanned: Any, tmp_path: Path) -> None:
    whole = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines() if line.startswith('{"') and '"text": ""' not in line]
    import pyarrow
    import pyarrow.parquet

    names = ["id", "text", "title", "date", "source", "url"]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{name: row.get(name) for name in names} for row in whole]), tmp_path / "wire.parquet")
    scan(spark, [str(tmp_path / "wire.parquet")], str(tmp_path / "out"), parts=3, groups=2)
    there, here = of_report(scanned), of_tables(tmp_path / "out")
    assert (here["pair"], here["family"], here["member"]) == (there["pair"], there["family"], there["member"])


class Stopped(Exception):
    """A job that ends in the middle."""


def test_a_job_that_was_stopped_after_any_step_goes_on_and_ends_with_the_same_tables(
    spark: SparkSession, lines: Path, scanned: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, made = str(tmp_path / "out"), []
    put_down = Store._put_down

    def stop(self: Store, name: str, what: str, mode: str = "append") -> None:
        # The table is written, and not yet put down as done: the next job must make it again.
        if name != JOB and name not in made:
            made.append(name)
            raise Stopped(name)
        put_down(self, name, what, mode)

    monkeypatch.setattr(Store, "_put_down", stop)
    for _ in range(60):
        try:
            # Messages of the first steps are addressed to three parts.
            scan(spark, [str(lines)], out, parts=None if "words" in made else 3, groups=2)
            break
        except Stopped:
            continue
    assert len(made) > 15
    same(scanned, Path(out))
    said: list[str] = []
    scan(spark, [str(lines)], out, say=said.append)
    assert said == [], "a finished job has nothing to do"
    with pytest.raises(JobError, match="this job began with 3"):
        scan(spark, [str(lines)], out, parts=4)


def test_a_folder_of_another_job_is_refused(spark: SparkSession, lines: Path, tmp_path: Path) -> None:
    Store(spark, str(tmp_path), {"paths": ["elsewhere"]}, False, print)
    with pytest.raises(JobError, match="steps of another job.*--fresh"):
        scan(spark, [str(lines)], str(tmp_path))


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_few_pieces_and_strangers_give_tables_too(quick: SparkSession, tmp_path: Path, pieces: int) -> None:
    texts = [
        "The harbour wall at Halden fell on Monday, and twelve boats were crushed beneath it, Ada Bell said.",
        "A night watchman saw a comet over the Brennick observatory while he was warming his soup.",
        "A night watchman saw a comet over the Brennick observatory while he was warming his soup.",
    ]
    lines = [json.dumps({"text": text}) for text in texts[:pieces]]
    (tmp_path / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    scan(quick, [str(tmp_path / "few.jsonl")], str(tmp_path / "out"), parts=2, groups=2)
    same(wiretrace.scan(tmp_path / "few.jsonl"), tmp_path / "out")


def test_files_in_folders_and_with_spaces_are_in_the_order_of_a_scan(spark: SparkSession, lines: Path, tmp_path: Path) -> None:
    whole = lines.read_text(encoding="utf-8").splitlines()
    for name, some in [("b/one 1.jsonl", whole[:30]), ("a/100%.jsonl", whole[30:50]), ("c.jsonl", whole[50:])]:
        path = tmp_path / "the wire" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(some) + "\n", encoding="utf-8")
    scan(spark, [str(tmp_path / "the wire")], str(tmp_path / "out"), parts=3, groups=2)
    same(wiretrace.scan(tmp_path / "the wire"), tmp_path / "out")


def test_of_too_many_files_for_an_order_each_piece_keeps_its_path(spark: SparkSession, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "connect" in type(spark).__module__:
        pytest.skip("Sail does not say which file a record came from")
    monkeypatch.setattr("wiretrace.spark._sources.MOST_ORDERED", 1)
    record = lines.read_text(encoding="utf-8").splitlines()[0]
    wanted = {("b/one 1+1.jsonl", 2), ("100%.jsonl", 1)}
    for name, times in wanted:
        path = tmp_path / "the wire" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{record}\n" * times, encoding="utf-8")
    rows = records(spark, [str(tmp_path / "the wire")], "auto").groupBy("id", "path").count().collect()
    assert {(row["id"], row["count"]) for row in rows} == wanted
    assert {row["path"] for row in rows} == {str(tmp_path / "the wire" / name) for name, _ in wanted}


def test_nothing_to_read_is_said_with_the_first_reason(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("no record\n", encoding="utf-8")
    with pytest.raises(JobError, match="no readable piece there \\(1 passed over, the first one: .*not valid JSON"):
        scan(spark, [str(tmp_path / "bad.jsonl")], str(tmp_path / "out"))


def test_what_cannot_be_read_is_named(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(JobError, match="nowhere.jsonl: (cannot be read|no files there).*check the spelling"):
        scan(spark, [str(tmp_path / "nowhere.jsonl")], str(tmp_path / "out"))


def test_a_setting_out_of_range_is_refused_in_the_commands_words(spark: SparkSession, lines: Path, tmp_path: Path) -> None:
    with pytest.raises(wiretrace.InputError, match="--shingle = 99: must be 2 to 16 words"):
        scan(spark, [str(lines)], str(tmp_path / "out"), settings=Settings(shingle=99))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("parts", [1, 7, 16])
def test_each_part_has_an_address_of_its_own(spark: SparkSession, parts: int) -> None:
    assert len(set(addresses(spark, parts))) == parts


def test_components_are_those_of_a_union_find(spark: SparkSession, tmp_path: Path) -> None:
    draw = random.Random(80)
    chain = [(node, node + 1) for node in range(100, 140)]
    links = chain + [(draw.randrange(60), draw.randrange(60) + 1000) for _ in range(50)] + [(2000, 2000 + spoke) for spoke in range(1, 30)]
    root: dict[int, int] = {}

    def find(node: int) -> int:
        while root.setdefault(node, node) != node:
            node = root[node]
        return node

    for one, other in links:
        low, high = sorted((find(one), find(other)))
        root[high] = low
    frame = spark.createDataFrame(links, "a_place long, b_place long")
    store = Store(spark, str(tmp_path), {}, False, lambda _: None)
    found = {row["place"]: row["component"] for row in components(store, frame, "stars").collect()}
    assert found == {node: find(node) for node in root}


def test_an_executor_that_is_killed_in_a_stage_costs_time_and_nothing_else(
    spark: SparkSession, lines: Path, scanned: Any, tmp_path: Path
) -> None:
    if not hasattr(spark, "sparkContext") or "connect" in type(spark).__module__:
        pytest.skip("Sail's two workers live in one process")
    killed: list[int] = []

    def kill(line: str) -> None:
        if line.startswith(("words", "judged")):
            threading.Timer(0.5, lambda: killed.extend(kill_one())).start()

    def kill_one() -> list[int]:
        listed = subprocess.run(["pgrep", "-f", "CoarseGrainedExecutorBackend.*--app-id " + spark.sparkContext.applicationId], capture_output=True, text=True)
        for pid in map(int, listed.stdout.split()):
            os.kill(pid, signal.SIGKILL)
            return [pid]
        return []

    scan(spark, [str(lines)], str(tmp_path / "out"), parts=5, groups=3, say=kill)
    time.sleep(1)
    assert len(killed) == 2
    same(scanned, tmp_path / "out")
