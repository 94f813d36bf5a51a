"""A card as pages of a message; docs/design.md says why it looks as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from bot.cards.library import Edition
from bot.cards.schema import Card, Organization, Person, Story
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.disputes import dispute_lines
from bot.presentation.facts import fact_lines
from bot.presentation.fields import field_lines
from bot.presentation.footers import footer, sources_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS, REMARK, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, EvidenceRoute, StoryRoute, TimelineRoute, brief
from bot.presentation.sheet import Link, Sheet, by_section, paginate
from bot.presentation.tied import tie_lines
from bot.presentation.voices import Unit, context_lines, voice_lines

_MOST_LINK_OCTETS = 5_000


def card_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a card: its head and foot around as many whole lines as fit."""
    head, parts = head_of(card, localizer), _foot_parts(card, localizer)
    links = tuple(_links(card, edition, localizer))
    more = localizer.gettext("Open a related card…")

    def page(number: int, pages: int, blocks: Iterable[str]) -> Sheet:
        foot = footer(edition, localizer, page=number, pages=pages, parts=parts)
        presses = _presses(card, number, pages, edition, localizer)
        return Sheet(vocabulary.COLOURS[card.kind], (head, *blocks, foot), links, more, presses=presses)

    sections = [lines for section in _sections(card, edition, localizer) if (lines := [*section])]
    whole = page(0, 1, map(_together, sections))
    # Nearly every card is, and then there is nothing to spread over pages.
    return [whole] if whole.fits(Room() - REMARK) else _over_pages(sections, page)


def _over_pages(
    sections: Iterable[Iterable[str | Unit]], page: Callable[[int, int, Iterable[str]], Sheet]
) -> list[Sheet]:
    room = Room() - REMARK - page(998, 999, ()).room
    lines = [(number, line) for number, section in enumerate(sections) for line in _lines(section, room)]
    pages = paginate((line for _, line in lines), room)
    following = iter(lines)
    return [page(number, len(pages), by_section(islice(following, len(here)))) for number, here in enumerate(pages)]


def _sections(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Iterable[str | Unit]]:
    """Yield what stands between head and foot, in the order of docs/design.md."""
    yield voice_lines(card, edition, localizer)
    yield context_lines(card, edition, localizer)
    if isinstance(card, Story):
        yield _step_lines(card, edition, localizer)
    yield field_lines(card, edition, localizer)
    yield fact_lines(card, edition, localizer)
    yield dispute_lines(card, edition, localizer)
    yield tie_lines(card, edition, localizer)


def _together(section: Iterable[str | Unit]) -> str:
    return "\n".join(each if isinstance(each, str) else each.together for each in section)


def _lines(section: Iterable[str | Unit], room: Room) -> Iterator[str]:
    """Yield the lines of a section, those that belong together as one where a page has room for them."""
    for each in section:
        yield from (each,) if isinstance(each, str) else each.within(room)


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


def _foot_parts(card: Card, localizer: Localizer) -> Sequence[str]:
    """Return what the foot says of the card itself."""
    return (
        sources_in_words(card, localizer),
        localizer.gettext("updated {date}").format(date=date_in_words(card.updated, localizer)),
    )


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
    others = dict.fromkeys([*steps, *(bond.card for bond in edition.bonds_of(card.id))])
    numbers = {step: f"{number}. " for number, step in reversed(list(enumerate(steps, 1)))}
    left = _MOST_LINK_OCTETS
    for card_id in islice(others, MAX_OPTIONS):
        other = edition.published[card_id]
        label = numbers.get(card_id, "") + other.name.to(localizer.language)
        link = Link(label, card_id, vocabulary.SYMBOLS[other.kind], localizer.gettext(vocabulary.KINDS[other.kind]))
        left -= link.octets
        if left < 0:
            return
        yield link
