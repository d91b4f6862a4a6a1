"""Whether a value is whole by its own form: names end as names do, an address is one, no label is inside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ocr.fuse import Candidate
from ocr.labels import is_english_label

_DOUBT = 0.5
_NAMES = frozenset(
    ("name", "holder", "applicant", "manufacturer", "factory", "producer", "client", "issuing_body", "lab")
)
_BODIES = frozenset(("issuing_body", "lab", "issuing_authority"))
_ADDRESSES = ("address", "premises")
_COMPANY = re.compile(r"有限|股份|责任")
# What follows "公司" in a whole name: a branch, a form in brackets.
_WHOLE_COMPANY = re.compile(
    r"(?:公司|集团|有限合伙\)|事务所)(?:[\u4e00-\u9fff0-9A-Za-z]{0,16}(?:分公司|分厂|分店|店|工厂|厂|部|中心|门市|办事处|研究院))?(?:\([^()]*\))?"
)
_BODY_END = re.compile(
    r"(?:公司|中心|院|所|局|会|集团|站|室|部|厅|府|大队|总队|司|LLC|Ltd\.?|GmbH)(?:\([^()]*\))?$"
)
_ENGLISH_FIRM = re.compile(
    r"Co[.,]|Ltd|Limited|Inc\b|Corp|Company|GmbH|LLC|S\.?A\.?$|B\.V|AG$|PLC|Group|Cent(?:er|re)|Institute|Lab",
    re.IGNORECASE,
)
_TAIL = 8  # signs behind the word that tells a firm: "., Ltd.", "(China)"
_BRANCH = re.compile(r"Branch|Lab|Cent(?:er|re)|Office|Factory|Plant", re.IGNORECASE)
# An amount in figures or in the signs of banks, and whose money it is.
_CAPITAL = re.compile(
    r"[\d.,()零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸两拾佰仟十百千万亿萬元圆圓整正角分人民币美港澳台欧日韩英加新镑]*"
    r"[元圆圓整正币万亿)]"
)
# A sentence that begins as a label does is no name.
_NO_NAME = re.compile(r"[,;。]|://|应当|应于|不得|必须|按规定")
_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:省|自治区)")
_BEHIND_ADDRESS = re.compile(r"邮编|邮政编码|电话|传真|网址|(?:TEL|FAX)[:.]|www\.", re.IGNORECASE)
# The sentence below an address that a certificate prints at the margin of the label.
_SENTENCE = re.compile(r"《|根据|依据|经审[查核]|特[发颁]此证")
_ENGLISH_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])[A-Za-z][A-Za-z.]*$")
_LIST_OF_TRADES = re.compile(r"[;:].*[;:]|一般项目|许可项目")
# What is left of a label in front of a value.
_LEFT_OF_LABEL = re.compile(
    r"名称|称|地址|址|住所|\([\u4e00-\u9fff]{0,6}(?:人|者|商|厂)\)?[\u4e00-\u9fff]{0,2}名称|\(证书"
    r"|[/'\u2019)]|\((?:s|es)\)"
)
# A value this short that ends as heads of columns do is rather one of these: 单项结论, 检验项目.
_HEAD = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:结论|结果|项目|依据|类别|编号|日期|单位|名称|要求|序号|备注|说明)"
)
# Heads of columns beside one another: 产品描述 生产规模 产量.
_HEADS = re.compile(
    r"(?:(?:产品|生产|基地|认证|包装|样品)?"
    r"(?:描述|规模|产量|面积|数量|类别|编号|单位|备注|规格|型号|商标|等级|地址|标准|状态|名称)){2,}"
)
# A conclusion whose first sign was not seen: (所)检项目符合..., (所检)项目合格.
_BEHEADED = re.compile(r"检项目|项目(?:均|全部)?(?:符合|合格)|[、,。;:)的等均]")
_FREE = ("scope", "entity_type", "business_type")
_LONG_LABEL = 4
_NEVER_ONE = ("brand", "model", "client", "manufacturer", "producer")
# The stroke that says there is none (/) is read as 1 or l.
_ONE_SIGN = re.compile(r"[!-~]")


def doubt_unsound(found: Mapping[str, Candidate], words: Sequence[str]) -> dict[str, Candidate]:
    """The candidates, less certain where a value does not look whole, or looks like two.

    Args:
        found: by field.
        words: the labels of the form; a long one inside a short value was not seen as a label.
    """
    labels = [word for word in words if len(word) >= _LONG_LABEL and not word.isascii()]
    return {
        field: replace(candidate, confidence=min(candidate.confidence, _DOUBT), is_proof=False)
        if candidate.value is not None and not _is_sound(field, candidate.value, labels)
        else candidate
        for field, candidate in found.items()
    }


def _is_sound(field: str, value: str, labels: Sequence[str]) -> bool:
    if field in _NAMES and not _is_whole_name(field, value):
        return False
    if _is_cut(field, value) or _LEFT_OF_LABEL.match(value) or _is_other(field, value):
        return False
    is_two = len(_PROVINCE.findall(value)) > 1 or _LIST_OF_TRADES.search(value) is not None
    if field.endswith(_ADDRESSES) and (is_two or _BEHIND_ADDRESS.search(value) or _SENTENCE.search(value)):
        return False
    if field == "conclusion" and _BEHEADED.match(value):
        return False
    if field in ("scope", "items", "conclusion", "metrics", "statements", "pairs", "warnings"):
        return True
    tail = _ENGLISH_TAIL.search(value)
    is_labelled = tail is not None and is_english_label(tail[0])
    return not is_labelled and not any(word in value for word in labels)


def _is_other(field: str, value: str) -> bool:
    """Whether a value is the head of a column, or no amount or time where one belongs."""
    is_amount = field != "registered_capital" or _CAPITAL.fullmatch(value) is not None
    is_cut_off = field == "shelf_life" and value[0] in "年月日天"
    is_head = _HEAD.fullmatch(value) is not None or _HEADS.fullmatch(value) is not None
    return not is_amount or is_cut_off or (field not in _FREE and is_head)


def _is_cut(field: str, value: str) -> bool:
    """Whether a value goes on somewhere, or is what is left of one."""
    is_open = value.rfind("(") > value.rfind(")")
    is_body = field == "issuing_authority" and not value.isascii()
    is_short = (field == "product_name" and len(value) < 2) or (
        field in _NEVER_ONE and _ONE_SIGN.fullmatch(value) is not None
    )
    return is_open or is_short or (is_body and _BODY_END.search(value) is None)


def _is_whole_name(field: str, value: str) -> bool:
    if value.isascii():
        firm = max((found.end() for found in _ENGLISH_FIRM.finditer(value)), default=0)
        return firm > 0 and (len(value) - firm <= _TAIL or _BRANCH.search(value, firm) is not None)
    if _NO_NAME.search(value):
        return False
    if field in _BODIES and _BODY_END.search(value) is None:
        return False
    if value.count("(") != value.count(")"):
        return False
    company = _COMPANY.search(value)
    if company is not None and "公司" not in value[company.start() :] and "合伙" not in value:
        return False
    end = value.find("公司", company.start()) if company is not None else -1
    return len(value) >= 4 and (end < 0 or _WHOLE_COMPANY.fullmatch(value, end) is not None)
