"""Whatever a curator writes, in any field of any kind of card, stays words on every page that shows it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.cards.library import Edition
from bot.presentation.pages import pages_for
from bot.presentation.routes import (
    ArticlesRoute,
    CardRoute,
    ComparisonRoute,
    EvidenceRoute,
    QuotesRoute,
    Route,
    SearchRoute,
    StoryRoute,
    TimelineRoute,
)
from bot.presentation.sheet import Sheet
from tests.presentation.support import LOCALIZERS, PROPERTY, check_limits, edition_of, raw_card

EVERYBODY = {
    "users": {"1": "ada"},
    "roles": {"1": "staff"},
    "channels": {"1": "general"},
    "commands": {"1": "who"},
    "emojis": {"1": {"name": "party", "animated": False}},
    "everyone": True,
}
PIECES = [
    *("**", "__", "~~", "||", "`", "```", "*", "_", "\\", "[", "](", ")", "<", ">", "#", "-", "+", "://"),
    *(
        "# h",
        "-# s",
        "> q",
        ">>> q",
        "- l",
        "1. n",
        "@everyone",
        "@here",
        "<@1>",
        "<@&1>",
        "<#1>",
        "</who:1>",
        "<t:0:R>",
    ),
    *("<:party:1>", "<id:customize>", "[a](https://b.c)", "https://b.c", "<https://b.c>", "discord.gg/b"),
]
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join)
PLAIN = "zzz"


def everything(text: str) -> Edition:
    """Return one card of each kind with ``text`` wherever a curator may write."""
    both = {"fr": f"m {text} m", "en": f"m {text} m"}

    def card(kind: str, **fields: Any) -> dict[str, Any]:
        facts = [{"id": "f", "text": both, "basis": "inferred", "note": both, "said_by": "person"}]
        disputed = [{"by": "person", "fact": "f", "text": both}]
        named = {"name": f"{kind} {text}"[:100], "aliases": [f"also {kind} {text}"[:100]], "summary": both}
        return raw_card(kind, kind, facts=facts, disputed=disputed, **named | fields)

    said = {"text": f"m {text} m", "original_language": "fr", "said_by": "person", "translation": {"en": both["en"]}}
    steps = [{"card": "person", "text": both}, {"card": "quote", "text": both}]
    dated = {"date": "2025", "basis": "inferred", "note": both}
    return edition_of(
        [
            card("person", role={"fr": both["fr"][:100], "en": both["en"][:100]}, affiliation="organization"),
            card("organization"),
            card("model", developer="organization", released=dated, version=text[:100]),
            card("event", start=dated, place={"fr": text[:100], "en": text[:100]}, participants=["person"]),
            card("quote", **said),
            card("term", definition=both),
            card("claim", text=both, said_by="person"),
            card("story", lede=both, steps=steps),
        ]
    )


@cache
def tame_edition() -> Edition:
    return everything(PLAIN)


ROUTES: list[Route] = [
    *(CardRoute(kind) for kind in ("person", "organization", "model", "event", "quote", "term", "claim", "story")),
    *(EvidenceRoute(kind) for kind in ("person", "model", "event", "quote", "term", "claim", "story")),
    *(StoryRoute("story", page) for page in (0, 1, 2)),
    TimelineRoute(),
    TimelineRoute("person"),
    QuotesRoute(),
    QuotesRoute("person"),
    ComparisonRoute("person", "person"),
    ComparisonRoute("model", "event"),
    SearchRoute(0, "person"),
    ArticlesRoute(),
]


def kinds(markdown: str) -> Iterator[str]:
    def flat(tokens: list[dict[str, Any]]) -> Iterator[str]:
        for token in tokens:
            yield token["type"]
            yield from flat(token.get("children", []))

    return flat(markdown_tokens(markdown, "text_display", context=EVERYBODY))


def kinds_in(sheet: Sheet) -> list[str]:
    return [kind for block in sheet.blocks for kind in kinds(block)]


# Of our own making on every page, and as often whatever a curator writes.
COUNTED = frozenset({"strong", "em", "blockquote", "heading", "subtext", "list_item"})
ACTIVE = re.compile(r"(?<!\\)(?:<[@#/:ait]|\]\(|://)|discord\.gg/")


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(PROPERTY, max_examples=10)
@given(TEXT)
def test_what_a_curator_writes_is_never_markup(language: str, text: str) -> None:
    localizer = LOCALIZERS["fr" if language == "fr" else "en"]
    hostile = everything(text)
    for route in ROUTES:
        sheets, like = pages_for(route, hostile, localizer), pages_for(route, tame_edition(), localizer)
        found, expected = ([kind for sheet in pages for kind in kinds_in(sheet)] for pages in (sheets, like))
        assert set(found) <= set(expected) | {"text"}, route
        for kind in COUNTED:
            assert found.count(kind) == expected.count(kind), (route, kind)
        for sheet in sheets:
            check_limits(sheet)
            assert not any(ACTIVE.search(block) for block in sheet.blocks), route
