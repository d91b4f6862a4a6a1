"""QUAL-002: goods on sale that their producer recalls."""

from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.checks.quality.batches import Batch, find_batches, fold_batch
from inspectors.checks.quality.notices import Notice, find_notices, is_imported
from inspectors.pages.purchase import is_purchasable
from inspectors.pages.showing import show_words
from inspectors.registry import inspector

_REGISTER = "recalls"


@inspector(code="QUAL-002", severity=Severity.CRITICAL, needs=("listing.title",), version="1")
def recalled_goods(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing still sells a product within the range of a recall."""
    buyable = is_purchasable(exhibit.listing) if exhibit.listing else None
    if not is_imported(authority, _REGISTER):
        yield Verdict(status=Status.SKIP, missing=("register.recalls",))
    elif buyable is None:
        yield Verdict(status=Status.SKIP, missing=("listing.price",))
    elif buyable:
        for notice in find_notices(exhibit, authority, _REGISTER, "models"):
            yield _judge(exhibit, authority, notice)


def _judge(exhibit: Exhibit, authority: Authority, notice: Notice) -> Verdict:
    """The range test: all of the model, this batch, or the days between which it was made."""
    stated = find_batches(exhibit)
    within = [_is_within(batch, notice) for batch in stated]
    decided = [one for one in within if one is not None]
    limited = any(notice.row.get(name) for name in ("batches", "produced_from", "produced_to"))
    if limited and decided and not any(decided):
        return Verdict(status=Status.PASS, fact=notice.key)  # made at another time
    batch = stated[within.index(True)] if True in within else None
    certain = notice.exact and (not limited or batch is not None)
    return _make_verdict(exhibit, authority, notice, batch, certain=certain)


def _is_within(batch: Batch, notice: Notice) -> bool | None:
    """Whether a batch or day is within a recall; None when they cannot be compared."""
    row = notice.row
    batches = {fold_batch(str(one)) for one in row.get("batches", ())}
    if batch.value in batches:
        return True
    first, last = row.get("produced_from"), row.get("produced_to")
    if batch.day is not None and (first or last):
        return str(first or "") <= batch.day.isoformat() <= str(last or "9999")
    return False if batches and not (first or last) and batch.day is None else None


def _make_verdict(
    exhibit: Exhibit, authority: Authority, notice: Notice, batch: Batch | None, *, certain: bool
) -> Verdict:
    match = authority.find(_REGISTER, notice.key)
    certain = certain and match.record is not None
    limits = _tell_limits(notice)
    stated = f"页面写 {batch.raw}" if batch else "页面未写明批次"
    tail = "" if certain else "；不能排除在召回范围之外，请人工核对"
    announced = f"{notice.row.get('announced_on')} 公告 {notice.key} 召回"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=notice.key,
        summary=f"疑似销售召回产品：{notice.led_by}，{announced}（范围：{limits}；{stated}）{tail}",
        claimed=notice.led_by,
        authority=match.quote(str(notice.row.get("hazard") or limits)),
        locators=(*show_words(exhibit, notice.led_by), *(batch.locators if batch else ())),
        rests_on=batch.rests_on if batch else (),
        severity=Severity.CRITICAL if certain else Severity.MEDIUM,
        confidence=0.85 if certain else 0.4,
    )


def _tell_limits(notice: Notice) -> str:
    row = notice.row
    if row.get("batches"):
        return "、".join(row["batches"])
    days = [str(row[name]) for name in ("produced_from", "produced_to") if row.get(name)]
    return " 至 ".join(days) or "该型号全部"
