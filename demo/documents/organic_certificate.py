"""Organic certificates (有机产品认证证书)."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document

_GREEN = (46, 120, 56)


def draw(document: Document) -> Image.Image:
    """The certificate with its table of products."""
    sheet = Sheet(1080, 1480, (251, 253, 248))
    sheet.border((22, 10, _GREEN), (38, 4, (170, 205, 120)))
    sheet.draw.ellipse((480, 70, 600, 190), outline=_GREEN, width=8)
    sheet.middle(130, "有机", load_sans(40), _GREEN)
    sheet.middle(260, "有机产品认证证书", load_serif_bold(60))
    sheet.middle(330, f"证书编号：{document.text('certificate_no')}", load_serif(28))
    name = ("认证委托人（证书持有人）名称", "获证企业名称")[document.layout]
    y = 410
    for label, value in (
        (f"{name}：", document.text("holder")),
        ("地址：", document.text("holder_address")),
        ("生产企业名称：", document.text("holder")),
        ("有机产品认证的类别：", "生产、加工"),
        ("认证依据：", document.text("standards")),
    ):
        sheet.put((100, y), label, load_serif(26))
        room = round(load_serif(26).getlength(label)) + 8
        y = sheet.lines((100 + room, y), value, load_serif(26), 880 - room) + 16
    y = _draw_products(sheet, document, y + 10)
    sheet.middle(y + 40, "以上产品及其生产过程符合有机产品认证实施规则的要求，特发此证。", load_serif(24))
    sheet.put((100, y + 110), f"颁证日期：{spell_date(document.text('issued_on'))}", load_serif(26))
    sheet.put((100, y + 158), f"证书有效期至：{spell_date(document.text('valid_to'))}", load_serif(26))
    sheet.put((100, y + 216), f"认证机构名称：{document.text('issuing_body')}", load_serif(26))
    sheet.seal((800, y + 190), document.text("issuing_body"), 220)
    return sheet.image


def _draw_products(sheet: Sheet, document: Document, y: int) -> int:
    columns = ((100, "序号"), (190, "产品名称"), (520, "生产规模"), (760, "产量（吨）"))
    for row, cells in enumerate(
        ([title for _, title in columns], ["1", document.text("product_name"), "42公顷", "180"])
    ):
        sheet.rule(y + 52 * row, 100, 980)
        for (x, _), cell in zip(columns, cells, strict=True):
            sheet.put((x + 12, y + 26 + 52 * row), cell, load_serif(24))
    sheet.rule(y + 104, 100, 980)
    for x in (100, 190, 520, 760, 980):
        sheet.draw.line((x, y, x, y + 104), fill=(30, 28, 28), width=1)
    return y + 104
