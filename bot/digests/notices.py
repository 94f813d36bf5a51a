"""What an admin is told about a subscription, once: that something went wrong, and that it is well again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

# What happened:
#   suspended  nothing more is sent until somebody resumes it
#   failed     one digest was not sent; what it would have told comes in the next
#   missed     the bot was not running in time; what it would have told comes in the next
#   uncertain  one digest may or may not have arrived: somebody has to look
#   unpublished  it was posted, and could not be passed on to followers
#   recovered  digests arrive again
NoticeKind = Literal["suspended", "failed", "missed", "uncertain", "unpublished", "recovered"]


def is_about_publishing(topic: str) -> bool:
    """Say whether the last that an admin was told is that followers did not get a digest: its own channel did."""
    return topic.startswith("unpublished:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """``reason`` is the sentence of the receipt, or the name of a trouble; ``key`` that of the occurrence.

    ``id`` is 0 before it is on record; ``tries`` counts how often it could not be told.
    """

    subscription_id: int
    kind: NoticeKind
    reason: str
    key: str
    at: datetime
    id: int = 0
    tries: int = 0

    @property
    def topic(self) -> str:
        """What it is about: of two notices in a row on the same topic, the second is no news."""
        return f"{self.kind}:{self.key if self.kind == 'uncertain' else self.reason}"
