"""The articles that all cards rest on: what is known of each is told, and nothing in it becomes markup."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.inspection import build_edition
from bot.cards.library import Edition
from bot.cards.lock import sha256
from bot.cards.schema import FOLDERS
from bot.cards.snapshot import Snapshot
from bot.cards.text import LANGUAGES, Language
from bot.presentation.articles import article_pages
from bot.presentation.measures import excesses
from bot.presentation.routes import ArticlesRoute
from tests.presentation.support import ARTICLE, LOCALIZERS, PROPERTY, check_limits, components_of, raw_card

FOLDER_OF: dict[str, str] = {kind: folder for folder, kind in FOLDERS.items()}
WORDS = "Une phrase de l’article, et une autre."


def edition_with(*cards: dict[str, Any], texts: dict[str, bytes] | None = None) -> Edition:
    files = {f"{FOLDER_OF[card['kind']]}/{card['id']}.yaml": json.dumps(card).encode() for card in cards}
    return build_edition(Snapshot(files, articles=texts or {}), json.loads)


def shown(edition: Edition, language: Language = "en") -> str:
    pages = article_pages(ArticlesRoute(), edition, LOCALIZERS[language])
    for page in pages:
        check_limits(page)
        assert list(excesses(components_of(page))) == []
    return "\n".join(block for page in pages for block in page.blocks)


def test_an_article_is_told_with_its_outlet_date_language_and_link() -> None:
    article = ARTICLE | {"publisher": "La Gazette", "url": "https://example.org/a (b)", "published": "2025-08-05"}
    text = shown(edition_with(raw_card("person", "ada"), article))
    assert "**Un article**" in text
    assert "-# La Gazette · 5 August 2025 · in French · [Read it there](https://example.org/a%20%28b%29)" in text


@pytest.mark.parametrize("url", ["https://example.org/" + "x" * 500, None])
def test_no_link_is_made_of_an_address_that_discord_would_not_take(url: str | None) -> None:
    article = ARTICLE if url is None else ARTICLE | {"url": url}
    assert "](" not in shown(edition_with(raw_card("person", "ada"), article))


def test_citations_are_counted_by_how_they_stand() -> None:
    cited = [{"source": "article", "passage": passage} for passage in ("Une phrase", "une autre")]
    ada, bob = raw_card("person", "ada", cite=cited), raw_card("person", "bob", cite=cited[:1])
    article = ARTICLE | {"snapshot": "article.txt", "sha256": sha256(WORDS)}
    proven = shown(edition_with(ada, bob, article, texts={"article.txt": WORDS.encode()}))
    assert "2 cards rest on it · 3 citations\n-# ✓ 3 verified in the article" in proven
    assert "not verified" not in proven
    unproven = shown(edition_with(ada, bob, ARTICLE))
    assert "2 cards rest on it · 3 citations\n-# ✗ 3 not verified" in unproven
    assert "1 card rests on it · 1 citation\n-# ✗ 1 not verified" in shown(edition_with(bob, ARTICLE))


def test_a_card_that_nobody_sees_weighs_nothing() -> None:
    seen, hidden = raw_card("person", "ada"), raw_card("person", "bob", status="draft")
    assert "1 card rests on it" in shown(edition_with(seen, hidden, ARTICLE))


@pytest.mark.parametrize(("number", "pages"), [(10, 1), (25, 3)])
def test_articles_are_set_apart_by_room_without_a_rule_ten_on_a_page(number: int, pages: int) -> None:
    others = [ARTICLE | {"id": f"a-{each}", "title": f"Titre {each}"} for each in range(1, number)]
    sheets = article_pages(ArticlesRoute(), edition_with(raw_card("person", "ada"), ARTICLE, *others), LOCALIZERS["en"])
    assert len(sheets) == pages
    for sheet in sheets:
        inside = components_of(sheet)[0]["components"]
        entries = sum(each["type"] == 10 and each["content"].startswith("**") for each in inside)
        assert entries in {10, number % 10}
        assert inside.count({"type": 14, "divider": False}) == entries - 1
        assert inside.count({"type": 14}) == 2


@PROPERTY
@given(
    fill=st.sampled_from(["*", "[a](http://b)", "@everyone ", "<@1>", "語", "🎉", "# ", "\u202e", '"', "\\"]),
    number=st.integers(1, 40),
    language=st.sampled_from(LANGUAGES),
)
def test_the_longest_and_most_hostile_titles_fit_and_stay_text(fill: str, number: int, language: Language) -> None:
    articles = [
        ARTICLE
        | {"id": f"a-{each}", "title": f"{each}.{fill * 400}"[:1_499] + ".", "publisher": (fill * 400)[:1_499] + "."}
        for each in range(number)
    ]
    text = shown(edition_with(raw_card("person", "ada"), ARTICLE, *articles), language)
    assert len(re.findall(r"^\*\*[0-9]+\.", text, re.MULTILINE)) <= number + 1
    assert text.count("-# ") >= number
    assert not re.search(r"(?<!\\)<@1|(?<!\\)\]\(http://b|(?<!\\)@everyone", text)
