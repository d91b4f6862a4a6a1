"""Hearing one text: which rules its words meet, of which goods, and whether the text takes them back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import islice, pairwise

from config.catalogue import load_catalogue
from evidence.finding import Status
from inspectors.goods.placing import Goods, Placement
from inspectors.words.rules import UNKNOWN, Frame, Rule, load_rules, spell_out
from inspectors.words.tokens import Token, Tokens, make_tokens

_NEAR = 80  # rows of one frame stand this near one another
_AROUND = 24  # signs around a hit in which its context is looked for
_MOST_HITS = 8  # of one rule in one text
_CLAUSE_END = re.compile(r"[。！？!?；;，,\n\r|]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A claim as it stands in a text.

    `term` are the words as printed, `word` the same as the catalogue writes them (the same however they are
    disguised); `start` and `end` are places in the text. `lone` is a doubt for the words alone, where the
    goods are told: another such doubt beside it makes both sure.
    """

    rule: Rule
    code: str
    status: Status
    term: str
    word: str
    start: int
    end: int
    disguised: bool = False
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a text.

    `spared`: words of a claim stand in it, and it or the rule itself takes all of them back; `denied`: what
    stands right at them does so, and not only what else the text speaks of.
    """

    hits: tuple[Hit, ...]
    spared: bool
    denied: bool = False


def hear(text: str, goods: Goods, day: date) -> tuple[Hit, ...]:
    """The claims of a text about goods, by the rules in force on a day.

    What the goods are is only worked out when the text holds words that may be a claim.
    """
    return listen(text, goods, day).hits


@lru_cache(maxsize=4096)
def listen(text: str, goods: Goods, day: date) -> Heard:
    """What is heard in a text about goods, claims or none."""
    found: dict[tuple[str, int, int], Hit] = {}
    spared = denied = False
    for tokens in make_tokens(text):
        for rule, rows in _iter_claims(tokens, goods.category, day):
            taken_back = _is_of_others(rule, goods)
            claims = [row for row in rows if not (taken_back or _is_taken_back(tokens, rule, row))]
            # What the goods are takes longest to tell: only where words of a claim stand.
            if not _is_asked(rule, goods.place()):
                continue
            if not claims:
                spared = True
                denied = denied or any(_is_denied_there(tokens, rule, row) for row in rows)
                continue
            for hit in (_make_hit(text, tokens, rule, row, goods.place()) for row in claims):
                key = (hit.rule.rule_id, hit.start, hit.end)
                # Several frames of a rule may hear one place: a lead must not hang on which came first.
                found[key] = min(found.get(key, hit), hit, key=_weigh)
    hits = sorted(found.values(), key=lambda hit: (hit.start, hit.end, hit.rule.rule_id))
    return Heard(tuple(_confirm(hit, hits) for hit in hits), spared, denied)


def _confirm(hit: Hit, hits: list[Hit]) -> Hit:
    """A doubt made sure by another wording beside it that alone is doubted, too."""
    if hit.lone and any(other.lone and _is_beside(hit, other) for other in hits):
        return replace(hit, status=Status.FAIL)
    return hit


def _is_beside(hit: Hit, other: Hit) -> bool:
    """Whether two wordings stand apart and near one another."""
    apart = hit.end <= other.start or other.end <= hit.start
    return apart and hit.word != other.word and abs(hit.start - other.start) <= _NEAR


def _weigh(hit: Hit) -> tuple[bool, bool, str]:
    return hit.status is not Status.FAIL, hit.disguised, hit.word


def _iter_claims(tokens: Tokens, category: str, day: date) -> Iterator[tuple[Rule, list[tuple[Token, ...]]]]:
    """The rules of the day and path whose words stand in a text, with the rows of words that make a claim."""
    for rule, frame in _iter_candidates(tokens):
        if rule.is_in_force(day) and rule.is_of_path(category) and tokens.has_all(frame.needs):
            rows = list(islice(_iter_frames(tokens, frame), _MOST_HITS))
            if rows:
                yield rule, rows


def _iter_candidates(tokens: Tokens) -> Iterator[tuple[Rule, Frame]]:
    """The frames whose words all stand in the text; whether their patterns do is not looked at yet."""
    book, present = load_rules(), tokens.present
    for name in sorted(present & book.by_class.keys()):
        for rule, frame in book.by_class[name]:
            if frame.spoken <= present:
                yield rule, frame


def _is_asked(rule: Rule, placement: Placement) -> bool:
    """Whether a rule speaks of such goods."""
    if not rule.covers(placement.name):
        return False
    return not rule.kinds or placement.kind in rule.kinds


def _is_of_others(rule: Rule, goods: Goods) -> bool:
    """Whether title or path name goods of which the rule's words are no claim, or none of which they are."""
    named = f"{goods.title} {goods.category}"
    if rule.only_of is not None and rule.only_of.search(named) is None:
        return True
    return rule.not_of is not None and rule.not_of.search(named) is not None


def _iter_frames(tokens: Tokens, frame: Frame) -> Iterator[tuple[Token, ...]]:
    """The first row of each frame, together with a row for every further part near it."""
    first, *others = frame.rows
    for row in tokens.iter_rows(first):
        together = row
        for steps in others:
            near = tokens.iter_rows(steps, around=together[0].start, within=_NEAR)
            parts = (one for one in near if _is_apart(tokens, one, together))
            part = next(parts, None)
            if part is None:
                break
            together = (*together, *part)
        else:
            yield together


def _is_apart(tokens: Tokens, row: tuple[Token, ...], others: tuple[Token, ...]) -> bool:
    start, end = row[0].start, row[-1].end
    if any(_is_same(tokens, token, other) for token in row for other in others):
        return False
    return all(end <= other.start or start >= other.end for other in others)


def _is_same(tokens: Tokens, token: Token, other: Token) -> bool:
    """Whether two tokens are one word; of a pattern, whether it stands there with the same signs."""
    if token.entry.word != other.entry.word or token.entry.word not in token.entry.classes:
        return token.entry.word == other.entry.word
    text = tokens.folded.text
    return text[token.start : token.end] == text[other.start : other.end]


def _is_taken_back(tokens: Tokens, rule: Rule, row: tuple[Token, ...]) -> bool:
    """Whether the words around a row deny it, warn of it, quote it or name something by it."""
    return _is_denied_there(tokens, rule, row) or _is_beyond(tokens, rule, row)


def _is_denied_there(tokens: Tokens, rule: Rule, row: tuple[Token, ...]) -> bool:
    text = tokens.folded.text
    start, end = _span(row)
    return _is_denied(text, row, end) or _is_title(text, start) or _is_excepted(text, rule, row, start)


def _span(row: tuple[Token, ...]) -> tuple[int, int]:
    return min(token.start for token in row), max(token.end for token in row)


def _is_denied(text: str, row: tuple[Token, ...], end: int) -> bool:
    after = text[end : end + _AROUND]
    if _context("taken_back").match(after) or after.startswith(("®", "™")):
        return True
    if any(_context("denied").search(_get_own_lead(text, row, token)) for token in row):
        return True
    within = (text[token.start : token.end] for token in row if token.entry.word in token.entry.classes)
    if any(_context("denied_within").search(each) for each in within):
        return True
    return any(_context("not_yet").search(text[left.end : right.start]) for left, right in pairwise(row))


def _is_title(text: str, start: int) -> bool:
    """Whether a place lies within 《》."""
    opened = text.rfind("《", max(0, start - 60), start)
    return opened >= 0 and text.find("》", opened, start) < 0


def _is_excepted(text: str, rule: Rule, row: tuple[Token, ...], start: int) -> bool:
    """Whether the rule itself spares words with such a lead or tail."""
    before = _get_lead(text, start)
    leads = (before, *(before + text[left.start : right.start] for left, right in pairwise(row)))
    if rule.before_not is not None and any(rule.before_not.search(lead) for lead in leads):
        return True
    tails = (text[token.end : token.end + _AROUND] for token in row)
    return rule.after_not is not None and any(rule.after_not.search(tail) for tail in tails)


def _is_beyond(tokens: Tokens, rule: Rule, row: tuple[Token, ...]) -> bool:
    """Whether what stands around a row is nothing the rule speaks of."""
    start, end = _span(row)
    around = tokens.folded.text[max(0, start - _AROUND) : end + _AROUND]
    return any(spare is not None and spare.search(around) for spare in (rule.unless, rule.not_of))


def _get_own_lead(text: str, row: tuple[Token, ...], token: Token) -> str:
    """What stands before a token in its clause, from the row's last token on: 远离 is a claim's own word."""
    ends = [other.end for other in row if other.end <= token.start]
    lead = _get_lead(text, token.start)
    return lead[max(0, len(lead) - (token.start - max(ends))) :] if ends else lead


def _get_lead(text: str, start: int) -> str:
    """What stands before a place in its clause."""
    return _CLAUSE_END.split(text[max(0, start - _AROUND) : start])[-1]


def _make_hit(text: str, tokens: Tokens, rule: Rule, row: tuple[Token, ...], placement: Placement) -> Hit:
    spans = [tokens.folded.locate(token.start, token.end) for token in row]
    near = [span for span in spans if abs(span[0] - spans[0][0]) <= _AROUND + 6]
    start, end = min(span[0] for span in near), max(span[1] for span in near)
    words = [token.entry.word for token in row]
    doubted = _is_doubted(tokens, rule, row, placement)
    disguised = any(token.entry.disguised for token in row)
    # Who disguises a word of the law knows what it is; where nobody can tell the goods it may praise a work.
    knowing = disguised and rule.group.startswith("ABS-") and placement.name != UNKNOWN
    says = Status.FAIL if knowing else rule.says
    return Hit(
        rule=rule,
        code=rule.get_code(placement.name),
        status=Status.UNSURE if doubted else says,
        term=text[start:end],
        word=" ".join(words),
        start=start,
        end=end,
        disguised=disguised,
        lone=says is Status.UNSURE and not doubted and rule.is_evident and placement.name != UNKNOWN,
    )


def _is_doubted(tokens: Tokens, rule: Rule, row: tuple[Token, ...], placement: Placement) -> bool:
    """Whether a person must look: the goods cannot be told, or may be such as may claim it, or weak words."""
    told = placement.sure or not (rule.goods or rule.not_goods) or placement.name == UNKNOWN
    if not told or placement.name in rule.doubt or rule.doubt_perhaps & set(placement.others):
        return True
    if any(token.entry.word in rule.doubt_words for token in row):
        return True
    text = tokens.folded.text
    if any(_context("beside").search(_get_lead(text, token.start)) for token in row):
        return True
    if _context("perhaps_denied").match(text, row[-1].end, row[-1].end + _AROUND):
        return True
    around = text[max(0, row[0].start - _AROUND) : row[-1].end + _AROUND]
    return rule.doubt_if is not None and rule.doubt_if.search(around) is not None


@cache
def _context(name: str) -> re.Pattern[str]:
    return re.compile(spell_out(load_catalogue("word_rules")["contexts"], name))
