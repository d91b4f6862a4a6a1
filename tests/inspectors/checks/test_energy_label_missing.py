"""ENER-001: goods of the energy label catalogue that show no label."""

from pathlib import Path

import pytest

from evidence.exhibit import Exhibit
from evidence.finding import LocatorKind
from tests.inspectors.conftest import make_document, make_reading
from tests.inspectors.registers import ask, ask_status, make_authority
from tests.inspectors.shown import make_shown

CATALOGUES = (
    "catalogue,category,keywords,since,until\n"
    "energy_label,房间空气调节器,空调;空调器,2005-03-01,\n"
    "energy_label,电饭锅,电饭煲;电饭锅,2030-01-01,\n"
    "energy_label,自镇流荧光灯,节能灯,2008-06-01,2020-06-01\n"
)
TITLE = "青禾 空调 挂机 1.5匹"
LABEL = make_document("energy_label", grade=make_reading("3"))


@pytest.mark.parametrize(
    ("exhibit", "said"),
    [
        (make_shown(title=TITLE), "fail"),
        (make_shown(title=TITLE, lines=("强劲制冷", "静音")), "fail"),
        (make_shown(title=TITLE, attributes={"功率": "1.5匹"}), "fail"),
        (make_shown(LABEL, title=TITLE), "pass"),
        (make_shown(make_document("energy_label", grade=make_reading(None, "missing")), title=TITLE), "pass"),
        (make_shown(title=TITLE, attributes={"能效等级": "三级"}), "pass"),
        (make_shown(title=f"{TITLE} 新一级能效"), "pass"),
        (make_shown(title=TITLE, lines=("能效等级：1级",)), "pass"),
        (make_shown(title=f"{TITLE} 高能效"), "unsure"),
        (make_shown(title=f"{TITLE} 海外直邮"), "unsure"),
        (make_shown(title="空调遥控器 适用于青禾空调"), "pass"),
        (make_shown(title="空调清洗剂"), "pass"),
        (make_shown(title="二手 空调 挂机"), "pass"),
        (make_shown(title="电饭煲 4升"), "pass"),  # not yet in the catalogue
        (make_shown(title="节能灯 9W"), "pass"),  # no longer in it
        (make_shown(title=TITLE, unread=True), "skip"),
        (make_shown(make_document("unreadable"), title=TITLE), "skip"),
        (make_shown(title=TITLE, partial=True), "skip"),
    ],
)
def test_only_goods_of_the_catalogue_without_any_label_are_accused(
    tmp_path: Path, exhibit: Exhibit, said: str
) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    assert ask_status("energy_label_missing", exhibit, authority) == [said]


def test_without_an_imported_catalogue_the_shipped_one_is_asked(tmp_path: Path) -> None:
    (judged,) = ask("energy_label_missing", make_shown(title="青禾 微波炉 20L"), make_authority(tmp_path))
    assert (judged.verdict.status, "微波炉" in judged.verdict.summary) == ("fail", True)


def test_an_absence_shows_what_was_looked_through(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, catalogues=CATALOGUES)
    (judged,) = ask("energy_label_missing", make_shown(title=TITLE, lines=("静音",)), authority)
    assert {locator.kind for locator in judged.verdict.locators} == {LocatorKind.SEARCHED}
