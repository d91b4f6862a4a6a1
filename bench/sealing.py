"""Writing WARC records: one gzip member at level 1 a record, against warcio's own gzip (level 9, fixed)."""

import io
import random
from datetime import UTC, datetime

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.measuring import Ratio, measure_ratio
from evidence.capture import Capture, Exchange, Generated
from evidence.listing import PageKind
from evidence.snapshot import Outcome, Role
from evidence.warc import make_warc

PAGES = 100
PAGE_BYTES = 50_000
_RESPONSE = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
_REQUEST = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> Ratio:
    """The CPU time of sealing 100 pages of 50 KB, request and response each."""
    captures = [make_capture(number) for number in range(PAGES)]
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
        for kind, head, body in (("response", _RESPONSE, exchange.body), ("request", _REQUEST, b"")):
            payload = io.BytesIO(body)
            record = writer.create_warc_record(exchange.url, kind, payload=payload, http_headers=head)
            writer.write_record(record)
    return stream.getvalue()


def make_capture(number: int, picture: bytes | None = None) -> Capture:
    """A captured page of 50 KB, with a picture where one is given."""
    chance = random.Random(number)  # noqa: S311 -- page text, not secrets
    words = (f"<p>{chance.randrange(10**6)} 商品 {chance.choice('甲乙丙丁')}</p>" for _ in range(2000))
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
        generated=() if picture is None else (_make_shot(url, picture),),
    )


def _make_shot(url: str, body: bytes) -> Generated:
    return Generated(role=Role.SCREENSHOT, url=url, media_type="image/jpeg", body=body)
