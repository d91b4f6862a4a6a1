"""Invented operators: companies and sole traders with valid numbers, names and addresses."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from demo.model import Entity, Place
from demo.tables import load_table
from demo.uscc import ALPHABET, make_uscc

# A trading status is by far the most common one in a register.
_STATUSES = ("存续",) * 30 + ("在业",) * 4 + ("开业",) * 2 + ("注销",) * 4 + ("吊销", "迁出", "歇业")
_TRADING = ("存续", "在业", "开业")


class EntityMint:
    """Makes entities from one stream of chance and never the same name or number twice."""

    def __init__(self, chance: Random, more_trades: dict[str, list[str]] | None = None) -> None:
        self._chance = chance
        self._table = load_table("places")
        self._trades: dict[str, list[str]] = self._table["trades"] | (more_trades or {})
        self._places = tuple(Place(**row) for row in self._table["places"])
        self._taken: set[str] = set()

    def make_place(self, *, outside: Place | None = None) -> Place:
        """A place; with `outside`, one of another province."""
        places = [p for p in self._places if outside is None or p.province != outside.province]
        return self._chance.choice(places)

    def make_name(self, place: Place, trade: str) -> str:
        """A company name that was not given out before."""
        while True:
            signs = [*self._chance.sample(self._table["first"], 2), self._chance.choice(self._table["last"])]
            mark = "".join(signs)
            if mark not in self._taken and len(set(signs)) == 3:
                self._taken.add(mark)
                return f"{place.city.removesuffix('市')}{mark}{trade}有限公司"

    def make_person(self) -> str:
        """The name of an invented person."""
        return str(
            self._chance.choice(self._table["surnames"]) + self._chance.choice(self._table["given_names"])
        )

    def make_company(self, trade: str, *, place: Place | None = None, status: str = "存续") -> Entity:
        """A company of a trade."""
        where = place or self.make_place()
        return self._make_entity(
            uscc=self._make_number("91", where),
            name=self.make_name(where, trade),
            entity_type=self._chance.choice(self._table["company_types"]),
            trade=trade,
            place=where,
            status=status,
        )

    def make_bystander(self) -> Entity:
        """An entity without a shop: any trade, place and status, at times a sole trader (个体工商户)."""
        place = self.make_place()
        trade = self._chance.choice(list(self._table["trades"]))
        company = self.make_company(trade, place=place, status=self._chance.choice(_STATUSES))
        if self._chance.random() > 0.25:
            return company
        return self._make_entity(
            uscc=self._make_number("92", place),
            name=company.name.replace("有限公司", "经营部").replace(
                place.city.removesuffix("市"), place.city + place.district, 1
            ),
            entity_type="个体工商户",
            trade=trade,
            place=place,
            status=company.status,
        )

    def _make_number(self, kind: str, place: Place) -> str:
        while True:
            # Bodies from MA0 were given to northern regions only, so no company of these places has one.
            body = "MA0" + "".join(self._chance.choices(ALPHABET, k=5))
            uscc = make_uscc(kind, place.code, body)
            if body not in self._taken:
                self._taken.add(body)
                return uscc

    def _make_entity(
        self, *, uscc: str, name: str, entity_type: str, trade: str, place: Place, status: str
    ) -> Entity:
        chance = self._chance
        established_on = date(2016, 1, 4) + timedelta(days=chance.randrange(2400))
        is_limited = chance.random() < 0.4 and status in _TRADING
        return Entity(
            uscc=uscc,
            name=name,
            former_names=(),
            entity_type=entity_type,
            legal_representative=self.make_person(),
            capital=chance.choice(("伍拾万元整", "壹佰万元整", "贰佰万元整", "伍佰万元整")),
            address=self._make_address(place),
            established_on=established_on,
            term_to=_add_years(established_on, 30) if is_limited else None,
            scope="一般项目：" + "；".join(self._trades[trade]) + "。",
            status=status,
            status_since=established_on
            + timedelta(days=0 if status in _TRADING else chance.randrange(400, 900)),
            place=place,
        )

    def _make_address(self, place: Place) -> str:
        chance = self._chance
        street = chance.choice(self._table["streets"])
        building = chance.choice(self._table["buildings"])
        number, block = chance.randrange(8, 480), chance.randrange(1, 9)
        room = 100 * chance.randrange(1, 16) + chance.randrange(1, 20)
        return f"{place.province}{place.city}{place.district}{street}{number}号{building}{block}幢{room}室"


def _add_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
