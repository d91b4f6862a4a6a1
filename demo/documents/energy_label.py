"""Energy labels (中国能效标识): blue and white, a ladder of grades, measures, and a code."""

from __future__ import annotations

from PIL import Image, ImageDraw

from demo.documents.sheet import Sheet
from demo.fonts import load_sans
from demo.papers import Document
from demo.tables import load_table

_BLUE = (16, 92, 168)
_RUNGS = ((0, 140, 70), (130, 190, 50), (250, 215, 40), (240, 150, 40), (215, 60, 45))
_WIDTH = 700


def draw(document: Document) -> Image.Image:
    """The label with a rung for each grade; the newer layout prints the filing number."""
    sheet = Sheet(_WIDTH, 1120, (255, 255, 255))
    sheet.border((6, 12, _BLUE))
    sheet.draw.rectangle((6, 6, _WIDTH - 6, 150), fill=_BLUE)
    sheet.middle(62, "中国能效标识", load_sans(58), (255, 255, 255))
    sheet.middle(122, "CHINA ENERGY LABEL", load_sans(26), (255, 255, 255))
    sheet.put((40, 196), "生产者名称：", load_sans(24), _BLUE)
    sheet.put((190, 196), document.text("producer"), load_sans(24))
    sheet.put((40, 242), "规格型号：", load_sans(24), _BLUE)
    sheet.put((190, 242), document.text("model"), load_sans(26))
    _draw_ladder(sheet.draw, document.text("grade"), _count_grades(document.text("standard")))
    sheet.rule(716, 30, _WIDTH - 30, _BLUE, 3)
    y = _draw_measures(sheet, document, 756)
    sheet.rule(y - 14, 30, _WIDTH - 30, _BLUE, 3)
    sheet.put((40, y + 26), f"依据国家标准：{document.text('standard')}", load_sans(23))
    if document.layout:
        sheet.put((40, y + 66), f"备案号：{document.text('filing_no')}", load_sans(20))
    size = 150
    sheet.code((_WIDTH - size - 60, 940), document.code or "", size)
    sheet.put((40, 1010), ("能效信息码", "绿色低碳码")[document.layout], load_sans(30), _BLUE)
    sheet.put((40, 1052), "扫一扫，查看备案信息", load_sans(21))
    return sheet.image


def _count_grades(standard: str) -> int:
    """How many grades a standard knows: three or five."""
    families = load_table("families")["families"]
    return next(
        int(one["energy"]["grades"]) for one in families if one.get("energy", {}).get("standard") == standard
    )


def _draw_ladder(pen: ImageDraw.ImageDraw, grade: str, count: int) -> None:
    pen.text((40, 300), "耗能低", font=load_sans(22), fill=(0, 120, 60), anchor="lm")
    pen.text((40, 684), "耗能高", font=load_sans(22), fill=(200, 50, 40), anchor="lm")
    for place, colour in enumerate(_RUNGS if count == len(_RUNGS) else _RUNGS[::2]):
        y, length = 330 + 68 * place, 150 + 52 * place
        pen.polygon(
            ((40, y), (40 + length, y), (66 + length, y + 27), (40 + length, y + 54), (40, y + 54)),
            fill=colour,
        )
        pen.text((58, y + 27), str(place + 1), font=load_sans(34), fill=(255, 255, 255), anchor="lm")
    y = 330 + 68 * (int(grade) - 1)
    pen.polygon(((452, y + 27), (500, y - 14), (660, y - 14), (660, y + 68), (500, y + 68)), fill=_BLUE)
    pen.text((590, y + 27), f"{grade}级", font=load_sans(62), fill=(255, 255, 255), anchor="mm")


def _draw_measures(sheet: Sheet, document: Document, y: int) -> int:
    metrics = document.values["metrics"]
    for metric in metrics:
        name, value, unit = tuple(metric)
        label = f"{name}（{unit}）" if unit else name
        sheet.put((40, y), label, load_sans(25))
        sheet.draw.text((_WIDTH - 60, y), value, font=load_sans(34), fill=(20, 20, 20), anchor="rm")
        y += 56
    return y
