from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import TypeAlias, final

from wiretrace._articles import Articles
from wiretrace.shapes import Batch, CheckReport, CleanText, Report, Trace

__all__ = ["CLEANING_VERSION", "Article", "RecordBatch", "Task", "__version__", "check", "clean", "keys", "read", "scan", "trace", "verify", "whole"]

_Path: TypeAlias = str | PathLike[str]
_Fields: TypeAlias = Mapping[str, str | Sequence[str]]

__version__: str
CLEANING_VERSION: int

@final
class Article:
    """One piece: its text untouched, and what its file or record says of it."""

    def __new__(
        cls,
        text: str,
        *,
        id: str = "text",
        title: str | None = None,
        date: str | None = None,
        outlet: str | None = None,
        byline: str | None = None,
        url: str | None = None,
    ) -> Article: ...
    @property
    def id(self) -> str:
        """Its path below the folder that was read, or its record's own id."""
    @property
    def path(self) -> str:
        """Its file as it was named; the id, for a piece that was made of a text."""
    @property
    def text(self) -> str:
        """Its text, untouched."""
    @property
    def title(self) -> str | None:
        """Its headline, where the file or record says it."""
    @property
    def date(self) -> str | None:
        """Its date as written."""
    @property
    def outlet(self) -> str | None:
        """The outlet that published it."""
    @property
    def byline(self) -> str | None:
        """Who wrote it."""
    @property
    def url(self) -> str | None:
        """Its address on the web."""

@final
class RecordBatch:
    """Columns of Arrow: pyarrow.record_batch(), polars.DataFrame() and others take them without a copy."""

    @property
    def num_rows(self) -> int:
        """Rows."""
    @property
    def column_names(self) -> list[str]:
        """The names of its columns, in order."""
    def __len__(self) -> int: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

def read(
    paths: _Path | Iterable[_Path],
    *,
    fields: _Fields | None = None,
    max_bytes: int | None = None,
    threads: int = 0,
) -> Articles:
    """Reads files, folders and patterns into pieces, in path order.

    fields: what the fields of records are called, by id, title, date, outlet, byline, url and text: one name, or several of which the first
    that holds something wins. max_bytes: the most that one piece may hold, 256 MiB where nothing is said. threads: 0 for as many as there
    are cores. Raises NotFoundError for a path that is not there, WiretraceError where there is no piece at all.
    """

def clean(text: str) -> CleanText:
    """Cuts a text into words and sentences, finds its names, numbers, quotations and credits, and sets its furniture aside."""

def keys(batch: Batch, *, shingle: int = 5, bands: int = 42, rows: int = 3, threads: int = 0) -> RecordBatch:
    """Makes the keys of each text of a batch, by which pieces that may be made from one another meet.

    batch: columns `id` (of any kind; handed on) and `text`; `title`, `date`, `outlet`, `byline` and `url` may stand beside them. Gives `id`,
    `bands` (list of uint64: two pieces that share one are candidates for copies), `anchors` (list of struct of stem, uint32, and weight, float32:
    the stems of a piece, scaled to length 1, so that the sum of the products of what two pieces share is their cosine), `shingles` (list of
    uint64, sorted and unique) and `signature` (512 bytes: 128 values of 32 bits, little-endian). All are null where the text is; a text of
    fewer words than a shingle has no bands and no shingles, and its signature is null. A row's keys are of its own text alone.
    """

def verify(batch: Batch, *, threshold: float = 0.65, shingle: int = 5, threads: int = 0) -> RecordBatch:
    """Tells what the two texts of each row are to each other: what `wiretrace diff` says of the pair.

    batch: columns `a` and `b`; `a_title`, `a_date`, `a_outlet`, `a_byline`, `a_url` and the same for b may stand beside them. Gives, row by
    row, verdict, probability, jaccard, a_in_b, b_in_a, same_words, same_facts, same_story, reuse_a, reuse_b and reasons; all are null where
    one of the texts is.
    """

def trace(
    original: _Path | Article,
    piece: _Path | Article,
    *,
    threshold: float = 0.65,
    shingle: int = 5,
    fields: _Fields | None = None,
    max_bytes: int | None = None,
) -> Trace:
    """Lays a piece beside its original: what `wiretrace diff --format json` prints. A string is a path; a text comes as Article(text)."""

def scan(
    pieces: _Path | Iterable[_Path] | Iterable[Article],
    *,
    original: _Path | Article | None = None,
    outlet: str | None = None,
    copies_only: bool = False,
    threshold: float = 0.65,
    shingle: int = 5,
    bands: int = 42,
    rows: int = 3,
    candidates: int = 40,
    least_cosine: float = 0.15,
    memory: int | None = None,
    threads: int = 0,
    fields: _Fields | None = None,
    max_bytes: int | None = None,
) -> Report:
    """Tells which pieces go back to which original: `report.json`.

    pieces: files, folders and patterns, as for read(); or pieces in hand, in an order that the report keeps, each with an id of its own.
    original: the piece that is the original of its family. outlet: the outlet whose story it is, where the pieces do not say. copies_only:
    by shingles alone, many times faster, and blind to rewrites. threshold: least probability of a shared text for a family. memory: bytes that
    it may take, about. Ctrl-C is heard at once; what runs ends at its next file or step.
    """

def check(
    piece: _Path | Article,
    against: _Path | Iterable[_Path],
    *,
    threads: int = 0,
    fields: _Fields | None = None,
    max_bytes: int | None = None,
) -> CheckReport:
    """Tells what an archive holds that a piece was made from: what `wiretrace check --format json` prints.

    against: one archive that `wiretrace index build` made, or files, folders and patterns. What is passed over there is a SkippedWarning.
    """

@final
class Task:
    """One task of a scan on an engine, on one partition: `wiretrace.spark` has the engine call it."""

    def __new__(cls, order: str, whole: bytes, threads: int = 1) -> Task: ...
    def feed(self, batch: Batch) -> list[RecordBatch]:
        """Takes in a batch; gives what can be said at once."""
    def finish(self) -> list[RecordBatch]:
        """Gives what can be said when all is known."""

def whole(pieces: int, before: bytes, messages: Sequence[bytes]) -> bytes:
    """Puts together what tasks found out of all pieces."""
