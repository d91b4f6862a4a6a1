"""A mapping changes only by additions, or its family gets the next number."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from config.errors import ConfigError
from index import elastic_mapping
from index.elastic_mapping import find_breaks, load_released, make_released, write_released
from index.families import LAYOUTS, Family

HOW = "run `python -m index.elastic_mapping` and commit what it writes"


@pytest.mark.parametrize("family", Family)
def test_the_released_mapping_is_the_one_that_is_made(family: Family) -> None:
    assert load_released(family, LAYOUTS[family]) == make_released(family), HOW


@pytest.mark.parametrize("family", Family)
def test_every_version_up_to_the_present_one_is_kept(family: Family) -> None:
    assert all(load_released(family, layout) for layout in range(1, LAYOUTS[family] + 1))


def change(body: dict[str, Any], how: str) -> dict[str, Any]:
    changed = deepcopy(body)
    own = changed["mappings"]["properties"]["netpatrol"]["properties"]
    match how:
        case "type":
            own["platform"] = {"type": "text"}
        case "gone":
            del own["platform"]
        case "sub-field":
            del own["title"]["fields"]["raw"]
        case "parameter":
            own["platform"]["ignore_above"] = 10
        case "analysis":
            changed["settings"]["analysis"]["analyzer"]["words"]["filter"] = ["lowercase"]
        case "loose":
            changed["mappings"]["dynamic"] = "true"
        case "addition":
            own["size"] = {"type": "long"}
    return changed


@pytest.mark.parametrize("how", ["type", "gone", "sub-field", "parameter", "analysis", "loose"])
def test_a_change_that_is_no_addition_is_a_break(how: str) -> None:
    body = make_released(Family.LEADS)
    assert find_breaks(body, change(body, how))


def test_an_addition_is_no_break() -> None:
    body = make_released(Family.LEADS)
    assert find_breaks(body, change(body, "addition")) == []


def test_a_released_mapping_is_not_overwritten_by_a_break(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic_mapping, "RELEASED", tmp_path)
    write_released(Family.LEADS)
    monkeypatch.setattr(
        elastic_mapping, "make_released", lambda _: change(make_released(Family.LEADS), "type")
    )
    with pytest.raises(ConfigError, match="raise its number"):
        write_released(Family.LEADS)
    monkeypatch.setitem(LAYOUTS, Family.LEADS, 2)
    write_released(Family.LEADS)
    assert (tmp_path / "leads-2.json").exists()
