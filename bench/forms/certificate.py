"""Draws certificates (CCC, voluntary, management system, organic) in six layouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from PIL import Image

from bench.forms.sheet import Drawn, Sheet

FIRMS = (
    "青川市安和电器有限公司",
    "云溪博远科技股份有限公司",
    "临江市三木家居用品有限公司",
    "望岳照明(青川)有限公司",
)
PLACES = ("青川市云溪区长桥路206号3幢", "江北省临江市高新区创业大道88号A座", "云溪市经济开发区7号路15号")
BODIES = ("中国质量认证中心", "青川质量认证中心有限公司", "中安认证有限公司")
PRODUCTS = (("电热水壶", ("GB 4706.1-2005", "GB 4706.19-2008")), ("家用电风扇", ("GB 4706.27-2008",)))
PRODUCTS += (("移动电源", ("GB 4943.1-2022", "GB 31241-2022")), ("嵌入式LED灯具", ("GB 7000.1-2015",)))
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Row(NamedTuple):
    """One label of a certificate with the rows of its value."""

    label: str
    english: str
    value: Sequence[str]


def draw_certificate(kind: str, seed: int) -> Drawn:
    """A certificate of a kind; the same seed gives the same picture."""
    chance = Random(f"{kind} {seed}")  # noqa: S311 - drawing, not secrecy
    layout, paint = list(LAYOUTS.items())[seed % len(LAYOUTS)]
    truth = _make_truth(kind, chance)
    rows = _make_rows(kind, truth, chance, is_joint="below" in layout)
    return Drawn(kind=kind, layout=layout, picture=paint(kind, rows, truth, chance), truth=truth)


def make_models(chance: Random) -> list[str]:
    """One to five models of one family."""
    stem = "".join(chance.choices(LETTERS, k=chance.choice((2, 3))))
    shape = chance.choice(("{stem}-{n}", "{stem}-{n}GW/{s}", "{stem}{n}{s}", "{stem}{n}-{s}(E)"))
    count = chance.choice((1, 1, 2, 3, 5))
    numbers = chance.sample(range(12, 990), count)
    return [shape.format(stem=stem, n=n, s=chance.choice(LETTERS)) for n in numbers]


def _make_truth(kind: str, chance: Random) -> dict[str, object]:
    product, standards = chance.choice(PRODUCTS)
    year, month, day = chance.randrange(2018, 2026), chance.randrange(1, 13), chance.randrange(1, 29)
    applicant, maker, factory = chance.choice(FIRMS), chance.choice(FIRMS), chance.choice(FIRMS)
    digits = "".join(chance.choices("0123456789", k=20))
    common: dict[str, object] = {
        "issued_on": f"{year}-{month:02d}-{day:02d}",
        "valid_to": f"{year + 5}-{month:02d}-{day:02d}",
        "issuing_body": chance.choice(BODIES),
        "standards": [standard.replace(" ", "") for standard in standards],
    }
    if kind == "ccc_certificate":
        number = f"{year}01{chance.choice(('07', '10', '16'))}{digits[:8]}"
        parties: dict[str, object] = {"applicant": applicant, "manufacturer": maker, "factory": factory}
        rule = f"CNCA-C{chance.choice(('07', '09', '10'))}-01:20{chance.choice(('14', '17'))}"
        goods: dict[str, object] = {"product_name": product, "models": make_models(chance), "rule": rule}
        return {"certificate_no": number, **parties, **goods, **common}
    if kind == "voluntary_certificate":
        goods = {"product_name": product, "models": make_models(chance)}
        return {"certificate_no": f"CQC{year % 100:02d}{digits[:9]}", "holder": applicant, **goods, **common}
    if kind == "management_certificate":
        number = f"001{year % 100:02d}Q{digits[:5]}R{chance.randrange(4)}{chance.choice('LMS')}"
        return {"certificate_no": number, "holder": applicant, **common, "standards": ["GB/T19001-2016"]}
    number = f"001OP{year % 100:02d}{digits[:5]}"
    goods = {"product_name": "有机大米"}
    return {"certificate_no": number, "holder": applicant, **goods, **common, "standards": ["GB/T19630-2019"]}


def _make_rows(kind: str, truth: dict[str, object], chance: Random, *, is_joint: bool) -> list[Row]:
    tail = chance.choice(("名称、地址", "名称及地址")) if is_joint else chance.choice(("名称", ""))
    rows = [
        Row(
            chance.choice(("证书编号", "证书编号", "证书号")),
            "Certificate No.",
            [str(truth["certificate_no"])],
        )
    ]
    if kind == "ccc_certificate":
        roles = (
            ("applicant", chance.choice(("委托人", "认证委托人", "申请人")), "Applicant"),
            ("manufacturer", chance.choice(("生产者（制造商）", "生产者", "制造商")), "Manufacturer"),
            ("factory", chance.choice(("生产企业", "生产企业（工厂）", "工厂")), "Factory"),
        )
    else:
        roles = (("holder", chance.choice(("委托人", "持证人", "申请人")), "Applicant"),)
    for field, label, english in roles:
        value = [str(truth[field])]
        if is_joint:
            value.append(chance.choice(PLACES))
        rows.append(Row(label + tail, english, value))
    if "models" in truth:
        rows += _make_goods(truth, chance, is_joint=is_joint)
    elif "product_name" in truth:
        rows.append(Row("产品名称", "Product", [str(truth["product_name"])]))
    printed = [
        s.replace("GB/T", "GB/T ").replace("GB4", "GB 4").replace("GB7", "GB 7").replace("GB3", "GB 3")
        for s in _list(truth["standards"])
    ]
    rows.append(
        Row(chance.choice(("产品标准和技术要求", "认证依据", "依据标准")), "Standards", ["；".join(printed)])
    )
    return rows


def _make_goods(truth: dict[str, object], chance: Random, *, is_joint: bool) -> list[Row]:
    models = _list(truth["models"])
    if len(models) > 3 and chance.random() < 0.6:
        lines = ["、".join(models[:2]), "、".join(models[2:])]
        lines = list(models) if chance.random() < 0.5 else lines
    else:
        comma = chance.choice(("、", "，", "；", ", "))
        lines = [comma.join(models[:3]), *([comma.join(models[3:])] if len(models) > 3 else [])]
    if is_joint:
        label = chance.choice(("产品名称和系列、规格、型号", "产品名称及型号规格"))
        return [Row(label, "Product Name and Model", [str(truth["product_name"]), *lines])]
    label = chance.choice(("规格型号", "型号规格", "产品型号"))
    return [Row("产品名称", "Product", [str(truth["product_name"])]), Row(label, "Model", lines)]


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


TITLES = {
    "ccc_certificate": (
        "中国国家强制性产品认证证书",
        "CERTIFICATE FOR CHINA COMPULSORY PRODUCT CERTIFICATION",
    ),
    "voluntary_certificate": ("产品认证证书", "CERTIFICATE FOR PRODUCT CERTIFICATION"),
    "management_certificate": ("质量管理体系认证证书", "QUALITY MANAGEMENT SYSTEM CERTIFICATE"),
    "organic_certificate": ("有机产品认证证书", "ORGANIC PRODUCT CERTIFICATE"),
}


def _format_date(iso: object, style: int) -> str:
    year, month, day = str(iso).split("-")
    return (
        f"{year}年{month}月{day}日",
        f"{year}-{month}-{day}",
        f"{year}年{int(month)}月{int(day)}日",
        f"{year}.{month}.{day}",
    )[style]


def _head(sheet: Sheet, kind: str, y: int, *, english: bool) -> int:
    title, translated = TITLES[kind]
    middle = sheet.picture.width / 2
    sheet.write(
        title, (middle, y), px=min(56, int(sheet.picture.width / len(title) * 0.8)), face="bold", anchor="mm"
    )
    if english:
        sheet.write(translated, (middle, y + 60), px=22, anchor="mm")
    return y + 120


def _foot(sheet: Sheet, kind: str, truth: dict[str, object], chance: Random, y: int) -> None:
    left, width = 120, sheet.picture.width
    rule = truth.get("rule")
    if rule:
        sheet.write(f"上述产品符合强制性产品认证实施规则{rule}的要求，特发此证。", (left, y), px=24)
        y += 60
    style = chance.randrange(4)
    sheet.write(f"发证日期：{_format_date(truth['issued_on'], style)}", (left, y), px=26)
    end = f"有效期至：{_format_date(truth['valid_to'], style)}"
    if chance.random() < 0.5:
        sheet.write(end, (width / 2 + 20, y), px=26)
    else:
        y += 48
        sheet.write(end, (left, y), px=26)
    y += 60
    sheet.write("证书有效期内本证书的有效性依据发证机构的定期监督获得保持。", (left, y), px=20)
    y += 90
    sheet.write(str(truth["issuing_body"]), (width / 2, y), px=34, face="bold", anchor="mm")
    sheet.stamp(str(truth["issuing_body"]), (round(width / 2) + 190, y - 10), size_px=200)


def _draw_below(kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random) -> Image.Image:
    sheet = Sheet(1100, 1550)
    y = _head(sheet, kind, 130, english=True)
    for row in rows:
        if row.english == "Certificate No.":
            sheet.write(f"{row.label}：{row.value[0]}", (550, y), px=28, anchor="mm")
            y += 70
            continue
        sheet.write(row.label, (120, y), px=26, face="bold")
        for line in row.value:
            y += 42
            sheet.write(line, (150, y), px=25)
        y += 62
    _foot(sheet, kind, truth, chance, y + 10)
    return sheet.picture


def _draw_right(kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random) -> Image.Image:
    sheet = Sheet(1400, 1080)
    y = _head(sheet, kind, 110, english=False)
    for row in rows:
        sheet.write(f"{row.label}：", (120, y), px=27)
        for place, line in enumerate(row.value):
            sheet.write(line, (470, y + 40 * place), px=27)
        y += 40 * len(row.value) + 26
    _foot(sheet, kind, truth, chance, y + 20)
    return sheet.picture


def _draw_table(kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random) -> Image.Image:
    sheet = Sheet(1240, 1500)
    y = _head(sheet, kind, 120, english=True)
    for row in rows:
        height = 42 * len(row.value) + 34
        sheet.draw.rectangle((110, y, 1130, y + height), outline=(60, 60, 60), width=2)
        sheet.draw.line((420, y, 420, y + height), fill=(60, 60, 60), width=2)
        sheet.write(row.label, (265, y + height / 2), px=25, anchor="mm")
        for place, line in enumerate(row.value):
            sheet.write(line, (440, y + 38 + 42 * place), px=25, face="sans")
        y += height
    _foot(sheet, kind, truth, chance, y + 70)
    return sheet.picture


def _draw_bilingual(kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random) -> Image.Image:
    sheet = Sheet(1240, 1600)
    y = _head(sheet, kind, 120, english=True)
    for row in rows:
        sheet.write(row.label, (110, y), px=26, face="bold")
        sheet.write(row.english, (110, y + 32), px=18)
        for place, line in enumerate(row.value):
            sheet.write(line, (460, y + 40 * place), px=26)
        y += max(84, 40 * len(row.value) + 40)
    _foot(sheet, kind, truth, chance, y + 20)
    return sheet.picture


def _draw_bilingual_below(
    kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random
) -> Image.Image:
    sheet = Sheet(1160, 1640)
    y = _head(sheet, kind, 120, english=True)
    for row in rows:
        sheet.write(f"{row.label} / {row.english}", (110, y), px=23, face="bold")
        for line in row.value:
            y += 42
            sheet.write(line, (110, y), px=27)
        y += 62
    _foot(sheet, kind, truth, chance, y + 20)
    return sheet.picture


def _draw_columns(kind: str, rows: Sequence[Row], truth: dict[str, object], chance: Random) -> Image.Image:
    sheet = Sheet(1600, 1000)
    y = _head(sheet, kind, 110, english=False)
    half = (len(rows) + 1) // 2
    lowest = y
    for x, part in ((100, rows[:half]), (840, rows[half:])):
        at = y
        for row in part:
            end = sheet.write(f"{row.label}：", (x, at), px=25)
            for place, line in enumerate(row.value):
                sheet.write(line, (end + 6, at + 38 * place), px=25)
            at += 38 * len(row.value) + 30
        lowest = max(lowest, at)
    _foot(sheet, kind, truth, chance, lowest + 30)
    return sheet.picture


LAYOUTS: dict[str, Callable[..., Image.Image]] = {
    "below": _draw_below,
    "right": _draw_right,
    "table": _draw_table,
    "bilingual": _draw_bilingual,
    "bilingual below": _draw_bilingual_below,
    "columns": _draw_columns,
}
