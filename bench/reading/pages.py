"""Pictures with several documents: side by side, stacked, in grids, on web pages, in long pictures."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from bench.reading.drawn import Drawn, Truth
from bench.reading.pillow_sheet import load_font
from demo.chance import make_chance

PAPERS = ((255, 255, 255), (238, 238, 238), (120, 100, 84), (226, 232, 240), (40, 44, 52))
_HEADS = ("企业资质", "证照信息", "经营者资质公示", "资质荣誉", "店铺资质")
SLOGANS = ("品质之选", "细节展示", "源头工厂", "放心选购", "包邮到家", "售后无忧", "匠心工艺", "满减优惠")


def compose(drawn: Sequence[Drawn], seed: int) -> Drawn:
    """The documents of several sheets on one picture, arranged at random."""
    chance = make_chance("page", str(seed))
    arrange = chance.choice((_arrange_row, _arrange_column, _arrange_grid, _arrange_grid, _arrange_web))
    return arrange(list(drawn), chance)


def _fit(one: Drawn, width: int, height: int) -> Drawn:
    """The sheet no larger than a cell."""
    scale = min(width / one.picture.width, height / one.picture.height)
    size = (max(1, round(one.picture.width * scale)), max(1, round(one.picture.height * scale)))
    return Drawn(picture=one.picture.resize(size, Image.Resampling.LANCZOS), documents=one.documents)


def _paste(page: Image.Image, one: Drawn, at: tuple[int, int]) -> Truth:
    page.paste(one.picture, at)
    truth = one.documents[0]
    return Truth(kind=truth.kind, box=(*at, *one.picture.size), fields=truth.fields)


def _arrange_row(drawn: list[Drawn], chance: Random) -> Drawn:
    height, gap = chance.randint(900, 1200), chance.randint(8, 60)
    fitted = [_fit(one, 1600, height) for one in drawn[:3]]
    page = Image.new(
        "RGB",
        (sum(one.picture.width for one in fitted) + gap * (len(fitted) + 1), height + 2 * gap),
        chance.choice(PAPERS),
    )
    x, truths = gap, []
    for one in fitted:
        truths.append(_paste(page, one, (x, gap + (height - one.picture.height) // 2)))
        x += one.picture.width + gap
    return Drawn(picture=page, documents=tuple(truths))


def _arrange_column(drawn: list[Drawn], chance: Random) -> Drawn:
    width, gap = chance.randint(900, 1200), chance.randint(8, 60)
    fitted = [_fit(one, width, 1700) for one in drawn[:3]]
    page = Image.new(
        "RGB",
        (width + 2 * gap, sum(one.picture.height for one in fitted) + gap * (len(fitted) + 1)),
        chance.choice(PAPERS),
    )
    y, truths = gap, []
    for one in fitted:
        truths.append(_paste(page, one, (gap + (width - one.picture.width) // 2, y)))
        y += one.picture.height + gap
    return Drawn(picture=page, documents=tuple(truths))


def _arrange_grid(drawn: list[Drawn], chance: Random) -> Drawn:
    columns = 2 if len(drawn) <= 4 else 3
    cell, gap = (chance.randint(900, 1100), chance.randint(950, 1250)), chance.randint(10, 50)
    rows = -(-len(drawn) // columns)
    page = Image.new(
        "RGB", (columns * (cell[0] + gap) + gap, rows * (cell[1] + gap) + gap), chance.choice(PAPERS)
    )
    truths = []
    for place, one in enumerate(drawn):
        fitted = _fit(one, *cell)
        x = gap + (place % columns) * (cell[0] + gap) + (cell[0] - fitted.picture.width) // 2
        y = gap + (place // columns) * (cell[1] + gap) + (cell[1] - fitted.picture.height) // 2
        truths.append(_paste(page, fitted, (x, y)))
    return Drawn(picture=page, documents=tuple(truths))


def _arrange_web(drawn: list[Drawn], chance: Random) -> Drawn:
    """A page of a shop with a head, a caption for each document and a foot."""
    width, gap = chance.randint(1300, 1700), 40
    columns = chance.choice((1, 2))
    cell = (width - gap * (columns + 1)) // columns
    fitted = [_fit(one, cell, 1500) for one in drawn[:4]]
    rows = [fitted[i : i + columns] for i in range(0, len(fitted), columns)]
    page = Image.new(
        "RGB",
        (width, 400 + sum(max(one.picture.height for one in row) + 110 for row in rows)),
        (250, 250, 250),
    )
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, width, 90), fill=chance.choice(((200, 30, 40), (30, 80, 160), (50, 50, 50))))
    pen.text((gap, 26), f"首页   {chance.choice(_HEADS)}   全部商品", font=load_font("hei", 32), fill="white")
    y, truths = 140, []
    for row in rows:
        for place, one in enumerate(row):
            x = gap + place * (cell + gap)
            truths.append(_paste(page, one, (x + (cell - one.picture.width) // 2, y)))
        y += max(one.picture.height for one in row) + 20
        pen.text(
            (gap, y),
            f"{chance.choice(_HEADS)}  证照由商家自行上传",
            font=load_font("hei", 24),
            fill=(90, 90, 90),
        )
        y += 90
    pen.text(
        (gap, y + 60),
        "以上信息仅供参考，最终以登记机关公示为准",
        font=load_font("hei", 24),
        fill=(120, 120, 120),
    )
    return Drawn(picture=page, documents=tuple(truths))


def put_in_long_picture(one: Drawn, seed: int) -> Drawn:
    """One document somewhere in a long picture of goods, 9,000 to 30,000 px high."""
    chance = make_chance("long", str(seed))
    width = chance.choice((750, 790, 990))
    height = chance.randint(9000, 30000 if chance.random() < 0.3 else 14000)
    page = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(page)
    y = 0
    while y < height:
        tall = chance.randint(500, 1300)
        colour = tuple(chance.randint(120, 250) for _ in "rgb")
        pen.rectangle((0, y, width, y + tall), fill=colour)
        pen.text(
            (60, y + 80), chance.choice(SLOGANS), font=load_font("hei", chance.randint(36, 70)), fill="white"
        )
        for _ in range(chance.randint(0, 6)):
            left, top = chance.randint(0, width - 200), y + chance.randint(200, tall)
            pen.ellipse(
                (left, top, left + chance.randint(60, 300), top + chance.randint(60, 300)),
                fill=tuple(chance.randint(60, 255) for _ in "rgb"),
            )
        y += tall
    fitted = _fit(one, round(width * chance.uniform(0.82, 0.98)), 1600)
    at = ((width - fitted.picture.width) // 2, chance.randint(1000, height - 2600))
    pad = chance.randint(0, 40)
    page.paste((255, 255, 255), (0, at[1] - pad, width, at[1] + fitted.picture.height + pad))
    return Drawn(picture=page, documents=(_paste(page, fitted, at),))
