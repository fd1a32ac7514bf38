"""What the job asks of an engine: tasks on partitions, exchanges by address, and tables that are whole or not there."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from wiretrace import __version__
from wiretrace._wiretrace import CLEANING_VERSION

Say = Callable[[str], None]
# The tables that a job is for; what it needs on the way lies below "steps".
RESULTS = {"pieces", "pairs", "families", "members", "skipped"}
DONE = "name string, what string"
JOB = "the job"
# The version of what the steps write for one another; another one cannot go on with it.
MESSAGES = 2
# How engines say that a folder is not there.
NOT_THERE = ("PATH_NOT_FOUND", "Path does not exist", "UNABLE_TO_INFER_SCHEMA")


class JobError(Exception):
    """What ends a job, with the way out."""


def task(
    step: str, settings: dict[str, Any], whole: bytes = b"", profile: str | None = None, **order: Any
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Makes what the engine calls on each partition: a step of the crate's room ``shards``.

    With ``profile``, a folder on the workers' machines, each task adds a line to a file of its process: the step, the CPU seconds in the
    rooms, and those of the whole process so far.
    """
    told = json.dumps({"step": step, "settings": settings, **order})

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        from wiretrace._wiretrace import Task

        rooms = 0.0

        def timed(work: Callable[..., Any], *given: Any) -> Any:
            nonlocal rooms
            start = time.process_time()
            done = work(*given)
            rooms += time.process_time() - start
            return done

        task = timed(Task, told, whole)
        for batch in batches:
            yield from map(pyarrow.record_batch, timed(task.feed, batch))
        yield from map(pyarrow.record_batch, timed(task.finish))
        if profile:
            with open(os.path.join(profile, f"{os.getpid()}.jsonl"), "a", encoding="utf-8") as file:
                file.write(json.dumps({"step": step, "rooms": rooms, "process": time.process_time()}) + "\n")

    return run


def addresses(spark: SparkSession, parts: int) -> list[int]:
    """Finds for each of so many parts a number that the engine brings to a partition of its own.

    An engine partitions by a hash of its own, under which a few numbers share partitions while others stay empty; asking it with many
    numbers tells which one ends where, on any engine.
    """
    if parts == 1:
        return [0]
    drawn = parts * max(16, 2 * parts.bit_length() + 8)
    numbers = spark.range(drawn).select(F.col("id").cast("int").alias("to")).repartition(parts, "to")
    found: dict[int, int] = {}
    for row in numbers.select("to", F.spark_partition_id().alias("part")).groupBy("part").agg(F.min("to").alias("to")).collect():
        found[row["part"]] = row["to"]
    # A partition that no number came to goes without; one with two parts is slower, not wrong.
    known = sorted(found.values())
    return [known[part % len(known)] for part in range(parts)]


class Store:
    """The tables of a job below one folder; where a table is, is put down when it is whole."""

    def __init__(self, spark: SparkSession, out: str, job: dict[str, Any], fresh: bool, say: Say) -> None:
        self.spark, self.out, self.say = spark, out.rstrip("/"), say
        told = json.dumps({"wiretrace": __version__, "cleaning": CLEANING_VERSION, "messages": MESSAGES, **job}, sort_keys=True)
        self.done: dict[str, str] = {} if fresh else self._done()
        before = self.done.get(JOB)
        if before not in (None, told):
            raise JobError(f"{self.out}: holds the steps of another job ({before}, not {told}); name another folder, or begin anew with --fresh")
        if before is None:
            self.done = {}
            self._put_down(JOB, told, "overwrite")

    def _done(self) -> dict[str, str]:
        try:
            return {row["name"]: row["what"] for row in self.spark.read.schema(DONE).parquet(f"{self.out}/steps/done").collect()}
        except Exception as error:  # Engines have no class of their own for it; what is not known to mean this must not begin a job anew.
            if any(words in str(error) for words in NOT_THERE):
                return {}
            raise

    def _put_down(self, name: str, what: str, mode: str = "append") -> None:
        self.spark.createDataFrame([(name, what)], DONE).coalesce(1).write.mode(mode).parquet(f"{self.out}/steps/done")
        self.done[name] = what

    def known(self, name: str, find: Callable[[], Any]) -> Any:
        """Gives what was found out once for the whole job, such as its number of parts: a job that goes on must not find it out anew."""
        if name not in self.done:
            self._put_down(name, json.dumps(find()))
        return json.loads(self.done[name])

    def table(self, name: str, schema: str, build: Callable[[], DataFrame]) -> DataFrame:
        """Gives a table, made now unless an earlier job made it whole."""
        if name not in self.done:
            start = time.monotonic()
            # A folder for each attempt: an engine may still write for a job whose driver is gone.
            where = name if name in RESULTS else f"steps/{name}-{uuid.uuid4().hex[:8]}"
            build().write.mode("overwrite").parquet(f"{self.out}/{where}")
            self._put_down(name, where)
            self.say(f"{name}: {time.monotonic() - start:.1f} s")
        # Some engines write nothing of a table without rows, and could not tell its columns.
        return self.spark.read.schema(schema).parquet(f"{self.out}/{self.done[name]}")
