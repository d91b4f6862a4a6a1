"""`netpatrol corroborate`: a second capture from a separate session, held against the first."""

from typing import Any

import click

from config.errors import ExitCode, ItemError
from console.output import print_json, say
from console.session import Session, pass_session
from console.text import Words
from crawlers.orders import find_places
from patrols.corroborating import STAGE, Corroboration, corroborate, find_firsts, make_second_job
from patrols.indexing import update_index
from patrols.stamping import stamp_ledger


@click.command("corroborate")
@click.argument("ids", nargs=-1, required=True)
@click.option("--allow-host", "allow_hosts", multiple=True, metavar="HOST:PORT", help="允许的内网地址.")
@click.option(
    "--as", "by", metavar="LOGIN", help="经办人 / who starts it; their office owns what it captures."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page.")
@pass_session
def command(
    session: Session, ids: tuple[str, ...], allow_hosts: tuple[str, ...], by: str | None, *, as_json: bool
) -> int:
    """二次取证 / capture the pages behind snapshots, findings or leads again, and compare."""
    workspace = session.open()
    firsts = find_firsts(workspace.records, ids)
    if not firsts:
        raise ItemError(
            "nothing was read off the pages behind these ids, so a second capture can prove nothing"
        )
    job = make_second_job(workspace.records, session.settings, firsts, allow_hosts)
    places = find_places(job)
    order = {"ids": [one.snapshot_id for one in firsts], "hosts": list(allow_hosts)}
    done: list[Corroboration] = []
    with session.work(workspace, "corroborate", order, fresh=True, by=by, places=places) as shift:
        for one in corroborate(shift, firsts, job):
            done.append(one)
            if as_json:
                print_json(_describe(one))
        stamp_ledger(workspace, session.settings, now=shift.now(), say=lambda text: shift.say(STAGE, text))
        service = update_index(shift, session.open_index(workspace))
        shift.finish({"compared": sum(one.comparison is not None for one in done), "pages": len(done)})
    if not as_json:
        for one in done:
            _print(session.words, one)
    borne_out = all(one.comparison is not None and one.comparison.agrees for one in done)
    return service if borne_out else ExitCode.INCOMPLETE


def _describe(one: Corroboration) -> dict[str, Any]:
    held = one.comparison
    return {
        "first": one.first.snapshot_id,
        "second": held.second if held is not None else None,
        "url": one.first.url,
        "agrees": held.agrees if held is not None else None,
        "differing": [fact.model_dump() for fact in held.differing] if held is not None else [],
        "redrawn": held.redrawn.model_dump() if held is not None and held.redrawn is not None else None,
        "reason": one.reason,
    }


def _print(words: Words, one: Corroboration) -> None:
    held = one.comparison
    if held is None:
        click.echo(words("second_missing", url=one.first.url, reason=words.reason(one.reason)))
        return
    key = "second_agrees" if held.agrees else "second_differs" if held.differing else "second_same_facts"
    click.echo(words(key, url=one.first.url, first=held.first, second=held.second))
    for fact in held.differing:
        name = words(f"fact_{fact.name}")
        click.echo(words("second_fact", name=name, first=fact.first, second=fact.second or "–"))
    if held.redrawn is None:
        say(words("second_not_drawn"))
    elif not held.redrawn.agrees:
        say(words("second_drawn_otherwise", differing=held.redrawn.differing, tiles=held.redrawn.tiles))
