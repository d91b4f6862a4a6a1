"""In random worlds the API, the desk and `ask` give nobody a mark, an id or a count that is not theirs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases import rights
from cases.book import CaseBook
from cases.model import Role
from cases.rights import Sight
from cases.world import World
from console.desk.app import make_app
from console.session import Session
from evidence.workspace import Workspace
from tests.cases.worlds import (
    AT,
    NUMBERS,
    OFFICES,
    Drawn,
    MemoryHistory,
    Oracle,
    Piece,
    draw_worlds,
    find_marks,
    make_events,
    make_evidence,
)

BASE = "http://127.0.0.1:8421"
WORLDS = 12
LOGINS = [f"{office}-{role}" for office in OFFICES for role in Role]
LISTS = ("search?limit=100", "leads", "cases", "shares", "inbox", "ledger", "stats", "jobs")
PAGES = (
    "/",
    "/results",
    "/leads",
    "/leads?kind=pick",
    "/leads.xlsx",
    "/runs",
    "/checks",
    "/cases",
    "/jobs",
    "/trends",
)
OF_ONE = ("findings/{find}", "snapshots/{snap}", "leads/{lead}", "listings/{listing}", "artefacts/{page}")
OF_SNAPSHOT = ("/snapshots/{snap}/replay", "/snapshots/{snap}/replay/page")
OF_CASE = ("cases/{case}", "cases/{case}/history", "cases/{case}/related", "cases/{case}/export")


class Stand(Session):
    """A session whose case book holds what a test wrote."""

    book: CaseBook

    def open_book(self, workspace: Workspace) -> CaseBook:
        return self.book


class Scene:
    def __init__(self, client: TestClient, book: CaseBook, pieces: list[Piece]) -> None:
        self.client, self.book, self.pieces = client, book, pieces

    def put(self, drawn: Drawn) -> None:
        self.book.history = MemoryHistory(make_events(drawn, self.pieces))
        self.book._world = World()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    workspace, pieces = make_evidence(tmp_path_factory.mktemp("worlds") / "ws")
    session = Stand(workspace_option=Path(workspace.root), lang_option="zh")
    session.__dict__["started_at"] = AT
    session.book = CaseBook(workspace=workspace, history=MemoryHistory(), office_id=None)
    with TestClient(make_app(session), base_url=BASE, follow_redirects=False) as client:
        yield Scene(client, session.book, pieces)


def read_everything(scene: Scene, oracle: Oracle) -> Iterator[tuple[str, int, bytes]]:
    """(path, status, body) of everything that a person may ask for of others' matter, and of every list."""
    headers = {"Authorization": f"Bearer token of {oracle.login}"}
    paths = [f"/api/v1/{path}" for path in LISTS] + list(PAGES)
    for piece in scene.pieces:
        if piece.office != oracle.office:
            facts = {"find": piece.finding.finding_id, "snap": piece.snapshot.snapshot_id}
            facts |= {"lead": piece.finding.lead_id, "listing": piece.snapshot.listing_key}
            facts["page"] = piece.snapshot.artefacts[0].sha256
            made = [path.format(**facts) for path in OF_ONE]
            paths += [f"/api/v1/{path}" for path in made] + [
                f"/{path}" for path in made if "leads" not in path
            ]
            paths += [path.format(**facts) for path in OF_SNAPSHOT]
    paths += [f"/api/v1/{path.format(case=f'case-{office}')}" for office in OFFICES for path in OF_CASE]
    for path in paths:
        answer = scene.client.get(path, headers=headers)
        yield path, answer.status_code, answer.content


def find_leaks(scene: Scene, oracle: Oracle) -> set[str]:
    answers = list(read_everything(scene, oracle))
    leaks = {f"{path} answers {status}" for path, status, _ in answers if status >= 500}
    texts = [body.decode(errors="replace") for _, _, body in answers]
    leaks |= set().union(*map(find_marks, texts)) - oracle.get_marks()
    if oracle.role != "auditor":
        every = {one for piece in scene.pieces for one in piece.things.values()}
        leaks |= {one for one in every - oracle.get_ids() if any(f'"{one}"' in text for text in texts)}
    missing = scene.client.get(
        "/api/v1/findings/none", headers={"Authorization": f"Bearer token of {oracle.login}"}
    )
    hidden = {body for path, status, body in answers if status == 404 and path.startswith("/api/")}
    leaks |= {body.decode() for body in hidden - {missing.content}}
    return leaks | find_wrong_answers(scene, oracle)


def find_wrong_answers(scene: Scene, oracle: Oracle) -> set[str]:
    """Numbers of which an office tells more, or less, than it may; and wrong counts."""
    headers, wrong = {"Authorization": f"Bearer token of {oracle.login}"}, set()
    if not oracle.reads()[0]:
        return (
            {"asks"}
            if scene.client.get("/api/v1/ask?number=2019010714000001", headers=headers).is_success
            else set()
        )
    for office in OFFICES:
        number = NUMBERS[office][0]
        items = scene.client.post("/api/v1/ask", json={"number": number}, headers=headers).json()["items"]
        told = {
            one["office_id"]: one["case_id"] is not None for one in items if one["office_id"] != oracle.office
        }
        if told != oracle.get_knowing_offices(number):
            wrong.add(f"{number}: {told}")
    found = scene.client.get("/api/v1/search", headers=headers).json()["total"]
    leads = scene.client.get("/api/v1/stats", headers=headers).json()["leads"]["finding"]
    if (found, leads) != (oracle.count_hits(), oracle.count_leads()):
        wrong.add(f"{found} hits, {leads} leads")
    return wrong


@settings(
    max_examples=WORLDS,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(data=st.data())
def test_nobody_gets_what_is_not_theirs(scene: Scene, data: st.DataObject) -> None:
    drawn = data.draw(draw_worlds(scene.pieces, lively=True) | draw_worlds(scene.pieces))
    oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=data.draw(st.sampled_from(LOGINS)))
    scene.put(drawn)
    assert find_leaks(scene, oracle) == set()


def test_a_leak_that_is_planted_is_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "get_sight", lambda *_: Sight.FULL)
    nothing = Drawn(
        members=dict.fromkeys(("g1", "g2"), ()),
        cases={f"case-{office}": () for office in OFFICES},
        removed=frozenset(),
        offers=(),
        disabled=frozenset(),
    )
    scene.put(nothing)
    leaks = find_leaks(scene, Oracle(drawn=nothing, pieces=scene.pieces, login="gd-officer"))
    assert {"mkzjx1xsummaryx", "mkbjx2xpagex"} <= leaks
