"""Buttons that turn pages, and what a press says of them."""

import pytest
from discord import ComponentType

from bot.presentation.navigation import Press, leads_somewhere, pager, share_press
from bot.presentation.routes import CardRoute
from tests.presentation.support import LOCALIZERS

EDITION = "0123abc"


def pages(page: int, of: int) -> list[tuple[int, bool]]:
    presses = pager(CardRoute("ada", page), of, EDITION, LOCALIZERS["en"])
    assert all(press.edition == EDITION for press in presses)
    return [(press.route.page, press.disabled) for press in presses]


def test_the_only_page_turns_nowhere() -> None:
    assert pages(0, 1) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [(0, [(0, True), (1, False)]), (1, [(0, False), (2, False)]), (2, [(1, False), (3, True)])],
)
def test_pages_turn_to_their_neighbours(page: int, expected: list[tuple[int, bool]]) -> None:
    assert pages(page, 3) == expected


@pytest.mark.parametrize("page", [0, 1, 2])
def test_no_two_buttons_of_a_page_are_the_same(page: int) -> None:
    route = CardRoute("ada", page)
    presses = [*pager(route, 3, EDITION, LOCALIZERS["en"]), share_press(route, EDITION, LOCALIZERS["en"])]
    assert len({press.custom_id for press in presses}) == 3


def test_the_words_are_in_the_readers_language() -> None:
    labels = [press.label for press in pager(CardRoute("ada"), 2, EDITION, LOCALIZERS["fr"])]
    assert labels == ["◀ Précédent", "Suivant ▶"]
    assert share_press(CardRoute("ada"), EDITION, LOCALIZERS["fr"]).label == "Partager"


@pytest.mark.parametrize(
    ("custom_id", "known"),
    [
        ("card:ada:0", True),
        (f"{EDITION}!card:ada:0", True),
        (f"{EDITION}!share:card:ada:0", False),
        (f"{EDITION}!@card:ada:0", False),
        ("!card:ada:0", False),
        ("share:card:ada:0", True),
        (f"{EDITION}@card:ada:0", True),
        (f"share:{EDITION}@card:ada:0", False),
        ("0123ABC@card:ada:0", False),
        ("cards:2", False),
        ("", False),
    ],
)
def test_what_leads_somewhere_is_known_by_its_whole_custom_id(custom_id: str, known: bool) -> None:
    assert leads_somewhere(custom_id) is known


@pytest.mark.parametrize(
    ("custom_id", "component", "known"),
    [
        ("cards", ComponentType.string_select, True),
        ("cards", ComponentType.button, False),
        ("cards", ComponentType.user_select, False),
        ("card:ada:0", ComponentType.string_select, False),
    ],
)
def test_what_leads_somewhere_is_known_by_what_was_pressed_too(
    custom_id: str, component: ComponentType, known: bool
) -> None:
    assert leads_somewhere(custom_id, component) is known


def test_a_press_writes_its_mark_before_its_route() -> None:
    route = CardRoute("ada", 2)
    assert Press("…", route).custom_id == "card:ada:2"
    assert Press("…", route, share=True).custom_id == "share:card:ada:2"
    assert Press("…", route, edition=EDITION).custom_id == "0123abc@card:ada:2"
    assert share_press(route, EDITION, LOCALIZERS["en"]).custom_id == "0123abc!card:ada:2"
