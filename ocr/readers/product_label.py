"""The label of goods (合格证, 吊牌, 标签): name, maker and address, standard, dates, batch, bar code."""

from __future__ import annotations

import re

from ocr.cell import Cell, make_loose_cell
from ocr.fuse import Candidate
from ocr.layout import Form
from ocr.lists import find_standards, find_weakest_figure, fold_dashes, make_listed
from ocr.readers import reader
from ocr.titles import Titles
from ocr.values import make_candidate, read_cell, read_date, read_text

WORDS = {
    "product_name": ("产品名称", "商品名称", "样品名称", "食品名称", "品名", "名称"),
    "brand": ("品牌", "商标", "牌号"),
    "model": ("规格型号", "型号规格", "产品型号", "型号", "货号", "款号", "产品货号"),
    "producer": (
        *("生产企业名称", "生产企业", "生产厂家", "生产厂名", "制造商名称", "制造商", "生产商"),
        *(
            "生产单位",
            "厂名",
            "制造单位",
            "生产者名称",
            "生产者",
            "委托方",
            "委托商",
            "经销商",
            "总经销",
            "出品商",
            "出品",
        ),
    ),
    "producer_address": ("生产地址", "厂家地址", "企业地址", "公司地址", "厂址", "地址", "产地地址"),
    "standard": ("产品执行标准", "执行标准号", "执行标准", "产品标准号", "产品标准", "标准号"),
    "permit_no": ("食品生产许可证编号", "生产许可证编号", "生产许可证号", "许可证编号", "许可证号"),
    "batch": ("生产批号", "产品批号", "批号", "批次"),
    "produced_on": ("生产日期", "制造日期", "制造完成日期", "出厂日期", "包装日期"),
    "shelf_life": ("保质期限", "保质期", "有效期", "使用期限"),
    "_serial": ("制造编号", "出厂编号", "产品编号", "机身编号"),
    "_customer": ("订货单位", "使用单位", "用户单位"),
    "_inspector": ("检验员", "检验人员", "检验", "质检", "质检员"),
    "_grade": ("产品等级", "质量等级", "等级", "安全类别", "安全技术类别"),
    "_size": ("规格", "尺码", "净含量", "净重", "颜色", "成分", "面料", "材质"),
    "_phone": ("服务热线", "联系电话", "电话", "客服热线", "热线"),
    "_origin": ("原产地", "产地"),
    "_store": ("贮存条件", "储存条件", "贮存方法", "食用方法", "使用方法", "配料表", "配料"),
    "_price": ("零售价", "统一零售价", "建议零售价"),
}
FIELDS = (
    *("product_name", "brand", "model", "producer", "producer_address", "standard", "permit_no"),
    *("gtin", "batch", "produced_on", "shelf_life", "warnings"),
)
_PERMIT = re.compile(r"SC\d{14}|XK\d{2}-\d{3}-\d{5}|QS\d{12}")
_GTIN = re.compile(r"(?<!\d)(?:69\d{11})(?!\d)")
_WARNING = re.compile(r"(?:警告|警示|注意|注意事项|小心|禁止|请勿)[::!！]?[^。;]{2,60}")
_BATCH = re.compile(r"[0-9A-Za-z][0-9A-Za-z/-]{2,24}")


@reader(
    kind="product_label",
    titles=Titles(
        words=("产品合格证", "合格证", "质量合格证", "检验合格证", "产品标签", "吊牌"),
        without=("编号", "认证", "出厂合格证书"),
        mark=r"厂名|厂址|生产商|制造商|生产企业|生产厂家",
        needs=("producer", "producer_address", "produced_on", "shelf_life", "batch", "_inspector"),
    ),
    words=WORDS,
    fields=FIELDS,
    key_fields=(("product_name",), ("producer",)),
    rows={"producer": 2, "producer_address": 4, "product_name": 2},
    usual_labels=8,
)
def read_product_label(form: Form) -> dict[str, Candidate]:
    """What one pass read on a label of goods."""
    readings = {
        "product_name": read_cell(form, "product_name", read_text),
        "brand": read_cell(form, "brand", read_text),
        "model": read_cell(form, "model", _read_model),
        "producer": read_cell(form, "producer", read_text),
        "producer_address": read_cell(form, "producer_address", read_text),
        "standard": read_cell(form, "standard", _read_standard),
        "permit_no": read_cell(form, "permit_no", _read_permit),
        "gtin": _find_gtin(form),
        "batch": read_cell(form, "batch", _read_batch),
        "produced_on": read_cell(form, "produced_on", read_date),
        "shelf_life": read_cell(form, "shelf_life", read_text),
        "warnings": _find_warnings(form),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def _read_model(cell: Cell) -> Candidate | None:
    return make_candidate(cell, fold_dashes(cell.text).strip(":.,;"))


def _read_standard(cell: Cell) -> Candidate | None:
    found = find_standards(cell.text)
    if not found:
        return make_candidate(cell, None)
    return make_candidate(cell, found[0], checked=True, confidence=find_weakest_figure(cell))


def _read_permit(cell: Cell) -> Candidate | None:
    found = _PERMIT.search(fold_dashes(cell.text).upper().replace(" ", ""))
    return make_candidate(cell, found[0] if found else None)


def _read_batch(cell: Cell) -> Candidate | None:
    found = _BATCH.search(fold_dashes(cell.text))
    return make_candidate(cell, found[0]) if found else None


def _find_gtin(form: Form) -> Candidate | None:
    """The bar code's figures, where they stand together and their check digit holds."""
    for piece in form.pieces:
        found = _GTIN.search(piece.text)
        if found is not None and _holds(found[0]):
            return make_candidate(make_loose_cell(piece), found[0], checked=True)
    return None


def _holds(gtin: str) -> bool:
    """Whether the check digit of an EAN-13 is right (GS1 General Specifications, 7.9)."""
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(gtin[:12]))
    return -total % 10 == int(gtin[12])


def _find_warnings(form: Form) -> Candidate | None:
    found = [(piece, match[0]) for piece in form.pieces for match in _WARNING.finditer(piece.text)]
    if not found:
        return None
    return make_listed(make_loose_cell(*(piece for piece, _ in found)), (text for _, text in found))
