"""QUAL-001: goods on sale that failed a supervision spot check."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.quality.batches import Batch, find_batches, fold_batch
from inspectors.checks.quality.notices import Notice, find_codes, find_notices, is_imported
from inspectors.pages.purchase import is_purchasable
from inspectors.pages.showing import show_words
from inspectors.registry import inspector

_REGISTER = "spot_checks"


@inspector(code="QUAL-001", severity=Severity.CRITICAL, needs=("listing.title",), version="1")
def spot_check_failed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing still sells a product and batch that failed a spot check."""
    buyable = is_purchasable(exhibit.listing) if exhibit.listing else None
    if not is_imported(authority, _REGISTER):
        yield Verdict(status=Status.SKIP, missing=("register.spot_checks",))
    elif buyable is None:
        yield Verdict(status=Status.SKIP, missing=("listing.price",))
    elif buyable:
        for notice in find_notices(exhibit, authority, _REGISTER, "model"):
            yield _judge(exhibit, authority, notice)


def _judge(exhibit: Exhibit, authority: Authority, notice: Notice) -> Verdict:
    held = fold_batch(str(notice.row.get("batch") or ""))
    stated = find_batches(exhibit)
    same = next((batch for batch in stated if held and batch.value == held), None)
    if stated and held and same is None:
        return Verdict(status=Status.PASS, fact=notice.key)  # another batch
    coded = _bears_code(exhibit, notice)
    certain = coded or (same is not None and notice.exact)
    return _make_verdict(exhibit, authority, notice, same, certain=certain)


def _bears_code(exhibit: Exhibit, notice: Notice) -> bool:
    """Whether the notice gives the page's bar code; registers keep it among their other columns."""
    others = {str(value).strip().lstrip("0") for value in notice.row.get("extra", {}).values()}
    return any(code.lstrip("0") in others for code in find_codes(exhibit))


def _make_verdict(
    exhibit: Exhibit, authority: Authority, notice: Notice, same: Batch | None, *, certain: bool
) -> Verdict:
    match = authority.find(_REGISTER, notice.key)
    certain = certain and match.record is not None
    row = notice.row
    failed = "、".join(row.get("failed_items", ())) or "项目不详"
    batch = f"批号 {same.raw}" if same else "页面未写明批号"
    tail = "" if certain else "；不能排除在售的是其他批次或规格，请人工核对"
    announced = f"{row.get('announced_on')} 公布 {notice.key} 不合格（{failed}）"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=notice.key,
        summary=f"疑似销售抽查不合格产品：{notice.led_by}，{batch}，{announced}{tail}",
        claimed=notice.led_by,
        authority=match.quote(f"{row.get('batch') or ''} {failed}".strip()),
        locators=(*show_words(exhibit, notice.led_by), *(same.locators if same else ())),
        rests_on=same.rests_on if same else (),
        severity=Severity.CRITICAL if certain else Severity.MEDIUM,
        confidence=0.85 if certain else 0.4,
    )
