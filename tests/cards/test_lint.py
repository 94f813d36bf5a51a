"""Advice on sentences: numbers, names and negations that only the sentence or only its passages have."""

import pytest

from bot.cards import lock
from bot.cards.diagnostics import Problem
from bot.cards.inspection import inspect
from bot.cards.lint import advise
from bot.cards.reader import parse
from bot.cards.snapshot import Snapshot
from tests.cards.support import card

TEXT = (
    "Ada Morel a montré le 3 mars douze lampes. Elle n’est pas à vendre, dit Zoé Le Gall. "
    "Le modèle Goéland-2 date de 2019. La lampe Meta éclaire dix ans. Tout est neuf."
)
SOURCE = f"""\
id: brest
kind: source
title: La lampe
published: 2026
language: fr
snapshot: brest.txt
sha256: {lock.sha256(TEXT)}
"""
CITE = "cite: [{{source: brest, passage: {0}}}]"
NEW = "Tout est neuf"
OTHERS = (
    card("person", "ada", CITE.format("Ada Morel"), name="Ada Morel"),
    card("person", "zoe", CITE.format("Zoé Le Gall"), name="Zoé Le Gall"),
    card("model", "goeland-2", CITE.format("Goéland-2"), name="Goéland-2"),
    card("organization", "meta", CITE.format("Meta"), name="Meta"),
    card("organization", "r1", CITE.format("Meta"), name="R1", status="draft"),
)


def advice(*cards: str, articles: bool = True) -> list[Problem]:
    """Return the advice on ``cards``, which stand beside four that are named in the article."""
    files = {"sources/brest.yaml": SOURCE}
    for text in (*OTHERS, *cards):
        card_id, kind = (line.partition(": ")[2] for line in text.splitlines()[:2])
        folder = {"person": "people", "model": "models", "organization": "organizations", "claim": "claims"}[kind]
        files[f"{folder}/{card_id}.yaml"] = text
    snapshot = Snapshot(
        {name: text.encode() for name, text in files.items()}, None, {"brest.txt": TEXT.encode()} if articles else {}
    )
    inspection = inspect(snapshot, parse, advise)
    assert inspection.errors == ()
    return [problem for problem in inspection.problems if problem.code in {"S09", "S10", "S11", "L02"}]


def fact(french: str, passage: str, *lines: str, english: str = "It is so.") -> str:
    """Return a card of somebody else with one fact."""
    return card(
        "person",
        "case",
        "facts:",
        "  - id: case",
        f'    text: {{fr: "{french}", en: "{english}"}}',
        *(f"    {line}" for line in lines),
        f'    cite: [{{source: brest, passage: "{passage}"}}]',
        CITE.format(NEW),
    )


def codes(*arguments: str, english: str = "It is so.") -> list[str]:
    french, passage, *lines = arguments
    return [problem.code for problem in advice(fact(french, passage, *lines, english=english))]


@pytest.mark.parametrize(
    ("french", "passage", "expected"),
    [
        # Numbers
        ("Il y a douze lampes.", "le 3 mars douze lampes", []),
        ("Il y a 12 lampes.", "le 3 mars douze lampes", []),
        ("Il y a 15 lampes.", "le 3 mars douze lampes", ["S09"]),
        ("Il y a quinze lampes.", "le 3 mars douze lampes", ["S09"]),
        ("C’était le 3 mars.", "le 3 mars douze lampes", []),
        ("C’était le 03 mars.", "le 3 mars douze lampes", []),
        ("C’était le 3 mai.", "le 3 mars douze lampes", ["S09"]),
        ("C’était le 4 mai.", "le 3 mars douze lampes", ["S09", "S09"]),
        ("C’était une lampe.", NEW, []),
        # Names, and digits in them
        ("Goéland-2 est là.", "Goéland-2 date de 2019", []),
        ("Goéland-2 est là.", NEW, ["S10"]),
        ("Goéland-3 est là.", "Goéland-2 date de 2019", ["S09"]),
        ("Ada Morel est là.", "Ada Morel a montré", []),
        ("Ada Morel est là.", "Morel a montré", []),
        ("Ada Morel est là.", "Elle n’est pas à vendre", ["S10", "S11"]),
        ("Zoé Le Gall et Ada Morel sont là.", NEW, ["S10", "S10"]),
        ("Une méta-lampe, ou meta lampe, est là.", NEW, []),
        ("Meta est là.", NEW, ["S10"]),
        ("Meta est là.", "La lampe Meta éclaire", []),
        ("R1 est un brouillon, T5 inconnu.", NEW, []),
        # Negations
        ("Elle ne se vend pas.", "Elle n’est pas à vendre", []),
        ("Elle se garde sans être vendue.", "Elle n’est pas à vendre", []),
        ("Elle se vend.", "Elle n’est pas à vendre", ["S11"]),
        ("Rien n’est neuf.", NEW, ["S11"]),
        ("Tout est neuf, plutôt que vieux.", NEW, ["S11"]),
    ],
)
def test_a_sentence_is_held_against_its_passage(french: str, passage: str, expected: list[str]) -> None:
    assert sorted(codes(french, passage)) == expected


def test_it_is_told_at_the_very_word() -> None:
    text = fact("Il y a bien quinze lampes.", "le 3 mars douze lampes")
    (problem,) = advice(text)
    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("quinze lampes")
    assert problem.warning
    assert "'quinze'" in problem.message


def test_a_digit_inside_a_name_is_not_the_one_that_is_meant() -> None:
    text = fact("Goéland-2 a 2 lampes.", "Goéland date de 2019".replace("Goéland", "Goéland-2"))
    assert advice(text) == []
    text = fact("Goéland-2, ou 20 fois 0 et 5.", "Goéland-2 date de 2019")
    places = [(problem.message[1:].partition("'")[0], problem.column) for problem in advice(text)]
    line = next(line for line in text.splitlines() if "Goéland-2, ou" in line)
    assert places == [("20", line.index("20 fois") + 1), ("0", line.index(" 0 et") + 2), ("5", line.index(" 5.") + 2)]


def test_who_speaks_and_whose_card_it_is_need_no_passage() -> None:
    assert codes("Selon Ada Morel, tout est là.", NEW, "said_by: ada", "certainty: reported") == []
    assert codes("Selon Ada Morel, tout est là.", NEW, "said_by: zoe", "certainty: reported") == ["S10"]
    own = fact("Case est là.", NEW)
    assert advice(own) == []


def test_what_is_inferred_is_left_alone() -> None:
    inferred = ("basis: inferred", "note: {fr: On le déduit., en: One infers it.}")
    assert codes("Il y en aurait 15, sans Meta.", NEW, *inferred) == []


def test_two_passages_hold_more_than_one() -> None:
    text = fact("Ada Morel en a douze.", "le 3 mars douze lampes")
    assert [problem.code for problem in advice(text)] == ["S10"]
    both = text.replace('lampes"}]', 'lampes"}, {source: brest, passage: Ada Morel}]')
    assert advice(both) == []


def test_a_claim_and_a_dispute_are_held_against_theirs() -> None:
    claim = card("claim", "thesis", "text: {fr: Il y en a quinze., en: So it is.}", "said_by: ada", CITE.format(NEW))
    (problem,) = advice(claim)
    assert (problem.code, problem.file) == ("S09", "claims/thesis.yaml")
    disputed = card(
        "person",
        "case",
        f"disputed: [{{by: ada, text: {{fr: Il y en a quinze., en: So it is.}}, {CITE.format(NEW)}}}]",
        CITE.format(NEW),
    )
    assert [problem.code for problem in advice(disputed)] == ["S09"]


def test_a_summary_may_say_more_than_it_cites() -> None:
    text = card("person", "case", CITE.format(NEW)).replace("Une phrase.", "Quinze lampes, pas Meta.")
    assert advice(text) == []


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019", []),
        ("2020", ["S09"]),
        ("2019-03", ["S09"]),
        ("{date: 2020, basis: inferred, note: {fr: Déduit., en: Inferred.}}", []),
    ],
)
def test_a_date_that_is_stated_stands_in_the_passage(date: str, expected: list[str]) -> None:
    assert codes("Il est là.", "Goéland-2 date de 2019", f"date: {date}") == expected


def test_a_draft_gets_no_advice_and_neither_does_what_nobody_can_read() -> None:
    text = fact("Il y en a quinze.", NEW)
    assert advice(text.replace("status: published", "status: draft")) == []
    assert advice(text, articles=False) == []


@pytest.mark.parametrize(
    ("french", "english", "expected"),
    [
        ("La lampe est là.", "La lampe est là.", ["L02"]),
        ("La lampe est là.", "The lamp is here.", []),
        ("OpenAI, Meta, etc.", "OpenAI, Meta, etc.", []),
    ],
)
def test_the_same_words_in_both_languages(french: str, english: str, expected: list[str]) -> None:
    found = advice(fact(french, "La lampe Meta éclaire", english=english))
    assert [problem.code for problem in found if problem.code == "L02"] == expected


def test_the_note_of_a_correction_is_translated_too() -> None:
    note = "note: {fr: Elle éclaire dix ans., en: Elle éclaire dix ans.}"
    (found,) = advice(
        card("person", "case", f"corrections: [{{date: 2026-11-21, {note}}}]", CITE.format("Tout est neuf"))
    )
    assert (found.code, found.line, found.subject) == ("L02", 9, 'correction "2026-11-21"')
