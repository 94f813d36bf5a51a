"""/search: what is found, how it is shown, and what is said when there is nothing to find."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation import vocabulary
from bot.presentation.markup import displayed, plain
from bot.presentation.measures import length_of
from bot.presentation.results import highlighted, result_pages
from bot.presentation.routes import LONGEST_QUERY, SearchRoute, fits_a_route, tidied
from bot.presentation.sheet import AIR
from bot.settings import Settings
from tests.presentation.support import LOCALIZERS, PROPERTY, check_limits, edition_of, raw_card
from tests.world.support import House, Seen, open_house, with_briefings, write_card


def names(seen: Seen) -> list[str]:
    """Return the names of the cards listed, in order."""
    lines = seen.markdown.splitlines()
    return [displayed(line) for line in lines if line.startswith("**") and line.endswith("**")]


async def test_a_card_is_found_with_its_kind_and_the_words_looked_for_in_bold(house: House) -> None:
    seen = await house.ask("search", query="model weights")
    assert seen.title.endswith(" cards for “model weights”")
    assert names(seen)[0] == "Model weights"
    assert "📖 Term" in seen.text
    assert "**" in seen.markdown.partition("Model weights**")[2]
    assert seen.private
    assert house.posts() == []


async def test_bold_words_are_those_that_match(house: House) -> None:
    seen = await house.ask("search", query="uncontrolled spread")
    assert names(seen)[0] == "The risks of uncontrolled spread (LeCun)"
    snippets = [line for line in seen.markdown.splitlines() if "**" in line and not line.startswith("**")]
    assert any("**spread**" in line for line in snippets)
    assert not any("**risks**" in line for line in snippets)


@pytest.mark.parametrize(
    ("query", "card"),
    [
        ("l'IA chinoise", "La course entre les États-Unis et la Chine"),
        ("poid ouvert", "Poids ouverts"),
        ("zukerberg", "Mark Zuckerberg"),
        ("open weights", "Poids ouverts"),
    ],
)
async def test_a_french_member_is_answered_in_french(house: House, query: str, card: str) -> None:
    house.speak("fr")
    seen = await house.ask("search", query=query)
    assert card in names(seen)[:3]
    assert "fiche" in seen.title
    assert "Édition" in seen.text


async def test_results_are_read_page_by_page_and_open_their_cards(house: House) -> None:
    first = await house.ask("search", query="openai")
    assert len(first.links) == 6
    assert first.turning == ["Next ▶"]
    told = names(first)
    assert told[0] == "OpenAI"
    second = await house.click(first, "Next ▶")
    assert second.message.id == first.message.id
    assert not set(told) & set(names(second))
    assert "page 2 of" in second.text
    card_id = next(iter(second.links.values()))
    opened = await house.choose(second, card_id)
    assert opened.message.id == first.message.id
    assert house.app.library.edition.published[card_id].name.en in opened.text


async def test_results_can_be_turned_after_a_restart(house: House) -> None:
    seen = await house.ask("search", query="openai chinese models")
    await house.restart()
    assert "page 2 of" in (await house.click(seen, "Next ▶")).text


async def test_results_are_shared_for_all(house: House) -> None:
    seen = await house.ask("search", query="AGI")
    shared = await house.click(seen, "Share")
    assert not shared.private
    assert names(shared) == names(seen)


async def test_with_some_of_the_words_only_cards_are_said_to_come_closest(house: House) -> None:
    seen = await house.ask("search", query="futurum stack")
    assert seen.title == "No card has every word of “futurum stack”. These come closest"
    assert not seen.refusal
    assert names(seen)
    assert "Share" not in seen.buttons, "its title is the member's own words, and no card answers to them all"


@pytest.mark.parametrize("query", ["Elon Musk", "Wall Street"])
async def test_a_name_that_no_card_has_is_not_taken_for_other_words(house: House, query: str) -> None:
    for _ in range(5):
        seen = await house.ask("search", query=query)
    assert seen.refusal
    assert f"No card says anything about “{query}”" in seen.text
    assert not seen.links
    assert "Share" not in seen.turning
    assert query.casefold() in {miss.query.casefold() for miss in await house.app.client.services.misses.wanted(10)}


async def test_what_was_not_found_is_named_above_the_rest(house: House) -> None:
    seen = await house.ask("search", query="OpenAI musk")
    assert seen.title == "Nothing on “musk”. These come closest to “OpenAI musk”"
    assert names(seen)[0] == "OpenAI"
    house.speak("fr")
    seen = await house.ask("search", query="OpenAI musk")
    assert seen.title.replace("\u00a0", " ").startswith("Rien sur « musk ». ")


async def test_a_page_without_any_card_that_has_all_words_says_so(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "orchard"
    for number in range(8):
        text = {"fr": "Un kiwi vert.", "en": "A green kiwi."}
        write_card(folder, "term", f"t{number}", name=f"T{number}", definition=text)
    every = {"fr": "Un kiwi vert, une poire.", "en": "A green kiwi, a pear."}
    write_card(folder, "term", "every", name="Every", definition=every, aliases=["Green kiwi pear"])
    async with open_house(with_briefings(settings, folder)) as house:
        first = await house.ask("search", query="green kiwi pear")
        assert first.title == "1 card for “green kiwi pear”"
        assert "some of the words only" in first.text
        second = await house.click(first, "Next ▶")
        assert second.title == "With some of the words of “green kiwi pear” only"


async def test_the_text_that_answers_is_shown_in_the_readers_language(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "said"
    write_card(folder, "person", "rose", name="Rose", role={"fr": "Jardinière", "en": "Gardener"})
    said = {"original_language": "fr", "said_by": "rose", "translation": {"en": "The kiwi ripens"}}
    write_card(folder, "quote", "ripe", name="Rien", text="Le kiwi mûrit", **said)
    async with open_house(with_briefings(settings, folder)) as house:
        assert "**Gardener**" in (await house.ask("search", query="gardeners")).markdown
        assert "“The **kiwi** ripens”" in (await house.ask("search", query="kiwi")).markdown
        assert "mûrit" not in (await house.ask("search", query="mûrit")).markdown.partition("-# 💬")[2]


async def test_nothing_found_is_said_with_names_that_come_close_and_counted(house: House) -> None:
    seen = await house.ask("search", query="eltman sem")
    assert seen.refusal
    assert "No card says anything about “eltman sem”" in seen.text
    for _ in range(5):
        await house.ask("search", query="zorglub quux")
    assert "zorglub quux" in {miss.query for miss in await house.app.client.services.misses.wanted(10)}


async def test_what_is_found_is_not_counted_as_missed(house: House) -> None:
    for _ in range(5):
        await house.ask("search", query="futurum stack")
    assert await house.app.client.services.misses.wanted(10) == []


@pytest.mark.parametrize("query", ["🎉", "!!!", "\u202e\u200b", "  -- ", "¿?", "le la les", "a"])
async def test_a_query_without_a_word_is_told_so(house: House, query: str) -> None:
    for _ in range(5):
        seen = await house.ask("search", query=query)
    assert seen.refusal
    assert "no word to look for" in seen.text
    assert await house.app.client.services.misses.wanted(10) == []


async def test_a_query_that_no_button_can_hold_is_told_so(house: House) -> None:
    query = "mot " + "🎉" * 60
    assert length_of(query) > LONGEST_QUERY >= len(query)
    seen = await house.ask("search", query=query)
    assert seen.refusal
    assert "80 characters at most" in seen.text


@pytest.mark.parametrize(
    "query",
    [
        "@everyone <@1> <#2> <@&3>",
        "**openai** ||weights|| [x](https://example.org)",
        "> # openai",
        "openai\n# weights",
        "مرحبا openai",
        "שלום",
        "openai:weights:0",
        "'; drop table cards; -- openai",
        'names_fr : "openai" NOT NEAR(weights)',
        "x" * LONGEST_QUERY,
    ],
)
async def test_a_query_is_only_ever_text(house: House, query: str) -> None:
    seen = await house.ask("search", query=query)
    assert tidied(query) in seen.text.replace("\n", " ")
    assert plain(tidied(query)) in seen.markdown
    for button in seen.turning:
        assert tidied(query) in (await house.click(seen, button)).text


async def test_names_are_offered_while_somebody_types(house: House) -> None:
    offered = await house.suggest("search", "query", "altm")
    assert {"name": "Sam Altman", "value": "Sam Altman"} in offered
    for typed in ("", "🎉", "\x00", "«" * 200, "zzzz"):
        assert len(await house.suggest("search", "query", typed)) <= 25
    everything = await house.suggest("search", "query", "o")
    assert all(length_of(choice["value"]) <= LONGEST_QUERY for choice in everything)
    assert names(await house.ask("search", query="Sam Altman"))[0] == "Sam Altman"


async def test_a_card_that_came_is_found_and_one_that_left_is_not(house: House) -> None:
    assert (await house.ask("search", query="ornithorynque")).refusal
    said = {"fr": "Un ornithorynque.", "en": "A platypus."}
    path = write_card(house.briefings, "term", "platypus", definition=said)
    await house.reload()
    seen = await house.ask("search", query="ornithorynques")
    assert names(seen) == ["Platypus"]
    path.unlink()
    await house.reload()
    assert (await house.ask("search", query="ornithorynque")).refusal


async def test_curators_markdown_and_mentions_stay_text(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "wild"
    text = "**kiwi** @everyone <@1> [kiwi](https://example.org) _kiwi_ - 1. kiwi"
    write_card(folder, "term", "wild", name="# Kiwi", definition={"fr": text, "en": text})
    async with open_house(with_briefings(settings, folder)) as house:
        seen = await house.ask("search", query="kiwi")
        assert seen.title == "1 card for “kiwi”"
        assert names(seen) == ["# Kiwi"]
        assert text in seen.text
        assert r"\*\***kiwi**\*\*" in seen.markdown


# Whatever is searched for


_WILD = st.lists(
    st.one_of(
        st.sampled_from(
            ["kiwi", "Kiwis", "poire", " ", "\u00a0", "’", "-", "1.", "*", "_", "`", "://", "<@1>", "é", "🎉"]
        ),
        st.text(max_size=4),
    ),
    max_size=25,
).map("".join)


@given(_WILD, st.sampled_from(["kiwi", "poire kiwi", "k", "é"]))
@PROPERTY
def test_highlighting_changes_nothing_that_is_read(text: str, query: str) -> None:
    marking = _EDITION.fulltext.search(query, "fr").marking("fr")
    assert displayed(highlighted(text, marking)) == displayed(plain(text))


def _fields(long: str) -> dict[str, Any]:
    return {"summary": {"fr": long, "en": long}, "definition": {"fr": long, "en": long}}


_CARDS = [
    *(
        raw_card("term", f"long-{number}", name=f"Kiwi {number} " + "*" * 80, **_fields("kiwi* " * 249))
        for number in range(9)
    ),
    *(
        raw_card("term", f"wide-{number}", name="🎉" * 45 + str(number), **_fields("kiwi 🎉" * 200))
        for number in range(9)
    ),
    *(raw_card("term", f"short-{number}", definition={"fr": "Un kiwi.", "en": "A kiwi."}) for number in range(9)),
]
_EDITION = edition_of(_CARDS)


@given(st.text(max_size=LONGEST_QUERY).map(lambda text: tidied(f"kiwi {text}")).filter(fits_a_route))
@PROPERTY
def test_every_page_fits_and_cuts_nothing(query: str) -> None:
    for localizer in LOCALIZERS.values():
        route = SearchRoute(0, query)
        for page in result_pages(route, _EDITION, localizer):
            check_limits(page)


def test_what_is_too_long_to_list_whole_is_left_out_whole() -> None:
    (first, *_) = result_pages(SearchRoute(0, "kiwi"), _EDITION, LOCALIZERS["fr"])
    assert len(first.links) == 6
    lines = displayed(first.blocks[1]).splitlines()
    whole = {text for card in _CARDS for field in ("summary", "definition") for text in card.get(field, {}).values()}
    whole |= {card["name"] for card in _CARDS} | {"📖 Terme"}
    assert all(line in whole for line in lines if line)


def test_results_look_like_other_lists() -> None:
    (first, *_) = result_pages(SearchRoute(0, "kiwi"), _EDITION, LOCALIZERS["fr"])
    assert first.colour == vocabulary.LIST_COLOUR
    assert len(first.blocks[1].split(AIR)) == len(first.links)


async def test_accents_do_not_pile_up_over_the_answer_to_a_query(house: House) -> None:
    answer = await house.ask("search", query="zqx" + "\u0301" * 40)
    assert answer.refusal
    assert "\u0301" * 3 not in answer.markdown
