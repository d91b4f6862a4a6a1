"""Platforms: one folder each below `crawlers/platforms`, found by looking, described by `platform.yml`."""

import importlib
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from urllib.parse import quote, urljoin, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import ConfigError
from config.yaml_text import parse_yaml
from sites.address import InvalidUrlError, parse_place
from sites.purpose import Purpose

FOLDER = Path(__file__).parent / "platforms"
GENERIC = "generic"


class Platform(BaseModel):
    """The facts of a platform; nothing here is code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    hosts: tuple[str, ...] = ()
    language: str = "zh"
    currency: str | None = None
    delay_s: float = Field(1.0, ge=0)
    home: str | None = None
    search: str | None = None
    shop: str | None = None
    query_charset: str = "utf-8"
    paths: dict[Purpose, str] = Field(default_factory=dict)
    browser: tuple[Purpose, ...] = ()
    browser_when_empty: bool = False

    def recognise(self, url: str) -> Purpose:
        """What a URL of this platform leads to, by its path; `any` when no pattern says."""
        path = urlsplit(url).path or "/"
        for purpose, pattern in self.paths.items():
            if re.search(pattern, path):
                return purpose
        return Purpose.ANY

    def find_id(self, url: str, purpose: Purpose) -> str | None:
        """The id in a URL's path, as the pattern of `purpose` names it."""
        match = re.search(self.paths.get(purpose, r"(?!)"), urlsplit(url).path or "/")
        return match.groupdict().get("id") if match else None

    def make_search_url(self, keyword: str, base: str | None) -> str:
        """Where this platform lists what matches a keyword.

        Raises:
            ConfigError: the platform has no search that we know.
        """
        return self._fill("search", self.search, base, keyword=keyword)

    def make_shop_url(self, shop: str, base: str | None) -> str:
        """Where this platform shows a shop.

        Raises:
            ConfigError: the platform has no shop pages that we know.
        """
        return self._fill("shop", self.shop, base, shop=shop)

    def _fill(self, what: str, template: str | None, base: str | None, **values: str) -> str:
        start = base or self.home
        if template is None or start is None:
            raise ConfigError(
                f"platform {self.name!r} has no {what} address; give the address of the page instead"
            )
        filled = template.format(
            **{
                name: quote(value, safe="", encoding=self.query_charset, errors="replace")
                for name, value in values.items()
            }
        )
        return urljoin(start, filled)


@cache
def load_platforms() -> dict[str, Platform]:
    """All platforms by name.

    Raises:
        ConfigError: a `platform.yml` cannot be read.
    """
    found: dict[str, Platform] = {}
    for path in [FOLDER.parent / GENERIC / "platform.yml", *sorted(FOLDER.glob("*/platform.yml"))]:
        try:
            facts = parse_yaml(path.read_text(encoding="utf-8"))
            found[path.parent.name] = Platform.model_validate({"name": path.parent.name, **facts})
        except (yaml.YAMLError, ValidationError, TypeError) as exc:
            raise ConfigError(f"platform file {str(path)!r} cannot be used: {exc}; mend it") from exc
    return found


def get_platform(name: str) -> Platform:
    """A platform by its name.

    Raises:
        ConfigError: there is none.
    """
    platforms = load_platforms()
    if name not in platforms:
        raise ConfigError(f"no platform {name!r}; known are {', '.join(sorted(platforms))}")
    return platforms[name]


def find_platform(url: str) -> Platform:
    """The platform whose host a URL names, else `generic`."""
    try:
        host = parse_place(url).host
    except InvalidUrlError:
        return get_platform(GENERIC)
    for platform in load_platforms().values():
        if any(host == known or host.endswith(f".{known}") for known in platform.hosts):
            return platform
    return get_platform(GENERIC)


@cache
def load_pages(name: str) -> ModuleType:
    """The page objects of a platform: `PAGES` by purpose, and `recognise` when paths do not tell."""
    folder = "sites.generic" if name == GENERIC else f"sites.platforms.{name}"
    return importlib.import_module(f"{folder}.pages")
