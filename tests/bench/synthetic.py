"""A made-up newsroom of any size, to measure with: deterministic, tied together, about 1.3 KB a card."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeio"]
_FOLDERS = {"person": "people", "model": "models", "organization": "organizations", "event": "events"}


def write_cards(folder: Path, count: int, seed: int = 7) -> None:
    """Write ``count`` cards below ``folder``, a quarter of each kind, each tied to others."""
    dice = random.Random(seed)
    kinds = list(_FOLDERS)
    ids = [f"{_word(dice)}-{_word(dice)}-{number}" for number in range(count)]
    for name in _FOLDERS.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, card_id in enumerate(ids):
        kind = kinds[number % 4]
        organization = ids[dice.randrange(count // 4) * 4 + 2]
        path = folder / _FOLDERS[kind] / f"{card_id}.yaml"
        path.write_text(_card(card_id, kind, organization, dice), "utf-8")


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))


def _sentence(dice: random.Random) -> str:
    return " ".join(_word(dice) for _ in range(14)).capitalize() + "."


def _text(dice: random.Random, indent: str) -> str:
    return f"{indent}fr: {_sentence(dice)}\n{indent}en: {_sentence(dice)}\n"


def _date(dice: random.Random) -> str:
    return f"20{dice.randint(10, 25)}-0{dice.randint(1, 9)}"


def _card(card_id: str, kind: str, organization: str, dice: random.Random) -> str:
    tail = card_id[-4:]
    aliases = ", ".join([f"{_word(dice)} {tail}", f"{_word(dice)}{tail}", f"{_word(dice)} {_word(dice)} {tail}"])
    own = {
        "person": f"affiliation: {organization}\n",
        "model": f"developer: {organization}\nreleased: {_date(dice)}\n",
        "organization": "category: company\n",
        "event": f"start: {_date(dice)}-1{dice.randint(0, 9)}\nparticipants: [{organization}]\n",
    }[kind]
    facts = "".join(
        f"  - id: fact-{index}\n    text:\n{_text(dice, '      ')}    certainty: reported\n" for index in range(3)
    )
    return (
        f"id: {card_id}\nkind: {kind}\nname: {card_id.replace('-', ' ').title()}\naliases: [{aliases}]\n"
        f"status: published\nupdated: 2026-11-21\nsummary:\n{_text(dice, '  ')}{own}facts:\n{facts}"
    )
