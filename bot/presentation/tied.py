"""How a card is tied to others, a line for each way; what it says elsewhere is not said again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Claim, Organization, Person, Quote
from bot.cards.ties import Bond
from bot.presentation import vocabulary
from bot.presentation.fields import certainly, labelled_list
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain

# What a card says elsewhere need not be said again as a tie.
_SAID_ELSEWHERE: Mapping[str, frozenset[tuple[Tie, bool]]] = {
    "person": frozenset({("works-for", False)}),
    "organization": frozenset({("part-of", False)}),
    "model": frozenset({("developed", True)}),
    "event": frozenset({("took-part-in", True)}),
    "quote": frozenset({("said", True)}),
    "claim": frozenset({("said", True)}),
    "story": frozenset({("covers", False)}),
}
# These with whatever doubt there is about them.
_SAID_WITH_DOUBT: Mapping[str, frozenset[tuple[Tie, bool]]] = {
    "quote": frozenset({("said-at", False)}),
    "claim": frozenset({("contradicts", False), ("contradicts", True), ("supports", True), ("rests-on", False)}),
}


def _label_of(bond: Bond, edition: Edition) -> str:
    if bond.type == "said" and not bond.inverse:
        return vocabulary.SAID[edition.published[bond.card].kind]
    return vocabulary.TIES[bond.type][bond.inverse]


def _said_elsewhere(bond: Bond, card: Card, edition: Edition) -> bool:
    tie = bond.type, bond.inverse
    if tie == ("supports", False) and Bond("supports", bond.card, inverse=True) in edition.bonds_of(card.id):
        return True  # claims that support each other do so among what supports either
    if tie in _SAID_WITH_DOUBT.get(card.kind, ()):
        return True
    if tie not in _SAID_ELSEWHERE.get(card.kind, ()) or bond.certainty != "confirmed":
        return False
    # Someone may work for others as well, and a company belong to several.
    match card:
        case Person():
            return bond.card == card.affiliation
        case Organization():
            return bond.card == card.parent
        case _:
            return True


# Where a card is only spoken of: a way to read on, in small print below what it says itself.
_PASSING: frozenset[tuple[Tie, bool]] = frozenset({("mentions", True), ("covers", True)})


def tie_lines(card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield one line for each way the card is tied to others, those of a few words before long lists."""
    grouped: defaultdict[tuple[bool, str], list[Bond]] = defaultdict(list)
    for bond in edition.bonds_of(card.id):
        if not _said_elsewhere(bond, card, edition):
            passing = (bond.type, bond.inverse) in _PASSING
            grouped[passing, localizer.gettext(_label_of(bond, edition))].append(bond)
    for (passing, label), bonds in sorted(grouped.items(), key=lambda each: (each[0][0], len(each[1]))):
        lines = _line(label, bonds, card, edition, localizer)
        yield from (f"-# {line}" for line in lines) if passing else lines


def _line(label: str, bonds: list[Bond], card: Card, edition: Edition, localizer: Localizer) -> Iterator[str]:
    """Yield a label and names; where all the ties are equally unsure, that stands with the label, once."""
    doubt = bonds[0].certainty
    shared = len(bonds) > 1 and doubt != "confirmed" and all(bond.certainty == doubt for bond in bonds)
    if shared:
        label = f"{label} ({localizer.gettext(vocabulary.CERTAINTIES[doubt])})"
    names = [plain(title_on(card, edition.published[bond.card], localizer)) for bond in bonds]
    if not shared:
        names = [certainly(name, bond.certainty, localizer) for name, bond in zip(names, bonds, strict=True)]
    return labelled_list(label, names)


def title_on(card: Card, other: Card, localizer: Localizer) -> str:
    """Return what ``other`` is called on ``card``: ``A narrower gap (Wang)`` needs no ``(Wang)`` on Wang's own."""
    name = other.name.to(localizer.language)
    if name.endswith(")") and isinstance(other, Claim | Quote) and other.said_by == card.id:
        title, _, who = name[:-1].rpartition(" (")
        speaker = card.name.to(localizer.language)
        return title if title and who in {speaker, *speaker.split()} else name
    return name
