"""Every kind of page, by an accessibility checker and on a narrow screen, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cases.book import open_book
from cases.casework import open_case
from cases.model import Fields
from cases.people import add_token
from cases.sharing import make_share
from config.settings import Settings
from console.jobs import FOLDER, Job, JobKind, JobState
from console.session import Session
from evidence.finding import Status
from evidence.workspace import Workspace, open_workspace
from tests.cases.town import LATER, NOW, make_town
from tests.console.conftest import ROOT, Done, serve_desk

pytestmark = pytest.mark.browser
GRAVE = {"serious", "critical"}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def axe() -> str:
    found = subprocess.run([ROOT / "deploy" / "axe-test.sh"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return Path(found.stdout.strip()).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo_desk(
    demo_run: tuple[Path, Done], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Workspace]]:
    root = Path(shutil.copytree(demo_run[0], tmp_path_factory.mktemp("wide") / "ws"))
    put_job(root)
    session = Session(workspace_option=root, lang_option="zh")
    with serve_desk(session) as address:
        yield address, session.open()


@pytest.fixture(scope="module")
def town_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A desk with users: where it is, a token of its lead, a case, and one that was offered to it."""
    root = tmp_path_factory.mktemp("town") / "ws"
    workspace = open_workspace(root, create=True, now=NOW)
    (root / "netpatrol.toml").write_text('office = "gd"\n')
    town = make_town(open_book(workspace, Settings(office="gd")))
    cases = {}
    for office in ("gd", "zj"):
        lead = town.findings[office].lead_id
        cases[office] = open_case(town.book, f"{office}水壶案", [lead], by=f"{office}-lead", at=NOW).case_id
        make_share(
            town.book, cases[office], group=town.group, shown=Fields.REDACTED, by=f"{office}-lead", at=NOW
        )
    token = add_token(town.book, "gd-lead", name="t", days=9, at=NOW).token
    session = Session(workspace_option=root, lang_option="zh")
    session.__dict__["started_at"] = LATER
    with serve_desk(session) as address:
        yield {"address": address, "token": token, "case": cases["gd"], "group": town.group}


def put_job(root: Path) -> None:
    folder = root / FOLDER / "job-20260302010000-0123abcd"
    folder.mkdir(parents=True)
    (folder / "messages.txt").write_text("采集 3/9\nhttp://shop.example/" + "a" * 200 + "\n")
    job = Job(
        job_id=folder.name,
        kind=JobKind.CRAWL,
        title="定向采集：http://shop.example/" + "a" * 90,
        by="-",
        office_id=None,
        started_at=NOW,
        steps=(("crawl",),),
        writes=True,
        desk=(1, 1),
        state=JobState.CUT,
        ended_at=LATER,
    )
    (folder / "job.json").write_text(job.model_dump_json())


def find_violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def find_overflow(page: Page) -> list[str]:
    """What is wider than a narrow screen, the page itself or a part that would scroll sideways."""
    script = """[...document.querySelectorAll('html, .card, main, table, form')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
        .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
    return list(page.evaluate(script))


def find_squeezed(page: Page) -> list[str]:
    """Texts in table cells that run over three or more lines of fewer than three signs each."""
    script = """[...document.querySelectorAll('td')].flatMap((cell) => {
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) {
            const text = walk.currentNode.textContent.trim(), range = document.createRange();
            range.selectNodeContents(walk.currentNode);
            const lines = new Set([...range.getClientRects()].map((one) => one.bottom)).size;
            if (lines > 2 && text.length / lines < 3) found.push(`${lines} lines: ${text}`);
        }
        return found;
    })"""
    return list(page.evaluate(script))


def check(chromium: Browser, axe: str, go: Callable[[Page], object], headers: dict[str, str]) -> list[str]:
    context = chromium.new_context(extra_http_headers=headers)
    page = context.new_page()
    problems = []
    for size in (None, NARROW):
        if size is not None:
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
        go(page)
        problems += [f"{page.url} {one}" for one in find_violations(page, axe) + find_squeezed(page)]
        problems += [f"{page.url} {one}" for one in (find_overflow(page) if size else [])]
    context.close()
    return problems


def list_demo_pages(workspace: Workspace) -> list[str]:
    records = workspace.records
    findings, snapshots = records.load_findings(), records.load_snapshots()
    priced = next(one for one in snapshots if one.listing and one.listing.price)
    read = [one for one in snapshots if any(records.get_reading(part.sha256) for part in one.artefacts)]
    runs = [one.run.run_id for one in records.load_runs()]
    paths = [
        "/",
        "/?text=执照",
        "/?noun=snapshot",
        "/leads",
        "/leads?kind=pick",
        "/checks",
        "/cases",
        "/jobs",
    ]
    paths += [
        "/jobs/job-20260302010000-0123abcd",
        "/trends",
        "/runs",
        *(f"/runs/{one}" for one in runs[:2]),
        "/nothing",
    ]
    paths += [f"/snapshots/{one.snapshot_id}" for one in (priced, *read[:1])]
    drawn = next(one for one in snapshots if one.method == "browser" and one.outcome == "found")
    paths += [f"/snapshots/{drawn.snapshot_id}/replay"]
    paths += [f"/listings/{priced.listing_key}"]
    paths += [f"/findings/{one.finding_id}?kind=finding" for one in findings if one.status is Status.FAIL][:3]
    return paths


def test_no_page_has_a_grave_fault_or_scrolls_sideways(
    chromium: Browser, axe: str, demo_desk: tuple[str, Workspace]
) -> None:
    address, workspace = demo_desk
    problems = []
    for path in list_demo_pages(workspace):
        problems += check(chromium, axe, partial(Page.goto, url=address + path), {})
    assert problems == [], "\n".join(problems)


def test_no_page_of_a_case_has_a_grave_fault_or_scrolls_sideways(
    chromium: Browser, axe: str, town_desk: dict[str, str]
) -> None:
    address = town_desk["address"]
    headers = {"Authorization": f"Bearer {town_desk['token']}"}
    problems = check(chromium, axe, partial(Page.goto, url=f"{address}/login"), {})
    for path in ("/cases", f"/cases/{town_desk['case']}", "/jobs", "/leads"):
        problems += check(chromium, axe, partial(Page.goto, url=address + path), headers)

    def preview(page: Page) -> None:
        page.goto(f"{address}/cases/{town_desk['case']}")
        page.locator("button[value=preview]").click()
        page.wait_for_selector("input[name=step][value=offer]", state="attached")

    assert problems + check(chromium, axe, preview, headers) == []


def test_the_checker_finds_a_fault_that_is_planted(
    chromium: Browser, axe: str, demo_desk: tuple[str, Workspace]
) -> None:
    page = chromium.new_page()
    page.goto(f"{demo_desk[0]}/checks")
    page.evaluate("document.querySelector('.card').append(document.createElement('img'))")
    assert any(one.startswith("image-alt") for one in find_violations(page, axe))
    page.set_viewport_size({"width": 390, "height": 844})
    assert find_overflow(page) == []
    page.evaluate("document.querySelector('.card img').style.width = '99rem'")
    assert find_overflow(page) != []
    page.close()
