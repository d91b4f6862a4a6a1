"""What certificates of all kinds have in common: their labels, number, product, dates and body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

from config.numbers import is_format
from ocr.cell import Cell, make_loose_cell
from ocr.dates import PrintedDate, find_dates
from ocr.fuse import SURE, Candidate
from ocr.layout import Form
from ocr.lists import fold_dashes, read_models, read_standards
from ocr.values import make_candidate, make_date, read_cell, read_date, read_text


def make_labels(roles: Iterable[str], tails: Iterable[str]) -> tuple[str, ...]:
    """Each role with each tail, such as 委托人 with 名称、地址; the longest first."""
    return tuple(sorted((role + tail for role, tail in product(roles, tails)), key=len, reverse=True))


NAMED = ("名称、地址", "名称和地址", "名称及地址", "名称与地址", "名称/地址", "名称地址", "名称", "")
PLACED = ("注册地址", "地址", "住所")
HOLDERS = (
    *("认证委托人(申请人)", "委托人(申请人)", "申请人(委托人)", "认证委托人", "认证申请人", "证书持有人"),
    *(
        "证书持有者",
        "获证组织",
        "获证企业",
        "获证单位",
        "受审核方",
        "委托单位",
        "申请单位",
        "委托人",
        "申请人",
    ),
    *("持证人", "持有人", "组织", "兹证明"),
)
PRODUCT_WORDS = (
    *(
        "产品名称和系列、规格、型号",
        "产品名称及系列、规格、型号",
        "产品名称和系列规格型号",
        "产品名称、系列、规格、型号",
    ),
    *(
        "产品名称和规格、型号",
        "产品名称及规格型号",
        "产品名称和规格型号",
        "产品名称和型号规格",
        "产品名称及型号规格",
    ),
    *("产品名称、型号规格", "产品名称、规格型号", "产品名称/规格型号", "产品名称/型号规格", "产品名称和型号"),
    *(
        "产品名称及型号",
        "产品名称、型号",
        "产品名称/型号",
        "认证产品名称",
        "产品名称",
        "认证产品",
        "品名",
        "产品",
    ),
)
MODEL_WORDS = (
    *(
        "产品系列、规格、型号",
        "系列、规格、型号",
        "系列规格型号",
        "产品规格型号",
        "产品型号规格",
        "产品型号/规格",
    ),
    *(
        "规格、型号",
        "型号、规格",
        "型号/规格",
        "规格/型号",
        "规格型号",
        "型号规格",
        "产品型号",
        "产品规格",
        "主型号",
    ),
    *("型号", "规格"),
)
STANDARD_WORDS = (
    *("产品标准和技术要求", "产品标准及技术要求", "产品标准、技术要求", "标准和技术要求", "标准及技术要求"),
    *(
        "认证依据的标准",
        "认证依据标准",
        "认证标准",
        "认证依据",
        "依据标准",
        "认证准则",
        "产品标准",
        "执行标准",
    ),
    *("适用标准", "符合标准", "标准"),
)
ISSUES = ("发证", "颁证", "获证", "认证", "注册", "颁发", "签发")
"""What forms call the issue of a certificate: the first (初次发证日期) is told apart from the present one."""
# Certificates in English say in a sentence what others print beside labels.
_SAID = (
    *("hasbeenassessedandcertifiedasmeeting", "hasbeenassessedandfoundtoconformto"),
    *(
        "hasbeenassessedandfoundtomeet",
        "hasbeenassessedasconformingtomeet",
        "hasbeenassessedandfoundtobeincompliancewith",
    ),
    *(
        "hasbeenassessedandregisteredagainst",
        "isincompliancewith",
        "complieswith",
        "fulfils",
        "conformsto",
        "meets",
    ),
)
_VALID_FROM = ("Thiscertificateisvalidfrom", "Certificateisvalidfrom", "Validfrom")
ENGLISH_WORDS = {
    "_en_certificate_no": (
        *("CertificateNo", "CertificateNumber", "CertificateRegistrationNo", "CertNo", "Cert.No"),
        *("RegistrationNo", "Certificate"),
    ),
    "_en_product_name": (
        *("Name,ModelandSpecification", "ProductNameand", "NameofProduct", "NameandModel", "ProductName"),
        "Product",
    ),
    "_en_models": ("ModelandSpecification", "ModelNo", "Models", "Model", "TypeandSpecification", "Type"),
    "_en_standards": (
        *("TheStandardsandTechnicalRequirementsfortheProducts", "StandardsandTechnical"),
        *("StandardandTechnical", "Standards", "Standard"),
        *(f"{said}therequirementsof" for said in _SAID),
    ),
    "_en_holder_address": ("RegisteredAddress", "CompanyAddress"),
    "_other_en_address": ("AuditedAddress", "BusinessAddress", "OperationAddress", "SiteAddress"),
    "_en_first_issued": ("InitialRegistrationDate", "DateofInitialRegistration", "InitialIssueDate"),
    "_en_issued_on": (
        *_VALID_FROM,
        "DateofIssue",
        "IssueDate",
        "IssuanceDate",
        "IssuedDate",
        "IssuedOn",
        "DateIssued",
    ),
    "_en_valid_to": (
        *_VALID_FROM,
        "ValidUntil",
        "TermofValidity",
        "DateofExpiry",
        "ExpiryDate",
        "DateofExpiration",
        "ValidTo",
    ),
    "_en_issuing_body": ("CertificationBody", "IssuingBody", "IssuedBy"),
}
WORDS = {
    "certificate_no": (
        "认证证书编号",
        "认证证书号",
        "证书注册号",
        "证书编号",
        "证书号码",
        "证书号",
        "注册号",
        "编号",
    ),
    "product_name": PRODUCT_WORDS,
    "models": MODEL_WORDS,
    "standards": STANDARD_WORDS,
    "issued_on": (
        "本次证书发证日期",
        *(f"{when}{act}日期" for when in ("本次", "此次") for act in ISSUES),
        "证书颁发日期",
        "发证日期",
        "颁证日期",
        "颁发日期",
        "签发日期",
        "批准日期",
    ),
    "valid_to": (
        "本次证书有效日期",
        "证书有效日期",
        *("证书有效期限至", "证书有效日期至", "证书有效期至", "证书有效期限", "证书有效期"),
        "有效期限至",
        "有效日期至",
        "有效期至",
        "有效截止日期",
        "有效期限",
        "有效期",
        "截止日期",
    ),
    "issuing_body": ("认证机构名称", "发证机构", "认证机构", "发证机关", "颁证机构", "发证单位"),
    "_renewed": ("证书换发日期", "证书换证日期", "换发日期", "换证日期"),
    "_first_issued": tuple(f"{when}{act}日期" for when in ("首次", "初次", "初始") for act in ISSUES),
    "_serial": ("证书流水号", "流水号", "印刷编号", "证书序列号", "证书查询"),
    "_clause": ("证书有效期内", "本证书有效期内", "有效期内", "本证书的有效性", "证书的有效性"),
    "_mode": ("认证模式", "认证类型"),
    "_uscc": ("统一社会信用代码", "社会信用代码", "组织机构代码"),
}
ROWS = {"product_name": 8, "models": 12, "standards": 5, "issuing_body": 3}
HOLDER_FIELDS = (
    "certificate_no",
    "holder",
    "holder_address",
    "product_name",
    "models",
    "standards",
    "issued_on",
    "valid_to",
    "issuing_body",
)
HOLDER_WORDS = {
    **WORDS,
    "holder": make_labels(HOLDERS, NAMED),
    "holder_address": (*make_labels(HOLDERS, PLACED), "注册地址", "地址", "住所"),
    "_other_address": (
        "认证机构地址",
        "发证机构地址",
        "审核地址",
        "生产地址",
        "通讯地址",
        "经营地址",
        "办公地址",
    ),
    "_postcode": ("邮政编码", "邮编"),
    "_maker": make_labels(("生产者(制造商)", "制造商(生产者)", "制造商", "生产者"), NAMED),
    "_factory": make_labels(("生产企业(工厂)", "生产企业", "生产厂", "工厂"), NAMED),
    "_scope": ("认证覆盖范围", "认证范围", "覆盖范围", "体系覆盖范围"),
    "_rule": ("产品认证实施规则", "认证实施规则", "实施规则", "认证规则"),
    **ENGLISH_WORDS,
    "_en_holder": (
        *("Themanagementsystemof", "Qualitymanagementsystemof", "Managementsystemof"),
        *("Thisistocertifythat", "Thisistocertify", "Wecertifythat"),
        "NameandAddressofthe",
        "NameofOrganization",
        "CertificateHolder",
        "Organization",
        "Applicant",
    ),
}
HOLDER_ROWS = {**ROWS, "holder": 4, "holder_address": 4, "_maker": 4, "_factory": 4, "_scope": 6}
KEY_FIELDS = (("certificate_no",), ("holder",), ("valid_to",))
# Signs that are taken for one another in print.
_ALIKE = {"0": "OQD"} | dict(zip("OQD1I5S2Z8B", "000I1S5Z2B8", strict=True))
_RUN = re.compile(r"[0-9A-Z][0-9A-Z/-]{5,}[0-9A-Z]")
_OWN_NUMBER = re.compile(r"[0-9A-Z/-]*\d{4}[0-9A-Z/-]*$")
_BODY = re.compile(
    r"[\u4e00-\u9fff()]{2,24}(?:认证|质量|检验|检测|评价)[\u4e00-\u9fff()]{0,12}(?:中心|公司|院|所|集团)"
)
_MIXED = re.compile(r"型号|规格")
_INLINE = re.compile(r"[,;、]?(?:系列、)?(?:规格|型号)(?:[、/]?(?:规格|型号))?[::]?")
_STARTS_MODEL = re.compile(r"(?=[A-Za-z/-]*\d)[A-Za-z0-9][A-Za-z0-9/().+_*#-]+(?![\u4e00-\u9fff])")
_MODEL_START = re.compile(rf"(?<=[\u4e00-\u9fff):,;、]){_STARTS_MODEL.pattern}")


def read_certificate(form: Form, number_format: str) -> dict[str, Candidate]:
    """What every kind of certificate has but its parties."""
    readings = {
        "certificate_no": read_number(form, "certificate_no", number_format),
        **_read_product(form),
        "standards": read_cell(form, "standards", read_standards),
        "issued_on": _read_issue(form),
        "valid_to": read_cell(form, "valid_to", _read_last_date),
        "issuing_body": read_cell(form, "issuing_body", read_text) or _find_body(form),
    }
    return {field: candidate for field, candidate in readings.items() if candidate is not None}


def read_number(form: Form, field: str, number_format: str) -> Candidate | None:
    """The number beside its label, else the one that stands anywhere on the page in its form.

    Two different numbers of the form on one page are not believed: which is meant, a person must say.
    """
    cell = form.cells.get(field)
    elsewhere = {
        run for piece in form.pieces for run in list_runs(piece.text) if is_format(number_format, run)
    }
    if cell is None:
        spots = [piece for piece in form.pieces if elsewhere & set(list_runs(piece.text))]
        cell = make_loose_cell(spots[0]) if spots else None
    if cell is None:
        return None
    runs = list_runs(cell.text)
    own = _OWN_NUMBER.match(fold_dashes(cell.text).upper())
    other = runs[0] if runs else own[0] if own else None
    number = next((run for run in runs if is_format(number_format, run)), other)
    if number is None:
        return make_candidate(cell, None)
    at = fold_dashes(cell.text).upper().find(number)
    part = cell.select(at, at + len(number))
    number = fit_format(number_format, number, _list_scores(part))
    is_only = elsewhere <= {number}
    return make_candidate(
        part,
        number,
        checked=is_format(number_format, number),
        confidence=part.confidence if is_only else min(part.confidence, 0.5),
    )


def doubt_own_number(found: Mapping[str, Candidate], *, but: str | None = None) -> dict[str, Candidate]:
    """The candidates, a number out of form in doubt but not called wrong, unless it begins with `but`.

    Many bodies number in their own way, which no rule of ours can confirm.
    """
    number = found.get("certificate_no")
    if number is None or number.checked is not False or (but and (number.value or "").startswith(but)):
        return dict(found)
    own = replace(number, checked=None, confidence=min(number.confidence, 0.5))
    return {**found, "certificate_no": own}


def list_runs(text: str) -> list[str]:
    """What may be a number in folded text: letters, figures, hyphens and strokes, at least seven of them."""
    return _RUN.findall(fold_dashes(text).upper())


def _list_scores(cell: Cell) -> list[float]:
    """How sure each sign of a cell is."""
    return [score for piece in cell.pieces for score in piece.scores]


def fit_format(number_format: str, number: str, scores: Sequence[float]) -> str:
    """The number with one doubtful sign replaced by its look-alike, where only that gives it its form.

    A sign that was read well stands: not every body numbers in the form that is usual.
    """
    if is_format(number_format, number):
        return number
    fitting = {
        changed
        for place, (sign, score) in enumerate(zip(number, scores, strict=False))
        for other in (_ALIKE.get(sign, "") if score < SURE else "")
        if is_format(number_format, changed := number[:place] + other + number[place + 1 :])
    }
    return fitting.pop() if len(fitting) == 1 else number


def _read_product(form: Form) -> dict[str, Candidate | None]:
    """Product and models, of which one cell often holds both."""
    cell, models = form.cells.get("product_name"), form.cells.get("models")
    if cell is None:
        return {"models": read_models(models) if models else None}
    is_mixed = models is None or _MIXED.search(cell.label.word) is not None
    named, rest = cell.cut(_measure_product(cell)) if is_mixed else (cell, None)
    own = read_models(rest) if rest else None
    return {
        "product_name": read_text(named) if named else None,
        "models": own or (read_models(models) if models else None),
    }


def _measure_product(cell: Cell) -> int:
    """How many signs of a cell that holds models too are the product's name."""
    text = fold_dashes(cell.text)
    inline, model = _INLINE.search(text, 2), _MODEL_START.search(text)
    starts = [found.start() for found in (inline, model) if found]
    length = 0
    for row in cell.rows[:-1]:
        length += sum(len(piece.text) for piece in row)
        if _STARTS_MODEL.match(text, length):
            starts.append(length)
    return min((start for start in starts if start >= 2), default=len(text))


def _read_issue(form: Form) -> Candidate | None:
    """The date of issue, or of renewal; where a form prints both, which of them counts a person must say."""
    issued, renewed = (read_cell(form, field, _read_first_date) for field in ("issued_on", "_renewed"))
    if issued is None or renewed is None or issued.value == renewed.value:
        return issued or renewed
    return replace(issued, confidence=min(issued.confidence, 0.5))


def _read_first_date(cell: Cell) -> Candidate | None:
    """The date of issue; a form that prints the whole term prints it first."""
    dates = find_dates(cell.text)
    return make_date(cell, dates[0]) if dates else read_date(cell)


def _read_last_date(cell: Cell) -> Candidate | None:
    """The end of validity: the date, the later one of a term, or long_term."""
    dates = find_dates(cell.text)
    if not dates and "长期" in cell.text:
        return make_candidate(cell, "long_term")
    if len(dates) == 1 and _is_start(cell.text, dates[0]):
        return make_candidate(cell, None)  # so many years from then on: the end is not printed
    return make_date(cell, dates[-1]) if dates else read_date(cell)


def _is_start(text: str, date: PrintedDate) -> bool:
    """Whether a term begins on a date, by the words around it: 自…起三年."""
    before, behind = text[: date.start], text[date.start + len(date.raw) :]
    return before.endswith(("自", "从")) or behind.startswith(("起", "之日起", "开始"))


def is_body(text: str) -> bool:
    """Whether a text is the name of a body that certifies or tests."""
    return _BODY.fullmatch(text) is not None


def _find_body(form: Form) -> Candidate | None:
    """The body that signs at the foot, where it has no label; None where several could be meant."""
    lowest = max((piece.middle for piece in form.pieces), default=0.0)
    in_cells = {id(piece) for cell in form.cells.values() for piece in cell.pieces}
    found = [p for p in form.pieces if id(p) not in in_cells and p.middle > lowest / 2 and is_body(p.text)]
    if len({piece.text for piece in found}) != 1:
        return None
    return read_text(make_loose_cell(found[0]))
