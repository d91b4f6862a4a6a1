"""Where a larger market is made: shops, listings, proofs and the truth about them, one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.chance import make_chance
from demo.draft import Brand, Draft, Stall
from demo.entities import EntityMint
from demo.model import Entity
from demo.papers import Document, Picture, PictureKind, Take
from demo.proofs import Proofs
from demo.register_book import RegisterBook
from demo.tables import load_table

PLATFORMS = ("jishi", "yunxuan", "laohe")
_TAKES = (
    (Take.SCAN,) * 5 + (Take.PHOTO,) * 4 + (Take.STAMPED, Take.STAMPED) + (Take.WATERMARK, Take.WATERMARK)
)
_RARE_TAKES = (Take.SMALL, Take.TURNED_90, Take.TURNED_180)


@dataclass(slots=True, kw_only=True)
class Account:
    """What the truth will say, as it comes about."""

    expected: list[dict[str, Any]] = field(default_factory=list)
    also: list[dict[str, Any]] = field(default_factory=list)
    look_alikes: list[dict[str, Any]] = field(default_factory=list)
    history: dict[tuple[str, str, str], str] = field(default_factory=dict)  # platform, listing, day: amount
    picks: list[dict[str, Any]] = field(default_factory=list)
    calm_prices: list[dict[str, str]] = field(default_factory=list)
    novel: dict[str, Any] = field(default_factory=dict)

    def list_told(self) -> set[str]:
        """The listings about which there is something to tell."""
        entries = (*self.expected, *self.also, *self.look_alikes)
        groups = [identity for entry in entries for identity in entry.get("listing_ids", ())]
        return {entry["listing_id"] for entry in entries if "listing_id" in entry} | set(groups)


class Workshop:
    """The state of a market in the making; `turn_to` gives each topic its own stream of chance."""

    def __init__(self, seed: int, day: date) -> None:
        self.seed = seed
        self.day = day
        self.table = load_table("families")
        self.phrases = load_table("phrases")
        self.book = RegisterBook()
        self.proofs = Proofs(self.book, day)
        self.account = Account()
        self.mint = EntityMint(make_chance(seed, "entities"), self.table["trades"])
        self.stalls: list[Stall] = []
        self.drafts: list[Draft] = []
        self.chance: Random = make_chance(seed, "start")
        self._taken: set[str] = set()
        self._labs: list[tuple[Entity, dict[str, str], dict[str, str]]] = []

    def turn_to(self, topic: str) -> None:
        """Takes further draws from the stream of a topic, so that topics do not disturb one another."""
        self.chance = make_chance(self.seed, topic)

    def ago(self, days: int) -> date:
        """The day that was so many days before today."""
        return self.day - timedelta(days=days)

    def phrase(self, kind: str, **values: str) -> str:
        """One of several wordings of the same thing."""
        return str(self.chance.choice(self.phrases[kind])).format(**values)

    def make_entity(self, trade: str, *, status: str = "存续", outside: Entity | None = None) -> Entity:
        """A company that the register of operators holds."""
        place = None if outside is None else self.mint.make_place(outside=outside.place)
        entity = self.mint.make_company(trade, place=place, status=status)
        self.proofs.enter(entity)
        return entity

    def make_brand(self, trade: str) -> Brand:
        """A brand that nobody else has, with the company that makes its goods."""
        signs = self.table["brand"]
        while True:
            (first, one), (last, two) = self.chance.choice(signs["first"]), self.chance.choice(signs["last"])
            third = self.chance.choice(("", "", "", *(sign for sign, _ in signs["last"])))
            name = first + last + third
            if name not in self._taken and len(set(name)) == len(name):
                self._taken.add(name)
                return Brand(name=name, initials=one[0] + two[0], owner=self.make_entity(trade))

    def make_key(self, letter: str) -> str:
        """A key that nothing else has."""
        while True:
            key = f"{letter}{self.chance.randrange(16**9):09x}"
            if key not in self._taken:
                self._taken.add(key)
                return key

    def make_number(self, count: int) -> str:
        """A number of so many digits that nothing else has."""
        while True:
            number = str(self.chance.randrange(10 ** (count - 1), 10**count))
            if number not in self._taken:
                self._taken.add(number)
                return number

    def make_take(self, *, is_key: bool = False) -> Take:
        """How a document was taken; one that a case rests on is seldom small or turned."""
        takes = _TAKES if is_key else _TAKES + _RARE_TAKES
        return self.chance.choice(takes)

    def get_lab(self) -> tuple[Entity, dict[str, str], dict[str, str]]:
        """A laboratory with its CMA and CNAS entries."""
        if len(self._labs) < 8:
            lab = self.make_entity("检测技术")
            self._labs.append((lab, *self.proofs.accredit(lab, self.chance)))
        return self.chance.choice(self._labs)

    def show(self, document: Document) -> Picture:
        """The picture of a document."""
        return Picture(key=f"d{document.key}", kind=PictureKind.DOCUMENT, document=document)

    def expect(self, code: str, about: Draft | Stall, why: str, *, status: str = "fail") -> None:
        """The truth: this code applies to the listing or shop."""
        self.account.expected.append({"code": code, **_name(about), "status": status, "why": why})

    def allow(self, code: str, about: Draft | Stall, why: str) -> None:
        """The truth: this code could be raised rightly or arguably, and scores neither way."""
        self.account.also.append({"code": code, **_name(about), "why": why})

    def spare(self, code: str, about: Draft | Stall, why: str) -> None:
        """The truth: this looks like a case of the code and is none."""
        self.account.look_alikes.append({"code": code, **_name(about), "why": why})


def _name(about: Draft | Stall) -> dict[str, str]:
    if isinstance(about, Stall):
        return {"platform": about.platform, "subject": "shop", "shop_id": about.shop_id}
    return {"platform": about.stall.platform, "subject": "listing", "listing_id": about.listing_id}
