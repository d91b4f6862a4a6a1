"""SUBJ-004: the operator named by the posted licence no longer trades, says the register."""

from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit, SightedDocument
from evidence.finding import RegisterState, Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.pages.showing import show_reading
from inspectors.registry import Scope, inspector

_TRADING = frozenset({"存续", "在业", "开业", "在营", "在册"})
_MOVED = frozenset({"迁出", "歇业"})  # moves or suspends the registration: never an accusation


@inspector(
    code="SUBJ-004",
    severity=Severity.HIGH,
    needs=("document.business_licence",),
    scope=Scope.SHOP,
    version="1",
)
def operator_trades(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A shop posts the licence of an operator that the register shows as deregistered or revoked."""
    for sighted in exhibit.find_documents("business_licence"):
        uscc = sighted.document.fields.get("uscc", Reading())
        if uscc.status is not ReadingStatus.READ:
            yield Verdict(status=Status.SKIP, missing=("document.business_licence.uscc",))
        else:
            shown = "店铺" if exhibit.snapshot.shop_key is not None else "该页"
            yield _judge(sighted, uscc, authority.find("market_entities", str(uscc.value)), shown)


def _judge(sighted: SightedDocument, uscc: Reading, match: Match, shown: str) -> Verdict:
    record = match.record or {}
    status = record.get("status")
    if match.state in {RegisterState.UNAVAILABLE, RegisterState.AMBIGUOUS} or not status:
        return Verdict(status=Status.SKIP, missing=("register.market_entities.status",))
    if status in _TRADING:
        return Verdict(status=Status.PASS, fact=str(uscc.value))
    since = f"，自 {record['status_since']}" if record.get("status_since") else ""
    summary = (
        f"执照号码 {uscc.value}（{record.get('name', '')}）登记状态为“{status}”{since}（截至 {match.as_of}）"
    )
    certain = match.state is RegisterState.INACTIVE and status not in _MOVED
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=f"{uscc.value} {status}",
        summary=f"疑似：{summary}，{shown}仍公示该执照" if certain else f"{summary}，是否仍可经营请人工核对",
        claimed=str(uscc.value),
        authority=match.quote(status),
        locators=(show_reading(sighted, uscc),),
        rests_on=(uscc,),
        confidence=uscc.confidence if certain else 0.4,
    )
