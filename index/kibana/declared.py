"""The declaration of what Kibana shows, `objects.yaml`, as types."""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.yaml_text import parse_yaml
from index.families import Family

Operation = Literal["average", "median", "sum", "min", "max"]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class View(_Declared):
    """A data view: its title, names of fields for people, and the fields that lead to the desk."""

    title: str
    labels: dict[str, str] = Field(default_factory=dict)
    link: dict[str, str] = Field(default_factory=dict)


class Search(_Declared):
    """A saved search; `this_day` restricts it to the present day."""

    title: str
    view: Family
    query: str
    columns: tuple[str, ...]
    about: str = ""
    sort: str = "@timestamp"
    this_day: bool = False


class Measure(_Declared):
    """What is shown: a count under a name, or an operation over a field."""

    count: str | None = None
    average: str | None = None
    median: str | None = None
    sum: str | None = None
    min: str | None = None
    max: str | None = None
    label: str | None = None
    where: str | None = None

    @property
    def operation(self) -> tuple[str, str]:
        """(operation, field) as Kibana names them."""
        for name in ("average", "median", "sum", "min", "max"):
            field = getattr(self, name)
            if field is not None:
                return name, field
        return "count", "___records___"

    @property
    def name(self) -> str:
        """What people read."""
        return self.label or self.count or self.operation[1]


class Panel(_Declared):
    """A chart over a view, or a saved search; `w` of 48 columns wide, `h` rows high."""

    title: str = ""
    search: str | None = None
    view: Family | None = None
    chart: Literal["bar", "line", "table", "number"] | None = None
    by: tuple[str, ...] = ()
    split: str | None = None
    show: tuple[Measure, ...] = ()
    query: str = ""
    w: int = Field(24, ge=8, le=48)
    h: int = Field(14, ge=4, le=40)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Panel":
        chart = self.chart is not None and self.view is not None and bool(self.show)
        if chart == (self.search is not None):
            raise ValueError("a panel is a search, or a chart with a view and measures")
        return self


class Dashboard(_Declared):
    """Panels in reading order over the time since `from`."""

    title: str
    about: str
    since: str = Field(alias="from")
    panels: tuple[Panel, ...]


class Declared(_Declared):
    """Everything that Kibana shows."""

    views: dict[Family, View]
    searches: dict[str, Search]
    dashboards: dict[str, Dashboard]


@cache
def load_declared() -> Declared:
    """The declaration that is shipped."""
    text = (files("index.kibana") / "objects.yaml").read_text(encoding="utf-8")
    return Declared.model_validate(parse_yaml(text))
