"""`netpatrol reread`: what today's readers and profiles make of pages that were sealed earlier."""

import click

from config.errors import ExitCode, ItemError
from console.output import print_json, print_table, say, show_progress
from console.session import Session, pass_session
from crawlers.rereading import Change, iter_changes
from evidence.tombstone import make_purged_lines
from patrols.stage import Progress
from sites.shelf import FOLDER, Shelf


@click.command("reread")
@click.option("--run", "run_id", metavar="ID", help="只重读一次采集 / only what this run captured.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change, then the counts.")
@pass_session
def command(session: Session, run_id: str | None, *, as_json: bool) -> int:
    """重读 / read sealed pages with today's readers; print what they read otherwise. Nothing is changed."""
    workspace = session.open()
    records = workspace.records
    if run_id is not None and records.load_run(run_id) is None:
        raise ItemError(f"{run_id!r} is no run of this workspace; `netpatrol crawl` prints run ids")
    snapshots = records.load_snapshots(run_id=run_id)
    shelf = Shelf.open(session.root / FOLDER)
    pages, changes = 0, list[Change]()
    with show_progress(session.words) as tell:
        for found in iter_changes(workspace, shelf, snapshots):
            pages += 1
            changes += found
            tell(Progress(stage="reread", done=pages, total=None))
    purged = sum(records.get_purge(one) is not None for one in snapshots)
    changed = len({change.snapshot_id for change in changes})
    if as_json:
        for change in changes:
            print_json(change)
        print_json({"pages": pages, "changed": changed, "purged": purged})
        return ExitCode.DONE
    words = session.words
    headers = [words(f"col_{name}") for name in ("field", "was", "now", "url")]
    print_table(headers, ((words(f"goods_{one.field}"), one.was, one.now, one.url) for one in changes))
    say(words("reread", pages=pages, changed=changed))
    for line in make_purged_lines(records.load_tombstones().values()) if purged else ():
        say(words.explain(line))
    return ExitCode.DONE
