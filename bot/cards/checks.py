"""What no single file can tell: references that lead nowhere, names taken twice, files in the wrong place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from bot.cards.corrections import misplaced_corrections
from bot.cards.diagnostics import Finding, did_you_mean
from bot.cards.references import SOURCE, references
from bot.cards.relations import ENDS
from bot.cards.schema import Card, Event, Source
from bot.cards.snapshot import id_of
from bot.cards.text import TODO, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.cards.document import Path
    from bot.cards.search import NameIndex

_LONGEST_CIRCLE = 8  # facts of a circle that are named


def check(loaded: Mapping[str, Card | Source], unreadable: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong between files. ``unreadable`` holds ids whose own file already has an error."""
    kinds: dict[str, str] = {}
    homes: dict[str, str] = {}
    for file, card in loaded.items():
        yield from _misplaced(file, card)
        if card.id in homes:
            kinds[card.id] = ""  # whichever of them is meant
            yield Finding(
                file=file,
                path=("id",),
                code="U01",
                message=f"the id {card.id!r} is already taken by {homes[card.id]}",
                help="choose another id, and name the file after it",
                related=((homes[card.id], ("id",), "first taken here"),),
            )
        homes.setdefault(card.id, file)
        kinds.setdefault(card.id, card.kind)
    for file, card in loaded.items():
        if isinstance(card, Card):
            yield from _dangling(file, card, kinds, unreadable)
            yield from _relations(file, card)
            yield from _facts(file, card)
            yield from _dates(file, card)
            yield from misplaced_corrections(file, card)


def _misplaced(file: str, card: Card | Source) -> Iterator[Finding]:
    expected = id_of(file)
    if card.id != expected:
        message = f"the id {card.id!r} must equal the file's name, {expected!r}"
        yield Finding(file=file, path=("id",), code="K10", message=message, help="change the id or rename the file")


def ambiguous_names(loaded: Mapping[str, Card | Source], names: NameIndex) -> Iterator[Finding]:
    """Yield the names that two published cards of one kind share: neither could be asked for by it."""
    files = {card.id: file for file, card in loaded.items() if isinstance(card, Card)}
    told: set[tuple[str, str]] = set()
    for folded, first, second in names.shared():
        if (first.card_id, second.card_id) in told:
            continue
        told.add((first.card_id, second.card_id))
        file, home = files[second.card_id], files[first.card_id]
        path, spelling = _spelled(cast("Card", loaded[file]), folded)
        other, _ = _spelled(cast("Card", loaded[home]), folded)
        yield Finding(
            file=file,
            path=path,
            code="U02",
            message=f"the name {spelling!r} already belongs to {home}",
            help="use a longer name, or take it off one of the two",
            related=((home, other, "this name"),),
        )


def _spelled(card: Card, folded: str) -> tuple[Path, str]:
    """Return where in its file, and how, ``card`` has the name that folds to ``folded``."""
    together = folded.replace(" ", "")
    return next((path, name) for path, name in _names(card) if fold(name).replace(" ", "") == together)


def _names(card: Card) -> Iterator[tuple[Path, str]]:
    yield ("name",), card.name.fr
    if card.name.en != card.name.fr:
        yield ("name", "en"), card.name.en
    for index, alias in enumerate(card.aliases):
        yield ("aliases", index), alias
    yield ("id",), card.id


def _dangling(file: str, card: Card, kinds: Mapping[str, str], unreadable: Collection[str]) -> Iterator[Finding]:
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references(card):
        kind, target = kinds.get(reference.target), reference.target
        if kind is None and target not in unreadable:
            for known, its_kind in kinds.items() if not by_kind else ():
                by_kind[its_kind].append(known)
            candidates = [known for its_kind in reference.kinds for known in by_kind[its_kind]]
            what, remedy = "card", f"write the id of {_one_of(reference.kinds)}, or make its card"
            if reference.kinds == SOURCE:
                what, remedy = "source", "write the id of a source, or make its card in sources/"
            message, hint = f"there is no {what} {target!r}", did_you_mean(target, candidates) or remedy
            yield Finding(file=file, path=reference.path, code="R01", message=message, help=hint)
        elif kind and kind not in reference.kinds:
            message = f"{target!r} is {_a(kind)}; this place needs {_one_of(reference.kinds)}"
            remedy = f"write the id of {_one_of(reference.kinds)}"
            yield Finding(file=file, path=reference.path, code="R02", message=message, help=remedy)


def _relations(file: str, card: Card) -> Iterator[Finding]:
    for index, relation in enumerate(card.relations):
        path = ("relations", index)
        if relation.card == card.id:
            message = "a card cannot be tied to itself"
            yield Finding(file=file, path=(*path, "card"), code="R03", message=message, help="name the other card")
        sources = ENDS[relation.type].sources
        if card.kind not in sources:
            message = f"only {_one_of(sources)} can have the relation {relation.type!r}"
            remedy = "choose another type, or write the relation on the other card"
            yield Finding(file=file, path=(*path, "type"), code="R04", message=message, help=remedy)


def _facts(file: str, card: Card) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, fact in enumerate(card.facts):
        path = ("facts", index, "id")
        if fact.id in seen:
            message, first = f"this card already has a fact {fact.id!r}", ("facts", seen[fact.id], "id")
            related = ((file, first, "the first one"),)
            yield Finding(
                file=file, path=path, code="U03", message=message, help="give it an id of its own", related=related
            )
        seen.setdefault(fact.id, index)
    named = [(("facts", index, "superseded_by"), fact.superseded_by) for index, fact in enumerate(card.facts)]
    named += [(("disputed", index, "fact"), dispute.fact) for index, dispute in enumerate(card.disputed)]
    for path, fact_id in named:
        if fact_id and fact_id not in seen:
            hint = did_you_mean(fact_id, seen)
            yield Finding(file=file, path=path, code="R05", message=f"this card has no fact {fact_id!r}", help=hint)
    yield from _circles(file, card, seen)


def _circles(file: str, card: Card, places: Mapping[str, int]) -> Iterator[Finding]:
    """Facts that replace each other would all be gone."""
    follows = {fact.id: fact.superseded_by for fact in card.facts if fact.superseded_by}
    seen: set[str] = set()
    for start in follows:
        way: dict[str, int] = {}
        fact_id = start
        while fact_id in follows and fact_id not in seen:
            seen.add(fact_id)
            way[fact_id] = len(way)
            fact_id = follows[fact_id]
        if fact_id in way:
            circle = list(way)[way[fact_id] :]
            first = min(range(len(circle)), key=lambda step: places[circle[step]])
            named = [*circle[first:], *circle[:first]]
            shown = named if len(named) <= _LONGEST_CIRCLE else [*named[:_LONGEST_CIRCLE], "…"]
            path = ("facts", places[named[0]], "superseded_by")
            message = f"these facts replace each other in a circle: {' → '.join([*shown, named[0]])}"
            yield Finding(file=file, path=path, code="R06", message=message, help="remove one `superseded_by`")


def _dates(file: str, card: Card) -> Iterator[Finding]:
    if isinstance(card, Event) and card.end and card.end.date.last_day < card.start.date.first_day:
        message = "this event ends before it starts"
        related = ((file, ("start",), "it starts here"),)
        yield Finding(file=file, path=("end",), code="D03", message=message, help="swap the two dates", related=related)


def unwritten(cards: Mapping[str, Card], files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield what `depeche new` left open in ``cards``, by file, that are published by now."""
    for file, card in cards.items():
        # Few files have the word at all: to walk through every card for it takes as long as all other checks.
        if card.published and TODO.encode() in files[file]:
            for path in _left_open(card, ()):
                message = f"{TODO} still stands here, and the card is published"
                yield Finding(file=file, path=path, code="K05", message=message, help="write the text")


def _left_open(value: Any, path: Path) -> list[Path]:
    """Return where in ``value`` nothing has been written yet."""
    if value == TODO:
        return [path]
    if isinstance(value, tuple):
        return [found for index, item in enumerate(value) for found in _left_open(item, (*path, index))]
    names = getattr(value, "__dataclass_fields__", ())
    return [found for name in names for found in _left_open(getattr(value, name), (*path, name))]


def _one_of(kinds: Collection[str]) -> str:
    return _a(" or ".join(sorted(kinds)))


def _a(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
