"""The download handler: guarded connections, bounded bodies, and every exchange recorded."""

import ssl
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, StopDownload
from scrapy.http import Headers, HtmlResponse, Response
from service_identity.exceptions import CertificateError, VerificationError

from crawlers.decoding import decode_body
from crawlers.guard import RefusedAddressError
from evidence.capture import Exchange
from evidence.noun import make_digest
from evidence.snapshot import Role
from sites.address import InvalidUrlError, parse_place

EXCHANGES, ROLE, LIMIT_BYTES, CLOCK, BROWSER = (
    "np_exchanges",
    "np_role",
    "np_limit_bytes",
    "np_clock",
    "np_browser",
)
_RECEIVED = "np_received"
_TLS_PROBLEM = "np_tls_problem"
_HTML = {"text/html", "application/xhtml+xml"}


class _LenientHandler(HTTP11DownloadHandler):
    """Fetches also from servers whose certificate does not hold."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory._verify_certificates = False  # noqa: SLF001 -- no setting by request


def _find_tls_problem(error: BaseException) -> str | None:
    """What was wrong with a certificate, when that is why a request failed."""
    seen: list[BaseException] = [error]
    for one in seen:
        if isinstance(one, SSL.Error | VerificationError | CertificateError):
            return f"not verified: {one}"[:200]
        inner = [getattr(part, "value", part) for part in getattr(one, "reasons", None) or ()]
        seen += [
            part for part in (*inner, one.__cause__, one.__context__) if part is not None and part not in seen
        ]
    return None


class RecordingHandler(HTTP11DownloadHandler):
    """Fetches over HTTP, or has the page opened in the browser when `meta` carries one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._lenient = _LenientHandler(crawler)
        self._unverified: dict[str, str] = {}
        crawler.signals.connect(self._count, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """The answer, decoded; its exchange stands in the request's record.

        Raises:
            RefusedAddressError: the guard does not let us go there.
        """
        open_page = request.meta.get(BROWSER)
        if open_page is not None:
            answer: Response = await open_page(request)
            return answer
        request.meta[_RECEIVED] = 0
        try:
            response = await self._download(request)
        except CannotResolveHostError as exc:
            raise _find_refusal(request.url) or exc from exc
        recorded = _record(request, response)
        # The route of a script is never sent to the host, but it is part of the page's address.
        return recorded.replace(url=request.url) if "#" in request.url else recorded

    async def _download(self, request: Request) -> Response:
        """The answer over a verified connection; where that fails, over any, and the record says why."""
        host = get_host(request.url)
        request.meta.pop(_TLS_PROBLEM, None)  # of the host that sent us here
        if host not in self._unverified:
            try:
                return await super().download_request(request)
            except Exception as exc:
                problem = _find_tls_problem(exc) if request.url.startswith("https:") else None
                if problem is None:
                    raise
                self._unverified[host] = problem
        request.meta[_TLS_PROBLEM] = self._unverified[host]
        return await self._lenient.download_request(request)

    async def close(self) -> None:
        """End the connections of both kinds."""
        await super().close()
        await self._lenient.close()

    def _count(self, data: bytes, request: Request, spider: Any) -> None:
        request.meta[_RECEIVED] = request.meta.get(_RECEIVED, 0) + len(data)
        if request.meta[_RECEIVED] > _get_limit(request):
            raise StopDownload(fail=False)


def _find_refusal(url: str) -> RefusedAddressError | None:
    from twisted.internet import reactor  # noqa: PLC0415 -- importing it earlier would choose the reactor

    try:
        refused: RefusedAddressError | None = reactor.nameResolver.refused.get(parse_place(url))
    except InvalidUrlError:
        return None
    return refused


def _get_limit(request: Request) -> int:
    limit: int = request.meta.get(LIMIT_BYTES, 1_000_000)
    return limit


def _record(request: Request, response: Response) -> Response:
    raw: list[bytes] = response.headers.getlist(b"Content-Encoding")
    encodings = [name for value in raw for name in value.decode("latin-1").split(",")]
    body, whole = decode_body(response.body, encodings, _get_limit(request))
    # Scrapy calls a body partial that ends with its connection: HTTP/1.1 allows that (RFC 9112, 6.3).
    flags = [flag for flag in response.flags if flag != "partial"] + ([] if whole else ["partial"])
    if {"download_stopped", "dataloss"} & set(flags) and "partial" not in flags:
        flags.append("partial")
    media_type = _read_media_type(response.headers)
    clock = request.meta.get(CLOCK)
    if clock is not None:
        exchange = Exchange(
            url=request.url.partition("#")[0],
            role=request.meta.get(ROLE, Role.PAGE),
            request_headers=_flatten(request.headers),
            status=response.status,
            response_headers=_flatten(response.headers),
            body=body,
            media_type=media_type or "application/octet-stream",
            fetched_at=_now(clock),
            method=request.method,
            peer_address=str(response.ip_address) if response.ip_address else None,
            protocol=(response.protocol or "http/1.1").lower(),
            request_body=request.body,
            truncated=_find_truncation(flags),
            tls_problem=request.meta.get(_TLS_PROBLEM),
            certificate_sha256=_digest_certificate(response),
        )
        request.meta[EXCHANGES].append(exchange)
    headers = Headers({name: response.headers.getlist(name) for name in response.headers})
    headers.pop("Content-Encoding", None)
    kind = HtmlResponse if media_type in _HTML else type(response)
    return response.replace(body=body, headers=headers, flags=flags, cls=kind)


def _digest_certificate(response: Response) -> str | None:
    """The digest of the certificate that the server showed on the connection of this answer."""
    if response.certificate is None:
        return None
    return make_digest(ssl.PEM_cert_to_DER_cert(response.certificate.dumpPEM().decode("ascii")))


def _find_truncation(flags: list[str]) -> str | None:
    """Why a body is not whole, in the words of WARC 1.1."""
    if "dataloss" in flags:
        return "disconnect"
    return "length" if "partial" in flags else None


def _now(clock: Any) -> datetime:
    moment: datetime = clock.now()
    return moment


def _read_media_type(headers: Headers) -> str:
    value: bytes = headers.get(b"Content-Type") or b""
    return value.decode("latin-1").partition(";")[0].strip().lower()


def _flatten(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def get_host(url: str) -> str:
    """The host and port part of a URL."""
    return urlsplit(url).netloc.lower()
