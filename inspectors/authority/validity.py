"""Whether a row of a register was in force on the day of a capture."""

from dataclasses import dataclass
from datetime import date

from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit
from evidence.finding import RegisterState
from inspectors.authority.lookup import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Why a row was not in force: the state, since when, and whether that is certain for the day asked."""

    state: str
    since: str | None
    certain: bool

    @property
    def words(self) -> str:
        """As a summary says it."""
        return f"“{self.state}”" + (f"（自 {self.since}）" if self.since else "")


def get_capture_day(exhibit: Exhibit) -> date:
    """The Shanghai day on which a page was captured."""
    return make_shanghai_day(exhibit.snapshot.captured_at)


def find_lapse(match: Match, day: date) -> Lapse | None:
    """Why a row was not in force on a day; None when it was.

    Not certain: a state without its date in a version newer than the day, an end of term that the version
    is too old to know renewed.
    """
    record = match.record or {}
    if match.state is RegisterState.INACTIVE:
        state = str(record.get("status"))
        since = record.get("status_since") or (record.get("valid_to") if state == "过期" else None)
        if since is not None and since > day.isoformat():
            return None
        known = since is not None or (match.as_of is not None and match.as_of <= day)
        return Lapse(state=state, since=since, certain=known)
    ended = record.get("valid_to")
    if not ended or ended == "long_term" or ended >= day.isoformat():
        return None
    return Lapse(
        state="过期", since=ended, certain=match.as_of is not None and match.as_of.isoformat() > ended
    )
