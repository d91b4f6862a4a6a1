"""`netpatrol inspect`: the checks over what was captured."""

from collections import Counter

import click

from config.errors import ExitCode, ItemError
from console.output import print_findings, print_json, say
from console.session import Session, describe_finding, pass_session
from evidence.assembly import load_surroundings
from evidence.clock import parse_date
from evidence.snapshot import Snapshot
from evidence.workspace import Workspace
from patrols.indexing import update_index
from patrols.inspection import Inspection, inspect_snapshots
from patrols.reading import read_pictures


@click.command("inspect")
@click.option("--run", "run_id", help="只核查一次采集 / only what this run captured.")
@click.option(
    "--snapshot", "snapshot_id", help="只核查一个快照 / only this snapshot and the pages around it."
)
@click.option("--all", "everything", is_flag=True, help="核查全部 / everything (default: the latest run).")
@click.option("--at", "at", help="以该日登记数据为准 / ask the registers as of this day.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
@click.option("--verbose", is_flag=True, help="With --json: also pass, skip and error verdicts.")
@pass_session
def command(  # noqa: PLR0913 -- one parameter an option
    session: Session,
    run_id: str | None,
    snapshot_id: str | None,
    at: str | None,
    *,
    everything: bool,
    as_json: bool,
    verbose: bool,
) -> int:
    """核查 / read what is still unread, run the checks, keep the findings."""
    workspace = session.open()
    day = parse_date(at) if at else None
    snapshots = _choose(workspace, run_id, snapshot_id, everything=everything)
    if not snapshots:
        raise ItemError(session.words("nothing_to_inspect"))
    job = [[snapshot.snapshot_id for snapshot in snapshots], at]
    with session.work(workspace, "inspect", job) as shift:
        read_pictures(shift, snapshots)
        inspection = inspect_snapshots(shift, snapshots, day)
        code = update_index(shift, session.open_index(workspace))
        shift.finish({"findings": len(inspection.findings)})
    if as_json:
        _print_json(workspace, inspection, verbose=verbose)
    else:
        _print_report(session, inspection)
    return code or (ExitCode.INCOMPLETE if inspection.errors else ExitCode.DONE)


def _choose(
    workspace: Workspace, run_id: str | None, snapshot_id: str | None, *, everything: bool
) -> list[Snapshot]:
    records = workspace.records
    if snapshot_id is not None:
        snapshot = records.get_snapshot(snapshot_id)
        if snapshot is None:
            raise ItemError(f"{snapshot_id!r} is no snapshot of this workspace; check the id")
        return load_surroundings(records, snapshot)
    if run_id is not None:
        if records.load_run(run_id) is None:
            raise ItemError(f"{run_id!r} is no run of this workspace; `netpatrol crawl` prints run ids")
        return records.load_snapshots(run_id=run_id)
    if everything:
        return records.load_snapshots()
    last = records.find_last_run()
    return records.load_snapshots(run_id=last) if last is not None else []


def _print_json(workspace: Workspace, inspection: Inspection, *, verbose: bool) -> None:
    for finding in inspection.findings:
        print_json(describe_finding(workspace, finding))
    if not verbose:
        return
    for one in inspection.judged:
        if one.finding is None:
            plain = one.verdict.model_dump(mode="json")
            print_json({"check": one.check, "snapshot_id": one.snapshot_id} | plain)


def _print_report(session: Session, inspection: Inspection) -> None:
    words = session.words
    counts = Counter(one.verdict.status.value for one in inspection.judged)
    print_findings(words, inspection.findings)
    facts = {"fails": counts["fail"], "unsures": counts["unsure"], "skips": counts["skip"]}
    say(words("inspected", exhibits=inspection.exhibits, errors=counts["error"], **facts))
