"""What a message shows, as text: read back as it was written, short enough, and nothing else is taken for it."""

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.schema import ID_LENGTH
from bot.presentation.measures import MAX_CUSTOM_ID, length_of
from bot.presentation.navigation import NAVIGATION, Press, leads_somewhere
from bot.presentation.paths import path_of, route_from
from bot.presentation.routes import LONGEST_QUERY, ROUTES, CardRoute, Route, SearchRoute, brief, fits_a_route, in_full
from tests.presentation.support import PROPERTY


def routes_like(route: type[Route]) -> st.SearchStrategy[Route]:
    """Return what a route's pattern takes: exactly what may stand in it."""
    texts = (st.from_regex(re.compile(form, re.ASCII), fullmatch=True) for form in route.FORM.values())
    return st.tuples(*texts).map(lambda texts: route_from(":".join([route.NAME, *texts])))


ROUTE = st.sampled_from(ROUTES).flatmap(routes_like)
LONG_ID = "a" * ID_LENGTH


@PROPERTY
@given(ROUTE)
def test_a_route_is_read_as_it_was_written(route: Route) -> None:
    assert route_from(path_of(route)) == route


@PROPERTY
@given(ROUTE, st.sampled_from(["", "0123abc"]), st.booleans())
def test_one_button_takes_each_press(route: Route, edition: str, share: bool) -> None:
    custom_id = Press("…", route, share=share, edition=edition).custom_id
    takers = [item for item in NAVIGATION if item.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert len(takers) == 1, "every template that matches would answer, and a press may be answered once"


def longest(route: type[Route]) -> Route:
    """Return the longest route of its kind that the bot makes."""
    values: dict[str, Any] = {
        "story": LONG_ID,
        "page": 9999,
        "query": "é" * LONGEST_QUERY,
        "since": 10**10,
        "until": 10**10,
        "again": 1,
        "first": "2025-08-05" if route.NAME == "line" else brief(LONG_ID),
        "last": "2025-08-05",
    }
    brief_fields = {"topic", "person", "second"}
    texts = []
    for field in dataclasses.fields(route):
        if field.name == "card":
            value: Any = "999" if route.NAME == "story" else LONG_ID
        else:
            value = brief(LONG_ID) if field.name in brief_fields else values[field.name]
        texts.append((field.name, value))
    return route(**dict(texts))


@pytest.mark.parametrize("route", ROUTES)
def test_the_longest_route_fits_a_custom_id_with_either_mark(route: type[Route]) -> None:
    made = longest(route)
    marked = (Press("…", made, share=share, edition=edition) for share in (True, False) for edition in ("", "0123abc"))
    for press in marked:
        assert length_of(press.custom_id) <= MAX_CUSTOM_ID
        assert leads_somewhere(press.custom_id)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "card",
        "card:",
        "card:UPPER:0",
        "card:ada:-1",
        "card:ada:10000",
        "card:ada:0:0",
        "card:ada:٣",
        "card:ada:0\n",
        f"card:{'a' * 65}:0",
        "line:x:2025_13::0",
        "compare:::0",
        "compare:ada::0",
        "search:0:",
        "search:0:a\nb",
        "news:999999999999:0:0",
        "news:-1:0:0",
        "share:share:card:ada:0",
        "digest:1",
    ],
)
def test_nothing_else_leads_anywhere(path: str) -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        route_from(path)
    assert not leads_somewhere(path)


def test_a_long_id_is_shortened_so_that_it_can_be_found_again() -> None:
    ids = [f"{'long-' * 10}{letter}" for letter in "abc"]
    assert len({brief(each) for each in ids}) == 3
    for each in ids:
        assert in_full(brief(each), ids) == each
    assert in_full(brief(ids[0]), ids[1:]) == brief(ids[0]), "a card that has left is not taken for another"
    assert brief("short") == in_full("short", []) == "short"


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("a", True),
        ("é" * 80, True),
        ("a" * 81, False),
        ("", False),
        ("🎉" * 40, True),
        ("a\nb", False),
    ],
)
def test_what_fits_a_route_makes_one(query: str, fits: bool) -> None:
    assert fits_a_route(query) is fits
    assert leads_somewhere(path_of(SearchRoute(0, query))) is fits


def test_a_query_that_looks_like_a_route_stays_a_query() -> None:
    route = SearchRoute(0, "card:ada:0")
    assert route_from(path_of(route)) == route
    assert route_from("card:ada:0") == CardRoute("ada", 0)
