"""What words say of a listing, as verdicts: one for each obligation, from every place that was heard."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.catalogue import load_catalogue, load_obligations
from evidence.clock import make_shanghai_day
from evidence.exhibit import Exhibit
from evidence.finding import Locator, Status, Verdict, WordPlace
from inspectors.goods.placing import get_goods
from inspectors.pages.shown import find_shown
from inspectors.words.alike import hear_title
from inspectors.words.hearing import Hit, hear
from inspectors.words.places import PICTURE, TITLE, Place, iter_places, list_names

_CLAUSE_END = re.compile(r"[。！？!?；;\n\r|]")
_LONGEST_QUOTE = 60
_MOST_NAMED = 6  # wordings in a summary
_ALIKE = "没有规则命中，只因整句措辞与已被处罚的广告相近"
_UNMARKED, _UNREAD = "页面没有标明这段文字是商品说明，只作存疑", "图中文字识别不够清晰，只作存疑"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A hit in one place of a listing; certain where both the rule and the place are."""

    hit: Hit
    place: Place

    @property
    def certain(self) -> bool:
        """Whether it may support a fail."""
        return self.place.sure and self.hit.status is Status.FAIL

    @property
    def quote(self) -> str:
        """The clause in which the words stand, as printed."""
        return _cut(self.place.text, self.hit.start, self.hit.end)


def find_claims(exhibit: Exhibit, code: str) -> tuple[Claim, ...]:
    """The claims that break an obligation, certain ones first, each wording once."""
    once: dict[tuple[str, str], Claim] = {}
    for claim in _hear_listing(exhibit):
        if claim.hit.code == code and not _has_number(exhibit, claim.hit):
            key = (claim.hit.rule.rule_id, claim.hit.word)
            held = once.get(key)
            if held is None or (claim.certain and not held.certain):
                once[key] = claim
    return tuple(sorted(once.values(), key=lambda claim: not claim.certain))


def judge_words(exhibit: Exhibit, code: str, *, doubt: str | None = None) -> Iterator[Verdict]:
    """The verdict on what a listing's words say against an obligation; none where they say nothing.

    Args:
        exhibit: the listing.
        code: the obligation.
        doubt: why no more than `unsure` may be said, where something beside the words forbids it.
    """
    claims = find_claims(exhibit, code)
    sure = tuple(claim for claim in claims if claim.certain)
    if claims:
        yield make_verdict(exhibit, code, sure or claims, certain=bool(sure) and doubt is None, note=doubt)


def make_verdict(
    exhibit: Exhibit, code: str, claims: tuple[Claim, ...], *, certain: bool, note: str | None = None
) -> Verdict:
    """A verdict on claims: what they say, whom they speak of, and which law they break.

    The fact is the wording as the catalogue writes it: a title changed elsewhere, or the same words in
    another disguise, are the same lead.
    """
    placement = get_goods(exhibit.listing).place() if exhibit.listing else None
    label = _label(placement.name) if placement else ""
    terms = _name_wordings(claims)
    named = load_obligations()[code]["name_zh"]
    lead_in = f"疑似{named}" if certain else f"可能属“{named}”，请人工核对"
    about = f"（按{label}看）" if label else ""
    if all(claim.hit.rule.is_alike for claim in claims):
        note = f"{_ALIKE}；{note}" if note else _ALIKE
    elif note is None and not certain:
        note = _doubt_places(claims)
    summary = f"{lead_in}{about}：{'、'.join(terms[:_MOST_NAMED])}（“{claims[0].quote}”）"
    return Verdict(
        status=Status.FAIL if certain else Status.UNSURE,
        fact="|".join(sorted({claim.hit.word for claim in claims})),
        summary=summary + (f"；{note}" if note else ""),
        claimed=claims[0].quote,
        locators=_show(exhibit, claims),
        confidence=0.9 if certain else 0.4,
        law=claims[0].hit.rule.law,
        words=tuple(
            WordPlace(term=one.hit.term, place=one.place.name, start=one.hit.start, end=one.hit.end)
            for one in claims
        ),
    )


def _doubt_places(claims: tuple[Claim, ...]) -> str | None:
    """Why words that a rule is sure of are only doubted: where they stand."""
    sure = [claim for claim in claims if claim.hit.status is Status.FAIL]
    if not sure or any(claim.place.sure for claim in sure):
        return None
    return _UNREAD if all(claim.place.name == PICTURE for claim in sure) else _UNMARKED


def _name_wordings(claims: tuple[Claim, ...]) -> list[str]:
    """The wordings of claims, each once; of those that lie within one another the longest."""
    terms = dict.fromkeys(claim.hit.term.strip() for claim in claims)
    return [term for term in terms if not any(term != other and term in other for other in terms)]


def _show(exhibit: Exhibit, claims: tuple[Claim, ...]) -> tuple[Locator, ...]:
    return tuple(dict.fromkeys(place for claim in claims for place in claim.place.show(exhibit, claim.quote)))


def _hear_listing(exhibit: Exhibit) -> tuple[Claim, ...]:
    """All claims of a listing; the last ones are remembered, for many checks ask one after another."""
    for held, claims in _LAST:
        if held is exhibit:
            return claims
    claims = tuple(_iter_claims(exhibit))
    _LAST.insert(0, (exhibit, claims))
    del _LAST[4:]
    return claims


_LAST: list[tuple[Exhibit, tuple[Claim, ...]]] = []


def _iter_claims(exhibit: Exhibit) -> Iterator[Claim]:
    listing = exhibit.listing
    if listing is None:
        return
    goods, names = get_goods(listing), list_names(listing)
    day = make_shanghai_day(exhibit.snapshot.captured_at)
    for place in iter_places(exhibit):
        heard = hear_title if place.name == TITLE else hear
        for hit in heard(place.text, goods, day):
            if not any(hit.term in name for name in names):
                yield Claim(hit=hit, place=place)


def _has_number(exhibit: Exhibit, hit: Hit) -> bool:
    """Whether the page shows the number without which the claim would be unlawful."""
    kind = hit.rule.without_number
    return kind is not None and bool(find_shown(exhibit, kind))


def _label(name: str) -> str:
    spec = load_catalogue("goods_classes")["classes"].get(name)
    return str(spec["label"]) if spec and name != "none" else ""


def _cut(text: str, start: int, end: int) -> str:
    """The clause around a place, at most 60 characters to either side."""
    before = [match.end() for match in _CLAUSE_END.finditer(text, max(0, start - _LONGEST_QUOTE), start)]
    after = _CLAUSE_END.search(text, end, end + _LONGEST_QUOTE)
    first = before[-1] if before else max(0, start - _LONGEST_QUOTE)
    return text[first : after.start() if after else end + _LONGEST_QUOTE].strip()
