"""Invented values of documents: firms, places, numbers with right check digits, lists; none is real."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from config.numbers import make_mod11_10_digit, make_org_check_character, make_uscc_check_character

_WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))


class Place(NamedTuple):
    """A division: its code, province, city and district."""

    code: str
    province: str
    city: str
    district: str


@cache
def load_places() -> tuple[Place, ...]:
    """The divisions that firms sit in; a municipality is its own city."""
    rows = (row.split() for row in Path(__file__).with_name("places.txt").read_text("utf-8").splitlines())
    return tuple(
        Place(code, province, "" if city == "-" else city, district)
        for code, province, city, district in rows
    )


def draw(name: str, chance: Random) -> str:
    """A value of a kind: by the function of that name, or one of the choices in `words.yaml`."""
    choices: list[str] | None = _WORDS["choices"].get(name)
    if choices is not None:
        return chance.choice(choices)
    value: str = globals()[name](chance)
    return value


def uscc(chance: Random) -> str:
    """A unified social credit code whose check characters hold."""
    region = chance.choice(load_places()).code
    body = "".join(
        chance.choice("0123456789ABCDEFGHJKLMNPQRTUWXY" if i == 2 else "0123456789") for i in range(8)
    )
    body = "MA" + body[2:] if chance.random() < 0.5 else body.translate(str.maketrans("IOZSV", "12345"))
    first17 = f"91{region}{body}{make_org_check_character(body)}"
    return first17 + make_uscc_check_character(first17)


def firm(chance: Random) -> str:
    """A firm's name."""
    stem = "".join(chance.choice(_WORDS["stems"]) for _ in range(chance.randint(2, 4)))
    city = _city(chance)
    shape = chance.choice(
        (
            f"{city}{stem}{chance.choice(_WORDS['trades'])}",
            f"{city.rstrip('市')}{stem}{chance.choice(_WORDS['trades'])}",
        )
    )
    if chance.random() < 0.12:
        district = chance.choice(("城东", "高新", "滨江", "南山"))
        return f"{city}{district}区{stem}{chance.choice(('商行', '百货店', '经营部', '食品店'))}"
    return f"{shape}{chance.choice(_WORDS['forms'])}"


def person(chance: Random) -> str:
    """A person's name of two or three signs."""
    return chance.choice(_WORDS["surnames"]) + "".join(
        chance.choice(_WORDS["given"]) for _ in range(chance.choice((1, 2, 2, 2)))
    )


def _city(chance: Random) -> str:
    place = chance.choice(load_places())
    return place.city or place.province


def address(chance: Random) -> str:
    """An address down to the room."""
    place = chance.choice(load_places())
    road = "".join(chance.choice(_WORDS["stems"]) for _ in range(2)) + chance.choice(
        ("路", "大道", "街", "东路", "二路")
    )
    text = f"{place.province}{place.city}{place.district}{road}{chance.randint(1, 999)}号"
    return text + chance.choice(
        (
            "",
            f"{chance.randint(1, 30)}栋{chance.randint(101, 2808)}室",
            f"{chance.choice('ABCDEF')}座{chance.randint(1, 30)}层{chance.randint(1, 20)}号",
            f"{''.join(chance.choice(_WORDS['stems']) for _ in range(2))}工业园{chance.randint(1, 12)}号厂房",
        )
    )


def capital(chance: Random) -> str:
    """A registered capital in figures or in words."""
    return chance.choice(
        (
            f"{chance.choice((10, 50, 100, 300, 500, 1000))}万元人民币",
            f"人民币{chance.randint(1, 900)}.0000万元整",
            chance.choice(("壹佰万元整", "伍佰万圆整", "叁拾万元整", "壹仟贰佰万元整")),
        )
    )


def date(chance: Random) -> str:
    """A date as forms print it."""
    return _print_date(chance, chance.randint(2009, 2025))


def end_date(chance: Random) -> str:
    """The end of a validity."""
    return _print_date(chance, chance.randint(2026, 2032))


def _print_date(chance: Random, year: int) -> str:
    month, day = chance.randint(1, 12), chance.randint(1, 28)
    return chance.choice(
        (
            f"{year}年{month:02d}月{day:02d}日",
            f"{year}年{month}月{day}日",
            f"{year}-{month:02d}-{day:02d}",
            f"{year}年{month:02d}月{day:02d}日",
        )
    )


def term(chance: Random) -> str:
    """A term from one date to another or without end."""
    start, end = (
        f"{chance.randint(a, b)}年{chance.randint(1, 12):02d}月{chance.randint(1, 28):02d}日"
        for a, b in ((2009, 2024), (2035, 2060))
    )
    return chance.choice((f"{start}至{end}", f"{start}至长期", "长期", f"{start} 至 {end}"))


def scope(chance: Random) -> str:
    """A scope of business of several items."""
    text = "；".join(chance.sample(_WORDS["scopes"], chance.randint(3, 9)))
    return (
        chance.choice(("一般项目：", "", "许可项目："))
        + text
        + chance.choice(
            (
                "。",
                "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
                "。（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
            )
        )
    )


def items(chance: Random) -> str:
    """What a food permit allows."""
    return "；".join(
        chance.sample(
            [
                "预包装食品销售（含冷藏冷冻食品）",
                "散装食品销售（不含冷藏冷冻食品）",
                "特殊食品销售（保健食品）",
                "热食类食品制售",
                "自制饮品制售",
            ],
            chance.randint(1, 3),
        )
    )


def categories(chance: Random) -> str:
    """What a food maker makes."""
    return "，".join(
        chance.sample(
            ["糕点", "饮料", "茶叶及相关制品", "调味品", "炒货食品及坚果制品", "速冻食品"],
            chance.randint(1, 3),
        )
    )


def device_items(chance: Random) -> str:
    """What a dealer in devices may sell."""
    return "；".join(
        chance.sample(
            [
                "6821医用电子仪器设备",
                "6822医用光学器具",
                "6846植入材料和人工器官",
                "6864医用卫生材料及敷料",
                "6866医用高分子材料及制品",
            ],
            chance.randint(2, 4),
        )
    )


def _digits(chance: Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def jy_number(chance: Random) -> str:
    """A food operation permit number with its check digit."""
    body = chance.choice("123") + chance.choice(load_places()).code + _digits(chance, 6)
    return f"JY{body}{make_mod11_10_digit(body)}"


def sc_number(chance: Random) -> str:
    """A food production permit number with its check digit."""
    body = "1" + _digits(chance, 2) + chance.choice(load_places()).code + _digits(chance, 4)
    return f"SC{body}{make_mod11_10_digit(body)}"


def device_number(chance: Random) -> str:
    """A device operation permit number."""
    place = chance.choice("粤浙苏京沪鲁") + chance.choice(("深", "杭", "宁", "海", "青"))
    return f"{place}食药监械经营许{2015 + chance.randint(0, 10)}{_digits(chance, 4)}号"


def ccc_number(chance: Random) -> str:
    """A CCC certificate number of sixteen figures."""
    year, body = chance.randint(2016, 2026), chance.choice(("01", "03", "15", "24"))
    return f"{year}{body}{chance.choice(('07', '08', '10', '19', '22'))}{_digits(chance, 8)}"


def cqc_number(chance: Random) -> str:
    """A CQC certificate number."""
    return f"CQC{chance.randint(15, 26)}{_digits(chance, 9)}"


def mgmt_number(chance: Random) -> str:
    """A management system certificate number."""
    head = f"{_digits(chance, 3)}{chance.randint(15, 26)}{chance.choice(('Q', 'E', 'S'))}"
    return f"{head}{_digits(chance, 5)}R{chance.randint(0, 4)}{chance.choice('LMS')}"


def organic_number(chance: Random) -> str:
    """An organic certificate number."""
    return f"{_digits(chance, 3)}OP{chance.randint(15, 26)}{_digits(chance, 5)}"


def report_number(chance: Random) -> str:
    """A laboratory's report number."""
    return chance.choice(
        (
            f"{chance.choice(('WT', 'JD', 'ZJ', 'QW'))}{chance.randint(2018, 2026)}-{_digits(chance, 5)}",
            f"No.{_digits(chance, 9)}"[3:],
            f"{chance.choice('ABCDEF')}{chance.randint(18, 26)}{_digits(chance, 7)}",
            f"({chance.randint(2018, 2026)})WJ-{_digits(chance, 4)}",
        )
    )


def approval_number(chance: Random) -> str:
    """A type approval number."""
    head = f"{chance.randint(2012, 2026)}{chance.choice('FLTMV')}{_digits(chance, 3)}"
    return f"{head}-{chance.choice((33, 44, 31, 11))}"


def product(chance: Random) -> str:
    """A product's name."""
    return chance.choice(_WORDS["products"])


def food(chance: Random) -> str:
    """A food."""
    return chance.choice(_WORDS["foods"])


def instrument(chance: Random) -> str:
    """A measuring instrument."""
    return chance.choice(_WORDS["instruments"])


def model(chance: Random) -> str:
    """A model."""
    letters = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(chance.randint(1, 4)))
    return (
        letters
        + chance.choice(("-", "", ""))
        + _digits(chance, chance.randint(2, 4))
        + chance.choice(("", "", chance.choice("ABCK"), f"-{_digits(chance, 2)}"))
    )


def models(chance: Random) -> str:
    """One to four models."""
    return "、".join(dict.fromkeys(model(chance) for _ in range(chance.randint(1, 4))))


def standard(chance: Random) -> str:
    """The number of a standard."""
    return chance.choice(
        (
            f"GB {chance.randint(1000, 40999)}-{chance.randint(2005, 2024)}",
            f"GB/T {chance.randint(1000, 40999)}-{chance.randint(2005, 2024)}",
            f"GB {chance.randint(1000, 9999)}.{chance.randint(1, 99)}-{chance.randint(2005, 2024)}",
            f"QB/T {chance.randint(1000, 5999)}-{chance.randint(2005, 2024)}",
        )
    )


def standards(chance: Random) -> str:
    """One to three standards."""
    return chance.choice(("；", "、"))[0].join(
        dict.fromkeys(standard(chance) for _ in range(chance.randint(1, 3)))
    )


def organic_standards(chance: Random) -> str:
    """The standard of organic products."""
    return "GB/T 19630-2019"


def rule(chance: Random) -> str:
    """An implementation rule."""
    field = chance.choice(("01", "02", "07", "08", "10", "22"))
    return f"CNCA-C{field}-0{chance.randint(1, 3)}:{chance.randint(2014, 2023)}"


def brand(chance: Random) -> str:
    """A brand."""
    return "".join(chance.choice(_WORDS["stems"]) for _ in range(2)) + chance.choice(("", "", "牌"))


def authority(chance: Random) -> str:
    """A market supervision authority."""
    return f"{_city(chance)}市场监督管理局"


def body(chance: Random) -> str:
    """A certification body."""
    stem = _city(chance).rstrip("市") + "".join(chance.choice(_WORDS["stems"]) for _ in range(2))
    return stem + chance.choice(("认证有限公司", "质量认证中心", "检验认证有限公司"))


def lab(chance: Random) -> str:
    """A laboratory."""
    ends = ("产品质量监督检验研究院", "质量技术检测中心", "华诚检测技术有限公司")
    return _city(chance) + chance.choice(ends)


def cert_scope(chance: Random) -> str:
    """The scope of a management system."""
    return f"{chance.choice(_WORDS['products'])}、{chance.choice(_WORDS['products'])}的设计、生产和销售"


def batch(chance: Random) -> str:
    """A batch."""
    return f"{chance.randint(2021, 2026)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def phone(chance: Random) -> str:
    """A telephone number."""
    return f"400-{_digits(chance, 3)}-{_digits(chance, 4)}"


def power(chance: Random) -> str:
    """A power."""
    return f"{chance.choice((18, 45, 800, 1500, 1800, 2200))}W"


def weight(chance: Random) -> str:
    """A weight."""
    return f"{chance.randint(1, 9)}.{chance.randint(1, 9)}kg"


def size(chance: Random) -> str:
    """A size."""
    return f"{chance.randint(80, 400)}×{chance.randint(80, 400)}×{chance.randint(80, 400)}mm"


def region(chance: Random) -> str:
    """Where goods come from."""
    return chance.choice(load_places()).province


def nothing(chance: Random) -> str:
    """A label without a value."""
    return ""
