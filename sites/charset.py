"""The text of a page from its bytes; a lying declaration does not spoil Chinese."""

import codecs
import email
import email.policy
import re
from email.message import EmailMessage

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from config.errors import ItemError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MHTML = re.compile(
    rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?Content-Type:\s*multipart/related", re.IGNORECASE
)
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|script|table|p|h1|span|a)\b", re.IGNORECASE
)


def decode_page(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of a page and the charset it was read with; a lying declaration does not spoil Chinese.

    Raises:
        ItemError: the bytes are no HTML.
    """
    if _MHTML.match(body[:20_000].lstrip()):
        body, content_type = _unpack_mhtml(body)
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type and not ("html" in media_type or "xml" in media_type or media_type.startswith("text/")):
        raise ItemError(f"the page is {media_type!r}, not HTML; save it as HTML or MHTML")
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    text, charset = _decode(body, content_type)
    if not _TAG.search(body[:200_000]) and not _TAG.search(text[:200_000].encode("ascii", "replace")):
        raise ItemError("the file holds no HTML; save the page as HTML or MHTML")
    return text.replace("\0", ""), charset


def decode_text(body: bytes, content_type: str | None = None) -> str:
    """The text of an answer that is no page; its declared charset is held to what the bytes say."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    return _decode(body, content_type)[0]


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body)]
    names = [name for name in map(_resolve, declared) if name]
    for charset in dict.fromkeys([*names, "utf-8", "gb18030"]):
        try:
            return body.decode(charset), charset
        except (UnicodeDecodeError, LookupError):
            continue
    charset = names[0] if names else "utf-8"
    return body.decode(charset, "replace"), charset


def _resolve(name: str | None) -> str | None:
    """The charset that a name means; None for what is none, such as a packing or `undefined`."""
    resolved: str | None = resolve_encoding(name) if name else None
    if resolved is None:
        return None
    try:
        b"\x80".decode(resolved, "replace")
    except (LookupError, ValueError):
        return None
    return resolved


def _unpack_mhtml(body: bytes) -> tuple[bytes, str | None]:
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"} and isinstance(
            part, EmailMessage
        ):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, str(part.get("Content-Type", "text/html"))
    raise ItemError("the MHTML file holds no HTML part; save the page again")
