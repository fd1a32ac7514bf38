"""Files of an engine's store -> rows of records, each with its place in the order in which ``wiretrace scan`` reads them."""

from __future__ import annotations

import os
from functools import reduce
from urllib.parse import unquote

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from ._engine import JobError

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")
NESTED = ("recursiveFileLookup", "true")
PATTERN = "[]{}*?\\"
# Past so many files a plan with a branch for each grows too large; then pieces are in the order in which the engine reads them.
MOST_ORDERED = 256


def files(spark: SparkSession, paths: list[str]) -> list[str]:
    """Lists the files below paths and patterns, in the order of a scan: by what they are called below them."""
    found: set[str] = set()
    for path in paths:
        try:
            # They come as addresses, with %20 for a space.
            found.update(map(unquote, spark.read.format("binaryFile").option(*NESTED).load(path).inputFiles()))
        except Exception as error:  # Engines name what is not there in many ways.
            raise JobError(f"{path}: cannot be read ({str(error).splitlines()[0]}); check the spelling, and that every worker sees it") from error
    names = [name for name in found if not name.rsplit("/", 1)[-1].startswith(("_", "."))]
    odd = min((name for name in names if any(sign in name for sign in PATTERN)), default=None)
    if odd:
        raise JobError(f"{shown(odd)}: engines take {' '.join(PATTERN)} in a name for a pattern; rename the file")
    if not names:
        raise JobError(f"{', '.join(paths)}: no files there; check the spelling, and that every worker sees it")
    return sorted(names, key=lambda name: (below(shown(name), paths), name))


def shown(path: str) -> str:
    """A file as a user names it: without the scheme of this machine's own files."""
    return path.removeprefix("file://") if path.startswith("file:///") else path.removeprefix("file:")


def below(name: str, paths: list[str]) -> str:
    """Names a file from the folder below which it was found, as a scan does."""
    whole = [path if "://" in path else os.path.abspath(path) for path in map(shown, paths)]
    folders = [folder.rstrip("/") + "/" for folder in whole if name.startswith(folder.rstrip("/") + "/")]
    return name.removeprefix(max(folders, key=len)) if folders else name.rsplit("/", 1)[-1]


def slim(path: Column) -> Column:
    """A file as all engines name it: some leave out the scheme, some the first slash."""
    return F.regexp_replace(F.regexp_replace(path, "^file:", ""), "^/+", "")


def ranked(spark: SparkSession, names: list[str], paths: list[str]) -> DataFrame:
    """Files by their slim names: their ranks, what they are called below the paths, and how they are shown."""
    known = [(shown(name).lstrip("/"), rank, below(shown(name), paths), shown(name)) for rank, name in enumerate(names)]
    return F.broadcast(spark.createDataFrame(known, "named string, rank long, id string, shown string"))


def kind(names: list[str]) -> str:
    """Tells what files hold by their names."""
    kinds = {"parquet" if name.endswith(".parquet") else "jsonl" if name.endswith(LINES) else "files" for name in names}
    if len(kinds) > 1:
        raise JobError(f"{shown(names[0])} and others: files of several kinds ({', '.join(sorted(kinds))}); say which with --format, or scan them apart")
    return kinds.pop()


def records(spark: SparkSession, paths: list[str], format: str) -> DataFrame:
    """Gives what is to be read: ``place``, ``path`` and a ``record`` of JSON, or the ``content`` of a file."""
    names = files(spark, paths)
    held = kind(names) if format == "auto" else format
    if held == "files":
        # Paths may overlap.
        every = reduce(DataFrame.unionAll, (spark.read.format("binaryFile").option(*NESTED).load(path) for path in paths)).dropDuplicates(["path"])
        rows, ranks = every.select(slim(F.col("path")).alias("named"), "content"), ranked(spark, names, paths)
        # Hidden files are left out; a name that an engine writes in two ways must not be lost so.
        if rows.join(ranks, "named", "left_semi").select("named").count() != len(names):
            raise JobError(f"{shown(names[0])} and others: some cannot be found again by their names; rename them plainly")
        return rows.join(ranks, "named").select(F.col("rank").alias("place"), "id", F.col("shown").alias("path"), "content")

    def read(where: list[str], *more: Column) -> DataFrame:
        reader = spark.read.option(*NESTED)
        if held == "parquet":
            # One file may have columns that another one lacks.
            return reader.option("mergeSchema", "true").parquet(*where).select(F.to_json(F.struct("*")).alias("record"), *more)
        return reader.text(where).select(F.col("value").alias("record"), *more)

    row = F.monotonically_increasing_id()
    if len(names) > MOST_ORDERED:
        several = F.lit(", ".join(map(shown, paths)))
        try:
            # An address: what a plus means in a query is meant by none here.
            written = F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B"))
            rows = read(paths, slim(F.url_decode(written)).alias("named"), row.alias("place"))
            rows.columns  # Asks the engine whether it can; Sail cannot.
        except Exception:
            return read(paths).select(row.alias("place"), F.lit("record").alias("id"), several.alias("path"), "record")
        # Engines differ in which hidden files they leave out.
        found = rows.where(~F.col("named").rlike("(^|/)[_.][^/]*$")).join(ranked(spark, names, paths), "named", "left")
        return found.select("place", F.coalesce("id", F.lit("record")).alias("id"), F.coalesce("shown", several).alias("path"), "record")
    # The number of the file, of its part, and of the row in that: 19, 16 and 28 bits; the engine's own has 33 for the last.
    within = F.expr(f"(row div {1 << 33}) * {1 << 28} + row % {1 << 33}")

    def placed(rank: int, name: str) -> DataFrame:
        rows = read([name]).select(row.alias("row"), "record")
        place, path = (F.lit(rank << 44) + within).alias("place"), shown(name)
        return rows.select(place, F.lit(below(path, paths)).alias("id"), F.lit(path).alias("path"), "record")

    return reduce(DataFrame.unionAll, (placed(rank, name) for rank, name in enumerate(names)))
