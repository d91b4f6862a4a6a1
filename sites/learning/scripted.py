"""What a profile keeps of a site whose pages a script fills: rules for its answers, pages without a link."""

from urllib.parse import urljoin

from sites.item_rules import ItemRule, fill_address
from sites.learning.survey import Survey
from sites.patterns import match_address
from sites.profile import SiteProfile
from sites.purpose import Purpose

_FEWEST_WAYS, _MOST_ENTRIES = 2, 40


def add_scripted(profile: SiteProfile, survey: Survey) -> SiteProfile:
    """The profile with the rules that lead to pages of its roles, and the pages that only clicks lead to."""
    rules = [rule for rule in survey.clicks.induce() if _leads_to_role(rule, profile)]
    lists = {rule.answer for rule in rules}
    rules += [rule for rule in survey.clicks.induce_answers() if _leads_to_list(rule, profile, lists)]
    turns = tuple(turn for turn in survey.turns if any(turn.answer == rule.answer for rule in rules))
    found = {
        "items": tuple(rules),
        "turns": turns,
        "counts": tuple(survey.clicks.induce_counts(rules)),
        "scroll": survey.clicks.is_scrolled(rules, turns),
        "entries": _find_entries(profile, survey, lists | {rule.answer for rule in rules}),
    }
    return profile.model_copy(update=found)


def fill_blindly(rule: ItemRule, start: str) -> str:
    """An address of the make that a rule gives."""
    return urljoin(start, fill_address(rule.make, dict.fromkeys(rule.holes, "1")) or "")


def _leads_to_role(rule: ItemRule, profile: SiteProfile) -> bool:
    listings = profile.roles.get(Purpose.LISTING)
    if listings is not None and not listings.addresses:
        return True
    return profile.recognise(fill_blindly(rule, profile.start or "")) is not Purpose.ANY


def _leads_to_list(rule: ItemRule, profile: SiteProfile, lists: set[str]) -> bool:
    url = fill_blindly(rule, profile.start or "")
    return any(match_address(pattern, url) for pattern in lists)


def _find_entries(profile: SiteProfile, survey: Survey, leading: set[str]) -> tuple[str, ...]:
    """The pages that clicks led to and that lead on to pages of a role, or have one themselves.

    Args:
        profile: of the site.
        survey: of its pages.
        leading: the patterns of the answers whose things have pages or answers of their own.
    """
    pages = {page.url: page for page in survey.pages}
    found = []
    for url in survey.clicks.entries:
        page = pages.get(url)
        known = profile.recognise(url)
        if page is None or url == profile.start or known is Purpose.LISTING:
            continue
        ways = {way.url for way in page.ways if profile.recognise(way.url) is not Purpose.ANY}
        asks = any(match_address(pattern, one.url) for pattern in leading for one in page.answers)
        if known is not Purpose.ANY or len(ways) >= _FEWEST_WAYS or asks:
            found.append(url)
    return tuple(found[:_MOST_ENTRIES])
