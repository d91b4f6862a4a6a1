"""Cases of food: FOOD-001, 003, 004 and what looks like them."""

from __future__ import annotations

from demo.draft import Draft, Stall
from demo.goods import label, make_draft
from demo.numbers import make_gtin
from demo.papers import Paper, Picture, PictureKind
from demo.plants.case import case
from demo.stalls import LICENCE_LABEL, PERMIT_LABEL, find_stall, open_stall, show_food_permit
from demo.workshop import PLATFORMS, Workshop

_FOOD = ("tea", "nuts", "honey", "biscuits", "rice")


def open_food_stall(shop: Workshop, turn: int, role: str) -> Stall:
    """A food shop that a case may change, with one or two foods."""
    stall = open_stall(shop, PLATFORMS[(turn + sum(role.encode())) % 3], "food", role=role)
    for key in shop.chance.sample(_FOOD, 1 + turn % 2):
        make_draft(shop, key, stall)
    return stall


def make_food(shop: Workshop) -> Draft:
    """A lawful food in a lawful shop."""
    return make_draft(shop, shop.chance.choice(_FOOD))


@case()
def no_permit(shop: Workshop, turn: int) -> None:
    """A food shop shows no permit, and the register holds none."""
    stall = open_food_stall(shop, turn, "food_unpermitted")
    _withdraw(shop, stall)
    shop.expect("FOOD-001", stall, "销售食品，未公示食品经营许可或备案，登记簿也没有")
    shop.allow("SUBJ-006", stall, "同一事实也可以归为未取得行政许可")
    shop.allow("SUBJ-001", stall, "许可信息也属于应公示的证照")


@case(full=3)
def lapsed_permit(shop: Workshop, turn: int) -> None:
    """The permit is shown, but expired, cancelled, or its number was never valid."""
    stall = open_food_stall(shop, turn, "food_lapsed")
    row = stall.permit
    if row is None:
        raise LookupError(f"shop {stall.shop_id!r} has no permit to lapse")
    match turn % 3:
        case 0:
            row["valid_to"], row["status"] = shop.ago(75).isoformat(), "过期"
            show_food_permit(shop, stall, row)
            why = f"公示的许可证已于{row['valid_to']}到期"
        case 1:
            row["status"] = "注销"
            why = "公示的许可证已注销"
        case _:
            number = row["permit_no"]
            forged = number[:-1] + str((int(number[-1]) + 3) % 10)
            _withdraw(shop, stall)
            stall.papers.append(Paper(label=PERMIT_LABEL, number=forged, picture=None))
            why = "公示的许可证编号校验位不成立，登记簿没有"
    shop.expect("FOOD-001", stall, why)
    shop.allow("SUBJ-006", stall, "同一事实也可以归为未取得行政许可")


@case(full=4)
def disease_words(shop: Workshop, turn: int) -> None:
    """Ordinary food is said to prevent or treat diseases: in text, title, or a picture alone."""
    draft = make_food(shop)
    match turn % 4:
        case 0 | 3:
            draft.text.insert(1, shop.phrase("disease_text"))
            where = "商品介绍"
        case 1:
            draft.title = f"{draft.title} {shop.phrase('disease_title')}"
            where = "标题"
        case _:
            name, value = shop.chance.choice(shop.phrases["disease_poster"])
            rows = (("产品特点", "原产地直采 独立小包"), (name, value))
            draft.pictures.append(
                Picture(
                    key=shop.make_key("q"),
                    kind=PictureKind.POSTER,
                    hue=draft.hue,
                    heading=draft.brand.name,
                    rows=rows,
                )
            )
            where = "详情图片"
    shop.expect("FOOD-003", draft, f"{where}宣称疾病预防、治疗功能")
    for code in ("FOOD-004", "AD-002"):
        shop.allow(code, draft, "同一句话也可以归入此类")


@case(full=3)
def function_words(shop: Workshop, turn: int) -> None:
    """Ordinary food claims a health function without a registration or filing."""
    draft = make_food(shop)
    claim = shop.phrase("function_text")
    if turn % 2:
        draft.set("function", claim.rstrip("。"), "保健功能")
    else:
        draft.text.insert(0, claim)
    shop.expect("FOOD-004", draft, "普通食品宣称保健功能，页面没有保健食品批准文号")
    for code in ("FOOD-003", "AD-002"):
        shop.allow(code, draft, "同一句话也可以归入此类")


@case(full=3)
def negated_words(shop: Workshop, turn: int) -> None:
    """The page says that the food is no medicine: disease words, negated."""
    draft = make_food(shop)
    draft.text.append(shop.phrases["not_medicine"][turn % 3])
    shop.spare("FOOD-003", draft, "疾病词语出现在否定句、提示句里")


@case()
def real_health_food(shop: Workshop, turn: int) -> None:
    """A registered health food whose claims are the registered ones."""
    draft = make_draft(shop, "health_food")
    owner, year = draft.brand.owner, shop.ago(800).year
    serial = shop.chance.randrange(100000, 999999)
    if turn % 2:
        number, noun, function = f"国食健注G{year}{serial // 100}", "褪黑素软胶囊", "改善睡眠"
    else:
        number = f"食健备G{year}{owner.place.code[:2]}{serial}"
        noun, function = "钙维生素D片", "补充钙、维生素D"
    draft.title = f"{draft.brand.name}牌{noun} {draft.attrs['spec'][1]}"
    draft.drop("gtin")  # the bar code was given for another noun of the family
    _permit_health_food(shop, draft.stall)
    shop.book.add(
        "permits",
        permit_no=number,
        kind="health_food",
        holder=owner.name,
        holder_uscc=owner.uscc,
        product_name=f"{draft.brand.name}牌{noun}",
        functions=function,
        issued_on=shop.ago(800).isoformat(),
        valid_to=shop.ago(-1000).isoformat(),
        status="有效",
    )
    draft.set("health", number, "保健食品批准文号")
    draft.set("function", function, "保健功能")
    shop.spare("FOOD-004", draft, "有保健食品批准文号，声称的功能与登记一致")


@case()
def farm_produce(shop: Workshop, turn: int) -> None:
    """A shop sells farm produce alone, for which no food permit is needed."""
    stall = open_stall(shop, PLATFORMS[turn % 3], "food", role="farm")
    _withdraw(shop, stall)
    draft = make_draft(shop, "fresh_fruit", stall)
    draft.drop("gtin")
    shop.spare("FOOD-001", stall, "只销售食用农产品，不需要食品经营许可")


@case(in_quick=False)
def imported_food(shop: Workshop, turn: int) -> None:
    """Imported food carries no Chinese production permit and a foreign bar code."""
    draft = make_draft(shop, "imported_biscuits")
    country, prefix = (("丹麦", "57"), ("日本", "49"))[turn % 2]
    draft.drop("gtin")
    draft.set("origin", country)
    draft.set("producer", "Nordlund Bagerier A/S" if country == "丹麦" else "霧笛製菓株式会社")
    draft.set("address", "Havnegade 118, Aarhus" if country == "丹麦" else "石川県金沢市香林坊2-17")
    draft.set("agent", draft.brand.owner.name, "境内代理商")
    draft.set("agent_address", draft.brand.owner.address, "代理商地址")
    gtin = make_gtin(prefix, shop.chance)
    draft.set("gtin", gtin, label(shop, "gtin"))
    draft.text.append(shop.phrase("import_text"))
    shop.spare("FOOD-001", draft, "进口预包装食品没有国内生产许可证编号，店铺有经营许可")
    shop.spare("CODE-001", draft, "进口商品使用国外前缀的条码")


@case()
def used_book(shop: Workshop, turn: int) -> None:
    """A second-hand book about a disease is no food and no claim."""
    stall = find_stall(shop, "home")
    draft = make_draft(shop, "used_book", stall)
    draft.drop("standard", "address", "gtin", "brand")
    draft.set("producer", f"{('江畔', '南枝')[turn % 2]}文化出版社", "出版社")
    draft.title = draft.title.replace(draft.brand.name, "").strip()
    draft.text = [shop.phrase("book_text")]
    shop.spare("FOOD-003", draft, "疾病词语是书名的一部分")
    shop.spare("QUAL-003", draft, "二手图书，不适用产品标识的要求")


def _permit_health_food(shop: Workshop, stall: Stall) -> None:
    """Adds health food to what a shop's permit covers, on paper as well."""
    if stall.permit is None:
        raise LookupError(f"shop {stall.shop_id!r} has no permit to extend")
    if "保健食品" not in stall.permit["items"]:
        stall.permit["items"] += "；特殊食品（保健食品）销售"
        show_food_permit(shop, stall, stall.permit)


def _withdraw(shop: Workshop, stall: Stall) -> None:
    """Takes a shop's permit out of the register, and off its page."""
    if stall.permit is not None:
        shop.book.rows["permits"].remove(stall.permit)
        stall.permit = None
    stall.papers = [paper for paper in stall.papers if paper.label == LICENCE_LABEL]
