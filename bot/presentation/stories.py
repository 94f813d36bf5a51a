"""A story as pages of a message: an opening, and then a step a page, each with the card that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.cards.library import Edition
from bot.cards.schema import Card, Claim, Event, Quote, Step, Story
from bot.presentation import notices, vocabulary
from bot.presentation.cards import card_pages
from bot.presentation.disputes import dispute_mark
from bot.presentation.fields import date_lines, name_of
from bot.presentation.footers import footer, sources_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_CHARACTERS, MAX_OCTETS, REMARK, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.paging import with_links
from bot.presentation.routes import CardRoute, EvidenceRoute, StoryRoute
from bot.presentation.sheet import FRAME_OCTETS, Link, Sheet, by_section, paginate
from bot.presentation.voices import Unit, claim_dates, claimed, quotation

_SYMBOL = vocabulary.SYMBOLS["story"]
_MOST_DOTS = 20  # in a line that a phone shows without breaking it
_MOST_PAGES = 999  # that the three digits of a route can number, with the page after the last
_OTHER_STORIES = 4  # with the card of this one, a row of buttons


def story_pages(route: StoryRoute, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return the opening of a story and a page for each of its steps, or two for one that does not fit.

    Where ``route`` has the card of a step open, that card takes the place of the step.
    """
    story = edition.published[route.story]
    if not isinstance(story, Story):  # a card of another kind has taken its id
        return [notices.card_gone(localizer)]
    steps = [step for step in story.steps if step.card in edition.published]
    pages = [
        (number, step, blocks)
        for number, step in enumerate(steps, 1)
        for blocks in _parts(story, _head(story, number, len(steps), localizer), step, edition, localizer)
    ][: _MOST_PAGES - 1]
    sheets = [_opening(story, len(steps), edition, localizer)]
    for page, (number, _, blocks) in enumerate(pages, 1):
        here = replace(route, page=page, card="")
        foot = _foot(story, edition, localizer, page, len(pages) + 1 if len(pages) > len(steps) else 1)
        presses = _presses(here, len(pages) + 1, edition, localizer)
        sheet = Sheet(vocabulary.COLOURS["story"], (*blocks, foot), presses=presses)
        onwards = _onwards(story, edition, localizer) if number == len(steps) else ()
        sheets.append(with_links(sheet, onwards, localizer))
    if route.card and 0 < route.page < len(sheets):
        sheets[route.page] = _opened(route, pages[route.page - 1][1], edition, localizer)
    return sheets


def _opening(story: Story, steps: int, edition: Edition, localizer: Localizer) -> Sheet:
    t = localizer.gettext
    about = [f"{_SYMBOL} {t(vocabulary.KINDS['story'])}"]
    if steps:
        about.append(localizer.ngettext("{count} step", "{count} steps", steps).format(count=steps))
    head = f"-# {' · '.join(about)}\n{_title(story, localizer)}"
    lede = plain(story.lede.to(localizer.language))
    if not steps:
        lede += "\n-# " + t("None of the cards that this story leads to is published at the moment.")
    route = StoryRoute(story.id)
    begin = Press(t("Begin") + " ▶", replace(route, page=1), edition=edition.number)
    presses = (
        *((begin,) if steps else ()),
        Press(t("Open the card"), CardRoute(story.id)),
        Press(t("Sources"), EvidenceRoute(story.id)),
        share_press(route, edition.number, localizer),
    )
    return Sheet(vocabulary.COLOURS["story"], (head, lede, _foot(story, edition, localizer)), presses=presses)


def _foot(story: Story, edition: Edition, localizer: Localizer, page: int = 0, pages: int = 1) -> str:
    return footer(edition, localizer, page=page, pages=pages, parts=[sources_in_words(story, localizer)])


def _title(story: Story, localizer: Localizer) -> str:
    return f"## {plain(story.name.to(localizer.language))}"


def _head(story: Story, number: int, steps: int, localizer: Localizer) -> str:
    where = localizer.gettext("Step {number} of {total}").format(number=number, total=steps)
    return f"-# {_SYMBOL} {_dots(number, steps)} {where}\n{_title(story, localizer)}"


def _parts(story: Story, head: str, step: Step, edition: Edition, localizer: Localizer) -> Iterator[list[str]]:
    """Yield the blocks of each page that a step takes, without the footer: ``head``, and as much as fits."""
    foot = _foot(story, edition, localizer, 998, 999)
    room = Room(MAX_CHARACTERS, MAX_OCTETS - FRAME_OCTETS) - Room.of(f"{head}\n{foot}") - REMARK
    lines = list(_lines(step, room, edition, localizer))
    following = iter(lines)
    for page in paginate((line for _, line in lines), room):
        yield [head, *by_section([next(following) for _ in page])]


def _dots(number: int, steps: int) -> str:
    """Draw how far the story has come: a dot a step, fewer for a very long one."""
    dots = min(steps, _MOST_DOTS)
    done = max(number * dots // steps, 1)
    return "●" * done + "○" * (dots - done)


def _lines(step: Step, room: Room, edition: Edition, localizer: Localizer) -> Iterator[tuple[int, str]]:
    """Yield the sentence that leads to the card of a step, and the beginning of that card."""
    card, language = edition.published[step.card], localizer.language
    yield 0, plain(step.text.to(language))
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    name = name_of(card.id, edition, localizer)
    yield 1, f"-# {vocabulary.SYMBOLS[card.kind]} {kind}\n### {name}\n{plain(card.summary.to(language))}"
    for unit in _words(card, edition, localizer):
        yield from ((1, line) for line in unit.within(room))
    # Apart from the words: right below their bar, it would seem to belong to them.
    for line in (*_dates(card, edition, localizer), *dispute_mark(card, edition, localizer)):
        yield 2, line


def _words(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Unit]:
    """Yield whose words the card of a step tells: nobody should have to open it for that."""
    match card:
        case Quote():
            yield quotation(card, edition, localizer)
        case Claim():
            yield claimed(card, edition, localizer)


def _dates(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    match card:
        case Claim():
            yield from claim_dates(card, edition, localizer)
        case Event():
            yield from date_lines(card, localizer)


def _presses(route: StoryRoute, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    turning = [press for press in pager(route, pages, edition.number, localizer) if not press.disabled]
    if route.page == pages - 1 > 1:
        # Where a story ends, there is something better than a button that does nothing.
        again = localizer.gettext("From the beginning")
        turning.append(Press(again, replace(route, page=0), edition=edition.number))
    return (
        *turning,
        Press(localizer.gettext("Open the card"), replace(route, card="0"), edition=edition.number),
        Press(localizer.gettext("Sources of the story"), EvidenceRoute(route.story)),
        share_press(route, edition.number, localizer),
    )


def _onwards(story: Story, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    """Yield the ways on from the end of a story: to its own card, and to other stories, the latest first."""
    stories = [card for card in edition.published.values() if isinstance(card, Story) and card.id != story.id]
    stories.sort(key=lambda other: other.updated.first_day, reverse=True)
    for other in (story, *stories[:_OTHER_STORIES]):
        yield notices.card_link(other, localizer)


def _opened(route: StoryRoute, step: Step, edition: Edition, localizer: Localizer) -> Sheet:
    """Return the card of a step as it stands by itself, with the way back to the step."""
    pages = card_pages(edition.published[step.card], edition, localizer)
    page = min(int(route.card), len(pages) - 1)
    own = CardRoute(step.card, page)
    turning = [
        replace(press, route=replace(route, card=str(press.route.page)))
        for press in pager(own, len(pages), edition.number, localizer)
    ]
    back = Press(localizer.gettext("Back to the story"), replace(route, card=""), edition=edition.number)
    presses = (
        *turning,
        back,
        Press(localizer.gettext("Sources"), EvidenceRoute(step.card)),
        share_press(own, edition.number, localizer),
    )
    return replace(pages[page], presses=presses)
