"""How well an unprepared shop is crawled: `python -m bench.sites ADDRESS TRUTH [--workspace DIR]`.

ADDRESS is the home page of a shop on loopback, TRUTH a file of JSON lines, one a listing that a visitor
can reach: `url`, `title`, `price`, `list_price`, `availability`, `brand`, `sku`, `images`; null where the
page does not show it; `variants`, each with `name`, `price` and `availability`. Prints for each field how
many are right, wrong with confidence and silent, the coverage claimed, and the CPU spent.
"""

import argparse
import json
import re
import resource
import sys
import tempfile
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from evidence.listing import Listing, PageKind
from evidence.workspace import open_workspace

FIELDS = ("title", "price", "list_price", "availability", "brand", "sku", "images")


def main() -> int:
    """Crawl the shop and print one line a field."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("truth", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--browser", choices=[use.value for use in BrowserUse], default="auto")
    options = parser.parse_args()
    if not options.truth.is_file():
        sys.stderr.write(f"no file {str(options.truth)!r}: nothing to measure\n")
        return 4
    truth = [json.loads(line) for line in options.truth.read_text(encoding="utf-8").splitlines() if line]
    root = options.workspace or Path(tempfile.mkdtemp(prefix="bench-sites-")) / "ws"
    job = CrawlJob(
        targets=(options.address,),
        browser=BrowserUse(options.browser),
        delay_s=0.0,
        allow_hosts=(urlsplit(options.address).netloc,),
    )
    result = crawl(root, job)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = [
        (one.url, one.final_url, one.listing)
        for one in open_workspace(root).records.load_snapshots(run_id=result.run_id)
        if one.kind is PageKind.LISTING and one.listing is not None
    ]
    _print(truth, found)
    seconds = spent.ru_utime + spent.ru_stime
    print(f"coverage claimed {result.coverage:.3f}; CPU {seconds:.0f} s; workspace {root}")
    return 0


def _print(truth: list[dict[str, Any]], found: list[tuple[str, str, Listing]]) -> None:
    by_address = {_fold_address(address): listing for *urls, listing in found for address in urls}
    by_title = {_fold(listing.title): listing for *_, listing in found}
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for row in truth:
        listing = by_address.get(_fold_address(row["url"])) or by_title.get(_fold(row["title"]))
        tally["reached"]["right" if listing else "silent"] += 1
        if listing is not None:
            for name in FIELDS:
                if name in row and (row[name] is not None or name == "list_price"):
                    tally[name][_judge(name, row[name], listing)] += 1
            for variant in row.get("variants") or ():
                price, stock = _judge_variant(variant, listing)
                tally["variants"][price] += 1
                tally["their stock"][stock] += 1
    for name in ("reached", *FIELDS, "variants", "their stock"):
        counts = tally[name]
        whole = counts.total()
        share = counts["right"] / whole if whole else 0.0
        print(f"{name:13} {share:6.3f}  right {counts['right']} wrong {counts['wrong']} of {whole}")


def _judge(name: str, expected: Any, listing: Listing) -> str:
    got = _read(name, listing)
    wanted = Decimal(expected) if name in {"price", "list_price"} and expected is not None else expected
    if name == "images":
        return "right" if (got or 0) >= wanted else "silent"
    if name in {"title", "brand"}:
        wanted, got = _fold(wanted), _fold(got) or None
    return "right" if got == wanted else "silent" if got is None else "wrong"


def _judge_variant(variant: dict[str, Any], listing: Listing) -> tuple[str, str]:
    """How a variant's price was read, and its stock: by offers that bear its name."""
    name = _fold(variant["name"])
    called = [(_fold(one.name), one) for one in listing.offers if one.name]
    named = [one for text, one in called if text == name] or [
        one for text, one in called if text.endswith(name) or text.startswith(name)
    ]
    amounts = {one.amount for one in named if one.amount is not None}
    stocks = {str(one.availability) for one in named if one.availability is not None}
    price = "silent" if not amounts else "right" if amounts == {Decimal(variant["price"])} else "wrong"
    return price, "silent" if not stocks else "right" if stocks == {variant.get("availability")} else "wrong"


def _read(name: str, listing: Listing) -> Any:
    value = getattr(listing, name)
    if name in {"price", "list_price"}:
        return value.amount if value is not None else None
    if name == "images":
        return len(value) + len(listing.detail_images)
    return str(value) if value is not None else None


def _fold(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def _fold_address(url: str) -> str:
    return unquote(url).rstrip("/")


if __name__ == "__main__":
    sys.exit(main())
