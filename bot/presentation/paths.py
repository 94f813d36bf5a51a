"""A route as a short text and back: the path in a button's custom_id."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from bot.presentation.routes import ROUTES, Route


def _pattern(route: type[Route]) -> str:
    return ":".join([route.NAME, *(f"(?P<{route.NAME}_{name}>{form})" for name, form in route.FORM.items())])


_FORMS: Mapping[type[Route], re.Pattern[str]] = {route: re.compile(_pattern(route)) for route in ROUTES}
# Of all routes; each group carries the name of its route, so that they can stand in one template.
PATTERN = "|".join(f"(?:{form.pattern})" for form in _FORMS.values())


def path_of(route: Route) -> str:
    """Return ``route`` as text."""
    return ":".join([route.NAME, *[str(getattr(route, name)) for name in route.FORM]])


def route_from(path: str) -> Route:
    """Read what ``path_of`` wrote. Raises ValueError for anything else."""
    for route, form in _FORMS.items():
        if match := form.fullmatch(path):
            values: dict[str, Any] = {name: _value(route, name, match[f"{route.NAME}_{name}"]) for name in route.FORM}
            return route(**values)
    raise ValueError(f"{path!r} leads nowhere")


def _value(route: type[Route], name: str, text: str) -> Any:
    types = {field.name: field.type for field in dataclasses.fields(route)}
    return int(text) if types[name] in {"int", int} else text
