"""A desk whose records do not answer says so, as a page to people and as a problem to programs."""

from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient

from cases.book import CaseBook
from config.errors import ServiceError

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
