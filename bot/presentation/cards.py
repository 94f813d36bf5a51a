"""A card as pages of a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Fact, Organization, Person
from bot.presentation import vocabulary
from bot.presentation.dates import date_in_words
from bot.presentation.fields import field_lines, labelled_list, name_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.navigation import CardButton, next_label, previous_label
from bot.presentation.sheet import MAX_CHARACTERS, MAX_OPTIONS, Link, Sheet, paginate


def card_pages(card: Card, edition: Edition, localizer: Localizer) -> list[Sheet]:
    """Return every page of a card: its head and foot around as many whole lines as fit."""
    head = _head(card, localizer)
    sections = {
        line: section
        for section, lines in enumerate(
            (
                field_lines(card, edition, localizer),
                _fact_lines(card, edition, localizer),
                _tie_lines(card, edition, localizer),
            )
        )
        for line in lines
    }
    room = MAX_CHARACTERS - len(head) - len(_foot(card, edition, localizer, 999, 999))
    pages = paginate(sections, room)
    links = tuple(_links(card, edition, localizer))
    more = localizer.gettext("Open a related card…")
    return [
        Sheet(
            vocabulary.COLOURS[card.kind],
            (head, *_by_section(lines, sections), _foot(card, edition, localizer, number, len(pages))),
            links,
            more,
        )
        for number, lines in enumerate(pages, 1)
    ]


def card_pager(card_id: str, page: int, pages: int, localizer: Localizer) -> list[CardButton]:
    """Return the buttons that turn the pages of a card, or none when it has only one."""
    if pages == 1:
        return []
    return [
        CardButton(previous_label(localizer), card_id, max(page - 1, 0), disabled=page == 0),
        CardButton(next_label(localizer), card_id, page + 1, disabled=page == pages - 1),
    ]


def _by_section(lines: list[str], sections: dict[str, int]) -> Iterator[str]:
    """Yield one block a section, so that Discord sees neither a list nor a label run into the next."""
    blocks: defaultdict[int, list[str]] = defaultdict(list)
    for line in lines:
        blocks[sections[line]].append(line)
    return ("\n".join(block) for block in blocks.values())


def _head(card: Card, localizer: Localizer) -> str:
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
        localizer.gettext("Edition {number}").format(number=edition.number),
        localizer.ngettext("{count} source", "{count} sources", sources).format(count=sources),
        localizer.gettext("updated {date}").format(date=date_in_words(card.updated, localizer)),
    ]
    if pages > 1:
        parts.append(localizer.gettext("page {page} of {pages}").format(page=page, pages=pages))
    return "-# " + " · ".join(parts)


def _sources(card: Card) -> int:
    cited = [
        card.cite,
        *(fact.cite for fact in card.facts),
        *(dispute.cite for dispute in card.disputed),
        *(relation.cite for relation in card.relations),
    ]
    return len({citation.source for citations in cited for citation in citations})


def _fact_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    for fact in card.facts:
        if fact.superseded_by is None:
            yield f"- {plain(fact.text.to(localizer.language))}{_remarks(fact, card, edition, localizer)}"
    for dispute in card.disputed:
        who = name_of(dispute.by, edition, localizer)
        remark = localizer.gettext("disputed by {who}").format(who=who) if who else localizer.gettext("disputed")
        yield f"- {plain(dispute.text.to(localizer.language))} *({remark})*"


def _remarks(fact: Fact, card: Card, edition: Edition, localizer: Localizer) -> str:
    """Return how sure a fact is, who says it and when, in brackets after it."""
    remarks: list[str] = []
    if fact.certainty != "confirmed":
        remarks.append(localizer.gettext(vocabulary.CERTAINTIES[fact.certainty]))
    if fact.said_by and fact.said_by != card.id and (who := name_of(fact.said_by, edition, localizer)):
        remarks.append(localizer.gettext("according to {who}").format(who=who))
    if fact.date:
        remarks.append(date_in_words(fact.date.date, localizer))
        if fact.date.basis == "inferred":
            remarks.append(localizer.gettext("date inferred"))
    if fact.basis == "inferred" and fact.note:
        note = plain(fact.note.to(localizer.language)).rstrip(".")
        remarks.append(localizer.gettext("inferred: {note}").format(note=note))
    together = localizer.gettext("; ").join(remarks)
    return f" *({together})*" if remarks else ""


# What the fields already say need not be said again as a tie.
_SAID_BY_FIELDS: dict[str, frozenset[tuple[Tie, bool]]] = {
    "person": frozenset({("works-for", False)}),
    "organization": frozenset({("part-of", False)}),
    "model": frozenset({("developed", True)}),
    "event": frozenset({("took-part-in", True)}),
    "quote": frozenset({("said", True)}),
    "claim": frozenset({("said", True)}),
    "story": frozenset({("covers", False)}),
}


def _tie_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield one line for each way the card is tied to others."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    said = _SAID_BY_FIELDS.get(card.kind, frozenset())
    for bond in edition.bonds_of(card.id):
        if (bond.type, bond.inverse) not in said:
            label = localizer.gettext(vocabulary.TIES[bond.type][bond.inverse])
            grouped[label].append(name_of(bond.card, edition, localizer))
    for label, names in grouped.items():
        yield from labelled_list(label, names)


def _links(card: Card, edition: Edition, localizer: Localizer) -> Iterator[Link]:
    others = dict.fromkeys(bond.card for bond in edition.bonds_of(card.id))
    for other in list(others)[:MAX_OPTIONS]:
        yield Link(edition.published[other].name.to(localizer.language), other)
