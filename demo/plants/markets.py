"""Cases that show only across listings: prices of like goods, a novel product, a harmless new name."""

from __future__ import annotations

from decimal import Decimal

from demo.draft import Brand, Draft, Stall
from demo.goods import get_family, make_draft, make_model
from demo.papers import Picture
from demo.paperwork import fill_ccc
from demo.price_history import DAYS, keep_price, note_price
from demo.stalls import find_stall
from demo.workshop import PLATFORMS, Workshop

FRESH_DAYS = 5  # new goods were all put up later than so many days ago
_CENT = Decimal("0.01")


def plant_series(shop: Workshop, key: str, offers: int, oddities: tuple[str, ...]) -> None:
    """One product in so many shops, with prices near one another but for the named oddities."""
    shop.turn_to(f"series {key} {offers}")
    family = get_family(shop, key)
    brand = shop.make_brand("日用品")
    model = make_model(shop, family, brand)
    spec = shop.chance.choice(family["specs"])
    base = Decimal(shop.chance.randrange(family["price"][0] + 20, family["price"][1])) + Decimal("0.90")
    certificate: Picture | None = None
    for place, stall in enumerate(_pick_stalls(shop, family["aisle"], offers)):
        draft = make_draft(shop, key, stall, brand=brand, model=model)
        draft.is_calm = False
        draft.title = draft.title.replace(draft.attrs["spec"][1], spec)
        draft.set("spec", spec)
        draft.ladder, draft.unit = [], "件"
        if "ccc" in draft.rows:  # resellers show the maker's one certificate, picture and all
            certificate = certificate or shop.show(
                fill_ccc(draft.rows["ccc"], brand.owner, shop.make_key("c"), shop.make_take())
            )
            draft.pictures.append(certificate)
            shop.spare("CERT-002", draft, "多家经销商出示同一厂家、同一型号的同一张证书")
        oddity = oddities[place] if place < len(oddities) else ""
        _price(shop, draft, base, oddity)
        if not oddity:
            shop.account.calm_prices.append(_place(draft))


def _price(shop: Workshop, draft: Draft, base: Decimal, oddity: str) -> None:
    near = (base * Decimal(shop.chance.randrange(950, 1050)) / 1000).quantize(_CENT)
    draft.price = near
    _fluctuate(shop, draft, near)
    match oddity:
        case "low" | "high":
            draft.price = (base * Decimal("0.34" if oddity == "low" else "2.70")).quantize(_CENT)
            keep_price(shop, draft, draft.price)
            why = f"同款中位价约{base}元，本店长期标价{draft.price}元"
        case "drop":
            draft.price = (near * Decimal("0.52")).quantize(_CENT)
            keep_price(shop, draft, draft.price, first=1)
            why = f"两天前由{near}元骤降到{draft.price}元"
        case "raise_before_cut":
            raised = (near * Decimal("1.55")).quantize(_CENT)
            keep_price(shop, draft, near, first=9, last=5)
            keep_price(shop, draft, raised, first=4, last=1)
            note_price(shop, draft, 0, near)
            draft.list_price, draft.list_price_note = raised, None
            why = f"四天前由{near}元涨到{raised}元，今天以{raised}元为划线价卖{near}元"
            shop.expect("PRIC-003", draft, f"{why}，高于此前七日的最低标价", status="unsure")
            shop.allow("PRIC-004", draft, "先涨后降")
        case _:
            return
    shop.account.picks.append({**_place(draft), "direction": oddity, "why": why})
    for code in ("PRIC-007", "QUAL-005", "PRIC-003", "PRIC-004"):
        shop.allow(code, draft, "价格异常本身的线索")


def _fluctuate(shop: Workshop, draft: Draft, price: Decimal) -> None:
    """Sixty days near one price, ending with it for the last fortnight."""
    at = price
    for days_ago in range(DAYS - 1, -1, -1):
        if days_ago < 14:
            at = price
        elif shop.chance.random() < 0.08:
            at = (price * Decimal(shop.chance.randrange(970, 1031)) / 1000).quantize(_CENT)
        note_price(shop, draft, days_ago, at)


def plant_novelty(shop: Workshop, count: int) -> None:
    """An invented toy that no word list names, in several shops of two platforms within days."""
    shop.turn_to("novelty")
    term = "".join(shop.chance.choice(signs) for signs in ("嘣咻噗嗖蹦啪", "叽噜呜嘟哩", "弹梭轮蛋陀"))
    homes = shop.chance.sample(PLATFORMS, 2)
    found: list[Draft] = []
    for place in range(count):
        draft = _make_new(shop, "odd_toy", homes[place % 2], found)
        use = shop.phrase("novel_use")
        draft.title = (
            f"{shop.chance.choice(('新款', '网红', ''))}{term} {use} {draft.attrs['spec'][1]}".strip()
        )
        draft.drop("gtin")
        draft.text = [shop.phrase("novel_text"), "颜色随机发，备注无效。"]
        shop.allow("QUAL-004", draft, "新出现的产品，含发射、强磁、儿童等线索，无标准、无CCC")
        shop.allow("CERT-001", draft, "作为玩具也应有证书")
        found.append(draft)
    shop.account.novel = {"term": term, "listings": [_place(draft) for draft in found]}


def plant_new_colour(shop: Workshop, count: int) -> None:
    """The harmless counterpart: a new series name on goods with every proof."""
    shop.turn_to("new colour")
    term = "".join(shop.chance.choice(signs) for signs in ("霁霭霰靛", "岚黛缃绀", "青灰紫白")) + "色"
    brand = shop.make_brand("日用品")
    model = make_model(shop, get_family(shop, "backpack"), brand)
    found: list[Draft] = []
    for place in range(count):
        draft = _make_new(shop, "backpack", PLATFORMS[place % 3], found, brand=brand, model=model)
        draft.title = f"{brand.name} {term} 双肩背包 新配色 {draft.attrs['spec'][1]}"
        draft.set("colour", term, "颜色")
        shop.spare("QUAL-004", draft, "只是新的颜色名称，标识和标准齐全")
        found.append(draft)
    shop.account.novel |= {"harmless": {"term": term, "listings": [_place(draft) for draft in found]}}


def _make_new(
    shop: Workshop,
    key: str,
    platform: str,
    earlier: list[Draft],
    *,
    brand: Brand | None = None,
    model: str | None = None,
) -> Draft:
    """A listing put up within the last days, in another shop than the earlier ones while there is one."""
    used = tuple(draft.stall for draft in earlier)
    free = [
        one for one in shop.stalls if not one.is_closed and one.aisle == "home" and one.platform == platform
    ]
    stall = find_stall(shop, "home", platform, not_in=used if set(map(id, free)) - set(map(id, used)) else ())
    draft = make_draft(shop, key, stall, brand=brand, model=model)
    draft.is_calm = False
    draft.set("listed", shop.ago(shop.chance.randrange(1, FRESH_DAYS)).isoformat())
    return draft


def _pick_stalls(shop: Workshop, aisle: str, count: int) -> list[Stall]:
    """Different shops of an aisle, lawful ones first; a shop that a case closed lends its room as well."""
    fit = [one for one in shop.stalls if one.aisle == aisle and one.role != "farm"]
    shop.chance.shuffle(fit)
    return sorted(fit, key=lambda stall: stall.is_closed)[:count]


def _place(draft: Draft) -> dict[str, str]:
    return {"platform": draft.stall.platform, "listing_id": draft.listing_id}
