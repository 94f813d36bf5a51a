"""Once a day, what the ledger keeps of digests long past is deleted."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.digests.ports import Ledger

log = structlog.get_logger(__name__)

# Longer than a year, so that whoever looks back finds the same day a year ago.
KEPT = timedelta(days=400)

_SETTING = "tidied"
_AT_ONCE = 200
_BREATH = 0.1  # seconds, for others to write in


async def tidy(ledger: Ledger, now: datetime) -> int:
    """Delete what is older than ``KEPT``, unless that was done today; return how much. May raise StorageError."""
    today = now.date().isoformat()
    if await ledger.setting(_SETTING) == today:
        return 0
    total = deleted = await ledger.tidy(now - KEPT, _AT_ONCE)
    while deleted == _AT_ONCE:
        await asyncio.sleep(_BREATH)
        deleted = await ledger.tidy(now - KEPT, _AT_ONCE)
        total += deleted
    await ledger.put_setting(_SETTING, today)
    if total:
        log.info("ledger tidied", deleted=total)
    return total
