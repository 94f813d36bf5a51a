"""Whether Discord would take a card: laid out as it is for readers, in every language, and measured."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from bot.cards.diagnostics import Finding
from bot.cards.document import Path
from bot.cards.library import Edition
from bot.cards.passages import SEPARATOR
from bot.cards.references import references
from bot.cards.schema import Card, Quote, Source
from bot.cards.statements import statements
from bot.cards.text import Language, Text
from bot.cards.timeline import entry_of
from bot.presentation.cards import card_pages
from bot.presentation.components import components_of
from bot.presentation.fragments import link_to
from bot.presentation.localizer import Localizer, Localizers
from bot.presentation.markup import plain
from bot.presentation.measures import (
    MAX_CHARACTERS,
    MAX_LABEL,
    MAX_OCTETS,
    MAX_URL,
    REMARK,
    Room,
    excesses,
    length_of,
    octets_of,
)
from bot.presentation.sheet import Sheet
from bot.presentation.sources import LEFT_OUT, inverse_citations, source_pages
from bot.presentation.timeline import alone

# A sheet knows what it takes of a message, at most; only one that comes near the limits is made one and measured.
_AMPLE = Room(characters=MAX_CHARACTERS * 4 // 5, octets=MAX_OCTETS * 4 // 5)
# The timeline shows no more of a card than its head does. Where that is short, so is its entry.
_SHORT_HEAD = Room(characters=800, octets=2_000)

# Bytes of a text. Six of these, each character escaped, and all that stands around them, fit one message: the summary
# of the head, and a fact with its note.
_SHORT = 400

_IN = {"fr": "French", "en": "English"}


def measure(edition: Edition, cards: Mapping[str, Card], localizers: Localizers) -> Iterator[Finding]:
    """Yield what is wrong with the messages of the published ``cards``, by file.

    Every card is laid out alone: what is found depends on itself and its ``dependencies`` only. A card of short texts
    is not laid out at all: pages end before they are full, so that only a long text can make one too long.
    """
    # Of a later day than any card: that is when a card's foot says the most.
    edition = dataclasses.replace(edition, date=dt.date.max)
    for file, card in cards.items():
        if card.published:
            if not all(octets_of(text) <= _SHORT for text in _written(card)):
                yield from _too_much(file, card, edition, localizers)
            yield from _long_names(file, card)


def _written(card: Card) -> Iterator[str]:
    """Yield every text of a card that may be long, in both languages."""
    whens = [getattr(card, name, None) for name in ("released", "start", "end", "date")]
    whens += [fact.date for fact in card.facts]
    notes = [fact.note for fact in card.facts] + [when.note for when in whens if when]
    notes += [correction.note for correction in card.corrections]
    for text in (*(statement.text for statement in statements(card)), *notes):
        if text:
            yield text.fr
            yield text.en
    if isinstance(card, Quote):
        yield card.text
        if card.translation:
            yield from filter(None, (card.translation.fr, card.translation.en))


def long_addresses(sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Yield the addresses of ``sources``, by file, that no link can have."""
    for file, source in sources.items():
        link = link_to(source.url) if source.url else None
        if link and len(link) > MAX_URL:
            message = f"this address is {len(link)} characters long as a link, and Discord takes {MAX_URL}"
            remedy = "write the article's address without what follows the ?, or leave `url` out"
            yield Finding(file=file, path=("url",), code="C03", message=message, help=remedy)


def dependencies(card: Card, edition: Edition) -> frozenset[str]:
    """Return the ids of all cards and sources that the look of ``card`` may depend on, beside itself."""
    named = {reference.target for reference in references(card)}
    tied = {bond.card for bond in edition.bonds_of(card.id)}
    return frozenset(named | tied | {citation.source for citation in inverse_citations(card, edition)})


def _too_much(file: str, card: Card, edition: Edition, localizers: Localizers) -> Iterator[Finding]:
    """Yield one finding for each kind of message and each kind of excess: the first page that has it, in a language."""
    for language, localizer in localizers.items():
        told: set[tuple[str, str]] = set()
        for place, sheet in _messages(card, edition, localizer):
            if sheet.room.fits(_AMPLE):
                continue
            for excess in excesses(components_of(sheet), REMARK):
                if (place, excess.what) not in told:
                    told.add((place, excess.what))
                    path, remedy = _to_blame(card, sheet, language)
                    yield Finding(
                        file=file,
                        path=path,
                        code="C01",
                        message=f"{place} in {_IN[language]} would have {excess}",
                        help=remedy,
                    )


def _messages(card: Card, edition: Edition, localizer: Localizer) -> Iterator[tuple[str, Sheet]]:
    """Yield every message that the card appears in, and what to call it; a digest tells of it as much as fits."""
    pages = card_pages(card, edition, localizer)
    yield from (("the card", page) for page in pages)
    yield from (("the list of its sources", page) for page in source_pages(card, edition, localizer))
    short = Room.of(pages[0].blocks[0]).fits(_SHORT_HEAD)
    if short:
        return
    entry = entry_of(card)
    if entry:
        yield "the timeline", alone(entry, plain(card.name.to(localizer.language)), edition, localizer)


def _to_blame(card: Card, sheet: Sheet, language: Language) -> tuple[Path, str]:
    """Return where the longest text of ``card`` stands that is on ``sheet``, and what to do about it."""
    shown = "\n".join(sheet.blocks)
    texts = [(path, text) for path, text in texts_of(card, language) if _as_shown(text) in shown]
    if not texts:
        return ("name",), "shorten the texts of this card"
    path, text = max(texts, key=lambda each: length_of(_as_shown(each[1])))
    where = ".".join(str(part) for part in path)
    remedy = f"shorten `{where}` ({len(text):,} characters)"
    return path, f"{remedy}, or make two facts of it" if path[0] == "facts" else remedy


def _as_shown(text: str) -> str:
    """Return what a text of a card is on a sheet, a note without its last full stop, a passage by its ends."""
    return plain(text.replace(SEPARATOR, LEFT_OUT)).rstrip(".")


def texts_of(value: Any, language: Language, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every text inside ``value`` that readers of ``language`` see, with its path."""
    match value:
        case Text():
            yield (*path, language), value.to(language)
        case str():
            yield path, value
        case tuple():
            for index, each in enumerate(value):
                yield from texts_of(each, language, (*path, index))
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from texts_of(getattr(value, field.name), language, (*path, field.name))


def _long_names(file: str, card: Card) -> Iterator[Finding]:
    """Yield the names that a button cuts: once when both languages have the same."""
    names: dict[Path, str] = {("name", "fr"): card.name.fr, ("name", "en"): card.name.en}
    if card.name.fr == card.name.en:
        names = {("name",): card.name.fr}
    for path, name in names.items():
        if (length := length_of(name)) > MAX_LABEL:
            message = f"buttons show {MAX_LABEL} characters, and this name has {length}"
            remedy = "shorten it, and keep the long form among the aliases"
            yield Finding(file=file, path=path, code="C02", message=message, help=remedy)
