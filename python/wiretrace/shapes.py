"""The shapes of what the functions give: the objects of the command's JSON, field by field.

A span is two offsets, the first byte and one past the last, into the UTF-8 of the untouched text: ``wiretrace.cut(text, span)`` gives its words.
Shares are percentages, measures run from 0 to 1.
"""

from typing import Literal, Protocol, TypeAlias, TypedDict

Span: TypeAlias = list[int]
"""First byte and one past the last."""

Words: TypeAlias = list[int]
"""First word and one past the last, as places in ``CleanText["words"]``."""

Verdict: TypeAlias = Literal["copy", "close_rewrite", "heavy_rewrite", "series", "same_story", "unrelated", "not_comparable"]
"""What two pieces are to each other."""

Fate: TypeAlias = Literal["kept", "reworded", "altered", "dropped", "added", "not_compared", "furniture"]
"""What became of a sentence."""

Role: TypeAlias = Literal["headline", "heading", "body", "label", "credit", "furniture"]
"""What a sentence's block is to its page; the first three are the story."""


class ArrowArray(Protocol):
    """One batch of Arrow's columns, as pyarrow's RecordBatch is one."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


class ArrowStream(Protocol):
    """A stream of batches, as pyarrow's Table and polars' DataFrame are one."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


Batch: TypeAlias = ArrowArray | ArrowStream
"""Columns of Arrow, whoever made them."""


class Skipped(TypedDict):
    """A file or record that was passed over."""

    path: str
    reason: str


class Settings(TypedDict):
    """What a scan was told."""

    shingle: int
    bands: int
    rows: int
    candidates: int
    least_cosine: float
    threshold: float
    copies_only: bool
    original: str | None
    outlet: str | None


class Sources(TypedDict):
    """Candidate pairs by what brought them forward, and keys that too many pieces share."""

    bands: int
    samples: int
    anchors: int
    capped: int


class Counts(TypedDict):
    """How many went through each step."""

    pieces: int
    skipped: int
    words: int
    furniture_words: int
    repeated_sentences: int
    candidates: Sources
    verified: int
    pairs: int
    families: int


class Credit(TypedDict):
    """An outlet that a piece credits."""

    outlet: str
    cue: str
    count: int


class Disguises(TypedDict):
    """How many words are written so that a search misses them and a reader does not."""

    look_alikes: int
    invisible: int
    spaced_out: int


class Piece(TypedDict):
    """One piece."""

    id: str
    path: str
    words: int
    furniture_words: int
    language: str | None
    title: str | None
    date: str | None
    outlet: str | None
    credits: list[Credit]
    spans_in: Literal["file", "decoded", "extracted", "record"]
    disguises: Disguises
    family: str | None


class Pair(TypedDict):
    """Two pieces and what they are to each other."""

    a: str
    b: str
    verdict: Verdict
    probability: float
    jaccard: float
    a_in_b: float
    b_in_a: float
    same_words: float
    same_facts: float
    same_story: float
    reuse_a: float
    reuse_b: float
    reasons: list[str]


class Original(TypedDict):
    """What a family goes back to."""

    piece: str | None
    outlet: str | None
    how: Literal["given", "credited", "dated", "inferred", "missing", "not_asked"]
    stand_in: str | None
    why: str


class EstimatedPoints(TypedDict):
    """How many points a lost original held, probably."""

    low: int
    high: int
    shared: int
    by: int


class OriginalShares(TypedDict):
    """What became of the original's words, in percent."""

    kept: float
    reworded: float
    altered: float
    dropped: float


class PieceShares(TypedDict):
    """Where a piece's words come from, in percent."""

    kept: float
    reworded: float
    altered: float
    added: float
    not_compared: float


class Fact(TypedDict):
    """A fact whose wording changed; severity 3 is what to look at first."""

    kind: str
    change: str
    severity: int
    original: str
    piece: str
    original_span: Span | None
    piece_span: Span | None


# Fields that are words of Python's own.
Sentence = TypedDict("Sentence", {"span": Span, "fate": Fate, "with": list[int]})
"""What became of a sentence, and the other side's sentences that answer it."""


class Sentences(TypedDict):
    """The sentences of both sides, furniture included."""

    original: list[Sentence]
    piece: list[Sentence]


class Member(TypedDict):
    """One piece beside its original or stand-in."""

    piece: str
    part: Literal["original", "stand_in", "rewrite"]
    verdict: Verdict
    probability: float
    original_shares: OriginalShares
    piece_shares: PieceShares
    credit: Literal["given", "lost", "none"]
    looks_like: list[str]
    facts: list[Fact]
    sentences: Sentences
    confirmed: float | None
    completed: list[int]


class Trace(Member):
    """A member, and the path of the original that it was laid beside."""

    original: str


Lineage = TypedDict(
    "Lineage",
    {
        "from": str,
        "to": str,
        "by": Literal["credit", "original", "innovation", "points", "cannot_tell"],
        "why": str,
        "support": float,
    },
)
"""Who was made from whom."""


class Completed(TypedDict):
    """A point of the lost original that the stand-in lacks."""

    piece: str
    span: Span
    text: str
    told_by: list[str]


class Weakest(TypedDict):
    """The pair that holds a family together least."""

    a: str
    b: str
    probability: float


class Family(TypedDict):
    """Pieces that go back to one original."""

    id: str
    original: Original
    estimated_points: EstimatedPoints | None
    independent_lines: int
    members: list[Member]
    lineage: list[Lineage]
    completed: list[Completed]
    weakest: Weakest | None


class Report(TypedDict):
    """What a scan found out: ``report.json``."""

    format: int
    tool: str
    settings: Settings
    counts: Counts
    pieces: list[Piece]
    skipped: list[Skipped]
    pairs: list[Pair]
    families: list[Family]


class Close(TypedDict):
    """A piece of the archive and what it is to the one that was checked."""

    piece: str
    path: str
    title: str | None
    date: str | None
    outlet: str | None
    verdict: Verdict
    probability: float | None
    jaccard: float
    piece_in_other: float
    other_in_piece: float
    told_of_piece: float | None
    told_of_other: float | None
    pair: Pair | None


class Beside(TypedDict):
    """The checked piece beside another one."""

    original: str
    member: Member


class CheckReport(TypedDict):
    """What a check found out: what ``wiretrace check --format json`` prints."""

    format: int
    tool: str
    piece: Piece
    against: int
    held: bool
    verdict: Verdict
    closest: list[Close]
    beside: Beside | None
    family: Family | None
    not_compared: list[str]


class CleanSentence(TypedDict):
    """A sentence, heading or scrap."""

    span: Span
    words: Words
    role: Role
    is_story: bool


class Name(TypedDict):
    """A name in the story."""

    span: Span
    words: Words


class Number(TypedDict):
    """A number in the story; ``sign`` is that of money, ``hedge`` what bounds it."""

    span: Span
    words: Words
    value: float
    unit: Literal["plain", "percent", "money", "day", "year", "rank"]
    sign: str | None
    hedge: Literal["over", "under", "about"] | None


class Quotation(TypedDict):
    """A quotation in its parts, and the name of who says it."""

    span: Span
    parts: list[Words]
    speaker: Span | None


class Mention(TypedDict):
    """One mention of an outlet as the source of something."""

    outlet: str
    cue: str
    span: Span


class CleanText(TypedDict):
    """A text as the later rooms see it; nothing is deleted, furniture is only marked."""

    words: list[Span]
    sentences: list[CleanSentence]
    names: list[Name]
    numbers: list[Number]
    quotations: list[Quotation]
    credits: list[Mention]
    headline: Span | None
    byline: Span | None
    stamp: Span | None
    language: str | None
    story_words: int
    furniture_words: int
    disguises: Disguises
