"""ENER-002: no filing of a product's energy label."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.energy.energy_filings import Filings, Product, find_filings, find_product
from inspectors.checks.energy.energy_grades import find_labels, find_statements
from inspectors.registry import inspector


@inspector(code="ENER-002", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def energy_label_filed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A product claims an energy grade, but the register holds no filing of its producer and model."""
    if not find_labels(exhibit) and not find_statements(exhibit):
        yield Verdict(status=Status.SKIP, missing=("listing.claims.energy_grade",))
        return
    product = find_product(exhibit)
    if product is None:
        yield Verdict(status=Status.SKIP, missing=("listing.model",))
        return
    filings = find_filings(product, authority)
    if not filings.available:
        yield Verdict(status=Status.SKIP, missing=("register.energy_labels",))
    elif not filings.own:
        yield _judge(product, filings)


def _judge(product: Product, filings: Filings) -> Verdict:
    """A firm's full name and a model like no other's are enough for a lead; a brand is not."""
    certain = product.named and not filings.near
    lead_in = f"“{product.producer}”型号 {product.model} 未见能效标识备案（截至 {filings.asked.as_of}）"
    near = "、".join(f"{row.get('producer')} {row.get('model')}" for row in filings.near[:3])
    reason = f"，相近备案：{near}" if near else "，页面只写品牌，生产者不明"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{product.producer} {product.model}",
        summary=f"疑似：{lead_in}" if certain else f"{lead_in}{reason}，请人工核对",
        claimed=f"{product.producer} {product.model}",
        authority=filings.asked.quote(None),
        locators=product.locators,
        rests_on=product.rests_on,
        severity=Severity.MEDIUM,
        confidence=0.6 if certain else 0.3,
    )
