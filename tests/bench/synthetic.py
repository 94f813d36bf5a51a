"""A made-up newsroom of any size, to measure with: deterministic, tied together and cited, about 1.5 KB a card.

Its words are as many, and as unevenly spread, as those of a language: a search index of words that nobody ever uses
twice would be several times too large, and would have no common word to be slow with. After Zipf, the word of rank r
is used about 1/r times as often as the first, so that 10,000 cards are written with some 58,000 different words, names
and numbers among them, capitals aside. The words are inflected, as those of French and English are, and there is one
vocabulary for each.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.cards.lock import sha256

if TYPE_CHECKING:
    from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeio"]
_FOLDERS = {"person": "people", "model": "models", "organization": "organizations", "event": "events"}


_CARDS_AN_ARTICLE = 20
_SENTENCES = 40
_WORDS_A_SENTENCE = 14
_ROOTS = 3_500  # of a language
_NAMES = 10_000
_FLATTENING = 2.7  # what Mandelbrot adds to a rank: no word of a language is as frequent as Zipf's first

# The commonest words of a language, which say nothing by themselves; no negations, of which the checks of a citation
# have an opinion.
COMMON_WORDS = {
    "fr": "de la le les et des en un une du dans que pour est qui sur par au plus ce se il avec sont aux son",
    "en": "the of and to in is for that on with as are was by it from at an be this its has or which have will",
}
_ENDINGS = {
    "fr": ("", "s", "e", "er", "é", "ées", "ation", "ement", "eurs", "ité"),
    "en": ("", "s", "ed", "ing", "er", "ers", "ation", "ness", "ly", "ity"),
}


class _Vocabulary:
    """The words of a language, the commonest first, from which texts are drawn."""

    def __init__(self, language: str, dice: random.Random) -> None:
        roots = [_name(dice) for _ in range(_ROOTS)]
        # Sorted, because the order of a set differs from one process to the next.
        words = sorted({root + ending for root in roots for ending in dice.sample(_ENDINGS[language], 5)})
        dice.shuffle(words)
        self._words = [*COMMON_WORDS[language].split(), *words]
        self._weights = list(accumulate(1 / (rank + _FLATTENING) for rank in range(1, len(self._words) + 1)))

    def sentence(self, dice: random.Random) -> str:
        return " ".join(dice.choices(self._words, cum_weights=self._weights, k=_WORDS_A_SENTENCE)).capitalize() + "."


class _Language:
    """What there is to write with."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._names = [_name(dice) for _ in range(_NAMES)]
        self._vocabularies = {language: _Vocabulary(language, dice) for language in COMMON_WORDS}

    def name(self) -> str:
        return self.dice.choice(self._names)

    def sentence(self, language: str) -> str:
        return self._vocabularies[language].sentence(self.dice)

    def text(self, indent: str) -> str:
        return "".join(f"{indent}{language}: {self.sentence(language)}\n" for language in self._vocabularies)


@dataclass(frozen=True)
class _Article:
    """A text whose sentences cards can cite, each by a passage that stands there once."""

    id: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.sentences) + "\n"

    def passage(self, dice: random.Random) -> str:
        words = dice.choice(self.sentences).rstrip(".").split()
        return f"{words[0]} {words[1]} ... {words[-2]} {words[-1]}"

    def source(self) -> str:
        return (
            f"id: {self.id}\nkind: source\ntitle: {self.sentences[0]}\npublished: 2025-08\nlanguage: fr\n"
            f"snapshot: {self.id}.txt\nsha256: {sha256(self.text)}\n"
        )


def write_cards(folder: Path, count: int, seed: int = 7, articles: Path | None = None) -> None:
    """Write ``count`` cards below ``folder``, a quarter of each kind, each tied to others and citing a source.

    Every 20 cards rest on one article; the articles' texts go to the folder ``articles``, if there is to be one.
    """
    dice = random.Random(seed)
    language = _Language(dice)
    kinds = list(_FOLDERS)
    ids = [f"{language.name()}-{language.name()}-{number}" for number in range(count)]
    for path in (*(folder / name for name in (*_FOLDERS.values(), "sources")), *([articles] if articles else [])):
        path.mkdir(parents=True, exist_ok=True)
    for number, card_id in enumerate(ids):
        if number % _CARDS_AN_ARTICLE == 0:
            article = _article(number // _CARDS_AN_ARTICLE, language)
            (folder / "sources" / f"{article.id}.yaml").write_text(article.source(), "utf-8")
            if articles:
                (articles / f"{article.id}.txt").write_bytes(article.text.encode())
        kind = kinds[number % 4]
        organization = ids[dice.randrange(count // 4) * 4 + 2]
        path = folder / _FOLDERS[kind] / f"{card_id}.yaml"
        path.write_text(_card(card_id, kind, organization, article, language), "utf-8")


def _article(number: int, language: _Language) -> _Article:
    # The number makes the first word of a sentence, and the last, the only one of its kind.
    sentences = (
        f"{language.name().capitalize()}{place} {language.sentence('fr').lower().rstrip('.')}{place}."
        for place in range(_SENTENCES)
    )
    return _Article(f"article-{number}", tuple(sentences))


def _name(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))


def _date(dice: random.Random) -> str:
    return f"20{dice.randint(10, 25)}-0{dice.randint(1, 9)}"


def _cite(article: _Article, dice: random.Random, indent: str = "") -> str:
    return f"{indent}cite: [{{source: {article.id}, passage: {article.passage(dice)}}}]\n"


def _card(card_id: str, kind: str, organization: str, article: _Article, language: _Language) -> str:
    dice = language.dice
    tail = card_id[-4:]
    name = language.name
    aliases = ", ".join([f"{name()} {tail}", f"{name()}{tail}", f"{name()} {name()} {tail}"])
    own = {
        "person": f"affiliation: {organization}\n",
        "model": f"developer: {organization}\nreleased: {_date(dice)}\n",
        "organization": "category: company\n",
        "event": f"start: {_date(dice)}-1{dice.randint(0, 9)}\nparticipants: [{organization}]\n",
    }[kind]
    facts = "".join(
        f"  - id: fact-{index}\n    text:\n{language.text('      ')}    certainty: reported\n"
        f"{_cite(article, dice, '    ')}"
        for index in range(3)
    )
    return (
        f"id: {card_id}\nkind: {kind}\nname: {card_id.replace('-', ' ').title()}\naliases: [{aliases}]\n"
        f"status: published\nupdated: 2026-11-21\nsummary:\n{language.text('  ')}{own}"
        f"facts:\n{facts}{_cite(article, dice)}"
    )
