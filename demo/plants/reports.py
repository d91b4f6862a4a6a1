"""Cases of test reports: LAB-001, 002, 004, 005, 006, and what looks like them."""

from __future__ import annotations

from dataclasses import replace

from demo.draft import Draft
from demo.goods import label, make_draft, show_report
from demo.numbers import make_cma_number
from demo.papers import Document, Kind, Picture, Value
from demo.plants.case import case
from demo.stalls import find_stall
from demo.workshop import Workshop

_PLAIN = ("flask", "towel", "storage", "backpack", "blocks")
_STATEMENT = ("本报告仅对来样负责", "未经本机构书面同意，不得部分复制本报告")


def make_reported(shop: Workshop, *, months: int = 4) -> tuple[Draft, Picture]:
    """Lawful goods with a genuine report, and the report's picture."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    show_report(shop, draft, is_key=True, months=months)
    return draft, draft.pictures[-1]


def change_report(draft: Draft, picture: Picture, **fields: Value) -> None:
    """Puts a report with other fields in the place of the shown one."""
    document = picture.document
    if document is None or document.kind is not Kind.TEST_REPORT:
        raise ValueError(f"picture {picture.key!r} is no test report")
    kept = tuple((name, value) for name, value in (document.values | fields).items() if value)
    merged: Document = replace(document, fields=kept)
    draft.pictures[draft.pictures.index(picture)] = replace(picture, document=merged)


@case(full=3)
def unknown_report(shop: Workshop, turn: int) -> None:
    """The national look-up does not know the report."""
    draft, _ = make_reported(shop)
    row = draft.rows["report"]
    shop.book.rows["test_reports"].remove(row)
    if turn % 2:
        draft.set("report", row["report_no"], label(shop, "report"))
    shop.expect("LAB-001", draft, f"报告编号{row['report_no']}在全国报告编号查询中不存在")


@case()
def copied_report(shop: Workshop, turn: int) -> None:
    """An unrelated shop shows the report of another brand's goods as its own."""
    owner, picture = make_reported(shop)
    other = find_stall(shop, "home", not_in=(owner.stall,))
    thief = make_draft(shop, ("umbrella", "notebook")[turn % 2], other)
    thief.pictures.append(picture)
    number = owner.rows["report"]["report_no"]
    thief.set("report", number, label(shop, "report"))
    shop.expect("LAB-002", thief, f"报告{number}属于{owner.brand.name}的商品，被另一品牌的商品套用")
    shop.account.expected[-1] |= {"subject": "group", "listing_ids": [owner.listing_id, thief.listing_id]}
    shop.spare("LAB-002", owner, "报告的真正所有者")
    for code in ("LAB-005", "AD-002"):
        shop.allow(code, thief, "用他人的报告证明自己的商品")


@case(full=3)
def unfit_laboratory(shop: Workshop, turn: int) -> None:
    """The report's laboratory is not accredited, or was not when the report was issued."""
    draft, picture = make_reported(shop)
    if turn % 2:
        lab = shop.make_entity("检测技术")
        cma, cnas = shop.proofs.accredit(lab, shop.chance)
        for row in (cma, cnas):
            row["issued_on"], row["valid_to"] = shop.ago(2600).isoformat(), shop.ago(410).isoformat()
            row["status"] = "过期"
        draft.rows["report"]["lab"] = lab.name
        change_report(draft, picture, lab=lab.name, cma_no=cma["number"], cnas_no="")
        why = f"资质认定已于{cma['valid_to']}到期，报告在其后签发"
    else:
        lab_name = shop.mint.make_name(draft.brand.owner.place, "检测技术")
        number = make_cma_number(shop.ago(900).year, draft.brand.owner.place.code, shop.chance)
        draft.rows["report"]["lab"] = lab_name
        change_report(draft, picture, lab=lab_name, cma_no=number, cnas_no="")
        why = f"资质认定编号{number}不在登记簿中"
    shop.expect("LAB-004", draft, why)
    shop.allow("LAB-001", draft, "机构不存在时报告的真实性也存疑")


@case(full=3)
def sample_as_proof(shop: Workshop, turn: int) -> None:
    """A report about a sample is passed off as proof of all goods."""
    draft, picture = make_reported(shop, months=(4, 20, 6)[turn % 3])
    change_report(draft, picture, test_type=("委托检验", "委托检验（送样）")[turn % 2], statements=_STATEMENT)
    draft.text.insert(0, shop.phrases["all_goods_claim"][turn % 3])
    shop.expect("LAB-005", draft, "报告仅对来样负责，页面却称全部商品质检合格")
    shop.allow("AD-002", draft, "同一句话也可以归为虚假宣传")


@case(full=3)
def report_seller(shop: Workshop, turn: int) -> None:
    """A shop sells test reports without testing."""
    draft = make_draft(shop, "report_service")
    draft.drop("brand", "producer", "address", "origin", "gtin")
    draft.title = shop.phrases["report_service_title"][turn % 3]
    draft.text = list(shop.phrases["report_service_text"][turn % 3])
    shop.expect("LAB-006", draft, "出售不送样、包过、可改的检测报告")
    shop.allow("AD-002", draft, "服务内容本身虚假")


@case()
def honest_laboratory(shop: Workshop, turn: int) -> None:
    """A testing service that wants samples and promises nothing."""
    draft = make_draft(shop, "report_service")
    lab, cma, _ = shop.get_lab()
    draft.drop("brand", "producer", "address", "origin", "gtin")
    draft.title = f"{lab.name[:5]} 送样检测服务 按标准检测 {draft.attrs['spec'][1]}"
    draft.set("lab", lab.name, "检测机构")
    draft.set("cma", cma["number"], "资质认定证书编号")
    draft.text = list(shop.phrases["lab_service_text"][turn % 2])
    shop.spare("LAB-006", draft, "正规的送样检测服务，不承诺结论")
    shop.spare("QUAL-003", draft, "服务不是产品，没有产品标识")


@case(full=3)
def resellers(shop: Workshop, turn: int) -> None:
    """Two shops sell the same model and show the maker's one report of it."""
    first, picture = make_reported(shop)
    other = find_stall(shop, "home", not_in=(first.stall,))
    second = make_draft(shop, first.family["key"], other, brand=first.brand, model=first.model)
    second.pictures.append(picture)
    shop.spare("LAB-002", second, "同一厂家同一型号的商品，使用同一份报告")


@case(in_quick=False)
def earlier_year(shop: Workshop, turn: int) -> None:
    """A report of the preceding year, shown without any claim."""
    draft, _ = make_reported(shop, months=10)
    shop.spare("LAB-005", draft, "报告未满十二个月，页面没有作质量保证的宣称")


@case(full=3)
def spelt_apart(shop: Workshop, turn: int) -> None:
    """The page writes the number of a genuine report in its own way."""
    draft, _ = make_reported(shop)
    number = draft.rows["report"]["report_no"]
    spelt = (number.lower(), f"{number[:6]} {number[6:]}", f"No.{number}")[turn % 3]
    draft.set("report", spelt, label(shop, "report"))
    shop.spare("LAB-001", draft, "报告编号只是写法不同，查询中存在")


@case(full=3)
def lapsed_since(shop: Workshop, turn: int) -> None:
    """The laboratory's accreditation ran out, but only after it had issued the report."""
    draft, picture = make_reported(shop, months=5)
    lab = shop.make_entity("检测技术")
    cma, cnas = shop.proofs.accredit(lab, shop.chance)
    for row in (cma, cnas):
        row["issued_on"], row["valid_to"] = shop.ago(2215).isoformat(), shop.ago(25 + turn).isoformat()
        row["status"] = "过期"
    draft.rows["report"]["lab"] = lab.name
    change_report(draft, picture, lab=lab.name, cma_no=cma["number"], cnas_no=cnas["number"])
    shop.spare("LAB-004", draft, "报告签发时资质认定有效，之后才到期")
