"""Working days, the clocks of a case, places and who may be competent."""

from datetime import UTC, date, datetime

import pytest

from cases.clocks import BEYOND, list_clocks
from cases.jurisdiction import Whereabouts, propose
from cases.model import Act, ActKind, Case, Ground, Office
from cases.places import find_office_region, find_place
from cases.workdays import add_days, add_working_days

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2023-08-09", 15, "2023-08-30"),  # 启市监协查〔2023〕3-0802号: answered on the last day
        ("2026-09-30", 1, "2026-10-08"),  # over the national holidays
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-03-06", 1, "2026-03-09"),
    ],
)
def test_working_days_follow_the_holiday_calendar(start: str, days: int, due: str) -> None:
    found = add_working_days(date.fromisoformat(start), days)
    assert (found.day.isoformat(), found.announced) == (due, True)


def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert add_days(date(2026, 9, 25), 7).day == date(2026, 10, 8)


def test_days_beyond_the_announced_calendar_are_marked() -> None:
    assert not add_working_days(date(2040, 1, 2), 15).announced
    case = _make_case(at=datetime(2040, 1, 2, tzinfo=UTC))
    assert list_clocks(case)[0].rule.endswith(BEYOND)


def _make_case(*acts: Act, at: datetime = AT) -> Case:
    return Case(case_id="c", title="t", office_id="gd", opened_at=at, opened_by="li", acts=acts)


def _make_act(kind: ActKind, answered_at: datetime | None = None) -> Act:
    return Act(act_id=kind, kind=kind, number="1", at=AT, by="li", answered_at=answered_at)


def test_a_lead_is_to_be_decided_in_fifteen_working_days() -> None:
    (clock,) = list_clocks(_make_case())
    assert (clock.what, clock.from_, clock.due, clock.met_at) == (
        "filing_decision",
        date(2026, 3, 2),
        date(2026, 3, 23),
        None,
    )


def test_passing_a_lead_on_meets_the_clock_and_a_letter_starts_one() -> None:
    clocks = list_clocks(_make_case(_make_act(ActKind.TRANSFER), _make_act(ActKind.ASSISTANCE)))
    assert {clock.what: clock.met_at for clock in clocks} == {"filing_decision": AT, "assistance_reply": None}
    assert clocks[0].what == "assistance_reply"  # what still runs stands first


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东 深圳", "4403"),
        ("浙江省杭州市余杭区五常街道", "330110"),
        ("上海市长宁区娄山关路", "310105"),
        ("北京", "11"),
        ("吉林市", "2202"),
        ("安徽 马鞍山", "3405"),  # not 鞍山 of another province
        ("河南 平顶山", "4104"),
        ("青海省海南藏族自治州", "6325"),  # not the province 海南
        ("朝阳区", None),  # more than one city has it
        ("worldwide", None),
        (None, None),
    ],
)
def test_a_place_is_as_exact_as_its_text(text: str | None, code: str | None) -> None:
    place = find_place(text)
    assert (place.code if place else None) == code


def test_the_smallest_office_around_a_place_is_named() -> None:
    assert find_office_region("330110", ["33", "3301", "4401"]) == "3301"
    assert find_office_region("330110", ["4401"]) is None


OFFICES = [
    Office(office_id="yh", name="余杭", region="330110"),
    Office(office_id="sz", name="深圳", region="4403"),
]


def test_of_a_seller_on_a_platform_the_place_of_business_comes_first() -> None:
    known = Whereabouts(
        has_shop=True,
        registered_code="440305",
        registered_by="登记信息",
        shown_places=("浙江 杭州 余杭区",),
        hosts=("item.taobao.com",),
    )
    found = [(one.ground, one.region, one.office_id) for one in propose(known, OFFICES)]
    assert found == [
        (Ground.SELLER_PLACE, "330110", "yh"),
        (Ground.REGISTERED_PLACE, "440305", "sz"),
        (Ground.PLATFORM_SEAT, "330110", "yh"),
    ]
    assert all("10(2)" in one.rule for one in propose(known, OFFICES))


def test_of_a_site_of_its_own_the_seat_decides() -> None:
    (one,) = propose(Whereabouts(has_shop=False, registered_code="5101"), OFFICES)
    assert (one.ground, one.office_id, one.rule[-5:]) == (Ground.REGISTERED_PLACE, None, "10(1)")


def test_nothing_known_proposes_nobody() -> None:
    assert propose(Whereabouts(has_shop=True, hosts=("nottaobao.com",)), OFFICES) == ()
