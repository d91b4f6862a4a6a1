"""The connection to Elasticsearch: addresses, keys and certificates that are safe to use."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from elastic_transport import TlsError, TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from config.errors import ConfigError, ServiceError
from config.settings import SearchSettings
from index.elastic_layout import is_loopback
from index.key_file import read_api_key

_TIMEOUT_S = 30.0


def make_client(
    settings: SearchSettings, *, login: tuple[str, str] | None = None, timeout_s: float = _TIMEOUT_S
) -> Elasticsearch:
    """A client that never retries by itself: the writer has the one retry policy.

    Args:
        settings: where the server is, and the key that is used without a login.
        login: name and password of an administrator.
        timeout_s: how long one answer may take.

    Raises:
        ConfigError: the address is missing, unsafe or carries a password, or a file cannot be used.
    """
    url = check_address(settings.url, "search.url", 9200)
    if settings.ca_file is not None and not settings.ca_file.is_file():
        raise ConfigError(f"search.ca_file {str(settings.ca_file)!r} is no file; name the server's CA in PEM")
    key = None
    if login is None and settings.api_key_file is not None:
        key = read_api_key(settings.api_key_file)
    try:
        return Elasticsearch(
            url,
            api_key=key,
            basic_auth=login,
            ca_certs=str(settings.ca_file) if settings.ca_file is not None else DEFAULT,
            max_retries=0,
            retry_on_timeout=False,
            request_timeout=timeout_s,
        )
    except ValueError as exc:
        raise ConfigError(f"search.url {url!r} cannot be used: {exc}; write https://HOST:PORT") from exc


def check_address(url: str | None, what: str, port: int) -> str:
    """An address that is safe to use, with a port: https unless the host is loopback, and no password in it.

    Args:
        url: the address.
        what: how it is called where a person writes it, such as `search.url`.
        port: the port of plain http when none is named.

    Raises:
        ConfigError: it is none of that kind.
    """
    if not url:
        raise ConfigError(f"{what} is not set; write it, such as https://search.example:{port}")
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ConfigError(f"{what} carries a name or password; put it into a file (docs/search.md)")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(f"{what} is {url!r}; write https://HOST:PORT")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigError(f"{what} {url!r} is not encrypted; use https for a server on another machine")
    if parts.port is None:
        chosen = 443 if parts.scheme == "https" else port
        return parts._replace(netloc=f"{parts.netloc}:{chosen}").geturl().rstrip("/")
    return url


@contextmanager
def explain_errors(host: str) -> Iterator[None]:
    """Turn the client's errors into one line that names no document and no key."""
    try:
        yield
    except TlsError as exc:
        raise ConfigError(
            f"search server {host} shows a certificate that search.ca_file does not vouch for; "
            "name the CA that signed it, in PEM"
        ) from exc
    except TransportError as exc:
        raise ServiceError(
            f"search server {host} cannot be reached ({type(exc).__name__}); the work is kept, "
            "start the server and run the same command again"
        ) from exc
    except UnsupportedProductError as exc:
        raise ConfigError(f"{host} is no Elasticsearch; netpatrol needs Elasticsearch 8 or 9") from exc
    except ApiError as exc:
        raise _make_error(host, exc) from exc


def _make_error(host: str, exc: ApiError) -> ConfigError | ServiceError:
    if is_starting(exc):
        return ServiceError(
            f"search server {host} is still starting; the work is kept, run the same command again"
        )
    if exc.status_code == 401:
        return ConfigError(
            f"search server {host} does not know the key, or it has expired; "
            "run `netpatrol index bootstrap` for a new one and name its file in search.api_key_file"
        )
    if exc.status_code == 406:  # the media type of version 8 is unknown there
        return ConfigError(
            f"search server {host} is older than version 8; netpatrol needs Elasticsearch 8 or 9"
        )
    if exc.status_code == 403:
        return ConfigError(
            f"search server {host} refuses the key (status {exc.status_code}); "
            "check search.api_key_file and the rights of the key (docs/search.md)"
        )
    if exc.status_code == 404:
        return ServiceError(f"search server {host} has no such index; run `netpatrol index rebuild`")
    kind = get_error_type(exc.body)
    return ServiceError(
        f"search server {host} answered {exc.status_code} ({kind}); the work is kept, "
        "run the same command again"
    )


def is_starting(exc: ApiError) -> bool:
    """Whether the server could not look the key up yet, because it has just started.

    Its index of keys opens a second after it answers (measured on 8.16). Until then it says 401 to every
    key, but names its own failure instead of an unknown or expired key.
    """
    error = exc.body.get("error") if isinstance(exc.body, dict) else None
    why = error.get("additional_unsuccessful_credentials") if isinstance(error, dict) else None
    return exc.status_code == 401 and isinstance(why, str) and why.endswith("encountered a failure")


def get_error_type(body: object) -> str:
    """The type of an error; its reason is left out, because it quotes what is in documents."""
    error = body.get("error", body) if isinstance(body, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    return kind if isinstance(kind, str) else "unknown"
