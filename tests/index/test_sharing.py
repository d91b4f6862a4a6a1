"""What a region shows to another one on the server: redacted copies, while every office there may see it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from cases.book import CaseBook, open_book
from cases.casework import open_case
from cases.model import Fields, ShareState
from cases.people import add_office
from cases.sharing import answer_share, make_share, withdraw_share
from config.settings import SearchSettings, Settings
from evidence.workspace import Workspace, open_workspace
from index.bootstrap import Plan, bootstrap
from index.elastic_client import make_client
from index.elastic_mapping import list_fields, make_mappings
from index.families import Family
from index.searcher import open_index
from index.sharing import iter_shared
from index.tables import TableDocument
from tests.cases.town import LATER, NOW, Town, make_town
from tests.conftest import Server

SECRETS = ("张三", "李四", "王五", "13812345678", "文三路")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return make_town(open_book(open_workspace(tmp_path / "ws", create=True), Settings()))


def share(town: Town, fields: Fields = Fields.FULL, *, accept: bool = True, days: int | None = None) -> str:
    case = open_case(town.book, "张三的案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    until = None if days is None else LATER + timedelta(days=days)
    made, _ = make_share(
        town.book, case.case_id, group=town.group, shown=fields, until=until, by="gd-lead", at=LATER
    )
    if accept:
        answer_share(town.book, made.share_id, ShareState.ACCEPTED, by="zj-lead", at=LATER)
    return made.share_id


def load(book: CaseBook, receiver: str = "33", *, days: int = 0) -> list[TableDocument]:
    world, records = book.load_world(), book.workspace.records
    at = LATER + timedelta(days=days, seconds=1)
    return list(iter_shared(world, records, region="44", receiver=receiver, at=at))


@pytest.mark.parametrize("fields", [Fields.FULL, Fields.REDACTED])
def test_what_is_shared_is_shown_redacted(town: Town, fields: Fields) -> None:
    share(town, fields)
    documents = load(town.book)
    text = json.dumps([one.fields for one in documents], ensure_ascii=False)
    assert "gd水壶" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert {one.fields["from_office"] for one in documents} == {"gd"}


def test_every_field_has_a_place_in_the_mapping(town: Town) -> None:
    share(town)
    mapped = {
        name.removeprefix("netpatrol.")
        for name in list_fields(make_mappings(Family.SHARED))
        if name.startswith("netpatrol.")
    }
    assert {name for one in load(town.book) for name in one.fields} <= mapped


def test_nothing_is_shown_that_was_not_accepted_or_has_ended(town: Town) -> None:
    share(town, accept=False)
    assert load(town.book) == []
    made = share(town, days=3)
    assert load(town.book)
    assert load(town.book, days=4) == []
    withdraw_share(town.book, made, by="gd-lead", at=LATER)
    assert load(town.book) == []


def test_only_regions_are_shown_it_in_which_every_office_may_see_it(town: Town) -> None:
    share(town)
    assert load(town.book)
    assert load(town.book, "11") == load(town.book, "35") == []
    add_office(town.book, "hz", name="杭州局", region="3301", parent="zj", at=LATER)
    assert load(town.book) == []


@pytest.mark.elasticsearch
def test_the_server_holds_what_is_shared_now_and_forgets_what_was_withdrawn(
    elasticsearch_server: Server, tmp_path: Path
) -> None:
    for region in ("44", "33"):
        elasticsearch_server.drop(region)
    keys = tmp_path / "keys"
    for region, receivers in (("44", ("33", "11")), ("33", ())):
        plan = Plan(region=region, receivers=receivers, keys=keys, lifetime=timedelta(days=1), now=NOW)
        list(bootstrap(elasticsearch_server.admin, plan))
    settings = SearchSettings(
        backend="elasticsearch",
        url=elasticsearch_server.url,
        region="44",
        api_key_file=keys / "44-writer.key",
        sharer_key_file=keys / "44-sharer.key",
    )
    workspace: Workspace = open_workspace(tmp_path / "ws", create=True)
    town = make_town(open_book(workspace, Settings()))
    reader = make_client(settings.model_copy(update={"api_key_file": keys / "33-reader.key"}))

    def update() -> list[str]:
        open_index(workspace, settings, now=lambda: LATER + timedelta(seconds=1)).update()
        hits = reader.search(index="netpatrol-shared-*-33", size=100)["hits"]["hits"]
        return sorted(hit["_source"]["netpatrol"]["share_id"] for hit in hits)

    assert update() == []
    made = share(town)
    first = update()
    assert set(first) == {made}
    assert update() == first
    withdraw_share(town.book, made, by="gd-lead", at=LATER)
    assert update() == []
    for region in ("44", "33"):
        elasticsearch_server.drop(region)
