"""Draws labels of energy and of water, large and small."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image

from bench.forms.certificate import FIRMS, make_models
from bench.forms.sheet import Drawn, Sheet

GRADE_COLOURS = ((0, 140, 70), (120, 180, 40), (250, 210, 0), (240, 140, 20), (220, 40, 40))
BLUE = (0, 84, 160)
QUANTITIES = (
    (("额定制冷量", "W", 2600, 7200), ("全年能源消耗效率(APF)", "", 3, 6)),
    (("综合耗电量", "kW·h/24h", 0, 2), ("冷藏室容积", "L", 90, 400)),
    (("洗净比", "", 1, 2), ("单位功效耗电量", "kW·h/kg", 0, 1)),
)
ENERGY_STANDARDS = ("GB 21455-2019", "GB 12021.2-2015", "GB 12021.4-2013")


def draw_label(kind: str, seed: int) -> Drawn:
    """A label of a kind; the same seed gives the same picture."""
    chance = Random(f"{kind} {seed}")  # noqa: S311 - drawing, not secrecy
    layout, paint = list(LAYOUTS.items())[seed % len(LAYOUTS)]
    truth = {
        "producer": chance.choice(FIRMS),
        "model": make_models(chance)[0],
        "grade": str(chance.randrange(1, 6 if kind == "energy_label" else 4)),
        "metrics": [_make_metric(row, chance) for row in chance.choice(QUANTITIES)],
        "standard": chance.choice(ENERGY_STANDARDS) if kind == "energy_label" else "GB 25502-2017",
    }
    picture = paint(kind, truth)
    truth["standard"] = str(truth["standard"]).replace(" ", "")
    return Drawn(kind=kind, layout=layout, picture=picture, truth=truth)


def _make_metric(row: tuple[str, str, int, int], chance: Random) -> dict[str, str]:
    name, unit, low, high = row
    value = str(chance.randrange(low, high)) if high > 50 else f"{chance.uniform(low + 0.2, high):.2f}"
    return {"name": name, "value": value, "unit": unit}


def _paint(kind: str, truth: dict[str, object], width_px: int) -> Image.Image:
    scale = width_px / 900
    sheet = Sheet(width_px, round(1320 * scale), paper=(255, 255, 255))
    words = (
        ("能 效 标 识", "CHINA ENERGY LABEL")
        if kind == "energy_label"
        else ("水 效 标 识", "CHINA WATER LABEL")
    )
    sheet.draw.rectangle((0, 0, width_px, 190 * scale), fill=BLUE)
    for text, y, px in ((words[0], 80, 70), (words[1], 150, 32)):
        sheet.write(
            text,
            (width_px / 2, y * scale),
            px=round(px * scale),
            face="sans",
            anchor="mm",
            ink=(255, 255, 255),
        )
    y = 250 * scale
    for label, field in (("生产者名称", "producer"), ("规格型号", "model")):
        sheet.write(label, (50 * scale, y), px=round(30 * scale), face="sans")
        sheet.write(str(truth[field]), (260 * scale, y), px=round(28 * scale), face="sans")
        y += 62 * scale
    _paint_bars(sheet, truth, y + 30 * scale, scale)
    y += 520 * scale
    for metric in _list(truth["metrics"]):
        sheet.write(metric["name"], (50 * scale, y), px=round(28 * scale), face="sans")
        end = f"{metric['value']} {metric['unit']}".strip()
        sheet.write(end, (850 * scale, y), px=round(28 * scale), face="sans", anchor="rm")
        y += 64 * scale
    sheet.write(
        "依据国家标准：" + str(truth["standard"]),
        (50 * scale, y + 30 * scale),
        px=round(26 * scale),
        face="sans",
    )
    return sheet.picture


def _paint_bars(sheet: Sheet, truth: dict[str, object], top: float, scale: float) -> None:
    for place, colour in enumerate(GRADE_COLOURS):
        y = top + place * 86 * scale
        end = (260 + 70 * place) * scale
        sheet.draw.rectangle((60 * scale, y, end, y + 66 * scale), fill=colour)
        sheet.write(
            str(place + 1),
            (84 * scale, y + 33 * scale),
            px=round(44 * scale),
            face="sans",
            ink=(255, 255, 255),
        )
        if str(place + 1) == truth["grade"]:
            sheet.write(f"{place + 1}级", (700 * scale, y + 33 * scale), px=round(84 * scale), face="sans")


def _list(value: object) -> list[dict[str, str]]:
    assert isinstance(value, list)
    return value


LAYOUTS: dict[str, Callable[[str, dict[str, object]], Image.Image]] = {
    "large": lambda kind, truth: _paint(kind, truth, 1350),
    "usual": lambda kind, truth: _paint(kind, truth, 900),
    "small": lambda kind, truth: _paint(kind, truth, 640),
}
