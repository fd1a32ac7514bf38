"""What the job asks of an engine: tasks on partitions, exchanges by address, and tables that are whole or not there."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

Say = Callable[[str], None]


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

        rooms = -time.process_time()
        task = Task(told, whole)
        rooms += time.process_time()
        for batch in batches:
            rooms -= time.process_time()
            all_said = task.feed(batch)
            rooms += time.process_time()
            yield from map(pyarrow.record_batch, all_said)
        rooms -= time.process_time()
        all_said = task.finish()
        rooms += time.process_time()
        yield from map(pyarrow.record_batch, all_said)
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
    """The tables of a job below one folder; a name is put down as done when its table is whole."""

    def __init__(self, spark: SparkSession, out: str, job: dict[str, Any], fresh: bool, say: Say) -> None:
        self.spark, self.out, self.say = spark, out.rstrip("/"), say
        told = json.dumps(job, sort_keys=True)
        self.done: set[str] = set() if fresh else self._done()
        jobs = {name for name in self.done if name.startswith("{")}
        if jobs and jobs != {told}:
            raise JobError(f"{self.out}: holds another job's steps ({min(jobs)}, not {told}); name another folder, or begin anew with --fresh")
        if not jobs:
            self._put_down(told, "overwrite")

    def _done(self) -> set[str]:
        try:
            return {row["name"] for row in self.spark.read.parquet(f"{self.out}/steps/done").collect()}
        except Exception as error:  # Engines name what is not there in many ways.
            if any(words in str(error).lower() for words in ("path_not_found", "does not exist", "not found", "no files", "no such", "unable_to_infer_schema", "infer schema")):
                return set()
            raise

    def _put_down(self, name: str, mode: str) -> None:
        self.spark.createDataFrame([(name,)], "name string").coalesce(1).write.mode(mode).parquet(f"{self.out}/steps/done")
        self.done.add(name)

    def path(self, name: str) -> str:
        """Tells where a table is: what the job is for at the top, what it needs on the way below ``steps``."""
        return f"{self.out}/{name}" if name in {"pieces", "pairs", "families", "members", "skipped"} else f"{self.out}/steps/{name}"

    def table(self, name: str, build: Callable[[], DataFrame]) -> DataFrame:
        """Gives a table, made now unless an earlier job made it whole."""
        if name not in self.done:
            start = time.monotonic()
            build().write.mode("overwrite").parquet(self.path(name))
            self._put_down(name, "append")
            self.say(f"{name}: {time.monotonic() - start:.1f} s")
        return self.spark.read.parquet(self.path(name))
