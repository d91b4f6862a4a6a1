"""Leads, listings and runs as tables: what they say, and that they follow the evidence."""

from datetime import timedelta
from pathlib import Path

import pytest

from cases.book import open_book
from cases.casework import close_case, open_case
from cases.model import Fields, ShareState
from cases.sharing import answer_share, make_share
from config.settings import Settings
from evidence.clock import make_run
from evidence.finding import Review, ReviewVerdict, Status, make_review_id
from evidence.listing import Price
from evidence.workspace import Workspace, open_workspace
from index.elastic import ElasticBackend, open_elastic
from index.elastic_mapping import list_fields, make_mappings
from index.families import Family
from index.following import Documents, iter_rows
from index.projection import Indexed
from index.searcher import SearchIndex
from index.tables import TableDocument
from tests.cases.town import LATER, Town, make_town
from tests.conftest import Server
from tests.index.evidence import NOW, keep, make_finding, make_snapshot

TABLES = (Indexed.LEAD, Indexed.LISTING, Indexed.RUN, Indexed.CASE)


def load_tables(workspace: Workspace) -> dict[Indexed, list[TableDocument]]:
    found: dict[Indexed, list[TableDocument]] = {noun: [] for noun in TABLES}
    for row in iter_rows(workspace.records, TABLES):
        document = Documents(workspace.records).load(row)
        assert isinstance(document, TableDocument)
        found[row.noun].append(document)
    return found


def review(workspace: Workspace, lead_id: str, verdict: ReviewVerdict) -> None:
    at = NOW + timedelta(days=1)
    with workspace.records.write(at) as writer:
        writer.add_review(
            Review(
                review_id=make_review_id(lead_id, verdict, "王", at),
                lead_id=lead_id,
                finding_id=None,
                check="ccc_certificate_inactive",
                verdict=verdict,
                by="王",
                note=None,
                reviewed_at=at,
            )
        )


def test_a_lead_is_one_row_however_often_it_was_seen(workspace: Workspace) -> None:
    first = make_snapshot(1, "水壶", region="浙江 杭州")
    finding = make_finding(first)
    keep(workspace, first, finding)
    review(workspace, finding.lead_id, ReviewVerdict.CONFIRMED)
    (lead,) = load_tables(workspace)[Indexed.LEAD]
    said = {name: lead.fields[name] for name in ("code", "status", "verdict", "sightings", "regions", "page")}
    assert said == {
        "code": "CCC-001",
        "status": Status.FAIL,
        "verdict": "confirmed",
        "sightings": 1,
        "regions": ["浙江 杭州", "浙江", "杭州"],
        "page": f"findings/{finding.finding_id}",
    }


def test_a_listing_carries_its_price(workspace: Workspace) -> None:
    keep(workspace, make_snapshot(1, "水壶", price=Price(amount="19.90", currency="CNY")))
    (listing,) = load_tables(workspace)[Indexed.LISTING]
    assert (listing.fields["price"], listing.fields["currency"]) == (19.9, "CNY")


def test_a_run_says_what_it_missed_and_where_checks_were_blind(workspace: Workspace) -> None:
    run = make_run("1", "d" * 64, NOW)
    missed = {"platform": "jishi", "listing_id": "7", "code": "CCC-001", "found": False}
    with workspace.records.write(NOW) as writer:
        writer.start_run(run, "patrol", "job")
        writer.put_tallies(run.run_id, {("fake_brand", "skip", "no register"): 3, ("x", "fail", ""): 2})
        writer.finish_run(
            run.run_id, {"patrol": "daily", "coverage": 0.5, "target": 0.9, "exit": 6, "canaries": [missed]}
        )
    (row,) = load_tables(workspace)[Indexed.RUN]
    said = {name: row.fields[name] for name in ("patrol", "below_target", "blind", "skipped", "failed")}
    assert said == {
        "patrol": "daily",
        "below_target": True,
        "blind": ["fake_brand"],
        "skipped": 3,
        "failed": 2,
    }
    assert row.fields["canaries_missed"] == ["CCC-001 7"]


def make_case(workspace: Workspace) -> tuple[Town, str]:
    """A town, and a case of the office gd that holds its finding."""
    town = make_town(open_book(workspace, Settings()))
    case = open_case(town.book, "水壶案", [town.findings["gd"].lead_id], by="gd-lead", at=LATER)
    return town, case.case_id


def test_a_case_is_one_row_that_follows_it(workspace: Workspace) -> None:
    town, case_id = make_case(workspace)
    (row,) = load_tables(workspace)[Indexed.CASE]
    said = {
        name: row.fields[name] for name in ("title", "status", "office_id", "codes", "items", "closed_at")
    }
    assert said == {
        "title": "水壶案",
        "status": "open",
        "office_id": "gd",
        "codes": ["AD-001"],
        "items": row.fields["items"],
        "closed_at": None,
    }
    assert row.fields["due_at"] is not None
    close_case(town.book, case_id, by="gd-lead", at=LATER + timedelta(days=2))
    (closed,) = load_tables(workspace)[Indexed.CASE]
    assert (closed.fields["status"], closed.fields["due_at"]) == ("closed", None)
    assert closed.fields["closed_at"].startswith("2026-03-04")


def test_a_case_row_says_nothing_of_what_others_shared(workspace: Workspace) -> None:
    town = make_town(open_book(workspace, Settings()))
    theirs = open_case(town.book, "浙江的案", [town.findings["zj"].lead_id], by="zj-lead", at=LATER)
    share, _ = make_share(
        town.book, theirs.case_id, group=town.group, shown=Fields.FULL, by="zj-lead", at=LATER
    )
    answer_share(town.book, share.share_id, ShareState.ACCEPTED, by="gd-lead", at=LATER)
    ours = open_case(town.book, "广东的案", [town.findings["zj"].finding_id], by="gd-lead", at=LATER)
    rows = {row.id: row.fields for row in load_tables(workspace)[Indexed.CASE]}
    assert rows[ours.case_id]["items"] > 0
    assert (rows[ours.case_id]["codes"], rows[theirs.case_id]["codes"]) == ([], ["AD-001"])


@pytest.mark.parametrize("family", [Family.LEADS, Family.LISTINGS, Family.RUNS, Family.CASES])
def test_the_mapping_has_a_place_for_every_field(workspace: Workspace, family: Family) -> None:
    if family is Family.CASES:
        make_case(workspace)
    else:
        snapshot = make_snapshot(1, "水壶")
        keep(workspace, snapshot, make_finding(snapshot))
        with workspace.records.write(NOW) as writer:
            writer.start_run(make_run("1", "d" * 64, NOW), "patrol", "job")
    mapped = {
        name.split(".")[1] for name in list_fields(make_mappings(family)) if name.startswith("netpatrol.")
    }
    (document,) = load_tables(workspace)[Indexed(str(family)[:-1])]
    assert document.fields.keys() <= mapped


@pytest.mark.elasticsearch
def test_a_review_reaches_the_server(elasticsearch_server: Server, tmp_path: Path) -> None:
    region = elasticsearch_server.make_region()
    backend = open_elastic(elasticsearch_server.make_settings(region))
    workspace = open_workspace(tmp_path / "ws", create=True)
    index = SearchIndex(workspace, backend, region=region)
    snapshot = make_snapshot(1, "水壶")
    finding = make_finding(snapshot)
    keep(workspace, snapshot, finding)
    index.update()
    review(workspace, finding.lead_id, ReviewVerdict.REJECTED)
    index.update()
    assert load_verdict(backend, region, finding.lead_id) == "rejected"
    assert index.check().ok
    elasticsearch_server.drop(region)


def load_verdict(backend: ElasticBackend, region: str, lead_id: str) -> str:
    found = backend.client.get(index=f"netpatrol-leads-{region}", id=lead_id)
    return str(found["_source"]["netpatrol"]["verdict"])
