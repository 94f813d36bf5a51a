"""How digests stand, for their admins: all of a server's in a list, or one with what helps, or what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from bot.cards.library import Edition
from bot.digests.declared import is_declared
from bot.digests.records import Record
from bot.digests.subscription import Subscription
from bot.presentation import vocabulary
from bot.presentation.digests.cadences import upcoming_in_words
from bot.presentation.digests.choices import choice_lines
from bot.presentation.digests.deliveries import STATES, record_in_words
from bot.presentation.digests.notices import TO_DO
from bot.presentation.digests.permissions import lacking
from bot.presentation.digests.reasons import reason_in_words
from bot.presentation.digests.rehearsals import declared_sentence
from bot.presentation.digests.standings import Standing
from bot.presentation.digests.subscriptions import standing_lines, subscription_in_words
from bot.presentation.digests.troubles import advice_on, channel_in_words
from bot.presentation.fields import labelled
from bot.presentation.localizer import Localizer
from bot.presentation.measures import Room
from bot.presentation.navigation import Action
from bot.presentation.sheet import PAGE, Sheet, paginate

_LATEST = 3  # receipts of a status
_UPCOMING = 2
_DIGESTS_A_PAGE = 8
_RECORDS_A_PAGE = 10
_HEADING = Room(characters=200, octets=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A digest as it stands. ``latest`` are its last records, the newest first; ``standing`` is that of its place.

    ``grace`` is the bot's own, ``tags`` are the names of its forum's, by id.
    """

    subscription: Subscription
    standing: Standing
    latest: Sequence[Record]
    grace: timedelta
    tags: Mapping[int, str]

    @property
    def mark(self) -> str:
        """A symbol: stopped by an admin, stopped by trouble, something to look at, all well."""
        if self.subscription.standing == "paused":
            return "⏸️"
        if self.subscription.standing == "suspended":
            return "🔴"
        worrying = self.subscription.doubted_at or not self.standing.well or self._wrong
        return "🟠" if worrying else "🟢"

    @property
    def _wrong(self) -> bool:
        return any(record.state in {"failed", "missed", "uncertain"} for record in self.latest[:1])

    def trouble_lines(self, localizer: Localizer) -> Iterator[str]:
        """Yield what is wrong beyond what its standing says, and what helps."""
        place, standing = self.subscription.place, self.standing
        if self.subscription.trouble is None:
            if standing.missing:
                yield lacking(standing.missing, place, localizer)
            elif standing.trouble:
                yield advice_on(standing.trouble, place, localizer).reason
        if not self._wrong:
            return
        latest = self.latest[0]
        if latest.state != "failed" or self.subscription.trouble is None:
            became = [localizer.gettext(STATES[latest.state])]
            if latest.reason:
                became.append(reason_in_words(latest.reason, place, localizer))
            yield from labelled(localizer.gettext("The last one"), " · ".join(became))
            words = localizer.gettext(TO_DO[latest.state])  # type: ignore[index]  # the states of ``_wrong`` are kinds
            yield words.format(channel=channel_in_words(place))


def list_pages(healths: Sequence[Health], edition: Edition, localizer: Localizer) -> list[list[str]]:
    """Return the entries of ``/digest list``, a list for each page."""
    entries = (_entry(health, edition, localizer) for health in healths)
    return paginate(entries, PAGE - _HEADING, _DIGESTS_A_PAGE)


def _entry(health: Health, edition: Edition, localizer: Localizer) -> str:
    subscription = health.subscription
    words = subscription_in_words(subscription, edition, localizer)
    notes = [*standing_lines(subscription, localizer), *health.trouble_lines(localizer)]
    if subscription.standing == "suspended":
        # The list has no button for each.
        notes.append(localizer.gettext("`/digest resume` lets it go on."))
    if is_declared(subscription):
        notes.append(declared_sentence(subscription, localizer))
    return "\n".join([f"{health.mark} **{subscription.id}** · {words}", *(f"-# {note}" for note in notes)])


def listing_sheet(entries: Sequence[str], actions: Sequence[Action], localizer: Localizer) -> Sheet:
    """Return one page of ``/digest list``."""
    title = "## " + localizer.gettext("The digests of this server")
    return Sheet(vocabulary.LIST_COLOUR, (title, *entries), presses=tuple(actions))


def status_sheet(health: Health, actions: Sequence[Action], edition: Edition, localizer: Localizer) -> Sheet:
    """Return all there is to know about one digest."""
    t, subscription = localizer.gettext, health.subscription
    title = t("Digest {number}").format(number=subscription.id)
    head = [f"## {health.mark} {title}"]
    head.append(subscription_in_words(subscription, edition, localizer))
    if is_declared(subscription):
        head.append(declared_sentence(subscription, localizer))
    place = channel_in_words(subscription.place)
    well = () if not health.standing.well or not health.standing.sure else (_allowed(place, localizer),)
    standing = [*standing_lines(subscription, localizer), *health.trouble_lines(localizer), *well]
    blocks = ["\n".join(head), "\n".join(standing), "\n".join(_coming(subscription, localizer))]
    blocks.append("\n".join(choice_lines(subscription, health.grace, health.tags, localizer)))
    if health.latest:
        records = (record_in_words(each, subscription, localizer) for each in islice(health.latest, _LATEST))
        # Not inside the f-string: nobody would find it there for the catalog.
        latest = t("What became of the last ones")
        blocks.append("\n".join([f"**{latest}**", *(f"- {each}" for each in records)]))
    return Sheet(vocabulary.LIST_COLOUR, tuple(filter(None, blocks)), presses=tuple(actions))


def _allowed(channel: str, localizer: Localizer) -> str:
    return localizer.gettext("I have all the permissions it takes in {channel}.").format(channel=channel)


def _coming(subscription: Subscription, localizer: Localizer) -> Iterator[str]:
    if subscription.next_run_at:
        times = upcoming_in_words(subscription.cadence, subscription.next_run_at, _UPCOMING, localizer)
        label = localizer.gettext("After that")
        yield f"**{label}**"
        yield from (f"- {each}" for each in times)


def history_pages(subscription: Subscription, records: Sequence[Record], localizer: Localizer) -> list[list[str]]:
    """Return what became of the digests of a subscription, a list for each page."""
    lines = (record_in_words(each, subscription, localizer) for each in records)
    return paginate(lines, PAGE - _HEADING, _RECORDS_A_PAGE)


def history_sheet(
    subscription: Subscription, lines: Sequence[str], actions: Sequence[Action], localizer: Localizer
) -> Sheet:
    """Return one page of ``/digest history``."""
    title = localizer.gettext("What became of digest {number}").format(number=subscription.id)
    head = f"## {title}\n-# {channel_in_words(subscription.place)}"
    return Sheet(vocabulary.LIST_COLOUR, (head, "\n".join(f"- {line}" for line in lines)), presses=tuple(actions))
