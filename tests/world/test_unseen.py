"""Characters that nobody sees change nothing: not what is found, not how an answer reads, not what a button carries."""

from typing import Any

import pytest

from tests.world.support import House, Seen, answer_to

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
DIRECTIONS = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
NO_WIDTH = [*"\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2064\u206a\u2800\u3164\ufeff\uffa0\ufff9"]
BROKEN = ["\ud83c", "\udc00"]
UNSEEN = [*CONTROLS, *DIRECTIONS, *NO_WIDTH, *BROKEN]
# White space parts words, whichever it is; between words it is as good as a space.
PARTING = [char for char in UNSEEN if char.isspace()]
INSIDE_WORDS = [char for char in UNSEEN if not char.isspace()]


def everything_in(seen: Seen) -> str:
    """Return all that a message shows and all that its controls carry."""
    return "\n".join([seen.markdown, *seen.buttons, *seen.buttons.values(), *seen.options, *seen.options.values()])


async def test_a_card_is_found_by_its_name_with_any_of_them_in_it(house: House) -> None:
    for char in INSIDE_WORDS:
        typed = f"{char}Sa{char}m Alt{char}man{char}"
        assert (await house.ask("who", person=typed)).title == "Sam Altman", repr(char)
    for char in PARTING:
        assert (await house.ask("who", person=f"Sam{char}{char}Altman{char}")).title == "Sam Altman", repr(char)


async def test_the_card_is_offered_while_they_are_typed(house: House) -> None:
    for char in INSIDE_WORDS:
        choices = await house.suggest("who", "person", f"al{char}tm{char}")
        assert [choice["value"] for choice in choices] == ["sam-altman"], repr(char)


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_what_was_not_found_is_repeated_without_them(house: House, locale: str) -> None:
    house.speak(locale)
    without = await house.ask("who", person="zzqx wvzz")
    # An emoji may be made of several by a joiner, which therefore stays.
    for char in [char for char in INSIDE_WORDS if char not in "\u200c\u200d"]:
        answer = await house.ask("who", person=f"{char}zz{char}qx wvzz{char}")
        assert everything_in(answer) == everything_in(without), repr(char)
    for char in PARTING:
        assert everything_in(await house.ask("who", person=f"zzqx{char}wvzz")) == everything_in(without), repr(char)


async def test_a_search_its_title_and_its_buttons_are_those_without_them(house: House) -> None:
    without = await house.ask("search", query="modèle ouvert")
    assert without.turning
    for char in INSIDE_WORDS:
        answer = await house.ask("search", query=f"{char}mod{char}èle ouv{char}ert{char}")
        assert everything_in(answer) == everything_in(without), repr(char)
    for char in PARTING:
        answer = await house.ask("search", query=f"{char}modèle{char}{char}ouvert")
        assert everything_in(answer) == everything_in(without), repr(char)


async def test_a_time_zone_is_understood_and_one_that_is_none_is_repeated_without_them(house: House) -> None:
    for char in INSIDE_WORDS:
        assert "Europe/Paris" in (await house.ask("settings timezone", timezone=f"Pa{char}ris")).text, repr(char)
    without = await house.ask("settings timezone", timezone="Zzqx")
    for char in DIRECTIONS:
        assert (await house.ask("settings timezone", timezone=f"Zz{char}qx")).markdown == without.markdown, repr(char)


async def test_a_message_names_its_cards_with_them_too(house: House) -> None:
    for char in INSIDE_WORDS:
        message: Any = await house.reader.send(house.channel, f"selon Sa{char}m Alt{char}man")
        answer = answer_to(await house.reader.context_menu(house.channel, "Find cards", message))
        assert list(answer.links.values()) == ["sam-altman"], repr(char)


@pytest.mark.parametrize("command", ["who person", "search query", "settings timezone timezone"])
async def test_nothing_but_them_is_answered_with_an_ellipsis_or_a_word_on_it(house: House, command: str) -> None:
    *name, option = command.split()
    for typed in ("\u202e\u200b", "\u200d", "\u3164", "\x00\x1b", "\ud83c"):
        options: dict[str, Any] = {option: typed}
        answer = await house.ask(" ".join(name), **options)
        assert answer.refusal
        assert "“”" not in answer.text
        assert "went wrong" not in answer.text
