"""``depeche coverage``: the sentences of the articles that no card cites yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cards.coverage import Coverage, coverage
from bot.cards.schema import Source
from bot.cards.tracing import articles_of
from bot.cli.briefings import Articles, read, whereabouts
from bot.cli.coverage_page import page
from bot.cli.options import Config
from bot.cli.reports.phrases import visible
from bot.cli.writing import writing
from bot.errors import UsageError
from bot.settings import DEFAULT_FILE


def coverage_(
    articles: Articles = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with the whole articles to read.")
    ] = None,
    config: Config = DEFAULT_FILE,
) -> None:
    """Show how much of each article stands behind the cards, and what does not yet."""
    inspection, snapshot = read(whereabouts(config, articles))
    edition = inspection.edition
    at_hand, _ = articles_of(edition.sources, snapshot.articles)
    if not at_hand:
        raise UsageError("No article is at hand. Name the folder that holds their texts with --articles.")
    found = [
        (edition.sources[source], coverage(source, article, edition)) for source, article in sorted(at_hand.items())
    ]
    # Other people's words and names are no markup of ours.
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    for number, (source, covered) in enumerate(found):
        if number:
            console.print()
        _show(source, covered, console)
    if missing := sorted(edition.sources.keys() - at_hand.keys()):
        console.print(visible(f"Not at hand: {', '.join(missing)}."))
    if html:
        names = {card.id: card.name.fr for card in edition.published.values()}
        _write(html, page([(source, at_hand[source.id], covered) for source, covered in found], names))
        console.print(visible(f"wrote {html}"))


def _show(source: Source, covered: Coverage, console: Console) -> None:
    console.print(Text(visible(source.title), style="bold"))
    console.print(f"{source.id}: {covered.cited} of {len(covered.sentences)} sentences cited ({covered.share:.0%})")
    for sentence in covered.sentences:
        if not sentence.cited:
            console.print(f"  not cited ({sentence.share:.0%} of it is): {visible(sentence.text)}")


def _write(file: Path, text: str) -> None:
    with writing(file, "Name another file with --html."):
        file.write_text(text, "utf-8")
