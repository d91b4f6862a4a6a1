"""From an answer to its outcome: found, absent, blocked or unreadable, and the reason."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

from crawlers.guard import RefusedAddressError, UnresolvableError
from crawlers.politeness import RobotsForbiddenError
from evidence.snapshot import Outcome
from sites.address import InvalidUrlError

_LOGIN_PATH = re.compile(
    r"(?:^|[/._-])(?:login|signin|sign-in|passport|sso|log-in)(?:[/._?-]|$)", re.IGNORECASE
)
_CHALLENGE = re.compile(
    r"安全验证|滑块|拖动.{0,6}(?:滑块|右侧)|人机验证|完成验证|验证码|访问过于频繁|异常流量|captcha|"
    r"are you (?:a )?(?:human|robot)|"
    r"verify (?:that )?you are (?:a )?human|just a moment|checking your browser|unusual traffic|robot check|"
    r"attention required|access to this page has been denied|punish",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:商品|宝贝|产品|信息|页面|网页|店铺)[^。<>]{0,12}(?:已下架|下架了|不存在|已失效|已删除|找不到)|"
    r"(?:product|item|listing|page)[^.<>]{0,40}(?:no longer (?:available|exists)|not found|has been "
    r"removed|was removed|"
    r"has ended|discontinued)|page not found",
    re.IGNORECASE,
)
_SHORT = 400  # a challenge or a notice says little else; a page of goods says more
_NOTICE = 2500

Verdict = tuple[Outcome, str | None]

_FAILURES: tuple[tuple[type[Exception], Verdict], ...] = (
    (RobotsForbiddenError, (Outcome.NOT_ATTEMPTED, "robots")),
    (RefusedAddressError, (Outcome.NOT_ATTEMPTED, "refused_address")),
    (InvalidUrlError, (Outcome.NOT_ATTEMPTED, "invalid_url")),
    (UnsupportedURLSchemeError, (Outcome.NOT_ATTEMPTED, "invalid_url")),
    (ValueError, (Outcome.NOT_ATTEMPTED, "invalid_url")),
    (UnresolvableError, (Outcome.BLOCKED, "unresolvable")),
    (CannotResolveHostError, (Outcome.BLOCKED, "unresolvable")),
    (DownloadConnectionRefusedError, (Outcome.BLOCKED, "connection_refused")),
    (DownloadTimeoutError, (Outcome.BLOCKED, "timeout")),
    (TimeoutError, (Outcome.BLOCKED, "timeout")),
    (IgnoreRequest, (Outcome.BLOCKED, "redirect_loop")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a page looks like at first sight; a blank one holds nothing at all, as browsers show no answer."""

    text: str
    has_password: bool
    has_script: bool
    is_blank: bool = False

    @property
    def is_empty_shell(self) -> bool:
        """A page that says nothing by itself and counts on its script."""
        return len(self.text) < 60 and self.has_script


def look_at(html: str) -> Sight:
    """First sight of a page: its visible text and what stands out."""
    page = Selector(text=html or "<html></html>")
    texts = page.xpath(
        "//title//text() | //body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
    )
    text = " ".join(" ".join(texts.getall()).split())
    return Sight(
        text=text,
        is_blank=not text and not page.xpath("/html/head/* | /html/body/*"),
        has_password=bool(page.css("input[type=password]")),
        has_script=bool(page.css("script")),
    )


def judge_failure(error: Exception) -> Verdict:
    """The outcome of a request that brought no answer."""
    for kind, verdict in _FAILURES:
        if isinstance(error, kind):
            return verdict
    return Outcome.BLOCKED, "connection_lost"


def judge_detour(url: str, error: Exception) -> Verdict:
    """The outcome of a request that brought no answer, perhaps because robots.txt forbids where it led.

    A page that sends us to a log-in did answer: that is a wall, whether or not robots.txt forbids the log-in.
    """
    led_to = error.url if isinstance(error, RobotsForbiddenError) else url
    if led_to != url and _LOGIN_PATH.search(urlsplit(led_to).path):
        return Outcome.BLOCKED, "login"
    return judge_failure(error)


def judge_status(status: int, sight: Sight) -> Verdict | None:
    """The outcome that the status alone decides, or None for an answer that has to be read."""
    if status in {404, 410}:
        return Outcome.ABSENT, f"http_{status}"
    if status == 429:
        return Outcome.BLOCKED, "rate_limited"
    if status in {401, 407}:
        return Outcome.BLOCKED, "login"
    if status in {403, 503} and is_challenge(sight):
        return Outcome.BLOCKED, "challenge"
    if status >= 400 or status < 200 or status in range(300, 400):
        return Outcome.BLOCKED, f"http_{status}"
    return None


def judge_wall(url: str, final_url: str, sight: Sight) -> Verdict | None:
    """Whether a page with status 200 is a wall in front of the one that was asked for."""
    asked, came = urlsplit(url), urlsplit(final_url)
    if (asked.path, asked.netloc) != (came.path, came.netloc) and _LOGIN_PATH.search(
        f"{came.netloc}{came.path}"
    ):
        return Outcome.BLOCKED, "login"
    return (Outcome.BLOCKED, "challenge") if is_challenge(sight) else None


def judge_unread(reason: str, sight: Sight) -> Verdict:
    """The outcome of a page that the reader could not read."""
    if is_gone(sight):
        return Outcome.ABSENT, "gone_text"
    if sight.has_password:
        return Outcome.BLOCKED, "login"
    return Outcome.UNREADABLE, "empty_shell" if sight.is_empty_shell else reason


def is_gone(sight: Sight) -> bool:
    """Whether a page says that what was there is no more, and says little else."""
    return len(sight.text) < _NOTICE and _GONE.search(sight.text) is not None


def is_challenge(sight: Sight) -> bool:
    """Whether a page is a captcha or bot check and nothing else."""
    return len(sight.text) < _SHORT and bool(_CHALLENGE.search(sight.text))
