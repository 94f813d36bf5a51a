"""The fields of a kind of card as its JSON Schema tells them: what may be written in each, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.cards.json_schema import schema_of
from bot.cards.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Field:
    """``about`` says what the field is for; ``shape`` is its JSON Schema."""

    name: str
    about: str
    required: bool
    shape: Mapping[str, Any]

    @property
    def words(self) -> tuple[str, ...]:
        """The closed list of words that it takes, if it takes one of several."""
        return tuple(word for option in self._options for word in option.get("enum", ()))

    @property
    def listed(self) -> bool:
        return "items" in self.shape

    @property
    def in_blocks(self) -> bool:
        """Whether it is a list of blocks, as facts are."""
        return "$ref" in self.shape.get("items", {})

    @property
    def bilingual(self) -> bool:
        return any(name.endswith(("Text", "Translation")) for name in self._shapes)

    @property
    def needs_both(self) -> bool:
        """Whether one language without the other is refused."""
        return any(name.endswith("Text") for name in self._shapes)

    @property
    def dated(self) -> bool:
        return any("integer" in option.get("type", ()) for option in self._options)

    @property
    def can_wait(self) -> bool:
        """Whether any words will do for now."""
        return self.bilingual or not (self.words or any("pattern" in option for option in self._options))

    @property
    def keys(self) -> tuple[str, ...]:
        """What its values are called: ``version``; ``place.fr`` and ``place.en``; a name has all three."""
        both = tuple(f"{self.name}.{language}" for language in LANGUAGES) if self.bilingual else ()
        once = any("$ref" not in option and option.get("type") != "null" for option in self._options)
        return (self.name, *both) if once else both

    @property
    def _options(self) -> list[Mapping[str, Any]]:
        options: list[Mapping[str, Any]] = self.shape.get("anyOf", [self.shape])
        return options

    @property
    def _shapes(self) -> list[str]:
        return [option["$ref"] for option in self._options if "$ref" in option]


def fields_of(kind: str) -> list[Field]:
    """Return the fields of the cards of ``kind``, in the order in which they are written."""
    schema = schema_of(kind)
    return [
        Field(name, shape["description"], name in schema["required"], shape)
        for name, shape in schema["properties"].items()
    ]
