"""The ledger's head outside the database: its length and last hash, signed by the office's key.

The database alone cannot show that its tail was cut off, or that it was emptied: the head can. It is written
after each transaction, so it never names an entry that a crash could take back.
"""

import base64
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from config.errors import ConfigError, RunAbortedError, VerificationError
from evidence.noun import Noun, make_canonical_json
from evidence.office_key import OfficeKey, has_new_key, holds, load_key, load_new_key

HEAD_FILE = "ledger-head.json"


class Head(Noun):
    """The last entry of a ledger, signed; `entries` is how many there are."""

    entries: int
    hash: str
    at: str
    key_id: str
    signature: str

    def is_signed_by(self, public_pem: bytes) -> bool:
        """Whether the signature was made with the key of a public half."""
        try:
            signature = base64.b64decode(self.signature, validate=True)
        except ValueError:
            return False
        return holds(public_pem, _make_text(self.entries, self.hash, self.at, self.key_id), signature)


@dataclass(slots=True)
class HeadFile:
    """The signed head of a workspace; the key is loaded when the first head is written."""

    root: Path
    _key: OfficeKey | None = field(default=None)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.root / HEAD_FILE

    @property
    def key(self) -> OfficeKey:
        """The key that signs."""
        if self._key is None:
            self._key = load_key(self.root)
        return self._key

    def use(self, key: OfficeKey) -> None:
        """Sign with another key from now on."""
        self._key = key

    def sign_with(self, key_id: str) -> None:
        """Make sure that the key which the ledger names signs; another process may have changed it.

        Raises:
            ConfigError: the key of the workspace is not that one.
        """
        if self.key.key_id != key_id:
            self._key = load_key(self.root)
        if self.key.key_id != key_id and has_new_key(self.root):
            new = load_new_key(self.root)
            self._key = new if new.key_id == key_id else self._key
        if self.key.key_id != key_id:
            raise ConfigError(
                f"the office key is not {key_id!r}, which the ledger names; restore it from a backup"
            )

    def read(self) -> Head | None:
        """The head that was written last; None when there is none.

        Raises:
            VerificationError: the file is no head.
        """
        try:
            return Head.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as exc:
            raise VerificationError(
                f"the signed head {str(self.path)!r} cannot be read; restore it from a backup"
            ) from exc

    def write(self, entries: int, last_hash: str, at: str) -> Head:
        """Sign and write a new head, as a whole or not at all.

        Raises:
            ConfigError: the key is missing.
            RunAbortedError: the file cannot be written.
        """
        key = self.key
        signature = base64.b64encode(key.sign(_make_text(entries, last_hash, at, key.key_id))).decode()
        head = Head(entries=entries, hash=last_hash, at=at, key_id=key.key_id, signature=signature)
        partial = self.path.with_name(f".{HEAD_FILE}.{os.getpid()}.{threading.get_ident()}")
        try:
            partial.write_text(head.as_json() + "\n", encoding="utf-8")
            partial.replace(self.path)
        except OSError as exc:
            raise RunAbortedError(
                f"the signed head {str(self.path)!r} cannot be written: {exc.strerror}; "
                "free disk space and run the same command again: what was kept is safe"
            ) from exc
        return head


def _make_text(entries: int, last_hash: str, at: str, key_id: str) -> bytes:
    named = {"entries": entries, "hash": last_hash, "at": at, "key_id": key_id}
    return make_canonical_json({"netpatrol": "ledger-head", **named}).encode()
