"""SUBJ-003: one licence picture in shops that are not of one operator."""

from collections import defaultdict
from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.finding import Severity, Status, Verdict
from inspectors.market.tables import LICENCES, GroupVerdict, LicenceRow
from inspectors.names import fold_name
from inspectors.registry import market_inspector
from inspectors.showing import show_reading


@market_inspector(code="SUBJ-003", severity=Severity.HIGH, table=LICENCES, version="1")
def licence_picture_reused(rows: list[LicenceRow]) -> Iterator[GroupVerdict]:
    """The same licence picture is posted by shops that name different operators."""
    groups: dict[str, list[LicenceRow]] = defaultdict(list)
    for row in rows:
        groups[row.sighted.document.sha256].append(row)
    for picture, group in sorted(groups.items()):
        operators = {fold_name(row.declared_operator) for row in group if row.declared_operator}
        if len(group) > 1 and len(operators) > 1:
            yield from _judge_group(picture, group)


def _judge_group(picture: str, group: list[LicenceRow]) -> Iterator[GroupVerdict]:
    name = group[0].sighted.document.fields.get("name", Reading())
    readable = name.status is ReadingStatus.READ
    holder = fold_name(str(name.value)) if readable else None
    for row in group:
        if row.declared_operator is None or fold_name(row.declared_operator) == holder:
            continue
        others = [other for other in group if other is not row]
        yield GroupVerdict(
            group_key=f"picture:{picture}",
            snapshot=row.snapshot,
            verdict=_make_verdict(row, others, name, certain=readable),
        )


def _make_verdict(row: LicenceRow, others: list[LicenceRow], name: Reading, *, certain: bool) -> Verdict:
    shown_by = "、".join(f"“{other.shop_name}”（{other.declared_operator or '未写明'}）" for other in others)
    summary = (
        f"疑似：店铺“{row.shop_name}”自称经营者为“{row.declared_operator}”，所公示的执照图片"
        f"写“{name.raw}”，且与店铺{shown_by}的图片逐字节相同"
        if certain
        else f"店铺“{row.shop_name}”与{shown_by}公示同一执照图片而经营者不同，图片名称未能读准，请人工核对"
    )
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact=row.shop_key,
        summary=summary,
        claimed=row.declared_operator,
        locators=tuple(show_reading(one.sighted, name) for one in (row, *others)),
        rests_on=(name,),
        confidence=name.confidence if certain else 0.4,
    )
