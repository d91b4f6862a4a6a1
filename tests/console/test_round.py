"""Leads reviewed one after the other: the next of the list comes by itself, with a script and without."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from console.desk.app import make_app
from console.session import Session
from evidence.lead import Lead, LeadFilter, LeadOrder
from tests.console.conftest import BASE, serve_desk

pytestmark = pytest.mark.browser
NEWEST = "kind=finding&verdict=open&order=newest"
FORM = {"verdict": "confirmed", "by": "李明", "note": ""}


@pytest.fixture
def session(demo_workspace: Path) -> Session:
    return Session(workspace_option=demo_workspace, lang_option="zh")


@pytest.fixture
def desk(session: Session) -> Iterator[TestClient]:
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def leads(session: Session) -> list[Lead]:
    return session.open().records.load_leads(LeadFilter(verdict="open"), order=LeadOrder.NEWEST)


def test_a_finding_of_a_list_names_its_place_and_its_neighbours(desk: TestClient, leads: list[Lead]) -> None:
    page = desk.get(f"/findings/{leads[1].latest_id}?{NEWEST}").text
    assert f"第 2 条，共 {len(leads)} 条" in page
    assert f'href="/findings/{leads[0].latest_id}?' in page
    assert f'href="/findings/{leads[2].latest_id}?' in page
    alone = desk.get(f"/findings/{leads[1].latest_id}").text
    assert "第 2 条" not in alone


def test_a_verdict_leads_to_the_next_of_the_list_and_says_what_was_kept(
    desk: TestClient, leads: list[Lead]
) -> None:
    answer = desk.post(f"/leads/{leads[0].latest_id}/reviews?{NEWEST}", data=FORM, headers={"Origin": BASE})
    to = urlsplit(answer.headers["location"])
    assert (answer.status_code, to.path) == (303, f"/findings/{leads[1].latest_id}")
    assert parse_qs(to.query)["by"] == ["李明"]
    page = desk.get(answer.headers["location"]).text
    assert "已记录：" in page
    assert f"/findings/{leads[0].latest_id}?" in page
    assert f"第 1 条，共 {len(leads) - 1} 条" in page


def test_after_the_last_of_the_list_comes_the_list(desk: TestClient, leads: list[Lead]) -> None:
    answer = desk.post(f"/leads/{leads[-1].latest_id}/reviews?{NEWEST}", data=FORM, headers={"Origin": BASE})
    assert urlsplit(answer.headers["location"]).path == "/leads"
    assert "已记录：" in desk.get(answer.headers["location"]).text


def test_a_lead_reached_from_elsewhere_stays_in_sight_without_a_script(
    desk: TestClient, leads: list[Lead]
) -> None:
    answer = desk.post(f"/leads/{leads[0].latest_id}/reviews", data=FORM, headers={"Origin": BASE})
    assert urlsplit(answer.headers["location"]).path == f"/findings/{leads[0].latest_id}"
    by_script = desk.post(
        f"/leads/{leads[0].latest_id}/reviews", data=FORM, headers={"Origin": BASE, "HX-Request": "true"}
    )
    assert (by_script.status_code, "属实" in by_script.text, "<html" in by_script.text) == (200, True, False)


def test_the_address_of_a_page_is_a_marked_way_out(desk: TestClient, leads: list[Lead]) -> None:
    page = desk.get(f"/findings/{leads[0].latest_id}").text
    assert f'href="{leads[0].url}" target="_blank" rel="noopener noreferrer' in page
    assert "将离开工作台" in page


def test_a_list_is_worked_through_by_keys_alone(session: Session, leads: list[Lead], page: Page) -> None:
    with serve_desk(session) as address:
        page.goto(f"{address}/leads?{NEWEST}&by=李明")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/findings/{leads[0].latest_id}?**")
        page.keyboard.press("?")
        assert page.locator("details.keys").get_attribute("open") is not None
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        page.wait_for_url(f"**/findings/{leads[1].latest_id}?**")
        page.keyboard.press("z")
        page.wait_for_url(f"**/findings/{leads[0].latest_id}?**")
        assert page.locator(".decide .verdict-rejected").count() == 2  # the button, and what was said
        page.keyboard.press("j")
        page.wait_for_url(f"**/findings/{leads[1].latest_id}?**")
        page.locator("input[name=note]").press("a")  # a letter of a note is no verdict
        assert page.locator("input[name=note]").input_value() == "a"
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_url("**/leads?**")
        row = page.evaluate("document.activeElement.id")
    said = session.open().records.load_reviews()
    assert [(one.lead_id, one.verdict, one.by) for one in said] == [(leads[0].lead_id, "rejected", "李明")]
    assert row == leads[1].lead_id
