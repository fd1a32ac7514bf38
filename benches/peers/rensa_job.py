"""The job of the comparison done with rensa: rensa_job.py PIECES.jsonl CLUSTERS.tsv

Its fastest documented way that gives clusters: token sets in batches, one query for all, candidates verified by their signatures.
(The flags of its "rho" path are faster still, but say only that a piece has a copy, not of which.)
"""

import sys

from rensa import RMinHash, RMinHashLSH

from tokens import THRESHOLD, batches, write_clusters

HASHES, BANDS, SEED = 128, 32, 42

ids, signatures = [], []
for names, shingles in batches(sys.argv[1]):
    ids += names
    signatures += RMinHash.from_token_sets(shingles, HASHES, SEED)

index = RMinHashLSH(THRESHOLD, HASHES, BANDS)
index.insert_many(signatures)
pairs = (
    (one, other)
    for one, found in enumerate(index.query_all(signatures))
    for other in found
    if one < other and signatures[one].jaccard(signatures[other]) >= THRESHOLD
)
write_clusters(sys.argv[2], ids, pairs)
