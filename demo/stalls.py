"""Opens shops: operator, licence, permits, contact; and finds a lawful shop for a listing."""

from __future__ import annotations

from demo.draft import Stall
from demo.model import Entity
from demo.papers import Paper, Take
from demo.paperwork import fill_food_permit, fill_licence
from demo.register_book import Row
from demo.workshop import PLATFORMS, Workshop

LICENCE_LABEL = "营业执照"
PERMIT_LABEL = "食品经营许可证"
FILING_LABEL = "仅销售预包装食品备案"
_TRADES = {"electric": "电子科技", "food": "食品", "home": "日用品"}
_NAMES = {
    "electric": ["{mark}数码", "{mark}电器商行", "{mark}家电馆"],
    "food": ["{mark}茶食铺", "{mark}食品店", "{mark}好味道"],
    "home": ["{mark}生活馆", "{mark}百货", "{mark}居家小店"],
}


def open_stall(
    shop: Workshop, platform: str, aisle: str, *, role: str = "lawful", entity: Entity | None = None
) -> Stall:
    """A shop with licence and, for food, a permit; whoever wants less takes it away again."""
    owner = entity or shop.make_entity(_TRADES[aisle])
    mark = owner.name.removeprefix(owner.place.city.removesuffix("市"))[:3]
    stall = Stall(
        shop_id=shop.make_number(6),
        platform=platform,
        aisle=aisle,
        name=shop.chance.choice(_NAMES[aisle]).format(mark=mark),
        entity=owner,
        operator=owner.name,
        role=role,
        contact=[
            ("联系人", owner.legal_representative[0] + shop.chance.choice(("经理", "女士", "先生"))),
            ("地址", owner.address),
        ],
        is_closed=role != "lawful",
    )
    post_licence(shop, stall, owner.name)
    if aisle == "food":
        post_food_permit(shop, stall)
    shop.stalls.append(stall)
    return stall


def post_licence(shop: Workshop, stall: Stall, name: str, take: Take | None = None) -> None:
    """Posts the operator's licence, showing `name`, in place of the one that was there."""
    key = shop.make_key("l")
    document = fill_licence(stall.entity, name, key, take or shop.make_take(is_key=stall.is_closed))
    stall.papers = [paper for paper in stall.papers if paper.label != LICENCE_LABEL]
    stall.papers.insert(0, Paper(label=LICENCE_LABEL, number=None, picture=shop.show(document)))


def post_food_permit(shop: Workshop, stall: Stall) -> None:
    """Posts a valid food permit."""
    stall.permit = shop.proofs.permit_food_shop(stall.entity, shop.chance)
    show_food_permit(shop, stall, stall.permit)


def show_food_permit(shop: Workshop, stall: Stall, row: Row) -> None:
    """Puts a permit on the shop's page as it stands now: its number and, unless a filing, its picture."""
    is_permit = row["kind"] == "food_operation"
    take = shop.make_take(is_key=stall.is_closed)
    document = fill_food_permit(row, stall.entity, shop.make_key("f"), take)
    label = PERMIT_LABEL if is_permit else FILING_LABEL
    picture = shop.show(document) if is_permit else None
    stall.papers = [paper for paper in stall.papers if paper.label == LICENCE_LABEL]
    stall.papers.append(Paper(label=label, number=row["permit_no"], picture=picture))


def find_stall(
    shop: Workshop, aisle: str, platform: str | None = None, *, not_in: tuple[Stall, ...] = ()
) -> Stall:
    """The lawful shop of an aisle with the fewest listings; of any platform unless one is named."""
    fit = [
        stall
        for stall in shop.stalls
        if not stall.is_closed
        and stall.aisle == aisle
        and platform in (None, stall.platform)
        and stall not in not_in
    ]
    shop.chance.shuffle(fit)
    return min(fit, key=lambda stall: stall.count)


def open_lawful_stalls(shop: Workshop, each: int) -> None:
    """So many lawful shops for every aisle of every platform."""
    for platform in PLATFORMS:
        for aisle in _TRADES:
            for place in range(each):
                shop.turn_to(f"stall {platform} {aisle} {place}")
                open_stall(shop, platform, aisle)
