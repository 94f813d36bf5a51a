"""What is offered while somebody types: at once, within Discord's limits, and whatever they type."""

from collections.abc import Coroutine, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.cards.text import Language
from bot.commands.autocompletion import card_choices
from bot.presentation.localizer import load_localizers
from bot.presentation.measures import length_of
from bot.settings import Settings
from tests.world.support import House, open_house, with_briefings, write_card


async def test_a_choice_shows_the_name_and_stands_for_the_id(house: House) -> None:
    assert await house.suggest("who", "person", "altm") == [{"name": "Sam Altman", "value": "sam-altman"}]


async def test_the_first_keystroke_is_answered(house: House) -> None:
    for typed in ("s", "S"):
        offered = {choice["value"] for choice in await house.suggest("who", "person", typed)}
        assert offered == {"sam-altman", "wei-sun", "lian-jye-su"}


async def test_before_the_first_letter_people_are_offered(house: House) -> None:
    offered = {choice["value"] for choice in await house.suggest("who", "person", "")}
    published = house.app.library.edition.published.values()
    assert offered == {card.id for card in published if card.kind == "person"}


@pytest.mark.parametrize(
    ("command", "option", "typed", "choice"),
    [
        ("who", "person", "samuel", {"name": "Sam Altman (Samuel Altman)", "value": "sam-altman"}),
        ("org", "organization", "twit", {"name": "X (Twitter)", "value": "x"}),
        ("org", "organization", "osi", {"name": "Open Source Initiative (OSI)", "value": "open-source-initiative"}),
        ("who", "person", "nathan l", {"name": "Nathaniel Lambert (Nathan Lambert)", "value": "nathaniel-lambert"}),
    ],
)
async def test_an_alias_stands_in_brackets_after_the_name(
    house: House, command: str, option: str, typed: str, choice: dict[str, str]
) -> None:
    assert await house.suggest(command, option, typed) == [choice]


@pytest.mark.parametrize(
    ("command", "option", "typed", "card_id"),
    [
        ("who", "person", "LECUN", "yann-lecun"),
        ("event", "event", "reaction", "january-market-reaction"),
        ("event", "event", "réact", "january-market-reaction"),
        ("model", "model", "20b", "gpt-oss-20b"),
        ("who", "person", "zukcer", "mark-zuckerberg"),
        ("who", "person", "almtan", "sam-altman"),
    ],
)
async def test_case_accents_inner_words_and_slips_are_forgiven(
    house: House, command: str, option: str, typed: str, card_id: str
) -> None:
    assert card_id in {choice["value"] for choice in await house.suggest(command, option, typed)}


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("fr", "fr")])
async def test_a_card_that_its_id_matches_is_offered_in_the_readers_language(
    house: House, locale: str, language: Language
) -> None:
    house.speak(locale)
    (choice,) = await house.suggest("claim", "claim", "more-symbolic")
    card = house.app.library.edition.published["more-symbolic-than-structural"]
    assert choice == {"name": card.name.to(language), "value": card.id}


async def test_what_was_chosen_is_shown_though_something_else_be_called_that(house: House) -> None:
    chosen = "more-symbolic-than-structural"
    assert len(house.app.library.edition.called(chosen)) > 1
    assert "No card is called" not in (await house.ask("timeline", topic=chosen)).text
    assert not (await house.ask("compare", first=chosen, second="best-open-model")).refusal


async def test_each_command_offers_its_own_kind_only(house: House) -> None:
    published = house.app.library.edition.published
    for command, option, kind in [
        ("who", "person", "person"),
        ("model", "model", "model"),
        ("org", "organization", "organization"),
        ("event", "event", "event"),
    ]:
        for typed in ("", "a", "o", "g"):
            choices = await house.suggest(command, option, typed)
            assert {published[choice["value"]].kind for choice in choices} <= {kind}


async def test_a_topic_may_be_of_any_kind(house: House) -> None:
    offered = {choice["value"] for choice in await house.suggest("timeline", "topic", "deepseek")}
    assert {"deepseek", "deepseek-r1"} <= offered
    published = house.app.library.edition.published
    kinds = {published[choice["value"]].kind for choice in await house.suggest("timeline", "topic", "o")}
    assert len(kinds) > 1


@pytest.mark.parametrize("typed", ["xyzzy", "🎉🎉🎉", "@everyone", "<@1>", "a" * 100, "\u202e", "%", "'"])
async def test_what_nothing_answers_to_gets_an_empty_list_or_a_real_card(house: House, typed: str) -> None:
    published = house.app.library.edition.published
    for choice in await house.suggest("who", "person", typed):
        assert choice["value"] in published


async def test_choices_stay_within_discords_limits(settings: Settings, tmp_path: Path) -> None:
    """At most 25, labels and values of at most 100 characters."""
    folder = tmp_path / "many"
    for number in range(40):
        name = f"{'Very long name ' * 6}{number:02}"
        write_card(folder, "person", f"p-{number}", name=name, aliases=[f"Alias{number:02} {'z' * 90}"])
    async with open_house(with_briefings(settings, folder)) as house:
        for typed in ("", "v", "very", "alias", "alias07", "z"):
            choices = await house.suggest("who", "person", typed)
            assert len(choices) <= 25
            assert all(0 < len(choice["name"]) <= 100 and len(choice["value"]) <= 100 for choice in choices)
        assert len(await house.suggest("who", "person", "very")) == 25
        assert [choice["value"] for choice in await house.suggest("who", "person", "alias07")] == ["p-7"]


async def test_a_card_that_just_appeared_is_offered(house: House) -> None:
    write_card(house.briefings, "person", "grace-test", name="Grace Test")
    assert await house.suggest("who", "person", "grace") == []
    await house.reload()
    assert await house.suggest("who", "person", "grace") == [{"name": "Grace Test", "value": "grace-test"}]


async def test_where_several_kinds_are_offered_each_says_which_it_is(house: House) -> None:
    choices = {choice["value"]: choice["name"] for choice in await house.suggest("timeline", "topic", "deepseek")}
    assert choices["deepseek"] == "DeepSeek · Organization"
    assert choices["deepseek-r1"] == "DeepSeek R1 · Model"
    house.speak("fr")
    choices = {choice["value"]: choice["name"] for choice in await house.suggest("timeline", "topic", "deepseek")}
    assert choices["deepseek"] == "DeepSeek · Organisation"


async def test_the_kind_is_still_said_behind_a_very_long_name(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    write_card(folder, "person", "ada", name="Ada 🎉" + "x" * 94)
    write_card(folder, "model", "ada-model", name="Ada Model")
    async with open_house(with_briefings(settings, folder)) as house:
        for locale in ("en-US", "fr"):
            house.speak(locale)
            for choice in await house.suggest("timeline", "topic", "ada"):
                assert length_of(choice["name"]) <= 100
                assert choice["name"].rpartition(" · ")[2] in {"Person", "Model", "Personne", "Modèle"}


HOSTILE = [
    "",
    " ",
    "\u0000",
    "\ud83c",
    "🎉" * 100,
    "\u202e\u200b",
    "@everyone <@1> [a](https://b.c)",
    "a" * 6_000,
    "a b " * 1_500,
    "é" * 6_000,
    ",,,,",
    "%s {0} {query}",
    "'\";--",
    "*",
    "NEAR(a AND",
    # emoji: skin tones, families, flags, letters in squares
    "👩🏽\u200d🚀👨\u200d👩\u200d👧🇫🇷🏴\U000e0067\U000e0062\U000e007f🅰️",
    "🎉" * 6_000,
    # right to left, alone and mixed
    "سام ألتمان",
    "סם אלטמן, OpenAI",
    "\u2067Altman\u2069 \u061c",
    "أ" * 6_000,
    # controls, zero widths, broken surrogates
    "".join(map(chr, range(0x20))) + "\x7f\x80\x9f",
    "a\x00l\x1bt\nm\r\ta\x0bn",
    "\u200b\u200c\u200d\u2060\ufeff" * 1_200,
    "\udc00a\ud83c",
    # Markdown and mentions
    "# h\n-# s\n> q\n- l\n1. n ```c``` `d` **b** ~~s~~ ||s|| __u__",
    "</who:1> <#1> <@&1> <t:0:R> <:a:1> <id:customize> @here",
    # accents in heaps, letters that fold to several, signs of other scripts
    "a" + "\u0301" * 6_000,
    "ﷺ" * 350 + "ﬃ ß ẞ İ ǆ ½ Ⅷ",
    "模型" * 3_000,
    # several topics, of which the last is being typed
    "openai, " * 800 + "alt",
    "🎉" * 60 + ", altm",
    "openai,🎉",
]
# Their suggestions are what this very server has stored, so the database is asked.
FROM_THE_LEDGER = "digest"


def completed(tree: app_commands.CommandTree[Any]) -> Iterator[tuple[str, Any]]:
    """Yield every option that offers something while one types, as ``command option``, with what is called."""
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            for parameter in command._params.values():
                if callable(parameter.autocomplete):
                    yield f"{command.qualified_name} {parameter.name}", (command, parameter.autocomplete)


def typing(house: House, typed: str, locale: discord.Locale) -> Any:
    """Return as much of an interaction as a suggestion needs."""
    return SimpleNamespace(
        user=SimpleNamespace(id=house.reader.id),
        guild_id=house.env.guild.id,
        guild=None,
        locale=locale,
        namespace=SimpleNamespace(
            first="openai", second="openai", person=None, topic=None, kind=None, channel=None, digest=None
        ),
        data={"options": []},
        typed=typed,
    )


def finish(suggesting: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine, which must come to its end without waiting for anything."""
    try:
        suggesting.send(None)
    except StopIteration as end:
        return end.value
    finally:
        suggesting.close()
    raise AssertionError("a suggestion waited: it must answer within one turn of the event loop")


async def test_no_suggestion_ever_raises_or_waits(house: House) -> None:
    """discord.py logs what a suggester raises and answers nothing, so they are called without it."""
    seen = []
    for name, (command, suggest) in completed(house.app.client.tree):
        seen.append(name)
        if name.startswith(FROM_THE_LEDGER) and name.endswith(" digest"):
            continue
        for typed in HOSTILE:
            for locale in (discord.Locale.french, discord.Locale.american_english):
                interaction = typing(house, typed, locale)
                bound = getattr(suggest, "pass_command_binding", False)
                arguments = (command.binding, interaction, typed) if bound else (interaction, typed)
                choices = finish(suggest(*arguments))
                assert len(choices) <= 25, name
                for choice in choices:
                    assert 1 <= length_of(choice.name) <= 100, name
                    assert 1 <= length_of(str(choice.value)) <= 100, name
    assert {"who person", "timeline topic", "digest create timezone"} <= set(seen)


@pytest.mark.parametrize("typed", HOSTILE)
async def test_cards_are_suggested_for_anything(house: House, typed: str) -> None:
    for localizer in load_localizers().values():
        for kind in (None, "person", "term"):
            for choice in card_choices(typed, house.app.library.edition, localizer, kind):
                assert choice.value in house.app.library.edition.published
