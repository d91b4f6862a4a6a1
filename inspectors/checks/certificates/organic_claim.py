"""CERT-006: organic and green food claims without a certificate that is in force."""

import re
from collections.abc import Iterator

from config.catalogue import load_catalogue
from evidence.exhibit import Exhibit
from evidence.finding import AuthorityValue, Locator, RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.authority.validity import find_lapse, get_capture_day
from inspectors.checks.certificates.certificates import find_ownership
from inspectors.goods.categories import is_from_abroad
from inspectors.goods.foods import find_food
from inspectors.matching.firms import Sameness
from inspectors.pages.absence import find_blind_spots, show_all_searched
from inspectors.pages.page_numbers import iter_words
from inspectors.pages.showing import show_words
from inspectors.pages.shown import Shown, find_shown
from inspectors.registry import inspector

_NUMBERS = {"有机": ("organic", "organic_code"), "绿色食品": ("green_food",)}


@inspector(code="CERT-006", severity=Severity.MEDIUM, needs=("listing.title",), version="1")
def organic_claim(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing calls goods organic or green food without a certificate of it that is in force."""
    for mark, kinds in _NUMBERS.items():
        numbers = [shown for shown in find_shown(exhibit, *kinds) if shown.kind != "organic_code"]
        for shown in numbers:
            yield _judge_number(exhibit, shown, authority)
        if not numbers and not _shows_any(exhibit, kinds):
            yield from _judge_claim(exhibit, mark, authority)


def _judge_number(exhibit: Exhibit, shown: Shown, authority: Authority) -> Verdict:
    match = authority.find("certificates", shown.value)
    lapse = find_lapse(match, get_capture_day(exhibit))
    if match.state is RegisterState.UNAVAILABLE:
        return Verdict(status=Status.SKIP, missing=("register.certificates",))
    certain, side, rests, places = shown.certain, match.quote(None), shown.rests_on, shown.locators
    if match.record is None:
        known = f"未见于认证登记（截至 {match.as_of}）"
        certain = certain and shown.well_formed and match.state is RegisterState.NOT_FOUND
    elif lapse is not None:
        known, side = f"登记状态为{lapse.words}（截至 {match.as_of}）", match.quote(lapse.state)
        certain = certain and lapse.certain
    else:
        owner = find_ownership(exhibit, shown, match, authority)
        if owner is None or owner.sameness is Sameness.SAME:
            return Verdict(status=Status.PASS, fact=shown.value)
        holder = match.record.get("holder")
        known, side = f"登记在“{holder}”名下，页面生产者为“{owner.named}”", match.quote(holder)
        certain = certain and owner.sameness is Sameness.OTHER
        rests, places = (*rests, *owner.rests_on), (*places, *owner.locators)
    said = (shown.value, f"有机/绿色食品证书编号 {shown.value} {known}")
    return _make(said, places, side, certain=certain).model_copy(update={"rests_on": rests})


def _judge_claim(exhibit: Exhibit, mark: str, authority: Authority) -> Iterator[Verdict]:
    claims = {clause: sure for text in iter_words(exhibit) for clause, sure in _find_claims(text, mark)}
    if not claims:
        return
    spots = find_blind_spots(exhibit, with_shop=exhibit.shop is not None)
    if spots:
        yield Verdict(status=Status.SKIP, missing=spots)
        return
    food = find_food(exhibit, authority) or ()
    abroad = is_from_abroad(exhibit)
    certain = (any(claims.values()) or any(goods.certain for goods in food)) and not abroad
    quote = max(claims, key=lambda clause: claims[clause])
    said = (f"{mark}:claim", f"页面称“{quote}”，未见{mark}认证证书编号或证书")
    yield _make(said, (*show_words(exhibit, quote), *show_all_searched(exhibit)), None, certain=certain)


def _find_claims(text: str, mark: str) -> Iterator[tuple[str, bool]]:
    """Clauses that claim a mark, and whether they claim the certified thing."""
    words = load_catalogue("certificate_claims")
    pattern = words["organic" if mark == "有机" else "green"]
    for clause in re.split(r"[。！？!?；;，,\n\r|]", text):
        for match in re.finditer(pattern, clause):
            if not re.search(words["organic_denied"], clause[: match.start()]):
                yield clause.strip(), mark != "有机" or bool(re.search(words["organic_certified"], clause))


def _shows_any(exhibit: Exhibit, kinds: tuple[str, ...]) -> bool:
    """Whether a picture of such a certificate, an organic code, or the shop shows one."""
    rooms = (exhibit, exhibit.shop) if exhibit.shop else (exhibit,)
    pictures = any(room.find_documents("organic_certificate") for room in rooms)
    return ("organic" in kinds and pictures) or any(find_shown(room, *kinds) for room in rooms)


def _make(
    said: tuple[str, str], locators: tuple[Locator, ...], side: AuthorityValue | None, *, certain: bool
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
