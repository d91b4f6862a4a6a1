"""Index lines (CDXJ) of WARC files, with keys as the tools of web archives make them (SURT)."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote_to_bytes, urlsplit

from evidence.warc import iter_records

_WWW = re.compile(r"www\d*\.")
_SAFE = frozenset(range(0x21, 0x7F)) - {ord("%"), ord("#")}
_PORTS = {"http": 80, "https": 443}


def iter_index_lines(name: str, data: bytes) -> Iterator[str]:
    """One line for each record of a WARC file that a player can show."""
    for record in iter_records(data):
        if record.kind not in {"response", "revisit", "resource"}:
            continue
        fields = {
            "url": record.url,
            "mime": "warc/revisit" if record.kind == "revisit" else record.media_type,
            "status": record.status,
            "digest": record.payload_digest,
            "length": str(record.length),
            "offset": str(record.offset),
            "filename": name,
        }
        kept = {key: value for key, value in fields.items() if value is not None}
        moment = datetime.fromisoformat(record.date).strftime("%Y%m%d%H%M%S")
        yield f"{make_key(record.url)} {moment} {json.dumps(kept, ensure_ascii=True)}"


def make_key(url: str) -> str:
    """The key under which an address is sorted: `com,example)/path?a=1&b=2`; it holds no space.

    As the Internet Archive's tools fold addresses: the host turned round without `www.`, no user, no usual
    port and no fragment, lower case, the query's parts in order, percent signs only where they are needed.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.replace(" ", "%20")  # an address that nobody can visit
    if parts.scheme not in _PORTS or not parts.hostname:
        return url.replace(" ", "%20")
    host = _WWW.sub("", _fold_host(parts.hostname), count=1)
    place = ",".join(reversed(host.split("."))) + (
        f":{port}" if port and port != _PORTS[parts.scheme] else ""
    )
    path = _escape(parts.path).lower() or "/"
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    query = "&".join(sorted(_escape(parts.query).lower().split("&")))
    return f"{place}){path}".replace(" ", "%20") + (f"?{query}" if query else "")


def _fold_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return _escape(host).lower()


def _escape(text: str) -> str:
    """Percent signs for what is no plain ASCII, and for nothing else."""
    return "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in unquote_to_bytes(text))
