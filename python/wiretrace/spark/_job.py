"""The steps of a scan, in order: each a table, each made by tasks of the crate's rooms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from wiretrace._wiretrace import Task
from wiretrace._wiretrace import whole as put_together

from ._components import components
from ._engine import JobError, Say, Store, addresses, task
from ._sources import records

POSTED = "to int, blob binary"
SORTED = "kind int, to int, blob binary"
ARTICLES = "place long, id string, path string, text string, title string, date string, outlet string, byline string, url string, spans_in string, reason string"
PRINTS = (
    "place long, id string, path string, words long, furniture_words long, language string, title string, date string, outlet string, "
    "credits string, bands binary, listed binary, fillings binary"
)
MEASURES = ["probability", "jaccard", "a_in_b", "b_in_a", "same_words", "same_facts", "same_story", "reuse_a", "reuse_b"]
JUDGED = (
    "a_place long, b_place long, links boolean, a string, b string, verdict string, "
    + ", ".join(f"{name} double" for name in MEASURES)
    + ", reasons array<string>, met binary"
)
FAMILIES = (
    "first long, members long, original string, outlet string, how string, stand_in string, why string, estimated_low long, "
    "estimated_high long, weakest_a string, weakest_b string, weakest_probability double"
)
SHARES = ["original_kept", "original_reworded", "original_altered", "original_dropped"]
SHARES += ["piece_kept", "piece_reworded", "piece_altered", "piece_added", "piece_not_compared"]
MEMBERS = (
    "place long, first long, piece string, part string, verdict string, probability double, "
    + ", ".join(f"{name} double" for name in SHARES)
    + ", credit string, looks_like array<string>, facts long, confirmed double"
)
LED = "kind int, place long, to int, blob binary"
PIECES = (
    "place long, id string, path string, family string, words long, furniture_words long, language string, title string, date string, "
    "outlet string, credits string"
)
PAIRS = JUDGED.replace("links boolean, ", "").removesuffix(", met binary")
FAMILY_TABLE = "family string, number int, " + FAMILIES.removeprefix("first long, ") + ", independent_lines long"
MEMBER_TABLE = "family string, number int, " + MEMBERS.replace("first long, ", "")
# The steps that ask what all pieces together say of one; the others ask how many there are at most.
KNOWING = {"story", "print", "list", "judge", "tell"}
# What the job sets in its session, and puts back.
KNOBS = (BATCH, SPLIT, ALONE, SHUFFLE) = (
    "spark.sql.execution.arrow.maxRecordsPerBatch",
    "spark.sql.files.maxPartitionBytes",
    "spark.sql.files.openCostInBytes",
    "spark.sql.shuffle.partitions",
)
# Pieces of a part: a task holds them, and what they are found by, in some hundred megabytes. The more they are the less one large family
# stands out: among 1,020,000 pieces the task with 20,000 copies of one took 2.3 times the median.
PIECES_OF_A_PART = 20_000
FEWEST_PARTS = 8
# Pieces of a group of the join: a cell holds two groups, 5 KB a piece.
PIECES_OF_A_GROUP = 250_000
FEWEST_GROUPS = 4


@dataclass(frozen=True)
class Settings:
    """What a scan may be told; the defaults are those of ``wiretrace scan``."""

    shingle: int = 5
    bands: int = 42
    rows: int = 3
    candidates: int = 40
    least_cosine: float = 0.15
    threshold: float = 0.65


@dataclass(frozen=True)
class Tables:
    """What a scan writes, with the columns of the CSV files; ``skipped`` says what was passed over, and why."""

    pieces: DataFrame
    pairs: DataFrame
    families: DataFrame
    members: DataFrame
    skipped: DataFrame


def scan(
    spark: SparkSession,
    paths: Sequence[str],
    out: str,
    *,
    settings: Settings = Settings(),
    format: str = "auto",
    parts: int | None = None,
    groups: int | None = None,
    fresh: bool = False,
    profile: str | None = None,
    say: Say = lambda _: None,
) -> Tables:
    """Tells which pieces go back to which original: the pairs and families of ``wiretrace scan`` on the same pieces in the same order.

    Input: ``paths`` of Parquet, JSON Lines, or files, as the engine reads them. Output: five Parquet tables below ``out``. Cost: that of a
    scan, and two to three shuffles of the texts. A job that was stopped is called again with the same arguments and goes on.

    Raises:
        JobError: a path that cannot be read, a folder that holds another job.
        WiretraceError: a setting out of range.
    """
    # A setting out of range is refused before anything is written.
    Task(json.dumps({"step": "read", "settings": asdict(settings)}), b"")
    store = Store(spark, out, {"paths": list(paths), "settings": asdict(settings), "format": format}, fresh, say)
    before = {name: spark.conf.get(name, None) for name in KNOBS}
    try:
        return Job(spark, settings, store, profile).run(list(paths), format, parts, groups)
    finally:
        for name, value in before.items():
            spark.conf.set(name, value) if value is not None else spark.conf.unset(name)


def columns_of(schema: str) -> list[str]:
    """Names the columns of a table."""
    return [column.split()[0] for column in schema.split(", ")]


class Job:
    """A scan on its way: the engine, the tables, and what is known of all pieces."""

    def __init__(self, spark: SparkSession, settings: Settings, store: Store, profile: str | None) -> None:
        self.spark, self.store, self.profile = spark, store, profile
        self.settings: dict[str, Any] = asdict(settings)
        self.pieces = 0
        self.whole = b""
        self.addresses: list[int] = []
        # Rows hold whole texts, and messages of many pieces: few to a batch.
        spark.conf.set(BATCH, "1000")

    def run(self, paths: list[str], format: str, parts: int | None, groups: int | None) -> Tables:
        """Takes all steps."""
        spark, table = self.spark, self.store.table
        spark.conf.set(SPLIT, str(16 << 20))
        read = table("articles", ARTICLES, lambda: self._each(records(spark, paths, format), "read", ARTICLES))
        # Tables that hold much of the same are small, and packed together they would be one long task.
        spark.conf.set(ALONE, str(16 << 20))
        articles = self._named(read.where("reason is null").drop("reason"))
        self.pieces = articles.count()
        if not self.pieces:
            first = "".join(f", the first one: {row['path']}: {row['reason']}" for row in read.limit(1).collect())
            raise JobError(f"{', '.join(paths)}: no readable piece there ({read.count()} passed over{first})")
        # Messages that were written are addressed: a job that goes on has the parts that it began with.
        self.parts = self.store.known("parts", lambda: parts or max(FEWEST_PARTS, -(-self.pieces // PIECES_OF_A_PART)))
        self.groups = groups or max(FEWEST_GROUPS, -(-self.pieces // PIECES_OF_A_GROUP))
        self.addresses = self.store.known("addresses", lambda: addresses(spark, self.parts))
        if parts not in (None, self.parts):
            raise JobError(f"--parts = {parts}: this job began with {self.parts}; go on without it, or begin anew with --fresh")
        spark.conf.set(SHUFFLE, str(self.parts))

        prints = self._prints(articles)
        pairs = self._candidates(prints)
        met = table("judged", JUDGED, lambda: self._judged(articles, pairs))
        told = self._told(articles, met)
        return self._tables(prints, met, told, read)

    def _each(self, rows: DataFrame, step: str, schema: str, **order: Any) -> DataFrame:
        """Has a step look at the rows where they are."""
        knows = {"addresses": self.addresses, **order}
        # It grows with the pieces, and goes to every task of a step that needs it.
        whole = self.whole if step in KNOWING else put_together(self.pieces, b"", [])
        return rows.mapInArrow(task(step, self.settings, whole, self.profile, **knows), schema)

    def _met(self, messages: DataFrame, step: str, schema: str, parts: int | None = None) -> DataFrame:
        """Brings messages to where they are addressed, and has a step look at them there."""
        return self._each(messages.select("to", "blob").repartition(parts or self.parts, "to"), step, schema)

    def _learn(self, found: DataFrame) -> None:
        """Adds to what is known of all pieces."""
        messages = [bytes(row["blob"]) for row in found.where("kind = 0").select("blob").collect()]
        self.whole = put_together(self.pieces, self.whole, messages)

    def _named(self, articles: DataFrame) -> DataFrame:
        """Tells pieces of one id apart as a scan does: the second is ``id#2``."""
        again = F.row_number().over(Window.partitionBy("id").orderBy("place"))

        def renamed() -> DataFrame:
            twice = articles.groupBy("id").count().where("count > 1").select("id")
            numbered = articles.select("id", "place").join(twice, "id").withColumn("again", again).where("again > 1")
            return numbered.select("place", F.concat("id", F.lit("#"), F.col("again").cast("string")).alias("renamed"))

        names = self.store.table("renamed", "place long, renamed string", renamed)
        if names.limit(1).count() == 0:
            return articles
        named = articles.join(names, "place", "left").withColumn("id", F.coalesce("renamed", "id")).drop("renamed")
        return named.select(*articles.columns)

    def _prints(self, articles: DataFrame) -> DataFrame:
        """Pieces -> what they are found by, furniture set aside as over all of them."""
        self.whole = b""
        found = self.store.table("words", SORTED, lambda: self._met(self._each(articles, "count", POSTED), "gather", SORTED))
        self._learn(found)

        def habits() -> DataFrame:
            witnesses = self._met(found.where("kind = 2"), "hear", "place long, blob binary")
            stories = self._each(articles.join(witnesses, "place"), "story", POSTED)
            return self._met(stories.unionAll(found.where("kind = 1").select("to", "blob")), "habits", SORTED)

        self._learn(self.store.table("habits", SORTED, habits))
        prints = self.store.table("prints", PRINTS, lambda: self._each(articles, "print", PRINTS))
        counted = prints.select("listed", "fillings")
        self._learn(self.store.table("crowds", SORTED, lambda: self._met(self._each(counted, "tally", POSTED), "crowds", SORTED)))
        return prints

    def _candidates(self, prints: DataFrame) -> DataFrame:
        """Prints -> pairs worth judging, and the pieces that are needed where each is judged."""

        def pairs() -> DataFrame:
            bands = self._met(self._each(prints.select("place", "bands"), "bands", POSTED), "buckets", POSTED)
            own = [(one, other) for one in range(self.groups) for other in range(one, self.groups)]
            found = addresses(self.spark, len(own))
            cells = [0] * self.groups**2
            for at, (one, other) in enumerate(own):
                cells[one * self.groups + other] = found[at]
            listed = self._each(prints.select("listed"), "list", POSTED, cells=cells, groups=self.groups)
            near = self._met(listed, "cell", POSTED, len(own))
            return self._met(bands.unionAll(self._met(near, "best", POSTED)), "lead", LED)

        return self.store.table("candidates", LED, pairs)

    def _judged(self, articles: DataFrame, pairs: DataFrame) -> DataFrame:
        """Pairs, and the pieces that they need -> what they are to each other."""
        needed = pairs.where("kind = 2").select("place", "to").distinct()
        sent = self._each(articles.join(needed, "place"), "send", POSTED)
        return self._met(sent.unionAll(pairs.where("kind = 1").select("to", "blob")), "judge", JUDGED)

    def _told(self, articles: DataFrame, met: DataFrame) -> DataFrame:
        """Judged pairs -> the families of each component, told where all of it is."""
        homes = self.store.table("components", "place long, component long", lambda: components(self.store, met.where("links").select("a_place", "b_place"), "stars"))

        def told() -> DataFrame:
            sent = self._each(articles.join(homes, "place"), "send", POSTED)
            of_a = homes.select(F.col("place").alias("a_place"), "component")
            of_b = homes.select(F.col("place").alias("b_place"), F.col("component").alias("other"))
            inside = met.select("a_place", "b_place", "met").join(of_a, "a_place").join(of_b, "b_place").where("component = other")
            return self._met(sent.unionAll(self._each(inside.select("component", "met"), "tie", POSTED)), "tell", SORTED)

        return self.store.table("told", SORTED, told)

    def _tables(self, prints: DataFrame, met: DataFrame, told: DataFrame, read: DataFrame) -> Tables:
        """What was found out -> the tables, with families numbered, largest first."""
        table = self.store.table

        def of(kind: int, step: str, schema: str) -> DataFrame:
            return self._each(told.where(f"kind = {kind}").select("blob"), step, schema)

        def numbers() -> DataFrame:
            order = Window.orderBy(F.col("members").desc(), F.col("first"))
            return of(1, "families", FAMILIES).select("first", "members").withColumn("number", F.row_number().over(order))

        family = F.concat(F.lit("f"), F.col("number").cast("string")).alias("family")
        names = table("numbers", "first long, members long, number int", numbers).select("first", "number", family)
        rows = table("member_rows", MEMBERS, lambda: of(2, "members", MEMBERS))
        homes = rows.select("place", "first").join(names, "first").select("place", "family", "number")

        def pairs() -> DataFrame:
            judged = met.where("a is not null").select(*columns_of(PAIRS))
            more = of(3, "pairs", JUDGED).select(*judged.columns)
            # What was judged on the way may have been judged before.
            known = judged.select("a_place", "b_place")
            return judged.unionAll(more.join(known, ["a_place", "b_place"], "left_anti"))

        found = table("pairs", PAIRS, pairs)

        def families() -> DataFrame:
            rows = of(1, "families", FAMILIES).join(names, "first")
            of_a = homes.select(F.col("place").alias("a_place"), F.col("family").alias("a_family"))
            of_b = homes.select(F.col("place").alias("b_place"), F.col("family").alias("b_family"))
            same = found.where("verdict = 'same_story'").select("a_place", "b_place").join(of_a, "a_place", "left").join(of_b, "b_place", "left")
            # Another family, or a lone piece, that tells the same story is a line of reporting of its own.
            other_b = F.coalesce("b_family", F.col("b_place").cast("string")).alias("other")
            other_a = F.coalesce("a_family", F.col("a_place").cast("string")).alias("other")
            both = same.select(F.col("a_family").alias("family"), other_b).unionAll(same.select(F.col("b_family").alias("family"), other_a))
            lines = both.where("family is not null and family != other").distinct().groupBy("family").count()
            more = rows.join(lines, "family", "left").withColumn("independent_lines", F.lit(1) + F.coalesce("count", F.lit(0)))
            return more.select(*columns_of(FAMILY_TABLE))

        def members() -> DataFrame:
            return rows.drop("first").join(homes, "place").select(*columns_of(MEMBER_TABLE))

        def pieces() -> DataFrame:
            return prints.drop("bands", "listed", "fillings").join(homes.drop("number"), "place", "left").select(*columns_of(PIECES))

        return Tables(
            pieces=table("pieces", PIECES, pieces),
            pairs=found,
            families=table("families", FAMILY_TABLE, families),
            members=table("members", MEMBER_TABLE, members),
            skipped=table("skipped", "path string, reason string", lambda: read.where("reason is not null").select("path", "reason")),
        )
