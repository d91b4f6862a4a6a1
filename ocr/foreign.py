"""Titles of papers that no reader knows, whose labels are much like those of papers that are read."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from statistics import median

from ocr.lines import Line
from ocr.titles import Title

_OURS = re.compile(r"REPORT|报告")
_CHINESE = re.compile(
    r"(?:药品|兽药|农药|种子|出版物|危险化学品|烟花爆竹|成品油|快递业务|道路运输|道路旅客运输|水路运输|旅行社业务|网络文化"
    r"|增值电信业务|互联网药品|广播电视节目制作|劳务派遣|人力资源服务|典当|拍卖|保安服务|公共场所|废弃物|危险废物"
    r"|饲料|无船承运|国际船舶|民用航空|辐射安全|特种行业|民办学校|医疗机构|放射诊疗|烟草专卖)"
    r"[\u4e00-\u9fff()]{0,10}(?:许可证|执业许可|资格证书|许可)"
    r"|(?:安全生产|卫生|排污|取水|采矿|勘查|开户|办学|消防|印刷经营|电力业务|城镇排水)[\u4e00-\u9fff]{0,8}许可证"
    r"|[\u4e00-\u9fff]{0,16}登记证书?"
    r"|(?:组织机构代码|房屋所有权|不动产权|土地使用|商标注册|专利|执业药师注册|法人|资质|资信"
    r"|软件产品|高新技术企业|荣誉|获奖|授权|会员|结业|毕业|质量管理规范认证|出口商品备案"
    r"|资格)(?:证书?|等级证书?)"
)
_ENGLISH = re.compile(
    r"(?:CERTIFICATE|ATTESTATION|DECLARATION|VERIFICATION|STATEMENT)OF(?:EU|EC|UK|CE|TEST)?"
    r"(?:CONFORMITY|COMPLIANCE|ORIGIN|ANALYSIS|AUTHENTICITY)"
)
_MORE = 12  # signs beside such words in a title
_LARGE = 1.3  # times the middle height of the print on the page


def is_foreign(titles: Sequence[Title], lines: Sequence[Line]) -> bool:
    """Whether one of the possible titles of a page is that of a paper no reader knows."""
    usual = median([_measure_print(line) for line in lines] or [0.0])
    return any(title.height >= _LARGE * usual and _is_one(title.text) for title in titles)


def _measure_print(line: Line) -> float:
    """The height of a line's print, also of one from top to bottom."""
    return min(math.dist(line.polygon[0], line.polygon[1]), math.dist(line.polygon[0], line.polygon[3]))


def _is_one(text: str) -> bool:
    found = _CHINESE.search(text) or _ENGLISH.search(text)
    if found is None or _OURS.search(text):
        return False
    return found.end() >= len(text) - len("(正本)") - 2 and len(text) - len(found[0]) <= _MORE
