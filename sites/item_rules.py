"""What a profile says of a site's answers: which arrays hold things, where each is shown, how lists turn."""

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sites.patterns import check_pattern

_PATH = re.compile(r"(?:\[\]|[^\[\].]{1,80}(?:\[\])*)(?:\.[^\[\].]{1,80}(?:\[\])*)*")
_LONGEST = 300
_HOLES = re.compile(r"\{([^{}]{1,120})\}")


class AnswerRule(BaseModel):
    """What is known of some answers: the pattern of their addresses, and the way to an array in them.

    The way is `data.list[]`; arrays within arrays have `[]` for each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: str
    items: str = Field(max_length=_LONGEST)

    @field_validator("answer")
    @classmethod
    def _check_answer(cls, value: str) -> str:
        return check_pattern(value)

    @field_validator("items")
    @classmethod
    def _check_items(cls, value: str) -> str:
        return check_path(value)


class ItemRule(AnswerRule):
    """Each thing in an array of an answer has a page, or an answer of its own.

    `make` is the address of a thing's page, with its values in braces (`/item/{id}`, `^` before what belongs
    to the thing that holds it, `^?` before what the answer was asked with); `name` the value that is printed
    for it; `seen` says how often that was seen.
    """

    make: str = Field(max_length=_LONGEST)
    name: str | None = Field(None, max_length=_LONGEST)
    seen: int = 0

    @field_validator("make")
    @classmethod
    def _check_make(cls, value: str) -> str:
        if not _HOLES.search(value) or not value.startswith(("/", "?", "http://", "https://")):
            raise ValueError(
                f"{value[:80]!r} makes no address; write one with a value in braces: /item/{{id}}"
            )
        return value

    @property
    def holes(self) -> tuple[str, ...]:
        """The values that an address is made of."""
        return tuple(_HOLES.findall(self.make))


class TurnRule(AnswerRule):
    """How a list that a script fills goes on: the same address with another number.

    `key` counts from page to page by `step`; a page holds `size` things; `total` is the way to their number,
    or None where the answer does not say. `direct`: such answers come without a browser too.
    """

    key: str = Field(max_length=80)
    step: int = Field(1, ge=1, le=1000)
    size: int = Field(ge=1, le=10_000)
    total: str | None = Field(None, max_length=_LONGEST)
    direct: bool = True

    @field_validator("total")
    @classmethod
    def _check_total(cls, value: str | None) -> str | None:
        return None if value is None else check_path(value)


class CountRule(AnswerRule):
    """How many things a list holds whose answers are asked for by POST: `total` is the way to that number.

    Such a list goes on only on its page; what it says to hold and did not show lowers the coverage.
    """

    total: str = Field(max_length=_LONGEST)

    @field_validator("total")
    @classmethod
    def _check_total(cls, value: str) -> str:
        return check_path(value)


def check_path(path: str) -> str:
    """The way to a value in an answer, when it is one.

    Raises:
        ValueError: it is none.
    """
    if len(path) > _LONGEST or not _PATH.fullmatch(path):
        raise ValueError(
            f"{path[:80]!r} is no way to a value of an answer; write names with dots: data.list[]"
        )
    return path


def fill_address(make: str, values: dict[str, str]) -> str | None:
    """An address with the values of a thing in its holes, as written; None when one is missing."""
    if any(not values.get(name) for name in _HOLES.findall(make)):
        return None
    return _HOLES.sub(lambda hole: values[hole.group(1)], make)
