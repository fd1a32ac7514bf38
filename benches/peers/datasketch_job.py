"""The job of the comparison done with datasketch: datasketch_job.py PIECES.jsonl CLUSTERS.tsv

Its fastest way: xxh3 instead of the default hash, the 64-bit scheme, signatures in bulk (update_batch).
"""

import sys

from datasketch import MinHash, MinHashLSH
from xxhash import xxh3_64_intdigest

from tokens import THRESHOLD, batches, write_clusters

HASHES, BANDS, ROWS = 128, 32, 4

ids, signatures = [], []
empty = MinHash(num_perm=HASHES, hashfunc=xxh3_64_intdigest, scheme="affine64")
for names, shingles in batches(sys.argv[1], as_bytes=True):
    ids += names
    for words in shingles:
        signature = empty.copy()
        signature.update_batch(words)
        signatures.append(signature)

index = MinHashLSH(num_perm=HASHES, params=(BANDS, ROWS))
with index.insertion_session() as session:
    for at, signature in enumerate(signatures):
        session.insert(at, signature, check_duplication=False)
pairs = (
    (one, other)
    for one, signature in enumerate(signatures)
    for other in index.query(signature)
    if one < other and signature.jaccard(signatures[other]) >= THRESHOLD
)
write_clusters(sys.argv[2], ids, pairs)
