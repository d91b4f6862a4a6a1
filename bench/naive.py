"""The baseline of the whole job: what a good engineer writes in an afternoon with Scrapy and pytesseract.

    python -m bench.naive OUT.jsonl URL...

It follows links from the home pages, takes title, price, brand and model by CSS (from the JSON that the
script application fetches, which spares it a browser), runs pytesseract over every picture of every page as
it comes, takes numbers from the text by regular expressions, and writes one line for each item. It keeps no
evidence, asks no register, checks nothing, and reads a picture that forty pages show forty times. No choice
was made to slow it down: pages are fetched sixteen at a time without delay, Tesseract uses its own default
threads.
"""

from __future__ import annotations

import io
import json
import re
import socket
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytesseract
import scrapy
from PIL import Image
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse

NUMBERS = {
    "uscc": r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])",
    "certificate_no": r"(?<!\d)20\d{14}(?!\d)|(?<![0-9A-Z])\d{3,5}(?:OP|Q)\d{5,}[0-9A-Z]*",
    "permit_no": r"(?:JY|YB|SC)\d{14,15}",
    "report_no": r"(?<![0-9A-Z])[A-Z]{1,6}[-]?\d{4}[0-9A-Z-]{3,}",
    "cma_no": r"(?<!\d)\d{12}(?!\d)",
    "cnas_no": r"CNAS\s?L\d{4,5}|(?<![0-9A-Z])L\d{4,5}(?!\d)",
    "approval_no": r"(?:19|20)\d{2}[A-Z]\d{3,4}-\d{2}",
    "filing_no": r"(?<![0-9A-Z])[0-9A-Z]{2,}[-]?\d{6,}[0-9A-Z-]*",
    "grade": r"(?<!\d)([1-5])\s?级",
    "model": r"型\s?号\s*[:：]?\s*([0-9A-Za-z/().-]{3,})",
}
_PICTURES = re.compile(r"/(?:pic|img/pic|img/item|img/licence|images?)/")


class NaiveSpider(scrapy.Spider):
    """Follows every link of the platforms and yields one item for each listing and shop paper page."""

    name = "naive"

    def __init__(self, starts: list[str]) -> None:
        super().__init__()
        self.start_urls = starts

    def parse(self, response: Response) -> Iterator[Any]:
        """Sort a page by its address."""
        if not isinstance(response, TextResponse):
            return
        path = urlsplit(response.url).path
        if path.startswith("/api/"):
            yield from self.parse_data(response, path)
            return
        if re.match(r"/(?:item|offer)/", path):
            yield from self.parse_listing(response)
        elif "licence" in path or path.endswith(("/contact.htm", "/card.htm")):
            yield from self.parse_papers(response)
        if urlsplit(response.url).hostname == "yunxuan.localhost":
            if path == "/":
                yield response.follow("/api/home")
            return
        for link in response.css("a::attr(href), frame::attr(src)").getall():
            if not link.startswith(("#", "javascript:")) and not _PICTURES.search(link):
                yield response.follow(link)

    def parse_listing(self, response: TextResponse) -> Iterator[Any]:
        """Title, price, brand and model of a server-rendered page, then its pictures."""
        cells = [" ".join(cell.css("::text").getall()).strip() for cell in response.css("td, th")]
        params = dict(pairwise(cells))
        price = response.css(".price-now::text, font.red::text").get() or ""
        item = {
            "url": response.url,
            "title": " ".join(response.css("h1 ::text").getall()).strip(),
            "price": _find_amount(price),
            "brand": params.get("品牌"),
            "model": params.get("型号") or params.get("规格型号"),
        }
        links = response.css(".gallery img::attr(src), .desc img::attr(src), td img::attr(src)").getall()
        yield from self.read_next(item, [response.urljoin(link) for link in links])

    def parse_papers(self, response: TextResponse) -> Iterator[Any]:
        """The pictures of a page of licences; on jishi from the JSON that its script fetches."""
        source = response.css("[data-source]::attr(data-source)").get()
        if source:
            yield response.follow(source)
        links = response.css("main img::attr(src), td img::attr(src)").getall()
        yield from self.read_next({"url": response.url}, [response.urljoin(link) for link in links])

    def parse_data(self, response: TextResponse, path: str) -> Iterator[Any]:
        """The JSON of the script application."""
        answer = json.loads(response.text)
        data = (answer.get("data") or answer) if isinstance(answer, dict) else {}
        for one in data.get("categories", ()):
            yield response.follow(f"/api/category/{one['key']}?page=1")
        for one in data.get("stores", ()):
            yield response.follow(f"/api/store/{one['id']}?page=1")
            yield response.follow(f"/api/store/{one['id']}/papers")
        if data.get("page", 0) < data.get("pages", 0):
            yield response.follow(f"{path}?page={data['page'] + 1}")
        for one in data.get("goods", ()):
            yield response.follow(f"/api/goods/{one['id']}")
        if data.get("name") and "params" in data:
            yield response.follow(
                f"/api/goods/{data['id']}/price", self.parse_price, cb_kwargs={"data": data}
            )
        if "papers" in data or "picture" in data:
            links = [one["picture"] for one in data.get("papers") or () if one.get("picture")]
            links += [data["picture"]] if data.get("picture") else []
            yield from self.read_next({"url": response.url}, [response.urljoin(link) for link in links])

    def parse_price(self, response: TextResponse, data: dict[str, Any]) -> Iterator[Any]:
        """The second half of a listing of the script application."""
        price = json.loads(response.text).get("data") or {}
        item = {
            "url": response.urljoin(f"/goods/{data['id']}"),
            "title": data["name"],
            "price": price.get("price"),
            "brand": data.get("brand"),
            "model": data.get("model"),
        }
        links = [*data.get("pictures", ()), *data.get("detailPictures", ())]
        yield from self.read_next(item, [response.urljoin(link) for link in links])

    def read_next(self, item: dict[str, Any], links: list[str]) -> Iterator[Any]:
        """Fetch the pictures one after the other, then give the item out."""
        item.setdefault("pictures", {})
        if not links:
            yield item
            return
        yield scrapy.Request(
            links[0],
            self.read_picture,
            errback=lambda _: self.read_next(item, links[1:]),
            cb_kwargs={"item": item, "links": links[1:]},
            dont_filter=True,
        )

    def read_picture(self, response: Response, item: dict[str, Any], links: list[str]) -> Iterator[Any]:
        """Read a picture with Tesseract where it stands."""
        name = response.url.rpartition("/")[2]
        item["pictures"][name] = read_numbers(response.body)
        yield from self.read_next(item, links)


def read_numbers(data: bytes) -> dict[str, list[str]]:
    """What the regular expressions find in the text of a picture; nothing where it cannot be opened."""
    try:
        text = pytesseract.image_to_string(Image.open(io.BytesIO(data)), lang="chi_sim+eng")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, pytesseract.TesseractError):
        return {}
    found = {
        name: [match[match.lastindex or 0] for match in re.finditer(pattern, text)]
        for name, pattern in NUMBERS.items()
    }
    return {name: values for name, values in found.items() if values}


class LinePipeline:
    """Writes and flushes one line for each item."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> LinePipeline:
        """Where the settings say."""
        return cls(Path(crawler.settings["NAIVE_OUT"]))

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """One write."""
        self._file.write(json.dumps(item, ensure_ascii=False) + "\n")
        self._file.flush()
        return item


def _find_amount(text: str) -> str | None:
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", ""))
    return found[0] if found else None


def main(out: Path, starts: list[str]) -> None:
    """Crawl until no link is left."""
    _know_localhost()
    settings = {
        "NAIVE_OUT": str(out),
        "ITEM_PIPELINES": {LinePipeline: 100},
        "LOG_LEVEL": "ERROR",
        "DOWNLOAD_TIMEOUT": 20,
        "RETRY_TIMES": 3,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_MAXSIZE": 60_000_000,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = CrawlerProcess(settings)
    process.crawl(NaiveSpider, starts=starts)
    process.start()


def _know_localhost() -> None:
    """Names below .localhost are loopback (RFC 6761), which not every resolver knows."""
    ask = socket.gethostbyname
    socket.gethostbyname = lambda host: "127.0.0.1" if host.endswith(".localhost") else ask(host)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
