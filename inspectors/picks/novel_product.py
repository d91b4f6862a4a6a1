"""Products nobody has seen before: terms new to the corpus that burst into several listings and shops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.catalogue import load_catalogue
from evidence.finding import make_lead_id
from evidence.listing import Listing, PageKind
from evidence.pick import Factor, PickKind
from evidence.snapshot import Outcome, Snapshot
from inspectors.picks.drafts import Draft, make_compared
from inspectors.picks.terms import find_new_terms, join_families

CHECK = "novel_product"
VERSION = "1"

_WEIGHTS = {"new_term": 1.0, "hazard": 1.0, "unproven": 1.0, "child": 0.5, "disguise": 0.5, "spread": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class NovelRules:
    """When a product is new, and when a new product is picked.

    Args:
        window_days: a listing first seen within so many days is new.
        min_listings: so many new listings must share a term.
        min_shops: in so many shops.
        min_known: with fewer listings from before the window nobody can tell what is new.
        score: the least sum of factor weights.
    """

    window_days: int = 14
    min_listings: int = 3
    min_shops: int = 2
    min_known: int = 30
    score: float = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The listings of a workspace parted by when they were first seen; each by its last sighting."""

    new: dict[str, Snapshot]
    known_titles: tuple[str, ...]


def make_corpus(snapshots: Sequence[Snapshot], now: datetime, rules: NovelRules) -> Corpus:
    """Part all sightings, oldest first, into new listings and the titles known before."""
    first: dict[str, datetime] = {}
    last: dict[str, Snapshot] = {}
    known: set[str] = set()
    since = now - timedelta(days=rules.window_days)
    for snapshot in snapshots:
        title = _get_title(snapshot)
        if title is None or snapshot.captured_at > now:
            continue
        first.setdefault(snapshot.listing_key, snapshot.captured_at)
        last[snapshot.listing_key] = snapshot
        if snapshot.captured_at < since:
            known.add(title)
    new = {key: snapshot for key, snapshot in last.items() if first[key] >= since}
    return Corpus(new=new, known_titles=tuple(sorted(known)))


def can_tell(corpus: Corpus, rules: NovelRules) -> bool:
    """Whether there is enough from before the window to know what is new."""
    return len(corpus.known_titles) >= rules.min_known


def iter_novel_products(corpus: Corpus, rules: NovelRules) -> Iterator[Draft]:
    """The families of new listings that score enough, the gravest first."""
    if not can_tell(corpus, rules):
        return
    titles = {key: _get_title(snapshot) or "" for key, snapshot in corpus.new.items()}
    terms = find_new_terms(titles, corpus.known_titles, rules.min_listings)
    terms = {term: keys for term, keys in terms.items() if not _is_name(term, keys, corpus)}
    drafts = [
        _make_draft(term, [corpus.new[key] for key in sorted(keys)])
        for term, keys in join_families(terms).items()
        if len({corpus.new[key].shop_key for key in keys}) >= rules.min_shops
    ]
    for draft in sorted(drafts, key=lambda draft: (-draft.score, draft.lead_id)):
        if draft.score >= rules.score:
            yield draft


def _get_title(snapshot: Snapshot) -> str | None:
    if snapshot.kind is not PageKind.LISTING or snapshot.outcome is not Outcome.FOUND:
        return None
    return snapshot.listing.title if snapshot.listing else None


def _is_name(term: str, keys: frozenset[str], corpus: Corpus) -> bool:
    """Whether the term is only a new brand or shop: every listing that holds it has it as such."""
    return all(any(term in name for name in _iter_names(corpus.new[key].listing)) for key in keys)


def _iter_names(listing: Listing | None) -> Iterator[str]:
    if listing is not None:
        shop = listing.shop.name if listing.shop else None
        yield from (name.lower() for name in (listing.brand, listing.model, shop) if name)


def _make_draft(term: str, family: list[Snapshot]) -> Draft:
    factors = tuple(_iter_factors(term, family))
    score = sum(_WEIGHTS[factor.name] for factor in factors if factor.met)
    shops = len({snapshot.shop_key for snapshot in family})
    cues = "，".join(f"{_NAMES[factor.name]}：{factor.value}" for factor in factors[1:] if factor.met)
    counts = f"{len(family)} 个商品、{shops} 家店铺"
    return Draft(
        check=CHECK,
        lead_id=make_lead_id(CHECK, f"term:{term}", term),
        kind=PickKind.NOVEL,
        snapshot=family[0],
        summary=f"新出现的品类词“{term}”：{counts}；{cues or '未见危险线索'}。请人工查看",
        score=score,
        factors=factors,
        compared=tuple(make_compared(snapshot) for snapshot in family),
    )


_NAMES = {
    "new_term": "新词",
    "hazard": "危险线索",
    "child": "面向儿童",
    "disguise": "伪装外形",
    "unproven": "缺少凭证",
    "spread": "多平台",
}


def _iter_factors(term: str, family: list[Snapshot]) -> Iterator[Factor]:
    yield Factor(name="new_term", value=f"{term} ({len(family)})", met=True)
    texts = ["\n".join(_iter_texts(snapshot.listing)) for snapshot in family]
    for name, words in load_catalogue("picking")["cues"].items():
        seen = [word for word in words if any(word in text for text in texts)]
        yield Factor(name=str(name), value="、".join(seen) or "-", met=bool(seen))
    lacking = [_find_lacking(snapshot.listing) for snapshot in family]
    bare = sum(bool(one) for one in lacking)
    missing = sorted({name for one in lacking for name in one})
    yield Factor(
        name="unproven",
        value=f"{bare}/{len(family)}（{'、'.join(missing) or '-'}）",
        met=bare * 2 > len(family),
    )
    platforms = sorted({snapshot.platform for snapshot in family})
    yield Factor(name="spread", value="、".join(platforms), met=len(platforms) > 1)


def _iter_texts(listing: Listing | None) -> Iterator[str]:
    if listing is not None:
        yield from (listing.title or "", listing.wording or "", listing.category or "")
        yield from (f"{name}：{value}" for name, value in listing.attributes.items())


_PROOF_NAMES = {"standard": "无执行标准", "producer": "无生产者"}


def _find_lacking(listing: Listing | None) -> set[str]:
    """Which proofs the page does not give: a standard, a producer."""
    attributes = listing.attributes if listing else {}
    proofs = load_catalogue("picking")["proofs"]
    return {
        said
        for name, said in _PROOF_NAMES.items()
        if not any(attributes.get(attribute) for attribute in proofs[name])
    }
