"""A scan on Apache Spark, or on any engine that speaks Spark Connect: the pairs and families of ``wiretrace scan``, as Parquet tables.

>>> from pyspark.sql import SparkSession
>>> from wiretrace.spark import scan
>>> tables = scan(SparkSession.builder.getOrCreate(), ["news/2031.jsonl"], "out")  # doctest: +SKIP
>>> tables.families.orderBy("members", ascending=False).show(5)  # doctest: +SKIP

Only the public DataFrame API is used. The work is done by the crate's own rooms, which the engine calls in ``mapInArrow``; between them
the engine carries packed messages to where all of one key meets. Each step writes its table below ``out/steps``; a job that was stopped
goes on after the last one that is whole.
"""

try:
    import pyspark  # noqa: F401
except ImportError as error:
    raise ImportError("wiretrace.spark needs an engine: pip install 'wiretrace[spark]', or 'wiretrace[sail]'") from error

from ._engine import JobError
from ._job import Settings, Tables, scan

__all__ = ["JobError", "Settings", "Tables", "scan"]
