"""The flat form of a business licence copy (营业执照副本), landscape, as printed since 2019."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont, ImageOps

from demo.fonts import load_serif, load_serif_bold
from demo.model import Licence
from demo.seal import RED, draw_seal, make_star

WIDTH_PX, HEIGHT_PX = 1400, 1000
_PAPER, _GOLD, _INK, _LABEL = (252, 250, 240), (176, 141, 72), (28, 26, 24), (96, 74, 40)
_LEFT, _RIGHT = 110, 746
_LABEL_WIDTH, _VALUE_PX = 150, 27
_PIECES = re.compile(r"\d+年\d+月\d+日|\d+|.")


def draw_form(licence: Licence) -> Image.Image:
    """The licence as it leaves the printer."""
    form = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), _PAPER)
    draw = ImageDraw.Draw(form)
    _draw_ground(draw)
    _draw_head(form, draw, licence)
    _draw_fields(draw, licence)
    _draw_foot(form, draw, licence)
    return form


def make_payload(uscc: str) -> str:
    """What the QR code of a licence says."""
    return f"http://www.gsxt.gov.cn/indiv?uscc={uscc}"


def format_date(day: date) -> str:
    """A date as licences print it."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _draw_ground(draw: ImageDraw.ImageDraw) -> None:
    for shift in range(0, WIDTH_PX + HEIGHT_PX, 14):  # a faint security hatch
        draw.line((shift, 40, shift - HEIGHT_PX, HEIGHT_PX + 40), fill=(247, 242, 226))
    for inset, width in ((26, 10), (44, 2), (66, 3)):
        draw.rectangle((inset, inset, WIDTH_PX - inset, HEIGHT_PX - inset), outline=_GOLD, width=width)
    for x in range(60, WIDTH_PX - 50, 20):  # a row of lozenges between the two inner lines
        for y in (55, HEIGHT_PX - 55):
            draw.polygon(((x - 7, y), (x, y - 6), (x + 7, y), (x, y + 6)), outline=_GOLD)
    for y in range(78, HEIGHT_PX - 66, 20):
        for x in (55, WIDTH_PX - 55):
            draw.polygon(((x - 6, y), (x, y - 7), (x + 6, y), (x, y + 7)), outline=_GOLD)


def _draw_head(form: Image.Image, draw: ImageDraw.ImageDraw, licence: Licence) -> None:
    middle, top = WIDTH_PX // 2, 132
    draw.ellipse((middle - 48, top - 48, middle + 48, top + 48), fill=RED, outline=_GOLD, width=6)
    draw.polygon(make_star(middle, top - 12, 20), fill=(250, 214, 90))
    draw.rectangle((middle - 24, top + 14, middle + 24, top + 22), fill=(250, 214, 90))
    for x in (middle - 24, middle - 8, middle + 8, middle + 24):
        draw.polygon(make_star(x, top + 32 - abs(x - middle) / 4, 6), fill=(250, 214, 90))

    _draw_spread(draw, "营业执照", (middle - 210, 240), 420, load_serif_bold(86))
    draw.text((middle, 318), "（副　本）", font=load_serif(30), fill=_INK, anchor="mm")

    uscc = licence.entity.uscc
    draw.text((_LEFT, 112), "统一社会信用代码", font=load_serif(26), fill=_LABEL)
    draw.text((_LEFT, 152), uscc, font=load_serif_bold(32), fill=_INK)

    barcode = zxingcpp.create_barcode(make_payload(uscc), zxingcpp.BarcodeFormat.QRCode)
    modules = Image.fromarray(np.array(barcode.to_image(scale=4)))
    form.paste(_INK, (1036, 92), ImageOps.invert(modules))
    notes = (
        "扫描二维码登录",
        "“国家企业信用",
        "信息公示系统”",
        "了解更多登记、",
        "备案、许可、监",
        "管信息。",
    )
    for line, note in enumerate(notes):
        draw.text((1038 + modules.width, 110 + 22 * line), note, font=load_serif(15), fill=_LABEL)


def _draw_fields(draw: ImageDraw.ImageDraw, licence: Licence) -> None:
    entity = licence.entity
    term = "长期" if entity.term_to is None else format_date(entity.term_to)
    left = (
        ("名称", licence.name),
        ("类型", entity.entity_type),
        ("法定代表人", entity.legal_representative),
        ("经营范围", f"{entity.scope}（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"),
    )
    right = (
        ("注册资本", entity.capital),
        ("成立日期", format_date(entity.established_on)),
        ("营业期限", f"{format_date(entity.established_on)}至{term}"),
        ("住所", entity.address),
    )
    for x, fields, width in ((_LEFT, left, 428), (_RIGHT, right, 370)):
        y = 392
        for label, value in fields:
            _draw_spread(draw, label, (x, y), _LABEL_WIDTH, load_serif(28))
            for row, line in enumerate(_wrap(value, width)):
                draw.text(
                    (x + _LABEL_WIDTH + 28, y + 38 * row),
                    line,
                    font=load_serif(_VALUE_PX),
                    fill=_INK,
                    anchor="lm",
                )
            y += max(64, 38 * len(_wrap(value, width)) + 26)


def _draw_foot(form: Image.Image, draw: ImageDraw.ImageDraw, licence: Licence) -> None:
    _draw_spread(draw, "登记机关", (_RIGHT, 740), 170, load_serif(30))
    x, y = 1100, 850
    issued = licence.issued_on
    draw.text(
        (x, y),
        f"{issued.year} 年 {issued.month:02d} 月 {issued.day:02d} 日",
        font=load_serif(30),
        fill=_INK,
        anchor="mm",
    )
    seal = draw_seal(licence.entity.place.authority)
    form.paste(seal, (x - seal.width // 2, 770 - seal.height // 2 + 20), seal)
    lines = (
        "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn",
        "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告　　演示样张·主体虚构",
    )
    draw.text((90, 915), lines[0], font=load_serif(15), fill=_LABEL, anchor="lm")
    draw.text((WIDTH_PX - 90, 915), lines[1], font=load_serif(15), fill=_LABEL, anchor="rm")


def _draw_spread(
    draw: ImageDraw.ImageDraw, label: str, at: tuple[int, int], width_px: int, font: ImageFont.FreeTypeFont
) -> None:
    """Draws a label with its signs spread over a width, as printed forms do."""
    size_px = font.size
    gap_px = (width_px - size_px * len(label)) / max(1, len(label) - 1)
    fill = _INK if size_px > 40 else _LABEL
    for place, sign in enumerate(label):
        draw.text((at[0] + place * (size_px + gap_px), at[1]), sign, font=font, fill=fill, anchor="lm")


def _wrap(value: str, width_px: int) -> list[str]:
    """Breaks a value into lines that fit, and neither dates nor numbers in two."""
    font, lines, line = load_serif(_VALUE_PX), list[str](), ""
    for piece in _PIECES.findall(value):
        if line and font.getlength(line + piece) > width_px and piece not in "；，。）":
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]
