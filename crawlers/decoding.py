"""Content decoding with a ceiling: a bomb stops at the limit instead of filling the memory."""

import zlib
from collections.abc import Callable

import brotli

_Step = Callable[[bytes, int], tuple[bytes, bool]]
KNOWN = frozenset({"gzip", "x-gzip", "deflate", "br"})


def decode_body(body: bytes, encodings: list[str], limit_bytes: int) -> tuple[bytes, bool]:
    """The decoded body and whether it is whole.

    Args:
        body: as received.
        encodings: the values of Content-Encoding in the order in which they were applied.
        limit_bytes: ceiling of every step; what is longer is cut there and not whole.

    Returns:
        A body that cannot be decoded comes back as far as it could be, and not whole.
    """
    whole = True
    for encoding in reversed([name.strip().lower() for name in encodings]):
        if encoding in {"", "identity"}:
            continue
        if encoding not in KNOWN:
            return body[:limit_bytes], False
        step = _brotli if encoding == "br" else _gzip if "gzip" in encoding else _deflate
        body, complete = step(body, limit_bytes)
        whole = whole and complete
    return body[:limit_bytes], whole and len(body) <= limit_bytes


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    out = b""
    while body:
        piece, whole, body = _inflate(body, limit + 1 - len(out), 31)
        out += piece
        if not whole:
            return out, False
    return out, True


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    out, whole, _ = _inflate(body, limit + 1, 15)
    if out or whole:
        return out, whole
    raw, whole, _ = _inflate(body, limit + 1, -15)  # some servers send the bare stream
    return raw, whole


def _inflate(body: bytes, limit: int, wbits: int) -> tuple[bytes, bool, bytes]:
    if limit <= 0:
        return b"", False, b""
    inflater = zlib.decompressobj(wbits)
    try:
        out = inflater.decompress(body, limit)
    except zlib.error:
        return b"", False, b""
    return out, inflater.eof, inflater.unused_data


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(body, output_buffer_limit=limit + 1)
        while not decoder.can_accept_more_data() and len(out) <= limit:
            out += decoder.process(b"", output_buffer_limit=limit + 1 - len(out))
    except brotli.error:
        return bytes(out), False
    return bytes(out), decoder.is_finished()
