"""How our own market is crawled when nobody prepared it: `python -m bench.own_market [--seed 3]`.

Serves each demo platform under a number instead of its name, so that neither adapter nor profile knows it,
and crawls it from its home page. Prints for each how many outcomes, titles, prices, shops and licence pages
are right. We drew these pages ourselves: it is a smoke test, and says nothing of shops of others.
"""

import argparse
import tempfile
from collections import Counter
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from crawlers.crawl import crawl
from crawlers.job import CrawlJob
from demo.model import Market
from demo.server import LOOPBACK, serve
from demo.sizes import Size
from demo.world import World, make_world
from demo.world_truth import make_world_truth
from evidence.listing import Listing, PageKind
from evidence.snapshot import Snapshot
from evidence.workspace import open_workspace


class _Nameless(Market):
    """A platform that answers under its address alone."""

    @property
    def host(self) -> str:
        return LOOPBACK


def main() -> None:
    """Crawl each platform and print a line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--size", choices=[size.value for size in Size], default="full")
    options = parser.parse_args()
    world = make_world(options.seed, Size(options.size))
    for market in world.markets:
        print(_measure(world, market))


def _measure(world: World, market: Market) -> str:
    nameless = _Nameless(**{one.name: getattr(market, one.name) for one in fields(market)})
    with tempfile.TemporaryDirectory() as folder, serve(nameless) as site:
        root = Path(folder) / "ws"
        place = f"{LOOPBACK}:{site.port}"
        result = crawl(root, CrawlJob(targets=(site.url,), delay_s=0.0, allow_hosts=(place,)))
        snapshots = list(open_workspace(root).records.load_snapshots(run_id=result.run_id))
    truth = make_world_truth(world)
    rows = [row for row in truth["listings"] if row["platform"] == market.platform]
    shops = {row["shop_id"]: row["name"] for row in truth["shops"] if row["platform"] == market.platform}
    tally = _compare(rows, shops, snapshots)
    licensed = {shop for shop in shops if any(_is_licence_of(one, shop) for one in snapshots)}
    figures = [
        f"{name} {tally[name]}/{tally[f'{name} asked']}" for name in ("outcome", "title", "price", "shop")
    ]
    return f"{market.platform}: {', '.join(figures)}, licence pages {len(licensed)}/{len(shops)}"


def _compare(rows: list[dict[str, Any]], shops: dict[str, str], snapshots: list[Snapshot]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for row in rows:
        seen = [
            one for one in snapshots if one.final_url.endswith(row["path"]) or one.url.endswith(row["path"])
        ]
        outcome = seen[-1].outcome.value if seen else "never"
        tally["outcome asked"] += 1
        tally["outcome"] += outcome == row["outcome"] or outcome in row["or_else"]
        read = next((one.listing for one in seen if one.listing and one.kind is PageKind.LISTING), None)
        if row["outcome"] == "found" and read is not None:
            tally.update({f"{name} asked": 1 for name in ("title", "price", "shop")})
            tally.update(_judge(row, shops[row["shop_id"]], read))
    return tally


def _judge(row: dict[str, Any], shop: str, read: Listing) -> dict[str, int]:
    amount = read.price.amount if read.price is not None else None
    return {
        "title": read.title == row["title"],
        "price": amount == Decimal(row["price"]),
        "shop": read.shop is not None and read.shop.name == shop,
    }


def _is_licence_of(snapshot: Snapshot, shop_id: str) -> bool:
    return snapshot.kind is PageKind.LICENCE and shop_id in snapshot.final_url


main()
