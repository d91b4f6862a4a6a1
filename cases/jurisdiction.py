"""Who may be competent for a case, with the reason and the rule. These are proposals: an officer decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cases.model import Ground, Jurisdiction, Office
from cases.places import find_office_region, find_place
from config.errors import ItemError
from config.numbers import check_uscc
from config.regions import find_region
from config.yaml_text import parse_yaml
from evidence.records import Records
from evidence.selection import Selection, select_records
from evidence.snapshot import Snapshot
from inspectors.authority.lookup import Authority

PROCEDURE = "市场监督管理行政处罚程序规定"
_ADVERTISING = "AD-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What is known of where the operator and the platform of a case are.

    `registered_code` is the GB/T 2260 code of the registered seat, `registered_by` says where it comes from;
    `shown_places` are what pages say of where goods are sent from or the shop is, `hosts` those of the pages.
    """

    has_shop: bool
    registered_code: str | None = None
    registered_by: str = ""
    shown_places: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def find_whereabouts(
    records: Records, ids: Iterable[str], uscc: str | None, authority: Authority | None
) -> Whereabouts:
    """What the evidence of a case and the register of market entities say of places.

    Args:
        records: as somebody may see them.
        ids: what the case lists: leads, findings, snapshots; what is not seen tells nothing.
        uscc: the operator's code, where it is known.
        authority: the registers to be asked; None asks none.
    """
    chosen = [found for one in ids if (found := _select(records, one)) is not None]
    snapshots = [one for found in chosen for one in found.snapshots.values()]
    code, said_by = _find_registered(uscc, authority)
    return Whereabouts(
        has_shop=any(_has_shop(one) for one in snapshots),
        registered_code=code,
        registered_by=said_by,
        shown_places=tuple(
            dict.fromkeys(
                one.listing.region for one in snapshots if one.listing is not None and one.listing.region
            )
        ),
        hosts=tuple(dict.fromkeys(host for one in snapshots if (host := urlsplit(one.url).hostname))),
        codes=tuple(sorted({finding.code for found in chosen for finding in found.findings.values()})),
    )


def _select(records: Records, one: str) -> Selection | None:
    try:
        return select_records(records, [one])
    except ItemError:
        return None


def propose(known: Whereabouts, offices: Iterable[Office]) -> tuple[Jurisdiction, ...]:
    """Who may be competent, the first rule first; `office_id` is null where no office is known."""
    by_region = {office.region: office.office_id for office in offices}
    proposals = list(_iter_proposals(known))
    once = {(one.ground, one.region, one.rule): one for one in reversed(proposals)}
    return tuple(
        one.model_copy(update={"office_id": by_region.get(find_office_region(one.region, by_region) or "")})
        for one in proposals
        if once[one.ground, one.region, one.rule] is one
    )


def _iter_proposals(known: Whereabouts) -> Iterator[Jurisdiction]:
    if known.has_shop:
        yield from _iter_of_seller(known)
        yield from _iter_of_platform(known)
    elif known.registered_code:
        yield _make(
            Ground.REGISTERED_PLACE,
            known.registered_code,
            f"自建网站等网络交易经营者，由其住所地管辖；{known.registered_by}",
            f"{PROCEDURE} 10(1)",
        )
    if known.registered_code and any(code.startswith(_ADVERTISING) for code in known.codes):
        yield _make(
            Ground.REGISTERED_PLACE,
            known.registered_code,
            "广告主自行发布互联网广告的，由广告主所在地管辖（法人的所在地为注册地）；" + known.registered_by,
            f"{PROCEDURE} 11(3)",
        )


def _iter_of_seller(known: Whereabouts) -> Iterator[Jurisdiction]:
    for text in known.shown_places:
        place = find_place(text)
        if place is not None:
            yield _make(
                Ground.SELLER_PLACE,
                place.code,
                f"平台内经营者由其实际经营地管辖；页面写明“{text}”，是否为实际经营地须核实",
                f"{PROCEDURE} 10(2)",
            )
    if known.registered_code:
        yield _make(
            Ground.REGISTERED_PLACE,
            known.registered_code,
            f"平台内经营者由其实际经营地管辖；实际经营地未核实前，以住所为线索：{known.registered_by}",
            f"{PROCEDURE} 10(2)",
        )


def _iter_of_platform(known: Whereabouts) -> Iterator[Jurisdiction]:
    book = _load_seats()
    for seat in book["seats"]:
        if any(host == end or host.endswith(f".{end}") for host in known.hosts for end in seat["hosts"]):
            yield _make(
                Ground.PLATFORM_SEAT,
                seat["code"],
                f"{seat['name']}住所地先行发现线索或者收到投诉、举报的，也可以管辖；"
                f"住所据{seat['source']}（截至 {book['as_of']}），须核对",
                f"{PROCEDURE} 10(2)",
            )


def _find_registered(uscc: str | None, authority: Authority | None) -> tuple[str | None, str]:
    if uscc is None:
        return None, ""
    match = authority.find("market_entities", uscc) if authority is not None else None
    if match is not None and match.record is not None:
        as_of = f"登记信息（{match.as_of}）"
        region = find_region(str(match.record.get("region_code") or ""))
        if region is not None:
            return region.code, f"{as_of}载明{region.name}"
        place = find_place(match.record.get("address"))
        if place is not None:
            return place.code, f"{as_of}载明住所“{match.record['address']}”"
    checked = check_uscc(uscc)
    region = find_region(checked.number[2:8]) if checked is not None and checked.whole else None
    if region is None:
        return None, ""
    return region.code, f"统一社会信用代码第3至8位为登记管理机关所在的{region.name}，住所须核对"


def _has_shop(snapshot: Snapshot) -> bool:
    shop = snapshot.listing.shop if snapshot.listing else None
    return shop is not None and bool(shop.id or shop.url)


def _make(ground: Ground, code: str, reason: str, rule: str) -> Jurisdiction:
    region = find_region(code)
    name = f"（{region.name}）" if region else ""
    return Jurisdiction(office_id=None, region=code, ground=ground, reason=f"{reason}{name}", rule=rule)


@cache
def _load_seats() -> dict[str, Any]:
    book: dict[str, Any] = parse_yaml((Path(__file__).parent / "seats.yaml").read_text(encoding="utf-8"))
    return book
