"""QUAL-003: goods of which the page itself says that they bear no producer, address or certificate."""

import re
from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.pages.check_terms import find_words, get_terms, iter_clauses
from inspectors.pages.page_numbers import find_fact, find_numbers, iter_all_words, iter_words
from inspectors.pages.showing import show_searched, show_words
from inspectors.registry import inspector

_NAMED = re.compile(
    r"(?:生产(?:企业|厂家|商|者|单位)|制造(?:商|企业|单位)|厂名|厂址|生产地址|委托方|被委托方|出品(?:商|方|单位)?"
    r"|进口商|代理商|经销商|出版社|产地|地址)\s*[:：]\s*\S{2,}|[\u4e00-\u9fff]{4,}(?:有限公司|股份公司|有限责任公司|厂(?:生产|出品))"
)
_LABEL_FIELDS = ("producer", "producer_address", "standard")
# What the law wants marked, in a clause that says that it is not there.
_LACKS = re.compile(
    r"(?:没有|没|无|缺|未标|不带)(?:任何)?(?:厂名|厂址|生产厂家|合格证|中文标识|产品标识)|没有任何标识"
    r"|(?<!非)三无(?:产品|商品|货)"  # 三无 alone may be three additives that food does not hold
)
# The same words also speak of signs and logos.
_HINTS = re.compile(r"(?:没有|无)标识")
_DENIED = re.compile(
    r"(?:拒绝|拒售|杜绝|抵制|谨防|警惕|严禁|禁止|打击|防止|远离|识别|曝光|不是|并非|绝非|绝不|不卖|不做)\S{0,6}$"
)
_REFUSED = re.compile(r"不(?:发|卖|售|出厂)|包退|可退|拒收|假一|属于?违法|请勿购买|举报")


@inspector(
    code="QUAL-003", severity=Severity.MEDIUM, needs=("listing.title", "listing.attributes"), version="2"
)
def product_unlabelled(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A listing says of its goods that they bear no producer, address or proof of inspection."""
    listing = exhibit.listing
    if listing is None or find_words(
        f"{listing.title} {listing.category or ''}", get_terms("unlabelled_goods")
    ):
        return
    clauses = [clause.strip() for text in iter_words(exhibit) for clause in iter_clauses(text)]
    said = next((clause for clause in clauses if _says(_LACKS, clause)), None)
    hint = next((clause for clause in clauses if _says(_HINTS, clause)), None)
    named = _names_any(exhibit)
    if said is not None:
        yield _judge(exhibit, said, "但页面写有生产者、地址或执行标准，请人工核对" if named else None)
    elif hint is not None and not named:
        yield _judge(exhibit, hint, "所指是否为厂名厂址、合格证等产品标识，请人工核对")
    elif named:
        yield Verdict(status=Status.PASS)
    else:
        # The law wants the marks on the product or its package, which a page need not show.
        blind = exhibit.unread or exhibit.snapshot.partial or exhibit.find_documents("unreadable")
        missing = "listing.pictures" if blind else "product.package"
        yield Verdict(status=Status.SKIP, missing=(missing,))


def _says(pattern: re.Pattern[str], clause: str) -> bool:
    """Whether a clause says so, and neither denies it nor makes it a promise (无合格证不发货)."""
    match = pattern.search(clause)
    return match is not None and not _DENIED.search(clause[: match.start()]) and not _REFUSED.search(clause)


def _names_any(exhibit: Exhibit) -> bool:
    listing = exhibit.listing
    facts = ("producer", "producer_address")
    if listing is not None and any(_tells(find_fact(listing, fact)) for fact in facts):
        return True
    if find_numbers(exhibit, "standard"):
        return True
    labels = exhibit.find_documents("product_label")
    readings = (one.document.fields.get(field, Reading()) for one in labels for field in _LABEL_FIELDS)
    if any(reading.status is not ReadingStatus.MISSING for reading in readings):
        return True
    return any(_NAMED.search(text) for text in iter_all_words(exhibit) if not _points(text))


def _tells(value: str | None) -> bool:
    return bool(value) and not _points(value or "") and value not in {"无", "其他", "其它", "/", "-"}


def _points(text: str) -> bool:
    """Whether a text only points to the package."""
    return bool(find_words(text, get_terms("see_package")))


def _judge(exhibit: Exhibit, said: str, doubt: str | None) -> Verdict:
    summary = f"页面自称“{said[:40]}”，"
    unnamed = f"疑似标识不全：{summary}页面和图片亦未见生产者、地址和执行标准"
    return Verdict(
        status=Status.FAIL if doubt is None else Status.UNSURE,
        fact="says-unmarked",
        summary=unnamed if doubt is None else summary + doubt,
        claimed=said[:40],
        locators=(*show_words(exhibit, said), *show_searched(exhibit)),
        severity=Severity.MEDIUM,
        confidence=0.8 if doubt is None else 0.4,
    )
