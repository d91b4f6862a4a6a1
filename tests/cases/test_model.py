"""The JSON of people and cases has the keys that docs/contracts/cases.md promises."""

from datetime import UTC, date, datetime

import pytest

from cases import model
from evidence.noun import Noun

KEYS = {
    model.Office: "office_id name region parent",
    model.User: "login office_id roles disabled",
    model.Group: "group_id name offices",
    model.Case: "case_id title status office_id opened_at opened_by operator items jurisdiction clocks acts "
    "shares history",
    model.Operator: "name uscc shop",
    model.Item: "item_id noun id proves added_at added_by removed_at",
    model.Jurisdiction: "office_id region ground reason rule",
    model.Clock: "what from due days working rule met_at",
    model.Act: "act_id kind number at by second to files answered_at",
    model.ActFile: "name sha256",
    model.Share: "share_id case_id items number group_id fields from_office state until",
    model.HistoryEntry: "at by did what",
    model.Answer: "number office_id known case_id",
}


@pytest.mark.parametrize("noun", KEYS, ids=lambda noun: noun.__name__)
def test_the_json_of_a_noun_has_the_keys_of_the_contract(noun: type[Noun]) -> None:
    names = {
        field.alias or name
        for name, field in noun.model_fields.items()
        if not field.exclude and field.exclude_if is None  # what may be left out is no key to rely on
    }
    assert names == set(KEYS[noun].split())


def test_a_clock_is_written_with_its_contract_name() -> None:
    day = date(2026, 1, 5)
    clock = model.Clock(what="核查", from_=day, due=day, days=15, working=True, rule="程序规定第十八条")
    assert model.Clock.model_validate_json(clock.as_json()) == clock
    assert clock.model_dump(mode="json")["from"] == "2026-01-05"


def test_a_persons_name_is_kept_but_not_told_with_the_account() -> None:
    user = model.User(login="li", office_id="gz", roles=(model.Role.OFFICER,), name="李明")
    assert (user.name, "李明" in user.as_json()) == ("李明", False)


def test_a_removed_item_stays_in_the_list_but_is_not_held() -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    same = {"noun": model.ItemNoun.LEAD, "proves": None, "added_at": at, "added_by": "li"}
    items = (
        model.Item(item_id="a", id="lead-1", **same),
        model.Item(item_id="b", id="lead-2", removed_at=at, **same),
    )
    case = model.Case(case_id="c", title="t", office_id="gz", opened_at=at, opened_by="li", items=items)
    assert (len(case.items), [item.item_id for item in case.held_items]) == (2, ["a"])
