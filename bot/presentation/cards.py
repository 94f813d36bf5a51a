"""A card as pages of a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from babel import Locale

from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import (
    Card,
    Claim,
    Event,
    Fact,
    Model,
    Organization,
    Person,
    Quote,
    Story,
    Term,
)
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words, when_in_words
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.navigation import CardButton, next_label, previous_label
from bot.presentation.sheet import MAX_OPTIONS, Link, Sheet, paginate


def card_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a card: its title, summary and footer around as many facts as fit."""
    head = _head(card, localizer)
    body = paginate([*_fields(card, edition, localizer), *_facts(card, edition, localizer), *_ties(card, edition, localizer)])
    links = tuple(_links(card, edition, localizer))
    more = localizer.gettext("Open a related card…")
    colour = vocabulary.COLOURS[card.kind]
    sheets = []
    for number, lines in enumerate(body, 1):
        foot = _foot(card, edition, localizer, number, len(body))
        blocks = (head, "\n".join(lines), foot) if lines else (head, foot)
        sheets.append(Sheet(colour, blocks, links, more))
    return sheets


def card_pager(card_id: str, page: int, pages: int, localizer: Localizer) -> list[CardButton]:
    """Return the buttons that turn the pages of a card, or none when it has only one."""
    if pages == 1:
        return []
    return [
        # A button that leads nowhere needs a custom_id of its own all the same: ids are unique in a message.
        CardButton(previous_label(localizer), card_id, max(page - 1, 0), disabled=page == 0),
        CardButton(next_label(localizer), card_id, page + 1, disabled=page == pages - 1),
    ]


def name_of(card_id: str, edition: Edition, localizer: Localizer) -> str:
    """Return a card's escaped name; the id itself for a card that readers cannot open."""
    card = edition.published.get(card_id) or edition.cards.get(card_id)
    return plain(card.name.to(localizer.language) if card else card_id)


def _head(card: Card, localizer: Localizer) -> str:
    language = localizer.language
    kind = localizer.gettext(vocabulary.KINDS[card.kind])
    detail = ""
    if isinstance(card, Person) and card.role:
        detail = f" · {plain(card.role.to(language))}"
    elif isinstance(card, Organization) and card.category:
        kind = localizer.gettext(vocabulary.CATEGORIES[card.category])
    return f"### {plain(card.name.to(language))}\n-# {kind}{detail}\n{plain(card.summary.to(language))}"


def _foot(card: Card, edition: Edition, localizer: Localizer, page: int, pages: int) -> str:
    sources = _sources(card)
    parts = [
        localizer.gettext("Edition {number}").format(number=edition.number),
        localizer.ngettext("{count} source", "{count} sources", sources).format(count=sources),
        localizer.gettext("updated {date}").format(date=date_in_words(card.updated, localizer)),
    ]
    if pages > 1:
        parts.append(localizer.gettext("page {page} of {pages}").format(page=page, pages=pages))
    return "-# " + " · ".join(parts)


def _sources(card: Card) -> int:
    cited = [card.cite, *(part.cite for part in (*card.facts, *card.disputed, *card.relations))]
    return len({citation.source for citations in cited for citation in citations})


def _fields(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield what the card's own fields say, a line each."""
    t, language = localizer.gettext, localizer.language
    match card:
        case Person(affiliation=str(affiliation)):
            yield _line(t("Works for"), name_of(affiliation, edition, localizer))
        case Organization():
            if card.country:
                yield _line(t("Country"), Locale(language).territories.get(card.country, card.country))
            if card.parent:
                yield _line(t("Part of"), name_of(card.parent, edition, localizer))
        case Model():
            if card.developer:
                yield _line(t("Developed by"), name_of(card.developer, edition, localizer))
            if card.released:
                yield _line(t("Released"), when_in_words(card.released, localizer))
            if card.openness:
                yield _line(t("Access"), t(vocabulary.OPENNESS[card.openness]))
            if card.version:
                yield _line(t("Version"), plain(card.version))
        case Event():
            yield _line(t("Date"), _span(card, localizer))
            if card.place:
                yield _line(t("Place"), plain(card.place.to(language)))
            if card.participants:
                yield _line(t("With"), ", ".join(name_of(each, edition, localizer) for each in card.participants))
        case Quote():
            yield f"> {plain(card.text)}"
            if card.translation and (translated := getattr(card.translation, language)):
                yield _line(t("Our translation"), plain(translated))
            yield _line(t("Said by"), name_of(card.said_by, edition, localizer))
        case Term():
            yield plain(card.definition.to(language))
        case Claim():
            yield plain(card.text.to(language))
            yield _line(t("Said by"), name_of(card.said_by, edition, localizer))
        case Story():
            yield plain(card.lede.to(language))
            for number, step in enumerate(card.steps, 1):
                yield f"{number}. {plain(step.text.to(language))}"


def _span(event: Event, localizer: Localizer) -> str:
    start = when_in_words(event.start, localizer)
    if event.end is None:
        return start
    return localizer.gettext("{start} to {end}").format(start=start, end=when_in_words(event.end, localizer))


def _line(label: str, value: str) -> str:
    return f"**{label}** · {value}"


def _facts(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    current = [fact for fact in card.facts if fact.superseded_by is None]
    for fact in current:
        yield f"- {plain(fact.text.to(localizer.language))}{_remarks(fact, edition, localizer)}"
    for dispute in card.disputed:
        said = localizer.gettext("Disputed by {who}: {text}").format(
            who=name_of(dispute.by, edition, localizer), text=plain(dispute.text.to(localizer.language))
        )
        yield f"- {said}"


def _remarks(fact: Fact, edition: Edition, localizer: Localizer) -> str:
    """Return how sure a fact is, who says it and when, in brackets after it."""
    remarks: list[str] = []
    if fact.certainty != "confirmed":
        remarks.append(localizer.gettext(vocabulary.CERTAINTIES[fact.certainty]))
    if fact.said_by:
        remarks.append(localizer.gettext("according to {who}").format(who=name_of(fact.said_by, edition, localizer)))
    if fact.date:
        remarks.append(when_in_words(fact.date, localizer))
    if fact.basis == "inferred" and fact.note:
        note = plain(fact.note.to(localizer.language))
        remarks.append(localizer.gettext("inferred: {note}").format(note=note))
    return f" *({localizer.gettext('; ').join(remarks)})*" if remarks else ""


# What _fields already says need not be said again as a tie.
_SAID_BY_FIELDS: dict[str, frozenset[tuple[Tie, bool]]] = {
    "person": frozenset({("works-for", False)}),
    "organization": frozenset({("part-of", False)}),
    "model": frozenset({("developed", True)}),
    "event": frozenset({("took-part-in", True)}),
    "quote": frozenset({("said", True)}),
    "claim": frozenset({("said", True)}),
    "story": frozenset({("covers", False)}),
}


def _ties(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield one line for each way the card is tied to others."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for bond in edition.bonds_of(card.id):
        if (bond.type, bond.inverse) not in _SAID_BY_FIELDS.get(card.kind, frozenset()):
            label = localizer.gettext(vocabulary.TIES[bond.type][bond.inverse])
            grouped[label].append(name_of(bond.card, edition, localizer))
    for label, names in grouped.items():
        for line in paginate(dict.fromkeys(names), size=1_500):
            yield _line(label, ", ".join(line))


def _links(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    others = dict.fromkeys(bond.card for bond in edition.bonds_of(card.id))
    for other in list(others)[:MAX_OPTIONS]:
        yield Link(edition.published[other].name.to(localizer.language), other)


