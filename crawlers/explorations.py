"""Exploring pages of a survey in the browser: which of them, and what that tells of the site's answers."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from crawlers.recorded import Explored
from crawlers.trail import find_sealed
from crawlers.visit import Visitor
from evidence.writer import Target
from sites.item_rules import TurnRule
from sites.items import add_to_number
from sites.learning.clicks import is_same_list
from sites.learning.shapes import split_address
from sites.learning.survey import Survey
from sites.learning.tree import SeenPage
from sites.learning.turning import guess_keys, is_next, make_turn
from sites.purpose import Purpose

_MOST_PAGES, _MOST_TRIES = 10, 2


@dataclass(kw_only=True)
class Explorations:
    """Explores pages of each make until one of them told something."""

    visitor: Visitor
    narrow: bool
    _tries: Counter[str] = field(default_factory=Counter)
    _told: set[str] = field(default_factory=set)

    async def explore(self, pages: Sequence[SeenPage], survey: Survey) -> None:
        """Explore what is worth it among pages just looked at, and let the survey follow what that told."""
        chosen = self._choose(pages)
        await asyncio.gather(*(self._explore(page, survey) for page in chosen))
        survey.follow_clicks()

    def _choose(self, pages: Sequence[SeenPage]) -> list[SeenPage]:
        chosen = []
        for page in pages:
            make = _get_make(page)
            if (
                make not in self._told
                and self._tries[make] < _MOST_TRIES
                and self._tries.total() < _MOST_PAGES
            ):
                self._tries[make] += 1
                chosen.append(page)
        return chosen

    async def _explore(self, page: SeenPage, survey: Survey) -> None:
        recorder = self.visitor.recorder
        if recorder is None:
            return
        explored = await recorder.explore(page.url, narrow=self.narrow)
        if any(way.texts for way in explored.ways):
            self._told.add(_get_make(page))
        take_in(explored, survey)

    async def find_turns(self, survey: Survey) -> tuple[TurnRule, ...]:
        """How lists go on, and whether their answers come without the browser too."""
        clicks = survey.clicks
        items = clicks.induce()
        rules = [await self._probe(rule, survey) for rule in clicks.induce_turns(items)]
        known = {(rule.answer, rule.items) for rule in rules}
        for place in dict.fromkeys((rule.answer, rule.items) for rule in items):
            guessed = await self._guess(*place, survey) if place not in known else None
            rules += [guessed] if guessed is not None else []
        return tuple(rules)

    async def _probe(self, rule: TurnRule, survey: Survey) -> TurnRule:
        """A rule that pages showed: do its answers come to us as they came to the page?"""
        example = survey.clicks.get_answers(rule.answer, rule.items)[0]
        body = await self._ask(example.url)
        return rule.model_copy(update={"direct": body is not None and is_same_list(rule, example, body)})

    async def _guess(self, pattern: str, items: str, survey: Survey) -> TurnRule | None:
        """A rule that no page showed, because the lists that were seen are short: the host is asked."""
        answers = survey.clicks.get_answers(pattern, items)
        ends = []
        for example in answers[:1]:
            for key in guess_keys(example.url):
                body = await self._ask(add_to_number(example.url, key))
                is_further = is_next(items, example.body, body) if body is not None else False
                if is_further:
                    return make_turn(pattern, items, key, 1, answers)
                ends += [key] if is_further is None else []
        return make_turn(pattern, items, ends[0], 1, answers) if ends else None

    async def _ask(self, url: str) -> bytes | None:
        target = Target(url=url, purpose=Purpose.LIST)
        sighting = await self.visitor.see(target, only_look=True, is_aside=True)
        response = sighting.response
        return response.body if response is not None and response.status == HTTPStatus.OK else None


def take_in(explored: Explored, survey: Survey) -> None:
    """Have a survey know what exploring a page brought."""
    clicks = survey.clicks
    clicks.add_answers(find_sealed(explored.exchanges))
    for way in explored.ways:
        if not way.texts:
            clicks.add_sequence(clicks.get_known(way.requested))
        elif way.led_to is None:
            clicks.add_requests(way.texts, way.requested)
        elif not survey.is_left_out(way.led_to):
            clicks.add_way(way.texts, way.led_to)
            clicks.entries.setdefault(way.led_to)


def _get_make(page: SeenPage) -> str:
    return "".join(split_address(page.url))
