"""FOOD-006: platforms on which many food sellers show no permit, or none that the register holds."""

from collections import defaultdict
from collections.abc import Iterator

from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.market.permit_rows import PERMITS, PermitRow
from inspectors.market.tables import GroupVerdict
from inspectors.pages.showing import show_searched
from inspectors.registry import market_inspector

_FEWEST_SHOPS = 5
_SHARE = 0.5


@market_inspector(code="FOOD-006", severity=Severity.HIGH, table=PERMITS, version="1")
def platform_permits(rows: list[PermitRow], authority: Authority) -> Iterator[GroupVerdict]:
    """Half or more of a platform's food sellers show no permit that the register holds."""
    platforms: dict[str, dict[str, PermitRow]] = defaultdict(dict)
    for row in rows:
        platforms[row.snapshot.platform].setdefault(row.shop_key, row)
    for platform, shops in sorted(platforms.items()):
        without = [row for row in shops.values() if not _is_held(row, authority)]
        if len(without) >= _FEWEST_SHOPS and len(without) >= _SHARE * len(shops):
            yield _make_verdict(platform, without, len(shops))


def _is_held(row: PermitRow, authority: Authority) -> bool:
    """Whether a shop shows a permit; where the register cannot be asked any number counts."""
    if row.shows_picture and not row.numbers:
        return True
    found = (authority.find("permits", number).state for number in row.numbers)
    return any(state in {RegisterState.FOUND, RegisterState.UNAVAILABLE} for state in found)


def _make_verdict(platform: str, without: list[PermitRow], shops: int) -> GroupVerdict:
    verdict = Verdict(
        status=Status.UNSURE,  # what the platform checked only the platform can show
        fact="food-permits",
        summary=f"本次采集的 {shops} 家食品店铺中 {len(without)} 家未见可核实的食品经营许可或备案，"
        "平台是否审查请人工核对",
        claimed=platform,
        locators=tuple(place for row in without[:5] for place in show_searched(row.exhibit)[:1]),
        confidence=0.3,
    )
    return GroupVerdict(group_key=f"platform:{platform}", snapshot=without[0].snapshot, verdict=verdict)
