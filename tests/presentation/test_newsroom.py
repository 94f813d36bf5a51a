"""What the newsroom is told, in its own language only: cards by their names, and all that was left out."""

from collections.abc import Sequence

import pytest

from bot.cards.diagnostics import Problem
from bot.cards.document import Mark, Span
from bot.cards.library import Edition
from bot.cards.rules import RULES
from bot.cards.text import Language
from bot.presentation.markup import displayed
from bot.presentation.newsroom import refused_sheet, reloaded_sheet
from bot.presentation.problems import TITLES
from bot.presentation.sheet import Sheet
from tests.presentation.support import LOCALIZERS, check_limits, edition_of, raw_card

EMPTY = edition_of([raw_card("model", "gemma", name="Gemma")])


def text_of(sheet: Sheet) -> str:
    return displayed("\n".join(sheet.blocks))


def problem(file: str = "people/ada.yaml", code: str = "K01", message: str = "unknown key 'roole'") -> Problem:
    span = Span(Mark(3, 1), Mark(3, 6), 0, 5)
    return Problem(file=file, span=span, code=code, message=message, help="did you mean 'role'?")


def people(count: int, name: str = "Ada Nr. {number}") -> Edition:
    return edition_of(
        [raw_card("person", f"p-{number:03}", name=name.format(number=number)) for number in range(count)]
    )


def test_every_rule_has_a_title_in_the_newsrooms_language() -> None:
    assert sorted(TITLES) == sorted(rule.title for rule in RULES.values())
    for rule in RULES.values():
        assert LOCALIZERS["fr"].gettext(rule.title) != rule.title, rule.code


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["Ada Byron · `people/ada.yaml:3:1`", "Une clé inconnue (K01)"]),
        ("en", ["Ada Byron · `people/ada.yaml:3:1`", "An unknown key (K01)"]),
    ],
)
def test_a_problem_names_the_card_its_file_and_what_is_wrong(language: Language, lines: Sequence[str]) -> None:
    serving = edition_of([raw_card("person", "ada", name="Ada Byron")])
    said = text_of(refused_sheet(serving, [problem()], LOCALIZERS[language])).splitlines()
    assert said[-3:] == [*lines, "unknown key 'roole'; did you mean 'role'?"]


def test_a_file_that_is_no_card_yet_is_called_by_its_path() -> None:
    said = text_of(refused_sheet(EMPTY, [problem()], LOCALIZERS["fr"])).splitlines()
    assert said[-3] == "`people/ada.yaml:3:1`"


def test_what_is_quoted_is_said_to_be_and_stands_in_small_print_only() -> None:
    for block in refused_sheet(EMPTY, [problem()], LOCALIZERS["fr"]).blocks:
        for line in block.splitlines():
            assert line.startswith("-# ") or "unknown" not in line
    assert "qui parle anglais" in text_of(refused_sheet(EMPTY, [problem()], LOCALIZERS["fr"]))


@pytest.mark.parametrize("language", LOCALIZERS)
def test_problems_without_room_are_counted_and_it_is_said_where_they_are(language: Language) -> None:
    several = [problem(f"people/p-{number}.yaml", message="x" * 400) for number in range(1_234)]
    sheet = refused_sheet(EMPTY, several, LOCALIZERS[language])
    shown = text_of(sheet).count("people/p-")
    left = LOCALIZERS[language].number(1_234 - shown)
    assert 3 <= shown < 1_234
    assert f"{left} more" in text_of(sheet) or f"et {left} autres" in text_of(sheet)
    assert "depeche check" in sheet.blocks[-1]
    check_limits(sheet)


@pytest.mark.parametrize("file", ["a`b`.yaml", "a\nb.yaml", "@everyone.yaml", "*a*_b_.yaml", "<@1>.yaml"])
def test_a_file_of_any_name_stays_in_its_code(file: str) -> None:
    place = refused_sheet(EMPTY, [problem(file)], LOCALIZERS["en"]).blocks[-1].splitlines()[0]
    assert place.count("`") == 2
    assert place.startswith("`")
    assert place.endswith("`")


@pytest.mark.parametrize(
    ("language", "label", "more"), [("fr", "Ajouts (32)", "et 22 autres"), ("en", "Added (32)", "and 22 more")]
)
def test_cards_that_came_are_named_and_the_rest_counted(language: Language, label: str, more: str) -> None:
    now = edition_of(
        [
            raw_card("model", "gemma", name="Gemma"),
            *(raw_card("person", f"p-{number:03}", name=f"Ada {number:03}") for number in range(32)),
        ]
    )
    (line,) = text_of(reloaded_sheet(EMPTY, now, LOCALIZERS[language])).splitlines()[1:]
    assert line.startswith(f"{label} · Ada 000 (`p-000`), Ada 001 (`p-001`), ")
    assert line.endswith(f"Ada 009 (`p-009`), {more}")


def test_cards_are_called_in_the_newsrooms_language() -> None:
    after = edition_of(
        [raw_card("term", "word", name={"fr": "Mot", "en": "Word"}, definition={"fr": "M.", "en": "W."})]
    )
    assert "Mot (`word`)" in text_of(reloaded_sheet(EMPTY, after, LOCALIZERS["fr"]))
    assert "Word (`word`)" in text_of(reloaded_sheet(EMPTY, after, LOCALIZERS["en"]))
    assert "Gemma (`gemma`)" in text_of(reloaded_sheet(EMPTY, after, LOCALIZERS["fr"])), "which has left"


@pytest.mark.parametrize("language", LOCALIZERS)
def test_the_longest_names_keep_all_three_lines_within_discords_limits(language: Language) -> None:
    before = people(30, "W" * 95 + " {number}")
    ids = [f"p-{number:03}" for number in range(10, 30)]
    changed = [raw_card("person", each, name=f"{'模' * 90} {each}") for each in ids]
    added = [raw_card("person", f"q-{number:03}", name=f"{'*' * 95} {number}") for number in range(30)]
    sheet = reloaded_sheet(before, edition_of([*changed, *added]), LOCALIZERS[language])
    assert len(sheet.blocks[1].splitlines()) == 3
    check_limits(sheet)
