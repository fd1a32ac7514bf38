"""Compares what the job on Spark wrote with the report of a scan: ``python spark_compare.py REPORT.json OUT``.

Every pair, piece, family and member must be the same in every column. Prints what was compared; ends with 1 at a difference.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

MEASURES = ["probability", "jaccard", "a_in_b", "b_in_a", "same_words", "same_facts", "same_story", "reuse_a", "reuse_b"]
PIECE = ["path", "family", "words", "furniture_words", "language", "title", "date", "outlet"]
FAMILY = ["members", "original", "outlet", "how", "stand_in", "why", "independent_lines", "estimated_low", "estimated_high"]
FAMILY += ["weakest_a", "weakest_b", "weakest_probability"]
MEMBER = ["family", "part", "verdict", "probability", "original_kept", "original_reworded", "original_altered", "original_dropped"]
MEMBER += ["piece_kept", "piece_reworded", "piece_altered", "piece_added", "piece_not_compared"]
MEMBER += ["credit", "looks_like", "facts", "confirmed"]

# The rows of the tables, by what they are of.
Rows = dict[str, dict[Any, list[Any]]]


def of_report(report: Any) -> Rows:
    """Gives what the tables should hold."""
    rows: Rows = {"pair": {}, "piece": {}, "family": {}, "member": {}, "skipped": {}}
    for pair in report["pairs"]:
        rows["pair"][pair["a"], pair["b"]] = [pair["verdict"], *[pair[name] for name in MEASURES], pair["reasons"]]
    for piece in report["pieces"]:
        credits = "; ".join(f"{credit['outlet']} ({credit['cue']}) x{credit['count']}" for credit in piece["credits"])
        rows["piece"][piece["id"]] = [*[piece[name] for name in PIECE], credits]
    for family in report["families"]:
        original, weakest, points = family["original"], family["weakest"] or {}, family["estimated_points"] or {}
        said = [len(family["members"]), original["piece"], original["outlet"], original["how"], original["stand_in"], original["why"]]
        said += [family["independent_lines"], points.get("low"), points.get("high")]
        rows["family"][family["id"]] = [*said, weakest.get("a"), weakest.get("b"), weakest.get("probability")]
        for member in family["members"]:
            shares = [*member["original_shares"].values(), *member["piece_shares"].values()]
            said = [family["id"], member["part"], member["verdict"], member["probability"], *shares, member["credit"]]
            rows["member"][member["piece"]] = [*said, member["looks_like"], len(member["facts"]), member.get("confirmed")]
    for skipped in report["skipped"]:
        # A record's line is not known to an engine.
        rows["skipped"].setdefault(skipped["reason"], [0])[0] += 1
    return rows


def of_tables(out: Path) -> Rows:
    """Gives what the tables hold."""

    def read(name: str) -> list[dict[str, Any]]:
        # Some engines write nothing of a table without rows.
        found: list[dict[str, Any]] = pq.read_table(out / name).to_pylist() if (out / name).exists() else []
        counts[name] = len(found)
        return found

    counts: dict[str, int] = {}

    rows: Rows = {
        "pair": {(row["a"], row["b"]): [row["verdict"], *[row[name] for name in MEASURES], row["reasons"]] for row in read("pairs")},
        "piece": {row["id"]: [*[row[name] for name in PIECE], row["credits"]] for row in read("pieces")},
        "family": {row["family"]: [row[name] for name in FAMILY] for row in read("families")},
        "member": {row["piece"]: [row[name] for name in MEMBER] for row in read("members")},
        "skipped": {},
    }
    for row in read("skipped"):
        rows["skipped"].setdefault(row["reason"], [0])[0] += 1
    # A row that stands twice would not be seen among rows by their keys.
    assert counts["pairs"] == len(rows["pair"]) and counts["pieces"] == len(rows["piece"]), counts
    assert counts["families"] == len(rows["family"]) and counts["members"] == len(rows["member"]), counts
    return rows


def differences(there: Rows, here: Rows) -> list[str]:
    """Lists what differs, with both wordings."""
    wrong = []
    for what, rows in there.items():
        keys = {key for key in rows.keys() | here[what].keys() if rows.get(key) != here[what].get(key)}
        wrong += [f"{what} {key}: scan {rows.get(key)}, tables {here[what].get(key)}" for key in sorted(keys, key=str)]
    return wrong


if __name__ == "__main__":
    scanned, job = of_report(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), of_tables(Path(sys.argv[2]))
    wrong = differences(scanned, job)
    print("\n".join(wrong[:5]))
    print(", ".join(f"{what}: {len(rows)} and {len(job[what])}" for what, rows in scanned.items()), f"; {len(wrong)} differ")
    sys.exit(1 if wrong else 0)
