"""A crawl over HTTP with reading and sealing, against a bare Scrapy spider that takes title and price by CSS.

python -m bench.crawling [--pages 5000]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from bench.measuring import Ratio, sum_up
from crawlers.crawl import crawl
from crawlers.job import BrowserUse, CrawlJob, Limits

PAGES, ROUNDS, PAGE_BYTES, PER_LIST = 1_000, 3, 30_000, 50
_AT = datetime(2026, 3, 1, tzinfo=UTC)
_FILL = "".join(
    f"<p>{number} 商品说明：本店所售商品均附合格证，请按说明书使用。</p>" for number in range(400)
)


def measure(pages: int = PAGES) -> Ratio:
    """The CPU time of the children of this process over so many listings."""
    with _serve(pages) as home:
        return sum_up(
            "crawling with sealing and reading",
            "a bare Scrapy spider",
            (_crawl(home, pages) / _crawl_bare(home, pages) for _ in range(ROUNDS)),
            f"{pages} listings of {PAGE_BYTES // 1000} KB on loopback",
        )


def _crawl(home: str, pages: int) -> float:
    host = home.split("/")[2]
    job = CrawlJob(
        targets=(home,),
        browser=BrowserUse.NEVER,
        delay_s=0.0,
        allow_hosts=(host,),
        limits=Limits(list_pages=100_000),
    )
    with tempfile.TemporaryDirectory() as folder:
        before = _count_children_s()
        result = crawl(Path(folder) / "ws", job, now=_AT)
        if result.counts["found"] != pages:
            raise SystemExit(f"{result.counts} of {pages} listings")
        return _count_children_s() - before


def _crawl_bare(home: str, pages: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        before = _count_children_s()
        subprocess.run([sys.executable, "-m", "bench.bare_spider", home, str(out)], check=True)
        if len(out.read_text().splitlines()) != pages:
            raise SystemExit("the bare spider did not find all")
        return _count_children_s() - before


def _count_children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def _serve(pages: int) -> Iterator[str]:
    """A shop of so many listings on loopback, in a process that outlives what is measured."""
    context = get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_run_server, args=(there, pages), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/"
    finally:
        os.kill(server.pid or 0, 9)


def _run_server(there: Connection, pages: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = _make_page(self.path, pages).encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.send(server.server_port)
    server.serve_forever()


def _make_page(path: str, pages: int) -> str:
    lists = -(-pages // PER_LIST)
    kind, _, number = path.strip("/").partition("/")
    if not kind:
        links = "".join(f"<a href=/list/{one}>分类{one}</a>" for one in range(lists))
        return f"<html><head><title>小店</title></head><body><nav>{links}</nav></body></html>"
    if kind == "list":
        numbers = range(int(number) * PER_LIST, min(pages, (int(number) + 1) * PER_LIST))
        cards = "".join(
            f"<li><a href=/item/{one}>保温杯 第{one}款</a><span class=price>￥{one % 90 + 9}.00</span></li>"
            for one in numbers
        )
        head = f"<html><head><title>分类{number}</title></head><body><h2>分类{number}</h2>"
        return f"{head}<ul>{cards}</ul></body></html>"
    if kind != "item":
        return ""
    name, price = f"保温杯 第{number}款", f"￥{int(number) % 90 + 9}.00"
    head = f"<html><head><title>{name} - 小店</title></head><body><h1>{name}</h1><p class=price>{price}</p>"
    return f"{head}<p>有货</p><button>加入购物车</button><div class=text>{_FILL}</div></body></html>"[
        :PAGE_BYTES
    ]


def main() -> None:
    """Measure over as many pages as asked, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=PAGES)
    print(measure(parser.parse_args().pages))


if __name__ == "__main__":
    main()
