"""Whatever is pressed, typed or forged gets a sentence: nothing is met with silence, pings, or breaks out."""

from pathlib import Path
from typing import Any

import pytest
from simcord.components import walk_components

from bot.presentation.paths import path_of
from bot.presentation.routes import CatchUpRoute, SearchRoute
from bot.settings import Settings
from tests.world.support import House, Seen, answer_to, edit, open_house, with_briefings, write_card

NOWHERE = {
    "en-US": "This button no longer leads anywhere. Ask again with a command, such as /search.",
    "fr": "Ce bouton ne mène plus nulle part. Relancez une commande, par exemple /search.",
}
GONE = {"en-US": "This card is no longer published.", "fr": "Cette fiche n’est plus publiée."}
CHANGED = {
    "en-US": "The cards have changed since this message was sent",
    "fr": "Les fiches ont changé depuis l’envoi de ce message",
}
LOCALES = ["en-US", "fr"]


def forge(seen: Seen, **changes: Any) -> None:
    """Change the first button or select of a message, as if another version of the bot had sent it."""
    control = next(each for each in walk_components(seen.message._message.components) if "custom_id" in each)
    control |= changes


async def press_forged(house: House, custom_id: str) -> Seen:
    seen = await house.ask("timeline", topic="openai")
    forge(seen, custom_id=custom_id, label="Forged")
    return await house.click(seen, "Forged")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "custom_id",
    [
        "card:UPPER:0",
        "card:sam-altman",
        "card:sam-altman:0:0",
        "share:nothing",
        "0123abc@nothing",
        "compare:::0",
        "news:999999999999:0:0",
        "an older button",
        "x" * 100,
        "🎉",
    ],
)
async def test_a_button_of_another_version_says_that_it_leads_nowhere(
    house: House, locale: str, custom_id: str
) -> None:
    house.speak(locale)
    answer = await press_forged(house, custom_id)
    assert answer.text.replace("`", "") == NOWHERE[locale]
    assert answer.private
    assert answer.refusal


async def test_a_select_of_another_version_says_so_too(house: House) -> None:
    seen = await house.ask("who", person="sam-altman")
    select = next(each for each in walk_components(seen.message._message.components) if each["type"] == 3)
    select["custom_id"] = "people"
    assert (await house.choose(seen, "openai")).text.replace("`", "") == NOWHERE["en-US"]


@pytest.mark.parametrize(
    ("custom_id", "said"),
    [
        ("line:openai:2025-13::0", "That is not a date."),
        ("line:openai:2025-02-30::0", "That is not a date."),
        ("line::----::0", "That is not a date."),
        ("line::0000::0", "That is not a date."),
        ("line:nobody:::0", GONE["en-US"]),
        ("card:nobody:0", GONE["en-US"]),
        ("share:card:nobody:0", GONE["en-US"]),
        ("0123abc!card:nobody:0", GONE["en-US"]),
        ("source:nobody:0", GONE["en-US"]),
        ("story:nobody:0:", GONE["en-US"]),
        ("story:sam-altman:0:", "This button no longer leads anywhere."),
        ("quotes:nobody::0", GONE["en-US"]),
        ("compare:nobody:openai:0", GONE["en-US"]),
        (f"card:{'a' * 64}:0", GONE["en-US"]),
        (f"compare:{'a' * 29}~0123abcd:openai:0", GONE["en-US"]),
    ],
)
async def test_a_button_that_leads_to_nothing_says_what_is_missing(house: House, custom_id: str, said: str) -> None:
    answer = await press_forged(house, custom_id)
    assert said in answer.text
    assert answer.private
    assert answer.refusal


@pytest.mark.parametrize(
    "custom_id",
    [
        "card:sam-altman:9999",
        "source:sam-altman:9999",
        "line:::2025:9999",
        "story:us-china-race:9999:",
        "story:us-china-race:1:999",
        "quotes:::9999",
        "compare:gpt-oss-20b:gpt-oss-120b:9999",
        "articles:9999",
        path_of(CatchUpRoute(0, 99_999_999_999, 9999)),
        path_of(CatchUpRoute(99_999_999_999, 0)),
        path_of(SearchRoute(9999, "OpenAI")),
        path_of(SearchRoute(0, "@everyone <@1> **a** [b](https://c.d) 🎉 \u202e")),
    ],
)
async def test_a_page_beyond_the_last_is_the_last(house: House, custom_id: str) -> None:
    answer = await press_forged(house, custom_id)
    assert "went wrong" not in answer.text
    assert answer.text.strip()
    assert "9999" not in answer.text


async def test_a_button_that_calls_itself_a_select_is_answered(house: House) -> None:
    assert (await press_forged(house, "cards")).text.replace("`", "") == NOWHERE["en-US"]


@pytest.mark.parametrize(("locale", "mark"), [("en-US", "@"), ("fr", "!")], ids=["turning", "sharing"])
async def test_a_refusal_says_one_thing_whatever_edition_the_message_showed(
    house: House, locale: str, mark: str
) -> None:
    """That the cards have changed since would explain nothing: they need not have."""
    house.speak(locale)
    now = house.app.library.edition.number
    for path in (
        "card:nobody:0",
        "source:nobody:0",
        "story:nobody:0:",
        "story:sam-altman:0:",
        "line:nobody:::0",
        "line:openai:2025-13::0",
        "line:openai:1900:1901:0",
        "quotes:nobody::0",
        "quotes:wei-sun:reddit:0",
        "compare:nobody:openai:0",
        "compare:openai:openai:0",
        "compare:openai:sam-altman:0",
        "search:0:xyzzyx",
        "search:0:…",
    ):
        of_now = await press_forged(house, f"{now}{mark}{path}")
        of_before = await press_forged(house, f"0123abc{mark}{path}")
        assert of_before.refusal, path
        assert CHANGED[locale] not in of_before.text, path
        assert of_before.markdown == of_now.markdown, path


@pytest.mark.parametrize("value", ["nobody", "", "../etc", "@everyone", "x" * 100, "SAM-ALTMAN"])
async def test_a_choice_that_was_never_offered_is_a_card_that_is_not_there(house: House, value: str) -> None:
    seen = await house.ask("who", person="sam-altman")
    select = next(each for each in walk_components(seen.message._message.components) if each["type"] == 3)
    select["options"].append({"label": "Forged", "value": value})
    answer = await house.choose(seen, value)
    assert answer.text == GONE["en-US"]
    assert answer.private


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_card_that_left_between_the_keystroke_and_enter(house: House, locale: str) -> None:
    house.speak(locale)
    (choice,) = await house.suggest("who", "person", "altm")
    edit(house.briefings / "people" / "sam-altman.yaml", "status: published", "status: withheld")
    await house.reload()
    answer = await house.ask("who", person=choice["value"])
    assert answer.refusal
    assert "sam-altman" not in answer.links.values()
    assert ("Aucune fiche" in answer.text) is (locale == "fr")


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_message_of_an_older_edition_says_that_the_cards_have_changed(
    settings: Settings, tmp_path: Path, locale: str
) -> None:
    folder = tmp_path / "old"
    for number in range(60):
        write_card(folder, "event", f"event-{number}")
    async with open_house(with_briefings(settings, folder)) as house:
        house.speak(locale)
        timeline = await house.ask("timeline")
        forward = next(label for label in timeline.turning if label.endswith("▶"))
        turned = await house.click(timeline, forward)
        assert CHANGED[locale] not in turned.text
        write_card(folder, "event", "event-60")
        await house.reload()
        for label in list(turned.turning):
            turned = await house.click(turned, label)
            assert CHANGED[locale] in turned.text
            break


async def test_a_story_that_shrank_opens_at_its_last_step(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "story"
    for name in ("ada", "bob", "cyd"):
        write_card(folder, "person", name, name=name.title())

    def tell(*cards: str) -> None:
        steps = [{"card": card, "text": {"fr": f"Étape {card}.", "en": f"Step {card}."}} for card in cards]
        write_card(folder, "story", "tale", lede={"fr": "Début.", "en": "Beginning."}, steps=steps)

    tell("ada", "bob", "cyd")
    async with open_house(with_briefings(settings, folder)) as house:
        seen = await house.ask("story", story="tale")
        forge(seen, custom_id=f"{house.app.library.edition.number}@story:tale:3:", label="Forged", disabled=False)
        tell("ada")
        await house.reload()
        answer = await house.click(seen, "Forged")
        assert "Step cyd" not in answer.text
        assert not answer.refusal
        assert CHANGED["en-US"] in answer.text


class Broken:
    """A gallery, a set of preferences or whatever else has stopped working."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"{name} is broken")


async def test_a_button_that_breaks_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    card = await house.ask("who", person="sam-altman")
    monkeypatch.setattr("bot.presentation.pages.card_pages", Broken().__getattr__)
    answer = await house.choose(card, "openai")
    assert answer.text.startswith("Something went wrong on our side.")
    assert answer.private
    assert (await house.choose(card, "openai")).refusal


HOSTILE = [
    "🎉",
    "👩\u200d🚀🇫🇷",
    "سام ألتمان",
    "סם אלטמן",
    "\u202eretnirp",
    "\u200b\u2060\ufeff",
    "a\u0000b\u0007\u001b[31m",
    "z" + "\u0335" * 60,
    "line\nbreak\r\n# heading",
    "@everyone @here",
    "<@1> <@&1> <#1> </who:1> <t:0:R> <:a:1> <id:customize>",
    "[a](https://evil.example) https://evil.example discord.gg/evil",
    "# h\n-# s\n> q\n>>> qq\n- l\n1. n",
    "**a** __b__ ~~c~~ ||d|| `e` ```f```",
    "'; DROP TABLE cards; --",
    "%s {query} {0} %(x)s",
    "%",
    "AND OR NOT NEAR(",
    '"',
    "*",
    "a" * 100,
    "é" * 100,
    "🎉" * 100,
]
ACTIVE = ("](https", "\n# h", "\n> q", "```f", "discord.gg/")
LOOKUPS = [
    ("who", "person"),
    ("model", "model"),
    ("org", "organization"),
    ("event", "event"),
    ("term", "term"),
    ("claim", "claim"),
    ("story", "story"),
    ("timeline", "topic"),
    ("search", "query"),
]


@pytest.mark.parametrize(("command", "option"), LOOKUPS)
async def test_whatever_is_typed_gets_an_answer_and_pings_nobody(house: House, command: str, option: str) -> None:
    for typed in HOSTILE:
        options: dict[str, Any] = {option: typed[: 80 if command == "search" else 100]}
        answer = await house.ask(command, **options)
        assert answer.private, typed
        assert "went wrong" not in answer.text, typed
        assert not set("\u202e\u0007\u001b\u0000") & set(answer.markdown), typed
        assert not any(mark in answer.markdown for mark in ACTIVE), typed
    for request in house.requests("POST", "/callback"):
        assert request.json["data"]["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("typed", ["a" * 6_000, "a b " * 1_500, "🎉" * 6_000, ""])
async def test_a_length_that_discords_own_page_refuses_gets_an_answer(house: House, typed: str) -> None:
    """discord.py leaves the length of a text to Discord, whose own page checks it; another client might not."""
    tree, stored = house.app.client.tree, house.env.backend
    for command, option in LOOKUPS:
        registered: Any = stored.find_command(command, None, type=1)
        limits = {name: registered["options"][0].pop(name, None) for name in ("min_length", "max_length")}
        options: dict[str, Any] = {option: typed}
        answer = await house.ask(command, **options)
        assert "went wrong" not in answer.text, command
        assert len(answer.markdown) <= 4_000
        registered["options"][0] |= {name: limit for name, limit in limits.items() if limit is not None}
    assert tree.get_command("who") is not None


async def test_right_to_left_text_leaves_the_sentence_around_it_alone(house: House) -> None:
    answer = await house.ask("who", person="סם אלטמן")
    assert "“\u2068סם אלטמן\u2069”" in answer.text


async def test_more_than_25_matches_are_cut_to_what_discord_takes(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for number in range(60):
        write_card(folder, "person", f"p-{number}", name=f"Ada Number{number:02}")
    async with open_house(with_briefings(settings, folder)) as house:
        assert len(await house.suggest("who", "person", "ada")) == 25
        refused = await house.ask("who", person="ada")
        assert refused.refusal
        assert 1 <= len(refused.links) <= 25


async def test_direct_messages_are_forgiving_too(house: House) -> None:
    answer = answer_to(await house.reader.user.slash("who", person="@everyone"))
    assert answer.refusal
    assert "\\@everyone" in answer.markdown
