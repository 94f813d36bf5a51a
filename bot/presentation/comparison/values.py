"""What is read of a card to be set beside what is read of another."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.cards.dates import EdtfDate
from bot.cards.evidence import cited_by
from bot.cards.library import Edition
from bot.cards.relations import Tie
from bot.cards.schema import Card, Kind, When
from bot.cards.text import Language, Text
from bot.cards.ties import Bond
from bot.presentation.dates import when_in_words
from bot.presentation.facts import current_facts
from bot.presentation.fields import LIST_ROOM, name_of, tied_name, voice_of
from bot.presentation.localizer import Localizer
from bot.presentation.markup import plain
from bot.presentation.measures import Room
from bot.presentation.sheet import paginate
from bot.presentation.voices import quoted


@dataclass(frozen=True, slots=True)
class Side:
    """What a field says of one card: escaped ``words``, or none when it is not known.

    Sides are weighed by their ``keys``, which for a list are card ids, or by their ``dates``, a beginning and
    perhaps an end. ``senseless`` means that the field has no meaning for this card; ``loose``, that two which
    have nothing in common need not differ in anything; ``counted``, that it is about the card and not
    about what it describes.
    """

    words: str = ""
    keys: frozenset[str] = frozenset()
    dates: tuple[EdtfDate, ...] = ()
    loose: bool = False
    senseless: bool = False
    counted: bool = False


SENSELESS = Side(senseless=True)

# Of lists that are not weighed: five lines of a phone. The card has all.
_A_FEW = Room(characters=150, octets=500)


@dataclass(frozen=True, slots=True)
class Reading:
    """A card being read for its sides."""

    card: Card
    edition: Edition
    localizer: Localizer

    def prose(self, text: Text) -> Side:
        words = text.to(self.localizer.language)
        return Side(plain(words), frozenset({words}), loose=True)

    def quoted(self, words: str, language: Language) -> Side:
        return Side(quoted(words, language), frozenset({words}), loose=True)

    def words(self, text: Text | str | None) -> Side:
        words = text.to(self.localizer.language) if isinstance(text, Text) else text
        return Side(plain(words), frozenset({words})) if words else Side()

    def named(self, *card_ids: str | None) -> Side:
        """Return a list of cards."""
        published = [each for each in card_ids if each in self.edition.published]
        return self.listed((each, name_of(each, self.edition, self.localizer)) for each in published if each)

    def said_by(self, card_id: str) -> Side:
        """Return who speaks, also where readers may not see their card: two of those may be the same, or not."""
        if card_id in self.edition.published:
            return self.named(card_id)
        return Side(voice_of(card_id, self.edition, self.localizer), loose=True)

    def loosely_tied(self, *ties: tuple[Tie, bool], kind: Kind | None = None) -> Side:
        """Return a few such cards, and how many more, where having others than somebody else means nothing."""
        return replace(self.listed(self._names(ties, kind), _A_FEW), loose=True)

    def tied(self, *ties: tuple[Tie, bool]) -> Side:
        """Return the cards at the other end of these ties, which point away from this card or, if True, to it."""
        return self.listed(self._names(ties, None))

    def _names(self, ties: Container[tuple[Tie, bool]], kind: Kind | None) -> Iterator[tuple[str, str]]:
        for bond in self.edition.bonds_of(self.card.id):
            if (bond.type, bond.inverse) in ties and kind in {None, self.edition.published[bond.card].kind}:
                yield _key(bond), tied_name(bond, self.edition, self.localizer)

    def listed(self, named: Iterable[tuple[str, str]], room: Room = LIST_ROOM) -> Side:
        names = dict(named)
        return Side(list_in_words(names.values(), self.localizer, room), frozenset(names))

    def dated(self, when: When | None, until: When | None = None) -> Side:
        if when is None:
            return Side()
        start = when_in_words(when, self.localizer)
        if until is None:
            return Side(start, dates=(when.date,))
        end = when_in_words(until, self.localizer)
        words = self.localizer.gettext("{start} to {end}").format(start=start, end=end)
        return Side(words, dates=(when.date, until.date))

    def extent(self) -> Side:
        """Return how many facts a card has and on how many articles it rests: nothing to be weighed."""
        facts, sources = len(list(current_facts(self.card))), len(sources_of(self.card))
        words = [
            self.localizer.ngettext("{count} fact", "{count} facts", facts).format(count=self.localizer.number(facts)),
            self.localizer.ngettext("{count} source", "{count} sources", sources).format(
                count=self.localizer.number(sources)
            ),
        ]
        return Side(", ".join(words), counted=True)


def sources_of(card: Card) -> frozenset[str]:
    """Return the ids of the articles that ``card`` cites."""
    return frozenset(citation.source for citation in cited_by(card))


def list_in_words(names: Iterable[str], localizer: Localizer, room: Room = LIST_ROOM) -> str:
    """Return names with commas, or semicolons where a name has a comma; of very many, the first and where all are."""
    names = list(names)
    shown, *others = paginate(names, room)
    separator = localizer.gettext("; ") if any("," in name for name in names) else ", "
    words = separator.join(shown)
    if not others:
        return words
    left = sum(map(len, others))
    if left == 1:  # to be named takes no more room than to be counted
        return separator.join([*shown, *others[0]])
    more = localizer.ngettext("and {count} more on the card", "and {count} more on the card", left)
    return f"{words}, {more.format(count=localizer.number(left))}"


def _key(bond: Bond) -> str:
    """Return what a bond is weighed by: a reported tie is not the same as a confirmed one."""
    return bond.card if bond.certainty == "confirmed" else f"{bond.card} {bond.certainty}"
