"""/server answers: whether a server's lookups are answered for all to see."""

from typing import Any

import discord
import pytest

from tests.world.support import EIGHT, House, Seen, answer_to, write_card


async def open_to_all(house: House) -> None:
    said = await house.ask("server answers", by=house.admin, visibility="public")
    assert said.private
    assert not said.refusal


@pytest.mark.parametrize("locale", ["fr", "en-US"])
@pytest.mark.parametrize(
    ("visibility", "in_french", "in_english"),
    [
        ("public", "désormais visibles de tout le salon", "now answered for all to see"),
        ("private", "seul le membre qui pose une question", "only the member who asks now sees"),
    ],
)
async def test_the_choice_is_confirmed(
    house: House, locale: str, visibility: str, in_french: str, in_english: str
) -> None:
    house.speak(locale)
    said = await house.ask("server answers", by=house.admin, visibility=visibility)
    assert (in_french if locale == "fr" else in_english) in said.text
    assert said.private


async def test_public_answers_are_posted_without_a_button_to_share_them(house: House) -> None:
    assert "Share" in (await house.ask("who", person="sam-altman")).buttons
    await open_to_all(house)
    answer = await house.ask("who", person="sam-altman")
    assert not answer.private
    assert answer.buttons
    assert "Share" not in answer.buttons
    assert [post.title for post in house.posts()] == ["Sam Altman"]


async def test_the_choice_can_be_taken_back(house: House) -> None:
    await open_to_all(house)
    await house.ask("server answers", by=house.admin, visibility="private")
    assert (await house.ask("who", person="sam-altman")).private
    assert house.posts() == []


async def test_the_choice_survives_a_restart(house: House) -> None:
    await open_to_all(house)
    await house.restart()
    assert not (await house.ask("who", person="sam-altman")).private


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("who", {"person": "xyzzy"}),
        ("who", {"person": "Sem Eltman"}),
        ("timeline", {"from": "tomorrow"}),
        ("settings show", {}),
        ("settings timezone", {"timezone": "Atlantis"}),
        ("settings forget-me", {}),
        ("catchup", {}),
    ],
)
async def test_refusals_and_what_is_ones_own_stay_private(house: House, command: str, options: dict[str, Any]) -> None:
    await open_to_all(house)
    assert (await house.ask(command, **options)).private
    assert house.posts() == []


async def test_news_stay_private_page_after_page(house: House) -> None:
    await open_to_all(house)
    await house.ask("catchup")
    for number in range(12):
        write_card(house.briefings, "person", f"new-{number}")
    house.clock.set(EIGHT)
    await house.reload()
    second = await house.click(await house.ask("catchup"), "Next ▶")
    assert second.private
    assert "Share" not in second.buttons
    assert house.posts() == []


async def test_buttons_on_a_public_answer_open_private_ones(house: House) -> None:
    await open_to_all(house)
    public = await house.ask("who", person="sam-altman")
    before = public.message.components
    opened = await house.choose(public, "openai", by=house.admin)
    assert opened.private
    assert opened.title == "OpenAI"
    assert "Share" in opened.buttons
    assert (await house.click(public, "Sources")).private
    (post,) = house.posts()
    assert post.message.components == before


async def test_direct_messages_are_answered_as_ever(house: House) -> None:
    def private(seen: Seen) -> bool:
        return seen.private and "Share" in seen.buttons

    before = private(answer_to(await house.reader.user.slash("who", person="sam-altman")))
    await open_to_all(house)
    assert private(answer_to(await house.reader.user.slash("who", person="sam-altman"))) is before is True


async def test_readers_are_not_offered_the_command_and_nobody_is_in_direct_messages(house: House) -> None:
    assert "server answers" in house.admin.available_commands(house.channel)
    assert "server answers" not in house.reader.available_commands(house.channel)
    assert "server answers" not in house.admin.user.available_commands()
    (definition,) = [each for each in house.requests("PUT", "/commands")[-1].json if each["name"] == "server"]
    assert definition["contexts"] == [0]
    assert definition["integration_types"] == [0]
    assert int(definition["default_member_permissions"]) == discord.Permissions(manage_guild=True).value


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("fr", "Seuls les membres autorisés à gérer ce serveur choisissent comment le bot s’y comporte."),
        ("en-US", "Only members who may manage this server choose how the bot behaves in it."),
    ],
)
async def test_a_reader_who_was_given_the_command_is_refused_by_the_bot(
    house: House, locale: str, sentence: str
) -> None:
    house.speak(locale)
    root = house.env.backend.find_command("server", house.env.guild.id)
    assert root is not None
    house.env.guild.set_command_permissions(int(root["id"]), {house.reader: True})
    answer = await house.ask("server answers", visibility="public")
    assert answer.text == sentence
    assert answer.refusal
    assert answer.private
    assert all(isinstance(error, discord.app_commands.CheckFailure) for error in house.env.errors)
    assert (await house.ask("who", person="sam-altman")).private
