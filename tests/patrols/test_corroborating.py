"""A second capture from a session of its own: what bears the first one out, what does not, and the grade."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import ExitCode
from console.main import run as run_command
from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob
from crawlers.orders import find_places
from evidence.bundle import write_bundle
from evidence.comparison import (
    Comparison,
    Redrawn,
    compare_facts,
    complete_comparison,
    find_comparison_problem,
)
from evidence.grading import NO_SERVER, NO_TLS, ONE_AUTHORITY, ONE_CAPTURE, Grounds, grade_snapshots
from evidence.listing import Listing, PageKind, Price
from evidence.run_lock import hold_job
from evidence.snapshot import Artefact, Grade, Outcome, Role, Snapshot, make_listing_key, make_snapshot_id
from evidence.trust import load_trusted
from evidence.verify_bundle import verify_bundle
from evidence.verify_store import verify_store
from evidence.workspace import open_workspace
from tests.crawlers.stage import Stage, run_stage
from tests.evidence.conftest import NOW
from tests.index.evidence import make_reading

PAGE = """<!doctype html><html><head><meta charset=utf-8><title>电水壶 1.7L</title>
<script type="application/ld+json">{"@type":"Product","name":"电水壶 1.7L","sku":"K-17",
"offers":{"price":"PRICE","priceCurrency":"CNY","availability":"https://schema.org/InStock"}}</script></head>
<body><h1>电水壶 1.7L</h1><p>价格 ¥PRICE</p><p>容量 1.7 升，三分钟烧开一壶水，自动断电。</p></body></html>"""


def make_page(price: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.replace("PRICE", price).encode()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with run_stage() as running:
        yield running


@pytest.fixture
def root(stage: Stage, tmp_path: Path) -> Path:
    """A workspace in which the page was captured once, without a browser."""
    stage.routes = {"/item/1": make_page("129.00")}
    job = CrawlJob(
        targets=(stage.url("/item/1"),), browser=BrowserUse.NEVER, delay_s=0.0, allow_hosts=(stage.host,)
    )
    crawl(tmp_path / "ws", job, now=NOW)
    (tmp_path / "ws" / "netpatrol.toml").write_text(
        f'[crawl]\ndelay_s = 0.0\nallow_hosts = ["{stage.host}"]\n', encoding="utf-8"
    )
    return tmp_path / "ws"


def corroborate(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    first = next(one for one in open_workspace(root).records.load_snapshots() if one.method == "http")
    code = run_command(["-w", str(root), "corroborate", first.snapshot_id, "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[0])


@pytest.mark.browser
def test_a_page_that_says_the_same_again_is_borne_out_and_travels_in_the_bundle(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = corroborate(root, capsys)
    assert (code, said["agrees"], said["differing"]) == (0, True, [])
    workspace = open_workspace(root)
    assert verify_store(workspace).problems == ()
    out = root / "one.wacz"
    write_bundle(workspace, [str(said["first"])], out, now=NOW + timedelta(days=400), software="test")
    verified = verify_bundle(out, load_trusted(workspace))
    assert (verified.ok, verified.grade) == (True, Grade.C)
    snapshots = {one.snapshot_id: one for one in workspace.records.load_snapshots()}
    first, second = snapshots[str(said["first"])], snapshots[str(said["second"])]
    assert (first.run_id != second.run_id, second.method) == (True, "browser")
    assert any(artefact.role is Role.SCREENSHOT for artefact in second.artefacts)


@pytest.mark.browser
def test_a_price_that_changed_is_named_and_a_page_that_is_gone_is_told(
    root: Path, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.routes["/item/1"] = make_page("99.00")
    code, said = corroborate(root, capsys)
    assert (code, said["agrees"]) == (6, False)
    assert said["differing"] == [{"name": "price", "first": "129 CNY", "second": "99 CNY"}]
    stage.routes["/item/1"] = (404, {"Content-Type": "text/html"}, b"<p>gone")
    code, said = corroborate(root, capsys)
    assert code == 6
    assert {"name": "outcome", "first": "found", "second": "absent"} in said["differing"]  # type: ignore[operator]


def test_a_page_that_another_job_is_at_is_not_captured_beside_it(
    root: Path, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    first = next(iter(open_workspace(root).records.load_snapshots()))
    places = find_places(CrawlJob(targets=(stage.url("/item/1"),)))
    with hold_job(root, "crawl-other", now=NOW, places=places):
        assert (
            run_command(["-w", str(root), "--lang", "en", "corroborate", first.snapshot_id])
            == ExitCode.INCOMPLETE
        )
    assert "is at some of the same addresses already" in capsys.readouterr().err
    assert len(open_workspace(root).records.load_runs()) == 1


def make_snapshot(run_id: str, hours: int, *, price: str = "129", scheme: str = "https") -> Snapshot:
    url = f"{scheme}://shop.example/item/1"
    moment = NOW + timedelta(hours=hours)
    listing = Listing(
        url=url,
        kind=PageKind.LISTING,
        platform="generic",
        title="电水壶",
        price=Price(amount=price, currency="CNY"),  # type: ignore[arg-type]
    )
    return Snapshot(
        snapshot_id=make_snapshot_id(make_listing_key("generic", None, url), moment, run_id),
        run_id=run_id,
        platform="generic",
        kind=PageKind.LISTING,
        listing_id=None,
        url=url,
        final_url=url,
        captured_at=moment,
        outcome=Outcome.FOUND,
        listing=listing,
        artefacts=(
            Artefact(sha256="a" * 64, role=Role.IMAGE, url=url, media_type="image/png", size_bytes=9),
        ),
        warc_sha256="b" * 64,
    )


def compare(first: Snapshot, second: Snapshot, *, differing: int = 0) -> Comparison:
    return Comparison(
        first=first.snapshot_id,
        second=second.snapshot_id,
        facts=compare_facts(first, second, ["a" * 64]),
        redrawn=Redrawn(similarity=1.0, tiles=9, differing=differing),
        compared_at=second.captured_at,
        software="test",
    )


def make_grounds(*comparisons: Comparison) -> Grounds:
    served = frozenset(one for held in comparisons for one in (held.first, held.second))
    return Grounds(
        is_signer_known=True, stamps=2, vouched=2, authorities=2, comparisons=comparisons, served=served
    )


def test_grade_a_needs_each_of_its_grounds() -> None:
    first, second = make_snapshot("run-1", 0), make_snapshot("run-2", 1)
    both, whole = (first, second), make_grounds(compare(first, second))
    assert grade_snapshots(both, whole) == (Grade.A, ())
    lacks = {
        ONE_CAPTURE: dataclasses.replace(whole, comparisons=()),
        ONE_AUTHORITY: dataclasses.replace(whole, authorities=1),
        NO_SERVER.format("shop.example"): dataclasses.replace(whole, served=frozenset()),
    }
    for reason, grounds in lacks.items():
        grade, reasons = grade_snapshots(both, grounds)
        assert (grade, reason in reasons) == (Grade.B, True)
    plain = make_snapshot("run-1", 0, scheme="http"), make_snapshot("run-2", 1, scheme="http")
    assert grade_snapshots(plain, make_grounds(compare(*plain))) == (
        Grade.B,
        (NO_TLS.format("shop.example"),),
    )
    unknown = dataclasses.replace(whole, is_signer_known=False)
    assert grade_snapshots(both, unknown)[0] is Grade.D
    assert grade_snapshots(both, dataclasses.replace(whole, vouched=0))[0] is Grade.C


def test_a_second_capture_that_differs_keeps_the_grade_at_b() -> None:
    first, second = make_snapshot("run-1", 0), make_snapshot("run-2", 1, price="99")
    grade, (reason,) = grade_snapshots((first, second), make_grounds(compare(first, second)))
    assert (grade, "'99 CNY'" in reason) == (Grade.B, True)
    same = make_snapshot("run-2", 1)
    grade, (reason,) = grade_snapshots((first, same), make_grounds(compare(first, same, differing=1)))
    assert (grade, "screenshot" in reason) == (Grade.B, True)


def test_a_comparison_is_held_against_its_two_captures() -> None:
    first, second = make_snapshot("run-1", 0), make_snapshot("run-2", 1)
    held = compare(first, second)
    assert find_comparison_problem(held, first, second) is None
    forged = held.model_copy(update={"facts": compare_facts(first, first, ["a" * 64])})
    dear = make_snapshot("run-2", 1, price="99")
    assert "do not say" in str(find_comparison_problem(forged, first, dear))
    assert "missing" in str(find_comparison_problem(held, first, None))
    assert "another run" in str(find_comparison_problem(held, first, make_snapshot("run-1", 1)))
    assert "another run" in str(find_comparison_problem(held, second, make_snapshot("run-3", 0)))
    unknown = held.model_copy(update={"facts": compare_facts(first, second, ["c" * 64])})
    assert "do not say" in str(find_comparison_problem(unknown, first, second))


def test_a_licence_that_a_comparison_leaves_out_is_held_against_it() -> None:
    first = make_snapshot("run-1", 0)
    second = make_snapshot("run-2", 1).model_copy(update={"artefacts": ()})
    silent = compare(first, second).model_copy(update={"facts": compare_facts(first, second, ())})
    assert silent.agrees
    reading = make_reading("a" * 64, number="91440300MA5EXAMPL1")
    assert not complete_comparison(silent, first, second, [reading]).agrees
    bare = reading.model_copy(update={"documents": ()})
    assert complete_comparison(silent, first, second, [bare]).agrees
