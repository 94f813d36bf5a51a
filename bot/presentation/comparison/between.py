"""What lies between two cards of a kind: how they are tied, what they share, what sets one against the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from bot.cards.relations import ENDS, Tie
from bot.cards.schema import Card, Dispute
from bot.cards.ties import Bond
from bot.presentation import vocabulary
from bot.presentation.comparison.pair import Pair
from bot.presentation.comparison.sections import Section
from bot.presentation.comparison.values import list_in_words
from bot.presentation.fields import name_of, voice_of
from bot.presentation.markup import plain
from bot.presentation.voices import Unit

# What two cards share in these ways, their fields say already.
_SAID_BY_FIELDS: Mapping[str, frozenset[tuple[Tie, bool]]] = {
    "person": frozenset({("leads", False), ("works-for", False), ("worked-for", False), ("took-part-in", False)}),
    "organization": frozenset({("part-of", False), ("leads", True), ("works-for", True)}),
    "model": frozenset({("developed", True), ("variant-of", False)}),
    "event": frozenset({("took-part-in", True)}),
    "quote": frozenset({("said", True), ("said-at", False)}),
    "claim": frozenset(
        {
            ("said", True),
            ("said-at", False),
            ("supports", False),
            ("supports", True),
            ("contradicts", False),
            ("contradicts", True),
        }
    ),
    "term": frozenset({("defined-by", False)}),
    "story": frozenset({("covers", False)}),
}


def between(pair: Pair) -> tuple[list[Section], str]:
    """Return what contradicts, how two cards are tied and what they have in common; and of what of it there is none."""
    t = pair.localizer.gettext
    told = (
        (t("What contradicts"), _against(pair), t("No card sets one against the other.")),
        (t("What ties them together"), map(_item, _ties(pair)), t("No tie leads directly from one to the other.")),
        (
            t("What they have in common"),
            map(_item, _shared(pair)),
            t("Beyond what the fields say, they have nothing in common."),
        ),
    )
    sections, nothing = [], []
    for heading, found, sentence in told:
        rows = tuple(found)
        if rows:
            sections.append(Section(f"### {heading}", rows))
        else:
            nothing.append(sentence)
    return sections, " ".join(nothing)


def _item(*lines: str) -> Unit:
    """Return items of a list that belong together."""
    items = tuple(f"- {line}" for line in lines)
    return Unit("\n".join(items), items)


def _ties(pair: Pair) -> Iterator[str]:
    """Yield each tie from both ends, and once where it reads the same from both; contradictions have their place."""
    for here, there in pair.both_ways:
        for bond in pair.edition.bonds_of(here.id):
            told = here is pair.second and bond.type in ENDS and ENDS[bond.type].symmetric
            if bond.card == there.id and bond.type != "contradicts" and not told:
                yield _tie_in_words(here, bond, there, pair)


def _tie_in_words(here: Card, bond: Bond, there: Card, pair: Pair) -> str:
    t = pair.localizer.gettext
    words = f"{pair.name(here)} · {t(vocabulary.TIES[bond.type][bond.inverse])} · {pair.name(there)}"
    return words if bond.certainty == "confirmed" else f"{words} *({t(vocabulary.CERTAINTIES[bond.certainty])})*"


def _shared(pair: Pair) -> Iterator[str]:
    """Yield the cards that both are tied to: those in the same way by that way, and the others together."""
    ways, other_ways = (_ways(card, pair) for card in pair.cards)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    unlike: list[str] = []
    for card_id in ways.keys() & other_ways.keys():
        same = ways[card_id] & other_ways[card_id]
        for tie, inverse in same - _SAID_BY_FIELDS[pair.first.kind]:
            alike[pair.localizer.gettext(vocabulary.TIES[tie][inverse])].append(card_id)
        if not same:
            unlike.append(card_id)
    for label, card_ids in sorted(alike.items()):
        yield f"{label} · {_names(card_ids, pair)}"
    if unlike:
        label = pair.localizer.gettext("In different ways")
        yield f"{label} · {_names(unlike, pair)}"


def _ways(card: Card, pair: Pair) -> Mapping[str, set[tuple[Tie, bool]]]:
    """Return in which ways ``card`` is tied to each other card."""
    ways: defaultdict[str, set[tuple[Tie, bool]]] = defaultdict(set)
    for bond in pair.edition.bonds_of(card.id):
        ways[bond.card].add((bond.type, bond.inverse))
    return ways


def _names(card_ids: Iterable[str], pair: Pair) -> str:
    names = {name_of(card_id, pair.edition, pair.localizer) for card_id in card_ids}
    return list_in_words(sorted(names), pair.localizer)


def _against(pair: Pair) -> Iterator[Unit]:
    """Yield who contradicts whom: the two themselves, one on the other's card, or what they maintain."""
    yield from map(_item, islice(_contradictions([pair.first.id], [pair.second.id], pair), 1))
    for here, there in pair.both_ways:
        by_fact: defaultdict[str | None, list[Dispute]] = defaultdict(list)
        for dispute in there.disputed:
            if dispute.by == here.id:
                by_fact[dispute.fact].append(dispute)
        for fact, disputes in by_fact.items():
            yield _item(*_both_voices(there, fact, disputes, pair))
    # All of them, on as many pages as they take: nowhere else do they stand side by side.
    yield from map(_item, _contradictions(_said_by(pair.first, pair), _said_by(pair.second, pair), pair))


def _both_voices(card: Card, fact_id: str | None, disputes: Iterable[Dispute], pair: Pair) -> Iterator[str]:
    """Yield what ``card`` says, and who disputes it in what words."""
    t, language = pair.localizer.gettext, pair.localizer.language
    fact = next((each for each in card.facts if each.id == fact_id), None)
    who = voice_of(fact.said_by, pair.edition, pair.localizer) if fact and fact.said_by else pair.name(card)
    words = fact.text if fact else card.summary
    yield f"{who} · {plain(words.to(language))}"
    for dispute in disputes:
        label = t("Disputed by {who}").format(who=voice_of(dispute.by, pair.edition, pair.localizer))
        yield f"{label} · {plain(dispute.text.to(language))}"


def _contradictions(ours: Iterable[str], theirs: Iterable[str], pair: Pair) -> Iterator[str]:
    """Yield each two of these cards that contradict each other, once, however many of the two say so."""
    published, others = pair.edition.published, set(theirs)
    for card_id in ours:
        told: set[str] = set()
        for bond in pair.edition.bonds_of(card_id):
            if bond.type != "contradicts" or bond.card not in others or bond.card in told:
                continue
            told.add(bond.card)
            yield _tie_in_words(published[card_id], bond, published[bond.card], pair)


def _said_by(card: Card, pair: Pair) -> Iterator[str]:
    return (bond.card for bond in pair.edition.bonds_of(card.id) if bond.type == "said" and not bond.inverse)
