"""FOOD-003: food said to prevent or treat diseases."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.food_claims import find_disease_claims, quote_claims
from inspectors.foods import find_food
from inspectors.registry import inspector


@inspector(code="FOOD-003", severity=Severity.HIGH, needs=("listing.title",), version="2")
def disease_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of food that it prevents or treats diseases."""
    food = find_food(exhibit, authority)
    if food is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    claims = find_disease_claims(exhibit) if food else ()
    if not food or not claims:
        return
    sure = tuple(claim for claim in claims if claim.certain)
    certain = bool(sure) and food[0].certain
    shown = sure if certain else claims
    lead_in = "疑似：食品宣传涉及疾病预防、治疗功能" if certain else "可能涉及疾病预防、治疗功能，请人工核对"
    yield Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted(claim.words for claim in shown)),
        summary=f"{lead_in}：{quote_claims(shown)}（“{shown[0].clause}”）",
        claimed=shown[0].clause,
        locators=tuple(dict.fromkeys(place for claim in shown for place in claim.locators)),
        confidence=0.8 if certain else 0.4,
    )
