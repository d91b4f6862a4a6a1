"""Settings of a workspace (`netpatrol.toml`) and the only reader of the environment."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from config.errors import ConfigError

SETTINGS_FILE = "netpatrol.toml"
_NO_EVIDENCE = {"key", "search", "cases", "records", "desk", "office", "retention", "store", "queue"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CrawlSettings(_Section):
    """How politely and how far the crawler goes."""

    delay_s: float = Field(1.0, ge=0, description="Pause between two requests to one host, in seconds.")
    timeout_s: float = Field(30.0, gt=0, description="How long one answer may take, in seconds.")
    max_body_bytes: int = Field(20_000_000, gt=0, description="Largest decoded body that is kept, in bytes.")
    max_listings: int | None = Field(None, gt=0, description="Stop after so many listings (null: no limit).")
    finding_screenshots: int = Field(
        200, ge=0, description="Pages with findings that a patrol opens in the browser for a picture."
    )
    allow_hosts: tuple[str, ...] = Field(
        (), description="Private addresses that may be visited, as HOST:PORT."
    )
    user_agent: str = Field(
        "netpatrol (market supervision; obeys robots.txt)", description="How the crawler introduces itself."
    )


class BrowserSettings(_Section):
    """Where Chromium is, how long a page may take, and how many run at a time."""

    executable: str | None = Field(None, description="Path of Chromium; found on PATH when not given.")
    page_deadline_s: float = Field(45.0, gt=0, description="A page is ended after so many seconds.")
    at_once: int = Field(2, ge=1, le=16, description="Pages open at a time, each in a Chromium of its own.")
    memory_mb: int = Field(
        3000, ge=500, description="A page is ended when its Chromium takes more memory than so many MB."
    )
    mhtml: bool = Field(
        default=True, description="Seal each page also as one MHTML file, which any Chromium opens."
    )


class OcrSettings(_Section):
    """How pictures are read."""

    engine: str | None = Field(
        None, description="rapidocr or tesseract; the best one available when not given."
    )
    workers: int = Field(2, ge=1, le=64, description="Reading processes; each takes up to 1.1 GB.")


class QueueSettings(_Section):
    """Where pictures wait for the machines that read them; without it they are read by processes here."""

    url: str | None = Field(
        None,
        pattern=r"^rediss?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?(/\d{1,4})?$",
        description="Redis, as rediss://HOST:PORT/NUMBER; redis:// only on loopback.",
    )
    password_file: Path | None = Field(
        None, description="File with the server's password, readable by its owner only."
    )
    ca_file: Path | None = Field(None, description="Certificate authority of the server, PEM.")
    at_once: int = Field(
        8, ge=1, le=256, description="Pictures that wait or are read at a time, on all machines together."
    )

    @field_validator("url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if parts.port == 0:  # and ValueError where there is no such port
            raise ValueError("port 0 is none")
        if parts.scheme == "redis" and parts.hostname not in _LOOPBACK:
            raise ValueError("pictures and a password go to this server, so it has to be rediss")
        return value


class SearchSettings(_Section):
    """Where the searchable projection lives."""

    backend: str = Field(
        "embedded", pattern="^(embedded|elasticsearch)$", description="embedded or elasticsearch."
    )
    url: str | None = Field(None, description="Elasticsearch address; https unless the host is loopback.")
    api_key_file: Path | None = Field(None, description="File with the API key, readable by its owner only.")
    sharer_key_file: Path | None = Field(
        None, description="File with a sharer's key: redacted copies of what is shared go to the server, too."
    )
    ca_file: Path | None = Field(None, description="Certificate authority of the server, PEM.")
    region: str = Field("00", pattern="^[0-9a-z]{2,12}$", description="Region part of the index names.")


class PriceSettings(_Section):
    """When a patrol picks a price (docs/picking.md)."""

    min_offers: int = Field(8, ge=3, description="Fewer comparable offers, or days, are insufficient data.")
    z: float = Field(3.5, gt=0, description="Robust standard deviations of log price from the median.")
    least_change: float = Field(
        0.3, gt=0, lt=1, description="Least share of the median a price must be away."
    )
    history_days: int = Field(60, ge=1, description="How many days of a listing's past are looked at.")


class NoveltySettings(_Section):
    """When a patrol picks a product as new (docs/picking.md)."""

    window_days: int = Field(14, ge=1, description="A listing first seen within so many days is new.")
    min_listings: int = Field(3, ge=2, description="So many new listings must share a new term.")
    min_shops: int = Field(2, ge=1, description="In so many shops.")
    min_known: int = Field(30, ge=1, description="With fewer older listings nobody can tell what is new.")
    score: float = Field(2.5, ge=1, description="The least sum of factor weights of a new product.")


class PickName(StrEnum):
    """What a patrol can pick."""

    PRICE = "price"
    NOVEL = "novel"


class StampSettings(_Section):
    """An authority of time stamps (RFC 3161) that the ledger is shown to."""

    name: str = Field(pattern=r"^[\w-]+$", description="Name of the authority in records and bundles.")
    url: str = Field(pattern="^https?://", description="Where it is asked.")
    ca_file: Path = Field(
        description="Certificates, PEM, that vouch for its stamps; pinned, not the machine's."
    )


class KeySettings(_Section):
    """Where new office keys are made: in a file of the workspace, or on a token (PKCS#11)."""

    module: Path | None = Field(
        None, description="Library of a PKCS#11 token; with it new office keys are made there."
    )
    token: str | None = Field(None, description="Label of the token.")
    pin_file: Path | None = Field(None, description="File with the token's PIN, readable by its owner only.")


class DatabaseSettings(_Section):
    """A PostgreSQL database, or the workspace where none is named."""

    url: str | None = Field(
        None,
        pattern=r"^postgresql://[^\s]+$",
        description="PostgreSQL, as postgresql://USER@HOST:PORT/DATABASE; the workspace when not given.",
    )
    password_file: Path | None = Field(
        None, description="File with the password of that user, readable by its owner only."
    )

    @field_validator("url")
    @classmethod
    def _has_no_password(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if parts.password is not None or "password" in parse_qs(parts.query):
            raise ValueError(
                "the address holds a password; put it into a file and name that in password_file"
            )
        return value


class CaseSettings(DatabaseSettings):
    """Where the history of people and cases is kept."""


class RecordSettings(DatabaseSettings):
    """Where the records of what was captured and found are kept."""


class OidcSettings(_Section):
    """An identity provider (OpenID Connect) by which people log in at the desk, beside their passwords."""

    issuer: str = Field(description="The provider, exactly as it calls itself; https unless on loopback.")
    client_id: str = Field(min_length=1, description="What the desk is called there.")
    client_secret_file: Path | None = Field(
        None,
        description="File with the desk's secret there, readable by its owner only; none for PKCE alone.",
    )
    claim: str = Field("preferred_username", description="Which claim of the token is the login here.")


class DeskSettings(_Section):
    """How the desk is reached from other machines, and who vouches for people."""

    address: str | None = Field(
        None,
        pattern=r"^https://[^/\s]+$",
        description="Where a proxy with TLS shows the desk, such as https://desk.example; needs users.",
    )
    job_days: int = Field(
        90,
        ge=1,
        le=36_500,
        description="Days that what a job printed, was given and made is kept after its end.",
    )
    oidc: OidcSettings | None = Field(None, description="Log-in by an identity provider (docs/desk.md).")


class StoreSettings(_Section):
    """An object store for what is captured; without one it stays in the workspace."""

    url: str | None = Field(
        None,
        pattern=r"^s3://[a-z0-9][a-z0-9.-]+[a-z0-9](/[\w.-]+)*/?$",
        description="Bucket of S3-compatible storage, as s3://BUCKET or s3://BUCKET/PREFIX.",
    )
    endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s@/]+/?$",
        description="Address of the storage's server; https unless the host is loopback.",
    )
    region: str = Field("us-east-1", description="Region that requests are signed for.")
    key_file: Path | None = Field(
        None, description="File with ACCESS:SECRET, readable by its owner only; else NETPATROL_STORE_KEY."
    )
    ca_file: Path | None = Field(None, description="Certificate authority of the server, PEM.")
    timeout_s: float = Field(30.0, gt=0, description="How long one answer may take, in seconds.")

    @field_validator("endpoint")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("a key goes to this server, so it has to be https")
        return value


class RetentionSettings(_Section):
    """How long the bytes of captures are kept, by what rests on them; for good where nothing is said."""

    routine_days: int | None = Field(
        None, ge=1, description="Captures without a lead: so many days after the capture."
    )
    lead_days: int | None = Field(
        None, ge=1, description="Captures behind a lead nobody reviewed: so many days after the capture."
    )
    reviewed_days: int | None = Field(
        None, ge=1, description="Captures behind a reviewed lead: so many days after the last review."
    )
    bundled_days: int | None = Field(
        None, ge=1, description="Captures that went out in a bundle: so many days after the last one."
    )
    case_days: int | None = Field(
        None, ge=1, description="Captures in a case: so many days after it was closed, never before."
    )


class CanarySettings(_Section):
    """A planted violation that a patrol must find again to be believed."""

    platform: str = Field(description="Platform of the planted listing.")
    listing_id: str = Field(description="The planted listing.")
    code: str = Field(description="The code that must be found on it.")


class PatrolSettings(_Section):
    """One patrol: where it goes, how much it must see, what it must find again."""

    name: str = Field(pattern=r"^[\w-]+$", description="Name used by `patrol run`.")
    targets: tuple[str, ...] = Field(min_length=1, description="Home, shop, list or listing addresses.")
    coverage_target: float = Field(0.9, ge=0, le=1, description="Below this share the patrol is incomplete.")
    max_listings: int | None = Field(None, gt=0, description="Budget of listings (null: no limit).")
    canaries: tuple[CanarySettings, ...] = Field((), description="Planted violations.")
    picks: tuple[PickName, ...] = Field((), description="What it picks: price, novel.")
    schedule: str | None = Field(
        None, description="When `patrol start` runs it: cron, Shanghai time, such as 30 6 * * *."
    )

    office: str | None = Field(
        None,
        description="The office that owns what this patrol captures.",
        exclude_if=lambda office: office is None,
    )

    @field_validator("schedule")
    @classmethod
    def _is_cron(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                CronSim(value, datetime(2026, 1, 1, tzinfo=UTC))
            except CronSimError as exc:
                raise ValueError(
                    f"{value!r} is no cron expression ({exc}); write such as 30 6 * * *"
                ) from exc
        return value


class Settings(_Section):
    """All settings of a workspace."""

    lang: str = Field("zh", pattern="^(zh|en)$", description="Language of what people read.")
    crawl: CrawlSettings = CrawlSettings()
    browser: BrowserSettings = BrowserSettings()
    ocr: OcrSettings = OcrSettings()
    queue: QueueSettings = QueueSettings()
    search: SearchSettings = SearchSettings()
    cases: CaseSettings = CaseSettings()
    records: RecordSettings = RecordSettings()
    desk: DeskSettings = DeskSettings()
    office: str | None = Field(
        None, description="The office that owns what is captured here when nobody says who works."
    )
    price: PriceSettings = PriceSettings()
    novelty: NoveltySettings = NoveltySettings()
    stamp: tuple[StampSettings, ...] = Field((), description="Authorities that stamp the ledger.")
    retention: RetentionSettings = RetentionSettings()
    key: KeySettings = KeySettings()
    store: StoreSettings = StoreSettings()
    patrol: tuple[PatrolSettings, ...] = Field((), description="The patrols of this workspace.")

    @field_validator("patrol")
    @classmethod
    def _names_differ(cls, value: tuple[PatrolSettings, ...]) -> tuple[PatrolSettings, ...]:
        names = [patrol.name for patrol in value]
        if len(set(names)) != len(names):
            raise ValueError(f"two patrols share a name: {sorted(names)}")
        return value

    def as_evidence(self) -> str:
        """Every setting on which what is found may depend, as JSON: not where servers are and whose it is."""
        return self.model_dump_json(exclude=_NO_EVIDENCE)

    @property
    def digest(self) -> str:
        """A digest of these settings, stamped on each run."""
        return hashlib.sha256(self.as_evidence().encode()).hexdigest()


class Environment(_Section):
    """What the environment says; read once, at the start of the process."""

    workspace: Path
    lang: str | None
    now: datetime | None
    store_key: str | None
    test_elasticsearch_url: str | None
    test_postgres_url: str | None


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """The NETPATROL_* variables.

    Raises:
        ConfigError: one of them has a value that cannot be used.
    """
    values = os.environ if environ is None else environ
    now = values.get("NETPATROL_NOW")
    try:
        moment = datetime.fromisoformat(now) if now else None
    except ValueError as exc:
        raise ConfigError(f"NETPATROL_NOW is {now!r}; write an ISO time with offset or unset it") from exc
    if moment is not None and moment.tzinfo is None:
        raise ConfigError(f"NETPATROL_NOW is {now!r}; add the offset, such as +08:00")
    lang = values.get("NETPATROL_LANG")
    if lang not in {None, "", "zh", "en"}:
        raise ConfigError(f"NETPATROL_LANG is {lang!r}; write zh or en")
    return Environment(
        workspace=Path(values.get("NETPATROL_WORKSPACE") or "workspace"),
        lang=lang or None,
        now=moment,
        store_key=values.get("NETPATROL_STORE_KEY") or None,
        test_elasticsearch_url=values.get("NETPATROL_TEST_ELASTICSEARCH") or None,
        test_postgres_url=values.get("NETPATROL_TEST_POSTGRES") or None,
    )


def load_settings(workspace: Path) -> Settings:
    """The settings in the workspace's `netpatrol.toml`, or the defaults when there is none.

    Raises:
        ConfigError: the file is no TOML, or names a setting that does not exist.
    """
    path = workspace / SETTINGS_FILE
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return Settings.model_validate(loaded)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{str(path)!r} cannot be read: {exc}; mend the file") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{str(path)!r}: setting {where!r}: {first['msg']}; see docs/settings.md") from exc


def get_code_version() -> str:
    """The version of netpatrol that is running."""
    try:
        return version("netpatrol")
    except PackageNotFoundError:
        text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
        match = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)
        return match.group(1) if match else "0"


def get_machine_time(environment: Environment) -> datetime:
    """The moment at which this process's run starts: the only look at the machine's clock."""
    return environment.now.astimezone(UTC) if environment.now else datetime.now(UTC)
