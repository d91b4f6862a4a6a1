"""What becomes of a request for a listing, by its fate."""

from __future__ import annotations

import base64
import hashlib

from demo import answers, pages
from demo.answers import Answer
from demo.model import Fate, Listing, Market

REFUSALS_BEFORE_ANSWER = 2
RETRY_AFTER_S = 1
# What a crawl must make of each fate, and why.

OUTCOMES: dict[Fate, tuple[str, str | None]] = {
    Fate.PLAIN: ("found", None),
    Fate.SOLD_OUT: ("found", None),
    Fate.RATE_LIMITED: ("found", None),
    Fate.GONE: ("absent", "http_404"),
    Fate.DELISTED: ("absent", "delisted"),
    Fate.REFUSED: ("blocked", "refused"),
    Fate.CHALLENGED: ("blocked", "challenged"),
    Fate.LOGIN: ("blocked", "login_asked"),
    Fate.EMPTY_SHELL: ("unreadable", "empty_shell"),
    Fate.NEW_LAYOUT: ("unreadable", "new_layout"),
    Fate.PRIVATE: ("not_attempted", "robots"),
}


def answer_listing(market: Market, listing: Listing, *, visit: int) -> Answer:  # noqa: PLR0911 - one line for each fate
    """The answer to the `visit`-th request (from 1) for a listing."""
    match listing.fate:
        case Fate.GONE:
            return _make_notice(market, "页面不存在", "您访问的商品页面不存在。", 404)
        case Fate.DELISTED:
            return _make_notice(market, "该商品已下架", "该商品已下架或不存在，看看别的商品吧。", 200)
        case Fate.REFUSED:
            return _make_notice(market, "访问被拒绝", "您的访问请求被拒绝（403）。", 403)
        case Fate.CHALLENGED:
            return answers.html(pages.render_plain(market, "challenge"))
        case Fate.LOGIN:
            return answers.redirect(f"/login?redirect={listing.path}")
        case Fate.EMPTY_SHELL:
            return answers.html(pages.render_plain(market, "empty_shell", payload=_scramble(listing)))
        case Fate.NEW_LAYOUT:
            return answers.html(pages.render_plain(market, "new_layout"))
        case Fate.RATE_LIMITED if visit <= REFUSALS_BEFORE_ANSWER:
            text = pages.render_notice(market, "请求过于频繁", "请稍后再试。")
            return answers.html(text, 429, (("Retry-After", str(RETRY_AFTER_S)),))
        case _:
            return answers.html(pages.render_item(market, listing))


def _make_notice(market: Market, heading: str, message: str, status: int) -> Answer:
    return answers.html(pages.render_notice(market, heading, message), status)


def _scramble(listing: Listing) -> str:
    """A meaningless payload, as pages carry that only their own script can decode."""
    digest = hashlib.sha512(listing.listing_id.encode()).digest()
    return base64.b64encode(digest * 4).decode()
