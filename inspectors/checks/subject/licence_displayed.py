"""SUBJ-001: a shop that shows neither a licence, by itself or by a link, nor the lawful statement instead."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from evidence.listing import PageKind
from evidence.snapshot import Outcome
from inspectors.authority.lookup import Authority
from inspectors.pages.showing import show_searched
from inspectors.registry import Scope, inspector

# 网络交易监督管理办法 (令37) Art. 12: the statement of those who need no registration starts so.
_EXEMPT = re.compile(r"依法不需要办理市场主体登记")
_USCC = re.compile(r"(?<![0-9A-Z])9[1-39][0-9A-HJ-NPQRTUWXY]{16}(?![0-9A-Z])")
_LICENCE_KINDS = ("business_licence", "food_permit", "unreadable")


@inspector(code="SUBJ-001", severity=Severity.MEDIUM, needs=("listing.shop",), scope=Scope.SHOP, version="2")
def licence_displayed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A shop's pages, and those that its licence link leads to, show no business licence."""
    if any(snapshot.outcome is not Outcome.FOUND or snapshot.partial for snapshot in exhibit.pages):
        yield Verdict(status=Status.SKIP, missing=("shop.pages",))
    elif _shows_licence(exhibit):
        yield Verdict(status=Status.PASS)
    elif exhibit.snapshot.kind is not PageKind.SHOP:  # its own page was not captured
        yield Verdict(status=Status.SKIP, missing=("shop.pages",))
    elif _leads_elsewhere(exhibit):
        yield Verdict(status=Status.SKIP, missing=("shop.licence_page",))
    elif exhibit.unread:
        yield Verdict(status=Status.SKIP, missing=("shop.pictures",))
    else:
        yield _accuse(exhibit)


def _shows_licence(exhibit: Exhibit) -> bool:
    if any(exhibit.find_documents(kind) for kind in _LICENCE_KINDS):
        return True
    return any(_page_names_licence(snapshot.listing) for snapshot in exhibit.pages)


def _page_names_licence(listing: object) -> bool:
    texts = [getattr(listing, "wording", None) or "", *getattr(listing, "attributes", {}).values()]
    words = "\n".join(texts)
    return bool(_EXEMPT.search(words) or _USCC.search(words.upper()))


def _leads_elsewhere(exhibit: Exhibit) -> bool:
    """Whether a link to a licence was not followed: what it leads to decides, not that there is one."""
    links = [page.listing.links.licence for page in exhibit.pages if page.listing]
    followed = any(page.kind is PageKind.LICENCE for page in exhibit.pages)
    seen = {url for page in exhibit.pages for url in (page.url, page.final_url)}
    return any(link is not None and link not in seen for link in links) and not followed


def _accuse(exhibit: Exhibit) -> Verdict:
    shop = exhibit.listing.shop if exhibit.listing else None
    name = (shop.name or shop.id) if shop else None
    return Verdict(
        status=Status.FAIL,
        fact="no-licence-shown",
        summary=f"疑似：店铺“{name}”的页面及其证照链接未见营业执照或免登记声明",
        claimed="未公示",
        locators=show_searched(exhibit),
        severity=Severity.LOW,  # one capture; "continuously" needs more than one (dossier 0.3 item 21)
        confidence=0.8,
    )
