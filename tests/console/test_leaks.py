"""In random worlds the API, the desk and `ask` give nobody a mark, an id or a count that is not theirs."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases import papers, rights
from cases.book import CaseBook
from cases.model import Role, User
from cases.rights import Sight
from cases.scope import Scope
from cases.scoped_records import ScopedRecords
from cases.world import World
from config.errors import ItemError
from console.api import jobs as job_routes
from console.desk import jobs as job_pages
from console.desk import ordering, pictures
from console.desk.app import make_app
from console.jobs import FOLDER, Job, JobKind, Jobs, JobState, Order
from console.session import Session
from evidence.workspace import Workspace
from index.pictures.library import PictureLibrary
from tests.cases.town import NOW
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
    mark,
)
from tests.console.test_no_500 import iter_routes

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
OF_PIECE = (
    "/snapshots/{snap}/replay",
    "/snapshots/{snap}/replay/page",
    "/pictures/{look}",
    "/artefacts/{look}",
    "/runs/{run}",
    "/picks/{pick}",
)
OF_CASE = ("cases/{case}", "cases/{case}/history", "cases/{case}/related", "cases/{case}/export")
OF_OFFICE = (
    "/cases/{case}",
    "/cases/{case}/acts/{act}",
    "/api/v1/cases/{case}/acts/{act}",
    "/jobs/{job}",
    "/jobs/{job}/state",
    "/jobs/{job}/log",
    "/jobs/{job}/file",
    "/api/v1/jobs/{job}",
    "/api/v1/jobs/{job}/file",
)
NO_MATTER = {"/login", "/login/oidc", "/login/oidc/return", "/api/v1/ask"}
"""What shows nothing of what was captured; `ask` is asked by itself."""
SAMPLE = 5


class Stand(Session):
    """A session whose case book holds what a test wrote."""

    book: CaseBook

    def open_book(self, workspace: Workspace) -> CaseBook:
        return self.book


class Scene:
    """The desk over the worlds' evidence; `started` are the jobs that somebody could start."""

    def __init__(self, client: TestClient, book: CaseBook, pieces: list[Piece], app: FastAPI) -> None:
        self.client, self.book, self.pieces, self.app = client, book, pieces, app
        self.started: list[str] = []

    def put(self, drawn: Drawn) -> None:
        self.book.history = MemoryHistory(make_events(drawn, self.pieces))
        self.book._world = World()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    workspace, pieces = make_evidence(tmp_path_factory.mktemp("worlds") / "ws")
    session = Stand(workspace_option=Path(workspace.root), lang_option="zh")
    session.__dict__["started_at"] = AT
    session.book = CaseBook(workspace=workspace, history=MemoryHistory(), office_id=None)
    PictureLibrary(workspace).update()
    for number, office in enumerate(OFFICES):
        put_job(Path(workspace.root), office, number)
    app = make_app(session)
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(app, base_url=BASE, follow_redirects=False) as client,
    ):
        made = Scene(client, session.book, pieces, app)

        def note(_jobs: Jobs, order: Order, *, by: User | None) -> Job:
            made.started.append(f"{by.login if by else '-'} {order.title}")
            raise ItemError("no job is started here")

        patch.setattr(Jobs, "start", note)
        yield made


def name_job(office: str) -> str:
    return f"job-2026030201000{OFFICES.index(office)}-0123abcd"


def put_job(root: Path, office: str, number: int) -> None:
    """A job of an office that ended, with a mark in all that it shows."""
    word = mark(office, 0, "job")
    folder = root / FOLDER / name_job(office)
    folder.mkdir(parents=True)
    job = Job(
        job_id=folder.name,
        kind=JobKind.BUNDLE,
        title=word,
        by=f"{office}-officer",
        office_id=office,
        started_at=NOW,
        steps=(("bundle", word),),
        writes=False,
        product="evidence.wacz",
        desk=(number + 1, 0),
        state=JobState.DONE,
        ended_at=NOW,
        exit_code=0,
    )
    (folder / "job.json").write_text(job.model_dump_json())
    for name in ("messages.txt", "output.jsonl", "evidence.wacz"):
        (folder / name).write_text(f'{{"file": "{word}"}}\n')


def list_paths(scene: Scene, office: str) -> list[str]:
    """Every address that somebody of an office may ask for: others' matter, and every list."""
    paths = [f"/api/v1/{path}" for path in LISTS] + list(PAGES)
    for piece in scene.pieces:
        facts = {"find": piece.finding.finding_id, "snap": piece.snapshot.snapshot_id}
        facts |= {"lead": piece.finding.lead_id, "listing": piece.snapshot.listing_key}
        facts |= {"pick": piece.pick_id, "run": piece.snapshot.run_id}
        facts["page"], facts["look"] = (piece.snapshot.artefacts[place].sha256 for place in (0, 3))

        if piece.office == office:
            paths += [path.format(**facts) for path in ("/pictures/{look}", "/picks/{pick}")]
            continue
        made = [path.format(**facts) for path in OF_ONE]
        paths += [f"{start}{path}" for path in made for start in ("/api/v1/", "/")]
        paths += [path.format(**facts) for path in OF_PIECE]
        for document in scene.book.workspace.records.iter_documents():
            if document.sha256 == piece.snapshot.artefacts[1].sha256:
                paths.append(f"/api/v1/documents/{document.document_id}")
    for one in OFFICES:
        case = f"case-{one}"
        paths += [f"/api/v1/{path.format(case=case)}" for path in OF_CASE]
        paths += [path.format(case=case, act=f"act-{one}", job=name_job(one)) for path in OF_OFFICE]
    return paths


def read_paths(scene: Scene, oracle: Oracle, paths: Iterable[str]) -> Iterator[tuple[str, int, bytes]]:
    """(path, status, body) of what a person asks for."""
    headers = {"Authorization": f"Bearer token of {oracle.login}"}
    for path in paths:
        answer = scene.client.get(path, headers=headers)
        yield path, answer.status_code, answer.content


def find_foreign_jobs(scene: Scene, oracle: Oracle) -> set[str]:
    """Jobs that a person could start over what another office captured."""
    headers, api = {"Authorization": f"Bearer token of {oracle.login}"}, "/api/v1/jobs"
    scene.started.clear()
    for piece in scene.pieces:
        if piece.office != oracle.office:
            for one in (piece.finding.finding_id, piece.snapshot.snapshot_id):
                scene.client.post("/jobs/again", data={"one": one}, headers=headers)
                scene.client.post("/jobs/bundle", data={"ids": [one]}, headers=headers)
                for kind in ("corroborate", "bundle"):
                    scene.client.post(api, json={"kind": kind, "ids": [one]}, headers=headers)
    return set(scene.started)


def find_leaks(scene: Scene, oracle: Oracle) -> set[str]:
    paths = list_paths(scene, oracle.office)
    leaks = find_leaks_in(scene, oracle, paths) | find_foreign_jobs(scene, oracle)
    return leaks | find_wrong_answers(scene, oracle)


def find_leaks_in(scene: Scene, oracle: Oracle, paths: Iterable[str]) -> set[str]:
    """Marks and ids that some answers give away, faults, and refusals that differ."""
    answers = list(read_paths(scene, oracle, paths))
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
    return leaks | {body.decode() for body in hidden - {missing.content}}


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


@settings(
    max_examples=500,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(data=st.data())
def test_in_many_worlds_no_address_gives_away_what_is_not_theirs(scene: Scene, data: st.DataObject) -> None:
    drawn = data.draw(draw_worlds(scene.pieces, lively=True) | draw_worlds(scene.pieces))
    oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=data.draw(st.sampled_from(LOGINS)))
    asked = st.lists(
        st.sampled_from(list_paths(scene, oracle.office)), min_size=SAMPLE, max_size=SAMPLE, unique=True
    )
    scene.put(drawn)
    assert find_leaks_in(scene, oracle, data.draw(asked)) == set()


def test_every_address_that_shows_something_is_asked(scene: Scene) -> None:
    places = {place for place, route in iter_routes(scene.app) if "GET" in (route.methods or ())}
    asked = {path.partition("?")[0] for path in list_paths(scene, "gd")}
    shapes = {place: re.compile(re.sub(r"\{[^}]*\}", "[^/]+", place)) for place in places - NO_MATTER}
    assert [place for place, shape in sorted(shapes.items()) if not any(map(shape.fullmatch, asked))] == []


NOTHING_SHARED = Drawn(
    members=dict.fromkeys(("g1", "g2"), ()),
    cases={
        "case-gd": ("find-zj-1",),
        "case-zj": (),
        "case-bj": (),
    },
    removed=frozenset(),
    offers=(),
    disabled=frozenset(),
)


def get_every(self: ScopedRecords, sha256: str, *_: object) -> object:
    return self._all.get_location(sha256)


PLANTED: dict[str, tuple[object, str, object, str]] = {
    "jobs of all": (job_pages, "sees_job", lambda *_: True, "mkzjx0xjobx"),
    "jobs of all by the API": (job_routes, "sees_job", lambda *_: True, "mkzjx0xjobx"),
    "jobs over all": (ordering, "_require_own", lambda *_: None, "gd-officer"),
    "papers whatever they quote": (papers, "_sees", lambda *_: True, "mkgdx0xpaperx"),
    "pictures of all": (
        pictures,
        "_find_seen",
        lambda records, one: [records._all.get_snapshot(each) for each in records._all.find_sightings(one)],
        "mkzjx1xtitlex",
    ),
    "picks with all they were compared with": (
        ScopedRecords,
        "_sees_compared",
        lambda *_: True,
        "mkzjx1xcomparedx",
    ),
    "runs of all": (Scope, "sees_run", lambda *_: True, "mkzjx1xmissedx"),
    "leads of all": (
        ScopedRecords,
        "load_findings",
        lambda records, **wanted: records._all.load_findings(**wanted),
        "mkzjx1xsummaryx",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_that_is_planted_at_one_address_is_found(
    scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, attribute, leak, mark_of_it = PLANTED[name]
    scene.put(NOTHING_SHARED)
    oracle = Oracle(drawn=NOTHING_SHARED, pieces=scene.pieces, login="gd-officer")
    assert find_leaks(scene, oracle) == set()
    monkeypatch.setattr(place, attribute, leak)
    if name == "pictures of all":
        monkeypatch.setattr(ScopedRecords, "get_location", get_every)
    assert [one for one in find_leaks(scene, oracle) if mark_of_it in one] != []


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
