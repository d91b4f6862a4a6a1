"""Cases of energy labels: ENER-001 to 004, and what looks like them."""

from __future__ import annotations

from demo.draft import Draft
from demo.goods import make_draft
from demo.papers import Picture, PictureKind
from demo.paperwork import fill_label
from demo.plants.case import case
from demo.workshop import Workshop

_KINDS = ("fridge", "fan", "heater", "rice_cooker")
_WORDS = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}


def make_labelled(shop: Workshop, grade: int) -> Draft:
    """A lawful appliance whose label is filed with this grade; its page shows no label picture yet."""
    draft = make_draft(shop, shop.chance.choice(_KINDS))
    row = draft.rows["energy"]
    shop.book.rows["energy_labels"].remove(row)
    filed = shop.proofs.file_label(draft.family, draft.brand.owner.name, draft.model, grade, shop.chance)
    draft.rows["energy"] = filed
    draft.set("grade", f"{grade}级")
    draft.set("filing", filed["filing_no"])
    return draft


def show_label(shop: Workshop, draft: Draft, *, host: str = "www.energylabel.com.cn", **changed: str) -> None:
    """Adds the label's picture; `changed` fields differ from the filing."""
    row = draft.rows["energy"] | changed
    take = shop.make_take(is_key=True)
    draft.pictures.append(shop.show(fill_label(row, shop.make_key("e"), take, host)))


@case(full=3)
def no_label(shop: Workshop, turn: int) -> None:
    """An appliance of the catalogue shows neither label nor grade."""
    draft = make_labelled(shop, 2)
    draft.drop("grade", "filing")
    shop.expect("ENER-001", draft, "列入能效标识目录，页面没有能效标识图片或能效等级")


@case()
def not_filed(shop: Workshop, turn: int) -> None:
    """The producer never filed a label for this model."""
    draft = make_labelled(shop, 2)
    shop.book.rows["energy_labels"].remove(draft.rows["energy"])
    if turn % 2:
        show_label(shop, draft)
    else:
        draft.drop("filing")
    shop.expect("ENER-002", draft, "登记簿没有该生产者、该型号的备案")


@case(full=4)
def better_grade(shop: Workshop, turn: int) -> None:
    """The page claims a better grade than the filing holds, or its label is not the authority's."""
    draft = make_labelled(shop, 3)
    match turn % 4:
        case 0:
            draft.title = f"{draft.title} 一级能效"
            draft.set("grade", "1级")
            show_label(shop, draft)
            why = "标题和参数称一级能效，标识和备案为3级"
            shop.allow("ENER-004", draft, "标题、参数与标识图片的等级不一致")
        case 1:
            show_label(shop, draft, grade="1")
            draft.set("grade", "1级")
            why = "标识图片和参数为1级，备案为3级"
        case 2:
            show_label(
                shop, draft, host=shop.chance.choice(("www.energylabe1.com.cn", "www.energylabel-cn.com"))
            )
            why = "标识二维码指向的不是中国能效标识网"
            shop.allow("CODE-002", draft, "二维码指向仿冒网站")
        case _:
            draft.title = f"{draft.title} 一级能效"
            why = "标题称一级能效，参数和备案为3级"
            shop.expect("ENER-004", draft, "标题称一级能效，参数写3级")
    shop.expect("ENER-003", draft, why)


@case(full=3)
def grades_differ(shop: Workshop, turn: int) -> None:
    """The page names two grades, neither better than the filing."""
    draft = make_labelled(shop, 2)
    worse = "3"  # the worst grade that every kind of appliance knows
    match turn % 3:
        case 0:
            draft.title = f"{draft.title} {_WORDS[worse]}能效"
            show_label(shop, draft)
            where = "标题"
        case 1:
            draft.text.insert(0, f"本机为{_WORDS[worse]}能效产品，请以能效标识为准。")
            where = "介绍"
        case _:
            rows = (("能效等级", f"{worse}级"), ("型号", draft.model))
            card = Picture(key=shop.make_key("p"), kind=PictureKind.PARAMETERS, hue=draft.hue, rows=rows)
            draft.pictures.append(card)
            where = "参数图片"
    shop.expect("ENER-004", draft, f"{where}写{worse}级，参数写2级，备案为2级")


@case(full=3)
def filed_again(shop: Workshop, turn: int) -> None:
    """The model was filed again with a better grade: the newest filing counts."""
    draft = make_labelled(shop, 3)
    newest = shop.proofs.file_label(draft.family, draft.brand.owner.name, draft.model, 1, shop.chance)
    newest["announced_on"] = shop.ago(40).isoformat()
    draft.rows["energy"]["announced_on"] = shop.ago(900).isoformat()
    draft.rows["energy"] = newest
    draft.set("grade", "1级")
    draft.set("filing", newest["filing_no"])
    draft.title = f"{draft.title} 一级能效"
    if turn % 2:
        show_label(shop, draft)
    shop.spare("ENER-003", draft, "有两次备案，最新一次为1级")


@case(full=3)
def true_grade(shop: Workshop, turn: int) -> None:
    """Title, facts, label and filing all say grade one; the model bears a colour."""
    draft = make_labelled(shop, 1)
    draft.title = f"{draft.title} 一级能效"
    draft.set("model", draft.model + shop.phrases["colour_suffix"][turn])
    show_label(shop, draft)
    shop.spare("ENER-002", draft, "型号只多了颜色后缀，备案型号相同")
    shop.spare("ENER-003", draft, "一级能效属实")


@case(full=3, in_quick=False)
def attribute_only(shop: Workshop, turn: int) -> None:
    """No label picture, but grade and filing number are stated in the facts."""
    draft = make_labelled(shop, 2)
    shop.spare("ENER-001", draft, "参数里写明能效等级和备案号")
    shop.spare("ENER-004", draft, "页面各处等级一致")
