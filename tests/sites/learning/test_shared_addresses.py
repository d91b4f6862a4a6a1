"""Where goods, lists and notices share one shape of address, the page itself says what it is."""

from __future__ import annotations

import pytest

from evidence.listing import PageKind
from sites.learning.induce import Study
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.profile import SiteProfile
from sites.purpose import Purpose
from sites.reading import read_page, weigh_word
from tests.sites.learning.shared_addresses import SharedShop
from tests.sites.learning.small_shop import AT, HOME
from tests.sites.learning.small_shop import read_page as read_alone


def learn(shop: SharedShop, budget: int) -> SiteProfile:
    survey = Survey(start=HOME, budget=budget, is_left_out=lambda _: False)
    survey.asked.add(HOME)
    todo = [HOME]
    while todo:
        for url in todo:
            survey.add(SeenPage(url=url, html=shop.pages[url]))
        todo = survey.choose(6)
    study = Study(
        survey=survey, read_page=read_alone, weigh_word=lambda page: weigh_word(page.url, page.html)
    )
    profile = study.make_profile(AT)
    assert profile is not None
    return profile


def find_wrong(shop: SharedShop, profile: SiteProfile) -> dict[str, tuple[PageKind, PageKind]]:
    """The pages that are read as of another kind than they are."""
    read = {url: read_page(html.encode(), url, site=profile).listing.kind for url, html in shop.pages.items()}
    return {url: (shop.kinds[url], kind) for url, kind in read.items() if kind is not shop.kinds[url]}


@pytest.mark.parametrize("seed", [1, 3, 11])
@pytest.mark.parametrize("ending", ["", ".php"])
def test_names_of_goods_lists_and_notices_are_told_by_the_page(seed: int, ending: str) -> None:
    shop = SharedShop(seed, ending=ending)
    assert find_wrong(shop, learn(shop, 30)) == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_notice_with_the_address_of_a_list_is_none_and_the_profile_says_so(seed: int) -> None:
    shop = SharedShop(seed, ending=".php", goods_by_number=True)
    profile = learn(shop, 60)
    lists = profile.roles[Purpose.LIST]
    assert find_wrong(shop, profile) == {}
    assert profile.recognise(f"{HOME}privacy.php") is Purpose.ANY or (lists.by_page and lists.marks)
