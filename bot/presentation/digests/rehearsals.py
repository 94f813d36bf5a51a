"""A rehearsal: the next edition as it would be posted, when it would come, and whether it could."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.cards.library import Edition
from bot.digests.handover import Handover
from bot.digests.records import Content, Part
from bot.digests.subscription import NewSubscription, Subscription
from bot.presentation import vocabulary
from bot.presentation.components import components_of
from bot.presentation.digests.cadences import moment_in_words, upcoming_in_words
from bot.presentation.digests.choices import choice_lines
from bot.presentation.digests.imprints import imprint
from bot.presentation.digests.pictures import picture_in
from bot.presentation.digests.standings import Obstacle, Standing, place_lines
from bot.presentation.digests.subscriptions import post_title, subscription_in_words
from bot.presentation.localizer import Localizer, Localizers
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_CHARACTERS, MAX_COMPONENTS, MAX_OCTETS, Size, size_of
from bot.presentation.navigation import Action
from bot.presentation.sheet import Sheet

_UPCOMING = 5
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """``new`` is what would be saved, in the place of ``old`` if that is there; ``content`` what would come next.

    ``grace`` is the bot's own, ``tags`` are the names of the forum's, by id; ``spoken`` is the digest's own language.
    ``deaf`` is why the fallback channel cannot be told anything.
    """

    new: NewSubscription
    old: Subscription | None
    handover: Handover
    standing: Standing
    content: Content | None
    grace: timedelta
    tags: Mapping[int, str]
    spoken: Localizer
    deaf: Obstacle | None = None

    @property
    def number(self) -> int:
        """Which digest of its channel the next one is."""
        return self.old.number + 1 if self.old else 1


def rehearsed_parts(
    content: Content, number: int, remark: str, localizer: Localizer, localizers: Localizers
) -> list[Sheet]:
    """Return the messages of a digest as they would be posted, with ``remark`` in their last line.

    ``localizer`` is that of the digest's own language.
    """
    foot = f"-# {imprint(number, content.edition, None, localizer)} · **{remark}**"
    return [_shown(part, foot, localizers) for part in content.parts]


def _shown(part: Part, foot: str, localizers: Localizers) -> Sheet:
    sheet = Sheet.from_json(part)
    return replace(sheet, blocks=(*sheet.blocks, foot), picture=picture_in(part, localizers))


def rehearsal_sheet(
    rehearsal: Rehearsal, parts: Sequence[Sheet], actions: Sequence[Action], edition: Edition, localizer: Localizer
) -> Sheet:
    """Return what was found, above the buttons that save it or leave it."""
    t, old = localizer.gettext, rehearsal.old
    title = t("Rehearsal of a change to digest {number}").format(number=old.id) if old else t("Rehearsal")
    choices = [*choice_lines(rehearsal.new, rehearsal.grace, rehearsal.tags, localizer), *_title(rehearsal, localizer)]
    words = subscription_in_words(rehearsal.new, edition, localizer)
    standing_words = place_lines(rehearsal.standing, rehearsal.new.place, rehearsal.deaf, localizer)
    blocks = [
        "\n".join([f"## {title}", words, *(f"-# {choice}" for choice in choices)]),
        "\n".join(_times(rehearsal, localizer)),
        "\n".join([*standing_words, *_sizes(rehearsal, parts, localizer)]),
    ]
    if rehearsal.standing.well:
        blocks.append(t("**Nothing is saved yet.**"))
    else:
        blocks.append(t("**Nothing is saved yet.** Once that is mended, press *Save*."))
    return Sheet(vocabulary.LIST_COLOUR, tuple(blocks), presses=tuple(actions))


def _title(rehearsal: Rehearsal, localizer: Localizer) -> Iterator[str]:
    """Yield what a forum's next post would be called."""
    if rehearsal.new.place.kind == "forum":
        title = post_title(rehearsal.new, rehearsal.number, rehearsal.handover.first, rehearsal.spoken)
        yield localizer.gettext("The next one is titled “{title}”.").format(title=plain(title))


def _times(rehearsal: Rehearsal, localizer: Localizer) -> Iterator[str]:
    t, new, old = localizer.gettext, rehearsal.new, rehearsal.old
    if old and old.standing != "active":
        yield t("It stays stopped until it is resumed with `/digest resume`. Then it would come:")
    else:
        yield from owed_lines(rehearsal.handover, new, localizer)
        yield t("**The next {count} times**").format(count=_UPCOMING)
    before = rehearsal.handover.first.at - _MOMENT
    yield from (f"- {each}" for each in upcoming_in_words(new.cadence, before, _UPCOMING, localizer))


def owed_lines(handover: Handover, new: NewSubscription, localizer: Localizer) -> Iterator[str]:
    """Yield what the old schedule still owes, if it owes anything."""
    if handover.owed:
        moment = moment_in_words(handover.owed.at, new.cadence.zone, localizer)
        yield localizer.gettext("The old schedule still owes the one of {moment}; it comes all the same.").format(
            moment=moment
        )


def _sizes(rehearsal: Rehearsal, parts: Sequence[Sheet], localizer: Localizer) -> Iterator[str]:
    if rehearsal.content is None:
        yield "✅ " + localizer.gettext("There is nothing new now: nothing would be posted.")
        return
    for number, part in enumerate(parts, 1):
        size = size_of(components_of(part))
        mark = "✅ " if size.fits else "⚠️ "
        yield mark + _size_in_words(number, len(parts), size, localizer)


def _size_in_words(number: int, among: int, size: Size, localizer: Localizer) -> str:
    t, n = localizer.gettext, localizer.number
    sentence = t(
        "Message {number} of {among}: {characters} of {most_characters} characters, {components} of {most_components} "
        "components, {octets} of {most_octets} bytes."
    )
    return sentence.format(
        number=number,
        among=among,
        characters=n(size.characters),
        most_characters=n(MAX_CHARACTERS),
        components=size.components,
        most_components=MAX_COMPONENTS,
        octets=n(size.octets),
        most_octets=n(MAX_OCTETS),
    )


def saved_sheet(saved: Subscription, handover: Handover | None, edition: Edition, localizer: Localizer) -> Sheet:
    """Confirm what was saved: its number, and when it comes; ``handover`` is that of a change."""
    t = localizer.gettext
    sentence = t("Digest {number} is changed.") if handover else t("Digest {number} is set up.")
    lines = [f"**{sentence.format(number=saved.id)}**", subscription_in_words(saved, edition, localizer)]
    if handover and saved.next_run_at:
        lines += owed_lines(handover, saved, localizer)
    if saved.next_run_at:
        moment = moment_in_words(saved.next_run_at, saved.cadence.zone, localizer)
        lines.append(t("Next: {moment}").format(moment=moment))
    else:
        lines.append(t("It stays stopped until it is resumed with `/digest resume`."))
    return Sheet(_GREEN, ("\n".join(lines),))


_GREEN = 0x2E9E6B


def declared_sentence(subscription: Subscription, localizer: Localizer) -> str:
    """Return where a declared subscription is changed."""
    sentence = localizer.gettext("Digest {number} is declared in {file} as “{name}”: it is changed there.")
    name = plain(subscription.declared or "")
    return sentence.format(number=subscription.id, file="`config/digests.yaml`", name=name)
