"""Cases of operators and their licences: SUBJ-001, 003, 004, 005, 006."""

from __future__ import annotations

from dataclasses import replace

from demo.draft import Draft, Stall
from demo.goods import make_draft
from demo.model import Entity
from demo.papers import Paper, Take
from demo.paperwork import fill_licence
from demo.plants.case import case
from demo.stalls import LICENCE_LABEL, open_stall, post_licence
from demo.uscc import ALPHABET
from demo.workshop import PLATFORMS, Workshop

_GOODS = ("flask", "towel", "notebook", "storage", "umbrella", "backpack")


def open_plain_stall(shop: Workshop, turn: int, role: str, entity: Entity | None = None) -> Stall:
    """A shop of household goods that a case may change, with two lawful listings."""
    platform = PLATFORMS[(turn + sum(role.encode())) % 3]
    stall = open_stall(shop, platform, "home", role=role, entity=entity)
    for key in shop.chance.sample(_GOODS, 1 + turn % 2):
        make_draft(shop, key, stall)
    return stall


@case()
def no_licence(shop: Workshop, turn: int) -> None:
    """A shop shows neither licence nor link to it."""
    stall = open_plain_stall(shop, turn, "no_licence")
    stall.papers.clear()
    shop.expect("SUBJ-001", stall, "店铺首页没有执照信息，也没有通往执照页的链接")


@case()
def unknown_name(shop: Workshop, turn: int) -> None:
    """The licence shows a name that the register does not hold for its number."""
    stall = open_plain_stall(shop, turn, "borrowed_number")
    stall.operator = shop.mint.make_name(stall.entity.place, "日用品")
    post_licence(shop, stall, stall.operator)
    shop.expect("SUBJ-003", stall, f"执照上的代码属于{stall.entity.name}，该名称从未登记为{stall.operator}")


@case(full=1)
def forged_number(shop: Workshop, turn: int) -> None:
    """The number on the licence fails its own check character."""
    stall = open_plain_stall(shop, turn, "forged_number")
    uscc = stall.entity.uscc
    other = next(sign for sign in ALPHABET[shop.chance.randrange(3, 20) :] if sign != uscc[12])
    forged = replace(stall.entity, uscc=uscc[:12] + other + uscc[13:])
    document = fill_licence(forged, stall.operator, shop.make_key("l"), Take.SCAN)
    stall.papers = [Paper(label=LICENCE_LABEL, number=None, picture=shop.show(document))]
    shop.expect("SUBJ-003", stall, "执照上的代码校验位不成立；读数无效时只能请人核对", status="unsure")


@case()
def stolen_picture(shop: Workshop, turn: int) -> None:
    """A shop posts the licence picture of an unrelated shop in another province."""
    holder = open_plain_stall(shop, turn, "licence_holder")
    thief_entity = shop.make_entity("文化用品", outside=holder.entity)
    thief = open_plain_stall(shop, turn + 1, "licence_thief", thief_entity)
    thief.papers = [paper for paper in holder.papers if paper.label == LICENCE_LABEL]
    shop.expect("SUBJ-003", thief, f"执照图片与{holder.operator}的店铺逐字节相同，两家并无关联")
    entry = shop.account.expected[-1]
    entry |= {"subject": "group", "shop_ids": [holder.shop_id, thief.shop_id]}
    shop.spare("SUBJ-003", holder, "执照的真正持有人，图片被别的店铺盗用")


@case()
def ended_operator(shop: Workshop, turn: int) -> None:
    """The operator was deregistered or its licence revoked, and the shop still sells."""
    status = ("注销", "吊销")[turn % 2]
    stall = open_plain_stall(shop, turn, "ended", shop.make_entity("日用品", status=status))
    shop.expect("SUBJ-004", stall, f"登记状态为{status}，商品仍可购买")


@case(full=3)
def listed_operator(shop: Workshop, turn: int) -> None:
    """The operator is on the list of abnormal or seriously unlawful operators and was not taken off."""
    stall = open_plain_stall(shop, turn, "listed")
    kind, reason = (("abnormal", "通过登记的住所无法联系"), ("serious", "列入严重违法失信名单满三年未移出"))[
        turn % 2
    ]
    serial = shop.chance.randrange(100, 999)
    shop.book.add(
        "credit",
        uscc=stall.entity.uscc,
        name=stall.entity.name,
        list=kind,
        reason=reason,
        decided_on=shop.ago(90 + 10 * turn).isoformat(),
        document_no=f"{stall.entity.place.district}市监列〔{shop.day.year}〕{serial}号",
    )
    shop.expect("SUBJ-005", stall, f"仍在名单中：{reason}")


@case()
def devices_without_filing(shop: Workshop, turn: int) -> None:
    """A shop sells a medical device of class two without the filing that its trade needs."""
    stall = open_plain_stall(shop, turn, "device_unfiled", shop.make_entity("健康科技"))
    draft = make_draft(shop, "nebulizer", stall)
    _register_device(shop, draft)
    shop.expect("SUBJ-006", draft, "销售第二类医疗器械，店铺未公示经营备案，登记簿也查不到")


@case(in_quick=False)
def devices_with_filing(shop: Workshop, turn: int) -> None:
    """The lawful counterpart: the shop posts its filing."""
    stall = open_plain_stall(shop, turn, "device_filed", shop.make_entity("健康科技"))
    row = shop.proofs.permit_device_shop(stall.entity, shop.chance)
    stall.papers.append(Paper(label="第二类医疗器械经营备案", number=row["permit_no"], picture=None))
    draft = make_draft(shop, "nebulizer", stall)
    _register_device(shop, draft)
    shop.spare("SUBJ-006", draft, "店铺公示了第二类医疗器械经营备案，登记簿有效")


@case(in_quick=False)
def former_name(shop: Workshop, turn: int) -> None:
    """The licence shows a former name of the operator, which the register knows."""
    stall = open_plain_stall(shop, turn, "former_name")
    row = shop.book.find("market_entities", "uscc", stall.entity.uscc)
    if row is None:
        raise LookupError(f"operator {stall.entity.uscc!r} is not in the register")
    row["former_names"] = stall.entity.name
    row["name"] = shop.mint.make_name(stall.entity.place, "日用品")
    shop.spare("SUBJ-003", stall, "执照上的名称是登记册记载的曾用名")


@case()
def poor_picture(shop: Workshop, turn: int) -> None:
    """The licence is there, but nobody can read its picture."""
    stall = open_plain_stall(shop, turn, "unreadable")
    post_licence(shop, stall, stall.operator, Take.TOO_POOR)
    shop.spare("SUBJ-003", stall, "执照图片读不出来，不能据此指控")
    shop.spare("SUBJ-001", stall, "展示了执照，只是图片质量差")
    shop.allow("SUBJ-001", stall, "图片模糊到无法辨认，可以请人查看")


@case()
def moved_operator(shop: Workshop, turn: int) -> None:
    """The operator's registration moved away, or it suspended its business: no accusation."""
    status = ("迁出", "歇业")[turn % 2]
    stall = open_plain_stall(shop, turn, "moved", shop.make_entity("日用品", status=status))
    shop.expect("SUBJ-004", stall, f"登记状态为{status}，只能请人核对", status="unsure")
    shop.spare("SUBJ-004", stall, f"登记状态为{status}，不能据此指控")


@case(in_quick=False)
def cleared_operator(shop: Workshop, turn: int) -> None:
    """The operator was on the list and has been taken off."""
    stall = open_plain_stall(shop, turn, "cleared")
    shop.book.add(
        "credit",
        uscc=stall.entity.uscc,
        name=stall.entity.name,
        list="abnormal",
        reason="未按期公示年度报告",
        decided_on=shop.ago(400).isoformat(),
        removed_on=shop.ago(60).isoformat(),
    )
    shop.spare("SUBJ-005", stall, "已移出经营异常名录")


def _register_device(shop: Workshop, draft: Draft) -> None:
    """Enters the product registration of a device and states it on the page."""
    year = shop.ago(700).year
    number = f"粤械注准{year}208{shop.chance.randrange(1000, 9999)}"
    shop.book.add(
        "permits",
        permit_no=number,
        kind="device_registration",
        holder=draft.brand.owner.name,
        holder_uscc=draft.brand.owner.uscc,
        product_name="医用雾化器",
        items=draft.model,
        issued_on=shop.ago(700).isoformat(),
        valid_to=shop.ago(-1100).isoformat(),
        status="有效",
    )
    draft.set("registration", number, "医疗器械注册证编号")
