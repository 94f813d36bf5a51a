"""What a new card is asked about, by the keys ``start`` or ``summary.fr``, and which answers the reader would take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from bot.cards.diagnostics import did_you_mean, with_hint
from bot.cards.fields import Field, fields_of
from bot.cards.schema import CLASSES, FOLDERS, ID_LENGTH
from bot.cards.text import LANGUAGES, TODO, fold
from bot.cards.wording import worded
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTLED = ("kind", "status", "updated")  # the same in every draft, so nobody is asked


def kind_called(word: str) -> str:
    """Return the kind that ``word`` names, also by its folder. Raises UsageError with the closest one."""
    kind = FOLDERS.get(word.lower(), word.lower())
    if kind not in CLASSES:
        hint = did_you_mean(kind, [*CLASSES, *FOLDERS])
        problem = with_hint(f"there is no kind of card {word!r}", hint)
        raise UsageError(f"{problem}\nThe kinds are {', '.join(CLASSES)}.")
    return kind


def id_from(name: str) -> str:
    """Return the id that suits ``name``, or nothing when there is no Latin letter or digit in it."""
    return "-".join(re.findall("[a-z0-9]+", fold(name)))[:ID_LENGTH].strip("-")


def heading_of(kind: str) -> str:
    """Return the field that heads a card of ``kind``."""
    return "title" if kind == "source" else "name"


def answers_of(kind: str) -> list[str]:
    """Return the keys of all that can be said of a card before its file is there."""
    fields = (field for field in fields_of(kind) if field.name not in SETTLED)
    return [key for field in fields if field.name == "steps" or not field.in_blocks for key in field.keys]


def questions(kind: str) -> Iterator[tuple[str, Field]]:
    """Yield what a card of ``kind`` cannot be without, beside its heading and id: the answer's key and its field."""
    for field in fields_of(kind):
        if field.required and field.name not in {*SETTLED, "id", heading_of(kind)}:
            yield from ((key, field) for key in field.keys)


def items_of(text: str) -> list[str]:
    """Return the items of a list that was typed with commas."""
    return [item.strip() for item in text.split(",") if item.strip()]


def refusal(kind: str, key: str, text: str) -> str | None:
    """Return why the reader would not take ``text`` for ``key``, wherever its references lead; None when it would."""
    name, _, language = key.partition(".")
    value: Any = dict.fromkeys(LANGUAGES, text) if language else text
    if name == "steps":
        value = [{"card": card, "text": dict.fromkeys(LANGUAGES, TODO)} for card in items_of(text)]
    elif any(field.name == name and field.listed for field in fields_of(kind)):
        value = items_of(text)
    try:
        TypeAdapter(CLASSES[kind]).validate_python({name: value})
    except ValidationError as error:
        # All that is not there yet is wrong too, under other names.
        wrong = [details for details in error.errors(include_url=False) if details["loc"][0] == name]
        return str(worded(wrong[0], CLASSES[kind])) if wrong else None
    return None
