"""Time stamps (RFC 3161): what others say about when the ledger had grown so far.

What is stamped is the Merkle root over the ledger's hashes at one moment, so one stamp covers every entry
before it, and a bundle shows its own entries under the stamped root. Replies are kept whole, as they came.
"""

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client import VerificationError as StampError

from config.errors import ConfigError
from evidence.bundle_ledger import Extract
from evidence.noun import Noun

NOUN = "stamp"
_SKEW = timedelta(minutes=5)


class Stamp(Noun):
    """The reply of an authority to the root of a ledger of that many entries."""

    authority: str
    extract: Extract
    stamped_at: datetime
    reply: str

    @property
    def subject(self) -> str:
        """The name under which the ledger knows it."""
        return f"{self.authority}@{self.extract.entries}"

    @property
    def reply_bytes(self) -> bytes:
        """The reply (TimeStampResp, DER) as it was sent."""
        return base64.b64decode(self.reply)


def make_message(extract: Extract) -> bytes:
    """The bytes that are stamped."""
    return extract.as_json().encode()


def make_query(extract: Extract) -> bytes:
    """The question for an authority (TimeStampReq, DER): it holds a digest and a nonce, and nothing else."""
    message = make_message(extract)
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    return request.as_bytes()


def make_stamp(authority: str, extract: Extract, reply: bytes) -> Stamp:
    """The stamp in a reply that was checked."""
    encoded = base64.b64encode(reply).decode()
    return Stamp(authority=authority, extract=extract, stamped_at=read_time(reply), reply=encoded)


def read_time(reply: bytes) -> datetime:
    """The moment that a stamp states.

    Raises:
        ValueError: it is no stamp.
    """
    moment: datetime = decode_timestamp_response(reply).tst_info.gen_time
    return moment


def find_authority(reply: bytes, message: bytes, roots: Sequence[bytes]) -> str | None:
    """Who vouches for a stamp: the first fingerprint of a root under which alone it holds, if any."""
    certificates = [one for root in roots for one in x509.load_pem_x509_certificates(root)]
    named = {one.fingerprint(SHA256()).hex(): one.public_bytes(Encoding.PEM) for one in certificates}
    vouching = (name for name in sorted(named) if not find_stamp_problem(reply, message, [named[name]], None))
    return next(vouching, None)


def find_stamp_problem(
    reply: bytes, message: bytes, roots: Sequence[bytes], now: datetime | None
) -> str | None:
    """What is wrong with a stamp; without roots only what it covers and when is looked at.

    Args:
        reply: as the authority sent it.
        message: what should have been stamped.
        roots: certificates in PEM that are trusted to vouch for authorities.
        now: a stamp from later than this is none.
    """
    try:
        response = decode_timestamp_response(reply)
        info = response.tst_info
        digest = Hash(SHA256())
        digest.update(message)
        if info.message_imprint.message != digest.finalize():
            return "it is the stamp of something else"
        if now is not None and info.gen_time > now + _SKEW:
            return f"it is from the future ({info.gen_time.isoformat()})"
        if not roots:
            return None
        builder = VerifierBuilder()
        for root in roots:
            for certificate in x509.load_pem_x509_certificates(root):
                builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(response, message)
    except StampError as exc:
        return f"no trusted authority made it ({exc})"[:200]
    except (ValueError, TypeError) as exc:
        return f"it is no time stamp ({exc})"[:200]
    return None


def load_roots(paths: Iterable[Path]) -> list[bytes]:
    """Certificates of authorities from PEM files.

    Raises:
        ConfigError: a file cannot be read or holds no certificate.
    """
    roots = []
    for path in paths:
        try:
            data = path.read_bytes()
            x509.load_pem_x509_certificates(data)
        except (OSError, ValueError) as exc:
            raise ConfigError(f"{str(path)!r} holds no certificate in PEM; check ca_file or --ca") from exc
        roots.append(data)
    return roots
