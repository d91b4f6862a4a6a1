"""The corroborating stage: pages captured once more in a session of its own, and the two compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from config.errors import ServiceError
from config.settings import Settings, get_code_version
from crawlers.job import BrowserUse, CrawlJob
from crawlers.replay.agreement import Agreement, compare_replay, open_browser
from evidence.assembly import find_pictures
from evidence.comparison import NOUN, Comparison, Redrawn, compare_facts, find_document_pictures
from evidence.records import Records
from evidence.selection import select_records
from evidence.snapshot import Outcome, Snapshot
from patrols.capture import capture, make_job
from patrols.stage import Progress, Shift
from sites.purpose import Purpose

STAGE = "corroborate"
_NEEDS_SEEN = frozenset({Outcome.FOUND, Outcome.ABSENT, Outcome.UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """What became of one page; no comparison where it could not be captured again, for `reason`."""

    first: Snapshot
    comparison: Comparison | None
    reason: str | None = None


def find_firsts(records: Records, ids: Iterable[str]) -> tuple[Snapshot, ...]:
    """The captures behind some snapshots, findings or leads that a second capture can bear out.

    Pictures that were taken of a page later, and second captures themselves, are left out.

    Raises:
        ItemError: an id is not in this workspace.
    """
    chosen = select_records(records, ids)
    seconds = {held.second for held in chosen.comparisons.values()}
    return tuple(
        one
        for one in chosen.snapshots.values()
        if one.snapshot_id not in seconds and one.listing is not None and one.outcome in _NEEDS_SEEN
    )


def make_second_job(
    records: Records, settings: Settings, firsts: Iterable[Snapshot], allow_hosts: tuple[str, ...] = ()
) -> CrawlJob:
    """The order to capture some pages again: each for what it was asked for, all in browsers."""
    purposes: dict[str, dict[str, str]] = {}
    again: dict[str, str] = {}
    for one in firsts:
        if one.run_id not in purposes:
            targets = records.load_targets(one.run_id)
            purposes[one.run_id] = {target.url: target.purpose for target in targets}
        again.setdefault(one.url, purposes[one.run_id].get(one.url, Purpose.ANY))
    pairs = tuple((str(purpose), url) for url, purpose in again.items())
    return make_job(settings, again=pairs, browser=BrowserUse.ALWAYS, allow_hosts=allow_hosts)


def corroborate(shift: Shift, firsts: Iterable[Snapshot], job: CrawlJob) -> Iterator[Corroboration]:
    """Capture pages again and keep how the two captures of each compare.

    Args:
        shift: of a run that nothing else was captured in.
        firsts: see `find_firsts`.
        job: see `make_second_job`.

    Raises:
        ConfigError: there is no Chromium.
        VerificationError: what was sealed is missing or was changed.
    """
    held = tuple(firsts)
    capture(shift, job, stage=STAGE)
    records = shift.workspace.records
    seconds = {one.url: one for one in records.load_snapshots(run_id=shift.run.run_id)}
    reasons = {target.url: target.reason for target in records.load_targets(shift.run.run_id)}
    with open_browser(shift.settings.browser.executable) as browser:
        for number, first in enumerate(held, start=1):
            second = seconds.get(first.url)
            if second is None or second.outcome not in _NEEDS_SEEN:
                reason = second.reason if second is not None else reasons.get(first.url)
                yield Corroboration(first=first, comparison=None, reason=reason)
                continue
            try:
                redrawn = _tell(compare_replay(browser, shift.workspace, second))
            except ServiceError as exc:
                shift.say(STAGE, str(exc))
                redrawn = None
            yield Corroboration(first=first, comparison=_keep(shift, first, second, redrawn))
            shift.tell(Progress(stage=STAGE, done=number, total=len(held)))


def _keep(shift: Shift, first: Snapshot, second: Snapshot, redrawn: Redrawn | None) -> Comparison:
    records = shift.workspace.records
    readings = [records.get_reading(picture.sha256) for picture in find_pictures(first)]
    documents = find_document_pictures(first, [one for one in readings if one is not None])
    comparison = Comparison(
        first=first.snapshot_id,
        second=second.snapshot_id,
        facts=compare_facts(first, second, documents),
        redrawn=redrawn,
        compared_at=shift.now(),
        software=f"netpatrol {get_code_version()}",
    )
    with records.write(shift.now()) as writer:
        writer.add_fact(NOUN, comparison.comparison_id, comparison.as_json(), shift.run.run_id)
    return comparison


def _tell(agreement: Agreement | None) -> Redrawn | None:
    if agreement is None:
        return None
    return Redrawn(
        similarity=round(agreement.similarity, 4), tiles=agreement.tiles, differing=len(agreement.differing)
    )
