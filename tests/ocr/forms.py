"""Draws printed forms in several layouts, and says what the lines of one would be; all firms are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from demo.fonts import load_serif, load_serif_bold
from demo.seal import draw_seal
from ocr.lines import Line, make_rectangle

USCC = "91330108MA000TE563"
REG_NO = "330100400015575"
Row = tuple[str, str]

HOUSEHOLD: tuple[Row, ...] = (
    ("名称", "青川市云溪区小满日用品店"),
    ("类型", "个体工商户"),
    ("经营者", "柳青禾"),
    ("经营场所", "青川市云溪区望月路18号一层102室"),
    ("组成形式", "个人经营"),
    ("注册日期", "2018年03月09日"),
    ("经营范围", "日用百货零售；文具用品零售。"),
)
OLD_COMPANY: tuple[Row, ...] = (
    ("名称", "青川市安和电器有限公司"),
    ("类型", "有限责任公司(自然人投资或控股)"),
    ("住所", "青川市云溪区长桥路206号3幢"),
    ("法定代表人", "周子衡"),
    ("注册资本", "壹佰万元整"),
    ("成立日期", "2009年8月19日"),
    ("营业期限", "2009年8月19日至2029年8月18日"),
    ("经营范围", "家用电器的销售、维修。"),
)


def draw_portrait(
    rows: Sequence[Row], number: Row, *, issued: str = "2019年06月24日", seal: bool = True
) -> Image.Image:
    """An upright form of one column, as licences looked until 2019."""
    page = Image.new("RGB", (1000, 1400), (252, 251, 246))
    draw = ImageDraw.Draw(page)
    draw.text((500, 240), "营 业 执 照", font=load_serif_bold(96), fill="black", anchor="mm")
    draw.text((500, 330), "(副本)", font=load_serif(34), fill="black", anchor="mm")
    draw.text((500, 390), f"{number[0]} {number[1]}", font=load_serif(30), fill="black", anchor="mm")
    for i, (label, value) in enumerate(rows):
        _draw_spread(draw, label, (120, 470 + 66 * i), 150)
        draw.text((310, 470 + 66 * i), value, font=load_serif(30), fill="black", anchor="lm")
    draw.text((520, 1140), "登记机关", font=load_serif(32), fill="black", anchor="lm")
    draw.text((560, 1240), issued, font=load_serif(30), fill="black", anchor="lm")
    if seal:
        stamp = draw_seal("青川市云溪区市场监督管理局")
        page.paste(stamp, (580, 1120), stamp)
    return page


def _draw_spread(draw: ImageDraw.ImageDraw, label: str, at: tuple[int, int], width_px: int) -> None:
    font = load_serif(30)
    step = (width_px - 30) / max(1, len(label) - 1)
    for i, sign in enumerate(label):
        draw.text((at[0] + i * step, at[1]), sign, font=font, fill="black", anchor="lm")


def encode(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The bytes of a picture."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def make_line(text: str, x: float, y: float, *, sign_px: float = 30, sure: float = 1.0) -> Line:
    """A recognised line whose signs are `sign_px` high, Chinese ones as wide and others about half."""
    width = sum(sign_px if ord(sign) > 0x2E80 else 0.55 * sign_px for sign in text)
    outline = make_rectangle(x, y, x + width, y + sign_px)
    return Line(text=text, polygon=outline, confidence=sure, scores=(sure,) * len(text.replace(" ", "")))


def make_column(text: str, x: float, y: float, *, step_px: float = 60) -> Line:
    """A column of labels that the detector took for one upright line."""
    outline = make_rectangle(x, y, x + 30, y + step_px * len(text))
    return Line(text=text, polygon=outline, confidence=1.0, scores=(1.0,) * len(text))
