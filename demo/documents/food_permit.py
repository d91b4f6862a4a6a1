"""Food permits (食品经营许可证)."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document

_BLUE = (46, 110, 150)
_GREEN = (70, 130, 84)


def draw(document: Document) -> Image.Image:
    """The permit, lying or upright."""
    return _draw_upright(document) if document.layout else _draw_lying(document)


def _draw_lying(document: Document) -> Image.Image:
    sheet = Sheet(1500, 1050, (246, 250, 250))
    sheet.border((22, 12, _BLUE), (42, 2, _BLUE))
    sheet.middle(130, "食品经营许可证", load_serif_bold(72), (20, 60, 90))
    left, right = _list_fields(document)
    for x, width, part in ((90, 760, left), (910, 520, right)):
        y = 240
        for name, value in part:
            y = sheet.field(
                (x, y), f"{name}：", value, room=round(26 * (len(name) + 1.2)), width=width, px=26
            )
    sheet.seal((1230, 800), document.text("issuing_authority"), 220)
    sheet.put((1090, 850), spell_date(document.text("issued_on")), load_serif(27))
    sheet.code((96, 860), document.code or "", 120)
    sheet.put((240, 960), "国家市场监督管理总局监制", load_sans(18), (90, 110, 120))
    return sheet.image


def _draw_upright(document: Document) -> Image.Image:
    sheet = Sheet(1060, 1480, (248, 251, 246))
    sheet.border((26, 8, _GREEN), (40, 8, (196, 220, 196)), (54, 2, _GREEN))
    sheet.middle(150, "中华人民共和国", load_serif(34))
    sheet.middle(226, "食品经营许可证", load_serif_bold(66), (30, 84, 44))
    sheet.put((560, 320), f"许可证编号：{document.text('permit_no')}", load_serif(25))
    y = 400
    left, right = _list_fields(document)
    for name, value in [*left, right[1]]:
        y = sheet.field((110, y), name, value, room=310, width=850, px=27)
    sheet.put((600, 1240), "发证机关（盖章）", load_serif(26))
    sheet.seal((740, 1300), document.text("issuing_authority"), 210)
    sheet.put((610, 1366), spell_date(document.text("issued_on")), load_serif(26))
    sheet.code((110, 1230), document.code or "", 130)
    return sheet.image


def _list_fields(document: Document) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    left = [
        ("经营者名称", document.text("name")),
        ("社会信用代码", document.text("uscc")),
        ("法定代表人（负责人）", document.text("legal_representative")),
        ("住所", document.text("address")),
        ("经营场所", document.text("premises")),
        ("主体业态", document.text("business_type")),
        ("经营项目", document.text("items")),
    ]
    right = [
        ("许可证编号", document.text("permit_no")),
        ("有效期至", spell_date(document.text("valid_to"))),
        ("日常监督管理机构", "属地市场监督管理所"),
        ("投诉举报电话", "12315"),
        ("发证机关", document.text("issuing_authority")),
    ]
    return left, right
