"""Which texts of a listing may support an accusation."""

from evidence.finding import Status
from inspectors.words.verdicts import judge_words
from tests.inspectors.shown import make_shown


def test_text_of_a_page_that_nothing_marks_supports_no_accusation() -> None:
    title, said = "山里蜂蜜 500克", "每天一勺可以根治胃病"
    (marked,) = judge_words(make_shown(title=title, description=said), "FOOD-003")
    (unmarked,) = judge_words(make_shown(title=title, prose=said), "FOOD-003")
    assert (marked.status, unmarked.status) == (Status.FAIL, Status.UNSURE)


def test_what_is_only_doubted_for_its_place_says_so() -> None:
    (verdict,) = judge_words(make_shown(title="山里蜂蜜 500克", prose="每天一勺可以根治胃病"), "FOOD-003")
    assert "没有标明" in verdict.summary
    (verdict,) = judge_words(make_shown(title="山里蜂蜜", description="每天一勺可以根治胃病"), "FOOD-003")
    assert "没有标明" not in verdict.summary
