"""Fills documents in from rows of the registers: what a genuine document says, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from demo.model import Entity
from demo.papers import Document, Kind, Take, Value
from demo.register_book import Row


def fill_licence(entity: Entity, name: str, key: str, take: Take) -> Document:
    """A business licence that shows `name` over an entity's number."""
    return _make(
        key,
        Kind.BUSINESS_LICENCE,
        take,
        code=f"https://www.gsxt.gov.cn/index.html?uniscid={entity.uscc}",
        uscc=entity.uscc,
        name=name,
        entity_type=entity.entity_type,
        legal_representative=entity.legal_representative,
        registered_capital=entity.capital,
        established_on=entity.established_on.isoformat(),
        term_to="long_term" if entity.term_to is None else entity.term_to.isoformat(),
        address=entity.address,
        scope=entity.scope,
        issued_on=date.fromordinal(entity.established_on.toordinal() + 9).isoformat(),
        issuing_authority=entity.place.authority,
    )


def fill_food_permit(row: Row, owner: Entity, key: str, take: Take) -> Document:
    """A food permit or filing of a shop."""
    return _make(
        key,
        Kind.FOOD_PERMIT,
        take,
        code=f"https://spjyxk.gsxt.gov.cn/q?no={row['permit_no']}",
        permit_no=row["permit_no"],
        name=row["holder"],
        uscc=owner.uscc,
        legal_representative=owner.legal_representative,
        address=owner.address,
        premises=owner.address,
        business_type="食品销售经营者（网络经营）",
        items=row["items"],
        issued_on=row["issued_on"],
        valid_to=row["valid_to"],
        issuing_authority=owner.place.authority,
    )


def fill_ccc(row: Row, owner: Entity, key: str, take: Take) -> Document:
    """A CCC certificate."""
    return _make(
        key,
        Kind.CCC_CERTIFICATE,
        take,
        code=f"http://www.cqc.com.cn/certQuery?no={row['certificate_no']}",
        certificate_no=row["certificate_no"],
        applicant=row["holder"],
        applicant_address=owner.address,
        manufacturer=row["manufacturer"],
        manufacturer_address=owner.address,
        factory=row["factory"],
        factory_address=owner.address,
        product_name=row["product_name"],
        models=tuple(row["models"].split(";")),
        standards=tuple(row["standards"].split(";")),
        rule="CNCA-C09-01:2023",
        issued_on=row["issued_on"],
        valid_to=row["valid_to"],
        issuing_body=row["issuing_body"],
    )


def fill_label(row: Row, key: str, take: Take, host: str = "www.energylabel.com.cn") -> Document:
    """An energy label (中国能效标识) with its code."""
    digits = "".join(sign for sign in row["filing_no"] if sign.isdecimal())
    document = _make(
        key,
        Kind.ENERGY_LABEL,
        take,
        code=f"https://{host}/signDetails?productId={digits[-12:]}&tenantId={digits[8:11]}&productTypeCode=32&isOld=0",
        producer=row["producer"],
        model=row["model"],
        grade=row["grade"],
        metrics=tuple(_split_metric(part) for part in row["metrics"].split(";")),
        standard=row["standard"],
        filing_no=row["filing_no"],
    )
    if document.layout:
        return document
    # The older layout does not print the filing number.
    return replace(document, fields=tuple(pair for pair in document.fields if pair[0] != "filing_no"))


def fill_system_certificate(row: Row, owner: Entity, key: str, take: Take) -> Document:
    """A management-system certificate (质量管理体系认证证书)."""
    return _make(
        key,
        Kind.MANAGEMENT_CERTIFICATE,
        take,
        certificate_no=row["certificate_no"],
        holder=row["holder"],
        holder_address=owner.address,
        product_name="日用品、电子产品的设计开发和销售",
        standards=("GB/T 19001-2016/ISO 9001:2015",),
        issued_on=row["issued_on"],
        valid_to=row["valid_to"],
        issuing_body=row["issuing_body"],
    )


def fill_organic_certificate(row: Row, owner: Entity, key: str, take: Take) -> Document:
    """An organic certificate (有机产品认证证书)."""
    return _make(
        key,
        Kind.ORGANIC_CERTIFICATE,
        take,
        certificate_no=row["certificate_no"],
        holder=row["holder"],
        holder_address=owner.address,
        product_name=row["product_name"],
        standards=(row["standards"],),
        issued_on=row["issued_on"],
        valid_to=row["valid_to"],
        issuing_body=row["issuing_body"],
    )


def fill_approval(row: Row, owner: Entity, key: str, take: Take) -> Document:
    """A type approval of a weighing instrument (计量器具型式批准证书)."""
    return _make(
        key,
        Kind.TYPE_APPROVAL,
        take,
        approval_no=row["approval_no"],
        holder=row["holder"],
        product_name=row["product_name"],
        models=(row["models"],),
        accuracy_class="Ⅲ",
        issued_on=row["issued_on"],
        issuing_authority=f"{owner.place.province}市场监督管理局",
    )


def fill_report(row: Row, key: str, take: Take, **about: Value) -> Document:
    """The cover of a test report; `about` adds what the register does not know."""
    issued = date.fromisoformat(row["issued_on"])
    known: dict[str, Value] = {
        "report_no": row["report_no"],
        "product_name": row["product_name"],
        "model": row["model"],
        "client": row["client"],
        "manufacturer": row["client"],
        "received_on": date.fromordinal(issued.toordinal() - 12).isoformat(),
        "issued_on": row["issued_on"],
        "lab": row["lab"],
        "conclusion": "所检项目符合标准要求",
    }
    return _make(key, Kind.TEST_REPORT, take, None, **(known | about))


def _split_metric(part: str) -> tuple[str, str, str]:
    """A measure of the register as name, value and unit."""
    name, _, rest = part.partition("=")
    amount = rest
    while not _is_amount(amount):  # units such as kW·h/24h hold digits of their own
        amount = amount[:-1]
    return name, amount, rest[len(amount) :]


def _is_amount(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _make(key: str, kind: Kind, take: Take, /, code: str | None = None, **fields: Value) -> Document:
    kept = tuple((name, value) for name, value in fields.items() if value)
    return Document(key=key, kind=kind, fields=kept, take=take, layout=sum(key.encode()) % 2, code=code)
