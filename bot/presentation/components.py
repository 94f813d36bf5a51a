"""A sheet as Discord is sent it (Discord, "Component Reference")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord

from bot.presentation.measures import MAX_LABEL, MAX_OPTION, MAX_OPTIONS, MAX_ROW, clipped
from bot.presentation.navigation import SELECT_ID, Action, Press
from bot.presentation.routes import CardRoute
from bot.presentation.sheet import AIR, Link, Picture, Sheet

# Marks a sheet that says why there is no answer, so that `depeche try` can tell; Discord lets the sender
# choose a component's id ("Component Reference", Anatomy of a Component).
REFUSAL_ID = 404


def view_of(sheet: Sheet) -> discord.ui.LayoutView:
    """Lay a sheet out in components. Its picture has to be sent along, as a file of that name."""
    return _Laid(components_of(sheet))


class _Laid(discord.ui.LayoutView):
    """A message that is ready to be sent.

    It takes half of a command's time to make discord.py's items only to have them made into this. They are not
    missed either: a press is understood by its custom_id alone.
    """

    def __init__(self, components: list[dict[str, Any]]) -> None:
        super().__init__(timeout=None)
        # discord.py would wait a quarter of an hour, in a task, for presses on a message of one reader's own.
        self.stop()
        self._components = components

    def to_components(self) -> list[dict[str, Any]]:
        return self._components

    def has_components_v2(self) -> bool:
        return True


def components_of(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a sheet as Discord is sent it (Discord, "Component Reference")."""
    inner: list[dict[str, Any]] = []
    for index, block in enumerate(sheet.blocks):
        if index:
            inner.append({"type": _SEPARATOR})
        inner += _texts(block)
        if sheet.picture and not index:
            inner.append(_gallery(sheet.picture))
    if sheet.presses:
        inner.append(_row(map(_button, sheet.presses)))
    inner.extend(_link_rows(sheet))
    frame = {"type": _CONTAINER, "accent_color": sheet.colour, "components": inner}
    return [frame | {"id": REFUSAL_ID} if sheet.refusal else frame]


_CONTAINER, _SEPARATOR = discord.ComponentType.container.value, discord.ComponentType.separator.value
_TEXT, _GALLERY = discord.ComponentType.text_display.value, discord.ComponentType.media_gallery.value
_ROW, _BUTTON = discord.ComponentType.action_row.value, discord.ComponentType.button.value
_SELECT = discord.ComponentType.select.value
_PRIMARY, _SECONDARY = discord.ButtonStyle.primary.value, discord.ButtonStyle.secondary.value


def _texts(block: str) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(block.split(AIR)):
        if number:
            yield {"type": _SEPARATOR, "divider": False}
        yield {"type": _TEXT, "content": entry}


def _gallery(picture: Picture) -> dict[str, Any]:
    item = {"media": {"url": f"attachment://{picture.file_name}"}, "description": picture.description}
    return {"type": _GALLERY, "items": [item]}


def _row(components: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": _ROW, "components": [*components]}


def _button(press: Press | Action, symbol: str = "") -> dict[str, Any]:
    button = {
        "type": _BUTTON,
        "style": _PRIMARY if press.share else _SECONDARY,
        "label": clipped(press.label, MAX_LABEL),
        "custom_id": press.custom_id,
    }
    if press.disabled:
        button["disabled"] = True
    return _with_symbol(symbol, button)


def _link_rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    links = sheet.links[:MAX_OPTIONS]
    if sheet.more and len(links) > MAX_ROW:
        select = {"type": _SELECT, "custom_id": SELECT_ID, "placeholder": sheet.more, "options": [*map(_option, links)]}
        yield _row([select])
        return
    for start in range(0, len(links), MAX_ROW):
        row = links[start : start + MAX_ROW]
        yield _row(_button(Press(link.label, CardRoute(link.card_id)), link.symbol) for link in row)


def _option(link: Link) -> dict[str, Any]:
    option = {"label": clipped(link.label, MAX_OPTION), "value": link.card_id}
    if link.note:
        option["description"] = clipped(link.note, MAX_OPTION)
    return _with_symbol(link.symbol, option)


def _with_symbol(symbol: str, control: dict[str, Any]) -> dict[str, Any]:
    if symbol:
        control["emoji"] = {"name": symbol}
    return control


def is_refusal(components: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a message's components are those of a refusal."""
    return any(component.get("id") == REFUSAL_ID for component in components)
