"""``depeche digest preview``: the next digest of a subscription, as text."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from bot.cli.ledgers import At, Format, Number, moment, open_books
from bot.cli.options import Config
from bot.cli.reports.phrases import counted, visible
from bot.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from bot.digests.records import Content
    from bot.digests.subscription import Subscription


def preview(
    number: Number,
    language: Annotated[
        Literal["fr", "en"] | None, typer.Option("--language", help="In this language rather than its own.")
    ] = None,
    at: At = "",
    format: Format = "human",
    config: Config = DEFAULT_FILE,
) -> None:
    """Show what a digest would say now, message by message, and how much of Discord's room each takes."""
    found = asyncio.run(_composed(number, language, moment(at, datetime.now(UTC)), config))
    if format == "json":
        print(json.dumps(_plain(found), indent=2, ensure_ascii=False))
    elif found.content is None:
        print(f"Digest {number} has nothing new: nothing would be posted.")
    else:
        _show(_plain(found))


@dataclass(frozen=True, slots=True)
class _Preview:
    subscription: Subscription
    content: Content | None
    imprint: str


async def _composed(number: int, language: Literal["fr", "en"] | None, at: datetime, config: Path) -> _Preview:
    from bot.cards.library import Library
    from bot.cli.digests.editions import edition_of
    from bot.delivery.composing import Composer
    from bot.digests.records import Question
    from bot.presentation.digests.imprints import imprint
    from bot.presentation.localizer import load_localizers

    async with open_books(config) as books:
        subscription = await books.subscription(number)
        if language:
            subscription = replace(subscription, language=language)
        edition = await asyncio.to_thread(edition_of, books.settings)
        localizers = load_localizers()
        composer = Composer(books.ledger, Library(edition), localizers, books.settings.digests.limit)
        content = await composer.compose(Question.of(subscription, at, subscription.memory))
    line = imprint(subscription.number + 1, edition.number, None, localizers[subscription.language])
    return _Preview(subscription, content, line)


def _plain(found: _Preview) -> dict[str, Any]:
    parts = zip(found.content.parts, found.content.cards, strict=True) if found.content else ()
    return {
        "digest": found.subscription.id,
        "number": found.subscription.number + 1,
        "edition": found.content.edition if found.content else None,
        "new": found.content is not None,
        "parts": [_part(part, cards, found.imprint) for part, cards in parts],
    }


def _part(part: Any, cards: tuple[str, ...], imprint: str) -> dict[str, Any]:
    from bot.presentation.markup import displayed
    from bot.presentation.measures import Room
    from bot.presentation.sheet import AIR, Sheet

    sheet, line = Sheet.from_json(part), Room.of(imprint)
    text = displayed("\n\n".join([*sheet.blocks, imprint])).replace(AIR, "\n\n")
    return {
        "text": text,
        "buttons": [link.label for link in sheet.links],
        "cards": list(cards),
        "characters": sheet.room.characters + line.characters,
        "bytes_at_most": sheet.room.octets + line.octets,
    }


def _show(found: dict[str, Any]) -> None:
    from bot.presentation.measures import MAX_CHARACTERS, MAX_OCTETS

    console = Console(highlight=False, soft_wrap=True)
    parts = found["parts"]
    console.print(f"Digest {found['digest']}, No. {found['number']}: {counted(len(parts), 'message')}")
    for number, part in enumerate(parts, 1):
        size = (
            f"{counted(len(part['cards']), 'card')}, {part['characters']:,} of {MAX_CHARACTERS:,} characters, "
            f"at most {part['bytes_at_most']:,} of {MAX_OCTETS:,} bytes"
        )
        console.print(Rule(Text(f"{number}: {size}"), align="left", style="dim"))
        console.print(Text("\n".join(map(visible, part["text"].split("\n")))))
        console.print(Text("".join(f"[{visible(label)}] " for label in part["buttons"]).strip(), style="bold"))
