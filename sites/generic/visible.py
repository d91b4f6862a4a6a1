"""What a shop's page shows to the eye: price, facts in tables, stock, when structured data do not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from evidence.listing import Availability, OfferKind
from sites.page import clean
from sites.prices import PRICE_LIKE, find_currency, fold, parse_amount

_SKIP = {"script", "style", "noscript", "template", "svg", "option", "head", "textarea"}
_PRICE_WORDS = re.compile(r"price|prix|preis|prezzo|precio|preco|cena|amount|jiage|ár\b", re.IGNORECASE)
_OLD_WORDS = re.compile(
    r"(?:^|[^a-z])(?:old|was|regular|list|before|original|strike|striked|crossed|previous|rrp|msrp|compare|retail|uvp|"
    r"del|high|from-price|wasprice|oldprice)(?:[^a-z]|$)|oldprice|old-price|price-old|listprice|划线|原价|市场价|参考价|吊牌价",
    re.IGNORECASE,
)
_OLD_TEXT = re.compile(
    r"starting|startpreis|起拍|原价|划线价|市场价|吊牌价|参考价|门市价|"
    r"was\b|rrp|msrp|uvp|list price|before|statt|avant|antes",
    re.IGNORECASE,
)
_COUPON_TEXT = re.compile(r"券后|用券|领券|after coupon", re.IGNORECASE)
_DEPOSIT_TEXT = re.compile(r"定金|订金|预付|deposit|down payment", re.IGNORECASE)
_SIDE_TEXT = re.compile(
    r"运费|邮费|包邮|运費|運費|免運|加購|满|滿|减|立减|优惠|save|saving|off\b|shipping|delivery|versand|month|/mo|monthly|"
    r"installment|分期|月付|每期|per |/ ?kg|/ ?l\b|points|积分|tax|税|free ",
    re.IGNORECASE,
)
_TAX_TEXT = re.compile(
    r"brez ddv|bez dph|bez pvn|ohne mwst|zzgl|\bnetto\b|\bnet\b|"
    r"exc?l?\.? ?(?:vat|tax|btw)|hors taxe|未税|不含税",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:(?:our|sale|current|now|selling)\s+)?(?:price|prezzo|preis|prix|precio|preço|prijs|cena|pris|hinta|"
    r"售价|售價|现价|現價|价格|價格|特价|特價|促销价|網路價|판매가|価格|販売価格)\s*[:：]?\s*[^\w\s]{0,3}\s*(?:[A-Z]{3}\s*)?\d",
    re.IGNORECASE,
)
_SIDE_PLACE = re.compile(
    r"relat|recommend|similar|upsell|cross-?sell|also-?|recent|carousel|slider|cart|basket|minicart|header|footer|menu|"
    r"(?<![a-z])nav|sidebar|aside|(?<![a-z])widget|bundle|accessor|shipping|delivery|review|comment|filter|installment|financ|sponsor|product[-_]?pod|bestsell|together",
    re.IGNORECASE,
)
_OUT_TEXT = re.compile(
    r"out of stock|sold out|currently unavailable|no longer available|not available|unavailable|"
    r"nicht (?:mehr )?(?:verfügbar|lieferbar|vorrätig)|"
    r"ausverkauft|épuisé|rupture de stock|indisponible|agotado|sin stock|esgotado|indisponível|non "
    r"disponibile|esaurito|uitverkocht|"
    r"нет в наличии|niedostępny|vyprodáno|nincs készleten|售罄|缺货|无货|已下架|補貨|品切れ|"
    r"在庫切れ|売り切れ|out-of-stock|udsolgt|slutsåld|razprodano|ni na zalogi",
    re.IGNORECASE,
)
_PICTURE_TEXT = re.compile(r"\b(?:image|picture|photo|video|bild|immagine|imagen)\b", re.IGNORECASE)
_IN_TEXT = re.compile(
    r"in stock|available|add to (?:cart|basket|bag)|buy now|in den warenkorb|auf lager|lieferbar|"
    r"verfügbar|ajouter au panier|en stock|añadir|comprar|"
    r"aggiungi|disponibile|toevoegen|op voorraad|в корзину|в наличии|do koszyka|do košíku|skladem|"
    r"kosárba|raktáron|加入购物车|立即购买|有货|现货|カート|læg i kurv|lägg i|v košarico|na zalogi|"
    r"lisa korvi|ielikt grozā|pievienot",
    re.IGNORECASE,
)
_SKU_LABEL = re.compile(
    r"^(?:sku|upc|item\s*(?:no|number|#|code|id)|art(?:ikel|icle|\.)?[\s.-]*(?:nr|no|nummer|number|code)?|product\s*(?:code|no|number|id)|"
    r"catalog(?:ue)?\s*(?:no|number|#)|part\s*(?:no|number)|ref(?:erence|\.)?|référence|código|"
    r"cod(?:ice|\.)?|kód|šifra(?: izdelka)?|артикул|код(?: товара)?|asin|货号|商品编号|商品货号|"
    r"品番|商品番号)\.?$",
    re.IGNORECASE,
)
_GTIN_LABEL = re.compile(
    r"^(?:ean|gtin|upc|barcode|isbn(?:-13)?|jan|条形码|条码|商品条码)(?:[\s-]*(?:code|13|no\.?|number))?$",
    re.IGNORECASE,
)
_BRAND_LABEL = re.compile(
    r"^(?:brand(?: name)?|marke|marque|marca|merk|hersteller|manufacturer|výrobce|producent|бренд|"
    r"gyártó|品牌(?:名称)?|ブランド|メーカー|znamka|varemerke|fabricant|prekės ženklas)$",
    re.IGNORECASE,
)
_MODEL_LABEL = re.compile(
    r"^(?:model|model (?:no\.?|number|name)|modell|modèle|modelo|型号|产品型号|規格型号|型番|mpn)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An amount on the page: what it stands for, and how much it looks like the price of the goods."""

    amount: Decimal
    currency: str | None
    raw: str
    kind: OfferKind
    is_old: bool
    score: float
    is_labelled: bool = False
    is_struck: bool = False
    is_boxed: bool = False


def find_heading(root: Any) -> Any:
    """The main heading: of several, the one that shares most words with the page's title."""
    headings = [element for element in root.iter("h1") if clean("".join(element.itertext()))]
    title = set(re.findall(r"\w+", " ".join(root.xpath("//title//text()")).lower()))

    def count_shared(heading: Any) -> int:
        return len(title & set(re.findall(r"\w+", "".join(heading.itertext()).lower())))

    return max(headings, key=count_shared, default=None)


def iter_shown(root: Any, page_currency: str | None) -> Iterator[Shown]:
    """The amounts that a page shows, in page order."""
    heading = find_heading(root)
    order = {element: number for number, element in enumerate(root.iter())}
    start = 0 if heading is None else order[heading]
    seen: set[Any] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in _SKIP or element in seen:
            continue
        text = _own_text(element)
        if len(text) > 60 or not any(char.isdigit() for char in text):
            continue
        marks = _marks(element)
        named = bool(_PRICE_WORDS.search(marks[0])) or bool(_PRICE_WORDS.search(marks[1]))
        folded = fold(text)
        if not PRICE_LIKE.search(folded) and not (
            named and re.fullmatch(r"[^\d%]{0,3}\d[\d.,' ]*[^\d%]{0,3}", folded)
        ):
            continue
        if any(above.tag in _SKIP for above in element.iterancestors()):
            continue
        amount = parse_amount(text)
        if amount is None or amount == 0:
            continue
        seen.update(element.iterdescendants())
        yield _weigh(element, text, amount, page_currency, named=named, distance=order[element] - start)


def _weigh(
    element: Any, text: str, amount: Decimal, currency: str | None, *, named: bool, distance: int
) -> Shown:
    above = [element, *element.iterancestors()]
    near = " ".join(_mark(one) for one in above[:4])
    far = " ".join(_mark(one) for one in above[:14] if one.tag not in {"body", "html"})
    beside = clean(" ".join(above[1].itertext())) if len(above) > 1 else None
    around = (beside or text)[:80]
    is_struck = any(one.tag in {"del", "s", "strike"} for one in above[:5])
    is_old = is_struck or bool(
        _OLD_WORDS.search(near) or _OLD_TEXT.search(around if len(around) < 40 else text)
    )
    kind = OfferKind.PRICE
    short = around if len(around) < 30 else text
    if _COUPON_TEXT.search(short):
        kind = OfferKind.AFTER_COUPON
    elif _DEPOSIT_TEXT.search(short):
        kind = OfferKind.DEPOSIT
    score = 3.0 if named else 0.0
    score += (
        2.0
        if element.get("itemprop") == "price" or any(one.get("itemprop") == "price" for one in above[:3])
        else 0.0
    )
    score += 1.0 if find_currency(text) else 0.0
    is_labelled = bool(_LABEL.match(text) or _LABEL.match(around))
    score += 3.0 if is_labelled else 0.0
    score -= 3.0 if _TAX_TEXT.search(text) else 0.0
    score += (
        1.0
        if re.search(
            r"sale|special|current|now|final|our|main|big|actual|price-new|promo", near, re.IGNORECASE
        )
        else 0.0
    )
    score -= 4.0 if _SIDE_PLACE.search(far) else 0.0
    score -= 3.0 if _SIDE_TEXT.search(around if len(around) < 50 else text) else 0.0
    is_boxed = any(one.tag in {"li", "article", "a"} for one in above[:6])
    score -= 2.0 if is_boxed else 0.0
    score += 2.0 if -20 < distance < 150 else 1.0 if -150 < distance < 500 else -1.0
    return Shown(
        amount=amount,
        currency=find_currency(text) or currency,
        raw=text,
        kind=kind,
        is_old=is_old,
        score=score,
        is_labelled=is_labelled,
        is_struck=is_struck,
        is_boxed=is_boxed,
    )


def _own_text(element: Any) -> str:
    """The text of an element that holds little else, so that split prices (12<sup>99</sup>) stay whole."""
    children = [child for child in element.iter() if isinstance(child.tag, str)]
    if len(children) > 8 or any(
        child.tag in {"div", "li", "p", "table", "ul", "script", "style", "del", "s"}
        for child in children[1:]
    ):
        direct = clean(element.text or "") or ""
        return direct if element.tag not in {"html", "body"} else ""
    return clean("".join(element.itertext())) or ""


def _mark(element: Any) -> str:
    return (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''} "
        f"{element.get('data-testid') or ''} {element.get('data-test') or ''}"
    )


def _marks(element: Any) -> tuple[str, str]:
    parent = element.getparent()
    return _mark(element), "" if parent is None else _mark(parent)


def read_table(root: Any) -> dict[str, str]:
    """Names and values of the page's parameter tables and definition lists, in page order."""
    found: dict[str, str] = {}

    def note(name: Any, value: Any) -> None:
        label = (clean(" ".join(name.itertext())) or "").rstrip(":： ")
        said = clean(" ".join(value.itertext()))
        if label and said and len(label) <= 40 and len(said) <= 300:
            found.setdefault(label, said)

    for row in root.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"th", "td"}]
        if len(cells) == 2:
            note(*cells)
    for term in root.iter("dt"):
        value = term.getnext()
        if value is not None and value.tag == "dd":
            note(term, value)
    for element in root.iter("li", "p", "div", "span"):
        text = "".join(element.itertext()) if len(element) <= 4 else ""
        if 3 < len(text) < 120 and (
            match := re.match(r"\s*([^:：\n]{2,30})\s*[:：]\s*(\S[^\n]{0,80}?)\s*$", text)
        ):
            found.setdefault(clean(match.group(1)) or "", clean(match.group(2)) or "")
    return found


def find_fact(table: dict[str, str], what: str) -> str | None:
    """The first value whose label means `what`: sku, gtin, brand or model."""
    label = {"sku": _SKU_LABEL, "gtin": _GTIN_LABEL, "brand": _BRAND_LABEL, "model": _MODEL_LABEL}[what]
    return next((value for name, value in table.items() if label.match(name)), None)


def read_shown_availability(root: Any) -> Availability | None:
    """Whether the page says that the goods can be bought, looking where pages say it."""
    spots = root.xpath(
        "//*[contains(@class,'availab') or contains(@class,'stock') or contains(@id,'availab') or "
        "contains(@id,'stock') or contains(@class,'sold-out') or contains(@class,'item-buy')]"
    )
    # A box named "unavailable" waits, hidden, for its moment.
    spots = [spot for spot in spots if "unavail" not in _mark(spot).lower() and not _is_side(spot)]
    texts = [clean(" ".join(spot.itertext())) or "" for spot in spots[:12]]
    for text in [*(text for text in texts if 0 < len(text) < 200), *_iter_words_below_heading(root)]:
        if _PICTURE_TEXT.search(text):
            continue
        if _OUT_TEXT.search(text):
            return Availability.OUT_OF_STOCK
        if _IN_TEXT.search(text):
            return Availability.IN_STOCK
    buttons = root.xpath(
        "//button | //input[@type='submit' or @type='button'] | //a[contains(@class,'btn') or "
        "contains(@class,'button') or contains(@class,'cart') or contains(@class,'buy')]"
    )
    labels = [
        f"{clean(' '.join(b.itertext())) or ''} {b.get('value') or ''} {b.get('title') or ''}"
        for b in buttons
        if not _is_side(b)
    ]
    if any(_OUT_TEXT.search(label) for label in labels):
        return Availability.OUT_OF_STOCK
    return Availability.IN_STOCK if any(_IN_TEXT.search(label) for label in labels) else None


def _iter_words_below_heading(root: Any) -> Iterator[str]:
    """The short lines soon after the heading that say nothing but whether it can be bought."""
    heading = find_heading(root)
    if heading is None:
        return
    for element in islice((one for one in heading.xpath("following::*") if isinstance(one.tag, str)), 40):
        lines = [element.text, element.tail] if element.tag not in _SKIP else [element.tail]
        for line in lines:
            text = clean(line) or ""
            words = _OUT_TEXT.match(text) or _IN_TEXT.match(text)
            if words is not None and len(text) <= len(words.group()) + 20 and not _is_side(element):
                yield text


def _is_side(element: Any) -> bool:
    return any(
        _SIDE_PLACE.search(_mark(one))
        for one in [element, *element.iterancestors()][:8]
        if one.tag not in {"body", "html"} and "add" not in _mark(one)
    )
