"""Cases of certificates: CERT-001 to 006, and what looks like them."""

from __future__ import annotations

from demo.draft import Draft
from demo.goods import label, make_draft, make_model, show_proof
from demo.numbers import make_ccc_number
from demo.papers import Take
from demo.paperwork import fill_ccc, fill_organic_certificate, fill_system_certificate
from demo.plants.case import case
from demo.stalls import find_stall
from demo.workshop import Workshop

_CCC = ("power_bank", "adapter", "socket", "blocks")
_PLAIN = ("flask", "storage", "backpack", "umbrella")


def make_certified(shop: Workshop, key: str | None = None) -> Draft:
    """Lawful goods that need a CCC certificate and have one."""
    return make_draft(shop, key or shop.chance.choice(_CCC))


@case(full=3)
def no_certificate(shop: Workshop, turn: int) -> None:
    """Goods of the CCC catalogue show no certificate at all."""
    draft = make_certified(shop, ("power_bank", "blocks", "socket")[turn % 3])
    shop.book.rows["certificates"].remove(draft.rows.pop("ccc"))
    draft.drop("ccc")
    draft.drop_documents()
    shop.expect("CERT-001", draft, "列入强制性产品认证目录，页面没有任何证书编号或标志，登记簿也没有")


@case(full=3)
def false_certificate(shop: Workshop, turn: int) -> None:
    """The certificate number is made up, or another maker's."""
    draft = make_certified(shop)
    own = draft.rows.pop("ccc")
    shop.book.rows["certificates"].remove(own)
    if turn % 3 == 1:
        stranger = shop.make_brand("电器")
        row = shop.proofs.certify(
            draft.family, stranger.owner, (make_model(shop, draft.family, stranger),), shop.chance
        )
        draft.set("ccc", row["certificate_no"])
        shop.expect("CERT-002", draft, f"证书持有人是{stranger.owner.name}，与商品生产者无关")
        shop.allow("CERT-004", draft, "冒用的证书自然也不含该型号")
    else:
        number = make_ccc_number(shop.ago(300).year, draft.family["ccc"]["number"], shop.chance)
        draft.set("ccc", number)
        if turn % 3 == 2:
            draft.drop("ccc")
        if turn % 3:
            forged = own | {"certificate_no": number}
            picture = shop.show(fill_ccc(forged, draft.brand.owner, shop.make_key("c"), Take.SCAN))
            draft.pictures.append(picture)
        shop.expect("CERT-002", draft, "证书编号在登记簿中不存在")
    shop.allow("CERT-001", draft, "没有真实有效的证书")


@case(full=4)
def ended_certificate(shop: Workshop, turn: int) -> None:
    """The certificate is suspended, withdrawn, cancelled or expired."""
    draft = make_certified(shop)
    row = draft.rows["ccc"]
    status = ("暂停", "撤销", "注销", "过期")[turn % 4]
    if turn % 2 == 0:
        show_proof(shop, draft, is_key=True)  # the certificate still says what it said when issued
    row["status"], row["status_since"] = status, shop.ago(45 + 7 * turn).isoformat()
    if status == "过期":
        row["valid_to"] = row["status_since"]
    shop.expect("CERT-003", draft, f"证书自{row['status_since']}起{status}")
    shop.allow("CERT-001", draft, "没有有效的证书")


@case(full=3)
def other_model(shop: Workshop, turn: int) -> None:
    """The certificate is the maker's own, but does not cover the model on sale."""
    draft = make_certified(shop)
    if turn % 2 == 0:
        show_proof(shop, draft, is_key=True)
    covered = draft.rows["ccc"]["models"].replace(";", "、")
    draft.model = make_model(shop, draft.family, draft.brand)
    draft.set("model", draft.model)
    draft.drop("gtin")
    shop.expect("CERT-004", draft, f"证书覆盖{covered}，不含{draft.model}")
    shop.allow("CERT-001", draft, "没有覆盖该型号的证书")


@case(full=3)
def system_as_proof(shop: Workshop, turn: int) -> None:
    """A management-system certificate is passed off as proof of the product."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    row = shop.proofs.certify_system(draft.brand.owner, shop.chance)
    draft.text.insert(1, shop.phrases["system_claim"][turn % 3])
    take = shop.make_take(is_key=True)
    document = fill_system_certificate(row, draft.brand.owner, shop.make_key("m"), take)
    draft.pictures.append(shop.show(document))
    shop.expect("CERT-005", draft, "以管理体系证书宣称产品质量")
    shop.allow("AD-002", draft, "同一句话也可以归为虚假宣传")


@case(full=3)
def false_organic(shop: Workshop, turn: int) -> None:
    """Food is called organic without a certificate, or with one that has run out."""
    draft = make_draft(shop, ("tea", "rice", "honey")[turn % 3])
    draft.title = draft.title.replace(draft.brand.name, f"{draft.brand.name} 有机", 1)
    if turn % 3 == 0:
        draft.text.insert(0, "有机种植，不打农药，纯正有机食品。")
        why = "宣称有机，没有有机码和有机产品认证证书"
    else:
        row = shop.proofs.certify_organic(draft.brand.owner, draft.noun, shop.chance)
        row["issued_on"], row["valid_to"] = shop.ago(500).isoformat(), shop.ago(136).isoformat()
        row["status"], row["status_since"] = "过期", shop.ago(135).isoformat()
        draft.set("organic", row["certificate_no"], "有机产品认证证书编号")
        document = fill_organic_certificate(
            row, draft.brand.owner, shop.make_key("o"), shop.make_take(is_key=True)
        )
        draft.pictures.append(shop.show(document))
        why = f"有机证书已于{row['valid_to']}到期"
    shop.expect("CERT-006", draft, why)
    if turn % 3:
        shop.allow("CERT-003", draft, "也可以归为证书过期仍使用")


@case(full=5)
def colour_suffix(shop: Workshop, turn: int) -> None:
    """The page adds a colour to the certified model."""
    draft = make_certified(shop)
    if turn % 2 == 0:
        show_proof(shop, draft)
    draft.set("model", draft.model + shop.phrases["colour_suffix"][turn])
    shop.spare("CERT-004", draft, "型号只多了颜色后缀，证书覆盖该型号")


@case(full=3)
def accessory(shop: Workshop, turn: int) -> None:
    """A cover for certified goods needs no certificate."""
    draft = make_draft(shop, "bank_case")
    shop.spare("CERT-001", draft, "充电宝的保护套，本身不在目录内")
    shop.spare("PRIC-005", draft, "配件按配件标题销售，低价属正常")


@case(full=4)
def restored_certificate(shop: Workshop, turn: int) -> None:
    """The certificate was suspended and restored, or will be suspended only after the capture."""
    draft = make_certified(shop)
    row = draft.rows["ccc"]
    show_proof(shop, draft)
    if turn % 2:
        row["status"], row["status_since"] = "暂停", shop.ago(-21).isoformat()
        shop.spare("CERT-003", draft, "暂停自采集之后才开始")
    else:
        row["status_since"] = shop.ago(12).isoformat()
        shop.spare("CERT-003", draft, "曾被暂停，采集前已恢复有效")


@case(in_quick=False)
def honest_system(shop: Workshop, turn: int) -> None:
    """The page says plainly that its management certificate is none of the product."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    row = shop.proofs.certify_system(draft.brand.owner, shop.chance)
    draft.text.append(shop.phrases["system_honest"][turn % 2])
    draft.set("system", row["certificate_no"], "质量管理体系认证证书编号")
    shop.spare("CERT-005", draft, "页面说明体系认证不是产品认证")


@case(full=3)
def real_organic(shop: Workshop, turn: int) -> None:
    """Organic food with a valid certificate that covers it."""
    draft = make_draft(shop, ("rice", "tea")[turn % 2])
    row = shop.proofs.certify_organic(draft.brand.owner, draft.noun, shop.chance)
    draft.title = f"{draft.brand.name} 有机{draft.noun} {draft.attrs['spec'][1]}"
    draft.set("organic", row["certificate_no"], "有机产品认证证书编号")
    document = fill_organic_certificate(
        row, draft.brand.owner, shop.make_key("o"), shop.make_take(is_key=True)
    )
    draft.pictures.append(shop.show(document))
    shop.spare("CERT-006", draft, "有机证书有效，产品在证书范围内")


@case(full=1, in_quick=False)
def organic_glass(shop: Workshop, turn: int) -> None:
    """Acrylic (有机玻璃) is no organic claim."""
    draft = make_draft(shop, "storage", find_stall(shop, "home"))
    draft.set("材质", "有机玻璃（亚克力）")
    draft.title = draft.title.replace(draft.brand.name, f"{draft.brand.name} 有机玻璃", 1)
    shop.spare("CERT-006", draft, "有机玻璃是材料名称")


@case(full=1, in_quick=False)
def children_blocks(shop: Workshop, turn: int) -> None:
    """Magnetic blocks for children with certificate, standard and age mark."""
    draft = make_certified(shop, "blocks")
    draft.title = f"{draft.brand.name} 磁力片积木玩具 儿童拼插 {draft.attrs['spec'][1]}"
    draft.set("材质", "ABS、磁片（内封）")
    draft.set("ccc", draft.rows["ccc"]["certificate_no"], label(shop, "ccc"))
    shop.spare("QUAL-004", draft, "有证书、标准和适用年龄的磁力片玩具")
