"""In random worlds nobody gets a mark, an id or a count that is not theirs, by any way of reading."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from cases import papers, rights
from cases.book import CaseBook
from cases.model import Role, User
from cases.papers import read_paper
from cases.rights import Matter, Sight
from cases.scoped_records import ScopedRecords, open_scope
from cases.sharing import list_inbox
from cases.viewing import iter_ledger, list_cases, see_case, see_history
from config.errors import MissingError, RightError
from config.settings import SearchSettings
from console.describing import describe
from evidence.lead import LeadFilter, LeadKind
from evidence.noun import make_canonical_json
from evidence.workspace import Workspace
from index.query import make_query
from index.searcher import SearchIndex, open_index
from index.sharing import iter_shared
from patrols import searching
from patrols.searching import count_facets, fill_hits, search_for
from tests.cases.worlds import (
    AT,
    OFFICES,
    REGIONS,
    Drawn,
    MemoryHistory,
    Oracle,
    Piece,
    draw_worlds,
    find_marks,
    make_events,
    make_evidence,
)

LOGINS = [f"{office}-{role}" for office in OFFICES for role in Role]
WORLDS = 500
FOUND = LeadFilter(kind=LeadKind.FINDING)


class Scene:
    """The evidence, its index, and a case book whose history each example writes anew."""

    def __init__(self, workspace: Workspace, pieces: list[Piece], index: SearchIndex) -> None:
        self.workspace, self.pieces, self.index = workspace, pieces, index

    def open_book(self, drawn: Any) -> CaseBook:
        history = MemoryHistory(make_events(drawn, self.pieces))
        return CaseBook(workspace=self.workspace, history=history, office_id=None)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    workspace, pieces = make_evidence(tmp_path_factory.mktemp("worlds") / "ws")
    index = open_index(workspace, SearchSettings())
    index.update()
    return Scene(workspace, pieces, index)


def look(book: CaseBook, login: str) -> tuple[User, Workspace]:
    world = book.load_world()
    return world.users[login], open_scope(book, world.users[login], world, AT)


def read_everything(scene: Scene, book: CaseBook, user: User, seen: Workspace) -> Iterator[str]:
    """What a person gets by every way of reading that needs no server."""
    world, records = book.load_world(), seen.records
    for query in (make_query(limit=100), make_query("2019010714000001"), make_query("2020010714000004")):
        cases = list_cases(world, user, AT)
        page = search_for(seen, scene.index, query, cases)
        yield make_canonical_json(fill_hits(seen, page.hits))
        yield make_canonical_json(count_facets(seen, scene.index, query, cases))
        yield "".join(snippet.text for hit in page.hits for snippet in hit.snippets)
    for pick in records.load_picks():
        yield pick.as_json()
    for office in OFFICES:
        yield take_paper(book, user, office)
    for lead in records.load_leads(LeadFilter()):
        yield lead.as_json()
    yield make_canonical_json(records.load_facets(LeadFilter()))
    for piece in scene.pieces:
        if piece.office == user.office_id or piece.number == 1 + len(world.shares) % 2:
            continue  # of each other office one page by its ids; both are in every list
        for one in (*piece.things.values(), piece.snapshot.listing_key):
            yield make_canonical_json(describe(seen, one))
        for artefact in piece.snapshot.artefacts:
            if records.get_location(artefact.sha256) is not None:
                yield seen.read_artefact(artefact.sha256).decode(errors="replace")
    of_others = [piece for piece in scene.pieces if piece.office != user.office_id]
    snapshots = records.load_snapshots_by_id(piece.things["snapshot"] for piece in of_others)
    findings = records.load_findings_by_id(piece.things["finding"] for piece in of_others)
    yield "".join(one.as_json() for one in (*snapshots, *findings))
    yield "".join(document.as_json() for document in records.iter_documents())
    yield "".join(case.as_json() for case in list_cases(world, user, AT))
    yield "".join(share.as_json() for share in list_inbox(world, user, at=AT))
    yield "".join(entry.as_json() for entry in iter_ledger(book.load_events(), user))
    for case_id in world.cases:
        yield "".join(line.as_json() for line in see_history(world, user, case_id, AT) or ())


def take_paper(book: CaseBook, user: User, office: str) -> str:
    """The printed act of an office's case; nothing where it is refused."""
    try:
        return read_paper(book, user, f"case-{office}", f"act-{office}", at=AT)[1].decode()
    except (MissingError, RightError):
        return ""


def find_leaks(scene: Scene, book: CaseBook, oracle: Oracle) -> set[str]:
    """Marks and ids that a person got and may not have, and counts that are wrong."""
    user, seen = look(book, oracle.login)
    texts = list(read_everything(scene, book, user, seen))
    leaks = set().union(*map(find_marks, texts)) - oracle.get_marks()
    if oracle.role != "auditor":
        every = {one for piece in scene.pieces for one in piece.things.values()}
        leaks |= {one for one in every - oracle.get_ids() if any(f'"{one}"' in text for text in texts)}
    cases = list_cases(book.load_world(), user, AT)
    counts = {
        "hits": search_for(seen, scene.index, make_query(), cases).total - oracle.count_hits(),
        "leads": seen.records.count_leads(FOUND) - oracle.count_leads(),
        "facets": sum(seen.records.load_facets(FOUND)["code"].values()) - oracle.count_leads(),
    }
    return leaks | {f"{name} {number:+}" for name, number in counts.items() if number}


@settings(
    max_examples=WORLDS,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(data=st.data())
def test_nobody_gets_what_is_not_theirs(scene: Scene, data: st.DataObject) -> None:
    drawn = data.draw(draw_worlds(scene.pieces) | draw_worlds(scene.pieces, lively=True))
    login = data.draw(st.sampled_from(LOGINS))
    oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=login)
    assert find_leaks(scene, scene.open_book(drawn), oracle) == set()


@settings(max_examples=WORLDS, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_rights_are_what_a_plain_count_of_what_was_done_gives(scene: Scene, data: st.DataObject) -> None:
    drawn = data.draw(draw_worlds(scene.pieces) | draw_worlds(scene.pieces, lively=True))
    world = scene.open_book(drawn).load_world()
    for login in data.draw(st.lists(st.sampled_from(LOGINS), min_size=4, max_size=4, unique=True)):
        oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=login)
        user = world.users[login]
        for piece in scene.pieces:
            for noun, one in piece.things.items():
                sight = rights.get_sight(world, user, Matter(noun=noun, id=one, office_id=piece.office), AT)
                assert sight == oracle.get_level(piece, noun)
        for office in OFFICES:
            matter = Matter(noun="case", id=f"case-{office}", office_id=office)
            level = oracle.get_case_level(office)
            assert rights.get_sight(world, user, matter, AT) == level
            assert (see_case(world, user, f"case-{office}", AT) is None) == (level < 2)


@settings(max_examples=WORLDS, deadline=None, derandomize=True)
@given(data=st.data())
def test_the_server_shows_a_region_only_what_its_office_may_see(scene: Scene, data: st.DataObject) -> None:
    drawn = data.draw(draw_worlds(scene.pieces) | draw_worlds(scene.pieces, lively=True))
    world = scene.open_book(drawn).load_world()
    for office, receiver in REGIONS.items():
        shown = [
            make_canonical_json(document.fields)
            for region in sorted(set(REGIONS.values()) - {receiver})
            for document in iter_shared(
                world, scene.workspace.records, region=region, receiver=receiver, at=AT
            )
        ]
        event("something is shown" if shown else "nothing is shown")
        if not world.users[f"{office}-officer"].disabled:
            oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=f"{office}-officer")
            assert set().union(*map(find_marks, shown)) <= oracle.get_marks()


PLANTED = {
    "everybody sees everything": (rights, "get_sight", lambda *_: Sight.FULL),
    "the most generous share rules": (rights, "min", max),
    "groups are not asked": (rights, "is_offered", lambda *_: True),
    "a paper is given whatever it quotes": (papers, "_sees", lambda *_: True),
    "a pick names all that it was compared with": (ScopedRecords, "_sees_compared", lambda *_: True),
    "what is redacted is searched in full": (
        searching,
        "_is_full",
        lambda scope, hit: (
            scope.see(hit.noun, hit.id, scope.owners.get_snapshot_owner(hit.source["snapshot_id"])) >= 2
        ),
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_that_is_planted_is_found(scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, attribute, leak = PLANTED[name]
    monkeypatch.setattr(place, attribute, leak, raising=False)

    @settings(max_examples=WORLDS, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(data=st.data())
    def look_for_a_leak(data: st.DataObject) -> None:
        drawn = data.draw(draw_worlds(scene.pieces, lively=name != "groups are not asked"))
        oracle = Oracle(drawn=drawn, pieces=scene.pieces, login=data.draw(st.sampled_from(LOGINS)))
        assert find_leaks(scene, scene.open_book(drawn), oracle) == set()

    with pytest.raises(AssertionError):
        look_for_a_leak()


def test_records_that_were_read_without_asking_the_rights_are_refused(scene: Scene) -> None:
    with pytest.raises(PermissionError), ScopedRecords.read(_blank(scene)):
        pass
    with pytest.raises(PermissionError):
        list(_blank(scene).iter_entries())
    with pytest.raises(PermissionError):
        _blank(scene).get_body("snapshot", scene.pieces[0].snapshot.snapshot_id)


def _blank(scene: Scene) -> ScopedRecords:
    drawn = Drawn(
        members=dict.fromkeys(("g1", "g2"), ()),
        cases={f"case-{office}": () for office in OFFICES},
        removed=frozenset(),
        offers=(),
        disabled=frozenset(),
    )
    records = look(scene.open_book(drawn), "gd-officer")[1].records
    assert isinstance(records, ScopedRecords)
    return records
