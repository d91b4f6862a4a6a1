"""The office's signing key: Ed25519, in a file that only its owner can read, or on a token that it names."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from config.errors import ConfigError
from config.settings import KeySettings, load_settings
from config.whole_file import write_whole
from evidence.noun import make_digest
from evidence.token_key import SCHEME, TokenKey, name_token_key, parse_token_key

FOLDER = "keys"
_PRIVATE, _PUBLIC = "office.key", "office.pub.pem"
_NEXT, _OLD = "office.key.new", "office.key.old"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKey:
    """A key that signs for an office; `public_pem` is what others check with, `key_id` its name."""

    public_pem: bytes
    key_id: str
    _private: Ed25519PrivateKey | TokenKey

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature of some bytes (RFC 8032).

        Raises:
            ConfigError: the token on which the key lies cannot be used.
        """
        return self._private.sign(data)


def load_key(workspace_root: Path) -> OfficeKey:
    """The key of a workspace.

    Raises:
        ConfigError: it is missing, damaged, or others may read it.
    """
    return _load(workspace_root / FOLDER / _PRIVATE)


def load_new_key(workspace_root: Path) -> OfficeKey:
    """The key that is about to follow the present one.

    Raises:
        ConfigError: it is missing, damaged, or others may read it.
    """
    return _load(workspace_root / FOLDER / _NEXT)


def has_new_key(workspace_root: Path) -> bool:
    """Whether a key is about to follow the present one."""
    return (workspace_root / FOLDER / _NEXT).exists()


def make_next_key(workspace_root: Path, *, in_file: bool = False) -> OfficeKey:
    """Make the key that is about to follow the present one: where the settings want it, or in a file."""
    drop_new_key(workspace_root)
    path = workspace_root / FOLDER / _NEXT
    return _make_key(_write_key(path, KeySettings() if in_file else load_settings(workspace_root).key))


def adopt_new_key(workspace_root: Path) -> None:
    """Put the new key in the present one's place, whose private half is gone then."""
    folder = workspace_root / FOLDER
    key = _load(folder / _NEXT)
    old = _find_on_token(folder / _PRIVATE)
    if old is not None:  # its name stays until it is gone from the token, too
        with write_whole(folder / _OLD, mode=0o600) as part:
            part.write_text(f"{old.uri}\n", encoding="ascii")
    # The public half first: killed between the two, the next command does both again.
    with write_whole(folder / _PUBLIC, mode=0o644) as part:
        part.write_bytes(key.public_pem)
    (folder / _NEXT).replace(folder / _PRIVATE)
    destroy_old_key(workspace_root)


def has_old_key(workspace_root: Path) -> bool:
    """Whether a key that another has followed is still on its token."""
    folder = workspace_root / FOLDER
    return (folder / _OLD).exists() and not (folder / _NEXT).exists()


def destroy_old_key(workspace_root: Path) -> None:
    """Remove from its token a key that another has followed; nothing where there is none.

    Raises:
        ConfigError: the token is not there, or refuses.
    """
    _destroy(workspace_root / FOLDER / _OLD)


def drop_new_key(workspace_root: Path) -> None:
    """Remove a new key that no ledger knows."""
    _destroy(workspace_root / FOLDER / _NEXT)


def is_on_token(workspace_root: Path) -> bool:
    """Whether the key file of a workspace only names a key on a token."""
    return _find_on_token(workspace_root / FOLDER / _PRIVATE) is not None


def _destroy(path: Path) -> None:
    """Remove a key file; what it names on a token goes first, so that it never lies there without a name."""
    named = _find_on_token(path)
    if named is not None:
        named.destroy()
    path.unlink(missing_ok=True)


def _load(path: Path) -> OfficeKey:
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as exc:
        raise ConfigError(
            f"the office key {str(path)!r} cannot be read: {exc.strerror}; restore it from a backup"
        ) from exc
    if stat.S_IMODE(mode) & 0o077:
        raise ConfigError(f"the office key {str(path)!r} can be read by others; chmod 600 it")
    if data.startswith(SCHEME.encode()):
        return _make_key(_name_on_token(path, data))
    try:
        private = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as exc:
        raise ConfigError(f"the office key {str(path)!r} is damaged; restore it from a backup") from exc
    if not isinstance(private, Ed25519PrivateKey):
        raise ConfigError(f"the office key {str(path)!r} is no Ed25519 key; restore it from a backup")
    return _make_key(private)


def make_new_key(workspace_root: Path) -> OfficeKey:
    """Make the key of a new workspace, its file readable by its owner only; one that is there stays."""
    folder = workspace_root / FOLDER
    path = folder / _PRIVATE
    if path.exists():
        return load_key(workspace_root)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = _make_key(_write_key(path, load_settings(workspace_root).key))
    (folder / _PUBLIC).write_bytes(key.public_pem)
    return key


def _write_key(path: Path, settings: KeySettings) -> Ed25519PrivateKey | TokenKey:
    """Make a key where the settings want it, and the file with it or with its name."""
    private: Ed25519PrivateKey | TokenKey
    if settings.module is not None:
        private = name_token_key(settings)
        data = f"{private.uri}\n".encode()
    else:
        private = Ed25519PrivateKey.generate()
        data = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if isinstance(private, TokenKey):
        try:
            private.make()
        except ConfigError:
            path.unlink()
            raise
    return private


def holds(public_pem: bytes, data: bytes, signature: bytes) -> bool:
    """Whether a signature over some bytes was made with the key of a public half in PEM."""
    try:
        public = serialization.load_pem_public_key(public_pem)
        if not isinstance(public, Ed25519PublicKey):
            return False
        public.verify(signature, data)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def make_key_id(public_pem: bytes) -> str:
    """The name of a key: SHA-256 of its public half as DER (SubjectPublicKeyInfo).

    Raises:
        ValueError: it is no public key in PEM.
    """
    public = serialization.load_pem_public_key(public_pem)
    return make_digest(
        public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _name_on_token(path: Path, data: bytes) -> TokenKey:
    settings = load_settings(path.parent.parent).key
    try:
        return parse_token_key(data.decode("ascii").strip(), settings)
    except ValueError as exc:
        raise ConfigError(f"the office key {str(path)!r} is damaged; restore it from a backup") from exc


def _find_on_token(path: Path) -> TokenKey | None:
    """The key on a token that a key file names; None where it holds a key itself, or is not there."""
    data = path.read_bytes() if path.exists() else b""
    return _name_on_token(path, data) if data.startswith(SCHEME.encode()) else None


def _make_key(private: Ed25519PrivateKey | TokenKey) -> OfficeKey:
    public = private.load_public() if isinstance(private, TokenKey) else private.public_key()
    public_pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return OfficeKey(public_pem=public_pem, key_id=make_key_id(public_pem), _private=private)
