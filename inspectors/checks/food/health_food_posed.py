"""FOOD-004: ordinary food that poses as health food."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, Locator, RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.goods.categories import is_from_abroad
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.shown import Shown, find_shown
from inspectors.registry import inspector
from inspectors.words.verdicts import find_claims, judge_words


@inspector(code="FOOD-004", severity=Severity.HIGH, needs=("listing.title",), version="4")
def health_food_posed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing claims a health function for food without a health food number that the register holds."""
    # 批准文号 is also the label of drugs and cosmetics.
    numbers = [
        shown for shown in find_shown(exhibit, "health_food") if shown.well_formed or "健" in shown.value
    ]
    if numbers:
        yield from (_judge_number(exhibit, shown, authority) for shown in numbers)
        return
    for verdict in judge_words(exhibit, "FOOD-004", doubt=_find_doubt(exhibit)):
        searched = show_all_searched(exhibit.model_copy(update={"shop": None}))
        places = tuple(dict.fromkeys((*verdict.locators, *searched)))
        yield verdict.model_copy(update={"locators": places})


def _find_doubt(exhibit: Exhibit) -> str | None:
    """Why nobody can say that the page shows no health food number, or that Chinese law asks for one.

    Pounds lost in days no health food may promise: there it is all the same what was not seen.
    """
    promised = any(
        claim.certain and claim.hit.rule.no_number_allows for claim in find_claims(exhibit, "FOOD-004")
    )
    if not promised and find_blind_spots(exhibit, with_shop=False):
        return "页面或图片未看全，是否标有国食健注、食健备编号请人工核对"
    return "商品自境外发出，请人工核对" if is_from_abroad(exhibit) else None


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
