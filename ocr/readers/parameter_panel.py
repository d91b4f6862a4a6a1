"""The panel of parameters (产品参数, 规格参数) that pictures of goods show: labels with values."""

from __future__ import annotations

import re

from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import find_standards
from ocr.pairs import PAIRS, find_pair, list_pairs, list_taken, read_pairs
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate

_NAMES = (
    *("产品名称", "商品名称", "品名", "名称", "品牌", "商标", "产品型号", "型号", "货号"),
    *("款号", "产品系列", "系列", "规格型号", "产品规格", "规格", "颜色分类", "颜色", "产品颜色", "尺码"),
    *("材质", "产品材质", "主要材质", "面料", "成分", "额定功率", "功率", "额定电压", "电压"),
    *("额定频率", "频率", "额定电流", "电池容量", "容量", "净含量", "净重", "毛重", "重量"),
    *("产品重量", "产品尺寸", "尺寸", "外形尺寸", "包装尺寸", "产地", "原产地", "适用人群"),
    *("适用年龄", "适用场景", "适用范围", "保修期", "质保", "执行标准", "产品标准号", "产品标准"),
    *("能效等级", "3C证书编号", "证书编号", "证书状态", "产品类型", "产品类别", "控制方式"),
    *("包装清单", "上市时间", "噪音", "防水等级", "充电时间", "输入", "输出", "额定容量"),
    *("保质期", "生产厂家", "制造商", "生产企业", "功能", "接口", "风格", "图案", "款式"),
)
_IDENTITY = ("产品名称", "商品名称", "品名", "品牌", "商标", "产品型号", "型号", "规格型号", "货号", "款号")
"""What a panel says of the goods themselves: without a title two of these, each once."""
_BRAND = ("品牌", "品牌名称", "商标")
_MODEL = ("型号", "产品型号", "规格型号")
_STANDARD = ("执行标准", "产品标准号", "产品标准")
_FEWEST = 5  # pairs of a panel without a title
_IDENTIFIED = 2  # labels that say which goods they are
_LEAST = 0.8  # of the print on its page that is in pairs
_NO_PANEL = re.compile(
    r"样品|委托|检[验测]|报告|证书|许可证|执照|信用代码|法定代表人|发票|合同|订单|身份证|姓名|开户"
    r"|购买|买方|买家|购货|收[货件]|寄件|顾客|客户|用户|联系|电话|手机号|地址|邮编|保修[卡单]|三包|维修"
    r"|他牌|他们|竞品|同行|对比|其[他它](?:品牌|家|款|产品)"
)
"""What papers, cards for a buyer and comparisons of several goods say, and a panel does not."""
_WORDS = {f"_{name}": (name,) for name in _NAMES}


def _is_panel(form: Form) -> bool:
    """Whether a page without a title is nothing but labels with values that say which one product it is."""
    if any(_NO_PANEL.search(piece.text) for piece in form.pieces):
        return False
    pairs = list_pairs(form)
    known = {piece.polygon for piece in list_taken((value, cell) for _, value, cell in pairs)}
    share = sum(piece.polygon in known for piece in form.pieces) / max(1, len(form.pieces))
    said = [label for label, _, _ in pairs if label in _IDENTITY]
    is_of_one = len(said) >= _IDENTIFIED and len(set(said)) == len(said)
    is_headed = any(value in _NAMES for _, value, _ in pairs)  # a row of labels: the head of columns
    return len(pairs) >= _FEWEST and share >= _LEAST and is_of_one and not is_headed


@reader(
    kind="parameter_panel",
    titles=Titles(
        words=(
            *("产品参数", "商品参数", "规格参数", "参数信息", "基本参数", "产品信息", "商品信息", "技术参数"),
            *("参数表", "产品规格", "PRODUCTPARAMETERS", "PARAMETERS", "SPECIFICATIONS", "产品详情参数"),
        ),
        mark=None,
    ),
    words=_WORDS,
    fields=(PAIRS, "brand", "model", "standard"),
    key_fields=((PAIRS,),),
    rows=dict.fromkeys(_WORDS, 2),
    usual_labels=6,
    alone=_is_panel,
)
def read_parameter_panel(form: Form) -> dict[str, Candidate]:
    """What one pass read on a panel."""
    found = list_pairs(form)
    readings: dict[str, Candidate | None] = {PAIRS: read_pairs(form, found)}
    for field, names in (
        ("brand", _BRAND),
        ("model", _MODEL),
    ):
        pair = find_pair(found, names)
        readings[field] = make_candidate(pair[1], pair[0]) if pair else None
    standard = find_pair(found, _STANDARD)
    numbers = find_standards(standard[0]) if standard else []
    if standard is not None and numbers:
        readings["standard"] = make_candidate(standard[1], numbers[0], checked=True)
    return {field: candidate for field, candidate in readings.items() if candidate is not None}
