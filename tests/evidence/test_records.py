"""The record database: what may be empty, what is looked up by an index, what is loaded in which order."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from evidence import tables as t
from evidence.clock import make_run
from evidence.event import make_event
from evidence.noun import make_digest
from evidence.run_line import RunLine
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from tests.evidence.conftest import NOW

MAY_BE_EMPTY = {
    "leads.assignee",
    "leads.listing_id",
    "leads.severity",
    "leads.shop",
    "leads.title",
    "leads.verdict",
    "ledger.run_id",
    "runs.summary",
    "snapshots.shop_key",
    "targets.found_on",
    "targets.outcome",
    "targets.reason",
    "targets.snapshot_id",
}


def test_the_database_refuses_a_row_without_what_every_row_has() -> None:
    empty = {str(column) for table in t.metadata.sorted_tables for column in table.columns if column.nullable}
    assert empty == MAY_BE_EMPTY


@pytest.mark.parametrize(
    "column",
    [
        t.runs.c.job_key,
        t.snapshots.c.run_id,
        t.snapshots.c.listing_key,
        t.snapshots.c.shop_key,
        t.findings.c.lead_id,
        t.findings.c.snapshot_id,
        t.findings.c.check_name,
        t.reviews.c.lead_id,
        t.reviews.c.check_name,
        t.picks.c.lead_id,
        t.picks.c.run_id,
        t.assignments.c.lead_id,
        t.events.c.subject,
    ],
    ids=str,
)
def test_what_records_are_looked_up_by_has_an_index(tmp_path: Path, column: object) -> None:
    workspace = open_workspace(tmp_path / "ws", create=True, now=NOW)
    query = select(column.table).where(column == "x")  # type: ignore[attr-defined]  # a column
    with workspace.records.read() as connection:
        text = str(query.compile(compile_kwargs={"literal_binds": True}))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    assert "USING INDEX" in str(plan)


def test_events_come_with_their_entries_in_order_and_nothing_else_does(workspace: Workspace) -> None:
    deeds = [
        make_event(did, "case", "c1", {}, by="li", office_id="gd", at=NOW + timedelta(minutes=5 - number))
        for number, did in enumerate(("open", "add", "close"))
    ]
    for deed in deeds:
        with workspace.records.write(deed.at) as writer:
            writer.add_fact("settings", deed.event_id, "{}")  # the same subject, another noun
            writer.add_event(deed)
    loaded = workspace.records.load_events()
    assert [event for _, event in loaded] == deeds
    entries = {entry.seq: (entry.noun, entry.subject) for entry in workspace.records.iter_entries()}
    assert [entries[seq] for seq, _ in loaded] == [("event", deed.event_id) for deed in deeds]
    assert workspace.records.load_events(after=loaded[0][0]) == loaded[1:]


def test_targets_stand_in_the_order_of_their_own_run(workspace: Workspace) -> None:
    runs = [make_run("0.1.0", f"settings {number}", NOW) for number in range(3)]
    with workspace.records.write(NOW) as writer:
        for run in sorted(runs, key=lambda run: run.run_id, reverse=True):
            writer.start_run(run, "crawl", run.run_id)
            for url in ("http://a.example/", "http://b.example/"):
                writer.add_targets(run.run_id, [Target(url=url, purpose="any")])
    with workspace.records.read() as connection:
        positions = connection.execute(select(t.targets.c.run_id, t.targets.c.position)).all()
    assert sorted(map(tuple, positions)) == sorted((run.run_id, number) for run in runs for number in (0, 1))


def test_how_the_targets_of_runs_ended_is_counted_by_run(workspace: Workspace) -> None:
    runs = [make_run("0.1.0", f"settings {number}", NOW).run_id for number in range(2)]
    with workspace.records.write(NOW) as writer:
        for number, run_id in enumerate(runs):
            writer.add_targets(run_id, [Target(url=f"http://a.example/{n}", purpose="any") for n in range(4)])
            for one in range(2 + number):
                writer.settle_target(run_id, f"http://a.example/{one}", "found")
    counted = workspace.records.count_targets([*runs, "run-of-nobody"])
    assert counted == {
        runs[0]: {"found": 2, "pending": 2},
        runs[1]: {"found": 3, "pending": 1},
        "run-of-nobody": {},
    }
    assert workspace.records.count_targets([]) == {}


def test_the_counts_of_a_run_are_its_own_and_the_newest(workspace: Workspace) -> None:
    with workspace.records.write(NOW) as writer:
        for number, run_id in enumerate(("a", "b", "c"), start=1):
            writer.put_tallies(run_id, {("check", "pass", ""): 9})
            writer.put_tallies(run_id, {("check", "pass", ""): number})
    assert workspace.records.load_tallies("b") == [("check", "pass", "", 2)]


@pytest.mark.parametrize(
    ("state", "summary", "covered"),
    [("open", None, None), ("open", "{}", None), ("finished", None, None), ("finished", "{}", "{}")],
)
def test_only_a_run_that_ended_with_a_summary_has_an_entry_of_its_end(
    state: str, summary: str | None, covered: str | None
) -> None:
    same = {"run_id": "r", "command": "crawl", "job_key": "j", "code_version": "1"}
    line = RunLine(**same, settings_digest="s", started_at="t", state=state, summary=summary)
    assert line.end_digest == (None if covered is None else make_digest(covered))
