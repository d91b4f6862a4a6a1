"""FOOD-004: ordinary food that poses as health food."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, Locator, RegisterState, Severity, Status, Verdict
from inspectors.absence import find_blind_spots, show_all_searched
from inspectors.authority.lookup import Authority
from inspectors.food_claims import Claim, find_function_claims, quote_claims
from inspectors.foods import find_food
from inspectors.goods import is_from_abroad
from inspectors.registry import inspector
from inspectors.shown import Shown, find_shown
from inspectors.validity import find_lapse, get_capture_day


@inspector(code="FOOD-004", severity=Severity.HIGH, needs=("listing.title",), version="1")
def health_food_posed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing claims a health function for food without a health food number that the register holds."""
    # 批准文号 is also the label of drugs and cosmetics.
    numbers = [
        shown for shown in find_shown(exhibit, "health_food") if shown.well_formed or "健" in shown.value
    ]
    if numbers:
        yield from (_judge_number(exhibit, shown, authority) for shown in numbers)
        return
    food = find_food(exhibit, authority)
    if food is None:
        yield Verdict(status=Status.SKIP, missing=("register.catalogues",))
        return
    claims = find_function_claims(exhibit) if food else ()
    if food and claims:
        yield _judge_claims(exhibit, claims, certain=food[0].certain)


def _judge_number(exhibit: Exhibit, shown: Shown, authority: Authority) -> Verdict:
    match = authority.find("permits", shown.value)
    lapse = find_lapse(match, get_capture_day(exhibit))
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.permits",))
    if match.record is not None and lapse is None:
        return Verdict(status=Status.PASS, fact=shown.value)
    known = f"登记状态为{lapse.words}" if lapse else "未见于特殊食品登记"
    certain = shown.certain and shown.well_formed and match.state is not RegisterState.AMBIGUOUS
    return _make(
        (shown.value, f"保健食品批准文号（备案号）{shown.value} {known}（截至 {match.as_of}）"),
        shown.locators,
        match.quote(lapse.state if lapse else None),
        certain=certain and (lapse is None or lapse.certain),
    ).model_copy(update={"rests_on": shown.rests_on})


def _judge_claims(exhibit: Exhibit, claims: tuple[Claim, ...], *, certain: bool) -> Verdict:
    spots = find_blind_spots(exhibit, with_shop=False)
    if spots:
        return Verdict(status=Status.SKIP, missing=spots)
    sure = tuple(claim for claim in claims if claim.certain)
    shown = sure or claims
    abroad = is_from_abroad(exhibit)
    places = tuple(dict.fromkeys(place for claim in shown for place in claim.locators))
    summary = f"食品声称保健功能（{quote_claims(shown)}），页面未见国食健注、国食健字或食健备编号"
    fact = "|".join(sorted(claim.words for claim in shown))
    searched = show_all_searched(exhibit.model_copy(update={"shop": None}))
    return _make((fact, summary), (*places, *searched), None, certain=certain and bool(sure) and not abroad)


def _make(
    said: tuple[str, str],
    locators: tuple[Locator, ...],
    side: AuthorityValue | None,
    *,
    certain: bool,
) -> Verdict:
    fact, summary = said
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=fact,
        summary=f"疑似：{summary}" if certain else f"{summary}，请人工核对",
        claimed=fact,
        authority=side,
        locators=locators,
        confidence=0.8 if certain else 0.4,
    )
