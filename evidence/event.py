"""An Event: what somebody did to people, cases or shares, or read of them; kept once and never changed."""

from datetime import datetime
from typing import Any

from pydantic import Field

from evidence.noun import Noun, derive_id, make_canonical_json


class Event(Noun):
    """One entry of the history from which people, cases and shares are derived.

    Attributes:
        by: the login, or `-` for the administrator of the machine.
        office_id: the office of that login.
        did: what was done, such as `open`, `share`, `read`.
        noun: what it was done to, such as `case`.
        subject: the id of that.
        body: the facts of the deed; never a secret.
    """

    event_id: str
    at: datetime
    by: str
    office_id: str | None = None
    did: str
    noun: str
    subject: str
    body: dict[str, Any] = Field(default_factory=dict)


def make_event(  # noqa: PLR0913 -- who did what to what, when
    did: str,
    noun: str,
    subject: str,
    body: dict[str, Any],
    *,
    by: str,
    office_id: str | None,
    at: datetime,
) -> Event:
    """The event of a deed, under the id that follows from all of it."""
    facts = make_canonical_json(body)
    event_id = derive_id("event", did, noun, subject, by, office_id, at.isoformat(), facts)
    return Event(
        event_id=event_id, at=at, by=by, office_id=office_id, did=did, noun=noun, subject=subject, body=body
    )
