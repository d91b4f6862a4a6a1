"""Writing WARC records: one gzip member at level 1 a record, against warcio's own gzip (level 9, fixed)."""

import io
import random
from datetime import UTC, datetime

from warcio.warcwriter import WARCWriter

from bench.measuring import Ratio, measure_ratio
from evidence.capture import Capture, Exchange
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Role
from evidence.warc import make_warc

PAGES = 100
PAGE_BYTES = 50_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> Ratio:
    """The CPU time of sealing 100 pages of 50 KB, request and response each."""
    captures = [_make_capture(number) for number in range(PAGES)]
    return measure_ratio(
        "sealing pages as WARC",
        lambda: [make_warc(capture, lambda _: None, "bench", "run") for capture in captures],
        "warcio, gzip=True",
        lambda: [_write_with_warcio(capture) for capture in captures],
        note=f"{PAGES} pages of {PAGE_BYTES // 1000} KB",
    )


def _write_with_warcio(capture: Capture) -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    for exchange in capture.exchanges:
        response = writer.create_warc_record(exchange.url, "response", payload=io.BytesIO(exchange.body))
        writer.write_record(response)
        writer.write_record(writer.create_warc_record(exchange.url, "request", payload=io.BytesIO(b"")))
    return stream.getvalue()


def _make_capture(number: int) -> Capture:
    chance = random.Random(number)
    words = [
        f"<p class=item>{chance.randrange(10**6)} 商品 {chance.choice('甲乙丙丁')}</p>" for _ in range(1100)
    ]
    body = "\n".join(words).encode()[:PAGE_BYTES]
    url = f"http://shop.example/item/{number}"
    page = Exchange(
        url=url,
        role=Role.PAGE,
        request_headers=(),
        status=200,
        response_headers=(("Content-Type", "text/html"),),
        body=body,
        media_type="text/html",
        fetched_at=_NOW,
    )
    return Capture(
        platform="bench",
        kind=PageKind.LISTING,
        listing_id=str(number),
        url=url,
        final_url=url,
        captured_at=_NOW,
        outcome=Outcome.FOUND,
        exchanges=(page,),
    )
