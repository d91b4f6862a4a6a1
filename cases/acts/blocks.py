"""The parts of an act that come from evidence: what was found, where, how it was taken, and its digests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.acts.matter import Matter, Sighting
from cases.acts.sheet import Paragraph, Part, Table
from cases.model import User
from config.citations import cite
from evidence.clock import SHANGHAI
from evidence.finding import Finding, RegisterState, ReviewVerdict
from evidence.snapshot import Outcome, Role, Snapshot
from evidence.stamps import Stamp

BLANK = "____"
_LONGEST = 300
_ROLES = {
    Role.PAGE: "网页（服务器发来的原始数据）",
    Role.RENDERED: "渲染后的网页",
    Role.TEXT: "网页显示的文字",
    Role.MHTML: "整页存档（MHTML）",
    Role.SCREENSHOT: "整页截图",
    Role.IMAGE: "图片",
    Role.RESOURCE: "网页资源",
    Role.PAGEINFO: "采集信息",
}
_VERDICTS = {
    None: "未经人工复核。",
    ReviewVerdict.CONFIRMED: "经人工复核，确认为线索。",
    ReviewVerdict.UNSURE: "经人工复核，尚不能确定。",
}
_METHODS = {"http": "HTTP 抓取", "browser": "浏览器整页采集"}
_OUTCOMES = {
    Outcome.FOUND: "取得页面",
    Outcome.ABSENT: "平台显示已下架或者不存在",
    Outcome.BLOCKED: "未取得页面",
    Outcome.UNREADABLE: "取得数据但未能读出内容",
    Outcome.NOT_ATTEMPTED: "未采集",
}
_HAD = (Outcome.FOUND, Outcome.UNREADABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What vouches for the evidence: the ledger's entries, the office's key, and stamps of others."""

    first: int | None
    last: int | None
    head: str
    key_id: str | None
    stamps: tuple[Stamp, ...] = ()


Block = Callable[[Matter, Sealed], list[Part]]


def write_moment(sighting: Sighting) -> str:
    """When a snapshot was taken, in Shanghai time."""
    return f"{sighting.snapshot.captured_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def write_day(moment: datetime) -> str:
    """A day in Shanghai as official papers write it: 2026年3月2日 (GB/T 9704, without leading noughts)."""
    day = moment.astimezone(SHANGHAI)
    return f"{day.year}年{day.month}月{day.day}日"


def _operator(matter: Matter, _sealed: Sealed) -> list[Part]:
    operator = matter.case.operator
    rows = (
        ("名称", operator.name or BLANK),
        ("统一社会信用代码", operator.uscc or BLANK),
        ("店铺", operator.shop or BLANK),
        ("实际经营地址", BLANK),
        ("联系方式", BLANK),
    )
    return [
        Table(("项目", "内容"), rows, (0.3, 0.7)),
        Paragraph(
            "名称和号码为页面或者证照图片所示，未经核实；与登记信息不一致的，以所列登记信息为准。", plain=True
        ),
    ]


def _findings(matter: Matter, _sealed: Sealed) -> list[Part]:
    parts: list[Part] = []
    for number, finding in enumerate(matter.findings, start=1):
        source = matter.get_source(finding)
        by = f"（由机关 {source} 提供）" if source else ""
        parts.append(Paragraph(f"{number}. {finding.summary}{by}。", plain=True))
        parts.append(Paragraph(_explain(finding) + _VERDICTS[matter.get_verdict(finding.lead_id)]))
    picks = [line.said for line in matter.lines if line.said]
    parts += [
        Paragraph(f"{number}. {said}。", plain=True) for number, said in enumerate(picks, len(parts) // 2 + 1)
    ]
    return parts or [Paragraph(BLANK)]


def _explain(finding: Finding) -> str:
    said = [f"页面所示：{_cut(finding.claimed)}" if finding.claimed else ""]
    authority = finding.authority
    if authority is not None:
        as_of = f"（截至 {authority.as_of}，版本 {authority.version}）" if authority.version else ""
        value = authority.value or (
            "无此记录" if authority.state is RegisterState.NOT_FOUND else "无可比的值"
        )
        said.append(f"登记信息{as_of}：{authority.key}：{value}")
    said.append(f"涉及条款：{'，'.join(map(cite, finding.legal_basis))}")
    said.append(f"采集时间：{finding.captured_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")
    said.append(f"线索编号：{finding.lead_id}")
    return "；".join(part for part in said if part) + "。"


def _pages(matter: Matter, _sealed: Sealed) -> list[Part]:
    rows = tuple(
        (
            str(number),
            (one.snapshot.listing.title if one.snapshot.listing else None) or _OUTCOMES[one.snapshot.outcome],
            _name_shop(one),
            one.snapshot.listing_id or "",
            one.snapshot.url,
            write_moment(one),
        )
        for number, one in enumerate(matter.sightings, start=1)
    )
    head = ("序号", "标题", "店铺", "商品编号", "网址", "采集时间")
    return [Table(head, rows, (0.06, 0.22, 0.14, 0.14, 0.28, 0.16))]


def _name_shop(sighting: Sighting) -> str:
    shop = sighting.snapshot.listing.shop if sighting.snapshot.listing else None
    return "" if shop is None else " ".join(part for part in (shop.name, shop.id) if part)


def _jurisdiction(matter: Matter, _sealed: Sealed) -> list[Part]:
    if not matter.case.jurisdiction:
        return [Paragraph(f"当事人实际经营地、住所和平台住所地待查：{BLANK}")]
    return [Paragraph(f"{one.reason}（{one.rule}）。") for one in matter.case.jurisdiction]


def _evidence(matter: Matter, sealed: Sealed) -> list[Part]:
    return [
        *_proofs(matter, sealed),
        Paragraph(
            f"随函附证据包（WACZ）{BLANK}份，SHA-256：{BLANK}；可用任何机器上的 sha256sum、openssl "
            "按包内 VERIFY.txt 核验，或者用 netpatrol verify 核验。"
        ),
    ]


def _proofs(matter: Matter, _sealed: Sealed) -> list[Part]:
    """One row a capture, whichever leads, findings and captures of it the case lists."""
    rows = [_make_proof(matter, one) for one in matter.sightings]
    rows += [
        (line.said or line.item.id, line.item.proves or BLANK) for line in matter.lines if not line.snapshots
    ]
    numbered = tuple((str(number), about, "1份", proves) for number, (about, proves) in enumerate(rows, 1))
    return [Table(("序号", "证据", "数量", "证明对象"), numbered, (0.07, 0.43, 0.1, 0.4))]


def _make_proof(matter: Matter, sighting: Sighting) -> tuple[str, str]:
    """What a capture is, and what it proves: as an officer wrote it, else what was found on it."""
    snapshot = sighting.snapshot
    lines = [line for line in matter.lines if snapshot in line.snapshots]
    kinds = [
        name
        for role, name in ((Role.SCREENSHOT, "网页截图"), (Role.PAGE, "网页"), (Role.IMAGE, "网页图片"))
        if any(one.role is role for one in snapshot.artefacts)
    ]
    title = (snapshot.listing.title if snapshot.listing is not None else None) or snapshot.url
    about = f"{'、'.join(kinds) or '采集信息'}：{title}（{write_moment(sighting)}，{snapshot.snapshot_id}）"
    written = dict.fromkeys(line.item.proves for line in lines if line.item.proves)
    held = {artefact.sha256 for artefact in snapshot.artefacts}
    on_it = [
        one
        for line in lines
        for one in line.findings
        if one.snapshot_id == snapshot.snapshot_id or any(place.sha256 in held for place in one.locators)
    ]
    told = [f"{one.summary}（{_VERDICTS[matter.get_verdict(one.lead_id)].rstrip('。')}）" for one in on_it]
    found = dict.fromkeys(told + [line.said for line in lines])
    said = "；".join(text for text in found if text)
    return about, "；".join(written) or (f"拟证明：{said}" if said else BLANK)


def _extraction(matter: Matter, _sealed: Sealed) -> list[Part]:
    moments = [one.snapshot.captured_at.astimezone(SHANGHAI) for one in matter.sightings]
    versions = dict.fromkeys(one.code_version for one in matter.sightings if one.code_version)
    peers = dict.fromkeys(peer for one in matter.sightings for peer in one.peers)
    methods = dict.fromkeys(
        _METHODS.get(one.snapshot.method, one.snapshot.method) for one in matter.sightings
    )
    span = (
        f"{moments[0]:%Y-%m-%d %H:%M:%S} 至 {moments[-1]:%Y-%m-%d %H:%M:%S}（北京时间）" if moments else BLANK
    )
    rows = (
        ("案由", matter.case.title),
        ("提取时间", span),
        ("提取地点", BLANK),
        ("提取人", f"{BLANK}、{BLANK}"),
        ("本笔录制作人", f"{_name(matter.order.officer)}、{_name(matter.order.second)}"),
        ("执法证号", f"{BLANK}、{BLANK}"),
        ("设备", f"{BLANK}（采集前的状态和清洁性检查：{BLANK}）"),
        ("时钟校准", f"与标准时间的偏差：{BLANK}（未记录的，不推定）"),
        ("提取工具", f"netpatrol {'、'.join(versions) or BLANK}"),
        ("提取方法", "、".join(methods) or BLANK),
        ("应答的网络地址", "、".join(peers) or BLANK),
    )
    return [Table(("项目", "内容"), rows, (0.22, 0.78))]


def _steps(matter: Matter, _sealed: Sealed) -> list[Part]:
    parts: list[Part] = [
        Paragraph(
            "采集从新的会话开始，不带登录状态和此前的浏览数据；同一次采集中网站设置的 Cookie 保留。"
            "逐页保存服务器发来的原始数据，写入 WARC 文件，计算 SHA-256，登记入链式台账。"
        )
    ]
    for number, one in enumerate(matter.sightings, start=1):
        snapshot = one.snapshot
        found_on = f"（由 {one.info['found_on']} 进入）" if one.info.get("found_on") else ""
        parts.append(
            Paragraph(
                f"{number}. {write_moment(one)}，{_METHODS.get(snapshot.method, snapshot.method)}，"
                f"访问 {snapshot.url}{found_on}，"
                + (f"转到 {snapshot.final_url}，" if snapshot.final_url != snapshot.url else "")
                + _say_outcome(matter, snapshot)
                + f"，请求 {len(one.info.get('resources', ()))} 项，保存 {len(snapshot.artefacts)} 个文件。",
                plain=True,
            )
        )
    return parts


def _say_outcome(matter: Matter, snapshot: Snapshot) -> str:
    """What came of a visit and why; a page that was had, but not whole, is not left as had."""
    cut = "，但未取全" if snapshot.partial and snapshot.outcome in _HAD else ""
    reason = f"（{matter.name_reason(snapshot.reason)}）" if snapshot.reason else ""
    return f"{_OUTCOMES[snapshot.outcome]}{cut}{reason}"


def _files(matter: Matter, _sealed: Sealed) -> list[Part]:
    rows = tuple(
        (str(number), _ROLES[artefact.role], artefact.url, f"{artefact.size_bytes:,}", artefact.sha256)
        for number, (_, artefact) in enumerate(
            ((one, artefact) for one in matter.sightings for artefact in one.snapshot.artefacts), start=1
        )
    )
    head = ("序号", "种类", "来源", "字节", "SHA-256")
    return [Table(head, rows, (0.06, 0.14, 0.34, 0.1, 0.36))]


def _problems(matter: Matter, _sealed: Sealed) -> list[Part]:
    found = [
        f"{one.snapshot.url}：{problem}"
        for one in matter.sightings
        for problem in dict.fromkeys(one.list_problems(matter.name_reason))
    ]
    found += [f"{one.snapshot.url}：页面未取全" for one in matter.sightings if one.snapshot.partial]
    found += [
        f"{one.snapshot.url}：服务器证书不能核实（{one.snapshot.tls_problem}）"
        for one in matter.sightings
        if one.snapshot.tls_problem
    ]
    return [Paragraph(text, plain=True) for text in dict.fromkeys(found)] or [
        Paragraph("采集信息未记录缺失。")
    ]


def _integrity(matter: Matter, sealed: Sealed) -> list[Part]:
    parts: list[Part] = [
        Paragraph(
            "所列文件的 SHA-256 在采集时计算，登记于链式台账"
            + (f"第 {sealed.first} 至 {sealed.last} 条" if sealed.first is not None else "")
            + f"；制作本笔录时台账末条的校验值为 {sealed.head}"
            + (f"，本单位签名公钥编号 {sealed.key_id}。" if sealed.key_id else "。")
        )
    ]
    if sealed.stamps:
        parts += [
            Paragraph(
                f"可信时间戳（RFC 3161）：{stamp.authority}，"
                f"{stamp.stamped_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}，"
                f"覆盖台账前 {stamp.extract.entries} 条。"
            )
            for stamp in sealed.stamps
        ]
    else:
        parts.append(Paragraph("没有第三方时间戳覆盖上列数据。"))
    return parts


def _making(matter: Matter, _sealed: Sealed) -> list[Part]:
    methods = dict.fromkeys(
        _METHODS.get(one.snapshot.method, one.snapshot.method) for one in matter.sightings
    )
    moments = [write_moment(one) for one in matter.sightings]
    rows = (
        ("制作方法", "、".join(methods) or BLANK),
        ("制作时间", f"{moments[0]} 至 {moments[-1]}" if moments else BLANK),
        ("制作人", f"{BLANK}、{BLANK}"),
        ("本清单制作人", f"{_name(matter.order.officer)}、{_name(matter.order.second)}"),
    )
    return [Table(("项目", "内容"), rows, (0.22, 0.78))]


def _officers(matter: Matter, _sealed: Sealed) -> list[Part]:
    first, second = _name(matter.order.officer), _name(matter.order.second)
    return [
        Paragraph(f"承办人：{first}（签名：{BLANK}）　{second}（签名：{BLANK}）", plain=True),
        Paragraph(f"联系电话：{BLANK}", plain=True),
        Paragraph(matter.order.office.name, right=True),
        Paragraph(f"{write_day(matter.order.at)}（印章）", right=True),
    ]


def _name(user: User | None) -> str:
    return (user.name or user.login) if user is not None else BLANK


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


BLOCKS: dict[str, Block] = {
    "operator": _operator,
    "findings": _findings,
    "pages": _pages,
    "jurisdiction": _jurisdiction,
    "evidence": _evidence,
    "proofs": _proofs,
    "extraction": _extraction,
    "steps": _steps,
    "files": _files,
    "problems": _problems,
    "integrity": _integrity,
    "making": _making,
    "officers": _officers,
}
