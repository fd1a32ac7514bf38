"""Connected components in DataFrame steps: alternating large stars and small stars (Kiveris et al. 2014, "Connected components in
MapReduce and beyond"), each round written. A round shuffles the edges twice; O(log n) rounds in practice."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ._engine import JobError, Store

EDGES = "u long, v long"
# Rounds grow with the logarithm of the longest chain; twenty would do for a million pieces in one line.
MOST_ROUNDS = 60


def large_star(edges: DataFrame) -> DataFrame:
    """Ties each larger neighbour of a node to the least of the node and its neighbours."""
    both = edges.select("u", "v").union(edges.select(F.col("v").alias("u"), F.col("u").alias("v")))
    least = both.groupBy("u").agg(F.min("v").alias("m")).select("u", F.least("u", "m").alias("m"))
    return both.join(least, "u").where("v > u").select(F.col("v").alias("u"), F.col("m").alias("v")).where("u != v").distinct()


def small_star(edges: DataFrame) -> DataFrame:
    """Ties a node and its smaller neighbours to the least of them; every edge has its larger end first."""
    least = edges.groupBy("u").agg(F.min("v").alias("m"))
    others = edges.join(least, "u").select(F.col("v").alias("u"), F.col("m").alias("v")).where("u != v")
    return others.union(least.select("u", F.col("m").alias("v"))).distinct()


def components(store: Store, links: DataFrame, name: str) -> DataFrame:
    """Names the component of every piece that is linked by its least piece: columns ``place``, ``component``."""
    edges = store.table(f"{name}-0", EDGES, lambda: links.select(F.greatest("a_place", "b_place").alias("u"), F.least("a_place", "b_place").alias("v")).distinct())
    for round in range(1, MOST_ROUNDS + 1):
        before = edges
        edges = store.table(f"{name}-{round}", EDGES, lambda: small_star(large_star(before)))
        # Stars and nothing else: each node hangs on one, which hangs on none.
        hung = edges.select(F.col("u").alias("v"))
        if edges.count() == edges.select("u").distinct().count() and edges.join(hung, "v").limit(1).count() == 0:
            centres = edges.select(F.col("v").alias("place"), F.col("v").alias("component")).distinct()
            return edges.select(F.col("u").alias("place"), F.col("v").alias("component")).union(centres)
    raise JobError(f"components: not found after {MOST_ROUNDS} rounds; this is a fault of wiretrace")
