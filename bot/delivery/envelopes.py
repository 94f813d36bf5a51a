"""A letter as Discord is sent it: components, the imprint at the foot, a mark to know it by, its picture."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from io import BytesIO
from typing import Any

import discord

from bot.digests.ports import Letter
from bot.digests.records import Part
from bot.presentation.components import components_of
from bot.presentation.sheet import Picture, Sheet

# Discord, "Component Reference": an id is a 32-bit integer that the sender may choose, and is kept. Those it gives
# itself count from 1, so that a mark is never one of them.
_MARK_BIT = 1 << 30
_MARK_BYTES = 4

# Gives the picture that a part names and its PNG, None where there is none.
Illustrate = Callable[[Part], Awaitable[tuple[Picture, bytes] | None]]


async def without_picture(part: Part) -> None:
    """Stand in where parts have no pictures."""


def mark_of(nonce: str) -> int:
    """Return the id of the container of the message that was sent with ``nonce``: positive, and of 31 bits."""
    number = int.from_bytes(blake2b(nonce.encode(), digest_size=_MARK_BYTES).digest())
    return _MARK_BIT | number % _MARK_BIT


def has_mark(message: Mapping[str, Any], mark: int) -> bool:
    """Tell whether a message, as Discord shows it, is the one with this mark."""
    return any(component.get("id") == mark for component in message.get("components") or ())


@dataclass(frozen=True, slots=True)
class Envelope:
    """``message`` is the JSON that Discord calls a message; ``file`` the name and the bytes of what goes with it."""

    message: Mapping[str, Any]
    file: tuple[str, bytes] | None = None

    def content(self, **beside: Any) -> dict[str, Any]:
        """Return it as what discord.py's client takes with a request, with more keys ``beside``."""
        return self._with_file({**self.message, **beside})

    def opening(self, title: str, tags: tuple[int, ...]) -> dict[str, Any]:
        """Return it as the first message of a forum's thread."""
        return self._with_file({"name": title, "applied_tags": [str(tag) for tag in tags], "message": self.message})

    def _with_file(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if self.file is None:
            return {"json": body}
        name, data = self.file
        file = discord.File(BytesIO(data), name)
        payload = {"name": "payload_json", "value": json.dumps(body)}
        upload = {"name": "files[0]", "value": file.fp, "filename": name, "content_type": "application/octet-stream"}
        return {"form": [payload, upload], "files": [file]}


async def folded(letter: Letter, illustrate: Illustrate) -> Envelope:
    """Return a letter ready to be sent, its imprint as the last line."""
    sheet = Sheet.from_json(letter.part)
    drawn = await illustrate(letter.part)
    if drawn is None:
        return Envelope(_message(sheet, letter.imprint, mark_of(letter.nonce)))
    picture, data = drawn
    message = _message(replace(sheet, picture=picture), letter.imprint, mark_of(letter.nonce))
    attached = {"id": "0", "filename": picture.file_name, "description": picture.description}
    return Envelope({**message, "attachments": [attached]}, (picture.file_name, data))


def _message(sheet: Sheet, imprint: str, mark: int) -> dict[str, Any]:
    components = components_of(sheet)
    foot = [{"type": discord.ComponentType.text_display.value, "content": f"-# {imprint}"}] if imprint else []
    return {
        "components": [{**frame, "id": mark, "components": [*frame["components"], *foot]} for frame in components],
        "flags": discord.MessageFlags(components_v2=True).value,
        "allowed_mentions": {"parse": []},
    }
