"""The catalogue of rules: every group of ad_terms.yaml is heard, every rule names its law."""

import pytest

from config.catalogue import load_catalogue, load_obligations
from evidence.finding import Status
from inspectors.registry import load_checks
from inspectors.words.rules import Rule, load_rules

RULES = (*load_rules().rules, *load_rules().alike)
# Groups that other checks hear: prices, energy claims, advertising marks; additives once that is law.
ELSEWHERE = {
    "PRICE-WORDS": "price checks",
    "ENERGY-CLAIM": "energy checks",
    "AD-MARK": "advert_unmarked",
    "FOOD-ZERO-ADD": "lawful until 2027-03-16",
    "HEALTHFOOD-AD": "rules of DRUG-DEVICE-AD and FOOD-AD that name health food",
    "DISINFECT-AD": "rules of COSMETIC-AD and MED-NONMED that name disinfectants",
    "ABS-CERTAIN": "rules of guarantee in DRUG-DEVICE-AD and EDU-INVEST",
    "PATENT": "patent_unnumbered",
}


def test_every_group_of_terms_is_heard() -> None:
    groups = {rule["id"] for rule in load_catalogue("ad_terms")["rules"]}
    assert groups - {rule.group for rule in RULES} == ELSEWHERE.keys()


def test_rules_have_their_own_names() -> None:
    names = [rule.rule_id for rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_a_rule_names_known_goods_codes_and_its_law(rule: Rule) -> None:
    classes = {*load_catalogue("goods_classes")["classes"], "unknown"}
    assert rule.goods | rule.not_goods | rule.doubt <= classes
    assert set(rule.codes.values()) <= load_obligations().keys()
    assert rule.says in {Status.FAIL, Status.UNSURE}
    assert all(isinstance(article, str) for article in rule.law)
    assert rule.law


def test_every_code_that_a_rule_may_give_has_a_check() -> None:
    checked = {spec.code for spec in load_checks()}
    assert {code for rule in RULES for code in rule.codes.values()} <= checked


def test_every_class_of_words_is_used() -> None:
    used = {name for rule in RULES for frame in rule.frames for name in frame.needs}
    assert load_catalogue("word_classes")["classes"].keys() == used
