"""SUBJ-003: one licence picture in shops that are not of one operator."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import SightedDocument
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority, Match
from inspectors.market.tables import LICENCES, GroupVerdict, LicenceRow
from inspectors.matching.firms import Sameness, compare_firms
from inspectors.matching.names import fold_name
from inspectors.pages.showing import show_reading
from inspectors.registry import market_inspector


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holder:
    """Whose a licence is: as printed, or where that is not certain by the register under the printed code."""

    name: str | None
    reading: Reading
    match: Match | None = None


@market_inspector(code="SUBJ-003", severity=Severity.HIGH, table=LICENCES, version="2")
def licence_picture_reused(rows: list[LicenceRow], authority: Authority) -> Iterator[GroupVerdict]:
    """The same licence picture is posted by shops that name different operators."""
    groups: dict[str, list[LicenceRow]] = defaultdict(list)
    for row in rows:
        groups[row.sighted.document.sha256].append(row)
    for picture, group in sorted(groups.items()):
        operators = {fold_name(row.declared_operator) for row in group if row.declared_operator}
        if len(group) > 1 and len(operators) > 1:
            holder = _find_holder(group[0].sighted, authority)
            for row in group:
                if not _is_own(row, holder, authority):
                    others = [other for other in group if other is not row]
                    yield GroupVerdict(
                        group_key=f"picture:{picture}",
                        snapshot=row.snapshot,
                        verdict=_make_verdict(row, others, holder),
                    )


def _find_holder(sighted: SightedDocument, authority: Authority) -> _Holder:
    fields = sighted.document.fields
    name, code = fields.get("name", Reading()), fields.get("uscc", Reading())
    if name.status is ReadingStatus.READ:
        return _Holder(name=str(name.value), reading=name)
    if code.status is ReadingStatus.READ:
        match = authority.find("market_entities", str(code.value))
        if match.record is not None:
            return _Holder(name=str(match.record.get("name", "")) or None, reading=code, match=match)
    return _Holder(name=None, reading=name)


def _is_own(row: LicenceRow, holder: _Holder, authority: Authority) -> bool:
    """Whether a shop names the holder, by the present or a former name, or nobody at all."""
    if row.declared_operator is None:
        return True
    if holder.name is None:
        return False
    return compare_firms(row.declared_operator, [holder.name], authority) is Sameness.SAME


def _make_verdict(row: LicenceRow, others: list[LicenceRow], holder: _Holder) -> Verdict:
    certain = holder.name is not None
    shown_by = "、".join(f"“{other.shop_name}”（{other.declared_operator or '未写明'}）" for other in others)
    says = f"图片写“{holder.name}”" if holder.match is None else f"图片上的代码登记为“{holder.name}”"
    summary = (
        f"疑似：店铺“{row.shop_name}”自称经营者为“{row.declared_operator}”，所公示的执照{says}，"
        f"且与店铺{shown_by}的图片逐字节相同"
        if certain
        else f"店铺“{row.shop_name}”与{shown_by}公示同一执照图片而经营者不同，图片名称未能读准，请人工核对"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=row.shop_key,
        summary=summary,
        claimed=row.declared_operator,
        authority=holder.match.quote(holder.name) if holder.match else None,
        locators=tuple(show_reading(one.sighted, holder.reading) for one in (row, *others)),
        rests_on=(holder.reading,),
        confidence=holder.reading.confidence if certain else 0.4,
    )
