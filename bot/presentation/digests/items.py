"""A card as a digest tells it: name, what it is, summary, whose words it has, and what has happened since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.cards.library import Edition
from bot.cards.schema import Card, Claim, Quote, Story
from bot.cards.timeline import Entry, entry_of
from bot.digests.selection import Selection
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.disputes import dispute_mark
from bot.presentation.facts import current_facts, fact_as_lines
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.notices import card_link
from bot.presentation.pictures.timelines import span_in_words
from bot.presentation.sheet import Link
from bot.presentation.voices import claimed, quotation

_MOST_FACTS = 3  # of what has happened since a card was last received: the card has the rest


@dataclass(frozen=True, slots=True)
class Item:
    """A card as it is told under the heading of a ``section``, and the button that leads to it."""

    section: str
    text: str
    link: Link


def items_of(selection: Selection, today: date, room: Room, edition: Edition, localizer: Localizer) -> Iterator[Item]:
    """Yield what a digest tells, in order; no text takes more than ``room``."""
    t, teller = localizer.gettext, _Teller(room, edition, localizer)
    for card in selection.fresh:
        yield teller.item(t("To begin with") if selection.welcome else t("New"), card)
    for card in selection.changed:
        updated = t("updated {date}").format(date=date_in_words(card.updated, localizer))
        yield teller.item(t("Updated"), card, updated, selection.received[card.id])
    if selection.featured:
        yield teller.item(
            t("Worth reading") if isinstance(selection.featured, Story) else t("The quotation"), selection.featured
        )
    for entry in selection.on_this_day:
        yield teller.item(t("On this day"), edition.published[entry.card_id], _ago(entry, today, localizer))


def _ago(entry: Entry, today: date, localizer: Localizer) -> str:
    years = today.year - entry.when.date.start.year
    return localizer.ngettext("{count} year ago", "{count} years ago", years).format(count=localizer.number(years))


@dataclass(frozen=True, slots=True)
class _Teller:
    room: Room
    edition: Edition
    localizer: Localizer

    def item(self, section: str, card: Card, remark: str = "", since: str = "") -> Item:
        return Item(section, self._text(card, remark, since), card_link(card, self.localizer))

    def _text(self, card: Card, remark: str, since: str) -> str:
        """Return the fullest of the forms in which a card can be told that fits; the card has what is left out."""
        edition, localizer = self.edition, self.localizer
        name, summary = plain(card.name.to(localizer.language)), plain(card.summary.to(localizer.language))
        head = [f"**{name}**", f"-# {' · '.join(_about(card, remark, edition, localizer))}"]
        words, facts = list(_words(card, edition, localizer)), list(_happened(card, since, edition, localizer))
        mark = list(dispute_mark(card, edition, localizer))
        forms = (
            [*head, summary, *words, *mark, *facts],
            [*head, summary, *words, *mark],
            [*head, *words, *mark],
            [*head, summary, *mark],
        )
        texts = ("\n".join(form) for form in forms)
        return next((text for text in texts if self.room.holds(text)), "\n".join(head))


def _about(card: Card, remark: str, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield the kind of a card, when it was or how long it is, and a remark."""
    yield f"{vocabulary.SYMBOLS[card.kind]} {localizer.gettext(vocabulary.KINDS[card.kind])}"
    if entry := entry_of(card):
        yield span_in_words(entry, edition, localizer)
    if isinstance(card, Story):
        steps = sum(step.card in edition.published for step in card.steps)
        yield localizer.ngettext("{count} step", "{count} steps", steps).format(count=steps)
    if remark:
        yield remark


def _words(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield whose words a card tells, set apart: nobody should have to open it for that."""
    match card:
        case Quote():
            yield quotation(card, edition, localizer).together
        case Claim():
            yield claimed(card, edition, localizer).together


def _happened(card: Card, since: str, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield the facts dated later than ``since``, when the card was last received: they are new on it for certain."""
    disputed = {dispute.fact for dispute in card.disputed}
    dated = [fact for fact in current_facts(card) if fact.date and fact.id not in disputed]
    later = [fact for fact in dated if fact.date and since and fact.date.date.first_day.isoformat() > since]
    if later:
        label = localizer.gettext("Since then")
        yield f"**{label}**"
    for fact in later[:_MOST_FACTS]:
        yield from fact_as_lines(fact, card, edition, localizer)
