"""Random worlds of offices, groups, cases and shares over evidence full of marks; and who may see which mark.

Every text field of what an office captured holds a mark of its own, such as `mkgdx1xsummaryx`: a mark in an
answer that the reader may not see is a leak. Who may see what is worked out here a second time, plainly, from
the list of what was done.
"""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cases.book import CaseBook
from cases.model import Role
from evidence.capture import Capture
from evidence.document import Document, Engine, PictureReading, Quality, Reading, ReadingStatus
from evidence.event import Event, make_event
from evidence.finding import (
    Check,
    Finding,
    FindingListing,
    Locator,
    LocatorKind,
    Review,
    ReviewVerdict,
    make_review_id,
)
from evidence.lead import Assignment, make_assignment_id
from evidence.listing import Listing, PageKind, Price, Shop
from evidence.noun import make_digest
from evidence.pick import Compared, Pick, PickKind
from evidence.snapshot import Outcome, Snapshot
from evidence.snapshot import Role as Part
from evidence.verification import Problem
from evidence.workspace import Workspace, open_workspace
from evidence.writer import Target
from tests.cases.town import COMMON, NOW, capture_for, make_exchange

REGIONS = {"gd": "44", "zj": "33", "bj": "11"}
OFFICES = tuple(REGIONS)
NUMBERS = {
    "gd": ("2019010714000001", "2019010714000002"),
    "zj": ("2020010714000003", "2020010714000004"),
    "bj": ("2021010714000005", "2021010714000006"),
}
"""What the two findings of each office claim; `ask` is asked for them."""

T0 = NOW + timedelta(days=1)
T1 = T0 + timedelta(days=10)
AT = T0 + timedelta(days=5)
"""The moment at which everybody looks; a share until T0 has ended by then, one until T1 has not."""

_MARK = re.compile(r"mk[a-z]+x\w+?x[a-z]+x")


def mark(office: str, number: int | str, name: str) -> str:
    return f"mk{office}x{number}x{name}x"


def find_marks(text: str) -> set[str]:
    return set(_MARK.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One page of an office with its finding."""

    office: str
    number: int
    snapshot: Snapshot
    finding: Finding

    @property
    def pick_id(self) -> str:
        """The pick of it, which is no thing that a case lists."""
        return f"pick-{self.office}-{self.number}"

    @property
    def things(self) -> dict[str, str]:
        """Its ids by noun."""
        return {
            "lead": self.finding.lead_id,
            "finding": self.finding.finding_id,
            "snapshot": self.snapshot.snapshot_id,
        }


@dataclass(slots=True)
class MemoryHistory:
    """A history that a test writes by hand."""

    events: list[Event] = field(default_factory=list)

    def load(self, after: int = 0) -> list[tuple[int, Event]]:
        return list(enumerate(self.events, start=1))[after:]

    def deliver(self) -> None:
        pass

    def find_problems(self) -> list[Problem]:
        return []


def make_evidence(root: Path) -> tuple[Workspace, list[Piece]]:
    """A workspace with two marked pages and findings of each office."""
    workspace = open_workspace(root, create=True, now=NOW)
    places = [(office, number) for office in OFFICES for number in (1, 2)]
    pieces = [
        _make_piece(workspace, office, place, number) for place, (office, number) in enumerate(places, 1)
    ]
    with workspace.records.write(NOW) as writer:
        for piece in pieces:
            writer.add_pick(make_pick(piece, [one for one in pieces if one.office != piece.office]))
    for office in OFFICES:
        workspace.store.write(make_paper(office))
    return workspace, pieces


def make_paper(office: str) -> bytes:
    """What stands for the printed act of an office's case."""
    return f"PK {mark(office, 0, 'paper')}".encode()


def make_pick(piece: Piece, others: list[Piece]) -> Pick:
    """A pick of a page that was compared with pages of other offices."""
    return Pick(
        pick_id=piece.pick_id,
        lead_id=f"plead-{piece.office}-{piece.number}",
        kind=PickKind.PRICE_LOW,
        listing=piece.finding.listing,
        snapshot_id=piece.snapshot.snapshot_id,
        summary=mark(piece.office, piece.number, "picksummary"),
        score=1.0,
        amount=Decimal(5),
        low=Decimal(8),
        high=Decimal(9),
        factors=(),
        compared=tuple(
            Compared(
                platform="jishi",
                listing_id=f"of-{one.office}-{one.number}",
                snapshot_id=one.snapshot.snapshot_id,
                at=NOW,
                amount=Decimal(8),
                title=mark(one.office, one.number, "compared"),
            )
            for one in others
        ),
        captured_at=piece.snapshot.captured_at,
        found_at=NOW,
        run_id=piece.snapshot.run_id,
        check=Check(name="abnormal_price", version="1"),
    )


def _make_piece(workspace: Workspace, office: str, place: int, number: int) -> Piece:
    book = CaseBook(workspace=workspace, history=MemoryHistory(), office_id=None)

    def word(name: str) -> str:
        return mark(office, number, name)

    snapshot, finding = capture_for(book, office, place, make=lambda: _capture(office, place, number))
    marked = finding.model_copy(
        update={
            "finding_id": f"find-{office}-{number}",
            "lead_id": f"lead-{office}-{number}",
            "summary": word("summary"),
            "claimed": NUMBERS[office][number - 1],
            "listing": FindingListing(
                platform="jishi",
                listing_id=f"{place}",
                url=snapshot.url,
                title=word("title"),
                shop=Shop(id=None, name=word("shop"), url=None),
            ),
            "locators": (
                Locator(
                    kind=LocatorKind.IMAGE,
                    artefact=word("artefact"),
                    sha256=snapshot.artefacts[1].sha256,
                    box=(0, 0, 1, 1),
                    quote=word("quote"),
                ),
            ),
        }
    )
    document = Document(
        sha256=snapshot.artefacts[1].sha256,
        document_box=(0, 0, 1, 1),
        kind="other",
        kind_confidence=1.0,
        fields={"name": Reading(value=word("reading"), raw=word("reading"), status=ReadingStatus.READ)},
        quality=Quality(width_px=1, height_px=1, readable=True),
        engine=Engine(name="t", version="1"),
    )
    reading = PictureReading(sha256=document.sha256, reader_version="r1", documents=(document,))
    with workspace.records.write(NOW) as writer:
        writer.add_finding(marked)
        writer.add_reading(reading, snapshot.run_id)
        writer.add_review(_review(marked, office, word("note")))
        writer.add_assignment(_assign(marked, office, word("assignee")))
        missed = f"http://shop.example/{word('missed')}"
        writer.add_targets(snapshot.run_id, [Target(url=missed, purpose="listing")])
    return Piece(office=office, number=number, snapshot=snapshot, finding=marked)


def _capture(office: str, place: int, number: int) -> Capture:
    def word(name: str) -> str:
        return mark(office, number, name)

    url = f"http://shop.example/{word('url')}"
    moment = NOW + timedelta(minutes=place)
    listing = Listing(
        url=url,
        kind=PageKind.LISTING,
        platform="jishi",
        listing_id=f"{place}",
        title=word("title"),
        brand=word("brand"),
        price=Price(amount=None, currency=None, raw=word("price")),
        shop=Shop(id=None, name=word("shop"), url=None),
        description=word("description"),
        attributes={"型号": word("attribute")},
    )
    picture = make_exchange(f"{url}/a.jpg", Part.IMAGE, word("picture").encode(), "image/jpeg", moment)
    return Capture(
        platform="jishi",
        kind=PageKind.LISTING,
        listing_id=f"{place}",
        url=url,
        final_url=url,
        captured_at=moment,
        outcome=Outcome.FOUND,
        listing=listing,
        exchanges=(
            make_exchange(url, Part.PAGE, word("page").encode(), "text/html", moment),
            picture,
            make_exchange("http://shop.example/b.jpg", Part.IMAGE, COMMON, "image/jpeg", moment),
            make_exchange(f"{url}/look.png", Part.IMAGE, draw_look(place), "image/png", moment),
        ),
    )


def draw_look(place: int) -> bytes:
    """A picture that looks like that of every other page, and is another file."""
    picture = Image.new("RGB", (160, 120), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 30, 90, 100), fill="navy")
    pen.ellipse((80, 10, 150, 70), fill="orange")
    picture.putpixel((0, 0), (place, 0, 0))
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def _review(finding: Finding, office: str, note: str) -> Review:
    by = f"{office}-reviewer"
    return Review(
        review_id=make_review_id(finding.lead_id, ReviewVerdict.UNSURE, by, NOW),
        lead_id=finding.lead_id,
        finding_id=finding.finding_id,
        check=finding.check.name,
        verdict=ReviewVerdict.UNSURE,
        by=by,
        note=note,
        reviewed_at=NOW,
    )


def _assign(finding: Finding, office: str, to: str) -> Assignment:
    by = f"{office}-lead"
    return Assignment(
        assignment_id=make_assignment_id(finding.lead_id, to, by, NOW),
        lead_id=finding.lead_id,
        to=to,
        by=by,
        assigned_at=NOW,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A share as a world draws it."""

    case: str
    things: tuple[str, ...] | None
    number: str | None
    fields: str
    group: str
    until: datetime | None
    answers: tuple[tuple[str, str], ...]
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A random world: members of groups, cases by office with their things, what was removed, shares."""

    members: dict[str, tuple[str, ...]]
    cases: dict[str, tuple[str, ...]]
    removed: frozenset[tuple[str, str]]
    offers: tuple[Offer, ...]
    disabled: frozenset[str]


def draw_worlds(pieces: list[Piece], *, lively: bool = False) -> st.SearchStrategy[Drawn]:
    """Worlds over some evidence; cases may list what is not theirs, groups may be empty.

    In lively ones everybody takes everything that is offered, so that shares meet.
    """
    things = [one for piece in pieces for one in piece.things.values()]
    some = st.lists(st.sampled_from(things), max_size=8, unique=True).map(tuple)
    offices = st.lists(st.sampled_from(OFFICES), unique=True).map(tuple)
    numbers = [number for pair in NUMBERS.values() for number in pair]
    offer = st.builds(
        Offer,
        case=st.sampled_from([f"case-{office}" for office in OFFICES]),
        things=st.none() | some,
        number=st.none() | st.none() | st.sampled_from(numbers),
        fields=st.sampled_from(["full", "redacted", "number"]),
        group=st.sampled_from(["g1", "g2"]),
        until=st.none() if lively else st.none() | st.sampled_from([T0, AT, T1]),
        answers=st.just(tuple((office, "accept") for office in OFFICES))
        if lively
        else st.lists(
            st.tuples(st.sampled_from(OFFICES), st.sampled_from(["accept", "accept", "reject"])), max_size=4
        ).map(tuple),
        withdrawn=st.sampled_from([False, False, False, not lively]),
    )
    own = {
        office: tuple(one for piece in pieces if piece.office == office for one in piece.things.values())
        for office in OFFICES
    }
    return st.builds(
        Drawn,
        members=st.fixed_dictionaries({"g1": st.just(OFFICES) if lively else offices, "g2": offices}),
        cases=st.fixed_dictionaries({f"case-{office}": some | st.just(own[office]) for office in OFFICES}),
        removed=st.frozensets(
            st.tuples(st.sampled_from([f"case-{office}" for office in OFFICES]), st.sampled_from(things)),
            max_size=3,
        ),
        offers=st.lists(offer, min_size=2 if lively else 0, max_size=5).map(tuple),
        disabled=st.frozensets(st.sampled_from([f"{office}-officer" for office in OFFICES]), max_size=1),
    )


def make_events(drawn: Drawn, pieces: list[Piece]) -> list[Event]:
    """The history that makes a drawn world."""
    made: list[Event] = []

    def add(did: str, noun: str, subject: str, body: dict[str, Any], by: str = "-") -> None:
        made.append(make_event(did, noun, subject, body, by=by, office_id=None, at=NOW))

    for office in OFFICES:
        add("add", "office", office, {"name": office, "region": REGIONS[office], "parent": None})
        for role in Role:
            body = {"office_id": office, "roles": [str(role)], "name": f"{office}{role}"}
            login = f"{office}-{role}"
            add("add", "user", login, body)
            token = {"login": login, "digest": make_digest(f"token of {login}"), "name": ""}
            add(
                "add",
                "token",
                f"token-{login}",
                {**token, "expires_at": (AT + timedelta(days=9)).isoformat()},
            )
    for piece in pieces:
        add("own", "run", piece.snapshot.run_id, {"office_id": piece.office})
    for group, members in drawn.members.items():
        add("add", "group", group, {"name": f"组{group}"})
        for office in members:
            add("join", "group", group, {"office_id": office})
    nouns = {one: noun for piece in pieces for noun, one in piece.things.items()}
    owners = {one: piece.office for piece in pieces for one in piece.things.values()}
    for case, things in drawn.cases.items():
        office = case.removeprefix("case-")
        body = {"title": mark(office, case[5:], "casetitle"), "office_id": office, "operator": {}}
        add("open", "case", case, body, f"{office}-lead")
        items = [
            {
                "item_id": f"{case}/{one}",
                "noun": nouns[one],
                "id": one,
                "proves": mark(office, 0, "proves"),
                "owner": owners[one],
            }
            for one in things
        ]
        add("add", "case", case, {"items": items}, f"{office}-lead")
        gone = [f"{case}/{one}" for one in things if (case, one) in drawn.removed]
        add("remove", "case", case, {"items": gone}, f"{office}-lead")
        foreign = [one for one in items if one["owner"] != office and one["item_id"] not in gone]
        quotes = [
            {"noun": one["noun"], "id": one["id"], "owner": one["owner"], "sight": 2} for one in foreign
        ]
        act = {
            "act_id": f"act-{office}",
            "kind": "assistance",
            "number": f"{office}1",
            "files": [{"name": "letter.docx", "sha256": make_digest(make_paper(office))}],
        }
        body = {"act": act, "status": "open", "quotes": quotes}
        add("act", "case", case, body, f"{office}-officer")
    for number, offer in enumerate(drawn.offers):
        share, office = f"share-{number}", offer.case.removeprefix("case-")
        body = {
            "case_id": offer.case,
            "items": [f"{offer.case}/{one}" for one in offer.things or ()],
            "number": offer.number,
            "group_id": offer.group,
            "fields": offer.fields,
            "from_office": office,
            "until": offer.until.isoformat() if offer.until else None,
        }
        add("offer", "share", share, body, f"{office}-lead")
        for taker, answer in offer.answers:
            add(answer, "share", share, {"office_id": taker}, f"{taker}-officer")
        if offer.withdrawn:
            add("withdraw", "share", share, {}, f"{office}-lead")
    for login in drawn.disabled:
        add("disable", "user", login, {})
    return made


LEVELS = {"number": 1, "redacted": 2, "full": 3}
READERS = {"officer", "reviewer", "lead"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    """Who may see what in a drawn world, worked out without the product."""

    drawn: Drawn
    pieces: list[Piece]
    login: str

    @property
    def office(self) -> str:
        return self.login.split("-")[0]

    @property
    def role(self) -> str:
        return self.login.split("-")[1]

    def is_live(self, offer: Offer) -> bool:
        members = self.drawn.members[offer.group]
        last = dict(offer.answers).get(self.office)
        return (
            self.office in members
            and offer.case.removeprefix("case-") in members
            and offer.case != f"case-{self.office}"
            and last == "accept"
            and not offer.withdrawn
            and (offer.until is None or offer.until > AT)
        )

    def reads(self) -> tuple[bool, bool]:
        """Whether the own office's matter is read, and what is shared with it."""
        if self.login in self.drawn.disabled:
            return False, False
        return self.role in READERS, self.role in READERS | {"auditor"}

    def get_level(self, piece: Piece, noun: str) -> int:
        """0 nothing, 1 that a number is known, 2 redacted, 3 full."""
        own, shared = self.reads()
        if piece.office == self.office:
            return 3 if own else 0
        thing, case, levels = piece.things[noun], f"case-{piece.office}", []
        if not shared or thing not in self.drawn.cases[case] or (case, thing) in self.drawn.removed:
            return 0
        for offer in self.drawn.offers:
            named = not offer.things or thing in offer.things
            if offer.case == case and named and offer.number is None and self.is_live(offer):
                levels.append(LEVELS[offer.fields])
        return min(levels, default=0)

    def get_case_level(self, office: str) -> int:
        own, shared = self.reads()
        if office == self.office:
            return 3 if own else 0
        levels = [
            LEVELS[offer.fields]
            for offer in self.drawn.offers
            if offer.case == f"case-{office}" and offer.number is None and self.is_live(offer)
        ]
        return min(levels, default=0) if shared else 0

    def get_marks(self) -> set[str]:
        """Every mark that may appear in what this person is given."""
        allowed: set[str] = set()
        for piece in self.pieces:
            finding, snapshot = self.get_level(piece, "finding"), self.get_level(piece, "snapshot")
            names = set()
            if finding >= 2:
                names |= {"title", "shop", "url"}
            if finding == 3:
                names |= {"summary", "artefact", "quote"}
            if snapshot >= 2:
                names |= {"title", "shop", "url", "brand", "price"}
            if snapshot == 3:
                names |= {"description", "attribute", "picture", "page", "reading"}
            if piece.office == self.office and self.reads()[0]:
                names |= {"note", "assignee", "missed"}
            allowed |= {mark(piece.office, piece.number, name) for name in names}
            if piece.office == self.office and self.reads()[0]:
                allowed.add(mark(piece.office, piece.number, "picksummary"))
            if self.reads()[0] and snapshot == 3:
                allowed.add(mark(piece.office, piece.number, "compared"))
        if self.sees_paper():
            allowed.add(mark(self.office, 0, "paper"))
        if self.reads()[0]:
            allowed.add(mark(self.office, 0, "job"))
        for office in OFFICES:
            if self.get_case_level(office) == 3:
                allowed |= {mark(office, office, "casetitle"), mark(office, 0, "proves")}
        return allowed

    def sees_paper(self) -> bool:
        """Whether the paper of the own office's case may be taken: while all that it quotes is seen."""
        case = f"case-{self.office}"
        held = {one for one in self.drawn.cases[case] if (case, one) not in self.drawn.removed}
        quoted = [
            self.get_level(piece, noun)
            for piece in self.pieces
            for noun, one in piece.things.items()
            if one in held and piece.office != self.office
        ]
        return self.reads()[0] and all(level >= 2 for level in quoted)

    def count_hits(self) -> int:
        """How many findings, snapshots and cases a search without words finds."""
        levels = [self.get_level(piece, noun) for piece in self.pieces for noun in ("finding", "snapshot")]
        return sum(level >= 2 for level in [*levels, *map(self.get_case_level, OFFICES)])

    def count_leads(self) -> int:
        return sum(self.get_level(piece, "finding") >= 2 for piece in self.pieces)

    def get_ids(self) -> set[str]:
        """The ids of pieces of which something is seen."""
        seen = {*self.drawn.cases[f"case-{self.office}"]} if self.reads()[0] else set()
        for piece in self.pieces:
            if self.get_level(piece, "finding") >= 2:
                seen |= {*piece.things.values()}
            for noun in ("snapshot", "lead"):
                if self.get_level(piece, noun) >= 2:
                    seen.add(piece.things[noun])
        return seen

    def get_knowing_offices(self, number: str) -> dict[str, bool]:
        """The offices that may say that they know a number, and whether they may name the case."""
        known: dict[str, bool] = {}
        for offer in self.drawn.offers:
            office = offer.case.removeprefix("case-")
            if not self.is_live(offer):
                continue
            if offer.number is not None:
                if offer.number == number:
                    known.setdefault(office, False)
                continue
            for piece in self.pieces:
                if piece.office != office or NUMBERS[office][piece.number - 1] != number:
                    continue
                named = offer.things is None or not offer.things or piece.things["finding"] in offer.things
                if named and self.get_level(piece, "finding") >= 1:
                    known[office] = known.get(office, False) or self.get_level(piece, "finding") == 3
        return known
