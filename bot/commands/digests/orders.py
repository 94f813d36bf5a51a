"""From the options of ``/digest create`` and ``edit`` to what would be saved."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import discord
from discord import app_commands

from bot.cards.text import Language, fold
from bot.commands.digests.channels import Chosen, place_of, require_tags, tags_named
from bot.commands.digests.declined import Declined
from bot.commands.digests.rhythms import Typed, rhythm
from bot.commands.services import Services
from bot.digests.subscription import NewSubscription, Options, Place, Subscription
from bot.errors import CardNotFound
from bot.presentation import notices
from bot.presentation.localizer import Localizer

Interaction = discord.Interaction[Any]

# What stands for nothing in an option that had something, in both languages.
_EVERYTHING = frozenset({"", "everything", "tout", "all"})
_NONE = frozenset({"", "none", "aucun", "aucune", "usual", "habituel"})
USUAL = -1  # minutes of grace: those of the bot
MOST_GRACE = 10_080  # minutes: a week


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were given; None where one was not."""

    channel: Chosen | None = None
    rhythm: Typed = field(default_factory=Typed)
    topics: str | None = None
    language: Language | None = None
    publish: bool | None = None
    even_if_empty: bool | None = None
    grace: int | None = None
    fallback: Chosen | None = None
    title: str | None = None
    tags: str | None = None

    @classmethod
    def of(cls, given: app_commands.Namespace) -> Asked:
        """Return the options of an interaction, which Discord and the signature of the command have checked."""
        own = {each.name: given[each.name] for each in fields(cls) if each.name != "rhythm" and each.name in given}
        return cls(rhythm=Typed(**{each.name: getattr(given, each.name) for each in fields(Typed)}), **own)

    @property
    def nothing(self) -> bool:
        return self == Asked()


def order(asked: Asked, old: Subscription | None, interaction: Interaction, services: Services) -> NewSubscription:
    """Return what would be saved: what was ``asked`` for, and else what is so in ``old`` or usual. Raises Declined."""
    localizer, member = services.localizer(interaction), interaction.user.id
    language = asked.language or (old.language if old else localizer.language)
    place = _place(asked, old)
    usual_zone = services.members.preferences(member).zone_in(language)
    new = NewSubscription(
        place=place,
        cadence=rhythm(asked.rhythm, old.cadence if old else None, usual_zone, localizer),
        topics=_topics(asked, old, services, localizer),
        language=language,
        # Whoever changes what nobody answers for any more, having asked to be forgotten, answers for it.
        created_by=(old.created_by if old else 0) or member,
        created_at=old.created_at if old else services.clock(),
        options=_options(asked, place, old, interaction, localizer),
    )
    require_tags(new.options.tags, place, interaction.guild, localizer)
    return new


def _place(asked: Asked, old: Subscription | None) -> Place:
    if asked.channel is not None:
        return place_of(asked.channel)
    if old is None:
        raise ValueError("a new digest has a channel")
    return old.place


def _topics(asked: Asked, old: Subscription | None, services: Services, localizer: Localizer) -> tuple[str, ...]:
    if asked.topics is None:
        return old.topics if old else ()
    if fold(asked.topics) in _EVERYTHING:
        return ()
    edition = services.edition
    named = [topic.strip() for topic in asked.topics.split(",") if topic.strip()]
    try:
        return tuple(dict.fromkeys(edition.find(topic).id for topic in named))
    except CardNotFound as missing:
        raise Declined(notices.card_not_found(missing.query, missing.suggestions, edition, localizer)) from None


def _options(
    asked: Asked, place: Place, old: Subscription | None, interaction: Interaction, localizer: Localizer
) -> Options:
    t, before = localizer.gettext, old.options if old else Options()
    if asked.publish and place.kind != "announcement":
        raise Declined(t("Only an announcement channel has followers to publish for: leave *publish* out."))
    if (asked.title or asked.tags) and place.kind != "forum":
        raise Declined(t("Only the posts of a forum have a title and tags: leave *title* and *tags* out."))
    changed: dict[str, Any] = {
        name: value
        for name, value in (("publish", asked.publish), ("even_if_empty", asked.even_if_empty))
        if value is not None
    }
    if asked.grace is not None:
        changed["grace"] = None if asked.grace == USUAL else asked.grace
    if asked.fallback is not None:
        changed["fallback_id"] = asked.fallback.id
    if asked.title is not None:
        changed["title"] = "" if fold(asked.title) in _NONE else asked.title.strip()
    if asked.tags is not None:
        none = fold(asked.tags) in _NONE
        changed["tags"] = () if none else tags_named(asked.tags, place, interaction.guild, localizer)
    moved = old is not None and place != old.place
    return _fitting(replace(before, **changed), place, moved=moved and asked.tags is None)


def _fitting(options: Options, place: Place, *, moved: bool) -> Options:
    """Return ``options`` without what has no meaning in ``place``: a digest may have moved to another kind."""
    if place.kind != "announcement":
        options = replace(options, publish=False)
    if place.kind != "forum":
        options = replace(options, title="", tags=())
    elif moved:
        # Each forum has tags of its own.
        options = replace(options, tags=())
    # A channel cannot tell that it is broken itself: so the member is told.
    return replace(options, fallback_id=None) if options.fallback_id == place.channel_id else options
