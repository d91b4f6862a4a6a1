"""Where an element leads: links, frames, and addresses kept for a script to go to."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from sites.words import has_mark, is_label, split_name

_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s\"'<>]+|/[^\s\"'<>/][^\s\"'<>]*|\?[\w.-]+=[^\s\"'<>]*|[\w./-]+\.(?:html?|php|aspx?|jsp|do)\b[^\s\"'<>]*"
)
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|mp4|pdf|zip|woff2?)(?:[?#]|$)", re.IGNORECASE
)
_QUOTED = re.compile(r"""["']([^"']{2,500})["']""")
_MOST_SCRIPT = 1000
# As frameworks call it: Django `next`, ASP.NET `ReturnUrl`, Rails `return_to`, OAuth `redirect_uri`.
_RETURN = re.compile(
    r"[/?&;](?:next|return(?:_?(?:to|url|path))?|redirect(?:_?(?:to|ur[il]))?|continue)=(?P<to>[^&]+)",
    re.IGNORECASE,
)


def find_hrefs(tag: str, attributes: Mapping[str, str | None]) -> Iterator[str]:
    """The addresses, as written, that an element leads to when it is used as a visitor would use it."""
    href = attributes.get("href") if tag in {"a", "area"} else None
    source = attributes.get("src") if tag in {"frame", "iframe"} else None
    for link in (href, source):
        if link and not link.lower().lstrip().startswith(
            ("javascript:", "mailto:", "tel:", "data:", "about:")
        ):
            yield link
    if href is None or href.lower().lstrip().startswith(("javascript:", "#")):
        yield from _find_kept(attributes)


def _find_kept(attributes: Mapping[str, str | None]) -> Iterator[str]:
    for name, value in attributes.items():
        if not value:
            continue
        if name == "onclick" or (name == "href" and len(value) > len("javascript:;")):
            yield from (found for found in _QUOTED.findall(value[:_MOST_SCRIPT]) if is_page_address(found))
        elif name.startswith("data-") and is_page_address(value):
            yield value


def is_page_address(text: str) -> bool:
    """Whether a text that stands in a script or an attribute reads as the address of a page."""
    return bool(_ADDRESS.fullmatch(text.strip())) and not _FILE.search(text)


def is_file(url: str) -> bool:
    """Whether an address is that of a picture or another file, by its ending, and of no page."""
    return bool(_FILE.search(urlsplit(url).path))


def is_own_affair(url: str) -> bool:
    """Whether an address belongs to a visitor's own affairs or does something: a cart, a log-in, an order."""
    parts = urlsplit(url)
    route, _, query = parts.fragment.partition("?")
    pairs = parse_qsl(f"{parts.query}&{query}")
    values = " ".join(value for _, value in pairs)
    if any(is_label("buy", split_name(word)) for pair in pairs for word in pair):
        return True
    return has_mark("own_affairs", split_name(f"{parts.path} {route} {values}"))


def returns_here(url: str, here: str) -> bool:
    """Whether an address says that who goes there is sent back to the page it stands on.

    Such a link does something for a visitor on the way, as to put goods in a cart, and shows no other page.

    Args:
        url: where a link leads.
        here: the page it stands on.
    """
    found = _RETURN.search(unquote(url))
    if found is None:
        return False
    try:
        back, own = urlsplit(found["to"]), urlsplit(here)
    except ValueError:  # a page may write anything there
        return False
    return back.netloc in {"", own.netloc} and (back.path or "/") == unquote(own.path or "/")
