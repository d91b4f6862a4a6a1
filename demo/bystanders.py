"""Fills the registers with operators, certificates and numbers that no shop of the market has to do with."""

from __future__ import annotations

from collections.abc import Callable

from demo.draft import Brand, Family
from demo.goods import make_model
from demo.model import Entity
from demo.workshop import Workshop

_STRANGERS = 1900
_BRANDS = 160


def add_bystanders(shop: Workshop) -> None:
    """Rows beyond need, so that every register looks like one: some 5,000 in all."""
    shop.turn_to("bystanders")
    strangers = [shop.mint.make_bystander() for _ in range(_STRANGERS)]
    for entity in strangers:
        shop.proofs.enter(entity)
    families = [one for one in shop.table["families"] if one["standard"]]
    for _ in range(_BRANDS):
        brand = shop.make_brand("电器")
        family = shop.chance.choice(families)
        _prove(shop, brand, family)
    _add_food_permits(shop, strangers[:420])
    _add_systems(shop, strangers[420:640])
    _add_laboratories(shop, 45)
    _add_listed(shop, strangers[700:800])
    _add_warnings(shop, 60)


def _prove(shop: Workshop, brand: Brand, family: Family) -> None:
    """Some models of a brand with the proofs that their family knows."""
    chance = shop.chance
    for _ in range(chance.randrange(3, 7)):
        model = make_model(shop, family, brand)
        if "ccc" in family:
            row = shop.proofs.certify(family, brand.owner, (model, f"{model}B"), chance)
            row["status"] = chance.choice(("有效",) * 8 + ("暂停", "注销"))
        if "energy" in family:
            shop.proofs.file_label(
                family, brand.owner.name, model, chance.randrange(1, family["energy"]["grades"] + 1), chance
            )
        if "food" in family:
            shop.proofs.permit_food_producer(family, brand.owner, chance)
        if "approval" in family:
            shop.proofs.approve_type(brand.owner, family["approval"], model, chance)
        shop.proofs.give_gtin(
            brand.owner.name, chance, brand=brand.name, model=model, product_name=family["nouns"][0]
        )
        lab, _cma, _cnas = shop.get_lab()
        issued = shop.ago(chance.randrange(20, 1200))
        shop.proofs.test(
            lab, issued, chance, product_name=family["nouns"][0], model=model, client=brand.owner.name
        )


def _add_food_permits(shop: Workshop, owners: list[Entity]) -> None:
    for owner in owners:
        row = shop.proofs.permit_food_shop(owner, shop.chance)
        row["status"] = shop.chance.choice(("有效",) * 6 + ("注销", "过期"))


def _add_systems(shop: Workshop, owners: list[Entity]) -> None:
    issue: tuple[Callable[[Entity], object], ...] = (
        lambda owner: shop.proofs.certify_system(owner, shop.chance),
        lambda owner: shop.proofs.certify_organic(
            owner, shop.chance.choice(("大米", "绿茶", "菜籽油")), shop.chance
        ),
    )
    for owner in owners:
        shop.chance.choice(issue)(owner)


def _add_laboratories(shop: Workshop, count: int) -> None:
    for _ in range(count):
        shop.proofs.accredit(shop.make_entity("检测技术"), shop.chance)


def _add_listed(shop: Workshop, owners: list[Entity]) -> None:
    for owner in owners:
        decided = shop.chance.randrange(200, 1400)
        removed = shop.ago(decided - 150).isoformat() if shop.chance.random() < 0.5 else ""
        shop.book.add(
            "credit",
            uscc=owner.uscc,
            name=owner.name,
            list=shop.chance.choice(("abnormal", "abnormal", "serious")),
            reason="未按期公示年度报告",
            decided_on=shop.ago(decided).isoformat(),
            removed_on=removed,
        )


def _add_warnings(shop: Workshop, count: int) -> None:
    """Recalls and failed spot checks of goods that nobody here sells."""
    families = [one for one in shop.table["families"] if one["model"]]
    for _ in range(count):
        family, brand = shop.chance.choice(families), shop.make_brand("日用品")
        about = {
            "brand": brand.name,
            "product_name": family["nouns"][0],
            "producer": brand.owner.name,
            "announced_on": shop.ago(shop.chance.randrange(20, 500)).isoformat(),
        }
        model = make_model(shop, family, brand)
        if shop.chance.random() < 0.5:
            shop.book.add(
                "recalls",
                recall_no=f"召回{shop.day.year}第{shop.make_number(4)}号",
                models=model,
                batches=shop.make_number(8),
                hazard="存在安全隐患",
                **about,
            )
        else:
            shop.book.add(
                "spot_checks",
                check_no=f"{shop.day.year}国抽{shop.make_number(6)}",
                model=model,
                batch=shop.make_number(8),
                failed_items="标志",
                **about,
            )
