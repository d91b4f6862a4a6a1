"""A signing key on a token or in a security module (PKCS#11): it is made there and never leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from secrets import token_bytes
from threading import RLock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from config.errors import ConfigError
from config.secret_file import read_secret
from config.settings import KeySettings

if TYPE_CHECKING:
    from pkcs11 import Session, Token

SCHEME = "pkcs11:"
_LABEL = "netpatrol"
_ED25519 = "1.3.101.112"  # RFC 8410
_POINT_BYTES = 32
_ONE_AT_A_TIME = RLock()
"""A token knows who logged in by process, not by session, so that one thread's end would log another out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """An Ed25519 key on a token; `uri` names it (RFC 7512) and holds no secret."""

    settings: KeySettings
    token: str
    key_id: bytes

    @property
    def uri(self) -> str:
        """What the key file of the workspace holds instead of a key."""
        return f"{SCHEME}token={quote_from_bytes(self.token.encode())};id={quote_from_bytes(self.key_id)}"

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature of some bytes (RFC 8032), made on the token.

        Raises:
            ConfigError: the token is not there, or refuses.
        """
        with self._open() as session:
            from pkcs11 import Mechanism, ObjectClass  # noqa: PLC0415 -- an extra

            held: Any = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=self.key_id)
            signature: bytes = held.sign(data, mechanism=Mechanism.EDDSA)
            return signature

    def load_public(self) -> Ed25519PublicKey:
        """Its public half.

        Raises:
            ConfigError: the token is not there, or does not hold it.
        """
        with self._open() as session:
            from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 -- an extra

            held = session.get_key(object_class=ObjectClass.PUBLIC_KEY, id=self.key_id)
            return Ed25519PublicKey.from_public_bytes(held[Attribute.EC_POINT][-_POINT_BYTES:])

    def make(self) -> None:
        """Make the key on the token.

        Raises:
            ConfigError: the token is not there, or makes no such keys.
        """
        with self._open(writes=True) as session:
            from pkcs11 import Attribute, KeyType, Mechanism  # noqa: PLC0415 -- an extra
            from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415 -- same

            curve = {Attribute.EC_PARAMS: encode_named_curve_parameters(_ED25519)}
            parameters = session.create_domain_parameters(KeyType.EC_EDWARDS, curve, local=True)
            parameters.generate_keypair(
                mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, id=self.key_id, label=_LABEL
            )

    def destroy(self) -> None:
        """Remove both halves from the token.

        Raises:
            ConfigError: the token is not there, or refuses.
        """
        with self._open(writes=True) as session:
            from pkcs11 import Attribute  # noqa: PLC0415 -- an extra

            for held in list(session.get_objects({Attribute.ID: self.key_id})):
                held.destroy()

    @contextmanager
    def _open(self, *, writes: bool = False) -> Iterator[Session]:
        module = self.settings.module
        if module is None:
            raise ConfigError(
                f"the office key lies on the token {self.token!r}; name its library as key.module in "
                "netpatrol.toml"
            )
        try:
            from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 -- an extra
        except ImportError as exc:
            raise ConfigError("keys on a token need python-pkcs11; pip install 'netpatrol[pkcs11]'") from exc
        path = self.settings.pin_file
        pin = None if path is None else read_secret(path, "key.pin_file")
        with _ONE_AT_A_TIME:
            try:
                with _find_token(module, self.token).open(rw=writes, user_pin=pin) as session:
                    yield session
            except (PKCS11Error, OSError) as exc:
                why = type(exc).__name__
                if why.startswith("Pin"):
                    raise ConfigError(
                        f"the token {self.token!r} with the office key refuses the PIN ({why}); mend "
                        "key.pin_file before it is tried again: too many wrong PINs lock a token"
                    ) from exc
                raise ConfigError(
                    f"the token {self.token!r} with the office key cannot be used ({why}); see that it is "
                    "there, and to [key] in netpatrol.toml"
                ) from exc


def name_token_key(settings: KeySettings) -> TokenKey:
    """The name of a key that is still to be made on the token of the settings.

    Raises:
        ConfigError: no token is named.
    """
    if settings.token is None:
        raise ConfigError("key.module is set and key.token is not; name the token in netpatrol.toml")
    return TokenKey(settings=settings, token=settings.token, key_id=token_bytes(16))


def parse_token_key(uri: str, settings: KeySettings) -> TokenKey:
    """The key that a URI names.

    Raises:
        ValueError: it names none.
    """
    named = dict(part.partition("=")[::2] for part in uri.removeprefix(SCHEME).split(";"))
    if not uri.startswith(SCHEME) or not named.get("token") or not named.get("id"):
        raise ValueError("it names no token and key")
    return TokenKey(settings=settings, token=unquote(named["token"]), key_id=unquote_to_bytes(named["id"]))


def _find_token(module: Path, label: str) -> Token:
    found: Token = _load_library(module).get_token(token_label=label)
    return found


@cache
def _load_library(module: Path) -> Any:
    import pkcs11  # noqa: PLC0415 -- an extra

    return pkcs11.lib(str(module))
