"""The desk: what an officer sees, and what a hostile page cannot do to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from console.desk.app import make_app
from console.desk.pages import make_artefact_response
from console.session import Session
from evidence.finding import Finding

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
    answer = desk.post(f"/findings/{borrowed.finding_id}/reviews", data=form, headers={"Origin": BASE})
    reviews = session.open().records.load_reviews(lead_id=borrowed.lead_id)
    assert [review.verdict for review in reviews] == ["rejected"]
    assert "不属实" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {}])
def test_a_form_from_elsewhere_is_not_taken(
    desk: TestClient, session: Session, borrowed: Finding, headers: dict[str, str]
) -> None:
    form = {"verdict": "rejected", "by": "x"}
    answer = desk.post(f"/findings/{borrowed.finding_id}/reviews", data=form, headers=headers)
    assert (answer.status_code, session.open().records.load_reviews()) == (403, [])


def test_a_foreign_name_for_this_machine_is_refused(desk: TestClient) -> None:
    assert desk.get("/", headers={"Host": "evil.example"}).status_code == 403


def test_every_answer_forbids_foreign_scripts(desk: TestClient) -> None:
    assert "script-src 'self'" in desk.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("data", [b"<html><script>alert(1)</script>", b"<svg onload=alert(1)>", b"%PDF-1.7"])
def test_captured_pages_are_downloads_never_shown(data: bytes) -> None:
    answer = make_artefact_response(data, "0" * 64)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.media_type == "application/octet-stream"


@pytest.mark.parametrize("path", ["/findings/nope", "/snapshots/nope", "/artefacts/..%2f..%2fetc%2fpasswd"])
def test_what_is_not_there_is_said_in_one_line(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_bad_date_is_explained(desk: TestClient) -> None:
    answer = desk.get("/", params={"since": "yesterday"})
    assert (answer.status_code, "yesterday" in answer.text) == (400, True)
