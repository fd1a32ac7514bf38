"""Finds copies with datasketch on Spark, as its users do it: ``python datasketch_spark.py IN.jsonl OUT [--master URL] [--plain]``

datasketch has no Spark code of its own: its author's word (ekzhu/datasketch, issue 74) is to import it into the tasks and to distribute by
oneself. What is common to the jobs that do so, and to text-dedup's and The Stack's, which took datasketch's hashing apart: signatures in a
Python function over partitions, band keys as ``MinHashLSH`` makes them, groups of equal keys, pairs, the estimated Jaccard of each pair,
components. Where such jobs differ, the cheaper way is taken here: Arrow batches instead of row functions, datasketch's fastest hashing
(xxh32 and ``update_batch``; ``--plain`` does as its tutorial, SHA-1 and ``update``), and components by union-find in the driver.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pandas  # type: ignore[import-untyped, unused-ignore]
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# MinHashLSH's own choice of bands for these two (25 bands of 5 rows) is used.
HASHES = 128
THRESHOLD = 0.5
SHINGLE = 5

words_of = re.compile(r"\w+").findall


def sign(plain: bool) -> Any:
    """Makes what signs a partition's pieces: signatures, and the keys of their bands."""

    def run(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from xxhash import xxh32_intdigest  # type: ignore[import-not-found, import-untyped, unused-ignore]

        index = MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)
        # 32-bit hashes are datasketch's default, and half the bytes to move.
        empty = MinHash(num_perm=HASHES) if plain else MinHash(num_perm=HASHES, hashfunc=xxh32_intdigest)
        for batch in batches:
            ids, signatures, keys = [], [], []
            for name, text in zip(batch["id"], batch["text"]):
                words = [word.encode() for word in words_of(text.lower())]
                if len(words) < SHINGLE:
                    continue
                shingles = map(b" ".join, zip(*(words[at:] for at in range(SHINGLE))))
                signature = empty.copy()
                if plain:
                    for shingle in shingles:
                        signature.update(shingle)
                else:
                    signature.update_batch(list(shingles))
                ids.append(name)
                signatures.append(signature.hashvalues.tobytes())
                # The number of the band is part of the key: equal rows of two bands do not meet in MinHashLSH either.
                keys.append([bytes([band]) + signature.hashvalues[start:end].tobytes() for band, (start, end) in enumerate(index.hashranges)])
            yield pandas.DataFrame({"id": ids, "signature": signatures, "keys": keys})

    return run


def pair(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
    """Gives all pairs of each group."""
    from itertools import combinations

    for batch in batches:
        pairs = [two for group in batch["ids"] for two in combinations(sorted(group), 2)]
        yield pandas.DataFrame(pairs, columns=["one", "other"])


def verify(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
    """Keeps pairs whose estimated Jaccard is high enough: the share of equal hash values, as ``MinHash.jaccard`` tells it."""
    import numpy

    for batch in batches:
        ones = numpy.frombuffer(b"".join(batch["one_signature"]), dtype=numpy.uint32).reshape(-1, HASHES)
        others = numpy.frombuffer(b"".join(batch["other_signature"]), dtype=numpy.uint32).reshape(-1, HASHES)
        jaccard = (ones == others).mean(axis=1)
        kept = batch[["one", "other"]].assign(jaccard=jaccard)
        yield kept[jaccard >= THRESHOLD]


def components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Gives each piece of a pair the least id that it is joined to."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while (parent := parents.setdefault(name, name)) != name:
            parents[name] = parents[parent]
            name = parent
        return name

    for one, other in pairs:
        one, other = root(one), root(other)
        parents[max(one, other)] = min(one, other)
    return {name: root(name) for name in parents}


def main() -> int:
    """Runs the job and writes the table ``members``: id, cluster."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pieces", metavar="IN.jsonl")
    parser.add_argument("out", metavar="OUT")
    parser.add_argument("--master", default="local[2]", metavar="URL")
    parser.add_argument("--plain", action="store_true", help="hash as the tutorial does")
    told = parser.parse_args()

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("datasketch").master(told.master).config("spark.ui.showConsoleProgress", "false").getOrCreate()
    pieces = spark.read.schema("id string, text string").json(told.pieces)
    # Signed once: the pairs and their verification both need the signatures.
    signed = pieces.mapInPandas(sign(told.plain), "id string, signature binary, keys array<binary>").persist()
    groups = signed.select("id", F.explode("keys").alias("key")).groupBy("key").agg(F.collect_list("id").alias("ids"))
    candidates = groups.where(F.size("ids") > 1).select("ids").mapInPandas(pair, "one string, other string").distinct()
    ones = signed.select(F.col("id").alias("one"), F.col("signature").alias("one_signature"))
    others = signed.select(F.col("id").alias("other"), F.col("signature").alias("other_signature"))
    joined = candidates.join(ones, "one").join(others, "other")
    pairs = joined.mapInPandas(verify, "one string, other string, jaccard double").collect()
    members = components((row["one"], row["other"]) for row in pairs)
    spark.createDataFrame(list(members.items()), "id string, cluster string").coalesce(1).write.mode("overwrite").parquet(f"{told.out}/members")
    print(f"{len(pairs)} pairs, {len(members)} pieces in {len(set(members.values()))} clusters: {told.out}")
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
