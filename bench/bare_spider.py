"""The baseline of `bench.crawling`: a bare Scrapy spider that follows all links, title and price by CSS."""

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse


class BareSpider(scrapy.Spider):
    """Follows every link, yields what has a heading."""

    name = "bare"

    def parse(self, response: TextResponse) -> Iterator[Any]:
        """The links of a page, and its title and price."""
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse)
        title = response.css("h1::text").get()
        if title:
            yield {"url": response.url, "title": title, "price": response.css(".price::text").get()}


def main() -> None:
    """Crawl from an address into a file of JSON lines."""
    home, out = sys.argv[1:]
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            "FEEDS": {out: {"format": "jsonlines"}},
            "LOG_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(BareSpider, start_urls=[home])
    process.start()


if __name__ == "__main__":
    main()
