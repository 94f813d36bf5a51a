"""What a card states: each sentence once, with its place in the file, its citations and whose word it is."""

from typing import Any

from bot.cards import reader
from bot.cards.inspection import build_edition
from bot.cards.schema import KINDS, Card
from bot.cards.snapshot import Snapshot
from bot.cards.statements import statements
from bot.cards.text import Text
from tests.cards.support import ARTICLE, card, files

FACTS = """facts:
  - id: first
    text: {fr: Un, en: One}
    said_by: zoe
    cite: [{source: article, passage: premier fait}]
  - id: second
    text: {fr: Deux, en: Two}
disputed:
  - by: zoe
    text: {fr: Non, en: No}
    cite: [{source: article, passage: contredit}]
relations:
  - type: mentions
    card: zoe
    cite: [{source: article, passage: nommée}]
"""
ADA, ZOE = card("person", "ada"), card("person", "zoe")


def one(text: str) -> tuple[Card, Any]:
    """Return a card, and the values of its file."""
    contents = {path: each.encode() for path, each in sorted(files(ARTICLE, ADA, ZOE, text).items())}
    card_id = text.partition("\n")[0].removeprefix("id: ")
    return build_edition(Snapshot(contents)).cards[card_id], reader.parse(text.encode())


def draft(kind: str, *lines: str) -> str:
    return card(kind, "case", *lines, status="draft")


def test_a_claim_states_its_facts_and_more_in_the_order_of_the_file() -> None:
    made, _ = one(draft("claim", "cite: [{source: article, passage: la thèse}]", *FACTS.splitlines()))
    told = [
        (each.part, each.path, each.text.fr if each.text else None, each.said_by, each.card)
        for each in statements(made)
    ]
    assert told == [
        ("summary", ("summary",), "Une phrase.", None, None),
        ("claim", ("text",), "Oui.", "ada", None),
        ("fact", ("facts", 0), "Un", "zoe", None),
        ("fact", ("facts", 1), "Deux", None, None),
        ("dispute", ("disputed", 0), "Non", "zoe", None),
        ("relation", ("relations", 0), None, None, "zoe"),
    ]
    passages = [[citation.passage for citation in each.cite] for each in statements(made)]
    assert passages == [["la thèse"], ["la thèse"], ["premier fait"], [], ["contredit"], ["nommée"]]


def test_a_term_its_definition_and_a_story_its_lede_and_steps() -> None:
    term, _ = one(draft("term"))
    assert [(each.part, each.path) for each in statements(term)] == [
        ("summary", ("summary",)),
        ("definition", ("definition",)),
    ]
    story, _ = one(draft("story", "steps:", "  - {card: ada, text: {fr: Ada, en: Ada}}"))
    assert [(each.part, each.path, each.card) for each in statements(story)] == [
        ("summary", ("summary",), None),
        ("lede", ("lede",), None),
        ("step", ("steps", 0), "ada"),
    ]


def test_the_words_of_a_quotation_are_not_ours() -> None:
    quote, _ = one(draft("quote"))
    assert [each.part for each in statements(quote)] == ["summary"]


def test_a_path_leads_to_the_statement_in_the_file() -> None:
    for kind in KINDS:
        made, values = one(draft(kind, *(line for line in FACTS.splitlines() if kind in {"claim", "quote", "term"})))
        for statement in statements(made):
            value = values
            for part in statement.path:
                value = value[part]
            if isinstance(statement.text, Text):
                inner = value.get("text", value)
                assert inner == {"fr": statement.text.fr, "en": statement.text.en}
