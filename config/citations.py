"""Provisions as papers cite them: `广告法 9(3)` is 《中华人民共和国广告法》第九条第（三）项."""

import re

from config.catalogue import load_catalogue

_BASIS = re.compile(r"^(?P<name>[^\s\d(（]+)(?:\((?:令)?\d+\))?\s*(?P<rest>.*)$", re.DOTALL)
_ARTICLE = re.compile(
    r"(?P<first>\d{1,3})(?:-(?P<last>\d{1,3}))?(?P<parts>(?:\(\d{1,2}\))*)(?P<doubt>\(推定\))?"
)
_SECTIONS = re.compile(r"(?:\([一二三四五六七八九十]{1,3}\))+")
_DIGITS = "零一二三四五六七八九"
_UNSETTLED = "（条款由办案人员核对）"
_NOTICE = "公告"


def cite(basis: str) -> str:
    """A provision of `violations.yaml` in words; where that names no article, or one by guess, it says so.

    Remarks that the catalogue makes to its authors are left out.
    """
    found = _BASIS.match(basis)
    if found is None or _NOTICE in basis:
        return basis
    name, rest = found["name"], found["rest"]
    is_law = name.endswith("法") and not name.endswith("办法")
    title = f"《{'中华人民共和国' if is_law else ''}{load_catalogue('citations')['titles'].get(name, name)}》"
    sections = _SECTIONS.match(rest)
    if sections is not None:
        return title + sections[0].replace(")(", ")、(").replace("(", "第（").replace(")", "）项")
    articles = _read_articles(rest)
    if not articles:
        return title + _UNSETTLED
    doubt = _UNSETTLED if any(one["doubt"] for one in articles) else ""
    return title + "、".join(_write_article(name, one) for one in articles) + doubt


def _read_articles(rest: str) -> list[re.Match[str]]:
    found = []
    for one in re.split(r"[,/]", rest):
        article = _ARTICLE.match(one)
        if article is None:
            break
        found.append(article)
    return found


def _write_article(name: str, article: re.Match[str]) -> str:
    first = int(article["first"])
    last = f"至第{_write_number(int(article['last']))}条" if article["last"] else ""
    parts = [_write_number(int(part)) for part in re.findall(r"\d+", article["parts"])]
    laws = load_catalogue("citations")
    within = ""
    if first in laws["paragraphs"].get(name, ()):
        parts = [f"第{part}款" for part in parts]
    elif first in laws["items"].get(name, ()):
        paragraph = laws["items_in"].get(name, {}).get(first)
        within = f"第{_write_number(paragraph)}款" if parts and paragraph else ""
        parts = [f"第（{part}）项" for part in parts]
    else:
        parts = [f"（{part}）" for part in parts]
    return f"第{_write_number(first)}条{last}{within}{'、'.join(parts)}"


def _write_number(number: int) -> str:
    """A whole number below 1,000 in Chinese signs, as laws number their articles."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones or not said else "")
