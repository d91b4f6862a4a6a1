"""Leads as people work on them: one row for each matter, however often it was seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evidence.finding import ReviewVerdict, Severity
from evidence.noun import Noun, derive_id


class LeadKind(StrEnum):
    """What a lead was made of."""

    FINDING = "finding"
    PICK = "pick"


class Lead(Noun):
    """One matter for a person: the facts of its newest sighting, and what was said of it last.

    `code` is the code of a violation, or the kind of a pick; a pick's `status` is `pick`, and it has no
    severity. `latest_id` is the newest finding or pick.
    """

    lead_id: str
    kind: LeadKind
    code: str
    status: str
    severity: Severity | None
    check_name: str
    platform: str
    listing_id: str | None
    shop: str | None
    title: str | None
    url: str
    summary: str
    latest_id: str
    first_seen: datetime
    last_seen: datetime
    sightings: int
    verdict: ReviewVerdict | None
    assignee: str | None


class Assignment(Noun):
    """Who is to look at a lead, and who said so; the newest one holds. An empty `to` takes it back."""

    assignment_id: str
    lead_id: str
    to: str
    by: str
    assigned_at: datetime


def make_assignment_id(lead_id: str, to: str, by: str, assigned_at: datetime) -> str:
    """The id of an assignment: lead, both people, time."""
    return derive_id("assign", lead_id, to, by, assigned_at.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a lead stands in a list: the ones beside it, and how many come before it and after it."""

    before: Lead | None
    after: Lead | None
    passed: int
    left: int


class LeadOrder(StrEnum):
    """In which order leads are listed."""

    GRAVEST = "gravest"
    NEWEST = "newest"


OPEN = "open"
"""The verdict asked for by who wants leads that nobody has decided yet (no word, or `unsure`)."""

NOBODY = "-"
"""The assignee asked for by who wants leads that nobody looks after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads are wanted; None asks nothing. `text` is a part of title, shop or summary."""

    kind: LeadKind | None = None
    code: str | None = None
    status: str | None = None
    severity: Severity | None = None
    platform: str | None = None
    verdict: str | None = None
    assignee: str | None = None
    text: str | None = None
