"""Cases of measuring instruments and product quality: METR-001, 002, QUAL-001 to 004, CODE-001."""

from __future__ import annotations

from demo.draft import Draft
from demo.goods import get_family, label, make_draft, make_model, show_proof
from demo.numbers import make_approval_number
from demo.plants.case import case
from demo.register_book import Row
from demo.workshop import Workshop

_CHECKED = ("socket", "power_bank", "backpack", "flask")


@case(full=3)
def scale_without_approval(shop: Workshop, turn: int) -> None:
    """A scale for trade shows no type approval, or one that nobody granted."""
    draft = make_draft(shop, "scale")
    shop.book.rows["type_approvals"].remove(draft.rows.pop("approval"))
    if turn % 2:
        number = make_approval_number(shop.ago(900).year, draft.brand.owner.place.code, shop.chance)
        draft.set("approval", number)
        why = f"型式批准编号{number}不在登记簿中"
    else:
        draft.drop("approval")
        why = "贸易结算用电子计价秤，页面没有型式批准编号，登记簿也没有"
    shop.expect("METR-001", draft, why)


@case(full=3)
def rigged_scale(shop: Workshop, turn: int) -> None:
    """A scale is sold for cheating."""
    draft = make_draft(shop, "scale")
    draft.title = f"{draft.title} {shop.phrases['rigged_title'][turn % 3]}"
    draft.text.insert(0, shop.phrases["rigged_text"][turn % 3])
    shop.expect("METR-002", draft, "宣称可以作弊的计价秤")
    if turn % 2:
        shop.book.rows["type_approvals"].remove(draft.rows.pop("approval"))
        draft.drop("approval")
        shop.expect("METR-001", draft, "没有型式批准编号，登记簿也没有")


@case(full=3)
def kitchen_scale(shop: Workshop, turn: int) -> None:
    """A kitchen scale is no instrument of trade."""
    draft = make_draft(shop, "kitchen_scale")
    shop.spare("METR-001", draft, "家用厨房秤，不用于贸易结算，无需型式批准")


@case()
def honest_scale(shop: Workshop, turn: int) -> None:
    """An approved scale that boasts of being proof against cheating."""
    draft = make_draft(shop, "scale")
    draft.text.append(shop.phrases["honest_scale_text"][turn % 2])
    show_proof(shop, draft)
    shop.spare("METR-002", draft, "作弊一词用于否定：防作弊、严禁改装")


@case(full=1, in_quick=False)
def remote_fan(shop: Workshop, turn: int) -> None:
    """A remote control belongs to a fan."""
    draft = make_draft(shop, "fan")
    draft.title = f"{draft.title} 带遥控器"
    shop.spare("METR-002", draft, "遥控器是电风扇的配件")


@case(full=3)
def failed_spot_check(shop: Workshop, turn: int) -> None:
    """Goods of a batch that failed a spot check are still on sale."""
    draft = make_draft(shop, shop.chance.choice(_CHECKED))
    batch = shop.ago(240).strftime("%Y%m%d")
    row = _fail_check(shop, draft, batch)
    if turn % 3 == 1:
        shop.expect("QUAL-001", draft, "品牌型号在不合格名单中，页面没有批次，不能排除", status="unsure")
        return
    draft.set("batch", batch, shop.chance.choice(("生产批号", "批号", "生产日期/批号")))
    shop.expect("QUAL-001", draft, f"{row['check_no']}：该批次{row['failed_items']}不合格，仍在销售")


@case(full=3)
def recalled(shop: Workshop, turn: int) -> None:
    """Goods inside a recall are still on sale."""
    draft = make_draft(shop, shop.chance.choice(("power_bank", "blocks", "heater")))
    row = _recall(shop, draft)
    if turn % 3 == 2:
        gtin = shop.proofs.give_gtin(
            draft.brand.owner.name,
            shop.chance,
            brand=draft.brand.name,
            product_name=row["product_name"],
            model=draft.model,
        )["code"]
        row["gtins"], row["models"] = gtin, ""
        draft.set("gtin", gtin, label(shop, "gtin"))
    draft.set("produced", shop.ago(300 + turn).isoformat(), "生产日期")
    shop.expect("QUAL-002", draft, f"{row['recall_no']}召回范围内，仍可购买")


@case(full=3)
def nameless(shop: Workshop, turn: int) -> None:
    """The page names no producer and no standard; of two its seller says that the goods bear none."""
    draft = make_draft(shop, ("storage", "umbrella", "towel")[turn % 3])
    draft.drop("producer", "address", "standard", "gtin", "origin")
    draft.text = draft.text[:-1]
    if turn % 3 == 2:
        shop.spare("QUAL-003", draft, "法律要求标在产品或其包装上，页面未写不能断定")
        return
    draft.text = [*draft.text, shop.phrases["nameless"][turn % 3]]
    shop.expect("QUAL-003", draft, "卖家自称没有厂名厂址或合格证明，页面亦无生产者和执行标准")


@case(full=4)
def hazardous(shop: Workshop, turn: int) -> None:
    """A dangerous novelty is aimed at children, without standard or certificate."""
    draft = make_draft(shop, "odd_toy")
    draft.title = shop.phrases["hazard_title"][turn % 4]
    draft.drop("brand", "gtin")
    draft.text = [shop.phrase("hazard_text"), "颜色随机，拍下即发。"]
    shop.expect("QUAL-004", draft, "危险新奇特产品，面向儿童，无执行标准、无CCC")
    shop.allow("CERT-001", draft, "作为玩具也应有证书")


@case(full=3)
def wrong_bar_code(shop: Workshop, turn: int) -> None:
    """The bar code fails its check, is another owner's, or belies the import."""
    draft = make_draft(shop, shop.chance.choice(("flask", "notebook", "biscuits")))
    row = draft.rows.get("gtin") or shop.proofs.give_gtin(
        draft.brand.owner.name, shop.chance, brand=draft.brand.name, product_name=draft.noun
    )
    match turn % 3:
        case 0:
            code = row["code"]
            draft.set("gtin", code[:-1] + str((int(code[-1]) + 4) % 10), label(shop, "gtin"))
            shop.expect("CODE-001", draft, "商品条码校验位不成立")
        case 1:
            other = shop.make_brand("日用品")
            foreign = shop.proofs.give_gtin(
                other.owner.name, shop.chance, brand=other.name, product_name="洗衣液"
            )
            draft.set("gtin", foreign["code"], label(shop, "gtin"))
            shop.expect("CODE-001", draft, f"条码登记在{other.owner.name}名下，品牌{other.name}")
        case _:
            draft.set("gtin", row["code"], label(shop, "gtin"))
            draft.title = f"原装进口 {draft.title}"
            draft.set("origin", "德国")
            shop.expect("CODE-001", draft, "69开头的条码却称原装进口，前缀只说明谁发的码", status="unsure")
            shop.allow("AD-002", draft, "进口的说法存疑")


@case(full=3, in_quick=False)
def other_batch(shop: Workshop, turn: int) -> None:
    """Another batch of the model failed a spot check; the one on sale did not."""
    draft = make_draft(shop, shop.chance.choice(_CHECKED))
    _fail_check(shop, draft, shop.ago(400).strftime("%Y%m%d"))
    draft.set("batch", shop.ago(90).strftime("%Y%m%d"), "生产批号")
    shop.spare("QUAL-001", draft, "不合格的是另一批次")


@case(full=3)
def after_recall(shop: Workshop, turn: int) -> None:
    """Goods made after the recalled time."""
    draft = make_draft(shop, shop.chance.choice(("power_bank", "heater")))
    _recall(shop, draft)
    draft.set("produced", shop.ago(60).isoformat(), "生产日期")
    shop.spare("QUAL-002", draft, "生产日期在召回范围之外")


@case(full=3)
def see_package(shop: Workshop, turn: int) -> None:
    """Producer and standard are said to be on the pack."""
    draft = make_draft(shop, ("notebook", "towel")[turn % 2])
    text = shop.phrases["see_package"][turn % 3]
    for name in ("producer", "address", "standard"):
        draft.set(name, text)
    draft.drop("gtin")
    shop.spare("QUAL-003", draft, "页面指明见包装，不能断定标识不全")


@case(full=1, in_quick=False)
def laser_tool(shop: Workshop, turn: int) -> None:
    """A laser level is a tool for adults with its class and standard."""
    draft = make_draft(shop, "laser_level")
    shop.spare("QUAL-004", draft, "成人专业工具，标明激光等级和标准")


def _fail_check(shop: Workshop, draft: Draft, batch: str) -> Row:
    return shop.book.add(
        "spot_checks",
        check_no=f"{shop.day.year}国抽{shop.make_number(6)}",
        brand=draft.brand.name,
        product_name=draft.noun,
        model=draft.model,
        batch=batch,
        producer=draft.brand.owner.name,
        failed_items=shop.chance.choice(("结构", "防触电保护", "甲醛含量", "标志", "耐磨性能")),
        announced_on=shop.ago(70).isoformat(),
        url="https://www.samr.gov.cn/",
    )


def _recall(shop: Workshop, draft: Draft) -> Row:
    sister = make_model(shop, get_family(shop, draft.family["key"]), draft.brand)
    return shop.book.add(
        "recalls",
        recall_no=f"召回{shop.day.year}第{shop.make_number(4)}号",
        brand=draft.brand.name,
        product_name=draft.noun,
        models=f"{draft.model};{sister}",
        produced_from=shop.ago(500).isoformat(),
        produced_to=shop.ago(200).isoformat(),
        producer=draft.brand.owner.name,
        hazard=shop.chance.choice(("电芯过热，可能起火", "小零件易脱落，有窒息危险", "内胆渗漏，有触电危险")),
        announced_on=shop.ago(50).isoformat(),
        url="https://www.samrdprc.org.cn/",
    )
