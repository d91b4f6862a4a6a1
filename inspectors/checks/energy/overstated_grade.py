"""A page's energy grades against its label and the register: the best claim that either contradicts."""

from dataclasses import dataclass

from evidence.document import Reading
from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, Locator, RegisterState
from inspectors.authority.lookup import Authority
from inspectors.checks.energy.energy_filings import Filings, Product, find_filings, find_product
from inspectors.checks.energy.energy_grades import (
    EnergyLabel,
    GradeStatement,
    find_labels,
    find_statements,
    has_variants,
)
from inspectors.matching.model_numbers import Likeness, compare_models


@dataclass(frozen=True, slots=True, kw_only=True)
class Overstatement:
    """A grade claimed, and the worse grade of its label or of the newest filing."""

    claimed: int
    held: int
    said: str
    holder: str
    certain: bool
    locators: tuple[Locator, ...]
    rests_on: tuple[Reading, ...] = ()
    authority: AuthorityValue | None = None


def find_overstatement(exhibit: Exhibit, authority: Authority) -> Overstatement | None:
    """The best grade a page claims beyond the register, or where that is silent, beyond its own label."""
    product = find_product(exhibit)
    filings = find_filings(product, authority) if product is not None else None
    if product is not None and filings is not None and filings.grade is not None:
        return _compare_with_register(exhibit, authority, product, filings)
    labels = find_labels(exhibit)
    return _compare_with_label(exhibit, labels[0]) if len(labels) == 1 else None


def find_gap(exhibit: Exhibit, authority: Authority) -> str | None:
    """What is missing when a page's grades could be compared with nothing; None when they could."""
    if any(label.grade is not None for label in find_labels(exhibit)):
        return None
    product = find_product(exhibit)
    if product is None:
        return "listing.model"
    filings = find_filings(product, authority)
    if not filings.available:
        return "register.energy_labels"
    return None if filings.grade is not None else "document.energy_label"


def is_of_other_model(exhibit: Exhibit, label: EnergyLabel) -> bool:
    """Whether a label names another model than its page does."""
    stated = exhibit.listing.model if exhibit.listing else None
    printed = label.model.value
    return bool(stated and printed) and compare_models(str(stated), str(printed)) is Likeness.OTHER


def _compare_with_register(
    exhibit: Exhibit, authority: Authority, product: Product, filings: Filings
) -> Overstatement | None:
    row, held = filings.own[0], filings.grade or 0
    statements = [one for one in (*find_statements(exhibit), *_state_label(exhibit)) if one.grade < held]
    if not statements:
        return None
    best = statements[0]
    match = authority.find("energy_labels", row["filing_no"])
    model = compare_models(product.model, str(row.get("model", "")))
    exact = product.named and model is Likeness.SAME and filings.one_edition
    filed = f"{row.get('announced_on', '日期不详')}，{row.get('standard', '标准不详')}"
    return Overstatement(
        claimed=best.grade,
        held=held,
        said=f"{best.place}“{best.quote}”",
        holder=f"备案 {row['filing_no']}（{filed}）",
        certain=best.certain and exact and match.state is RegisterState.FOUND and not has_variants(exhibit),
        locators=(*best.locators, *product.locators),
        rests_on=(*product.rests_on, *best.rests_on),
        authority=match.quote(f"{held}级"),
    )


def _compare_with_label(exhibit: Exhibit, label: EnergyLabel) -> Overstatement | None:
    held = label.grade
    statements = [one for one in find_statements(exhibit) if held is not None and one.grade < held]
    if not statements or held is None:
        return None
    best = statements[0]
    return Overstatement(
        claimed=best.grade,
        held=held,
        said=f"{best.place}“{best.quote}”",
        holder="所附能效标识",
        certain=best.certain
        and label.certain
        and not has_variants(exhibit)
        and not is_of_other_model(exhibit, label),
        locators=(*best.locators, label.locator),
        rests_on=(label.reading,),
    )


def _state_label(exhibit: Exhibit) -> list[GradeStatement]:
    """The grade that the only label prints, as one more statement of the page."""
    labels = find_labels(exhibit)
    return [
        GradeStatement(
            grade=label.grade,
            place="能效标识",
            quote=label.reading.raw or str(label.grade),
            certain=label.certain,
            locators=(label.locator,),
            rests_on=(label.reading,),
        )
        for label in labels
        if label.grade is not None and len(labels) == 1
    ]
