"""A desk whose records do not answer says so, as a page to people and as a problem to programs."""

from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient

from cases.book import CaseBook
from config.errors import ServiceError
from console.desk.app import make_app
from console.session import Session
from tests.cases.town import Town

DOWN = ServiceError("the record database X cannot be used (no answer); see to the server and run it again")


@pytest.mark.parametrize("path", ["/", "/cases", "/login"])
def test_a_page_says_that_a_server_is_down(desk: TestClient, path: str) -> None:
    with patch.object(CaseBook, "load_world", side_effect=DOWN):
        answer = desk.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "no answer" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_program_is_told_that_a_server_is_down(desk: TestClient) -> None:
    with patch.object(CaseBook, "load_world", side_effect=DOWN):
        answer = desk.get("/api/v1/leads")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "no answer" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/login", "/api/v1/leads"])
def test_a_stranger_is_not_told_where_things_are(town: Town, path: str) -> None:
    root = town.book.workspace.root
    (root / "netpatrol.toml").write_text('office = "gd"\n[desk]\naddress = "https://desk.example"\n')
    session = Session(workspace_option=root, lang_option="zh")
    with (
        TestClient(make_app(session), base_url="https://desk.example", follow_redirects=False) as client,
        patch.object(CaseBook, "load_world", side_effect=DOWN),
    ):
        answer = client.get(path)
    assert (answer.status_code, "no answer" in answer.text, "运行日志" in answer.text) == (503, False, True)
