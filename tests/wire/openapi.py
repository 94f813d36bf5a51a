"""Whether a request's body is what Discord's own API description says it must be.

The description is Discord's work and no part of this project: DISCORD_OPENAPI names a copy, or nothing is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012


class Description:
    """Discord's API description; each operation's schema is compiled when it is first asked for."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_bytes())
        self._root = Registry().with_resource("urn:discord", DRAFT202012.create_resource(document))
        self._paths = [(_as_pattern(template), operations) for template, operations in document["paths"].items()]
        self._validators: dict[str, Draft202012Validator] = {}

    def violations(self, method: str, path: str, body: Any) -> Iterator[str]:
        """Yield what is wrong with a JSON body sent to ``path`` (below /api/v10)."""
        for pattern, operations in self._paths:
            operation = operations.get(method.lower())
            if operation and pattern.fullmatch(path):
                yield from self._errors(operation, body)
                return
        yield f"{method} {path} is no operation of Discord's"

    def _errors(self, operation: dict[str, Any], body: Any) -> Iterator[str]:
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            if body not in (None, {}):
                yield f"{operation['operationId']} takes no body"
            return
        validator = self._validators.get(operation["operationId"])
        if validator is None:
            validator = Draft202012Validator(_rooted(schema), registry=self._root)
            self._validators[operation["operationId"]] = validator
        for error in validator.iter_errors(body):
            place = "/".join(str(part) for part in error.absolute_path)
            yield f"{operation['operationId']}: {place or 'the body'}: {error.message[:300]}"


def _rooted(schema: Any) -> Any:
    """Turn references within the document into references to it."""
    if isinstance(schema, dict):
        return {
            key: f"urn:discord{value}" if key == "$ref" and isinstance(value, str) else _rooted(value)
            for key, value in schema.items()
        }
    return [_rooted(each) for each in schema] if isinstance(schema, list) else schema


def _as_pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)))
