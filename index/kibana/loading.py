"""Loads saved objects into a Kibana over its API, and reads what became of each."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

from config.errors import ConfigError, ItemError, RunAbortedError, ServiceError
from index.elastic_client import check_address

_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What an import did: how many objects Kibana took, and those it did not, with the kind of trouble."""

    taken: int
    refused: tuple[tuple[str, str], ...]


def load_ndjson(
    url: str, ndjson: str, *, login: tuple[str, str], ca_file: Path | None = None, space: str | None = None
) -> Loaded:
    """Import objects, overwriting those of the same id.

    Args:
        url: Kibana's address, with its base path if it has one.
        ndjson: the objects, one a line.
        login: name and password of who may manage saved objects.
        ca_file: the authority of Kibana's certificate, PEM.
        space: the space to import into; the default one when not given.

    Raises:
        ConfigError: an address or certificate that cannot be used, or a login that Kibana refuses.
        ItemError: the objects come from a newer Kibana than this one, or the file is none of objects.
        ServiceError: Kibana cannot be reached or is not ready.
    """
    address = check_address(url, "the address of Kibana", 5601)
    where = f"{address.rstrip('/')}/s/{quote(space, safe='')}" if space else address.rstrip("/")
    headers = urllib3.make_headers(basic_auth=":".join(login)) | {"kbn-xsrf": "true"}
    host = urlsplit(address).netloc
    pool = urllib3.PoolManager(ca_certs=str(ca_file) if ca_file else None, cert_reqs="CERT_REQUIRED")
    try:
        answer = pool.request(
            "POST",
            f"{where}/api/saved_objects/_import?overwrite=true",
            headers=headers,
            fields={"file": ("netpatrol.ndjson", ndjson.encode(), "application/ndjson")},
            timeout=_TIMEOUT_S,
            retries=False,
            redirect=False,
        )
    except SSLError as exc:
        raise _make_tls_error(host) from exc
    except HTTPError as exc:
        if isinstance(exc, MaxRetryError) and isinstance(exc.reason, SSLError):
            raise _make_tls_error(host) from exc
        raise ServiceError(
            f"Kibana at {host} cannot be reached ({type(exc).__name__}); "
            "start it and run the same command again"
        ) from exc
    return _read_answer(host, answer.status, answer.data)


def _make_tls_error(host: str) -> ConfigError:
    return ConfigError(
        f"Kibana at {host} shows a certificate that search.ca_file does not vouch for; "
        "name the CA that signed it, in PEM"
    )


def _read_answer(host: str, status: int, body: bytes) -> Loaded:
    if status in {401, 403}:
        raise ConfigError(
            f"Kibana at {host} refuses the login (status {status}); check name, password and rights"
        )
    if status == 422:
        raise ItemError(f"Kibana at {host} is older than these objects; it must be 8.9 or newer")
    try:
        answer: Any = json.loads(body)
        if status != 200 or not isinstance(answer, dict):
            raise ServiceError(
                f"Kibana at {host} answered {status}; see its log and run the same command again"
            )
        refused = tuple(
            (f"{one['type']} {one['id']}", str(one["error"]["type"])) for one in answer.get("errors", ())
        )
        taken, success = int(answer.get("successCount", 0)), bool(answer.get("success"))
    except (ValueError, KeyError, TypeError) as exc:
        raise ServiceError(f"{host} does not answer as Kibana does; check the address") from exc
    if not success and not refused:
        raise RunAbortedError(
            f"Kibana at {host} took {taken} objects and does not say why not all; see its log"
        )
    return Loaded(taken=taken, refused=refused)
