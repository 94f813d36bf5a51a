"""A schedule is changed in mid-cycle: what is still owed of the old one, and what comes first of the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from bot.digests.occurrences import Occurrence
    from bot.digests.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Handover:
    """``owed`` is an occurrence of the old schedule that is due and has not been met, ``first`` of the new one."""

    owed: Occurrence | None
    first: Occurrence


def first_after_change(
    old: Schedule, new: Schedule, now: datetime, *, since: datetime, recorded: Container[str]
) -> Handover:
    """Change ``old`` for ``new`` at ``now``, by the one rule there is.

    The new schedule counts from the moment of the change, and what the old one already owed is still delivered.
    A date and time that already has its occurrence is never given another: whoever moves an 8:00 digest to a
    zone farther west after it has come gets the next one tomorrow.

    ``since`` is when ``old`` took effect (the subscription's creation, or the change before this one): it owes
    nothing from before. ``recorded`` are the keys that the ledger has for this subscription, whatever became
    of them. The caller records ``owed`` as due before it saves ``new``, which knows nothing of it.
    """
    last = old.last_until(now)
    owed = last if last.at > since and last.key not in recorded else None
    taken = {owed.key} if owed else set()
    return Handover(owed, next(each for each in new.after(now) if each.key not in recorded and each.key not in taken))
