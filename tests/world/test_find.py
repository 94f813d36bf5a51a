"""Find cards, in the menu of a message: which cards somebody's words name."""

import sys
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.actors import MemberActor

from bot.commands.find import texts_of
from bot.presentation.measures import excesses
from bot.settings import Settings
from tests.world.support import House, Seen, answer_to, open_house, with_briefings, write_card

FIND = "Find cards"


async def find_in(house: House, message: Any, by: MemberActor | None = None) -> Seen:
    return answer_to(await (by or house.reader).context_menu(house.channel, FIND, message))


async def find(house: House, text: str) -> Seen:
    return await find_in(house, await house.reader.send(house.channel, text))


async def test_the_cards_that_a_message_names_are_listed_in_order(house: House) -> None:
    answer = await find(house, "OpenAI’s models: gpt-oss-20b, says Sam Altman. Des modèles ouverts !")
    assert answer.title == "Cards named in this message"
    assert list(answer.links.values()) == ["openai", "gpt-oss-20b", "sam-altman", "open-model"]
    for card_id in answer.links.values():
        card = house.app.library.edition.published[card_id]
        assert f"{card.name.en}\n" in answer.text
        assert card.summary.en in answer.text
    assert answer.private
    assert len(house.posts()) == 1, "only the message itself may be there for all to see"


async def test_a_card_found_opens(house: House) -> None:
    few = await find(house, "OpenAI")
    assert (await house.click(few, "OpenAI")).title == "OpenAI"
    many = await find(house, "OpenAI, Meta, Qwen, Gemma, Alibaba, Baidu")
    assert len(many.options) == 6
    assert (await house.choose(many, "qwen")).title == "Qwen"


async def test_somebody_elses_message_and_the_bots_own_can_be_asked_about(house: House) -> None:
    message = await house.admin.send(house.channel, "Yann LeCun")
    assert list((await find_in(house, message)).links.values()) == ["yann-lecun"]
    card = await house.ask("who", person="sam-altman")
    shared = await house.click(card, "Share")
    assert "openai" in (await find_in(house, shared.message, by=house.admin)).links.values()


async def test_nothing_named_says_so_and_what_to_do(house: House) -> None:
    answer = await find(house, "Les métadonnées, méta-analyse de x = 3, @everyone")
    assert answer.text.startswith("No card is named in this message.")
    assert "/search" in answer.text
    assert answer.private
    assert answer.refusal
    assert answer.links == {}


async def test_a_message_without_words_is_answered(house: House) -> None:
    message = await house.reader.send(house.channel, attachments=[("picture.png", b"PNG")])
    answer = await find_in(house, message)
    assert answer.text == "There is no text in this message."
    assert answer.private


async def test_it_answers_in_french(house: House) -> None:
    house.speak("fr")
    assert (await find(house, "Sam Altman")).title == "Les fiches nommées dans ce message"
    assert (await find(house, "rien")).text.startswith("Aucune fiche n’est nommée dans ce message.")


async def test_the_menu_is_named_in_both_languages_and_offered_everywhere(house: House) -> None:
    commands = house.requests("PUT", "/commands")[-1].json
    (menu,) = (command for command in commands if command["name"] == FIND)
    assert menu["type"] == discord.AppCommandType.message.value
    assert menu["name_localizations"]["fr"] == "Trouver les fiches"
    assert sorted(menu["contexts"]) == [0, 1, 2]
    assert sorted(menu["integration_types"]) == [0, 1]


async def test_all_cards_that_a_select_takes_can_be_opened(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "long"
    summary = {"fr": "Longuement. " * 40, "en": "At length. " * 40}
    for number in range(20):
        write_card(folder, "model", f"m-{number}", name=f"Abacus {number}a", summary=summary)
    async with open_house(with_briefings(settings, folder)) as house:
        answer = await find(house, ", ".join(f"Abacus {number}a" for number in range(20)))
        assert list(answer.options.values()) == [f"m-{number}" for number in range(20)]
        told = answer.text.count("At length. At length.")
        shown = sum(f"Abacus {number}a\n" in answer.text for number in range(20))
        assert 0 < shown < 20
        assert told
        assert f"{20 - shown} more in the list below" in answer.text
        assert "no room for" not in answer.text
        assert list(excesses(answer.message.components)) == []
        assert (await house.choose(answer, "m-19")).title == "Abacus 19a"


async def test_long_names_leave_room_for_summaries(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "wide"
    names = [f"{'模型' * 30} {number}a" for number in range(25)]
    for number, name in enumerate(names):
        write_card(folder, "model", f"{'m' * 60}-{number}", name=name)
    async with open_house(with_briefings(settings, folder)) as house:
        answer = await find(house, ", ".join(names))
        assert 5 < len(answer.options) < 25
        assert f"no room for {25 - len(answer.options)} more" in answer.text
        assert "Summary of" in answer.text
        assert list(excesses(answer.message.components)) == []


async def test_what_does_not_fit_is_counted(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for number in range(30):
        write_card(folder, "model", f"m-{number}", name=f"Abacus {number}a")
    async with open_house(with_briefings(settings, folder)) as house:
        answer = await find(house, ", ".join(f"Abacus {number}a" for number in range(30)))
        assert list(answer.links.values()) == [f"m-{number}" for number in range(25)]
        assert "no room for 5 more" in answer.text


async def test_a_card_that_just_appeared_is_found_and_one_that_left_is_not(house: House) -> None:
    await find(house, "OpenAI")
    write_card(house.briefings, "person", "grace-test", name="Grace Testing")
    assert (await find(house, "Grace Testing")).refusal
    await house.reload()
    assert list((await find(house, "Grace Testing")).links.values()) == ["grace-test"]
    (house.briefings / "people" / "grace-test.yaml").unlink()
    await house.reload()
    assert (await find(house, "Grace Testing")).refusal


async def test_it_answers_once_the_names_are_known_and_while_they_are_not(house: House) -> None:
    for _ in range(2):
        assert list((await find(house, "OpenAI")).links.values()) == ["openai"]
    await house.restart()
    assert list((await find(house, "OpenAI")).links.values()) == ["openai"]


EMBED = {
    "author": {"name": "an author"},
    "title": "a title",
    "description": "a description",
    "fields": [{"name": "a field", "value": "its value"}],
    "footer": {"text": "a footer"},
}
SECTION = {
    "type": 9,
    "components": [{"type": 10, "content": "a section"}],
    "accessory": {"type": 2, "style": 5, "label": "Ahead", "url": "https://example.org"},
}
COMPONENTS = [{"type": 17, "components": [{"type": 10, "content": "a frame"}, SECTION]}]
FORWARDED = {
    "type": 0,
    "content": "forwarded words",
    "embeds": [EMBED | {"title": "a forwarded title"}],
    "attachments": [],
    "timestamp": "2026-11-22T06:00:00+00:00",
    "edited_timestamp": None,
    "flags": 0,
    "mentions": [],
    "mention_roles": [],
    "components": COMPONENTS,
}


async def test_embeds_components_and_what_was_forwarded_are_read(house: House) -> None:
    sent = await house.reader.send(house.channel, "words")
    stored = house.env.backend.get_message(house.channel.id, sent.id)
    payload: Any = dict(simcord.backend.serializers.message_payload(house.env.backend, stored))
    payload |= {"embeds": [EMBED], "components": COMPONENTS, "message_snapshots": [{"message": FORWARDED}]}
    state = house.app.client._connection
    message = discord.Message(state=state, channel=sent.channel, data=payload)
    texts = list(texts_of(message))
    below = ["a description", "a field", "its value", "a footer", "a frame", "a section"]
    own = ["words", "an author", "a title", *below]
    assert texts == [*own, "forwarded words", "an author", "a forwarded title", *below]


def poll(question: str, *answers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a poll as Discord sends it along with a message (its documentation: "Poll Object")."""
    return {
        "question": {"text": question},
        "answers": [{"answer_id": number, "poll_media": each} for number, each in enumerate(answers, 1)],
        "expiry": "2026-11-23T06:00:00+00:00",
        "allow_multiselect": False,
        "layout_type": 1,
        "results": {"is_finalized": False, "answer_counts": []},
    } | fields


async def find_in_a_poll(house: House, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]) -> Seen:
    """Ask about a message with a poll and no other words; the simulator's people make none."""
    sent = await house.reader.send(house.channel, "…")
    serialise = simcord.backend.serializers.message_payload

    def with_poll(backend: Any, message: Any, *args: Any, **kwargs: Any) -> Any:
        payload: Any = serialise(backend, message, *args, **kwargs)
        return payload | {"content": "", "poll": asked} if message.id == sent.id else payload

    for module in [module for name, module in sys.modules.items() if name.startswith("simcord.")]:
        if getattr(module, "message_payload", None) is serialise:
            monkeypatch.setattr(module, "message_payload", with_poll)
    return await find_in(house, sent)


async def test_what_a_poll_asks_and_offers_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever votes wants to know what on: the names in a poll are meant as much as those in a sentence."""
    fire = {"id": None, "name": "🔥"}
    asked = poll("Which will OpenAI answer to?", {"text": "Qwen", "emoji": fire}, {"text": "Open source"})
    answer = await find_in_a_poll(house, monkeypatch, asked)
    assert list(answer.links.values()) == ["openai", "qwen", "open-source"]


async def test_names_do_not_run_from_one_answer_of_a_poll_into_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = await find_in_a_poll(house, monkeypatch, poll("Who?", {"text": "Sam"}, {"text": "Altmanson"}))
    assert answer.refusal
    answer = await find_in_a_poll(house, monkeypatch, poll("Who?", {"text": "Open"}, {"text": "source"}))
    assert answer.refusal


@pytest.mark.parametrize(
    "asked",
    [
        poll("Who?"),
        poll("", {"text": ""}),
        poll("🔥", {"text": "", "emoji": {"id": None, "name": "🔥"}}, {"text": "\u202e"}),
        poll("@everyone <@1> **a** [b](https://c.d)", {"text": "```"}, {"text": "x" * 55}),
        poll("Who?", {"text": "a"}, results={"is_finalized": True, "answer_counts": [{"id": 7, "count": 1}]}),
        poll("Who?", *({"text": f"answer {number}"} for number in range(10)), allow_multiselect=True),
    ],
)
async def test_no_poll_breaks_it(house: House, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]) -> None:
    answer = await find_in_a_poll(house, monkeypatch, asked)
    assert answer.refusal
    assert "went wrong" not in answer.text


@pytest.mark.parametrize("text", ["C’est un signal d’alarme pour nous tous.", "a wake-up call", "alarm signal"])
async def test_a_phrase_of_everybodys_is_not_taken_for_the_card_called_so(house: House, text: str) -> None:
    assert (await find(house, text)).refusal


async def test_somebodys_phrase_in_quotation_marks_is(house: House) -> None:
    assert "trump-wake-up-call" in (await find(house, "Il parle d’un « signal d’alarme »")).links.values()


@pytest.mark.parametrize("text", ["@everyone <@1> **a** [b](https://c.d)", "\u202e\u200b", "```x", "x" * 2_000])
async def test_hostile_messages_are_answered(house: House, text: str) -> None:
    assert (await find(house, text)).refusal
