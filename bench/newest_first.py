"""A search in the embedded index, newest first with a capped count, against the same query ordered by rank.

python -m bench.newest_first --documents 300000

Each line gives two ratios of CPU time: of the query alone (page and count), and of the whole search with the
bodies and snippets of 20 hits, which cost the same on both sides.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from index import embedded
from index.embedded import EmbeddedBackend
from index.projection import Filters, Indexed, SearchDocument, make_order
from index.query import COUNTED, Query, make_query

_NOW = datetime(2026, 3, 1, tzinfo=UTC)
_GOODS = (
    "呼出气体酒精含量检测仪",
    "不锈钢电热水壶",
    "儿童安全座椅",
    "无线充电宝",
    "即热式水龙头",
    "燃气灶具",
)
_WORDS = ("国家", "认证", "检测", "正品", "包邮", "新款", "家用", "便携", "智能", "旗舰", "升级", "特价")
_BATCH = 5_000
_ROUNDS = 9
_QUERIES = ("酒精含量", "检测仪", "认证", "国家 智能")


def iter_documents(number: int, chance: random.Random) -> Iterator[SearchDocument]:
    """Snapshots with short texts; a word stands in about one of six or twelve."""
    for each in range(number):
        at = _NOW - timedelta(minutes=each)
        title = chance.choice(_GOODS) + " " + "".join(chance.sample(_WORDS, 3))
        subject = f"snap-{each:032x}"
        yield SearchDocument(
            id=subject,
            noun=Indexed.SNAPSHOT,
            order=make_order(at, subject),
            revision=1,
            filters=Filters(captured_at=at.isoformat(), platform="jishi", run_id="run"),
            words={"title": (title,), "text": ("".join(chance.choices(_WORDS, k=12)),)},
            numbers=(f"2019{each:08}",),
            ids=(subject.upper(),),
            source={"title": title},
        )


def fill(root: Path, number: int) -> EmbeddedBackend:
    """An embedded index of so many documents."""
    backend = EmbeddedBackend(root)
    backend.ensure()
    batch: list[SearchDocument] = []
    for document in iter_documents(number, random.Random(1)):  # noqa: S311 -- texts, not secrets
        batch.append(document)
        if len(batch) == _BATCH:
            backend.write(batch)
            batch.clear()
    backend.write(batch)
    return backend


@dataclass(frozen=True, slots=True)
class Ranked:
    """The same query on the same tables, ordered by bm25."""

    root: Path
    query: Query

    def ask(self, ordered: str, limit: int, counted: str) -> tuple[list[tuple[Any, ...]], int]:
        """The rows of the first page in an order, and how many hits there are, counted as told."""
        (wanted,), (match,) = embedded.make_conditions(self.query, "1", "words_1.rowid")
        joined = f"words_1 CROSS JOIN docs_1 d ON d.rowid = words_1.rowid WHERE {wanted}"
        page = f"SELECT d.rowid, d.id, d.noun, d.body FROM {joined} ORDER BY words_1.{ordered} LIMIT {limit}"  # noqa: S608
        count = f"SELECT count(*) FROM (SELECT 1 FROM words_1 WHERE {wanted} {counted})"  # noqa: S608
        with closing(sqlite3.connect(self.root / embedded.FILE)) as connection:
            rows = connection.execute(page, (match,)).fetchall()
            return rows, int(connection.execute(count, (match,)).fetchone()[0])

    def newest(self) -> None:
        """The first page newest first, with a capped count."""
        self.ask("rowid DESC", 21, f"LIMIT {COUNTED + 1}")

    def best(self) -> int:
        """The best 20; returns how many hits there are."""
        return self.ask("rank", 20, "")[1]

    def search(self) -> None:
        """The best 20 as hits with snippets."""
        for row in self.ask("rank", 20, "")[0]:
            embedded.make_hit(self.query, row)


def compare(ours: Callable[[], object], baseline: Callable[[], object]) -> float:
    """The ratio of CPU seconds: medians of rounds taken in turns."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for work, seconds in zip((ours, baseline), taken, strict=True):
            begun = time.process_time()
            work()
            seconds.append(time.process_time() - begun)
    return statistics.median(taken[0]) / statistics.median(taken[1])


def main() -> None:
    """Fill, measure each query, print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=300_000)
    number: int = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="netpatrol-newest-") as folder:
        root = Path(folder)
        backend = fill(root, number)
        for text in _QUERIES:
            query = make_query(text)
            ranked = Ranked(root, query)
            alone = compare(ranked.newest, ranked.best)
            whole = compare(partial(backend.search, query), ranked.search)
            hits = f"{ranked.best()} hits of {number}"
            print(f"{text}: {hits}, query {alone:.4f}, with snippets {whole:.4f}", flush=True)


if __name__ == "__main__":
    main()
