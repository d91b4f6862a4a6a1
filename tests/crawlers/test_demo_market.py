"""The whole demo market, through its real server: what was there is what came out."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from demo.licence_picture import draw_licence
from demo.model import Market
from demo.server import Site, serve
from demo.truth import make_truth
from evidence.ledger import find_chain_problems
from evidence.listing import OfferKind, PageKind
from evidence.noun import make_digest
from evidence.snapshot import Outcome, Role
from evidence.workspace import open_workspace
from tests.crawlers.conftest import Crawled

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
# How our reasons stand to those of the market, which speaks of causes where we speak of what is seen.
REASONS = {
    "delisted": "gone_text",
    "refused": "http_403",
    "challenged": "challenge",
    "login_asked": "login",
    "new_layout": "selector:article.item",
}


def make_market_job(site: Site, **asked: object) -> CrawlJob:
    job = {"browser": BrowserUse.AUTO, "delay_s": 0.0, "allow_hosts": (f"jishi.localhost:{site.port}",)}
    return CrawlJob(**{"targets": (site.named_url,), **job, **asked})  # type: ignore[arg-type] # rows of a test


@pytest.fixture(scope="module")
def crawled(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    root = tmp_path_factory.mktemp("market") / "ws"
    with serve(market) as site:
        return Crawled(root, crawl(root, make_market_job(site), now=NOW))


@pytest.mark.browser
def test_every_listing_ends_as_the_truth_says(crawled: Crawled, market: Market) -> None:
    truth = {
        row["path"]: (row["outcome"], REASONS.get(row["reason"], row["reason"]))
        for row in make_truth(market)["listings"]
    }
    got = {urlsplit(one.url).path: (one.outcome, one.reason) for one in crawled.result.listings}
    assert got == truth
    assert len(got) == 30


@pytest.mark.browser
def test_the_counts_give_the_coverage(crawled: Crawled) -> None:
    expected = {"found": 22, "absent": 2, "blocked": 3, "unreadable": 2, "not_attempted": 1}
    assert crawled.result.counts == expected
    assert crawled.result.coverage == pytest.approx(24 / 30)


@pytest.mark.browser
def test_the_fields_are_those_of_the_truth(crawled: Crawled, market: Market) -> None:
    held = {s.listing_id: s.listing for s in crawled.snapshots if s.kind is PageKind.LISTING and s.listing}
    rows = [row for row in make_truth(market)["listings"] if row["outcome"] == "found"]
    assert len(rows) == len(held) == 22
    for row in rows:
        listing = held[row["listing_id"]]
        assert listing.price is not None
        special = {offer.kind: offer.amount for offer in listing.offers}
        assert listing.price.amount == Decimal(row["price"])
        assert (listing.price.currency, listing.title) == ("CNY", row["title"])
        assert (listing.brand, listing.model, listing.availability) == (
            row["brand"],
            row["model"],
            row["availability"],
        )
        assert (listing.list_price.amount if listing.list_price else None) == _decimal(row["list_price"])
        assert special.get(OfferKind.AFTER_COUPON) == _decimal(row["coupon_price"])
        assert special.get(OfferKind.DEPOSIT) == _decimal(row["deposit"])
        assert listing.shop is not None
        assert listing.shop.id == row["shop_id"]


@pytest.mark.browser
def test_shops_declare_their_operators_and_licences(crawled: Crawled, market: Market) -> None:
    first = {
        s.listing.shop.id: s.listing
        for s in reversed(crawled.snapshots)
        if s.kind is PageKind.SHOP and s.listing and s.listing.shop
    }
    for shop in market.shops:
        page = first[shop.shop_id]
        assert page.attributes == {"经营者": shop.operator}
        assert page.region == shop.region
        assert (page.links.licence is not None) == (shop.licence is not None)


@pytest.mark.browser
def test_licence_pages_hold_the_licence_picture(crawled: Crawled, market: Market) -> None:
    pages = {
        s.listing.shop.id: s
        for s in crawled.snapshots
        if s.kind is PageKind.LICENCE and s.listing is not None and s.listing.shop is not None
    }
    assert set(pages) == {shop.shop_id for shop in market.shops if shop.licence}
    for shop in market.shops:
        if shop.licence is None:
            continue
        page = pages[shop.shop_id]
        images = [artefact for artefact in page.artefacts if artefact.role is Role.IMAGE]
        assert [image.sha256 for image in images] == [make_digest(draw_licence(shop.licence))]
        assert page.listing is not None
        assert page.listing.attributes == {"经营者": shop.operator}
        assert (page.method, page.outcome, page.partial) == ("browser", Outcome.FOUND, False)


@pytest.mark.browser
def test_found_listings_hold_page_and_both_pictures(crawled: Crawled) -> None:
    for snapshot in crawled.snapshots:
        if snapshot.kind is PageKind.LISTING and snapshot.outcome is Outcome.FOUND:
            roles = [artefact.role for artefact in snapshot.artefacts]
            assert (roles.count(Role.PAGE), roles.count(Role.IMAGE), roles.count(Role.PAGEINFO)) == (1, 2, 1)
            assert not snapshot.partial


@pytest.mark.browser
def test_the_ledger_is_whole_and_every_byte_comes_back(crawled: Crawled) -> None:
    workspace = crawled.workspace
    assert find_chain_problems(list(workspace.records.iter_entries())) == []
    for digest in {a.sha256 for s in crawled.snapshots for a in s.artefacts}:
        assert make_digest(workspace.read_artefact(digest)) == digest


def test_the_same_job_again_is_a_new_run(site: Site, tmp_path: Path) -> None:
    job = make_market_job(site, browser=BrowserUse.NEVER, targets=(site.named_url + "help/rules",))
    first = crawl(tmp_path / "ws", job, now=NOW)
    second = crawl(tmp_path / "ws", job, now=NOW.replace(hour=9))
    assert first.run_id != second.run_id
    assert len(open_workspace(tmp_path / "ws").records.load_snapshots()) == 2
    rows = [(row.outcome, row.reason, row.title) for one in (first, second) for row in one.listings]
    assert rows == [("found", None, "平台规则")] * 2


def test_without_a_browser_licences_are_partial(site: Site, tmp_path: Path, market: Market) -> None:
    shop = market.shop("true_holder")
    job = make_market_job(
        site, browser=BrowserUse.NEVER, targets=(f"{site.named_url}shop/{shop.shop_id}/licence",)
    )
    crawled = Crawled(tmp_path / "ws", crawl(tmp_path / "ws", job, now=NOW))
    (snapshot,) = crawled.snapshots
    assert (snapshot.outcome, snapshot.partial, snapshot.method) == (Outcome.FOUND, True, "http")


def test_a_search_and_a_shop_of_a_platform_are_crawled(site: Site, tmp_path: Path, market: Market) -> None:
    job = CrawlJob(
        targets=(site.named_url + "help/rules",),
        platform="jishi",
        keywords=("云朵柴",),
        browser=BrowserUse.NEVER,
        delay_s=0.0,
        allow_hosts=(f"jishi.localhost:{site.port}",),
    )
    result = crawl(tmp_path / "ws", job, now=NOW)
    wanted = next(listing for listing in market.listings if listing.brand == "云朵柴")
    assert wanted.listing_id in {one.listing_id for one in result.listings}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
