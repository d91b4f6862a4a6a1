"""How a crawl of a shop that others wrote compares with its own database.

    python bench/third_party_shop/measure.py [--seed N] [--browser auto|never] [--misses]

Installs the pinned django-oscar into an environment of its own (once), fills a fresh database from the seed,
serves it on a free loopback port, crawls its home page without an adapter, and compares.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob, CrawlResult
from evidence.listing import Listing, PageKind
from evidence.workspace import open_workspace
from evidence.writer import Target

HERE = Path(__file__).parent
PACKAGES = ("django-oscar[sorl-thumbnail]==4.2.1", "whoosh==2.7.4", "django-treebeard<8")
START_LIMIT_S = 60.0


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


def main() -> int:
    """Print the figures; 0 when every published product was found with its price, 6 otherwise."""
    parser = argparse.ArgumentParser(description="crawl a django-oscar shop and compare with its database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--browser", choices=["auto", "never"], default="never")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    python = _install()
    with tempfile.TemporaryDirectory(prefix="netpatrol-shop-") as folder:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "SHOP_DIR": folder,
            "PYTHONPATH": str(HERE),
            "DJANGO_SETTINGS_MODULE": "settings",
        }
        truth = _fill(python, environment, options.seed)
        with _serve(python, environment, Path(folder) / "server.log") as port:
            workspace = Path(folder) / "workspace"
            result = _crawl(workspace, port, BrowserUse(options.browser))
        score = _compare(truth, _read_listings(workspace, result))
        pages = Counter(_name_page(one.url) for one in _load_targets(workspace, result))
    _report(score, result, misses=options.misses)
    print(f"pages visited       {dict(pages)}")
    is_whole = score.found == score.prices_right == score.published and not score.extra
    return 0 if is_whole else 6


def _install() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "netpatrol" / "third-party-shop"
    python, mark = folder / "bin" / "python", folder / "installed.txt"
    if not (mark.exists() and mark.read_text(encoding="utf-8").split() == list(PACKAGES)):
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        mark.write_text("\n".join(PACKAGES), encoding="utf-8")
    return python


def _fill(python: Path, environment: dict[str, str], seed: int) -> list[dict[str, Any]]:
    django = [str(python), "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(django, env=environment, check=True, stdout=subprocess.DEVNULL)
    filled = subprocess.run(
        [str(python), "-W", "ignore", str(HERE / "fill.py"), str(seed)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [json.loads(line) for line in filled.stdout.splitlines() if line.startswith("{")]


@contextmanager
def _serve(python: Path, environment: dict[str, str], log: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(python), "-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(server, port)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    end_s = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end_s and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"the shop did not start within {START_LIMIT_S:.0f} s")


def _crawl(workspace: Path, port: int, browser: BrowserUse) -> CrawlResult:
    job = CrawlJob(
        targets=(f"http://127.0.0.1:{port}/",),
        browser=browser,
        delay_s=0.0,
        allow_hosts=(f"127.0.0.1:{port}",),
    )
    return crawl(workspace, job)


def _read_listings(workspace: Path, result: CrawlResult) -> dict[str, Listing]:
    """What was read, by the path of the page."""
    snapshots = open_workspace(workspace).records.load_snapshots(run_id=result.run_id)
    return {
        urlsplit(snapshot.url).path: snapshot.listing
        for snapshot in snapshots
        if snapshot.listing is not None and snapshot.kind is PageKind.LISTING
    }


def _load_targets(workspace: Path, result: CrawlResult) -> list[Target]:
    return open_workspace(workspace).records.load_targets(result.run_id)


def _name_page(url: str) -> str:
    """What an address is by its look: a query other than the page number would be a trap."""
    parts = urlsplit(url)
    if parts.query and not parts.query.startswith("page="):
        return f"trap {parts.path}?{parts.query}"
    return parts.path.strip("/").split("/")[0] or "home"


def _compare(truth: list[dict[str, Any]], read: dict[str, Listing]) -> Score:
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


def _report(score: Score, result: CrawlResult, *, misses: bool) -> None:
    print(f"products found      {score.found}/{score.published}, not products {len(score.extra)}")
    print(f"prices right        {score.prices_right}/{score.found}")
    print(f"availability right  {score.availability_right}/{score.found}")
    print(f"titles right        {score.titles_right}/{score.found}")
    print(f"numbers (UPC) right {score.upcs_right}/{score.found}")
    print(f"outcomes            {dict(sorted(result.counts.items()))}")
    print(f"coverage            {result.coverage:.3f}")
    reasons = Counter(
        f"{one.outcome} {one.reason} {urlsplit(one.url).path}"
        for one in result.listings
        if one.outcome != "found"
    )
    if misses:
        print("\n".join([*score.misses, *score.extra, *sorted(reasons)]))


if __name__ == "__main__":
    sys.exit(main())
