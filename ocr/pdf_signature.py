"""What the signatures in a PDF say without asking anybody: whether bytes changed, and who is named."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from ocr.pdf import SIGNED

_MOST = 5
_WHOLE = SignatureCoverageLevel.ENTIRE_FILE
_FORGEABLE = frozenset({"md2", "md5", "sha1"})
"""Digests for which two texts with the same value can be made (RFC 6151, RFC 6194)."""
_UNCHECKED = "who issued the certificate was not checked"

# It warns of what it mends in a damaged file; here that is an answer, not an event.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def describe_signatures(data: bytes) -> tuple[str, ...]:
    """One line for each signature of a PDF, the first five; none for a PDF without.

    Said are: whether the signed bytes are unchanged and the signature fits the certificate in it, whether its
    digest can be forged, whether it covers the whole file, and whom the certificate names. No certificate is
    traced to a root, so that a signature is never called valid.
    """
    if SIGNED not in data:
        return ()
    try:
        found = PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures
        return tuple(_iter_lines(found[:_MOST]))
    except Exception as exc:  # noqa: BLE001 -- a parser of foreign bytes: no signature may cost the document
        return (f"signature: cannot be checked ({type(exc).__name__})",)


def _iter_lines(found: list[EmbeddedPdfSignature]) -> Iterator[str]:
    for signature in found:
        try:
            yield _describe(signature)
        except Exception as exc:  # noqa: BLE001 -- one that cannot be read (SM2, SM3) leaves the others
            yield f"signature: cannot be checked ({type(exc).__name__})"


def _describe(signature: EmbeddedPdfSignature) -> str:
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
    signer = signature.signer_cert.subject.human_friendly
    if not (status.intact and status.valid):
        return f"signature: broken; the signed bytes were changed, or {signer!r} did not sign them"
    digest = status.md_algorithm.lower().replace("-", "")
    if digest in _FORGEABLE:
        return (
            f"signature: by {digest}, for which another text of the same value can be made, so nothing says "
            f"that the bytes are unchanged; by {signer!r}; {_UNCHECKED}"
        )
    covers = "covers the whole file" if status.coverage is _WHOLE else "does not cover the whole file"
    return f"signature: unchanged since signed, {covers}, by {signer!r}; {_UNCHECKED}"
