"""QUAL-003: goods whose page names neither producer nor address nor standard."""

import re
from collections.abc import Iterator

from evidence.document import Reading, ReadingStatus
from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from inspectors.authority.lookup import Authority
from inspectors.check_terms import find_words, get_terms
from inspectors.page_numbers import find_fact, find_numbers, iter_all_words, iter_words
from inspectors.registry import inspector
from inspectors.showing import show_searched, show_words

_NAMED = re.compile(
    r"(?:生产(?:企业|厂家|商|者|单位)|制造(?:商|企业|单位)|厂名|厂址|生产地址|委托方|被委托方|出品(?:商|方|单位)?"
    r"|进口商|代理商|经销商|出版社|产地|地址)\s*[:：]\s*\S{2,}|[\u4e00-\u9fff]{4,}(?:有限公司|股份公司|有限责任公司|厂(?:生产|出品))"
)
_LABEL_FIELDS = ("producer", "producer_address", "standard")


@inspector(code="QUAL-003", severity=Severity.LOW, needs=("listing.title", "listing.attributes"), version="1")
def product_unlabelled(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """Neither page nor pictures name a producer, an address or a standard of the product."""
    listing = exhibit.listing
    if listing is None or find_words(
        f"{listing.title} {listing.category or ''}", get_terms("unlabelled_goods")
    ):
        return
    if _names_any(exhibit):
        yield Verdict(status=Status.PASS)
    elif exhibit.unread or exhibit.snapshot.partial or exhibit.find_documents("unreadable"):
        yield Verdict(status=Status.SKIP, missing=("listing.pictures",))
    else:
        yield _judge(exhibit)


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


def _judge(exhibit: Exhibit) -> Verdict:
    pointer = next((text for text in iter_words(exhibit) if _points(text)), None)
    if pointer is not None:
        return Verdict(
            status=Status.UNSURE,
            fact="no-producer-shown",
            summary=f"页面未写生产者、地址和执行标准，只称“{pointer[:40]}”，请人工核对包装",
            claimed=pointer[:40],
            locators=show_words(exhibit, pointer),
            severity=Severity.LOW,
            confidence=0.3,
        )
    return Verdict(
        status=Status.FAIL,
        fact="no-producer-shown",
        summary="疑似标识不全：页面和图片均未见生产者名称、地址和执行标准编号",
        claimed="未写明",
        locators=show_searched(exhibit),
        severity=Severity.LOW,
        confidence=0.5,  # the law speaks of the product and its package, which a page need not show
    )
