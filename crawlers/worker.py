"""The crawl's own process: `python -m crawlers.worker`, orders on stdin, progress as JSON lines on stdout."""

import asyncio
import json
import os
import signal
import sys
from threading import Thread
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from config.errors import NetpatrolError
from crawlers import settings as base_settings
from crawlers.orders import Orders, make_orders
from crawlers.settings import make_settings
from crawlers.spiders.shop import ShopSpider


def main() -> int:
    """Crawl as ordered; the parent's death or silence ends this process too."""
    orders = make_orders(json.loads(sys.stdin.readline()))
    Thread(target=_die_with_parent, daemon=True).start()
    try:
        return _crawl(orders)
    except NetpatrolError as exc:
        return _fail(exc)


def _crawl(orders: Orders) -> int:
    settings = Settings()
    settings.setmodule(base_settings, priority="project")
    settings.setdict(make_settings(orders.job), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ShopSpider)
    process.crawl(crawler, orders=orders, tell=_tell)
    loop = asyncio.get_event_loop()

    def stop() -> None:
        if isinstance(crawler.spider, ShopSpider):
            crawler.spider.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    process.start(install_signal_handlers=False)
    spider = crawler.spider
    if not isinstance(spider, ShopSpider) or process.bootstrap_failed:
        return 1
    if isinstance(spider.error, NetpatrolError):
        return _fail(spider.error)
    if spider.error is not None:
        raise spider.error
    return 0


def _fail(error: NetpatrolError) -> int:
    _tell({"error": type(error).__name__, "message": str(error)})
    return 1


def _tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _die_with_parent() -> None:
    # Below Python's buffer: its lock would abort the interpreter when we stop for another reason.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
