"""Logging in by an identity provider: a real one on loopback, and what must not let anybody in."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from fastapi.testclient import TestClient

from cases.people import disable_user
from console.desk.app import make_app
from console.session import Session
from tests.cases.town import LATER, Town
from tests.console.conftest import BASE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User, run_server_in_thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A desk, its people, and the provider that vouches for them."""

    desk: TestClient
    town: Town
    issuer: str

    def go(self, who: str, to: str = "/leads") -> str:
        """Begin at the desk and agree at the provider; where the provider sends the browser back to."""
        begun = self.desk.get("/login/oidc", params={"to": to})
        assert begun.status_code == 303
        answer = requests.post(
            begun.headers["location"], data={"sub": who}, allow_redirects=False, timeout=60
        )
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def come_back(self, address: str) -> tuple[int, str]:
        parts = urlsplit(address)
        answer = self.desk.get(f"{parts.path}?{parts.query}")
        return answer.status_code, answer.text


@pytest.fixture
def stand(town: Town) -> Iterator[Stand]:
    people = [
        User(sub="1", claims={"preferred_username": "gd-officer"}),
        User(sub="2", claims={"preferred_username": "stranger"}),
        User(sub="3", claims={}),
    ]
    root = town.book.workspace.root
    with run_server_in_thread(require_nonce=True, user_claims=people) as server:
        issuer = f"http://localhost:{server.server_port}"
        write_settings(root, issuer)
        session = Session(workspace_option=root, lang_option="zh")
        with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as desk:
            yield Stand(desk=desk, town=town, issuer=issuer)


def write_settings(root: Path, issuer: str, mode: int = 0o600) -> None:
    secret = root / "oidc-secret"
    secret.touch()
    secret.chmod(mode)
    secret.write_text("only-for-tests\n", encoding="utf-8")
    (root / "netpatrol.toml").write_text(
        f'office = "gd"\n[desk.oidc]\nissuer = "{issuer}"\nclient_id = "netpatrol"\n'
        f'client_secret_file = "{secret}"\n',
        encoding="utf-8",
    )


def test_somebody_known_is_let_in_and_the_ledger_says_by_whom(stand: Stand) -> None:
    assert "/login/oidc" in stand.desk.get("/login").text
    status, text = stand.come_back(stand.go("1"))
    assert (status, 'content="0;url=/leads"' in text) == (200, True)
    assert stand.desk.get("/leads").status_code == 200
    [event] = [one for one in stand.town.book.load_events() if one.did == "login"]
    assert (event.by, event.body) == ("gd-officer", {"provider": stand.issuer})


@pytest.mark.parametrize(("who", "said"), [("2", "未在本系统登记"), ("3", "desk.oidc.claim")])
def test_somebody_unknown_is_not(stand: Stand, who: str, said: str) -> None:
    status, text = stand.come_back(stand.go(who))
    assert (status, said in text) == (401, True)
    assert stand.desk.get("/leads").status_code == 303


def test_a_disabled_user_is_not(stand: Stand) -> None:
    disable_user(stand.town.book, "gd-officer", at=LATER)
    assert stand.come_back(stand.go("1"))[0] == 401


def test_a_return_is_good_once_and_in_its_own_browser(stand: Stand) -> None:
    address = stand.go("1")
    kept = dict(stand.desk.cookies)
    stand.desk.cookies.clear()
    assert stand.come_back(address)[0] == 401
    stand.desk.cookies.update(kept)
    assert stand.come_back(address)[0] == 200
    stand.desk.cookies.clear()
    stand.desk.cookies.update(kept)
    assert stand.come_back(address)[0] == 401


def test_a_return_of_another_log_in_is_refused(stand: Stand) -> None:
    first = stand.go("1")
    second = stand.go("1")
    state = parse_qs(urlsplit(first).query)["state"][0]
    other = parse_qs(urlsplit(second).query)["state"][0]
    assert stand.come_back(second.replace(other, state))[0] == 401


def test_the_page_shown_afterwards_is_one_of_the_desk(stand: Stand) -> None:
    assert 'content="0;url=/"' in stand.come_back(stand.go("1", "https://elsewhere.example/"))[1]


def test_a_provider_that_is_away_leaves_the_password(stand: Stand, town: Town) -> None:
    write_settings(town.book.workspace.root, "http://127.0.0.1:9")
    session = Session(workspace_option=town.book.workspace.root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as desk:
        answer = desk.get("/login/oidc")
    assert (answer.status_code, "口令" in answer.text, "Traceback" in answer.text) == (503, True, False)


def test_a_secret_that_others_can_read_is_refused(stand: Stand) -> None:
    write_settings(stand.town.book.workspace.root, stand.issuer, 0o644)
    session = Session(workspace_option=stand.town.book.workspace.root, lang_option="zh")
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as desk:
        answer = desk.get("/login/oidc")
    assert (answer.status_code, "chmod 600" in answer.text, "only-for-tests" in answer.text) == (
        503,
        True,
        False,
    )


@pytest.mark.parametrize(
    "head", [{"alg": ["dir"], "enc": {}}, {"alg": "dir", "enc": ["A256GCM"]}, {"alg": {}}, {"crit": 5}, []]
)
def test_a_cookie_that_nobody_here_wrote_is_one_clear_line(stand: Stand, head: object) -> None:
    address = stand.go("1")
    plain = {"alg": "dir", "enc": "A256GCM", **head} if isinstance(head, dict) else head
    said = base64.urlsafe_b64encode(json.dumps(plain).encode()).rstrip(b"=").decode()
    stand.desk.cookies.clear()
    stand.desk.cookies.set("netpatrol-oidc", f"{said}..AAAA.AA.AA", path="/login/oidc/return")
    assert stand.come_back(address)[0] == 401
