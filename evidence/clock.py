"""The run and its clock: stages take the time from the run, never from the machine."""

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

from config.errors import ItemError
from evidence.noun import Noun, derive_id

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_CHINESE_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")


class Run(Noun):
    """One execution: code version, settings digest and start, stamped on all it writes."""

    run_id: str
    code_version: str
    settings_digest: str
    started_at: datetime


def make_run(code_version: str, settings_digest: str, started_at: datetime) -> Run:
    """The run that starts at `started_at` (UTC) with this code and these settings."""
    started = started_at.astimezone(UTC)
    return Run(
        run_id=derive_id("run", code_version, settings_digest, started.isoformat()),
        code_version=code_version,
        settings_digest=settings_digest,
        started_at=started,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunClock:
    """A clock that starts where the run started and advances with the process."""

    started_at: datetime
    _zero_s: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The run's present moment in UTC."""
        return self.started_at.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._zero_s)


def parse_date(text: str) -> date:
    """A date written in ISO or Chinese form.

    Raises:
        ItemError: `text` is no date that exists.
    """
    match = _CHINESE_DATE.fullmatch(text.strip())
    try:
        if match is not None:
            return date(*map(int, match.groups()))
        return date.fromisoformat(text.strip())
    except ValueError as exc:
        raise ItemError(f"{text!r} is no date; write 2026-01-31 or 2026年1月31日") from exc


def parse_moment(text: str) -> datetime:
    """A moment in UTC from ISO text; a bare date means the end of that Shanghai day.

    Raises:
        ItemError: `text` is no moment.
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
        day = parse_date(text)
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ItemError(f"{text!r} is no time that can be used; write a year from 1900 to 2200")
        return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=SHANGHAI).astimezone(UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as exc:
        raise ItemError(f"{text!r} is no time; write 2026-01-31 or 2026-01-31T09:30:00+08:00") from exc
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ItemError(f"{text!r} is no time that can be used; write a year from 1900 to 2200")
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def make_shanghai_day(moment: datetime) -> date:
    """The Shanghai day in which a moment falls."""
    return moment.astimezone(SHANGHAI).date()
