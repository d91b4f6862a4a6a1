"""Business licences (营业执照): the hung original (正本, upright) and the copy (副本, lying)."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document
from demo.seal import make_star

_GOLD = (168, 132, 62)
_RED = (196, 32, 38)


def draw(document: Document) -> Image.Image:
    """The licence in the layout that the document names."""
    return _draw_original(document) if document.layout else _draw_copy(document)


def _draw_original(document: Document) -> Image.Image:
    sheet = Sheet(1080, 1460, (253, 251, 243))
    sheet.border((24, 14, (214, 190, 130)), (48, 3, _GOLD))
    _draw_emblem(sheet, 540, 150, 60)
    sheet.middle(280, "营 业 执 照", load_serif_bold(88))
    sheet.middle(352, "（正 本）", load_serif(28))
    sheet.put((96, 420), f"统一社会信用代码：{document.text('uscc')}", load_serif(27))
    sheet.code((830, 90), document.code or "", 150)
    sheet.put((822, 258), "扫码查询企业信息", load_sans(17), (90, 80, 60))
    y = 500
    for name, value in _list_fields(document):
        y = sheet.field((120, y), name, value, room=200, width=820, px=29)
    _draw_foot(sheet, document, 720, min(max(y + 60, 1180), 1290))
    return sheet.image


def _draw_copy(document: Document) -> Image.Image:
    sheet = Sheet(1480, 1020, (250, 249, 244))
    for x in range(60, 1440, 9):  # a guilloche ground
        sheet.draw.arc((x - 160, 120, x + 160, 900), 70, 110, fill=(242, 238, 224))
    sheet.border((20, 6, _GOLD), (34, 2, _GOLD), (44, 2, (210, 180, 120)))
    _draw_emblem(sheet, 740, 118, 46)
    sheet.middle(222, "营业执照", load_serif_bold(76))
    sheet.middle(284, "（副本）　副本编号：1-1", load_serif(23))
    sheet.put((84, 96), "统一社会信用代码", load_serif(24))
    sheet.put((84, 134), document.text("uscc"), load_serif_bold(30))
    sheet.code((1240, 76), document.code or "", 140)
    fields = _list_fields(document)
    for x, part in ((90, fields[:4]), (790, fields[4:])):
        y = 352
        for name, value in part:
            y = sheet.field((x, y), name, value, room=160, width=620, px=25)
    _draw_foot(sheet, document, 1120, 890)
    sheet.put(
        (90, 960),
        "国家企业信用信息公示系统 http://www.gsxt.gov.cn　　演示样张",
        load_sans(16),
        (110, 100, 80),
    )
    return sheet.image


def _list_fields(document: Document) -> list[tuple[str, str]]:
    from_to = f"{spell_date(document.text('established_on'))}至{spell_date(document.text('term_to'))}"
    return [
        ("名　　称", document.text("name")),
        ("类　　型", document.text("entity_type")),
        ("法定代表人", document.text("legal_representative")),
        ("经营范围", document.text("scope")),
        ("注册资本", document.text("registered_capital")),
        ("成立日期", spell_date(document.text("established_on"))),
        ("营业期限", from_to),
        ("住　　所", document.text("address")),
    ]


def _draw_emblem(sheet: Sheet, x: int, y: int, size: int) -> None:
    sheet.draw.ellipse((x - size, y - size, x + size, y + size), fill=_RED, outline=_GOLD, width=5)
    sheet.draw.polygon(make_star(x, y - size * 0.25, size * 0.4), fill=(250, 212, 84))
    sheet.draw.arc(
        (x - size * 0.7, y - size * 0.2, x + size * 0.7, y + size * 0.8),
        20,
        160,
        fill=(250, 212, 84),
        width=6,
    )


def _draw_foot(sheet: Sheet, document: Document, x: int, y: int) -> None:
    sheet.put((x - 210, y - 20), "登记机关", load_serif(27))
    day = spell_date(
        document.text("issued_on"), form=lambda one: f"{one.year} 年 {one.month} 月 {one.day} 日"
    )
    sheet.put((x - 60, y + 50), day, load_serif(26))
    sheet.seal((x + 60, y), document.text("issuing_authority"), 210)
