"""Verdicts, findings, leads and reviews: what a check says and what people say of it."""

import warnings
from datetime import date, datetime
from enum import StrEnum

from evidence.document import Box, Reading
from evidence.listing import Shop
from evidence.noun import Noun, derive_id


class Status(StrEnum):
    """How a check ended."""

    PASS = "pass"  # noqa: S105 -- the contract's word
    SKIP = "skip"
    UNSURE = "unsure"
    FAIL = "fail"
    ERROR = "error"


class Severity(StrEnum):
    """How grave a violation is; a code's severity is a ceiling."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class LocatorKind(StrEnum):
    """What kind of place a locator names."""

    TEXT = "text"
    IMAGE = "image"
    HTML = "html"
    CODE = "code"
    SEARCHED = "searched"


class Locator(Noun):
    """Where to look: an artefact, and the place in it."""

    kind: LocatorKind
    artefact: str
    sha256: str
    box: Box | None = None
    quote: str | None = None


class RegisterState(StrEnum):
    """What a look-up in a register gave."""

    FOUND = "found"
    INACTIVE = "inactive"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    UNAVAILABLE = "unavailable"


# The contract's key is `register`; pydantic warns because abc.ABCMeta has a method of that name.
warnings.filterwarnings("ignore", message='Field name "register"', module=__name__)


class AuthorityValue(Noun):
    """The register's side of a comparison, with the version that was asked."""

    register: str
    version: str | None
    as_of: date | None
    key: str
    state: RegisterState
    value: str | None = None


class WordPlace(Noun):
    """Words that a verdict is about: as printed, in which field (`title`, `attributes.NAME`), and where."""

    term: str
    place: str
    start: int
    end: int


class Verdict(Noun):
    """What one check says of one exhibit or group.

    `fact` names the matter accused (such as the certificate number): the same fact on another day is the
    same lead. `rests_on` are the document values behind it; a fail needs all of them to be `read`. `law` are
    the articles broken where they are not those of the check's obligation; `words` where its words stand.
    """

    status: Status
    fact: str = ""
    summary: str = ""
    claimed: str | None = None
    authority: AuthorityValue | None = None
    locators: tuple[Locator, ...] = ()
    rests_on: tuple[Reading, ...] = ()
    severity: Severity | None = None
    confidence: float = 1.0
    missing: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    words: tuple[WordPlace, ...] = ()


class Precision(Noun):
    """How often a check has been right so far, as reviewed by people (Wilson interval, 95 %)."""

    reviewed: int
    confirmed: int
    low: float | None
    high: float | None


class FindingListing(Noun):
    """The listing (or, with `listing_id` null, the shop) that a finding is about."""

    platform: str
    listing_id: str | None
    url: str
    title: str | None
    shop: Shop | None


class Check(Noun):
    """A check's stable name and version."""

    name: str
    version: str


class Finding(Noun):
    """One occurrence of a lead: a fail or unsure verdict on one snapshot with its reasons."""

    finding_id: str
    lead_id: str
    code: str
    status: Status
    severity: Severity
    summary: str
    listing: FindingListing
    snapshot_id: str
    claimed: str | None
    authority: AuthorityValue | None
    locators: tuple[Locator, ...]
    legal_basis: tuple[str, ...]
    confidence: float
    captured_at: datetime
    found_at: datetime
    run_id: str
    check: Check


class ReviewVerdict(StrEnum):
    """What an officer says of a lead."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"


class Review(Noun):
    """An officer's word on a lead."""

    review_id: str
    lead_id: str
    finding_id: str | None
    check: str
    verdict: ReviewVerdict
    by: str
    note: str | None
    reviewed_at: datetime


def make_lead_id(check: str, subject_key: str, fact: str) -> str:
    """The id of what a person reviews: check name, listing (or shop, or group) and the fact accused."""
    return derive_id("lead", check, subject_key, fact)


def make_finding_id(lead_id: str, snapshot_id: str, register_versions: tuple[str, ...], check: Check) -> str:
    """The id of one occurrence of a lead: lead, snapshot, register versions, check version."""
    return derive_id("find", lead_id, snapshot_id, *sorted(register_versions), check.version)


def make_review_id(lead_id: str, verdict: ReviewVerdict, by: str, reviewed_at: datetime) -> str:
    """The id of a review: lead, verdict, person, time."""
    return derive_id("review", lead_id, verdict, by, reviewed_at.isoformat())
