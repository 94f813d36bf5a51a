"""What the courier needs from the outside: a sender that posts, and a ledger that remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.digests.amendments import Amendment
    from bot.digests.delivery import Outcome
    from bot.digests.memory import Memory
    from bot.digests.notices import Notice
    from bot.digests.occurrences import Occurrence
    from bot.digests.publishing import Publication
    from bot.digests.records import Claim, Content, Due, Frozen, Part, Record
    from bot.digests.subscription import NewSubscription, Place, Subscription
    from bot.digests.troubles import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message as it leaves. ``imprint`` is the last line; ``nonce`` is at most 25 characters.

    ``title`` and ``tags`` are for a forum, where the first part opens a post.
    """

    part: Part
    imprint: str
    nonce: str
    title: str = ""
    tags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that Discord has: ``channel_id`` is the thread, for a forum post."""

    message_id: int
    channel_id: int


class Sender(Protocol):
    """Discord, as the courier sees it. Every method may raise a kind of ``bot.errors.Undelivered``."""

    async def send(self, place: Place, letter: Letter) -> Posted:
        """Post ``letter``; the same nonce again, within Discord's window, posts nothing new (but in a forum)."""
        ...

    async def find(self, place: Place, letter: Letter, since: datetime) -> Posted | None:
        """Look for ``letter`` among what was posted since a while before ``since``. Raises Unreadable."""
        ...

    async def publish(self, posted: Posted) -> None:
        """Pass a message in an announcement channel on to its followers; once it is, again does nothing."""
        ...

    async def edit(self, posted: Posted, letter: Letter) -> None:
        """Show ``letter`` in the place of what was posted. Does nothing when the message is gone."""
        ...

    async def notify(self, channel_id: int | None, user_id: int, part: Part, nonce: str) -> None:
        """Tell an admin something: in a channel, or, where there is none or it cannot be, in a direct message.

        ``user_id`` 0 is nobody: then there is only the channel.
        """
        ...

    def trouble_in(self, place: Place) -> Trouble | None:
        """Return what stands in the way of posting in ``place`` as far as this process knows, without asking."""
        ...

    def missing_permissions(self, place: Place) -> tuple[str, ...]:
        """Return which permissions posting in ``place`` takes and the bot lacks, as Discord's API names them."""
        ...

    def welcomes(self, place: Place) -> bool:
        """Say whether ``place`` is surely one that can be posted in, as far as this process knows, without asking."""
        ...

    def is_away(self, guild_id: int) -> bool:
        """Say whether Discord itself has lost a server for now: nothing its channels answer then means anything."""
        ...


class Ledger(Protocol):
    """Remembers subscriptions and deliveries. All methods may raise StorageError; instants are aware.

    Methods that take ``token`` or a Claim are the courier's: they raise ClaimLost once a later courier has come.
    """

    # What admins do.

    async def add(self, new: NewSubscription, next_run_at: datetime) -> Subscription:
        """Save a subscription."""
        ...

    async def get(self, subscription_id: int) -> Subscription | None:
        """Return a subscription, or None when it has been deleted."""
        ...

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        """Return a server's subscriptions, oldest first."""
        ...

    async def declared(self) -> tuple[Subscription, ...]:
        """Return the subscriptions that were declared in a file."""
        ...

    async def change(
        self, subscription: Subscription, new: NewSubscription, next_run_at: datetime | None, owed: Occurrence | None
    ) -> Subscription | None:
        """Save what an admin changed, and record what the old schedule still owed as due.

        None when it was deleted, or somebody else has changed it since ``subscription`` was read.
        """
        ...

    async def pause(self, subscription: Subscription) -> bool:
        """Plan no more runs until ``resume``. False when it is gone."""
        ...

    async def resume(self, subscription: Subscription, next_run_at: datetime, *, unasked: bool = False) -> bool:
        """Make a paused or suspended subscription active again. False when it is gone, is active, or was changed.

        After an admin has done so, the same trouble again is news to them; not where the bot did it ``unasked``.
        """
        ...

    async def delete(self, guild_id: int, subscription_id: int) -> bool:
        """Delete a server's own subscription with all that hangs on it; False when it has no such one."""
        ...

    async def order(self, subscription: Subscription, occurrence: Occurrence) -> bool:
        """Have one digest sent beyond the schedule; False when that very occurrence is on record already."""
        ...

    async def keys_of(self, subscription_id: int) -> frozenset[str]:
        """Return the keys of all occurrences on record."""
        ...

    async def history(self, subscription_id: int, limit: int) -> tuple[Record, ...]:
        """Return the latest occurrences, newest first."""
        ...

    async def latest(self, guild_id: int) -> dict[int, Record]:
        """Return the latest occurrence of each of a server's subscriptions that has had one, by subscription."""
        ...

    async def memory(self, name: str | None) -> Memory:
        """Return what is known under a name, or an empty memory."""
        ...

    # The courier's chair: one holds it at a time.

    async def take_chair(self, holder: str, seconds: float) -> int | None:
        """Become the courier for ``seconds``, or None while another one is.

        The number returned is greater than that of any courier before; all that these held open is to be taken up
        again at once.
        """
        ...

    async def keep_chair(self, token: int, seconds: float) -> bool:
        """Stay the courier for another ``seconds``; False when somebody else has become it."""
        ...

    async def leave_chair(self, token: int) -> None:
        """Let another courier come at once."""
        ...

    # The courier's work.

    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Return subscriptions whose next run has come and which have no occurrence open, the longest due first.

        One whose schedule cannot be read is among them, as suspended.
        """
        ...

    async def set_aside(self, subscription: Subscription) -> bool:
        """Plan no more runs of a subscription that nobody can deliver, for its ``trouble``, until it is resumed.

        False when it is gone, or was changed.
        """
        ...

    async def claim(self, token: int, wanted: Sequence[Due], now: datetime) -> tuple[Claim, ...]:
        """Take occurrences that have come due, and record those skipped before them as missed.

        Those that are on record already are left out, and those of subscriptions that were changed meanwhile.
        """
        ...

    async def reschedule(self, subscription: Subscription, next_run_at: datetime) -> None:
        """Move the next run of a subscription whose occurrence is on record already, unless it has moved meanwhile."""
        ...

    async def take_up(self, token: int, now: datetime, limit: int) -> tuple[Claim, ...]:
        """Take open occurrences whose time to be taken up has come: ordered, put off, or left by another courier."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when there is work next; in the past when some waits now, None when none is planned."""
        ...

    async def begin(self, claim: Claim, frozen: Frozen, nonce: str) -> None:
        """Settle the content, and record that its first part is about to be sent.

        Once an attempt is on record the content stays: ValueError.
        """
        ...

    async def attempting(self, claim: Claim, part: int, nonce: str) -> None:
        """Record that ``part`` (from 0) is about to be sent. What was recorded of an earlier attempt stays."""
        ...

    async def withdraw(self, claim: Claim, part: int) -> None:
        """Strike an attempt off the record, because it certainly did not arrive."""
        ...

    async def sent(self, claim: Claim, part: int, posted: Posted, *, publish: bool) -> None:
        """Record that Discord has confirmed ``part``, and whether it is to be published."""
        ...

    async def complete(
        self, claim: Claim, part: int, posted: Posted, next_run_at: datetime | None, *, publish: bool
    ) -> None:
        """Record that Discord has confirmed the last part, what the subscription knows now, and its next run.

        All of it or nothing. The next run stays as it is when None is given, or when an admin has planned another.
        Raises ValueError with another part unconfirmed.
        """
        ...

    async def finish(
        self, claim: Claim, state: Outcome, next_run_at: datetime | None, reason: str | None = None
    ) -> None:
        """End an occurrence that was not sent: its state and the next run. Raises ValueError for other states."""
        ...

    async def put_off(self, claim: Claim, until: datetime, reason: str) -> None:
        """Let go of an occurrence, which stays open, to take it up again at ``until``."""
        ...

    async def doubt(self, claim: Claim, now: datetime) -> datetime:
        """Record that the channel cannot be posted in; return since when that has been so without a break."""
        ...

    async def suspend(self, claim: Claim, trouble: Trouble, reason: str) -> None:
        """End an occurrence as failed and plan no more runs of its subscription until somebody resumes it."""
        ...

    async def content(self, record: Record) -> Content | None:
        """Return what a delivery says, for previews of the past and corrections."""
        ...

    # Beside the digests.

    async def unpublished(self, now: datetime, limit: int) -> tuple[Publication, ...]:
        """Return what is to be published by now."""
        ...

    async def published(self, publication: Publication) -> None:
        """Record that Discord has published a message."""
        ...

    async def unpublishable(self, publication: Publication, reason: str, again_at: datetime | None) -> None:
        """Record that it could not be published, and when to try again: None to give it up."""
        ...

    async def note_corrections(self, current: AbstractSet[tuple[str, str]]) -> int:
        """Compare the corrections there are, by card id and key, with those known; return how many parts to amend.

        The first time nothing is amended: what was corrected before anybody looked is old.
        """
        ...

    async def unmade(self, now: datetime, limit: int) -> tuple[Amendment, ...]:
        """Return the messages in which corrections are to be shown by now."""
        ...

    async def amended(self, amendment: Amendment, again_at: datetime | None = None) -> None:
        """Record that a message shows its corrections, or that it is to be tried again."""
        ...

    async def tell(self, notice: Notice) -> bool:
        """Have an admin told; False when that is no news: they were told the same last, or nothing was wrong."""
        ...

    async def untold(self, now: datetime, limit: int) -> tuple[Notice, ...]:
        """Return notices that are to be sent by now, oldest first."""
        ...

    async def told(self, notice: Notice, again_at: datetime | None = None) -> None:
        """Record that a notice was sent or given up, or that it is to be tried again."""
        ...

    async def suspended(self, after: int, limit: int) -> tuple[Subscription, ...]:
        """Return suspended subscriptions with an id above ``after``, by id."""
        ...

    async def tidy(self, before: datetime, limit: int) -> int:
        """Delete what is of no use any more, a piece at a time; return how much, fewer than ``limit`` when all is gone.

        Occurrences that ended before ``before``, but for each subscription's latest and any that its schedule could
        name again; then contents as old, and memories, to which nothing refers.
        """
        ...

    async def setting(self, key: str) -> str | None:
        """Return a text stored under ``key``."""
        ...

    async def put_setting(self, key: str, value: str) -> None:
        """Store a text."""
        ...
