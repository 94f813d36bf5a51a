"""What was rehearsed and not saved yet: kept in the database, so that *Save* also works after a restart.

A server has a few drafts at most, each under a key of its own that a later one takes over: nothing has to be cleared
out. Which of them a member's is says nothing about who the member is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from bot.commands.services import Services
from bot.digests.cadence import schedule_from_json
from bot.digests.subscription import NewSubscription, Options, Place

_EXPIRY = timedelta(hours=1)
_A_SERVER = 16
_NAME_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``new`` is to be saved; in the place of digest ``edits`` as it was at ``revision``, if that is there.

    ``new.created_by`` is not kept: it is whoever saves a new one.
    """

    new: NewSubscription
    edits: int | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """Which draft a button saves: ``name`` is a hash of it, so that no other one is saved by mistake."""

    slot: int
    name: str


class Drafts:
    """Keeps drafts under settings of the ledger. One is saved at a time, however often its button is pressed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._saving = asyncio.Lock()

    async def keep(self, draft: Draft, guild_id: int, member_id: int, now: datetime) -> Key:
        """Store ``draft`` for a member of a server. May raise StorageError."""
        slot = member_id % _A_SERVER
        text = json.dumps(_to_json(draft, now), sort_keys=True)
        await self._services.ledger.put_setting(_setting(guild_id, slot), text)
        return Key(slot, _name(text))

    @asynccontextmanager
    async def saving(self, key: Key, guild_id: int, now: datetime) -> AsyncIterator[Draft | None]:
        """Lend a draft, None where there is none any more; it is gone afterwards, unless an error came."""
        async with self._saving:
            setting = _setting(guild_id, key.slot)
            text = await self._services.ledger.setting(setting) or ""
            ours = bool(text) and _name(text) == key.name
            yield _from_json(text, now) if ours else None
            if ours:
                await self._services.ledger.put_setting(setting, "")

    async def drop(self, key: Key, guild_id: int, now: datetime) -> None:
        """Forget a draft. May raise StorageError."""
        async with self.saving(key, guild_id, now):
            pass


def _setting(guild_id: int, slot: int) -> str:
    return f"draft:{guild_id}:{slot}"


def _name(text: str) -> str:
    return blake2b(text.encode(), digest_size=_NAME_BYTES).hexdigest()


def _to_json(draft: Draft, now: datetime) -> dict[str, Any]:
    new = draft.new
    return {
        "at": now.isoformat(),
        "edits": draft.edits,
        "revision": draft.revision,
        "place": asdict(new.place),
        "schedule": new.cadence.to_json(),
        "topics": list(new.topics),
        "language": new.language,
        "options": asdict(new.options),
    }


def _from_json(text: str, now: datetime) -> Draft | None:
    data = json.loads(text)
    at = datetime.fromisoformat(data["at"])
    if now - at > _EXPIRY:
        return None
    new = NewSubscription(
        place=Place(**data["place"]),
        cadence=schedule_from_json(data["schedule"]),
        topics=tuple(data["topics"]),
        language=data["language"],
        created_by=0,
        created_at=now,
        options=Options(**{**data["options"], "tags": tuple(data["options"]["tags"])}),
    )
    return Draft(new=new, edits=data["edits"], revision=data["revision"])
