"""The registry of checks: declarations in, findings out, and the rules of accusing in between.

A check declares itself with `@inspector` (one exhibit) or `@market_inspector` (a table); the registry finds
it by looking through `inspectors/checks` and `inspectors/market`, so adding a check is adding a file.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any

from config.catalogue import load_obligations
from config.errors import ConfigError
from evidence.exhibit import Exhibit
from evidence.finding import Check, Severity, Verdict
from inspectors.authority.lookup import Authority


class Scope(StrEnum):
    """What a check looks at: a listing's page, or a shop with its licence pages."""

    LISTING = "listing"
    SHOP = "shop"


CheckFunction = Callable[[Exhibit, Authority], Iterator[Verdict]]
MarketFunction = Callable[[Any, Authority], Iterator[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """A check with everything that was declared about it."""

    name: str
    code: str
    version: str
    severity: Severity
    needs: tuple[str, ...]
    scope: Scope
    title: str
    function: CheckFunction

    @property
    def check(self) -> Check:
        """The name and version that findings carry."""
        return Check(name=self.name, version=self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketSpec:
    """A market check with everything that was declared about it."""

    name: str
    code: str
    version: str
    severity: Severity
    table: str
    title: str
    function: MarketFunction

    @property
    def check(self) -> Check:
        """The name and version that findings carry."""
        return Check(name=self.name, version=self.version)


Spec = CheckSpec | MarketSpec
_DECLARED: dict[str, Spec] = {}


def inspector(
    *,
    code: str,
    severity: Severity,
    needs: tuple[str, ...] = (),
    scope: Scope = Scope.LISTING,
    version: str = "1",
) -> Callable[[CheckFunction], CheckFunction]:
    """Declare a check on one exhibit.

    Args:
        code: the obligation in `config/catalogues/violations.yaml`.
        severity: a ceiling; a verdict may lower it.
        needs: inputs without which the check is skipped, such as `document.business_licence`.
        scope: whether it looks at listings or at shops.
        version: raised whenever the check may answer differently.
    """

    def declare(function: CheckFunction) -> CheckFunction:
        spec = CheckSpec(
            name=function.__name__,
            code=code,
            version=version,
            severity=severity,
            needs=needs,
            scope=scope,
            title=_read_title(function),
            function=function,
        )
        _register(spec)
        return function

    return declare


def market_inspector(
    *, code: str, severity: Severity, table: str, version: str = "1"
) -> Callable[[MarketFunction], MarketFunction]:
    """Declare a check over a population; `table` names what it takes (`inspectors/market/tables.py`)."""

    def declare(function: MarketFunction) -> MarketFunction:
        spec = MarketSpec(
            name=function.__name__,
            code=code,
            version=version,
            severity=severity,
            table=table,
            title=_read_title(function),
            function=function,
        )
        _register(spec)
        return function

    return declare


def _read_title(function: Callable[..., Any]) -> str:
    title = (function.__doc__ or "").strip().split("\n", 1)[0]
    if not title:
        raise ConfigError(f"check {function!r} has no docstring; its first line is published as its title")
    return title


def _register(spec: Spec) -> None:
    if spec.code not in load_obligations():
        raise ConfigError(
            f"check {spec.name!r} names code {spec.code!r}, which violations.yaml does not hold"
        )
    held = _DECLARED.get(spec.name)
    if held is not None and held.function.__module__ != spec.function.__module__:
        raise ConfigError(f"two checks are called {spec.name!r}; rename one")
    _DECLARED[spec.name] = spec


@cache
def load_checks() -> tuple[CheckSpec, ...]:
    """Every check on one exhibit, in order of name."""
    _import_below("inspectors.checks")
    return tuple(spec for _, spec in sorted(_DECLARED.items()) if isinstance(spec, CheckSpec))


@cache
def load_market_checks() -> tuple[MarketSpec, ...]:
    """Every check over a population, in order of name."""
    _import_below("inspectors.market")
    return tuple(spec for _, spec in sorted(_DECLARED.items()) if isinstance(spec, MarketSpec))


def find_uncovered_codes() -> list[str]:
    """The obligations that no check covers."""
    specs: list[Spec] = [*load_checks(), *load_market_checks()]
    covered = {spec.code for spec in specs}
    return sorted(set(load_obligations()) - covered)


def _import_below(name: str) -> None:
    package: ModuleType = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, prefix=f"{name}."):
        importlib.import_module(module.name)
