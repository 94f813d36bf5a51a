"""A digest as messages, for all channels that are told the same: nothing in it is one channel's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter

from bot.cards.library import Edition
from bot.digests.records import Content, Part
from bot.digests.selection import Selection
from bot.presentation import vocabulary
from bot.presentation.dates import day_in_words
from bot.presentation.digests.corrections import CORRECTION
from bot.presentation.digests.imprints import IMPRINT
from bot.presentation.digests.items import Item, items_of
from bot.presentation.digests.pictures import frozen_picture, picture_room
from bot.presentation.fields import name_of
from bot.presentation.localizer import Localizer
from bot.presentation.measures import Room
from bot.presentation.sheet import AIR, Sheet, paginate

# Cards of one part. With as many texts and rules between them, a picture, a correction, the imprint and two rows of
# buttons there are 38 components, and Discord takes 40.
_CARDS_A_PART = 9
_MOST_TOPICS = 3  # that a digest names; of more it says how many
_MOST_PARTS = 99  # the number that room is kept for
_AROUND = Room(characters=100, octets=900)  # the headings of four sections, and what sets cards apart


def digest_content(selection: Selection, today: date, edition: Edition, localizer: Localizer) -> Content:
    """Return the messages of one digest, each within Discord's limits with an imprint and a correction.

    ``today`` is the local date of the occurrence. The same arguments give the same bytes, and no card is ever split.
    """
    parts = _Draft(selection, today, edition, localizer).parts
    return Content(
        edition=selection.number,
        parts=tuple(part for part, _ in parts),
        cards=tuple(cards for _, cards in parts),
        memory=selection.memory,
    )


@dataclass(frozen=True)
class _Draft:
    selection: Selection
    today: date
    edition: Edition
    localizer: Localizer

    @cached_property
    def title(self) -> str:
        day = day_in_words(self.today, self.localizer)
        if self.selection.welcome:
            return self.localizer.gettext("Welcome to Dépêche")
        return self.localizer.gettext("The digest of {day}").format(day=day)

    @cached_property
    def picture(self) -> Part:
        return frozen_picture(self.selection, self.title, self.edition, self.localizer)

    @property
    def parts(self) -> list[tuple[Part, tuple[str, ...]]]:
        """Each part, with the ids of its cards."""
        pages = self._pages()
        return [(self._part(number, len(pages), page), _ids(page)) for number, page in enumerate(pages, 1)]

    def _pages(self) -> list[list[Item]]:
        longest = Sheet(vocabulary.LIST_COLOUR, (self._opening(1, _MOST_PARTS), *self._left_out()))
        room = Room() - IMPRINT - CORRECTION - picture_room(self.picture) - longest.room - _AROUND
        items = list(items_of(self.selection, self.today, room, self.edition, self.localizer))
        links = {item.text: item.link.octets for item in items}
        pages = paginate([item.text for item in items], room, _CARDS_A_PART, links.__getitem__)
        following = iter(items)
        return [list(islice(following, len(page))) for page in pages]

    def _part(self, number: int, among: int, page: Sequence[Item]) -> Part:
        blocks = [self._opening(number, among), *_sections(page)]
        if number == among:
            blocks += self._left_out()
        sheet = Sheet(vocabulary.LIST_COLOUR, tuple(blocks), tuple(item.link for item in page))
        return {**sheet.to_json(), **(self.picture if number == 1 else {})}

    def _opening(self, number: int, among: int) -> str:
        place = [f"({number}/{among})"] if among > 1 else []
        if number > 1:
            return f"-# {' '.join([self.title, *place])}"
        small_print = " · ".join([*self._about(), *place])
        return "\n".join(filter(None, [f"# {self.title}", small_print and f"-# {small_print}", self._lead()]))

    def _about(self) -> Iterator[str]:
        """Yield the day of a digest whose title has none, and its topics."""
        if self.selection.welcome:
            yield day_in_words(self.today, self.localizer)
        names = [name for topic in self.selection.topics if (name := name_of(topic, self.edition, self.localizer))]
        if len(names) <= _MOST_TOPICS:
            yield from names
        else:
            yield self.localizer.ngettext("{count} topic", "{count} topics", len(names)).format(count=len(names))

    def _lead(self) -> str:
        if self.selection.welcome:
            return self.localizer.gettext(
                "A few cards to begin with. From now on, this channel receives what is new or has changed."
            )
        if self.selection.nothing_new:
            return self.localizer.gettext("Nothing is new since the last digest.")
        return " · ".join(self._counts())

    def _counts(self) -> Iterator[str]:
        if fresh := len(self.selection.fresh):
            yield self.localizer.ngettext("{count} new card", "{count} new cards", fresh).format(count=fresh)
        if changed := len(self.selection.changed):
            yield self.localizer.ngettext("{count} updated card", "{count} updated cards", changed).format(
                count=changed
            )

    def _left_out(self) -> list[str]:
        count = self.selection.left_out
        more = self.localizer.ngettext("{count} more next time", "{count} more next time", count)
        return [f"-# {more.format(count=self.localizer.number(count))}"] if count else []


def _sections(page: Sequence[Item]) -> Iterator[str]:
    """Yield a block for each section, its heading above the first of its cards."""
    for section, items in groupby(page, key=attrgetter("section")):
        yield f"## {section}\n" + AIR.join(item.text for item in items)


def _ids(page: Sequence[Item]) -> tuple[str, ...]:
    return tuple(item.link.card_id for item in page)
