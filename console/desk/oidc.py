"""Logging in by the office's own identity provider (OpenID Connect, authorization code with PKCE).

The provider says who somebody is; what they may do here is said by the user of that login, who must be known.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwe, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import ConfigError, ItemError, ServiceError
from config.secret_file import read_secret
from config.settings import OidcSettings
from index.elastic_client import check_address

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
LASTS = timedelta(minutes=10)
"""How long a person may take at the provider."""
_TIMEOUT_S = 10.0
_LOCKED = {"alg": "dir", "enc": "A256GCM"}
_LEEWAY_S = 60


class Started(BaseModel):
    """A log-in that was begun here and must end in the same browser."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    to: str
    until: datetime


@dataclass(slots=True, kw_only=True)
class Provider:
    """An identity provider.

    A log-in that was begun is kept by its browser, in a cookie that only this process can write and read; so
    nobody who begins many pushes another's out. It is good for one return as the provider takes a code once.
    """

    settings: OidcSettings
    _key: OctKey = field(default_factory=lambda: OctKey.generate_key(256))

    def begin(self, back: str, to: str, *, at: datetime) -> tuple[str, str]:
        """Where to send the browser, and the cookie that it must bring back.

        Args:
            back: the desk's own address for the return.
            to: the page to show afterwards.
            at: the present moment.

        Raises:
            ServiceError: the provider does not answer.
            ConfigError: its answers or the settings cannot be used.
        """
        started = Started(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            to=to,
            until=at + LASTS,
        )
        url, _ = self._open(back).create_authorization_url(
            _get_address(self._discover(), "authorization_endpoint"),
            state=started.state,
            nonce=started.nonce,
            code_verifier=started.verifier,
        )
        return str(url), jwe.encrypt_compact(_LOCKED, started.model_dump_json(), self._key)

    def finish(self, cookie: str, answer: str, back: str, *, at: datetime) -> tuple[str, str]:
        """The login that the provider vouches for, and the page to show.

        Args:
            cookie: what `begin` gave to this browser.
            answer: the whole address at which the browser returned.
            back: as given to `begin`.
            at: the present moment.

        Raises:
            ItemError: this is not the end of a log-in that this browser began, or it was refused there.
            ServiceError: the provider does not answer.
            ConfigError: its answers or the settings cannot be used.
        """
        started = self._recall(cookie)
        if started is None or at >= started.until:
            raise ItemError("this log-in was not begun here, or took too long; begin again")
        known = self._discover()
        try:
            token = self._open(back, state=started.state).fetch_token(
                _get_address(known, "token_endpoint"),
                authorization_response=answer,
                code_verifier=started.verifier,
                timeout=_TIMEOUT_S,
            )
        except requests.RequestException as exc:
            raise _make_unreachable(self.settings.issuer, exc) from exc
        except (AuthlibBaseError, ValueError) as exc:
            raise ItemError("the identity provider did not confirm this log-in; begin again") from exc
        claims = self._read(str(token.get("id_token", "")), known, started.nonce, at)
        login = claims.get(self.settings.claim)
        if not isinstance(login, str) or not login:
            raise ConfigError(
                f"the identity provider names no {self.settings.claim!r}; set desk.oidc.claim to one it names"
            )
        return login, started.to

    def _recall(self, cookie: str) -> Started | None:
        """The log-in that a cookie keeps; None when this process did not write it."""
        try:
            kept = jwe.decrypt_compact(cookie, self._key, algorithms=list(_LOCKED.values())).plaintext
            return Started.model_validate_json(kept or b"")
        except (JoseError, ValidationError, ValueError, TypeError):
            return None

    def _read(self, text: str, known: dict[str, Any], nonce: str, at: datetime) -> dict[str, Any]:
        """The claims of an ID token that is signed by the provider, for us, of this log-in, and not over."""
        keys = _fetch(_get_address(known, "jwks_uri"))
        registry = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(text, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as exc:
            raise ItemError(
                f"the identity provider's token cannot be relied on ({type(exc).__name__}); begin again"
            ) from exc
        return claims

    def _discover(self) -> dict[str, Any]:
        check_address(self.settings.issuer, "desk.oidc.issuer", 80)
        known = _fetch(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if known.get("issuer") != self.settings.issuer:
            raise ConfigError(
                f"desk.oidc.issuer is {self.settings.issuer!r}, but the provider calls itself "
                f"{str(known.get('issuer'))[:200]!r}; write exactly that"
            )
        return known

    def _open(self, back: str, state: str | None = None) -> OAuth2Session:
        file = self.settings.client_secret_file
        return OAuth2Session(
            client_id=self.settings.client_id,
            client_secret=read_secret(file, "desk.oidc.client_secret_file") if file is not None else None,
            token_endpoint_auth_method="client_secret_basic" if file is not None else "none",
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            state=state,
        )


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=_TIMEOUT_S, allow_redirects=False)
        answer.raise_for_status()
        said = answer.json()
    except requests.RequestException as exc:
        raise _make_unreachable(url, exc) from exc
    if not isinstance(said, dict):
        raise ConfigError(f"{url!r} answers no JSON object; check desk.oidc.issuer")
    return said


def _get_address(known: dict[str, Any], name: str) -> str:
    """An address that the provider names for itself, safe to use."""
    address = str(known.get(name) or "")
    try:
        check_address(address, name, 80)
    except ValueError as exc:
        raise ConfigError(f"{name} is {address[:200]!r}; write https://HOST:PORT") from exc
    return address


def _make_unreachable(url: str, exc: Exception) -> ServiceError:
    return ServiceError(
        f"the identity provider at {url!r} does not answer ({type(exc).__name__}); try again, or log in here "
        "with a password"
    )
