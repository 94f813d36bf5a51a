"""A card as pages of a message; docs/design.md says why it looks as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter

from bot.cards.library import Edition
from bot.cards.schema import Card, Organization, Person, Story
from bot.presentation import vocabulary
from bot.presentation.corrections import correction_lines
from bot.presentation.dates import date_in_words
from bot.presentation.disputes import dispute_lines
from bot.presentation.facts import Told, facts_told
from bot.presentation.fields import field_lines
from bot.presentation.footers import footer, sources_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS, REMARK, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, EvidenceRoute, StoryRoute, TimelineRoute, brief
from bot.presentation.sheet import Link, Sheet, paginate
from bot.presentation.tied import tie_lines, title_on
from bot.presentation.voices import Unit, context_lines, voice_lines

_ROOM = Room() - REMARK
_MOST_LINK_OCTETS = 5_000

_Part = str | Unit | Told  # of a section: a line, or several
_Line = tuple[int, str, str]  # the number of its section, what stands above it, and itself


def card_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a card: its head and foot around as many whole lines as fit."""
    head, parts = head_of(card, localizer), list(_foot_parts(card, edition, localizer))
    links = tuple(_links(card, edition, localizer))
    more = localizer.gettext("Open a related card…")

    def page(number: int, pages: int, blocks: Iterable[str]) -> Sheet:
        foot = footer(edition, localizer, page=number, pages=pages, parts=parts)
        presses = _presses(card, number, pages, edition, localizer)
        return Sheet(vocabulary.COLOURS[card.kind], (head, *blocks, foot), links, more, presses=presses)

    sections = [lines for section in _sections(card, edition, localizer) if (lines := [*section])]
    whole = page(0, 1, map(_together, sections))
    # Nearly every card is, and then there is nothing to spread over pages.
    return [whole] if whole.fits(_ROOM) else _over_pages(sections, page)


def _over_pages(sections: Iterable[Iterable[_Part]], page: Callable[[int, int, Iterable[str]], Sheet]) -> list[Sheet]:
    room = _ROOM - page(998, 999, ()).room
    lines = [(number, *line) for number, section in enumerate(sections) for line in _lines(section, room)]
    # A page may begin in the middle of what a heading stands above, and then has it once more.
    again = max((Room.of(f"\n{heading}") for _, heading, _ in lines), key=lambda most: most.octets, default=Room(0, 0))
    pages = paginate(_measured(lines), room - again)
    following = iter(lines)
    return [page(number, len(pages), _blocks(islice(following, len(here)))) for number, here in enumerate(pages)]


def _measured(lines: Iterable[_Line]) -> Iterator[str]:
    """Yield each line as it is where no page begins with it: the first one below a heading comes with that."""
    above: tuple[int, str] | None = None
    for number, heading, line in lines:
        yield f"\n{heading}\n{line}" if heading and (number, heading) != above else line
        above = number, heading


def _blocks(lines: Iterable[_Line]) -> Iterator[str]:
    """Yield one block for each run of lines of one section."""
    for _, section in groupby(lines, key=itemgetter(0)):
        told = groupby(section, key=itemgetter(1))
        yield _together(Told(heading, tuple(line for *_, line in below)) for heading, below in told)


def _sections(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Iterable[_Part]]:
    """Yield what stands between head and foot, in the order of docs/design.md."""
    yield voice_lines(card, edition, localizer)
    yield context_lines(card, edition, localizer)
    if isinstance(card, Story):
        yield _step_lines(card, edition, localizer)
    yield field_lines(card, edition, localizer)
    yield facts_told(card, edition, localizer)
    yield dispute_lines(card, edition, localizer)
    yield tie_lines(card, edition, localizer)
    yield correction_lines(card, localizer)


def _together(section: Iterable[_Part]) -> str:
    return "\n".join(each if isinstance(each, str) else each.together for each in section).strip("\n")


def _lines(section: Iterable[_Part], room: Room) -> Iterator[tuple[str, str]]:
    """Yield the lines of a section and what stands above each, those that belong together as one if a page has room."""
    for each in section:
        match each:
            case Told(heading, lines):
                yield from ((heading, line) for line in lines)
            case Unit():
                yield from (("", line) for line in each.within(room))
            case _:
                yield "", each


def _presses(card: Card, page: int, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    """Return the buttons below a card, at most five: those that turn its pages, if it has several, and ways on."""
    t, route = localizer.gettext, CardRoute(card.id, page)
    onward: tuple[Press, ...] = ()
    if isinstance(card, Story):
        onward = (Press(t("Read step by step"), StoryRoute(card.id, 1)),)
    elif edition.has_timeline(card.id):
        onward = (Press(t("In the timeline"), TimelineRoute(brief(card.id))),)
    return (
        *pager(route, pages, edition.number, localizer),
        Press(t("Sources"), EvidenceRoute(card.id)),
        *onward,
        share_press(route, edition.number, localizer),
    )


def head_of(card: Card, localizer: Localizer) -> str:
    """Return what opens every page of a card: the kind, the name, and the summary."""
    language = localizer.language
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    if isinstance(card, Person) and card.role:
        kind += f" · {plain(card.role.to(language))}"
    elif isinstance(card, Organization) and card.category:
        kind = localizer.gettext(vocabulary.CATEGORIES[card.category])
    name, summary = plain(card.name.to(language)), plain(card.summary.to(language))
    return f"-# {vocabulary.SYMBOLS[card.kind]} {kind}\n## {name}\n{summary}"


def _foot_parts(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield what the foot says of the card itself; the day of its last change only where the edition has another."""
    yield sources_in_words(card, localizer)
    if card.updated.first_day != edition.date:
        yield localizer.gettext("updated {date}").format(date=date_in_words(card.updated, localizer))


def _step_lines(story: Story, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield what a story says of itself, and where it leads; what it says on the way is for those who read it."""
    yield plain(story.lede.to(localizer.language))
    steps = [edition.published[step.card] for step in story.steps if step.card in edition.published]
    count = localizer.ngettext("{count} step", "{count} steps", len(steps)).format(count=len(steps))
    yield f"**{count}**"
    for number, card in enumerate(steps, 1):
        yield f"{number}. {vocabulary.SYMBOLS[card.kind]} {plain(card.name.to(localizer.language))}"


def _links(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    """Yield the ways to related cards, a story's steps first and in order."""
    steps = [step.card for step in card.steps if step.card in edition.published] if isinstance(card, Story) else []
    others = dict.fromkeys([*steps, *[bond.card for bond in edition.bonds_of(card.id)]])
    left = _MOST_LINK_OCTETS
    for card_id in islice(others, MAX_OPTIONS):
        other = edition.published[card_id]
        title = title_on(card, other, localizer)
        label = f"{steps.index(card_id) + 1}. {title}" if card_id in steps else title
        link = Link(label, card_id, vocabulary.SYMBOLS[other.kind], localizer.gettext(vocabulary.KINDS[other.kind]))
        left -= link.octets
        if left < 0:
            return
        yield link
