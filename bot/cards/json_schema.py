"""JSON Schemas of the cards, one per kind: what an editor completes from, and underlines by, while a card is typed.

They are generated from the shapes that the reader validates by, and let pass what it would take. An editor has a
YAML of its own: it takes ``2019`` for a number, ``no`` for false, and a key with nothing after it for null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from bot.cards.descriptions import descriptions_of
from bot.cards.relations import ENDS
from bot.cards.schema import CLASSES, ID_FORM

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

DIALECT = GenerateJsonSchema.schema_dialect  # 2020-12

# The fields that a card ends with, whatever its kind; those that tell its kinds apart come before.
_LAST = ("facts", "disputed", "relations", "cite", "corrections")
_NULL = {"type": "null"}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the cards of ``kind``."""
    generated = TypeAdapter(CLASSES[kind]).json_schema(schema_generator=_ForEditors)
    properties = generated.pop("properties")
    shapes = generated.pop("$defs", {})
    if "Relation" in shapes:
        shapes["Relation"]["properties"]["type"]["enum"] = [name for name, ends in ENDS.items() if kind in ends.sources]
    first = [name for name in properties if name not in _LAST]
    last = [name for name in _LAST if name in properties]
    return {
        "$schema": DIALECT,
        "title": generated.pop("title"),
        "description": generated.pop("description"),
        "properties": {name: properties[name] for name in (*first, *last)},
        **generated,
        **({"$defs": shapes} if shapes else {}),
    }


def schema_text(kind: str) -> str:
    """Return what stands in the file of the schema of ``kind``."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def schema_file(kind: str) -> str:
    """Return the name of that file."""
    return f"{kind}.schema.json"


class _ForEditors(GenerateJsonSchema):
    """Says of each field what it is for, and lets pass whatever the reader would take as text."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: a title such as "Said By" tells nobody anything."""
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        generated = super().str_schema(schema) | {"type": ["string", "number", "boolean"]}
        if schema.get("pattern") == ID_FORM:
            generated["patternErrorMessage"] = "An id is made of small letters, digits and single hyphens."
        return generated

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Whatever may be left out may also be a key with nothing after it."""
        value = _or_null(self.generate_inner(schema["schema"]))
        default = schema["default"]
        return value | {"default": default} if isinstance(default, str) else value

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        generated = super().dataclass_schema(schema)
        generated["description"] = generated["description"].replace("``", "`")
        properties = generated["properties"]
        for name, sentence in descriptions_of(schema["cls"]).items():
            properties[name] = properties[name] | {"description": sentence}
        if {"basis", "note"} <= properties.keys():
            inferred = {"properties": {"basis": {"const": "inferred"}}, "required": ["basis"]}
            generated |= {"if": inferred, "then": {"required": ["note"]}}
        return generated


def _or_null(value: JsonSchemaValue) -> JsonSchemaValue:
    if "anyOf" in value:
        return value | {"anyOf": [*value["anyOf"], _NULL]}
    if "type" not in value or "enum" in value:
        return {"anyOf": [value, _NULL]}
    types = value["type"] if isinstance(value["type"], list) else [value["type"]]
    return value | {"type": [*types, "null"]}
