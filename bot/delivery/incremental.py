"""What is checked of each card once for each of its states: whether it fits into messages, and what lint says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot import cards as cards_package
from bot import presentation
from bot.cards.diagnostics import Finding
from bot.cards.library import Edition
from bot.cards.lint import advise
from bot.cards.schema import Card
from bot.cards.snapshot import Snapshot, id_of
from bot.delivery.remembered import Remembered, digest, program_of
from bot.presentation.limits import dependencies, long_addresses, measure
from bot.presentation.localizer import Localizers

_Cards = Mapping[str, Card]


class Fitting:
    """Measures whether cards fit into Discord's messages, in every language."""

    def __init__(self, path: Path, localizers: Localizers) -> None:
        self._localizers = localizers
        self._remembered = Remembered(path, program_of(_folder(presentation), _folder(cards_package)))

    def check(self, edition: Edition, cards: _Cards, snapshot: Snapshot) -> list[Finding]:
        """Return what of the published ``cards``, by file, and of the sources, Discord would not take."""

        def measured(files: frozenset[str]) -> Iterable[Finding]:
            return measure(edition, {file: cards[file] for file in files}, self._localizers)

        homes = {id_of(file): file for file in snapshot.files}
        sources = {homes[source.id]: source for source in edition.sources.values() if source.id in homes}
        return [
            *self._remembered.check(_whole(snapshot), lambda: dict(_looks(edition, cards, snapshot)), measured),
            *long_addresses(sources),
        ]

    def save(self) -> None:
        self._remembered.save()


class Advice:
    """Compares sentences with their passages."""

    def __init__(self, path: Path) -> None:
        self._remembered = Remembered(path, program_of(_folder(cards_package)))

    def check(self, edition: Edition, cards: _Cards, snapshot: Snapshot) -> list[Finding]:
        """Return the warnings about the published ``cards``, by file."""

        def advised(files: frozenset[str]) -> Iterable[Finding]:
            return advise(edition, {file: cards[file] for file in files})

        return self._remembered.check(_whole(snapshot), lambda: dict(_words(edition, cards, snapshot)), advised)

    def save(self) -> None:
        self._remembered.save()


def _whole(snapshot: Snapshot) -> bytes:
    return digest(snapshot.digest.encode())


def _looks(edition: Edition, cards: _Cards, snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield, for each published card, a hash of all that its look depends on."""
    contents = {id_of(file): digest(data) for file, data in snapshot.files.items()}
    # A passage shows its words where the article is at hand, and otherwise how it stands.
    for source, standings in _standings(edition).items():
        contents[source] = digest(contents.get(source, b"-"), *sorted(standings))
    for file, card in cards.items():
        if card.published:
            named = sorted(dependencies(card, edition))
            yield file, digest(contents[id_of(file)], *(contents.get(each, b"-") for each in named))


def _standings(edition: Edition) -> Mapping[str, set[bytes]]:
    """Return how the citations of each source stand."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    for (source, _), proof in edition.evidence.proofs.items():
        found[source].add(proof.standing.encode())
    return found


def _words(edition: Edition, cards: _Cards, snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield, for each published card, a hash of its file, of the articles, their sources and all names."""
    sources = {file: data for file, data in snapshot.files.items() if file.startswith("sources/")}
    articles = digest(*(digest(name.encode(), data) for name, data in {**snapshot.articles, **sources}.items()))
    names = digest(*(str((card.id, card.name, card.aliases)).encode() for card in edition.published.values()))
    for file, card in cards.items():
        if card.published:
            yield file, digest(articles, names, snapshot.files[file])


def _folder(package: object) -> Path:
    return Path(str(getattr(package, "__file__", ""))).parent
