"""FOOD-005: health food said to do more than its registration or filing allows."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.goods.functions import Function, find_functions, list_registered
from inspectors.pages.shown import Shown, find_shown, judge_shown
from inspectors.registry import inspector
from inspectors.words.verdicts import judge_words


@inspector(code="FOOD-005", severity=Severity.HIGH, needs=("listing.title",), version="3")
def health_food_exceeds(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of a health food that it heals, or claims a function that its register does not hold."""
    yield from judge_words(exhibit, "FOOD-005")
    claimed = find_functions(exhibit)
    for shown in find_shown(exhibit, "health_food") if claimed else ():
        match = authority.find("permits", shown.value)
        if match.state is RegisterState.UNAVAILABLE:
            yield Verdict(status=Status.SKIP, missing=("register.permits",))
        elif match.record is not None and match.record.get("functions"):
            yield from _compare(exhibit, shown, match, claimed)


def _compare(
    exhibit: Exhibit, shown: Shown, match: Match, claimed: tuple[Function, ...]
) -> Iterator[Verdict]:
    held = list_registered((match.record or {}).get("functions") or ())
    beyond = [one for one in claimed if one.name not in held]
    if not beyond or not held:  # words of the register that no function of the catalogue covers prove nothing
        yield Verdict(status=Status.PASS, fact=shown.value)
        return
    said = "、".join(dict.fromkeys(one.term for one in beyond))
    registered = "、".join((match.record or {}).get("functions") or ())
    certain = all(one.certain for one in beyond)
    summary = f"页面宣称“{said}”，{shown.value} 登记的保健功能为“{registered}”（截至 {match.as_of}）"
    verdict = judge_shown(shown, summary, match.quote(registered), certain=certain)
    places = tuple(dict.fromkeys((*shown.locators, *(place for one in beyond for place in one.locators))))
    fact = f"{shown.value} {'|'.join(sorted(one.name for one in beyond))}"
    yield verdict.model_copy(update={"fact": fact, "claimed": said, "locators": places})
