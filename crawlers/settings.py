"""Scrapy settings: polite, guarded, bounded (docs/crawling.md); `make_settings` adds what a job asks for."""

from typing import Any

from crawlers.job import CrawlJob
from sites.platform import load_platforms

BOT_NAME = "netpatrol"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "netpatrol"
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
DOWNLOAD_DELAY = 1.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True  # where it fails, the handler asks again without, and says so
DOWNLOAD_MAXSIZE = 0  # our handler counts and stops; Scrapy's ceiling would throw the part away
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # what came is kept and marked partial
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 4
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 2
NETPATROL_LONGEST_WAIT_S = 30.0
NETPATROL_ALLOW_HOSTS: list[str] = []

COOKIES_ENABLED = True
TELNETCONSOLE_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy of the environment would go round the guard
LOG_LEVEL = "WARNING"
LOG_SCRAPED_ITEMS = False
USER_AGENT = "netpatrol (market supervision; obeys robots.txt)"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,image/*;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.6",
    "Accept-Encoding": "gzip, deflate, br",
}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DNS_RESOLVER = "crawlers.resolver.GuardedResolver"
DNSCACHE_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawlers.handler.RecordingHandler",
    "https": "crawlers.handler.RecordingHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.politeness.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.politeness.BackOff": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}


def make_settings(job: CrawlJob) -> dict[str, Any]:
    """What a job asks for, as Scrapy settings on top of this module."""
    asked: dict[str, Any] = {
        "ROBOTSTXT_OBEY": job.obey_robots,
        "USER_AGENT": job.user_agent,
        "DOWNLOAD_TIMEOUT": job.limits.timeout_s,
        "RETRY_TIMES": job.limits.retries,
        "NETPATROL_LONGEST_WAIT_S": job.limits.retry_after_s,
        "NETPATROL_ALLOW_HOSTS": list(job.allow_hosts),
        "CONCURRENT_REQUESTS_PER_DOMAIN": job.limits.concurrency,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(job.limits.concurrency),
    }
    if job.delay_s is not None:
        asked["DOWNLOAD_DELAY"] = asked["AUTOTHROTTLE_START_DELAY"] = job.delay_s
        asked["AUTOTHROTTLE_ENABLED"] = job.delay_s > 0
        return asked
    slots = {
        host: {"delay": platform.delay_s} for platform in load_platforms().values() for host in platform.hosts
    }
    return asked | {"DOWNLOAD_SLOTS": slots}
