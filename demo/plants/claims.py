"""Cases of advertising words: AD-001, AD-002, and what looks like them."""

from __future__ import annotations

from demo.goods import make_draft
from demo.papers import Picture, PictureKind
from demo.plants.case import case
from demo.workshop import Workshop

_PLAIN = ("flask", "towel", "notebook", "storage", "umbrella", "backpack")


@case(full=4)
def absolute_words(shop: Workshop, turn: int) -> None:
    """The goods are called the best, the first, the highest: in title, text or a picture."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    words = shop.phrases["absolute_text"][turn % 4]
    match turn % 3:
        case 0:
            draft.text.insert(0, words)
        case 1:
            draft.title = f"{draft.title} {shop.phrase('absolute_title')}"
        case _:
            draft.pictures.append(
                Picture(
                    key=shop.make_key("q"),
                    kind=PictureKind.POSTER,
                    hue=draft.hue,
                    heading=draft.brand.name,
                    rows=(("为什么选我们", words.rstrip("。")), ("发货", "当天打包")),
                )
            )
    shop.expect("AD-001", draft, "使用绝对化用语评价商品")
    shop.allow("AD-002", draft, "无从证实的比较也可以归为虚假广告")


@case(full=3)
def false_honour(shop: Workshop, turn: int) -> None:
    """The goods boast an exemption or honour that the state abolished long ago."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    draft.text.insert(0, shop.phrases["honour_text"][turn % 3])
    shop.expect("AD-002", draft, "国家免检和中国名牌早已取消，荣誉是虚构的")
    for code in ("AD-001", "AD-003"):
        shop.allow(code, draft, "同一句话也可以归入此类")


@case(full=2, in_quick=False)
def registered_contradiction(shop: Workshop, turn: int) -> None:
    """The page boasts of a certificate; the register lists other goods under its number."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    stranger = shop.make_brand("电器")
    family = next(one for one in shop.table["families"] if one["key"] == ("rice_cooker", "adapter")[turn % 2])
    row = shop.proofs.certify(
        family, stranger.owner, (f"{stranger.initials}-{shop.make_number(4)}",), shop.chance
    )
    draft.text.insert(
        0, f"本品已通过国家强制性产品认证，证书编号{row['certificate_no']}，品质有国家认证背书。"
    )
    shop.expect(
        "AD-002", draft, f"该编号是{stranger.owner.name}的{row['product_name']}证书，商品本身不在认证目录内"
    )
    for code in ("CERT-002", "CERT-004"):
        shop.allow(code, draft, "也是冒用他人的认证证书")


@case(full=6)
def exempt_words(shop: Workshop, turn: int) -> None:
    """Best, first and most in senses that praise nothing."""
    fit = ("storage", "backpack", "biscuits", "flask", "towel", "umbrella")  # goods that the sentence suits
    draft = make_draft(shop, fit[turn % 6])
    draft.text.append(shop.phrases["exempt_text"][turn % 6])
    shop.spare("AD-001", draft, "时间、尺码、用法、技术参数或态度的说明，不评价商品")


@case(in_quick=False)
def own_comparison(shop: Workshop, turn: int) -> None:
    """A comparison among the brand's own goods."""
    draft = make_draft(shop, shop.chance.choice(_PLAIN))
    draft.text.append(shop.phrases["own_comparison"][turn % 2])
    shop.spare("AD-001", draft, "同一品牌内部的比较")


@case(full=1, in_quick=False)
def brand_word(shop: Workshop, turn: int) -> None:
    """The word is part of a registered brand."""
    draft = make_draft(shop, "flask")
    draft.title = draft.title.replace(draft.brand.name, f"{draft.brand.name}极致®", 1)
    draft.set("brand", f"{draft.brand.name}极致®")
    draft.text.append(f"「{draft.brand.name}极致」为注册商标。")
    draft.drop("gtin")
    shop.spare("AD-001", draft, "「极致」是注册商标的一部分")
    shop.spare("AD-002", draft, "注册商标的说明属实")
