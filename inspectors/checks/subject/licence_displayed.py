"""SUBJ-001: a shop that shows neither a licence, nor a link to one, nor the lawful statement instead."""

import re
from collections.abc import Iterator

from evidence.exhibit import Exhibit
from evidence.finding import Severity, Status, Verdict
from evidence.snapshot import Outcome
from inspectors.authority.lookup import Authority
from inspectors.registry import Scope, inspector
from inspectors.showing import show_searched

# 网络交易监督管理办法 (令37) Art. 12: the statement of those who need no registration starts so.
_EXEMPT = re.compile(r"依法不需要办理市场主体登记")
_USCC = re.compile(r"(?<![0-9A-Z])9[1-39][0-9A-HJ-NPQRTUWXY]{16}(?![0-9A-Z])")
_LICENCE_KINDS = ("business_licence", "food_permit", "unreadable")


@inspector(code="SUBJ-001", severity=Severity.MEDIUM, needs=("listing.shop",), scope=Scope.SHOP, version="1")
def licence_displayed(exhibit: Exhibit, authority: Authority) -> Iterator[Verdict]:
    """A shop's pages show no business licence and no link to one."""
    if any(snapshot.outcome is not Outcome.FOUND or snapshot.partial for snapshot in exhibit.pages):
        yield Verdict(status=Status.SKIP, missing=("shop.pages",))
    elif _shows_licence(exhibit):
        yield Verdict(status=Status.PASS)
    elif exhibit.unread:
        yield Verdict(status=Status.SKIP, missing=("shop.pictures",))
    else:
        yield _accuse(exhibit)


def _shows_licence(exhibit: Exhibit) -> bool:
    if any(exhibit.find_documents(kind) for kind in _LICENCE_KINDS):
        return True
    return any(_page_names_licence(snapshot.listing) for snapshot in exhibit.pages)


def _page_names_licence(listing: object) -> bool:
    links = getattr(listing, "links", None)
    texts = [getattr(listing, "description", None) or "", *getattr(listing, "attributes", {}).values()]
    words = "\n".join(texts)
    return bool(getattr(links, "licence", None) or _EXEMPT.search(words) or _USCC.search(words.upper()))


def _accuse(exhibit: Exhibit) -> Verdict:
    shop = exhibit.listing.shop if exhibit.listing else None
    name = (shop.name or shop.id) if shop else None
    return Verdict(
        status=Status.FAIL,
        fact="no-licence-shown",
        summary=f"疑似：店铺“{name}”的页面未见营业执照、证照链接或免登记声明",
        claimed="未公示",
        locators=show_searched(exhibit),
        severity=Severity.LOW,  # one capture; "continuously" needs more than one (dossier 0.3 item 21)
        confidence=0.8,
    )
