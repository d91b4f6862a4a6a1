"""The desk: what an officer sees, and what a hostile page cannot do to it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from console.desk.app import make_app
from console.desk.pages import make_artefact_response
from console.lead_sheet import make_lead_sheet
from console.session import Session
from evidence.finding import Finding
from evidence.lead import Lead, LeadFilter
from evidence.warc import SealedBody
from inspectors.registry import find_uncovered_codes

pytestmark = pytest.mark.browser
BASE = "http://127.0.0.1:8421"


@pytest.fixture
def session(demo_workspace: Path) -> Session:
    return Session(workspace_option=demo_workspace, lang_option="zh")


@pytest.fixture
def desk(session: Session) -> Iterator[TestClient]:
    with TestClient(make_app(session), base_url=BASE) as client:
        yield client


@pytest.fixture
def borrowed(session: Session) -> Finding:
    found = session.open().records.load_findings()
    return next(one for one in found if one.check.name == "licence_matches_register")


def test_the_search_page_lists_the_leads(desk: TestClient, borrowed: Finding) -> None:
    assert borrowed.finding_id in desk.get("/", params={"code": "SUBJ-003"}).text


@pytest.mark.parametrize("said", ["SUBJ-003", "licence_matches_register", "执照与登记是否一致"])
def test_a_code_and_a_checks_name_are_searched_as_the_desk_shows_them(
    desk: TestClient, borrowed: Finding, said: str
) -> None:
    assert f"/findings/{borrowed.finding_id}" in desk.get("/results", params={"text": said}).text


def test_the_finding_page_marks_the_place(desk: TestClient, borrowed: Finding) -> None:
    page = desk.get(f"/findings/{borrowed.finding_id}").text
    box = borrowed.locators[0].box
    assert box is not None
    assert f'<rect x="{box[0] - 6}" y="{box[1] - 6}"' in page
    assert f"/artefacts/{borrowed.locators[0].sha256}" in page


def test_a_review_at_the_desk_is_kept_and_shown(
    desk: TestClient, session: Session, borrowed: Finding
) -> None:
    form = {"verdict": "rejected", "by": "李明", "note": "<script>alert(1)</script>"}
    answer = desk.post(f"/leads/{borrowed.finding_id}/reviews", data=form, headers={"Origin": BASE})
    reviews = session.open().records.load_reviews(lead_id=borrowed.lead_id)
    assert [review.verdict for review in reviews] == ["rejected"]
    assert "不属实" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {}])
def test_a_form_from_elsewhere_is_not_taken(
    desk: TestClient, session: Session, borrowed: Finding, headers: dict[str, str]
) -> None:
    form = {"verdict": "rejected", "by": "x"}
    answer = desk.post(f"/leads/{borrowed.finding_id}/reviews", data=form, headers=headers)
    assert (answer.status_code, session.open().records.load_reviews()) == (403, [])


def test_a_foreign_name_for_this_machine_is_refused(desk: TestClient) -> None:
    assert desk.get("/", headers={"Host": "evil.example"}).status_code == 403


def test_every_answer_forbids_foreign_scripts(desk: TestClient) -> None:
    assert "script-src 'self'" in desk.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "said", "suffix"),
    [
        (b"<html><script>alert(1)</script>", "text/html; charset=utf-8", ".html.txt"),
        (b"<svg onload=alert(1)>", "image/svg+xml", ".bin"),
        (b"%PDF-1.7", "application/pdf", ".pdf"),
        (b"From: <Saved by Blink>", "multipart/related", ".mhtml"),
        (b"text", None, ".bin"),
    ],
)
def test_captured_pages_are_downloads_never_shown(data: bytes, said: str | None, suffix: str) -> None:
    answer = make_artefact_response(SealedBody(payload=data, content_type=said), "0" * 64)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{"0" * 64}{suffix}"'
    assert answer.media_type == "application/octet-stream"


@pytest.mark.parametrize("path", ["/findings/nope", "/snapshots/nope", "/artefacts/..%2f..%2fetc%2fpasswd"])
def test_what_is_not_there_is_said_in_one_line(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_bad_date_is_explained(desk: TestClient) -> None:
    answer = desk.get("/", params={"since": "yesterday"})
    assert (answer.status_code, "yesterday" in answer.text) == (400, True)


def find_leads(session: Session) -> list[Lead]:
    return session.open().records.load_leads(LeadFilter())


def test_the_work_list_shows_every_open_lead_once(desk: TestClient, session: Session) -> None:
    page = desk.get("/leads").text
    leads = find_leads(session)
    assert len(leads) >= 5
    assert [page.count(f'value="{lead.lead_id}"') for lead in leads] == [1] * len(leads)


def test_ticked_leads_are_rejected_together_and_leave_the_list(desk: TestClient, session: Session) -> None:
    first, second, *rest = (lead.lead_id for lead in find_leads(session))
    form = {"leads": [first, second], "deed": "rejected", "by": "李明", "note": ""}
    answer = desk.post("/leads/marks?code=", data=form, headers={"Origin": BASE})
    assert (first in answer.text, second in answer.text, rest[0] in answer.text) == (False, False, True)
    rejected = session.open().records.load_leads(LeadFilter(verdict="rejected"))
    assert {lead.lead_id for lead in rejected} == {first, second}


def test_a_lead_is_given_to_a_person(desk: TestClient, session: Session) -> None:
    lead = find_leads(session)[0]
    form = {"leads": [lead.lead_id], "deed": "assign", "by": "王芳", "to": "<b>张伟"}
    answer = desk.post("/leads/marks", data=form, headers={"Origin": BASE})
    assert "&lt;b&gt;张伟" in answer.text
    assert "&lt;b&gt;张伟" in desk.get(f"/findings/{lead.latest_id}").text


@pytest.mark.parametrize(
    "form",
    [
        {"deed": "destroy", "by": "x"},
        {"deed": "assign", "by": ""},
        {"deed": "assign", "by": "x", "leads": "no"},
    ],
)
def test_marks_that_cannot_be_set_are_one_clear_line(desk: TestClient, form: dict[str, str]) -> None:
    answer = desk.post("/leads/marks", data=form, headers={"Origin": BASE})
    assert answer.status_code in {400, 422}
    assert "<h1>无法完成" in answer.text


def test_the_sheet_holds_each_lead_and_no_formula(desk: TestClient, session: Session) -> None:
    book = load_workbook(BytesIO(desk.get("/leads.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert {row[15] for row in rows} >= {lead.lead_id for lead in find_leads(session)}
    evil = find_leads(session)[0].model_copy(update={"title": "=HYPERLINK(1)\x01"})
    sheet = load_workbook(BytesIO(make_lead_sheet([evil], session.words))).worksheets[0]
    assert (sheet["H2"].value, sheet["H2"].data_type) == ("=HYPERLINK(1)", "s")


def test_a_listing_has_a_timeline_with_a_chart(desk: TestClient, session: Session) -> None:
    snapshot = next(
        one for one in session.open().records.load_snapshots() if one.listing and one.listing.price
    )
    page = desk.get(f"/listings/{snapshot.listing_key}").text
    assert f"/snapshots/{snapshot.snapshot_id}" in page
    assert '<circle class="seen"' in page


def test_a_run_says_what_it_missed_and_where_checks_were_blind(desk: TestClient, session: Session) -> None:
    run = next(one for one in session.open().records.load_runs() if one.command == "patrol")
    page = desk.get(f"/runs/{run.run.run_id}").text
    assert run.run.run_id in desk.get("/runs").text
    assert ("robots" in page, "document.business_licence" in page) == (True, True)


def test_the_checks_page_lists_checks_and_what_nobody_checks(desk: TestClient) -> None:
    page = desk.get("/checks").text
    assert ("licence_matches_register" in page, find_uncovered_codes()[0] in page) == (True, True)


@pytest.mark.parametrize("path", ["/findings/x", "/snapshots/x", "/listings/x:y", "/runs/x", "/picks/x"])
def test_what_is_not_there_is_said(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert (answer.status_code, "没有编号为" in answer.text) == (404, True)


def test_a_page_captured_without_a_browser_shows_a_picture_taken_later(
    desk: TestClient, session: Session
) -> None:
    finding = next(one for one in session.open().records.load_findings() if one.code == "AD-001")
    page = desk.get(f"/findings/{finding.finding_id}").text
    assert ("另行截取" in page, 'class="shot"' in page) == (True, True)
