"""How the way of a shop that others wrote, from crawl to desk, compares with the shop's own database.

    python bench/third_party_shop/measure.py [--seed N] [--browser auto|never] [--misses]

Serves a freshly filled django-oscar on loopback and runs the commands that an officer would: `crawl` of its
home page without an adapter, `inspect`, `search` for each product by its title and number, and `serve`.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from shop import Truth, serve_shop

from evidence.listing import Listing, PageKind
from evidence.workspace import open_workspace

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What was published, what was found, and how much of it is right."""

    published: int
    found: int
    prices_right: int
    availability_right: int
    titles_right: int
    upcs_right: int
    extra: list[str]
    misses: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The commands, in one workspace."""

    workspace: Path

    def ask(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints with --json; 6 (incomplete) is an answer too."""
        command = [sys.executable, "-m", "console", "-w", str(self.workspace), *words, "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 6}:
            raise SystemExit(f"{words[0]} ended with {done.returncode}: {done.stderr[-500:]}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    @contextmanager
    def open_desk(self) -> Iterator[str]:
        """The address of the desk while it is served."""
        command = [sys.executable, "-m", "console", "-w", str(self.workspace), "serve", "--port", "0"]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            found = re.search(r"http://\S+/", process.stderr.readline() if process.stderr else "")
            if found is None:
                raise SystemExit("the desk did not say its address")
            yield found[0]
        finally:
            process.terminate()
            process.wait(timeout=20)


def main() -> int:
    """Print the figures; 0 when every published product came through with its price, 6 otherwise."""
    parser = argparse.ArgumentParser(description="the way of a django-oscar shop, against its database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--browser", choices=["auto", "never"], default="never")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netpatrol-shop-") as folder:
        office = Office(workspace=Path(folder) / "workspace")
        with serve_shop(Path(folder), options.seed) as (port, truth):
            place = f"127.0.0.1:{port}"
            crawl = ["crawl", f"http://{place}/", "--allow-host", place, "--delay", "0"]
            *listings, result = office.ask(*crawl, "--browser", options.browser)
        findings = office.ask("inspect", "--run", result["run_id"])
        score = _compare(truth, _read_listings(office.workspace, result["run_id"]))
        targets = open_workspace(office.workspace).records.load_targets(result["run_id"])
        found, shown = _search(office, truth, listings)
    _report(score, result)
    print(f"pages visited       {dict(Counter(_name_page(target.url) for target in targets))}")
    print(f"findings            {dict(Counter((one['code'], one['status']) for one in findings))}")
    print(f"searched and found  {found}/{2 * score.published} (by title and by number)")
    print(f"shown at the desk   {shown}/{score.published}")
    if options.misses:
        bad = [
            f"{one['outcome']} {one['reason']} {one['url']}" for one in listings if one["outcome"] != "found"
        ]
        print("\n".join([*score.misses, *score.extra, *bad, *(one["summary"] for one in findings)]))
    is_whole = score.found == score.prices_right == score.published == shown and not score.extra
    return 0 if is_whole and found == 2 * score.published else 6


def _search(office: Office, truth: Truth, listings: list[dict[str, Any]]) -> tuple[int, int]:
    """How many products are among the first hits for their title and number, and shown with their title."""
    ids = {urlsplit(one["url"]).path: one["snapshot_id"] for one in listings}
    found = shown = 0
    public = [row for row in truth if row["public"]]
    for row in public:
        for text in (row["title"], row["upc"]):
            hits = office.ask("search", text, "--noun", "snapshot")
            found += any(hit.get("snapshot_id") == ids[row["path"]] for hit in hits)
    with office.open_desk() as desk:
        for row in public:
            with urllib.request.urlopen(f"{desk}snapshots/{quote(ids[row['path']])}", timeout=30) as answer:  # noqa: S310 -- the desk that was just opened
                shown += row["title"] in answer.read().decode()
    return found, shown


def _read_listings(workspace: Path, run_id: str) -> dict[str, Listing]:
    """What was read, by the path of the page."""
    snapshots = open_workspace(workspace).records.load_snapshots(run_id=run_id)
    return {
        urlsplit(snapshot.url).path: snapshot.listing
        for snapshot in snapshots
        if snapshot.listing is not None and snapshot.kind is PageKind.LISTING
    }


def _name_page(url: str) -> str:
    """What an address is by its look: a query other than the page number would be a trap."""
    parts = urlsplit(url)
    if parts.query and not parts.query.startswith("page="):
        return f"trap {parts.path}?{parts.query}"
    return parts.path.strip("/").split("/")[0] or "home"


def _compare(truth: Truth, read: dict[str, Listing]) -> Score:
    published = {row["path"]: row for row in truth if row["public"]}
    pairs = [(row, read[path]) for path, row in published.items() if path in read]
    misses = [f"not found: {path}" for path in published if path not in read]
    prices = stock = titles = upcs = 0
    for row, listing in pairs:
        amount = listing.price.amount if listing.price else None
        wanted = None if row["price"] is None else Decimal(row["price"])
        right = amount == wanted
        # What has no price cannot be bought either: the shop says "unavailable".
        available = "in_stock" if row["stock"] > 0 and wanted is not None else "out_of_stock"
        prices += right
        stock += listing.availability == available
        titles += listing.title == row["title"]
        upcs += listing.sku == row["upc"]
        if not right or listing.availability != available:
            misses.append(f"{row['path']}: {amount} for {wanted}, {listing.availability} for {available}")
    return Score(
        published=len(published),
        found=len(pairs),
        prices_right=prices,
        availability_right=stock,
        titles_right=titles,
        upcs_right=upcs,
        extra=sorted(set(read) - set(published)),
        misses=misses,
    )


def _report(score: Score, result: dict[str, Any]) -> None:
    print(f"products found      {score.found}/{score.published}, not products {len(score.extra)}")
    print(f"prices right        {score.prices_right}/{score.found}")
    print(f"availability right  {score.availability_right}/{score.found}")
    print(f"titles right        {score.titles_right}/{score.found}")
    print(f"numbers (UPC) right {score.upcs_right}/{score.found}")
    print(f"outcomes            {dict(sorted(result['counts'].items()))}")
    print(f"coverage            {result['coverage']:.3f}")


if __name__ == "__main__":
    sys.exit(main())
