"""``depeche sources``: what the cards rest on, source by source and sentence by sentence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cards.evidence import Standing, citations_of
from bot.cards.statements import statements
from bot.cli.briefings import Articles, read, whereabouts
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.errors import CardNotFound, UsageError
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.evidence import Proof
    from bot.cards.library import Edition
    from bot.cards.schema import Card, Citation, Fact
    from bot.cards.statements import Statement
    from bot.cards.text import Language

_STANDINGS: tuple[Standing, ...] = get_args(Standing)
_QUOTATION_MARKS = frozenset('«»“”„"')


def sources() -> typer.Typer:
    """Return the command with its subcommand."""
    group = typer.Typer(help="What the cards rest on: the sources, and the passages behind each sentence.")
    group.callback(invoke_without_command=True)(listed)
    group.command()(show)
    return group


def listed(context: typer.Context, articles: Articles = None, config: Config = DEFAULT_FILE) -> None:
    """List the sources, with how many cards and citations rest on each and how many of those are verified."""
    if context.invoked_subcommand:
        return
    edition = _edition(config, articles)
    console = Console(highlight=False, soft_wrap=True)
    for source in edition.sources.values():
        cited = [
            (card.id, edition.evidence.of(citation).standing)
            for card in edition.published.values()
            for _, citation in citations_of(card)
            if citation.source == source.id
        ]
        standings = Counter(standing for _, standing in cited)
        counted = ", ".join(f"{standings[each]} {each}" for each in _STANDINGS if standings[each]) or "none"
        published = " · ".join(filter(None, [source.publisher, str(source.published)]))
        console.print(Text(source.id, style="bold"))
        console.print(Text(_harmless(f"  {source.title} · {published}")))
        console.print(f"  {len({card for card, _ in cited})} cards, {len(cited)} citations: {counted}")


def show(
    card: Annotated[str, typer.Argument(help="The id or the name of a card.")],
    locale: Annotated[Literal["fr", "en"], typer.Option(help="The language of the sentences.")] = "fr",
    articles: Articles = None,
    config: Config = DEFAULT_FILE,
) -> None:
    """Print each sentence of a card beside the whole passage that it rests on."""
    edition = _edition(config, articles)
    shown = edition.cards.get(card) or _found(card, edition)
    title = Text(_harmless(shown.name.to(locale)))
    table = Table("what the card says", "what it rests on", title=title, show_lines=True)
    for statement in statements(shown):
        table.add_row(Text(_harmless(_said(statement, shown, edition, locale))), _passages(statement.cite, edition))
    Console(highlight=False).print(table)


def _found(name: str, edition: Edition) -> Card:
    try:
        return edition.find(name)
    except CardNotFound as missing:
        hint = _harmless(f" Did you mean {', '.join(missing.suggestions)}?" if missing.suggestions else "")
        raise UsageError(f"There is no card {name!r}.{hint}") from None


def _edition(config: Path, articles: Path | None) -> Edition:
    inspection, _ = read(whereabouts(config, articles))
    return inspection.edition


def _said(statement: Statement, card: Card, edition: Edition, locale: Language) -> str:
    words = [f"{statement.part}:"] if statement.part != "fact" else []
    if statement.part == "relation":
        relation = card.relations[int(statement.path[1])]
        words.append(f"{relation.type} {relation.card}")
    elif statement.text:
        words.append(statement.text.to(locale))
    if remarks := "; ".join(_remarks(statement, card, edition, locale)):
        words.append(f"({remarks})")
    return " ".join(words)


def _remarks(statement: Statement, card: Card, edition: Edition, locale: Language) -> Iterator[str]:
    """Yield how sure a statement is and who says it, as the card tells its readers."""
    fact = card.facts[int(statement.path[1])] if statement.part == "fact" else None
    stated = card.relations[int(statement.path[1])] if statement.part == "relation" else fact
    if stated and stated.certainty != "confirmed":
        yield stated.certainty
    if statement.said_by and statement.said_by in edition.cards:
        yield f"according to {edition.cards[statement.said_by].name.to(locale)}"
    if fact:
        yield from _inferences(fact, locale)


def _inferences(fact: Fact, locale: Language) -> Iterator[str]:
    """Yield the date of a fact, and what of it the article does not say itself."""
    if fact.date:
        yield str(fact.date.date)
        if fact.date.basis == "inferred" and fact.date.note:
            yield f"date inferred: {fact.date.note.to(locale).rstrip('.')}"
    if fact.basis == "inferred" and fact.note:
        yield f"inferred: {fact.note.to(locale).rstrip('.')}"


def _passages(cited: tuple[Citation, ...], edition: Edition) -> Text:
    passages = Text()
    for number, citation in enumerate(cited):
        proof = edition.evidence.of(citation)
        passages.append("\n\n" if number else "")
        passages.append(_harmless(_passage(citation, proof)))
        refused = (citation.source, citation.passage) in edition.evidence.refused
        passages.append(f"\n{citation.source}, {'not in it' if refused else proof.standing}", style="dim")
    return passages


def _passage(citation: Citation, proof: Proof) -> str:
    """Return the passage's words, or its two ends where the article is not at hand."""
    words = proof.text or citation.passage
    # It may begin or end inside a quotation: marks around it would pair with those of the article.
    return f"« {words} »" if proof.text and _QUOTATION_MARKS.isdisjoint(words) else words


def _harmless(text: str) -> str:
    """Return ``text`` line by line, without what would move, hide or turn anything on the terminal."""
    return "\n".join(map(visible, text.splitlines()))
