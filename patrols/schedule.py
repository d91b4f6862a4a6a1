"""When patrols are due: cron expressions in Shanghai time, kept by one process that runs them one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cronsim import CronSim

from config.settings import PatrolSettings
from evidence.clock import SHANGHAI
from evidence.records import Records

_LONGEST_GAP = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A patrol and the moment at which it should run next, in UTC."""

    patrol: PatrolSettings
    at: datetime


def find_next(
    patrols: Iterable[PatrolSettings],
    records: Records,
    now: datetime,
    tried: Mapping[str, datetime] | None = None,
    waiting: Mapping[str, datetime] | None = None,
) -> Due | None:
    """The scheduled patrol to run next; one missed while nobody kept the schedule is due now, once.

    Args:
        patrols: of the settings.
        records: know when each ran to its end.
        now: the present moment.
        tried: when the keeper of the schedule began each in vain: it waits for its next turn like any other.
        waiting: when one that could not begin, as others were at its targets, is to be tried again.
    """
    attempts, again = tried or {}, waiting or {}
    found = [
        Due(
            patrol=patrol,
            at=max(again[patrol.name], now)
            if patrol.name in again
            else _find_due(patrol.schedule, _find_since(patrol, records, attempts), now),
        )
        for patrol in patrols
        if patrol.schedule is not None
    ]
    return min(found, key=lambda due: due.at) if found else None


def _find_due(schedule: str, last_start: datetime | None, now: datetime) -> datetime:
    since = max(last_start, now - _LONGEST_GAP) if last_start else now
    due: datetime = next(CronSim(schedule, since.astimezone(SHANGHAI))).astimezone(UTC)
    return max(due, now)


def _find_since(patrol: PatrolSettings, records: Records, tried: Mapping[str, datetime]) -> datetime | None:
    moments = (_find_last_start(patrol, records), tried.get(patrol.name))
    return max((moment for moment in moments if moment is not None), default=None)


def _find_last_start(patrol: PatrolSettings, records: Records) -> datetime | None:
    starts = (
        record.run.started_at
        for record in records.load_runs("patrol")
        if record.summary is not None and record.summary.get("patrol") == patrol.name
    )
    return next(starts, None)
