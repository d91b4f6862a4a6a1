"""Type approvals of measuring instruments (计量器具型式批准证书)."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Sheet, spell_date
from demo.fonts import load_serif, load_serif_bold
from demo.papers import Document

_BROWN = (120, 80, 40)


def draw(document: Document) -> Image.Image:
    """The approval, upright."""
    sheet = Sheet(1060, 1420, (253, 251, 246))
    sheet.border((24, 6, _BROWN), (38, 14, (232, 214, 180)))
    sheet.middle(150, "中华人民共和国", load_serif(36))
    sheet.middle(230, "计量器具型式批准证书", load_serif_bold(56))
    sheet.middle(306, f"证书编号：{document.text('approval_no')}", load_serif(30))
    y = 420
    for name, value in (
        ("申请单位：", document.text("holder")),
        ("计量器具名称：", document.text("product_name")),
        ("规格型号：", document.text("models")),
        ("准确度等级：", document.text("accuracy_class")),
        ("测量范围：", "Max 30kg　Min 100g　e=d=5g/10g"),
        ("技术依据：", "JJF 1834-2020《非自动衡器通用技术要求》"),
    ):
        y = sheet.field((120, y), name, value, room=230, width=820, px=29)
    sheet.lines(
        (120, y + 40),
        "根据《中华人民共和国计量法》，准予上述计量器具的型式，标志为CPA。",
        load_serif(27),
        820,
    )
    sheet.put((520, 1150), f"批准机关：{document.text('issuing_authority')}", load_serif(26))
    sheet.put((520, 1204), f"批准日期：{spell_date(document.text('issued_on'))}", load_serif(26))
    sheet.seal((760, 1180), document.text("issuing_authority"), 220)
    return sheet.image
