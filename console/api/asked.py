"""What requests of the API have in common: strict bodies, pages, and who asks."""

import json
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from cases.model import User
from config.errors import RightError
from console.desk.visit import Visit

Id = Annotated[str, Path(max_length=400)]
T = TypeVar("T")


class Asked(BaseModel):
    """What is asked in the body of a request."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _check_text(cls, data: object) -> object:
        """Refuse text that no file could hold: JSON may write half of a character."""
        try:
            json.dumps(data, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as exc:
            raise ValueError("a text holds half of a character") from exc
        return data


class Paging(Asked):
    """Where a page begins and how long it is."""

    limit: int = Field(50, ge=1, le=1000)
    after: int = Field(0, ge=0, le=10**9)


def get_user(visit: Visit) -> User:
    """The user who asks.

    Raises:
        RightError: there are no users yet, and this must carry a name.
    """
    if visit.user is None:
        raise RightError("this must carry a name, and there are no users yet; `netpatrol user add` makes one")
    return visit.user


def cut_page(found: Sequence[T], paging: Paging) -> tuple[list[T], str | None]:
    """The part of a list that a page holds, and where the next one begins."""
    end = paging.after + paging.limit
    return list(found[paging.after : end]), str(end) if end < len(found) else None
