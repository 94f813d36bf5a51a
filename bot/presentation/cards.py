"""A card as pages of a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter

from bot.cards.evidence import cited_by
from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Organization, Person, Story
from bot.cards.ties import Bond
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.facts import fact_lines
from bot.presentation.fields import field_lines, labelled_list, name_of
from bot.presentation.footers import footer
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import MAX_OPTIONS, Room
from bot.presentation.navigation import Press, pager, share_press
from bot.presentation.routes import CardRoute, EvidenceRoute, TimelineRoute, brief
from bot.presentation.sheet import FRAME_OCTETS, Link, Sheet, paginate

_MOST_LINK_OCTETS = 5_000


def card_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a card: its head and foot around as many whole lines as fit."""
    head = head_of(card, localizer)
    parts = (
        field_lines(card, edition, localizer),
        fact_lines(card, edition, localizer),
        _tie_lines(card, edition, localizer),
    )
    lines = [(section, line) for section, part in enumerate(parts) for line in part]
    links = tuple(_links(card, edition, localizer))
    taken = FRAME_OCTETS + sum(link.octets for link in links)
    room = Room() - Room.of(head, taken) - Room.of(_foot(card, edition, localizer, 998, 999))
    pages = paginate((line for _, line in lines), room)
    more = localizer.gettext("Open a related card…")
    following = iter(lines)
    return [
        Sheet(
            vocabulary.COLOURS[card.kind],
            (head, *_by_section(islice(following, len(page))), _foot(card, edition, localizer, number, len(pages))),
            links,
            more,
            presses=_presses(card, number, len(pages), edition, localizer),
        )
        for number, page in enumerate(pages)
    ]


def _presses(card: Card, page: int, pages: int, edition: Edition, localizer: Localizer) -> tuple[Press, ...]:
    """Return the buttons below a card: those that turn its pages, if it has several, and where to go from here."""
    route = CardRoute(card.id, page)
    return (
        *pager(route, pages, edition.number, localizer),
        Press(localizer.gettext("Sources"), EvidenceRoute(card.id)),
        Press(localizer.gettext("In the timeline"), TimelineRoute(brief(card.id))),
        share_press(route, localizer),
    )


def _by_section(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Yield one block a section, so that Discord sees neither a list nor a label run into the next."""
    for _, section in groupby(lines, key=itemgetter(0)):
        yield "\n".join(line for _, line in section)


def head_of(card: Card, localizer: Localizer) -> str:
    """Return what opens every page of a card."""
    language = localizer.language
    subtitle = localizer.gettext(vocabulary.KINDS[card.kind])
    if isinstance(card, Person) and card.role:
        subtitle += f" · {plain(card.role.to(language))}"
    elif isinstance(card, Organization) and card.category:
        subtitle = localizer.gettext(vocabulary.CATEGORIES[card.category])
    return f"### {plain(card.name.to(language))}\n-# {subtitle}\n{plain(card.summary.to(language))}"


def _foot(card: Card, edition: Edition, localizer: Localizer, page: int, pages: int) -> str:
    sources = _sources(card)
    parts = [
        localizer.ngettext("{count} source", "{count} sources", sources).format(count=sources),
        localizer.gettext("updated {date}").format(date=date_in_words(card.updated, localizer)),
    ]
    return footer(edition, localizer, page=page, pages=pages, parts=parts)


def _sources(card: Card) -> int:
    return len({citation.source for citation in cited_by(card)})


# What the fields already say need not be said again as a tie.
_SAID_BY_FIELDS: Mapping[str, frozenset[tuple[Tie, bool]]] = {
    "person": frozenset({("works-for", False)}),
    "organization": frozenset({("part-of", False)}),
    "model": frozenset({("developed", True)}),
    "event": frozenset({("took-part-in", True)}),
    "quote": frozenset({("said", True)}),
    "claim": frozenset({("said", True)}),
    "story": frozenset({("covers", False)}),
}


def _said_by_fields(bond: Bond, card: Card) -> bool:
    if (bond.type, bond.inverse) not in _SAID_BY_FIELDS.get(card.kind, ()) or bond.certainty != "confirmed":
        return False
    # Someone may work for others as well, and a company belong to several.
    match card:
        case Person():
            return bond.card == card.affiliation
        case Organization():
            return bond.card == card.parent
        case _:
            return True


def _tie_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield one line for each way the card is tied to others."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for bond in edition.bonds_of(card.id):
        if not _said_by_fields(bond, card):
            label = localizer.gettext(vocabulary.TIES[bond.type][bond.inverse])
            grouped[label].append(tied_name(bond, edition, localizer))
    for label, names in grouped.items():
        yield from labelled_list(label, names)


def tied_name(bond: Bond, edition: Edition, localizer: Localizer) -> str:
    """Return the name at the other end of a bond, and how sure the tie is unless it is confirmed."""
    name = name_of(bond.card, edition, localizer)
    if bond.certainty == "confirmed":
        return name
    return f"{name} *({localizer.gettext(vocabulary.CERTAINTIES[bond.certainty])})*"


def _links(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    """Yield the ways to related cards, a story's steps first and in order."""
    steps = [step.card for step in card.steps if step.card in edition.published] if isinstance(card, Story) else []
    others = dict.fromkeys([*steps, *(bond.card for bond in edition.bonds_of(card.id))])
    numbers = {step: f"{number}. " for number, step in reversed(list(enumerate(steps, 1)))}
    left = _MOST_LINK_OCTETS
    for other in islice(others, MAX_OPTIONS):
        link = Link(numbers.get(other, "") + edition.published[other].name.to(localizer.language), other)
        left -= link.octets
        if left < 0:
            return
        yield link
