"""Every answer in the language of the member's Discord: French for French, English for all others."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.settings import Settings
from tests.world.digests import confirmed, create
from tests.world.support import EIGHT, House, Seen, edit, open_house, with_briefings, write_card

FRENCH = {"fr": True, "en-US": False, "en-GB": False, "de": False}


@pytest.mark.parametrize(
    ("command", "options", "in_french", "in_english"),
    [
        ("who", {"person": "sam-altman"}, "Personne · PDG d’OpenAI", "Person · CEO of OpenAI"),
        ("model", {"model": "deepseek-r1"}, "Développement · DeepSeek", "Developed by · DeepSeek"),
        ("org", {"organization": "openai"}, "Pays · États-Unis", "Country · United States"),
        ("event", {"event": "gpt-oss-launch"}, "Lancement de gpt-oss", "Launch of gpt-oss"),
        ("timeline", {}, "Chronologie", "Timeline"),
        ("timeline", {"topic": "openai"}, "Chronologie\u00a0: OpenAI", "Timeline of OpenAI"),
        ("timeline", {"from": "2030"}, "Rien n’est daté", "Nothing is dated"),
        ("timeline", {"from": "demain"}, "Ce n’est pas une date.", "That is not a date."),
        ("timeline", {"topic": "xyzzy"}, "Aucune fiche ne porte le nom", "No card is called"),
        ("about", {}, "Édition", "Edition"),
        ("who", {"person": "xyzzy"}, "Aucune fiche ne porte le nom", "No card is called"),
        ("who", {"person": "Sem Eltman"}, "Cherchiez-vous", "Did you mean"),
        ("digest list", {}, "Aucun bulletin pour le moment.", "No digest yet."),
        ("digest delete", {"digest": 7}, "n°\u00a07", "This server has no digest 7."),
    ],
)
async def test_commands_answer_in_the_members_language(
    house: House, command: str, options: dict[str, Any], in_french: str, in_english: str
) -> None:
    for locale, french in FRENCH.items():
        house.speak(locale)
        answer = await house.ask(command, by=house.admin, **options)
        expected, unexpected = (in_french, in_english) if french else (in_english, in_french)
        assert expected in answer.text
        assert unexpected not in answer.text


@pytest.mark.parametrize(
    ("locale", "said", "deleted"),
    [
        ("fr", ("Le bulletin n°\u00a01 est programmé.", "dimanche 22 novembre 2026", "en français"), "supprimé"),
        ("en-US", ("Digest 1 is set up.", "Sunday 22 November 2026", "in English"), "deleted"),
    ],
)
async def test_ordering_a_digest_answers_in_the_members_language(
    house: House, locale: str, said: tuple[str, ...], deleted: str
) -> None:
    house.speak(locale)
    order = await house.order(topics="sam-altman")
    assert all(words in order.text for words in said)
    assert said[1] in (await house.ask("digest list", by=house.admin)).text
    assert deleted in (await confirmed(house, "delete")).text


@pytest.mark.parametrize("wrong", [{"time": "25:61"}, {"timezone": "Atlantis"}, {"topics": "xyzzy"}])
async def test_a_mistake_in_an_order_is_explained_in_the_members_language(house: House, wrong: dict[str, str]) -> None:
    for locale, french in FRENCH.items():
        house.speak(locale)
        usual = {"channel": house.channel, "cadence": "daily", "time": "8:00", "timezone": "Paris"}
        answer = await house.ask("digest create", by=house.admin, **usual | wrong)
        assert answer.refusal
        english = any(word in answer.text for word in (" is ", " not ", " called "))
        assert english is not french


async def test_missing_permissions_are_named_in_the_members_language(house: House) -> None:
    guild = house.env.guild
    assert guild.me is not None
    closed = guild.create_text_channel("fermé", overwrites={guild.me: discord.PermissionOverwrite(send_messages=False)})
    for locale, french in FRENCH.items():
        house.speak(locale)
        answer = await create(house, channel=closed)
        assert ("Envoyer des messages" in answer.text) is french
        assert ("Send Messages" in answer.text) is not french


async def test_choices_are_named_in_the_members_language(house: House) -> None:
    for locale, french in FRENCH.items():
        house.speak(locale)
        (choice,) = await house.suggest("event", "event", "gpt-oss-launch")
        assert choice["name"].partition(" (")[0] == ("Lancement de gpt-oss" if french else "Launch of gpt-oss")


Press = Callable[[House], Awaitable[Seen]]


async def open_related(house: House) -> Seen:
    return await house.choose(await house.ask("who", person="sam-altman"), "openai")


async def open_from_timeline(house: House) -> Seen:
    timeline = await house.ask("timeline")
    return await house.click(timeline, next(iter(timeline.links)))


async def open_suggestion(house: House) -> Seen:
    return await house.click(await house.ask("who", person="Sem Eltman"), "Sam Altman")


async def open_from_digest(house: House) -> Seen:
    """A digest in one language answers each reader in theirs."""
    await house.order(topics="openai", language="fr" if house.locales[house.reader.id] != "fr" else "en")
    await house.wake_at(EIGHT)
    return await house.click(house.posts()[0], "OpenAI")


async def open_one_that_left(house: House) -> Seen:
    card = await house.ask("who", person="sam-altman")
    edit(house.briefings / "organizations" / "openai.yaml", "status: published", "status: withheld")
    await house.reload()
    return await house.choose(card, "openai")


@pytest.mark.parametrize("locale", ["fr", "en-US"])
@pytest.mark.parametrize(
    ("press", "in_french", "in_english"),
    [
        (open_related, "Entreprise", "Company"),
        (open_from_timeline, "Publication de GPT-2", "Release of GPT-2"),
        (open_suggestion, "Personne · PDG", "Person · CEO"),
        (open_from_digest, "Entreprise", "Company"),
        (open_one_that_left, "Cette fiche n’est plus publiée.", "This card is no longer published."),
    ],
)
async def test_buttons_answer_in_the_language_of_who_presses(
    house: House, locale: str, press: Press, in_french: str, in_english: str
) -> None:
    house.speak(locale)
    answer = await press(house)
    expected, unexpected = (in_french, in_english) if locale == "fr" else (in_english, in_french)
    assert expected in answer.text
    assert unexpected not in answer.text


@pytest.mark.parametrize(
    ("locale", "forward", "back"), [("fr", "Suivant ▶", "◀ Précédent"), ("en-US", "Next ▶", "◀ Previous")]
)
async def test_pages_are_turned_in_the_members_language(
    settings: Settings, tmp_path: Path, locale: str, forward: str, back: str
) -> None:
    folder = tmp_path / "long"
    for number in range(60):
        write_card(folder, "event", f"event-{number}")
    async with open_house(with_briefings(settings, folder)) as house:
        house.speak(locale)
        second = await house.click(await house.ask("timeline"), forward)
        assert set(second.turning) == {back, forward}


async def test_two_members_are_each_answered_in_their_own_language(house: House) -> None:
    house.speak("fr", house.reader)
    house.speak("en-US", house.admin)
    french = await house.ask("who", person="sam-altman", by=house.reader)
    english = await house.ask("who", person="sam-altman", by=house.admin)
    assert "Personne" in french.text
    assert "Person ·" in english.text
