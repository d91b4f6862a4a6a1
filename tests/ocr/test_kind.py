"""Which kind a page is, from its lines and its look alone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from demo.fonts import load_serif
from demo.licence_picture import draw_licence
from demo.model import Licence, Market
from demo.product_picture import draw_product
from ocr.kind import guess_kind, has_slanted_text, is_illegible_page
from ocr.lines import Line
from ocr.look import Look, has_fine_print, look_at
from ocr.picture import read_pixels
from ocr.readers import load_readers
from tests.ocr.forms import HOUSEHOLD, make_line

PAGE = Look(bright=0.9, covered=0.8, red=0.02, colour=5)
GOODS = Look(bright=0.9, covered=0.1, red=0.0, colour=5)
FORM = [make_line(label, 100, 200 + 60 * i) for i, (label, _) in enumerate(HOUSEHOLD)]
PERMIT = (
    "许可证编号：",
    "社会信用代码：",
    "住所：",
    "有效期至",
    "发证机关：",
    "签发人：",
    "日常监督管理机构：",
    "投诉举报电话：",
)


def _make_permit(title: str) -> list[Line]:
    labels = [make_line(label, 100, 200 + 60 * i) for i, label in enumerate(PERMIT)]
    return [make_line(title, 300, 50, sign_px=60), *labels]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([make_line("营业执照", 300, 50), *FORM], "business_licence"),
        ([make_line("个体工商户营业执照(副本)", 300, 50), *FORM], "business_licence"),
        (FORM, "business_licence"),
        (
            [
                make_line("食品经营许可证", 300, 50),
                make_line("许可证编号：", 90, 90),
                make_line("经营者名称：", 90, 150),
            ],
            "food_permit",
        ),
        # The outlines of two parts of a title cover each other where a watermark runs between them.
        ([make_line("营业执", 300, 50), make_line("照", 375, 50), *FORM[:3]], "business_licence"),
        # The labels of a permit for medicines are those of one for food.
        (_make_permit("药品经营许可证"), None),
        (_make_permit("食品经营许可证"), "food_permit"),
        (_make_permit("经营许可证"), "food_permit"),
        (
            [
                make_line("民办非企业单位", 300, 20, sign_px=60),
                make_line("登记证书", 300, 110, sign_px=60),
                *FORM,
            ],
            None,
        ),
        (
            [make_line("资质等级证书", 300, 20, sign_px=60), make_line("营业执照注册号：", 100, 140), *FORM],
            None,
        ),
        ([make_line("营业执照", 300, 50)], None),
        ([make_line("本店营业执照见首页，证照齐全请放心购买", 300, 50), *FORM[:3]], None),
        ([make_line("正品促销", 300, 50), make_line("假一赔十", 300, 90)], None),
        ([], None),
    ],
    ids=[
        "title",
        "long title",
        "labels alone",
        "food",
        "overlap",
        "medicines",
        "food again",
        "half a title",
        "no firm",
        "number of a licence",
        "caption",
        "sentence",
        "poster",
        "blank",
    ],
)
def test_the_kind_follows_from_title_and_labels(lines: list[Line], kind: str | None) -> None:
    guess = guess_kind(lines, load_readers())
    assert (guess.reader.kind if guess else None) == kind


@pytest.mark.parametrize("title", ["ATTESTATION OF CONFORMITY", "Test Verification of Conformity"])
def test_an_attestation_is_no_test_report(title: str) -> None:
    labels = (
        "Report No.: WT1",
        "Product: CHARGER",
        "Model: QH-65",
        "Brand: QH",
        "Applicant: Anhe",
        "Date of issue: 1",
    )
    lines = [make_line(label, 100, 200 + 60 * i) for i, label in enumerate(labels)]
    report = [make_line("Test Report", 300, 50, sign_px=60), *lines]
    paper = [make_line(title, 300, 50, sign_px=60), *lines, make_line("Test Report No.", 500, 900)]
    guess = guess_kind(report, load_readers())
    assert guess is not None
    assert guess.reader.kind == "test_report"
    assert guess_kind(paper, load_readers()) is None


@pytest.mark.parametrize(
    ("sure", "look", "is_titled", "expected"),
    [
        (0.4, PAGE, False, True),
        (0.95, PAGE, False, False),
        (0.4, GOODS, False, False),
        (0.4, GOODS, True, True),
        (0.95, PAGE, True, True),
        (0.95, GOODS, True, False),
    ],
    ids=[
        "unclear page",
        "clear page",
        "unclear goods",
        "unclear but titled",
        "only the title is clear",
        "a heading",
    ],
)
def test_a_page_of_unclear_lines_is_illegible(
    sure: float, look: Look, is_titled: bool, expected: bool
) -> None:
    lines = [make_line("模糊的一行", 50, 50 * i, sure=sure) for i in range(8)]
    assert is_illegible_page(lines, look, is_titled=is_titled) is expected


def test_slanted_text_is_noticed() -> None:
    slanted = tuple((x, y + 0.4 * x) for x, y in make_line("仅供平台使用", 0, 0).polygon)
    mark = Line(text="仅供平台使用", polygon=slanted, confidence=1.0, scores=(1.0,) * 6)
    assert has_slanted_text([mark])
    assert not has_slanted_text(FORM)


def test_a_licence_looks_like_a_page_even_when_blurred(licence: Licence) -> None:
    sharp = Image.fromarray(read_pixels(draw_licence(licence)).pixels)
    for picture in (sharp, sharp.resize((168, 120)), sharp.filter(ImageFilter.GaussianBlur(3))):
        look = look_at(np.asarray(picture))
        assert not look.is_bare
        assert look.has_seal


def test_pictures_of_goods_are_bare(market: Market) -> None:
    looks = [look_at(read_pixels(draw_product(listing)).pixels) for listing in market.listings[:12]]
    assert all(look.is_bare for look in looks)


def test_fine_print_is_noticed_on_a_smooth_picture() -> None:
    smooth = Image.new("RGB", (1000, 1000), (180, 200, 190))
    draw = ImageDraw.Draw(smooth)
    draw.ellipse((200, 300, 700, 800), fill=(90, 60, 120))
    assert not has_fine_print(np.asarray(smooth))
    draw.text((60, 60), "本品不能代替药物，图片仅供参考", font=load_serif(16), fill=(60, 60, 60))
    assert has_fine_print(np.asarray(smooth))


def test_paper_with_little_print_is_a_sheet() -> None:
    sheet = Image.new("RGB", (1000, 1400), "white")
    draw = ImageDraw.Draw(sheet)
    for y in range(100, 700, 60):
        draw.text((100, y), "青川市安和电器有限公司青川市云溪区长桥路", font=load_serif(36), fill="black")
    look = look_at(np.asarray(sheet))
    assert (look.is_sheet, look.is_page) == (True, False)
