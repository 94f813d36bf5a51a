"""A made-up newsroom of any size, to measure with: deterministic, tied together, about 1.3 KB a card."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SYLLABLES = ["ba", "be", "bi", "bo", "da", "de", "di", "do", "ka", "ke", "ki", "ko", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to"]
_FOLDERS = {"person": "people", "model": "models", "organization": "organizations", "event": "events"}


def write_cards(folder: Path, count: int, seed: int = 7) -> None:
    """Write ``count`` cards below ``folder``, a quarter of each kind, each tied to others."""
    dice = random.Random(seed)
    kinds = list(_FOLDERS)
    ids = [f"{_word(dice)}-{_word(dice)}-{number}" for number in range(count)]
    for kind, name in _FOLDERS.items():
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


def _card(card_id: str, kind: str, organization: str, dice: random.Random) -> str:
    name = card_id.replace("-", " ").title()
    own = {
        "person": f"affiliation: {organization}\n",
        "model": f"developer: {organization}\nreleased: 20{dice.randint(10, 25)}-0{dice.randint(1, 9)}\n",
        "organization": "category: company\n",
        "event": f"start: 20{dice.randint(10, 25)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}\nparticipants: [{organization}]\n",
    }[kind]
    facts = "".join(
        f"  - id: fact-{index}\n    text:\n      fr: {_sentence(dice)}\n      en: {_sentence(dice)}\n    certainty: reported\n"
        for index in range(3)
    )
    return (
        f"id: {card_id}\nkind: {kind}\nname: {name}\naliases: [{_word(dice)} {card_id[-4:]}, {_word(dice)}{card_id[-4:]}, {_word(dice)} {_word(dice)} {card_id[-4:]}]\n"
        f"status: published\nupdated: 2026-11-21\nsummary:\n  fr: {_sentence(dice)}\n  en: {_sentence(dice)}\n{own}facts:\n{facts}"
    )
