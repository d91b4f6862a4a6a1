"""How sellers write a word so that no filter finds it: a homophone for one of its signs, or its pinyin."""

from collections.abc import Iterator
from functools import cache

from pypinyin import Style, lazy_pinyin

from config.catalogue import load_catalogue


def list_disguises(word: str) -> tuple[str, ...]:
    """Other ways to write a core word; none of a word that `word_disguises.yaml` does not name.

    One sign by a homophone of its own list, one or all signs by their pinyin. Whether a text holds
    the word in disguise or a piece of another word is told by the segmenter.
    """
    spec = load_catalogue("word_disguises")
    if word not in spec["words"]:
        return ()
    return tuple(dict.fromkeys(form for form in _iter_forms(word) if form != word))


def _iter_forms(word: str) -> Iterator[str]:
    spoken = _speak(word)
    for at, sign in enumerate(word):
        for other in (*_load_homophones().get(sign, ()), spoken[at]):
            yield word[:at] + other + word[at + 1 :]
    if len(word) > 1:
        yield "".join(spoken)


def _speak(word: str) -> list[str]:
    return [str(sound) for sound in lazy_pinyin(word, style=Style.NORMAL)]


@cache
def _load_homophones() -> dict[str, tuple[str, ...]]:
    """For each sign of a core word the signs that sound like it, of those sellers take."""
    spec = load_catalogue("word_disguises")
    by_sound: dict[str, list[str]] = {}
    for sign in spec["signs"]:
        by_sound.setdefault(_speak(sign)[0], []).append(sign)
    signs = {sign for word in spec["words"] for sign in word}
    found = {
        sign: tuple(other for other in by_sound.get(_speak(sign)[0], ()) if other != sign) for sign in signs
    }
    for sign, others in spec["shapes"].items():
        found[sign] = (*found.get(sign, ()), *others)
    return found
