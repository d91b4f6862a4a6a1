"""Issues what proves that goods and shops are lawful, and enters it in the authority's registers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from demo.draft import Family
from demo.model import Entity, Place
from demo.numbers import (
    make_approval_number,
    make_ccc_number,
    make_cma_number,
    make_filing_number,
    make_gtin,
    make_organic_number,
    make_permit,
    make_report_number,
    make_system_number,
)
from demo.register_book import RegisterBook, Row

CCC_BODY = "中国质量认证中心有限公司"
SYSTEM_BODIES = ("衡信认证（浙江）有限公司", "北方中正认证有限公司", "海纳认证服务有限公司")
ORGANIC_BODIES = ("绿野有机认证中心有限公司", "南国有机产品认证有限公司")


class Proofs:
    """The authorities of the demo: every proof is a row of a register."""

    def __init__(self, book: RegisterBook, day: date) -> None:
        self.book = book
        self.day = day

    def ago(self, days: int) -> date:
        """The day that was so many days before today."""
        return self.day - timedelta(days=days)

    def _draw(self, register: str, column: str, make: Callable[[], str]) -> str:
        """A number that the register does not hold yet."""
        while True:
            number = make()
            if self.book.find(register, column, number) is None:
                return number

    def certify(self, family: Family, owner: Entity, models: tuple[str, ...], chance: Random) -> Row:
        """A valid CCC certificate for models of a producer."""
        issued = self.ago(chance.randrange(120, 1000))
        ccc = family["ccc"]
        return self.book.add(
            "certificates",
            certificate_no=self._draw(
                "certificates", "certificate_no", lambda: make_ccc_number(issued.year, ccc["number"], chance)
            ),
            kind="ccc",
            holder=owner.name,
            manufacturer=owner.name,
            factory=owner.name,
            product_name=ccc["product"],
            models=";".join(models),
            standards=";".join(ccc["standards"]),
            issued_on=issued.isoformat(),
            valid_to=_add_years(issued, 5).isoformat(),
            status="有效",
            status_since=issued.isoformat(),
            issuing_body=CCC_BODY,
        )

    def certify_system(self, owner: Entity, chance: Random) -> Row:
        """A valid quality-management certificate (ISO 9001) of a company."""
        issued = self.ago(chance.randrange(60, 700))
        return self.book.add(
            "certificates",
            certificate_no=self._draw(
                "certificates", "certificate_no", lambda: make_system_number(issued.year, "Q", chance)
            ),
            kind="management",
            holder=owner.name,
            product_name="质量管理体系",
            standards="GB/T 19001-2016/ISO 9001:2015",
            issued_on=issued.isoformat(),
            valid_to=_add_years(issued, 3).isoformat(),
            status="有效",
            status_since=issued.isoformat(),
            issuing_body=chance.choice(SYSTEM_BODIES),
        )

    def certify_organic(self, owner: Entity, product: str, chance: Random) -> Row:
        """A valid organic certificate; such certificates last a year."""
        issued = self.ago(chance.randrange(20, 240))
        return self.book.add(
            "certificates",
            certificate_no=self._draw(
                "certificates", "certificate_no", lambda: make_organic_number(issued.year, chance)
            ),
            kind="organic",
            holder=owner.name,
            manufacturer=owner.name,
            factory=owner.name,
            product_name=product,
            standards="GB/T 19630-2019",
            issued_on=issued.isoformat(),
            valid_to=_add_years(issued, 1).isoformat(),
            status="有效",
            status_since=issued.isoformat(),
            issuing_body=chance.choice(ORGANIC_BODIES),
        )

    def file_label(self, family: Family, producer: str, model: str, grade: int, chance: Random) -> Row:
        """The filing of an energy label; a better grade has better measures."""
        energy = family["energy"]
        announced = self.ago(chance.randrange(90, 900))
        share = (grade - 1 + chance.random() * 0.8) / energy["grades"]
        metrics = []
        for name, (low, high, unit) in energy["measures"].items():
            is_better_high = any(word in name for word in ("效率", "输出率", "能效值", "能力"))
            value = high - share * (high - low) if is_better_high else low + share * (high - low)
            metrics.append(f"{name}={value:.2f}{unit}")
        return self.book.add(
            "energy_labels",
            filing_no=make_filing_number(announced.strftime("%Y%m%d"), chance),
            producer=producer,
            model=model,
            product_type=energy["type"],
            standard=energy["standard"],
            grade=str(grade),
            metrics=";".join(metrics),
            announced_on=announced.isoformat(),
            status="有效",
        )

    def permit_food_shop(self, owner: Entity, chance: Random) -> Row:
        """A food permit (食品经营许可证) or a filing for prepacked food of a shop."""
        issued = self.ago(chance.randrange(200, 1200))
        is_filing = chance.random() < 0.3
        return self.book.add(
            "permits",
            permit_no=self._draw(
                "permits",
                "permit_no",
                lambda: make_permit("YB" if is_filing else "JY", "1", owner.place.code, chance),
            ),
            kind="food_prepack" if is_filing else "food_operation",
            holder=owner.name,
            holder_uscc=owner.uscc,
            items="预包装食品（不含冷藏冷冻食品）销售",
            issued_on=issued.isoformat(),
            valid_to="" if is_filing else _add_years(issued, 5).isoformat(),
            status="有效",
        )

    def permit_device_shop(self, owner: Entity, chance: Random) -> Row:
        """The filing of a shop that sells medical devices of class two."""
        issued = self.ago(chance.randrange(200, 900))
        place = _ABBREVIATIONS[owner.place.province] + owner.place.city[0]
        head = f"{place}食药监械经营备{issued.year}"
        return self.book.add(
            "permits",
            permit_no=self._draw("permits", "permit_no", lambda: f"{head}{chance.randrange(1000, 9999)}号"),
            kind="device_operation",
            holder=owner.name,
            holder_uscc=owner.uscc,
            items="第二类医疗器械",
            issued_on=issued.isoformat(),
            status="有效",
        )

    def permit_food_producer(self, family: Family, owner: Entity, chance: Random) -> Row:
        """A production permit (食品生产许可证) for the kind of food."""
        issued = self.ago(chance.randrange(200, 1200))
        return self.book.add(
            "permits",
            permit_no=self._draw(
                "permits",
                "permit_no",
                lambda: make_permit("SC", family["food"]["category"], owner.place.code, chance),
            ),
            kind="food_production",
            holder=owner.name,
            holder_uscc=owner.uscc,
            product_name=family["food"]["name"],
            items=family["food"]["name"],
            issued_on=issued.isoformat(),
            valid_to=_add_years(issued, 5).isoformat(),
            status="有效",
        )

    def approve_type(self, owner: Entity, product: str, model: str, chance: Random) -> Row:
        """The type approval (型式批准) of a weighing instrument."""
        issued = self.ago(chance.randrange(300, 1800))
        return self.book.add(
            "type_approvals",
            approval_no=self._draw(
                "type_approvals",
                "approval_no",
                lambda: make_approval_number(issued.year, owner.place.code, chance),
            ),
            holder=owner.name,
            product_name=product,
            models=model,
            issued_on=issued.isoformat(),
            status="有效",
        )

    def accredit(self, lab: Entity, chance: Random) -> tuple[Row, Row]:
        """The CMA and CNAS accreditations of a laboratory."""
        issued = self.ago(chance.randrange(400, 1500))
        shared = {
            "name": lab.name,
            "uscc": lab.uscc,
            "scope": "轻工产品;电子电器;食品及相关产品;玩具",
            "domains": f"www.lab{lab.uscc[8:14].lower()}.example",
            "issued_on": issued.isoformat(),
            "valid_to": _add_years(issued, 6).isoformat(),
            "status": "有效",
        }
        cma = self.book.add(
            "testing_bodies",
            number=self._draw(
                "testing_bodies", "number", lambda: make_cma_number(issued.year, lab.place.code, chance)
            ),
            kind="cma",
            **shared,
        )
        number = self._draw("testing_bodies", "number", lambda: f"CNAS L{chance.randrange(1000, 19999)}")
        return cma, self.book.add("testing_bodies", number=number, kind="cnas", **shared)

    def test(self, lab: Entity, issued: date, chance: Random, **about: str) -> Row:
        """The entry of a test report in the national look-up."""
        number = self._draw("test_reports", "report_no", lambda: make_report_number(issued.year, chance))
        return self.book.add(
            "test_reports", report_no=number, lab=lab.name, issued_on=issued.isoformat(), **about
        )

    def give_gtin(self, owner: str, chance: Random, **about: str) -> Row:
        """A bar code of a producer."""
        gtin = self._draw("codes", "code", lambda: make_gtin(f"69{chance.randrange(0, 10)}", chance))
        return self.book.add("codes", code=gtin, kind="gtin", owner=owner, status="有效", **about)

    def enter(self, entity: Entity) -> Row:
        """Enters an operator in the register of operators."""
        return self.book.add("market_entities", **make_entity_row(entity))


def make_entity_row(entity: Entity) -> Row:
    """An operator as a row of the register."""
    return {
        "uscc": entity.uscc,
        "name": entity.name,
        "former_names": "；".join(entity.former_names),
        "entity_type": entity.entity_type,
        "legal_representative": entity.legal_representative,
        "address": entity.address,
        "established_on": entity.established_on.isoformat(),
        "term_to": "" if entity.term_to is None else entity.term_to.isoformat(),
        "scope": entity.scope,
        "status": entity.status,
        "status_since": entity.status_since.isoformat(),
        "authority": entity.place.authority,
        "region_code": entity.place.code,
    }


def describe_place(place: Place) -> str:
    """Where something comes from, as pages say it."""
    return f"{place.province.removesuffix('省')}{place.city}"


_ABBREVIATIONS = {
    "浙江省": "浙",
    "江苏省": "苏",
    "广东省": "粤",
    "山东省": "鲁",
    "福建省": "闽",
    "湖南省": "湘",
    "四川省": "川",
}


def _add_years(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28)) - timedelta(days=1)
