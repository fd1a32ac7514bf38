"""``python -m wiretrace.spark scan IN... OUT``; ``spark-submit`` takes this file too."""

from __future__ import annotations

import argparse
import os
import sys

from pyspark.sql import SparkSession

from wiretrace import WiretraceError
from wiretrace.spark import JobError, Settings, scan


def arguments(words: list[str] | None) -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m wiretrace.spark", description=__doc__)
    job = parser.add_subparsers(dest="job", required=True).add_parser("scan", help="tell which pieces are rewrites of which original")
    job.add_argument("paths", nargs="+", metavar="IN", help="Parquet, JSON Lines, or folders of files: paths, patterns and stores as the engine reads them")
    job.add_argument("out", metavar="OUT", help="where the tables go: pieces, pairs, families, members, skipped, and steps")
    engine = job.add_mutually_exclusive_group()
    engine.add_argument("--master", metavar="URL", help="a Spark master, such as local[4] or spark://host:7077")
    engine.add_argument("--remote", metavar="URL", help="an engine that speaks Spark Connect, such as sc://host:15002")
    job.add_argument("--format", choices=["auto", "parquet", "jsonl", "files"], default="auto", help="what IN holds; told by its names unless said")
    job.add_argument("--parts", type=int, metavar="N", help="tasks that a step is cut into; one for 20,000 pieces, 8 at least, unless said")
    job.add_argument("--groups", type=int, metavar="N", help="groups that pieces are joined in; one for 250,000 pieces, 4 at least, unless said")
    job.add_argument("--fresh", action="store_true", help="begin anew, whatever an earlier job left in OUT")
    job.add_argument("--threshold", type=float, default=0.65, metavar="P", help="least probability of a shared text, 0 to 1 (0.65)")
    job.add_argument("--shingle", type=int, default=5, metavar="K", help="words in a shingle, 2 to 16 (5)")
    job.add_argument("--profile", metavar="DIR", help="a folder on every worker's machine, where tasks write what CPU they took")
    job.add_argument("--quiet", action="store_true", help="say nothing of the steps")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> int:
    """Runs the job; 0 when done, 2 when it could not run, 3 when something was passed over."""
    told = arguments(words)
    builder = SparkSession.builder.appName("wiretrace scan")
    if not told.remote:
        builder = builder.config("spark.ui.showConsoleProgress", str(sys.stderr.isatty() and not told.quiet).lower())
    if told.remote:
        builder = builder.remote(told.remote)
    elif told.master:
        builder = builder.master(told.master)
        if told.master.startswith("local"):
            # Workers on this machine are to be of this Python, which has the package.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    say = (lambda _: None) if told.quiet else (lambda line: print(line, file=sys.stderr, flush=True))
    spark = builder.getOrCreate()
    try:
        settings = Settings(shingle=told.shingle, threshold=told.threshold)
        tables = scan(
            spark,
            told.paths,
            told.out,
            settings=settings,
            format=told.format,
            parts=told.parts,
            groups=told.groups,
            fresh=told.fresh,
            profile=told.profile,
            say=say,
        )
        skipped = tables.skipped.count()
        print(f"{tables.families.count()} families, {tables.pairs.count()} pairs, {skipped} passed over: {told.out}")
        return 3 if skipped else 0
    except (JobError, WiretraceError) as error:
        print(f"wiretrace: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
