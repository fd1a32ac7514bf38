"""Compares what the job on Spark wrote with what ``wiretrace scan --out`` wrote: ``python spark_compare.py SCAN SPARK``.

Every pair with every column, every piece with its family, every family with every column and every member of report.json must be the
same. Prints what was compared; ends with 1 at a difference.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

MEASURES = ["probability", "jaccard", "a_in_b", "b_in_a", "same_words", "same_facts", "same_story", "reuse_a", "reuse_b"]


def rows(table: Path) -> list[dict[str, Any]]:
    """Reads a table of the job."""
    return pq.read_table(table).to_pylist()


def cells(path: Path) -> Iterable[dict[str, str]]:
    """Reads a table of the command; an apostrophe that defuses a cell is left out."""
    csv.field_size_limit(1 << 30)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {name: cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@", "'\t", "'\r") else cell for name, cell in row.items()}


def differences(what: str, there: dict[Any, Any], here: dict[Any, Any]) -> int:
    """Counts differences and shows the first."""
    wrong = [key for key in there.keys() | here.keys() if there.get(key) != here.get(key)]
    for key in sorted(wrong, key=str)[:3]:
        print(f"{what} {key}:\n  scan  {there.get(key)}\n  spark {here.get(key)}")
    print(f"{what}: {len(there)} and {len(here)}, {len(wrong)} differ")
    return len(wrong)


def compared(scan: Path, spark: Path) -> int:
    """Counts all differences."""
    text = lambda value: "" if value is None else str(value)  # noqa: E731
    pairs = {
        (row["a"], row["b"]): [row["verdict"], *[row[name] for name in MEASURES], row["reasons"]] for row in cells(scan / "pairs.csv")
    }
    found = {
        (row["a"], row["b"]): [row["verdict"], *[f"{row[name]:.4f}" for name in MEASURES], "; ".join(row["reasons"])]
        for row in rows(spark / "pairs")
    }
    wrong = differences("pair", pairs, found)
    told = ["family", "words", "furniture_words", "language", "title", "date", "outlet", "credits"]
    pieces = {row["id"]: [row[name] for name in told] for row in cells(scan / "pieces.csv")}
    wrong += differences("piece", pieces, {row["id"]: [text(row[name]) for name in told] for row in rows(spark / "pieces")})

    report = json.loads((scan / "report.json").read_text(encoding="utf-8"))
    members, families = {}, {}
    for family in report["families"]:
        original, weakest, points = family["original"], family["weakest"] or {}, family["estimated_points"] or {}
        families[family["id"]] = [len(family["members"]), original["piece"], original["outlet"], original["how"], original["stand_in"]]
        families[family["id"]] += [original["why"], family["independent_lines"], points.get("low"), points.get("high")]
        families[family["id"]] += [weakest.get("a"), weakest.get("b"), weakest.get("probability")]
        for member in family["members"]:
            shares = [*member["original_shares"].values(), *member["piece_shares"].values()]
            members[member["piece"]] = [family["id"], member["part"], member["verdict"], member["probability"], *shares]
            members[member["piece"]] += [member["credit"], member["looks_like"], len(member["facts"]), member.get("confirmed")]
    names = ["members", "original", "outlet", "how", "stand_in", "why", "independent_lines", "estimated_low", "estimated_high"]
    names += ["weakest_a", "weakest_b", "weakest_probability"]
    wrong += differences("family", families, {row["family"]: [row[name] for name in names] for row in rows(spark / "families")})
    names = ["family", "part", "verdict", "probability", "original_kept", "original_reworded", "original_altered", "original_dropped"]
    names += ["piece_kept", "piece_reworded", "piece_altered", "piece_added", "piece_not_compared"]
    names += ["credit", "looks_like", "facts", "confirmed"]
    return wrong + differences("member", members, {row["piece"]: [row[name] for name in names] for row in rows(spark / "members")})


if __name__ == "__main__":
    sys.exit(1 if compared(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
