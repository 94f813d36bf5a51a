"""A digest as messages, and a subscription in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names

from bot.cards.library import Edition
from bot.cards.schema import Card
from bot.cards.timeline import Entry
from bot.digests.cadence import LAST_DAY, Cadence
from bot.digests.selection import Selection
from bot.digests.subscription import NewSubscription
from bot.presentation import vocabulary
from bot.presentation.dates import day_in_words, when_in_words, with_ordinal
from bot.presentation.fields import name_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import PAGE, Link, Sheet

_COLOUR = 0x3B82C4
_CARDS_A_MESSAGE = 10  # two rows of buttons


def digest_sheets(
    selection: Selection, at: datetime, cadence: Cadence, edition: Edition, localizer: Localizer
) -> list[Sheet]:
    """Return the messages of one digest; ``at`` is the aware time it was due. Cards are never split."""
    messages = list(_packed(_items(selection, edition, localizer)))
    title = _title(selection, at.astimezone(ZoneInfo(cadence.zone)), localizer)
    sheets = []
    for number, items in enumerate(messages, 1):
        blocks = [block for block, _ in items]
        if number == 1:
            blocks.insert(0, title)
        if number == len(messages):
            blocks.append(_foot(selection, localizer))
        links = tuple(dict.fromkeys(link for _, link in items))
        sheets.append(Sheet(_COLOUR, tuple(blocks), links))
    return sheets


_Item = tuple[str, Link]


def _items(selection: Selection, edition: Edition, localizer: Localizer) -> Iterator[_Item]:
    language = localizer.language
    labels = [(selection.fresh, ""), (selection.changed, " · " + localizer.gettext("updated"))]
    for cards, remark in labels:
        for card in cards:
            yield _card_block(card, remark, localizer), Link(card.name.to(language), card.id)
    for entry in selection.on_this_day:
        card = edition.published[entry.card_id]
        yield _anniversary_block(entry, card, localizer), Link(card.name.to(language), card.id)


def _card_block(card: Card, remark: str, localizer: Localizer) -> str:
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    summary = plain(card.summary.to(localizer.language))
    return f"**{plain(card.name.to(localizer.language))}**\n{summary}\n-# {kind}{remark}"


def _anniversary_block(entry: Entry, card: Card, localizer: Localizer) -> str:
    label = localizer.gettext("On this day")
    date = when_in_words(entry.when, localizer)
    summary = plain(card.summary.to(localizer.language))
    return f"**{plain(card.name.to(localizer.language))}**\n{summary}\n-# {label} · {date}"


def _packed(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    """Spread items over messages, within Discord's characters and bytes and two rows of buttons."""
    message: list[_Item] = []
    left = PAGE
    for block, link in items:
        needed = Room.of(block, link.octets)
        if message and (not needed.fits(left) or len(message) == _CARDS_A_MESSAGE):
            yield message
            message, left = [], PAGE
        message.append((block, link))
        left -= needed
    yield message


def _title(selection: Selection, local: datetime, localizer: Localizer) -> str:
    name = localizer.gettext("Welcome to Dépêche") if selection.welcome else localizer.gettext("The digest")
    lead = (
        localizer.gettext("A few cards to begin with. From now on, this channel receives what is new or has changed.")
        if selection.welcome
        else localizer.gettext("What is new or has changed since the last one.")
    )
    return f"## {name}\n-# {day_in_words(local.date(), localizer)}\n{lead}"


def _foot(selection: Selection, localizer: Localizer) -> str:
    parts = [localizer.gettext("Edition {number}").format(number=selection.number)]
    if selection.left_out:
        left_out = localizer.ngettext("{count} more next time", "{count} more next time", selection.left_out)
        parts.append(left_out.format(count=selection.left_out))
    return "-# " + " · ".join(parts)


def cadence_in_words(cadence: Cadence, localizer: Localizer) -> str:
    """Return ``every Monday at 08:00 (Europe/Paris)``."""
    t = localizer.gettext
    if cadence.weekday is not None:
        day = get_day_names(locale=localizer.language)[cadence.weekday]
        rhythm = t("every {weekday}").format(weekday=day)
    elif cadence.day is not None:
        rhythm = t("on the last day of the month") if cadence.day == LAST_DAY else _monthly(cadence.day, localizer)
    else:
        rhythm = t("every day") if cadence.name == "daily" else t("from Monday to Friday")
    return t("{rhythm} at {time} ({zone})").format(
        rhythm=rhythm, time=cadence.time.strftime("%H:%M"), zone=plain(cadence.zone)
    )


def _monthly(day: int, localizer: Localizer) -> str:
    number = with_ordinal(str(day), localizer) if day == 1 else str(day)
    return localizer.gettext("every month on day {day}").format(day=number)


def moment_in_words(at: datetime, zone: str, localizer: Localizer) -> str:
    """Return an aware time as its wall clock in ``zone``, with the weekday."""
    pattern = "EEEE d MMMM y, HH:mm"
    local = at.astimezone(ZoneInfo(zone))
    words: str = format_datetime(local, pattern, locale=localizer.language)
    return with_ordinal(words, localizer) if local.day == 1 else words


def subscription_in_words(subscription: NewSubscription, edition: Edition, localizer: Localizer) -> str:
    """Return where, when, about what and in which language, on one line."""
    # A topic whose card has left is still what was ordered, so it is listed by its id.
    topics: Sequence[str] = [name_of(topic, edition, localizer) or plain(topic) for topic in subscription.topics]
    about = ", ".join(topics) or localizer.gettext("everything")
    language = localizer.gettext("in French") if subscription.language == "fr" else localizer.gettext("in English")
    cadence = cadence_in_words(subscription.cadence, localizer)
    return f"<#{subscription.channel_id}> · {cadence} · {about} · {language}"
