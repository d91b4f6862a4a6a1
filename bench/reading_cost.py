"""What reading and learning cost: `python -m bench.reading_cost [--folder FOLDER] [--size full]`.

Serves our own market under a number, so that neither adapter nor profile knows it, and crawls each platform
twice: unprepared, and with the profile that the first crawl learned. Prints ratios of CPU time:

- reading a sealed page of goods with its profile, and without, against one `lxml.html` parse of its bytes:
  the median over pages, each the least of a few rounds (`--profile` says where the time goes);
- what learning costs of a crawl: the first crawl less the second.

FOLDER holds `pages/` of saved shops by others, such as ../shared/data/dev: those have no profile.
"""

import argparse
import cProfile
import pstats
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from lxml import html

from config.errors import ItemError
from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from crawlers.rereading import find_page
from demo.model import Market
from demo.server import LOOPBACK, serve
from demo.sizes import Size
from demo.world import make_world
from evidence.listing import PageKind
from evidence.workspace import open_workspace
from sites.profile import SiteProfile
from sites.reading import read_page
from sites.shelf import FOLDER, Shelf

_ROUNDS = 3
_MOST_PAGES = 60


class _Nameless(Market):
    """A platform that answers under its address alone."""

    @property
    def host(self) -> str:
        return LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    url: str
    body: bytes
    content_type: str | None = None
    profile: SiteProfile | None = None


def main() -> None:
    """Measure and print a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--size", choices=[size.value for size in Size], default="quick")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    pages: list[_Page] = []
    for market in make_world(options.seed, Size(options.size)).markets:
        found, share, count = _crawl_twice(market)
        pages += found
        said = f"learning costs {share:.3f} of the crawl of" if found else "nothing was learned of"
        print(f"{market.platform}: {said} {count} listings")
    if options.profile:
        _print_profile(pages)
        return
    _print_ratio("our market, with its profile", pages, _read)
    _print_ratio("our market, without", pages, _read_alone)
    if options.folder is not None and (options.folder / "pages").is_dir():
        saved = [
            _Page(url=f"https://{path.stem}.example/", body=path.read_bytes())
            for path in sorted((options.folder / "pages").rglob("*.html"))[:_MOST_PAGES]
        ]
        _print_ratio("saved pages of others, without", saved, _read_alone)


def _crawl_twice(market: Market) -> tuple[list[_Page], float, int]:
    """The pages of goods with their profile, the share of learning, and how many listings there were."""
    nameless = _Nameless(**{one.name: getattr(market, one.name) for one in fields(market)})
    with tempfile.TemporaryDirectory() as folder, serve(nameless) as site:
        job = CrawlJob(
            targets=(site.url,),
            delay_s=0.0,
            allow_hosts=(f"{LOOPBACK}:{site.port}",),
            browser=BrowserUse.NEVER,
        )
        first, second = Path(folder) / "first", Path(folder) / "second"
        begun = _take_cpu_s()
        run_id = crawl(first, job).run_id
        whole = _take_cpu_s() - begun
        profile = next(iter(Shelf.open(first / FOLDER).profiles), None)
        if profile is None:
            return [], 0.0, len(market.listings)
        Shelf.open(second / FOLDER).put(profile)
        begun = _take_cpu_s()
        crawl(second, job)
        known = _take_cpu_s() - begun
        workspace = open_workspace(first)
        goods = [
            (one, page)
            for one in workspace.records.load_snapshots(run_id=run_id)
            if one.kind is PageKind.LISTING and one.listing is not None and (page := find_page(one))
        ]
        pages = []
        for one, page in goods[:_MOST_PAGES]:
            sealed = workspace.read_sealed(page.sha256)
            pages.append(
                _Page(
                    url=one.final_url, body=sealed.payload, content_type=sealed.content_type, profile=profile
                )
            )
        return pages, (whole - known) / whole, len(goods)


def _take_cpu_s() -> float:
    """The CPU seconds of the crawls so far; each runs in a process of its own."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(page: _Page) -> object:
    return read_page(page.body, page.url, content_type=page.content_type, site=page.profile)


def _read_alone(page: _Page) -> object:
    return read_page(page.body, page.url, content_type=page.content_type)


def _print_ratio(name: str, pages: Sequence[_Page], read: Callable[[_Page], object]) -> None:
    costs: dict[int, list[tuple[float, float]]] = {number: [] for number in range(len(pages))}
    for _ in range(_ROUNDS):  # a page is not read twice in a row: what was kept of it would be used again
        for number, page in enumerate(pages):
            try:
                ours = _time(lambda page=page: read(page))
            except ItemError:
                continue
            costs[number].append((ours, _time(lambda page=page: html.document_fromstring(page.body))))
    ratios = [
        min(ours for ours, _ in known) / min(base for _, base in known) for known in costs.values() if known
    ]
    if ratios:
        low, high = min(ratios), max(ratios)
        median = statistics.median(ratios)
        spread = f"median of {len(ratios)} pages, {low:.1f} to {high:.1f}"
        print(f"{name}: reading one page costs {median:.1f} lxml parses ({spread})")


def _time(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _print_profile(pages: Sequence[_Page]) -> None:
    tool = cProfile.Profile()
    tool.enable()
    for page in pages:
        _read(page)
    tool.disable()
    pstats.Stats(tool).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
