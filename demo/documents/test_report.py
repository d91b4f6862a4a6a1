"""Test reports (检验检测报告): a cover with a statement below, and a single page as a table."""

from __future__ import annotations

from PIL import Image

from demo.documents.sheet import Colour, Sheet, spell_date
from demo.fonts import load_sans, load_serif, load_serif_bold
from demo.papers import Document

_CMA: Colour = (196, 40, 44)
_CNAS: Colour = (30, 74, 150)


def draw(document: Document) -> Image.Image:
    """The report in the layout that the document names."""
    return _draw_table(document) if document.layout else _draw_cover(document)


def _draw_cover(document: Document) -> Image.Image:
    sheet = Sheet(1060, 1520, (253, 253, 253))
    _draw_marks(sheet, document, 110)
    sheet.middle(330, "检 验 检 测 报 告", load_serif_bold(66))
    sheet.middle(400, "TEST REPORT", load_sans(30), (80, 80, 80))
    sheet.middle(464, f"报告编号：{document.text('report_no')}", load_serif(30))
    y = 560
    for name, value in _list_facts(document):
        sheet.put((170, y), name, load_serif(28))
        sheet.put((370, y), value, load_serif(28))
        sheet.rule(y + 24, 360, 900)
        y += 62
    sheet.put((170, y + 6), "检验结论", load_serif(28))
    y = sheet.lines((370, y + 6), document.text("conclusion"), load_serif(28), 540) + 46
    sheet.seal((700, y + 70), document.text("lab"), 230)
    sheet.middle(y + 60, document.text("lab"), load_serif_bold(36))
    sheet.middle(y + 116, f"签发日期：{spell_date(document.text('issued_on'))}", load_serif(27))
    _draw_statements(sheet, document, 110, max(y + 190, 1420))
    return sheet.image


def _draw_table(document: Document) -> Image.Image:
    sheet = Sheet(1120, 1500, (252, 252, 251))
    _draw_marks(sheet, document, 90)
    sheet.middle(250, document.text("lab"), load_serif_bold(40))
    sheet.middle(316, "检 测 报 告", load_serif_bold(48))
    sheet.put((100, 376), f"No. {document.text('report_no')}", load_serif(24))
    sheet.put((860, 376), "第 1 页 共 1 页", load_serif(22))
    top = y = 410
    for name, value in _list_facts(document):
        sheet.rule(y, 100, 1020)
        sheet.put((118, y + 32), name, load_serif(25))
        y = max(sheet.lines((340, y + 32), value, load_serif(25), 660) - 8, y + 64)
    sheet.rule(y, 100, 1020)
    sheet.put((118, y + 40), "检测结论", load_serif(25))
    sheet.lines((340, y + 40), document.text("conclusion"), load_serif(27), 660)
    foot = y + 240
    sheet.put((560, y + 150), f"签发日期：{document.text('issued_on')}", load_serif(25))
    sheet.seal((760, y + 130), document.text("lab"), 210)
    sheet.rule(foot, 100, 1020)
    for x in (100, 320, 1020):
        sheet.draw.line((x, top, x, foot), fill=(30, 28, 28), width=1)
    sheet.put((118, foot + 40), "批准：　　　　　　审核：　　　　　　主检：", load_serif(24))
    _draw_statements(sheet, document, 100, max(foot + 100, 1380))
    return sheet.image


def _list_facts(document: Document) -> list[tuple[str, str]]:
    is_table = document.layout == 1
    facts = [
        ("样品名称" if is_table else "产品名称", document.text("product_name")),
        ("规格型号" if is_table else "型号规格", document.text("model")),
        ("商　　标", document.text("brand")),
        ("委托单位", document.text("client")),
        ("生产单位" if is_table else "生产企业", document.text("manufacturer")),
        ("检测类别" if is_table else "检验类别", document.text("test_type")),
        ("收样日期" if is_table else "到样日期", _spell(document, "received_on")),
        ("检测依据" if is_table else "检验依据", document.text("standards")),
    ]
    return [(name, value) for name, value in facts if value]


def _spell(document: Document, name: str) -> str:
    text = document.text(name)
    return text if document.layout else spell_date(text)


def _draw_marks(sheet: Sheet, document: Document, y: int) -> None:
    """The marks of the accreditations with their numbers below."""
    if cma := document.text("cma_no"):
        sheet.draw.arc((110, y - 44, 200, y + 46), 40, 320, fill=_CMA, width=9)
        sheet.put((128, y), "MA", load_sans(38), _CMA)
        sheet.put((104, y + 74), cma, load_sans(23), _CMA)
    if cnas := document.text("cnas_no"):
        x = sheet.width - 330
        sheet.draw.ellipse((x, y - 40, x + 84, y + 44), outline=_CNAS, width=6)
        sheet.put((x + 96, y - 14), "CNAS", load_sans(40), _CNAS)
        sheet.put((x + 98, y + 26), "中国认可 检测 TESTING", load_sans(17), _CNAS)
        sheet.put((x + 60, y + 74), cnas, load_sans(23), _CNAS)


def _draw_statements(sheet: Sheet, document: Document, x: int, y: int) -> None:
    statements = document.values.get("statements", ())
    if statements:
        text = "声明：" + "；".join(f"{place}. {one}" for place, one in enumerate(statements, 1)) + "。"
        sheet.lines((x, min(y, sheet.height - 70)), text, load_serif(21), sheet.width - 2 * x, (70, 70, 70))
