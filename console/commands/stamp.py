"""`netpatrol stamp`: time stamps of others on the ledger as it is now."""

import click

from config.errors import ConfigError, ExitCode
from console.output import print_json, say
from console.session import Session, pass_session
from console.text import format_time
from patrols.stamping import stamp_ledger


@click.command("stamp")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a stamp.")
@pass_session
def command(session: Session, *, as_json: bool) -> int:
    """时间戳 / have the ledger stamped by the authorities of netpatrol.toml, as patrols and crawls do."""
    settings = session.settings
    if not settings.stamp:
        raise ConfigError("no time stamp authority in netpatrol.toml; see [[stamp]] in docs/settings.md")
    failed: list[str] = []
    stamps = stamp_ledger(session.open(), settings, now=session.clock.now(), say=failed.append)
    for stamp in stamps:
        facts = {"authority": stamp.authority, "entries": stamp.extract.entries}
        if as_json:
            print_json(facts | {"stamped_at": stamp.stamped_at.isoformat()})
        else:
            click.echo(session.words("stamped", **facts, at=format_time(stamp.stamped_at)))
    for text in failed:
        say(session.words.explain(text))
    return ExitCode.SERVICE if failed else ExitCode.DONE
