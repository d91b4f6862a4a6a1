"""Draws covers and first pages of test reports in four layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from PIL import Image

from bench.forms.certificate import FIRMS, PRODUCTS, make_models
from bench.forms.sheet import Drawn, Sheet

LABS = ("青川市产品质量检验检测中心", "云溪检测技术有限公司", "江北省轻工产品质量监督检验站")
STATEMENTS = ("本报告仅对来样负责", "未经书面同意不得部分复制")
Rows = Sequence[tuple[str, str]]


def draw_report(seed: int) -> Drawn:
    """A test report; the same seed gives the same picture."""
    chance = Random(f"test_report {seed}")  # noqa: S311 - drawing, not secrecy
    layout, paint = list(LAYOUTS.items())[seed % len(LAYOUTS)]
    product, standards = chance.choice(PRODUCTS)
    year, month = chance.randrange(2021, 2026), chance.randrange(1, 13)
    truth: dict[str, object] = {
        "report_no": f"{chance.choice(('QC', 'WT', 'J'))}{year}{chance.randrange(10000, 99999)}",
        "cma_no": _make_cma_no(chance),
        "cnas_no": f"CNAS L{chance.randrange(1000, 9999)}",
        "product_name": product,
        "model": make_models(chance)[0],
        "client": chance.choice(FIRMS),
        "manufacturer": chance.choice(FIRMS),
        "test_type": chance.choice(("委托检验", "监督抽查", "型式试验")),
        "standards": [standard.replace(" ", "") for standard in standards],
        "conclusion": "所检项目符合标准要求",
        "issued_on": f"{year}-{month:02d}-{chance.randrange(1, 29):02d}",
        "lab": chance.choice(LABS),
        "statements": list(STATEMENTS),
    }
    rows = [
        (chance.choice(("样品名称", "产品名称")), product),
        (chance.choice(("型号规格", "规格型号")), str(truth["model"])),
        (chance.choice(("委托单位", "委托方")), str(truth["client"])),
        (chance.choice(("生产单位", "制造商", "生产企业")), str(truth["manufacturer"])),
        (chance.choice(("检验类别", "检测类别")), str(truth["test_type"])),
        (chance.choice(("检验依据", "检测依据")), "、".join(standards)),
        (chance.choice(("检验结论", "检测结论")), str(truth["conclusion"])),
    ]
    return Drawn(kind="test_report", layout=layout, picture=paint(rows, truth), truth=truth)


def _make_cma_no(chance: Random) -> str:
    year, region = chance.randrange(19, 26), chance.choice(("00", "11", "19", "29"))
    return f"{year}{region}{chance.randrange(1, 40):02d}06{chance.randrange(1000, 9999)}"


def _draw_cover(rows: Rows, truth: dict[str, object]) -> Image.Image:
    sheet = Sheet(1100, 1550)
    _write_marks(sheet, truth, 110)
    sheet.write(f"报告编号：{truth['report_no']}", (1000, 210), px=26, anchor="rm")
    sheet.write("检 验 检 测 报 告", (550, 360), px=70, face="bold", anchor="mm")
    y = 540
    for label, value in rows:
        sheet.write(f"{label}：", (190, y), px=30)
        end = sheet.write(value, (380, y), px=30)
        sheet.draw.line((376, y + 24, max(end, 930), y + 24), fill=(40, 40, 40), width=2)
        y += 84
    _write_foot(sheet, truth, y + 90)
    return sheet.picture


def _draw_grid(rows: Rows, truth: dict[str, object]) -> Image.Image:
    sheet = Sheet(1240, 1500)
    sheet.write(str(truth["lab"]), (620, 90), px=36, face="bold", anchor="mm")
    sheet.write("检 验 报 告", (620, 170), px=60, face="bold", anchor="mm")
    _write_marks(sheet, truth, 250)
    sheet.write(f"No. {truth['report_no']}", (110, 320), px=26)
    y = 360
    for label, value in rows:
        sheet.draw.rectangle((110, y, 1130, y + 76), outline=(60, 60, 60), width=2)
        sheet.draw.line((360, y, 360, y + 76), fill=(60, 60, 60), width=2)
        sheet.write(label, (235, y + 38), px=26, anchor="mm")
        sheet.write(value, (380, y + 38), px=26)
        y += 76
    _write_foot(sheet, truth, y + 70)
    return sheet.picture


def _draw_pairs(rows: Rows, truth: dict[str, object]) -> Image.Image:
    sheet = Sheet(1500, 1150)
    sheet.write("检 测 报 告", (750, 90), px=60, face="bold", anchor="mm")
    sheet.write("TEST REPORT", (750, 150), px=28, anchor="mm")
    _write_marks(sheet, truth, 210)
    sheet.write(f"报告编号 Report No.：{truth['report_no']}", (110, 270), px=26)
    y = 330
    for first, second in zip(rows[0:4:2], rows[1:4:2], strict=True):
        for x, (label, value) in ((110, first), (790, second)):
            sheet.draw.rectangle((x, y, x + 660, y + 70), outline=(60, 60, 60), width=2)
            sheet.write(label, (x + 14, y + 35), px=25)
            sheet.write(value, (x + 190, y + 35), px=25)
        y += 70
    for label, value in rows[4:]:
        sheet.draw.rectangle((110, y, 1450, y + 70), outline=(60, 60, 60), width=2)
        sheet.write(label, (124, y + 35), px=25)
        sheet.write(value, (300, y + 35), px=25)
        y += 70
    _write_foot(sheet, truth, y + 60)
    return sheet.picture


def _write_marks(sheet: Sheet, truth: dict[str, object], y: int) -> None:
    sheet.write(f"CMA {truth['cma_no']}", (130, y), px=26, face="sans")
    sheet.write(str(truth["cnas_no"]), (560, y), px=26, face="sans")


def _write_foot(sheet: Sheet, truth: dict[str, object], y: int) -> None:
    year, month, day = str(truth["issued_on"]).split("-")
    sheet.write(f"声明：{'，'.join(STATEMENTS)}。", (130, y), px=24)
    middle = sheet.picture.width * 0.62
    sheet.write(str(truth["lab"]), (middle, y + 90), px=30, anchor="mm")
    sheet.write(f"签发日期：{year}年{month}月{day}日", (middle, y + 150), px=28, anchor="mm")
    sheet.stamp(str(truth["lab"]), (round(middle) + 240, y + 80), size_px=190)


LAYOUTS: dict[str, Callable[[Rows, dict[str, object]], Image.Image]] = {
    "cover": _draw_cover,
    "grid": _draw_grid,
    "pairs": _draw_pairs,
}
