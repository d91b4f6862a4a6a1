"""The nouns of people and cases, with exactly the keys of docs/contracts/cases.md in their JSON.

What the house needs beside those keys (a person's name, how each office answered a share) is a field that
`model_dump` leaves out. Everything here is derived from the history of events (`cases/events.py`).
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import ConfigDict, Field

from evidence.noun import Noun


class Role(StrEnum):
    """What a person may do (docs/contracts/cases.md)."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Office(Noun):
    """A market-supervision office; `region` is its GB/T 2260 code of two, four or six digits.

    `sign` (机关代字, such as 粤市监) begins the numbers of its acts; the id does where there is none.
    """

    office_id: str
    name: str
    region: str
    parent: str | None = None
    sign: str | None = Field(default=None, exclude_if=lambda sign: sign is None)


class User(Noun):
    """A person who works at the desk or with the API; `name` is what acts print, `since` when they came."""

    login: str
    office_id: str
    roles: tuple[Role, ...]
    disabled: bool = False
    name: str = Field(default="", exclude=True)
    since: datetime | None = Field(default=None, exclude=True)


class Token(Noun):
    """An API token, stored as the SHA-256 of its text."""

    token_id: str
    login: str
    digest: str
    name: str
    expires_at: datetime
    revoked: bool = False


class Group(Noun):
    """Offices that may share with one another; one without offices is nobody."""

    group_id: str
    name: str
    offices: tuple[str, ...] = ()


class ItemNoun(StrEnum):
    """What an item of a case's evidence list is."""

    LEAD = "lead"
    FINDING = "finding"
    SNAPSHOT = "snapshot"


class Item(Noun):
    """One line of a case's evidence list; a removed one stays with the moment of its removal.

    `proves` is what it proves (证明对象), `owner` the office whose thing it is: nobody else can share it.
    """

    item_id: str
    noun: ItemNoun
    id: str
    proves: str | None
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None
    owner: str | None = Field(default=None, exclude=True)


class Operator(Noun):
    """Who the case is about, as far as it is known."""

    name: str | None = None
    uscc: str | None = None
    shop: str | None = None


class Ground(StrEnum):
    """Why an office may be competent."""

    SELLER_PLACE = "seller_place"
    PLATFORM_SEAT = "platform_seat"
    PLACE_OF_ACT = "place_of_act"
    REGISTERED_PLACE = "registered_place"


class Jurisdiction(Noun):
    """An office that may be competent; `office_id` is null where no office of that region is known."""

    office_id: str | None
    region: str
    ground: Ground
    reason: str
    rule: str


class Clock(Noun):
    """A period that runs; `from` and `due` are Shanghai days, `working` says which days count."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    what: str
    from_: date = Field(alias="from")
    due: date
    days: int
    working: bool
    rule: str
    met_at: datetime | None = None


class ActKind(StrEnum):
    """What paper a case sends or keeps."""

    PLATFORM_NOTICE = "platform_notice"
    TRANSFER = "transfer"
    ASSISTANCE = "assistance"
    POLICE_REFERRAL = "police_referral"
    EXTRACTION_RECORD = "extraction_record"
    EVIDENCE_LIST = "evidence_list"
    REPLY = "reply"


class ActFile(Noun):
    """A printed act: its file name and the SHA-256 of its bytes."""

    name: str
    sha256: str


class Quote(Noun):
    """What a paper tells of another office's matter; `sight` is how much its officer saw of it."""

    noun: ItemNoun
    id: str
    owner: str | None
    sight: int


class Act(Noun):
    """An act of a case; `second` is the second officer, `to` an office or whoever else it goes to.

    `quotes` is what its paper tells of other offices' matter; None where the paper itself is not kept here.
    """

    act_id: str
    kind: ActKind
    number: str | None
    at: datetime
    by: str
    second: str | None = None
    to: str | None = None
    files: tuple[ActFile, ...] = ()
    answered_at: datetime | None = None
    quotes: tuple[Quote, ...] | None = Field(default=None, exclude=True)


class Fields(StrEnum):
    """How much of a matter a share shows."""

    FULL = "full"
    REDACTED = "redacted"
    NUMBER = "number"


class ShareState(StrEnum):
    """Where a share stands, for the office that looks at it."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Share(Noun):
    """What an office offers to a group: a case, some of its items, or one number.

    `items` are item ids, none for the whole case. `answers` has the state of each office that answered.
    """

    share_id: str
    case_id: str
    items: tuple[str, ...] = ()
    number: str | None = None
    group_id: str
    fields: Fields
    from_office: str
    state: ShareState = ShareState.OFFERED
    until: datetime | None = None
    offered_at: datetime = Field(exclude=True)
    offered_by: str = Field(exclude=True)
    withdrawn_at: datetime | None = Field(default=None, exclude=True)
    answers: dict[str, ShareState] = Field(default_factory=dict, exclude=True)


class Received(Noun):
    """A share that came in a parcel: the newest one of it, who signed it, and for which office it is."""

    share_id: str
    digest: str
    serial: int
    key_id: str
    to_office: str


class HistoryEntry(Noun):
    """One line of a history: who did what to what, when."""

    at: datetime
    by: str
    did: str
    what: str


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


class Case(Noun):
    """A case file as its history makes it."""

    case_id: str
    title: str
    status: CaseStatus = CaseStatus.OPEN
    office_id: str
    opened_at: datetime
    opened_by: str
    operator: Operator = Operator()
    items: tuple[Item, ...] = ()
    jurisdiction: tuple[Jurisdiction, ...] = ()
    clocks: tuple[Clock, ...] = ()
    acts: tuple[Act, ...] = ()
    shares: tuple[Share, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def held_items(self) -> tuple[Item, ...]:
        """The items that were not removed."""
        return tuple(item for item in self.items if item.removed_at is None)


class Answer(Noun):
    """What one office says to "do you know this number?"; `case_id` only where both sides may know."""

    number: str
    office_id: str
    known: bool
    case_id: str | None = None
