"""A parcel: what one share shows to one office, in a signed file, for offices that no wire connects.

A zip with `share.json`, the sender's public key, the digests of both as sha256sum writes them, and a
signature over those. It holds what the receiver would see if it had accepted the share here, no more: a
redacted share travels as redacted copies. Captured bytes do not travel in it; `netpatrol bundle` packs those.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from cases.model import Case, Office, Share
from config.errors import ItemError, VerificationError
from config.whole_file import write_whole
from evidence.bundle import COMMENT_PREFIX, digest_first, make_sums, write_zip
from evidence.finding import Finding
from evidence.noun import Noun, make_canonical_json, make_digest
from evidence.office_key import OfficeKey, holds, make_key_id
from evidence.snapshot import Snapshot

SUFFIX = ".parcel"
LARGEST_BYTES = 64 * 1024 * 1024
_SHARE, _KEY, _SUMS, _SIGNATURE = "share.json", "office.pub.pem", "SHA256SUMS", "signature"
_PARTS = {_SHARE, _KEY, _SUMS, _SIGNATURE}


class Parcel(Noun):
    """What a share shows to an office at a moment.

    `serial` grows with every parcel of the share, so that an older one is told from the newest. A withdrawn
    share travels without anything but the word that it is.
    """

    version: int = 1
    serial: int = Field(ge=1)
    made_at: datetime
    made_by: str
    from_office: Office
    to_office: str
    share: Share
    withdrawn: bool
    case: Case
    snapshots: tuple[Snapshot, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A parcel whose signature holds; `digest` is that of the file, `data` its bytes."""

    parcel: Parcel
    key_id: str
    digest: str
    data: bytes


def pack(parcel: Parcel, key: OfficeKey) -> bytes:
    """The file of a parcel, signed."""
    parts = {_SHARE: _make_json(parcel), _KEY: key.public_pem}
    sums = make_sums(parts)
    parts |= {_SUMS: sums, _SIGNATURE: key.sign(sums)}
    stream = io.BytesIO()
    write_zip(stream, parts)
    return stream.getvalue()


def write_parcel(data: bytes, out: Path) -> None:
    """Write a packed parcel as a whole.

    Raises:
        ItemError: the file cannot be written, or is not called a parcel.
    """
    if out.suffix != SUFFIX:
        raise ItemError(f"{str(out)!r} does not end in {SUFFIX}; name the file so")
    try:
        with write_whole(out) as partial:
            partial.write_bytes(data)
    except OSError as exc:
        raise ItemError(f"{str(out)!r} cannot be written: {exc.strerror}; name another folder") from exc


def open_parcel(path: Path, trusted: dict[str, str]) -> Opened:
    """A parcel of an office whose key is trusted.

    Args:
        path: the file.
        trusted: public keys in PEM by their id.

    Raises:
        ItemError: the file cannot be read.
        VerificationError: it is no parcel, was changed, or is signed by a stranger.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError as exc:
        raise ItemError(f"{str(path)!r} cannot be read: {exc.strerror}; check the path") from exc
    if size > LARGEST_BYTES:
        raise VerificationError(f"{str(path)!r} has {size} bytes, more than a parcel can; ask for it again")
    return open_data(str(path), data, trusted)


def open_data(name: str, data: bytes, trusted: dict[str, str]) -> Opened:
    """The parcel in some bytes; `name` is what a refusal calls it.

    Raises:
        VerificationError: it is no parcel, was changed, or is signed by a stranger.
    """
    parts = _read_parts(name, data)
    key_id = _check_signature(name, parts, trusted)
    try:
        parcel = Parcel.model_validate_json(parts[_SHARE])
    except ValidationError as exc:
        raise VerificationError(f"parcel {name!r} holds no share; ask the office for it again") from exc
    return Opened(parcel=parcel, key_id=key_id, digest=make_digest(data), data=data)


def _make_json(parcel: Parcel) -> bytes:
    """The parcel with what a share keeps beside the keys of its contract."""
    plain = parcel.model_dump(mode="json")
    share = parcel.share
    plain["share"] |= {"offered_at": share.offered_at.isoformat(), "offered_by": share.offered_by}
    plain["share"]["state"] = "offered"
    return make_canonical_json(plain).encode()


def _read_parts(name: str, data: bytes) -> dict[str, bytes]:
    """The parts of the container, each stored and each once, and nothing beside them."""
    covered = len(data) - 64
    whole = covered > 0 and digest_first(io.BytesIO(data), covered).encode() == data[covered:]
    if not whole or not data[:covered].endswith(COMMENT_PREFIX):
        raise VerificationError(f"parcel {name!r} was changed or is cut off; ask the office for it again")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos)
            if not stored or sorted(info.filename for info in infos) != sorted(_PARTS):
                raise VerificationError(f"{name!r} is no parcel of a share; `netpatrol verify` knows bundles")
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        raise VerificationError(
            f"{name!r} is no parcel of a share; `netpatrol verify` knows bundles"
        ) from exc


def _check_signature(name: str, parts: dict[str, bytes], trusted: dict[str, str]) -> str:
    try:
        key_id = make_key_id(parts[_KEY])
    except ValueError as exc:
        raise VerificationError(f"parcel {name!r} carries no key; ask the office for it again") from exc
    if key_id not in trusted:
        raise VerificationError(
            f"parcel {name!r} is signed with key {key_id}, which is not trusted here; compare it with "
            "the office and take it in with `netpatrol key trust`"
        )
    sums = make_sums({part: parts[part] for part in (_SHARE, _KEY)})
    if parts[_SUMS] != sums or not holds(trusted[key_id].encode(), sums, parts[_SIGNATURE]):
        raise VerificationError(
            f"the signature of parcel {name!r} does not hold; ask the office for it again"
        )
    return key_id
