"""What both Python jobs share: lower-cased words in runs of five, and clusters by union-find."""

import json
import re

SHINGLE = 5
THRESHOLD = 0.5
BATCH = 4096

words_of = re.compile(r"\w+").findall


def batches(path, as_bytes=False):
    """Gives ids and lists of shingles of so many pieces at a time; texts shorter than a shingle, which would all look alike, are left out."""
    join = (b" " if as_bytes else " ").join
    names, shingles = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            piece = json.loads(line)
            words = words_of(piece["text"].lower())
            if len(words) < SHINGLE:
                continue
            if as_bytes:
                words = [word.encode() for word in words]
            names.append(piece["id"])
            shingles.append(list(map(join, zip(*(words[at:] for at in range(SHINGLE))))))
            if len(names) == BATCH:
                yield names, shingles
                names, shingles = [], []
    yield names, shingles


def write_clusters(path, ids, pairs):
    parents = list(range(len(ids)))

    def root(at):
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for one, other in pairs:
        one, other = root(one), root(other)
        parents[max(one, other)] = min(one, other)
    with open(path, "w", encoding="utf-8") as out:
        out.write("id\tcluster\n")
        for at, name in enumerate(ids):
            out.write(f"{name}\t{root(at)}\n")
