"""A made-up newsroom of any size, to measure with: deterministic, tied together and cited, about 1.5 KB a card."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.lock import sha256

if TYPE_CHECKING:
    from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeio"]
_FOLDERS = {"person": "people", "model": "models", "organization": "organizations", "event": "events"}


_CARDS_AN_ARTICLE = 20
_SENTENCES = 40


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
    kinds = list(_FOLDERS)
    ids = [f"{_word(dice)}-{_word(dice)}-{number}" for number in range(count)]
    for path in (*(folder / name for name in (*_FOLDERS.values(), "sources")), *([articles] if articles else [])):
        path.mkdir(parents=True, exist_ok=True)
    for number, card_id in enumerate(ids):
        if number % _CARDS_AN_ARTICLE == 0:
            article = _article(number // _CARDS_AN_ARTICLE, dice)
            (folder / "sources" / f"{article.id}.yaml").write_text(article.source(), "utf-8")
            if articles:
                (articles / f"{article.id}.txt").write_bytes(article.text.encode())
        kind = kinds[number % 4]
        organization = ids[dice.randrange(count // 4) * 4 + 2]
        path = folder / _FOLDERS[kind] / f"{card_id}.yaml"
        path.write_text(_card(card_id, kind, organization, article, dice), "utf-8")


def _article(number: int, dice: random.Random) -> _Article:
    # The number makes the first word of a sentence the only one of its kind.
    sentences = (f"{_word(dice).capitalize()}{place} {_sentence(dice).lower()}" for place in range(_SENTENCES))
    return _Article(f"article-{number}", tuple(sentences))


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))


def _sentence(dice: random.Random) -> str:
    return " ".join(_word(dice) for _ in range(14)).capitalize() + "."


def _text(dice: random.Random, indent: str) -> str:
    return f"{indent}fr: {_sentence(dice)}\n{indent}en: {_sentence(dice)}\n"


def _date(dice: random.Random) -> str:
    return f"20{dice.randint(10, 25)}-0{dice.randint(1, 9)}"


def _cite(article: _Article, dice: random.Random, indent: str = "") -> str:
    return f"{indent}cite: [{{source: {article.id}, passage: {article.passage(dice)}}}]\n"


def _card(card_id: str, kind: str, organization: str, article: _Article, dice: random.Random) -> str:
    tail = card_id[-4:]
    aliases = ", ".join([f"{_word(dice)} {tail}", f"{_word(dice)}{tail}", f"{_word(dice)} {_word(dice)} {tail}"])
    own = {
        "person": f"affiliation: {organization}\n",
        "model": f"developer: {organization}\nreleased: {_date(dice)}\n",
        "organization": "category: company\n",
        "event": f"start: {_date(dice)}-1{dice.randint(0, 9)}\nparticipants: [{organization}]\n",
    }[kind]
    facts = "".join(
        f"  - id: fact-{index}\n    text:\n{_text(dice, '      ')}    certainty: reported\n"
        f"{_cite(article, dice, '    ')}"
        for index in range(3)
    )
    return (
        f"id: {card_id}\nkind: {kind}\nname: {card_id.replace('-', ' ').title()}\naliases: [{aliases}]\n"
        f"status: published\nupdated: 2026-11-21\nsummary:\n{_text(dice, '  ')}{own}"
        f"facts:\n{facts}{_cite(article, dice)}"
    )
