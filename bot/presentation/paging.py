"""What all pages of a message share: colour, head and foot, and the buttons that turn and share them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.cards.library import Edition
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.measures import MAX_OCTETS, MAX_OPTIONS, REMARK, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import Route
from bot.presentation.sheet import Link, Sheet, by_section, paginate

# More than any message has: a page with these numbers has the longest foot.
_LAST, _OF = 998, 999


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages that ``route`` leads to: each has ``head`` above, and below a foot with ``parts`` of its own.

    ``ways`` are the buttons between those that turn pages and the one that shares what is read. The foot has the number
    of the page if it is ``numbered``.
    """

    route: Route
    edition: Edition
    localizer: Localizer
    colour: int
    head: str
    parts: Sequence[str] = ()
    ways: Sequence[Press] = ()
    links: Sequence[Link] = ()
    more: str = ""
    shared: bool = True
    numbered: bool = True

    @property
    def room(self) -> Room:
        """What a page has left between head and foot."""
        return Room() - REMARK - replace(self, numbered=True).sheet(_LAST, _OF, ()).room

    def sheet(self, page: int, pages: int, blocks: Iterable[str]) -> Sheet:
        """Return one of ``pages``, counted from 0, with ``blocks`` between head and foot."""
        foot = footer(self.edition, self.localizer, page=page, pages=pages if self.numbered else 1, parts=self.parts)
        presses = self.presses(page, pages)
        return Sheet(self.colour, (self.head, *blocks, foot), tuple(self.links), self.more, presses=presses)

    def sheets(self, pages: Sequence[Iterable[str]]) -> list[Sheet]:
        """Return all pages, each with its blocks."""
        return [self.sheet(number, len(pages), blocks) for number, blocks in enumerate(pages)]

    def over_pages(self, lines: Iterable[tuple[int, str]]) -> list[Sheet]:
        """Return as many pages as ``lines`` need, each with the number of its section: a rule parts those."""
        lines = list(lines)
        following = iter(lines)
        pages = paginate((line for _, line in lines), self.room)
        return self.sheets([[*by_section(islice(following, len(page)))] for page in pages])

    def presses(self, page: int, pages: int) -> tuple[Press, ...]:
        """Return the row of buttons below a page."""
        route = replace(self.route, page=page)
        sharing = (share_press(route, self.edition.number, self.localizer),) if self.shared else ()
        return (*pager(route, pages, self.edition.number, self.localizer), *self.ways, *sharing)


def with_links(sheet: Sheet, links: Iterable[Link], localizer: Localizer) -> Sheet:
    """Return ``sheet`` with as many of ``links`` as it has bytes left for."""
    left = MAX_OCTETS - REMARK.octets - sheet.room.octets
    fitting: list[Link] = []
    for link in links:
        left -= link.octets
        if left < 0 or len(fitting) == MAX_OPTIONS:
            break
        fitting.append(link)
    return replace(sheet, links=tuple(fitting), more=localizer.gettext("Open a related card…"))
