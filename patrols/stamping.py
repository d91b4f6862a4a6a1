"""The stamping stage: authorities say when the ledger had grown so far; one that fails is asked again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.request import Request, urlopen

from config.errors import ServiceError
from config.settings import Settings
from evidence.bundle_ledger import Extract, make_extract
from evidence.stamps import NOUN, Stamp, find_stamp_problem, load_roots, make_message, make_query, make_stamp
from evidence.workspace import Workspace

_TIMEOUT_S = 20.0
_MOST_BYTES = 200_000


def stamp_ledger(
    workspace: Workspace, settings: Settings, *, now: datetime, say: Callable[[str], None]
) -> tuple[Stamp, ...]:
    """Have the ledger stamped by every authority of the settings; nothing happens while it has not grown.

    Raises:
        ConfigError: the certificate file of an authority cannot be read.
    """
    if not settings.stamp or not _has_grown(workspace, {one.name for one in settings.stamp}):
        return ()
    extract, _ = make_extract(workspace.records, ())
    stamps = []
    for authority in settings.stamp:
        roots = load_roots([authority.ca_file])
        try:
            stamp = fetch_stamp(authority.name, authority.url, extract, roots, now)
        except ServiceError as exc:
            say(str(exc))
            continue
        with workspace.records.write(now) as writer:
            writer.add_fact(NOUN, stamp.subject, stamp.as_json())
        stamps.append(stamp)
    return tuple(stamps)


def fetch_stamp(authority: str, url: str, extract: Extract, roots: Sequence[bytes], now: datetime) -> Stamp:
    """Ask an authority for a stamp and check what it answers.

    Raises:
        ServiceError: it does not answer, or not with a stamp that its roots vouch for; ask again later.
    """
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        asked = Request(url, data=make_query(extract), headers=headers)  # noqa: S310 -- an address of the settings
        with urlopen(asked, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            reply = answer.read(_MOST_BYTES)
    except (OSError, ValueError) as exc:
        raise ServiceError(
            f"time stamp authority {authority!r} does not answer: {exc}; it is asked again"
        ) from exc
    problem = find_stamp_problem(reply, make_message(extract), roots, now)
    if problem is not None:
        raise ServiceError(
            f"time stamp authority {authority!r} gave no valid stamp: {problem}; it is asked again"
        )
    return make_stamp(authority, extract, reply)


def _has_grown(workspace: Workspace, names: set[str]) -> bool:
    """Whether there are entries, other than stamps, that not every authority has stamped."""
    reached = dict.fromkeys(names, 0)
    for body in workspace.records.load_facts(NOUN).values():
        stamp = Stamp.model_validate_json(body)
        if stamp.authority in reached:
            reached[stamp.authority] = max(reached[stamp.authority], stamp.extract.entries)
    entries = workspace.records.iter_entries(after=min(reached.values()))
    return any(entry.noun != NOUN for entry in entries)
